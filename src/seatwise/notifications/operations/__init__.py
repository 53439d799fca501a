"""Writes of mails and their way to the mail server."""

from seatwise.notifications.operations.rendering import (
    Body,
    Look,
    look_of_current_reseller,
    look_of_installation,
    render,
    render_order,
)
from seatwise.notifications.operations.sending import Outgoing, addressed, send, send_kept, send_ourselves
from seatwise.notifications.operations.server import HostRefused, PortRefused, addresses, what_went_wrong
from seatwise.notifications.operations.settling import (
    EncryptionNeeded,
    PasswordNeeded,
    remove_sender,
    sealed,
    send_test,
    set_sender,
    set_text,
)
from seatwise.notifications.operations.writing import write_order_mails

__all__ = [
    "Body",
    "EncryptionNeeded",
    "HostRefused",
    "Look",
    "Outgoing",
    "PasswordNeeded",
    "PortRefused",
    "addressed",
    "addresses",
    "look_of_current_reseller",
    "look_of_installation",
    "remove_sender",
    "render",
    "render_order",
    "sealed",
    "send",
    "send_kept",
    "send_ourselves",
    "send_test",
    "set_sender",
    "set_text",
    "what_went_wrong",
    "write_order_mails",
]
