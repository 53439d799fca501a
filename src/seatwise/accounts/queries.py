"""Reads of people."""

import dataclasses
from uuid import UUID

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from seatwise.accounts import models


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who has signed in, as every layer above knows it."""

    id: UUID
    email: str
    name: str
    theme: str


def person(*, user_id: UUID) -> Person:
    """This function will answer the person of that id. Raises User.DoesNotExist."""
    user = models.User.objects.get(id=user_id)
    return Person(id=user.id, email=user.email, name=user.name, theme=user.theme)


def signed_in(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """This function will answer the person behind a request's user, None when nobody has signed in."""
    if not isinstance(user, models.User):
        return None
    return Person(id=user.id, email=user.email, name=user.name, theme=user.theme)
