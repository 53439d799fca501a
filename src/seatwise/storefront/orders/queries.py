"""What the list of orders shows (S6-S9), in two statements."""

import dataclasses

from django.utils.translation import ngettext

from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.ordering.queries import lists
from seatwise.storefront import words
from seatwise.storefront.asked import Asked
from seatwise.storefront.orders import rows
from seatwise.ui import listing, statuses
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrdersView:
    """The page. `total_count` counts all orders, whatever is searched."""

    summary: str
    can_order: bool
    tabs: tuple[listing.Tab, ...]
    sort: listing.Sort
    pager: listing.Pager
    search: str
    kept: tuple[tuple[str, str], ...]
    rows: tuple[rows.Row, ...]
    ask_href: str
    total_count: int
    clear_href: str


def orders(*, visitor: Visitor, customer: customers.Customer, wanted: Asked) -> OrdersView:
    """This function will answer the page of a customer's orders that the address asks for."""
    settings = visitor.settings
    counts = lists.order_counts(customer_id=customer.id, search=wanted.search)
    found = lists.order_page(
        customer_id=customer.id,
        search=wanted.search,
        status=wanted.status,
        by=wanted.by,
        place=wanted.place,
    )
    every = sum(counts.values())
    matching = counts.get(wanted.status, 0) if wanted.status else every
    # Only an empty page tells how many the search hides, so only it counts them.
    hidden_too = bool(wanted.search) and not found.rows
    total = sum(lists.order_counts(customer_id=customer.id).values()) if hidden_too else every
    return OrdersView(
        summary=_("Totals exclude VAT")
        if wanted.search
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
        kept=wanted.kept,
        rows=tuple(rows.row(order, customer=customer, settings=settings) for order in found.rows),
        ask_href=words.ask_href(settings=settings, about=customer.name),
        total_count=total,
        clear_href=wanted.address.path,
    )
