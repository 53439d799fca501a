"""The page of a purchase history: kinds as tabs, the product or one add-on, a year (S16)."""

import dataclasses

from django.http import HttpRequest

from seatwise.customers import queries as customers
from seatwise.customers.middleware import Visitor
from seatwise.kernel.sentence import N_
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked, asked, one_of
from seatwise.storefront.histories import queries, rows
from seatwise.subscriptions import queries as held
from seatwise.ui import listing
from seatwise.ui.wording import gettext as _

KINDS = {
    "purchases": N_("Purchases"),
    "cancellations": N_("Cancellations"),
    "upgrades": N_("Upgrades"),
    "renewals": N_("Renewals"),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HistoryView:
    """The page. `total_count` counts all entries, whatever is filtered."""

    name: str
    places: tuple[tuple[str, str], ...]
    back_href: str
    tabs: tuple[listing.Tab, ...]
    items: tuple[listing.Choice, ...]
    years: tuple[listing.Choice, ...]
    kept: tuple[tuple[str, str], ...]
    action: str
    rows: tuple[rows.HistoryRow, ...]
    pager: listing.Pager
    total_count: int
    clear_href: str
    exports: tuple[tuple[str, str], ...]
    ask_href: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class History:
    """A subscription's history as it is asked for: the address, its items, how many entries there are, and what to show."""

    of: held.HeldRow
    wanted: Asked
    items: tuple[queries.Item, ...]
    counts: tuple[queries.Entries, ...]
    narrowing: queries.Narrowing


def read(request: HttpRequest, *, of: held.HeldRow, customer: customers.Customer, path: str) -> History:
    """This function will read what a history's address asks for, in two statements; what it does not know is left out."""
    items = queries.items(subscription_id=of.id)
    counts = queries.entry_counts(subscription_ids=[item.id for item in items], time_zone=customer.time_zone)
    wanted = asked(
        request,
        path=path,
        statuses=queries.KINDS,
        columns={"on": "at"},
        default="-on",
        selects={
            "item": one_of([item.number_text for item in items]),
            "year": one_of([str(entry.year) for entry in counts]),
        },
    )
    only = next((item.id for item in items if item.number_text == wanted.value("item")), None)
    year = int(wanted.value("year")) if wanted.value("year") else None
    return History(
        of=of,
        wanted=wanted,
        items=items,
        counts=counts,
        narrowing=queries.Narrowing(kind=wanted.status, subscription_id=only, year=year),
    )


def history(*, history: History, visitor: Visitor, customer: customers.Customer) -> HistoryView:
    """This function will answer the page that the address asks for, in one statement more."""
    billing = f"{visitor.prefix}/billing/"
    of, wanted = history.of, history.wanted
    subscription_href = f"{billing}subscriptions/{of.number_text}/"
    purchases, place = queries.purchase_page(
        subscription_ids=[item.id for item in history.items],
        narrowing=history.narrowing,
        time_zone=customer.time_zone,
        place=wanted.place,
    )
    by_kind = _by_kind(history)
    every = sum(by_kind.values())
    years = sorted({entry.year for entry in history.counts}, reverse=True)
    return HistoryView(
        name=of.name,
        places=(
            (_("Billing"), billing),
            (_("Subscriptions"), f"{billing}subscriptions/"),
            (of.name, subscription_href),
        ),
        back_href=subscription_href,
        tabs=(
            wanted.tab(label=_("All"), status="", count=every),
            *(
                wanted.tab(label=_(label), status=kind, count=by_kind.get(kind, 0))
                for kind, label in KINDS.items()
            ),
        ),
        items=(
            _choice(wanted, "item", value="", label=_("Product and add-ons")),
            *(_choice(wanted, "item", value=item.number_text, label=item.name) for item in history.items),
        ),
        years=(
            _choice(wanted, "year", value="", label=_("All years")),
            *(_choice(wanted, "year", value=str(year), label=str(year)) for year in years),
        ),
        kept=wanted.kept,
        action=wanted.address.path,
        rows=tuple(
            rows.row(purchase, of=of.id, time_zone=customer.time_zone, settings=visitor.settings)
            for purchase in purchases
        ),
        pager=wanted.pager(
            found=words.entries(by_kind.get(wanted.status, 0) if wanted.status else every), page=place
        ),
        total_count=sum(entry.count for entry in history.counts),
        clear_href=wanted.address.path,
        exports=exporting.links(wanted.address),
        ask_href=words.ask_href(settings=visitor.settings, about=f"{of.number_text} {of.name}"),
    )


def _choice(wanted: Asked, name: str, *, value: str, label: str) -> listing.Choice:
    return listing.Choice(value=value, label=label, selected=wanted.value(name) == value)


def _by_kind(history: History) -> dict[str, int]:
    """How many entries of each kind the item and the year that are asked for have."""
    found: dict[str, int] = {}
    for entry in history.counts:
        if history.narrowing.subscription_id not in (None, entry.subscription_id):
            continue
        if history.narrowing.year in (None, entry.year):
            found[entry.kind] = found.get(entry.kind, 0) + entry.count
    return found
