"""The audit as a page and as a file, for the console and for a customer's people alike."""

import dataclasses
from collections.abc import Iterator
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpRequest, StreamingHttpResponse
from django.utils import translation

from seatwise.audit.domain import kinds
from seatwise.audit.queries import entries
from seatwise.infra import origin, paging, spreadsheet, tenancy, transactions
from seatwise.infra.spreadsheet import Column, Kind
from seatwise.kernel.actor import ActorKind
from seatwise.kernel.sentence import N_
from seatwise.ui import jinja, listing, wording
from seatwise.ui.wording import gettext as _

_SIZE = 1_000
_SESSIONS = {
    origin.Session.PROCESS: N_("by itself"),
    origin.Session.BROWSER: N_("signed in"),
    origin.Session.AS_CUSTOMER: N_("in the customer's Storefront"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """Who reads: with `customer_id` a customer's people, else the reseller's team. `reseller` is its name."""

    customer_id: UUID | None
    time_zone: str
    currency: str
    reseller: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """An entry in the reader's language. `side` says on whose side the person is, `place` where in the chain it stands."""

    at: str
    who: str
    side: str
    what: str
    about: str
    details: str
    address: str
    session: str
    place: str
    hash: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AuditView:
    """The page. `exports` are labels and links of the files with exactly these entries."""

    path: str
    search: entries.Search
    groups: tuple[listing.Choice, ...]
    rows: tuple[Row, ...]
    pager: listing.Pager
    exports: tuple[tuple[str, str], ...]
    is_filtered: bool


def view(request: HttpRequest, *, path: str, reader: Reader) -> AuditView:
    """This function will answer the page that a request asks for, in one statement. # B9"""
    search = entries.read(request.GET)
    found = entries.entries(
        search=search,
        time_zone=reader.time_zone,
        currency=reader.currency,
        customer_id=reader.customer_id,
        place=paging.Place(after=request.GET.get("after", ""), before=request.GET.get("before", "")),
    )
    address = listing.Address(path=path, query=search.query)
    place = found.place
    return AuditView(
        path=path,
        search=search,
        groups=(
            listing.Choice(value="", label=_("Everything"), selected=search.group is None),
            *(
                listing.Choice(value=group.value, label=_(group.label), selected=group is search.group)
                for group in kinds.Group
            ),
        ),
        rows=tuple(_row(entry, reader) for entry in found.rows),
        pager=listing.Pager(
            found=_("Newest first"),
            previous_href=address.with_(before=place.previous_key) if place.previous_key else None,
            next_href=address.with_(after=place.next_key) if place.next_key else None,
        ),
        exports=tuple(
            (label, listing.Address(path=f"{path}export.{kind}", query=search.query).with_())
            for kind, label in zip(spreadsheet.FORMATS, (_("Excel"), _("CSV")), strict=True)
        ),
        is_filtered=bool(search.query),
    )


def file(request: HttpRequest, *, kind: str, reader: Reader) -> StreamingHttpResponse:
    """This function will send every entry that a request asks for as a file; `kind` is xlsx or csv."""
    rows = _rows(entries.read(request.GET), reader, tenancy.current_reseller_id(), wording.language())
    columns = [
        Column(title=f"{_('When')} ({reader.time_zone})", kind=Kind.MOMENT, width=22),
        Column(title=_("Who"), kind=Kind.TEXT, width=24),
        Column(title=_("On whose side"), kind=Kind.TEXT, width=20),
        Column(title=_("What"), kind=Kind.TEXT, width=28),
        Column(title=_("About"), kind=Kind.TEXT, width=28),
        Column(title=_("Details"), kind=Kind.TEXT, width=48),
        Column(title=_("Address"), kind=Kind.TEXT, width=18),
        Column(title=_("Session"), kind=Kind.TEXT, width=18),
        Column(title=_("Place in the chain"), kind=Kind.NUMBER, width=12),
        Column(title=_("Hash"), kind=Kind.TEXT, width=66),
    ]
    return spreadsheet.answer(name="audit", kind=kind, title=_("Audit trail"), columns=columns, rows=rows)


def _rows(
    search: entries.Search, reader: Reader, reseller_id: UUID, language: str
) -> Iterator[tuple[spreadsheet.Cell, ...]]:
    """A thousand at a time, each in a read of its own: the request has ended by then, and with it scope and language."""
    place: paging.Place | None = paging.Place()
    while place is not None:
        with tenancy.scope(reseller_id), transactions.reading(), translation.override(language):
            found = entries.entries(
                search=search,
                time_zone=reader.time_zone,
                currency=reader.currency,
                customer_id=reader.customer_id,
                place=place,
                size=_SIZE,
            )
            cells = [_cells(entry, reader) for entry in found.rows]
        yield from cells
        key = found.place.next_key
        place = paging.Place(after=key) if key else None


def _cells(entry: entries.Entry, reader: Reader) -> tuple[spreadsheet.Cell, ...]:
    """A row of the file: what the page says in words for a person is a moment and a number there, to be sorted."""
    _at, *said, _place, sealed = dataclasses.astuple(_row(entry, reader))
    return (entry.at.astimezone(ZoneInfo(reader.time_zone)), *said, entry.position, sealed)


def _row(entry: entries.Entry, reader: Reader) -> Row:
    # A customer's people see where their own were; the reseller's people's addresses are the reseller's matter.
    foreign = reader.customer_id is not None and entry.actor_kind is not ActorKind.CUSTOMER
    return Row(
        at=jinja.day_time(entry.at, reader.time_zone),
        who=entry.actor_name,
        side=_side(entry.actor_kind, reader),
        what=_(entry.words),
        about=entry.about,
        details="; ".join(jinja.sentence(said, reader.time_zone) for said in entry.details),
        address="" if foreign else entry.address,
        session=_(_SESSIONS[entry.session]),
        place="" if entry.position is None else str(entry.position),
        hash=entry.hash,
    )


def _side(kind: ActorKind, reader: Reader) -> str:
    match kind:
        case ActorKind.CUSTOMER:
            return _("Customer") if reader.customer_id is None else _("Your company")
        case ActorKind.RESELLER:
            return reader.reseller
        case ActorKind.OPERATOR:
            return _("Operator")
        case ActorKind.SYSTEM:
            return _("The product itself")
