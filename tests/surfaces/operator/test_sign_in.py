"""The operator's sign-in and account at the desk: the same pages as in a Storefront, for operators only."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from click.testing import CliRunner
from django.contrib.admin.models import LogEntry
from django.core import mail
from django.core.cache import cache
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.accounts import operations as accounts
from seatwise.accounts.models import User
from seatwise.cli import people
from seatwise.infra import sessions, tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.resellers import operations as resellers
from seatwise.storefront.account import jobs as account_jobs
from seatwise.storefront.account.desk_urls import urlpatterns
from tests import factories, jobs

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL = "alex@seatwise.example"
SECURITY = "/operator/account/security/"
LATER = dt.timedelta(seconds=90)


@pytest.fixture(autouse=True)
def standing(db, time_machine):
    cache.clear()
    time_machine.move_to(factories.NOW, tick=False)
    return time_machine


@pytest.fixture
def alex(standing):
    with transactions.writing_global():
        return accounts.create_user(email=EMAIL, name="Alex", password=factories.PASSWORD, operator=True)


@pytest.fixture
def with_app(alex):
    Authenticator.objects.create(user_id=alex, type="totp", data={"secret": encrypt(SECRET)})
    return alex


def sign_in(client, *, email=EMAIL, password=factories.PASSWORD, **more):
    return client.post("/operator/signin/", {"login": email, "password": password, **more})


def is_in(client):
    return "_auth_user_id" in client.session


def code_now(secret=SECRET):
    # With half a minute's tolerance on both sides, the middle of three.
    counter = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(secret, counter))


def prove(client):
    answer = client.post("/operator/account/again/", {"password": factories.PASSWORD, "next": SECURITY})
    assert answer["Location"] == SECURITY


def test_a_password_alone_opens_the_desk_of_who_has_no_second_step(alex) -> None:
    client = Client()
    assert sign_in(client)["Location"] == "/operator/"
    assert client.get("/operator/").status_code == 200
    refused = sign_in(Client(), password="something else")
    assert refused.status_code == 422
    # No new password is mailed to an operator, so none is promised.
    assert "Check both." in refused.content.decode()
    assert "set a new password" not in refused.content.decode()


def test_the_page_that_was_asked_for_opens_after_the_sign_in(alex) -> None:
    client = Client()
    asked = client.get("/operator/accounts/user/", follow=True)
    assert asked.redirect_chain[-1][0] == "/operator/signin/?next=%2Foperator%2Faccounts%2Fuser%2F"
    assert "Sign in to Seatwise" in asked.content.decode()
    assert "Forgot the password?" not in asked.content.decode()
    assert sign_in(client, next="/operator/accounts/user/")["Location"] == "/operator/accounts/user/"


@pytest.mark.parametrize(
    "asked", ["https://evil.example/", "//evil.example/", "/techsolutions/billing/", "/"]
)
def test_no_sign_in_leads_away_from_the_desk(alex, asked) -> None:
    assert sign_in(Client(), next=asked)["Location"] == "/operator/"


def test_who_has_an_app_needs_its_code_once(with_app, standing) -> None:
    first, second = Client(), Client()
    assert sign_in(first)["Location"] == "/operator/signin/code/"
    assert first.get("/operator/")["Location"].startswith("/operator/login/")
    assert "Another operator can take your second step away" in (
        first.get("/operator/signin/code/").content.decode()
    )
    assert first.post("/operator/signin/code/", {"code": "000000"}).status_code == 422
    assert first.post("/operator/signin/code/", {"code": code_now()})["Location"] == "/operator/"
    assert first.get("/operator/").status_code == 200
    sign_in(second)
    assert second.post("/operator/signin/code/", {"code": code_now()}).status_code == 422
    assert not is_in(second)


def test_no_other_way_in_skips_the_second_step(with_app) -> None:
    """Django's own form, and the Storefront where the operator also has a place."""
    client = Client()
    known = {"username": EMAIL, "password": factories.PASSWORD, "next": "/operator/"}
    assert client.post("/operator/login/", known)["Location"] == "/operator/signin/"
    assert not is_in(client)
    seller = factories.reseller()
    with tenancy.scope(seller.id), transactions.writing():
        resellers.add_team_member(user_id=with_app, role="owner", actor=SYSTEM, now=factories.NOW)
    known = {"login": EMAIL, "password": factories.PASSWORD}
    assert client.post("/techsolutions/signin/", known)["Location"] == "/techsolutions/signin/code/"
    assert client.get("/operator/").status_code == 302
    assert not is_in(client)


def test_people_of_a_storefront_hear_what_a_wrong_password_hears(alex) -> None:
    """R25, with a second step, too: it is not asked for."""
    person = factories.customer(factories.reseller()).admin
    Authenticator.objects.create(user_id=person.id, type="totp", data={"secret": encrypt(SECRET)})
    foreign = sign_in(Client(), email=person.email)
    wrong = sign_in(Client(), email=person.email, password="something else")
    unknown = sign_in(Client(), email="nobody@void.example")
    said = {
        re.sub(r'csrf\S+ value="\S+"|[\w.-]+@[\w.]+', "", each.content.decode())
        for each in (foreign, wrong, unknown)
    }
    assert foreign.status_code == 422
    assert len(said) == 1
    assert "is not right" in said.pop()


def test_attempts_are_counted(with_app) -> None:
    for _ in range(5):
        assert sign_in(Client(), password="something else").status_code == 422
    assert "Too many attempts." in sign_in(Client()).content.decode()
    cache.clear()
    client = Client()
    sign_in(client)
    for _ in range(5):
        client.post("/operator/signin/code/", {"code": "000000"})
    assert (
        "Too many attempts." in client.post("/operator/signin/code/", {"code": code_now()}).content.decode()
    )
    assert not is_in(client)


def set_up(client):
    """Signs in and sets up an app; answers its secret and the recovery codes."""
    sign_in(client)
    prove(client)
    page = client.get(f"{SECURITY}app/").content.decode()
    (secret,) = re.findall(r'<code class="key">([A-Z0-9 ]+)</code>', page)
    secret = secret.replace(" ", "")
    assert client.post(f"{SECURITY}app/", {"code": code_now(secret)})["Location"] == f"{SECURITY}codes/"
    return secret, re.findall(r"<li><code>(\d{8})</code>", client.get(f"{SECURITY}codes/").content.decode())


def test_the_app_is_set_up_at_the_desk_and_removed_with_the_password(alex, standing) -> None:
    mine, thief = Client(), Client()
    sign_in(thief)
    _, codes = set_up(mine)
    assert len(codes) == 10
    assert thief.get("/operator/").status_code == 302
    other = Client()
    sign_in(other)
    assert other.post("/operator/signin/code/", {"code": codes[0]})["Location"] == "/operator/"
    standing.shift(dt.timedelta(minutes=6))
    for address in ("app/removal/", "codes/new/", "passkeys/new/"):
        assert mine.post(f"{SECURITY}{address}")["Location"].startswith("/operator/account/again/"), address
    assert Authenticator.objects.filter(user_id=alex).count() == 2
    prove(mine)
    assert mine.post(f"{SECURITY}app/removal/")["Location"] == f"{SECURITY}?done=app-removed"
    assert not Authenticator.objects.filter(user_id=alex).exists()
    done = [entry.get_change_message() for entry in LogEntry.objects.order_by("id")]
    came = "Signed in."
    assert done == [came, came, "Authenticator app set up.", came, "Authenticator app removed."]


def test_the_account_page_knows_no_company_and_keeps_the_language(alex) -> None:
    client = Client()
    User.objects.filter(id=alex).update(language="el")
    sign_in(client)
    assert 'href="/operator/account/"' in client.get("/operator/").content.decode()
    page = client.get("/operator/account/").content.decode()
    assert "A password only" in page
    assert "Company" not in page
    assert 'name="language"' not in page
    kept = client.post("/operator/account/profile/", {"name": "Alex M."}, follow=True).content.decode()
    assert "The name is kept." in kept
    assert (User.objects.get(id=alex).name, User.objects.get(id=alex).language) == ("Alex M.", "el")
    client.post("/operator/account/theme/", {"theme": "dark"})
    assert 'data-bs-theme="dark"' in client.get("/operator/account/").content.decode()


def test_devices_are_listed_and_signed_out(alex) -> None:
    mine, other = Client(), Client()
    for client in (mine, other):
        sign_in(client)
    page = mine.get("/operator/account/devices/").content.decode()
    (address,) = re.findall(r'action="(/operator/account/devices/[0-9a-f-]{36}/)"', page)
    assert mine.post(address)["Location"] == "/operator/account/devices/?done=one"
    assert other.get("/operator/").status_code == 302
    sign_in(other)
    assert mine.post("/operator/account/devices/others/")["Location"].endswith("?done=others")
    assert other.get("/operator/").status_code == 302
    assert mine.get("/operator/").status_code == 200


def test_the_password_is_changed_on_our_page_which_ends_the_other_sessions(alex) -> None:
    mine, other = Client(), Client()
    for client in (mine, other):
        sign_in(client)
    assert mine.get("/operator/password_change/")["Location"] == "/operator/password/change/"
    new = "another horse battery"
    posted = {"oldpassword": factories.PASSWORD, "password1": new, "password2": new}
    assert mine.post("/operator/password/change/", posted)["Location"] == "/operator/account/?done=password"
    assert other.get("/operator/").status_code == 302
    assert mine.get("/operator/").status_code == 200


def test_signing_out_leads_to_the_sign_in(alex) -> None:
    for address in ("/operator/signout/", "/operator/logout/"):
        client = Client()
        sign_in(client)
        assert client.post(address)["Location"] == "/operator/signin/"
        assert not is_in(client)


def test_a_desk_that_wants_a_second_step_opens_to_nobody_without(alex, settings) -> None:
    settings.OPERATOR_NEEDS_SECOND_FACTOR = True
    client = Client()
    assert sign_in(client)["Location"] == "/operator/"
    for address in ("", "accounts/user/", "resellers/reseller/add/"):
        led = client.get(f"/operator/{address}", follow=True)
        assert led.redirect_chain[-1][0] == SECURITY, address
    assert "wants a second step" in led.content.decode()
    chosen = {"action": "take_second_steps_away", "_selected_action": [str(alex)]}
    assert client.post("/operator/accounts/user/", chosen).status_code == 302
    set_up(client)
    assert client.get("/operator/").status_code == 200
    # The last one stays.
    assert "Add another one before you take this one away." in client.get(SECURITY).content.decode()
    assert client.post(f"{SECURITY}app/removal/").status_code == 422
    assert Authenticator.objects.filter(user_id=alex, type="totp").exists()


def test_each_of_the_desks_own_addresses_is_the_operators(alex) -> None:
    """A new one is in this walk by itself; what is nobody's leads to the sign-in (R25)."""
    seller = factories.reseller()
    for person in (None, seller.owner, factories.customer(seller).admin):
        client = Client()
        if person:
            user = User.objects.get(id=person.id)
            client.force_login(user, backend="seatwise.accounts.adapters.Backend")
        for pattern in urlpatterns:
            route = str(pattern.pattern)
            if route.startswith(("signin/", "signout/", "login/", "logout/", "password_change/")):
                continue
            address = route.replace("<int:pk>", "1").replace("<uuid:device_id>", str(alex))
            for call in (client.get, client.post):
                answer = call(f"/operator/{address}")
                if answer.status_code != 405:
                    assert answer["Location"].startswith("/operator/signin/"), (address, person)


def test_lost_second_steps_are_taken_away_at_the_desk(alex, settings) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    seller, elsewhere = factories.reseller(), factories.reseller(alias="elsewhere")
    person = factories.customer(seller).admin
    Authenticator.objects.create(user_id=person.id, type="totp", data={"secret": encrypt(SECRET)})
    theirs, desk = Client(), Client()
    theirs.force_login(User.objects.get(id=person.id), backend="seatwise.accounts.adapters.Backend")
    sign_in(desk)
    chosen = {"action": "take_second_steps_away", "_selected_action": [str(person.id)]}
    done = desk.post("/operator/accounts/user/", chosen, follow=True)
    assert "a password is enough now" in done.content.decode()
    assert not Authenticator.objects.exists()
    assert sessions.devices(user_id=person.id, session_key=None) == []
    assert theirs.get("/techsolutions/billing/").status_code == 302
    # Nobody but the operator's people may: the desk does not open.
    assert theirs.post("/operator/accounts/user/", chosen).status_code == 302
    jobs.drain()
    # The list of jobs has those of nobody's reseller, too.
    assert "Send safety mail" in desk.get("/operator/procrastinate/procrastinatejob/").content.decode()
    told = ProcrastinateJob.objects.get(task_name="seatwise.tell_steps_taken_away")
    account_jobs.tell_steps_taken_away.func(**told.args)
    with tenancy.scope(seller.id), transactions.reading():
        event = Event.objects.get(kind="person.steps_taken_away")
    assert (event.about, event.actor_kind) == (person.email, "operator")
    assert event.customer_id is not None
    with tenancy.scope(elsewhere.id), transactions.reading():
        assert not Event.objects.filter(kind="person.steps_taken_away").exists()
    (sent,) = mail.outbox
    assert sent.to == [f"{person.name} <{person.email}>"]
    assert sent.subject == "The second step of your account at Seatwise was taken away"
    assert "Write to storefront@seatwise.example at once." in str(sent.body)


def test_the_only_operator_is_helped_by_the_command_line(with_app) -> None:
    helped = CliRunner().invoke(people.group, ["take-second-step-away", EMAIL.upper()])
    assert helped.exit_code == 0, helped.output
    assert not Authenticator.objects.exists()
    for email in (EMAIL, "nobody@void.example"):
        assert CliRunner().invoke(people.group, ["take-second-step-away", email]).exit_code == 2
