"""Reads of mails."""

import dataclasses
import datetime as dt
from uuid import UUID

from django.db.models import Count, Min

from seatwise.notifications import models

KEPT_FOR = dt.timedelta(days=7)
"""For so long a mail about an order is sent when its reseller's server is mended."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """A mail that was written, and when the mail server took it."""

    id: UUID
    kind: str
    to_email: str
    to_name: str
    from_name: str
    reply_to: str
    subject: str
    text: str
    html: str
    written_at: dt.datetime
    sent_at: dt.datetime | None


def mail(*, mail_id: UUID) -> Mail:
    """This function will answer one mail of the current reseller. Raises Mail.DoesNotExist."""
    fields = [field.name for field in dataclasses.fields(Mail)]
    return Mail(**models.Mail.objects.values(*fields).get(id=mail_id))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """A reseller's own mail server and sender; `password` as it is sealed, "" for none."""

    from_name: str
    from_email: str
    host: str
    port: int
    encryption: str
    username: str
    password: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Mails that no server has taken yet, and since when the oldest of them is written."""

    count: int
    since: dt.datetime | None


def sender() -> Sender | None:
    """This function will answer the current reseller's own sender, None where the installation's is used."""
    fields = [field.name for field in dataclasses.fields(Sender)]
    row = models.MailSender.objects.values(*fields).first()
    return None if row is None else Sender(**row)


def waiting(*, written_before: dt.datetime) -> Waiting:
    """This function will answer how many of the current reseller's mails about orders wait for their server since before then.

    Those of the last KEPT_FOR: older ones are not sent any more.
    """
    written = (written_before - KEPT_FOR, written_before)
    found = models.Mail.objects.filter(sent_at__isnull=True, written_at__range=written).aggregate(
        count=Count("*"), since=Min("written_at")
    )
    return Waiting(**found)


def own_text(*, kind: str, language: str) -> str:
    """This function will answer the reseller's own paragraph in a kind of mail, "" for none."""
    texts = models.MailText.objects.filter(kind=kind, language=language).values_list("text", flat=True)
    return next(iter(texts), "")


def own_texts() -> dict[tuple[str, str], str]:
    """This function will answer all own paragraphs of the current reseller by kind and language."""
    return {(row.kind, row.language): row.text for row in models.MailText.objects.all()}
