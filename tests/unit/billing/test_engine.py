"""Windows, plans, terms and refusals (R15, R17, R18, R22), mostly under microsoft-nce."""

import datetime as dt
from dataclasses import asdict, replace
from fractions import Fraction

import pytest

from seatwise.billing.domain import engine, shipped_rules, vendor_rules
from seatwise.billing.domain.engine import (
    Add,
    Answer,
    Batch,
    Buy,
    Change,
    End,
    Held,
    Moment,
    PlannedQuantity,
    Reduce,
    Reprice,
    Target,
    Undo,
    Upgrade,
    When,
    refusals,
)
from seatwise.billing.domain.proration import PeriodEnded
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.kernel.money import Money, MoneyMismatch, zero
from seatwise.kernel.period import Period

MICROSOFT, HOUSE = shipped_rules.MICROSOFT_NCE, shipped_rules.HOUSE
ATHENS = "Europe/Athens"
NOVEMBER = Period(dt.date(2026, 11, 1), dt.date(2026, 12, 1))


def ruled(rule: VendorRule, **changes: object) -> VendorRule:
    return vendor_rules.read(asdict(rule) | changes)


def moment(text: str) -> Moment:
    """A minute of November 2026 in Athens, as "19 10:32"."""
    day, time = text.split()
    hour, minute = time.split(":")
    at = dt.datetime(2026, 11, int(day), int(hour), int(minute), tzinfo=dt.UTC) - dt.timedelta(hours=2)
    return Moment(at=at, time_zone=ATHENS)


def started(
    rule: VendorRule = MICROSOFT,
    *,
    quantity: int = 10,
    minor: int = 1860,
    months: int = 1,
    term_months: int = 12,
) -> Held:
    change = Buy(
        id="first",
        subscription="S-1",
        unit_price=Money(minor, "EUR"),
        quantity=quantity,
        months=months,
        term_months=term_months,
    )
    (held,) = engine.start(rule=rule, change=change, moment=moment("1 09:00")).held
    return held


def ask(held: Held, change: Change, text: str, rule: VendorRule = MICROSOFT) -> Answer:
    return engine.work_out(rule=rule, held=held, change=change, moment=moment(text))


def only(found: Answer) -> Held:
    (held,) = found.held
    return held


def turn(held: Held, rule: VendorRule = MICROSOFT, **values: object) -> Answer:
    return engine.next_period(rule=rule, held=held, name="turned", time_zone=ATHENS, **values)


def minors(found: Answer) -> list[int]:
    return [line.amount.minor for line in found.lines]


def premium(minor: int = 3000, *, months: int = 1) -> Target:
    return Target(subscription="S-2", unit_price=Money(minor, "EUR"), months=months, term_months=12)


@pytest.fixture
def three() -> Held:
    """2 licences of 12 Nov 14:20, 3 of 16 Nov 09:05 and 20 of 1 Nov, in this order of asking."""
    held = started(quantity=20)
    held = only(ask(held, Add(id="of the 16th", quantity=3), "16 9:05"))
    held = replace(held, batches=held.batches[::-1])
    return only(ask(held, Add(id="of the 12th", quantity=2), "12 14:20"))


def test_open_batches_go_first_by_deadline(three: Held) -> None:
    found = ask(three, Reduce(id="less", quantity=4), "19 10:32")
    assert [(line.batch, line.quantity, line.amount.minor) for line in found.lines] == [
        ("of the 12th", 2, -1488),
        ("of the 16th", 2, -1488),
    ]
    assert str(found.lines[0].explanation) == "12 of 30 days left × 2 licences × 18.60 EUR"
    assert only(found).quantity == 21
    assert found.planned == ()
    assert found.due_now == Money(-2976, "EUR")
    assert found.recurring_total == Money(21 * 1860, "EUR")


def test_the_picked_batch_goes_before_the_others(three: Held) -> None:
    found = ask(three, Reduce(id="less", quantity=4, batch="of the 16th"), "19 10:32")
    assert [(line.batch, line.quantity) for line in found.lines] == [("of the 16th", 3), ("of the 12th", 1)]


def test_a_window_is_an_instant(three: Held) -> None:
    before = ask(three, Reduce(id="less", quantity=2), "19 14:19")
    after = ask(three, Reduce(id="less", quantity=2), "19 14:20")
    assert [line.batch for line in before.lines] == ["of the 12th"]
    assert [line.batch for line in after.lines] == ["of the 16th"]
    with pytest.raises(refusals.WindowClosed):
        ask(three, Reduce(id="less", quantity=2, batch="of the 12th"), "19 14:20")


def test_more_than_is_open_leaves_now_and_the_rest_at_the_end_of_the_term(three: Held) -> None:
    found = ask(three, Reduce(id="all"), "19 10:32")
    assert minors(found) == [-1488, -2232]
    assert found.planned == (PlannedQuantity(id="all", delta=-20, on=dt.date(2027, 11, 1)),)
    assert (only(found).quantity, only(found).planned_quantity) == (20, 0)


def test_the_rest_leaves_at_the_period_end_where_a_term_can_be_left(three: Held) -> None:
    found = ask(three, Reduce(id="all"), "19 10:32", ruled(MICROSOFT, term_can_be_left_early=True))
    assert [plan.on for plan in found.planned] == [NOVEMBER.end]


def test_nothing_is_open_so_all_of_it_is_planned() -> None:
    found = ask(started(), Reduce(id="all"), "19 10:32")
    assert (found.lines, found.due_now) == ((), zero("EUR"))
    assert [plan.on for plan in found.planned] == [dt.date(2027, 11, 1)]


def test_the_period_end_is_refused_where_the_term_runs_on() -> None:
    with pytest.raises(refusals.TermRuns, match="until 2027-11-01"):
        ask(started(), Reduce(id="all", when=When.PERIOD_END), "19 10:32")
    monthly = started(term_months=1)
    assert ask(monthly, Reduce(id="all", when=When.PERIOD_END), "19 10:32").planned[0].on == NOVEMBER.end


def test_a_plan_is_a_number_and_not_a_target() -> None:
    planned = only(ask(started(HOUSE), Reduce(id="four", quantity=4, when=When.PERIOD_END), "5 9:00", HOUSE))
    more = only(ask(planned, Add(id="three", quantity=3), "6 9:00", HOUSE))
    assert (more.quantity, more.planned_quantity) == (13, 9)
    assert only(turn(more, HOUSE)).quantity == 9


def test_plans_together_never_exceed_what_is_held() -> None:
    held = only(ask(started(), Reduce(id="four", quantity=4, when=When.TERM_END), "5 9:00"))
    with pytest.raises(refusals.MoreThanHeld, match="At most 6 can go"):
        ask(held, Reduce(id="seven", quantity=7, when=When.TERM_END), "6 9:00")
    with pytest.raises(refusals.MoreThanHeld):
        ask(held, Reduce(id="seven", quantity=7), "6 9:00")
    rest = only(ask(held, Reduce(id="rest", when=When.TERM_END), "6 9:00"))
    assert (rest.leaving, rest.planned_quantity) == (10, 0)
    with pytest.raises(refusals.TooFew):
        ask(rest, Reduce(id="more", when=When.TERM_END), "6 9:00")


def test_a_planned_end_blocks_buying_and_upgrading_until_it_is_undone() -> None:
    held = only(ask(started(), Reduce(id="all", when=When.TERM_END), "5 9:00"))
    with pytest.raises(refusals.Leaving):
        ask(held, Add(id="more", quantity=1), "6 9:00")
    with pytest.raises(refusals.PlannedFirst):
        ask(held, Upgrade(id="up", target=premium()), "6 9:00")
    undone = only(ask(held, Undo(id="undo", planned="all"), "7 9:00"))
    assert undone.planned == ()
    assert only(ask(undone, Add(id="more", quantity=1), "8 9:00")).quantity == 11
    with pytest.raises(refusals.NothingPlanned):
        ask(undone, Undo(id="again", planned="all"), "8 9:00")


def test_a_roll_over_keeps_windows_and_a_term_renewal_joins_them(three: Held) -> None:
    rolled = only(turn(three))
    assert {batch.id: batch.window_from for batch in rolled.batches} == {
        batch.id: batch.window_from for batch in three.batches
    }
    assert rolled.unit_price == three.unit_price
    assert turn(three, price_in_force=Money(9900, "EUR")).due_now == Money(25 * 1860, "EUR")
    last = replace(three, term=NOVEMBER)
    renewed = turn(last, price_in_force=Money(2000, "EUR"))
    assert minors(renewed) == [50_000]
    (batch,) = only(renewed).batches
    assert (batch.quantity, batch.window_from) == (25, dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC))
    assert only(renewed).term == Period(dt.date(2026, 12, 1), dt.date(2027, 1, 1))
    assert minors(turn(last)) == [25 * 1860]  # no price in force: the agreed one stays


def test_a_subscription_that_does_not_renew_ends_with_its_term() -> None:
    assert turn(started(term_months=1), renews=False).held == ()
    assert turn(started(term_months=12), renews=False).held != ()


def test_a_window_may_open_anew_with_each_period() -> None:
    rule = ruled(MICROSOFT, window_counts_from="period_start")
    held = started(rule)
    assert held.batches[0].window_from == dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)
    assert only(turn(held, rule)).batches[0].window_from == dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC)
    of_term = ruled(MICROSOFT, window_counts_from="term_start")
    more = only(ask(started(of_term), Add(id="more", quantity=1), "19 9:00", of_term))
    assert {batch.window_from for batch in more.batches} == {dt.datetime(2026, 10, 31, 22, tzinfo=dt.UTC)}


def test_upgraded_licences_inherit_their_window_and_new_ones_have_their_own() -> None:
    held = started(minor=1200)
    found = ask(held, Upgrade(id="up", target=premium(1860), quantity=3, total=5), "19 10:32")
    assert minors(found) == [-1440, 3720]
    source, target = found.held
    assert (source.quantity, target.quantity, target.period) == (7, 5, NOVEMBER)
    moved, more = target.batches
    assert (moved.quantity, moved.window_from) == (3, held.batches[0].window_from)
    assert (more.quantity, more.window_from) == (2, moment("19 10:32").at)
    anew = ask(
        held,
        Upgrade(id="up", target=premium(), quantity=3),
        "19 10:32",
        ruled(MICROSOFT, upgrade_inherits_window=False),
    )
    assert [batch.window_from for batch in anew.held[1].batches] == [moment("19 10:32").at]


def test_an_upgrade_to_fewer_or_of_more_than_held_is_refused() -> None:
    with pytest.raises(refusals.SmallerTotal):
        ask(started(), Upgrade(id="up", target=premium(), quantity=3, total=2), "19 10:32")
    with pytest.raises(refusals.MoreThanHeld):
        ask(started(), Upgrade(id="up", target=premium(), quantity=11), "19 10:32")


def test_a_downgrade_waits_for_the_term_or_is_never() -> None:
    held = started(term_months=1)
    change = Upgrade(id="down", target=premium(1000), quantity=4)
    planned = only(ask(held, change, "19 10:32"))
    assert (planned.quantity, planned.planned_quantity) == (10, 6)
    found = turn(planned)
    assert sorted(minors(found)) == [4000, 6 * 1860]
    assert [(each.id, each.quantity) for each in found.held] == [("S-1", 6), ("S-2", 4)]
    with pytest.raises(refusals.DowngradeRefused):
        ask(held, change, "19 10:32", ruled(MICROSOFT, downgrades="never"))


def test_an_upgrade_to_another_interval_begins_a_new_period_today() -> None:
    found = ask(started(), Upgrade(id="up", target=premium(30_000, months=12)), "19 10:32")
    assert minors(found) == [-7440, 300_000]
    assert only(found).period == Period(dt.date(2026, 11, 19), dt.date(2027, 11, 19))
    assert [(each.months, each.before.minor, each.after.minor) for each in found.recurring] == [
        (1, 18_600, 0),
        (12, 0, 300_000),
    ]
    with pytest.raises(ValueError, match="unpack"):
        _ = found.recurring_total


def test_nothing_happens_within_a_period_that_is_over() -> None:
    end = Moment(at=dt.datetime(2026, 11, 30, 22, tzinfo=dt.UTC), time_zone=ATHENS)
    for change in (
        Add(id="x", quantity=1),
        Reduce(id="x"),
        Reprice(id="x", unit_price=Money(1, "EUR")),
        Upgrade(id="x", target=premium()),
    ):
        with pytest.raises(PeriodEnded, match="ended on 2026-12-01"):
            engine.work_out(rule=HOUSE, held=started(HOUSE), change=change, moment=end)


@pytest.mark.parametrize("quantity", [0, -1])
def test_no_licences_are_no_change(quantity: int) -> None:
    for change in (Add(id="x", quantity=quantity), Reduce(id="x", quantity=quantity)):
        with pytest.raises(refusals.TooFew):
            ask(started(), change, "5 9:00")


def test_the_first_day_may_be_free_where_the_day_of_a_return_is_kept() -> None:
    rule = ruled(HOUSE, day_of_return="kept")
    found = [
        ask(started(rule), Reduce(id="all"), text, rule).lines[0].share
        for text in ("1 23:00", "2 9:00", "30 9:00")[:2]
    ]
    assert found == [1, Fraction(28, 30)]
    assert ask(started(rule), Reduce(id="all"), "30 9:00", rule).lines == ()


def test_a_return_after_the_price_came_down_gives_back_the_lower_price() -> None:
    held = started(HOUSE, minor=3000)
    lower = ask(held, Reprice(id="lower", unit_price=Money(1500, "EUR")), "16 9:00", HOUSE)
    assert minors(lower) == [-7500]
    assert minors(ask(only(lower), Reduce(id="all"), "16 10:00", HOUSE)) == [-7500]


def test_a_price_that_rose_comes_back_from_both_charges_and_falls_from_the_newest() -> None:
    held = only(
        ask(started(HOUSE, minor=3000), Reprice(id="rise", unit_price=Money(3600, "EUR")), "16 9:00", HOUSE)
    )
    assert held.recurring == Money(36_000, "EUR")
    assert minors(ask(held, Reduce(id="all"), "16 9:00", HOUSE)) == [-15_000, -3000]
    fall = ask(held, Reprice(id="fall", unit_price=Money(2400, "EUR")), "16 9:00", HOUSE)
    assert [(line.corrects, line.amount.minor) for line in fall.lines] == [("rise", -3000), ("first", -3000)]
    assert minors(ask(only(fall), Reduce(id="all"), "16 9:00", HOUSE)) == [-12_000]


def test_a_price_changes_by_rebilling_where_the_rule_says_so() -> None:
    rule = ruled(HOUSE, method="rebill_rest")
    found = ask(started(rule, minor=3000), Reprice(id="rise", unit_price=Money(3600, "EUR")), "16 9:00", rule)
    assert minors(found) == [-15_000, 18_000]
    assert only(found).recurring == Money(36_000, "EUR")


def test_unused_time_that_is_kept_gives_nothing_when_the_price_falls() -> None:
    rule = ruled(HOUSE, unused_time="kept")
    found = ask(started(rule), Reprice(id="fall", unit_price=Money(1, "EUR")), "16 9:00", rule)
    assert (found.lines, only(found).unit_price) == ((), Money(1, "EUR"))


def test_seconds_are_told_as_seconds_and_count_a_clock_that_changes() -> None:
    polar = shipped_rules.BOOK.rule("polar")
    change = Buy(id="b", subscription="S", unit_price=Money(1000, "EUR"), quantity=2, months=1, term_months=1)
    spring = Moment(at=dt.datetime(2026, 3, 14, 22, tzinfo=dt.UTC), time_zone=ATHENS)
    (held,) = engine.start(rule=polar, change=change, moment=spring).held
    later = Moment(at=dt.datetime(2026, 4, 13, 21, tzinfo=dt.UTC), time_zone=ATHENS)
    (line,) = engine.work_out(rule=polar, held=held, change=Reduce(id="r"), moment=later).lines
    assert (line.left.count, line.left.of) == (
        86_400,
        31 * 86_400 - 3600,
    )  # the clock went forward on 29 March
    assert str(line.explanation) == "86400 of 2674800 seconds left × 2 licences × 10.00 EUR"


def test_what_was_used_up_is_told() -> None:
    rule = shipped_rules.BOOK.rule("microsoft-legacy-monthly")
    found = ask(started(rule, quantity=1), Add(id="more", quantity=1), "19 9:00", rule)
    assert [str(line.explanation) for line in found.lines] == [
        "Everything that remains of the charge of 18.60 EUR",
        "18 of 30 days used × 1 licence × 18.60 EUR, at 0.62 a day",
        "12 of 30 days left × 2 licences × 18.60 EUR, at 0.62 a day",
    ]
    assert minors(found) == [-1860, 1116, 1488]


def test_currencies_do_not_mix() -> None:
    with pytest.raises(MoneyMismatch):
        ask(started(), Reprice(id="x", unit_price=Money(1, "USD")), "5 9:00")


def test_what_is_held_keeps_its_books() -> None:
    with pytest.raises(ValueError, match="at least one licence"):
        Batch(id="none", quantity=0, window_from=moment("1 9:00").at, charges=())
    with pytest.raises(ValueError, match="not there"):
        replace(started(), charges=())


def test_what_ends_with_its_parent_comes_back_whatever_windows_say() -> None:
    held = only(ask(started(), Reduce(id="four", quantity=4, when=When.TERM_END), "5 9:00"))
    found = ask(held, End(id="parent ended"), "19 10:32")
    assert (minors(found), found.held, found.due_now) == ([-7440], (), Money(-7440, "EUR"))
    assert (found.recurring[0].before.minor, found.recurring[0].after.minor) == (18_600, 0)
