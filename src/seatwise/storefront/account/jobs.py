"""The mail with the link for a new password. Written by a job, so that asking takes as long for a stranger as for a person."""

import uuid

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _

from seatwise.infra import clock, jobs, tenancy, transactions
from seatwise.notifications import operations as notifications
from seatwise.resellers import queries as resellers


@jobs.app.task(name="seatwise.send_password_reset", queue="mail", retry=jobs.retrying)
def send_password_reset(*, reseller_id: str, user_id: str) -> None:
    """This function will send a person the link to choose a new password, good once, in the reseller's look and language."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        # django-allauth makes sure that the person's address stands in its own table before it signs a link.
        with transactions.writing():
            look = notifications.look_of_current_reseller()
            user = get_user_model().objects.get(pk=user_id)
            key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
            link = resellers.address(path=f"/password/reset/key/{key}/")
        with translation.override(look.language):
            subject = _("Choose a new password for %(name)s") % {"name": look.name}
            preheader = _("The link works once.")
        body = notifications.render(
            template="password",
            look=look,
            subject=subject,
            preheader=preheader,
            recipient=user.name,
            link=link,
            names={"email": user.email},
        )
    notifications.send(
        outgoing=notifications.Outgoing(
            id=uuid.uuid4(),
            to_email=user.email,
            to_name=user.name,
            from_name=look.name,
            reply_to=look.support_email,
            subject=body.subject,
            text=body.text,
            html=body.html,
            written_at=clock.now(),
        )
    )
