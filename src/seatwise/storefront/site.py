"""The frame of pages without a menu: whose Storefront it is, in which language and colours."""

import zlib
from typing import cast

from django.conf import settings as installation
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import translation

from seatwise.customers.middleware import Visitor
from seatwise.infra import security, tenancy, transactions
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.ui import brand, page

_LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


def site(
    request: StorefrontRequest, *, settings: resellers.Settings, theme: str = "auto", language: str = ""
) -> page.Site:
    """This function will answer the frame and put a language in force: the reseller's unless another is given."""
    language = language or settings.language
    translation.activate(language)
    return page.Site(
        brand_name=settings.name,
        prefix=request.prefix,
        language=language,
        theme=theme,
        logo_href=settings.logo_href(prefix=request.prefix),
        brand_css_href=brand_css_href(prefix=request.prefix, settings=settings),
    )


def read_site(request: HttpRequest, *, theme: str = "auto", language: str = "") -> page.Site:
    """This function will answer the frame of the current reseller's pages, or the product's own outside a Storefront, in English.

    Opens its own reading().
    """
    if not tenancy.in_scope():
        translation.activate(installation.LANGUAGE_CODE)
        prefix = getattr(request, "prefix", "")
        return page.Site(brand_name="Seatwise", prefix=prefix, theme=theme)
    with transactions.reading():
        settings = resellers.settings()
    return site(cast(StorefrontRequest, request), settings=settings, theme=theme, language=language)


def any_site(request: HttpRequest) -> page.Site:
    """This function will answer the frame of the current reseller's pages, or the product's own outside a Storefront."""
    visitor: Visitor | None = getattr(request, "visitor", None)
    if visitor is not None:
        return read_site(request, theme=visitor.theme, language=visitor.language)
    return read_site(request)


def brand_css_href(*, prefix: str, settings: resellers.Settings) -> str:
    """This function will answer the address of a reseller's stylesheet; other colours have another address."""
    return f"{prefix}/brand.css?v={zlib.crc32(_css(settings).encode()):08x}"


def brand_css(request: HttpRequest) -> HttpResponse:
    """This function will answer the current reseller's colours as a stylesheet, to be kept for ever."""
    with transactions.reading():
        settings = resellers.settings()
    response = HttpResponse(_css(settings), content_type="text/css; charset=utf-8")
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response


def logo(request: HttpRequest, name: str) -> HttpResponse:
    """This function will answer the current reseller's logo, to be kept for ever, under a policy that lets it do nothing."""
    with transactions.reading():
        found = resellers.logo(name=name)
    if found is None:
        raise Http404
    headers = {
        security.HEADER: _LOGO_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Cache-Control": "public, max-age=31536000, immutable",
    }
    return HttpResponse(found.content, content_type=found.content_type, headers=headers)


def _css(settings: resellers.Settings) -> str:
    return brand.brand_css(
        brand.Palette(
            brand=settings.brand,
            on=settings.brand_on,
            dark=settings.brand_dark,
            dark_on=settings.brand_dark_on,
        )
    )
