"""The second step of a sign-in: the authenticator app, passkeys and recovery codes. What they do is django-allauth's.

Each change asks for the password again when it was not entered in the last minutes, and is told to the audit (B9).
"""

import contextlib
import dataclasses
import json
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import quote

from allauth.account import views as account
from allauth.account.internal import stagekit
from allauth.account.internal.flows import reauthentication
from allauth.mfa.base import views as base
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes import views as recovery
from allauth.mfa.recovery_codes.internal import flows as recovery_flows
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as webauthn
from allauth.mfa.webauthn.internal import auth as webauthn_auth
from django.conf import settings
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from qrcode.main import QRCode

from seatwise.accounts import operations as accounts_writes
from seatwise.accounts import queries as accounts
from seatwise.customers.middleware import sign_in_first
from seatwise.infra import clock, sessions, transactions
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.storefront.account import adapter, factors, frames, places, told, views
from seatwise.storefront.account.forms import SignInForm
from seatwise.ui import jinja, rendering

_QUIET = 2
"""Empty modules around a QR code; four are the standard, the frame of the page brings the rest."""

_OTHERS_ENDED = "others_ended"
"""In the session until it was said: the first factor has signed the person out everywhere else."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Passkey:
    """A passkey in the list; the days are in words."""

    id: int
    name: str
    added: str
    used: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SecurityView:
    """With what a person signs in. `codes` None: no recovery codes. `why_kept` says why the last factor stays."""

    has_app: bool
    passkeys: tuple[Passkey, ...]
    codes: int | None
    is_wanted: bool
    why_kept: str
    done: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A QR code as the path of an SVG of `size` modules."""

    size: int
    path: str


@never_cache
def security(request: HttpRequest) -> HttpResponse:
    """This function will show with what a person signs in, and what can be added and removed."""
    found = frames.mine(request)
    if found is None:
        return sign_in_first(cast(StorefrontRequest, request))
    return rendering.respond(
        request, "account/security.html", {"page": found.page, "view": _view(request, found)}
    )


def _view(request: HttpRequest, found: frames.Mine) -> SecurityView:
    held = list(Authenticator.objects.filter(user=found.user).order_by("created_at"))
    strong = [one for one in held if one.type in accounts.SECOND_FACTORS]
    wanted = _is_wanted(found)
    with places.reading():
        zone = places.time_zone()
    return SecurityView(
        has_app=any(one.type == Authenticator.Type.TOTP for one in held),
        passkeys=tuple(
            Passkey(
                id=one.pk,
                name=one.wrap().name,
                added=jinja.day_time(one.created_at, zone),
                used=jinja.day_time(one.last_used_at, zone) if one.last_used_at else "",
            )
            for one in held
            if one.type == Authenticator.Type.WEBAUTHN
        ),
        codes=factors.recovery_codes_left(user=found.user),
        is_wanted=wanted and not strong,
        why_kept=_why_kept(found) if len(strong) == 1 else "",
        done=_done(request.GET.get("done", ""), is_guarded=bool(strong)),
    )


def _done(what: str, *, is_guarded: bool) -> str:
    said = {
        "app": _("The authenticator app is set up."),
        "app-removed": _("The authenticator app is removed."),
        "passkey": _("The passkey is added."),
        "passkey-removed": _("The passkey is removed."),
    }.get(what, "")
    if not said or is_guarded:
        return said
    unguarded = _("Your password alone signs you in now.")
    return f"{said} {unguarded}"


def _is_wanted(found: frames.Mine) -> bool:
    """Whether the reseller wants a second factor of this person, of its team only; or the installation, at the desk."""
    if found.place.at_desk:
        return settings.OPERATOR_NEEDS_SECOND_FACTOR
    with transactions.reading():
        return found.place.team_role is not None and resellers.settings().team_needs_second_factor


def _why_kept(found: frames.Mine) -> str:
    if not _is_wanted(found):
        return ""
    return _("%(name)s wants a second step of its team. Add another one before you take this one away.") % {
        "name": found.page.brand_name
    }


class _Changes(frames.OwnPage):
    """A page that changes what guards an account. The password is asked again before, and what was posted is not kept for later."""

    def before(self, request: HttpRequest) -> HttpResponse | None:
        if not reauthentication.is_reauthentication_required(request, app="allauth.mfa"):
            return None
        address = reverse("account_reauthenticate")
        return HttpResponseRedirect(f"{address}?next={quote(request.path)}", status=303)

    def get_success_url(self) -> str:
        return f"{self.page.prefix}/account/security/"

    def changing(self, kind: str, *, passkey: str = "") -> contextlib.AbstractContextManager[None]:
        return told.changing(kind=kind, user=self.mine.user, place=self.mine.place, passkey=passkey)

    def is_last(self) -> bool:
        """Whether nothing but the password is left then; the recovery codes go with the last one."""
        return (
            Authenticator.objects.filter(user=self.mine.user, type__in=accounts.SECOND_FACTORS).count() == 1
        )

    def remove(self, kind: str, removal: Callable[[], HttpResponse], *, passkey: str = "") -> HttpResponse:
        """Does the removal, unless the only factor would go that the reseller wants. The account is held meanwhile: of two removals
        at once the second one counts what the first has left.
        """
        why = _why_kept(self.mine)
        try:
            with self.changing(kind, passkey=passkey):
                accounts_writes.hold(user_id=self.mine.user.pk)
                if why and self.is_last():
                    raise _Kept
                return removal()
        except _Kept:
            view = dataclasses.replace(_view(self.request, self.mine), why_kept=why)
            context = {"page": self.page, "view": view}
            return rendering.respond(self.request, "account/security.html", context, status=422)


class _Kept(Exception):
    """The factor stays."""


class _Adds(_Changes):
    """A page that adds a factor. The first one ends the person's other sessions: they were opened with a password alone."""

    is_first = False

    def before(self, request: HttpRequest) -> HttpResponse | None:
        self.is_first = not accounts.has_second_factor(user_id=self.mine.user.pk)
        return super().before(request)

    def end_others(self) -> None:
        if self.is_first:
            self.request.session[_OTHERS_ENDED] = True
            sessions.end_others(user_id=self.mine.user.pk, session_key=self.request.session.session_key)


class AddApp(_Adds, totp.ActivateTOTPView):
    """The app is set up. The same code sent twice answers twice the same: of a double click only the second answer is seen."""

    template_name = "account/app.html"

    def before(self, request: HttpRequest) -> HttpResponse | None:
        asked = super().before(request)
        if (
            asked
            or not Authenticator.objects.filter(user=self.mine.user, type=Authenticator.Type.TOTP).exists()
        ):
            return asked
        return self._again(request)

    def _again(self, request: HttpRequest) -> HttpResponse:
        user_id, code = self.mine.user.pk, request.POST.get("code", "").strip()
        self.did_generate_recovery_codes = False
        if not accounts_writes.is_same_app(user_id=user_id, code=code, now=clock.now()):
            return HttpResponseRedirect(f"{self.page.prefix}/account/security/", status=303)
        with transactions.writing_global():
            self.did_generate_recovery_codes = accounts_writes.show_codes_again(user_id=user_id)
        return HttpResponseRedirect(self.get_success_url(), status=303)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        # Not allauth's own: it draws its picture into an address that our content policy refuses.
        form = kwargs.get("form") or self.get_form()
        address = factors.Adapter().build_totp_url(self.mine.user, form.secret)
        return {
            "page": self.page,
            "form": form,
            "square": square(address),
            "secret": _in_fours(form.secret),
            "is_first": self.is_first,
        }

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return f"{super().get_success_url()}?done=app"

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            with self.changing("person.app_added"):
                response: HttpResponse = super().form_valid(form)
                # The code has done its work: what somebody saw over the shoulder signs nobody in.
                accounts_writes.use_code(user_id=self.mine.user.pk, code=form.cleaned_data["code"])
                self.end_others()
        except IntegrityError:
            # The other of two requests at the same time has set it up.
            return self._again(self.request)
        return response


def square(text: str) -> Square:
    """This function will draw a text as a QR code: one path, which needs no image and no style."""
    code: Any = QRCode(border=_QUIET)
    code.add_data(text)
    rows = code.get_matrix()
    path = "".join(
        f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark
    )
    return Square(size=len(rows), path=path)


def _in_fours(secret: str) -> str:
    return " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))


class RemoveApp(_Changes, totp.DeactivateTOTPView):
    template_name = "account/app_removal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "is_last": self.is_last()}

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}?done=app-removed"

    def form_valid(self, form: Any) -> HttpResponse:
        return self.remove("person.app_removed", lambda: super(RemoveApp, self).form_valid(form))


class AddPasskey(_Adds, webauthn.AddWebAuthnView):
    template_name = "account/passkey.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        form = kwargs.get("form") or self.get_form()
        options = webauthn_auth.begin_registration(self.mine.user, passwordless=True)
        return {
            "page": self.page,
            "form": form,
            "options": _as_json(options),
            "is_first": self.is_first,
        }

    def get_success_url(self) -> str:
        if self.did_generate_recovery_codes:
            return reverse("mfa_view_recovery_codes")
        return f"{super().get_success_url()}?done=passkey"

    def form_valid(self, form: Any) -> HttpResponse:
        with self.changing("person.passkey_added", passkey=form.cleaned_data["name"]):
            response: HttpResponse = super().form_valid(form)
            self.end_others()
        return response


class RemovePasskey(_Changes, webauthn.RemoveWebAuthnView):
    template_name = "account/passkey_removal.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "name": str(self.object), "is_last": self.is_last()}

    def get_success_url(self) -> str:
        return f"{super().get_success_url()}?done=passkey-removed"

    def form_valid(self, form: Any) -> HttpResponse:
        return self.remove(
            "person.passkey_removed",
            lambda: super(RemovePasskey, self).form_valid(form),
            passkey=str(self.object),
        )


class Codes(_Changes, recovery.ViewRecoveryCodesView):
    """The recovery codes, shown once; afterwards only how many are left."""

    template_name = "account/codes.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        held, may_see = recovery_flows.view_recovery_codes(self.request)
        if held is None:
            raise Http404
        unused = held.get_unused_codes()
        name = self.page.brand_name
        lines = [
            _("Recovery codes for %(name)s, each good once") % {"name": name},
            self.mine.user.email,
            "",
            *unused,
        ]
        return {
            "page": self.page,
            "codes": unused if may_see else [],
            "left": len(unused),
            "others_ended": self.request.session.pop(_OTHERS_ENDED, False),
            "file": f"data:text/plain;charset=utf-8,{quote(chr(10).join(lines))}" if may_see else "",
        }


class NewCodes(_Changes, recovery.GenerateRecoveryCodesView):
    template_name = "account/codes_new.html"

    def get_success_url(self) -> str:
        return reverse("mfa_view_recovery_codes")

    def form_valid(self, form: Any) -> HttpResponse:
        with self.changing("person.codes_made"):
            response: HttpResponse = super().form_valid(form)
        return response


@method_decorator(sensitive_post_parameters(), name="dispatch")
class SecondStep(frames.Page, base.AuthenticateView):
    """The code or the passkey after the password. For people with a place here only, whose sign-in began on this host."""

    template_name = "account/code.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        response = super().dispatch(request, *args, **kwargs)
        stage = getattr(request, "_login_stage", None)
        if stage is not None and not places.of(user_id=stage.login.user.pk):
            return HttpResponseRedirect(reverse("account_login"))
        return response

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not adapter.began_with_password_of(request, self.stage.login.user):
            stagekit.clear_login(request)
            return HttpResponseRedirect(f"{reverse('account_login')}?over=password")
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        data = context.get("js_data")
        types = _types(self.stage.login.user)
        return {
            **context,
            "at_desk": places.at_desk(),
            "has_app": Authenticator.Type.TOTP in types,
            "has_passkey": Authenticator.Type.WEBAUTHN in types,
            "options": _as_json(data["request_options"]) if data else "",
        }

    def form_invalid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super(frames.Page, self).form_invalid(form)
        response.status_code = 422
        return response


def _types(user: Any) -> set[str]:
    return set(Authenticator.objects.filter(user=user).values_list("type", flat=True))


class PasskeySignIn(frames.Page, webauthn.LoginWebAuthnView):
    """GET answers a script what to sign, POST takes what a passkey has signed."""

    template_name = "account/login.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response: HttpResponse = super().get(request, *args, **kwargs)
        return response

    def form_invalid(self, form: Any) -> HttpResponse:
        said = factors.unknown_passkey().messages[0]
        form = SignInForm(request=self.request)
        context = {
            "page": self.page,
            "form": form,
            "refusal": said,
            **views.offered(),
            "redirect_field_name": "next",
            "redirect_field_value": _next(self.request, self.page.prefix),
        }
        return render(self.request, self.template_name, context, status=422)

    def form_valid(self, form: Any) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        wanted = _next(self.request, self.page.prefix)
        if wanted and response.status_code == 302 and self.request.user.is_authenticated:
            return HttpResponseRedirect(wanted)
        return response


def _next(request: HttpRequest, prefix: str) -> str:
    asked = request.POST.get("next", "")
    return asked if places.is_inside(asked, prefix=prefix) else ""


@method_decorator(sensitive_post_parameters(), name="dispatch")
class PasswordAgain(frames.OwnPage, account.ReauthenticateView):
    """The password once more, before something is changed that guards the account."""

    template_name = "account/again.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "asks": "password"}


class CodeAgain(frames.OwnPage, base.ReauthenticateView):
    template_name = "account/again.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {**super().get_context_data(**kwargs), "asks": "code"}


class PasskeyAgain(frames.OwnPage, webauthn.ReauthenticateWebAuthnView):
    template_name = "account/again.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        return {**context, "asks": "passkey", "options": _as_json(context["js_data"]["request_options"])}

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=422)


def _as_json(options: Any) -> str:
    return json.dumps(options, default=dict)
