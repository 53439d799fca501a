"""Setting a special price or a discount: for whom, on which days. What the customer pays is shown before it is saved (S25)."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console import words
from seatwise.console.prices import effects, queries, views
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.money import Money, zero
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.pricing import operations as pricing
from seatwise.pricing.operations import ranges
from seatwise.ui import jinja
from seatwise.ui.listing import Choice

TEMPLATE = "console/range.html"
ONE_DAY = dt.timedelta(days=1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as filled in, and as values where it could be read; `errors` by field."""

    amount: str
    offer: str
    customer: str
    first: str
    last: str
    price: Money | None
    percent: Percent | None
    offer_id: UUID | None
    customer_id: UUID | None
    starts_on: dt.date | None
    ends_on: dt.date | None
    errors: dict[str, str]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RangeView:
    """The form, beside it what the customer would pay on the first day."""

    kind: str
    product: str
    back_href: str
    currency: str
    typed: Typed
    offers: tuple[Choice, ...]
    customers: tuple[Choice, ...]
    refusal: str
    ticked: bool
    tick_error: str
    preview: queries.Preview | None


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def special_price(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show the form of a special price, work it out, or save it (step=save)."""

    def save(typed: Typed) -> str:
        assert typed.price is not None
        assert typed.offer_id is not None
        assert typed.starts_on is not None
        pricing.set_special_price(
            offer_id=typed.offer_id,
            customer_id=typed.customer_id,
            unit_price=typed.price,
            starts_on=typed.starts_on,
            ends_on=typed.ends_on,
            actor=request.visitor.actor,
            now=clock.now(),
        )
        return _("The special price is saved.")

    return _form(request, product_id, "special_price", save)


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def discount(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show the form of a discount, work it out, or save it (step=save)."""

    def save(typed: Typed) -> str:
        assert typed.percent is not None
        assert typed.offer_id is not None
        assert typed.starts_on is not None
        pricing.set_discount(
            offer_id=typed.offer_id,
            customer_id=typed.customer_id,
            percent=typed.percent,
            starts_on=typed.starts_on,
            ends_on=typed.ends_on,
            actor=request.visitor.actor,
            now=clock.now(),
        )
        return _("The discount is saved.")

    return _form(request, product_id, "discount", save)


@require_POST
@for_team(Permission.EDIT_PRICES)
def end_special_price(request: VisitedRequest, product_id: UUID, range_id: UUID) -> HttpResponse:
    """This function will end a special price at once; one that has not begun is taken back."""

    def end(yesterday: dt.date) -> ranges.Ended:
        return pricing.end_special_price(
            special_price_id=range_id, last_day=yesterday, actor=request.visitor.actor, now=clock.now()
        )

    return _end(request, product_id, end)


@require_POST
@for_team(Permission.EDIT_PRICES)
def end_discount(request: VisitedRequest, product_id: UUID, range_id: UUID) -> HttpResponse:
    """This function will end a discount at once; one that has not begun is taken back."""

    def end(yesterday: dt.date) -> ranges.Ended:
        return pricing.end_discount(
            discount_id=range_id, last_day=yesterday, actor=request.visitor.actor, now=clock.now()
        )

    return _end(request, product_id, end)


def _end(request: VisitedRequest, product_id: UUID, end: Callable[[dt.date], ranges.Ended]) -> HttpResponse:
    yesterday = queries.today(request.visitor, clock.now()) - ONE_DAY
    try:
        with transactions.writing():
            ended = end(yesterday)
    except Refusal as no:
        with transactions.reading():
            return views.product_page(request, product_id, refusal=jinja.sentence(no), status=422)
    messages.success(request, _in_words(ended))
    return HttpResponseRedirect(f"{request.prefix}/console/prices/{product_id}/", status=303)


def _in_words(ended: ranges.Ended) -> str:
    """What is gone from the list, so that it can be set again if it was the wrong one."""
    names = {"what": jinja.sentence(ended.what), "customer": ended.customer}
    if ended.was_planned:
        if ended.customer:
            return _("Taken back: %(what)s, for %(customer)s.") % names
        return _("Taken back: %(what)s, for all customers.") % names
    if ended.customer:
        return _("Ended: %(what)s, for %(customer)s.") % names
    return _("Ended: %(what)s, for all customers.") % names


def _form(request: VisitedRequest, product_id: UUID, kind: str, save: Callable[[Typed], str]) -> HttpResponse:
    if request.method == "GET":
        return _page(request, product_id, kind, refusal="", status=200)
    with transactions.reading():
        terms = views.known(request, product_id)
        people = customers.all_customers()
        typed = _typed(request, kind, terms, people)
    if typed.errors or request.POST.get("step") != "save":
        return _again(request, product_id, kind, status=422 if typed.errors else 200)
    with transactions.reading():
        preview = _preview(request, product_id, terms, typed)
    if missing := effects.tick_error(bool(preview and preview.needs_tick), effects.TICK in request.POST):
        return _again(request, product_id, kind, tick_error=missing, status=422)
    try:
        with transactions.writing():
            done = save(typed)
    except Refusal as no:
        return _again(request, product_id, kind, refusal=jinja.sentence(no), status=422)
    messages.success(request, done)
    return HttpResponseRedirect(f"{request.prefix}/console/prices/{product_id}/", status=303)


def _again(
    request: VisitedRequest,
    product_id: UUID,
    kind: str,
    *,
    refusal: str = "",
    tick_error: str = "",
    status: int,
) -> HttpResponse:
    with transactions.reading():
        return _page(request, product_id, kind, refusal=refusal, tick_error=tick_error, status=status)


def _page(
    request: VisitedRequest, product_id: UUID, kind: str, *, refusal: str, tick_error: str = "", status: int
) -> HttpResponse:
    terms = views.known(request, product_id)
    people = customers.all_customers()
    typed = _typed(request, kind, terms, people)
    offers = tuple(
        Choice(
            value=str(offer.offer_id),
            label=words.term(offer.term_months, offer.billing_months),
            selected=offer.offer_id == typed.offer_id,
        )
        for offer in terms.offers
        if offer.price
    )
    chosen = tuple(
        Choice(value=str(customer.id), label=customer.name, selected=customer.id == typed.customer_id)
        for customer in people
    )
    view = RangeView(
        kind=kind,
        product=terms.product.title,
        back_href=f"{request.prefix}/console/prices/{product_id}/",
        currency=request.visitor.reseller.currency,
        typed=typed,
        offers=offers,
        customers=(Choice(value="", label=_("All customers"), selected=typed.customer_id is None), *chosen),
        refusal=refusal,
        ticked=effects.TICK in request.POST,
        tick_error=tick_error,
        preview=_preview(request, product_id, terms, typed),
    )
    return views.respond(request, TEMPLATE, view, block="dialog", status=status)


def _preview(
    request: VisitedRequest, product_id: UUID, terms: queries.Terms, typed: Typed
) -> queries.Preview | None:
    is_filled = typed.price is not None or typed.percent is not None
    if not (typed.offer_id and typed.starts_on and is_filled) or typed.errors:
        return None
    return queries.preview_range(
        visitor=request.visitor,
        product_id=product_id,
        offer_id=typed.offer_id,
        customer_id=typed.customer_id,
        on=typed.starts_on,
        price=typed.price,
        percent=typed.percent,
    )


def _typed(
    request: VisitedRequest, kind: str, terms: queries.Terms, people: list[customers.Customer]
) -> Typed:
    sent = request.POST
    filled = request.method == "POST"
    amount = sent.get("amount", "").strip()
    first, last = sent.get("first", "" if filled else str(terms.today)), sent.get("last", "").strip()
    offer_ids = [offer.offer_id for offer in terms.offers if offer.price]
    offer_id = _one_of(sent.get("offer", ""), offer_ids) if filled else next(iter(offer_ids), None)
    customer_id, customer_error = _customer(sent.get("customer", ""), people)
    starts_on, ends_on = words.typed_day(first), words.typed_day(last)
    price = percent = None
    errors: dict[str, str] = {}
    if kind == "special_price":
        currency = request.visitor.reseller.currency
        price = words.typed_amount(amount, currency)
        if price is None or price < zero(currency):
            errors["amount"] = _("Enter an amount in %(currency)s, such as 18.60.") % {"currency": currency}
    else:
        percent = words.typed_percent(amount)
        if percent is None or not Percent(0) < percent <= ranges.WHOLE:
            errors["amount"] = _("Enter a percentage of more than 0 and at most 100, such as 7.5.")
    if offer_id is None:
        errors["offer"] = _("Choose a term.")
    if customer_error:
        errors["customer"] = customer_error
    if starts_on is None:
        errors["first"] = _("Enter the first day.")
    elif starts_on < terms.today:
        errors["first"] = _(
            "It cannot begin before today: what was ordered has its price. Choose today or a later day."
        )
    if last and ends_on is None:
        errors["last"] = _("Enter the last day, or leave it empty.")
    elif starts_on and ends_on and ends_on < starts_on:
        errors["last"] = _("Enter a day from the first one on.")
    return Typed(
        amount=amount,
        offer=sent.get("offer", ""),
        customer=sent.get("customer", ""),
        first=first,
        last=last,
        price=price,
        percent=percent,
        offer_id=offer_id,
        customer_id=customer_id,
        starts_on=starts_on,
        ends_on=ends_on,
        errors=errors if filled else {},
    )


def _one_of(text: str, known: list[UUID]) -> UUID | None:
    return next((one for one in known if str(one) == text), None)


def _customer(text: str, people: list[customers.Customer]) -> tuple[UUID | None, str]:
    """Nobody of this reseller's answers like nobody at all (R25); the operation looks again."""
    if not text:
        return None, ""
    known = _one_of(text, [customer.id for customer in people])
    return known, "" if known else _("Choose a customer, or all.")
