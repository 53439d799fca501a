"""Wall 1 of tenancy: the host or the alias in the address names the reseller, and nothing of a Storefront runs without one."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import set_script_prefix
from django.utils import translation

from seatwise.infra import tenancy, transactions
from seatwise.resellers import operations, queries

# The product's own addresses are its own on every host; other reserved words, like shop, are pages of a reseller's own domain.
DESK = "operator"
PRODUCT_ADDRESSES = frozenset({"static", "healthz", DESK, "demo"})
PRODUCT_HOSTS = frozenset({"127.0.0.1", "localhost"})
_OF_BOTH = ("/signin/", "/password/", "/account/")


class StorefrontRequest(HttpRequest):
    """A request that has found its reseller. `prefix` is "/alias", or "" on the reseller's own domain.

    One to the operator's desk has its prefix and no reseller.
    """

    reseller: queries.Reseller
    prefix: str


def _closed(path: str) -> str:
    # Its own team is not told to write to itself, and who comes to sign in may be of the team.
    if path.startswith("/console/"):
        return "no_console.html"
    return "no_sign_in.html" if path.startswith(_OF_BOTH) else "no_storefront.html"


def storefront(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """This function will enter the reseller's scope, strip the alias and leave the rest to one URLconf for alias and domain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        # A page puts its reseller's language in force; the next one on this thread may be another's.
        with translation.override(settings.LANGUAGE_CODE):
            return _find(request)

    def _find(request: HttpRequest) -> HttpResponse:
        first, _, rest = request.path_info.lstrip("/").partition("/")
        named = bool(first) and first not in operations.RESERVED_ALIASES
        if named and (found := queries.by_alias(first)):
            path = f"/{rest}" if rest or request.path_info.endswith("/") else ""
            return _serve(request, found, f"/{first}", path)
        host = request.get_host().partition(":")[0]
        if first not in PRODUCT_ADDRESSES and host not in PRODUCT_HOSTS and (own := queries.by_host(host)):
            return _serve(request, own, "", request.path_info)
        if first == DESK:
            cast(StorefrontRequest, request).prefix = f"/{DESK}"
        return render(request, "404.html", status=404) if named else get_response(request)

    def _serve(request: HttpRequest, reseller: queries.Reseller, prefix: str, path: str) -> HttpResponse:
        if not path:
            return HttpResponsePermanentRedirect(f"{prefix}/")
        visited = cast(StorefrontRequest, request)
        visited.reseller = reseller
        visited.prefix = prefix
        visited.urlconf = settings.STOREFRONT_URLCONF
        visited.path_info = path
        visited.META["SCRIPT_NAME"] = prefix
        set_script_prefix(f"{prefix}/")
        try:
            with tenancy.scope(reseller.id):
                if not reseller.has_storefront:
                    with transactions.reading():
                        settled = queries.settings()
                    translation.activate(settled.language)
                    return render(request, _closed(f"{path}/"), {"reseller": settled}, status=404)
                return get_response(visited)
        finally:
            set_script_prefix("/")

    return middleware
