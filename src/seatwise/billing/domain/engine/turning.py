"""The end of a billing period: what was planned takes effect, and the next period is charged (R10, R17, R18)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from seatwise.billing.domain.engine import answers, lines, upgrading
from seatwise.billing.domain.engine import batches as seats
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.counting import Moment, Span, beginning, whole
from seatwise.billing.domain.engine.held import Batch, Held, PlannedQuantity, PlannedUpgrade, without
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.engine.starting import as_charged
from seatwise.billing.domain.vendor_rules import VendorRule, WindowFrom
from seatwise.kernel import money, period
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period


def next_period(
    *,
    rule: VendorRule,
    held: Held,
    name: str,
    time_zone: str,
    renews: bool = True,
    price_in_force: Money | None = None,
) -> Answer:
    """Answer the charge of the period that follows, with planned changes carried out and what was carried over.

    At the term's end a subscription that does not renew is no longer held; one that does joins its batches, opens
    a new window and costs `price_in_force`, or the agreed price where there is none (R10, R17, R18). `name` names
    the new charge and what is joined.
    """
    day = held.period.end
    moment = Moment(at=beginning(day, turns_at=held.turns_at, time_zone=time_zone), time_zone=time_zone)
    term_ends = day >= held.term.end
    due = [plan for plan in held.planned if plan.on <= day]
    turned = held
    if due or held.spare:
        turned = replace(held, planned=tuple(plan for plan in held.planned if plan.on > day), spare=0)
    standing: list[Held] = []
    found: list[Line] = []
    if not term_ends or renews or any(isinstance(plan, PlannedUpgrade) for plan in due):
        turned, moved = _carry_out(rule=rule, held=turned, due=due, name=name, moment=moment)
        for line, target in moved:
            found.append(line)
            standing.append(target)
    if turned.batches and (renews or not term_ends):
        if term_ends:
            turned = _renewed(turned, rule=rule, name=name, moment=moment, price=price_in_force)
        line, turned = _charged(turned, rule=rule, name=name, moment=moment)
        found.insert(0, line)
        standing.insert(0, turned)
    return answers.answer(
        rule=rule,
        before=[held],
        after=standing,
        lines=found,
        bills=True,
        currency=held.unit_price.currency,
    )


def _carry_out(
    *,
    rule: VendorRule,
    held: Held,
    due: Sequence[PlannedQuantity | PlannedUpgrade],
    name: str,
    moment: Moment,
) -> tuple[Held, list[tuple[Line, Held]]]:
    """Numbers first, then upgrades; the oldest licences leave first, because their windows closed first."""
    if not due:
        return held, []
    more = sum(plan.delta for plan in due if isinstance(plan, PlannedQuantity))
    oldest = sorted(held.batches, key=lambda batch: (batch.window_from, batch.id))
    held = replace(held, batches=without(held.batches, seats.by_id(seats.take(oldest, -more))))
    if more > 0:
        held = replace(
            held,
            batches=(
                *held.batches,
                Batch(id=f"{name}:more", quantity=more, window_from=moment.at, charges=()),
            ),
        )
    moved = []
    for plan in due:
        if isinstance(plan, PlannedUpgrade) and held.batches:
            oldest = sorted(held.batches, key=lambda batch: (batch.window_from, batch.id))
            taken = seats.take(oldest, held.quantity if plan.quantity is None else plan.quantity)
            begun = replace(
                held,
                period=_following(held),
                term=_term_at(held, held.period.end),
            )
            line, target = upgrading.become(
                rule=rule,
                held=begun,
                name=f"{name}:{plan.id}",
                target=plan.target,
                taken=taken,
                extra=plan.extra,
                moment=moment,
            )
            moved.append((line, target))
            held = replace(held, batches=without(held.batches, seats.by_id(taken)))
    return held, moved


def _following(held: Held) -> Period:
    """The period after the current one, counted from the anchor so that the 31st returns (R13)."""
    return period.containing(held.anchor, held.months, held.period.end)


def _term_at(held: Held, day: dt.date) -> Period:
    """The current term, or the next one of the same length once it is over.

    It begins where the last one ended: after an upgrade that is some months after the anchor, which only says the day.
    """
    if day != held.term.end:
        return held.term
    months = max(_months_between(held.term.start, held.term.end), held.months)
    begins = _months_between(held.anchor, held.term.end)
    return Period(held.term.end, period.add_months(held.anchor, begins + months))


def _months_between(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _renewed(held: Held, *, rule: VendorRule, name: str, moment: Moment, price: Money | None) -> Held:
    """One batch with a new window, under the price in force (R10, R17)."""
    joined = Batch(id=name, quantity=held.quantity, window_from=moment.at, charges=())
    return replace(
        held,
        term=_term_at(held, held.term.end),
        unit_price=held.unit_price if price is None else price,
        batches=(joined,),
        charges=(),
    )


def _charged(held: Held, *, rule: VendorRule, name: str, moment: Moment) -> tuple[Line, Held]:
    """The whole next period as one charge, which then pays for all batches."""
    following = _following(held)
    item = Item(
        subscription=held.id,
        unit=held.unit,
        unit_price=held.unit_price,
        quantity=held.quantity,
        period=following,
        left=whole(
            rule=rule, span=Span(period=following, turns_at=held.turns_at), time_zone=moment.time_zone
        ),
    )
    line = lines.debit(rule=rule, item=item, charge=name)
    reopens = rule.window_counts_from is WindowFrom.PERIOD_START
    after = replace(
        held,
        period=following,
        batches=tuple(
            replace(batch, charges=(name,), window_from=moment.at if reopens else batch.window_from)
            for batch in held.batches
        ),
        charges=(as_charged(line, following.start),),
        carried=money.zero(held.unit_price.currency),
    )
    return line, after
