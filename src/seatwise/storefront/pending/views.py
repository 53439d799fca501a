"""The address of everything that is not over yet."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock
from seatwise.storefront.asked import asked
from seatwise.storefront.pending import queries
from seatwise.storefront.shell import shell
from seatwise.ui import rendering


@require_safe
@for_customers(Permission.SEE_BILLING)
def pending(request: VisitedRequest) -> HttpResponse:
    """This function will show what waits for approval, what is planned and what is being delivered (B5)."""
    wanted = asked(
        request,
        path=f"{request.prefix}/billing/pending/",
        statuses=queries.PARTS,
        columns={"on": "on"},
        default="on",
    )
    view = queries.pending(visitor=request.visitor, customer=request.customer, wanted=wanted, now=clock.now())
    context = {"page": shell(request, current="pending"), "view": view}
    return rendering.respond(request, "storefront/pending.html", context)
