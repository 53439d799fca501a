"""What a list's address asks for: words to search, a status, an order and a place. Whatever it does not know is left out."""

import dataclasses
import datetime as dt
from collections.abc import Callable, Collection, Mapping, Sequence

from django.http import HttpRequest

from seatwise.infra import paging
from seatwise.ui import listing

_LONGEST_SEARCH = 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2999

Reader = Callable[[Sequence[str]], str]
"""Answers what a parameter says, as the list's own links write it, "" for nothing or nonsense. It is given all its values."""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list's address, read. `by` is the column to sort by, "-" before it for descending.

    `selects` are the parameters of the selects beside the search; value() answers what they say.
    """

    search: str
    status: str
    by: str
    place: paging.Place
    address: listing.Address
    sort: listing.Sort
    selects: tuple[str, ...] = ()

    def value(self, name: str) -> str:
        """This function will answer what another parameter says, "" for nothing."""
        return self.address.query.get(name, "")

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What the search form sends along: all that is not a field of its own."""
        return self.kept_without("q", *self.selects)

    def kept_without(self, *fields: str) -> tuple[tuple[str, str], ...]:
        """This function will answer what a form with these fields sends along."""
        return tuple(
            (name, value) for name, value in self.address.query.items() if value and name not in fields
        )

    @property
    def is_filtered(self) -> bool:
        """Whether words or selects leave rows out; the status has its tabs."""
        return bool(self.search or any(self.value(name) for name in self.selects))

    @property
    def unfiltered_href(self) -> str:
        """The list with all its rows, in the same order."""
        return self.address.with_(q="", status="", **dict.fromkeys(self.selects, ""))

    def tab(self, *, label: str, status: str, count: int) -> listing.Tab:
        """This function will answer the tab of a status; "" is the one of all."""
        return listing.Tab(
            label=label, href=self.address.with_(status=status), count=count, current=status == self.status
        )

    def pager(self, *, found: str, page: paging.Page) -> listing.Pager:
        """This function will answer Previous and Next of a page that was read."""
        return listing.Pager(
            found=found,
            previous_href=self.address.with_(before=page.previous_key) if page.previous_key else None,
            next_href=self.address.with_(after=page.next_key) if page.next_key else None,
        )


def asked(
    request: HttpRequest,
    *,
    path: str,
    statuses: Collection[str],
    columns: Mapping[str, str],
    default: str,
    selects: Mapping[str, Reader] | None = None,
    also: Mapping[str, Reader] | None = None,
) -> Asked:
    """This function will read the address of a list.

    `columns` leads from a sort key to its column; `default` is a key, "-" before it for descending. `selects` and `also` say
    how further parameters are read: of the selects beside the search, and of anything else.
    """
    selects = selects or {}
    query = request.GET
    search = query.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    status = query.get("status", "")
    if status not in statuses:
        status = ""
    sort = query.get("sort", "")
    key = sort.removeprefix("-")
    if key not in columns:
        sort, key = default, default.removeprefix("-")
    descending = sort.startswith("-")
    more = {name: read(query.getlist(name)) for name, read in {**selects, **(also or {})}.items()}
    address = listing.Address(
        path=path, query={"q": search, "status": status, **more, "sort": "" if sort == default else sort}
    )
    return Asked(
        search=search,
        status=status,
        by=f"-{columns[key]}" if descending else columns[key],
        place=paging.Place(after=query.get("after", ""), before=query.get("before", "")),
        address=address,
        sort=listing.Sort(key=key, descending=descending, address=address),
        selects=tuple(selects),
    )


def one_of(values: Collection[str]) -> Reader:
    """This function will answer a reader that knows these values."""

    def read(said: Sequence[str]) -> str:
        return said[-1] if said and said[-1] in values else ""

    return read


def a_day(said: Sequence[str]) -> str:
    """This function will be a reader of a day as a date field sends it: "2026-11-19"."""
    found = day_of(said[-1]) if said else None
    return found.isoformat() if found else ""


def day_of(text: str) -> dt.date | None:
    """This function will answer the day that a parameter says; None for anything else, and for days that no list reaches."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
