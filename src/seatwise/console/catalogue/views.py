"""Catalogue: everything the operator offers; take it into the catalogue, show it for sale (S25)."""

import dataclasses
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from seatwise.console import shell, words
from seatwise.console.catalogue import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, Visitor, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import Refusal
from seatwise.pricing import operations as pricing
from seatwise.pricing.queries import catalogue
from seatwise.pricing.queries.catalogue import Tab
from seatwise.ui import jinja, rendering
from seatwise.ui import listing as lists

TEMPLATE = "console/catalogue.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CatalogueView:
    """The page. `query` is its address's, which its forms carry back.

    `why_not` and `why_no_prices` say which role may list, and which may set prices; "" for one that may. `outcome`: what came of
    several at once, and `refused` why not of each.
    """

    figures: tuple[tuple[str, int], ...]
    filters: tuple[lists.Select, ...]
    tabs: tuple[lists.Tab, ...]
    pager: lists.Pager
    rows: tuple[catalogue.ListedProduct, ...]
    search: str
    kept: tuple[tuple[str, str], ...]
    query: str
    path: str
    currency: str
    why_not: str
    why_no_prices: str
    refusal: str
    outcome: str
    refused: tuple[tuple[str, str], ...]


@require_GET
@for_team(Permission.SEE_CONSOLE)
def products(request: VisitedRequest) -> HttpResponse:
    """This function will show the products that the address asks for."""
    return page(request, queries.asked(request.GET.dict()))


@require_POST
@for_team(Permission.EDIT_CATALOGUE)
def listing(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will take a product into the catalogue (to=on) or out of it."""
    change = pricing.list_product if request.POST.get("to") == "on" else pricing.unlist_product
    done = (
        _("%(title)s is listed.")
        if request.POST.get("to") == "on"
        else _("%(title)s is not listed any more.")
    )
    return _change(request, product_id, change, done)


@require_POST
@for_team(Permission.EDIT_CATALOGUE)
def publication(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show a product for sale (to=on) or take it off the Storefront."""
    change = pricing.publish if request.POST.get("to") == "on" else pricing.unpublish
    done = (
        _("%(title)s is published.")
        if request.POST.get("to") == "on"
        else _("%(title)s is not published any more.")
    )
    return _change(request, product_id, change, done)


def _change(
    request: VisitedRequest, product_id: UUID, change: Callable[..., None], done: str
) -> HttpResponse:
    asked = queries.asked(QueryDict(request.POST.get("query", "")).dict())
    title = queries.title(product_id=product_id)
    if title is None:
        raise Http404
    try:
        with transactions.writing():
            change(product_id=product_id, actor=request.visitor.actor, now=clock.now())
    except Refusal as no:
        with transactions.reading():
            return page(request, asked, refusal=f"{title}: {jinja.sentence(no)}", status=422)
    messages.success(request, done % {"title": title})
    query = f"?{urlencode(asked.query)}" if asked.query else ""
    return HttpResponseRedirect(f"{request.prefix}/console/catalogue/{query}#p-{product_id}", status=303)


def page(
    request: VisitedRequest,
    asked: queries.Asked,
    *,
    refusal: str = "",
    outcome: str = "",
    refused: tuple[tuple[str, str], ...] = (),
    status: int = 200,
) -> HttpResponse:
    """This function will answer the list, above it what came of something that was done."""
    visitor = request.visitor
    found = queries.products(visitor=visitor, asked=asked, now=clock.now())
    path = f"{request.prefix}/console/catalogue/"
    address = lists.Address(path=path, query=asked.query)
    count = found.counts[asked.tab]
    said = ngettext("%(count)s product found", "%(count)s products found", count)
    view = CatalogueView(
        figures=(
            *((_(tab.label), found.counts[tab]) for tab in (Tab.ALL, Tab.LISTED, Tab.PUBLISHED)),
            (_new(found, visitor), found.counts[Tab.NEW]),
        ),
        filters=_filters(asked),
        tabs=tuple(
            lists.Tab(
                label=_(tab.label),
                href=address.with_(tab="" if tab is Tab.ALL else tab.value),
                count=found.counts[tab],
                current=tab is asked.tab,
            )
            for tab in Tab
        ),
        pager=lists.Pager(
            found=said % {"count": jinja.quantity(count)},
            previous_href=address.with_(before=str(found.before)) if found.before else None,
            next_href=address.with_(after=str(found.after)) if found.after else None,
        ),
        rows=found.rows,
        search=asked.text,
        kept=tuple((name, value) for name, value in asked.query.items() if name == "tab"),
        query=urlencode(asked.query),
        path=path,
        currency=visitor.reseller.currency,
        why_not=shell.why_not(visitor, Permission.EDIT_CATALOGUE),
        why_no_prices=shell.why_not(visitor, Permission.EDIT_PRICES),
        refusal=refusal,
        outcome=outcome,
        refused=refused,
    )
    frame = shell.frame(request, here="catalogue")
    context = {"page": frame, "view": view, "words": words}
    return rendering.respond(request, TEMPLATE, context, block="list", status=status)


def _new(found: catalogue.ProductPage, visitor: Visitor) -> str:
    if found.new_since is None:
        return _("New")
    return _("New since %(day)s") % {"day": jinja.day(local_day(found.new_since, visitor.settings.time_zone))}


def _filters(asked: queries.Asked) -> tuple[lists.Select, ...]:
    shelves = catalogue.shelves()
    categories = [(str(category_id), name) for category_id, name in shelves.categories]
    return (
        _select("category", _("Category"), _("All categories"), categories, str(asked.category_id or "")),
        _select(
            "vendor", _("Vendor"), _("All vendors"), [(name, name) for name in shelves.vendors], asked.vendor
        ),
    )


def _select(name: str, label: str, every: str, options: list[tuple[str, str]], chosen: str) -> lists.Select:
    return lists.Select(
        name=name,
        label=label,
        options=tuple(
            lists.Choice(value=value, label=text, selected=value == chosen)
            for value, text in [("", every), *options]
        ),
    )
