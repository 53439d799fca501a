"""The deliveries page: lines In Progress or Failed, the oldest first, what is planned by its day, and one line whole (S24)."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.catalogue import queries as catalogue
from seatwise.console import queries as console
from seatwise.console import words
from seatwise.infra import numbering, tenancy
from seatwise.ordering.domain.status import LineStatus

SIZE = 20
BY_HAND, FAILED, PLANNED = "by_hand", "failed", "planned"
KINDS = (BY_HAND, FAILED, PLANNED)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the queue's address asks for: words, one of KINDS or "", and the line after which the page begins."""

    search: str = ""
    kind: str = ""
    after: UUID | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.kind)


@dataclasses.dataclass(frozen=True, slots=True)
class Line:
    """A line to deliver. `billing_address` is where the customer is billed, as the order has it, in JSON.

    `held_number` is that of the subscription that it changes or made, and `before` how many licences that has. `follows`: it
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
    status: str
    status_reason: str
    planned_on: dt.date | None
    reference: str
    note: str
    order_reference: str
    held_number: int | None
    before: int
    follows: bool
    billing_address: str
    delivered_at: dt.datetime | None

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)

    @property
    def held(self) -> str:
        """The number of the subscription as people read it, "" for none."""
        return (
            ""
            if self.held_number is None
            else numbering.text(numbering.Series.SUBSCRIPTION, self.held_number)
        )

    @property
    def address(self) -> str:
        """The billing address in one line."""
        return words.address(json.loads(self.billing_address))

    @property
    def waits(self) -> bool:
        """Whether somebody has to do something about it."""
        return self.status in console.TO_DELIVER

    @property
    def has_failed(self) -> bool:
        return self.status == LineStatus.FAILED


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, the line after which the next part begins, and the one line that is shown whole."""

    lines: tuple[Line, ...]
    after: UUID | None
    shown: Line | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Counts(console.Waiting):
    """What waits, as on every page, and how many lines there are of each kind; planned ones do not wait for delivery yet."""

    by_hand: int
    failed: int
    planned: int


# What happens with its order's first line only, as models.OrderLine.follows says.
_FOLLOWS = """
(l.action = 'remove' AND l.parent_id IS NOT NULL OR l.action = 'start' AND l.parent_id IS NULL AND {is_add_on})
"""
_IS_ADD_ON = "l.product_id IN (SELECT id FROM product WHERE kind = 'addon')"
# In words of the index order_line_to_deliver: with values that PostgreSQL learns later, the plan could not use it.
_TO_DELIVER = "l.status IN ('in_progress', 'failed')"
_PLANNED = "l.status = 'pending' AND l.planned_on IS NOT NULL AND o.status = 'in_progress'"
_BY_HAND = f"l.status = 'in_progress' AND NOT l.automatic AND NOT {_FOLLOWS.format(is_add_on=_IS_ADD_ON)}"
_OF_KIND = {
    "": _TO_DELIVER,
    BY_HAND: f"{_TO_DELIVER} AND {_BY_HAND}",
    FAILED: f"{_TO_DELIVER} AND l.status = 'failed'",
    PLANNED: _PLANNED,
}
# What a page is sorted by, and where the next one begins.
_BY_AGE = ("l.id", " AND l.id > %(after)s")
_BY_DAY = (
    "l.planned_on, l.id",
    """ AND (l.planned_on, l.id) >
    (SELECT a.planned_on, a.id FROM order_line a WHERE a.reseller_id = %(reseller)s AND a.id = %(after)s)""",
)
_ORDER = "JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id"
_LINES = f"""
SELECT l.id, o.number, o.customer_id, c.name, o.placed_by_name, o.submitted_at, l.name, p.vendor, p.logo, l.action, l.quantity,
       l.unit, l.automatic, l.instructions, l.status, l.status_reason, l.planned_on, l.reference, o.note, o.reference,
       h.number, coalesce(h.quantity, 0), {_FOLLOWS.format(is_add_on="p.kind = 'addon'")}, o.billing_address, l.delivered_at
FROM order_line l {_ORDER}
JOIN customer c ON c.reseller_id = o.reseller_id AND c.id = o.customer_id
JOIN product p ON p.id = l.product_id
LEFT JOIN subscription h ON h.reseller_id = l.reseller_id
    AND h.id = CASE WHEN l.source_id IS NULL THEN l.subscription_id ELSE l.source_id END
WHERE l.reseller_id = %(reseller)s AND """  # noqa: S608
_FOUND = f"""
 AND (o.number = %(searched)s OR c.name ILIKE %(like)s OR l.product_id IN {catalogue.PRODUCTS_WITH_WORDS})"""
_COUNTS = f"""
SELECT t.lines, t.by_hand, t.failed,
       (SELECT count(*) FROM order_line l {_ORDER} WHERE l.reseller_id = %(reseller)s AND {_PLANNED}),
       (SELECT count(*) FROM sales_order WHERE reseller_id = %(reseller)s AND status = 'pending_reseller_approval'),
       (SELECT count(*) FROM registration WHERE reseller_id = %(reseller)s AND status = 'waiting')
FROM (SELECT count(*) AS lines, count(*) FILTER (WHERE {_BY_HAND}) AS by_hand,
             count(*) FILTER (WHERE l.status = 'failed') AS failed
      FROM order_line l WHERE l.reseller_id = %(reseller)s AND {_TO_DELIVER}) t
"""  # noqa: S608


def queue(*, asked: Asked, line_id: UUID | None = None, size: int = SIZE) -> Queue:
    """This function will answer the lines to deliver, the oldest first, or what is planned, the next day first. # S24

    Beside them the line of that id, whatever its status; without an id the first of the queue. At most two statements.
    """
    found = _asked(asked, size=size + 1)
    more, found = len(found) > size, found[:size]
    shown = next((line for line in found if line_id in (None, line.id)), None)
    if shown is None and line_id is not None:
        whatever = f"l.id = %(line)s AND (l.status <> 'pending' OR {_PLANNED})"
        shown = next(iter(_read(whatever, {"line": line_id}, size=1)), None)
    return Queue(lines=tuple(found), after=found[-1].id if more else None, shown=shown)


def next_id(*, asked: Asked, than: UUID) -> UUID | None:
    """This function will answer the line that waits next after one, in the queue as it is filtered."""
    return next((line.id for line in _asked(dataclasses.replace(asked, after=than), size=1)), None)


def by_hand(*, asked: Asked, ids: Sequence[UUID] = (), size: int = SIZE) -> tuple[Line, ...]:
    """This function will answer lines that are delivered by hand, the oldest first: those of `ids`, else those asked for."""
    if ids:
        return tuple(_read("l.id = ANY(%(ids)s)", {"ids": list(ids)}, size=size))
    return tuple(_asked(dataclasses.replace(asked, kind=BY_HAND), size=size))


def counts() -> Counts:
    """This function will count the lines of each kind, and what else waits for the menu, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, {"reseller": tenancy.current_reseller_id()})
        row = cursor.fetchone()
    assert row is not None, "it counts"
    deliveries, hand, failed, planned, approvals, registrations = row
    return Counts(
        approvals=approvals,
        deliveries=deliveries,
        registrations=registrations,
        by_hand=hand,
        failed=failed,
        planned=planned,
    )


def _asked(asked: Asked, *, size: int) -> list[Line]:
    which = _OF_KIND[asked.kind]
    params: dict[str, Any] = {}
    order, after = _BY_DAY if asked.kind == PLANNED else _BY_AGE
    if asked.after is not None:
        which += after
        params["after"] = asked.after
    if asked.search:
        which += _FOUND
        params |= {
            "searched": numbering.parse(numbering.Series.ORDER, asked.search),
            "like": console.containing(asked.search),
            "words": catalogue.word_query(asked.search),
        }
    return _read(which, params, size=size, order=order)


def _read(which: str, params: Mapping[str, Any], *, size: int, order: str = "l.id") -> list[Line]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"{_LINES}{which} ORDER BY {order} LIMIT {size:d}",
            {"reseller": tenancy.current_reseller_id(), **params},
        )
        return [Line(*row) for row in cursor.fetchall()]
