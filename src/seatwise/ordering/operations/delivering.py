"""Delivers, cancels, fails and retries order lines. A delivered line changes what is held and writes its charge (R2, R4, S24)."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.kernel.actor import Actor
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.operations import ending, history, holding
from seatwise.subscriptions import operations as subscriptions


class FollowsAnother(Refusal):
    """The line is a consequence of another one of its order and cannot be delivered by itself (R21, R22)."""

    code = "follows_another"


def deliver(*, line_id: UUID, reference: str = "", actor: Actor, now: dt.datetime) -> None:
    """This function will deliver a line: holdings, ledger, charge and history change in one transaction.

    Prices are those of the order; days are counted on the customer's day of delivery (R27).
    Raises AlreadyDecided for a line that has ended, FollowsAnother, SubscriptionEnded, PeriodEnded.
    """
    customer, order, line = history.lock_line(line_id=line_id)
    history.check_line(line=line, to=LineStatus.DELIVERED, actor=actor)
    if line.follows:
        raise FollowsAnother(
            N_(
                "This happens together with the change of its subscription. Deliver that line; this one follows."
            )
        )
    delivery = holding.Delivery(
        customer=customer, order=order, line=line, reference=reference.strip(), now=now
    )
    effect = holding.hold(delivery)
    finish(delivery=delivery, effect=effect, actor=actor)
    history.settle(order=order, actor=actor, now=now)


def finish(*, delivery: holding.Delivery, effect: holding.Effect, actor: Actor) -> None:
    """This function will mark a line delivered, and with it what hangs on a subscription that ended by it."""
    order, line, now = delivery.order, delivery.line, delivery.now
    history.move_line(
        line=line,
        to=LineStatus.DELIVERED,
        actor=actor,
        now=now,
        changes={"delivered_at": now} | effect.changes,
    )
    history.tell(kind="line.delivered", order=order, line=line, actor=actor, now=now)
    if effect.ended_id is None:
        if not line.follows:
            ending.cancel_followers(order=order, reason=ending.STAYS, actor=actor, now=now)
        return
    if effect.became_id is not None:
        target = delivery.lock(effect.became_id)
        ending.move_add_ons(source_id=effect.ended_id, target=target, customer_id=order.customer_id)
        anew = models.OrderLine.objects.filter(
            order_id=order.id, action="start", parent_id=None, status=LineStatus.IN_PROGRESS.value
        )
        if anew.update(parent_id=target.id):
            history.accept(order=order, actor=actor, now=now)
    followers = models.OrderLine.objects.filter(
        order_id=order.id,
        action="remove",
        parent_id=effect.ended_id,
        status__in=[LineStatus.IN_PROGRESS.value, LineStatus.FAILED.value],
    )
    for follower in followers.order_by("position"):
        if follower.status == LineStatus.FAILED:
            history.move_line(line=follower, to=LineStatus.IN_PROGRESS, actor=actor, now=now)
        following = dataclasses.replace(delivery, line=follower)
        finish(delivery=following, effect=holding.hold(following), actor=actor)
    ending.end_add_ons(
        source_id=effect.ended_id,
        customer_id=order.customer_id,
        moment=delivery.moment,
        vat_rate=delivery.vat_rate,
        now=now,
    )


def cancel_line(*, line_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will cancel a line that is not delivered, with a reason that the customer reads. Nothing is charged."""
    if not reason.strip():
        raise history.ReasonMissing(
            N_("Write the reason. The customer reads it in the order and in the mail.")
        )
    _, order, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.CANCELED, actor=actor, reason=reason.strip(), now=now)
    history.tell(kind="line.canceled", order=order, line=line, actor=actor, now=now)
    _release(line)
    if not line.follows:
        ending.cancel_followers(order=order, reason=reason.strip(), actor=actor, now=now)
    history.settle(order=order, actor=actor, now=now)


def undo(*, line_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will undo a planned change before it takes effect: its line is canceled (R2, R18).

    Raises NothingPlanned where it took effect, was undone before, or is not planned but on its way.
    """
    customer, order, line = history.lock_line(line_id=line_id)
    waits = line.status == LineStatus.PENDING and order.status == OrderStatus.IN_PROGRESS
    if line.planned_on is None or not waits:
        raise engine.NothingPlanned(N_("This is not planned any more, so there is nothing to undo."))
    if local_day(now, customer.time_zone) >= line.planned_on:
        raise engine.NothingPlanned(N_("The day has come: this can no longer be undone."))
    history.move_line(line=line, to=LineStatus.CANCELED, actor=actor, now=now)
    _release(line)
    history.tell(kind="line.undone", order=order, line=line, actor=actor, now=now)
    history.settle(order=order, actor=actor, now=now)


def _release(line: models.OrderLine) -> None:
    if line.source_id is not None:
        subscriptions.release(subscription_id=line.source_id, quantity=line.quantity)


def fail_line(*, line_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will mark that a line could not be delivered, and why, in plain words. The order stays In Progress."""
    _, order, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.FAILED, actor=actor, reason=reason, now=now)
    history.tell(kind="line.failed", order=order, line=line, actor=actor, now=now)


def retry_line(*, line_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will send a failed line into delivery again (R19)."""
    _, order, line = history.lock_line(line_id=line_id)
    history.move_line(line=line, to=LineStatus.IN_PROGRESS, actor=actor, now=now)
    history.tell(kind="line.retried", order=order, line=line, actor=actor, now=now)
    history.accept(order=order, actor=actor, now=now)
