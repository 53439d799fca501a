"""Reads of what was bought once, with what S14 says of its prices (R23)."""

import dataclasses
import datetime as dt
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from seatwise.assets import models
from seatwise.catalogue import queries as catalogue
from seatwise.infra import numbering, paging
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries.visibility import published

STATUSES = tuple(models.Status.values)

_FIELDS = ("id", "number", "name", "status", "quantity", "purchased_on", "reference", "order_number")
_MORE = (
    "currency",
    "unit_price_minor",
    "discount_bp",
    "final_unit_price_minor",
    "bought_at",
    "bought_by",
    "published",
    "product__vendor",
    "product__logo",
    "product__unit",
)


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
    rows = _searched(models.Asset.objects.filter(customer_id=customer_id), search)
    if status:
        rows = rows.filter(status=status)
    found = paging.page(
        rows.annotate(published=published()).values(*_FIELDS, *_MORE),
        by=by,
        tie="number",
        place=place,
        size=size,
    )
    return AssetPage(rows=tuple(_row(row, standard_since) for row in found.rows), place=found)


def asset(*, number: int, customer_id: UUID, standard_since: dt.datetime | None) -> AssetRow:
    """This function will answer a customer's asset by its number. Raises Asset.DoesNotExist for anybody else's."""
    rows = models.Asset.objects.annotate(published=published()).values(*_FIELDS, *_MORE)
    return _row(rows.get(number=number, customer_id=customer_id), standard_since)


def counts(*, customer_id: UUID, search: str = "") -> dict[str, int]:
    """This function will count a customer's assets by status (S5)."""
    rows = _searched(models.Asset.objects.filter(customer_id=customer_id), search)
    return dict(
        rows.values("status").annotate(found=Count("id")).order_by("status").values_list("status", "found")
    )


def _searched(rows: QuerySet[models.Asset], search: str) -> QuerySet[models.Asset]:
    if not search:
        return rows
    matches = Q(product_id__in=catalogue.ids_with_words(text=search))
    number = numbering.parse(numbering.Series.ASSET, search)
    if number is not None:
        matches |= Q(number=number)
    return rows.filter(matches)


def _row(row: dict[str, Any], standard_since: dt.datetime | None) -> AssetRow:
    currency = row["currency"]
    return AssetRow(
        **{name: row[name] for name in _FIELDS},
        vendor=row["product__vendor"],
        logo=row["product__logo"],
        unit=row["product__unit"],
        unit_price=Money(row["unit_price_minor"], currency),
        discount=Percent(row["discount_bp"]) if row["discount_bp"] else None,
        final_unit_price=Money(row["final_unit_price_minor"], currency),
        price=visibility.price_visibility(
            published=row["published"],
            bought_at=row["bought_at"],
            placed_by=ActorKind(row["bought_by"]),
            standard_since=standard_since,
        ),
    )
