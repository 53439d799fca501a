"""A company's audit trail, for its Admin: who did what, when and from where (B9)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from seatwise.audit.queries import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.storefront.shell import shell
from seatwise.ui import rendering


@require_safe
@for_customers(Permission.SEE_COMPANY_AUDIT)
def audit(request: VisitedRequest) -> HttpResponse:
    """This function will show the company's entries that the address asks for."""
    view = pages.view(request, path=f"{request.prefix}/account/audit/", reader=_reader(request))
    context = {"page": shell(request, current="audit"), "view": view}
    return rendering.respond(request, "storefront/audit/list.html", context, block="list")


@require_safe
@for_customers(Permission.SEE_COMPANY_AUDIT)
def export(request: VisitedRequest, kind: str) -> StreamingHttpResponse:
    """This function will send the same entries as a file."""
    return pages.file(request, kind=kind, reader=_reader(request))


def _reader(request: VisitedRequest) -> pages.Reader:
    return pages.Reader(
        customer_id=request.customer.id,
        time_zone=request.customer.time_zone,
        currency=request.reseller.currency,
        reseller=request.visitor.settings.name,
    )
