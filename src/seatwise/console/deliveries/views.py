"""Deliveries: what the reseller does by hand; mark a line delivered with a reference, cancel it, try a failed one again (S24)."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from seatwise.console import queries as console
from seatwise.console import shell, words
from seatwise.console.deliveries import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja, rendering

TEMPLATE = "console/deliveries.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One line of the queue."""

    line: queries.Line
    href: str
    waits: str
    current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What the forms hold and what is wrong with it."""

    reference: str = ""
    reference_error: str = ""
    reason: str = ""
    reason_error: str = ""
    refusal: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesView:
    """The page. `chosen` says that the address names the line; on a phone the queue then makes room for it."""

    waiting: console.Waiting
    rows: tuple[QueueRow, ...]
    next_href: str | None
    line: queries.Line | None
    href: str
    submitted: str
    delivered: str
    chosen: bool
    why_not: str
    typed: Typed


@require_GET
@for_team(Permission.SEE_CONSOLE)
def queue(request: VisitedRequest) -> HttpResponse:
    """This function will show the queue with its oldest line."""
    return _page(request)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def line(request: VisitedRequest, line_id: UUID) -> HttpResponse:
    """This function will show one line: what to do, or what was done."""
    return _page(request, line_id=line_id)


@require_POST
@for_team(Permission.DELIVER)
def deliver(request: VisitedRequest, line_id: UUID) -> HttpResponse:
    """This function will mark a line delivered under the reference typed; without one the form comes back."""
    reference = request.POST.get("reference", "").strip()
    if not reference or len(reference) > 200:
        error = _("Enter the reference of the delivery, up to 200 characters.")
        return _again(request, line_id, Typed(reference=reference, reference_error=error))

    def act() -> str:
        ordering.deliver(line_id=line_id, reference=reference, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s for %(customer)s is delivered.")

    return _act(request, line_id, act, Typed(reference=reference))


@require_POST
@for_team(Permission.DELIVER)
def cancel(request: VisitedRequest, line_id: UUID) -> HttpResponse:
    """This function will cancel a line with the reason typed; without one the form comes back."""
    reason = request.POST.get("reason", "").strip()
    if not reason or len(reason) > 500:
        error = _("Write what the customer reads, up to 500 characters.")
        return _again(request, line_id, Typed(reason=reason, reason_error=error))

    def act() -> str:
        ordering.cancel_line(line_id=line_id, reason=reason, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s for %(customer)s is canceled.")

    return _act(request, line_id, act, Typed(reason=reason))


@require_POST
@for_team(Permission.DELIVER)
def retry(request: VisitedRequest, line_id: UUID) -> HttpResponse:
    """This function will send a failed line into delivery again."""

    def act() -> str:
        ordering.retry_line(line_id=line_id, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s for %(customer)s is tried again.")

    return _act(request, line_id, act, Typed())


def _act(request: VisitedRequest, line_id: UUID, act: Callable[[], str], typed: Typed) -> HttpResponse:
    with transactions.reading():
        known = queries.queue(line_id=line_id, size=1).shown
    if known is None:
        raise Http404
    try:
        with transactions.writing():
            done = act()
    except Refusal as no:
        said = jinja.sentence(no, request.visitor.settings.time_zone)
        return _again(request, line_id, dataclasses.replace(typed, refusal=said))
    messages.success(request, done % {"name": known.name, "customer": known.customer})
    return HttpResponseRedirect(f"{request.prefix}/console/deliveries/", status=303)


def _again(request: VisitedRequest, line_id: UUID, typed: Typed) -> HttpResponse:
    with transactions.reading():
        return _page(request, line_id=line_id, typed=typed, status=422)


def _page(
    request: VisitedRequest, *, line_id: UUID | None = None, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    now = clock.now()
    found = queries.queue(after=_uuid(request.GET.get("after", "")), line_id=line_id)
    shown = found.shown
    if line_id is not None and shown is None:
        raise Http404
    waiting = console.waiting(currency=request.visitor.reseller.currency)
    view = DeliveriesView(
        waiting=waiting,
        rows=tuple(_row(request, line, shown, now) for line in found.lines),
        next_href=f"{request.prefix}/console/deliveries/?after={found.after}" if found.after else None,
        line=shown,
        href=f"{request.prefix}/console/deliveries/{shown.id}/" if shown else "",
        submitted=_day_time(request, shown.submitted_at if shown else None),
        delivered=_day_time(request, shown.delivered_at if shown else None),
        chosen=line_id is not None,
        why_not=shell.why_not(request.visitor, Permission.DELIVER),
        typed=typed or Typed(),
    )
    page = shell.frame(request, here="deliveries", waiting=waiting)
    return rendering.respond(request, TEMPLATE, {"page": page, "view": view}, status=status)


def _row(
    request: VisitedRequest, line: queries.Line, shown: queries.Line | None, now: dt.datetime
) -> QueueRow:
    return QueueRow(
        line=line,
        href=f"{request.prefix}/console/deliveries/{line.id}/",
        waits=words.waited(line.submitted_at, now),
        current=shown is not None and line.id == shown.id,
    )


def _day_time(request: VisitedRequest, instant: dt.datetime | None) -> str:
    return jinja.day_time(instant, request.visitor.settings.time_zone) if instant else ""


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
