"""Products of the operator's own, manual ones among them, and the shelves of the catalogue."""

import datetime as dt
import re
from dataclasses import dataclass, field
from decimal import Decimal
from uuid import UUID

from django.db import IntegrityError, connection

from seatwise.catalogue.domain import kinds
from seatwise.catalogue.models import AddOnParent, Category, Offer, PriceLine, Product
from seatwise.catalogue.operations import file_import
from seatwise.catalogue.operations.prices import check_market
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal


class ProductRefused(Refusal):
    """A product of the operator's own cannot be made as asked for."""

    code = "catalogue.product_refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPrice:
    """What one licence costs for the whole term in a market, in the currency, on [starts_on, ends_on]."""

    market: str
    currency: str
    cost: Decimal
    retail: Decimal
    starts_on: dt.date
    ends_on: dt.date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOffer:
    """A term and a billing period in months, with its prices; 0 and 0 for what is bought once."""

    term_months: int
    billing_months: int
    prices: tuple[OwnPrice, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnProduct:
    """What the operator wants to sell. What is not automatic is delivered by hand, by its instructions (R4).

    `key` is ProductId/SkuId as for a vendor's product; `vendor` is the name shown, the operator's own.
    """

    key: str
    vendor: str
    title: str
    description: str
    kind: kinds.ProductKind
    offers: tuple[OwnOffer, ...]
    unit: str = "licences"
    smallest: int = kinds.SMALLEST
    largest: int = kinds.LARGEST
    allowed_countries: tuple[str, ...] = ()
    automatic: bool = False
    instructions: str = ""
    category: str = kinds.OTHER
    logo: str = ""
    parent_keys: tuple[str, ...] = field(default=())


def create_own_product(*, product: OwnProduct, actor: Actor, now: dt.datetime) -> UUID:
    """This function will put a product of the operator's own into the catalogue and answer its id. # S29

    Raises ProductRefused, MarketRefused or ImportBusy; then nothing has changed.
    """
    file_import.check_operator(actor)
    with file_import.one_at_a_time():
        parents = check_own_product(product)
        row = Product.objects.create(
            key=product.key,
            vendor=product.vendor,
            title=product.title,
            description=product.description,
            unit=product.unit,
            kind=product.kind,
            smallest=product.smallest,
            largest=product.largest,
            allowed_countries=list(product.allowed_countries),
            automatic=product.automatic,
            instructions=product.instructions,
            category=file_import.category(product.category),
            own=True,
            logo=product.logo,
            created_at=now,
        )
        AddOnParent.objects.bulk_create(
            [AddOnParent(addon=row, parent_id=parent) for parent in parents.values()]
        )
        for offer in product.offers:
            saved = Offer.objects.create(
                product=row, term_months=offer.term_months, billing_months=offer.billing_months
            )
            PriceLine.objects.bulk_create([_price_line(saved, price) for price in offer.prices])
    return row.id


def set_category(*, product_ids: tuple[UUID, ...], category: str, actor: Actor) -> None:
    """This function will put products on a shelf of the catalogue, made where there is none yet. # R9"""
    file_import.check_operator(actor)
    if not category.strip():
        raise ProductRefused(N_("The category needs a name."))
    with file_import.one_at_a_time():
        Product.objects.filter(id__in=product_ids).update(category=file_import.category(category.strip()))


def rename_category(*, category_id: UUID, name: str, actor: Actor) -> None:
    """This function will call a category otherwise; its products and markups stay with it. Raises ProductRefused. # R9"""
    file_import.check_operator(actor)
    with file_import.one_at_a_time():
        found = Category.objects.select_for_update().get(id=category_id)
        wanted = check_category(name, but=found.id)
        if found.name == kinds.OTHER and wanted != kinds.OTHER:
            raise ProductRefused(
                N_("Imports put new products into %(name)s, so it keeps its name."), name=kinds.OTHER
            )
        found.name = wanted
        found.save(update_fields=["name"])


def create_category(*, name: str, actor: Actor) -> UUID:
    """This function will make a category and answer its id. Raises ProductRefused for a name that is there. # R9"""
    file_import.check_operator(actor)
    with file_import.one_at_a_time():
        created: UUID = Category.objects.create(name=check_category(name)).id
    return created


def delete_category(*, category_id: UUID, actor: Actor) -> None:
    """This function will delete a category that nothing uses. Raises ProductRefused for one that is used. # R9"""
    file_import.check_operator(actor)
    try:
        with file_import.one_at_a_time():
            found = Category.objects.select_for_update().get(id=category_id)
            if found.name == kinds.OTHER:
                raise ProductRefused(
                    N_("Imports put new products into %(name)s, so it stays."), name=found.name
                )
            if count := Product.objects.filter(category=found).count():
                raise ProductRefused(
                    N_("%(name)s has %(count)d products. Put them into another category first."),
                    name=found.name,
                    count=count,
                )
            # A plain delete, as markups of resellers are theirs to see: the database alone knows whether there are any.
            with connection.cursor() as cursor:
                cursor.execute("DELETE FROM category WHERE id = %s", [found.id])
    except IntegrityError as used:
        raise ProductRefused(N_("A reseller has a markup for this category, so it stays.")) from used


def check_category(name: str, *, but: UUID | None = None) -> str:
    """This function will answer a category's name as it is kept. Raises ProductRefused for none, or one that is there."""
    wanted = " ".join(name.split())
    if not wanted:
        raise ProductRefused(N_("The category needs a name."))
    if any(
        found != but for found in Category.objects.filter(name__iexact=wanted).values_list("id", flat=True)
    ):
        raise ProductRefused(N_("There is a category %(name)s already."), name=wanted)
    return wanted


def check_key(key: str) -> None:
    """This function will raise ProductRefused for what is no product's key. # S29"""
    if not re.fullmatch(r"[^\s/,;]+/[^\s/,;]+", key):
        raise ProductRefused(
            N_(
                "“%(key)s” is not a product's key. Write ProductId/SkuId, such as SUPPORT/0001,"
                " without spaces, commas or semicolons."
            ),
            key=key,
        )


def check_key_is_free(key: str) -> None:
    """This function will raise ProductRefused where a product has the key. # S29"""
    if Product.objects.filter(key=key).exists():
        raise ProductRefused(N_("A product with the key %(key)s exists already."), key=key)


def check_quantities(*, smallest: int, largest: int) -> None:
    """This function will raise ProductRefused where no quantity could be bought. # R6"""
    if not 1 <= smallest <= largest:
        raise ProductRefused(
            N_("The quantities from %(smallest)d to %(largest)d cannot be bought."),
            smallest=smallest,
            largest=largest,
        )


def check_own_product(product: OwnProduct) -> dict[str, UUID]:
    """This function will raise ProductRefused or MarketRefused for what cannot be made; answers the parents' ids by key. # S29"""
    check_key(product.key)
    if not product.title.strip():
        raise ProductRefused(N_("The product needs a title."))
    check_quantities(smallest=product.smallest, largest=product.largest)
    if (product.kind is kinds.ProductKind.ADDON) != bool(product.parent_keys):
        raise ProductRefused(
            N_("An add-on names the products that it is sold on, and no other product does.")
        )
    if not product.offers:
        raise ProductRefused(N_("The product needs at least one term in which it is sold."))
    if len({(offer.term_months, offer.billing_months) for offer in product.offers}) != len(product.offers):
        raise ProductRefused(N_("A term and billing period is given twice."))
    for offer in product.offers:
        _check_offer(offer, product.kind)
    check_key_is_free(product.key)
    parents = dict(Product.objects.filter(key__in=product.parent_keys).values_list("key", "id"))
    for key in product.parent_keys:
        if key not in parents:
            raise ProductRefused(N_("There is no product %(key)s that the add-on could need."), key=key)
    return parents


def _check_offer(offer: OwnOffer, kind: kinds.ProductKind) -> None:
    once = offer.term_months == 0
    if (offer.term_months, offer.billing_months) not in kinds.TERMS or once != (
        kind is kinds.ProductKind.ONE_TIME
    ):
        raise ProductRefused(
            N_("This cannot be sold in a term of %(term)d months billed every %(billing)d months."),
            term=offer.term_months,
            billing=offer.billing_months,
        )
    starts = {(price.market, price.currency, price.starts_on) for price in offer.prices}
    if len(starts) != len(offer.prices):
        raise ProductRefused(N_("Two prices of one market begin on the same day."))
    for price in offer.prices:
        check_market(market=price.market, currency=price.currency)
        if price.cost < 0 or price.retail < 0:
            raise ProductRefused(N_("A price is zero or more."))
        if price.cost != round(price.cost, 6) or price.retail != round(price.retail, 6):
            raise ProductRefused(N_("A price has up to six decimals."))
        if price.ends_on and price.ends_on < price.starts_on:
            raise ProductRefused(N_("A price ends before it starts."))


def _price_line(offer: Offer, price: OwnPrice) -> PriceLine:
    return PriceLine(
        offer=offer,
        market=price.market,
        currency=price.currency,
        cost=price.cost,
        retail=price.retail,
        starts_on=price.starts_on,
        ends_on=price.ends_on,
    )
