"""How much of a period is left at an instant, as the vendor's rule counts it (R13, R16)."""

import datetime as dt
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never
from zoneinfo import ZoneInfo

from seatwise.billing.domain.vendor_rules import Counting, DayOfReturn, Months, VendorRule
from seatwise.kernel import period as periods
from seatwise.kernel.period import Period

MIDNIGHT = dt.time()
DAYS_OF_A_MONTH = 30


class Unit(StrEnum):
    DAY = "day"
    SECOND = "second"
    PERIOD = "period"


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """An instant, and the time zone in which the customer's days begin."""

    at: dt.datetime
    time_zone: str

    @property
    def day(self) -> dt.date:
        """The customer's day (R13)."""
        return periods.local_day(self.at, self.time_zone)

    @property
    def time_of_day(self) -> dt.time:
        """The customer's time, to the second."""
        return self.at.astimezone(ZoneInfo(self.time_zone)).time().replace(microsecond=0)


@dataclass(frozen=True, slots=True)
class Left:
    """`count` of `of` units of a whole period: 12 of 30 days."""

    count: int
    of: int
    unit: Unit

    @property
    def share(self) -> Fraction:
        """The exact share of the period."""
        return Fraction(self.count, self.of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A billing period and the time of day at which it turns, which matters to those who count seconds."""

    period: Period
    turns_at: dt.time = MIDNIGHT


def beginning(day: dt.date, *, turns_at: dt.time = MIDNIGHT, time_zone: str) -> dt.datetime:
    """Answer the instant at which something begins on that day of the customer."""
    return dt.datetime.combine(day, turns_at, ZoneInfo(time_zone))


def whole(*, rule: VendorRule, span: Span, time_zone: str) -> Left:
    """Answer all of the period."""
    match rule.counting:
        case Counting.WHOLE_PERIOD:
            return Left(1, 1, Unit.PERIOD)
        case Counting.DAY if rule.months is Months.THIRTY_DAYS:
            units = DAYS_OF_A_MONTH * _months(span.period)
            return Left(units, units, Unit.DAY)
        case Counting.DAY:
            return Left(span.period.days, span.period.days, Unit.DAY)
        case Counting.SECOND:
            units = _seconds(span, _starts(span, time_zone), time_zone)
            return Left(units, units, Unit.SECOND)
        case _:
            assert_never(rule.counting)


def left(*, rule: VendorRule, span: Span, moment: Moment) -> Left:
    """Answer what is left of the period: all at its start, nothing at its end; today counts as remaining (R13).

    A month of 30 days has at most 30 left: the 31st is free and a short month's first day counts for the rest.
    """
    all_of_it = whole(rule=rule, span=span, time_zone=moment.time_zone)
    match all_of_it.unit:
        case Unit.PERIOD:
            count = int(moment.day < span.period.end)
        case Unit.DAY if moment.day <= span.period.start:
            count = all_of_it.of
        case Unit.DAY:
            count = min(all_of_it.of, span.period.days_left(moment.day))
        case Unit.SECOND:
            count = min(all_of_it.of, max(0, _seconds(span, moment.at, moment.time_zone)))
        case _:
            assert_never(all_of_it.unit)
    return Left(count, all_of_it.of, all_of_it.unit)


def between(*, rule: VendorRule, span: Span, start: Moment, end: Moment) -> Left:
    """Answer the part of the period from one instant up to another: exactly what the first leaves less what the second does."""
    first, last = left(rule=rule, span=span, moment=start), left(rule=rule, span=span, moment=end)
    return Left(first.count - last.count, first.of, first.unit)


def left_to_give_back(*, rule: VendorRule, span: Span, moment: Moment, first_day: dt.date) -> Left:
    """Answer what is left for who returns licences: the day itself too, unless the rule keeps it (R16).

    `first_day` is the day of the delivery of what is returned; it is free where the rule says so.
    """
    found = left(rule=rule, span=span, moment=moment)
    used = moment.day > first_day or (moment.day == first_day and not rule.first_day_free)
    if rule.day_of_return is DayOfReturn.KEPT and used:
        return Left(max(0, found.count - 1), found.of, found.unit)
    return found


def _months(period: Period) -> int:
    """How many months a period has; one that is shorter counts as one."""
    return max(1, (period.end.year - period.start.year) * 12 + period.end.month - period.start.month)


def _starts(span: Span, time_zone: str) -> dt.datetime:
    return beginning(span.period.start, turns_at=span.turns_at, time_zone=time_zone)


def _seconds(span: Span, at: dt.datetime, time_zone: str) -> int:
    """Seconds from the instant to the period's end; a started second counts as used up only when it is over."""
    # In UTC, because subtracting within one time zone ignores a clock that was put forward.
    end = beginning(span.period.end, turns_at=span.turns_at, time_zone=time_zone).astimezone(dt.UTC)
    return -((at.astimezone(dt.UTC) - end) // dt.timedelta(seconds=1))
