"""Approvals: the queue left, one order right; approve, or reject with a reason that the customer reads (S23)."""

import dataclasses
import datetime as dt
from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from seatwise.console import queries as console
from seatwise.console import shell, words
from seatwise.console.approvals import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja, listing, rendering

TEMPLATE = "console/approvals.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One order of the queue."""

    order: queries.Approval
    href: str
    waits: str
    current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsView:
    """The page. `chosen` says that the address names the order; on a phone the queue then makes room for it."""

    waiting: console.Waiting
    longest_wait: str
    rows: tuple[QueueRow, ...]
    next_href: str | None
    order: queries.Approval | None
    submitted: str
    chosen: bool
    previous: str | None
    next: str | None
    steps: tuple[listing.Step, ...]
    why_not: str
    refusal: str
    reason: str
    reason_error: str


@require_GET
@for_team(Permission.SEE_CONSOLE)
def queue(request: VisitedRequest) -> HttpResponse:
    """This function will show the queue with its oldest order."""
    return _page(request)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def order(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will show one order: what to decide, or what was decided."""
    return _page(request, number=_number(number))


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def approve(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will approve an order; the next one loads by itself."""

    def act(known: queries.Approval) -> str:
        ordering.approve(order_id=known.id, actor=request.visitor.actor, now=clock.now())
        return _("%(number)s of %(customer)s is approved.")

    return _decide(request, _number(number), act)


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def reject(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will reject an order with the reason typed; without one the form comes back."""
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > 500:
        error = _("Write what the customer reads, up to 500 characters.")
        with transactions.reading():
            return _page(request, number=_number(number), reason=reason, reason_error=error, status=422)

    def act(known: queries.Approval) -> str:
        ordering.reject(order_id=known.id, reason=reason, actor=request.visitor.actor, now=clock.now())
        return _("%(number)s of %(customer)s is rejected.")

    return _decide(request, _number(number), act, reason=reason)


def _decide(
    request: VisitedRequest, number: int, act: Callable[[queries.Approval], str], *, reason: str = ""
) -> HttpResponse:
    with transactions.reading():
        known = _known(number)
    try:
        with transactions.writing():
            done = act(known)
    except Refusal as no:
        said = jinja.sentence(no, request.visitor.settings.time_zone)
        with transactions.reading():
            return _page(request, number=number, refusal=said, reason=reason, status=422)
    messages.success(request, done % {"number": known.number_text, "customer": known.customer})
    return HttpResponseRedirect(f"{request.prefix}/console/approvals/", status=303)


def _number(text: str) -> int:
    number = numbering.parse(numbering.Series.ORDER, text)
    if number is None:
        raise Http404
    return number


def _known(number: int) -> queries.Approval:
    known = queries.queue(now=clock.now(), number=number, size=1).shown
    if known is None:
        raise Http404
    return known


def _page(
    request: VisitedRequest,
    *,
    number: int | None = None,
    refusal: str = "",
    reason: str = "",
    reason_error: str = "",
    status: int = 200,
) -> HttpResponse:
    now = clock.now()
    start = numbering.parse(numbering.Series.ORDER, request.GET.get("after", ""))
    found = queries.queue(now=now, after=start, number=number)
    shown = found.shown
    if number is not None and shown is None:
        raise Http404
    waiting = console.waiting(currency=request.visitor.reseller.currency)
    view = ApprovalsView(
        waiting=waiting,
        longest_wait=words.waited(waiting.since, now) if waiting.since else "",
        rows=tuple(_row(request, order, shown, now) for order in found.orders),
        next_href=f"{request.prefix}/console/approvals/?after={found.after}" if found.after else None,
        order=shown,
        submitted=jinja.day_time(shown.submitted_at, request.visitor.settings.time_zone) if shown else "",
        chosen=number is not None,
        **_beside(request, found.orders, shown),
        steps=_steps(request, shown) if shown else (),
        why_not=shell.why_not(request.visitor, Permission.APPROVE_ORDERS),
        refusal=refusal,
        reason=reason,
        reason_error=reason_error,
    )
    page = shell.frame(request, here="approvals", waiting=waiting)
    return rendering.respond(request, TEMPLATE, {"page": page, "view": view, "words": words}, status=status)


def _row(
    request: VisitedRequest, order: queries.Approval, shown: queries.Approval | None, now: dt.datetime
) -> QueueRow:
    return QueueRow(
        order=order,
        href=_href(request, order),
        waits=words.waited(order.submitted_at, now),
        current=shown is not None and order.id == shown.id,
    )


def _beside(
    request: VisitedRequest, orders: tuple[queries.Approval, ...], shown: queries.Approval | None
) -> dict[str, str | None]:
    """The orders before and after the one shown, in the part of the queue that is on the page."""
    if shown not in orders:
        return {"previous": None, "next": None}
    at = orders.index(shown)
    return {
        "previous": _href(request, orders[at - 1]) if at else None,
        "next": _href(request, orders[at + 1]) if at + 1 < len(orders) else None,
    }


def _href(request: VisitedRequest, order: queries.Approval) -> str:
    return f"{request.prefix}/console/approvals/{order.number_text}/"


def _steps(request: VisitedRequest, order: queries.Approval) -> tuple[listing.Step, ...]:
    """What happened to a decided order: who, when and why (R2)."""
    return tuple(
        listing.Step(
            title=_said(move) % {"name": move.actor_name},
            state="stopped" if move.after == "canceled" else "done",
            detail=move.reason,
            when=jinja.day_time(move.at, request.visitor.settings.time_zone),
            icon="x" if move.after == "canceled" else "check",
        )
        for move in order.moves
    )


def _said(move: queries.Move) -> str:
    if not move.before:
        return _("%(name)s placed the order")
    if move.after == "in_progress":
        return _("%(name)s approved the order")
    if move.after == "executed":
        return _("Everything is delivered")
    if move.before == "in_progress":
        return _("Every line was canceled")
    if move.actor_kind == "customer":
        return _("%(name)s withdrew the order")
    return _("%(name)s rejected the order")
