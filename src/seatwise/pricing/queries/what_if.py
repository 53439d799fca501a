"""What an offer would cost with another markup, special price or discount: shown before anything is saved (S25)."""

from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import changes, unit_price
from seatwise.pricing.domain.unit_price import Audience, Markups, PriceBreakdown
from seatwise.pricing.queries.offers import PricedOffer


def with_markups(*, offer: PricedOffer, markups: Markups) -> PriceBreakdown | None:
    """This function will answer the price under other markups, None where the vendor has no price in force."""
    return _priced(offer, markups=markups)


def with_special_price(*, offer: PricedOffer, price: Money, audience: Audience) -> PriceBreakdown | None:
    """This function will answer the price with a special price for those it is set for; else as with_markups()."""
    return _priced(offer, special={audience: price})


def with_discount(*, offer: PricedOffer, percent: Percent, audience: Audience) -> PriceBreakdown | None:
    """This function will answer the price with a discount for those it is set for; else as with_markups()."""
    return _priced(offer, discount={audience: percent})


def _priced(
    offer: PricedOffer,
    *,
    markups: Markups | None = None,
    special: dict[Audience, Money] | None = None,
    discount: dict[Audience, Percent] | None = None,
) -> PriceBreakdown | None:
    now = offer.price
    if now is None or offer.cost_for_term is None:
        return None
    specials = special or {}
    if now.special_price is not None and now.special_price_for is not None:
        specials = {now.special_price_for: now.special_price} | specials
    discounts = discount or {}
    if now.discount is not None and now.discount_for is not None:
        discounts = {now.discount_for: now.discount} | discounts
    currency = now.unit_price.currency
    return unit_price.price(
        cost_for_term=money.in_minor(offer.cost_for_term, currency),
        currency=currency,
        term_months=offer.term_months,
        billing_months=offer.billing_months,
        markups=markups or changes.as_chosen(now),
        special_price_for_customer=specials.get(Audience.THIS_CUSTOMER),
        special_price_for_everybody=specials.get(Audience.EVERYBODY),
        discount_for_customer=discounts.get(Audience.THIS_CUSTOMER),
        discount_for_everybody=discounts.get(Audience.EVERYBODY),
    )
