"""Reads across capabilities for the pages of what is held: its purchases and its charges."""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import OuterRef, Q, Subquery

from seatwise.billing import models as billing
from seatwise.billing.domain import proration
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.period import first_instant
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


KINDS = {
    "purchases": (Event.START, Event.ADD),
    "cancellations": (Event.REMOVE, Event.CANCEL, Event.TERM_ENDED, Event.PARENT_ENDED),
    "upgrades": (Event.UPGRADE_IN, Event.UPGRADE_OUT),
    "renewals": (Event.RENEWED,),
}
"""The kinds of entries that a history can be narrowed to."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Narrowing:
    """What a history is narrowed to: a kind of KINDS, one subscription or add-on, a year of the customer's. Empty fields do not."""

    kind: str = ""
    subscription_id: UUID | None = None
    year: int | None = None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A subscription or add-on whose purchases a history tells."""

    id: UUID
    number: int
    name: str

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.SUBSCRIPTION, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """How many entries there are of a kind, of an item and in a year of the customer's."""

    kind: str
    subscription_id: UUID
    year: int
    count: int


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


# Hidden from the planner, which otherwise plans anew for every array, and takes four times as long as the statement.
_THESE = "ANY(ARRAY(SELECT unnest(%(ids)s::uuid[])))"
# One row for each line and each thing it changed, and one for each renewal and end of the calendar's own.
_HISTORY = f"""
FROM (
    SELECT l.delivered_at AS at, l.id, CASE l.action WHEN 'upgrade' THEN 'upgrade_in' ELSE l.action END AS event, l.name,
           l.subscription_id, l.quantity + l.extra AS delta, NULL::int AS after_entry, o.number, o.placed_by, o.placed_by_name,
           l.currency
    FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
    WHERE l.reseller_id = %(reseller)s AND l.status = 'delivered' AND l.action <> 'remove' AND {{bought}}
    UNION ALL
    SELECT l.delivered_at, l.id, CASE WHEN l.action = 'upgrade' THEN 'upgrade_out'
               WHEN starts_with(o.type, 'cancel') THEN 'cancel' ELSE l.action END, l.name,
           l.source_id, -l.quantity, NULL, o.number, o.placed_by, o.placed_by_name, l.currency
    FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
    WHERE l.reseller_id = %(reseller)s AND l.status = 'delivered' AND l.source_id = {_THESE}
    UNION ALL
    SELECT e.at, e.id, e.kind, s.name, e.subscription_id, e.quantity_after - e.quantity_before, e.quantity_after, NULL,
           s.bought_by, '', s.currency
    FROM calendar_entry e JOIN subscription s ON s.reseller_id = e.reseller_id AND s.id = e.subscription_id
    WHERE e.reseller_id = %(reseller)s AND e.subscription_id = {_THESE} AND e.kind <> 'rolled_over'
) AS h WHERE true
"""  # noqa: S608
_BOUGHT_HERE = f"l.subscription_id = {_THESE}"
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


def items(*, subscription_id: UUID) -> tuple[Item, ...]:
    """This function will answer a subscription and all the add-ons that it ever had, by name, itself first. One statement."""
    rows = (
        subscriptions.Subscription.objects.filter(Q(id=subscription_id) | Q(parent_id=subscription_id))
        .order_by("name", "number")
        .values("id", "number", "name")
    )
    found = sorted((Item(**row) for row in rows), key=lambda item: item.id != subscription_id)
    return tuple(found)


def purchase_page(
    *,
    subscription_ids: Sequence[UUID],
    narrowing: Narrowing,
    time_zone: str,
    place: paging.Place,
    size: int = paging.SIZE,
) -> tuple[tuple[Purchase, ...], paging.Page]:
    """This function will answer a page of the history of subscriptions, newest first. One statement."""
    found = _page(
        list(subscription_ids), None, narrowing=narrowing, time_zone=time_zone, place=place, size=size
    )
    return tuple(_purchase(each) for each in found.rows), found


def entry_counts(*, subscription_ids: Sequence[UUID], time_zone: str) -> tuple[Entries, ...]:
    """This function will count the entries of a history by kind, item and year of the customer's. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT h.event, h.subscription_id, extract(year FROM h.at AT TIME ZONE %(zone)s)::int, count(*)"  # noqa: S608
            f" {_HISTORY.format(bought=_BOUGHT_HERE)} GROUP BY 1, 2, 3",
            _params(list(subscription_ids), None, time_zone=time_zone),
        )
        rows = cursor.fetchall()
    kinds = {event.value: kind for kind, events in KINDS.items() for event in events}
    return tuple(
        Entries(kind=kinds[event], subscription_id=held, year=year, count=count)
        for event, held, year, count in rows
    )


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


def _page(
    ids: list[UUID],
    asset_id: UUID | None,
    *,
    narrowing: Narrowing | None = None,
    time_zone: str = "UTC",
    place: paging.Place,
    size: int,
) -> paging.Page:
    wanted = narrowing or Narrowing()
    narrowed = (
        (" AND h.event = ANY(%(events)s)" if wanted.kind else "")
        + (" AND h.subscription_id = %(only)s" if wanted.subscription_id else "")
        + (" AND h.at >= %(since)s AND h.at < %(before)s" if wanted.year else "")
    )
    return paging.sql_page(
        select=_SELECT,
        source=_HISTORY.format(bought=_BOUGHT_ASSET if asset_id else _BOUGHT_HERE) + narrowed,
        row="h",
        params=_params(ids, asset_id, narrowing=wanted, time_zone=time_zone),
        by=_AT,
        tie=_ID,
        descending=True,
        place=place,
        size=size,
    )


def _params(
    ids: list[UUID],
    asset_id: UUID | None,
    *,
    narrowing: Narrowing | None = None,
    time_zone: str,
) -> dict[str, Any]:
    wanted = narrowing or Narrowing()
    year = wanted.year
    return {
        "reseller": tenancy.current_reseller_id(),
        "ids": ids,
        "asset": asset_id,
        "zone": time_zone,
        "events": [event.value for event in KINDS.get(wanted.kind, ())],
        "only": wanted.subscription_id,
        "since": first_instant(dt.date(year, 1, 1), time_zone) if year else None,
        "before": first_instant(dt.date(year + 1, 1, 1), time_zone) if year else None,
    }


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
