"""Who set which price when: of one product, and of all (S25)."""

import dataclasses
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from seatwise.audit.queries import prices
from seatwise.audit.queries.prices import About
from seatwise.console.prices import queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import paging
from seatwise.kernel.sentence import Sentence
from seatwise.ui import jinja, listing

TEMPLATE = "console/price_history.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One change in the reader's language."""

    at: str
    what: str
    about: str
    details: str
    before: str
    after: str
    who: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """The page; `product` is the title of the one it is about, "" for all."""

    path: str
    product: str
    product_href: str
    search: str
    kinds: tuple[listing.Choice, ...]
    rows: tuple[Row, ...]
    pager: listing.Pager
    is_filtered: bool


@require_safe
@for_team(Permission.SEE_CONSOLE)
def everything(request: VisitedRequest) -> HttpResponse:
    """This function will show every change of a listing or a price, newest first."""
    return _page(request, f"{request.prefix}/console/prices/history/", terms=None)


@require_safe
@for_team(Permission.SEE_CONSOLE)
def product(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show the changes of one product and its terms; 404 for a product that does not exist."""
    terms = views.known(request, product_id)
    return _page(request, f"{request.prefix}/console/prices/{product_id}/history/", terms=terms)


def _page(request: VisitedRequest, path: str, *, terms: queries.Terms | None) -> HttpResponse:
    text = "" if terms else " ".join(request.GET.get("q", "").replace("\0", "").split())[:100]
    kind = request.GET.get("kind", "")
    about = About(kind) if kind in set(About) else None
    entries, place = prices.price_history(
        about=about,
        text=text,
        subject_ids=[terms.product.id, *(offer.offer_id for offer in terms.offers)] if terms else None,
        currency=request.visitor.reseller.currency,
        place=paging.Place(after=request.GET.get("after", ""), before=request.GET.get("before", "")),
    )
    query = {"q": text, "kind": about.value if about else ""}
    address = listing.Address(path=path, query=query)
    view = HistoryView(
        path=path,
        product=terms.product.title if terms else "",
        product_href=f"{request.prefix}/console/prices/{terms.product.id}/" if terms else "",
        search=text,
        kinds=(
            listing.Choice(value="", label=_("Everything"), selected=about is None),
            *(listing.Choice(value=one.value, label=_(one.label), selected=one is about) for one in About),
        ),
        rows=tuple(_row(request, entry) for entry in entries),
        pager=listing.Pager(
            found=_("Newest first"),
            previous_href=address.with_(before=place.previous_key) if place.previous_key else None,
            next_href=address.with_(after=place.next_key) if place.next_key else None,
        ),
        is_filtered=bool(text or about),
    )
    return views.respond(request, TEMPLATE, view, block="list")


def _row(request: VisitedRequest, entry: prices.PriceEntry) -> Row:
    zone = request.visitor.settings.time_zone
    return Row(
        at=jinja.day_time(entry.at, zone),
        what=_(entry.words),
        about=entry.about if entry.kind != "settings.changed" else _("All products"),
        details="; ".join(jinja.sentence(said, zone) for said in entry.details),
        before=_written(entry.before),
        after=_written(entry.after),
        who=entry.who,
    )


def _written(value: object) -> str:
    if value is None:
        return ""
    return jinja.sentence(Sentence("%(value)s", {"value": value}))
