"""Reads of the catalogue, as frozen values. Each function is one statement at most."""

import datetime as dt
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from uuid import UUID

from django.contrib.postgres.search import SearchQuery
from django.db import connection
from django.db.models import Q, QuerySet

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.catalogue.models import WORDS, AddOnParent, Category, Offer, PriceLine, Product
from seatwise.kernel.refusal import N_, Refusal


class UnknownProduct(Refusal):
    """The catalogue does not have the product."""

    code = "catalogue.unknown_product"


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryInfo:
    id: UUID
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductInfo:
    """A product. `unit` labels its quantity; no `allowed_countries` is everywhere; `logo` may be empty."""

    id: UUID
    key: str
    vendor: str
    title: str
    description: str
    unit: str
    kind: ProductKind
    smallest: int
    largest: int
    allowed_countries: tuple[str, ...]
    automatic: bool
    instructions: str
    category_id: UUID
    category: str
    own: bool
    logo: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OfferInfo:
    """A product in one term and billing period, in months; 0 and 0 for what is bought once."""

    id: UUID
    product_id: UUID
    term_months: int
    billing_months: int

    @property
    def one_time(self) -> bool:
        return self.term_months == 0


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceInfo:
    """A price line. `cost` and `retail`: one licence, whole term, exact, in `currency`, not in cents."""

    offer_id: UUID
    currency: str
    cost: Fraction
    retail: Fraction
    starts_on: dt.date
    ends_on: dt.date | None


# Written out: each dialog that orders asks it.
_PRODUCT_FIELDS = tuple(field.name for field in fields(ProductInfo))
_PRODUCT = """
SELECT p.id, p.key, p.vendor, p.title, p.description, p.unit, p.kind, p.smallest, p.largest, p.allowed_countries, p.automatic,
       p.instructions, p.category_id, c.name, p.own, p.logo
FROM product p JOIN category c ON c.id = p.category_id WHERE p.id = %s OR p.key = %s
"""


def product(*, product_id: UUID | None = None, key: str | None = None) -> ProductInfo:
    """This function will answer the product of that id or key; raises UnknownProduct."""
    with connection.cursor() as cursor:
        cursor.execute(_PRODUCT, [product_id, key])
        row = cursor.fetchone()
    if row is None:
        raise UnknownProduct(N_("There is no such product."))
    known = dict(zip(_PRODUCT_FIELDS, row, strict=True))
    known["kind"] = ProductKind(known["kind"])
    known["allowed_countries"] = tuple(known["allowed_countries"])
    return ProductInfo(**known)


def products(*, product_ids: Collection[UUID]) -> dict[UUID, ProductInfo]:
    """This function will answer the products of these ids, in one statement; unknown ids are left out."""
    if not product_ids:
        return {}
    rows = Product.objects.select_related("category").filter(id__in=set(product_ids))
    return {row.id: _product(row) for row in rows}


def products_by_key(*, keys: Collection[str]) -> dict[str, ProductInfo]:
    """This function will answer the products of these keys, in one statement; unknown keys are left out."""
    rows = Product.objects.select_related("category").filter(key__in=set(keys))
    return {row.key: _product(row) for row in rows}


def search(
    *,
    text: str = "",
    kinds: Collection[ProductKind] = (),
    limit: int = 50,
    after: tuple[str, UUID] | None = None,
) -> list[ProductInfo]:
    """This function will answer products by title, those with a word that begins like each word of `text`.

    At most `limit`, after the (title, id) given. Title, key and vendor are searched; no text finds all.
    """
    rows = matching(Product.objects.select_related("category"), text=text)
    if kinds:
        rows = rows.filter(kind__in=kinds)
    if after:
        title, last_id = after
        rows = rows.filter(Q(title__gt=title) | Q(title=title, id__gt=last_id))
    return [_product(row) for row in rows.order_by("title", "id")[:limit]]


def matching(rows: QuerySet[Product], *, text: str) -> QuerySet[Product]:
    """This function will keep the products with a word that begins like each word of `text`; no text keeps all."""
    query = word_query(text)
    if query:
        words = SearchQuery(query, search_type="raw", config="simple")
        return rows.annotate(words=WORDS).filter(words=words)
    return rows.none() if text.strip() else rows


PRODUCTS_WITH_WORDS = """
(SELECT id FROM product WHERE to_tsvector('simple', coalesce(title, '') || ' ' || coalesce(key, '') || ' ' || coalesce(vendor, ''))
    @@ to_tsquery('simple', %(words)s))
"""
"""The ids of products as search() finds them, as a part of another statement; its parameter comes from word_query()."""


def word_query(text: str) -> str:
    """This function will answer the parameter of PRODUCTS_WITH_WORDS; without a word, one that finds nothing."""
    return " & ".join(f"'{word}':*" for word in re.findall(r"\w+", text))


def categories() -> list[CategoryInfo]:
    """This function will answer the catalogue's categories by name."""
    return [CategoryInfo(id=row.id, name=row.name) for row in Category.objects.order_by("name")]


def offers(*, offer_ids: Collection[UUID]) -> dict[UUID, OfferInfo]:
    """This function will answer the offers of these ids; unknown ids are left out."""
    if not offer_ids:
        return {}
    return {row.id: _offer(row) for row in Offer.objects.filter(id__in=set(offer_ids))}


def offers_of(*, product_ids: Collection[UUID]) -> dict[UUID, tuple[OfferInfo, ...]]:
    """This function will answer each product's offers, shorter terms and billing periods first."""
    found: dict[UUID, list[OfferInfo]] = {product_id: [] for product_id in product_ids}
    if found:
        rows = Offer.objects.filter(product_id__in=list(found)).order_by("term_months", "billing_months")
        for row in rows:
            found[row.product_id].append(_offer(row))
    return {product_id: tuple(offers) for product_id, offers in found.items()}


def price_lines_in_force(
    *, offer_ids: Collection[UUID], market: str, currency: str, day: dt.date
) -> dict[UUID, PriceInfo]:
    """This function will answer each offer's price line in force on the customer's day, if any. # S28

    The same rule as domain.in_force.line_in_force: days [start, end], the newest start wins.
    """
    if not offer_ids:
        return {}
    rows = (
        PriceLine.objects.filter(
            offer_id__in=set(offer_ids), market=market, currency=currency, starts_on__lte=day
        )
        .filter(Q(ends_on__isnull=True) | Q(ends_on__gte=day))
        .order_by("offer_id", "-starts_on")
        .distinct("offer_id")
    )
    return {
        row.offer_id: PriceInfo(
            offer_id=row.offer_id,
            currency=row.currency,
            cost=Fraction(row.cost),
            retail=Fraction(row.retail),
            starts_on=row.starts_on,
            ends_on=row.ends_on,
        )
        for row in rows
    }


def priced_products(*, product_ids: Collection[UUID], market: str, currency: str, day: dt.date) -> set[UUID]:
    """This function will answer the products with a price in force; others cannot be published. # R12"""
    if not product_ids:
        return set()
    rows = PriceLine.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gte=day),
        offer__product_id__in=set(product_ids),
        market=market,
        currency=currency,
        starts_on__lte=day,
    )
    return set(rows.values_list("offer__product_id", flat=True).distinct())


def parents_of(*, addon_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """This function will answer the products that each add-on may hang on. # R21"""
    pairs = AddOnParent.objects.filter(addon_id__in=set(addon_ids)).values_list("addon_id", "parent_id")
    return _grouped(addon_ids, pairs)


def addons_of(*, parent_ids: Collection[UUID]) -> Mapping[UUID, frozenset[UUID]]:
    """This function will answer the add-ons that each product may carry. # R21"""
    pairs = AddOnParent.objects.filter(parent_id__in=set(parent_ids)).values_list("parent_id", "addon_id")
    return _grouped(parent_ids, pairs)


def may_become(*, source_id: UUID, target_id: UUID) -> bool:
    """This function will answer whether a product may be upgraded to another; an add-on never (R21, R22)."""
    with connection.cursor() as cursor:
        cursor.execute(_MAY_BECOME, [source_id, target_id])
        return cursor.fetchone() is not None


_MAY_BECOME = """
SELECT 1 FROM conversion c JOIN product p ON p.id = c.source_id AND p.kind <> 'addon'
WHERE c.source_id = %s AND c.target_id = %s
"""


def paths(
    *, product_id: UUID, add_on_ids: Collection[UUID] = ()
) -> tuple[frozenset[UUID], Mapping[UUID, frozenset[UUID]]]:
    """This function will answer what a product may be upgraded to, and the add-ons that go with it and with those (R21, R22).

    The first as may_become() says, the second by parent as addons_of() does; of what it may become, only `add_on_ids` are asked.
    """
    with connection.cursor() as cursor:
        cursor.execute(_PATHS, {"product": product_id, "held": list(add_on_ids)})
        rows = cursor.fetchall()
    targets = frozenset(other for is_add_on, _, other in rows if not is_add_on)
    add_ons = [(parent, other) for is_add_on, parent, other in rows if is_add_on]
    return targets, _grouped({product_id, *targets}, add_ons)


_PATHS = """
SELECT false, c.source_id, c.target_id FROM conversion c JOIN product p ON p.id = c.source_id AND p.kind <> 'addon'
WHERE c.source_id = %(product)s
UNION ALL
SELECT true, a.parent_id, a.addon_id FROM add_on_parent a WHERE a.parent_id = %(product)s
UNION ALL
SELECT true, a.parent_id, a.addon_id FROM add_on_parent a JOIN conversion c ON c.target_id = a.parent_id
JOIN product p ON p.id = c.source_id AND p.kind <> 'addon'
WHERE c.source_id = %(product)s AND a.addon_id = ANY(%(held)s) AND a.parent_id <> %(product)s
"""


def _grouped(keys: Collection[UUID], pairs: Collection[tuple[UUID, UUID]]) -> Mapping[UUID, frozenset[UUID]]:
    found: dict[UUID, set[UUID]] = {key: set() for key in keys}
    for key, value in pairs if found else ():
        found[key].add(value)
    return {key: frozenset(values) for key, values in found.items()}


def _product(row: Product) -> ProductInfo:
    return ProductInfo(
        id=row.id,
        key=row.key,
        vendor=row.vendor,
        title=row.title,
        description=row.description,
        unit=row.unit,
        kind=ProductKind(row.kind),
        smallest=row.smallest,
        largest=row.largest,
        allowed_countries=tuple(row.allowed_countries),
        automatic=row.automatic,
        instructions=row.instructions,
        category_id=row.category_id,
        category=row.category.name,
        own=row.own,
        logo=row.logo,
    )


def _offer(row: Offer) -> OfferInfo:
    return OfferInfo(
        id=row.id, product_id=row.product_id, term_months=row.term_months, billing_months=row.billing_months
    )
