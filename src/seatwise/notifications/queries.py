"""Reads of mails."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.notifications import models


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
