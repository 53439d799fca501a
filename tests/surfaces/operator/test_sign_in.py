"""The operator's sign-in at the desk: attempts are counted, and a second step is asked of who has one."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import encrypt
from django.test import Client

from seatwise.accounts import operations as accounts
from seatwise.accounts.models import User
from seatwise.infra import sessions, transactions
from tests import factories

SECRET = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"
EMAIL = "alex@seatwise.example"


@pytest.fixture
def alex(db, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    with transactions.writing_global():
        return accounts.create_user(email=EMAIL, name="Alex", password=factories.PASSWORD, operator=True)


def sign_in(client, *, password=factories.PASSWORD, code=""):
    known = {"username": EMAIL, "password": password, "code": code}
    return client.post("/operator/login/?next=/operator/", known).status_code == 302


def code_now():
    # With half a minute's tolerance on both sides, the middle of three.
    counter = list(totp.yield_hotp_counters_from_time())[1]
    return totp.format_hotp_value(totp.hotp_value(SECRET, counter))


def test_a_password_alone_opens_the_desk_of_who_has_no_second_step(alex) -> None:
    assert sign_in(Client())
    assert not sign_in(Client(), password="something else")


def test_who_has_an_app_needs_its_code_once(alex) -> None:
    Authenticator.objects.create(user_id=alex, type="totp", data={"secret": encrypt(SECRET)})
    assert not sign_in(Client())
    assert not sign_in(Client(), code="000000")
    assert sign_in(Client(), code=code_now())
    assert not sign_in(Client(), code=code_now())


@pytest.mark.parametrize("asked", ["", "?next=https://evil.example/", "?next=//evil.example/"])
def test_without_a_page_that_was_asked_for_the_desk_opens(alex, asked) -> None:
    known = {"username": EMAIL, "password": factories.PASSWORD}
    assert Client().post(f"/operator/login/{asked}", known)["Location"] == "/operator/"


def test_attempts_are_counted(alex) -> None:
    for _ in range(5):
        assert not sign_in(Client(), password="something else")
    assert not sign_in(Client())


def test_lost_second_steps_are_taken_away_at_the_desk(alex) -> None:
    seller = factories.reseller()
    person = factories.customer(seller).admin
    Authenticator.objects.create(user_id=person.id, type="totp", data={"secret": encrypt(SECRET)})
    theirs, desk = Client(), Client()
    theirs.force_login(User.objects.get(id=person.id), backend="seatwise.accounts.adapters.Backend")
    assert sign_in(desk)
    chosen = {"action": "take_second_steps_away", "_selected_action": [str(person.id)]}
    done = desk.post("/operator/accounts/user/", chosen, follow=True)
    assert "a password is enough now" in done.content.decode()
    assert not Authenticator.objects.exists()
    assert sessions.devices(user_id=person.id, session_key=None) == []
    assert theirs.get("/techsolutions/billing/").status_code == 302
    # Nobody but the operator's people may: the desk does not open.
    assert theirs.post("/operator/accounts/user/", chosen).status_code == 302
