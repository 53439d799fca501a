"""A customer's orders as a list, their numbers by status, and what of them still waits (S3, S6, S9).

In SQL by hand: these pages are opened most, and building the statements anew cost more than running them.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.catalogue import queries as catalogue
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import OrderStatus
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import order_hidden_reason

STATUSES = tuple(status.value for status in OrderStatus)

_PENDING = OrderStatus.PENDING_RESELLER_APPROVAL
_NUMBER = paging.Column(sql="o.number", kind=int)
_SORTS = {
    "number": _NUMBER,
    "submitted_at": paging.Column(sql="o.submitted_at", kind=dt.datetime),
    "shown_net": paging.Column(
        sql=f"CASE WHEN {order_hidden_reason('o')} = '' THEN o.net_minor ELSE {-(2**62)} END", kind=int
    ),
}
_SELECT = """
    o.number, o.status, o.status_reason, o.placed_by, o.placed_by_name, o.submitted_at, o.net_minor, o.currency, o.what,
    o.line_count, CASE WHEN o.status = 'canceled' THEN (
        SELECT m.actor_kind || '/' || m.before FROM order_move m WHERE m.reseller_id = o.reseller_id AND m.order_id = o.id
        AND m.line_id IS NULL AND m.after = 'canceled' ORDER BY m.id LIMIT 1) END
"""
_OF_CUSTOMER = "FROM sales_order o WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s"
_SEARCHED = f"""
    AND (o.number = %(searched)s OR o.id IN (
        SELECT l.order_id FROM order_line l WHERE l.reseller_id = %(reseller)s
        AND l.product_id IN {catalogue.PRODUCTS_WITH_WORDS}))
"""  # noqa: S608
_WAITING = """
SELECT l.subscription_id, coalesce(sum(l.quantity) FILTER (WHERE o.status = 'pending_reseller_approval'), 0),
       coalesce(sum(l.quantity) FILTER (WHERE o.status = 'in_progress'), 0)
FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
WHERE o.reseller_id = %s AND o.customer_id = %s AND o.status IN ('pending_reseller_approval', 'in_progress')
  AND l.subscription_id IS NOT NULL AND l.status NOT IN ('delivered', 'canceled')
GROUP BY l.subscription_id
"""


class Ending(StrEnum):
    """How an order came to be canceled."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    CANCELED = "canceled"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list. `amounts` says whether `net` may be seen (S8); ask it before showing one."""

    number: int
    status: OrderStatus
    ending: Ending | None
    status_reason: str
    placed_by: ActorKind
    placed_by_name: str
    submitted_at: dt.datetime
    net: Money
    what: str
    more: int
    amounts: visibility.Visibility

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """One page of orders and the keys of its neighbours."""

    rows: tuple[OrderRow, ...]
    place: paging.Page


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Licences ordered for a subscription and not delivered yet: with the reseller for approval, and under way."""

    for_approval: int
    under_way: int


def order_page(
    *,
    customer_id: UUID,
    search: str = "",
    status: str = "",
    by: str = "-number",
    place: paging.Place,
    size: int = paging.SIZE,
) -> OrderPage:
    """This function will answer a page of a customer's orders, in one statement (S9).

    `search` is a number (SO-10001) or the beginnings of words of a product or vendor. `by` is "number", "submitted_at" or
    "shown_net" (hidden ones as if less than all), "-" before it for descending.
    """
    found = paging.sql_page(
        select=_SELECT,
        source=_source(search, status),
        row="o",
        params=_params(customer_id, search, status),
        by=_SORTS[by.lstrip("-")],
        tie=_NUMBER,
        descending=by.startswith("-"),
        place=place,
        size=size,
    )
    return OrderPage(rows=tuple(_row(row) for row in found.rows), place=found)


def recent_orders(*, customer_id: UUID, count: int, status: str = "") -> tuple[OrderRow, ...]:
    """This function will answer a customer's newest orders, all or those of one status (S3)."""
    return order_page(customer_id=customer_id, status=status, place=paging.Place(), size=count).rows


def order_counts(*, customer_id: UUID, search: str = "") -> dict[str, int]:
    """This function will count a customer's orders by status."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.status, count(*) {_source(search, '')} GROUP BY o.status",
            _params(customer_id, search, ""),
        )
        return dict(cursor.fetchall())


def statuses_of(*, numbers: Collection[int], customer_id: UUID) -> dict[int, OrderStatus]:
    """This function will answer the statuses of a customer's orders by their numbers; what is nobody's is left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.number, o.status {_OF_CUSTOMER} AND o.number = ANY(%(numbers)s)",
            {
                "reseller": tenancy.current_reseller_id(),
                "customer": customer_id,
                "numbers": list(numbers),
            },
        )
        return {number: OrderStatus(status) for number, status in cursor.fetchall()}


def waiting_licences(*, customer_id: UUID) -> dict[UUID, Waiting]:
    """This function will answer the licences that open orders will add to each of a customer's subscriptions."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [tenancy.current_reseller_id(), customer_id])
        return {
            held: Waiting(for_approval=asked, under_way=coming) for held, asked, coming in cursor.fetchall()
        }


def _source(search: str, status: str) -> str:
    return _OF_CUSTOMER + (" AND o.status = %(status)s" if status else "") + (_SEARCHED if search else "")


def _params(customer_id: UUID, search: str, status: str) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "status": status,
        "searched": numbering.parse(numbering.Series.ORDER, search),
        "words": catalogue.word_query(search),
    }


def _row(row: tuple[Any, ...]) -> OrderRow:
    number, status, reason, placed_by, name, submitted_at, net, currency, what, lines, how_canceled = row
    by = ActorKind(placed_by)
    return OrderRow(
        number=number,
        status=OrderStatus(status),
        ending=_ending(how_canceled) if how_canceled else None,
        status_reason=reason,
        placed_by=by,
        placed_by_name=name,
        submitted_at=submitted_at,
        net=Money(net, currency),
        what=what,
        more=lines - 1,
        amounts=visibility.order_visibility(placed_by=by),
    )


def _ending(how_canceled: str) -> Ending:
    actor_kind, before = how_canceled.split("/")
    if before != _PENDING:
        return Ending.CANCELED
    return Ending.WITHDRAWN if actor_kind == ActorKind.CUSTOMER else Ending.REJECTED
