"""What django-allauth does differently in a Storefront."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core.exceptions import ImmediateHttpResponse
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponseRedirect
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext_lazy as _

from seatwise.storefront.account import places, told

_BEGAN_WITH = "sign_in_began_with"
_AT_DESK = {
    "email_password_mismatch": _("The e-mail address or the password is not right. Check both."),
    "too_many_login_attempts": _("Too many attempts. Wait five minutes and try again."),
}


class Adapter(DefaultAccountAdapter):
    """People are invited, each Storefront knows only its own (R25), and every address stays below the alias."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "email_password_mismatch": _(
            "The e-mail address or the password is not right. Check both, or set a new password."
        ),
        "too_many_login_attempts": _(
            "Too many attempts. Wait five minutes and try again, or set a new password."
        ),
        "enter_current_password": _("Enter the password you sign in with now."),
        "incorrect_password": _("Enter the password you sign in with now."),
        "rate_limited": _("Too many attempts. Wait a minute and try again."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """At the desk nobody sets a new password by mail."""
        if code in _AT_DESK and places.at_desk():
            return ValidationError(_AT_DESK[code], code=code)
        return super().validation_error(code, *args)

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def authenticate(self, request: Any, **credentials: Any) -> AbstractBaseUser | None:
        """A foreign person answers as a wrong password does: same sentence, same limits, same work (R25)."""
        self.pre_authenticate(request, **credentials)
        user = authenticate(request, **credentials)
        place = places.of(user_id=user.pk if user else None)
        if user is None or not place:
            return None
        self._rollback_login_failed_rl_usage()
        return user

    def pre_login(self, request: Any, user: Any, **about: Any) -> Any:
        """A sign-in that stops at the second step is of the password it began with, and of no later one."""
        request.session[_BEGAN_WITH] = user.get_session_auth_hash()
        return super().pre_login(request, user, **about)

    def login(self, request: Any, user: Any) -> None:
        """Opens the session, unless the password was changed since the sign-in began."""
        is_current = began_with_password_of(request, user)
        request.session.pop(_BEGAN_WITH, None)
        if not is_current:
            raise ImmediateHttpResponse(HttpResponseRedirect(f"{request.prefix}/signin/?over=password"))
        super().login(request, user)

    def post_login(self, request: Any, user: Any, **about: Any) -> Any:
        """A sign-in is part of the audit of every company the person belongs to here, or of the desk's log (B9)."""
        told.tell(kind="person.signed_in", user=user)
        return super().post_login(request, user, **about)

    def add_message(self, *args: Any, **kwargs: Any) -> None:
        """Pages say what happened themselves."""

    def is_safe_url(self, url: str) -> bool:
        return places.is_inside(url, prefix=self.request.prefix)

    def get_login_redirect_url(self, request: Any) -> str:
        return places.start(place=places.of(user_id=request.user.pk), prefix=request.prefix)

    def get_logout_redirect_url(self, request: Any) -> str:
        return f"{request.prefix}/signin/"

    def get_password_change_redirect_url(self, request: Any) -> str:
        return f"{request.prefix}/account/?done=password"


def began_with_password_of(request: HttpRequest, user: Any) -> bool:
    """This function will tell whether the sign-in in the session began with the password that the person has now."""
    return constant_time_compare(request.session.get(_BEGAN_WITH, ""), user.get_session_auth_hash())
