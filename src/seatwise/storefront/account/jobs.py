"""The mails about an account: for a new password, to somebody who is invited, and when its safety has changed.

Written by a job, so that asking takes as long for a stranger as for a person. They go through our own server and to our own
address, never the reseller's: whoever reads the link has the account, which may have places elsewhere (R25).
"""

import contextlib
import dataclasses
import datetime as dt
import uuid
from collections.abc import Mapping
from typing import Any

from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.contrib.auth import get_user_model
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from seatwise.accounts import operations as accounts
from seatwise.customers import queries as customers
from seatwise.infra import clock, events, jobs, tenancy, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.notifications import operations as notifications
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import DESK
from seatwise.storefront.account import places
from seatwise.ui import jinja


@jobs.app.task(name="seatwise.send_password_reset", queue="mail", retry=jobs.retrying_for_days)
def send_password_reset(*, reseller_id: str, user_id: str) -> None:
    """This function will send a person the link to choose a new password, good once, in the reseller's look and language."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        # django-allauth makes sure that the person's address stands in its own table before it signs a link.
        with transactions.writing():
            user: Any = get_user_model().objects.get(pk=user_id)
            look = notifications.look_of_current_reseller(language=user.language)
            link = _password_link(user)
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
        _send(user, look, body)


@jobs.app.task(name="seatwise.send_invitation", queue="mail", retry=jobs.retrying_for_days)
def send_invitation(*, reseller_id: str, customer_id: str, user_id: str) -> None:
    """This function will tell a person of the new place in a customer: with the link to choose a password, or to sign in."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        with transactions.writing():
            customer = customers.customer(customer_id=uuid.UUID(customer_id))
            user: Any = get_user_model().objects.get(pk=user_id)
            look = notifications.look_of_current_reseller(language=user.language or customer.language)
            welcome = _welcome(user)
        with translation.override(look.language):
            subject = _("%(name)s invites you to the account of %(company)s") % {
                "name": look.name,
                "company": customer.name,
            }
            preheader = _("Orders, subscriptions and assets of your company in one place.")
        body = notifications.render(
            template="invitation",
            look=look,
            subject=subject,
            preheader=preheader,
            recipient=user.name,
            link=welcome.link,
            names={**welcome.names, "company": customer.name},
        )
        _send(user, look, body)


@jobs.app.task(name="seatwise.send_team_invitation", queue="mail", retry=jobs.retrying_for_days)
def send_team_invitation(*, reseller_id: str, user_id: str) -> None:
    """This function will tell a person of the new place in a reseller's team: with the link to choose a password, or to sign in."""
    with tenancy.scope(uuid.UUID(reseller_id)):
        with transactions.writing():
            look = notifications.look_of_current_reseller()
            user = get_user_model().objects.get(pk=user_id)
            welcome = _welcome(user)
        with translation.override(look.language):
            subject = _("You are invited to the team of %(name)s") % {"name": look.name}
            preheader = _("Customers, orders and prices in one place.")
        body = notifications.render(
            template="team_invitation",
            look=look,
            subject=subject,
            preheader=preheader,
            recipient=user.name,
            link=welcome.link,
            names=welcome.names,
        )
        _send(user, look, body)


@jobs.app.task(name="seatwise.send_safety_mail", queue="mail", retry=jobs.retrying_for_days)
def send_safety_mail(
    *,
    reseller_id: str | None,
    user_id: str,
    kind: str,
    at: str,
    address: str,
    browser: str,
    passkey: str = "",
) -> None:
    """This function will tell a person what has changed of what guards their account: when, from where, and what to do about it.

    A job that was written before passkeys were named has none.
    """
    with tenancy.scope(uuid.UUID(reseller_id)) if reseller_id else contextlib.nullcontext():
        with places.reading():
            user: Any = get_user_model().objects.get(pk=user_id)
            home = _home(user)
        with translation.override(home.look.language):
            subject = _SAFETY[kind] % {"name": home.look.name}
            when = f"{jinja.day_time(dt.datetime.fromisoformat(at), home.time_zone)} ({home.time_zone})"
            preheader = _("If it was you, there is nothing to do.")
        body = notifications.render(
            template="safety",
            look=home.look,
            subject=str(subject),
            preheader=preheader,
            recipient=user.name,
            link=home.link,
            names={
                "when": when,
                "where": ", ".join(part for part in (browser, address) if part),
                "passkey": passkey,
                "email": user.email,
                "by_operator": kind == accounts.STEPS_TAKEN_AWAY,
            },
        )
        _send(user, home.look, body)


@jobs.app.task(name="seatwise.tell_steps_taken_away", queue="events", retry=jobs.retrying)
def tell_steps_taken_away(*, user_id: str, actor: Mapping[str, str], at: str) -> None:
    """This function will record in the audit of each reseller where a person has a place that their second steps were taken away (B9).

    By the address: that much every place knows (R25). Once, however often the job runs.
    """
    by = Actor(
        kind=ActorKind(actor["kind"]),
        user_id=uuid.UUID(actor["user_id"]) if actor["user_id"] else None,
        name=actor["name"],
    )
    person, now = uuid.UUID(user_id), dt.datetime.fromisoformat(at)
    email = get_user_model().objects.get(pk=person).email
    for reseller in resellers.all_resellers():
        with tenancy.scope(reseller.id), transactions.writing():
            if events.is_recorded(kind=accounts.STEPS_TAKEN_AWAY, subject_id=person, at=now):
                continue
            found: list[uuid.UUID | None] = [
                each.customer.id for each in customers.memberships(user_id=person)
            ]
            if resellers.team_role(user_id=person) is not None:
                found.append(None)
            for customer_id in found:
                events.record(
                    kind=accounts.STEPS_TAKEN_AWAY,
                    subject_id=person,
                    customer_id=customer_id,
                    about=email,
                    actor=by,
                    now=now,
                )


_SAFETY = {
    "person.password_changed": gettext_lazy("Your password at %(name)s was changed"),
    "person.app_added": gettext_lazy("An authenticator app was set up for your account at %(name)s"),
    "person.app_removed": gettext_lazy("The authenticator app was removed from your account at %(name)s"),
    "person.passkey_added": gettext_lazy("A passkey was added to your account at %(name)s"),
    "person.passkey_removed": gettext_lazy("A passkey was removed from your account at %(name)s"),
    "person.codes_made": gettext_lazy("New recovery codes were made for your account at %(name)s"),
    accounts.STEPS_TAKEN_AWAY: gettext_lazy("The second step of your account at %(name)s was taken away"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Home:
    """Where a person is told of their account: in whose look and which time zone, and `link` to its page, "" for none."""

    look: notifications.Look
    time_zone: str
    link: str


def _home(user: Any) -> _Home:
    """In the company of a customer's person it is the company's day, at the desk English."""
    if places.at_desk():
        return _Home(
            look=notifications.look_of_installation(language="" if user.is_staff else user.language),
            time_zone=settings.TIME_ZONE,
            link=f"{settings.PUBLIC_URL}/{DESK}/account/" if user.is_staff else "",
        )
    team_role = resellers.team_role(user_id=user.pk)
    company = None if team_role else next(iter(customers.memberships(user_id=user.pk)), None)
    language = user.language or (company.customer.language if company else "")
    return _Home(
        look=notifications.look_of_current_reseller(language=language),
        time_zone=company.customer.time_zone if company else resellers.settings().time_zone,
        link=resellers.address_of_ours(path="/account/"),
    )


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Welcome:
    """How somebody who is invited comes in: by choosing a password, or, with one already, by signing in."""

    link: str
    names: Mapping[str, Any]


def _welcome(user: Any) -> _Welcome:
    is_new = not user.has_usable_password()
    return _Welcome(
        link=_password_link(user) if is_new else resellers.address(path="/signin/"),
        names={
            "email": user.email,
            "is_new": is_new,
            "days": settings.PASSWORD_RESET_TIMEOUT // 86_400,
        },
    )


def _password_link(user: Any) -> str:
    key = f"{user_pk_to_url_str(user)}-{default_token_generator.make_token(user)}"
    return resellers.address_of_ours(path=f"/password/reset/key/{key}/")


def _send(user: Any, look: notifications.Look, body: notifications.Body) -> None:
    notifications.send_ourselves(
        outgoing=notifications.addressed(
            body=body, look=look, to_email=user.email, to_name=user.name, now=clock.now()
        )
    )
