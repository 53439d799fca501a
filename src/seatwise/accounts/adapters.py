"""Signing in is allauth's; the person behind a session is read here, by a statement that is written out: every page asks it."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.db import connection

from seatwise.accounts import models

_NAMES = [field.attname for field in models.User._meta.concrete_fields]
_READ = f"SELECT {', '.join(_NAMES)} FROM user_account WHERE id = %s"  # noqa: S608


class Backend(AuthenticationBackend):
    """Reads without the ORM, which takes longer to compose the statement than PostgreSQL to answer it."""

    def get_user(self, user_id: Any) -> models.User | None:
        """This function will answer the person of that id; None for nobody's and for one who may not sign in any more."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [user_id])
            row = cursor.fetchone()
        if row is None:
            return None
        user = models.User.from_db(connection.alias, _NAMES, row)
        return user if self.user_can_authenticate(user) else None
