"""Addresses of orders: the list, one order, its withdrawal."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.queries import details
from seatwise.storefront import back
from seatwise.storefront.orders import order_page, queries
from seatwise.storefront.shell import shell
from seatwise.ui import jinja, rendering
from seatwise.ui.wording import gettext as _


@require_safe
@for_customers(Permission.SEE_BILLING)
def orders(request: VisitedRequest) -> HttpResponse:
    """This function will show a page of the company's orders (S9)."""
    wanted = queries.asked_orders(request, path=f"{request.prefix}/billing/orders/")
    context = {
        "page": shell(request, current="orders", search_text=wanted.search),
        "view": queries.orders(visitor=request.visitor, customer=request.customer, wanted=wanted),
    }
    return rendering.respond(request, "storefront/orders/list.html", context, block="list")


@require_safe
@for_customers(Permission.SEE_BILLING)
def order(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will show one order of the company (S10)."""
    return _order(request, _order_id(request, number))


@require_POST
@for_customers(Permission.SEE_BILLING)
def withdrawal(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will withdraw a pending order for its submitter or an Admin (R2), and show it."""
    with transactions.reading():
        order_id = _order_id(request, number)
    visitor = request.visitor
    try:
        with transactions.writing():
            ordering.withdraw(order_id=order_id, role=visitor.own_role, actor=visitor.actor, now=clock.now())
    except Refusal as refusal:
        with transactions.reading():
            return _order(request, order_id, refusal=jinja.sentence(refusal), status=409)
    messages.success(request, _("The order is withdrawn. Nothing is charged."))
    return back.answer(request, otherwise=f"{request.prefix}/billing/orders/{number}/")


def _order(request: VisitedRequest, order_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    view = order_page.order(
        order=details.order_details(order_id=order_id), visitor=request.visitor, refusal=refusal
    )
    context = {"page": shell(request, current="orders"), "view": view}
    return rendering.respond(request, "storefront/orders/details.html", context, status=status)


def _order_id(request: VisitedRequest, number: str) -> UUID:
    digits = numbering.parse(numbering.Series.ORDER, number)
    try:
        return details.order_id_of(number=digits or 0, customer_id=request.customer.id)
    except ObjectDoesNotExist as unknown:
        raise Http404 from unknown
