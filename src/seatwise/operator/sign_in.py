"""The operator signs in by Django's own form. It counts attempts, and asks for the second step of who has one."""

from typing import Any

from allauth.core import ratelimit
from django import forms
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError

from seatwise.accounts import operations
from seatwise.accounts import queries as accounts

_ACTION = "login_failed"


class DeskSignInForm(AdminAuthenticationForm):
    """E-mail, password, and a code where the person has a second step."""

    code = forms.CharField(
        label="Code, if you have a second step",
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "one-time-code", "inputmode": "numeric"}),
    )

    def clean(self) -> dict[str, Any]:
        assert self.request is not None, "the desk gives it"
        key = f"desk-{self.cleaned_data.get('username', '').lower()}"
        if not ratelimit.consume(self.request, action=_ACTION, key=key):
            raise ValidationError("Too many attempts. Wait five minutes and try again.", code="limit")
        cleaned: dict[str, Any] = super().clean()
        ratelimit.clear(self.request, action=_ACTION, key=key)
        return cleaned

    def confirm_login_allowed(self, user: Any) -> None:
        super().confirm_login_allowed(user)
        code = self.cleaned_data.get("code", "")
        if accounts.has_second_factor(user_id=user.pk) and not (
            code and operations.use_code(user_id=user.pk, code=code)
        ):
            raise self.get_invalid_login_error()
