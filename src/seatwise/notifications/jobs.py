"""Mails leave here, each by a job of its own."""

from uuid import UUID

from seatwise.infra import jobs, tenancy
from seatwise.notifications import operations


@jobs.app.task(name="seatwise.send_mail", queue="mail", retry=jobs.retrying_for_days)
def send_mail(*, reseller_id: str, mail_id: str) -> None:
    """This function will send one mail. A mail server that is down makes the job fail and run again later."""
    with tenancy.scope(UUID(reseller_id)):
        operations.send_kept(mail_id=UUID(mail_id))
