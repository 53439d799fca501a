"""S10 over HTTP: one order, its steps, its amounts and why, and its withdrawal."""

import dataclasses
import re

import pytest
from django.test import Client

from seatwise.customers import models as customers
from seatwise.infra import tenancy, transactions
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.subscriptions import models as subscriptions
from tests import factories, holdings, jobs
from tests.surfaces.storefront import scene


@pytest.fixture
def offer(world):
    sold = factories.offer()
    factories.publish(world.reseller, sold)
    return sold


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_an_executed_order_tells_everything(world, offer) -> None:
    scene.order(world, (offer, 25))
    page = text(world.html("orders/SO-10001/"))
    assert "Placed on 19 Nov 2026, 10:32 by Maria Konstantinou" in page
    assert "Whole period × 25 licences × €20.00 = €500.00" in page
    for said in ("Executed", "Delivered", "Submitted", "Approved by Techsolutions", "Nikos Georgiou"):
        assert said in page
    assert "Subtotal €500.00" in page
    assert "VAT 24% €120.00" in page
    assert "Total €620.00" in page
    assert "Ermou 12" in page
    assert "1 of 1 line delivered" in page
    assert "Withdraw the order" not in page
    assert "Term of 1 month, paid monthly" in page
    assert 'href="/techsolutions/billing/subscriptions/S-2001/"' in world.html("orders/SO-10001/")


def test_a_pending_order_says_who_decides_and_can_be_withdrawn(world, offer) -> None:
    scene.order(world, (offer, 2), until="placed")
    page = text(world.html("orders/SO-10001/"))
    assert "Techsolutions approves or rejects this order" in page
    assert "You pay nothing before Techsolutions approves" in page
    answer = world.client.post(f"{world.billing}orders/SO-10001/withdrawal/")
    assert (answer.status_code, answer["Location"]) == (303, "/techsolutions/billing/orders/SO-10001/")
    page = text(world.html("orders/SO-10001/"))
    assert "The order is withdrawn. Nothing is charged." in page
    assert "Withdrawn by Maria Konstantinou." in page
    assert "Canceled" in page
    assert "Withdraw the order" not in page


def test_only_the_submitter_or_an_admin_withdraws(world, offer) -> None:
    scene.order(world, (offer, 2), until="placed")
    viewer = scene.signed_in(factories.customer_user(world.reseller, world.customer, role="billing_viewer"))
    assert b"Withdraw the order" not in viewer.get(f"{world.billing}orders/SO-10001/").content
    answer = viewer.post(f"{world.billing}orders/SO-10001/withdrawal/")
    assert answer.status_code == 409
    assert b"Only the person who placed the order or an Admin can withdraw it." in answer.content
    assert b"Pending Reseller Approval" in answer.content


def test_a_withdrawal_that_comes_too_late_changes_nothing(world, offer) -> None:
    scene.order(world, (offer, 2))
    answer = world.client.post(f"{world.billing}orders/SO-10001/withdrawal/")
    assert answer.status_code == 409
    assert b"is Executed already, so nothing was changed." in answer.content


def test_a_rejection_gives_its_reason(world, offer) -> None:
    scene.order(world, (offer, 2), until="rejected")
    page = text(world.html("orders/SO-10001/"))
    assert "Rejected by Techsolutions: Same as SO-10001" in page
    assert "Nothing is charged." in page
    assert "not charged" in page


def test_an_order_of_the_reseller_hides_every_amount(world, offer) -> None:
    scene.order(world, (offer, 25), by="reseller")
    html = world.html("orders/SO-10001/")
    assert "€" not in html
    assert html.count("Techsolutions placed this order for you, so the amount is not shown here.") >= 4
    assert "Approved by" not in text(html)


def test_a_part_of_the_period_is_explained(world, offer, time_machine) -> None:
    scene.order(world, (offer, 25))
    later = factories.NOW.replace(month=12, day=1)
    time_machine.move_to(later, tick=False)
    with tenancy.scope(world.reseller.id), transactions.reading():
        held = subscriptions.Subscription.objects.get()
    more = commands.BuyLicences(customer_id=world.customer.id, subscription_id=held.id, quantity=3)
    scene.place(world, more, now=later)
    # The session of the morning of 19 November is over.
    world = dataclasses.replace(world, client=scene.signed_in(world.customer.admin))
    page = text(world.html("orders/SO-10002/"))
    assert "18 of 30 days left × 3 licences × €20.00 = €36.00" in page
    assert "From the next period 3 licences × €20.00 = €60.00 a month" in page


def test_a_canceled_line_is_not_charged_and_the_list_agrees(world, offer) -> None:
    manual = factories.offer(title="Set-up by hand", automatic=False)
    factories.publish(world.reseller, manual)
    order = scene.order(world, (offer, 1), (manual, 2))
    assert "So far €20.00 plus VAT." in text(world.html("orders/SO-10001/"))
    assert "€60.00" in world.html("orders/")
    line = next(line for line in order.lines if line.name == "Set-up by hand")
    with tenancy.scope(world.reseller.id), transactions.writing():
        ordering.cancel_line(
            line_id=line.id,
            reason="Out of stock",
            actor=world.reseller.owner.reseller_actor,
            now=factories.NOW,
        )
    jobs.drain()
    page = text(world.html("orders/SO-10001/"))
    assert "Out of stock" in page
    assert "Subtotal €20.00" in page
    assert "Total €24.80" in page
    assert "1 canceled line is not charged." in page
    assert "€60.00" not in world.html("orders/")
    assert "€20.00" in world.html("orders/")


def test_vat_exempt_says_why(world, offer) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        customers.Customer.objects.update(vat_rate_bp=0, vat_exempt_reason="Article 39a")
    scene.order(world, (offer, 1), until="placed")
    assert "VAT 0%, exempt: Article 39a €0.00" in text(world.html("orders/SO-10001/"))


@pytest.mark.parametrize("number", ["SO-10002", "SO-99999999999999999", "nonsense", "SO-", "-1"])
def test_what_is_not_there(world, offer, number) -> None:
    scene.order(world, (offer, 1), until="placed")
    assert world.get(f"orders/{number}/").status_code == 404
    assert world.client.post(f"{world.billing}orders/{number}/withdrawal/").status_code == 404


def test_others_get_404_and_nobody_signs_in(world, offer) -> None:
    scene.order(world, (offer, 1), until="placed")
    neighbour = scene.signed_in(factories.customer(world.reseller, name="Neighbour Ltd").admin)
    other = factories.reseller(alias="lakeside")
    stranger = scene.signed_in(factories.customer(other).admin)
    assert neighbour.get(f"{world.billing}orders/SO-10001/").status_code == 404
    assert neighbour.post(f"{world.billing}orders/SO-10001/withdrawal/").status_code == 404
    assert stranger.get("/lakeside/billing/orders/SO-10001/").status_code == 404
    assert stranger.get(f"{world.billing}orders/SO-10001/")["Location"].startswith("/techsolutions/signin/")
    assert Client().post(f"{world.billing}orders/SO-10001/withdrawal/").status_code == 302
    assert world.get("orders/SO-10001/withdrawal/").status_code == 405


def test_a_planned_cancellation_says_what_it_is_and_when(world, offer) -> None:
    scene.order(world, (offer, 10))
    held = holdings.subscription(world.reseller, number=2001)
    command = holdings.reduction(world.customer, held, 2, "period_end", cancels=True)
    scene.place(world, command, until="placed")
    page = text(world.html("orders/SO-10002/"))
    assert "Cancel 2 licences of Microsoft 365 Business Premium on 19 Dec 2026" in page
    assert "Scheduled for 19 Dec 2026" in page
    assert "From the next period" not in page
    assert "1 line delivered" not in page
