"""The reseller's product list: everything the operator offers, what of it is listed and published, and at which prices (S25)."""

import dataclasses
import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_
from seatwise.pricing.domain.unit_price import PriceBreakdown
from seatwise.pricing.queries import offers

SIZE = 25


class Tab(StrEnum):
    ALL = "all"
    LISTED = "listed"
    PUBLISHED = "published"
    NOT_LISTED = "not_listed"
    NEW = "new"

    @property
    def label(self) -> str:
        """The tab's name, to be translated at the edge."""
        return {
            Tab.ALL: N_("All"),
            Tab.LISTED: N_("Listed"),
            Tab.PUBLISHED: N_("Published"),
            Tab.NOT_LISTED: N_("Not listed"),
            Tab.NEW: N_("New"),
        }[self]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """A term of a product with its price for everybody."""

    offer_id: UUID
    term_months: int
    billing_months: int
    price: PriceBreakdown


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A product by its name, and whether the reseller sells it."""

    id: UUID
    key: str
    title: str
    vendor: str
    logo: str
    listed: bool
    published: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedProduct(Named):
    """One product of the list. `shown` is the term that stands for it, the shortest with a price in force; None where none has one.

    `more_terms` counts the others with a price (R12); `markup` is its own, None where it has none; `for_customers` counts special
    prices and discounts of single customers that have not ended; `new` says that it came with the last price file that brought
    something, or later, and is not listed.
    """

    new: bool
    markup: Percent | None
    for_customers: int
    shown: Term | None
    more_terms: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProductPage:
    """A part of the list by title, how many each tab has, and the keys of the parts beside it.

    `new_since`: when the price file came since which products count as new, None while there was only one.
    """

    rows: tuple[ListedProduct, ...]
    counts: dict[Tab, int]
    new_since: dt.datetime | None
    before: UUID | None
    after: UUID | None


_WORDS = (
    "to_tsvector('simple'::regconfig, COALESCE(p.title, '') || ' ' || COALESCE(p.key, '') || ' ' ||"
    " COALESCE(p.vendor, '')) @@ to_tsquery('simple', %(words)s)"
)
_OF_TAB = {
    Tab.ALL: "true",
    Tab.LISTED: "l.id IS NOT NULL",
    Tab.PUBLISHED: "l.published_at IS NOT NULL",
    Tab.NOT_LISTED: "l.id IS NULL",
    Tab.NEW: "l.id IS NULL AND p.created_at >= %(since)s",
}
# The last price file of the market that brought a product, unless it is the first one: then nothing is new yet.
_SINCE = """
SELECT max(f.imported_at) AS since FROM file_import f
WHERE f.kind = 'prices' AND f.market = %(market)s AND f.currency = %(currency)s
  AND f.imported_at <= (SELECT max(created_at) FROM product)
  AND f.imported_at > (SELECT min(imported_at) FROM file_import
                       WHERE kind = 'prices' AND market = %(market)s AND currency = %(currency)s)
"""
_FROM = "FROM product p LEFT JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = p.id"
# What most people compare first: a month, the shorter billing period, and last what is bought once.
_SHOWN = """
LEFT JOIN LATERAL (
    SELECT o.id, o.term_months, o.billing_months, line.cost, count(*) OVER () AS priced
    FROM offer o JOIN LATERAL (
        SELECT cost FROM price_line
        WHERE offer_id = o.id AND market = %(market)s AND currency = %(currency)s
          AND starts_on <= %(day)s AND (ends_on IS NULL OR ends_on >= %(day)s)
        ORDER BY starts_on DESC LIMIT 1
    ) line ON true
    WHERE o.product_id = p.id ORDER BY o.term_months = 0, o.term_months, o.billing_months LIMIT 1
) shown ON true
"""
_RANGES = "".join(
    f"""
LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE r.customer_id IS NOT NULL) AS for_customers,
           max(r.{value}) FILTER (WHERE r.customer_id IS NULL AND r.offer_id = shown.id AND r.valid @> %(day)s) AS for_everybody
    FROM offer o JOIN {table} r ON r.offer_id = o.id
    WHERE o.product_id = p.id AND r.reseller_id = %(reseller)s AND r.valid && daterange(%(day)s, NULL)
) {table} ON true
"""  # noqa: S608
    for table, value in (("special_price", "unit_price_minor"), ("discount", "percent_bp"))
)
_ROWS = f"""
SELECT p.id, p.key, p.title, p.vendor, p.logo, p.is_listed, p.is_published, p.is_new, p.markup_bp, cm.markup_bp,
       rs.default_markup_bp, special_price.for_customers + discount.for_customers, special_price.for_everybody,
       discount.for_everybody, shown.id, shown.term_months, shown.billing_months, shown.cost, shown.priced
FROM ({{page}}) p JOIN reseller_settings rs ON rs.reseller_id = %(reseller)s
LEFT JOIN category_markup cm ON cm.reseller_id = %(reseller)s AND cm.category_id = p.category_id
{_SHOWN} {_RANGES}
ORDER BY p.title, p.id
"""  # noqa: S608
# Listed are few and offered are many: each is counted where it is kept.
_COUNTED = f"""
SELECT s.since, (SELECT count(*) FROM product p WHERE {{search}}), l.listed, l.published,
    (SELECT count(*) FROM product p WHERE {{search}} AND p.created_at >= s.since) - l.listed_since
FROM ({_SINCE}) s CROSS JOIN LATERAL (
    SELECT count(*) AS listed, count(l.published_at) AS published, count(*) FILTER (WHERE p.created_at >= s.since) AS listed_since
    FROM listing l JOIN product p ON p.id = l.product_id WHERE l.reseller_id = %(reseller)s AND {{search}}) l
"""  # noqa: S608
# The vendors one after the other by their index, however many products each has.
_SHELVES = """
WITH RECURSIVE v (name) AS (
    SELECT min(vendor) FROM product WHERE vendor > ''
    UNION ALL
    SELECT (SELECT min(vendor) FROM product WHERE vendor > v.name) FROM v WHERE v.name IS NOT NULL
)
SELECT id, name FROM category UNION ALL SELECT NULL, name FROM v WHERE name IS NOT NULL ORDER BY 2
"""
_KEY = "(SELECT title, id FROM product WHERE id = %(key)s)"


def product_list(
    *,
    market: str,
    currency: str,
    on: dt.date,
    tab: Tab = Tab.ALL,
    text: str = "",
    category_id: UUID | None = None,
    vendor: str = "",
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = SIZE,
) -> ProductPage:
    """This function will answer products by title with their prices on a day, in two statements. # S25

    `text`: every word of it begins a word of the title, the key or the vendor. `after`, `before`: the id of the
    product at the edge of the part one was on.
    """
    search, found = _search(market, currency, text, category_id, vendor)
    backwards = before is not None and after is None
    with connection.cursor() as cursor:
        cursor.execute(_COUNTED.format(search=search), found)
        since, everything, listed, published, new = cursor.fetchone() or (None, 0, 0, 0, 0)
        where = f"{search} AND {_OF_TAB[tab]}"
        if after or before:
            where += f" AND (p.title, p.id) {'<' if backwards else '>'} {_KEY}"
        order = "DESC" if backwards else "ASC"
        page = (
            "SELECT p.id, p.key, p.title, p.vendor, p.logo, p.category_id, l.id IS NOT NULL AS is_listed, l.markup_bp,"
            f" l.published_at IS NOT NULL AS is_published, coalesce({_OF_TAB[Tab.NEW]}, false) AS is_new {_FROM}"
            f" WHERE {where} ORDER BY p.title {order}, p.id {order} LIMIT {size + 1:d}"
        )
        cursor.execute(_ROWS.format(page=page), {**found, "since": since, "key": after or before, "day": on})
        rows = cursor.fetchall()
    more = len(rows) > size
    if more:
        del rows[0 if backwards else -1]
    return ProductPage(
        rows=tuple(_product(row, currency) for row in rows),
        counts={
            Tab.ALL: everything,
            Tab.LISTED: listed,
            Tab.PUBLISHED: published,
            Tab.NOT_LISTED: everything - listed,
            Tab.NEW: new,
        },
        new_since=since,
        before=rows[0][0] if rows and (more if backwards else after is not None) else None,
        after=rows[-1][0] if rows and (more or backwards) else None,
    )


def product_ids(
    *,
    market: str,
    currency: str,
    tab: Tab,
    text: str = "",
    category_id: UUID | None = None,
    vendor: str = "",
    most: int,
) -> list[UUID]:
    """This function will answer the ids of all products that a list would find, at most so many, in two statements."""
    search, found = _search(market, currency, text, category_id, vendor)
    with connection.cursor() as cursor:
        cursor.execute(_SINCE, found)
        (since,) = cursor.fetchone() or (None,)
        cursor.execute(
            f"SELECT p.id {_FROM} WHERE {search} AND {_OF_TAB[tab]} ORDER BY p.title, p.id LIMIT %(most)s",
            {**found, "since": since, "most": most},
        )
        return [row[0] for row in cursor.fetchall()]


def named(*, text: str, most: int) -> tuple[Named, ...]:
    """This function will answer the first products that product_list() would find, without their prices, in one statement."""
    words = search_words(text)
    if not words:
        return ()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT p.id, p.key, p.title, p.vendor, p.logo, l.id IS NOT NULL, l.published_at IS NOT NULL"
            f" {_FROM} WHERE {_WORDS} ORDER BY p.title, p.id LIMIT %(most)s",
            {"reseller": tenancy.current_reseller_id(), "words": words, "most": most},
        )
        rows = cursor.fetchall()
    return tuple(
        Named(
            id=product_id, key=key, title=title, vendor=vendor, logo=logo, listed=listed, published=published
        )
        for product_id, key, title, vendor, logo, listed, published in rows
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What a list can be narrowed to: categories with their names, and vendors."""

    categories: tuple[tuple[UUID, str], ...]
    vendors: tuple[str, ...]


def shelves() -> Shelves:
    """This function will answer the categories and the vendors of the catalogue by name, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SHELVES)
        rows = cursor.fetchall()
    return Shelves(
        categories=tuple((row[0], row[1]) for row in rows if row[0]),
        vendors=tuple(row[1] for row in rows if not row[0]),
    )


def _search(
    market: str, currency: str, text: str, category_id: UUID | None, vendor: str
) -> tuple[str, dict[str, Any]]:
    words = search_words(text)
    conditions = [
        _WORDS if words else "true",
        "p.category_id = %(category)s" if category_id else "true",
        "p.vendor = %(vendor)s" if vendor else "true",
    ]
    found = {
        "reseller": tenancy.current_reseller_id(),
        "market": market,
        "currency": currency,
        "words": words,
        "category": category_id,
        "vendor": vendor,
    }
    return " AND ".join(conditions), found


def search_words(text: str) -> str:
    """This function will answer what was typed as a query for words that begin so; "" for nothing to search."""
    words = [word.replace("'", "").replace("\\", "") for word in text.replace("\0", "").split()[:8]]
    return " & ".join(f"'{word}':*" for word in words if word)


def _product(row: tuple[Any, ...], currency: str) -> ListedProduct:
    """A row of _ROWS."""
    product_id, key, title, vendor, logo, listed, published, new, own_bp, category_bp, default_bp = row[:11]
    for_customers, special_all, discount_all, offer_id, term_months, billing_months, cost, priced = row[11:]
    price = offers.price(
        term_months=term_months,
        billing_months=billing_months,
        product_bp=own_bp,
        category_bp=category_bp,
        default_bp=default_bp,
        cost=cost,
        special_all=special_all,
        discount_all=discount_all,
        currency=currency,
    )
    return ListedProduct(
        id=product_id,
        key=key,
        title=title,
        vendor=vendor,
        logo=logo,
        listed=listed,
        published=published,
        new=new,
        markup=None if own_bp is None else Percent(own_bp),
        for_customers=for_customers,
        shown=None
        if price is None
        else Term(offer_id=offer_id, term_months=term_months, billing_months=billing_months, price=price),
        more_terms=max(0, (priced or 0) - 1),
    )
