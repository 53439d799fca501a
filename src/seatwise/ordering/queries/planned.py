"""What open orders will do to subscriptions: what is planned for a day, what waits, what is on its way (R18, B5)."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.money import Money
from seatwise.ordering.queries import facts, lists

_COLUMNS = """
l.id, l.action, l.source_id, l.subscription_id, l.parent_id, l.product_id, l.offer_id, l.quantity, l.extra, l.name,
l.planned_on, l.currency, l.final_unit_price_minor, l.billing_months, l.term_months, l.unit,
o.number, o.type, o.status, o.placed_by_name, o.submitted_at, s.number, s.parent_id IS NOT NULL
"""
_SOURCE = "LEFT JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id"
_JOINED = f"JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id {_SOURCE}"
_OPEN = f"""
SELECT {_COLUMNS}
FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id {_SOURCE}
WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s
  AND o.status IN ('pending_reseller_approval', 'in_progress') AND l.status IN ('pending', 'in_progress', 'failed')
  AND (l.source_id = ANY(%(ids)s) OR l.subscription_id = ANY(%(ids)s) OR l.parent_id = ANY(%(ids)s))
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
class OpenLine:
    """One open line that touches a subscription: `source_id` loses licences, `subscription_id` gains them, and `parent_id` is
    what an add-on hangs on.

    `name` is the target's for an upgrade; `on` is None where it is to happen at once.
    """

    line_id: UUID
    action: str
    source_id: UUID | None
    subscription_id: UUID | None
    parent_id: UUID | None
    product_id: UUID
    offer_id: UUID
    quantity: int
    extra: int
    name: str
    on: dt.date | None
    currency: str
    price_minor: int
    months: int
    term_months: int
    unit: str
    order_number: int
    order_type: str
    order_status: str
    placed_by: str
    submitted_at: dt.datetime
    source_number: int | None
    from_add_on: bool

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
    def source_text(self) -> str:
        """The number of what loses licences, "" where nothing does."""
        return numbering.text(numbering.Series.SUBSCRIPTION, self.source_number) if self.source_number else ""


def open_lines(*, customer_id: UUID, subscription_ids: Collection[UUID]) -> list[OpenLine]:
    """This function will answer the open lines that touch a customer's subscriptions, the earliest day first. One statement."""
    asked: dict[str, Any] = {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "ids": list(subscription_ids),
    }
    with connection.cursor() as cursor:
        cursor.execute(_OPEN, asked)
        return [_line(row) for row in cursor.fetchall()]


def planned_page(
    *, customer_id: UUID, place: paging.Place, size: int
) -> tuple[tuple[OpenLine, ...], paging.Page]:
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
    return tuple(_line(row) for row in found.rows), found


def taking(*, customer_id: UUID, subscription_id: UUID, line_id: UUID) -> OpenLine | None:
    """This function will answer one open line that takes licences from a subscription or from one of its add-ons, else None."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id FROM subscription WHERE reseller_id = %s AND (id = %s OR parent_id = %s)",
            [tenancy.current_reseller_id(), subscription_id, subscription_id],
        )
        ids = [row[0] for row in cursor.fetchall()]
    lines = open_lines(customer_id=customer_id, subscription_ids=ids)
    return next((line for line in lines if line.line_id == line_id and line.source_id in ids), None)


def plans(*, lines: Sequence[OpenLine], of: UUID, period_end: dt.date) -> tuple[facts.Planned, ...]:
    """This function will answer what open lines take from a subscription as the engine's plans, in the order of the wishes (R18)."""
    return tuple(
        facts.plan(
            line_id=line.line_id,
            action=line.action,
            quantity=line.quantity,
            extra=line.extra,
            on=line.on or period_end,
            offer_id=line.offer_id,
            price=Money(line.price_minor, line.currency),
            months=line.months,
            term_months=line.term_months,
            unit=line.unit,
        )
        for line in sorted(lines, key=lambda line: line.line_id)
        if line.source_id == of
    )


def waiting(*, lines: Sequence[OpenLine], to: UUID) -> lists.Waiting | None:
    """This function will answer the licences that open lines will add to a subscription, None where there are none."""
    adding = [line for line in lines if line.subscription_id == to]
    asked = sum(line.quantity for line in adding if line.waits_for_approval)
    under_way = sum(line.quantity for line in adding) - asked
    return lists.Waiting(for_approval=asked, under_way=under_way) if adding else None


_FIELDS = tuple(field.name for field in dataclasses.fields(OpenLine))


def _line(row: tuple[Any, ...]) -> OpenLine:
    return OpenLine(**dict(zip(_FIELDS, row, strict=True)))
