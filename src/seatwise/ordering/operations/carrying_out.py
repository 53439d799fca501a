"""Carries out what was planned for the end of a billing period, as of the beginning of its day (R18, R22)."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from seatwise.billing.domain import engine
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.refusal import N_
from seatwise.ordering.domain import changing, quotes
from seatwise.ordering.domain.status import LineStatus
from seatwise.ordering.operations import delivering, history, holding
from seatwise.ordering.queries import facts
from seatwise.subscriptions import operations as subscriptions


def carry_out(*, line_id: UUID, at: dt.datetime) -> None:
    """This function will deliver a planned line of a subscription whose period ends on the day that begins `at`.

    A reduction costs and gives nothing; an upgrade is charged its first period. The oldest licences leave first, as their
    windows closed first. Raises NothingPlanned where the line was undone meanwhile.
    """
    customer, order, line = history.lock_line(line_id=line_id)
    if line.status != LineStatus.PENDING or line.planned_on is None:
        raise engine.NothingPlanned(N_("This is not planned any more."))
    history.move_line(line=line, to=LineStatus.IN_PROGRESS, actor=SYSTEM, now=at)
    delivery = holding.Delivery(customer=customer, order=order, line=line, reference="", now=at)
    source = delivery.lock(line.source_id)
    subject = facts.subject(subscription_id=source.id, customer_id=customer.id, without_lines=[line.id])
    taken = _oldest(subject.held, line.quantity)
    if line.action == "upgrade":
        after, found = _become(delivery, subject)
        effect = holding.become(
            delivery, source=source, subject=subject, after=[after], found=found, taken=taken
        )
    else:
        left = subscriptions.remove_licences(
            held=source,
            taken=taken,
            cause=delivery.cause,
            on=delivery.on,
            now=at,
            reserved=line.quantity,
        )
        effect = holding.Effect(changes=_nothing(source.id), ended_id=None if left else source.id)
    delivering.finish(delivery=delivery, effect=effect, actor=SYSTEM)
    history.settle(order=order, actor=SYSTEM, now=at)


def _become(delivery: holding.Delivery, subject: changing.Subject) -> tuple[engine.Held, list[quotes.Part]]:
    """What the planned licences are from the day on, and what their first period costs."""
    line = delivery.line
    plan = engine.PlannedUpgrade(
        id=str(line.id),
        quantity=line.quantity,
        extra=line.extra,
        target=engine.Target(
            subscription=str(line.id),
            unit_price=delivery.price,
            months=line.billing_months,
            term_months=line.term_months,
            unit=line.unit,
        ),
        on=subject.held.period.end,
    )
    # What is over is not given back, so what was charged for it does not matter here.
    held = dataclasses.replace(
        subject.held,
        planned=(plan,),
        charges=(),
        batches=tuple(dataclasses.replace(batch, charges=()) for batch in subject.held.batches),
    )
    answer = engine.next_period(
        rule=subject.rule, held=held, name="next", time_zone=delivery.customer.time_zone
    )
    after = next(each for each in answer.held if each.id == str(line.id))
    lines = [each for each in answer.lines if each.subscription == str(line.id)]
    return after, list(changing.parts(subject=subject, lines=lines, vat_rate=delivery.vat_rate))


def _oldest(held: engine.Held, quantity: int) -> dict[UUID, int]:
    oldest = sorted(held.batches, key=lambda batch: (batch.window_from, batch.id))
    return {UUID(each.batch.id): each.quantity for each in engine.take(oldest, quantity)}


def _nothing(subscription_id: UUID) -> dict[str, Any]:
    return {
        "subscription_id": subscription_id,
        "charged_net_minor": 0,
        "charged_vat_minor": 0,
        "charged_share_num": 0,
        "charged_share_den": 1,
    }
