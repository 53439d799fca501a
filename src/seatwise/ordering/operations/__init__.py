"""The writes of ordering: `from seatwise.ordering import operations as ordering`, then `ordering.place(...)`."""

from seatwise.ordering.operations.carrying_out import carry_out
from seatwise.ordering.operations.deciding import TooLate, approve, reject, withdraw
from seatwise.ordering.operations.delivering import cancel_line, deliver, fail_line, retry_line, undo
from seatwise.ordering.operations.ending import cancel_open_lines
from seatwise.ordering.operations.history import AlreadyDecided
from seatwise.ordering.operations.placing import QuoteExpired, QuoteMoved, place

__all__ = [
    "AlreadyDecided",
    "QuoteExpired",
    "QuoteMoved",
    "TooLate",
    "approve",
    "cancel_line",
    "cancel_open_lines",
    "carry_out",
    "deliver",
    "fail_line",
    "place",
    "reject",
    "retry_line",
    "undo",
    "withdraw",
]
