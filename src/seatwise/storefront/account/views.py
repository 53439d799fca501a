"""Sign-in, sign-out and the password. What they do is django-allauth's."""

from typing import Any

from allauth.account import views as allauth
from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from seatwise.infra import sessions, transactions
from seatwise.resellers import queries as resellers
from seatwise.storefront.account import frames, places, told

_ASKED_FOR = "password_reset_asked_for"


@method_decorator(never_cache, name="dispatch")
class SignIn(frames.Page, allauth.LoginView):
    """GET shows the form, POST takes `login` and `password`."""

    template_name = "account/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user
        if user.is_authenticated and places.of(user_id=user.pk):
            address: str = self.get_authenticated_redirect_url()  # type: ignore[no-untyped-call]
            return HttpResponseRedirect(address)
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        over = _("The password was changed since this sign-in began. Sign in with the new one.")
        refusal = over if self.request.GET.get("over") == "password" else ""
        user: Any = self.request.user
        if self.request.method == "GET" and user.is_authenticated:
            refusal = _(
                "You are signed in as %(email)s, who has no place here. Sign in with another address, or ask to be invited."
            ) % {"email": user.email}
        return {"refusal": refusal, **offered(), **super().get_context_data(**kwargs)}


def offered() -> dict[str, bool]:
    """This function will answer what the sign-in page offers beside: the desk has neither a registration nor links for passwords."""
    if places.at_desk():
        return {"may_register": False, "may_reset": False}
    with transactions.reading():
        return {"may_register": resellers.settings().registration_open, "may_reset": True}


class Reset(frames.Page, allauth.PasswordResetView):
    template_name = "account/password_reset.html"

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        # What was typed, known here or not; in the session, so that it stands in no address.
        self.request.session[_ASKED_FOR] = form.cleaned_data["email"]
        return response


@method_decorator(never_cache, name="dispatch")
class ResetAsked(frames.Page, allauth.PasswordResetDoneView):
    template_name = "account/password_reset_done.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "email": self.request.session.get(_ASKED_FOR, "")}


@method_decorator(never_cache, name="dispatch")
class NewPassword(frames.Page, allauth.PasswordResetFromKeyView):
    template_name = "account/password_reset_from_key.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user: Any = self.reset_user
        is_first = user is not None and not user.has_usable_password()
        return {"token_fail": False, "is_first": is_first, **super().get_context_data(**kwargs)}

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.reset_user
        # Whoever chooses the first one, after an invitation, is warned of nothing.
        had_one = user.has_usable_password()
        with told.changing(
            kind="person.password_changed", user=user, place=places.of(user_id=user.pk), warns=had_one
        ):
            response: HttpResponse = super().form_valid(form)
            # Whoever knew the old one is out, everywhere.
            sessions.end_others(user_id=user.pk, session_key=None)
        if had_one:
            return response
        # Who was invited comes in: the mail has shown who it is, and there is no second step yet but the one that is asked for.
        return perform_password_login(self.request, {"email": user.email}, Login(user=user, email=user.email))


class NewPasswordSet(frames.Page, allauth.PasswordResetFromKeyDoneView):
    template_name = "account/password_reset_from_key_done.html"


class ChangePassword(frames.OwnPage, allauth.PasswordChangeView):
    template_name = "account/password_change.html"

    def form_valid(self, form: Any) -> HttpResponse:
        user = self.mine.user
        with told.changing(kind="person.password_changed", user=user, place=self.mine.place):
            response: HttpResponse = super().form_valid(form)
            sessions.end_others(user_id=user.pk, session_key=self.request.session.session_key)
        return response


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """This function will end the session and show the sign-in page."""
    response: HttpResponse = allauth.logout(request)
    return response
