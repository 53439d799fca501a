"""Reads of the settings: the team with names and addresses."""

import dataclasses
import datetime as dt
from uuid import UUID

from seatwise.resellers import models


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of the team. `is_invited`: has not signed in since the invitation, so is called as it was written there (R25)."""

    user_id: UUID
    name: str
    email: str
    role: str
    is_active: bool
    is_invited: bool
    invited_at: dt.datetime | None


def team() -> tuple[Person, ...]:
    """This function will answer the current reseller's people, those without access last."""
    rows = models.TeamMember.objects.values_list(
        "user_id",
        "user__name",
        "user__email",
        "user__last_login",
        "role",
        "is_active",
        "invited_as",
        "invited_at",
    )
    found = []
    for user_id, name, email, signed_in_at, role, active, invited_as, invited_at in rows:
        waits = invited_at is not None and (signed_in_at is None or signed_in_at < invited_at)
        found.append(
            Person(
                user_id=user_id,
                name=invited_as if waits and invited_as else name,
                email=email,
                role=role,
                is_active=active,
                is_invited=waits,
                invited_at=invited_at,
            )
        )
    return tuple(sorted(found, key=lambda person: (not person.is_active, person.name)))
