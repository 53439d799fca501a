"""One product of the shop with its terms and prices, and its order form."""

import dataclasses
import functools
from collections.abc import Sequence
from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_http_methods, require_safe

from seatwise.catalogue.domain import kinds
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import ORDERING, VisitedRequest, for_customers
from seatwise.infra import clock
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.quantity import Limits
from seatwise.kernel.refusal import Refusal
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.domain import quantity as order_quantity
from seatwise.ordering.queries import quoting
from seatwise.pricing.queries.offers import PricedOffer
from seatwise.storefront import errors, order_form, shell
from seatwise.storefront.shop import queries
from seatwise.ui import formatting, jinja, listing, pieces, rendering, terms, units
from seatwise.ui.wording import gettext as _

_NO_OFFER = UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OfferView:
    """One term of a product. `unit_price` stands beside a discount; what is paid is the final one."""

    offer: str
    href: str
    basket_href: str
    term: str
    unit_price: Money | None
    discount: Percent | None
    final_unit_price: Money | None
    per: str
    can_order: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """The product's page. `why_not` says why it cannot be ordered here by this person; `facts` are (title, text)."""

    name: str
    vendor: str
    logo_href: str | None
    description: str
    offers: tuple[OfferView, ...]
    why_not: str
    facts: tuple[tuple[str, str], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrderedView:
    """What the order form says about the product. `terms` are its offers to choose from."""

    name: str
    vendor: str
    logo_href: str | None
    term: str
    unit: str
    terms: tuple[listing.Choice, ...]


@require_safe
@for_customers(Permission.SEE_SHOP)
def product(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show a published product; any other answers 404."""
    visitor = request.visitor
    buyer = quoting.load_buyer(
        customer=request.customer,
        actor=visitor.actor,
        now=clock.now(),
        reseller=visitor.reseller,
        settings=visitor.settings,
    )
    listed = visitor.visit == ORDERING
    offers = _offers(product_id=product_id, customer=request.customer, buyer=buyer, listed=listed)
    context = {
        "page": shell.shell(request, current="shop"),
        "view": _product_view(request, offers=offers, buyer=buyer),
    }
    return rendering.respond(request, "storefront/shop/product.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.ORDER_PRODUCTS, reads=order_form.only_asks)
def order(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show the order form of a product, quote it, and place the order."""
    subject = _Ordered(
        product_id=product_id,
        customer_id=request.customer.id,
        back_href=f"{request.prefix}/shop/{product_id}/",
    )
    return order_form.answer(request, subject=subject)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Ordered:
    """A product of the shop as the subject of an order form."""

    product_id: UUID
    customer_id: UUID
    back_href: str
    template: str = "storefront/shop/order.html"
    current: str = "shop"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.Purchase:
        try:
            offer_id = UUID(typed.offer)
        except ValueError:
            offer_id = _NO_OFFER
        return self._purchase(typed=typed, offer_id=offer_id, quantity=quantity)

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        listed = buyer.placed_by is ActorKind.RESELLER
        offers = _offers(product_id=self.product_id, customer=customer, buyer=buyer, listed=listed)
        if offers[0].kind == kinds.ProductKind.ADDON:
            raise Http404
        chosen = next((offer for offer in offers if str(offer.offer_id) == typed.offer), offers[0])
        counts = quoting.licence_counts(customer_id=customer.id, product_ids=[self.product_id])
        facts = quoting.offer_facts(offer=chosen, counts=counts.get(self.product_id, (0, 0)), on=buyer.today)

        def check() -> None:
            quotes.check_may_order(buyer)
            quotes.check_for_sale(buyer=buyer, offer=facts)

        def quote(quantity: int, quote_id: UUID) -> quotes.Quote:
            command = self._purchase(typed=typed, offer_id=chosen.offer_id, quantity=quantity)
            return quotes.quote_purchase(quote_id=quote_id, command=command, buyer=buyer, offers=[facts])

        return order_form.Facts(
            check=check,
            room=functools.partial(
                order_quantity.purchase_limits, product=facts.limits, held=facts.held, ordered=facts.ordered
            ),
            quote=quote,
            limit=functools.partial(_limit, largest=chosen.largest, unit=chosen.unit),
            shown=lambda _quantity: _ordered_view(offers=offers, chosen=chosen),
        )

    def _purchase(self, *, typed: order_form.Typed, offer_id: UUID, quantity: int) -> commands.Purchase:
        return commands.Purchase(
            customer_id=self.customer_id,
            items=(commands.Item(offer_id=offer_id, quantity=quantity),),
            note=typed.note,
            reference=typed.reference,
        )


def _offers(
    *, product_id: UUID, customer: customers.Customer, buyer: quotes.Buyer, listed: bool
) -> Sequence[PricedOffer]:
    """The offers of a product on sale, those with a price first where one has none; Http404 for any other product."""
    offers = queries.offers_on_sale(
        product_id=product_id,
        customer_id=customer.id,
        market=buyer.market,
        currency=buyer.currency,
        on=buyer.today,
        listed=listed,
    )
    if not offers:
        raise Http404
    return sorted(offers, key=lambda offer: offer.price is None)


def _limit(room: Limits, *, largest: int, unit: str) -> str:
    if largest >= kinds.LARGEST:
        # Nobody has set a largest quantity; the number would only puzzle.
        return ""
    return _("From %(smallest)s to %(largest)s %(unit)s.") % {
        "smallest": jinja.quantity(room.smallest),
        "largest": jinja.quantity(room.largest),
        "unit": units.unit(unit, room.largest),
    }


def _ordered_view(*, offers: Sequence[PricedOffer], chosen: PricedOffer) -> OrderedView:
    return OrderedView(
        name=chosen.title,
        vendor=chosen.vendor,
        logo_href=chosen.logo or None,
        term=_term(chosen),
        unit=chosen.unit,
        terms=tuple(
            listing.Choice(value=str(offer.offer_id), label=_term_with_price(offer), selected=offer is chosen)
            for offer in offers
            if offer.price is not None or offer is chosen
        ),
    )


def _product_view(
    request: VisitedRequest, *, offers: Sequence[PricedOffer], buyer: quotes.Buyer
) -> ProductView:
    first = offers[0]
    why_not = _why_not(request, offer=first, buyer=buyer)
    return ProductView(
        name=first.title,
        vendor=first.vendor,
        logo_href=first.logo or None,
        description=first.description,
        offers=tuple(_offer_view(request, offer=offer, can_order=not why_not) for offer in offers),
        why_not=why_not,
        facts=_facts(first),
    )


def _why_not(request: VisitedRequest, *, offer: PricedOffer, buyer: quotes.Buyer) -> str:
    """Why this person cannot order the product here: what it is, the edition, the country, the role. "" where they can."""
    if offer.kind == kinds.ProductKind.ADDON:
        return _("This is an add-on: it is bought for a subscription, not on its own.")
    try:
        quotes.check_may_order(buyer)
    except quotes.BillingAddressMissing:
        # The order form asks for it.
        pass
    except Refusal as refusal:
        return jinja.sentence(refusal)
    if not request.visitor.may(Permission.ORDER_PRODUCTS):
        return errors.why_not(request, Permission.ORDER_PRODUCTS)
    if offer.allowed_countries and buyer.country and buyer.country not in offer.allowed_countries:
        named = {"name": offer.title, "country": buyer.country}
        return _("%(name)s is not sold in the country of your billing address (%(country)s).") % named
    return ""


def _offer_view(request: VisitedRequest, *, offer: PricedOffer, can_order: bool) -> OfferView:
    price = offer.price
    return OfferView(
        offer=str(offer.offer_id),
        href=f"{request.prefix}/shop/{offer.product_id}/order/?offer={offer.offer_id}",
        basket_href=f"{request.prefix}/shop/{offer.product_id}/basket/",
        term=_term(offer),
        unit_price=price.unit_price if price else None,
        discount=price.discount if price else None,
        final_unit_price=price.final_unit_price if price else None,
        per=terms.per(offer.billing_months),
        can_order=can_order and price is not None,
    )


def _facts(offer: PricedOffer) -> tuple[tuple[str, str], ...]:
    facts = [(_("Vendor"), offer.vendor)] if offer.vendor else []
    facts.append((_("Unit"), units.unit(offer.unit)))
    if limit := _limit(Limits(offer.smallest, offer.largest), largest=offer.largest, unit=offer.unit):
        facts.append((_("Quantity"), limit))
    automatic = (
        _("Automatic, as soon as the order is accepted")
        if offer.automatic
        else _("By hand, after the order is accepted")
    )
    facts.append((_("Delivery"), automatic))
    return tuple(facts)


def _term(offer: PricedOffer) -> str:
    return terms.term(term_months=offer.term_months, billing_months=offer.billing_months)


def _term_with_price(offer: PricedOffer) -> str:
    if offer.price is None:
        return _term(offer)
    price = formatting.money(offer.price.final_unit_price, language=pieces.language())
    return _("%(term)s · %(price)s %(per)s") % {
        "term": _term(offer),
        "price": price,
        "per": terms.per(offer.billing_months),
    }
