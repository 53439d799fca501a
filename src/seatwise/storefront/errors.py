"""Every "no" that no view has answered itself, as a page that says what to do. In the reseller's frame where one is known."""

import codecs
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from django.db import Error as DatabaseFailure
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from seatwise.customers.domain.permissions import CustomerRole, Permission, roles_for
from seatwise.customers.middleware import VIEWING, Forbidden
from seatwise.infra import tenancy
from seatwise.kernel.refusal import Refusal
from seatwise.storefront import site
from seatwise.ui import jinja


def answer_refusals(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """This function will turn a role that may not (403), a Refusal (422) and a method that a page does not have (405) into pages.

    What does not come as UTF-8 is not read at all: 400.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not _is_utf8(request.encoding):
            return bad_request(request)
        response = get_response(request)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED and not response.content:
            return _not_this_way(request, response.headers["Allow"])
        return response

    def process_exception(request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            return _said(
                request, 403, _("You may not open this page"), why_not(request, exception.permission)
            )
        if isinstance(exception, Refusal):
            return _said(request, 422, _("This was not done"), jinja.sentence(exception))
        return None

    middleware.process_exception = process_exception  # type: ignore[attr-defined]
    return middleware


def why_not(request: HttpRequest, permission: Permission) -> str:
    """This function will say why this visitor may not: somebody of the reseller's who looks on is asked to nobody's company (R24)."""
    if getattr(getattr(request, "visitor", None), "visit", "") == VIEWING:
        return looks_on()
    return which_roles(permission)


def looks_on() -> str:
    """This function will say that somebody who sees a Storefront as the customer changes nothing in it (S26)."""
    return gettext("Nothing can be changed while you look on as the customer.")


def _is_utf8(encoding: str | None) -> bool:
    """A caller may name any codec of Python's as its charset, also such as make no text; no browser names one."""
    return encoding is None or codecs.lookup(encoding).name in {"utf-8", "ascii"}


def which_roles(permission: Permission) -> str:
    """This function will say which roles may do it and who can give them (R24)."""
    roles = roles_for(permission)
    names = ", ".join(gettext(role.label) for role in roles)
    if isinstance(roles[0], CustomerRole):
        return gettext(
            "It takes one of these roles: %(roles)s. An Admin of your company can give it to you."
        ) % {"roles": names}
    return gettext("It takes one of these roles: %(roles)s. An Owner can give it to you.") % {"roles": names}


def bad_request(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """This function will answer 400."""
    return _said(
        request,
        400,
        _("This request could not be read"),
        _("Go back, check what you filled in and send it again."),
    )


def forbidden(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """This function will answer 403."""
    return _said(
        request,
        403,
        _("You may not open this page"),
        _("Your role does not include it. Ask who manages your company's users."),
    )


def stale_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """This function will answer 403 to a form whose protection against forgery is missing or old."""
    return _said(
        request,
        403,
        _("This form is too old"),
        _("Nothing was done. Load the page again and send the form once more; cookies must be allowed."),
    )


def not_found(request: HttpRequest, exception: Any = None) -> HttpResponse:
    """This function will answer 404, the same for what does not exist and for what is another's (R25)."""
    return _said(
        request,
        404,
        _("This page does not exist"),
        _("The address may be mistyped, or what it showed is not yours to see."),
    )


def _not_this_way(request: HttpRequest, allowed: str) -> HttpResponse:
    if "POST" in allowed:
        title = _("This address takes a form only")
        text = _("Nothing was done. Open the page that has the form and send it from there.")
    else:
        title = _("This request could not be read")
        text = _("Go back, check what you filled in and send it again.")
    response = _said(request, 405, title, text)
    response.headers["Allow"] = allowed
    return response


def too_many(request: HttpRequest) -> HttpResponse:
    """This function will answer 429."""
    return _said(request, 429, _("Too many attempts"), _("Wait a minute and try again."))


def failed(request: HttpRequest) -> HttpResponse:
    """This function will answer 503 when the database is out of reach or busy, else 500."""
    if isinstance(sys.exc_info()[1], OperationalError):
        return render(request, "503.html", status=503)
    try:
        return _said(
            request,
            500,
            _("This page could not be shown"),
            _("Nothing was changed. The failure has been noted and is being looked at."),
        )
    except (DatabaseFailure, tenancy.NoTenant):
        return render(request, "500.html", status=500)


def _said(request: HttpRequest, status: int, title: str | Promise, text: str | Promise) -> HttpResponse:
    # Puts the language in force, often for the first time: what was said before is translated when it is written.
    frame = site.any_site(request)
    context = {
        "page": frame,
        "code": str(status),
        "title": title,
        "text": text,
        "href": f"{frame.prefix}/",
        "link": _("To the start"),
    }
    return render(request, "storefront/said.html", context, status=status)
