"""Reads of people."""

import dataclasses
import datetime as dt
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from seatwise.accounts import models


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who has signed in, as every layer above knows it. `language` "" leaves it to the company and the reseller."""

    id: UUID
    email: str
    name: str
    theme: str
    language: str = ""


def person(*, user_id: UUID) -> Person:
    """This function will answer the person of that id. Raises User.DoesNotExist."""
    user = models.User.objects.get(id=user_id)
    return Person(id=user.id, email=user.email, name=user.name, theme=user.theme, language=user.language)


def by_email(*, email: str) -> Person | None:
    """This function will answer the person who signs in with that address, None for nobody's."""
    user = models.User.objects.filter(email=email.strip().lower()).first()
    return None if user is None else person(user_id=user.id)


def known_as(*, user_id: UUID, invited_as: str, invited_at: dt.datetime | None) -> str:
    """This function will answer what a place calls its person, given how it was invited (R25). Raises User.DoesNotExist."""
    user = models.User.objects.get(id=user_id)
    return name_in_place(
        name=user.name, signed_in_at=user.last_login, invited_as=invited_as, invited_at=invited_at
    )


def name_in_place(
    *, name: str, signed_in_at: dt.datetime | None, invited_as: str, invited_at: dt.datetime | None
) -> str:
    """This function will answer what a place calls its person: as the invitation does until there was a sign-in after it (R25)."""
    return (invited_as if has_not_come(signed_in_at=signed_in_at, invited_at=invited_at) else "") or name


NAME_IN_PLACE = """
CASE WHEN m.invited_as <> '' AND m.invited_at IS NOT NULL AND (u.last_login IS NULL OR u.last_login < m.invited_at)
    THEN m.invited_as ELSE u.name END
"""
"""name_in_place() in SQL, of a place `m` and its person's account `u`: what is searched is what is shown (R25)."""


def has_not_come(*, signed_in_at: dt.datetime | None, invited_at: dt.datetime | None) -> bool:
    """This function will tell whether a person has not signed in since the invitation."""
    return invited_at is not None and (signed_in_at is None or signed_in_at < invited_at)


def signed_in(user: AbstractBaseUser | AnonymousUser) -> Person | None:
    """This function will answer the person behind a request's user, None when nobody has signed in."""
    if not isinstance(user, models.User):
        return None
    return Person(id=user.id, email=user.email, name=user.name, theme=user.theme, language=user.language)


SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
"""What is asked for at sign-in. Recovery codes stand in for them and are none by themselves."""


def has_second_factor(*, user_id: UUID) -> bool:
    """This function will tell whether a person signs in with more than a password."""
    return Authenticator.objects.filter(user_id=user_id, type__in=SECOND_FACTORS).exists()


def is_operator(*, user_id: UUID) -> bool:
    """This function will tell whether a person has a place at the operator's desk."""
    return models.User.objects.filter(id=user_id, is_staff=True, is_active=True).exists()


def lacks_desk_factor(*, user_id: UUID) -> bool:
    """This function will tell whether the desk wants a second factor that its person has not set up yet."""
    return settings.OPERATOR_NEEDS_SECOND_FACTOR and not has_second_factor(user_id=user_id)
