"""The second step of a sign-in: authenticator app, recovery codes, what a reseller wants of its team. Over HTTP, time standing."""

import datetime as dt
import re

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.totp.internal import flows
from django.core.cache import cache
from django.db import connection
from django.test import Client

from seatwise.accounts import operations as accounts
from seatwise.accounts.models import User
from seatwise.infra import models as infra
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from tests import at_once, factories

pytestmark = pytest.mark.slow

HOME = "/techsolutions"
ONLY_ONE = "It is your only second step. Without it your password alone signs you in, and your recovery codes are worthless."
SECURITY = f"{HOME}/account/security/"
LATER = dt.timedelta(seconds=90)
NONSENSE = (
    "",
    "x",
    "\x00",
    "٣٣٣٣٣٣",
    "-1",
    "[]",
    "[[]]",
    "null",
    "{}",
    '{"response": 3}',
    '{"id": 1, "rawId": 2, "type": "public-key", "response": {}}',
    '{"id": "a", "rawId": "a", "response": {"userHandle": "eA"}}',
    (
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "YQ", "attestationObject": "YQ",'
        ' "authenticatorData": "YQ", "signature": "YQ", "userHandle": "YQ"}}'
    ),
    (
        '{"id": "YQ", "rawId": "YQ", "type": "public-key", "response": {"clientDataJSON": "e30", "attestationObject": "oA",'
        ' "authenticatorData": "AAAA", "signature": "", "userHandle": null}}'
    ),
)


@pytest.fixture(autouse=True)
def standing(db, time_machine):
    cache.clear()
    time_machine.move_to(factories.NOW, tick=False)
    return time_machine


@pytest.fixture
def seller(db):
    return factories.reseller()


@pytest.fixture
def olympia(seller):
    return factories.customer(seller)


def sign_in(client, person, **more):
    return client.post(f"{HOME}/signin/", {"login": person.email, "password": factories.PASSWORD, **more})


def is_in(client):
    return "_auth_user_id" in client.session


def code_now(secret):
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time()) + 1))


def prove(client):
    """The password once more; what guards the account may be changed then."""
    answer = client.post(f"{HOME}/account/again/", {"password": factories.PASSWORD, "next": SECURITY})
    assert answer["Location"] == SECURITY


def with_app(client, person):
    """Signs in and sets up an app; answers its secret and the recovery codes."""
    sign_in(client, person)
    prove(client)
    page = client.get(f"{SECURITY}app/").content.decode()
    (secret,) = re.findall(r'<code class="key">([A-Z0-9 ]+)</code>', page)
    secret = secret.replace(" ", "")
    done = client.post(f"{SECURITY}app/", {"code": code_now(secret)})
    assert done["Location"] == f"{SECURITY}codes/"
    return secret, re.findall(r"<li><code>(\d{8})</code>", client.get(done["Location"]).content.decode())


def test_an_app_is_set_up_and_asked_for_at_the_next_sign_in(seller, olympia, standing) -> None:
    first, second = Client(), Client()
    secret, codes = with_app(first, olympia.admin)
    assert len(set(codes)) == 10
    assert "Set up</span>" in first.get(SECURITY).content.decode()
    standing.shift(LATER)
    answer = sign_in(second, olympia.admin, next=f"{HOME}/billing/orders/")
    assert (answer.status_code, answer["Location"]) == (302, f"{HOME}/signin/code/")
    assert not is_in(second)
    assert second.get(f"{HOME}/billing/")["Location"].startswith(f"{HOME}/signin/")
    page = second.get(f"{HOME}/signin/code/")
    assert (page.status_code, "no-store" in page.headers["Cache-Control"]) == (200, True)
    wrong = second.post(f"{HOME}/signin/code/", {"code": "000000"})
    assert wrong.status_code == 422
    assert "This code is not right, or was used before." in wrong.content.decode()
    assert not is_in(second)
    right = second.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert right["Location"] == f"{HOME}/billing/orders/"
    assert second.get(f"{HOME}/billing/orders/").status_code == 200


def test_a_double_click_sets_the_app_up_once_and_still_shows_the_codes(seller, olympia, standing) -> None:
    client = Client()
    secret, codes = with_app(client, olympia.admin)
    again = client.post(f"{SECURITY}app/", {"code": code_now(secret)})
    assert (again.status_code, again["Location"]) == (303, f"{SECURITY}codes/")
    page = client.get(again["Location"]).content.decode()
    assert re.findall(r"<li><code>(\d{8})</code>", page) == codes
    assert Authenticator.objects.filter(user_id=olympia.admin.id).count() == 2
    wrong = client.post(f"{SECURITY}app/", {"code": "000000"})
    assert wrong["Location"] == SECURITY
    assert codes[0] not in client.get(f"{SECURITY}codes/").content.decode()
    standing.shift(dt.timedelta(minutes=6))
    prove(client)
    late = client.post(f"{SECURITY}app/", {"code": code_now(secret)})
    assert late["Location"] == SECURITY


def test_two_requests_at_the_same_time_set_the_app_up_once(
    seller, olympia, monkeypatch, django_db_blocker
) -> None:
    client = Client()
    with_app(client, olympia.admin)
    Authenticator.objects.filter(user_id=olympia.admin.id).delete()
    page = client.get(f"{SECURITY}app/").content.decode()
    secret = re.findall(r'<code class="key">([A-Z0-9 ]+)</code>', page)[0].replace(" ", "")
    activate = flows.activate_totp

    def other_first(request, form):
        at_once.refusals(at_once.both(django_db_blocker, lambda: activate(request, form)))
        return activate(request, form)

    monkeypatch.setattr(flows, "activate_totp", other_first)
    answer = client.post(f"{SECURITY}app/", {"code": code_now(secret)})
    assert answer["Location"] == f"{SECURITY}codes/"
    assert Authenticator.objects.filter(user_id=olympia.admin.id).count() == 2


def test_a_code_is_good_once_and_no_older_one_after_it(seller, olympia, standing) -> None:
    secret, _ = with_app(Client(), olympia.admin)
    standing.shift(LATER)
    code, thief = code_now(secret), Client()
    mine = Client()
    sign_in(mine, olympia.admin)
    mine.post(f"{HOME}/signin/code/", {"code": code})
    assert is_in(mine)
    sign_in(thief, olympia.admin)
    # Another process has another cache: what was used must stand in the database.
    cache.clear()
    earlier = totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))
    for seen in (code, earlier):
        assert thief.post(f"{HOME}/signin/code/", {"code": seen}).status_code == 422
    assert not is_in(thief)
    standing.shift(LATER)
    thief.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert is_in(thief)


def test_a_sign_in_that_waits_for_its_code_ends_with_the_password_it_began_with(
    seller, olympia, standing
) -> None:
    waiting, other = Client(), Client()
    secret, codes = with_app(Client(), olympia.admin)
    standing.shift(LATER)
    for client in (waiting, other):
        assert sign_in(client, olympia.admin)["Location"] == f"{HOME}/signin/code/"
    new = "another horse battery"
    # As the command line does, which ends no session.
    with transactions.writing_global():
        changed = User.objects.get(id=olympia.admin.id)
        changed.set_password(new)
        changed.save()
    over = f"{HOME}/signin/?over=password"
    assert waiting.post(f"{HOME}/signin/code/", {"code": code_now(secret)})["Location"] == over
    assert not is_in(waiting)
    assert "The password was changed since this sign-in began." in waiting.get(over).content.decode()
    # A second try does not get further, and the page itself leads away.
    assert waiting.post(f"{HOME}/signin/code/", {"code": codes[0]})["Location"] == f"{HOME}/signin/"
    assert other.get(f"{HOME}/signin/code/")["Location"] == over
    assert other.post(f"{HOME}/signin/code/", {"code": codes[1]})["Location"] == f"{HOME}/signin/"
    assert not is_in(waiting)
    assert not is_in(other)
    standing.shift(LATER)
    known = {"login": olympia.admin.email, "password": new}
    assert other.post(f"{HOME}/signin/", known)["Location"] == f"{HOME}/signin/code/"
    other.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert is_in(other)


@pytest.mark.parametrize(
    ("address", "posted"),
    [
        ("account/devices/others/", {}),
        (
            "password/change/",
            {"oldpassword": factories.PASSWORD, "password1": "another horse", "password2": "another horse"},
        ),
    ],
)
def test_what_ends_the_other_sessions_ends_a_sign_in_that_waits_for_its_code(
    seller, olympia, standing, address, posted
) -> None:
    mine, waiting, later = Client(), Client(), Client()
    secret, _ = with_app(mine, olympia.admin)
    standing.shift(LATER)
    sign_in(waiting, olympia.admin)
    assert "Sign out all other devices" not in mine.get(f"{HOME}/account/devices/").content.decode()
    assert "?done=" in mine.post(f"{HOME}/{address}", posted)["Location"]
    answer = waiting.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert answer["Location"] == f"{HOME}/signin/"
    assert not is_in(waiting)
    password = posted.get("password1", factories.PASSWORD)
    later.post(f"{HOME}/signin/", {"login": olympia.admin.email, "password": password})
    later.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert is_in(later)
    assert "Sign out all other devices" in mine.get(f"{HOME}/account/devices/").content.decode()


def test_a_recovery_code_signs_in_once(seller, olympia) -> None:
    _, codes = with_app(Client(), olympia.admin)
    for expected in (True, False):
        client = Client()
        sign_in(client, olympia.admin)
        client.post(f"{HOME}/signin/code/", {"code": codes[3]})
        assert is_in(client) is expected


def test_recovery_codes_are_shown_once_and_made_anew(seller, olympia) -> None:
    client = Client()
    _, codes = with_app(client, olympia.admin)
    again = client.get(f"{SECURITY}codes/").content.decode()
    assert "10 codes are left" in again
    assert not any(code in again for code in codes)
    made = client.post(f"{SECURITY}codes/new/")
    assert made["Location"] == f"{SECURITY}codes/"
    page = client.get(f"{SECURITY}codes/").content.decode()
    new = re.findall(r"<li><code>(\d{8})</code>", page)
    assert len(new) == 10
    assert not set(new) & set(codes)
    assert 'download="recovery-codes.txt"' in page
    other = Client()
    sign_in(other, olympia.admin)
    other.post(f"{HOME}/signin/code/", {"code": codes[0]})
    assert not is_in(other)


def test_the_code_that_sets_up_the_app_signs_nobody_in(seller, olympia) -> None:
    mine, thief = Client(), Client()
    secret, _ = with_app(mine, olympia.admin)
    sign_in(thief, olympia.admin)
    assert thief.post(f"{HOME}/signin/code/", {"code": code_now(secret)}).status_code == 422
    assert not is_in(thief)


def test_the_first_second_step_ends_the_other_sessions_and_says_so(seller, olympia) -> None:
    mine, thief = Client(), Client()
    for client in (mine, thief):
        sign_in(client, olympia.admin)
    prove(mine)
    for address in ("app/", "passkeys/new/"):
        page = mine.get(f"{SECURITY}{address}").content.decode()
        assert "signs you out on all your other devices." in page, address
    page = mine.get(f"{SECURITY}app/").content.decode()
    (secret,) = re.findall(r'<code class="key">([A-Z0-9 ]+)</code>', page)
    mine.post(f"{SECURITY}app/", {"code": code_now(secret.replace(" ", ""))})
    assert "You are signed out on all your other devices." in mine.get(f"{SECURITY}codes/").content.decode()
    assert "You are signed out" not in mine.get(f"{SECURITY}codes/").content.decode()
    assert mine.get(f"{HOME}/billing/").status_code == 200
    assert thief.get(f"{HOME}/billing/")["Location"].startswith(f"{HOME}/signin/")
    # Another one changes nothing for who had to pass the first.
    assert "other devices" not in mine.get(f"{SECURITY}passkeys/new/").content.decode()


def test_guessing_meets_the_limit_of_passwords(seller, olympia) -> None:
    secret, _ = with_app(Client(), olympia.admin)
    client = Client()
    sign_in(client, olympia.admin)
    for _ in range(5):
        client.post(f"{HOME}/signin/code/", {"code": "000000"})
    refused = client.post(f"{HOME}/signin/code/", {"code": code_now(secret)})
    assert "Too many attempts." in refused.content.decode()
    assert not is_in(client)


def test_a_foreign_person_is_refused_before_any_second_step(seller, olympia) -> None:
    factories.reseller(alias="other-house")
    with_app(Client(), olympia.admin)
    client = Client()
    known = {"login": olympia.admin.email, "password": factories.PASSWORD}
    foreign = client.post("/other-house/signin/", known)
    unknown = Client().post("/other-house/signin/", known | {"password": "something else"})
    assert foreign.status_code == unknown.status_code == 422
    assert "is not right" in foreign.content.decode()
    # A sign-in that began where the person belongs is not carried on where they do not.
    sign_in(client, olympia.admin)
    assert client.get("/other-house/signin/code/")["Location"] == "/other-house/signin/"
    assert client.get(f"{HOME}/signin/code/").status_code == 200


def test_changes_ask_for_the_password_again(seller, olympia, standing) -> None:
    client = Client()
    with_app(client, olympia.admin)
    standing.shift(dt.timedelta(minutes=6))
    for address in ("app/removal/", "passkeys/new/", "codes/new/"):
        asked = client.get(f"{SECURITY}{address}")
        assert asked["Location"].startswith(f"{HOME}/account/again/?next="), address
        posted = client.post(f"{SECURITY}{address}")
        assert posted["Location"].startswith(f"{HOME}/account/again/?next="), address
    assert Authenticator.objects.filter(user_id=olympia.admin.id).count() == 2
    wrong = client.post(f"{HOME}/account/again/", {"password": "something else"})
    assert wrong.status_code == 422
    assert "Enter the password you sign in with now." in wrong.content.decode()
    prove(client)
    assert client.post(f"{SECURITY}app/removal/")["Location"] == f"{SECURITY}?done=app-removed"
    assert not Authenticator.objects.filter(user_id=olympia.admin.id).exists()
    standing.shift(LATER)
    assert sign_in(Client(), olympia.admin)["Location"] == f"{HOME}/billing/"


def test_secrets_are_sealed_in_the_database(seller, olympia) -> None:
    secret, codes = with_app(Client(), olympia.admin)
    with connection.cursor() as cursor:
        cursor.execute("SELECT string_agg(data::text, ' ') FROM mfa_authenticator")
        kept = cursor.fetchone()[0]
    assert secret not in kept
    assert not any(code in kept for code in codes)


def test_what_was_done_is_told_to_each_company(seller, olympia) -> None:
    client = Client()
    with_app(client, olympia.admin)
    client.post(f"{SECURITY}codes/new/")
    client.post(f"{SECURITY}app/removal/")
    with tenancy.scope(seller.id), transactions.reading():
        kinds = set(infra.Event.objects.filter(customer_id=olympia.id).values_list("kind", flat=True))
    assert {"person.app_added", "person.codes_made", "person.app_removed"} <= kinds


def test_a_passkey_that_nobody_knows_is_refused_in_words(seller) -> None:
    client = Client()
    asked = client.get(f"{HOME}/signin/passkey/", headers={"Accept": "application/json"})
    assert asked.json()["request_options"]["publicKey"]["userVerification"] == "required"
    for nonsense in NONSENSE:
        cache.clear()
        answer = client.post(f"{HOME}/signin/passkey/", {"credential": nonsense})
        assert answer.status_code == 422, nonsense
        assert "This passkey does not open an account here." in answer.content.decode()
    assert not is_in(client)


def test_guessing_passkeys_meets_a_limit(seller) -> None:
    statuses = [Client().post(f"{HOME}/signin/passkey/", {"credential": "{}"}).status_code for _ in range(11)]
    assert statuses == [422] * 10 + [429]


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_nonsense_instead_of_a_passkey_or_a_code_is_refused(seller, olympia, nonsense) -> None:
    client, other = Client(), Client()
    with_app(client, olympia.admin)
    before = Authenticator.objects.count()
    client.get(f"{SECURITY}passkeys/new/")
    posted = {"name": nonsense, "credential": nonsense}
    assert client.post(f"{SECURITY}passkeys/new/", posted).status_code == 422
    assert Authenticator.objects.count() == before
    sign_in(other, olympia.admin)
    other.get(f"{HOME}/signin/code/")
    assert other.post(f"{HOME}/signin/code/", {"credential": nonsense}).status_code == 422
    assert other.post(f"{HOME}/signin/code/", {"code": nonsense}).status_code == 422
    assert not is_in(other)


@pytest.fixture
def wanting(seller):
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(team_needs_second_factor=True)
    return seller


def test_a_team_without_a_second_factor_is_led_to_it_and_nothing_else_opens(wanting, olympia) -> None:
    client = Client()
    sign_in(client, wanting.owner)
    for address in ("", "approvals/", "customers/", f"customers/{olympia.id}/", "prices/"):
        answer = client.get(f"{HOME}/console/{address}")
        assert (answer.status_code, answer["Location"]) == (303, SECURITY), address
    for address in (f"customers/{olympia.id}/ordering/", "customers/new/", "prices/default-markup/"):
        answer = client.post(f"{HOME}/console/{address}", {"name": "Sneaky", "time_zone": "Europe/Athens"})
        assert (answer.status_code, answer["Location"]) == (303, SECURITY), address
    assert "customer_id" not in client.session
    fragment = client.get(f"{HOME}/console/approvals/", headers={"HX-Request": "true"})
    assert (fragment.status_code, fragment["HX-Redirect"]) == (204, SECURITY)
    page = client.get(SECURITY).content.decode()
    assert "wants a second step at sign-in of everybody in its team" in page


def test_with_one_the_console_opens_and_the_last_one_stays(wanting, olympia) -> None:
    client = Client()
    with_app(client, wanting.owner)
    assert client.get(f"{HOME}/console/approvals/").status_code == 200
    page = client.get(SECURITY).content.decode()
    assert "Add another one before you take this one away." in page
    assert "app/removal/" not in page
    refused = client.post(f"{SECURITY}app/removal/")
    assert refused.status_code == 422
    assert Authenticator.objects.filter(user_id=wanting.owner.id, type="totp").exists()


def test_customers_people_are_not_asked_for_one(wanting, olympia) -> None:
    client = Client()
    sign_in(client, olympia.admin)
    assert client.get(f"{HOME}/billing/").status_code == 200
    assert "everybody in its team" not in client.get(SECURITY).content.decode()


def test_a_visit_to_a_customer_ends_when_the_team_must_have_one(seller, olympia) -> None:
    client = Client()
    sign_in(client, seller.owner)
    client.post(f"{HOME}/console/customers/{olympia.id}/ordering/")
    assert client.get(f"{HOME}/billing/").status_code == 200
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(team_needs_second_factor=True)
    assert client.get(f"{HOME}/billing/")["Location"] == SECURITY


def test_a_passkey_is_removed_by_its_person_and_by_nobody_else(seller, olympia) -> None:
    client, other = Client(), seller.owner
    with_app(client, olympia.admin)
    mine, theirs = (
        Authenticator.objects.create(
            user_id=person.id, type="webauthn", data={"name": "Key", "credential": {}}
        )
        for person in (olympia.admin, other)
    )
    assert client.post(f"{SECURITY}passkeys/{theirs.pk}/removal/").status_code == 404
    asked = client.get(f"{SECURITY}passkeys/{mine.pk}/removal/").content.decode()
    assert "Remove Key?" in asked
    assert ONLY_ONE not in asked
    done = client.post(f"{SECURITY}passkeys/{mine.pk}/removal/")
    assert done["Location"] == f"{SECURITY}?done=passkey-removed"
    assert "The passkey is removed." in client.get(done["Location"]).content.decode()
    assert set(Authenticator.objects.filter(type="webauthn")) == {theirs}
    assert client.post(f"{SECURITY}passkeys/{mine.pk}/removal/").status_code == 404


def test_removing_the_last_second_step_says_what_is_left(seller, olympia) -> None:
    client = Client()
    with_app(client, olympia.admin)
    key = Authenticator.objects.create(
        user_id=olympia.admin.id, type="webauthn", data={"name": "Key", "credential": {}}
    )
    assert ONLY_ONE not in client.get(f"{SECURITY}app/removal/").content.decode()
    client.post(f"{SECURITY}app/removal/")
    assert Authenticator.objects.filter(type="recovery_codes").exists()
    assert ONLY_ONE in client.get(f"{SECURITY}passkeys/{key.pk}/removal/").content.decode()
    done = client.post(f"{SECURITY}passkeys/{key.pk}/removal/", follow=True).content.decode()
    assert "The passkey is removed. Your password alone signs you in now." in done
    # The codes are gone with it, as was said.
    assert not Authenticator.objects.exists()


def test_the_operator_takes_lost_factors_away_and_ends_the_sessions(seller, olympia) -> None:
    client = Client()
    with_app(client, olympia.admin)
    with transactions.writing_global():
        assert accounts.take_second_steps_away(user_id=olympia.admin.id, actor=SYSTEM, now=factories.NOW) == 2
    assert client.get(f"{HOME}/billing/")["Location"].startswith(f"{HOME}/signin/")
    assert sign_in(Client(), olympia.admin)["Location"] == f"{HOME}/billing/"


def test_pages_of_the_own_account_take_a_place_here(seller, olympia) -> None:
    factories.reseller(alias="other-house")
    client = Client()
    sign_in(client, olympia.admin)
    for address in (
        "",
        "app/",
        "passkeys/new/",
        "codes/",
        "codes/new/",
        "app/removal/",
        "passkeys/1/removal/",
    ):
        for anyone in (client, Client()):
            for call in (anyone.get, anyone.post):
                answer = call(f"/other-house/account/security/{address}")
                assert answer["Location"].startswith("/other-house/signin/?next="), address
