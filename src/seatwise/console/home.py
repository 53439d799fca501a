"""The console's bare address."""

from django.http import HttpResponse, HttpResponseRedirect

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team


@for_team(Permission.SEE_CONSOLE)
def home(request: VisitedRequest) -> HttpResponse:
    """This function will lead the team to what waits for it."""
    return HttpResponseRedirect(f"{request.prefix}/console/approvals/")
