"""The frame of the settings: seven places, each with a save of its own (S27)."""

from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _

from seatwise.console import shell, words
from seatwise.customers.middleware import VisitedRequest
from seatwise.ui import listing, rendering


def respond(
    request: VisitedRequest, *, here: str, view: object, template: str = "", status: int = 200
) -> HttpResponse:
    """This function will answer a page of the settings; `here` is its address below settings/, "" for the first.

    Reads, so a POST that answers a page opens reading() around it.
    """
    context = {
        "page": shell.frame(request, here="settings"),
        "view": view,
        "tabs": _tabs(request, here),
        "path": path(request, here),
    }
    name = template or here or "look"
    return rendering.respond(request, f"console/settings/{name}.html", context, status=status)


def saved(request: VisitedRequest, here: str, said: str) -> HttpResponse:
    """This function will lead back to a page of the settings and say there what was done."""
    messages.success(request, said)
    return HttpResponseRedirect(path(request, here), status=303)


def path(request: VisitedRequest, here: str) -> str:
    """This function will answer the address of a page of the settings."""
    return f"{request.prefix}/console/settings/{here}/" if here else f"{request.prefix}/console/settings/"


def typed(request: VisitedRequest, *names: str) -> dict[str, str]:
    """This function will answer lines as they were typed, without the space around and between their words."""
    return {name: " ".join(words.typed_text(request.POST.get(name, "")).split()) for name in names}


def choices(options: Mapping[str, str], chosen: str) -> tuple[listing.Choice, ...]:
    """This function will answer a select's options from values and their words."""
    return tuple(
        listing.Choice(value=value, label=label, selected=value == chosen) for value, label in options.items()
    )


def _tabs(request: VisitedRequest, here: str) -> tuple[listing.Tab, ...]:
    places = {
        "": _("Look"),
        "region": _("Region"),
        "selling": _("Selling"),
        "mail": _("Mail server"),
        "texts": _("Mail texts"),
        "domain": _("Own domain"),
        "team": _("Team"),
    }
    return tuple(
        listing.Tab(label=label, href=path(request, name), current=name == here)
        for name, label in places.items()
    )
