"""What waits for delivery."""

import dataclasses
from uuid import UUID

from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A line that a connector delivers."""

    id: UUID
    product_key: str
    quantity: int


def automatic_lines(*, order_id: UUID) -> list[WaitingLine]:
    """This function will answer the lines of an order that are In Progress and delivered by a connector, in order."""
    rows = (
        models.OrderLine.objects.filter(
            order_id=order_id, automatic=True, status=LineStatus.IN_PROGRESS.value
        )
        .order_by("position")
        .values_list("id", "product__key", "quantity")
    )
    return [WaitingLine(id=line_id, product_key=key, quantity=count) for line_id, key, count in rows]
