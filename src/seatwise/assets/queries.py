"""Reads of what was bought once, with what S14 says of its prices (R23). In SQL by hand, as those of subscriptions."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.assets import models
from seatwise.catalogue import queries as catalogue
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import published

STATUSES = tuple(models.Status.values)

_SAME = ("id", "number", "name", "status", "quantity", "purchased_on", "reference", "order_number")
_SELECT = f"""
    {", ".join(f"a.{name}" for name in _SAME)}, a.currency, a.unit_price_minor, a.discount_bp, a.final_unit_price_minor,
    a.bought_at, a.bought_by, {published("a")}, p.vendor, p.logo, p.unit
"""
_PRODUCTS = "JOIN product p ON p.id = a.product_id"
_OF_CUSTOMER = " WHERE a.reseller_id = %(reseller)s AND a.customer_id = %(customer)s"
_SEARCHED = f" AND (a.number = %(searched)s OR a.product_id IN {catalogue.PRODUCTS_WITH_WORDS})"
_NUMBER = paging.Column(sql="a.number", kind=int)
_SORTS = {
    "name": paging.Column(sql="a.name", kind=str),
    "purchased_on": paging.Column(sql="a.purchased_on", kind=dt.date),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AssetRow:
    """An asset. `price` says whether its prices may be seen (S14); ask it before showing one."""

    id: UUID
    number: int
    name: str
    vendor: str
    logo: str
    unit: str
    status: str
    quantity: int
    purchased_on: dt.date
    reference: str
    order_number: int
    unit_price: Money
    discount: Percent | None
    final_unit_price: Money
    price: visibility.Visibility

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ASSET, self.number)

    @property
    def order_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.order_number)

    @property
    def total(self) -> Money:
        """What it cost, net."""
        return self.final_unit_price * self.quantity


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AssetPage:
    """One page of assets and the keys of its neighbours."""

    rows: tuple[AssetRow, ...]
    place: paging.Page


def asset_page(
    *,
    customer_id: UUID,
    standard_since: dt.datetime | None,
    search: str = "",
    status: str = "",
    by: str = "-purchased_on",
    place: paging.Place,
    size: int = paging.SIZE,
) -> AssetPage:
    """This function will answer a page of a customer's assets, in one statement.

    `search` is a number (A-1001) or the beginnings of words of a product or vendor. `by` is "name" or "purchased_on", "-" before
    it for descending.
    """
    found = paging.sql_page(
        select=_SELECT,
        source="FROM asset a" + _narrowed(search, status),
        row="a",
        joined=_PRODUCTS,
        params=_params(customer_id, search, status),
        by=_SORTS[by.lstrip("-")],
        tie=_NUMBER,
        descending=by.startswith("-"),
        place=place,
        size=size,
    )
    return AssetPage(rows=tuple(_row(row, standard_since) for row in found.rows), place=found)


def asset(*, number: int, customer_id: UUID, standard_since: dt.datetime | None) -> AssetRow | None:
    """This function will answer a customer's asset by its number, None for anybody else's."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_SELECT} FROM asset a {_PRODUCTS}{_OF_CUSTOMER} AND a.number = %(number)s",  # noqa: S608
            _params(customer_id, "", "") | {"number": number},
        )
        row = cursor.fetchone()
    return None if row is None else _row(row, standard_since)


def counts(*, customer_id: UUID, search: str = "") -> dict[str, int]:
    """This function will count a customer's assets by status (S5)."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT a.status, count(*) FROM asset a{_narrowed(search, '')} GROUP BY a.status",  # noqa: S608
            _params(customer_id, search, ""),
        )
        return dict(cursor.fetchall())


def _narrowed(search: str, status: str) -> str:
    return _OF_CUSTOMER + (" AND a.status = %(status)s" if status else "") + (_SEARCHED if search else "")


def _params(customer_id: UUID, search: str, status: str) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "status": status,
        "searched": numbering.parse(numbering.Series.ASSET, search),
        "words": catalogue.word_query(search),
    }


def _row(row: tuple[Any, ...], standard_since: dt.datetime | None) -> AssetRow:
    same = dict(zip(_SAME, row, strict=False))
    currency, unit_price, discount, final, bought_at, bought_by, is_published, vendor, logo, unit = row[
        len(_SAME) :
    ]
    return AssetRow(
        **same,
        vendor=vendor,
        logo=logo,
        unit=unit,
        unit_price=Money(unit_price, currency),
        discount=Percent(discount) if discount else None,
        final_unit_price=Money(final, currency),
        price=visibility.price_visibility(
            published=is_published,
            bought_at=bought_at,
            placed_by=ActorKind(bought_by),
            standard_since=standard_since,
        ),
    )
