"""The one rounding function. Everything before it is an exact fraction."""

from enum import StrEnum
from fractions import Fraction


class Rounding(StrEnum):
    HALF_UP = "half_up"
    TRUNCATE = "truncate"


def rounded(value: Fraction, mode: Rounding = Rounding.HALF_UP, places: int = 0) -> Fraction:
    """Answer the value with that many decimal places (default none); half goes away from zero.

    Away from zero in both directions, so that a credit mirrors its debit (R8). A float fails.
    """
    scale = 10**places
    return Fraction(_whole(value.numerator * scale, value.denominator, mode), scale)


def whole(value: Fraction) -> int:
    """Answer the value as a whole number, half-up."""
    return _whole(value.numerator, value.denominator, Rounding.HALF_UP)


def to_minor(value: Fraction) -> int:
    """Answer an exact amount in minor units as whole minor units, half-up (R8)."""
    return whole(value)


def _whole(numerator: int, denominator: int, mode: Rounding) -> int:
    found, rest = divmod(abs(numerator), denominator)
    if mode is Rounding.HALF_UP and rest * 2 >= denominator:
        found += 1
    return -found if numerator < 0 else found
