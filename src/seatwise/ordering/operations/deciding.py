"""The reseller approves or rejects a pending order; the customer may withdraw it (R2, R3, S23)."""

import datetime as dt
from uuid import UUID

from seatwise.customers.domain import permissions
from seatwise.infra import events
from seatwise.kernel.actor import Actor
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain import quantity
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.operations import history
from seatwise.ordering.queries import quoting
from seatwise.subscriptions import operations as subscriptions


class WithdrawalNotAllowed(Refusal):
    code = "withdrawal_not_allowed"


def approve(*, order_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will approve a pending order; its lines go into delivery. Prices stay as placed (R27).

    Raises AlreadyDecided, and LargestReached, QuantityOutOfRange or SubscriptionEnded where it can no longer be carried out.
    """
    _, order = history.lock_order(order_id=order_id)
    history.move_order(order=order, to=OrderStatus.IN_PROGRESS, actor=actor, now=now)
    lines = list(models.OrderLine.objects.filter(order_id=order.id).select_related("product"))
    _check_still_possible(order=order, lines=lines)
    models.OrderLine.objects.filter(order_id=order.id, status=LineStatus.PENDING.value).update(
        status=LineStatus.IN_PROGRESS.value
    )
    events.record(kind="order.approved", subject_id=order.id, payload={}, now=now)
    events.record(kind="order.accepted", subject_id=order.id, payload={}, now=now)


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
        raise history.decided(order)
    history.move_order(order=order, to=OrderStatus.CANCELED, actor=actor, reason=reason, now=now)
    models.OrderLine.objects.filter(order_id=order.id).update(
        status=LineStatus.CANCELED.value, status_reason=reason
    )
    events.record(kind=event, subject_id=order.id, payload={}, now=now)


def _check_still_possible(*, order: models.Order, lines: list[models.OrderLine]) -> None:
    """R27: while the order waited, the customer may have bought the room that is left, or the subscription may have ended."""
    counts = quoting.licence_counts(
        customer_id=order.customer_id, product_ids=[line.product_id for line in lines]
    )
    for line in lines:
        held, ordered = counts.get(line.product_id, (0, 0))
        limits = Limits(line.product.smallest, line.product.largest)
        others = ordered - line.quantity
        if line.subscription_id is None:
            quantity.check_purchase(product=limits, held=held, ordered=others, wanted=line.quantity)
        else:
            subscription = subscriptions.lock(
                subscription_id=line.subscription_id, customer_id=order.customer_id
            )
            subscriptions.check_active(subscription)
            quantity.check_more(product=limits, held=held, ordered=others, wanted=line.quantity)
