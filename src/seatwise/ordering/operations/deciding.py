"""The reseller approves or rejects a pending order; the customer may withdraw it (R2, R3, S23)."""

import datetime as dt
from collections import Counter
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.customers.domain import permissions
from seatwise.kernel.actor import Actor
from seatwise.kernel.period import local_day
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain import changing, quantity, quotes
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.operations import history
from seatwise.ordering.queries import facts, quoting
from seatwise.subscriptions import operations as subscriptions


class TooLate(Refusal):
    """What was ordered can no longer be carried out, because its time is over (R27)."""

    code = "too_late"


class WithdrawalNotAllowed(Refusal):
    code = "withdrawal_not_allowed"


def approve(*, order_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will approve a pending order; its lines go into delivery. Prices stay as placed (R27).

    Raises AlreadyDecided, and where it can no longer be carried out LargestReached, QuantityOutOfRange, SubscriptionEnded, TooLate
    or what the engine refuses, such as Leaving and PlannedFirst.
    """
    customer, order = history.lock_order(order_id=order_id)
    history.move_order(order=order, to=OrderStatus.IN_PROGRESS, actor=actor, now=now)
    rows = models.OrderLine.objects.filter(order_id=order.id).order_by("position")
    lines = list(rows.select_related("product", "source"))
    _check_still_possible(order=order, lines=lines)
    _check_changes(customer=customer, lines=lines, now=now)
    models.OrderLine.objects.filter(
        order_id=order.id, status=LineStatus.PENDING.value, planned_on=None
    ).update(status=LineStatus.IN_PROGRESS.value)
    history.tell(kind="order.approved", order=order, actor=actor, now=now)
    history.accept(order=order, actor=actor, now=now)


def reject(*, order_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will reject a pending order, with a reason that the customer reads. Raises ReasonMissing, AlreadyDecided."""
    if not reason.strip():
        raise history.ReasonMissing(
            N_("Write the reason. The customer reads it in the order and in the mail.")
        )
    _cancel(order_id=order_id, reason=reason.strip(), actor=actor, now=now, event="order.rejected")


def withdraw(*, order_id: UUID, role: str | None, actor: Actor, now: dt.datetime) -> None:
    """This function will withdraw a pending order for its submitter or an Admin (R2, R24).

    Raises WithdrawalNotAllowed, AlreadyDecided.
    """
    order = models.Order.objects.get(id=order_id)
    if not permissions.may_withdraw(role=role, is_submitter=order.placed_by_user_id == actor.user_id):
        raise WithdrawalNotAllowed(N_("Only the person who placed the order or an Admin can withdraw it."))
    _cancel(order_id=order_id, reason="", actor=actor, now=now, event="order.withdrawn")


def _cancel(*, order_id: UUID, reason: str, actor: Actor, now: dt.datetime, event: str) -> None:
    _, order = history.lock_order(order_id=order_id)
    if order.status != OrderStatus.PENDING_RESELLER_APPROVAL:
        # An accepted order ends through its lines, never by a rejection that comes too late.
        raise history.decided(order=order, actor=actor)
    history.move_order(order=order, to=OrderStatus.CANCELED, actor=actor, reason=reason, now=now)
    lines = models.OrderLine.objects.filter(order_id=order.id)
    for source_id, count in lines.exclude(source_id=None).values_list("source_id", "quantity"):
        subscriptions.release(subscription_id=source_id, quantity=count)
    lines.update(status=LineStatus.CANCELED.value, status_reason=reason)
    history.tell(kind=event, order=order, actor=actor, now=now)


def _check_still_possible(*, order: models.Order, lines: list[models.OrderLine]) -> None:
    """R27: while the order waited, the customer may have bought the room that is left, or the subscription may have ended."""
    counts = quoting.licence_counts(
        customer_id=order.customer_id, product_ids=[line.product_id for line in lines]
    )
    leaving = _leaving(lines)
    for line in lines:
        if line.action == "remove":
            continue
        held, ordered = counts.get(line.product_id, (0, 0))
        held -= min(held, leaving[line.product_id])
        limits = Limits(line.product.smallest, line.product.largest)
        others = ordered - line.quantity - line.extra
        if line.action == "upgrade":
            wanted = line.quantity + line.extra
            changing.check_target_smallest(name=line.name, smallest=limits.smallest, total=wanted)
            quantity.check_more(product=limits, held=held, ordered=max(0, others), wanted=wanted)
        elif line.subscription_id is None:
            quantity.check_purchase(product=limits, held=held, ordered=others, wanted=line.quantity)
        else:
            subscription = subscriptions.lock(
                subscription_id=line.subscription_id, customer_id=order.customer_id
            )
            subscriptions.check_active(subscription)
            _check_stays(subscription, lines)
            quantity.check_more(product=limits, held=held, ordered=others, wanted=line.quantity)


def _check_stays(held: subscriptions.Locked, lines: list[models.OrderLine]) -> None:
    """R18: nothing is added to what leaves as a whole, unless it is this order that has it leave."""
    if held.id not in {line.source_id for line in lines}:
        quotes.check_stays(quantity=held.quantity, leaving=held.leaving)


def _leaving(lines: list[models.OrderLine]) -> Counter[UUID]:
    """How many licences of each product the order itself takes away, so that they are not counted twice as they come back."""
    leaving: Counter[UUID] = Counter()
    for line in lines:
        if line.source_id is not None:
            leaving[line.source.product_id] += line.quantity
    return leaving


def _check_changes(*, customer: customers.Customer, lines: list[models.OrderLine], now: dt.datetime) -> None:
    """R27: what was to leave or to change must still be there, in time, and allowed."""
    today = local_day(now, customer.time_zone)
    for line in lines:
        if line.parent_id is not None and line.action == "start":
            parent = subscriptions.lock(subscription_id=line.parent_id, customer_id=customer.id)
            subscriptions.check_active(parent)
            _check_stays(parent, lines)
        if line.source_id is None:
            continue
        subscriptions.check_active(
            subscriptions.lock(subscription_id=line.source_id, customer_id=customer.id)
        )
        if line.planned_on is not None and line.planned_on <= today:
            raise TooLate(
                N_(
                    "The day for which this was planned has passed. Reject it, so that it can be ordered anew."
                )
            )
    moment = engine.Moment(at=now, time_zone=customer.time_zone)
    for line, source in facts.taking_away_at_once(lines=lines, customer_id=customer.id):
        if facts.work_out(line=line, subject=source, moment=moment).planned:
            raise TooLate(N_("The days in which these licences could be returned are over."))
