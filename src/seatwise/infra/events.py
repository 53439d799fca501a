"""What happened, told once to each handler that config/wiring.py names.

The event's row and its jobs are written in the transaction of what they tell of: all commit or none does.
A handler may run more than once (a worker can die between its work and its mark), so it claims the event inside its own transaction.
"""

import dataclasses
import datetime as dt
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.infra import arrays, jobs, models, origin, tenancy, transactions
from seatwise.kernel.actor import SYSTEM, Actor


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """An event as a handler reads it. `payload` holds plain JSON values."""

    id: UUID
    kind: str
    subject_id: UUID
    payload: Mapping[str, Any]
    at: dt.datetime


Handler = Callable[[Event], None]

_handlers: dict[str, Handler] = {}
_listeners: dict[str, tuple[str, ...]] = {}


def wire(listeners: Mapping[str, Sequence[tuple[str, Handler]]]) -> None:
    """This function will set who hears what: kind of event → (name of handler, handler). Called once, by config.wiring."""
    _handlers.clear()
    _listeners.clear()
    for kind, heard_by in listeners.items():
        _listeners[kind] = tuple(name for name, _ in heard_by)
        _handlers.update(heard_by)


@jobs.app.task(name="seatwise.handle_event", retry=jobs.retrying, queue="events")
def handle_event(*, reseller_id: str, event_id: str, handler: str) -> None:
    """This function will let one handler deal with one event, in the scope of its reseller."""
    with tenancy.scope(UUID(reseller_id)):
        with transactions.reading():
            row = models.Event.objects.get(id=event_id)
        _handlers[handler](
            Event(id=row.id, kind=row.kind, subject_id=row.subject_id, payload=row.payload, at=row.at)
        )


def record(
    *,
    kind: str,
    subject_id: UUID,
    actor: Actor,
    now: dt.datetime,
    about: str = "",
    customer_id: UUID | None = None,
    payload: Mapping[str, Any] | None = None,
) -> UUID:
    """This function will write an event and one job for each of its handlers into the open transaction, and answer its id.

    `about` names the subject as people know it, `customer_id` the customer whose people may read it (B9).
    """
    transactions.assert_writing()
    came = origin.current()
    event = models.Event.objects.create(
        kind=kind,
        subject_id=subject_id,
        about=about,
        customer_id=customer_id,
        payload=dict(payload or {}),
        actor_kind=actor.kind.value,
        actor_user_id=actor.user_id,
        actor_name=actor.name,
        address=came.address,
        session=came.session.value,
        at=now,
    )
    event_id: UUID = event.id
    for handler in _listeners.get(kind, ()):
        handle_event.defer(reseller_id=str(event.reseller_id), event_id=str(event_id), handler=handler)
    return event_id


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What an event is about, when many are written at once: as record() takes it."""

    id: UUID
    about: str
    payload: Mapping[str, Any] = dataclasses.field(default_factory=dict)


def is_recorded(*, kind: str, subject_id: UUID, at: dt.datetime) -> bool:
    """This function will tell whether the current reseller has an event of this kind about a subject at that moment."""
    return models.Event.objects.filter(kind=kind, subject_id=subject_id, at=at).exists()


def record_each(*, kind: str, subjects: Sequence[Subject], actor: Actor, now: dt.datetime) -> None:
    """This function will write an event of one kind for each subject, all by the same person, in one statement.

    Where somebody listens to the kind, one after the other, with their jobs.
    """
    transactions.assert_writing()
    if _listeners.get(kind):
        for one in subjects:
            record(kind=kind, subject_id=one.id, about=one.about, payload=one.payload, actor=actor, now=now)
        return
    if not subjects:
        return
    came = origin.current()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event (reseller_id, kind, subject_id, about, payload, actor_kind, actor_user_id, actor_name,"
            " address, session, at)"
            " SELECT %s, %s, t.id, t.about, t.payload::jsonb, %s, %s, %s, %s, %s, %s"
            " FROM unnest(%s::uuid[], %s::text[], %s::text[]) AS t(id, about, payload)",
            [
                tenancy.current_reseller_id(),
                kind,
                actor.kind.value,
                actor.user_id,
                actor.name,
                came.address,
                came.session.value,
                now,
                arrays.column(one.id for one in subjects),
                [one.about for one in subjects],
                [json.dumps(dict(one.payload)) for one in subjects],
            ],
        )


def record_many(*, kind: str, subjects: Sequence[tuple[UUID, dt.datetime]]) -> None:
    """This function will write an event of one kind for each subject at its instant, by nobody, and the jobs of its handlers."""
    transactions.assert_writing()
    if _listeners.get(kind):
        for subject_id, at in subjects:
            record(kind=kind, subject_id=subject_id, actor=SYSTEM, now=at)
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO event (reseller_id, kind, subject_id, payload, at)"
            " SELECT %s, %s, id, '{}', at FROM unnest(%s::uuid[], %s::timestamptz[]) AS t(id, at)",
            [
                tenancy.current_reseller_id(),
                kind,
                arrays.column(subject_id for subject_id, _ in subjects),
                arrays.column(at for _, at in subjects),
            ],
        )


def claim(*, event: Event, handler: str, now: dt.datetime) -> bool:
    """This function will mark an event as dealt with by a handler, in the open transaction; False when it already was."""
    transactions.assert_writing()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO handled_event (reseller_id, event_id, handler, at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING",
            [tenancy.current_reseller_id(), event.id, handler, now],
        )
        return bool(cursor.rowcount)
