"""How each entry's hash holds the one before it, so that nothing can be changed, removed or put between unseen (B9)."""

import datetime as dt
import hashlib
import json
from dataclasses import astuple, dataclass
from uuid import UUID

BEGINNING = bytes(32)


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """An event as it is hashed. `payload` is PostgreSQL's own text of it."""

    id: UUID
    kind: str
    subject_id: UUID
    about: str
    customer_id: UUID | None
    payload: str
    actor_kind: str
    actor_user_id: UUID | None
    actor_name: str
    address: str
    session: str
    at: dt.datetime


def linked(*, previous: bytes, position: int, entry: Entry) -> bytes:
    """This function will answer the hash of an entry at its position: SHA-256 over the hash before it and all its values."""
    values = [previous.hex(), position, *map(_plain, astuple(entry))]
    return hashlib.sha256(json.dumps(values, ensure_ascii=False).encode()).digest()


def _plain(value: object) -> object:
    match value:
        case dt.datetime():
            return value.astimezone(dt.UTC).isoformat()
        case UUID():
            return str(value)
        case _:
            return value
