"""Django's sessions in the database, read by a statement that is written out: every page of a signed-in person asks it.

Settings name this module as SESSION_ENGINE. Writing stays Django's; beside each session that has a person stands a row of
`device`: from where, with what, since when and when last. It comes with the session's own statement, and is written every few
minutes only, so that a page costs what it cost before.
"""

import dataclasses
import datetime as dt
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import connection
from django.http import HttpRequest, HttpResponse

from seatwise.infra import clock, origin

# Where allauth keeps a sign-in that has the password and not yet the second step.
_WAITING = "account_login"
SEEN_EVERY = dt.timedelta(minutes=5)
_READ = """
SELECT s.session_data, d.last_seen_at FROM django_session s LEFT JOIN device d ON d.session_key = s.session_key
WHERE s.session_key = %s AND s.expire_date > %s
"""
_SEEN = """
INSERT INTO device (session_key, user_id, address, browser, first_seen_at, last_seen_at, is_waiting)
SELECT session_key, %s, %s, %s, %s, %s, %s FROM django_session WHERE session_key = %s FOR KEY SHARE
ON CONFLICT (session_key) DO UPDATE
SET user_id = EXCLUDED.user_id, address = EXCLUDED.address, browser = EXCLUDED.browser, last_seen_at = EXCLUDED.last_seen_at,
    is_waiting = EXCLUDED.is_waiting
"""
_OF_PERSON = """
SELECT d.id, d.address, d.browser, d.first_seen_at, d.last_seen_at, d.session_key = %s FROM device d
JOIN django_session s ON s.session_key = d.session_key
WHERE d.user_id = %s AND NOT d.is_waiting AND s.expire_date > %s ORDER BY d.session_key = %s DESC, d.last_seen_at DESC, d.id
"""
# The session goes with its device, whichever of a person's they are.
_END = """
WITH gone AS (DELETE FROM device WHERE user_id = %s AND {} RETURNING session_key)
DELETE FROM django_session s USING gone WHERE s.session_key = gone.session_key
"""
_CLEAR = """
WITH old AS (SELECT session_key FROM django_session WHERE expire_date <= %s),
     gone AS (DELETE FROM device d USING old WHERE d.session_key = old.session_key)
DELETE FROM django_session s USING old WHERE s.session_key = old.session_key
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """Where a person is signed in. `browser` is what it calls itself; `is_this` the one that asks."""

    id: UUID
    address: str
    browser: str
    first_seen_at: dt.datetime
    last_seen_at: dt.datetime
    is_this: bool


class SessionStore(db.SessionStore):
    """Reads without the ORM, which takes longer to compose the statement than PostgreSQL to answer it."""

    last_seen_at: dt.datetime | None = None

    def load(self) -> dict[str, Any]:
        """This function will answer what the session holds, nothing when it is unknown or over."""
        with connection.cursor() as cursor:
            cursor.execute(_READ, [self.session_key, clock.now()])
            found = cursor.fetchone()
        if found is None:
            # As Django does: an unknown key is never taken over, the next write makes a new one.
            self._session_key = None
            return {}
        self.last_seen_at = found[1]
        return self.decode(found[0])

    def save(self, must_create: bool = False) -> None:  # noqa: FBT001, FBT002 – Django's own signature
        """This function will write the session, and from where it is used once a person is in it."""
        super().save(must_create)
        if must_create:
            # A new key is a new row: Django gives one at every sign-in, so that nobody can prepare it.
            self.last_seen_at = None
        if self.is_due or _WAITING in self:
            self.see()

    @property
    def is_due(self) -> bool:
        """Whether the last use that is kept is some minutes old."""
        return self.last_seen_at is None or clock.now() - self.last_seen_at >= SEEN_EVERY

    def see(self) -> None:
        """This function will keep that the session is in use now, where a person has signed in with it or is about to."""
        signed_in = self.get(SESSION_KEY)
        user_id = signed_in or (self.get(_WAITING) or {}).get("user_pk")
        if user_id is None or self.session_key is None:
            return
        came, now = origin.current(), clock.now()
        with connection.cursor() as cursor:
            cursor.execute(
                _SEEN,
                [UUID(user_id), came.address, came.browser, now, now, signed_in is None, self.session_key],
            )
        self.last_seen_at = now


def remember(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """This function will keep when and from where a session was used last, every few minutes. Stands inside Django's sessions."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        session: Any = request.session
        # A page that never asked who is there does not begin to; one that ended the session has none left.
        # A session that is about to be written is seen to with it.
        in_use = session.accessed and not session.modified and session.session_key
        if in_use and SESSION_KEY in session and session.is_due:
            session.see()
        return response

    return middleware


def devices(*, user_id: UUID, session_key: str | None) -> list[Device]:
    """This function will answer where a person is signed in, the asking session first, then the newest."""
    with connection.cursor() as cursor:
        cursor.execute(_OF_PERSON, [session_key or "", user_id, clock.now(), session_key or ""])
        rows = cursor.fetchall()
    return [
        Device(
            id=row[0],
            address=row[1],
            browser=row[2],
            first_seen_at=row[3],
            last_seen_at=row[4],
            is_this=row[5],
        )
        for row in rows
    ]


def end(*, user_id: UUID, device_id: UUID) -> bool:
    """This function will sign a person out at one device; False where it is not theirs or is gone."""
    with connection.cursor() as cursor:
        cursor.execute(_END.format("id = %s"), [user_id, device_id])
        return bool(cursor.rowcount)


def clear_expired() -> int:
    """This function will delete the sessions that are over, with from where they were used, and count them."""
    with connection.cursor() as cursor:
        cursor.execute(_CLEAR, [clock.now()])
        return int(cursor.rowcount)


def end_others(*, user_id: UUID, session_key: str | None) -> int:
    """This function will sign a person out everywhere but in one session (everywhere where it is None), and count."""
    with connection.cursor() as cursor:
        cursor.execute(_END.format("session_key <> %s"), [user_id, session_key or ""])
        return int(cursor.rowcount)
