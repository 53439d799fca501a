"""What waits for delivery."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Q

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitingLine:
    """A line that a connector delivers."""

    id: UUID
    action: str
    product_key: str
    quantity: int
    source_key: str | None
    source_quantity: int
    on: dt.date | None


def automatic_lines(*, order_id: UUID) -> list[WaitingLine]:
    """This function will answer the lines of an order that a connector deals with, in order: In Progress, or planned for a day.

    Add-ons that end with their subscription are not among them: they end at the vendor as they do here. One that is
    bought anew waits until its subscription is there.
    """
    rows = (
        models.OrderLine.objects.filter(
            Q(status=LineStatus.IN_PROGRESS.value)
            | Q(status=LineStatus.PENDING.value, planned_on__isnull=False),
            order_id=order_id,
            automatic=True,
        )
        .exclude(action="remove", parent_id__isnull=False)
        .exclude(action="start", parent_id__isnull=True, product__kind=ProductKind.ADDON.value)
        .order_by("position")
        .values_list(
            "id",
            "action",
            "product__key",
            "quantity",
            "extra",
            "source__product__key",
            "status",
            "planned_on",
        )
    )
    return [
        WaitingLine(
            id=line_id,
            action=action,
            product_key=key,
            quantity=count + extra,
            source_key=source_key,
            source_quantity=count,
            on=planned_on if status == LineStatus.PENDING else None,
        )
        for line_id, action, key, count, extra, source_key, status, planned_on in rows
    ]


def line_to_undo(*, line_id: UUID) -> tuple[bool, str]:
    """This function will answer whether a connector delivers a line, and the line's product key."""
    automatic, key = models.OrderLine.objects.values_list("automatic", "product__key").get(id=line_id)
    return automatic, key
