"""Undo what is planned, and let a subscription renew or end (R18)."""

import datetime as dt
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST

from seatwise.customers import operations as customers
from seatwise.customers.domain import permissions
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import clock, events, numbering, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ordering.queries import planned
from seatwise.storefront import back
from seatwise.storefront.subscriptions import scheduled
from seatwise.subscriptions import operations as subscriptions
from seatwise.subscriptions import queries as held
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _


@require_POST
@for_customers(Permission.CHANGE_LICENCES)
def undo(request: VisitedRequest, ref: str, line_id: UUID) -> HttpResponse:
    """This function will undo a planned change of a subscription and show the page that asked for it again."""
    subscription_id = _id(request, ref)
    with transactions.reading():
        line = planned.taking(
            customer_id=request.customer.id, subscription_id=subscription_id, line_id=line_id
        )
    if line is None:
        raise Http404
    try:
        permissions.require(scheduled.needed(line), request.visitor.role)
        with transactions.writing():
            ordering.undo(line_id=line_id, actor=request.visitor.actor, now=clock.now())
    except Refusal as refusal:
        messages.error(request, jinja.sentence(refusal))
    else:
        messages.success(request, _("The planned change is undone. Nothing changes on its day."))
    return _back(request, ref)


@require_POST
@for_customers(Permission.SET_AUTO_RENEW)
def auto_renew(request: VisitedRequest, ref: str) -> HttpResponse:
    """This function will switch auto-renew on or off, `on` saying which, and show the subscription again."""
    subscription_id, wanted = _id(request, ref), request.POST.get("on") == "1"
    try:
        term_end = set_auto_renew(request, subscription_id, ref=ref, on=wanted)
    except Refusal as refusal:
        messages.error(request, jinja.sentence(refusal))
    else:
        messages.success(request, what_follows(on=wanted, term_end=term_end))
    return _back(request, ref)


def set_auto_renew(request: VisitedRequest, subscription_id: UUID, *, ref: str, on: bool) -> dt.date:
    """This function will switch auto-renew of a subscription, in a transaction of its own; `ref` is its number, "S-2001".

    Answers the day after the term. Raises AutoRenewFixed, SubscriptionEnded, Busy.
    """
    with transactions.writing():
        customers.lock(customer_id=request.customer.id)
        locked = subscriptions.lock(subscription_id=subscription_id, customer_id=request.customer.id)
        subscriptions.set_auto_renew(held=locked, on=on)
        events.record(
            kind="subscription.auto_renew_on" if on else "subscription.auto_renew_off",
            subject_id=subscription_id,
            about=ref,
            customer_id=request.customer.id,
            actor=request.visitor.actor,
            now=clock.now(),
        )
        return locked.term.end


def what_follows(*, on: bool, term_end: dt.date) -> str:
    """This function will say what auto-renew on or off comes to, with its day."""
    if on:
        return _("It renews on %(day)s.") % {"day": jinja.day(term_end)}
    return _("It ends with %(day)s.") % {"day": jinja.day(term_end - dt.timedelta(days=1))}


def _id(request: VisitedRequest, ref: str) -> UUID:
    number = numbering.parse(numbering.Series.SUBSCRIPTION, ref)
    try:
        with transactions.reading():
            return held.id_of(number=number or 0, customer_id=request.customer.id)
    except ObjectDoesNotExist as nobody:
        raise Http404 from nobody


def _back(request: VisitedRequest, ref: str) -> HttpResponse:
    return back.answer(request, otherwise=f"{request.prefix}/billing/subscriptions/{ref}/")
