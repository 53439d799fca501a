"""How many: a whole number between a smallest and a largest."""

import re
from dataclasses import dataclass

from seatwise.kernel.refusal import N_, Refusal


class QuantityOutOfRange(Refusal):
    code = "quantity_out_of_range"


@dataclass(frozen=True, slots=True)
class Limits:
    """The smallest and the largest quantity, both allowed."""

    smallest: int
    largest: int

    def __post_init__(self) -> None:
        if not 0 <= self.smallest <= self.largest:
            raise ValueError(f"{self.smallest} to {self.largest} is not a range of quantities.")

    def allows(self, wanted: int) -> bool:
        """Answer whether the quantity lies in the range."""
        return self.smallest <= wanted <= self.largest


def check(wanted: int, limits: Limits) -> int:
    """Answer the quantity when it keeps to the limits. Raises QuantityOutOfRange (R6)."""
    if not limits.allows(wanted):
        raise _out_of(limits)
    return wanted


def parse(text: str, limits: Limits) -> int:
    """Answer what a person typed as a quantity within the limits. Raises QuantityOutOfRange."""
    typed = text.strip()
    if re.fullmatch(r"[0-9]{1,9}", typed) is None:
        raise _out_of(limits)
    return check(int(typed), limits)


def _out_of(limits: Limits) -> QuantityOutOfRange:
    if limits.smallest == limits.largest:
        return QuantityOutOfRange(N_("The only possible quantity is %(only)s."), only=limits.largest)
    return QuantityOutOfRange(
        N_("Enter a whole number from %(smallest)s to %(largest)s."),
        smallest=limits.smallest,
        largest=limits.largest,
    )
