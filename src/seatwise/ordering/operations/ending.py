"""What hangs on a subscription that ends or becomes another: its add-ons move with it, or end too (R21, R22)."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from seatwise.billing import operations as billing
from seatwise.billing.domain import engine
from seatwise.kernel.actor import SYSTEM, Actor
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import N_
from seatwise.ordering import models
from seatwise.ordering.domain import changing
from seatwise.ordering.domain.status import OPEN, LineStatus
from seatwise.ordering.operations import history
from seatwise.ordering.queries import facts
from seatwise.subscriptions import operations as subscriptions

_WITH_IT = N_("Ended with its subscription.")
STAYS = N_("Its subscription stays.")


def move_add_ons(*, source_id: UUID, target: subscriptions.Locked, customer_id: UUID) -> None:
    """This function will hang those add-ons on the target that go with it and have its billing period (R22).

    At the end of a period the target has its next one already, and the add-ons follow on the same day.
    """
    supported = facts.supported_add_ons(target_product_id=target.product_id)
    subject = facts.subject(subscription_id=source_id, customer_id=customer_id)
    staying = [
        add_on.subscription_id
        for add_on in subject.add_ons
        if add_on.product_id in supported and changing.fits(own=add_on.held.period, targets=target.period)
    ]
    subscriptions.move_add_ons(add_on_ids=staying, to=target)


def end_add_ons(
    *, source_id: UUID, customer_id: UUID, moment: engine.Moment, vat_rate: Percent, now: dt.datetime
) -> None:
    """This function will end the add-ons that a subscription leaves behind, as entries of the calendar, with their credit."""
    subject = facts.subject(subscription_id=source_id, customer_id=customer_id)
    for add_on in subject.add_ons:
        end_add_on(add_on=add_on, customer_id=customer_id, moment=moment, vat_rate=vat_rate, now=now)


def end_add_on(
    *,
    add_on: changing.Subject,
    customer_id: UUID,
    moment: engine.Moment,
    vat_rate: Percent,
    now: dt.datetime,
) -> None:
    """This function will end one add-on now because its subscription has ended; open orders for it are canceled."""
    cancel_open_lines(subscription_ids=[add_on.subscription_id], now=now)
    held = add_on.held
    answer = engine.work_out(rule=add_on.rule, held=held, change=engine.End(id="parent ended"), moment=moment)
    turn = subscriptions.Turn(
        subscription_id=add_on.subscription_id,
        kind=subscriptions.CalendarKind.PARENT_ENDED,
        on=moment.day,
        at=now,
        quantity_before=held.quantity,
        quantity_after=0,
        price_before_minor=held.unit_price.minor,
        price=(0, 0, held.unit_price.minor, 0),
        term=held.term,
        period=held.period,
    )
    entry_id = subscriptions.turn(turns=[turn])[add_on.subscription_id]
    found = changing.parts(subject=add_on, lines=answer.lines, vat_rate=vat_rate)
    billing.charge(
        charges=[
            billing.NewCharge(
                customer_id=customer_id,
                subscription_id=add_on.subscription_id,
                batch_id=UUID(part.batch) if part.batch else None,
                corrects_id=UUID(part.corrects) if part.corrects else None,
                line=part.line,
                vat_rate=part.vat_rate,
                rule=part.rule,
                cause_kind="calendar",
                cause_id=entry_id,
                position=position,
                on=moment.day,
                at=now,
            )
            for position, part in enumerate(found)
        ]
    )


def cancel_open_lines(*, subscription_ids: Sequence[UUID], now: dt.datetime) -> None:
    """This function will cancel every open line that changes a subscription which ends, so that no wish is left hanging."""
    open_lines = models.OrderLine.objects.filter(
        source_id__in=subscription_ids,
        status__in=[LineStatus.PENDING.value, LineStatus.IN_PROGRESS.value, LineStatus.FAILED.value],
    ).order_by("order_id", "position")
    for line in open_lines:
        _, order = history.lock_order(order_id=line.order_id)
        subscriptions.release(subscription_id=line.source_id, quantity=line.quantity)
        history.move_line(line=line, to=LineStatus.CANCELED, actor=SYSTEM, reason=_WITH_IT, now=now)
        if not line.follows:
            cancel_followers(order=order, reason=_WITH_IT, actor=SYSTEM, now=now)
        history.settle(order=order, actor=SYSTEM, now=now)


def cancel_followers(*, order: models.Order, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will cancel the lines of a locked order that would have followed one that does not happen."""
    lines = models.OrderLine.objects.filter(order_id=order.id, status__in=[each.value for each in OPEN])
    for line in lines.select_related("product").order_by("position"):
        if not line.follows:
            continue
        if line.source_id is not None:
            subscriptions.release(subscription_id=line.source_id, quantity=line.quantity)
        history.move_line(line=line, to=LineStatus.CANCELED, actor=actor, reason=reason, now=now)
