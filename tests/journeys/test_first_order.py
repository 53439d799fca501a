"""The thinnest whole journey through the operations: quote, order, approve, deliver, buy more."""

import datetime as dt

import pytest

from seatwise.billing import models as billing
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.pricing import operations as pricing
from seatwise.subscriptions import models as subscriptions
from tests import books, factories, jobs

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
    books.assert_books_balance(reseller.id)


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


def test_one_time_manual_product_becomes_an_asset_with_its_reference(world) -> None:
    reseller, customer, _ = world
    phone = factories.offer(
        title="Desk phone",
        cost="100.00",
        term_months=0,
        billing_months=0,
        kind=ProductKind.ONE_TIME,
        automatic=False,
    )
    factories.publish(reseller, phone)
    buyer, seller = customer.admin.customer_actor, reseller.owner.reseller_actor
    purchase = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=phone.id, quantity=2),)
    )
    order = placed(quoted(purchase, buyer), customer, buyer)
    with transactions.writing():
        ordering.approve(order_id=order.id, actor=seller, now=NOW)
    jobs.drain()
    with transactions.reading():
        waiting = details.order_details(order_id=order.id)
    assert waiting.status.label == "In Progress"
    with transactions.writing():
        ordering.deliver(line_id=waiting.lines[0].id, reference="ACS 7241", actor=seller, now=NOW)
    with transactions.reading():
        done = details.order_details(order_id=order.id)
    assert done.status.label == "Executed"
    assert (done.lines[0].asset_number, done.lines[0].reference) == ("A-1001", "ACS 7241")
    assert done.total.net == Money(25_000, "EUR")


def test_reject_withdraw_and_too_late(world) -> None:
    reseller, customer, offer = world
    buyer, seller = customer.admin.customer_actor, reseller.owner.reseller_actor
    purchase = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=1),)
    )
    first = placed(quoted(purchase, buyer), customer, buyer)
    with pytest.raises(Refusal, match="Write the reason"), transactions.writing():
        ordering.reject(order_id=first.id, reason=" ", actor=seller, now=NOW)
    with transactions.writing():
        ordering.reject(order_id=first.id, reason="Same order twice", actor=seller, now=NOW)
    with transactions.reading():
        rejected = details.order_details(order_id=first.id)
    assert (rejected.status.label, rejected.status_reason) == ("Canceled", "Same order twice")
    with (
        pytest.raises(
            ordering.AlreadyDecided, match="You have decided on order SO-10001 already: it is Canceled"
        ),
        transactions.writing(),
    ):
        ordering.approve(order_id=first.id, actor=seller, now=NOW)
    second = placed(quoted(purchase, buyer), customer, buyer)
    with transactions.writing():
        ordering.withdraw(order_id=second.id, role="admin", actor=buyer, now=NOW)
    with pytest.raises(ordering.AlreadyDecided), transactions.writing():
        ordering.reject(order_id=second.id, reason="Too late", actor=seller, now=NOW)


def test_approval_three_days_later_keeps_prices_and_counts_the_days_of_delivery(world, time_machine) -> None:
    """R27: 18 of 30 days were quoted, 15 of 30 are charged; the price agreed stays, whatever the list says by then."""
    reseller, customer, offer = world
    buyer, seller = customer.admin.customer_actor, reseller.owner.reseller_actor
    purchase = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=1),)
    )
    bought = placed(quoted(purchase, buyer), customer, buyer)
    with transactions.writing():
        ordering.approve(order_id=bought.id, actor=seller, now=NOW)
    jobs.drain()
    with transactions.reading():
        held = subscriptions.Subscription.objects.get()
    asked_at = dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC)
    more = commands.BuyLicences(customer_id=customer.id, subscription_id=held.id, quantity=3)
    order = placed(quoted(more, buyer, asked_at), customer, buyer, asked_at)
    with transactions.writing():
        pricing.set_default_markup(markup=Percent(9_900), actor=seller, now=asked_at)
    delivered_at = dt.datetime(2026, 12, 4, 9, tzinfo=dt.UTC)
    time_machine.move_to(delivered_at, tick=False)
    with transactions.writing():
        ordering.approve(order_id=order.id, actor=seller, now=delivered_at)
    jobs.drain()
    with transactions.reading():
        done = details.order_details(order_id=order.id)
    (line,) = done.lines
    assert (line.quoted.net, line.amount.net) == (Money(3_600, "EUR"), Money(3_000, "EUR"))
    assert line.unit_price == Money(2_000, "EUR")
    assert str(line.explanation) == "15 of 30 days left × 3 licences × 20.00 EUR"
    assert done.total.gross == Money(3_720, "EUR")
