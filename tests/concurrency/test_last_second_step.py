"""Two windows, one moment: the last two second steps that a reseller wants of its team are not both taken away (S27)."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from seatwise.accounts import operations as accounts
from seatwise.infra import tenancy, transactions
from seatwise.storefront.account import told
from tests import at_once, factories

ACCOUNT = "/techsolutions/account/"


@pytest.fixture
def owner(db):
    seller = factories.reseller()
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(team_needs_second_factor=True)
    return seller.owner


def removals(owner):
    """Two windows of one person, each about to take another passkey away, in a session that has just proved the password."""
    held = [
        Authenticator.objects.create(user_id=owner.id, type="webauthn", data={"name": name, "credential": {}})
        for name in ("Phone", "Key")
    ]
    clients = [Client() for _ in held]
    for client in clients:
        client.force_login(held[0].user, backend="seatwise.accounts.adapters.Backend")
        answer = client.post(f"{ACCOUNT}again/", {"password": factories.PASSWORD, "next": ACCOUNT})
        assert answer.status_code == 302

    def removing(client, passkey):
        return lambda: client.post(f"{ACCOUNT}security/passkeys/{passkey.pk}/removal/").status_code

    return [removing(*each) for each in zip(clients, held, strict=True)]


def left(owner) -> int:
    return Authenticator.objects.filter(user_id=owner.id, type="webauthn").count()


def test_without_holding_the_account_none_would_be_left(owner, monkeypatch, django_db_blocker) -> None:
    monkeypatch.setattr(accounts, "hold", lambda **_: None)
    tasks = removals(owner)
    monkeypatch.setattr(told, "_record", at_once.Together(told._record, 2))
    assert at_once.both(django_db_blocker, *tasks) == [302, 302]
    assert left(owner) == 0


def test_one_stays(owner, monkeypatch, django_db_blocker) -> None:
    tasks = removals(owner)
    meeting = at_once.UntilSomebodyWaits(told._record)
    monkeypatch.setattr(told, "_record", meeting)
    assert sorted(at_once.both(django_db_blocker, *tasks)) == [302, 422]
    assert meeting.met
    assert left(owner) == 1
