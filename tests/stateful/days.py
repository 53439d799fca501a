"""Dates and rounding as a child would do them: one day after the other, on paper. Nothing of the product is used here."""

import datetime as dt
import functools
from fractions import Fraction
from zoneinfo import ZoneInfo

ATHENS = ZoneInfo("Europe/Athens")
A_DAY = dt.timedelta(days=1)
SEVEN_DAYS = dt.timedelta(hours=7 * 24)


def day_of(at: dt.datetime) -> dt.date:
    """This function will answer which day it is in Athens."""
    return at.astimezone(ATHENS).date()


def midnight(day: dt.date) -> dt.datetime:
    """This function will answer the instant at which a day begins in Athens."""
    return dt.datetime.combine(day, dt.time(), ATHENS).astimezone(dt.UTC)


@functools.cache
def months_later(anchor: dt.date, months: int) -> dt.date:
    """This function will walk day by day until so many months have begun, then on to the anchor's day or the month's last."""
    day, begun = anchor, 0
    while begun < months:
        day += A_DAY
        begun += day.day == 1
    if months:
        while day.day < anchor.day and (day + A_DAY).day != 1:
            day += A_DAY
    return day


@functools.cache
def months_between(anchor: dt.date, day: dt.date) -> int:
    """This function will answer how many firsts of a month lie after the anchor, up to the day."""
    found, walking = 0, anchor
    while walking < day:
        walking += A_DAY
        found += walking.day == 1
    return found


@functools.cache
def days_of(start: dt.date, end: dt.date) -> tuple[dt.date, ...]:
    """This function will answer each day from the start up to, without, the end."""
    found, day = [], start
    while day < end:
        found.append(day)
        day += A_DAY
    return tuple(found)


@functools.cache
def paid_for(price: int, quantity: int, start: dt.date, end: dt.date, first: dt.date) -> int:
    """This function will pay for each day of a period from `first` on by itself, and round what they come to together.

    Each day costs the price of the whole period divided by its days; amounts are cents.
    """
    days = days_of(start, end)
    a_day = Fraction(price * quantity, len(days))
    together = Fraction(0)
    for day in days:
        if day >= first:
            together += a_day
    return half_up(together)


def half_up(amount: Fraction) -> int:
    """This function will round an amount that is not negative to whole cents, half a cent upwards."""
    cents = 0
    cents += amount.numerator // amount.denominator
    if amount - cents >= Fraction(1, 2):
        cents += 1
    return cents
