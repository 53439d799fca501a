"""What one customer has ordered and holds, with cost and margin beside (S26)."""

import dataclasses
from uuid import UUID

from django.http import HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from seatwise.console import cells, shell, words
from seatwise.console.approvals import queries as approvals
from seatwise.console.customers import head, queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, paging
from seatwise.ui import jinja, listing, rendering

_LONGEST_SEARCH = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrdersView:
    """A customer's orders; `days` says when each was placed."""

    head: head.Head
    orders: tuple[approvals.Summary, ...]
    days: tuple[str, ...]
    pager: listing.Pager
    search: str
    path: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldView:
    """A customer's subscriptions or assets; `open_path` is where each is opened in the Storefront."""

    head: head.Head
    kind: str
    rows: tuple[queries.Held, ...]
    pager: listing.Pager
    search: str
    path: str


@require_GET
@for_team(Permission.SEE_CONSOLE)
def orders(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's orders, the newest first."""
    top = head.head(request, customer_id, here="orders")
    search, place, address = _asked(request, f"{top.path}orders/")
    found = approvals.of_customer(customer_id=customer_id, search=search, place=place, now=clock.now())
    said = ngettext("%(num)s order found", "%(num)s orders found", found.found)
    view = OrdersView(
        head=top,
        orders=found.orders,
        days=tuple(
            jinja.day_time(order.submitted_at, request.visitor.settings.time_zone) for order in found.orders
        ),
        pager=views.pager(address, found.place, said % {"num": jinja.quantity(found.found)}),
        search=search,
        path=address.path,
    )
    return _respond(request, "console/customer_orders.html", view)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def subscriptions(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's subscriptions and add-ons, the newest first."""
    top = head.head(request, customer_id, here="subscriptions")
    search, place, address = _asked(request, f"{top.path}subscriptions/")
    found = queries.subscriptions(customer_id=customer_id, search=search, place=place)
    return _held(request, top, "subscriptions", found, search, address, _found(found))


@require_GET
@for_team(Permission.SEE_CONSOLE)
def assets(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's assets, the newest first."""
    top = head.head(request, customer_id, here="assets")
    search, place, address = _asked(request, f"{top.path}assets/")
    found = queries.assets(customer_id=customer_id, search=search, place=place)
    said = ngettext("%(num)s asset found", "%(num)s assets found", found.found)
    said %= {"num": jinja.quantity(found.found)}
    return _held(request, top, "assets", found, search, address, said)


def _found(found: queries.HeldPage) -> str:
    """Subscriptions and add-ons apart, as the head and the list of customers count them."""
    said = ngettext("%(num)s subscription found", "%(num)s subscriptions found", found.found)
    said %= {"num": jinja.quantity(found.found)}
    if found.add_ons:
        add_ons = ngettext("%(found)s, %(num)s add-on", "%(found)s, %(num)s add-ons", found.add_ons)
        said = add_ons % {"found": said, "num": jinja.quantity(found.add_ons)}
    if found.ended:
        ended = ngettext("%(found)s; %(num)s has ended", "%(found)s; %(num)s have ended", found.ended)
        said = ended % {"found": said, "num": jinja.quantity(found.ended)}
    return said


def _held(
    request: VisitedRequest,
    top: head.Head,
    kind: str,
    found: queries.HeldPage,
    search: str,
    address: listing.Address,
    said: str,
) -> HttpResponse:
    view = HeldView(
        head=top,
        kind=kind,
        rows=found.rows,
        pager=views.pager(address, found.place, said),
        search=search,
        path=address.path,
    )
    return _respond(request, "console/customer_held.html", view)


def _asked(request: VisitedRequest, path: str) -> tuple[str, paging.Place, listing.Address]:
    search = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    place = paging.Place(after=request.GET.get("after", ""), before=request.GET.get("before", ""))
    return search, place, listing.Address(path=path, query={"q": search})


def _respond(request: VisitedRequest, template: str, view: object) -> HttpResponse:
    frame = shell.frame(request, here="customers")
    return rendering.respond(
        request, template, {"page": frame, "view": view, "words": words, "cells": cells}, block="list"
    )
