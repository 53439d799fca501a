"""Whole days, half-open periods and months that remember their anchor."""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, time
from fractions import Fraction
from zoneinfo import ZoneInfo


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """The days from `start` up to, without, `end` (R13)."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError(f"A period ends after it starts: {self.start} to {self.end}.")

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.end - self.start).days

    def contains(self, on: date) -> bool:
        """Answer whether the day lies in the period; the end does not."""
        return self.start <= on < self.end

    def days_left(self, on: date) -> int:
        """Answer how many days remain, the day itself counted: all on the first day, 1 on the last (R13)."""
        return max(0, (self.end - max(on, self.start)).days)

    def share_left(self, on: date) -> Fraction:
        """Answer the remaining days as an exact share of the period's days (R13)."""
        return Fraction(self.days_left(on), self.days)


def add_months(anchor: date, months: int) -> date:
    """Answer the anchor's day that many months later (or earlier), cut to a shorter month's last day.

    Always count from the anchor, never from the last answer: then the 31st returns after a short month (R13).
    """
    year, month0 = divmod(anchor.year * 12 + anchor.month - 1 + months, 12)
    return date(year, month0 + 1, min(anchor.day, calendar.monthrange(year, month0 + 1)[1]))


def nth(anchor: date, months: int, n: int) -> Period:
    """Answer the n-th period of that many months since the anchor, 0 being the first.

    Raises ValueError for less than one month.
    """
    if months < 1:
        raise ValueError("A period has at least one month.")
    return Period(add_months(anchor, months * n), add_months(anchor, months * (n + 1)))


def containing(anchor: date, months: int, on: date) -> Period:
    """Answer the period of that many months, counted from the anchor, in which the day lies."""
    n = ((on.year - anchor.year) * 12 + on.month - anchor.month) // months
    found = nth(anchor, months, n)
    return found if found.start <= on else nth(anchor, months, n - 1)


def local_day(instant: datetime, tz_name: str) -> date:
    """Answer which day it is at that instant in the named time zone (R13).

    Raises ValueError for an instant without a time zone.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant carries its time zone.")
    return instant.astimezone(ZoneInfo(tz_name)).date()


def first_instant(day: date, tz_name: str) -> datetime:
    """This function will answer the instant at which a day begins in the named time zone (R13)."""
    return datetime.combine(day, time(), ZoneInfo(tz_name))
