"""The writes of ordering: `from seatwise.ordering import operations as ordering`, then `ordering.place(...)`."""

from seatwise.ordering.operations.basket import MOST as MOST_IN_BASKET
from seatwise.ordering.operations.basket import BasketFull
from seatwise.ordering.operations.basket import keep as keep_in_basket
from seatwise.ordering.operations.basket import put as put_into_basket
from seatwise.ordering.operations.basket import take_out as take_out_of_basket
from seatwise.ordering.operations.carrying_out import carry_out
from seatwise.ordering.operations.deciding import TooLate, approve, reject, withdraw
from seatwise.ordering.operations.delivering import cancel_line, deliver, fail_line, retry_line, undo
from seatwise.ordering.operations.ending import cancel_open_lines
from seatwise.ordering.operations.history import AlreadyDecided
from seatwise.ordering.operations.placing import QuoteExpired, QuoteMoved, place

__all__ = [
    "MOST_IN_BASKET",
    "AlreadyDecided",
    "BasketFull",
    "QuoteExpired",
    "QuoteMoved",
    "TooLate",
    "approve",
    "cancel_line",
    "cancel_open_lines",
    "carry_out",
    "deliver",
    "fail_line",
    "keep_in_basket",
    "place",
    "put_into_basket",
    "reject",
    "retry_line",
    "take_out_of_basket",
    "undo",
    "withdraw",
]
