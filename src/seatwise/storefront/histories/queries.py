"""Reads across capabilities for the pages of what is held: its purchases and its charges."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Subquery

from seatwise.billing import models as billing
from seatwise.billing.domain import proration
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.sentence import Sentence
from seatwise.ordering import models as ordering
from seatwise.pricing.domain import visibility
from seatwise.subscriptions import models as subscriptions


class Event(StrEnum):
    """What a row of a purchase history tells of."""

    START = "start"
    ADD = "add"
    REMOVE = "remove"
    CANCEL = "cancel"
    UPGRADE_IN = "upgrade_in"
    UPGRADE_OUT = "upgrade_out"
    RENEWED = "renewed"
    TERM_ENDED = "term_ended"
    PARENT_ENDED = "parent_ended"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """A delivered order line, or what the calendar did: what a purchase history lists (S16).

    `amounts` says whether `charged` may be seen: S8 asks who placed the line's order, or the one that created what renewed.
    `order` and `placed_by_name` are "" for the calendar's own.
    """

    at: dt.datetime
    event: Event
    name: str
    subscription_id: UUID | None
    order: str
    placed_by: ActorKind
    placed_by_name: str
    before: int
    after: int
    charged: Money
    amounts: visibility.Visibility


# One row for each line and each thing it changed, and one for each renewal and end of the calendar's own.
_HISTORY = """
FROM (
    SELECT l.delivered_at AS at, l.id, CASE l.action WHEN 'upgrade' THEN 'upgrade_in' ELSE l.action END AS event, l.name,
           l.subscription_id, l.quantity + l.extra AS delta, NULL::int AS after_entry, o.number, o.placed_by, o.placed_by_name,
           l.currency
    FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
    WHERE l.reseller_id = %(reseller)s AND l.status = 'delivered' AND l.action <> 'remove' AND {bought}
    UNION ALL
    SELECT l.delivered_at, l.id, CASE WHEN l.action = 'upgrade' THEN 'upgrade_out'
               WHEN starts_with(o.type, 'cancel') THEN 'cancel' ELSE l.action END, l.name,
           l.source_id, -l.quantity, NULL, o.number, o.placed_by, o.placed_by_name, l.currency
    FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
    WHERE l.reseller_id = %(reseller)s AND l.status = 'delivered' AND l.source_id = ANY(%(ids)s)
    UNION ALL
    SELECT e.at, e.id, e.kind, s.name, e.subscription_id, e.quantity_after - e.quantity_before, e.quantity_after, NULL,
           s.bought_by, '', s.currency
    FROM calendar_entry e JOIN subscription s ON s.reseller_id = e.reseller_id AND s.id = e.subscription_id
    WHERE e.reseller_id = %(reseller)s AND e.subscription_id = ANY(%(ids)s) AND e.kind <> 'rolled_over'
) AS h WHERE true
"""
_BOUGHT_HERE = "l.subscription_id = ANY(%(ids)s)"
_BOUGHT_ASSET = "l.asset_id = %(asset)s"
_SELECT = """
h.at, h.event, h.name, h.subscription_id, h.number, h.placed_by, h.placed_by_name, h.delta,
coalesce(h.after_entry, (SELECT q.quantity_after FROM quantity_entry q WHERE q.reseller_id = %(reseller)s
    AND q.subscription_id = h.subscription_id AND q.cause_id = h.id), h.delta),
coalesce((SELECT sum(c.net_minor) FROM charge c WHERE c.reseller_id = %(reseller)s AND c.cause_id = h.id
    AND c.subscription_id IS NOT DISTINCT FROM h.subscription_id), 0)::bigint,
h.currency
"""
_AT = paging.Column(sql="h.at", kind=dt.datetime)
_ID = paging.Column(sql="h.id", kind=UUID)


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
    """This function will answer the newest entries in the history of subscriptions, or of an asset. One statement."""
    found = _page(list(subscription_ids), asset_id, place=paging.Place(), size=count)
    return tuple(_purchase(row) for row in found.rows)


def purchase_page(
    *, subscription_id: UUID, place: paging.Place
) -> tuple[tuple[Purchase, ...], paging.Page, int]:
    """This function will answer a page of the history of a subscription and all its add-ons, newest first, and its length."""
    children = subscriptions.Subscription.objects.filter(parent_id=subscription_id).values_list(
        "id", flat=True
    )
    ids = [subscription_id, *children]
    found = _page(ids, None, place=place, size=paging.SIZE)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {_HISTORY.format(bought=_BOUGHT_HERE)}", _params(ids, None))
        row = cursor.fetchone()
    assert row is not None
    return tuple(_purchase(each) for each in found.rows), found, int(row[0])


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


def _page(ids: list[UUID], asset_id: UUID | None, *, place: paging.Place, size: int) -> paging.Page:
    return paging.sql_page(
        select=_SELECT,
        source=_HISTORY.format(bought=_BOUGHT_ASSET if asset_id else _BOUGHT_HERE),
        row="h",
        params=_params(ids, asset_id),
        by=_AT,
        tie=_ID,
        descending=True,
        place=place,
        size=size,
    )


def _params(ids: list[UUID], asset_id: UUID | None) -> dict[str, Any]:
    return {"reseller": tenancy.current_reseller_id(), "ids": ids, "asset": asset_id}


def _purchase(row: tuple[Any, ...]) -> Purchase:
    at, event, name, subscription_id, number, by, by_name, delta, after, net, currency = row
    placed_by = ActorKind(by)
    return Purchase(
        at=at,
        event=Event(event),
        name=name,
        subscription_id=subscription_id,
        order=numbering.text(numbering.Series.ORDER, number) if number else "",
        placed_by=placed_by,
        placed_by_name=by_name,
        before=after - delta,
        after=after,
        charged=Money(net, currency),
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
