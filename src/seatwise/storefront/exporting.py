"""Lists as files to keep: one way for every list of the Storefront. The rows are exactly those that the screen's filter finds (S13).

Rows are read after the request has ended, a thousand at a time, each in a read of its own: whoever makes a sheet looks its
words up before, in the reader's language.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Sequence
from typing import Protocol, TypeVar
from uuid import UUID

from django.http import HttpResponseBase

from seatwise.customers.middleware import VisitedRequest
from seatwise.infra import clock, paging, spreadsheet, tenancy, transactions
from seatwise.kernel.period import local_day
from seatwise.ui import listing

SIZE = 1_000
_Found = TypeVar("_Found")


class Sheet(Protocol):
    """What a file holds. `totals` are asked for after the last row, so that rows can be summed on the way."""

    @property
    def title(self) -> str: ...
    @property
    def columns(self) -> Sequence[spreadsheet.Column]: ...
    def rows(self) -> Iterator[tuple[spreadsheet.Cell, ...]]: ...
    def totals(self) -> Iterator[tuple[spreadsheet.Cell, ...]]: ...


def answer(request: VisitedRequest, *, sheet: Sheet, name: str, kind: str) -> HttpResponseBase:
    """This function will send a sheet as a file that is called by `name` and the customer's day; `kind` is xlsx or csv."""
    day: dt.date = local_day(clock.now(), request.customer.time_zone)
    return spreadsheet.answer(
        name=f"{name}-{day.isoformat()}",
        kind=kind,
        title=sheet.title,
        columns=sheet.columns,
        rows=sheet.rows(),
        totals=sheet.totals(),
    )


def read_all(
    *, reseller_id: UUID, page: Callable[[paging.Place], tuple[_Found, paging.Page]]
) -> Iterator[_Found]:
    """This function will answer one page of a list after the other, each read in a transaction of its own."""
    place: paging.Place | None = paging.Place()
    while place is not None:
        with tenancy.scope(reseller_id), transactions.reading():
            found, at = page(place)
        yield found
        place = paging.Place(after=at.next_key) if at.next_key else None


def links(address: listing.Address) -> tuple[tuple[str, str], ...]:
    """This function will answer (label, address) of the files of a list, filtered and sorted as the list is."""
    return tuple(
        (label, f"{address.path}export.{kind}{address.text}")
        for label, kind in (("Excel", "xlsx"), ("CSV", "csv"))
    )
