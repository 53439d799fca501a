"""What a reseller has set: the markups that may apply to a product, and special prices and discounts with their days."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import changes
from seatwise.pricing.domain.changes import Days, What
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
    """This function will answer the three markups of a product, in one statement. # R9"""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT markup_bp FROM listing WHERE reseller_id = %(reseller)s AND product_id = %(product)s),"
            " (SELECT markup_bp FROM category_markup WHERE reseller_id = %(reseller)s"
            " AND category_id = %(category)s)",
            {
                "reseller": tenancy.current_reseller_id(),
                "product": product_id,
                "category": category_id,
            },
        )
        of_product, of_category = cursor.fetchone() or (None, None)
    return Markups(product=_percent(of_product), category=_percent(of_category), reseller=default)


def listed_markups(*, product_ids: list[UUID]) -> dict[UUID, int | None]:
    """This function will answer the own markups of listed products in basis points, None for one without; others are left out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT product_id, markup_bp FROM listing WHERE reseller_id = %s AND product_id = ANY(%s)",
            [tenancy.current_reseller_id(), product_ids],
        )
        return dict(cursor.fetchall())


def category_markups() -> list[CategoryMarkup]:
    """This function will answer every category by name with the reseller's markup for it, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.id, c.name, m.markup_bp FROM category c LEFT JOIN category_markup m"
            " ON m.reseller_id = %s AND m.category_id = c.id ORDER BY c.name",
            [tenancy.current_reseller_id()],
        )
        return [
            CategoryMarkup(category_id=category_id, name=name, markup=_percent(points))
            for category_id, name, points in cursor.fetchall()
        ]


_RANGES = """
SELECT r.id, r.offer_id, r.customer_id, coalesce(c.name, ''), r.price, r.percent, r.valid
FROM (SELECT id, offer_id, customer_id, unit_price_minor AS price, NULL::integer AS percent, valid
      FROM special_price WHERE reseller_id = %(reseller)s AND offer_id = ANY(%(offers)s)
      UNION ALL
      SELECT id, offer_id, customer_id, NULL, percent_bp, valid
      FROM discount WHERE reseller_id = %(reseller)s AND offer_id = ANY(%(offers)s)) r
LEFT JOIN customer c ON c.reseller_id = %(reseller)s AND c.id = r.customer_id
WHERE r.valid && daterange(%(since)s, NULL)
ORDER BY r.valid, r.id
"""


def ranges(*, offer_ids: list[UUID], currency: str, since: dt.date) -> list[Ranged]:
    """This function will answer the special prices and discounts of offers that have not ended before that day.

    By their first day, in one statement. # R9
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _RANGES,
            {"reseller": tenancy.current_reseller_id(), "offers": offer_ids, "since": since},
        )
        return [
            Ranged(
                id=range_id,
                offer_id=offer_id,
                customer_id=customer_id,
                customer=customer,
                price=None if minor is None else Money(minor, currency),
                percent=_percent(points),
                first=valid.lower,
                last=None if valid.upper is None else valid.upper - ONE_DAY,
            )
            for range_id, offer_id, customer_id, customer, minor, points, valid in cursor.fetchall()
        ]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Everybodys:
    """What an offer has for everybody today, as basis points or minor units, and the days that a value typed today would have."""

    value: int | None
    next_days: Days


def everybodys(
    *, offer_ids: list[UUID], currency: str, today: dt.date
) -> dict[tuple[What, UUID], Everybodys]:
    """This function will answer everybody's special prices and discounts, in one statement; what has neither is left out. # R9"""
    found: dict[tuple[What, UUID], list[Ranged]] = {}
    for one in ranges(offer_ids=offer_ids, currency=currency, since=today) if offer_ids else ():
        if one.customer_id is None:
            what = What.DISCOUNT if one.price is None else What.SPECIAL_PRICE
            found.setdefault((what, one.offer_id), []).append(one)
    return {key: _today(some, today) for key, some in found.items()}


def _today(some: list[Ranged], today: dt.date) -> Everybodys:
    standing = next((one for one in some if one.holds(today)), None)
    value = None
    if standing is not None and standing.price is not None:
        value = standing.price.minor
    elif standing is not None and standing.percent is not None:
        value = standing.percent.basis_points
    return Everybodys(
        value=value,
        next_days=changes.days_of(
            today=today,
            standing=None if standing is None else Days(standing.first, standing.last),
            planned=[Days(one.first, one.last) for one in some],
        ),
    )


def _percent(points: int | None) -> Percent | None:
    return None if points is None else Percent(points)
