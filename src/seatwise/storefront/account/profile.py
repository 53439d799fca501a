"""The person's own page: name, language, appearance, the company it works for, and the way to what guards the account."""

import dataclasses
from collections.abc import Mapping
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seatwise.accounts import operations as accounts
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import CustomerRole, ResellerRole
from seatwise.customers.middleware import CHOSEN_CUSTOMER, sign_in_first
from seatwise.infra import sessions
from seatwise.kernel.refusal import Refusal
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront.account import factors, frames, places, told
from seatwise.ui import jinja, listing, rendering


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What the person's own page shows. `role` is in words, `companies` are empty where there is nothing to choose.

    At the operator's desk there is no `company`, and `languages` are empty: it is English.
    """

    name: str
    email: str
    company: str
    role: str
    companies: tuple[listing.Choice, ...]
    languages: tuple[listing.Choice, ...]
    themes: tuple[listing.Choice, ...]
    security: str
    devices: str
    back_href: str
    errors: Mapping[str, str]
    done: str


@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """This function will show a person's name, address, company and role, and what may be changed of it."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    return _page(request, found)


@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """This function will keep a person's name and language; an unknown language changes nothing."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    name, language = request.POST.get("name", ""), request.POST.get("language", found.user.language)
    if language and language not in dict(settings.LANGUAGES):
        language = found.user.language
    try:
        with places.writing():
            kept = accounts.set_name(user_id=found.user.pk, name=name)
            accounts.set_language(user_id=found.user.pk, language=language)
    except Refusal as no:
        return _page(request, found, name=name, errors={"name": jinja.sentence(no)})
    if kept != found.user.name:
        found.user.name = kept
        told.tell(kind="person.renamed", user=found.user)
    return _done(found, "profile")


@require_POST
def choose_company(request: HttpRequest) -> HttpResponse:
    """This function will remember for this session which of a person's companies is shown; a foreign id changes nothing."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    chosen = request.POST.get("company")
    if any(str(membership.customer.id) == chosen for membership in found.place.memberships):
        request.session[CHOSEN_CUSTOMER] = chosen
    return _done(found, "company")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """This function will keep whether pages are light, dark, or as the person's device; another word changes nothing."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    theme = request.POST.get("theme", "")
    if theme in _themes():
        with places.writing():
            accounts.set_theme(user_id=found.user.pk, theme=theme)
    return _done(found, "theme")


def _done(found: frames.Mine, said: str) -> HttpResponse:
    return HttpResponseRedirect(f"{found.page.prefix}/account/?done={said}")


def _page(
    request: HttpRequest,
    found: frames.Mine,
    *,
    name: str | None = None,
    errors: Mapping[str, str] | None = None,
) -> HttpResponse:
    view = _view(request, found, name=name, errors=errors or {})
    context = {"page": found.page, "view": view}
    return rendering.respond(request, "account/account.html", context, status=422 if errors else 200)


def _view(
    request: HttpRequest, found: frames.Mine, *, name: str | None, errors: Mapping[str, str]
) -> AccountView:
    user, place = found.user, found.place
    current = places.chosen(place, customer_id=request.session.get(CHOSEN_CUSTOMER))
    if place.at_desk:
        company, role = "", _("Operator")
    elif current is not None:
        company, role = current.customer.name, CustomerRole(current.role).label
    else:
        company, role = found.page.brand_name, ResellerRole(place.team_role or "").label
    companies = (
        listing.Choice(
            value=str(m.customer.id),
            label=m.customer.name,
            selected=current is not None and m.customer.id == current.customer.id,
        )
        for m in place.memberships
    )
    with places.reading():
        languages = () if place.at_desk else _languages(_usual(current), chosen=user.language)
        held = sessions.devices(user_id=user.pk, session_key=request.session.session_key)
    said = {
        "password": _("Your new password is in force. All other devices are signed out."),
        "company": _("You now see %(company)s.") % {"company": company},
        "theme": _("The appearance is kept."),
        "profile": _("The name is kept.") if place.at_desk else _("Name and language are kept."),
    }
    return AccountView(
        name=user.name if name is None else name,
        email=user.email,
        company=company,
        role=_(role),
        companies=tuple(companies) if len(place.memberships) > 1 else (),
        languages=languages,
        themes=tuple(
            listing.Choice(value=value, label=label, selected=value == user.theme)
            for value, label in _themes().items()
        ),
        security=factors.state(user=user),
        devices=ngettext("%(num)s device", "%(num)s devices", len(held)) % {"num": len(held)},
        back_href=places.start(place=place, prefix=found.page.prefix),
        errors=errors,
        done=said.get(request.GET.get("done", ""), ""),
    )


def _usual(current: customers.Membership | None) -> str:
    return (current.customer.language if current else "") or resellers.settings().language


def _languages(usual: str, *, chosen: str) -> tuple[listing.Choice, ...]:
    known = dict(settings.LANGUAGES)
    as_usual = _("As usual here, %(language)s") % {"language": known.get(usual, usual)}
    return (
        listing.Choice(value="", label=as_usual, selected=not chosen),
        *(
            listing.Choice(value=code, label=label, selected=code == chosen)
            for code, label in settings.LANGUAGES
        ),
    )


def _themes() -> dict[str, str]:
    return {"auto": _("As on this device"), "light": _("Light"), "dark": _("Dark")}
