"""Addresses of the Billing dashboard, and of what it asks for once it is there."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock
from seatwise.storefront.dashboard import ahead as looking_ahead
from seatwise.storefront.dashboard import queries
from seatwise.storefront.shell import shell
from seatwise.ui import rendering


@require_safe
@for_customers(Permission.SEE_BILLING)
def dashboard(request: VisitedRequest) -> HttpResponse:
    """This function will show what the company has and what it ordered last (S1)."""
    context = {
        "page": shell(request, current="dashboard"),
        "view": queries.dashboard(visitor=request.visitor, customer=request.customer, now=clock.now()),
    }
    return rendering.respond(request, "storefront/dashboard.html", context)


@require_safe
@for_customers(Permission.SEE_BILLING)
def ahead(request: VisitedRequest) -> HttpResponse:
    """This function will show spend by month, the next renewals and what is pending: a part of the dashboard, or a page."""
    fragment = rendering.wants_fragment(request)
    context = {
        "page": shell(request, current="dashboard"),
        "view": looking_ahead.ahead(visitor=request.visitor, customer=request.customer, now=clock.now()),
        "fragment": fragment,
    }
    return rendering.respond(request, "storefront/ahead.html", context, block="ahead")
