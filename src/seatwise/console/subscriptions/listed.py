"""Subscriptions and assets as lists with cost and margin beside, the newest first: of one customer, or of all (S26)."""

import dataclasses
from uuid import UUID

from django.utils.translation import ngettext

from seatwise.console import lists, shell
from seatwise.console.subscriptions import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest
from seatwise.ui import jinja, listing
from seatwise.ui.wording import gettext as _


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldView(lists.ListView):
    """The list. `opens` tells that a subscription can be opened in its customer's Storefront, to be changed on its behalf."""

    rows: tuple[queries.Held, ...]
    opens: bool


def subscriptions(request: VisitedRequest, *, path: str, customer_id: UUID | None = None) -> HeldView:
    """This function will answer the list that an address asks for; how many there are comes after it, unless words were asked."""
    asked = _asked(request, path)
    found = queries.subscriptions(
        customer_id=customer_id,
        search=asked.search,
        state=queries.State(asked.status) if asked.status else None,
        place=asked.place,
    )
    counts, said = None, ""
    if asked.search:
        counts = queries.counts(customer_id=customer_id, search=asked.search)
        said = ngettext(
            "%(num)s subscription or add-on found",
            "%(num)s subscriptions and add-ons found",
            counts[asked.status],
        )
        said %= {"num": jinja.quantity(counts[asked.status])}
    return HeldView(
        rows=found.rows,
        opens=not shell.why_not(request.visitor, Permission.ORDER_ON_BEHALF),
        **asked.parts(place=found.place, found=said, labels=_labels(), counts=counts),
    )


def tabs(request: VisitedRequest, *, path: str, customer_id: UUID | None = None) -> tuple[listing.Tab, ...]:
    """This function will answer the tabs of the list of subscriptions with their counts."""
    asked = _asked(request, path)
    return asked.tabs(_labels(), queries.counts(customer_id=customer_id, search=asked.search))


def assets(request: VisitedRequest, *, path: str, customer_id: UUID) -> HeldView:
    """This function will answer the list of a customer's assets that an address asks for."""
    asked = lists.asked(request, path=path)
    found = queries.assets(customer_id=customer_id, search=asked.search, place=asked.place)
    count = queries.assets_count(customer_id=customer_id, search=asked.search)
    said = ngettext("%(num)s asset found", "%(num)s assets found", count)
    return HeldView(
        rows=found.rows,
        opens=False,
        **asked.parts(place=found.place, found=said % {"num": jinja.quantity(count)}),
    )


def _asked(request: VisitedRequest, path: str) -> lists.Asked:
    return lists.asked(request, path=path, statuses=tuple(queries.State))


def _labels() -> dict[str, str]:
    return {"": _("All, with add-ons"), **{state.value: _(state.label) for state in queries.State}}
