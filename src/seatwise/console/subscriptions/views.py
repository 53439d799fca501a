"""All subscriptions and add-ons of the reseller's customers: to find any of them (S26)."""

from django.http import HttpResponse
from django.views.decorators.http import require_GET

from seatwise.console import cells, shell, words
from seatwise.console.subscriptions import listed
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.ui import rendering


@require_GET
@for_team(Permission.SEE_CONSOLE)
def subscriptions(request: VisitedRequest) -> HttpResponse:
    """This function will show the subscriptions and add-ons of all customers, the newest first."""
    context = {
        "page": shell.frame(request, here="subscriptions"),
        "view": listed.subscriptions(request, path=_path(request)),
        "words": words,
        "cells": cells,
    }
    return rendering.respond(request, "console/subscriptions.html", context, block="list")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def counts(request: VisitedRequest) -> HttpResponse:
    """This function will answer the tabs of the list with their counts, for the page to take in."""
    context = {"tabs": listed.tabs(request, path=_path(request))}
    return rendering.respond(request, "console/tabs.html", context)


def _path(request: VisitedRequest) -> str:
    return f"{request.prefix}/console/subscriptions/"
