"""The way to the mail server, outside any transaction: a slow server must not hold a lock."""

import datetime as dt
from dataclasses import dataclass
from email.headerregistry import Address
from email.utils import format_datetime, parseaddr
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives

from seatwise.infra import clock, transactions
from seatwise.notifications import models, queries


@dataclass(frozen=True, slots=True, kw_only=True)
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


def send(*, outgoing: Outgoing) -> None:
    """This function will hand a mail to the mail server. Raises OSError or SMTPException when it does not take it."""
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
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
    message.send()


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
