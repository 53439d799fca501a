"""Who hears what. The one place where events meet their handlers."""

from seatwise.fulfilment import handlers as fulfilment
from seatwise.infra import events


def wire() -> None:
    """This function will connect every kind of event to its handlers. Called once, when Django is ready."""
    events.wire(
        {
            "order.accepted": [("fulfilment.deliver_automatic_lines", fulfilment.deliver_automatic_lines)],
        }
    )
