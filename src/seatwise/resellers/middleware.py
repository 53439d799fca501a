"""Wall 1 of tenancy: the host or the alias in the address names the reseller, and nothing of a Storefront runs without one."""

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound
from django.shortcuts import render
from django.urls import set_script_prefix

from seatwise.infra import tenancy
from seatwise.resellers import operations, queries


class StorefrontRequest(HttpRequest):
    """A request that has found its reseller. `prefix` is "/alias", or "" on the reseller's own domain."""

    reseller: queries.Reseller
    prefix: str


def storefront(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """This function will enter the reseller's scope, strip the alias and leave the rest to one URLconf for alias and domain."""

    def middleware(request: HttpRequest) -> HttpResponse:
        first, _, rest = request.path_info.lstrip("/").partition("/")
        if not first or first in operations.RESERVED_ALIASES:
            own = (
                queries.by_host(request.get_host().partition(":")[0])
                if _may_be_own_domain(request, first)
                else None
            )
            return _serve(request, own, "", request.path_info) if own else get_response(request)
        found = queries.by_alias(first)
        if found is not None:
            return _serve(
                request, found, f"/{first}", f"/{rest}" if rest or request.path_info.endswith("/") else ""
            )
        own = queries.by_host(request.get_host().partition(":")[0])
        if own is not None:
            return _serve(request, own, "", request.path_info)
        return HttpResponseNotFound(render(request, "404.html", status=404).content)

    def _serve(request: HttpRequest, reseller: queries.Reseller, prefix: str, path: str) -> HttpResponse:
        if not path:
            from_alias = HttpResponse(status=301)
            from_alias["Location"] = f"{prefix}/"
            return from_alias
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
                    return render(request, "no_storefront.html", status=404)
                return get_response(visited)
        finally:
            set_script_prefix("/")

    return middleware


def _may_be_own_domain(request: HttpRequest, first: str) -> bool:
    """Addresses of the product itself (static files, health) stay its own on every host; a reserved word like shop does not."""
    own_hosts = {"127.0.0.1", "localhost"}
    return request.get_host().partition(":")[0] not in own_hosts and first not in {
        "static",
        "healthz",
        "operator",
        "demo",
    }
