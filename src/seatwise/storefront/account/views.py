"""Sign-in, sign-out, password reset and the person's own page. The sign-in itself is django-allauth's."""

import dataclasses
from typing import Any, cast

from allauth.account import views as allauth
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from seatwise.accounts import operations as accounts
from seatwise.customers.domain.permissions import CustomerRole, ResellerRole
from seatwise.customers.middleware import CHOSEN_CUSTOMER, sign_in_first
from seatwise.infra import transactions
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront import site
from seatwise.storefront.account import places, told
from seatwise.ui import listing, page, rendering


class _Page:
    """Gives a page of allauth the frame of the Storefront, and 422 to a form that was not accepted."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        self.page = site.read_site(request)
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)  # type: ignore[misc]
        asked = context.get("redirect_field_value")
        inside = isinstance(asked, str) and places.is_inside(asked, prefix=self.page.prefix)
        return {**context, "page": self.page, "redirect_field_value": asked if inside else ""}

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_invalid(form)  # type: ignore[misc]
        response.status_code = 422
        return response


@method_decorator(never_cache, name="dispatch")
class SignIn(_Page, allauth.LoginView):
    """GET shows the form, POST takes `login` and `password`."""

    template_name = "account/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and places.of(user_id=user.pk):
            address: str = self.get_authenticated_redirect_url()  # type: ignore[no-untyped-call]
            return HttpResponseRedirect(address)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response


class Reset(_Page, allauth.PasswordResetView):
    template_name = "account/password_reset.html"


class ResetAsked(_Page, allauth.PasswordResetDoneView):
    template_name = "account/password_reset_done.html"


@method_decorator(never_cache, name="dispatch")
class NewPassword(_Page, allauth.PasswordResetFromKeyView):
    template_name = "account/password_reset_from_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"token_fail": False, **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        told.tell(kind="person.password_changed", user_id=self.reset_user.pk, name=self.reset_user.name)
        return response


class NewPasswordSet(_Page, allauth.PasswordResetFromKeyDoneView):
    template_name = "account/password_reset_from_key_done.html"


class ChangePassword(_Page, allauth.PasswordChangeView):
    template_name = "account/password_change.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        user = cast(Any, self.request.user)
        told.tell(kind="person.password_changed", user_id=user.pk, name=user.name)
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This function will end the session and show the sign-in page."""
    response: HttpResponse = allauth.logout(request)
    return response


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AccountView:
    """What the person's own page shows. `role` is in words, `companies` are empty where there is nothing to choose."""

    name: str
    email: str
    company: str
    role: str
    companies: tuple[listing.Choice, ...]
    themes: tuple[listing.Choice, ...]
    back_href: str
    done: str


@never_cache
def account(request: HttpRequest) -> HttpResponse:
    """This function will show a person's name, address, company and role, and what may be changed of it."""
    user, place = _person(request)
    if user is None or place is None:
        return sign_in_first(cast(StorefrontRequest, request))
    frame = dataclasses.replace(site.read_site(request), theme=user.theme)
    view = _account_view(request, user=user, place=place, frame=frame)
    return rendering.respond(request, "account/account.html", {"page": frame, "view": view})


@require_POST
@sensitive_post_parameters()
def choose_company(request: HttpRequest) -> HttpResponse:
    """This function will remember for this session which of a person's companies is shown; a foreign id changes nothing."""
    user, place = _person(request)
    if user is None or place is None:
        return sign_in_first(cast(StorefrontRequest, request))
    chosen = request.POST.get("company")
    if any(str(membership.customer.id) == chosen for membership in place.memberships):
        request.session[CHOSEN_CUSTOMER] = chosen
    return HttpResponseRedirect(f"{cast(StorefrontRequest, request).prefix}/account/?done=company")


@require_POST
def choose_theme(request: HttpRequest) -> HttpResponse:
    """This function will keep whether pages are light, dark, or as the person's device; another word changes nothing."""
    user, place = _person(request)
    if user is None or place is None:
        return sign_in_first(cast(StorefrontRequest, request))
    theme = request.POST.get("theme", "")
    if theme in _themes():
        with transactions.writing():
            accounts.set_theme(user_id=user.pk, theme=theme)
    return HttpResponseRedirect(f"{cast(StorefrontRequest, request).prefix}/account/?done=theme")


def _person(request: HttpRequest) -> tuple[Any, places.Place | None]:
    if not request.user.is_authenticated:
        return None, None
    place = places.of(user_id=request.user.pk)
    return (request.user, place) if place else (None, None)


def _account_view(request: HttpRequest, *, user: Any, place: places.Place, frame: page.Site) -> AccountView:
    chosen = request.session.get(CHOSEN_CUSTOMER)
    current = next(
        (m for m in place.memberships if str(m.customer.id) == chosen), next(iter(place.memberships), None)
    )
    if current is not None:
        company, role = current.customer.name, CustomerRole(current.role).label
    else:
        company, role = frame.brand_name, ResellerRole(place.team_role or "").label
    companies = (
        listing.Choice(
            value=str(m.customer.id),
            label=m.customer.name,
            selected=current is not None and m.customer.id == current.customer.id,
        )
        for m in place.memberships
    )
    said = {
        "password": _("Your new password is in force."),
        "company": _("You now see %(company)s.") % {"company": company},
        "theme": _("The appearance is kept."),
    }
    return AccountView(
        name=user.name,
        email=user.email,
        company=company,
        role=_(role),
        companies=tuple(companies) if len(place.memberships) > 1 else (),
        themes=tuple(
            listing.Choice(value=value, label=label, selected=value == user.theme)
            for value, label in _themes().items()
        ),
        back_href=places.start(place=place, prefix=frame.prefix),
        done=said.get(request.GET.get("done", ""), ""),
    )


def _themes() -> dict[str, str]:
    return {"auto": _("As on this device"), "light": _("Light"), "dark": _("Dark")}
