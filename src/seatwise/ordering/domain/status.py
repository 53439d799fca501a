"""The statuses of an order and of its lines, and which may follow which (S7, R2)."""

from collections.abc import Iterable
from enum import StrEnum

from seatwise.kernel.refusal import N_
from seatwise.kernel.transitions import Transitions


class OrderStatus(StrEnum):
    PENDING_RESELLER_APPROVAL = "pending_reseller_approval"
    IN_PROGRESS = "in_progress"
    EXECUTED = "executed"
    CANCELED = "canceled"

    @property
    def label(self) -> str:
        """The status in the words of S7, to be translated at the edge."""
        return _ORDER_LABELS[self]


class LineStatus(StrEnum):
    """The delivery status of a line. A Pending line may be planned for a later day."""

    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELED = "canceled"

    @property
    def label(self) -> str:
        """The status in the words of the spec, to be translated at the edge."""
        return _LINE_LABELS[self]


_ORDER_LABELS = {
    OrderStatus.PENDING_RESELLER_APPROVAL: N_("Pending Reseller Approval"),
    OrderStatus.IN_PROGRESS: N_("In Progress"),
    OrderStatus.EXECUTED: N_("Executed"),
    OrderStatus.CANCELED: N_("Canceled"),
}
_LINE_LABELS = {
    LineStatus.PENDING: N_("Pending"),
    LineStatus.IN_PROGRESS: N_("In Progress"),
    LineStatus.DELIVERED: N_("Delivered"),
    LineStatus.FAILED: N_("Failed"),
    LineStatus.CANCELED: N_("Canceled"),
}

# An approved order is In Progress first, if only for a moment: delivered at once, it is Executed (R2).
ORDER = Transitions(
    {
        OrderStatus.PENDING_RESELLER_APPROVAL: frozenset({OrderStatus.IN_PROGRESS, OrderStatus.CANCELED}),
        OrderStatus.IN_PROGRESS: frozenset({OrderStatus.EXECUTED, OrderStatus.CANCELED}),
        OrderStatus.EXECUTED: frozenset(),
        OrderStatus.CANCELED: frozenset(),
    },
    starts=(OrderStatus.PENDING_RESELLER_APPROVAL, OrderStatus.IN_PROGRESS),
)
LINE = Transitions(
    {
        LineStatus.PENDING: frozenset({LineStatus.IN_PROGRESS, LineStatus.CANCELED}),
        LineStatus.IN_PROGRESS: frozenset({LineStatus.DELIVERED, LineStatus.FAILED, LineStatus.CANCELED}),
        LineStatus.FAILED: frozenset({LineStatus.IN_PROGRESS, LineStatus.CANCELED}),
        LineStatus.DELIVERED: frozenset(),
        LineStatus.CANCELED: frozenset(),
    }
)
OPEN = (LineStatus.PENDING, LineStatus.IN_PROGRESS, LineStatus.FAILED)
"""A line that has neither been delivered nor canceled."""


def order_status_from_lines(lines: Iterable[LineStatus], *, approved: bool = True) -> OrderStatus:
    """Answer the order's status from the status of each of its lines (R2).

    `approved` is true as well for an order that needs no approval. Raises ValueError when there are no lines.
    """
    found = frozenset(lines)
    if not found:
        raise ValueError("An order has at least one line.")
    if found == {LineStatus.CANCELED}:
        return OrderStatus.CANCELED
    if not approved:
        return OrderStatus.PENDING_RESELLER_APPROVAL
    if found <= {LineStatus.DELIVERED, LineStatus.CANCELED}:
        return OrderStatus.EXECUTED
    return OrderStatus.IN_PROGRESS
