"""All licences or some of them become another product, another billing period, or both (R22)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from seatwise.billing.domain.engine import answers, counting, crediting, lines, refusals
from seatwise.billing.domain.engine import batches as seats
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.batches import Taken
from seatwise.billing.domain.engine.changes import Upgrade, When
from seatwise.billing.domain.engine.counting import Moment, Span
from seatwise.billing.domain.engine.held import Batch, Held, PlannedUpgrade, Target, without
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.engine.refusals import DowngradeRefused, MoreThanHeld, SmallerTotal
from seatwise.billing.domain.engine.starting import as_charged, turning_time
from seatwise.billing.domain.vendor_rules import Downgrades, IntervalChange, SameInterval, VendorRule
from seatwise.kernel import money, period
from seatwise.kernel.period import Period
from seatwise.kernel.refusal import N_


def costs_less(*, held: Held, target: Target) -> bool:
    """Answer whether the target costs less a month: then it is a downgrade, and the rule says when it may be."""
    return Fraction(target.unit_price.minor, target.months) < Fraction(held.unit_price.minor, held.months)


def upgrade(*, rule: VendorRule, held: Held, change: Upgrade, moment: Moment) -> Answer:
    """Answer the credit for what moves and the charge for what it becomes, or plan it for the term's end.

    Raises PlannedFirst, MoreThanHeld, SmallerTotal, TooFew, DowngradeRefused, PeriodEnded.
    """
    refusals.check_nothing_planned(held)
    moves = held.quantity if change.quantity is None else change.quantity
    total = moves if change.total is None else change.total
    _check(held=held, moves=moves, total=total)
    later = change.when is not When.NOW
    if costs_less(held=held, target=change.target):
        if rule.downgrades is Downgrades.NEVER:
            raise DowngradeRefused(N_("The vendor does not allow a change to a product that costs less."))
        later = later or rule.downgrades is Downgrades.AT_TERM_END
    if later:
        return _plan(rule=rule, held=held, change=change, extra=total - moves)
    refusals.check_left(rule=rule, held=held, moment=moment)
    order = seats.in_order(rule=rule, batches=held.batches, at=moment.at)
    taken = seats.take(order, moves)
    given_back, charges = crediting.give_back(
        rule=rule, held=held, taken=taken, moment=moment, as_return=False
    )
    source = replace(held, batches=without(held.batches, seats.by_id(taken)), charges=charges)
    debit, target = become(
        rule=rule,
        held=held,
        name=change.id,
        target=change.target,
        taken=taken,
        extra=total - moves,
        moment=moment,
    )
    return answers.answer(
        rule=rule,
        before=[held],
        after=[source, target] if source.batches else [target],
        lines=[*given_back, debit],
        bills=target.period.start == moment.day and target.period != held.period,
        currency=held.unit_price.currency,
    )


def become(
    *,
    rule: VendorRule,
    held: Held,
    name: str,
    target: Target,
    taken: Sequence[Taken],
    extra: int,
    moment: Moment,
) -> tuple[Line, Held]:
    """Answer the charge for what licences become and how it is held; `extra` is a new batch of its own (R22)."""
    times = _times(rule=rule, held=held, target=target, moment=moment)
    item = Item(
        subscription=target.subscription,
        unit=target.unit,
        unit_price=target.unit_price,
        quantity=sum(each.quantity for each in taken) + extra,
        period=times.span.period,
        left=counting.left(rule=rule, span=times.span, moment=moment),
    )
    line = lines.debit(rule=rule, item=item, charge=name)
    window = seats.window_from(
        rule=rule,
        moment=moment,
        period=times.span.period,
        term=times.term,
        turns_at=times.span.turns_at,
    )
    if rule.upgrade_inherits_window:
        moved = [
            Batch(
                id=f"{name}:{each.batch.id}",
                quantity=each.quantity,
                window_from=each.batch.window_from,
                charges=(name,),
            )
            for each in taken
        ]
    else:
        moved = [
            Batch(
                id=name,
                quantity=sum(each.quantity for each in taken),
                window_from=window,
                charges=(name,),
            )
        ]
    if extra:
        moved.append(Batch(id=f"{name}:more", quantity=extra, window_from=window, charges=(name,)))
    after = Held(
        id=target.subscription,
        unit=target.unit,
        unit_price=target.unit_price,
        months=target.months,
        period=times.span.period,
        term=times.term,
        anchor=times.anchor,
        turns_at=times.span.turns_at,
        batches=tuple(moved),
        charges=(as_charged(line, max(moment.day, times.span.period.start)),),
        carried=money.zero(target.unit_price.currency),
    )
    return line, after


@dataclass(frozen=True, slots=True, kw_only=True)
class _Times:
    span: Span
    term: Period
    anchor: dt.date


def _times(*, rule: VendorRule, held: Held, target: Target, moment: Moment) -> _Times:
    """The target's period, term and anchor: kept, counted from the old anchor, or begun today (R16, R22)."""
    if target.months == held.months and rule.upgrade_same_interval is SameInterval.KEEPS_PERIOD:
        return _Times(span=held.span, term=_kept_term(held=held, target=target), anchor=held.anchor)
    if target.months != held.months and rule.interval_change is IntervalChange.KEEPS_ANCHOR:
        current = period.containing(held.anchor, target.months, moment.day)
        term = period.containing(held.anchor, max(target.term_months, target.months), moment.day)
        return _Times(
            span=Span(period=current, turns_at=held.turns_at),
            term=Period(min(term.start, current.start), max(term.end, current.end)),
            anchor=held.anchor,
        )
    day = moment.day
    return _Times(
        span=Span(period=period.nth(day, target.months, 0), turns_at=turning_time(rule=rule, moment=moment)),
        term=period.nth(day, max(target.term_months, target.months), 0),
        anchor=day,
    )


def _kept_term(*, held: Held, target: Target) -> Period:
    """The running term where the target's is as long; else a term of its own length that begins with the current period."""
    months = _months_between(held.term.start, held.term.end)
    if target.term_months in (months, 0):
        return held.term
    begins = _months_between(held.anchor, held.period.start)
    end = period.add_months(held.anchor, begins + max(target.term_months, target.months))
    return Period(held.period.start, max(end, held.period.end))


def _months_between(start: dt.date, end: dt.date) -> int:
    return (end.year - start.year) * 12 + end.month - start.month


def _check(*, held: Held, moves: int, total: int) -> None:
    refusals.check_quantity(moves)
    if moves > held.quantity:
        raise MoreThanHeld(
            N_(
                "At most %(free)s can go: %(held)s are held and %(leaving)s of them are planned to leave already."
            ),
            free=held.quantity - held.leaving,
            held=held.quantity,
            leaving=held.leaving,
        )
    if total < moves:
        raise SmallerTotal(N_("An upgrade cannot end with fewer licences than it moves. Reduce them first."))


def _plan(*, rule: VendorRule, held: Held, change: Upgrade, extra: int) -> Answer:
    day = held.period.end if change.when is When.PERIOD_END else held.term.end
    plan = PlannedUpgrade(id=change.id, quantity=change.quantity, target=change.target, on=day, extra=extra)
    after = replace(held, planned=(plan,))
    return answers.answer(
        rule=rule, before=[held], after=[after], planned=[plan], currency=held.unit_price.currency
    )
