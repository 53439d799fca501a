"""What django-allauth's second factors do differently here: sealed secrets, codes that are good once, people of this Storefront."""

import base64
import hashlib
from typing import Any

from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.base.forms import AuthenticateForm, ReauthenticateForm
from allauth.mfa.base.internal.flows import check_rate_limit
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from seatwise.accounts import operations as accounts
from seatwise.infra import transactions
from seatwise.kernel import typed as typed_words
from seatwise.resellers import queries as resellers
from seatwise.storefront.account import places

_LONGEST_NAME = 60
# What the parsers of allauth and fido2 raise over what no browser sends.
_UNREADABLE = (TypeError, ValueError, KeyError, AttributeError, IndexError)


class Adapter(DefaultMFAAdapter):
    """Names are the reseller's; secrets are kept sealed with SECRET_KEY, so that the database alone opens nobody's account."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("This code is not right, or was used before. Enter the newest one."),
        "cannot_generate_recovery_codes": _("Set up an authenticator app or a passkey first."),
    }

    def get_totp_issuer(self) -> str:
        return self._get_site_name()

    def _get_site_name(self) -> str:
        if places.at_desk():
            return "Seatwise"
        with transactions.reading():
            return resellers.settings().name

    def encrypt(self, text: str) -> str:
        return _seal().encrypt(text.encode()).decode("ascii")

    def decrypt(self, encrypted_text: str) -> str:
        return _seal().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user: Any, type: Authenticator.Type) -> str:  # noqa: A002
        number = Authenticator.objects.filter(user_id=user.pk, type=type).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}


def _seal() -> MultiFernet:
    keys = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    digests = (hashlib.sha256(b"seatwise.second-factors" + str(key).encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


class _Code:
    """A code of the app, good once, or a recovery code."""

    user: Any
    fields: dict[str, Any]
    cleaned_data: dict[str, Any]
    authenticator: Authenticator

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code")
        self.fields["code"].error_messages["required"] = _("Enter the code.")

    def clean_code(self) -> str:
        clear_limit = check_rate_limit(self.user)
        code: str = self.cleaned_data["code"]
        used = accounts.use_code(user_id=self.user.pk, code=code)
        if used is None:
            raise Adapter().validation_error("incorrect_code")
        used.user = self.user
        self.authenticator = used
        clear_limit()
        return code


class CodeForm(_Code, AuthenticateForm):
    """The second step of a sign-in."""


class CodeAgainForm(_Code, ReauthenticateForm):
    """The code before something is changed that guards the account."""


class FirstCodeForm(ActivateTOTPForm):
    """Proves that the app has the secret."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("Code from the app")
        self.fields["code"].error_messages["required"] = _("Enter the code that the app shows.")


class PasskeyForm(AddWebAuthnForm):
    """A new passkey: it stays on its device and asks for finger, face or PIN, so that it signs in by itself, too."""

    passwordless = None  # type: ignore[assignment]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].label = _("Name")

    def clean_name(self) -> str:
        name = typed_words.line(super().clean_name())
        return name[:_LONGEST_NAME] or gettext("Passkey")

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["passwordless"] = True
        try:
            cleaned: dict[str, Any] = super().clean()
        except _UNREADABLE as nonsense:
            raise _not_accepted() from nonsense
        return cleaned


class _Passkey:
    """A passkey as second step; what cannot be read is refused like one that does not fit."""

    def clean_credential(self) -> Authenticator:
        try:
            authenticator: Authenticator = super().clean_credential()  # type: ignore[misc]
        except _UNREADABLE as nonsense:
            raise _not_accepted() from nonsense
        return authenticator


class PasskeyStepForm(_Passkey, AuthenticateWebAuthnForm):
    """The second step of a sign-in."""


class PasskeyAgainForm(_Passkey, ReauthenticateWebAuthnForm):
    """The passkey before something is changed that guards the account."""


class PasskeySignInForm(LoginWebAuthnForm):
    """Signs in with a passkey alone; a foreign person's answers like one that nobody knows (R25)."""

    def clean_credential(self) -> Authenticator:
        try:
            authenticator: Authenticator = super().clean_credential()
        except _UNREADABLE as nonsense:
            raise unknown_passkey() from nonsense
        user = authenticator.user
        if not user.is_active or not places.of(user_id=user.pk):
            raise unknown_passkey()
        return authenticator


def _not_accepted() -> ValidationError:
    return ValidationError(_("This passkey was not accepted. Try again."))


def unknown_passkey() -> ValidationError:
    """This function will answer the refusal of a passkey that does not open an account here."""
    return ValidationError(_("This passkey does not open an account here. Sign in with your password."))


def recovery_codes_left(*, user: Any) -> int | None:
    """This function will count the recovery codes that were not used; None where none were made."""
    found = Authenticator.objects.filter(user=user, type=Authenticator.Type.RECOVERY_CODES).first()
    return None if found is None else len(found.wrap().get_unused_codes())


def state(*, user: Any) -> str:
    """This function will say in words with what a person signs in besides the password."""
    types = list(Authenticator.objects.filter(user=user).values_list("type", flat=True))
    passkeys = types.count(Authenticator.Type.WEBAUTHN)
    parts = []
    if Authenticator.Type.TOTP in types:
        parts.append(gettext("Authenticator app"))
    if passkeys:
        parts.append(ngettext("%(num)s passkey", "%(num)s passkeys", passkeys) % {"num": passkeys})
    return ", ".join(parts) or gettext("A password only")
