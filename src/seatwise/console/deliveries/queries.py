"""The deliveries page: lines In Progress or Failed, the oldest first, what is planned apart, and one line whole (S24)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import BooleanField, Count, Q, QuerySet
from django.db.models.expressions import RawSQL

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue import queries as catalogue
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.console import queries as console
from seatwise.console import words
from seatwise.infra import numbering
from seatwise.ordering import models
from seatwise.ordering.domain.status import LineStatus, OrderStatus

SIZE = 20
BY_HAND, FAILED, PLANNED = "by_hand", "failed", "planned"
KINDS = (BY_HAND, FAILED, PLANNED)

_WAITS = Q(status__in=console.TO_DELIVER)
_PLANNED = Q(
    status=LineStatus.PENDING.value, planned_on__isnull=False, order__status=OrderStatus.IN_PROGRESS.value
)
# What happens with its order's first line only, as models.OrderLine.follows says.
_FOLLOWS = Q(action="remove", parent_id__isnull=False) | Q(
    action="start", parent_id__isnull=True, product__kind=ProductKind.ADDON.value
)
_BY_HAND = Q(status=LineStatus.IN_PROGRESS.value, automatic=False) & ~_FOLLOWS
# In words of the index order_line_to_deliver: with values that PostgreSQL learns later, the plan could not use it.
_INDEXED = RawSQL("order_line.status IN ('in_progress', 'failed')", (), output_field=BooleanField())


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the queue's address asks for: words, one of KINDS or "", and the line after which the page begins."""

    search: str = ""
    kind: str = ""
    after: UUID | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.kind)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line to deliver. `address` is where the customer is billed, as the order has it.

    `held` is the number of the subscription that it changes or made, and `before` how many licences that has. `follows`: it
    happens with another line of its order.
    """

    id: UUID
    number: int
    customer_id: UUID
    customer: str
    placed_by: str
    submitted_at: dt.datetime
    name: str
    vendor: str
    logo: str
    action: str
    quantity: int
    unit: str
    automatic: bool
    instructions: str
    status: LineStatus
    status_reason: str
    planned_on: dt.date | None
    reference: str
    note: str
    order_reference: str
    held: str
    before: int
    follows: bool
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many lines there are of each kind; `all` is what waits, planned ones left out."""

    all: int
    by_hand: int
    failed: int
    planned: int


_LINE = (
    "id",
    "order__number",
    "order__customer_id",
    "order__customer__name",
    "order__placed_by_name",
    "order__submitted_at",
    "order__note",
    "order__reference",
    "order__billing_address",
    "name",
    "product__vendor",
    "product__logo",
    "product__kind",
    "action",
    "quantity",
    "unit",
    "automatic",
    "instructions",
    "status",
    "status_reason",
    "planned_on",
    "parent_id",
    "reference",
    "delivered_at",
    "subscription__number",
    "subscription__quantity",
    "source__number",
    "source__quantity",
)


def queue(*, asked: Asked, line_id: UUID | None = None, size: int = SIZE) -> Queue:
    """This function will answer the lines to deliver, the oldest first, or what is planned. # S24

    Beside them the line of that id, whatever its status; without an id the first of the queue. At most two statements.
    """
    rows = _of(asked)
    if asked.after is not None:
        rows = rows.filter(id__gt=asked.after)
    found = [_line(row) for row in rows.order_by("id").values(*_LINE)[: size + 1]]
    more, found = len(found) > size, found[:size]
    shown = next((line for line in found if line_id in (None, line.id)), None)
    if shown is None and line_id is not None:
        others = models.OrderLine.objects.filter(~Q(status=LineStatus.PENDING.value) | _PLANNED, id=line_id)
        shown = next((_line(row) for row in others.values(*_LINE)), None)
    return Queue(lines=tuple(found), after=found[-1].id if more else None, shown=shown)


def next_id(*, asked: Asked, than: UUID) -> UUID | None:
    """This function will answer the line that waits next after one, in the queue as it is filtered."""
    rows = _of(asked).filter(id__gt=than).order_by("id").values_list("id", flat=True)
    return next(iter(rows[:1]), None)


def by_hand(*, asked: Asked, ids: Sequence[UUID] = (), size: int = SIZE) -> tuple[Line, ...]:
    """This function will answer lines that are delivered by hand, the oldest first: those of `ids`, else those asked for."""
    rows = (
        models.OrderLine.objects.filter(id__in=ids) if ids else _of(dataclasses.replace(asked, kind=BY_HAND))
    )
    return tuple(_line(row) for row in rows.order_by("id").values(*_LINE)[:size])


def counts() -> Counts:
    """This function will count the lines of each kind, in one statement."""
    open_lines = models.OrderLine.objects.filter(_WAITS | _PLANNED)
    return Counts(
        **open_lines.aggregate(
            all=Count("id", filter=_WAITS),
            by_hand=Count("id", filter=_BY_HAND),
            failed=Count("id", filter=Q(status=LineStatus.FAILED.value)),
            planned=Count("id", filter=_PLANNED),
        )
    )


def _of(asked: Asked) -> "QuerySet[models.OrderLine]":
    kinds = {BY_HAND: _BY_HAND, FAILED: Q(status=LineStatus.FAILED.value), PLANNED: _PLANNED}
    rows = models.OrderLine.objects.filter(kinds.get(asked.kind, Q()))
    if asked.kind != PLANNED:
        rows = rows.filter(_INDEXED)
    if asked.search:
        products = catalogue.matching(catalogue_models.Product.objects.all(), text=asked.search)
        rows = rows.filter(
            Q(order__number=numbering.parse(numbering.Series.ORDER, asked.search))
            | Q(order__customer__name__icontains=asked.search)
            | Q(product_id__in=products.values("id"))
        )
    return rows


def _line(row: dict[str, Any]) -> Line:
    changed = "source" if row["source__number"] is not None else "subscription"
    held = row[f"{changed}__number"]
    return Line(
        id=row["id"],
        number=row["order__number"],
        customer_id=row["order__customer_id"],
        customer=row["order__customer__name"],
        placed_by=row["order__placed_by_name"],
        submitted_at=row["order__submitted_at"],
        name=row["name"],
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        action=row["action"],
        quantity=row["quantity"],
        unit=row["unit"],
        automatic=row["automatic"],
        instructions=row["instructions"],
        status=LineStatus(row["status"]),
        status_reason=row["status_reason"],
        planned_on=row["planned_on"],
        reference=row["reference"],
        note=row["order__note"],
        order_reference=row["order__reference"],
        held="" if held is None else numbering.text(numbering.Series.SUBSCRIPTION, held),
        before=row[f"{changed}__quantity"] or 0,
        follows=(row["action"] == "remove" and row["parent_id"] is not None)
        or (
            row["action"] == "start"
            and row["parent_id"] is None
            and row["product__kind"] == ProductKind.ADDON.value
        ),
        address=words.address(row["order__billing_address"]),
        delivered_at=row["delivered_at"],
    )
