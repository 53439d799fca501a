"""Locks an order, moves its status and keeps who did it, when and why (R2). The only mover of statuses."""

import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models.functions import Coalesce

from seatwise.customers import operations as customers
from seatwise.customers import queries as customer_queries
from seatwise.infra import events, numbering, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.kernel.transitions import IllegalMove
from seatwise.ordering import models
from seatwise.ordering.domain.status import (
    LINE,
    ORDER,
    LineStatus,
    OrderStatus,
    order_status_from_lines,
)


class AlreadyDecided(Refusal):
    code = "already_decided"


class ReasonMissing(Refusal):
    code = "reason_missing"


def lock_order(*, order_id: UUID) -> tuple[customer_queries.Customer, models.Order]:
    """This function will lock an order for the open transaction, its customer first. Raises Order.DoesNotExist."""
    transactions.assert_writing()
    customer_id = models.Order.objects.values_list("customer_id", flat=True).get(id=order_id)
    customer = customers.lock(customer_id=customer_id)
    return customer, models.Order.objects.select_for_update(no_key=True).get(id=order_id)


def lock_line(*, line_id: UUID) -> tuple[customer_queries.Customer, models.Order, models.OrderLine]:
    """This function will lock the order of a line, its customer first. Raises OrderLine.DoesNotExist."""
    order_id = models.OrderLine.objects.values_list("order_id", flat=True).get(id=line_id)
    customer, order = lock_order(order_id=order_id)
    return customer, order, models.OrderLine.objects.get(id=line_id)


def move_order(
    *, order: models.Order, to: OrderStatus, actor: Actor, reason: str = "", now: dt.datetime
) -> None:
    """This function will move a locked order and write the move. Raises AlreadyDecided where the table has no such move."""
    before = OrderStatus(order.status)
    try:
        ORDER.check(before, to)
    except IllegalMove as illegal:
        raise decided(order=order, actor=actor) from illegal
    order.status = to.value
    order.status_reason = reason
    models.Order.objects.filter(id=order.id).update(status=to.value, status_reason=reason)
    _write(
        order_id=order.id,
        line_id=None,
        before=before.value,
        after=to.value,
        actor=actor,
        reason=reason,
        now=now,
    )


def move_line(
    *,
    line: models.OrderLine,
    to: LineStatus,
    actor: Actor,
    reason: str = "",
    now: dt.datetime,
    changes: dict[str, object] | None = None,
) -> None:
    """This function will move a line of a locked order, with what else changes on it, and write the move."""
    before = check_line(line=line, to=to, actor=actor)
    line.status, line.status_reason = to.value, reason
    models.OrderLine.objects.filter(id=line.id).update(
        status=to.value, status_reason=reason, **(changes or {})
    )
    _write(
        order_id=line.order_id,
        line_id=line.id,
        before=before.value,
        after=to.value,
        actor=actor,
        reason=reason,
        now=now,
    )


def check_line(*, line: models.OrderLine, to: LineStatus, actor: Actor) -> LineStatus:
    """This function will answer the status of a locked line that may move so. Raises AlreadyDecided where it may not."""
    before = LineStatus(line.status)
    try:
        LINE.check(before, to)
    except IllegalMove as illegal:
        raise _line_decided(line=line, actor=actor) from illegal
    return before


def first_move(*, order: models.Order, actor: Actor, now: dt.datetime) -> None:
    """This function will write that an order was submitted."""
    _write(order_id=order.id, line_id=None, before="", after=order.status, actor=actor, reason="", now=now)


def settle(*, order: models.Order, actor: Actor, now: dt.datetime) -> None:
    """This function will give a locked order the status and total that follow from its lines, and tell that it ended (R2, R27)."""
    lines = models.OrderLine.objects.filter(order_id=order.id).values(
        "status",
        net=Coalesce("charged_net_minor", "quoted_net_minor"),
        vat=Coalesce("charged_vat_minor", "quoted_vat_minor"),
    )
    follows = order_status_from_lines(
        [LineStatus(line["status"]) for line in lines],
        approved=order.status != OrderStatus.PENDING_RESELLER_APPROVAL,
    )
    _retotal(
        order=order, lines=[line for line in lines if line["status"] != LineStatus.CANCELED] or list(lines)
    )
    if follows == order.status:
        return
    move_order(order=order, to=follows, actor=actor, now=now)
    tell(kind=f"order.{follows.value}", order=order, actor=actor, now=now)


def tell(
    *, kind: str, order: models.Order, actor: Actor, now: dt.datetime, line: models.OrderLine | None = None
) -> None:
    """This function will record what happened to an order, or to one line of it, as the audit will show it (B9)."""
    said: dict[str, object] = {"reason": order.status_reason} if order.status_reason else {}
    if line is not None:
        said = {"order_id": str(order.id), "name": line.name, "quantity": line.quantity}
        if line.status_reason:
            said["reason"] = line.status_reason
    events.record(
        kind=kind,
        subject_id=order.id if line is None else line.id,
        about=numbering.text(numbering.Series.ORDER, order.number),
        customer_id=order.customer_id,
        payload=said,
        actor=actor,
        now=now,
    )


def accept(*, order: models.Order, actor: Actor, now: dt.datetime) -> None:
    """This function will have the automatic lines of an order delivered."""
    events.record(kind="order.accepted", subject_id=order.id, actor=actor, now=now)


def _retotal(*, order: models.Order, lines: list[dict[str, Any]]) -> None:
    """A delivered line counts with what was charged, a canceled one no more unless the whole order is canceled."""
    net, vat = sum(line["net"] for line in lines), sum(line["vat"] for line in lines)
    if (net, vat) != (order.net_minor, order.vat_minor):
        order.net_minor, order.vat_minor = net, vat
        models.Order.objects.filter(id=order.id).update(net_minor=net, vat_minor=vat)


def _write(
    *,
    order_id: UUID,
    line_id: UUID | None,
    before: str,
    after: str,
    actor: Actor,
    reason: str,
    now: dt.datetime,
) -> None:
    models.OrderMove.objects.create(
        order_id=order_id,
        line_id=line_id,
        before=before,
        after=after,
        actor_kind=actor.kind.value,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        reason=reason,
        at=now,
    )


def decided(*, order: models.Order, actor: Actor) -> AlreadyDecided:
    """This function will answer the refusal for somebody who came second: who was faster, and what the order is now."""
    moves = models.OrderMove.objects.filter(order_id=order.id, line_id=None)
    # Not the last move: the machine that has executed it since has decided nothing.
    decision = moves.filter(before=OrderStatus.PENDING_RESELLER_APPROVAL.value).order_by("id").first()
    last = decision or moves.order_by("-id").first()
    assert last is not None, "an order has its first move"
    number = numbering.text(numbering.Series.ORDER, order.number)
    status = Sentence(OrderStatus(order.status).label)
    if decision is not None and actor.user_id is not None and decision.actor_user_id == actor.user_id:
        return AlreadyDecided(
            N_(
                "You have decided on order %(number)s already: it is %(status)s, and nothing more was changed."
            ),
            number=number,
            status=status,
        )
    return AlreadyDecided(
        N_("%(name)s was faster: order %(number)s is %(status)s already, so nothing was changed."),
        name=last.actor_name,
        number=number,
        status=status,
    )


def _line_decided(*, line: models.OrderLine, actor: Actor) -> AlreadyDecided:
    status = Sentence(LineStatus(line.status).label)
    # What a machine did since, like delivering what was tried again, nobody decided.
    moves = models.OrderMove.objects.filter(line_id=line.id, actor_user_id__isnull=False)
    last = moves.order_by("-id").first()
    if last is None:
        return AlreadyDecided(N_("This line is %(status)s already, so nothing was changed."), status=status)
    if last.actor_user_id != actor.user_id:
        return AlreadyDecided(
            N_("%(name)s was faster: this line is %(status)s already, so nothing was changed."),
            name=last.actor_name,
            status=status,
        )
    match last.after:
        case LineStatus.DELIVERED:
            return AlreadyDecided(N_("You have delivered this line already. Nothing more was changed."))
        case LineStatus.CANCELED:
            return AlreadyDecided(N_("You have canceled this line already. Nothing more was changed."))
        case _:
            return AlreadyDecided(
                N_("You have had this line tried again already: it is %(status)s now."), status=status
            )
