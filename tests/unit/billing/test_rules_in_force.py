"""Which rule a vendor has from which day on, for any history."""

import datetime as dt
from dataclasses import replace
from zoneinfo import ZoneInfo, available_timezones

from hypothesis import given
from hypothesis import strategies as st

from seatwise.billing.domain import rules_in_force, shipped_rules, vendor_rules
from seatwise.billing.domain.rules_in_force import EVERYBODY_ELSE, Given, Rules

BOOK = replace(
    shipped_rules.BOOK,
    rules=tuple(replace(shipped_rules.HOUSE, version=version) for version in range(1, 6)),
)
FIRST = Given(vendor=EVERYBODY_ELSE, rule="house", version=1, starts_on=dt.date.min)
days = st.dates(dt.date(2026, 1, 1), dt.date(2026, 1, 9))
histories = st.lists(
    st.builds(
        Given,
        vendor=st.sampled_from([EVERYBODY_ELSE, "A", "B"]),
        rule=st.just("house"),
        version=st.integers(1, 5),
        starts_on=days,
    ),
    max_size=8,
)


def one_after_the_other(history, vendor, on):
    """The same answer worked out by writing each entry into a calendar, as it was given."""
    calendar: dict[str, Given] = {}
    for each in (FIRST, *history):
        for name in {each.vendor} & {vendor, EVERYBODY_ELSE}:
            known = calendar.get(name)
            if each.starts_on <= on and (known is None or each.starts_on >= known.starts_on):
                calendar[name] = each
    return (calendar.get(vendor) or calendar[EVERYBODY_ELSE]).version


@given(histories, st.sampled_from([EVERYBODY_ELSE, "A", "B", "C"]), days)
def test_the_latest_day_counts_and_of_two_for_one_day_the_later_given(history, vendor, on):
    rules = Rules(book=BOOK, given=(FIRST, *history))
    assert rules.in_force(vendor=vendor, on=on).version == one_after_the_other(history, vendor, on)


@given(histories, histories, st.sampled_from(["A", "C"]), days)
def test_what_is_given_later_changes_no_day_before(history, later, vendor, on):
    later = [each for each in later if each.starts_on > on]
    before = Rules(book=BOOK, given=(FIRST, *history))
    after = Rules(book=BOOK, given=(FIRST, *history, *later))
    assert before.in_force(vendor=vendor, on=on) == after.in_force(vendor=vendor, on=on)


@given(
    st.datetimes(dt.datetime(2020, 1, 1), dt.datetime(2035, 1, 1), timezones=st.just(dt.UTC)),
    st.sampled_from(sorted(available_timezones())),
)
def test_a_whole_day_passes_before_a_rule_counts_anywhere(now, zone):
    earliest = rules_in_force.earliest_day(now)
    assert (now + dt.timedelta(hours=24)).astimezone(ZoneInfo(zone)).date() < earliest


def test_the_books_can_keep_what_has_nothing_against_it():
    for rule in shipped_rules.BOOK.rules:
        assert rule.can_be_booked == (vendor_rules.unkept(rule) == {})
    polar = shipped_rules.BOOK.rule("polar-seats")
    assert set(vendor_rules.unkept(polar)) == {"counting", "rounding", "settlement"}
