"""The basket: several products of the shop in one order. It is kept for each person and company, and outlives a session.

The page is an order form like every other, about all the items instead of one. What is typed is kept as it is quoted; an order
is made of what its own form carries, so that a second click finds the order of the first (R5).
"""

import contextlib
import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.catalogue.domain import kinds
from seatwise.customers import middleware
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, transactions
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import local_day
from seatwise.kernel.quantity import Limits, QuantityOutOfRange, parse
from seatwise.kernel.refusal import N_, Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands, quotes
from seatwise.ordering.domain import quantity as order_quantity
from seatwise.ordering.queries import basket as kept
from seatwise.ordering.queries import quoting
from seatwise.pricing.queries import offers
from seatwise.storefront import order_form, shell
from seatwise.storefront.shop import queries
from seatwise.ui import jinja, rendering, terms
from seatwise.ui.wording import gettext as _

_FIELD = "quantity-"
_REMOVE = "remove-"
_ANY = Limits(1, 999_999_999)
# The form is about the whole basket: the one quantity that every order form has says nothing here.
_ONE = Limits(1, 1)


class NotLikeThis(Refusal):
    """A line cannot be ordered as it is; what is wrong stands under it."""

    code = "basket_not_like_this"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LineView:
    """One product in the basket. `error` stands under its quantity; prices are None where it has none today."""

    field: str
    remove: str
    href: str
    name: str
    vendor: str
    logo_href: str | None
    term: str
    unit: str
    quantity: str
    least: int
    most: int | None
    error: str
    unit_price: Money | None
    discount: Percent | None
    final_unit_price: Money | None
    per: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class BasketView:
    """What the form says about the basket."""

    lines: tuple[LineView, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.ORDER_PRODUCTS)
def basket(request: VisitedRequest) -> HttpResponse:
    """This function will show the basket, keep its quantities, quote it, and order all of it as one order."""
    customer_id, user_id = request.customer.id, request.visitor.user_id
    if request.method != "POST":
        items = kept.items(customer_id=customer_id, user_id=user_id)
        return _answer(request, {item.offer_id: str(item.quantity) for item in items})
    step, typed = request.POST.get("step", "quote"), _typed(request.POST)
    removed = _id(step.removeprefix(_REMOVE)) if step.startswith(_REMOVE) else None
    if removed is not None:
        typed.pop(removed, None)
    if step != "order":
        with transactions.writing():
            if removed is not None:
                ordering.take_out_of_basket(customer_id=customer_id, user_id=user_id, offer_ids=[removed])
            ordering.keep_in_basket(customer_id=customer_id, user_id=user_id, items=_readable(typed))
    with transactions.reading() if order_form.only_asks(request) else contextlib.nullcontext():
        response = _answer(request, typed)
    if step == "order" and response.status_code in {204, 303}:
        with transactions.writing():
            ordering.take_out_of_basket(customer_id=customer_id, user_id=user_id, offer_ids=list(typed))
    return response


@require_POST
@for_customers(Permission.ORDER_PRODUCTS)
def add(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will put a published product into the basket, the smallest quantity where none is said, and show the basket."""
    reseller, customer = request.reseller, request.customer
    with transactions.reading():
        found = queries.offers_on_sale(
            product_id=product_id,
            customer_id=customer.id,
            market=reseller.market,
            currency=reseller.currency,
            on=local_day(clock.now(), customer.time_zone),
            listed=request.visitor.visit == middleware.ORDERING,
        )
    offer = next((each for each in found if str(each.offer_id) == request.POST.get("offer", "")), None)
    if offer is None or offer.kind == kinds.ProductKind.ADDON:
        raise Http404
    try:
        wanted = parse(request.POST.get("quantity", ""), _ANY)
    except QuantityOutOfRange:
        wanted = max(1, offer.smallest)
    with transactions.writing():
        ordering.put_into_basket(
            customer_id=customer.id,
            user_id=request.visitor.user_id,
            item=commands.Item(offer_id=offer.offer_id, quantity=wanted),
        )
    messages.success(request, _("%(name)s is in your basket.") % {"name": offer.title})
    return HttpResponseRedirect(f"{request.prefix}/shop/basket/", status=303)


def _answer(request: VisitedRequest, typed: Mapping[UUID, str]) -> HttpResponse:
    if not typed:
        context = {"page": shell.shell(request, current="basket"), "view": None}
        return rendering.respond(request, "storefront/shop/basket.html", context)
    subject = _Basket(
        customer_id=request.customer.id,
        typed=typed,
        prefix=request.prefix,
        back_href=f"{request.prefix}/shop/",
    )
    return order_form.answer(request, subject=subject)


def _typed(posted: Mapping[str, str]) -> dict[UUID, str]:
    """What the form says of each offer, in its order. Names that are no offer's are left out."""
    found: dict[UUID, str] = {}
    for name in posted:
        if name.startswith(_FIELD) and (offer_id := _id(name.removeprefix(_FIELD))) is not None:
            found[offer_id] = posted[name]
    return dict(list(found.items())[: ordering.MOST_IN_BASKET])


def _id(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _readable(typed: Mapping[UUID, str]) -> list[commands.Item]:
    """The items whose quantity is a number: the others keep what they had."""
    found = []
    for offer_id, text in typed.items():
        try:
            found.append(commands.Item(offer_id=offer_id, quantity=parse(text, _ANY)))
        except QuantityOutOfRange:
            continue
    return found


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Basket:
    """All that is in the basket, as the subject of an order form."""

    customer_id: UUID
    typed: Mapping[UUID, str]
    prefix: str
    back_href: str
    template: str = "storefront/shop/basket.html"
    current: str = "basket"

    def command(self, *, typed: order_form.Typed, quantity: int) -> commands.Purchase:
        items = _readable(self.typed)
        if len(items) < len(self.typed):
            raise _not_like_this()
        return self._purchase(typed, items)

    def facts(
        self, *, customer: customers.Customer, buyer: quotes.Buyer, typed: order_form.Typed
    ) -> order_form.Facts:
        priced = {
            offer.offer_id: offer
            for offer in offers.priced(
                offer_ids=list(self.typed),
                customer_id=customer.id,
                market=buyer.market,
                currency=buyer.currency,
                on=buyer.today,
            )
        }
        counts = quoting.licence_counts(
            customer_id=customer.id, product_ids=[offer.product_id for offer in priced.values()]
        )
        lines: list[LineView] = []
        items: list[commands.Item] = []
        ordered: list[quotes.OfferFacts] = []
        wanted: dict[UUID, int] = {}
        for offer_id, text in self.typed.items():
            if offer_id not in priced:
                continue
            offer = priced[offer_id]
            found = quoting.offer_facts(
                offer=offer, counts=counts.get(offer.product_id, (0, 0)), on=buyer.today
            )
            before = wanted.get(offer.product_id, 0)
            checked = _check(text, found=found, before=before, buyer=buyer)
            if checked.count is not None:
                items.append(commands.Item(offer_id=offer_id, quantity=checked.count))
                ordered.append(found)
                wanted[offer.product_id] = before + checked.count
            lines.append(_line(offer, text=text, checked=checked, prefix=self.prefix))

        def check() -> None:
            quotes.check_may_order(buyer)
            if len(items) < len(lines) or not lines:
                raise _not_like_this()

        def quote(_quantity: int, quote_id: UUID) -> quotes.Quote:
            command = self._purchase(typed, items)
            return quotes.quote_purchase(quote_id=quote_id, command=command, buyer=buyer, offers=ordered)

        return order_form.Facts(
            check=check,
            room=lambda: _ONE,
            quote=quote,
            limit=lambda _room: "",
            shown=lambda _quantity: BasketView(lines=tuple(lines)),
        )

    def _purchase(self, typed: order_form.Typed, items: list[commands.Item]) -> commands.Purchase:
        return commands.Purchase(
            customer_id=self.customer_id,
            items=tuple(items),
            note=typed.note,
            reference=typed.reference,
        )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Checked:
    """What became of a line: its number where it can be ordered, else why not; and from how many to how many (R6)."""

    count: int | None
    room: Limits | None
    error: str


def _check(text: str, *, found: quotes.OfferFacts, before: int, buyer: quotes.Buyer) -> _Checked:
    room = None
    try:
        quotes.check_for_sale(buyer=buyer, offer=found)
        room = order_quantity.purchase_limits(
            product=found.limits, held=found.held, ordered=found.ordered + before
        )
        return _Checked(count=parse(text, room), room=room, error="")
    except Refusal as refusal:
        return _Checked(count=None, room=room, error=jinja.sentence(refusal))


def _line(offer: offers.PricedOffer, *, text: str, checked: _Checked, prefix: str) -> LineView:
    price, room = offer.price, checked.room
    return LineView(
        field=f"{_FIELD}{offer.offer_id}",
        remove=f"{_REMOVE}{offer.offer_id}",
        href=f"{prefix}/shop/{offer.product_id}/",
        name=offer.title,
        vendor=offer.vendor,
        logo_href=offer.logo or None,
        term=terms.term(term_months=offer.term_months, billing_months=offer.billing_months),
        unit=offer.unit,
        quantity=text,
        least=room.smallest if room else 1,
        most=room.largest if room else None,
        error=checked.error,
        unit_price=price.unit_price if price else None,
        discount=price.discount if price else None,
        final_unit_price=price.final_unit_price if price else None,
        per=terms.per(offer.billing_months),
    )


def _not_like_this() -> NotLikeThis:
    return NotLikeThis(N_("Not everything can be ordered like this. Under each line stands what to change."))
