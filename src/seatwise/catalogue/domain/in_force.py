"""Which of an offer's price lines is in force on a day."""

import datetime as dt
from collections.abc import Iterable
from typing import Protocol, TypeVar


class Dated(Protocol):
    """Anything with days: from `starts_on` to `ends_on`, both included; no end is None."""

    @property
    def starts_on(self) -> dt.date: ...

    @property
    def ends_on(self) -> dt.date | None: ...


Line = TypeVar("Line", bound=Dated)


def line_in_force(*, lines: Iterable[Line], day: dt.date) -> Line | None:
    """This function will answer the line in force on the customer's day, or None.

    A line is in force on the days [start, end]; where two overlap, the newest start wins. # S28
    queries.price_lines_in_force is the same rule in SQL; a property test compares them.
    """
    running = [
        line for line in lines if line.starts_on <= day and (line.ends_on is None or day <= line.ends_on)
    ]
    return max(running, key=lambda line: line.starts_on, default=None)
