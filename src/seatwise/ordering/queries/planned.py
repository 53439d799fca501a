"""What is planned for subscriptions: open order lines with a day to come, and requests that wait (R18, B5)."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, tenancy

_SELECT = """
SELECT l.id, l.source_id, l.action, l.quantity, l.extra, l.name, l.planned_on, o.number, o.type, o.status, o.placed_by_name,
       o.submitted_at, s.parent_id IS NOT NULL, l.unit
FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id
WHERE l.reseller_id = %s AND l.source_id = ANY(%s) AND l.status IN ('pending', 'in_progress', 'failed')
ORDER BY l.planned_on NULLS FIRST, l.id
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """One open line that takes licences away. `name` is the target's for an upgrade; `on` None where it is to happen at once."""

    line_id: UUID
    subscription_id: UUID
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


def plans(*, subscription_ids: Collection[UUID]) -> list[Plan]:
    """This function will answer the open lines that take licences from subscriptions, the earliest day first."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [tenancy.current_reseller_id(), list(subscription_ids)])
        return [_plan(row) for row in cursor.fetchall()]


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
