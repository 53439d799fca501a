"""People with a place, a customer's or the reseller's own: as pages show them, and what an invitation must hold (R24, R25)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from seatwise.accounts import queries as accounts
from seatwise.infra import clock
from seatwise.ui import jinja, listing

_LONGEST_NAME = 120
_LONGEST_EMAIL = 254


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person with a place. `is_invited`: has not signed in since the invitation, so is called as it was written there (R25)."""

    user_id: UUID
    name: str
    email: str
    role: str
    is_active: bool
    is_invited: bool
    invited_at: dt.datetime | None


COLUMNS = (
    "user_id",
    "user__name",
    "user__email",
    "user__last_login",
    "role",
    "is_active",
    "invited_as",
    "invited_at",
)
"""What a table of places is asked for; in_order() takes the rows."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class PersonRow:
    """A person in a list. `state` is said beside the name; `role` in words; `roles` are the choices of the form."""

    person: Person
    role: str
    state: str
    roles: tuple[listing.Choice, ...]
    is_you: bool = False


def in_order(rows: Iterable[tuple[Any, ...]]) -> tuple[Person, ...]:
    """This function will answer rows of COLUMNS as people by name, those without access last."""
    found = []
    for user_id, name, email, signed_in_at, role, active, invited_as, invited_at in rows:
        found.append(
            Person(
                user_id=user_id,
                name=accounts.name_in_place(
                    name=name, signed_in_at=signed_in_at, invited_as=invited_as, invited_at=invited_at
                ),
                email=email,
                role=role,
                is_active=active,
                is_invited=accounts.has_not_come(signed_in_at=signed_in_at, invited_at=invited_at),
                invited_at=invited_at,
            )
        )
    return tuple(sorted(found, key=lambda person: (not person.is_active, person.name)))


def row(person: Person, *, roles: Mapping[str, str], time_zone: str, you: UUID | None = None) -> PersonRow:
    """This function will answer a person as a list shows it; `roles` are the roles there are with their words, translated."""
    return PersonRow(
        person=person,
        role=roles[person.role],
        state=_state(person, time_zone),
        roles=choices(roles, chosen=person.role),
        is_you=person.user_id == you,
    )


def words(roles: Iterable[Any]) -> dict[str, str]:
    """This function will answer the values of roles with their words in the language in force."""
    return {role.value: _(role.label) for role in roles}


def choices(roles: Mapping[str, str], *, chosen: str) -> tuple[listing.Choice, ...]:
    """This function will answer roles to choose from."""
    return tuple(
        listing.Choice(value=value, label=label, selected=value == chosen) for value, label in roles.items()
    )


def mistakes(typed: Mapping[str, str], *, roles: type[StrEnum]) -> dict[str, str]:
    """This function will answer a sentence for each field of an invitation that cannot be sent so; `typed` has name, email, role."""
    wrong: dict[str, str] = {}
    if not 0 < len(typed["name"]) <= _LONGEST_NAME:
        wrong["name"] = _("Enter the person's name, up to 120 characters.")
    try:
        validate_email(typed["email"])
    except ValidationError:
        wrong["email"] = _("Enter an address like name@company.com.")
    if len(typed["email"]) > _LONGEST_EMAIL:
        wrong["email"] = _("Enter an address like name@company.com.")
    if typed["role"] not in set(roles):
        wrong["role"] = _("Choose a role.")
    return wrong


def _state(person: Person, time_zone: str) -> str:
    if not person.is_active:
        return _("No access")
    if not person.is_invited or person.invited_at is None:
        return ""
    until = person.invited_at + dt.timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT)
    if until > clock.now():
        return _("Invited, the link works until %(day)s") % {"day": jinja.day_time(until, time_zone)}
    return _("Invited, the link is over: send it again")
