"""What offers cost one customer on one day: every input of the price in one statement, the arithmetic in the domain."""

import dataclasses
import datetime as dt
from collections.abc import Collection, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import unit_price


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PricedOffer:
    """An offer with what is needed to sell it. `price` is None where the vendor has no price in force on the day (R12)."""

    offer_id: UUID
    product_id: UUID
    key: str
    title: str
    vendor: str
    description: str
    unit: str
    kind: str
    smallest: int
    largest: int
    allowed_countries: tuple[str, ...]
    automatic: bool
    instructions: str
    logo: str
    term_months: int
    billing_months: int
    listed: bool
    published: bool
    cost_for_term: Decimal | None
    price: unit_price.PriceBreakdown | None


_STATEMENT = """
SELECT o.id, p.id, p.key, p.title, p.vendor, p.description, p.unit, p.kind, p.smallest, p.largest, p.allowed_countries,
       p.automatic, p.instructions, p.logo, o.term_months, o.billing_months,
       l.id IS NOT NULL, l.published_at IS NOT NULL, l.markup_bp, cm.markup_bp, rs.default_markup_bp, pl.cost,
       (SELECT s.unit_price_minor FROM special_price s WHERE s.reseller_id = %(reseller)s AND s.offer_id = o.id
           AND s.customer_id = {customer} AND s.valid @> {day}),
       (SELECT s.unit_price_minor FROM special_price s WHERE s.reseller_id = %(reseller)s AND s.offer_id = o.id
           AND s.customer_id IS NULL AND s.valid @> {day}),
       (SELECT d.percent_bp FROM discount d WHERE d.reseller_id = %(reseller)s AND d.offer_id = o.id
           AND d.customer_id = {customer} AND d.valid @> {day}),
       (SELECT d.percent_bp FROM discount d WHERE d.reseller_id = %(reseller)s AND d.offer_id = o.id
           AND d.customer_id IS NULL AND d.valid @> {day})
FROM {wanted} JOIN product p ON p.id = o.product_id
JOIN reseller_settings rs ON rs.reseller_id = %(reseller)s
LEFT JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = p.id
LEFT JOIN category_markup cm ON cm.reseller_id = %(reseller)s AND cm.category_id = p.category_id
LEFT JOIN LATERAL (
    SELECT cost FROM price_line
    WHERE offer_id = o.id AND market = %(market)s AND currency = %(currency)s
      AND starts_on <= {day} AND (ends_on IS NULL OR ends_on >= {day})
    ORDER BY starts_on DESC LIMIT 1
) pl ON true
{which}
"""


def priced(
    *,
    offer_ids: Sequence[UUID] | None = None,
    product_ids: Sequence[UUID] | None = None,
    customer_id: UUID | None,
    market: str,
    currency: str,
    on: dt.date,
) -> list[PricedOffer]:
    """This function will answer offers, named themselves or by their products, with their price for one customer on a day.

    `customer_id` None asks for everybody's price. By title, then term. One statement (R8, R9, R12).
    """
    column = "o.id" if offer_ids is not None else "o.product_id"
    statement = _STATEMENT.format(
        customer="%(customer)s",
        day="%(day)s::date",
        wanted="offer o",
        which=f"WHERE {column} = ANY(%(ids)s) ORDER BY p.title, p.id, o.term_months, o.billing_months",
    )
    ids = list(offer_ids if offer_ids is not None else product_ids or ())
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "reseller": tenancy.current_reseller_id(),
                "customer": customer_id,
                "market": market,
                "currency": currency,
                "day": on,
                "ids": ids,
            },
        )
        return [_offer(row, currency) for row in cursor.fetchall()]


_IN_FORCE = _STATEMENT.format(
    customer="w.customer_id",
    day="w.day",
    wanted="unnest(%(offers)s::uuid[], %(customers)s::uuid[], %(days)s::date[]) AS w(offer_id, customer_id, day)"
    " JOIN offer o ON o.id = w.offer_id",
    which="",
).replace("SELECT ", "SELECT w.customer_id, w.day, ", 1)


def in_force(
    *, wanted: Collection[tuple[UUID, UUID, dt.date]], market: str, currency: str
) -> dict[tuple[UUID, UUID, dt.date], unit_price.PriceBreakdown | None]:
    """This function will answer the price in force for many (offer, customer, day) in one statement (R10).

    None where the reseller does not list the product or the vendor has no price for it on the day.
    """
    if not wanted:
        return {}
    offer_ids, customer_ids, days = zip(*wanted, strict=True)
    with connection.cursor() as cursor:
        cursor.execute(
            _IN_FORCE,
            {
                "reseller": tenancy.current_reseller_id(),
                "market": market,
                "currency": currency,
                "offers": list(offer_ids),
                "customers": list(customer_ids),
                "days": list(days),
            },
        )
        rows = cursor.fetchall()
    # Most customers pay what everybody pays: each price is worked out once.
    worked_out: dict[tuple[Any, ...], unit_price.PriceBreakdown | None] = {}
    found = {}
    for customer_id, day, *row in rows:
        of = (row[14], row[15], *row[18:])
        if of not in worked_out:
            worked_out[of] = price(**dict(zip(_INPUTS, of, strict=True)), currency=currency)
        found[row[0], customer_id, day] = worked_out[of] if row[16] else None
    return found


_OWN = """
SELECT DISTINCT r.offer_id, r.customer_id
FROM (SELECT offer_id, customer_id, valid FROM special_price WHERE reseller_id = %(reseller)s AND offer_id = ANY(%(offers)s)
      UNION ALL
      SELECT offer_id, customer_id, valid FROM discount WHERE reseller_id = %(reseller)s AND offer_id = ANY(%(offers)s)) r
WHERE r.customer_id IS NOT NULL AND r.valid @> %(day)s::date
"""


def with_own(
    *, offer_ids: Sequence[UUID], market: str, currency: str, on: dt.date
) -> dict[tuple[UUID, UUID], unit_price.PriceBreakdown]:
    """This function will answer the price in force on a day of every (offer, customer) with a special price or discount of its own.

    Two statements (R9).
    """
    with connection.cursor() as cursor:
        cursor.execute(
            _OWN, {"reseller": tenancy.current_reseller_id(), "offers": list(offer_ids), "day": on}
        )
        wanted = [(offer_id, customer_id, on) for offer_id, customer_id in cursor.fetchall()]
    found = in_force(wanted=wanted, market=market, currency=currency)
    return {(offer_id, customer_id): price for (offer_id, customer_id, _), price in found.items() if price}


_FACTS = [field.name for field in dataclasses.fields(PricedOffer)][:18]
_INPUTS = (
    "term_months",
    "billing_months",
    "product_bp",
    "category_bp",
    "default_bp",
    "cost",
    "special_own",
    "special_all",
    "discount_own",
    "discount_all",
)


def _offer(row: tuple[Any, ...], currency: str) -> PricedOffer:
    known = dict(zip(_FACTS, row[:18], strict=True))
    known["allowed_countries"] = tuple(known["allowed_countries"])
    inputs = dict(zip(_INPUTS, (row[14], row[15], *row[18:]), strict=True))
    return PricedOffer(**known, cost_for_term=row[21], price=price(**inputs, currency=currency))


@lru_cache(maxsize=4096)
def price(
    *,
    term_months: int,
    billing_months: int,
    product_bp: int | None,
    category_bp: int | None,
    default_bp: int,
    cost: Decimal | None,
    special_own: int | None = None,
    special_all: int | None,
    discount_own: int | None = None,
    discount_all: int | None,
    currency: str,
) -> unit_price.PriceBreakdown | None:
    """This function will work a price out from what is kept: markups and discounts in basis points, special prices in minor units.

    None where the vendor has no price in force, and so no `cost`.
    """
    if cost is None:
        return None
    return unit_price.price(
        cost_for_term=money.in_minor(cost, currency),
        currency=currency,
        term_months=term_months,
        billing_months=billing_months,
        markups=unit_price.Markups(
            product=_percent(product_bp), category=_percent(category_bp), reseller=Percent(default_bp)
        ),
        special_price_for_customer=_money(special_own, currency),
        special_price_for_everybody=_money(special_all, currency),
        discount_for_customer=_percent(discount_own),
        discount_for_everybody=_percent(discount_all),
    )


def _percent(basis_points: int | None) -> Percent | None:
    return None if basis_points is None else Percent(basis_points)


def _money(minor: int | None, currency: str) -> Money | None:
    return None if minor is None else Money(minor, currency)
