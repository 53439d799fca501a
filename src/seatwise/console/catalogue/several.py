"""Listing and publishing many products at once: the ticked ones, or all that the list has found (S25, R12)."""

from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from seatwise.catalogue import queries as products
from seatwise.console.catalogue import queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.pricing import operations as pricing
from seatwise.pricing.operations import Move, Outcome
from seatwise.ui import jinja

SHOWN = 20


@require_POST
@for_team(Permission.EDIT_CATALOGUE)
def several(request: VisitedRequest) -> HttpResponse:
    """This function will list, publish, unpublish or unlist what is ticked, or everything found, and say what came of it."""
    asked = queries.asked(QueryDict(request.POST.get("query", "")).dict())
    move = request.POST.get("move", "")
    with transactions.reading():
        product_ids = _chosen(request, asked)
    if move not in set(Move) or not product_ids:
        with transactions.reading():
            return views.page(
                request,
                asked,
                refusal=_("Tick the products that you mean, then say what to do with them."),
                status=422,
            )
    try:
        with transactions.writing():
            came = pricing.move_many(
                move=Move(move), product_ids=product_ids, actor=request.visitor.actor, now=clock.now()
            )
    except Refusal as no:
        with transactions.reading():
            return views.page(request, asked, refusal=jinja.sentence(no), status=422)
    said = _said(Move(move), came)
    if not came.refused:
        messages.success(request, said)
        query = urlencode(asked.query)
        return HttpResponseRedirect(
            f"{request.prefix}/console/catalogue/{'?' if query else ''}{query}", status=303
        )
    with transactions.reading():
        return views.page(request, asked, outcome=said, refused=_refused(came))


def _chosen(request: VisitedRequest, asked: queries.Asked) -> list[UUID]:
    if request.POST.get("all") == "1":
        return queries.found_ids(visitor=request.visitor, asked=asked)
    chosen = []
    for text in request.POST.getlist("product"):
        try:
            chosen.append(UUID(text))
        except ValueError:
            continue
    return chosen


def _said(move: Move, came: Outcome) -> str:
    count = len(came.done)
    match move:
        case Move.LIST:
            done = ngettext("%(num)s product is listed.", "%(num)s products are listed.", count)
        case Move.PUBLISH:
            done = ngettext("%(num)s product is published.", "%(num)s products are published.", count)
        case Move.UNPUBLISH:
            done = ngettext(
                "%(num)s product is not published any more.",
                "%(num)s products are not published any more.",
                count,
            )
        case Move.UNLIST:
            done = ngettext(
                "%(num)s product is not listed any more.", "%(num)s products are not listed any more.", count
            )
    said = [done % {"num": jinja.quantity(count)}]
    if came.already:
        stays = ngettext("%(num)s was so already.", "%(num)s were so already.", came.already)
        said.append(stays % {"num": jinja.quantity(came.already)})
    return " ".join(said)


def _refused(came: Outcome) -> tuple[tuple[str, str], ...]:
    some = dict(list(came.refused.items())[:SHOWN])
    titles = products.products(product_ids=list(some))
    rows = [(titles[product_id].title, jinja.sentence(no)) for product_id, no in some.items()]
    more = len(came.refused) - len(some)
    if more:
        rows.append(
            (
                ngettext("%(num)s more product", "%(num)s more products", more)
                % {"num": jinja.quantity(more)},
                "",
            )
        )
    return tuple(rows)
