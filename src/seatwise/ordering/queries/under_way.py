"""What of a customer's orders is not over yet: how much waits, what is planned, and the lines under way or failed (B5)."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, paging, tenancy
from seatwise.ordering.domain.status import LineStatus

_COUNTS = """
SELECT count(DISTINCT o.id) FILTER (WHERE o.status = 'pending_reseller_approval'),
       count(*) FILTER (WHERE o.status = 'in_progress' AND l.status = 'pending' AND l.planned_on IS NOT NULL
                        AND l.source_id IS NOT NULL),
       count(*) FILTER (WHERE o.status = 'in_progress' AND l.status IN ('in_progress', 'failed'))
FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
WHERE o.reseller_id = %s AND o.customer_id = %s AND o.status IN ('pending_reseller_approval', 'in_progress')
"""
_COLUMNS = """
o.number, o.type, o.placed_by_name, o.submitted_at, l.action, l.name, l.quantity, l.unit, l.status, l.status_reason, l.automatic
"""
_JOINED = "JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id"
_LINES = f"""
FROM order_line l {_JOINED}
WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s AND o.status = 'in_progress'
  AND l.status IN ('in_progress', 'failed')
"""
_PLAN = """
l.id, s.number, s.parent_id IS NOT NULL, l.action, l.name, l.quantity, l.unit, l.planned_on, o.number, o.type, o.placed_by_name
"""
_PLANNED = f"""
FROM order_line l {_JOINED}
WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s AND o.status = 'in_progress' AND l.status = 'pending'
  AND l.planned_on IS NOT NULL AND l.source_id IS NOT NULL
"""
_SOURCE = "JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id"
_DAY = paging.Column(sql="l.planned_on", kind=dt.date)
_FAILED_FIRST = paging.Column(sql="CASE l.status WHEN 'failed' THEN 0 ELSE 1 END", kind=int)
_ID = paging.Column(sql="l.id", kind=UUID)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """Orders that wait for the reseller's approval, lines with a day to come, and lines under way or failed."""

    for_approval: int
    planned: int
    in_delivery: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A line that is being delivered, or failed."""

    order_number: int
    order_type: str
    placed_by: str
    submitted_at: dt.datetime
    action: str
    name: str
    quantity: int
    unit: str
    status: LineStatus
    reason: str
    automatic: bool

    @property
    def order_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.order_number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A line that takes licences from a subscription on a day to come. `name` is the target's for an upgrade."""

    line_id: UUID
    subscription_number: int
    is_add_on: bool
    action: str
    name: str
    quantity: int
    unit: str
    on: dt.date
    order_number: int
    order_type: str
    placed_by: str

    @property
    def order_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.order_number)

    @property
    def subscription_text(self) -> str:
        return numbering.text(numbering.Series.SUBSCRIPTION, self.subscription_number)


def counts(*, customer_id: UUID) -> Counts:
    """This function will count what of a customer's orders waits. One statement over the open orders only."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [tenancy.current_reseller_id(), customer_id])
        row = cursor.fetchone()
    assert row is not None
    return Counts(for_approval=row[0], planned=row[1], in_delivery=row[2])


def plans(*, customer_id: UUID, place: paging.Place, size: int) -> tuple[tuple[Plan, ...], paging.Page]:
    """This function will answer a page of what a customer's accepted orders plan, the earliest day first. One statement."""
    found = paging.sql_page(
        select=_PLAN,
        source=_PLANNED,
        row="l",
        joined=f"{_JOINED} {_SOURCE}",
        params={"reseller": tenancy.current_reseller_id(), "customer": customer_id},
        by=_DAY,
        tie=_ID,
        descending=False,
        place=place,
        size=size,
    )
    return tuple(Plan(**dict(zip(_PLAN_FIELDS, row, strict=True))) for row in found.rows), found


def deliveries(
    *, customer_id: UUID, place: paging.Place, size: int
) -> tuple[tuple[Delivery, ...], paging.Page]:
    """This function will answer a page of a customer's lines under way, failed ones first, then the oldest. One statement."""
    found = paging.sql_page(
        select=_COLUMNS,
        source=_LINES,
        row="l",
        joined=_JOINED,
        params={"reseller": tenancy.current_reseller_id(), "customer": customer_id},
        by=_FAILED_FIRST,
        tie=_ID,
        descending=False,
        place=place,
        size=size,
    )
    return tuple(_delivery(row) for row in found.rows), found


_PLAN_FIELDS = tuple(field.name for field in dataclasses.fields(Plan))
_FIELDS = tuple(field.name for field in dataclasses.fields(Delivery))


def _delivery(row: tuple[Any, ...]) -> Delivery:
    values = dict(zip(_FIELDS, row, strict=True))
    return Delivery(**values | {"status": LineStatus(values["status"])})
