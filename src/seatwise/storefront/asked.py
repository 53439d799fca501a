"""What a list's address asks for: words to search, a status, other filters, an order and a place.

Whatever it does not know is left out.
"""

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

    `selects` are the fields beside the search that narrow the list; value() answers what they say.
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
        """Whether words or fields leave rows out; the status has its tabs."""
        return bool(self.search or any(self.value(name) for name in self.selects))

    @property
    def unfiltered_href(self) -> str:
        """The list with all its rows, in the same order."""
        return self.address.with_(q="", status="", **dict.fromkeys(self.selects, ""))

    def choice(self, name: str, *, value: str, label: str) -> listing.Choice:
        """This function will answer one option of the select of that name."""
        return listing.Choice(value=value, label=label, selected=self.value(name) == value)

    def day(self, name: str) -> dt.date | None:
        """This function will answer what a field for a day says, None for nothing."""
        said = self.value(name)
        return dt.date.fromisoformat(said) if said else None

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
    """This function will answer the reader of a parameter that has one of these values."""

    def read(given: Sequence[str]) -> str:
        last = given[-1] if given else ""
        return last if last in values else ""

    return read


def a_day(given: Sequence[str]) -> str:
    """This function will read a day as a date field sends it: "2026-11-19". A day that no calendar reaches is none."""
    try:
        found = dt.date.fromisoformat(given[-1] if given else "")
    except ValueError:
        return ""
    return found.isoformat() if _FIRST_YEAR <= found.year <= _LAST_YEAR else ""
