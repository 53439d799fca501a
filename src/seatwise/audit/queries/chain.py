"""The chain as it stands: its end, what waits to be linked, and whether every link holds."""

import dataclasses
from collections.abc import Iterator
from uuid import UUID

from django.db import connection

from seatwise.audit.domain import chain
from seatwise.infra import tenancy

_AT_A_TIME = 5_000
# An event's id says when it was written. One whose transaction took its time comes to the chain after later ones, never by more.
PATIENCE_MS = 60 * 60 * 1_000

FIELDS = (
    "e.id, e.kind, e.subject_id, e.about, e.customer_id, e.payload::text, e.actor_kind, e.actor_user_id, e.actor_name,"
    " e.address, e.session, e.at"
)
NAMES = tuple(field.name for field in dataclasses.fields(chain.Entry))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """Where a chain ends: its length, its last hash, and the youngest event in it (None in an empty one)."""

    position: int = 0
    hash: bytes = chain.BEGINNING
    youngest: UUID | None = None

    @property
    def settled(self) -> UUID:
        """An id before which every event has its link, or came there behind the chain's back."""
        if self.youngest is None:
            return UUID(int=0)
        milliseconds = (self.youngest.int >> 80) - PATIENCE_MS
        return UUID(int=max(0, milliseconds) << 80)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check found: entries that hold, entries that wait for their link, and the first that is broken, with the reason."""

    entries: int
    waiting: int
    hash: bytes
    broken: str


def end() -> End:
    """This function will answer where the current reseller's chain ends, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT position, hash, (SELECT event_id FROM event_link WHERE reseller_id = l.reseller_id"
            " ORDER BY event_id DESC LIMIT 1)"
            " FROM event_link l WHERE reseller_id = %s ORDER BY position DESC LIMIT 1",
            [tenancy.current_reseller_id()],
        )
        row = cursor.fetchone()
    return End() if row is None else End(position=row[0], hash=bytes(row[1]), youngest=row[2])


def unlinked(*, after: UUID, count: int) -> list[chain.Entry]:
    """This function will answer events without a link whose id is after that one, in the order of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {FIELDS} FROM event e WHERE e.reseller_id = %(reseller)s AND e.id > %(after)s"  # noqa: S608
            " AND NOT EXISTS (SELECT FROM event_link l WHERE l.reseller_id = %(reseller)s AND l.event_id = e.id)"
            " ORDER BY e.id LIMIT %(count)s",
            {"reseller": tenancy.current_reseller_id(), "after": after, "count": count},
        )
        return [_entry(row) for row in cursor.fetchall()]


def verify() -> Verdict:
    """This function will work out the current reseller's whole chain again, a few thousand entries at a time. # B9"""
    position, previous = 0, chain.BEGINNING
    for number, event_id, found, entry in _links():
        broken = _fault(position + 1, previous, number, event_id, found, entry)
        if broken:
            return Verdict(entries=position, waiting=0, hash=previous, broken=broken)
        position, previous = number, found
    waiting, behind = _without_link(end().settled)
    return Verdict(
        entries=position,
        waiting=waiting,
        hash=previous,
        broken=f"event {behind} was put in after later ones had been linked" if behind else "",
    )


def _fault(
    expected: int, previous: bytes, number: int, event_id: UUID, found: bytes, entry: chain.Entry | None
) -> str:
    if number != expected:
        return f"entry {expected} is missing"
    if entry is None:
        return f"entry {number}: event {event_id} is missing"
    if chain.linked(previous=previous, position=number, entry=entry) != found:
        about = f", {entry.about}" if entry.about else ""
        return f"entry {number}: event {event_id} ({entry.kind}{about}, {entry.at.isoformat()}) was changed"
    return ""


def _links() -> Iterator[tuple[int, UUID, bytes, chain.Entry | None]]:
    after = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT l.position, l.event_id, l.hash, {FIELDS} FROM event_link l"  # noqa: S608
                " LEFT JOIN event e ON e.reseller_id = l.reseller_id AND e.id = l.event_id"
                " WHERE l.reseller_id = %s AND l.position > %s ORDER BY l.position LIMIT %s",
                [tenancy.current_reseller_id(), after, _AT_A_TIME],
            )
            rows = cursor.fetchall()
        for number, event_id, found, *values in rows:
            yield number, event_id, bytes(found), _entry(values) if values[0] else None
        if len(rows) < _AT_A_TIME:
            return
        after = rows[-1][0]


def _without_link(settled: UUID) -> tuple[int, UUID | None]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), (array_agg(e.id ORDER BY e.id) FILTER (WHERE e.id < %(settled)s))[1] FROM event e"
            " WHERE e.reseller_id = %(reseller)s AND NOT EXISTS"
            " (SELECT FROM event_link l WHERE l.reseller_id = %(reseller)s AND l.event_id = e.id)",
            {"reseller": tenancy.current_reseller_id(), "settled": settled},
        )
        waiting, behind = cursor.fetchone() or (0, None)
    return waiting, behind


def _entry(values: "list[object] | tuple[object, ...]") -> chain.Entry:
    return chain.Entry(**dict(zip(NAMES, values, strict=True)))  # type: ignore[arg-type]
