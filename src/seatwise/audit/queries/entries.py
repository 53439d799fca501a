"""The list of who did what, newest first: the reseller's whole, or what a customer's people may read of it (B9)."""

import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from seatwise.audit.domain import details, kinds
from seatwise.infra import origin, paging, tenancy
from seatwise.kernel import typed
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.sentence import Sentence

_LONGEST = 100
_ONE_DAY = dt.timedelta(days=1)
_BY = paging.Column(sql="e.at", kind=dt.datetime)
_TIE = paging.Column(sql="e.id", kind=UUID)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Search:
    """What an address asks for: beginnings of a subject and of a person's name, a group, and days, both included."""

    about: str = ""
    who: str = ""
    group: kinds.Group | None = None
    first: dt.date | None = None
    last: dt.date | None = None

    @property
    def query(self) -> dict[str, str]:
        """The parameters that say the same."""
        said = {
            "q": self.about,
            "who": self.who,
            "group": self.group.value if self.group else "",
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        }
        return {name: value for name, value in said.items() if value}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry. `position` and `hash` are its place in the chain, None until it is linked."""

    at: dt.datetime
    kind: str
    about: str
    details: tuple[Sentence, ...]
    actor_kind: ActorKind
    actor_name: str
    address: str
    session: origin.Session
    position: int | None
    hash: str

    @property
    def words(self) -> str:
        """What happened, to be translated at the edge."""
        return kinds.WORDS.get(self.kind, self.kind)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Entries:
    """One page of entries and the keys of its neighbours."""

    rows: tuple[Entry, ...]
    place: paging.Page


def read(parameters: Mapping[str, str]) -> Search:
    """This function will read what an address asks for; what it cannot mean is left out."""
    group = parameters.get("group", "")
    return Search(
        about=_text(parameters, "q"),
        who=_text(parameters, "who"),
        group=kinds.Group(group) if group in set(kinds.Group) else None,
        first=_day(parameters.get("first", "")),
        last=_day(parameters.get("last", "")),
    )


def entries(
    *,
    search: Search,
    time_zone: str,
    currency: str,
    place: paging.Place,
    customer_id: UUID | None = None,
    size: int = paging.SIZE,
) -> Entries:
    """This function will answer a page of entries, newest first, in one statement. # B9

    With a customer only what its people may read. Days are those of `time_zone`.
    """
    source = "FROM event e WHERE e.reseller_id = %(reseller)s AND e.about <> ''"
    if customer_id is not None:
        source += " AND e.customer_id = %(customer)s"
    if search.about:
        source += " AND lower(e.about) LIKE lower(%(about)s)"
    if search.who:
        source += " AND e.actor_user_id IS NOT NULL AND lower(e.actor_name) LIKE lower(%(who)s)"
    if search.group:
        source += f" AND {kinds.among(kinds.of(search.group))}"
    if search.first:
        source += " AND e.at >= %(first)s"
    if search.last:
        source += " AND e.at < %(last)s"
    found = paging.sql_page(
        select=_SELECT,
        source=source,
        row="e",
        joined="LEFT JOIN event_link l ON l.reseller_id = e.reseller_id AND l.event_id = e.id",
        params={
            "reseller": tenancy.current_reseller_id(),
            "customer": customer_id,
            "about": _beginning(search.about),
            "who": _beginning(search.who),
            "first": _start(search.first, time_zone),
            "last": _start(search.last + _ONE_DAY if search.last else None, time_zone),
        },
        by=_BY,
        tie=_TIE,
        descending=True,
        place=place,
        size=size,
    )
    return Entries(rows=tuple(_entry(row, currency) for row in found.rows), place=found)


_SELECT = (
    "e.at, e.kind, e.about, e.payload, e.actor_kind, e.actor_name, e.address, e.session, l.position,"
    " encode(l.hash, 'hex')"
)


def _entry(row: tuple[Any, ...], currency: str) -> Entry:
    at, kind, about, payload, actor_kind, actor_name, address, session, position, found = row
    return Entry(
        at=at,
        kind=kind,
        about=about,
        details=details.details(json.loads(payload), currency=currency),
        actor_kind=ActorKind(actor_kind),
        actor_name=actor_name,
        address=address,
        session=origin.Session(session),
        position=position,
        hash=found or "",
    )


def _text(parameters: Mapping[str, str], name: str) -> str:
    return typed.line(parameters.get(name, ""))[:_LONGEST]


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    # Far away a day has no instant, and nothing has happened.
    return day if 1900 < day.year < 2200 else None


def _start(day: dt.date | None, time_zone: str) -> dt.datetime | None:
    return None if day is None else dt.datetime.combine(day, dt.time(), ZoneInfo(time_zone))


def _beginning(text: str) -> str:
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
