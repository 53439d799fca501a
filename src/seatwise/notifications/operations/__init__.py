"""Writes of mails and their way to the mail server."""

from seatwise.notifications.operations.rendering import Body, Look, look_of_current_reseller, render
from seatwise.notifications.operations.sending import Outgoing, send, send_kept
from seatwise.notifications.operations.writing import write_order_mails

__all__ = [
    "Body",
    "Look",
    "Outgoing",
    "look_of_current_reseller",
    "render",
    "send",
    "send_kept",
    "write_order_mails",
]
