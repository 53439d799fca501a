"""Which rule a vendor has from which day on (R16).

A rule governs a term: what is held is counted, until its term ends, under the rule that was in force on the day its term began.
So a rule that changes later never touches a promise that is already made.
"""

import datetime as dt
from dataclasses import dataclass

from seatwise.billing.domain.vendor_rules import RuleBook, VendorRule
from seatwise.kernel.period import local_day

EVERYBODY_ELSE = ""
"""Stands for every vendor that has no rule of its own."""

_FIRST_ZONE = "Pacific/Kiritimati"
"""Where each day begins first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """A version of a rule that a vendor has for terms that begin on `starts_on` or later, until it is given another."""

    vendor: str
    rule: str
    version: int
    starts_on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """All rules in all versions, and who was given which, in the order in which they were given."""

    book: RuleBook
    given: tuple[Given, ...]

    def in_force(self, *, vendor: str, on: dt.date) -> VendorRule:
        """Answer the rule for a vendor's terms that begin on a day: its own, else that of everybody else (R16)."""
        found = self.given_to(vendor=vendor, on=on) or self.given_to(vendor=EVERYBODY_ELSE, on=on)
        assert found is not None, "everybody else has a rule from the first day on"
        return self.book.rule(found.rule, found.version)

    def given_to(self, *, vendor: str, on: dt.date) -> Given | None:
        """Answer what the vendor itself has on a day. Of two for the same day the one that was given later counts."""
        found = [each for each in self.given if each.vendor == vendor and each.starts_on <= on]
        return max(reversed(found), key=lambda each: each.starts_on) if found else None


def earliest_day(now: dt.datetime) -> dt.date:
    """Answer the first day from which a rule can be given: no customer anywhere has it before a whole day has passed."""
    return local_day(now, _FIRST_ZONE) + dt.timedelta(days=2)
