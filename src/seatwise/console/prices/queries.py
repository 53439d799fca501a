"""Prices as the console shows them: all that is set, one product's terms, and what a change would make of them (S25)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from uuid import UUID

from seatwise.catalogue import queries as products
from seatwise.customers.middleware import Visitor
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.pricing.domain import changes
from seatwise.pricing.domain.changes import Edit
from seatwise.pricing.domain.unit_price import Audience, Markups, MarkupSource, PriceBreakdown
from seatwise.pricing.queries import catalogue, listed, offers, settings, what_if
from seatwise.pricing.queries.catalogue import Tab
from seatwise.pricing.queries.offers import PricedOffer

SHOWN = 6
LOOKED_AT = 10_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Overview:
    """The markups that are set, and a part of the listed products with their prices for everybody."""

    default: Percent
    categories: tuple[settings.CategoryMarkup, ...]
    page: catalogue.ProductPage


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """One product and its terms, priced for everybody today."""

    product: products.ProductInfo
    offers: tuple[PricedOffer, ...]
    today: dt.date

    @property
    def listed(self) -> bool:
        return any(offer.listed for offer in self.offers)

    @property
    def published(self) -> bool:
        return any(offer.published for offer in self.offers)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Ranges:
    """The special prices and the discounts of a product that have not ended."""

    special_prices: tuple[settings.Ranged, ...]
    discounts: tuple[settings.Ranged, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What a change makes of one offer's price."""

    offer: PricedOffer
    before: PriceBreakdown
    after: PriceBreakdown


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """The first offers that a change touches, how many more there are, and how many of all it sells below cost.

    `own_below_cost` counts the customers it takes there who have a special price or a discount of their own.
    """

    effects: tuple[Effect, ...]
    more: int
    below_cost: int
    own_below_cost: int = 0

    @property
    def needs_tick(self) -> bool:
        """Whether saving it takes the tick that it is sold below cost."""
        return bool(self.below_cost or self.own_below_cost)


def today(visitor: Visitor, now: dt.datetime) -> dt.date:
    """This function will answer which day it is for the reseller."""
    return local_day(now, visitor.settings.time_zone)


def overview(
    *, visitor: Visitor, now: dt.datetime, text: str, after: UUID | None, before: UUID | None
) -> Overview:
    """This function will answer the markups and the listed products that match the words."""
    return Overview(
        default=Percent(visitor.settings.default_markup_bp),
        categories=tuple(settings.category_markups()),
        page=catalogue.product_list(
            market=visitor.reseller.market,
            currency=visitor.reseller.currency,
            on=today(visitor, now),
            tab=Tab.LISTED,
            text=text,
            after=after,
            before=before,
        ),
    )


def terms(*, visitor: Visitor, product_id: UUID, now: dt.datetime) -> Terms:
    """This function will answer one product with its prices. Raises UnknownProduct."""
    known = products.product(product_id=product_id)
    day = today(visitor, now)
    priced = offers_of(visitor=visitor, product_id=product_id, customer_id=None, on=day)
    return Terms(product=known, offers=priced, today=day)


def ranges(*, visitor: Visitor, terms: Terms) -> Ranges:
    """This function will answer what is set for a product's terms, for whom and when."""
    found = settings.ranges(
        offer_ids=[offer.offer_id for offer in terms.offers],
        currency=visitor.reseller.currency,
        since=terms.today,
    )
    return Ranges(
        special_prices=tuple(one for one in found if one.price is not None),
        discounts=tuple(one for one in found if one.percent is not None),
    )


def markups(*, visitor: Visitor, product: products.ProductInfo) -> Markups:
    """This function will answer the markups that may apply to a product."""
    return settings.markups(
        product_id=product.id,
        category_id=product.category_id,
        default=Percent(visitor.settings.default_markup_bp),
    )


def offers_of(
    *, visitor: Visitor, product_id: UUID, customer_id: UUID | None, on: dt.date
) -> tuple[PricedOffer, ...]:
    """This function will answer a product's terms, priced for a customer or (None) for everybody on a day."""
    return tuple(
        offers.priced(
            product_ids=[product_id],
            customer_id=customer_id,
            market=visitor.reseller.market,
            currency=visitor.reseller.currency,
            on=on,
        )
    )


def preview_product_markup(
    *, visitor: Visitor, terms: Terms, markups: Markups, markup: Percent | None
) -> Preview:
    """This function will answer what the product's own markup, or none of its own, makes of its terms."""
    return _preview(visitor, terms.today, list(terms.offers), dataclasses.replace(markups, product=markup))


def preview_default_markup(*, visitor: Visitor, markup: Percent, now: dt.datetime) -> Preview:
    """This function will answer what another default makes of the listed products that follow it."""
    touched = [
        offer
        for row in _listed(visitor, now)
        for offer in row.offers
        if offer.price and offer.price.markup_source is MarkupSource.RESELLER
    ]
    return _preview(visitor, today(visitor, now), touched, Markups(reseller=markup))


def preview_category_markup(
    *, visitor: Visitor, category_id: UUID, markup: Percent | None, now: dt.datetime
) -> Preview:
    """This function will answer what another markup of a category makes of its listed products that follow it."""
    touched = [
        offer
        for row in _listed(visitor, now)
        for offer in row.offers
        if row.category_id == category_id
        and offer.price
        and offer.price.markup_source is not MarkupSource.PRODUCT
    ]
    default = Percent(visitor.settings.default_markup_bp)
    return _preview(visitor, today(visitor, now), touched, Markups(category=markup, reseller=default))


def preview_range(
    *,
    visitor: Visitor,
    product_id: UUID,
    offer_id: UUID,
    customer_id: UUID | None,
    on: dt.date,
    price: Money | None = None,
    percent: Percent | None = None,
) -> Preview:
    """This function will answer what a special price or a discount makes of one term on its first day."""
    audience = Audience.EVERYBODY if customer_id is None else Audience.THIS_CUSTOMER
    found = offers_of(visitor=visitor, product_id=product_id, customer_id=customer_id, on=on)
    offer = next((offer for offer in found if offer.offer_id == offer_id), None)
    if offer is None or offer.price is None:
        return Preview(effects=(), more=0, below_cost=0)
    after = None
    if price is not None:
        after = what_if.with_special_price(offer=offer, price=price, audience=audience)
    elif percent is not None:
        after = what_if.with_discount(offer=offer, percent=percent, audience=audience)
    effects = (Effect(offer=offer, before=offer.price, after=after),) if after else ()
    own = 0
    if customer_id is None:
        edit = Edit(special_price=price) if price is not None else Edit(discount=percent)
        own = sum(own_below_cost(visitor=visitor, edits={offer_id: edit}, today=on).values())
    return Preview(effects=effects, more=0, below_cost=_below_cost(effects), own_below_cost=own)


def own_below_cost(*, visitor: Visitor, edits: Mapping[UUID, Edit], today: dt.date) -> dict[UUID, int]:
    """This function will answer by offer how many customers with prices of their own an edit takes below cost."""
    if not edits:
        return {}
    own = offers.with_own(
        offer_ids=list(edits), market=visitor.reseller.market, currency=visitor.reseller.currency, on=today
    )
    return changes.below_cost(own=own, edits=edits, today=today)


def _listed(visitor: Visitor, now: dt.datetime) -> tuple[listed.PricedProduct, ...]:
    return listed.products(
        market=visitor.reseller.market,
        currency=visitor.reseller.currency,
        on=today(visitor, now),
        size=LOOKED_AT,
    ).rows


def _preview(visitor: Visitor, day: dt.date, touched: list[PricedOffer], markups: Markups) -> Preview:
    effects = [
        Effect(offer=offer, before=offer.price, after=after)
        for offer in touched
        if offer.price and (after := what_if.with_markups(offer=offer, markups=markups))
    ]
    edits = {effect.offer.offer_id: Edit(markups=markups) for effect in effects}
    return Preview(
        effects=tuple(effects[:SHOWN]),
        more=max(0, len(effects) - SHOWN),
        below_cost=_below_cost(effects),
        own_below_cost=sum(own_below_cost(visitor=visitor, edits=edits, today=day).values()),
    )


def _below_cost(effects: Iterable[Effect]) -> int:
    """What is sold so already, and stays as it is, is not counted: it was decided before."""
    return sum(
        1
        for effect in effects
        if effect.after.is_below_cost and effect.after.final_unit_price != effect.before.final_unit_price
    )
