"""The approvals page: what waits, the oldest first, and one order with cost, price and margin of each line (S23)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

from seatwise.console import words
from seatwise.infra import numbering
from seatwise.kernel import money, rounding
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period, local_day
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.pricing.domain import unit_price

SIZE = 20


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What the customer pays and what it costs the reseller. No cost where none was known when it was ordered."""

    pays: Money
    cost: Money | None

    @property
    def amount(self) -> Money | None:
        return None if self.cost is None else self.pays - self.cost

    @property
    def share(self) -> Percent | None:
        """The margin as a part of what the customer pays, in tenths of a percent."""
        if self.amount is None or not self.pays:
            return None
        return words.share(Fraction(self.amount.minor, self.pays.minor))

    @property
    def is_loss(self) -> bool:
        return self.amount is not None and self.amount.minor < 0


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it would be charged if it were delivered today, or as it was; `quoted` when that was another amount (R27).

    `does` says what it changes, None for something new. `before` and `after` are the licences of the subscription now and
    with the line, both None for a new purchase and for an upgrade.
    """

    name: str
    does: Sentence | None
    vendor: str
    logo: str
    quantity: int
    unit: str
    planned_on: dt.date | None
    before: int | None
    after: int | None
    term_months: int
    billing_months: int
    days_left: int
    days: int
    final_unit_price: Money
    status: LineStatus
    money: Margin
    per_period: Margin
    quoted: Money | None


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
    """One order as the person who decides sees it. `moves` are read only once it is decided."""

    id: UUID
    number: int
    customer: str
    placed_by: str
    submitted_at: dt.datetime
    type: str
    status: OrderStatus
    note: str
    reference: str
    what: Sentence
    lines: tuple[Line, ...]
    money: Margin
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
    def recurring(self) -> tuple[tuple[int, Margin], ...]:
        """What comes again: billing period in months and money, of each period that occurs."""
        periods = sorted({line.billing_months for line in self.lines if line.billing_months})
        return tuple(
            (months, _sum(line.per_period for line in self.lines if line.billing_months == months))
            for months in periods
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A part of the queue, the number after which the next part begins, and the one order that is shown whole."""

    orders: tuple[Approval, ...]
    after: int | None
    shown: Approval | None


_ORDER = (
    "id",
    "number",
    "customer__name",
    "customer__time_zone",
    "placed_by_name",
    "submitted_at",
    "type",
    "status",
    "note",
    "reference",
    "what",
)
_LINE = (
    "order_id",
    "order__type",
    "action",
    "planned_on",
    "name",
    "unit",
    "quantity",
    "extra",
    "term_months",
    "billing_months",
    "currency",
    "cost_for_term",
    "final_unit_price_minor",
    "quoted_net_minor",
    "quoted_share_num",
    "quoted_share_den",
    "charged_net_minor",
    "charged_share_num",
    "charged_share_den",
    "status",
    "product__vendor",
    "product__logo",
    "subscription__quantity",
    "subscription__period_start_on",
    "subscription__period_end_on",
    "source__quantity",
)


def queue(
    *, now: dt.datetime, after: int | None = None, number: int | None = None, size: int = SIZE
) -> Queue:
    """This function will answer what waits for approval, the oldest first, after a number. # S23

    Beside it the order of that `number`, whatever its status, with what happened to it when it is decided; without
    a number the first of the queue. Two statements, three for a decided order.
    """
    pending = models.Order.objects.filter(status=OrderStatus.PENDING_RESELLER_APPROVAL.value)
    window = pending.filter(number__gt=after or 0).order_by("number").values(*_ORDER)[: size + 1]
    if number is not None:
        window = window.union(models.Order.objects.filter(number=number).values(*_ORDER))
    orders = sorted(_with_lines(list(window), now), key=lambda order: order.number)
    waiting = [order for order in orders if order.is_pending and order.number > (after or 0)][: size + 1]
    more, waiting = len(waiting) > size, waiting[:size]
    shown = next((order for order in orders if order.number == number), None)
    if number is None:
        shown = next(iter(waiting), None)
    if shown is not None and not shown.is_pending:
        shown = dataclasses.replace(shown, moves=_moves(shown.id))
    return Queue(orders=tuple(waiting), after=waiting[-1].number if more else None, shown=shown)


def _moves(order_id: UUID) -> tuple[Move, ...]:
    rows = models.OrderMove.objects.filter(order_id=order_id, line_id=None).order_by("id")
    return tuple(
        Move(**row) for row in rows.values("before", "after", "actor_kind", "actor_name", "reason", "at")
    )


def _with_lines(orders: list[dict[str, Any]], now: dt.datetime) -> tuple[Approval, ...]:
    lines: dict[UUID, list[Line]] = {row["id"]: [] for row in orders}
    today = {row["id"]: local_day(now, row["customer__time_zone"]) for row in orders}
    if orders:
        rows = models.OrderLine.objects.filter(order_id__in=list(lines)).order_by("order_id", "position")
        for row in rows.values(*_LINE):
            lines[row["order_id"]].append(_line(row, today[row["order_id"]]))
    return tuple(
        Approval(
            id=row["id"],
            number=row["number"],
            customer=row["customer__name"],
            placed_by=row["placed_by_name"],
            submitted_at=row["submitted_at"],
            type=row["type"],
            status=OrderStatus(row["status"]),
            note=row["note"],
            reference=row["reference"],
            what=naming.order(
                order_type=row["type"],
                what=row["what"],
                planned_on=next((line.planned_on for line in lines[row["id"]]), None),
            ),
            lines=tuple(lines[row["id"]]),
            money=_sum(line.money for line in lines[row["id"]]),
        )
        for row in orders
    )


def _line(row: dict[str, Any], today: dt.date) -> Line:
    currency, quantity = row["currency"], row["quantity"]
    price = Money(row["final_unit_price_minor"], currency)
    quoted = Money(row["quoted_net_minor"], currency)
    pays, days_left, days = _as_of(row, price, today)
    gives_back, is_upgrade = row["action"] == "remove", row["action"] == "upgrade"
    before = row["source__quantity"] if gives_back else row["subscription__quantity"]
    after = None if before is None else before - quantity if gives_back else before + quantity
    # What the operator gives back, or takes for a change, is its own to say: no margin is made up.
    known = not (gives_back or is_upgrade)
    return Line(
        name=row["name"],
        does=None if row["order__type"] == "purchase" else _does(row),
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        quantity=quantity,
        unit=row["unit"],
        planned_on=row["planned_on"],
        before=before,
        after=after,
        term_months=row["term_months"],
        billing_months=row["billing_months"],
        days_left=days_left,
        days=days,
        final_unit_price=price,
        status=LineStatus(row["status"]),
        money=Margin(pays=pays, cost=_cost(row, Fraction(days_left, days)) if known else None),
        per_period=Margin(
            pays=-(price * quantity) if gives_back else price * (quantity + row["extra"]),
            cost=_cost(row, Fraction(1)) if known else None,
        ),
        quoted=quoted if quoted != pays else None,
    )


def _does(row: dict[str, Any]) -> Sentence:
    return naming.line(
        order_type=row["order__type"],
        action=row["action"],
        name=row["name"],
        quantity=row["quantity"],
        unit=row["unit"],
        planned_on=row["planned_on"],
    )


def _as_of(row: dict[str, Any], price: Money, today: dt.date) -> tuple[Money, int, int]:
    """What the line is charged, with the days that are left of the period: as delivered, if delivered today, or as quoted."""
    if row["charged_net_minor"] is not None:
        charged = Money(row["charged_net_minor"], price.currency)
        return charged, row["charged_share_num"], row["charged_share_den"]
    waits = row["status"] not in {LineStatus.CANCELED.value, LineStatus.DELIVERED.value}
    if waits and row["subscription__period_end_on"] is not None:
        period = Period(row["subscription__period_start_on"], row["subscription__period_end_on"])
        if days_left := period.days_left(today):
            exact = Fraction(price.minor) * row["quantity"] * Fraction(days_left, period.days)
            return Money(rounding.to_minor(exact), price.currency), days_left, period.days
    quoted = Money(row["quoted_net_minor"], price.currency)
    return quoted, row["quoted_share_num"], row["quoted_share_den"]


def _cost(row: dict[str, Any], share: Fraction) -> Money | None:
    if row["cost_for_term"] is None:
        return None
    per_period = unit_price.cost_of_period(
        cost_for_term=money.in_minor(row["cost_for_term"], row["currency"]),
        term_months=row["term_months"],
        billing_months=row["billing_months"],
    )
    return Money(rounding.to_minor(per_period * row["quantity"] * share), row["currency"])


def _sum(margins: Iterable[Margin]) -> Margin:
    """The sum of lines; its cost is known only where each line's is."""
    parts = list(margins)
    assert parts, "an order has at least one line"
    currency = parts[0].pays.currency
    costs = [part.cost for part in parts if part.cost is not None]
    return Margin(
        pays=money.total((part.pays for part in parts), currency),
        cost=money.total(costs, currency) if len(costs) == len(parts) else None,
    )
