"""What becomes of somebody's wish to be a customer, and how long it is remembered."""

import datetime as dt
from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from seatwise.kernel.transitions import Transitions


class Status(StrEnum):
    """UNCONFIRMED until the link in the mail was used; DECLINING until the answer has been mailed.

    ACCEPTED and DECLINED hold nobody's name, address or company any more.
    """

    UNCONFIRMED = "unconfirmed"
    WAITING = "waiting"
    ACCEPTED = "accepted"
    DECLINING = "declining"
    DECLINED = "declined"


_MOVES: Mapping[Status, frozenset[Status]] = {
    Status.UNCONFIRMED: frozenset({Status.WAITING}),
    Status.WAITING: frozenset({Status.ACCEPTED, Status.DECLINING}),
    Status.DECLINING: frozenset({Status.DECLINED}),
    Status.ACCEPTED: frozenset(),
    Status.DECLINED: frozenset(),
}
REGISTRATION = Transitions(MappingProxyType(_MOVES))
FORGOTTEN = frozenset({Status.ACCEPTED, Status.DECLINED})

LINK_DAYS = 7
"""How long the link in the mail works, and what was never confirmed is kept."""
ANSWERED_WITHIN = dt.timedelta(hours=1)
"""How long a mail server may take the answer of a decline; then the person is forgotten without it."""
