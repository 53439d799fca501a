"""Writes to people."""

import datetime as dt
import time
from uuid import UUID

from allauth.core.internal.cryptokit import compare_user_code
from allauth.mfa import app_settings as factors
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal import auth as totp
from allauth.mfa.utils import decrypt
from django.conf import settings
from django.db import connection

from seatwise.accounts import models
from seatwise.infra import jobs, sessions, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal

_LONGEST_NAME = 120
_USE_STEP = """
UPDATE mfa_authenticator SET data = jsonb_set(data, '{step}', to_jsonb(%s::bigint))
WHERE id = %s AND coalesce((data ->> 'step')::bigint, -1) < %s
"""
_AGAIN = dt.timedelta(minutes=5)
_UNSEEN = """
UPDATE mfa_authenticator SET data = data - 'viewed_at'
WHERE user_id = %s AND type = 'recovery_codes' AND created_at >= %s
"""


class NameRefused(Refusal):
    """A person cannot be called that; the sentence says why."""

    code = "name_refused"


def create_user(*, email: str, name: str, password: str | None, operator: bool = False) -> UUID:
    """This function will create a person who signs in with an e-mail and a password, or answer the one with that e-mail.

    Runs in an open global transaction. A person who exists keeps name and password: an invitation takes nobody's account over.
    """
    transactions.assert_writing()
    found = models.User.objects.filter(email=email.strip().lower()).first()
    if found is not None:
        return found.id
    user = models.User.objects.create_user(
        email.strip(), password, name=name, is_staff=operator, is_superuser=operator
    )
    return user.id


def set_theme(*, user_id: UUID, theme: str) -> None:
    """This function will keep how a person wants pages to look: auto, light or dark."""
    transactions.assert_writing()
    models.User.objects.filter(id=user_id).update(theme=models.User.Theme(theme))


def set_language(*, user_id: UUID, language: str) -> None:
    """This function will keep the language a person reads; "" is that of the company or the reseller."""
    transactions.assert_writing()
    assert not language or language in dict(settings.LANGUAGES), "the form offers what there is"
    models.User.objects.filter(id=user_id).update(language=language)


def set_name(*, user_id: UUID, name: str) -> str:
    """This function will have a person called by another name from now on, and answer it. What was done before keeps the old one.

    Raises NameRefused.
    """
    transactions.assert_writing()
    name = typed_words.line(name)
    if not 0 < len(name) <= _LONGEST_NAME:
        raise NameRefused(N_("Enter your name, up to 120 characters."))
    models.User.objects.filter(id=user_id).update(name=name)
    return name


def use_code(*, user_id: UUID, code: str) -> Authenticator | None:
    """This function will take a code of a person's app or a recovery code, and answer which of them was used; None for a wrong one.

    Each is good once. Opens no door: a sign-in has none, and one statement decides, whichever process it came to.
    """
    held: list[Authenticator] = list(
        Authenticator.objects.filter(user_id=user_id).exclude(type=Authenticator.Type.WEBAUTHN)
    )
    for authenticator in held:
        if authenticator.type == Authenticator.Type.TOTP:
            is_good = _use_app(authenticator, code)
        else:
            is_good = authenticator.wrap().validate_code(code)  # type: ignore[no-untyped-call]
        if is_good:
            return authenticator
    return None


def _use_app(authenticator: Authenticator, code: str) -> bool:
    """Neither a code that was taken nor an older one is good again."""
    step = next((step for step in _steps(time.time()) if _is_code(authenticator, code, step=step)), None)
    if step is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(_USE_STEP, [step, authenticator.pk, step])
        return bool(cursor.rowcount)


def _steps(at: float) -> range:
    step = int(at) // factors.TOTP_PERIOD
    return range(step - factors.TOTP_TOLERANCE, step + factors.TOTP_TOLERANCE + 1)


def _is_code(authenticator: Authenticator, code: str, *, step: int) -> bool:
    expected = totp.format_hotp_value(totp.hotp_value(decrypt(authenticator.data["secret"]), step))
    return bool(compare_user_code(actual=code, expected=expected))


def is_same_app(*, user_id: UUID, code: str, now: dt.datetime) -> bool:
    """This function will answer whether `code` is the one with which the person set up the app, minutes before `now`: sent twice."""
    held = Authenticator.objects.filter(user_id=user_id, type=Authenticator.Type.TOTP).first()
    if held is None or now - held.created_at > _AGAIN:
        return False
    return any(_is_code(held, code, step=step) for step in _steps(held.created_at.timestamp()))


def show_codes_again(*, user_id: UUID) -> bool:
    """This function will have recovery codes that came with the person's app shown once more; False where none came with it."""
    transactions.assert_writing()
    held = Authenticator.objects.get(user_id=user_id, type=Authenticator.Type.TOTP)
    with connection.cursor() as cursor:
        cursor.execute(_UNSEEN, [user_id, held.created_at])
        return bool(cursor.rowcount)


def take_second_steps_away(*, user_id: UUID, actor: Actor, now: dt.datetime) -> int:
    """This function will take every second factor of a person who has lost them, end the sessions, and count what there was.

    The person is told by mail, for somebody may have asked for it in their name, and so is the audit of each reseller where there is
    a place (B9).
    """
    transactions.assert_writing()
    removed, _ = Authenticator.objects.filter(user_id=user_id).delete()
    sessions.end_others(user_id=user_id, session_key=None)
    if removed:
        warn(user_id=user_id, kind=STEPS_TAKEN_AWAY, reseller_id=None, now=now)
        jobs.app.configure_task("seatwise.tell_steps_taken_away", queue="events").defer(
            user_id=str(user_id),
            actor={"kind": actor.kind.value, "user_id": str(actor.user_id or ""), "name": actor.name},
            at=now.isoformat(),
        )
    return removed


STEPS_TAKEN_AWAY = "person.steps_taken_away"


def hold(*, user_id: UUID) -> None:
    """This function will have whoever changes the same account wait until this transaction ends: what it counts stays true."""
    transactions.assert_writing()
    models.User.objects.select_for_update(no_key=True).get(id=user_id)


def warn(
    *,
    user_id: UUID,
    kind: str,
    reseller_id: UUID | None,
    address: str = "",
    browser: str = "",
    passkey: str = "",
    now: dt.datetime,
) -> None:
    """This function will have a person told by mail that how safe their account is has changed, once this is committed.

    `kind` is what happened, as the audit calls it; `reseller_id` where, None for the operator's desk; `browser` is in words, `passkey`
    the name of the one concerned, "" for none.
    """
    transactions.assert_writing()
    jobs.app.configure_task("seatwise.send_safety_mail", queue="mail").defer(
        reseller_id=None if reseller_id is None else str(reseller_id),
        user_id=str(user_id),
        kind=kind,
        at=now.isoformat(),
        address=address,
        browser=browser,
        passkey=passkey,
    )
