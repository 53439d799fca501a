"""The reseller's audit trail: who did what, when and from where (B9)."""

from django.http import HttpResponse, StreamingHttpResponse
from django.views.decorators.http import require_safe

from seatwise.audit.queries import pages
from seatwise.console import shell
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.ui import rendering


@require_safe
@for_team(Permission.SEE_AUDIT)
def audit(request: VisitedRequest) -> HttpResponse:
    """This function will show the entries that the address asks for."""
    view = pages.view(request, path=f"{request.prefix}/console/audit/", reader=_reader(request))
    page = shell.frame(request, here="audit")
    return rendering.respond(request, "console/audit.html", {"page": page, "view": view}, block="list")


@require_safe
@for_team(Permission.SEE_AUDIT)
def export(request: VisitedRequest, kind: str) -> StreamingHttpResponse:
    """This function will send the same entries as a file."""
    return pages.file(request, kind=kind, reader=_reader(request))


def _reader(request: VisitedRequest) -> pages.Reader:
    visitor = request.visitor
    return pages.Reader(
        customer_id=None,
        time_zone=visitor.settings.time_zone,
        currency=visitor.reseller.currency,
        reseller=visitor.settings.name,
    )
