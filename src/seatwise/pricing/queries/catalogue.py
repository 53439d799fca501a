"""The reseller's product list: everything the operator offers, what of it is listed and published, and at which prices (S25)."""

import dataclasses
import datetime as dt
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
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

    @property
    def label(self) -> str:
        """The tab's name, to be translated at the edge."""
        return {
            Tab.ALL: N_("All"),
            Tab.LISTED: N_("Listed"),
            Tab.PUBLISHED: N_("Published"),
            Tab.NOT_LISTED: N_("Not listed"),
        }[self]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListedProduct:
    """One product of the list. `offers` are all its terms, priced for everybody, the shorter first."""

    id: UUID
    key: str
    title: str
    vendor: str
    kind: str
    logo: str
    category_id: UUID
    listed: bool
    published: bool
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
    """A part of the list by title, how many each tab has, and the keys of the parts beside it."""

    rows: tuple[ListedProduct, ...]
    counts: dict[Tab, int]
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
}
_FROM = "FROM product p LEFT JOIN listing l ON l.reseller_id = %(reseller)s AND l.product_id = p.id"
_KEY = "(SELECT title, id FROM product WHERE id = %(key)s)"


def product_list(
    *,
    market: str,
    currency: str,
    on: dt.date,
    tab: Tab = Tab.ALL,
    text: str = "",
    after: UUID | None = None,
    before: UUID | None = None,
    size: int = SIZE,
) -> ProductPage:
    """This function will answer products by title with their prices on a day, in three statements. # S25

    `text`: every word of it begins a word of the title, the key or the vendor. `after`, `before`: the id of the
    product at the edge of the part one was on.
    """
    words = search_words(text)
    found: dict[str, UUID | str | int | None] = {
        "reseller": tenancy.current_reseller_id(),
        "words": words,
        "key": after or before,
        "size": size + 1,
    }
    search = _WORDS if words else "true"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*), count(l.id), count(l.published_at) {_FROM} WHERE {search}",
            found,
        )
        everything, listed, published = cursor.fetchone() or (0, 0, 0)
        where = f"{search} AND {_OF_TAB[tab]}"
        if after or before:
            where += f" AND (p.title, p.id) {'>' if after else '<'} {_KEY}"
        backwards = before is not None and after is None
        order = "DESC" if backwards else "ASC"
        cursor.execute(
            "SELECT p.id, p.key, p.title, p.vendor, p.kind, p.logo, p.category_id, l.id IS NOT NULL, l.published_at IS NOT NULL"
            f" {_FROM} WHERE {where} ORDER BY p.title {order}, p.id {order} LIMIT %(size)s",
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
        },
        before=rows[0][0] if rows and (more if backwards else after is not None) else None,
        after=rows[-1][0] if rows and (more or backwards) else None,
    )


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
            offers=tuple(priced[product_id]),
        )
        for product_id, key, title, vendor, kind, logo, category_id, listed, published in rows
    )
