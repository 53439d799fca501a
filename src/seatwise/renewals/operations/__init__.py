"""The writes of the calendar: `from seatwise.renewals import operations as renewals`, then `renewals.run(...)`."""

from seatwise.renewals.operations.running import Report, run

__all__ = ["Report", "run"]
