"""Prices: the markups, the listed products, and one product from cost to what each customer pays (S25, R8, R9)."""

import dataclasses
from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from seatwise.catalogue.queries import UnknownProduct
from seatwise.console import shell, words
from seatwise.console.catalogue import queries as catalogue
from seatwise.console.prices import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock
from seatwise.pricing.queries.catalogue import Tab
from seatwise.ui import jinja, listing, rendering


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """The markups, then the listed products."""

    prices: queries.Overview
    pager: listing.Pager
    search: str
    path: str
    why_not: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ProductView:
    """One product. `why_not` says which role may edit, "" for one that may."""

    terms: queries.Terms
    ranges: queries.Ranges
    path: str
    currency: str
    why_not: str
    refusal: str


@require_GET
@for_team(Permission.SEE_CONSOLE)
def overview(request: VisitedRequest) -> HttpResponse:
    """This function will show the markups and the listed products."""
    asked = catalogue.asked(request.GET.dict())
    found = queries.overview(
        visitor=request.visitor, now=clock.now(), text=asked.text, after=asked.after, before=asked.before
    )
    path = f"{request.prefix}/console/prices/"
    address = listing.Address(path=path, query={"q": asked.text})
    count = found.page.counts[Tab.LISTED]
    said = ngettext("%(count)s listed product", "%(count)s listed products", count)
    view = OverviewView(
        prices=found,
        pager=listing.Pager(
            found=said % {"count": jinja.quantity(count)},
            previous_href=address.with_(before=str(found.page.before)) if found.page.before else None,
            next_href=address.with_(after=str(found.page.after)) if found.page.after else None,
        ),
        search=asked.text,
        path=path,
        why_not=shell.why_not(request.visitor, Permission.EDIT_PRICES),
    )
    return respond(request, "console/prices.html", view, block="list")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def product(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show one product's prices in every term, and what is set for whom and when."""
    return product_page(request, product_id)


def product_page(
    request: VisitedRequest, product_id: UUID, *, refusal: str = "", status: int = 200
) -> HttpResponse:
    """This function will answer the page of one product's prices; 404 for a product that does not exist."""
    terms = known(request, product_id)
    view = ProductView(
        terms=terms,
        ranges=queries.ranges(visitor=request.visitor, terms=terms),
        path=f"{request.prefix}/console/prices/{product_id}/",
        currency=request.visitor.reseller.currency,
        why_not=shell.why_not(request.visitor, Permission.EDIT_PRICES),
        refusal=refusal,
    )
    return respond(request, "console/product_prices.html", view, status=status)


def known(request: VisitedRequest, product_id: UUID) -> queries.Terms:
    """This function will answer the product with its prices. Raises Http404."""
    try:
        return queries.terms(visitor=request.visitor, product_id=product_id, now=clock.now())
    except UnknownProduct:
        raise Http404 from None


def respond(
    request: VisitedRequest, template: str, view: object, *, block: str = "", status: int = 200
) -> HttpResponse:
    """This function will answer a page of this part of the console, or its fragment."""
    context = {
        "page": shell.frame(request, here="prices"),
        "view": view,
        "words": words,
        "fragment": request.headers.get("HX-Request") == "true",
    }
    return rendering.respond(request, template, context, block=block, status=status)
