"""Deliveries: what the reseller does by hand; mark a line delivered with a reference, cancel it, try a failed one again (S24)."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.views.decorators.http import require_GET, require_POST

from seatwise.console import shell, words
from seatwise.console.deliveries import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja, listing, rendering, units
from seatwise.ui.wording import gettext as _

TEMPLATE = "console/deliveries.html"
_LONGEST_SEARCH = 100
_LONGEST_REFERENCE = 200


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
    """The page. `chosen` says that the address names the line; on a phone the queue then makes room for it.

    `query` is "?…" of the queue's address, which every link and form carries on; `task` says what the line asks for.
    """

    tabs: tuple[listing.Tab, ...]
    search: str
    kept: tuple[tuple[str, str], ...]
    found: str
    is_filtered: bool
    is_planned: bool
    rows: tuple[QueueRow, ...]
    path: str
    query: str
    first_href: str | None
    next_href: str | None
    line: queries.Line | None
    task: str
    href: str
    submitted: str
    delivered: str
    chosen: bool
    previous: str | None
    next: str | None
    by_hand: int
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
    reference = words.typed_text(request.POST.get("reference", ""))
    if error := reference_error(reference):
        return _again(request, line_id, Typed(reference=reference, reference_error=error))

    def act() -> str:
        ordering.deliver(line_id=line_id, reference=reference, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s for %(customer)s is delivered.")

    return _act(request, line_id, act, Typed(reference=reference))


@require_POST
@for_team(Permission.DELIVER)
def cancel(request: VisitedRequest, line_id: UUID) -> HttpResponse:
    """This function will cancel a line with the reason typed; without one the form comes back."""
    reason = words.typed_text(request.POST.get("reason", ""))
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


def reference_error(reference: str) -> str:
    """This function will say what is wrong with a reference; "" where nothing is."""
    if not reference or len(reference) > _LONGEST_REFERENCE:
        return _("Enter the reference of the delivery, up to 200 characters.")
    return ""


def task(line: queries.Line) -> str:
    """This function will say what a line asks for: "Add 3 licences to S-2001: 25 → 28"."""
    told = {
        "count": jinja.quantity(line.quantity),
        "unit": units.unit(line.unit, line.quantity),
        "held": line.held,
        "name": line.name,
        "before": jinja.quantity(line.before),
    }
    match line.action:
        case "add":
            after = jinja.quantity(line.before + line.quantity)
            return _("Add %(count)s %(unit)s to %(held)s: %(before)s → %(after)s") % {**told, "after": after}
        case "remove":
            after = jinja.quantity(line.before - line.quantity)
            return _("Take %(count)s %(unit)s off %(held)s: %(before)s → %(after)s") % {
                **told,
                "after": after,
            }
        case "upgrade":
            return _("Turn %(count)s %(unit)s of %(held)s into %(name)s") % told
        case _:
            return _("Deliver %(count)s %(unit)s") % told


def _act(request: VisitedRequest, line_id: UUID, act: Callable[[], str], typed: Typed) -> HttpResponse:
    with transactions.reading():
        known = queries.queue(asked=queries.Asked(), line_id=line_id, size=1).shown
    if known is None:
        raise Http404
    try:
        with transactions.writing():
            done = act()
    except Refusal as no:
        said = jinja.sentence(no, request.visitor.settings.time_zone)
        return _again(request, line_id, dataclasses.replace(typed, refusal=said))
    messages.success(request, done % {"name": known.name, "customer": known.customer})
    wanted = asked(request)
    with transactions.reading():
        following = queries.next_id(asked=wanted, than=line_id)
    if following is None:
        return HttpResponseRedirect(_address(request, wanted).with_(), status=303)
    return HttpResponseRedirect(_href(request, following, wanted), status=303)


def _again(request: VisitedRequest, line_id: UUID, typed: Typed) -> HttpResponse:
    with transactions.reading():
        return _page(request, line_id=line_id, typed=typed, status=422)


def _page(
    request: VisitedRequest, *, line_id: UUID | None = None, typed: Typed | None = None, status: int = 200
) -> HttpResponse:
    now, wanted = clock.now(), asked(request)
    found = queries.queue(asked=wanted, line_id=line_id)
    shown = found.shown
    if line_id is not None and shown is None:
        raise Http404
    counts = queries.counts()
    address, carried = _address(request, wanted), query(wanted)
    view = DeliveriesView(
        tabs=_tabs(address, wanted, counts),
        search=wanted.search,
        kept=(("kind", wanted.kind),) if wanted.kind else (),
        found=_("%(count)s shown") % {"count": len(found.lines)} if wanted.search else "",
        is_filtered=wanted.is_filtered,
        is_planned=wanted.kind == queries.PLANNED,
        rows=tuple(
            QueueRow(
                line=line,
                href=f"{address.path}{line.id}/{carried}",
                waits=jinja.day(line.planned_on) if line.planned_on else words.waited(line.submitted_at, now),
                current=shown is not None and line.id == shown.id,
            )
            for line in found.lines
        ),
        path=address.path,
        query=carried,
        first_href=address.with_() if wanted.after else None,
        next_href=address.with_(after=str(found.after)) if found.after else None,
        line=shown,
        task=task(shown) if shown else "",
        href=f"{address.path}{shown.id}/" if shown else "",
        submitted=_day_time(request, shown.submitted_at if shown else None),
        delivered=_day_time(request, shown.delivered_at if shown else None),
        chosen=line_id is not None,
        **_beside(request, found.lines, shown, wanted),
        by_hand=counts.by_hand,
        why_not=shell.why_not(request.visitor, Permission.DELIVER),
        typed=typed or Typed(),
    )
    page = shell.frame(request, here="deliveries", waiting=counts)
    return rendering.respond(request, TEMPLATE, {"page": page, "view": view}, block="list", status=status)


def asked(request: VisitedRequest) -> queries.Asked:
    """This function will read what the address asks for; whatever it does not know is left out."""
    kind = request.GET.get("kind", "")
    return queries.Asked(
        search=request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
        kind=kind if kind in queries.KINDS else "",
        after=uuid_of(request.GET.get("after", "")),
    )


def query(wanted: queries.Asked) -> str:
    """This function will write what is asked for as "?…", "" for everything."""
    values = {"q": wanted.search, "kind": wanted.kind, "after": str(wanted.after or "")}
    written = urlencode({name: value for name, value in values.items() if value})
    return f"?{written}" if written else ""


def _address(request: VisitedRequest, wanted: queries.Asked) -> listing.Address:
    path = f"{request.prefix}/console/deliveries/"
    return listing.Address(path=path, query={"q": wanted.search, "kind": wanted.kind})


def _href(request: VisitedRequest, line_id: UUID, wanted: queries.Asked) -> str:
    return f"{request.prefix}/console/deliveries/{line_id}/{query(wanted)}"


def _tabs(address: listing.Address, wanted: queries.Asked, counts: queries.Counts) -> tuple[listing.Tab, ...]:
    kinds = {
        "": (_("To deliver"), counts.deliveries),
        queries.BY_HAND: (_("By hand"), counts.by_hand),
        queries.FAILED: (_("Failed"), counts.failed),
        queries.PLANNED: (_("Planned"), counts.planned),
    }
    return tuple(
        listing.Tab(
            label=label,
            href=address.with_(kind=kind),
            count=None if wanted.search else count,
            current=kind == wanted.kind,
        )
        for kind, (label, count) in kinds.items()
    )


def _beside(
    request: VisitedRequest,
    lines: tuple[queries.Line, ...],
    shown: queries.Line | None,
    wanted: queries.Asked,
) -> dict[str, str | None]:
    """The lines before and after the one shown, in the part of the queue that is on the page."""
    at = next((place for place, each in enumerate(lines) if shown and each.id == shown.id), None)
    if at is None:
        return {"previous": None, "next": None}
    return {
        "previous": _href(request, lines[at - 1].id, wanted) if at else None,
        "next": _href(request, lines[at + 1].id, wanted) if at + 1 < len(lines) else None,
    }


def _day_time(request: VisitedRequest, instant: dt.datetime | None) -> str:
    return jinja.day_time(instant, request.visitor.settings.time_zone) if instant else ""


def uuid_of(text: str) -> UUID | None:
    """This function will read an id; None for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return None
