"""What a list's address asks for: words to search, a status, other filters, an order and a place.

Whatever it does not know is left out.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection, Mapping

from django.http import HttpRequest

from seatwise.infra import paging
from seatwise.ui import listing

_LONGEST_SEARCH = 100
_FIRST_YEAR, _LAST_YEAR = 1900, 2999


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list's address, read. `by` is the column to sort by, "-" before it for descending.

    `chosen` and `days` are the list's other filters by their names; "" and None where nothing is asked.
    """

    search: str
    status: str
    chosen: Mapping[str, str]
    days: Mapping[str, dt.date | None]
    by: str
    place: paging.Place
    address: listing.Address
    sort: listing.Sort

    @property
    def kept(self) -> tuple[tuple[str, str], ...]:
        """What the search form sends along."""
        return tuple(
            (name, value)
            for name, value in self.address.query.items()
            if name in {"status", "sort"} and value
        )

    @property
    def is_filtered(self) -> bool:
        return bool(self.search or self.status) or self.is_narrowed

    @property
    def is_narrowed(self) -> bool:
        """Whether anything but the status narrows the list: the tabs then count what is left."""
        return bool(self.search) or any(self.chosen.values()) or any(self.days.values())

    def choice(self, name: str, *, value: str, label: str) -> listing.Choice:
        """This function will answer one option of the select of that name."""
        return listing.Choice(value=value, label=label, selected=self.chosen[name] == value)

    def day(self, name: str) -> str:
        """This function will answer a day as its field shows it, "" for none."""
        found = self.days[name]
        return found.isoformat() if found else ""

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
    choices: Mapping[str, Collection[str]] | None = None,
    days: Collection[str] = (),
) -> Asked:
    """This function will read the address of a list.

    `columns` leads from a sort key to its column; `default` is a key, "-" before it for descending. `choices` are further
    filters with the values that they may have, `days` those that are days.
    """
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
    chosen = {
        name: query.get(name, "") if query.get(name, "") in values else ""
        for name, values in (choices or {}).items()
    }
    found_days = {name: _day(query.get(name, "")) for name in days}
    address = listing.Address(
        path=path,
        query={
            "q": search,
            "status": status,
            **chosen,
            **{name: day.isoformat() if day else "" for name, day in found_days.items()},
            "sort": "" if sort == default else sort,
        },
    )
    return Asked(
        search=search,
        status=status,
        chosen=chosen,
        days=found_days,
        by=f"-{columns[key]}" if descending else columns[key],
        place=paging.Place(after=query.get("after", ""), before=query.get("before", "")),
        address=address,
        sort=listing.Sort(key=key, descending=descending, address=address),
    )


def _day(text: str) -> dt.date | None:
    """A day as a date field sends it; None for anything else, and for days that no calendar reaches."""
    try:
        found = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return found if _FIRST_YEAR <= found.year <= _LAST_YEAR else None
