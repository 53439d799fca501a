"""The mails of self-registration. Nothing of them is kept, and the jobs know ids only."""

import uuid

from django.utils import translation
from django.utils.translation import gettext as _

from seatwise.infra import clock, jobs, tenancy, transactions
from seatwise.notifications import operations as notifications
from seatwise.registrations import operations, queries
from seatwise.registrations.domain.status import LINK_DAYS, Status
from seatwise.resellers import queries as resellers
from seatwise.storefront.registration import links


@jobs.app.task(name="seatwise.send_registration_link", queue="mail", retry=jobs.retrying_for_days)
def send_registration_link(*, reseller_id: str, registration_id: str) -> None:
    """This function will mail the link that confirms a registration, in the reseller's look and language."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        held, look = _read(registration_id)
        if held is None or held.status is not Status.UNCONFIRMED:
            return
        with transactions.reading():
            link = resellers.address(path=f"/register/{links.token(held.id)}/")
        with translation.override(look.language):
            subject = _("Confirm that you want an account at %(name)s") % {"name": look.name}
            preheader = _("One click, then %(name)s looks at it.") % {"name": look.name}
        body = notifications.render(
            template="registration",
            look=look,
            subject=subject,
            preheader=preheader,
            recipient="",
            link=link,
            names={"days": LINK_DAYS},
        )
    # Whoever typed the address may not be who reads it, so nothing else that was typed goes there.
    _send(held, look, body, to_name="")


@jobs.app.task(name="seatwise.send_registration_declined", queue="mail", retry=jobs.retrying_for_days)
def send_registration_declined(*, reseller_id: str, registration_id: str) -> None:
    """This function will mail that a registration was declined, and why, then forget whose it was."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        held, look = _read(registration_id)
        if held is None or held.status is not Status.DECLINING:
            return
        with translation.override(look.language):
            subject = _("Your request for an account at %(name)s") % {"name": look.name}
            preheader = _("It was not accepted.")
        body = notifications.render(
            template="declined",
            look=look,
            subject=subject,
            preheader=preheader,
            recipient=held.name,
            link="",
            names={"company": held.company, "reason": held.reason},
        )
        _send(held, look, body, to_name=held.name)
        with transactions.writing():
            operations.forget(registration_id=held.id)


def _read(registration_id: str) -> tuple[queries.Registration | None, notifications.Look]:
    with transactions.reading():
        look = notifications.look_of_current_reseller()
        try:
            return queries.registration(registration_id=uuid.UUID(registration_id)), look
        except queries.DoesNotExist:
            # It vanished while its job waited.
            return None, look


def _send(
    held: queries.Registration, look: notifications.Look, body: notifications.Body, *, to_name: str
) -> None:
    notifications.send(
        outgoing=notifications.addressed(
            body=body, look=look, to_email=held.email, to_name=to_name, now=clock.now()
        )
    )
