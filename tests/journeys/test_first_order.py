"""The thinnest whole journey through the operations: quote, order, approve, deliver, buy more."""

import datetime as dt

import pytest
from tests import factories, jobs

from seatwise.billing import models as billing
from seatwise.infra import tenancy, transactions
from seatwise.kernel.money import Money
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.subscriptions import models as subscriptions

NOW = factories.NOW


def quoted(command, actor, now=NOW):
    with transactions.reading():
        return quoting.quote(command=command, actor=actor, now=now)


def placed(quote, customer, actor, now=NOW):
    with transactions.writing():
        number = ordering.place(token=quoting.sign(quote), customer_id=customer.id, actor=actor, now=now)
    with transactions.reading():
        return details.order_details(order_id=details.order_id_of(number=number))


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(NOW, tick=False)
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    offer = factories.offer()
    factories.publish(reseller, offer)
    with tenancy.scope(reseller.id):
        yield reseller, customer, offer


def test_quote_order_approve_deliver_and_buy_more(world, time_machine) -> None:
    reseller, customer, offer = world
    buyer, seller = customer.admin.customer_actor, reseller.owner.reseller_actor
    purchase = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=25),)
    )
    quote = quoted(purchase, buyer)
    assert quote.total.net == Money(50_000, "EUR")
    assert quote.total.vat == Money(12_000, "EUR")
    assert quote.approval_needed

    order = placed(quote, customer, buyer)
    assert order.number_text == "SO-10001"
    assert order.status.label == "Pending Reseller Approval"
    assert placed(quote, customer, buyer).number == order.number

    with transactions.writing():
        ordering.approve(order_id=order.id, actor=seller, now=NOW)
    jobs.drain()
    with transactions.reading():
        order = details.order_details(order_id=order.id)
        held = subscriptions.Subscription.objects.get()
    assert order.status.label == "Executed"
    assert held.quantity == 25
    assert (held.period_start_on, held.period_end_on) == (dt.date(2026, 11, 19), dt.date(2026, 12, 19))

    later = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    time_machine.move_to(later, tick=False)
    more = commands.BuyLicences(customer_id=customer.id, subscription_id=held.id, quantity=3)
    quote = quoted(more, buyer, later)
    assert str(quote.lines[0].explanation) == "18 of 30 days left × 3 licences × 20.00 EUR"
    assert quote.total.net == Money(3_600, "EUR")
    order = placed(quote, customer, buyer, later)
    with transactions.writing():
        ordering.approve(order_id=order.id, actor=seller, now=later)
    jobs.drain()
    with transactions.reading():
        assert subscriptions.Subscription.objects.get().quantity == 28
        assert [c.net_minor for c in billing.Charge.objects.order_by("charged_at")] == [50_000, 3_600]
        assert details.order_details(order_id=order.id).total.gross == Money(4_464, "EUR")
