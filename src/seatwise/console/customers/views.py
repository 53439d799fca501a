"""Customers: the list with what each brings, and one customer with its people (S26, R24)."""

import dataclasses
from uuid import UUID

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from seatwise.console import cells, lists, people, shell, words
from seatwise.console import queries as console
from seatwise.console.approvals import queries as approvals
from seatwise.console.customers import head, queries
from seatwise.customers import queries as customers_read
from seatwise.customers.domain.permissions import CustomerRole, Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock
from seatwise.kernel.percent import Percent
from seatwise.ui import jinja, rendering

_RECENT = 5


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CustomersView(lists.ListView):
    """The list."""

    rows: tuple[queries.Row, ...]
    time_zone: str
    why_not: str
    asks: str
    """Says that people ask to become customers, "" where none does; shows the way even so while they may ask."""
    registrations: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CustomerView:
    """One customer: `details` are (label, words), `address` its lines, `refusal` what was not done."""

    head: head.Head
    details: tuple[tuple[str, str], ...]
    address: str
    approval_note: str
    people: tuple[people.PersonRow, ...]
    orders: tuple[approvals.Summary, ...]
    days: tuple[str, ...]
    refusal: str


@require_GET
@for_team(Permission.SEE_CONSOLE)
def customers(request: VisitedRequest) -> HttpResponse:
    """This function will show the reseller's customers by name; how many there are in all comes after the page."""
    asked = _asked(request)
    currency = request.visitor.reseller.currency
    found = queries.page(search=asked.search, status=asked.status, place=asked.place, currency=currency)
    counts, said = None, ""
    if asked.search:
        counts = queries.counts(search=asked.search)
        said = ngettext("%(num)s customer found", "%(num)s customers found", counts[asked.status])
        said %= {"num": jinja.quantity(counts[asked.status])}
    waiting = console.waiting()
    asks = ngettext(
        "%(num)s company asks to become your customer.",
        "%(num)s companies ask to become your customers.",
        waiting.registrations,
    )
    view = CustomersView(
        rows=found.rows,
        **asked.parts(place=found.place, found=said, labels=_labels(), counts=counts),
        time_zone=request.visitor.settings.time_zone,
        why_not=shell.why_not(request.visitor, Permission.MANAGE_CUSTOMERS),
        asks=asks % {"num": jinja.quantity(waiting.registrations)} if waiting.registrations else "",
        registrations=request.visitor.settings.registration_open,
    )
    frame = shell.frame(request, here="customers", waiting=waiting)
    context = {"page": frame, "view": view}
    return rendering.respond(request, "console/customers.html", context, block="list")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def counts(request: VisitedRequest) -> HttpResponse:
    """This function will answer the tabs of the list with their counts, for the page to take in. # S26"""
    asked = _asked(request)
    context = {"tabs": asked.tabs(_labels(), queries.counts(search=asked.search))}
    return rendering.respond(request, "console/tabs.html", context)


def _asked(request: VisitedRequest) -> lists.Asked:
    path = f"{request.prefix}/console/customers/"
    return lists.asked(request, path=path, statuses=(queries.WAITING,))


def _labels() -> dict[str, str]:
    return {"": _("All"), queries.WAITING: _("With orders to approve")}


@require_GET
@for_team(Permission.SEE_CONSOLE)
def customer(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show one customer: details, people and the newest orders."""
    return page(request, customer_id)


def page(request: VisitedRequest, customer_id: UUID, *, refusal: str = "", status: int = 200) -> HttpResponse:
    """This function will show one customer, with what was refused. Raises Http404."""
    top = head.head(request, customer_id, here="")
    known = customers_read.customer(customer_id=customer_id)
    recent = approvals.recent(customer_id=customer_id, count=_RECENT, now=clock.now())
    by_card = request.visitor.reseller.payment_method == "card"
    roles, zone = people.words(CustomerRole), request.visitor.settings.time_zone
    view = CustomerView(
        head=top,
        details=_details(request, known, by_card=by_card),
        address=words.address(
            {
                "line": known.address_line,
                "postcode": known.address_postcode,
                "city": known.address_city,
                "country": known.address_country,
            }
        ),
        approval_note=_("You pay by card, so it cannot be switched off.") if by_card else "",
        people=tuple(
            people.row(person, roles=roles, time_zone=zone)
            for person in queries.people(customer_id=customer_id)
        ),
        orders=recent,
        days=tuple(jinja.day_time(order.submitted_at, zone) for order in recent),
        refusal=refusal,
    )
    frame = shell.frame(request, here="customers")
    context = {"page": frame, "view": view, "words": words, "cells": cells}
    return rendering.respond(request, "console/customer.html", context, status=status)


def _details(
    request: VisitedRequest, known: customers_read.Customer, *, by_card: bool
) -> tuple[tuple[str, str], ...]:
    languages = dict(settings.LANGUAGES)
    reseller = request.visitor.settings
    if known.vat_exempt_reason:
        vat = _("Exempt: %(reason)s") % {"reason": known.vat_exempt_reason}
    elif known.vat_rate_bp is None:
        vat = _("%(rate)s, your default") % {"rate": jinja.percent(reseller.vat_rate_bp)}
    else:
        vat = jinja.percent(Percent(known.vat_rate_bp))
    if known.language:
        language = languages.get(known.language, known.language)
    else:
        language = _("%(language)s, as yours") % {"language": languages.get(reseller.language, "")}
    needed = known.approval_required or by_card
    return (
        (_("Orders"), _("Need your approval") if needed else _("Need no approval")),
        (_("VAT"), vat),
        *(((_("VAT number"), known.vat_number),) if known.vat_number else ()),
        (_("Time zone"), known.time_zone),
        (_("Language"), language),
    )
