"""The approvals page: what waits, the oldest first, and one order with cost, price and margin of each line (S23)."""

import dataclasses
import datetime as dt
import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import engine
from seatwise.catalogue import queries as catalogue
from seatwise.console import margins, words
from seatwise.console import queries as console
from seatwise.console.approvals.queries import order_line
from seatwise.console.margins import Margin
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models
from seatwise.ordering.domain import naming, quotes
from seatwise.ordering.domain.status import OrderStatus
from seatwise.ordering.queries import facts

SIZE = 20
ORDERS, CANCELLATIONS = "orders", "cancellations"
KINDS = (ORDERS, CANCELLATIONS)
_OUTPUTS = """
o.id, o.number, o.customer_id, c.name, c.time_zone, o.type, o.status, o.placed_by_name, o.submitted_at, o.currency, o.note,
o.reference, o.what, o.billing_address
"""
_CUSTOMER = "JOIN customer c ON c.reseller_id = o.reseller_id AND c.id = o.customer_id"
_ORDERS = f"SELECT {_OUTPUTS} FROM sales_order o {_CUSTOMER} WHERE o.reseller_id = %(reseller)s"  # noqa: S608
_PENDING = " AND o.status = 'pending_reseller_approval'"
_OF_KIND = {
    "": "",
    ORDERS: f" AND o.type NOT IN {console.CANCELS_IN_SQL}",
    CANCELLATIONS: f" AND o.type IN {console.CANCELS_IN_SQL}",
}
# Some statuses are rare: each is planned for itself.
_OF_STATUS = {"": "", **{status.value: f" AND o.status = '{status.value}'" for status in OrderStatus}}
_WITH_WORDS = f"""
 AND (o.number = %(searched)s OR o.reference ILIKE %(like)s
    OR o.customer_id IN (SELECT q.id FROM customer q WHERE q.reseller_id = %(reseller)s AND q.name ILIKE %(like)s)
    OR o.id IN (SELECT l.order_id FROM order_line l WHERE l.reseller_id = %(reseller)s
        AND l.product_id IN {catalogue.PRODUCTS_WITH_WORDS}))
"""  # noqa: S608
_NUMBER = paging.Column(sql="o.number", kind=int)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the queue's address asks for: words, one of KINDS or "", and the number after which the page begins."""

    search: str = ""
    kind: str = ""
    after: int | None = None

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.kind)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """Something that happened to the order."""

    before: str
    after: str
    actor_kind: str
    actor_name: str
    reason: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """An order in a list, with what it brings as of now; `more` is how many lines there are besides the first."""

    id: UUID
    number: int
    customer_id: UUID
    customer: str
    placed_by: str
    submitted_at: dt.datetime
    status: OrderStatus
    cancels: bool
    what: Sentence
    more: int
    money: Margin

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Approval(Summary):
    """One order as the person who decides sees it.

    `moves` are read only once it is decided; `obstacle` says why it could not be carried out if it were approved now.
    """

    note: str
    reference: str
    address: str
    lines: tuple[order_line.Line, ...]
    obstacle: Refusal | None = None
    moves: tuple[Move, ...] = ()

    @property
    def is_pending(self) -> bool:
        return self.status is OrderStatus.PENDING_RESELLER_APPROVAL

    @property
    def changes(self) -> bool:
        """Whether what comes again changes by it, rather than begins: licences leave, or become something else."""
        return self.cancels or any(line.action == "upgrade" for line in self.lines)

    @property
    def is_canceled(self) -> bool:
        """Rejected, withdrawn or canceled line by line: nothing of it is charged."""
        return self.status is OrderStatus.CANCELED

    @property
    def recurring(self) -> order_line.Recurring:
        """How what comes again changes: billing period in months and money, of each period that occurs."""
        parts = [part for line in self.lines for part in line.recurring]
        currency = self.money.pays.currency
        return tuple(
            (months, margins.total((each for other, each in parts if other == months), currency))
            for months in sorted({months for months, _ in parts})
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, the number after which the next part begins, and the one order that is shown whole."""

    orders: tuple[Summary, ...]
    after: int | None
    shown: Approval | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueMargin:
    """What the orders that wait bring in all if they were approved now, and how many are left out as their cost is not known."""

    money: Margin
    unknown: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderPage:
    """A page of orders, and the keys of its neighbours."""

    orders: tuple[Summary, ...]
    place: paging.Page


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """As much of an order as deciding on it takes."""

    id: UUID
    number: int
    customer: str

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


def known(*, numbers: Sequence[int]) -> tuple[Known, ...]:
    """This function will find orders by their numbers, the oldest first, in one statement; unknown numbers are left out."""
    rows = models.Order.objects.filter(number__in=numbers).order_by("number")
    return tuple(
        Known(id=order_id, number=number, customer=customer)
        for order_id, number, customer in rows.values_list("id", "number", "customer__name")
    )


def next_number(*, asked: Asked, than: int) -> int | None:
    """This function will answer the number of the order that waits next after one, in the queue as it is filtered."""
    waiting = _waiting(asked, after=than, size=1)
    return waiting[0].number if waiting else None


def queue(*, now: dt.datetime, asked: Asked, number: int | None = None, size: int = SIZE) -> Queue:
    """This function will answer what waits for approval, the oldest first. # S23

    Beside it the order of that `number`, whatever its status, with what happened to it when it is decided; without a number
    the first of the queue. Two statements, three for a decided order, eight for one that takes licences away.
    """
    window = _waiting(asked, after=asked.after or 0, size=size + 1)
    more, window = len(window) > size, window[:size]
    chosen = next((order for order in window if number in {None, order.number}), None)
    if chosen is None and number is not None:
        chosen = next(iter(_read(f"{_ORDERS} AND o.number = %(number)s", {"number": number})), None)
    beside = [] if chosen is None or chosen in window else [chosen]
    lines = order_line.rows(order_ids=[order.id for order in (*window, *beside)])
    shown = None if chosen is None else _whole(chosen, lines[chosen.id], now)
    return Queue(
        orders=tuple(
            shown if shown and order is chosen else _summary(order, lines[order.id], now) for order in window
        ),
        after=window[-1].number if more else None,
        shown=shown,
    )


def queue_margin(*, currency: str, now: dt.datetime) -> QueueMargin:
    """This function will add up what all orders that wait bring, cancellations apart, in two statements. # S23"""
    waiting = _summaries(_read(_ORDERS + _PENDING + _OF_KIND[ORDERS], {}), now)
    known = [order.money for order in waiting if order.money.cost is not None]
    return QueueMargin(money=margins.total(known, currency), unknown=len(waiting) - len(known))


def listed(
    *, customer_id: UUID | None = None, search: str, status: str, place: paging.Place, now: dt.datetime
) -> OrderPage:
    """This function will answer a page of orders with their cost and margin, the newest first, in two statements. # S26

    Of one customer or, without, of all; `status` is one of OrderStatus or "".
    """
    found = paging.sql_page(
        select=_OUTPUTS,
        source=_listed(customer_id, search) + _OF_STATUS[status],
        row="o",
        joined=_CUSTOMER,
        params=_params(search) | {"customer": customer_id},
        by=_NUMBER,
        tie=_NUMBER,
        descending=True,
        place=place,
    )
    return OrderPage(orders=_summaries([_Order(*row) for row in found.rows], now), place=found)


def counts(*, customer_id: UUID | None = None, search: str) -> dict[str, int]:
    """This function will count the orders that listed() finds, by status, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT o.status, count(*) {_listed(customer_id, search)} GROUP BY o.status",
            _params(search) | {"customer": customer_id},
        )
        return dict(cursor.fetchall())


def recent(*, customer_id: UUID, count: int, now: dt.datetime) -> tuple[Summary, ...]:
    """This function will answer a customer's newest orders with their cost and margin, in two statements."""
    newest = f"{_ORDERS} AND o.customer_id = %(customer)s ORDER BY o.number DESC LIMIT %(count)s"
    return _summaries(_read(newest, {"customer": customer_id, "count": count}), now)


@dataclasses.dataclass(frozen=True, slots=True)
class _Order:
    """An order as _OUTPUTS has it; the address as JSON."""

    id: UUID
    number: int
    customer_id: UUID
    customer: str
    time_zone: str
    type: str
    status: str
    placed_by: str
    submitted_at: dt.datetime
    currency: str
    note: str
    reference: str
    what: str
    billing_address: str


def _waiting(asked: Asked, *, after: int, size: int) -> list[_Order]:
    narrowed = _PENDING + _OF_KIND[asked.kind] + (_WITH_WORDS if asked.search else "")
    # Without a number that says nothing, which would have PostgreSQL plan anew each time.
    later = " AND o.number > %(after)s" if after else ""
    return _read(
        f"{_ORDERS}{narrowed}{later} ORDER BY o.number LIMIT {size:d}",
        _params(asked.search) | {"after": after},
    )


def _listed(customer_id: UUID | None, search: str) -> str:
    of_customer = " AND o.customer_id = %(customer)s" if customer_id else ""
    return (
        f"FROM sales_order o WHERE o.reseller_id = %(reseller)s{of_customer}{_WITH_WORDS if search else ''}"
    )


def _params(search: str) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "searched": numbering.parse(numbering.Series.ORDER, search),
        "like": console.containing(search),
        "words": catalogue.word_query(search),
    }


def _read(statement: str, params: dict[str, Any]) -> list[_Order]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"reseller": tenancy.current_reseller_id()} | params)
        return [_Order(*row) for row in cursor.fetchall()]


def _summaries(orders: Sequence[_Order], now: dt.datetime) -> tuple[Summary, ...]:
    lines = order_line.rows(order_ids=[order.id for order in orders])
    return tuple(_summary(order, lines[order.id], now) for order in orders)


def _summary(order: _Order, rows: Sequence[order_line.Row], now: dt.datetime) -> Summary:
    today = local_day(now, order.time_zone)
    return Summary(
        **_head(order, rows),
        money=margins.total((order_line.money(row=row, today=today) for row in rows), order.currency),
    )


def _whole(order: _Order, rows: Sequence[order_line.Row], now: dt.datetime) -> Approval:
    """The order that is decided on: as of now, engine included, or with what was decided."""
    today = local_day(now, order.time_zone)
    lines = [order_line.shown(row=row, today=today) for row in rows]
    is_pending = order.status == OrderStatus.PENDING_RESELLER_APPROVAL
    obstacle = _work_out(order, rows, lines, now) if is_pending else None
    return Approval(
        **_head(order, rows),
        note=order.note,
        reference=order.reference,
        address=words.address(json.loads(order.billing_address)),
        lines=tuple(lines),
        money=margins.total((line.money for line in lines), order.currency),
        obstacle=obstacle,
        moves=() if is_pending else _moves(order.id),
    )


def _head(order: _Order, rows: Sequence[order_line.Row]) -> dict[str, Any]:
    """What a summary says of an order, all but its money."""
    return {
        "id": order.id,
        "number": order.number,
        "customer_id": order.customer_id,
        "customer": order.customer,
        "placed_by": order.placed_by,
        "submitted_at": order.submitted_at,
        "status": OrderStatus(order.status),
        "cancels": order.type in console.CANCELS,
        "what": naming.order(
            order_type=order.type,
            what=order.what,
            planned_on=next((row.planned_on for row in rows), None),
        ),
        "more": len(rows) - 1,
    }


def _work_out(
    order: _Order, rows: Sequence[order_line.Row], lines: list[order_line.Line], now: dt.datetime
) -> Refusal | None:
    """Replaces the lines that take licences away at once by what the engine says of them now; answers the first refusal."""
    places = {row.id: place for place, row in enumerate(rows)}
    obstacle = _nothing_stays(rows)
    if not any(row.source_id is not None and row.planned_on is None for row in rows):
        return obstacle
    moment = engine.Moment(at=now, time_zone=order.time_zone)
    kept = list(models.OrderLine.objects.filter(order_id=order.id).order_by("position"))
    for line, subject in facts.taking_away_at_once(lines=kept, customer_id=order.customer_id):
        place = places[line.id]
        try:
            lines[place] = order_line.worked_out(
                found=lines[place], line=line, subject=subject, moment=moment
            )
        except Refusal as refusal:
            obstacle = obstacle or refusal
    return obstacle


def _nothing_stays(rows: Sequence[order_line.Row]) -> Refusal | None:
    """Why nothing can be added where every licence is to leave already, by other orders; None where some stay (R18)."""
    own = {row.source_id for row in rows}
    for row in rows:
        if row.staying is None or row.subject_id in own:
            continue
        try:
            quotes.check_stays(quantity=row.staying, leaving=0)
        except Refusal as refusal:
            return refusal
    return None


def _moves(order_id: UUID) -> tuple[Move, ...]:
    rows = models.OrderMove.objects.filter(order_id=order_id, line_id=None).order_by("id")
    return tuple(
        Move(**row) for row in rows.values("before", "after", "actor_kind", "actor_name", "reason", "at")
    )
