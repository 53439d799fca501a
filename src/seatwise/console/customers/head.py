"""The head of every page about one customer: its name, what it brings, and the way to what it holds."""

import dataclasses
from uuid import UUID

from django.http import Http404
from django.utils.translation import gettext as _

from seatwise.console import shell
from seatwise.console.customers import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest
from seatwise.ui import listing


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """A customer's head. `why_not` says why the person may change nothing here, `why_no_order` why not order for it."""

    customer: queries.Row
    path: str
    tabs: tuple[listing.Tab, ...]
    why_not: str
    why_no_order: str


def head(request: VisitedRequest, customer_id: UUID, *, here: str) -> Head:
    """This function will answer the head of a customer's page; `here` is "", "orders", "subscriptions" or "assets".

    Raises Http404 for nobody's customer (R25).
    """
    customer = queries.one(customer_id=customer_id, currency=request.visitor.reseller.currency)
    if customer is None:
        raise Http404
    path = path_of(request, customer_id)
    pages = {
        "": _("Overview"),
        "orders": _("Orders"),
        "subscriptions": _("Subscriptions"),
        "assets": _("Assets"),
    }
    return Head(
        customer=customer,
        path=path,
        tabs=tuple(
            listing.Tab(label=label, href=f"{path}{name}/" if name else path, current=name == here)
            for name, label in pages.items()
        ),
        why_not=shell.why_not(request.visitor, Permission.MANAGE_CUSTOMERS),
        why_no_order=shell.why_not(request.visitor, Permission.ORDER_ON_BEHALF),
    )


def path_of(request: VisitedRequest, customer_id: UUID) -> str:
    """This function will answer the address of a customer's page."""
    return f"{request.prefix}/console/customers/{customer_id}/"
