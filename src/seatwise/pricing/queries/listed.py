"""The listed products with all their terms, priced for everybody: for the price table, and for what a markup would change (S25)."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.percent import Percent
from seatwise.pricing.queries import offers
from seatwise.pricing.queries.offers import PricedOffer


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PricedProduct:
    """A listed product. `offers` are all its terms, the shorter first; `markup` is its own, None where it has none."""

    id: UUID
    key: str
    title: str
    category_id: UUID
    markup: Percent | None
    offers: tuple[PricedOffer, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Some of the products by title, and the id after which the next part begins, None for the last."""

    rows: tuple[PricedProduct, ...]
    after: UUID | None


_LISTED = """
SELECT p.id, p.key, p.title, p.category_id, l.markup_bp
FROM listing l JOIN product p ON p.id = l.product_id
WHERE l.reseller_id = %(reseller)s
  AND (%(after)s::uuid IS NULL OR (p.title, p.id) > (SELECT title, id FROM product WHERE id = %(after)s))
ORDER BY p.title, p.id LIMIT %(size)s
"""


def products(*, market: str, currency: str, on: dt.date, size: int, after: UUID | None = None) -> Part:
    """This function will answer listed products by title with their terms' prices on a day, in two statements."""
    with connection.cursor() as cursor:
        cursor.execute(_LISTED, {"reseller": tenancy.current_reseller_id(), "after": after, "size": size + 1})
        rows = cursor.fetchall()
    more, rows = len(rows) > size, rows[:size]
    priced: dict[UUID, list[PricedOffer]] = {row[0]: [] for row in rows}
    if rows:
        for offer in offers.priced(
            product_ids=list(priced), customer_id=None, market=market, currency=currency, on=on
        ):
            priced[offer.product_id].append(offer)
    return Part(
        rows=tuple(
            PricedProduct(
                id=product_id,
                key=key,
                title=title,
                category_id=category_id,
                markup=None if points is None else Percent(points),
                offers=tuple(priced[product_id]),
            )
            for product_id, key, title, category_id, points in rows
        ),
        after=rows[-1][0] if more else None,
    )
