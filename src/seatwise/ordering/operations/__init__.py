"""The writes of ordering: `from seatwise.ordering import operations as ordering`, then `ordering.place(...)`."""

from seatwise.ordering.operations.deciding import approve, reject, withdraw
from seatwise.ordering.operations.delivering import cancel_line, deliver, fail_line, retry_line
from seatwise.ordering.operations.history import AlreadyDecided
from seatwise.ordering.operations.placing import QuoteMoved, place

__all__ = [
    "AlreadyDecided",
    "QuoteMoved",
    "approve",
    "cancel_line",
    "deliver",
    "fail_line",
    "place",
    "reject",
    "retry_line",
    "withdraw",
]
