"""The way to the mail server, outside any transaction: a slow server must not hold a lock."""

import dataclasses
import datetime as dt
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr
from uuid import UUID, uuid4

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from seatwise.infra import clock, tenancy, transactions
from seatwise.notifications import models, queries
from seatwise.notifications.operations import server
from seatwise.notifications.operations.rendering import Body, Look


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A mail on its way. `id` becomes its Message-ID, so that a mail sent twice is still one mail to its reader."""

    id: UUID
    to_email: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    written_at: dt.datetime


def addressed(*, body: Body, look: Look, to_email: str, to_name: str, now: dt.datetime) -> Outgoing:
    """This function will answer a mail that is sent at once and not kept, from the reseller to a person."""
    return Outgoing(
        id=uuid4(),
        to_email=to_email,
        to_name=to_name,
        from_name=look.name,
        reply_to=look.support_email,
        subject=body.subject,
        text=body.text,
        html=body.html,
        written_at=now,
    )


def send(*, outgoing: Outgoing) -> None:
    """This function will hand a mail to the current reseller's own server, else to the installation's. Opens its own reading().

    Raises OSError or SMTPException when the server does not take it, HostRefused when it may not be asked.
    """
    own = None
    if tenancy.in_scope():
        with transactions.reading():
            own = queries.sender()
    if own is not None:
        send_through(own, outgoing=outgoing, patience_s=settings.EMAIL_TIMEOUT)
    else:
        send_ourselves(outgoing=outgoing)


def send_ourselves(*, outgoing: Outgoing) -> None:
    """This function will hand a mail to the installation's server, also where the current reseller has its own.

    For links that open an account, which may have places elsewhere: a reseller reads what goes through its server (R25).
    Raises like send.
    """
    _message(outgoing, sender=parseaddr(settings.DEFAULT_FROM_EMAIL)[1]).send()


def send_through(own: queries.Sender, *, outgoing: Outgoing, patience_s: int) -> None:
    """This function will hand a mail to a reseller's own server. Raises like send, and sealing.CannotOpen."""
    outgoing = dataclasses.replace(outgoing, from_name=own.from_name)
    message = _message(outgoing, sender=own.from_email)
    message.connection = server.connection(sender=own, patience_s=patience_s)
    message.send()


def _message(outgoing: Outgoing, *, sender: str) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=" ".join(outgoing.subject.split()),
        body=outgoing.text,
        from_email=_address(outgoing.from_name, sender),
        to=[_address(outgoing.to_name, outgoing.to_email)],
        reply_to=[outgoing.reply_to],
        headers={
            "Message-ID": f"<{outgoing.id}@{sender.partition('@')[2]}>",
            "Date": format_datetime(outgoing.written_at),
            "Auto-Submitted": "auto-generated",
        },
    )
    message.attach_alternative(outgoing.html, "text/html")
    return message


def send_kept(*, mail_id: UUID) -> None:
    """This function will send a mail of the current reseller that was not sent yet, then mark it. Opens its own doors.

    Raises OSError or SMTPException when the mail server does not take it.
    """
    with transactions.reading():
        mail = queries.mail(mail_id=mail_id)
    if mail.sent_at is not None:
        return
    send(
        outgoing=Outgoing(
            id=mail.id,
            to_email=mail.to_email,
            to_name=mail.to_name,
            from_name=mail.from_name,
            reply_to=mail.reply_to,
            subject=mail.subject,
            text=mail.text,
            html=mail.html,
            written_at=mail.written_at,
        )
    )
    with transactions.writing():
        models.Mail.objects.filter(id=mail_id, sent_at__isnull=True).update(sent_at=clock.now())


def _address(name: str, email: str) -> str:
    return str(Address(display_name=" ".join(name.split()), addr_spec=email))
