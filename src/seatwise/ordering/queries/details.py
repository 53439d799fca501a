"""One order with everything about it (S10), for pages, mails and the console."""

import dataclasses
import datetime as dt
import json
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import proration
from seatwise.infra import numbering, tenancy
from seatwise.kernel import rounding
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_, Sentence
from seatwise.ordering import models
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.pricing.domain import vat, visibility


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line. `amount` is what was charged once delivered, else what was quoted (R27)."""

    id: UUID
    position: int
    product_id: UUID
    name: str
    unit: str
    kind: str
    vendor: str
    logo: str
    action: str
    quantity: int
    extra: int
    term_months: int
    billing_months: int
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money
    vat_rate: Percent
    quoted: vat.WithVat
    charged: vat.WithVat | None
    explanation: Sentence
    status: LineStatus
    status_reason: str
    planned_on: dt.date | None
    delivered_at: dt.datetime | None
    reference: str
    subscription_number: str | None
    asset_number: str | None
    parent_name: str
    """Of the subscription that an add-on is for, "" where it is for none."""
    parent_number: str | None

    @property
    def amount(self) -> vat.WithVat:
        return self.charged or self.quoted


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One thing that happened to the order, or to the line in `position`."""

    position: int | None
    line_name: str
    before: str
    after: str
    actor_kind: str
    actor_name: str
    reason: str
    at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderDetails:
    """An order. `visibility` says whether the customer may see its amounts (S8); the reseller always may."""

    id: UUID
    number: int
    customer_id: UUID
    customer_name: str
    customer_time_zone: str
    type: str
    status: OrderStatus
    status_reason: str
    placed_by: ActorKind
    placed_by_user_id: UUID
    placed_by_name: str
    placed_by_email: str
    submitted_at: dt.datetime
    note: str
    reference: str
    currency: str
    vat_exempt_reason: str
    billing_address: dict[str, str]
    lines: tuple[Line, ...]
    moves: tuple[Move, ...]

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)

    def does(self, line: Line) -> Sentence:
        """This function will answer what one of the lines does, with the day for which it is planned (R1)."""
        return naming.line(
            order_type=self.type,
            action=line.action,
            name=line.name,
            quantity=line.quantity,
            unit=line.unit,
            planned_on=line.planned_on,
        )

    @property
    def is_purchase(self) -> bool:
        """Whether all that it does is to buy something new."""
        return self.type == models.OrderType.PURCHASE.value

    @property
    def visibility(self) -> visibility.Visibility:
        return visibility.order_visibility(placed_by=self.placed_by)

    @property
    def total(self) -> vat.WithVat:
        """The sum of what the lines show, canceled ones left out unless the whole order is."""
        counted = [line for line in self.lines if line.status is not LineStatus.CANCELED] or self.lines
        return vat.total(lines=[line.amount for line in counted], currency=self.currency)


_ORDER = """
SELECT o.id, o.number, o.customer_id, c.name, c.time_zone, o.type, o.status, o.status_reason, o.placed_by, o.placed_by_user_id,
       o.placed_by_name, u.email, o.submitted_at, o.note, o.reference, o.currency, o.vat_exempt_reason, o.billing_address
FROM sales_order o
JOIN customer c ON c.reseller_id = o.reseller_id AND c.id = o.customer_id
JOIN user_account u ON u.id = o.placed_by_user_id
WHERE o.reseller_id = %s AND o.id = %s
"""
_LINE_SAME = (
    "id",
    "position",
    "product_id",
    "name",
    "unit",
    "action",
    "quantity",
    "extra",
    "term_months",
    "billing_months",
    "status_reason",
    "planned_on",
    "delivered_at",
    "reference",
)
# CASE and not coalesce: that one counts as a function that may leak, so that row security keeps it off the index.
_LINES = f"""
SELECT {", ".join(f"l.{name}" for name in _LINE_SAME)}, l.currency, l.status, l.unit_price_minor, l.discount_bp,
       l.final_unit_price_minor, l.vat_rate_bp, l.quoted_net_minor, l.quoted_vat_minor, l.charged_net_minor, l.charged_vat_minor,
       coalesce(l.charged_share_num, l.quoted_share_num), coalesce(l.charged_share_den, l.quoted_share_den),
       p.kind, p.vendor, p.logo, coalesce(s.number, q.number), a.number, coalesce(f.name, ''), f.number, coalesce(q.name, '')
FROM order_line l
JOIN product p ON p.id = l.product_id
LEFT JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.subscription_id
LEFT JOIN subscription q ON q.reseller_id = l.reseller_id AND q.id = l.source_id
LEFT JOIN subscription f ON f.reseller_id = l.reseller_id
    AND f.id = CASE WHEN l.parent_id IS NOT NULL THEN l.parent_id WHEN s.parent_id IS NOT NULL THEN s.parent_id ELSE q.parent_id END
LEFT JOIN asset a ON a.reseller_id = l.reseller_id AND a.id = l.asset_id
WHERE l.reseller_id = %s AND l.order_id = %s ORDER BY l.position
"""  # noqa: S608
_MOVES = """
SELECT l.position, coalesce(l.name, ''), m.before, m.after, m.actor_kind, m.actor_name, m.reason, m.at
FROM order_move m LEFT JOIN order_line l ON l.reseller_id = m.reseller_id AND l.id = m.line_id
WHERE m.reseller_id = %s AND m.order_id = %s ORDER BY m.id
"""
_MOVE = tuple(field.name for field in dataclasses.fields(Move))


def order_id_of(*, number: int, customer_id: UUID | None = None) -> UUID:
    """This function will find an order by its number, within one customer when given. Raises Order.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, customer_id FROM sales_order WHERE reseller_id = %s AND number = %s",
            [tenancy.current_reseller_id(), number],
        )
        row = cursor.fetchone()
    if row is None or (customer_id is not None and row[1] != customer_id):
        raise models.Order.DoesNotExist(f"There is no order {number}.")
    found: UUID = row[0]
    return found


def order_details(*, order_id: UUID) -> OrderDetails:
    """This function will answer one order of the current reseller in three statements. Raises Order.DoesNotExist.

    Whether the asker may see it is the caller's to know: a customer's page narrows by order_id_of(customer_id=…) first.
    """
    key = [tenancy.current_reseller_id(), order_id]
    with connection.cursor() as cursor:
        cursor.execute(_ORDER, key)
        order = cursor.fetchone()
        if order is None:
            raise models.Order.DoesNotExist(f"There is no order {order_id}.")
        cursor.execute(_LINES, key)
        lines = cursor.fetchall()
        cursor.execute(_MOVES, key)
        moves = cursor.fetchall()
    return OrderDetails(
        id=order[0],
        number=order[1],
        customer_id=order[2],
        customer_name=order[3],
        customer_time_zone=order[4],
        type=order[5],
        status=OrderStatus(order[6]),
        status_reason=order[7],
        placed_by=ActorKind(order[8]),
        placed_by_user_id=order[9],
        placed_by_name=order[10],
        placed_by_email=order[11],
        submitted_at=order[12],
        note=order[13],
        reference=order[14],
        currency=order[15],
        vat_exempt_reason=order[16],
        billing_address=json.loads(order[17]) if isinstance(order[17], str) else order[17],
        lines=tuple(_line(row) for row in lines),
        moves=tuple(Move(**dict(zip(_MOVE, row, strict=True))) for row in moves),
    )


def _line(row: tuple[Any, ...]) -> Line:
    same = dict(zip(_LINE_SAME, row, strict=False))
    currency, status, unit_price, discount, final, vat_rate, *amounts = row[len(_LINE_SAME) :]
    quoted_net, quoted_vat, charged_net, charged_vat, days_left, days, *links = amounts
    kind, vendor, logo, subscription_number, asset_number, parent_name, parent_number, source_name = links
    price = Money(final, currency)
    net = Money(quoted_net if charged_net is None else charged_net, currency)
    explanation = _explain(same, price=price, share=(days_left, days))
    if same["action"] == "upgrade" and same["planned_on"] is None:
        explanation = _with_credit(
            explanation, charged=_charged(same, price, days_left, days), net=net, source=source_name
        )
    return Line(
        **same,
        kind=kind,
        vendor=vendor,
        logo=logo,
        unit_price=Money(unit_price, currency),
        discount=Percent(discount) if discount else None,
        final_unit_price=price,
        vat_rate=Percent(vat_rate),
        quoted=vat.WithVat(net=Money(quoted_net, currency), vat=Money(quoted_vat, currency)),
        charged=None
        if charged_net is None
        else vat.WithVat(net=Money(charged_net, currency), vat=Money(charged_vat, currency)),
        explanation=explanation,
        status=LineStatus(status),
        subscription_number=_text(numbering.Series.SUBSCRIPTION, subscription_number),
        asset_number=_text(numbering.Series.ASSET, asset_number),
        parent_name=parent_name,
        parent_number=_text(numbering.Series.SUBSCRIPTION, parent_number),
    )


def _explain(same: dict[str, Any], *, price: Money, share: tuple[int, int]) -> Sentence:
    """How the line's amount is worked out, from what the line keeps (B2)."""
    if same["planned_on"] is not None:
        return Sentence(N_("Planned for %(day)s"), {"day": same["planned_on"]})
    if same["action"] == "remove" and not share[0]:
        return Sentence(N_("Nothing is given back"))
    return proration.explain(
        unit_price=price,
        quantity=same["quantity"] + same["extra"],
        unit=same["unit"],
        days_left=share[0],
        days=share[1],
        has_period=bool(same["billing_months"]),
    )


def _charged(same: dict[str, Any], price: Money, days_left: int, days: int) -> Money:
    """What the line's own part of the period costs, as every rule of the books rounds it (R14)."""
    exact = Fraction(price.minor) * (same["quantity"] + same["extra"]) * Fraction(days_left, days)
    return Money(rounding.to_minor(exact), price.currency)


def _with_credit(explanation: Sentence, *, charged: Money, net: Money, source: str) -> Sentence:
    """An upgrade's line keeps what was charged less what came back, so the difference is the credit for the source (B2, R22)."""
    credit = charged - net
    if not credit.minor:
        return explanation
    said = {"charge": explanation, "credit": credit, "source": source}
    return Sentence(N_("%(charge)s, less %(credit)s credited for %(source)s"), said)


def _text(series: numbering.Series, number: int | None) -> str | None:
    return None if number is None else numbering.text(series, number)
