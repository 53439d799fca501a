"""Somebody asks to become a customer: a form, a mail with a link, and the link confirms. For everybody, so it tells nobody anything.

Whatever address is typed, the answer is the same and takes the same: the mail is written by a job, and who is known is not asked.
"""

import dataclasses
import functools
from collections.abc import Callable, Mapping
from typing import Any, cast

from allauth.core import ratelimit
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from seatwise.infra import clock, transactions
from seatwise.kernel import typed as typed_words
from seatwise.registrations import operations, queries
from seatwise.registrations.domain import names
from seatwise.registrations.domain.status import LINK_DAYS, Status
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront import errors, site
from seatwise.storefront.registration import links
from seatwise.ui import countries, listing, page, pieces, rendering

_ASKED_BY = "registration_asked_by"
LONGEST = {
    "company": 160,
    "vat_number": 20,
    "address_line": 200,
    "address_postcode": 20,
    "address_city": 100,
    "address_country": 2,
    "name": 120,
    "email": 254,
}
View = Callable[..., HttpResponse]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegisterView:
    """The form: `typed` and `errors` by field."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    countries: tuple[listing.Choice, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ConfirmView:
    """What the link leads to: a button (`may_confirm`), what was confirmed (`is_confirmed`), or that the link is over."""

    may_confirm: bool
    is_confirmed: bool
    days: int


def while_open(view: View) -> View:
    """This function will answer 404 for a page of registration while the reseller's is closed."""

    @never_cache
    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with transactions.reading():
            settings = resellers.settings()
        if not settings.registration_open:
            raise Http404
        frame = site.site(cast(StorefrontRequest, request), settings=settings)
        return view(request, *args, frame=frame, **kwargs)

    return guarded


@require_http_methods(["GET", "HEAD", "POST"])
@sensitive_post_parameters()
@while_open
def register(request: HttpRequest, *, frame: page.Site) -> HttpResponse:
    """This function will show the form, and keep what was asked. A mail with a link goes to the address that was typed."""
    if request.method != "POST":
        return _form(request, frame, dict.fromkeys(LONGEST, ""), {})
    typed = {name: typed_words.line(request.POST.get(name, "")) for name in LONGEST}
    if wrong := _mistakes(typed):
        return _form(request, frame, typed, wrong)
    if not ratelimit.consume(request, action="register", key=typed["email"].lower()):
        return errors.too_many(request)
    with transactions.writing():
        operations.ask(asked=operations.Asked(**typed), now=clock.now())
    request.session[_ASKED_BY] = typed["email"]
    return HttpResponseRedirect(f"{frame.prefix}/register/asked/", status=303)


@never_cache
@require_safe
@while_open
def asked(request: HttpRequest, *, frame: page.Site) -> HttpResponse:
    """This function will say that a mail is on its way, and to which address: what was typed, whoever is known."""
    context = {"page": frame, "days": LINK_DAYS, "email": request.session.get(_ASKED_BY, "")}
    return rendering.respond(request, "register/asked.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@while_open
def confirm(request: HttpRequest, token: str, *, frame: page.Site) -> HttpResponse:
    """This function will show a button that confirms, and confirm. Programs that open links of mails confirm nothing."""
    held = _held(token)
    if held is not None and request.method == "POST":
        with transactions.writing():
            operations.confirm(registration_id=held.id, now=clock.now())
        return HttpResponseRedirect(request.path, status=303)
    view = ConfirmView(
        may_confirm=held is not None and held.status is Status.UNCONFIRMED,
        is_confirmed=held is not None and held.status is not Status.UNCONFIRMED,
        days=LINK_DAYS,
    )
    status = 200 if held is not None else 410
    return rendering.respond(request, "register/confirm.html", {"page": frame, "view": view}, status=status)


def _held(token: str) -> queries.Registration | None:
    registration_id = links.registration_id(token)
    if registration_id is None:
        return None
    try:
        with transactions.reading():
            return queries.registration(registration_id=registration_id)
    except queries.DoesNotExist:
        return None


def _mistakes(typed: Mapping[str, str]) -> dict[str, str]:
    wrong = {
        name: _("Enter at most %(longest)s characters.") % {"longest": longest}
        for name, longest in LONGEST.items()
        if len(typed[name]) > longest
    }
    needed = {
        "company": _("Enter the company's name."),
        "address_line": _("Enter the street and the number."),
        "address_city": _("Enter the city."),
        "name": _("Enter your name."),
    }
    wrong |= {name: said for name, said in needed.items() if not typed[name]}
    wrong |= {
        name: _("Enter the name alone, without a link.")
        for name in ("company", "name")
        if not names.is_plain(typed[name])
    }
    if not countries.is_country(typed["address_country"]):
        wrong["address_country"] = _("Choose the country.")
    try:
        validate_email(typed["email"])
    except ValidationError:
        wrong["email"] = _("Enter an address like name@company.com.")
    return wrong


def _form(
    request: HttpRequest, frame: page.Site, typed: Mapping[str, str], wrong: Mapping[str, str]
) -> HttpResponse:
    view = RegisterView(
        typed=typed,
        errors=wrong,
        countries=(
            listing.Choice(value="", label=_("Choose a country"), selected=not typed["address_country"]),
            *(
                listing.Choice(value=code, label=name, selected=code == typed["address_country"])
                for code, name in countries.by_name(language=pieces.language())
            ),
        ),
    )
    context = {"page": frame, "view": view}
    return rendering.respond(request, "register/form.html", context, status=422 if wrong else 200)
