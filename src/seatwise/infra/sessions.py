"""Django's sessions in the database, read by a statement that is written out: every page of a signed-in person asks it.

Settings name this module as SESSION_ENGINE. Writing stays Django's.
"""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection

from seatwise.infra import clock

_READ = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s"


class SessionStore(db.SessionStore):
    """Reads without the ORM, which takes longer to compose the statement than PostgreSQL to answer it."""

    def load(self) -> dict[str, Any]:
        """This function will answer what the session holds, nothing when it is unknown or over."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, clock.now()])
            found = cursor.fetchone()
        if found is None:
            # As Django does: an unknown key is never taken over, the next write makes a new one.
            self._session_key = None
            return {}
        return self.decode(found[0])
