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
from seatwise.ordering import models
from seatwise.ordering.domain import quotes
from seatwise.ordering.domain.status import OrderStatus
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import order_hidden_reason

STATUSES = tuple(status.value for status in OrderStatus)
TYPES = tuple(models.OrderType.values)

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
    o.number, o.type, o.status, o.status_reason, o.placed_by, o.placed_by_user_id, o.placed_by_name, o.submitted_at, o.net_minor,
    o.currency, o.what, o.line_count, CASE WHEN o.status IN ('pending_reseller_approval', 'in_progress')
        AND o.type IN ('reduce_licences', 'upgrade', 'cancel_add_on', 'cancel_subscription') THEN (
        SELECT min(l.planned_on) FROM order_line l WHERE l.reseller_id = o.reseller_id AND l.order_id = o.id
        AND l.status = 'pending') END, CASE WHEN o.status = 'canceled' THEN (
        SELECT m.actor_kind || '/' || m.before FROM order_move m WHERE m.reseller_id = o.reseller_id AND m.order_id = o.id
        AND m.line_id IS NULL AND m.after = 'canceled' ORDER BY m.id LIMIT 1) END
"""
_OF_CUSTOMER = "FROM sales_order o WHERE o.reseller_id = %(reseller)s AND o.customer_id = %(customer)s"
_NARROWED = {
    "status": " AND o.status = %(status)s",
    "order_type": " AND o.type = %(order_type)s",
    "since": " AND o.submitted_at >= %(since)s",
    "before": " AND o.submitted_at < %(before)s",
    "search": f"""
    AND (o.number = %(searched)s OR o.id IN (
        SELECT l.order_id FROM order_line l WHERE l.reseller_id = %(reseller)s
        AND l.product_id IN {catalogue.PRODUCTS_WITH_WORDS}))
""",  # noqa: S608
}
_WAITING = """
SELECT l.subscription_id, coalesce(sum(l.quantity) FILTER (WHERE o.status = 'pending_reseller_approval'), 0),
       coalesce(sum(l.quantity) FILTER (WHERE o.status = 'in_progress'), 0)
FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
WHERE o.reseller_id = %s AND o.customer_id = %s AND o.status IN ('pending_reseller_approval', 'in_progress')
  AND l.subscription_id IS NOT NULL AND l.status NOT IN ('delivered', 'canceled')
GROUP BY l.subscription_id
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a list of orders is narrowed to; a field that is empty does not narrow.

    `search` is a number (SO-10001) or the beginnings of words of a product or vendor. Submitted from `since` to, without, `before`.
    """

    search: str = ""
    status: str = ""
    order_type: str = ""
    since: dt.datetime | None = None
    before: dt.datetime | None = None


class Ending(StrEnum):
    """How an order came to be canceled."""

    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"
    UNDONE = "undone"
    CANCELED = "canceled"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderRow:
    """An order in a list. `amounts` says whether `net` may be seen (S8); ask it before showing one.

    `planned_on` is the first day to come on which something of it happens, None where nothing is planned (R2).
    """

    number: int
    type: str
    status: OrderStatus
    ending: Ending | None
    status_reason: str
    placed_by: ActorKind
    placed_by_user_id: UUID
    placed_by_name: str
    submitted_at: dt.datetime
    net: Money
    what: str
    more: int
    planned_on: dt.date | None
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
    narrowing: Narrowing | None = None,
    by: str = "-number",
    place: paging.Place,
    size: int = paging.SIZE,
) -> OrderPage:
    """This function will answer a page of a customer's orders, in one statement (S9).

    `by` is "number", "submitted_at" or "shown_net" (hidden ones as if less than all), "-" before it for descending.
    """
    narrowing = narrowing or Narrowing()
    found = paging.sql_page(
        select=_SELECT,
        source=_source(narrowing),
        row="o",
        params=_params(customer_id, narrowing),
        by=_SORTS[by.lstrip("-")],
        tie=_NUMBER,
        descending=by.startswith("-"),
        place=place,
        size=size,
    )
    return OrderPage(rows=tuple(_row(row) for row in found.rows), place=found)


def recent_orders(*, customer_id: UUID, count: int, status: str = "") -> tuple[OrderRow, ...]:
    """This function will answer a customer's newest orders, all or those of one status (S3)."""
    return order_page(
        customer_id=customer_id, narrowing=Narrowing(status=status), place=paging.Place(), size=count
    ).rows


_JUST_ORDERED = """
SELECT o.number FROM (
    SELECT id, number, placed_by_user_id, submitted_at, status FROM sales_order
    WHERE reseller_id = %(reseller)s AND customer_id = %(customer)s ORDER BY number DESC LIMIT 10) o
WHERE o.placed_by_user_id = %(user)s AND o.submitted_at > %(since)s AND o.status <> 'canceled' AND EXISTS (
    SELECT FROM order_line l WHERE l.reseller_id = %(reseller)s AND l.order_id = o.id AND l.product_id = %(product)s
    AND l.action = %(action)s AND l.source_id IS NOT DISTINCT FROM %(source)s AND l.parent_id IS NOT DISTINCT FROM %(parent)s
    AND (%(grows)s::uuid IS NULL OR l.subscription_id = %(grows)s))
ORDER BY o.number DESC LIMIT 1
"""


def just_ordered(
    *, customer_id: UUID, user_id: UUID, line: quotes.QuotedLine, since: dt.datetime
) -> int | None:
    """This function will answer a person's newest order since then that does the same, to the same subscription where there is
    one, if it stands (R5).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _JUST_ORDERED,
            {
                "reseller": tenancy.current_reseller_id(),
                "customer": customer_id,
                "user": user_id,
                "action": line.action,
                "product": line.product_id,
                "source": line.source_id,
                "parent": line.parent_id,
                "grows": line.subscription_id,
                "since": since,
            },
        )
        row = cursor.fetchone()
    return None if row is None else row[0]


def order_counts(*, customer_id: UUID, narrowing: Narrowing | None = None) -> dict[str, int]:
    """This function will count a customer's orders by status, whatever status the list is narrowed to."""
    every = dataclasses.replace(narrowing or Narrowing(), status="")
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.status, count(*) {_source(every)} GROUP BY o.status", _params(customer_id, every)
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


def _source(narrowing: Narrowing) -> str:
    return _OF_CUSTOMER + "".join(sql for name, sql in _NARROWED.items() if getattr(narrowing, name))


def _params(customer_id: UUID, narrowing: Narrowing) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "status": narrowing.status,
        "order_type": narrowing.order_type,
        "since": narrowing.since,
        "before": narrowing.before,
        "searched": numbering.parse(numbering.Series.ORDER, narrowing.search),
        "words": catalogue.word_query(narrowing.search),
    }


def _row(row: tuple[Any, ...]) -> OrderRow:
    number, order_type, status, reason, placed_by, user_id, name, submitted_at, net, currency, what, *rest = (
        row
    )
    lines, planned_on, how_canceled = rest
    by = ActorKind(placed_by)
    return OrderRow(
        number=number,
        type=order_type,
        status=OrderStatus(status),
        ending=_ending(how_canceled) if how_canceled else None,
        status_reason=reason,
        placed_by=by,
        placed_by_user_id=user_id,
        placed_by_name=name,
        submitted_at=submitted_at,
        net=Money(net, currency),
        what=what,
        more=lines - 1,
        planned_on=planned_on,
        amounts=visibility.order_visibility(placed_by=by),
    )


def _ending(how_canceled: str) -> Ending:
    actor_kind, before = how_canceled.split("/")
    by_customer = actor_kind == ActorKind.CUSTOMER
    if before != _PENDING:
        # A customer cancels nothing that is under way but what is planned.
        return Ending.UNDONE if by_customer else Ending.CANCELED
    return Ending.WITHDRAWN if by_customer else Ending.REJECTED
