"""What the approvals page reads: the queue, one order whole, and a customer's orders with their margin."""

from seatwise.console.approvals.queries.order_line import Line
from seatwise.console.approvals.queries.orders import (
    CANCELLATIONS,
    KINDS,
    ORDERS,
    Approval,
    Asked,
    CustomerOrders,
    Known,
    Move,
    Queue,
    Summary,
    known,
    next_number,
    of_customer,
    queue,
    recent,
)

__all__ = [
    "CANCELLATIONS",
    "KINDS",
    "ORDERS",
    "Approval",
    "Asked",
    "CustomerOrders",
    "Known",
    "Line",
    "Move",
    "Queue",
    "Summary",
    "known",
    "next_number",
    "of_customer",
    "queue",
    "recent",
]
