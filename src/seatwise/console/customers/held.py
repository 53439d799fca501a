"""What one customer has ordered and holds, with cost and margin beside (S26)."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_GET

from seatwise.console import cells, shell, words
from seatwise.console.customers import head
from seatwise.console.orders import listed as orders_listed
from seatwise.console.subscriptions import listed
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.ui import rendering

_Views = orders_listed.OrdersView | listed.HeldView


@require_GET
@for_team(Permission.SEE_CONSOLE)
def orders(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's orders, the newest first."""
    top = head.head(request, customer_id, here="orders")
    view = orders_listed.view(request, path=f"{top.path}orders/", customer_id=customer_id)
    return _respond(request, "console/customer_orders.html", top, view)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def orders_counts(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will answer the tabs of a customer's orders with their counts, for the page to take in."""
    path = f"{_path(request, customer_id)}orders/"
    context = {"tabs": orders_listed.tabs(request, path=path, customer_id=customer_id)}
    return rendering.respond(request, "console/tabs.html", context)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def subscriptions(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's subscriptions and add-ons, the newest first."""
    top = head.head(request, customer_id, here="subscriptions")
    view = listed.subscriptions(request, path=f"{top.path}subscriptions/", customer_id=customer_id)
    return _respond(request, "console/customer_held.html", top, view, kind="subscriptions")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def subscriptions_counts(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will answer the tabs of a customer's subscriptions with their counts, for the page to take in."""
    path = f"{_path(request, customer_id)}subscriptions/"
    context = {"tabs": listed.tabs(request, path=path, customer_id=customer_id)}
    return rendering.respond(request, "console/tabs.html", context)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def assets(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's assets, the newest first."""
    top = head.head(request, customer_id, here="assets")
    view = listed.assets(request, path=f"{top.path}assets/", customer_id=customer_id)
    return _respond(request, "console/customer_held.html", top, view, kind="assets")


def _path(request: VisitedRequest, customer_id: UUID) -> str:
    """Where a customer's page is. Raises Http404 for nobody's customer (R25)."""
    try:
        customers.customer(customer_id=customer_id)
    except customers.DoesNotExist as unknown:
        raise Http404 from unknown
    return head.path_of(request, customer_id)


def _respond(
    request: VisitedRequest, template: str, top: head.Head, view: _Views, *, kind: str = ""
) -> HttpResponse:
    context = {
        "page": shell.frame(request, here="customers"),
        "head": top,
        "view": view,
        "kind": kind,
        "words": words,
        "cells": cells,
    }
    return rendering.respond(request, template, context, block="list")
