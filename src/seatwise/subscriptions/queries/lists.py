"""Subscriptions as a customer sees them, with what S14 says of their prices.

In SQL by hand: these pages are opened most, and building the statements anew cost more than running them.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.quantity import Limits
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import price_hidden_reason, published
from seatwise.subscriptions import models
from seatwise.subscriptions.queries import narrowing as narrow
from seatwise.subscriptions.queries.narrowing import ALL, NEEDS_ATTENTION, RUNNING, Narrowing

STATUSES = (*models.Status.values, NEEDS_ATTENTION)
"""What a list can be narrowed to: the commercial statuses, and those that a supplier has not confirmed (R19)."""

_SAME = (
    "id",
    "number",
    "parent_id",
    "product_id",
    "offer_id",
    "name",
    "status",
    "status_reason",
    "quantity",
    "leaving",
    "term_months",
    "billing_months",
    "period_start_on",
    "period_end_on",
    "term_start_on",
    "term_end_on",
    "auto_renew",
    "bought_at",
)
_SELECT = f"""
    {", ".join(f"s.{name}" for name in _SAME)}, s.provisioning = 'failed', s.currency, s.unit_price_minor, s.discount_bp,
    s.final_unit_price_minor, s.vat_rate_bp, s.bought_by, {published("s")}, p.vendor, p.logo, p.unit, p.smallest, p.largest
"""
_PRODUCTS = "JOIN product p ON p.id = s.product_id"
_FROM = f"FROM subscription s {_PRODUCTS} WHERE s.reseller_id = %(reseller)s"
_OF_NUMBER = "f.reseller_id = %(reseller)s AND f.customer_id = %(customer)s AND f.number = %(number)s"
_FAMILY = f"""
SELECT {_SELECT} {_FROM} AND s.id = ANY(ARRAY(
    SELECT f.id FROM subscription f WHERE {_OF_NUMBER}
    UNION ALL
    SELECT a.id FROM subscription f JOIN subscription a ON a.reseller_id = f.reseller_id AND a.parent_id = f.id
    WHERE {_OF_NUMBER} AND a.{RUNNING}))
ORDER BY s.parent_id IS NOT NULL, s.name, s.id
"""  # noqa: S608
_ADD_ONS = (
    "FROM subscription s WHERE s.reseller_id = %(reseller)s AND s.parent_id IN (SELECT id FROM page)"  # noqa: S608
    f" AND s.{RUNNING}"
)
_NUMBERED = (
    f"SELECT {_SELECT} {_FROM} AND s.customer_id = %(customer)s AND s.parent_id IS NULL"
    " AND s.number = ANY(%(numbers)s)"
)
_ONE = f"SELECT {_SELECT} {_FROM} AND s.customer_id = %(customer)s AND s.id = %(id)s"
_ID = paging.Column(sql="s.id", kind=UUID)
_SORTS = {
    "name": paging.Column(sql="s.name", kind=str),
    "term_end_on": paging.Column(sql="s.term_end_on", kind=dt.date),
    "shown_total": paging.Column(
        sql=f"CASE WHEN {price_hidden_reason('s')} = '' THEN s.final_unit_price_minor * s.quantity ELSE -1 END",
        kind=int,
    ),
}


def shown_status(*, status: str, quantity: int, leaving: int) -> str:
    """This function will answer the status as it is shown: Pending Cancel is Active with nothing that stays (R17)."""
    return "pending_cancel" if status == "active" and leaving >= quantity else status


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldRow:
    """A subscription or an add-on. `price` says whether its prices may be seen (S14); ask it before showing one."""

    id: UUID
    number: int
    parent_id: UUID | None
    product_id: UUID
    offer_id: UUID
    name: str
    vendor: str
    logo: str
    unit: str
    limits: Limits
    status: str
    status_reason: str
    needs_attention: bool
    quantity: int
    leaving: int
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money
    vat_rate: Percent
    term_months: int
    billing_months: int
    period_start_on: dt.date
    period_end_on: dt.date
    term_start_on: dt.date
    term_end_on: dt.date
    auto_renew: bool
    bought_at: dt.datetime
    published: bool
    price: visibility.Visibility

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.SUBSCRIPTION, self.number)

    @property
    def is_active(self) -> bool:
        return self.status == "active"

    @property
    def total(self) -> Money:
        """What it costs a billing period, net (R8)."""
        return self.final_unit_price * self.quantity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """One page of subscriptions, and the keys of its neighbours. `add_ons`: those that have not ended, by parent and name (R21)."""

    rows: tuple[HeldRow, ...]
    add_ons: Mapping[UUID, tuple[HeldRow, ...]]
    place: paging.Page


def held_page(
    *,
    customer_id: UUID,
    standard_since: dt.datetime | None,
    narrowing: Narrowing = ALL,
    by: str = "term_end_on",
    place: paging.Place,
    size: int = paging.SIZE,
) -> HeldPage:
    """This function will answer a page of a customer's subscriptions with their add-ons, in one statement (S12).

    `by` is "name", "term_end_on" or "shown_total" (hidden ones as if less than all), "-" before it for descending.
    """
    found = paging.sql_page(
        select=_SELECT,
        source="FROM subscription s" + narrow.where(narrowing),
        row="s",
        joined=_PRODUCTS,
        params=narrow.params(narrowing, customer_id=customer_id, standard_since=standard_since),
        by=_SORTS[by.lstrip("-")],
        tie=_ID,
        descending=by.startswith("-"),
        place=place,
        size=size,
        along=_ADD_ONS,
        along_by="s.name, s.id",
    )
    rows = tuple(_row(row, standard_since) for row in found.rows)
    add_ons: dict[UUID, tuple[HeldRow, ...]] = {row.id: () for row in rows}
    for add_on in (_row(row, standard_since) for row in found.along):
        if add_on.parent_id in add_ons:
            add_ons[add_on.parent_id] = (*add_ons[add_on.parent_id], add_on)
    return HeldPage(rows=rows, add_ons=add_ons, place=found)


def family(*, number: int, customer_id: UUID, standard_since: dt.datetime | None) -> tuple[HeldRow, ...]:
    """This function will answer a customer's subscription and then its add-ons by name, those that have ended left out.

    The number may be an add-on's, which comes alone. Nothing for a number of nobody's or of another customer's.
    """
    asked = {"reseller": tenancy.current_reseller_id(), "customer": customer_id, "number": number}
    return _rows(_FAMILY, asked, standard_since)


def held_row(*, subscription_id: UUID, customer_id: UUID, standard_since: dt.datetime | None) -> HeldRow:
    """This function will answer a customer's subscription or add-on. Raises Subscription.DoesNotExist for anybody else's."""
    asked = {"reseller": tenancy.current_reseller_id(), "customer": customer_id, "id": subscription_id}
    found = _rows(_ONE, asked, standard_since)
    if not found:
        raise models.Subscription.DoesNotExist
    return found[0]


def numbered(
    *, numbers: Collection[int], customer_id: UUID, standard_since: dt.datetime | None
) -> dict[int, HeldRow]:
    """This function will answer a customer's subscriptions of these numbers; add-ons and what is nobody's are left out."""
    asked = {"reseller": tenancy.current_reseller_id(), "customer": customer_id, "numbers": list(numbers)}
    return {row.number: row for row in _rows(_NUMBERED, asked, standard_since)}


def counts(
    *, customer_id: UUID, narrowing: Narrowing = ALL, standard_since: dt.datetime | None = None
) -> dict[str, int]:
    """This function will count a customer's subscriptions, add-ons apart, by status; "needs_attention" counts again (S4).

    Whatever status `narrowing` names; `standard_since` is asked for where it narrows to prices that S14 hides.
    """
    counted = {}
    attention = 0
    narrowed = narrowing.any_status
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.status, count(*), count(*) FILTER (WHERE s.provisioning = 'failed')"  # noqa: S608
            f" FROM subscription s{narrow.where(narrowed)} GROUP BY s.status",
            narrow.params(narrowed, customer_id=customer_id, standard_since=standard_since),
        )
        for status, found, failed in cursor.fetchall():
            counted[status] = found
            attention += failed
    return counted | {NEEDS_ATTENTION: attention}


def _rows(
    statement: str, params: Mapping[str, Any], standard_since: dt.datetime | None
) -> tuple[HeldRow, ...]:
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return tuple(_row(row, standard_since) for row in cursor.fetchall())


def _row(row: tuple[Any, ...], standard_since: dt.datetime | None) -> HeldRow:
    same = dict(zip(_SAME, row, strict=False))
    failed, currency, unit_price, discount, final, vat_rate, bought_by, is_published, *product = row[
        len(_SAME) :
    ]
    vendor, logo, unit, smallest, largest = product
    return HeldRow(
        **same,
        vendor=vendor,
        logo=logo,
        unit=unit,
        limits=Limits(smallest, largest),
        needs_attention=failed,
        unit_price=Money(unit_price, currency),
        discount=Percent(discount) if discount else None,
        final_unit_price=Money(final, currency),
        vat_rate=Percent(vat_rate),
        published=is_published,
        price=visibility.price_visibility(
            published=is_published,
            bought_at=same["bought_at"],
            placed_by=ActorKind(bought_by),
            standard_since=standard_since,
        ),
    )
