"""Hears what happens to orders, and writes to the people it concerns (S11)."""

from collections.abc import Mapping

from seatwise.infra import clock, events, transactions
from seatwise.notifications import operations
from seatwise.notifications.domain.letters import MailKind

NAME = "notifications.write_to_people"

KINDS: Mapping[str, MailKind] = {
    "order.placed": MailKind.PLACED,
    "order.approved": MailKind.APPROVED,
    "order.rejected": MailKind.REJECTED,
    "order.withdrawn": MailKind.WITHDRAWN,
    "order.executed": MailKind.EXECUTED,
    "order.canceled": MailKind.CANCELED,
}


def write_to_people(event: events.Event) -> None:
    """This function will write the mails of one event, once, however often it runs."""
    now = clock.now()
    with transactions.writing():
        if events.claim(event=event, handler=NAME, now=now):
            operations.write_order_mails(event=event, kind=KINDS[event.kind], now=now)
