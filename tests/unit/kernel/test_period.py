from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import period
from seatwise.kernel.period import Period

days = st.dates(date(2000, 1, 1), date(2100, 12, 31))
periods = st.builds(
    lambda start, length: Period(start, start + timedelta(length)), days, st.integers(1, 1200)
)


def _naive(year: int) -> datetime:
    return datetime(year, 1, 1)


NOVEMBER = Period(date(2026, 11, 1), date(2026, 12, 1))


@given(one=periods)
def test_the_first_day_gives_all_the_last_one_the_end_nothing(one: Period) -> None:
    assert one.share_left(one.start) == 1
    assert one.share_left(one.end - timedelta(1)) == Fraction(1, one.days)
    assert one.share_left(one.end) == 0


@given(one=periods, on=days)
def test_the_share_left_is_of_the_days_that_lie_ahead(one: Period, on: date) -> None:
    ahead = sum(on <= one.start + timedelta(n) for n in range(one.days))
    assert one.days_left(on) == ahead
    assert one.share_left(on) == Fraction(ahead, one.days)


@given(one=periods, on=days)
def test_a_period_is_half_open(one: Period, on: date) -> None:
    assert one.contains(on) == (one.start <= on < one.end)
    assert not one.contains(one.end)


def test_today_counts_as_remaining() -> None:
    assert (NOVEMBER.days, NOVEMBER.days_left(date(2026, 11, 19))) == (30, 12)


@given(anchor=days, months=st.integers(1, 36), n=st.integers(0, 24))
def test_periods_of_an_anchor_join_without_gap(anchor: date, months: int, n: int) -> None:
    assert period.nth(anchor, months, n).end == period.nth(anchor, months, n + 1).start
    assert period.nth(anchor, months, 0).start == anchor


@given(anchor=days, months=st.integers(-240, 240))
def test_a_month_later_keeps_the_day_or_takes_the_months_last(anchor: date, months: int) -> None:
    later = period.add_months(anchor, months)
    assert (later.year * 12 + later.month) - (anchor.year * 12 + anchor.month) == months
    assert later.day == anchor.day or (later.day < anchor.day and (later + timedelta(1)).day == 1)


@given(anchor=days, months=st.integers(1, 36), on=days)
def test_every_day_lies_in_the_period_that_contains_it(anchor: date, months: int, on: date) -> None:
    found = period.containing(anchor, months, on)
    assert found.contains(on)
    after = (found.start.year - anchor.year) * 12 + found.start.month - anchor.month
    assert found == period.nth(anchor, months, after // months)


def test_the_31st_returns_after_a_shorter_month() -> None:
    anchor = date(2027, 1, 31)
    starts = [period.nth(anchor, 1, n).start for n in range(5)]
    assert starts == [anchor, date(2027, 2, 28), date(2027, 3, 31), date(2027, 4, 30), date(2027, 5, 31)]
    assert period.containing(anchor, 1, date(2027, 2, 27)) == Period(anchor, date(2027, 2, 28))
    assert period.add_months(date(2028, 2, 29), 12) == date(2029, 2, 28)
    assert period.add_months(date(2028, 2, 29), 48) == date(2032, 2, 29)


def test_what_is_no_period_is_refused() -> None:
    with pytest.raises(ValueError, match="ends after it starts"):
        Period(date(2026, 11, 1), date(2026, 11, 1))
    with pytest.raises(ValueError, match="at least one month"):
        period.nth(date(2026, 11, 1), 0, 1)


@given(instant=st.datetimes(_naive(2000), _naive(2100), timezones=st.just(UTC)))
def test_the_day_somewhere_is_at_most_one_from_the_utc_day(instant: datetime) -> None:
    east = period.local_day(instant, "Pacific/Kiritimati")
    west = period.local_day(instant, "Pacific/Pago_Pago")
    assert west <= period.local_day(instant, "UTC") == instant.date() <= east
    assert east - west in (timedelta(1), timedelta(2))


def test_the_customers_day_is_that_of_the_customers_zone() -> None:
    late = datetime(2026, 11, 19, 22, 30, tzinfo=UTC)
    assert period.local_day(late, "Europe/Athens") == date(2026, 11, 20)
    assert period.local_day(late, "America/New_York") == date(2026, 11, 19)
    with pytest.raises(ValueError, match="time zone"):
        period.local_day(_naive(2026), "Europe/Athens")


@given(day=days, zone=st.sampled_from(["UTC", "Europe/Athens", "America/New_York", "Pacific/Kiritimati"]))
def test_a_day_begins_at_its_first_instant(day: date, zone: str) -> None:
    begins = period.first_instant(day, zone)
    assert period.local_day(begins, zone) == day
    assert period.local_day(begins.astimezone(UTC) - timedelta(seconds=1), zone) == day - timedelta(days=1)
