"""One order with everything about it (S10), for pages, mails and the console."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from seatwise.billing.domain import proration
from seatwise.infra import numbering
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models
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
    quantity: int
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

    @property
    def visibility(self) -> visibility.Visibility:
        return visibility.order_visibility(placed_by=self.placed_by)

    @property
    def total(self) -> vat.WithVat:
        """The sum of what the lines show, canceled ones left out unless the whole order is."""
        counted = [line for line in self.lines if line.status is not LineStatus.CANCELED] or self.lines
        return vat.total(lines=[line.amount for line in counted], currency=self.currency)


_LINE = [
    "id",
    "position",
    "product_id",
    "name",
    "unit",
    "product__kind",
    "product__vendor",
    "product__logo",
    "quantity",
    "currency",
    "term_months",
    "billing_months",
    "unit_price_minor",
    "discount_bp",
    "final_unit_price_minor",
    "vat_rate_bp",
    "quoted_net_minor",
    "quoted_vat_minor",
    "quoted_share_num",
    "quoted_share_den",
    "charged_net_minor",
    "charged_vat_minor",
    "charged_share_num",
    "charged_share_den",
    "status",
    "status_reason",
    "planned_on",
    "delivered_at",
    "reference",
    "subscription__number",
    "asset__number",
]


def order_id_of(*, number: int, customer_id: UUID | None = None) -> UUID:
    """This function will find an order by its number, within one customer when given. Raises Order.DoesNotExist."""
    rows = models.Order.objects.filter(number=number)
    if customer_id is not None:
        rows = rows.filter(customer_id=customer_id)
    found: UUID = rows.values_list("id", flat=True).get()
    return found


def order_details(*, order_id: UUID) -> OrderDetails:
    """This function will answer one order of the current reseller in three statements. Raises Order.DoesNotExist.

    Whether the asker may see it is the caller's to know: a customer's page narrows by order_id_of(customer_id=…) first.
    """
    order = models.Order.objects.select_related("customer", "placed_by_user").get(id=order_id)
    lines = models.OrderLine.objects.filter(order_id=order_id).order_by("position").values(*_LINE)
    moves = (
        models.OrderMove.objects.filter(order_id=order_id)
        .order_by("id")
        .values_list(
            "line__position", "line__name", "before", "after", "actor_kind", "actor_name", "reason", "at"
        )
    )
    return OrderDetails(
        id=order.id,
        number=order.number,
        customer_id=order.customer_id,
        customer_name=order.customer.name,
        customer_time_zone=order.customer.time_zone,
        type=order.type,
        status=OrderStatus(order.status),
        status_reason=order.status_reason,
        placed_by=ActorKind(order.placed_by),
        placed_by_user_id=order.placed_by_user_id,
        placed_by_name=order.placed_by_name,
        placed_by_email=order.placed_by_user.email,
        submitted_at=order.submitted_at,
        note=order.note,
        reference=order.reference,
        currency=order.currency,
        vat_exempt_reason=order.vat_exempt_reason,
        billing_address=order.billing_address,
        lines=tuple(_line(row) for row in lines),
        moves=tuple(
            Move(
                position=position,
                line_name=name or "",
                before=before,
                after=after,
                actor_kind=kind,
                actor_name=actor,
                reason=reason,
                at=at,
            )
            for position, name, before, after, kind, actor, reason, at in moves
        ),
    )


def _line(row: dict[str, Any]) -> Line:
    currency = row["currency"]
    price = Money(row["final_unit_price_minor"], currency)
    charged = None
    which = "quoted"
    if row["charged_net_minor"] is not None:
        which = "charged"
        charged = vat.WithVat(
            net=Money(row["charged_net_minor"], currency), vat=Money(row["charged_vat_minor"], currency)
        )
    return Line(
        id=row["id"],
        position=row["position"],
        product_id=row["product_id"],
        name=row["name"],
        unit=row["unit"],
        kind=row["product__kind"],
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        quantity=row["quantity"],
        term_months=row["term_months"],
        billing_months=row["billing_months"],
        unit_price=Money(row["unit_price_minor"], currency),
        discount=Percent(row["discount_bp"]) if row["discount_bp"] else None,
        final_unit_price=price,
        vat_rate=Percent(row["vat_rate_bp"]),
        quoted=vat.WithVat(
            net=Money(row["quoted_net_minor"], currency), vat=Money(row["quoted_vat_minor"], currency)
        ),
        charged=charged,
        explanation=proration.explain(
            unit_price=price,
            quantity=row["quantity"],
            unit=row["unit"],
            days_left=row[f"{which}_share_num"],
            days=row[f"{which}_share_den"],
            has_period=bool(row["billing_months"]),
        ),
        status=LineStatus(row["status"]),
        status_reason=row["status_reason"],
        planned_on=row["planned_on"],
        delivered_at=row["delivered_at"],
        reference=row["reference"],
        subscription_number=_text(numbering.Series.SUBSCRIPTION, row["subscription__number"]),
        asset_number=_text(numbering.Series.ASSET, row["asset__number"]),
    )


def _text(series: numbering.Series, number: int | None) -> str | None:
    return None if number is None else numbering.text(series, number)
