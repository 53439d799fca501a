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
    whole, rest = divmod(abs(value.numerator) * scale, value.denominator)
    if mode is Rounding.HALF_UP and rest * 2 >= value.denominator:
        whole += 1
    return Fraction(-whole if value < 0 else whole, scale)


def to_minor(value: Fraction) -> int:
    """Answer an exact amount in minor units as whole minor units, half-up (R8)."""
    return int(rounded(value))
