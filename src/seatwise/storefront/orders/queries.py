"""What the list of orders shows (S6-S9), in two statements."""

import dataclasses
import datetime as dt

from django.http import HttpRequest
from django.utils.translation import ngettext

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.kernel.period import first_instant
from seatwise.ordering.queries import lists
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked, a_day, asked, day_of, one_of
from seatwise.storefront.orders import rows
from seatwise.ui import listing, statuses
from seatwise.ui.wording import gettext as _

_COLUMNS = {"number": "number", "ordered": "submitted_at", "total": "shown_net"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrdersView:
    """The page. `total_count` counts all orders, whatever is searched; `since` and `until` are days as their fields show them."""

    summary: str
    can_order: bool
    tabs: tuple[listing.Tab, ...]
    sort: listing.Sort
    pager: listing.Pager
    search: str
    types: tuple[listing.Choice, ...]
    since: str
    until: str
    kept: tuple[tuple[str, str], ...]
    rows: tuple[rows.Row, ...]
    ask_href: str
    total_count: int
    clear_href: str
    exports: tuple[tuple[str, str], ...]


def orders(*, visitor: Visitor, customer: customers.Customer, wanted: Asked) -> OrdersView:
    """This function will answer the page of a customer's orders that the address asks for."""
    settings = visitor.settings
    narrowing = narrowed(wanted, time_zone=customer.time_zone)
    counts = lists.order_counts(customer_id=customer.id, narrowing=narrowing)
    found = lists.order_page(customer_id=customer.id, narrowing=narrowing, by=wanted.by, place=wanted.place)
    every = sum(counts.values())
    matching = counts.get(wanted.status, 0) if wanted.status else every
    # Only an empty page tells how many the filter hides, so only it counts them.
    hidden_too = wanted.is_filtered and not found.rows
    total = sum(lists.order_counts(customer_id=customer.id).values()) if hidden_too else every
    return OrdersView(
        summary=_("Totals exclude VAT")
        if wanted.is_filtered
        else ngettext("%(count)s order · totals exclude VAT", "%(count)s orders · totals exclude VAT", every)
        % {"count": every},
        can_order=visitor.reseller.customers_may_order and visitor.may(Permission.ORDER_PRODUCTS),
        tabs=(
            wanted.tab(label=_("All"), status="", count=every),
            *(
                wanted.tab(label=_(statuses.look(status).word), status=status, count=counts.get(status, 0))
                for status in lists.STATUSES
            ),
        ),
        sort=wanted.sort,
        pager=wanted.pager(
            found=ngettext("%(count)s order found", "%(count)s orders found", matching) % {"count": matching},
            page=found.place,
        ),
        search=wanted.search,
        types=(
            _type(wanted, "", _("All kinds")),
            *(_type(wanted, name, words.order_type(name)) for name in lists.TYPES),
        ),
        since=wanted.value("from"),
        until=wanted.value("to"),
        kept=wanted.kept,
        rows=tuple(rows.row(order, customer=customer, settings=settings) for order in found.rows),
        ask_href=words.ask_href(settings=settings, about=customer.name),
        total_count=total,
        clear_href=wanted.address.path,
        exports=exporting.links(wanted.address),
    )


def asked_orders(request: HttpRequest, *, path: str) -> Asked:
    """This function will read what the list, or its file, asks for."""
    return asked(
        request,
        path=path,
        statuses=lists.STATUSES,
        columns=_COLUMNS,
        default="-number",
        selects={"type": one_of(lists.TYPES), "from": a_day, "to": a_day},
    )


def narrowed(wanted: Asked, *, time_zone: str) -> lists.Narrowing:
    """This function will answer what the list is narrowed to; days are whole ones of the customer's, the last included."""
    first, last = day_of(wanted.value("from")), day_of(wanted.value("to"))
    return lists.Narrowing(
        search=wanted.search,
        status=wanted.status,
        order_type=wanted.value("type"),
        since=first_instant(first, time_zone) if first else None,
        before=first_instant(last + dt.timedelta(days=1), time_zone) if last else None,
    )


def _type(wanted: Asked, name: str, label: str) -> listing.Choice:
    return listing.Choice(value=name, label=label, selected=wanted.value("type") == name)
