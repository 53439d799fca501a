"""What holds for the engine under every shipped rule, whatever is asked of it (R13–R18)."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from seatwise.billing.domain import engine, proration, shipped_rules
from seatwise.billing.domain.engine import (
    Add,
    Answer,
    Buy,
    Change,
    End,
    Held,
    Line,
    Moment,
    PlannedQuantity,
    Reduce,
    Reprice,
    Span,
    Target,
    Undo,
    Upgrade,
    When,
)
from seatwise.billing.domain.proration import ChargeKind
from seatwise.billing.domain.vendor_rules import Counting, Method, Months, UnusedTime, VendorRule
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period, nth
from seatwise.kernel.refusal import Refusal

ZONES = ("UTC", "Europe/Athens", "America/Los_Angeles", "Pacific/Kiritimati")
every_rule = st.sampled_from(shipped_rules.BOOK.rules)
days_really_counted = st.sampled_from(
    [r for r in shipped_rules.BOOK.rules if r.counting is Counting.DAY and r.months is Months.REAL]
)
mirrored = st.sampled_from(
    [
        rule
        for rule in shipped_rules.BOOK.rules
        if rule.method is Method.DELTA and rule.unused_time is UnusedTime.CREDITED and rule.first_day_free
    ]
)
starts = st.dates(dt.date(2024, 1, 1), dt.date(2028, 1, 1))
billing_months = st.sampled_from((1, 3, 12))
prices = st.integers(0, 10**6).map(lambda minor: Money(minor, "EUR"))
quantities = st.integers(1, 500)
zones = st.sampled_from(ZONES)


def at(day: dt.date, seconds: int, zone: str) -> Moment:
    """So many seconds into the customer's day."""
    midnight = engine.counting.beginning(day, time_zone=zone)
    return Moment(at=midnight.astimezone(dt.UTC) + dt.timedelta(seconds=seconds), time_zone=zone)


@st.composite
def moments_in(draw: st.DrawFn, period: Period, zone: str) -> Moment:
    day = period.start + dt.timedelta(draw(st.integers(0, period.days - 1)))
    return at(day, draw(st.integers(0, 82_000)), zone)  # a day may have 23 hours


def bought(rule: VendorRule, day: dt.date, zone: str, *, price: Money, quantity: int, months: int) -> Answer:
    change = Buy(
        id="bought", subscription="S", unit_price=price, quantity=quantity, months=months, term_months=12
    )
    return engine.start(rule=rule, change=change, moment=at(day, 0, zone))


# Time


@given(rule=every_rule, start=starts, months=billing_months, zone=zones, data=st.data())
def test_any_cut_of_a_period_adds_up_to_it(
    rule: VendorRule, start: dt.date, months: int, zone: str, data: st.DataObject
) -> None:
    span = Span(period=nth(start, months, 0))
    inside = data.draw(st.lists(moments_in(span.period, zone), max_size=5))
    cuts = sorted([at(start, 0, zone), *inside, at(span.period.end, 0, zone)], key=lambda moment: moment.at)
    shares = [
        engine.between(rule=rule, span=span, start=one, end=other).share for one, other in pairwise(cuts)
    ]
    assert sum(shares) == 1
    assert all(share >= 0 for share in shares)


@given(rule=every_rule, start=starts, months=billing_months, zone=zones)
def test_the_start_gives_all_and_the_end_nothing(
    rule: VendorRule, start: dt.date, months: int, zone: str
) -> None:
    span = Span(period=nth(start, months, 0))
    assert engine.left(rule=rule, span=span, moment=at(start, 0, zone)).share == 1
    assert engine.left(rule=rule, span=span, moment=at(span.period.end, 0, zone)).share == 0


@given(
    rule=days_really_counted, start=starts, months=billing_months, zone=zones, seconds=st.integers(0, 82_000)
)
def test_the_first_day_gives_all_and_the_last_one_of_n(
    rule: VendorRule, start: dt.date, months: int, zone: str, seconds: int
) -> None:
    span = Span(period=nth(start, months, 0))
    last = span.period.end - dt.timedelta(1)
    found = [engine.left(rule=rule, span=span, moment=at(day, seconds, zone)).share for day in (start, last)]
    assert found == [1, Fraction(1, span.period.days)]


@given(start=starts, months=billing_months, price=prices, quantity=quantities, zone=zones, data=st.data())
def test_the_house_rule_charges_like_the_product_always_did(
    start: dt.date, months: int, price: Money, quantity: int, zone: str, data: st.DataObject
) -> None:
    first = bought(shipped_rules.HOUSE, start, zone, price=price, quantity=quantity, months=months)
    (held,) = first.held
    moment = data.draw(moments_in(held.period, zone))
    more = engine.work_out(
        rule=shipped_rules.HOUSE, held=held, change=Add(id="more", quantity=quantity), moment=moment
    )
    assert [engine.as_charge_line(line) for line in first.lines] == [
        proration.full_period(unit_price=price, quantity=quantity, period=held.period)
    ]
    assert [engine.as_charge_line(line) for line in more.lines] == [
        proration.rest_of_period(unit_price=price, quantity=quantity, period=held.period, on=moment.day)
    ]


# A story of changes


@dataclass(frozen=True, slots=True)
class Step:
    """What to ask next: the kind, a number to choose with, a price, and how far into the rest of the period."""

    kind: str
    number: int
    price: Money
    wait: int


steps = st.lists(
    st.builds(
        Step,
        st.sampled_from(
            ("add", "plan", "reduce", "cancel", "upgrade", "part", "interval", "price", "undo", "turn", "end")
        ),
        st.integers(1, 12),
        prices,
        st.integers(0, 10),
    ),
    max_size=12,
)


def wish(step: Step, held: Held, name: str) -> Change:
    """The change that a step means for what is held now."""
    months = 12 if held.months == 1 else 1
    match step.kind:
        case "add":
            return Add(id=name, quantity=step.number)
        case "plan":
            return Reduce(id=name, quantity=step.number, when=When.TERM_END)
        case "reduce":
            return Reduce(id=name, quantity=step.number)
        case "cancel":
            return Reduce(id=name, batch=held.batches[step.number % len(held.batches)].id)
        case "end":
            return End(id=name)
        case "undo":
            return Undo(id=name, planned=held.planned[-1].id if held.planned else "none")
        case "price":
            return Reprice(id=name, unit_price=step.price)
        case kind:
            target = Target(
                subscription=f"{held.id}+",
                unit_price=step.price,
                months=months if kind == "interval" else held.months,
                term_months=12,
            )
            part = min(step.number, held.quantity) if kind == "part" else None
            return Upgrade(id=name, target=target, quantity=part, total=part and part + step.number % 3)


def told(
    rule: VendorRule, start: dt.date, zone: str, story: Iterable[Step]
) -> Iterable[tuple[Held, Change | None, Answer]]:
    """The steps of the story one after the other, on the last subscription that came of the one before."""
    (held,) = bought(rule, start, zone, price=Money(1999, "EUR"), quantity=10, months=1).held
    day = start
    for at_step, step in enumerate(story):
        name = f"step {at_step}"
        change: Change | None = None
        try:
            if step.kind == "turn":
                found = engine.next_period(rule=rule, held=held, name=name, time_zone=zone)
                day = held.period.end
            else:
                day = min(day + dt.timedelta(step.wait), held.period.end - dt.timedelta(1))
                change = wish(step, held, name)
                found = engine.work_out(rule=rule, held=held, change=change, moment=at(day, 80_000, zone))
        except Refusal:
            continue
        yield held, change, found
        if not found.held:
            return
        held = found.held[-1]


@given(rule=every_rule, start=starts, zone=zones, story=steps)
def test_no_credit_is_above_what_remains_on_its_charge(
    rule: VendorRule, start: dt.date, zone: str, story: list[Step]
) -> None:
    for held, _, found in told(rule, start, zone, story):
        remains = {charge.id: charge.remains for charge in held.charges}
        for line in found.lines:
            if line.kind is ChargeKind.DEBIT:
                assert line.amount >= Money(0, "EUR")
            else:
                assert line.corrects is not None
                assert line.amount <= Money(0, "EUR")
                remains[line.corrects] += line.amount
        assert all(left >= Money(0, "EUR") for left in remains.values())


@given(rule=every_rule, start=starts, zone=zones, story=steps)
def test_licences_are_conserved(rule: VendorRule, start: dt.date, zone: str, story: list[Step]) -> None:
    for held, change, found in told(rule, start, zone, story):
        now = sum(each.quantity for each in found.held)
        later = -sum(plan.delta for plan in found.planned if isinstance(plan, PlannedQuantity))
        match change:
            case Add():
                assert now == held.quantity + change.quantity
            case Reduce(quantity=None):
                assert now == held.leaving + later
            case Reduce(quantity=int() as wanted):
                assert now == held.quantity - wanted + later
            case End():
                assert now == 0
            case Upgrade() if found.lines:
                extra = (change.total or 0) - (change.quantity or 0) if change.total else 0
                assert now == held.quantity + extra
            case None:
                due = [plan for plan in held.planned if plan.on <= held.period.end]
                leaving = sum(plan.delta for plan in due if isinstance(plan, PlannedQuantity))
                assert now == held.quantity + leaving
            case _:
                assert now == held.quantity
        for each in found.held:
            assert each.leaving <= each.quantity


@given(rule=every_rule, start=starts, zone=zones, story=steps)
def test_what_is_due_and_what_waits_are_the_lines(
    rule: VendorRule, start: dt.date, zone: str, story: list[Step]
) -> None:
    for held, _, found in told(rule, start, zone, story):
        assert found.due_now + found.next_bill == found.net + held.carried
        assert sum(each.carried.minor for each in found.held) == found.next_bill.minor
        assert sum(each.recurring.minor for each in found.held) == sum(
            recurring.after.minor for recurring in found.recurring
        )


@given(rule=every_rule, start=starts, zone=zones, story=steps)
def test_every_line_says_how_it_was_worked_out(
    rule: VendorRule, start: dt.date, zone: str, story: list[Step]
) -> None:
    for _, _, found in told(rule, start, zone, story):
        for line in found.lines:
            assert (line.rule, line.rule_version, line.rounding) == (rule.name, rule.version, rule.rounding)
            assert 0 <= line.left.count <= line.left.of
            assert str(line.explanation)


# A credit and its debit


@given(rule=mirrored, start=starts, price=prices, quantity=quantities, zone=zones, data=st.data())
def test_a_credit_mirrors_its_debit(
    rule: VendorRule, start: dt.date, price: Money, quantity: int, zone: str, data: st.DataObject
) -> None:
    (held,) = bought(rule, start, zone, price=price, quantity=3, months=1).held
    moment = data.draw(moments_in(held.period, zone))
    more = engine.work_out(rule=rule, held=held, change=Add(id="more", quantity=quantity), moment=moment)
    (with_more,) = more.held
    back = engine.work_out(
        rule=rule,
        held=with_more,
        change=Reduce(id="back", quantity=quantity, batch="more"),
        moment=moment,
    )
    (debit,), (credit,) = more.lines, back.lines
    assert credit.amount == -debit.amount
    assert (credit.share, credit.unit_price, credit.quantity) == (
        debit.share,
        debit.unit_price,
        debit.quantity,
    )
    assert back.held[0].batches == held.batches
    assert back.recurring[0].after == more.recurring[0].before


@given(rule=every_rule, start=starts, zone=zones, data=st.data())
def test_changes_that_do_not_touch_each_other_commute(
    rule: VendorRule, start: dt.date, zone: str, data: st.DataObject
) -> None:
    """More licences, and batches that are returned by name: in any order the same lines, sums and licences."""
    assume(rule.method is Method.DELTA and rule.unused_time is not UnusedTime.STAYS_PAID)
    (held,) = bought(rule, start, zone, price=Money(1861, "EUR"), quantity=5, months=1).held
    moment = data.draw(moments_in(held.period, zone))
    for name in ("one", "two"):
        (held,) = engine.work_out(rule=rule, held=held, change=Add(id=name, quantity=4), moment=moment).held
    numbers = st.integers(1, 4)
    changes: list[Change] = [
        Add(id="more", quantity=data.draw(numbers)),
        Reduce(id="less of one", quantity=data.draw(numbers), batch="one"),
        Reduce(id="less of two", quantity=data.draw(numbers), batch="two"),
    ]
    answers = [applied(rule, held, changes, moment)]
    answers.append(applied(rule, held, data.draw(st.permutations(changes)), moment))
    (lines, one), (other_lines, other) = answers
    assert Counter(map(seen, lines)) == Counter(map(seen, other_lines))
    assert set(one.batches) == set(other.batches)
    assert {charge.id: charge for charge in one.charges} == {charge.id: charge for charge in other.charges}
    assert (one.recurring, one.carried) == (other.recurring, other.carried)


def applied(
    rule: VendorRule, held: Held, changes: Iterable[Change], moment: Moment
) -> tuple[list[Line], Held]:
    lines: list[Line] = []
    for change in changes:
        found = engine.work_out(rule=rule, held=held, change=change, moment=moment)
        lines += found.lines
        (held,) = found.held
    return lines, held


def seen(line: Line) -> tuple[object, ...]:
    return line.kind, line.amount.minor, line.quantity, line.share, line.corrects, line.charge, line.batch
