"""All orders of the reseller's customers: to find any of them (S23, S26)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from seatwise.console import cells, shell
from seatwise.console.orders import listed
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.ui import rendering


@require_GET
@for_team(Permission.SEE_CONSOLE)
def orders(request: VisitedRequest) -> HttpResponse:
    """This function will show the orders of all customers, the newest first."""
    context = {
        "page": shell.frame(request, here="orders"),
        "view": listed.view(request, path=_path(request)),
        "cells": cells,
    }
    return rendering.respond(request, "console/orders.html", context, block="list")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def counts(request: VisitedRequest) -> HttpResponse:
    """This function will answer the tabs of the list with their counts, for the page to take in."""
    context = {"tabs": listed.tabs(request, path=_path(request))}
    return rendering.respond(request, "console/tabs.html", context)


def _path(request: VisitedRequest) -> str:
    return f"{request.prefix}/console/orders/"
