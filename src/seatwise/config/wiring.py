"""Who hears what. The one place where events meet their handlers."""

from seatwise.fulfilment import handlers as fulfilment
from seatwise.infra import events
from seatwise.notifications import handlers as notifications

DELIVER = ("fulfilment.deliver_automatic_lines", fulfilment.deliver_automatic_lines)
UNDO = ("fulfilment.undo_planned", fulfilment.undo_planned)
WRITE_MAILS = (notifications.NAME, notifications.write_to_people)


def wire() -> None:
    """This function will connect every kind of event to its handlers. Called once, when Django is ready."""
    events.wire(
        {
            "order.accepted": [DELIVER],
            "line.undone": [UNDO],
            **{kind: [WRITE_MAILS] for kind in notifications.KINDS},
        }
    )
