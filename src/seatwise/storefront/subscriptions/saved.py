"""Saved views of the list of subscriptions: a person's own, in one company (B6)."""

import dataclasses
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.customers import operations as customers
from seatwise.customers import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import transactions
from seatwise.kernel.refusal import Refusal
from seatwise.storefront.asked import Asked
from seatwise.storefront.shell import shell
from seatwise.storefront.subscriptions import filters
from seatwise.ui import jinja, listing, rendering
from seatwise.ui.wording import gettext as _

PAGE = "subscriptions"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Saved:
    """A saved view on the page that looks after them. `error` stands under its name."""

    id: UUID
    name: str
    typed: str
    href: str
    error: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SavedViews:
    """The page. `action` saves the list at `list_href` under a name; `error` stands under it."""

    list_href: str
    action: str
    name: str
    error: str
    views: tuple[Saved, ...]


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers(Permission.SEE_BILLING)
def views(request: VisitedRequest) -> HttpResponse:
    """This function will show a person's saved views, and save the one that its address asks for."""
    wanted = filters.read(request)
    if request.method != "POST":
        return _page(request, wanted)
    name = request.POST.get("name", "")
    refused = _refused(lambda: customers.save_view(**_mine(request), name=name, query=wanted.address.text))
    if refused is None:
        messages.success(request, _("The view is saved."))
        return _seeing(wanted.address.with_())
    with transactions.reading():
        return _page(request, wanted, typed=name, error=jinja.sentence(refused), status=422)


@require_POST
@for_customers(Permission.SEE_BILLING)
def rename(request: VisitedRequest, view_id: UUID) -> HttpResponse:
    """This function will give a saved view the name that is sent."""
    name = request.POST.get("name", "")
    refused = _refused(lambda: customers.rename_view(view_id=view_id, **_mine(request), name=name))
    if refused is None:
        messages.success(request, _("The view is renamed."))
        return _seeing(_address(request))
    with transactions.reading():
        return _page(
            request,
            filters.read(request),
            typed=name,
            error=jinja.sentence(refused),
            renaming=view_id,
            status=422,
        )


@require_POST
@for_customers(Permission.SEE_BILLING)
def delete(request: VisitedRequest, view_id: UUID) -> HttpResponse:
    """This function will delete a saved view."""
    refused = _refused(lambda: customers.delete_view(view_id=view_id, **_mine(request)))
    if refused is None:
        messages.success(request, _("The view is deleted."))
    else:
        messages.error(request, jinja.sentence(refused))
    return _seeing(_address(request))


def links(*, wanted: Asked, user_id: UUID, customer_id: UUID) -> tuple[listing.Tab, ...]:
    """This function will answer the links to a person's saved views; the one that is shown is marked."""
    found = queries.saved_views(customer_id=customer_id, user_id=user_id, page=PAGE)
    return tuple(
        listing.Tab(
            label=view.name,
            href=wanted.address.path + view.query,
            current=view.query == wanted.address.text,
        )
        for view in found
    )


def manage_href(wanted: Asked) -> str:
    """This function will answer the page on which the list as it is asked for is saved."""
    return f"{wanted.address.path}views/{wanted.address.text}"


def _mine(request: VisitedRequest) -> dict[str, Any]:
    return {"customer_id": request.customer.id, "user_id": request.visitor.user_id, "page": PAGE}


def _refused(change: Callable[[], None]) -> Refusal | None:
    """Carry out a change; answers why not. What is not this person's does not exist (R25)."""
    try:
        with transactions.writing():
            change()
    except ObjectDoesNotExist as nobody:
        raise Http404 from nobody
    except Refusal as refusal:
        return refusal
    return None


def _page(
    request: VisitedRequest,
    wanted: Asked,
    *,
    typed: str = "",
    error: str = "",
    renaming: UUID | None = None,
    status: int = 200,
) -> HttpResponse:
    found = queries.saved_views(customer_id=request.customer.id, user_id=request.visitor.user_id, page=PAGE)
    saves = renaming is None
    view = SavedViews(
        list_href=wanted.address.with_(),
        action=manage_href(wanted),
        name=typed if saves else "",
        error=error if saves else "",
        views=tuple(
            Saved(
                id=each.id,
                name=each.name,
                typed=typed if each.id == renaming else each.name,
                href=wanted.address.path + each.query,
                error=error if each.id == renaming else "",
            )
            for each in found
        ),
    )
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, "storefront/subscriptions/saved.html", context, status=status)


def _address(request: VisitedRequest) -> str:
    return f"{request.prefix}/billing/subscriptions/views/"


def _seeing(address: str) -> HttpResponse:
    return HttpResponseRedirect(address, status=303)
