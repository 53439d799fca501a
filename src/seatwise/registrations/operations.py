"""Writes to registrations: asked, confirmed, accepted or declined, and forgotten (S26)."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.customers import operations as customers
from seatwise.customers.domain.permissions import CustomerRole
from seatwise.infra import events, jobs, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.registrations import models, queries
from seatwise.registrations.domain.status import ANSWERED_WITHIN, LINK_DAYS, REGISTRATION, Status

_NOTHING = dict.fromkeys(models.PERSONAL, "")
NAMELESS = "–"
"""What the audit calls a declined registration: whose it was is not kept."""


class AlreadyDecided(Refusal):
    """Somebody else of the team was faster."""

    code = "already_decided"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What somebody fills in who wants to become a customer."""

    company: str
    vat_number: str
    address_line: str
    address_postcode: str
    address_city: str
    address_country: str
    name: str
    email: str


def ask(*, asked: Asked, now: dt.datetime) -> UUID:
    """This function will keep a wish to become a customer and have a link mailed that confirms it; answers its id.

    Whether the address is known is not asked: everybody gets the same mail.
    """
    transactions.assert_writing()
    made = models.Registration.objects.create(**dataclasses.asdict(asked), asked_at=now)
    registration_id: UUID = made.id
    _mail("seatwise.send_registration_link", registration_id)
    return registration_id


def confirm(*, registration_id: UUID, now: dt.datetime) -> None:
    """This function will put a registration before the reseller. A second time changes nothing. Raises DoesNotExist."""
    held = _lock(registration_id)
    if held.status == Status.UNCONFIRMED:
        _move(held, Status.WAITING, confirmed_at=now)


def accept(*, registration_id: UUID, company: str, time_zone: str, actor: Actor, now: dt.datetime) -> UUID:
    """This function will make a customer of a registration, invite its person as Admin, and answer the customer's id.

    What was filled in stands with the customer from then on and nowhere else. Raises AlreadyDecided, NameTaken, DoesNotExist.
    """
    held = _lock_waiting(registration_id)
    customer_id = customers.create(
        name=company,
        time_zone=time_zone,
        vat_number=held.vat_number,
        actor=actor,
        now=now,
    )
    customers.set_billing_address(
        customer_id=customer_id,
        line=held.address_line,
        postcode=held.address_postcode,
        city=held.address_city,
        country=held.address_country,
        actor=actor,
        now=now,
    )
    customers.invite(
        customer_id=customer_id,
        email=held.email,
        name=held.name,
        role=CustomerRole.ADMIN,
        actor=actor,
        now=now,
    )
    _move(held, Status.ACCEPTED, decided_at=now, decided_by=actor.name, customer_id=customer_id, **_NOTHING)
    events.record(
        kind="registration.accepted",
        subject_id=registration_id,
        about=company,
        customer_id=customer_id,
        actor=actor,
        now=now,
    )
    return customer_id


def decline(*, registration_id: UUID, reason: str, actor: Actor, now: dt.datetime) -> None:
    """This function will decline a registration and have the answer mailed; with it the person is forgotten.

    What stays is that one was declined, when and by whom. Raises AlreadyDecided, DoesNotExist.
    """
    held = _lock_waiting(registration_id)
    _move(held, Status.DECLINING, decided_at=now, decided_by=actor.name, reason=reason)
    events.record(
        kind="registration.declined", subject_id=registration_id, about=NAMELESS, actor=actor, now=now
    )
    _mail("seatwise.send_registration_declined", registration_id)


def forget(*, registration_id: UUID) -> None:
    """This function will forget whose registration was declined. A second time changes nothing. Raises DoesNotExist."""
    held = _lock(registration_id)
    if held.status == Status.DECLINING:
        _move(held, Status.DECLINED, **_NOTHING)


def sweep(*, now: dt.datetime) -> int:
    """This function will delete what was never confirmed, and forget whom no mail server took an answer for; counts both."""
    transactions.assert_writing()
    rows = models.Registration.objects
    gone, _ = rows.filter(
        status=Status.UNCONFIRMED, asked_at__lte=now - dt.timedelta(days=LINK_DAYS)
    ).delete()
    return gone + rows.filter(status=Status.DECLINING, decided_at__lte=now - ANSWERED_WITHIN).update(
        status=Status.DECLINED, **_NOTHING
    )


def _lock(registration_id: UUID) -> models.Registration:
    transactions.assert_writing()
    held: models.Registration = models.Registration.objects.select_for_update(no_key=True).get(
        id=registration_id
    )
    return held


def _lock_waiting(registration_id: UUID) -> models.Registration:
    held = _lock(registration_id)
    if held.status == Status.UNCONFIRMED:
        raise queries.DoesNotExist
    if held.status == Status.ACCEPTED:
        raise AlreadyDecided(
            N_("%(name)s has accepted this registration already. Nothing was changed."), name=held.decided_by
        )
    if held.status != Status.WAITING:
        raise AlreadyDecided(
            N_("%(name)s has declined this registration already. Nothing was changed."), name=held.decided_by
        )
    return held


def _move(held: models.Registration, status: Status, **changes: object) -> None:
    assert REGISTRATION.allows(Status(held.status), status), "the lock showed where it stands"
    models.Registration.objects.filter(id=held.id).update(status=status, **changes)


def _mail(task: str, registration_id: UUID) -> None:
    # Ids only: a job is kept after it has run.
    jobs.app.configure_task(task, queue="mail").defer(
        reseller_id=str(tenancy.current_reseller_id()), registration_id=str(registration_id)
    )
