"""Everything pending on one page, with undo while undo is possible (B5, R18, R2)."""

import re
from urllib.parse import unquote

import pytest

from seatwise.catalogue import models as catalogue_models
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.storefront.pending import queries
from tests import factories, holdings
from tests.surfaces.storefront import scene

PENDING = "/techsolutions/billing/pending/"


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def offer(world):
    sold = factories.offer(title="Basic")
    factories.publish(world.reseller, sold)
    return sold


@pytest.fixture
def held(world, offer):
    scene.order(world, (offer, 10))
    return holdings.subscription(world.reseller, number=2001)


def planned(world, held, quantity: int = 2):
    return scene.place(
        world, holdings.reduction(world.customer, held, quantity, "period_end", cancels=True), until="placed"
    )


def test_nothing_is_pending(world) -> None:
    page = text(world.html("pending/"))
    assert "Nothing is pending" in page


def test_requests_plans_and_deliveries_stand_together(world, offer, held) -> None:
    by_hand = factories.offer(title="Set-up", automatic=False)
    factories.publish(world.reseller, by_hand)
    scene.order(world, (offer, 3), until="placed")
    planned(world, held)
    failed = scene.order(world, (by_hand, 1), until="approved")
    scene.order(world, (by_hand, 2), until="approved")
    with tenancy.scope(world.reseller.id), transactions.writing():
        ordering.fail_line(
            line_id=failed.lines[0].id, reason="The vendor is closed.", actor=SYSTEM, now=factories.NOW
        )
    html = world.html("pending/")
    page = text(html)
    asks = re.findall(r'href="mailto:[^"]*subject=([^"]*)">Ask Techsolutions', html)
    assert [unquote(about) for about in asks] == [f"{failed.number_text} Set-up"]
    assert "Basic, 3 licences" in page
    assert "You can withdraw it until Techsolutions has decided." in page
    assert "Cancel 2 licences of Basic" in page
    assert "Scheduled for 19 Dec 2026" in page
    assert "You can undo it until 18 Dec 2026, 23:59." in page
    assert "The vendor is closed. Techsolutions tries again or cancels it. Nothing of it is charged." in page
    assert page.index("Set-up, 1 licence") < page.index("Set-up, 2 licences")
    assert "Techsolutions delivers it." in page
    assert "All 4" in page


def test_a_request_of_several_lines_says_how_many_more(world, offer) -> None:
    phone, desk = factories.offer(title="Desk phone"), factories.offer(title="Set-up")
    factories.publish(world.reseller, phone, desk)
    scene.order(world, (offer, 3), (phone, 2), (desk, 1), until="placed")
    scene.order(world, (desk, 1), until="placed")
    page = text(world.html("pending/"))
    assert "Basic, 3 licences, +2 more" in page
    assert "Set-up, 1 licence, +" not in page


def test_a_request_is_withdrawn_and_the_page_comes_back(world, offer) -> None:
    scene.order(world, (offer, 3), until="placed")
    assert 'action="/techsolutions/billing/orders/SO-10001/withdrawal/"' in world.html("pending/")
    answer = world.client.post(
        f"{world.billing}orders/SO-10001/withdrawal/", {"back": "pending"}, follow=True
    )
    assert answer.redirect_chain == [(PENDING, 303)]
    page = text(answer.content.decode())
    assert "The order is withdrawn. Nothing is charged." in page
    assert "Nothing is pending" in page


def test_a_plan_is_undone_and_the_page_comes_back(world, held) -> None:
    planned(world, held)
    undo = re.search(r'action="([^"]*undo/)"', world.html("pending/"))
    assert undo is not None
    answer = world.client.post(undo[1], {"back": "pending"}, follow=True)
    assert answer.redirect_chain == [(PENDING, 303)]
    assert "Nothing changes on its day." in text(answer.content.decode())
    assert holdings.subscription(world.reseller, number=2001).leaving == 0


@pytest.mark.parametrize("back", ["", "//evil.example", "orders"])
def test_nobody_is_led_elsewhere(world, offer, back) -> None:
    scene.order(world, (offer, 3), until="placed")
    answer = world.client.post(f"{world.billing}orders/SO-10001/withdrawal/", {"back": back})
    assert answer["Location"] == "/techsolutions/billing/orders/SO-10001/"


def test_who_may_not_sees_who_may(world, offer, held) -> None:
    planned(world, held)
    scene.order(world, (offer, 3), until="placed")
    viewer = scene.signed_in(factories.customer_user(world.reseller, world.customer, role="billing_viewer"))
    html = viewer.get(PENDING).content.decode()
    page = text(html)
    assert "undo/" not in html
    assert "withdrawal/" not in html
    assert "Undoing it takes one of these roles: Admin, Subscription Manager." in page
    assert "That person or an Admin can withdraw it." in page


def test_a_long_part_has_its_own_pages(world, offer, monkeypatch) -> None:
    monkeypatch.setattr(queries, "_FIRST", 2)
    for _ in range(3):
        scene.order(world, (offer, 1), until="placed")
    page = world.html("pending/")
    assert page.count("withdrawal/") == 2
    assert "?status=approval" in page
    assert world.html("pending/?status=approval").count("withdrawal/") == 3
    assert world.html("pending/?status=planned").count("withdrawal/") == 0


def test_another_customers_things_are_not_there(world, offer) -> None:
    other = factories.customer(world.reseller, name="Aegean Shipping")
    theirs = scene.World(reseller=world.reseller, customer=other, client=scene.signed_in(other.admin))
    scene.order(theirs, (offer, 3), until="placed")
    assert "Nothing is pending" in text(world.html("pending/"))


def test_an_upgrade_that_is_planned_is_called_one(world, held) -> None:
    target = factories.product(title="Premium", offers={(1, 1): "20.00"})
    factories.publish(world.reseller, target)
    catalogue_models.Conversion.objects.create(source_id=held.product_id, target_id=target.id)
    command = commands.Upgrade(
        customer_id=world.customer.id,
        subscription_id=held.id,
        offer_id=target.offers[1, 1],
        quantity=4,
        when="term_end",
    )
    scene.place(world, command)
    page = text(world.html("pending/"))
    assert "Upgrade 4 licences to Premium" in page
