"""Addresses of subscriptions: the list, one subscription, its purchase history."""

from django.http import Http404, HttpResponse, HttpResponseBase
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, numbering
from seatwise.storefront import exporting
from seatwise.storefront.histories import export as history_sheet
from seatwise.storefront.histories import page as histories
from seatwise.storefront.shell import shell
from seatwise.storefront.subscriptions import details, filters, queries
from seatwise.storefront.subscriptions import menu as menus
from seatwise.subscriptions import queries as held
from seatwise.ui import rendering


@require_safe
@for_customers(Permission.SEE_BILLING)
def subscriptions(request: VisitedRequest) -> HttpResponse:
    """This function will show a page of the company's subscriptions (S12)."""
    view = queries.subscriptions(
        visitor=request.visitor, customer=request.customer, wanted=filters.read(request)
    )
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, "storefront/subscriptions/list.html", context, block="list")


@require_safe
@for_customers(Permission.SEE_BILLING)
def subscription(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show one subscription of the company (S15)."""
    view = details.subscription(
        family=_family(request, ref), visitor=request.visitor, customer=request.customer, now=clock.now()
    )
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, "storefront/subscriptions/details.html", context)


@require_safe
@for_customers(Permission.SEE_BILLING)
def menu(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show what can be done with a subscription or an add-on: the menu of its row, or a page (S22)."""
    family = _family(request, ref)
    view = menus.menu(family=family, visitor=request.visitor, customer=request.customer, now=clock.now())
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, "storefront/subscriptions/menu.html", context, block="menu")


@require_safe
@for_customers(Permission.SEE_BILLING)
def history(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will show the purchases of a subscription and its add-ons (S16)."""
    customer = request.customer
    read = histories.read(request, of=_family(request, ref)[0], customer=customer, path=request.path)
    view = histories.history(history=read, visitor=request.visitor, customer=customer)
    context = {"page": shell(request, current="subscriptions"), "view": view}
    return rendering.respond(request, "storefront/subscriptions/history.html", context, block="list")


@require_safe
@for_customers(Permission.SEE_BILLING)
def history_export(request: VisitedRequest, ref: str, kind: str) -> HttpResponseBase:
    """This function will send the purchases of a subscription and its add-ons as a file, filtered as the page is; xlsx or csv."""
    of = _family(request, ref)[0]
    read = histories.read(request, of=of, customer=request.customer, path=request.path)
    sheet = history_sheet.Sheet(request=request, history=read)
    return exporting.answer(request, sheet=sheet, name=f"history-{of.number_text}", kind=kind)


def _family(request: VisitedRequest, ref: str) -> tuple[held.HeldRow, ...]:
    number = numbering.parse(numbering.Series.SUBSCRIPTION, ref)
    found = held.family(
        number=number or 0,
        customer_id=request.customer.id,
        standard_since=request.reseller.standard_since,
    )
    if not found:
        raise Http404
    return found
