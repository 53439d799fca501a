"""What people do with what they hold, through the operations: wish, approve, undo, and days that pass."""

import datetime as dt
import uuid
from typing import Any
from uuid import UUID

from seatwise.billing import models as billing_models
from seatwise.customers import models as customer_models
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.ordering import models as ordering_models
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.queries import quoting
from seatwise.renewals import operations as renewals
from seatwise.subscriptions import models as subscription_models
from tests import factories, jobs


def at(day: str, time: str = "08:32") -> dt.datetime:
    """This function will answer an instant in UTC: at("2026-11-19")."""
    return dt.datetime.fromisoformat(f"{day}T{time}:00+00:00")


def quote(
    reseller: factories.Reseller, command: commands.Command, *, actor: Actor, now: dt.datetime
) -> quotes.Quote:
    """This function will quote a command."""
    with tenancy.scope(reseller.id), transactions.reading():
        return quoting.quote(command=command, actor=actor, now=now, quote_id=uuid.uuid4())


def signed(reseller: factories.Reseller, command: commands.Command, *, actor: Actor, now: dt.datetime) -> str:
    """This function will answer the signed quote of a command."""
    with tenancy.scope(reseller.id), clock.standing_at(now), transactions.reading():
        return quoting.sign(quoting.quote(command=command, actor=actor, now=now))


def order(
    reseller: factories.Reseller, command: commands.Command, *, actor: Actor, now: dt.datetime
) -> ordering_models.Order:
    """This function will quote a command, place exactly that, and have the jobs done that are due."""
    token = signed(reseller, command, actor=actor, now=now)
    with tenancy.scope(reseller.id), clock.standing_at(now):
        with transactions.writing():
            number = ordering.place(token=token, customer_id=command.customer_id, actor=actor, now=now)
        jobs.drain()
        with transactions.reading():
            found: ordering_models.Order = ordering_models.Order.objects.get(number=number)
            return found


def approve(reseller: factories.Reseller, order: ordering_models.Order, *, now: dt.datetime) -> None:
    """This function will approve an order and have its jobs done."""
    with tenancy.scope(reseller.id), clock.standing_at(now):
        with transactions.writing():
            ordering.approve(order_id=order.id, actor=reseller.owner.reseller_actor, now=now)
        jobs.drain()


def deliver(reseller: factories.Reseller, line: ordering_models.OrderLine, *, now: dt.datetime) -> None:
    """This function will deliver a line by hand and have its jobs done."""
    with tenancy.scope(reseller.id), clock.standing_at(now):
        with transactions.writing():
            ordering.deliver(line_id=line.id, actor=reseller.owner.reseller_actor, now=now)
        jobs.drain()


def cancel_line(reseller: factories.Reseller, line: ordering_models.OrderLine, *, now: dt.datetime) -> None:
    """This function will cancel a line that waits for its delivery."""
    with tenancy.scope(reseller.id), transactions.writing():
        ordering.cancel_line(line_id=line.id, reason="Sold out", actor=reseller.owner.reseller_actor, now=now)


def undo(
    reseller: factories.Reseller, line: ordering_models.OrderLine, *, actor: Actor, now: dt.datetime
) -> None:
    """This function will undo a planned line."""
    with tenancy.scope(reseller.id), clock.standing_at(now):
        with transactions.writing():
            ordering.undo(line_id=line.id, actor=actor, now=now)
        jobs.drain()


def turn(now: dt.datetime, **options: Any) -> renewals.Report:
    """This function will run the calendar."""
    return renewals.run(now=now, **options)


def lines(reseller: factories.Reseller, order: ordering_models.Order) -> list[ordering_models.OrderLine]:
    """This function will answer an order's lines."""
    with tenancy.scope(reseller.id), transactions.reading():
        return list(ordering_models.OrderLine.objects.filter(order_id=order.id).order_by("position"))


def subscription(reseller: factories.Reseller, **which: Any) -> subscription_models.Subscription:
    """This function will answer one subscription as it is."""
    with tenancy.scope(reseller.id), transactions.reading():
        found: subscription_models.Subscription = subscription_models.Subscription.objects.get(**which)
        return found


def batches(reseller: factories.Reseller, subscription_id: UUID) -> list[tuple[int, dt.datetime]]:
    """This function will answer a subscription's seat batches that have licences, oldest first."""
    with tenancy.scope(reseller.id), transactions.reading():
        rows = subscription_models.SeatBatch.objects.filter(subscription_id=subscription_id, quantity__gt=0)
        return list(rows.order_by("window_from", "id").values_list("quantity", "window_from"))


def charges(reseller: factories.Reseller, subscription_id: UUID) -> list[int]:
    """This function will answer the net amounts of a subscription's charges, in the order in which they were written."""
    with tenancy.scope(reseller.id), transactions.reading():
        rows = billing_models.Charge.objects.filter(subscription_id=subscription_id)
        return list(rows.order_by("charged_at", "id").values_list("net_minor", flat=True))


def bought(
    reseller: factories.Reseller,
    customer: factories.Customer,
    offer: factories.Offer,
    quantity: int,
    *,
    now: dt.datetime,
) -> subscription_models.Subscription:
    """This function will have a customer that needs no approval buy a subscription, and answer it."""
    command = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=quantity),)
    )
    made = order(reseller, command, actor=customer.admin.customer_actor, now=now)
    (line,) = lines(reseller, made)
    return subscription(reseller, id=line.subscription_id)


def reduction(
    customer: factories.Customer,
    held: subscription_models.Subscription,
    quantity: int | None,
    when: str = "now",
    **more: Any,
) -> commands.Reduce:
    """This function will answer the wish to give licences back."""
    return commands.Reduce(
        customer_id=customer.id, subscription_id=held.id, quantity=quantity, when=when, **more
    )


def without_approval(reseller: factories.Reseller) -> factories.Customer:
    """This function will create a customer whose orders need no approval."""
    made = factories.customer(reseller)
    with tenancy.scope(reseller.id), transactions.writing():
        customer_models.Customer.objects.filter(id=made.id).update(approval_required=False)
    return made


def drain() -> None:
    """This function will have the jobs done that are due, at the clock's own time."""
    jobs.drain()
