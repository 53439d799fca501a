"""The address of a list in the console: words to search, a tab, a place; and the parts of the page that follow from it."""

import dataclasses
from collections.abc import Collection, Mapping
from typing import Any

from django.http import HttpRequest

from seatwise.infra import paging
from seatwise.ui import listing

_LONGEST_SEARCH = 100


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ListView:
    """What every list has beside its rows. `counts_href` is where its tabs come from with their counts, "" where they have them or
    there are none; `kept` is what the search form sends along.
    """

    tabs: tuple[listing.Tab, ...]
    counts_href: str
    pager: listing.Pager
    search: str
    kept: tuple[tuple[str, str], ...]
    path: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What a list's address asks for. `status` is the tab, "" the one of all."""

    search: str
    status: str
    place: paging.Place
    address: listing.Address

    def parts(
        self,
        *,
        place: paging.Page,
        found: str,
        labels: Mapping[str, str] | None = None,
        counts: Mapping[str, int] | None = None,
    ) -> dict[str, Any]:
        """This function will answer the fields of a ListView from a page that was read.

        `found` says how much there is, in words; `labels` are the tabs, by status. They have no `counts` where these come later.
        """
        labels = labels or {}
        return {
            "tabs": self.tabs(labels, counts),
            "counts_href": f"{self.address.path}counts/{self.address.text}" if labels and not counts else "",
            "pager": listing.Pager(
                found=found,
                previous_href=self.address.with_(before=place.previous_key) if place.previous_key else None,
                next_href=self.address.with_(after=place.next_key) if place.next_key else None,
            ),
            "search": self.search,
            "kept": (("status", self.status),) if self.status else (),
            "path": self.address.path,
        }

    def tabs(self, labels: Mapping[str, str], counts: Mapping[str, int] | None) -> tuple[listing.Tab, ...]:
        """This function will answer the tabs, with what is behind each where it was counted."""
        return tuple(
            listing.Tab(
                label=label,
                href=self.address.with_(status=status),
                count=None if counts is None else counts.get(status, 0),
                current=status == self.status,
            )
            for status, label in labels.items()
        )


def asked(request: HttpRequest, *, path: str, statuses: Collection[str] = ()) -> Asked:
    """This function will read an address; a status that is none of these is left out."""
    search = request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH]
    status = request.GET.get("status", "")
    status = status if status in statuses else ""
    return Asked(
        search=search,
        status=status,
        place=paging.Place(after=request.GET.get("after", ""), before=request.GET.get("before", "")),
        address=listing.Address(path=path, query={"q": search, "status": status}),
    )
