"""What is planned for subscriptions: open order lines with a day to come, and requests that wait (R18, B5)."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, paging, tenancy

_COLUMNS = """
l.id, l.source_id, s.number, l.action, l.quantity, l.extra, l.name, l.planned_on, o.number, o.type, o.status, o.placed_by_name,
o.submitted_at, s.parent_id IS NOT NULL, l.unit
"""
_JOINED = """
JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id
"""
_OF_SUBSCRIPTIONS = f"""
SELECT {_COLUMNS} FROM order_line l {_JOINED}
WHERE l.reseller_id = %s AND l.source_id = ANY(%s) AND l.status IN ('pending', 'in_progress', 'failed')
ORDER BY l.planned_on NULLS FIRST, l.id
"""  # noqa: S608
_OF_CUSTOMER = """
FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s AND o.status = 'in_progress' AND l.status = 'pending'
  AND l.planned_on IS NOT NULL AND l.source_id IS NOT NULL
"""
_DAY = paging.Column(sql="l.planned_on", kind=dt.date)
_ID = paging.Column(sql="l.id", kind=UUID)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One open line that takes licences away. `name` is the target's for an upgrade; `on` None where it is to happen at once."""

    line_id: UUID
    subscription_id: UUID
    subscription_number: int
    action: str
    quantity: int
    extra: int
    name: str
    on: dt.date | None
    order_number: int
    order_type: str
    order_status: str
    placed_by: str
    submitted_at: dt.datetime
    is_add_on: bool
    unit: str

    @property
    def upgrades(self) -> bool:
        return self.action == "upgrade"

    @property
    def cancels(self) -> bool:
        return self.order_type.startswith("cancel")

    @property
    def waits_for_approval(self) -> bool:
        return self.order_status == "pending_reseller_approval"

    @property
    def order_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.order_number)

    @property
    def subscription_text(self) -> str:
        return numbering.text(numbering.Series.SUBSCRIPTION, self.subscription_number)


def plans(*, subscription_ids: Collection[UUID]) -> list[Plan]:
    """This function will answer the open lines that take licences from subscriptions, the earliest day first."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_SUBSCRIPTIONS, [tenancy.current_reseller_id(), list(subscription_ids)])
        return [_plan(row) for row in cursor.fetchall()]


def plan_page(*, customer_id: UUID, place: paging.Place, size: int) -> tuple[tuple[Plan, ...], paging.Page]:
    """This function will answer a page of what a customer's accepted orders plan, the earliest day first. One statement (B5)."""
    found = paging.sql_page(
        select=_COLUMNS,
        source=_OF_CUSTOMER,
        row="l",
        joined=_JOINED,
        params={"reseller": tenancy.current_reseller_id(), "customer": customer_id},
        by=_DAY,
        tie=_ID,
        descending=False,
        place=place,
        size=size,
    )
    return tuple(_plan(row) for row in found.rows), found


def plan(*, line_id: UUID, subscription_id: UUID) -> Plan | None:
    """This function will answer one open line of a subscription or of one of its add-ons, None for anything else."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM subscription WHERE reseller_id = %s AND (id = %s OR parent_id = %s)",
            [tenancy.current_reseller_id(), subscription_id, subscription_id],
        )
        ids = [row[0] for row in cursor.fetchall()]
    return next((each for each in plans(subscription_ids=ids) if each.line_id == line_id), None)


_FIELDS = tuple(field.name for field in dataclasses.fields(Plan))


def _plan(row: tuple[Any, ...]) -> Plan:
    return Plan(**dict(zip(_FIELDS, row, strict=True)))
