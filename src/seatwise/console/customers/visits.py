"""A customer's Storefront, opened by the reseller's people: to order on its behalf, or to see what it sees (S26, S8, S14).

The forms and operations are the customer's own; the reseller is the actor. Each opening is kept as an event.
"""

import re
from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_POST

from seatwise.console.customers import head
from seatwise.customers import operations, queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import ORDERING, VIEWING, VISIT, VisitedRequest, for_team
from seatwise.infra import clock, transactions

_SUBSCRIPTION = re.compile(r"billing/subscriptions/S-[0-9]+/")
_PLACES = ("shop/", "billing/", "billing/subscriptions/", "billing/assets/", "billing/orders/")


@require_POST
@for_team(Permission.ORDER_ON_BEHALF)
def order(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will open the customer's Storefront to order on its behalf."""
    return _open(request, customer_id, ORDERING)


@require_POST
@for_team(Permission.MANAGE_CUSTOMERS)
def view(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will open the customer's Storefront as the customer sees it, to look only."""
    return _open(request, customer_id, VIEWING)


@require_POST
@for_team(Permission.SEE_CONSOLE)
def end(request: VisitedRequest) -> HttpResponse:
    """This function will leave the customer's Storefront and lead back to the customer's page."""
    visited = request.session.pop(VISIT, None)
    if not visited:
        return HttpResponseRedirect(f"{request.prefix}/console/customers/", status=303)
    return HttpResponseRedirect(head.path_of(request, UUID(visited[0])), status=303)


def _open(request: VisitedRequest, customer_id: UUID, mode: str) -> HttpResponse:
    try:
        with transactions.reading():
            queries.customer(customer_id=customer_id)
    except queries.DoesNotExist as unknown:
        raise Http404 from unknown
    with transactions.writing():
        operations.visit(customer_id=customer_id, mode=mode, actor=request.visitor.actor, now=clock.now())
    request.session[VISIT] = [str(customer_id), mode]
    return HttpResponseRedirect(f"{request.prefix}/{_place(request)}", status=303)


def _place(request: VisitedRequest) -> str:
    """Where in the Storefront: a list, or one subscription by its number."""
    place = request.POST.get("place", "")
    return place if place in _PLACES or _SUBSCRIPTION.fullmatch(place) else "billing/"
