"""What a list's address asks for: words to search, a status, an order and a place. Whatever it does not know is left out."""

import dataclasses
from collections.abc import Collection, Mapping

from django.http import HttpRequest

from seatwise.infra import paging
from seatwise.ui import listing

_LONGEST_SEARCH = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A list's address, read. `by` is the column to sort by, "-" before it for descending."""

    search: str
    status: str
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
        return bool(self.search or self.status)

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
    request: HttpRequest, *, path: str, statuses: Collection[str], columns: Mapping[str, str], default: str
) -> Asked:
    """This function will read the address of a list.

    `columns` leads from a sort key to its column; `default` is a key, "-" before it for descending.
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
    address = listing.Address(
        path=path, query={"q": search, "status": status, "sort": "" if sort == default else sort}
    )
    return Asked(
        search=search,
        status=status,
        by=f"-{columns[key]}" if descending else columns[key],
        place=paging.Place(after=query.get("after", ""), before=query.get("before", "")),
        address=address,
        sort=listing.Sort(key=key, descending=descending, address=address),
    )
