"""Forms of the account pages."""

from typing import Any

from allauth.account.forms import (
    ChangePasswordForm,
    LoginForm,
    ReauthenticateForm,
    ResetPasswordForm,
    ResetPasswordKeyForm,
    UserTokenForm,
)
from django.contrib.auth import password_validation
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from seatwise.infra import jobs, tenancy
from seatwise.storefront.account import places


def say_what_counts(form: Any) -> None:
    """This function will have a form say beforehand what a password needs; the hint is the template's (ui.django_form)."""
    least = next(
        rule.min_length
        for rule in password_validation.get_default_password_validators()
        if isinstance(rule, password_validation.MinimumLengthValidator)
    )
    said = _("At least %(count)s characters, and neither your name nor a password that many use.")
    form.fields["password1"].hint = said % {"count": least}


class SignInForm(LoginForm):
    """E-mail and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["login"].label = _("E-mail")
        self.fields["login"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["login"].error_messages["invalid"] = _("Enter an address like name@company.com.")
        self.fields["password"].error_messages["required"] = _("Enter your password.")


class ResetForm(ResetPasswordForm):
    """Whoever asks hears the same; only a person with a place here gets a mail, written by a job (R25)."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = _("E-mail")
        self.fields["email"].error_messages["required"] = _("Enter your e-mail address.")
        self.fields["email"].error_messages["invalid"] = _("Enter an address like name@company.com.")

    def save(self, request: HttpRequest, **kwargs: Any) -> str:
        user = next(iter(self.users), None)
        place = places.of(user_id=user.pk if user else None)
        if user is not None and place:
            jobs.app.configure_task("seatwise.send_password_reset", queue="mail").defer(
                reseller_id=str(tenancy.current_reseller_id()), user_id=str(user.pk)
            )
        email: str = self.cleaned_data["email"]
        return email


class NewPasswordForm(ResetPasswordKeyForm):
    """The new password, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        is_first = self.user is not None and not self.user.has_usable_password()
        self.fields["password1"].label = _("Password") if is_first else _("New password")
        self.fields["password2"].label = _("Password again") if is_first else _("New password again")
        say_what_counts(self)


class PasswordForm(ChangePasswordForm):
    """The password in use and the new one, twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["oldpassword"].label = _("Password you sign in with now")
        self.fields["password1"].label = _("New password")
        self.fields["password2"].label = _("New password again")
        say_what_counts(self)


class PasswordAgainForm(ReauthenticateForm):
    """The password in use, before something is changed that guards the account."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password you sign in with now")
        self.fields["password"].error_messages["required"] = _("Enter your password.")


class TokenForm(UserTokenForm):
    """The link of a reset mail, good only for people with a place here."""

    def _get_user(self, uidb36: str) -> Any:
        user = super()._get_user(uidb36)  # type: ignore[no-untyped-call]
        return user if user is not None and user.is_active and places.of(user_id=user.pk) else None
