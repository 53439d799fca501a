"""Writes to what a reseller decides about its mails: its own server, and its own words (S27)."""

import datetime as dt
from collections.abc import Mapping

from django.conf import settings

from seatwise.infra import events, jobs, sealing, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.refusal import N_, Refusal
from seatwise.notifications import models, queries
from seatwise.notifications.domain import texts
from seatwise.notifications.domain.letters import MailKind
from seatwise.notifications.operations import rendering, sending, server

_SHOWN = ("from_name", "from_email", "host", "port", "encryption", "username")


class PasswordNeeded(Refusal):
    """A kept password goes only to the server and the user it was entered for."""

    code = "mail_password_needed"


class EncryptionNeeded(Refusal):
    """A password would be read by everybody on the way."""

    code = "mail_encryption_needed"


def sealed(*, typed: queries.Sender, before: queries.Sender | None) -> queries.Sender:
    """This function will answer a sender as it is kept: `typed.password` is what was typed, "" for the one that is kept.

    Raises PasswordNeeded where server or user are others than those of the kept password, EncryptionNeeded.
    """
    if not typed.username:
        return _with(typed, password="")
    if typed.encryption == models.Encryption.NONE and not settings.MAIL_HOSTS_MAY_BE_PRIVATE:
        raise EncryptionNeeded(N_("A password is sent with encryption only. Choose STARTTLS or TLS."))
    if typed.password:
        return _with(typed, password=sealing.seal(typed.password, purpose=server.PURPOSE))
    if before is None or not before.password or _whose(before) != _whose(typed):
        raise PasswordNeeded(N_("Enter the password of this user at this server."))
    return _with(typed, password=before.password)


def set_sender(
    *,
    sender: queries.Sender,
    actor: Actor,
    now: dt.datetime,
    seen: Mapping[str, object] | None = None,
) -> None:
    """This function will send the current reseller's mails through its own server from now on, as `sealed` answered it. # S27

    What waits is tried at once, what was given up too. `seen` is what the person was shown by its names, "" for each where none was
    kept. Raises ChangedMeanwhile.
    """
    transactions.assert_writing()
    before = queries.sender()
    overwritten = {
        _said(name): (value, getattr(before, name, ""))
        for name, value in (seen or {}).items()
        if getattr(before, name, "") not in (value, getattr(sender, name))
    }
    if overwritten:
        raise ChangedMeanwhile(overwritten)
    values = {name: getattr(sender, name) for name in (*_SHOWN, "password")}
    models.MailSender.objects.update_or_create(defaults=values)
    changes = {
        _said(name): (getattr(before, name, ""), values[name])
        for name in _SHOWN
        if getattr(before, name, "") != values[name]
    }
    _record("mail.sender_set", sender.host, {"changes": changes}, actor, now)
    _try_again(now)


def remove_sender(*, actor: Actor, now: dt.datetime) -> None:
    """This function will send the current reseller's mails through the installation's server again, those that wait at once."""
    transactions.assert_writing()
    before = queries.sender()
    if before is not None:
        models.MailSender.objects.all().delete()
        _record("mail.sender_removed", before.host, {}, actor, now)
        _try_again(now)


def send_test(
    *, sender: queries.Sender, to_email: str, to_name: str, subject: str, text: str, now: dt.datetime
) -> None:
    """This function will send a mail through a reseller's server at once, kept or not. Outside any transaction.

    Raises what server.what_went_wrong puts into words.
    """
    with transactions.reading():
        look = rendering.look_of_current_reseller()
    body = rendering.render_note(look=look, subject=subject, text=text, recipient=to_name)
    sending.send_through(
        sender,
        outgoing=sending.addressed(body=body, look=look, to_email=to_email, to_name=to_name, now=now),
        patience_s=server.TEST_PATIENCE_S,
    )


def set_text(
    *,
    kind: MailKind,
    language: str,
    text: str,
    actor: Actor,
    now: dt.datetime,
    seen: Mapping[str, object] | None = None,
) -> None:
    """This function will keep the reseller's own paragraph of a kind of mail; an empty one is none. # S27

    `seen` is the text that the person was shown. Raises TextRefused, ChangedMeanwhile.
    """
    transactions.assert_writing()
    texts.check(text)
    rows = models.MailText.objects.filter(kind=kind.value, language=language)
    held = rows.select_for_update().first()
    before = held.text if held else ""
    if text == before:
        return
    if seen is not None and seen.get("text", before) != before:
        raise ChangedMeanwhile({"text": (seen["text"], before)})
    if text:
        models.MailText.objects.update_or_create(kind=kind.value, language=language, defaults={"text": text})
    else:
        rows.delete()
    changes = {"changes": {"text": (before, text)}}
    _record("mail.text_set", f"{kind.value}, {language}", changes, actor, now)


def _try_again(now: dt.datetime) -> None:
    """What waits for a server goes at once, what was given up too; nobody wants to read mails that are older than KEPT_FOR."""
    waiting = models.Mail.objects.filter(sent_at__isnull=True, written_at__gt=now - queries.KEPT_FOR)
    ids = [str(mail_id) for mail_id in waiting.values_list("id", flat=True)]
    jobs.hurry(task="seatwise.send_mail", argument="mail_id", values=ids)


def _said(name: str) -> str:
    # A reseller's own "host" is its domain.
    return "mail_host" if name == "host" else name


def _whose(sender: queries.Sender) -> tuple[str, int, str]:
    return sender.host, sender.port, sender.username


def _with(sender: queries.Sender, *, password: str) -> queries.Sender:
    return queries.Sender(**{name: getattr(sender, name) for name in _SHOWN}, password=password)


def _record(kind: str, about: str, said: Mapping[str, object], actor: Actor, now: dt.datetime) -> None:
    subject = tenancy.current_reseller_id()
    events.record(kind=kind, subject_id=subject, about=about, payload=said, actor=actor, now=now)
