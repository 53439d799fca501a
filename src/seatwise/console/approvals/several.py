"""Several orders decided at once: each in a transaction of its own, each with its own result (S23)."""

import dataclasses
from collections.abc import Callable

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from seatwise.console import words
from seatwise.console.approvals import queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja

_MOST = 100


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def approve(request: VisitedRequest) -> HttpResponse:
    """This function will approve the orders that were ticked and say of each what became of it."""

    def act(order: queries.Known) -> str:
        ordering.approve(order_id=order.id, actor=request.visitor.actor, now=clock.now())
        return _("Approved")

    return _decide(request, act)


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def reject(request: VisitedRequest) -> HttpResponse:
    """This function will reject the orders that were ticked, with one reason that each customer reads."""
    reason = words.typed_text(request.POST.get("why", ""))
    error = views.reason_error(reason)
    if error:
        with transactions.reading():
            ticked = tuple(request.POST.getlist("order"))
            return views.page(
                request,
                said=views.Said(several=views.Several(ticked=ticked, reason=reason, error=error)),
                status=422,
            )

    def act(order: queries.Known) -> str:
        ordering.reject(order_id=order.id, reason=reason, actor=request.visitor.actor, now=clock.now())
        return _("Rejected")

    return _decide(request, act)


def _decide(request: VisitedRequest, act: Callable[[queries.Known], str]) -> HttpResponse:
    written = (
        numbering.parse(numbering.Series.ORDER, text) for text in request.POST.getlist("order")[:_MOST]
    )
    with transactions.reading():
        orders = queries.known(numbers=[number for number in written if number is not None])
    results = tuple(_result(request, order, act) for order in orders)
    several = views.Several(results=results, error="" if results else _("Tick the orders first."))
    with transactions.reading():
        return views.page(request, said=views.Said(several=several), status=200 if results else 422)


def _result(
    request: VisitedRequest, order: queries.Known, act: Callable[[queries.Known], str]
) -> views.Result:
    result = views.Result(
        number=order.number_text, customer=order.customer, href=views.href(request, order.number_text)
    )
    try:
        with transactions.writing():
            return dataclasses.replace(result, done=act(order))
    except Refusal as no:
        return dataclasses.replace(result, refusal=jinja.sentence(no, request.visitor.settings.time_zone))
