"""Writes to what a customer holds over time. Only a delivered order line or the calendar calls them."""

from seatwise.subscriptions.models import CalendarKind, Status
from seatwise.subscriptions.operations.changing import (
    AutoRenewFixed,
    Cause,
    Locked,
    SubscriptionEnded,
    Terms,
    add_licences,
    check_active,
    lock,
    move_add_ons,
    release,
    remove_licences,
    reserve,
    set_auto_renew,
    start,
)
from seatwise.subscriptions.operations.turning import Turn, turn

UPGRADED = Status.UPGRADED.value

__all__ = [
    "UPGRADED",
    "AutoRenewFixed",
    "CalendarKind",
    "Cause",
    "Locked",
    "SubscriptionEnded",
    "Terms",
    "Turn",
    "add_licences",
    "check_active",
    "lock",
    "move_add_ons",
    "release",
    "remove_licences",
    "reserve",
    "set_auto_renew",
    "start",
    "turn",
]
