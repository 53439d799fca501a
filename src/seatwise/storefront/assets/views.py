"""Addresses of assets: the list and one asset."""

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from seatwise.assets import queries as owned
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import numbering
from seatwise.storefront.asked import asked
from seatwise.storefront.assets import queries
from seatwise.storefront.shell import shell
from seatwise.ui import rendering

_COLUMNS = {"name": "name", "purchased": "purchased_on"}


@require_safe
@for_customers(Permission.SEE_BILLING)
def assets(request: VisitedRequest) -> HttpResponse:
    """This function will show a page of the company's assets (S5, R23)."""
    wanted = asked(
        request,
        path=f"{request.prefix}/billing/assets/",
        statuses=owned.STATUSES,
        columns=_COLUMNS,
        default="-purchased",
    )
    view = queries.assets(visitor=request.visitor, customer=request.customer, wanted=wanted)
    context = {"page": shell(request, current="assets"), "view": view}
    return rendering.respond(request, "storefront/assets/list.html", context, block="list")


@require_safe
@for_customers(Permission.SEE_BILLING)
def asset(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show one asset of the company (R23)."""
    number = numbering.parse(numbering.Series.ASSET, ref)
    found = owned.asset(
        number=number or 0,
        customer_id=request.customer.id,
        standard_since=request.reseller.standard_since,
    )
    if found is None:
        raise Http404
    view = queries.asset(found, visitor=request.visitor, customer=request.customer)
    context = {"page": shell(request, current="assets"), "view": view}
    return rendering.respond(request, "storefront/assets/details.html", context)
