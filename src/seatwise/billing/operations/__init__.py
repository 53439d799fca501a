"""Writes to the books, and to the rules they are kept under."""

from seatwise.billing.operations.charges import NewCharge, charge
from seatwise.billing.operations.rules import TooSoon, UnknownRule, give, make_version

__all__ = ["NewCharge", "TooSoon", "UnknownRule", "charge", "give", "make_version"]
