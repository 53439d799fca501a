"""What the operator decides of a reseller, refused where it cannot be, and told in the reseller's own audit (S29, B9)."""

import re
from html import unescape

import pytest
from django.test import Client

from seatwise.accounts.models import User
from seatwise.audit import operations as audit
from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.resellers.models import Reseller
from tests import factories, jobs
from tests.surfaces.storefront import scene

RESELLERS = "/operator/resellers/reseller/"
NEW = {
    "alias": "newshop",
    "host": "",
    "edition": "free",
    "payment_method": "invoice",
    "market": "DE",
    "currency": "EUR",
    "name": "New Shop",
    "support_email": "help@newshop.example",
    "time_zone": "Europe/Athens",
    "owner_name": "Olga Owner",
    "owner_email": "Olga@newshop.example",
}


def text(answer) -> str:
    return unescape(answer.content.decode())


def told(reseller_id, kind: str) -> list[Event]:
    with tenancy.scope(reseller_id), transactions.reading():
        return list(Event.objects.filter(kind=kind).order_by("id"))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"alias": "techsolutions"}, "already exists"),
        ({"alias": "operator"}, "own addresses"),
        ({"alias": "Techsolutions"}, "Write small letters, digits and hyphens, such as new-shop"),
        ({"host": "localhost"}, "a domain of the reseller's own"),
        ({"host": "shop.example.com/path"}, "a domain of the reseller's own"),
        ({"market": "D1"}, "is not a market"),
        ({"market": "XX"}, "“XX” is not a market. Write a country's two capital letters"),
        ({"market": "EU"}, "is not a market"),
        ({"currency": "XXQ"}, "is not a currency"),
        ({"time_zone": "Mars/Olympus"}, "Select a valid choice"),
        ({"time_zone": "localtime"}, "Select a valid choice"),
        ({"edition": "golden"}, "Select a valid choice"),
        ({"payment_method": "barter"}, "Select a valid choice"),
        ({"support_email": "nobody"}, "valid email"),
        ({"owner_email": ""}, "This field is required"),
        ({"owner_name": " "}, "This field is required"),
        ({"owner_email": "nobody"}, "valid email"),
    ],
)
def test_what_cannot_be_is_said_and_nothing_is_made(operator, changes, said) -> None:
    factories.reseller()
    refused = operator.post(f"{RESELLERS}add/", NEW | changes)
    assert refused.status_code == 200
    assert said in text(refused)
    assert Reseller.objects.count() == 1


def test_a_new_reseller_is_told_in_its_chain(operator) -> None:
    assert (
        operator.post(f"{RESELLERS}add/", NEW | {"market": "de", "host": "Shop.Example.com"}).status_code
        == 302
    )
    made = Reseller.objects.get()
    assert (made.market, made.host) == ("DE", "shop.example.com")
    (event,) = told(made.pk, "reseller.created")
    assert (event.actor_kind, event.actor_name) == ("operator", "Alex")
    (event,) = told(made.pk, "team.person_invited")
    assert (event.actor_kind, event.payload["role"]) == ("operator", "owner")


def test_the_first_owner_is_invited_and_enters(operator, mailoutbox) -> None:
    assert operator.post(f"{RESELLERS}add/", NEW).status_code == 302
    jobs.drain()
    (mail,) = mailoutbox
    assert mail.to == ["Olga Owner <olga@newshop.example>"]
    assert mail.subject == "You are invited to the team of New Shop"
    link = re.search(r"https?://[^/\s]+(/newshop/\S+)", mail.body)
    assert link is not None
    assert Client().get(link.group(1), follow=True).status_code == 200
    owner = Client()
    owner.force_login(
        User.objects.get(email="olga@newshop.example"), backend="seatwise.accounts.adapters.Backend"
    )
    assert owner.get("/newshop/console/settings/team/").status_code == 200


def test_somebody_with_an_account_becomes_the_first_owner_and_keeps_it(operator, mailoutbox) -> None:
    somebody = factories.reseller().owner
    before = User.objects.get(id=somebody.id)
    assert operator.post(f"{RESELLERS}add/", NEW | {"owner_email": somebody.email.upper()}).status_code == 302
    jobs.drain()
    after = User.objects.get(id=somebody.id)
    assert (after.name, after.password) == (before.name, before.password)
    (mail,) = mailoutbox
    assert "/newshop/signin/" in mail.body
    assert scene.signed_in(somebody).get("/newshop/console/").status_code == 200


def test_an_invitation_that_fails_leaves_no_reseller(operator, monkeypatch) -> None:
    def fails(**_: object) -> None:
        raise RuntimeError("no more")

    monkeypatch.setattr("seatwise.resellers.operations.team.invite_owner", fails)
    with pytest.raises(RuntimeError):
        operator.post(f"{RESELLERS}add/", NEW)
    assert not Reseller.objects.exists()


def test_the_owner_of_a_basic_reseller_is_invited_as_it_opens(operator, mailoutbox) -> None:
    made = operator.post(f"{RESELLERS}add/", NEW | {"edition": "basic"}, follow=True)
    assert "The invitation to Olga@newshop.example goes out when the Storefront opens" in text(made)
    reseller_id = Reseller.objects.get().pk
    address = f"{RESELLERS}{reseller_id}/change/"
    assert "Olga Owner (olga@newshop.example), invited when the Storefront opens" in text(
        operator.get(address)
    )
    basic = {"edition": "basic", "payment_method": "invoice", "host": ""}
    again = basic | {"owner_name": "Olga Owner", "owner_email": "olga@newshop.example"}
    assert "goes out when the Storefront opens" in text(operator.post(address, again, follow=True))
    jobs.drain()
    assert not mailoutbox
    assert not told(reseller_id, "team.person_invited")
    for edition in ("standard", "basic", "free"):
        assert operator.post(address, basic | {"edition": edition}).status_code == 302
    jobs.drain()
    (mail,) = mailoutbox
    (event,) = told(reseller_id, "team.person_invited")
    assert (event.actor_name, event.about) == ("Alex", "Olga Owner")
    link = re.search(r"https?://[^/\s]+(/newshop/\S+)", mail.body)
    assert link is not None
    assert Client().get(link.group(1), follow=True).status_code == 200


@pytest.mark.parametrize("path", ["password/reset/key/1-x-y/", "signin/", "account/"])
def test_who_follows_a_link_to_a_closed_storefront_hears_whom_to_write_to(db, path) -> None:
    factories.change_reseller(factories.reseller(), edition="basic")
    closed = Client().get(f"/techsolutions/{path}")
    assert closed.status_code == 404
    assert "Write to Techsolutions about your orders" in text(closed)
    assert "If you belong to its team, write to your distributor" in text(closed)


def test_owners_are_named_and_more_are_invited(operator, mailoutbox) -> None:
    operator.post(f"{RESELLERS}add/", NEW)
    address = f"{RESELLERS}{Reseller.objects.get().pk}/change/"
    page = text(operator.get(address))
    assert "Olga Owner (olga@newshop.example), invited, not signed in yet" in page
    sent = {"edition": "free", "payment_method": "invoice", "host": ""}
    again = sent | {"owner_name": "Olga Owner", "owner_email": "olga@newshop.example"}
    assert operator.post(address, again).status_code == 302
    assert (
        operator.post(address, sent | {"owner_name": "Otto", "owner_email": "otto@x.example"}).status_code
        == 302
    )
    jobs.drain()
    assert [mail.to for mail in mailoutbox] == [
        ["Olga Owner <olga@newshop.example>"],
        ["Olga Owner <olga@newshop.example>"],
        ["Otto <otto@x.example>"],
    ]
    assert "Otto (otto@x.example)" in text(operator.get(address))


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ({"owner_name": "Otto"}, "Write the address to which the invitation goes"),
        ({"owner_email": "otto@x.example"}, "Write the name of whom you invite"),
        ({"owner_name": "Otto", "owner_email": "nobody"}, "valid email"),
        ({"owner_name": "S", "owner_email": "sales"}, "in the team with another role"),
    ],
)
def test_whom_one_cannot_invite_is_said(operator, typed, said) -> None:
    reseller = factories.reseller()
    if typed.get("owner_email") == "sales":
        typed = typed | {"owner_email": factories.team_member(reseller, role="sales").email}
    sent = {"edition": "free", "payment_method": "card", "host": ""} | typed
    refused = operator.post(f"{RESELLERS}{reseller.id}/change/", sent)
    assert said in text(refused)
    assert Reseller.objects.get().edition == "standard"


def test_alias_market_and_currency_stay_whatever_is_sent(operator) -> None:
    reseller = factories.reseller()
    sent = {
        "edition": "free",
        "payment_method": "card",
        "host": "",
        "alias": "x",
        "market": "GR",
        "currency": "USD",
    }
    assert operator.post(f"{RESELLERS}{reseller.id}/change/", sent).status_code == 302
    row = Reseller.objects.get()
    assert (row.alias, row.market, row.currency) == ("techsolutions", "DE", "EUR")
    assert (row.edition, row.payment_method) == ("free", "card")


def test_a_domain_is_one_resellers(operator) -> None:
    factories.change_reseller(factories.reseller(alias="other"), host="shop.example.com")
    reseller = factories.reseller()
    sent = {"edition": "standard", "payment_method": "invoice", "host": "SHOP.example.com"}
    assert "already exists" in text(operator.post(f"{RESELLERS}{reseller.id}/change/", sent))


def test_what_the_operator_changes_is_read_by_the_owner(operator) -> None:
    reseller = factories.reseller(edition="free")
    sent = {"edition": "standard", "payment_method": "card", "host": ""}
    operator.post(f"{RESELLERS}{reseller.id}/change/", sent)
    operator.post(f"{RESELLERS}{reseller.id}/change/", sent)
    (event,) = told(reseller.id, "reseller.changed")
    assert event.actor_kind == "operator"
    with tenancy.scope(reseller.id), transactions.writing():
        audit.link(now=factories.NOW)
    page = text(scene.signed_in(reseller.owner).get("/techsolutions/console/audit/"))
    assert "Reseller changed" in page
    assert "Edition: Free → Standard" in page
    assert "Payment to the operator: by invoice → by card" in page
    assert "Alex" in page


def test_basic_closes_the_storefront_and_its_console_kindly_and_loses_nothing(operator) -> None:
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    sent = {"edition": "basic", "payment_method": "invoice", "host": ""}
    operator.post(f"{RESELLERS}{reseller.id}/change/", sent)
    browser = scene.signed_in(customer.admin)
    for path in ("billing/", "shop/"):
        closed = browser.get(f"/techsolutions/{path}")
        assert closed.status_code == 404
        assert "This Storefront is closed" in text(closed)
        assert "Write to Techsolutions about your orders and subscriptions." in text(closed)
        assert 'href="mailto:help@techsolutions.example"' in text(closed)
    for path in ("console/", "console/approvals/"):
        closed = scene.signed_in(reseller.owner).get(f"/techsolutions/{path}")
        assert closed.status_code == 404
        assert "Nothing is lost" in text(closed)
        assert "Write to your distributor" in text(closed)
        assert "Write to Techsolutions" not in text(closed)
    operator.post(f"{RESELLERS}{reseller.id}/change/", sent | {"edition": "standard"})
    assert "Olympia Foods SA" in text(browser.get("/techsolutions/billing/"))
    assert Client().get("/techsolutions/signin/").status_code == 200
