"""What django-allauth does differently in a Storefront."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth import authenticate
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from seatwise.storefront.account import places, told


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

    def post_login(self, request: Any, user: Any, **about: Any) -> Any:
        """A sign-in is part of the audit of every company the person belongs to here (B9)."""
        told.tell(kind="person.signed_in", user_id=user.pk, name=user.name)
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
