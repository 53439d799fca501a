"""A mail to the person whenever something changes that guards the account; written with the change or not at all."""

import re

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings as installation
from django.core import mail
from django.core.cache import cache
from django.test import Client

from seatwise.accounts import operations as accounts
from seatwise.accounts.models import User
from seatwise.infra import events, tenancy, transactions
from seatwise.notifications import models as notifications
from tests import factories, jobs

HOME = "/techsolutions"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"
NEW = "another horse battery"
CHANGED = {"oldpassword": factories.PASSWORD, "password1": NEW, "password2": NEW}


@pytest.fixture(autouse=True)
def standing(db, time_machine, settings):
    cache.clear()
    time_machine.move_to(factories.NOW, tick=False)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.PUBLIC_URL = "https://seatwise.example"
    mail.outbox = []


@pytest.fixture
def seller(db):
    return factories.reseller()


@pytest.fixture
def olympia(seller):
    return factories.customer(seller)


@pytest.fixture
def maria(olympia):
    client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="203.0.113.7")
    client.post(f"{HOME}/signin/", {"login": olympia.admin.email, "password": factories.PASSWORD})
    client.post(f"{HOME}/account/again/", {"password": factories.PASSWORD, "next": f"{HOME}/account/"})
    return client


def sent():
    jobs.drain()
    found, mail.outbox = mail.outbox, []
    return found


def set_up_app(client, *, home=HOME):
    page = client.get(f"{home}/account/security/app/").content.decode()
    (secret,) = re.findall(r'<code class="key">([A-Z0-9 ]+)</code>', page)
    counter = list(totp.yield_hotp_counters_from_time())[1]
    code = totp.format_hotp_value(totp.hotp_value(secret.replace(" ", ""), counter))
    return client.post(f"{home}/account/security/app/", {"code": code})


def test_a_changed_password_is_told_with_when_and_from_where(maria, olympia, seller) -> None:
    maria.post(f"{HOME}/password/change/", CHANGED)
    (letter,) = sent()
    assert letter.to == [f"{olympia.admin.name} <{olympia.admin.email}>"]
    assert letter.subject == "Your password at Techsolutions was changed"
    said = str(letter.body)
    assert olympia.admin.email in said
    # 08:32 UTC, in Athens.
    assert "When: 19 Nov 2026, 10:32 (Europe/Athens)" in said
    assert "From where: Firefox on Windows, 203.0.113.7" in said
    assert "Change your password at once" in said
    assert "https://seatwise.example/techsolutions/account/" in said
    html = letter.alternatives[0].content
    assert "Firefox on Windows, 203.0.113.7" in html


def test_each_change_of_a_second_step_is_told_once(maria) -> None:
    set_up_app(maria)
    # The codes come with the app: one thing was done.
    assert [letter.subject for letter in sent()] == [
        "An authenticator app was set up for your account at Techsolutions"
    ]
    maria.post(f"{HOME}/account/security/codes/new/")
    maria.post(f"{HOME}/account/security/app/removal/")
    assert [letter.subject for letter in sent()] == [
        "New recovery codes were made for your account at Techsolutions",
        "The authenticator app was removed from your account at Techsolutions",
    ]


def test_the_mail_names_the_passkey(maria, olympia) -> None:
    key = Authenticator.objects.create(
        user_id=olympia.admin.id, type="webauthn", data={"name": "Blue <key>", "credential": {}}
    )
    maria.post(f"{HOME}/account/security/passkeys/{key.pk}/removal/")
    (letter,) = sent()
    assert letter.subject == "A passkey was removed from your account at Techsolutions"
    assert "Passkey: Blue <key>" in str(letter.body)
    assert "Blue &lt;key&gt;" in letter.alternatives[0].content


def test_what_was_refused_is_not_told(maria) -> None:
    maria.post(f"{HOME}/password/change/", CHANGED | {"oldpassword": "wrong"})
    maria.post(f"{HOME}/account/security/app/", {"code": "000000"})
    assert sent() == []


def test_neither_the_change_nor_its_mail_is_kept_where_the_audit_fails(maria, olympia, monkeypatch) -> None:
    """All in one transaction: a change that nobody is told of is the one to fear."""

    def fails(**_):
        raise RuntimeError("no")

    monkeypatch.setattr(events, "record", fails)
    maria.raise_request_exception = False
    assert maria.post(f"{HOME}/password/change/", CHANGED).status_code == 500
    assert set_up_app(maria).status_code == 500
    assert User.objects.get(id=olympia.admin.id).check_password(factories.PASSWORD)
    assert not Authenticator.objects.exists()
    assert sent() == []


def test_it_goes_through_our_own_server(maria, seller) -> None:
    """The reseller's would let it read along; nothing listens at this one (docs/decisions/0025)."""
    with tenancy.scope(seller.id), transactions.writing():
        notifications.MailSender.objects.create(
            from_name="Shop", from_email="shop@own.example", host="127.0.0.1", port=1, encryption="none"
        )
    maria.post(f"{HOME}/password/change/", CHANGED)
    (letter,) = sent()
    assert installation.DEFAULT_FROM_EMAIL in letter.from_email


@pytest.mark.parametrize("has_one", [True, False])
def test_a_password_by_link_is_told_unless_it_is_the_first(olympia, has_one) -> None:
    if not has_one:
        person = User.objects.get(id=olympia.admin.id)
        person.set_unusable_password()
        person.save()
        link = f"{HOME}/password/reset/key/{_key(person)}/"
    else:
        Client().post(f"{HOME}/password/reset/", {"email": olympia.admin.email})
        (asked,) = sent()
        link = re.findall(r"https://seatwise\.example(\S+/key/\S+)", str(asked.body))[0]
    client = Client()
    page = client.get(link, follow=True)
    done = client.post(page.redirect_chain[-1][0], {"password1": NEW, "password2": NEW})
    assert done.status_code == 302
    assert User.objects.get(id=olympia.admin.id).check_password(NEW)
    expected = ["Your password at Techsolutions was changed"] if has_one else []
    assert [letter.subject for letter in sent()] == expected


def _key(person):
    return f"{user_pk_to_url_str(person)}-{default_token_generator.make_token(person)}"


def test_it_is_in_the_persons_language(maria, olympia) -> None:
    User.objects.filter(id=olympia.admin.id).update(language="el")
    maria.post(f"{HOME}/password/change/", CHANGED)
    (letter,) = sent()
    assert letter.subject == "Ο κωδικός πρόσβασής σας στο Techsolutions άλλαξε"
    assert "Firefox σε Windows" in str(letter.body)


def test_the_operator_is_told_of_the_desk(db) -> None:
    with transactions.writing_global():
        accounts.create_user(
            email="alex@seatwise.example", name="Alex", password=factories.PASSWORD, operator=True
        )
    client = Client()
    client.post("/operator/signin/", {"login": "alex@seatwise.example", "password": factories.PASSWORD})
    client.post("/operator/account/again/", {"password": factories.PASSWORD, "next": "/operator/account/"})
    set_up_app(client, home="/operator")
    (letter,) = sent()
    assert letter.subject == "An authenticator app was set up for your account at Seatwise"
    assert "When: 19 Nov 2026, 08:32 (UTC)" in str(letter.body)
    assert "https://seatwise.example/operator/account/" in str(letter.body)
