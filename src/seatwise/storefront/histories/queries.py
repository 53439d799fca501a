"""Reads across capabilities for the pages of what is held: its purchases and its charges."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, QuerySet, Subquery

from seatwise.billing import models as billing
from seatwise.billing.domain import proration
from seatwise.infra import numbering, paging
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models as ordering
from seatwise.ordering.domain.status import LineStatus
from seatwise.pricing.domain import visibility
from seatwise.subscriptions import models as subscriptions

_PURCHASE = (
    "id",
    "delivered_at",
    "name",
    "quantity",
    "currency",
    "charged_net_minor",
    "subscription_id",
    "action",
    "delta",
    "after",
    "order__number",
    "order__placed_by",
    "order__placed_by_name",
)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A delivered order line: what a purchase history lists (S16). `amounts` says whether `charged` may be seen (S8)."""

    at: dt.datetime
    name: str
    action: str
    subscription_id: UUID | None
    order: str
    placed_by: ActorKind
    placed_by_name: str
    before: int
    after: int
    charged: Money
    amounts: visibility.Visibility


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ChargeRow:
    """A charge or credit and how it is worked out. `order` says what S8 says of the order that caused it."""

    subscription_id: UUID
    charged_on: dt.date
    net: Money
    explanation: Sentence
    period_start_on: dt.date | None
    period_end_on: dt.date | None
    order: visibility.Visibility


def newest_purchases(
    *, subscription_ids: Sequence[UUID] = (), asset_id: UUID | None = None, count: int
) -> tuple[Purchase, ...]:
    """This function will answer the newest purchases of subscriptions, or of an asset. One statement."""
    rows = _lines(_of(subscription_ids, asset_id)).order_by("-delivered_at", "-id").values(*_PURCHASE)[:count]
    return tuple(_purchase(row) for row in rows)


def purchase_page(
    *, subscription_id: UUID, place: paging.Place
) -> tuple[tuple[Purchase, ...], paging.Page, int]:
    """This function will answer a page of the purchases of a subscription and all its add-ons, newest first, and their number."""
    which = Q(subscription_id=subscription_id) | Q(
        subscription_id__in=subscriptions.Subscription.objects.filter(parent_id=subscription_id).values("id")
    )
    rows = _lines(which)
    found = paging.page(rows.values(*_PURCHASE), by="-delivered_at", tie="id", place=place)
    return tuple(_purchase(row) for row in found.rows), found, rows.count()


def newest_charges(
    *, subscription_ids: Sequence[UUID], units: dict[UUID, str], count: int
) -> tuple[ChargeRow, ...]:
    """This function will answer the newest charges of subscriptions; `units` labels the licences of each. One statement."""
    caused_by = ordering.OrderLine.objects.filter(id=OuterRef("cause_id")).values("order__placed_by")[:1]
    rows = (
        billing.Charge.objects.filter(subscription_id__in=list(subscription_ids))
        .annotate(placed_by=Subquery(caused_by))
        .order_by("-charged_at", "-id")
        .values()[:count]
    )
    return tuple(_charge(row, units) for row in rows)


def _of(subscription_ids: Sequence[UUID], asset_id: UUID | None) -> Q:
    return Q(asset_id=asset_id) if asset_id else Q(subscription_id__in=list(subscription_ids))


def _lines(which: Q) -> "QuerySet[ordering.OrderLine]":
    entry = subscriptions.QuantityEntry.objects.filter(
        subscription_id=OuterRef("subscription_id"), cause_id=OuterRef("id")
    )
    rows: QuerySet[ordering.OrderLine] = ordering.OrderLine.objects.filter(
        which, status=LineStatus.DELIVERED.value
    )
    return rows.annotate(
        delta=Subquery(entry.values("delta")[:1]), after=Subquery(entry.values("quantity_after")[:1])
    )


def _purchase(row: dict[str, Any]) -> Purchase:
    placed_by = ActorKind(row["order__placed_by"])
    # Things bought once have no ledger of quantities.
    delta, after = (row["quantity"] if row[name] is None else row[name] for name in ("delta", "after"))
    return Purchase(
        at=row["delivered_at"],
        name=row["name"],
        action=row["action"],
        subscription_id=row["subscription_id"],
        order=numbering.text(numbering.Series.ORDER, row["order__number"]),
        placed_by=placed_by,
        placed_by_name=row["order__placed_by_name"],
        before=after - delta,
        after=after,
        charged=Money(row["charged_net_minor"], row["currency"]),
        amounts=visibility.order_visibility(placed_by=placed_by),
    )


def _charge(row: dict[str, Any], units: dict[UUID, str]) -> ChargeRow:
    currency = row["currency"]
    return ChargeRow(
        subscription_id=row["subscription_id"],
        charged_on=row["charged_on"],
        net=Money(row["net_minor"], currency),
        explanation=proration.explain(
            unit_price=Money(row["unit_price_minor"], currency),
            quantity=row["quantity"],
            unit=units[row["subscription_id"]],
            days_left=row["share_num"],
            days=row["share_den"],
            has_period=row["period_end_on"] is not None,
        ),
        period_start_on=row["period_start_on"],
        period_end_on=row["period_end_on"],
        # The calendar's own charges have no order behind them, so S14 alone decides.
        order=visibility.SHOWN
        if row["placed_by"] is None
        else visibility.order_visibility(placed_by=ActorKind(row["placed_by"])),
    )
