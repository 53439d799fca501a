"""What a reseller publishes, for its customers: a page of the shop, and one product with its offers."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue import queries as catalogue
from seatwise.infra import paging
from seatwise.pricing import models as pricing_models
from seatwise.pricing.queries import offers
from seatwise.pricing.queries.offers import PricedOffer

SIZE = 24


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shelf:
    """A category with the number of its published products that a search finds."""

    category_id: UUID
    name: str
    products: int
    found: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ware:
    """A published product with its cheapest offer, None where none has a price on the day; `has_more` tells of others."""

    id: UUID
    title: str
    vendor: str
    kind: str
    logo: str
    description: str
    cheapest: PricedOffer | None
    has_more: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wares:
    """One page of the shop."""

    wares: tuple[Ware, ...]
    page: paging.Page


def shelves(*, text: str, listed: bool = False) -> list[Shelf]:
    """This function will answer the categories with products on sale, by name. One statement.

    On sale is what is published; `listed` takes in what the reseller can order for a customer besides.
    """
    found = catalogue.matching(_on_sale(listed=listed), text=text).values("id")
    rows = (
        _on_sale(listed=listed)
        .values("category_id", "category__name")
        .annotate(products=Count("id"), found=Count("id", filter=Q(id__in=found)))
        .order_by("category__name")
    )
    return [
        Shelf(
            category_id=row["category_id"],
            name=row["category__name"],
            products=row["products"],
            found=row["found"],
        )
        for row in rows
    ]


def wares(
    *,
    text: str,
    category_id: UUID | None,
    place: paging.Place,
    customer_id: UUID,
    market: str,
    currency: str,
    on: dt.date,
    listed: bool = False,
) -> Wares:
    """This function will answer a page of products on sale by title, priced for one customer on a day. Two statements."""
    rows = catalogue.matching(_on_sale(listed=listed), text=text)
    if category_id is not None:
        rows = rows.filter(category_id=category_id)
    page = paging.page(
        rows.values("id", "title", "vendor", "kind", "logo", "description"),
        by="title",
        place=place,
        size=SIZE,
    )
    priced: dict[UUID, list[PricedOffer]] = {}
    if page.rows:
        ids = [row["id"] for row in page.rows]
        for offer in offers.priced(
            product_ids=ids, customer_id=customer_id, market=market, currency=currency, on=on
        ):
            if offer.price is not None:
                priced.setdefault(offer.product_id, []).append(offer)
    return Wares(
        wares=tuple(
            Ware(
                **row,
                cheapest=cheapest(priced.get(row["id"], [])),
                has_more=len(priced.get(row["id"], [])) > 1,
            )
            for row in page.rows
        ),
        page=page,
    )


def offers_on_sale(
    *, product_id: UUID, customer_id: UUID, market: str, currency: str, on: dt.date, listed: bool = False
) -> list[PricedOffer]:
    """This function will answer the offers of a product on sale, shorter terms first; none for any other."""
    found = offers.priced(
        product_ids=[product_id], customer_id=customer_id, market=market, currency=currency, on=on
    )
    return [offer for offer in found if offer.published or (listed and offer.listed)]


def cheapest(priced: list[PricedOffer]) -> PricedOffer | None:
    """This function will answer the offer that asks least at a time: billed most often first, then the lowest price."""
    return min(priced, key=_asks, default=None)


def _asks(offer: PricedOffer) -> tuple[int, int, int]:
    assert offer.price is not None, "only offers with a price compare"
    return offer.billing_months, offer.price.final_unit_price.minor, offer.term_months


def _on_sale(*, listed: bool) -> QuerySet[catalogue_models.Product]:
    rows = pricing_models.Listing.objects.all()
    if not listed:
        rows = rows.filter(published_at__isnull=False)
    return catalogue_models.Product.objects.filter(id__in=rows.values("product_id"))
