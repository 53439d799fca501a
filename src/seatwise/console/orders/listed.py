"""Orders as a list with cost and margin beside, the newest first: of one customer, or of all (S26)."""

import dataclasses
from uuid import UUID

from django.utils.translation import ngettext

from seatwise.console import lists
from seatwise.console.approvals import queries
from seatwise.customers.middleware import VisitedRequest
from seatwise.infra import clock
from seatwise.ordering.domain.status import OrderStatus
from seatwise.ui import jinja, listing, statuses
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class OrdersView(lists.ListView):
    """The list; `days` says when each order was placed."""

    orders: tuple[queries.Summary, ...]
    days: tuple[str, ...]


def view(request: VisitedRequest, *, path: str, customer_id: UUID | None = None) -> OrdersView:
    """This function will answer the list that an address asks for; how many there are comes after it, unless words were asked."""
    asked = _asked(request, path)
    found = queries.listed(
        customer_id=customer_id,
        search=asked.search,
        status=asked.status,
        place=asked.place,
        now=clock.now(),
    )
    counts, said = None, ""
    if asked.search:
        counts = _counts(asked, customer_id)
        said = ngettext("%(num)s order found", "%(num)s orders found", counts.get(asked.status, 0))
        said %= {"num": jinja.quantity(counts.get(asked.status, 0))}
    zone = request.visitor.settings.time_zone
    return OrdersView(
        orders=found.orders,
        days=tuple(jinja.day_time(order.submitted_at, zone) for order in found.orders),
        **asked.parts(place=found.place, found=said, labels=_labels(), counts=counts),
    )


def tabs(request: VisitedRequest, *, path: str, customer_id: UUID | None = None) -> tuple[listing.Tab, ...]:
    """This function will answer the tabs of the list with their counts."""
    asked = _asked(request, path)
    return asked.tabs(_labels(), _counts(asked, customer_id))


def _asked(request: VisitedRequest, path: str) -> lists.Asked:
    return lists.asked(request, path=path, statuses=tuple(OrderStatus))


def _counts(asked: lists.Asked, customer_id: UUID | None) -> dict[str, int]:
    counts = queries.counts(customer_id=customer_id, search=asked.search)
    return {"": sum(counts.values()), **counts}


def _labels() -> dict[str, str]:
    return {"": _("All"), **{status.value: _(statuses.look(status).word) for status in OrderStatus}}
