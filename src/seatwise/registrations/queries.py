"""Reads of registrations."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.registrations import models
from seatwise.registrations.domain.status import Status

DoesNotExist = models.Registration.DoesNotExist


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Registration:
    """A registration as pages know it. What is personal is "" once it is decided and answered."""

    id: UUID
    status: Status
    company: str
    vat_number: str
    address_line: str
    address_postcode: str
    address_city: str
    address_country: str
    name: str
    email: str
    reason: str
    asked_at: dt.datetime
    confirmed_at: dt.datetime | None
    decided_at: dt.datetime | None
    decided_by: str
    customer_id: UUID | None


FIELDS = tuple(field.name for field in dataclasses.fields(Registration))


def waiting(*, most: int) -> list[Registration]:
    """This function will answer the registrations of the current reseller that wait for a decision, the oldest first."""
    rows = models.Registration.objects.filter(status=Status.WAITING).order_by("asked_at", "id")
    return [one(row) for row in rows[:most]]


def registration(*, registration_id: UUID) -> Registration:
    """This function will answer one registration of the current reseller. Raises DoesNotExist."""
    return one(models.Registration.objects.get(id=registration_id))


def one(row: models.Registration) -> Registration:
    """This function will answer a row as a value."""
    return Registration(
        **{**{name: getattr(row, name) for name in FIELDS}, "status": Status(row.status)},
    )
