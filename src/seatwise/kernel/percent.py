"""A percentage, exact in hundredths of a percent."""

import re
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, order=True)
class Percent:
    """17.65% is 1765 basis points."""

    basis_points: int

    def __post_init__(self) -> None:
        if type(self.basis_points) is not int:
            raise TypeError(f"Percent takes whole basis points, not {type(self.basis_points).__name__}.")

    def of(self, value: Fraction) -> Fraction:
        """Answer this part of the value, exactly."""
        return value * Fraction(self.basis_points, 10_000)

    def added_to(self, value: Fraction) -> Fraction:
        """Answer the value and this part on top of it, exactly."""
        return value * Fraction(10_000 + self.basis_points, 10_000)

    def taken_off(self, value: Fraction) -> Fraction:
        """Answer the value less this part of it, exactly."""
        return value * Fraction(10_000 - self.basis_points, 10_000)

    def __bool__(self) -> bool:
        return self.basis_points != 0

    def __str__(self) -> str:
        return f"{plain(self)}%"


ZERO = Percent(0)


def parse(text: str) -> Percent:
    """Answer "17.65" or "7" as that percentage. Raises ValueError when it is none or finer."""
    match = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]{1,2}))?", text)
    if match is None:
        raise ValueError(f"{text!r} is not a percentage with at most two decimals.")
    basis_points = int(match[2] + (match[3] or "").ljust(2, "0"))
    return Percent(-basis_points if match[1] else basis_points)


def plain(percent: Percent) -> str:
    """Answer "17.65", "17.5" or "7", without the sign %; parse() reads it back."""
    whole, part = divmod(abs(percent.basis_points), 100)
    sign = "-" if percent.basis_points < 0 else ""
    return f"{sign}{whole}.{part:02d}".rstrip("0").rstrip(".") if part else f"{sign}{whole}"
