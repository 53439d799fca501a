"""What a reseller has set: the markups that may apply to a product, and special prices and discounts with their days."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.backends.postgresql.psycopg_any import DateRange

from seatwise.catalogue import queries as catalogue
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing import models
from seatwise.pricing.domain.unit_price import Markups

ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CategoryMarkup:
    """A category of the catalogue; `markup` None leaves its products to the default."""

    category_id: UUID
    name: str
    markup: Percent | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ranged:
    """A special price (`price`) or a discount (`percent`) on the days [first, last]; no last day is without end.

    No customer is everybody.
    """

    id: UUID
    offer_id: UUID
    customer_id: UUID | None
    customer: str
    price: Money | None
    percent: Percent | None
    first: dt.date
    last: dt.date | None

    def is_over(self, on: dt.date) -> bool:
        """Whether it has ended before that day."""
        return self.last is not None and self.last < on

    def holds(self, on: dt.date) -> bool:
        """Whether it is in force on that day."""
        return self.first <= on and not self.is_over(on)


def markups(*, product_id: UUID, category_id: UUID, default: Percent) -> Markups:
    """This function will answer the three markups of a product, in two statements. # R9"""
    of_product = models.Listing.objects.filter(product_id=product_id).values_list("markup_bp", flat=True)
    of_category = models.CategoryMarkup.objects.filter(category_id=category_id).values_list(
        "markup_bp", flat=True
    )
    return Markups(
        product=_percent(next(iter(of_product), None)),
        category=_percent(next(iter(of_category), None)),
        reseller=default,
    )


def category_markups() -> list[CategoryMarkup]:
    """This function will answer every category by name with the reseller's markup for it."""
    set_by_hand = dict(models.CategoryMarkup.objects.values_list("category_id", "markup_bp"))
    return [
        CategoryMarkup(
            category_id=category.id, name=category.name, markup=_percent(set_by_hand.get(category.id))
        )
        for category in catalogue.categories()
    ]


def special_prices(*, offer_ids: list[UUID], currency: str, since: dt.date) -> list[Ranged]:
    """This function will answer the special prices of offers that have not ended before that day, by start."""
    rows = (
        models.SpecialPrice.objects.filter(offer_id__in=offer_ids, valid__overlap=DateRange(since, None))
        .order_by("valid", "id")
        .values_list("id", "offer_id", "customer_id", "customer__name", "unit_price_minor", "valid")
    )
    return [
        Ranged(
            id=row_id,
            offer_id=offer_id,
            customer_id=customer_id,
            customer=customer or "",
            price=Money(minor, currency),
            percent=None,
            first=valid.lower,
            last=None if valid.upper is None else valid.upper - ONE_DAY,
        )
        for row_id, offer_id, customer_id, customer, minor, valid in rows
    ]


def discounts(*, offer_ids: list[UUID], since: dt.date) -> list[Ranged]:
    """This function will answer the discounts of offers that have not ended before that day, by start."""
    rows = (
        models.Discount.objects.filter(offer_id__in=offer_ids, valid__overlap=DateRange(since, None))
        .order_by("valid", "id")
        .values_list("id", "offer_id", "customer_id", "customer__name", "percent_bp", "valid")
    )
    return [
        Ranged(
            id=row_id,
            offer_id=offer_id,
            customer_id=customer_id,
            customer=customer or "",
            price=None,
            percent=Percent(points),
            first=valid.lower,
            last=None if valid.upper is None else valid.upper - ONE_DAY,
        )
        for row_id, offer_id, customer_id, customer, points, valid in rows
    ]


def _percent(points: int | None) -> Percent | None:
    return None if points is None else Percent(points)
