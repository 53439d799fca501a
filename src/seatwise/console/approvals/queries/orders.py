"""The approvals page: what waits, the oldest first, and one order with cost, price and margin of each line (S23)."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db.models import Q, QuerySet

from seatwise.billing.domain import engine
from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue import queries as catalogue
from seatwise.console import margins, words
from seatwise.console import queries as console
from seatwise.console.approvals.queries import order_line
from seatwise.console.margins import Margin
from seatwise.infra import numbering, paging
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models
from seatwise.ordering.domain import changing, naming
from seatwise.ordering.domain.status import OrderStatus
from seatwise.ordering.queries import facts

SIZE = 20
ORDERS, CANCELLATIONS = "orders", "cancellations"
KINDS = (ORDERS, CANCELLATIONS)
# What a line shows: all of it, and of what it concerns a few columns of the many.
_LINE = (
    *(field.name for field in models.OrderLine._meta.concrete_fields if field.column),
    "product__vendor",
    "product__logo",
    "subscription__quantity",
    "subscription__period_start_on",
    "subscription__period_end_on",
    "source__quantity",
    "source__name",
    "parent__period_start_on",
    "parent__period_end_on",
)


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
class Approval:
    """One order as the person who decides sees it.

    `moves` are read only once it is decided; `obstacle` says why it could not be carried out if it were approved now.
    """

    id: UUID
    number: int
    customer_id: UUID
    customer: str
    placed_by: str
    submitted_at: dt.datetime
    status: OrderStatus
    cancels: bool
    note: str
    reference: str
    address: str
    what: Sentence
    lines: tuple[order_line.Line, ...]
    money: Margin
    obstacle: Refusal | None = None
    moves: tuple[Move, ...] = ()

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)

    @property
    def is_pending(self) -> bool:
        return self.status is OrderStatus.PENDING_RESELLER_APPROVAL

    @property
    def more(self) -> int:
        """How many lines there are besides the first."""
        return len(self.lines) - 1

    @property
    def recurring(self) -> order_line.Recurring:
        """How what comes again changes: billing period in months and money, of each period that occurs."""
        parts = [part for line in self.lines for part in line.recurring]
        return tuple(
            (months, margins.total((each for other, each in parts if other == months), self.currency))
            for months in sorted({months for months, _ in parts})
        )

    @property
    def currency(self) -> str:
        return self.money.pays.currency


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, the number after which the next part begins, and the one order that is shown whole."""

    orders: tuple[Approval, ...]
    after: int | None
    shown: Approval | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CustomerOrders:
    """A page of one customer's orders, how many there are in all, and the keys of its neighbours."""

    orders: tuple[Approval, ...]
    found: int
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
    rows = _pending(asked).filter(number__gt=than).order_by("number").values_list("number", flat=True)
    return next(iter(rows[:1]), None)


def queue(*, now: dt.datetime, asked: Asked, number: int | None = None, size: int = SIZE) -> Queue:
    """This function will answer what waits for approval, the oldest first. # S23

    Beside it the order of that `number`, whatever its status, with what happened to it when it is decided; without a number
    the first of the queue. Two statements, three for a decided order, seven for one that takes licences away.
    """
    fields = models.Order.objects.select_related("customer")
    start = asked.after or 0
    window = list(_pending(asked, fields).filter(number__gt=start).order_by("number")[: size + 1])
    more, window = len(window) > size, window[:size]
    chosen = next((order for order in window if number in {None, order.number}), None)
    if chosen is None and number is not None:
        chosen = fields.filter(number=number).first()
    lines = _lines(window if chosen is None or chosen in window else [*window, chosen])
    orders = tuple(_approval(order, lines[order.id], now) for order in window)
    shown = None if chosen is None else _whole(chosen, lines[chosen.id], now)
    return Queue(
        orders=tuple(shown if shown and order.id == shown.id else order for order in orders),
        after=orders[-1].number if more else None,
        shown=shown,
    )


def of_customer(*, customer_id: UUID, search: str, place: paging.Place, now: dt.datetime) -> CustomerOrders:
    """This function will answer a page of a customer's orders with their cost and margin, the newest first. # S26

    Four statements.
    """
    rows = _searched(models.Order.objects.filter(customer_id=customer_id), search)
    found = paging.page(rows.values("id", "number"), by="-number", tie="number", place=place)
    ids = [row["id"] for row in found.rows]
    orders = models.Order.objects.filter(id__in=ids).select_related("customer").order_by("-number")
    lines = _lines(list(orders))
    return CustomerOrders(
        orders=tuple(_approval(order, lines[order.id], now) for order in orders),
        found=rows.count(),
        place=found,
    )


def recent(*, customer_id: UUID, count: int, now: dt.datetime) -> tuple[Approval, ...]:
    """This function will answer a customer's newest orders with their cost and margin, in two statements."""
    rows = models.Order.objects.filter(customer_id=customer_id).select_related("customer")
    orders = list(rows.order_by("-number")[:count])
    lines = _lines(orders)
    return tuple(_approval(order, lines[order.id], now) for order in orders)


def _pending(asked: Asked, rows: "QuerySet[models.Order] | None" = None) -> "QuerySet[models.Order]":
    found = models.Order.objects.all() if rows is None else rows
    found = found.filter(status=OrderStatus.PENDING_RESELLER_APPROVAL.value)
    if asked.kind:
        found = (
            found.filter(type__in=console.CANCELS)
            if asked.kind == CANCELLATIONS
            else found.exclude(type__in=console.CANCELS)
        )
    return _searched(found, asked.search)


def _searched(rows: "QuerySet[models.Order]", search: str) -> "QuerySet[models.Order]":
    if not search:
        return rows
    products = catalogue.matching(catalogue_models.Product.objects.all(), text=search)
    lines = models.OrderLine.objects.filter(product_id__in=products.values("id"))
    return rows.filter(
        Q(number=numbering.parse(numbering.Series.ORDER, search))
        | Q(customer__name__icontains=search)
        | Q(id__in=lines.values("order_id"))
    )


def _lines(orders: Sequence[models.Order]) -> dict[UUID, list[models.OrderLine]]:
    found: dict[UUID, list[models.OrderLine]] = {order.id: [] for order in orders}
    if found:
        rows = models.OrderLine.objects.filter(order_id__in=list(found)).order_by("order_id", "position")
        for line in rows.select_related("product", "subscription", "source", "parent").only(*_LINE):
            found[line.order_id].append(line)
    return found


def _whole(order: models.Order, lines: list[models.OrderLine], now: dt.datetime) -> Approval:
    """The order that is decided on: as of now, engine included, or with what was decided."""
    approval = _approval(order, lines, now)
    if not approval.is_pending:
        return dataclasses.replace(approval, moves=_moves(order.id))
    today = local_day(now, order.customer.time_zone)
    moment = engine.Moment(at=now, time_zone=order.customer.time_zone)
    subjects = _subjects(order, lines)
    found, obstacle = [], None
    for line, shown in zip(lines, approval.lines, strict=True):
        if line.source_id is None or line.planned_on is not None:
            found.append(shown)
            continue
        try:
            found.append(
                order_line.worked_out(line=line, subject=subjects[line.source_id], moment=moment, today=today)
            )
        except Refusal as refusal:
            obstacle = obstacle or refusal
            found.append(shown)
    return dataclasses.replace(
        approval, lines=tuple(found), money=_sum(found, approval.currency), obstacle=obstacle
    )


def _subjects(order: models.Order, lines: list[models.OrderLine]) -> dict[UUID, changing.Subject]:
    """What the lines take licences from, by subscription, the add-ons that end with it among them."""
    found: dict[UUID, changing.Subject] = {}
    for line in lines:
        if line.source_id is None or line.planned_on is not None or line.source_id in found:
            continue
        subject = facts.subject(
            subscription_id=line.source_id,
            customer_id=order.customer_id,
            without_lines=[each.id for each in lines],
        )
        found |= {each.subscription_id: each for each in (subject, *subject.add_ons)}
    return found


def _moves(order_id: UUID) -> tuple[Move, ...]:
    rows = models.OrderMove.objects.filter(order_id=order_id, line_id=None).order_by("id")
    return tuple(
        Move(**row) for row in rows.values("before", "after", "actor_kind", "actor_name", "reason", "at")
    )


def _approval(order: models.Order, lines: list[models.OrderLine], now: dt.datetime) -> Approval:
    today = local_day(now, order.customer.time_zone)
    shown = tuple(order_line.shown(line=line, today=today) for line in lines)
    return Approval(
        id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        customer=order.customer.name,
        placed_by=order.placed_by_name,
        submitted_at=order.submitted_at,
        status=OrderStatus(order.status),
        cancels=order.type in console.CANCELS,
        note=order.note,
        reference=order.reference,
        address=words.address(order.billing_address),
        what=naming.order(
            order_type=order.type,
            what=order.what,
            planned_on=next((line.planned_on for line in lines), None),
        ),
        lines=shown,
        money=_sum(shown, order.currency),
    )


def _sum(lines: Sequence[order_line.Line], currency: str) -> Margin:
    return margins.total((line.money for line in lines), currency)
