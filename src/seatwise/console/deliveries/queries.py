"""The deliveries page: lines In Progress or Failed, the oldest first, and one of them with what there is to do (S24)."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from seatwise.console import queries as console
from seatwise.infra import numbering
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import LineStatus
from seatwise.ui import countries, pieces

SIZE = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to deliver; `does` says what is to be done. `address` is where the customer is billed, as the order has it."""

    id: UUID
    number: int
    customer: str
    placed_by: str
    submitted_at: dt.datetime
    does: Sentence
    name: str
    vendor: str
    logo: str
    quantity: int
    unit: str
    automatic: bool
    instructions: str
    status: LineStatus
    status_reason: str
    reference: str
    note: str
    order_reference: str
    subscription: str
    address: str
    delivered_at: dt.datetime | None

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.status.value in console.TO_DELIVER

    @property
    def has_failed(self) -> bool:
        return self.status is LineStatus.FAILED


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, the line after which the next part begins, and the one line that is shown whole."""

    lines: tuple[Line, ...]
    after: UUID | None
    shown: Line | None


_LINE = (
    "id",
    "order__number",
    "order__type",
    "action",
    "order__customer__name",
    "order__placed_by_name",
    "order__submitted_at",
    "order__note",
    "order__reference",
    "order__billing_address",
    "name",
    "product__vendor",
    "product__logo",
    "quantity",
    "unit",
    "automatic",
    "instructions",
    "status",
    "status_reason",
    "reference",
    "delivered_at",
    "subscription__number",
    "source__number",
)


def queue(*, after: UUID | None = None, line_id: UUID | None = None, size: int = SIZE) -> Queue:
    """This function will answer the lines to deliver, the oldest first, after a line. # S24

    Beside them the line of that id, whatever its status; without an id the first of the queue. At most two statements.
    """
    rows = models.OrderLine.objects.filter(status__in=console.TO_DELIVER)
    if after is not None:
        rows = rows.filter(id__gt=after)
    found = [_line(row) for row in rows.order_by("id").values(*_LINE)[: size + 1]]
    more, found = len(found) > size, found[:size]
    shown = next((line for line in found if line_id in (None, line.id)), None)
    if shown is None and line_id is not None:
        others = models.OrderLine.objects.filter(id=line_id).exclude(status=LineStatus.PENDING.value)
        shown = next((_line(row) for row in others.values(*_LINE)), None)
    return Queue(lines=tuple(found), after=found[-1].id if more else None, shown=shown)


def _line(row: dict[str, Any]) -> Line:
    address = row["order__billing_address"]
    held = row["subscription__number"] or row["source__number"]
    return Line(
        id=row["id"],
        number=row["order__number"],
        customer=row["order__customer__name"],
        placed_by=row["order__placed_by_name"],
        submitted_at=row["order__submitted_at"],
        does=naming.line(
            order_type=row["order__type"],
            action=row["action"],
            name=row["name"],
            quantity=row["quantity"],
            unit=row["unit"],
        ),
        name=row["name"],
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        quantity=row["quantity"],
        unit=row["unit"],
        automatic=row["automatic"],
        instructions=row["instructions"],
        status=LineStatus(row["status"]),
        status_reason=row["status_reason"],
        reference=row["reference"],
        note=row["order__note"],
        order_reference=row["order__reference"],
        subscription="" if held is None else numbering.text(numbering.Series.SUBSCRIPTION, held),
        address=", ".join(
            countries.name(part, language=pieces.language()) if name == "country" else part
            for name in ("name", "line", "postcode", "city", "country")
            if (part := address.get(name))
        ),
        delivered_at=row["delivered_at"],
    )
