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
from seatwise.pricing.queries import offers
from seatwise.pricing.queries.offers import PricedOffer

SIZE = 25

# The term that stands for a product in a list: what most people compare first.
_SHOWN_FIRST = ((1, 1), (12, 1), (12, 12), (36, 1), (36, 12), (36, 36), (0, 0))


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
class ListedProduct:
    """One product of the list. `offers` are all its terms, priced for everybody, the shorter first.

    `markup` is its own, None where it has none; `for_customers` counts special prices and discounts of single customers that
    have not ended; `new` says that it came with the last price file that brought something, or later, and is not listed.
    """

    id: UUID
    key: str
    title: str
    vendor: str
    kind: str
    logo: str
    category_id: UUID
    listed: bool
    published: bool
    new: bool
    markup: Percent | None
    for_customers: int
    offers: tuple[PricedOffer, ...]

    @property
    def shown(self) -> PricedOffer | None:
        """The term that stands for the product, of those with a price in force; None where none has one (R12)."""
        priced = {(offer.term_months, offer.billing_months): offer for offer in self.offers if offer.price}
        return next((priced[term] for term in _SHOWN_FIRST if term in priced), None)

    @property
    def more_terms(self) -> int:
        """How many other terms have a price."""
        return max(0, sum(1 for offer in self.offers if offer.price) - 1)


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
    Tab.NEW: "l.id IS NULL AND p.created_at >= s.since",
}
# The last price file of the market that brought a product, unless it is the first one: then nothing is new yet.
_SINCE = """
(SELECT max(f.imported_at) AS since FROM file_import f
 WHERE f.kind = 'prices' AND f.market = %(market)s AND f.currency = %(currency)s
   AND f.imported_at <= (SELECT max(created_at) FROM product)
   AND f.imported_at > (SELECT min(imported_at) FROM file_import
                        WHERE kind = 'prices' AND market = %(market)s AND currency = %(currency)s)) s
"""
_FROM = f"FROM {_SINCE} CROSS JOIN product p LEFT JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = p.id"
_FOR_CUSTOMERS = " + ".join(
    f"(SELECT count(*) FROM {table} r JOIN offer o ON o.id = r.offer_id WHERE r.reseller_id = %(reseller)s"  # noqa: S608
    " AND o.product_id = p.id AND r.customer_id IS NOT NULL AND r.valid && daterange(%(day)s::date, NULL))"
    for table in ("special_price", "discount")
)
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
    """This function will answer products by title with their prices on a day, in three statements. # S25

    `text`: every word of it begins a word of the title, the key or the vendor. `after`, `before`: the id of the
    product at the edge of the part one was on.
    """
    search, found = _search(market, currency, text, category_id, vendor)
    found |= {"key": after or before, "size": size + 1, "day": on}
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(l.id), count(l.published_at), count(*) FILTER (WHERE {_OF_TAB[Tab.NEW]}),"  # noqa: S608
            f" (SELECT since FROM {_SINCE}) {_FROM} WHERE {search}",
            found,
        )
        everything, listed, published, new, since = cursor.fetchone() or (0, 0, 0, 0, None)
        where = f"{search} AND {_OF_TAB[tab]}"
        if after or before:
            where += f" AND (p.title, p.id) {'>' if after else '<'} {_KEY}"
        backwards = before is not None and after is None
        order = "DESC" if backwards else "ASC"
        cursor.execute(
            "SELECT p.id, p.key, p.title, p.vendor, p.kind, p.logo, p.category_id, l.id IS NOT NULL, l.published_at IS NOT NULL,"
            f" coalesce({_OF_TAB[Tab.NEW]}, false), l.markup_bp, {_FOR_CUSTOMERS} {_FROM}"
            f" WHERE {where} ORDER BY p.title {order}, p.id {order} LIMIT %(size)s",
            found,
        )
        rows = cursor.fetchall()
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    return ProductPage(
        rows=_with_prices(rows, market=market, currency=currency, on=on),
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
    """This function will answer the ids of all products that a list would find, at most so many, in one statement."""
    search, found = _search(market, currency, text, category_id, vendor)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT p.id {_FROM} WHERE {search} AND {_OF_TAB[tab]} ORDER BY p.title, p.id LIMIT %(most)s",
            {**found, "most": most},
        )
        return [row[0] for row in cursor.fetchall()]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shelves:
    """What a list can be narrowed to: categories with their names, and vendors."""

    categories: tuple[tuple[UUID, str], ...]
    vendors: tuple[str, ...]


def shelves() -> Shelves:
    """This function will answer the categories and the vendors of the catalogue by name, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, name FROM category UNION ALL SELECT NULL, vendor FROM product WHERE vendor <> '' GROUP BY vendor ORDER BY 2"
        )
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


def _with_prices(
    rows: list[tuple[Any, ...]], *, market: str, currency: str, on: dt.date
) -> tuple[ListedProduct, ...]:
    priced: dict[UUID, list[PricedOffer]] = {row[0]: [] for row in rows}
    if rows:
        for offer in offers.priced(
            product_ids=list(priced), customer_id=None, market=market, currency=currency, on=on
        ):
            priced[offer.product_id].append(offer)
    return tuple(
        ListedProduct(
            id=product_id,
            key=key,
            title=title,
            vendor=vendor,
            kind=kind,
            logo=logo,
            category_id=category_id,
            listed=listed,
            published=published,
            new=new,
            markup=None if points is None else Percent(points),
            for_customers=for_customers,
            offers=tuple(priced[product_id]),
        )
        for product_id, key, title, vendor, kind, logo, category_id, listed, published, new, points, for_customers in rows
    )
