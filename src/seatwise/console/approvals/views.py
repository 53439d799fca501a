"""Approvals: the queue left, one order right; approve, or reject with a reason that the customer reads (S23)."""

import dataclasses
from collections.abc import Callable
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from seatwise.console import cells, shell, words
from seatwise.console import queries as console
from seatwise.console.approvals import queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, numbering, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja, listing, rendering

TEMPLATE = "console/approvals.html"
_LONGEST_SEARCH = 100
_LONGEST_REASON = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class QueueRow:
    """One order of the queue."""

    order: queries.Summary
    href: str
    waits: str
    current: bool
    ticked: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What became of one of several orders: what was done, else why nothing was."""

    number: str
    customer: str
    href: str
    done: str = ""
    refusal: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Several:
    """What the form for several orders holds, and what came of it."""

    results: tuple[Result, ...] = ()
    ticked: tuple[str, ...] = ()
    reason: str = ""
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What came of the last decision, to be said on the page that comes back."""

    refusal: str = ""
    reason: str = ""
    reason_error: str = ""
    several: Several = dataclasses.field(default_factory=Several)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalsView:
    """The page. `chosen` says that the address names the order; on a phone the queue then makes room for it.

    `margin` is what the queue brings in all, None where it is still to be worked out; `margin_href` is where that is done.
    `query` is "?…" of the queue's address, which every link and form on the page carries on.
    """

    waiting: console.WaitingInDetail
    longest_wait: str
    margin: queries.QueueMargin | None
    margin_note: str
    margin_href: str
    tabs: tuple[listing.Tab, ...]
    search: str
    kept: tuple[tuple[str, str], ...]
    found: str
    is_filtered: bool
    rows: tuple[QueueRow, ...]
    path: str
    query: str
    first_href: str | None
    next_href: str | None
    order: queries.Approval | None
    submitted: str
    effect: str
    obstacle: str
    chosen: bool
    previous: str | None
    next: str | None
    steps: tuple[listing.Step, ...]
    why_not: str
    said: Said


@require_GET
@for_team(Permission.SEE_CONSOLE)
def queue(request: VisitedRequest) -> HttpResponse:
    """This function will show the queue with its oldest order."""
    return page(request)


@require_GET
@for_team(Permission.SEE_CONSOLE)
def margin(request: VisitedRequest) -> HttpResponse:
    """This function will answer what the whole queue brings, for the page to take in; by itself, the page with it."""
    found = queries.queue_margin(currency=request.visitor.reseller.currency, now=clock.now())
    return page(request, margin=found, block="margin")


@require_GET
@for_team(Permission.SEE_CONSOLE)
def order(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will show one order: what to decide, or what was decided."""
    return page(request, number=_number(number))


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def approve(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will approve an order; the next one loads by itself."""

    def act(known: queries.Known) -> str:
        ordering.approve(order_id=known.id, actor=request.visitor.actor, now=clock.now())
        return _("%(number)s of %(customer)s is approved.")

    return _decide(request, _number(number), act)


@require_POST
@for_team(Permission.APPROVE_ORDERS)
def reject(request: VisitedRequest, number: str) -> HttpResponse:
    """This function will reject an order with the reason typed; without one the form comes back."""
    reason = words.typed_text(request.POST.get("reason", ""))
    error = reason_error(reason)
    if error:
        with transactions.reading():
            said = Said(reason=reason, reason_error=error)
            return page(request, number=_number(number), said=said, status=422)

    def act(known: queries.Known) -> str:
        ordering.reject(order_id=known.id, reason=reason, actor=request.visitor.actor, now=clock.now())
        return _("%(number)s of %(customer)s is rejected.")

    return _decide(request, _number(number), act, reason=reason)


def reason_error(reason: str) -> str:
    """This function will say what is wrong with a reason that a customer is to read; "" where nothing is."""
    if not reason or len(reason) > _LONGEST_REASON:
        return _("Write what the customer reads, up to 500 characters.")
    return ""


def _decide(
    request: VisitedRequest, number: int, act: Callable[[queries.Known], str], *, reason: str = ""
) -> HttpResponse:
    with transactions.reading():
        known = next(iter(queries.known(numbers=[number])), None)
    if known is None:
        raise Http404
    try:
        with transactions.writing():
            done = act(known)
    except Refusal as no:
        refusal = jinja.sentence(no, request.visitor.settings.time_zone)
        with transactions.reading():
            return page(request, number=number, said=Said(refusal=refusal, reason=reason), status=422)
    messages.success(request, done % {"number": known.number_text, "customer": known.customer})
    asked = _asked(request)
    with transactions.reading():
        following = queries.next_number(asked=asked, than=number)
    if following is None:
        address = _address(request, asked).with_()
    else:
        address = href(request, numbering.text(numbering.Series.ORDER, following), asked)
    return HttpResponseRedirect(address, status=303)


def href(request: VisitedRequest, number_text: str, asked: queries.Asked | None = None) -> str:
    """This function will answer the address of an order beside the queue."""
    return f"{request.prefix}/console/approvals/{number_text}/{_query(asked) if asked else ''}"


def _asked(request: VisitedRequest) -> queries.Asked:
    kind = request.GET.get("kind", "")
    return queries.Asked(
        search=request.GET.get("q", "").replace("\x00", "").strip()[:_LONGEST_SEARCH],
        kind=kind if kind in queries.KINDS else "",
        after=numbering.parse(numbering.Series.ORDER, request.GET.get("after", "")),
    )


def _query(asked: queries.Asked) -> str:
    values = {"q": asked.search, "kind": asked.kind, "after": str(asked.after or "")}
    query = urlencode({name: value for name, value in values.items() if value})
    return f"?{query}" if query else ""


def _address(request: VisitedRequest, asked: queries.Asked) -> listing.Address:
    path = f"{request.prefix}/console/approvals/"
    return listing.Address(path=path, query={"q": asked.search, "kind": asked.kind})


def _number(text: str) -> int:
    number = numbering.parse(numbering.Series.ORDER, text)
    if number is None:
        raise Http404
    return number


def page(
    request: VisitedRequest,
    *,
    number: int | None = None,
    said: Said | None = None,
    margin: queries.QueueMargin | None = None,
    status: int = 200,
    block: str = "list",
) -> HttpResponse:
    """This function will show the queue and one order, the one of that number or the oldest, with what came of a decision.

    `block` is the part of it that a script asks for.
    """
    now, asked, said = clock.now(), _asked(request), said or Said()
    found = queries.queue(now=now, asked=asked, number=number)
    shown = found.shown
    if number is not None and shown is None:
        raise Http404
    waiting = console.waiting_in_detail(currency=request.visitor.reseller.currency)
    address = _address(request, asked)
    zone = request.visitor.settings.time_zone
    view = ApprovalsView(
        waiting=waiting,
        longest_wait=words.waited(waiting.since, now) if waiting.since else "",
        margin=margin,
        margin_note=_left_out(margin.unknown) if margin else "",
        margin_href=f"{address.path}margin/{_query(asked)}",
        tabs=_tabs(address, asked, waiting),
        search=asked.search,
        kept=(("kind", asked.kind),) if asked.kind else (),
        found=_found(found, asked),
        is_filtered=asked.is_filtered,
        rows=tuple(
            QueueRow(
                order=each,
                href=href(request, each.number_text, asked),
                waits=words.waited(each.submitted_at, now),
                current=shown is not None and each.id == shown.id,
                ticked=each.number_text in said.several.ticked,
            )
            for each in found.orders
        ),
        path=address.path,
        query=_query(asked),
        first_href=address.with_() if asked.after else None,
        next_href=address.with_(after=str(found.after)) if found.after else None,
        order=shown,
        submitted=jinja.day_time(shown.submitted_at, zone) if shown else "",
        effect=_effect(shown) if shown else "",
        obstacle=jinja.sentence(shown.obstacle, zone) if shown and shown.obstacle else "",
        chosen=number is not None,
        **_beside(request, found.orders, shown, asked),
        steps=_steps(request, shown) if shown else (),
        why_not=shell.why_not(request.visitor, Permission.APPROVE_ORDERS),
        said=said,
    )
    frame = shell.frame(request, here="approvals", waiting=waiting)
    context = {"page": frame, "view": view, "words": words, "cells": cells}
    return rendering.respond(request, TEMPLATE, context, block=block, status=status)


def _left_out(unknown: int) -> str:
    if not unknown:
        return ""
    said = ngettext(
        "Without %(num)s order whose cost is not known",
        "Without %(num)s orders whose cost is not known",
        unknown,
    )
    return said % {"num": jinja.quantity(unknown)}


def _tabs(
    address: listing.Address, asked: queries.Asked, waiting: console.WaitingInDetail
) -> tuple[listing.Tab, ...]:
    """The kinds with their numbers; a search has none, as counting would cost what finding does."""
    counts = {
        "": (_("All"), waiting.approvals),
        queries.ORDERS: (_("Orders"), waiting.approvals - waiting.cancellations),
        queries.CANCELLATIONS: (_("Cancellations"), waiting.cancellations),
    }
    return tuple(
        listing.Tab(
            label=label,
            href=address.with_(kind=kind),
            count=None if asked.search else count,
            current=kind == asked.kind,
        )
        for kind, (label, count) in counts.items()
    )


def _found(found: queries.Queue, asked: queries.Asked) -> str:
    if not asked.search or asked.after:
        return ""
    if found.after:
        return _("More than %(count)s found") % {"count": len(found.orders)}
    return _("%(count)s found") % {"count": len(found.orders)}


def _effect(shown: queries.Approval) -> str:
    """What approving does first, so that nobody is surprised."""
    line = shown.lines[0]
    if line.planned_on is not None:
        return _("It takes effect on %(day)s. Nothing is charged or given back before.") % {
            "day": jinja.day(line.planned_on)
        }
    if line.automatic and line.vendor:
        return _("It is sent to %(vendor)s at once.") % {"vendor": line.vendor}
    return _("It then waits in Deliveries for you.")


def _beside(
    request: VisitedRequest,
    orders: tuple[queries.Summary, ...],
    shown: queries.Approval | None,
    asked: queries.Asked,
) -> dict[str, str | None]:
    """The orders before and after the one shown, in the part of the queue that is on the page."""
    if shown is None:
        return {"previous": None, "next": None}
    # By number, so that one that is decided, and has left the queue, has its neighbours all the same.
    before = [each for each in orders if each.number < shown.number]
    after = [each for each in orders if each.number > shown.number]
    return {
        "previous": href(request, before[-1].number_text, asked) if before else None,
        "next": href(request, after[0].number_text, asked) if after else None,
    }


def _steps(request: VisitedRequest, order: queries.Approval) -> tuple[listing.Step, ...]:
    """What happened to a decided order: who, when and why (R2)."""
    return tuple(
        listing.Step(
            title=_told(move) % {"name": move.actor_name},
            state="stopped" if move.after == "canceled" else "done",
            detail=move.reason,
            when=jinja.day_time(move.at, request.visitor.settings.time_zone),
            icon="x" if move.after == "canceled" else "check",
        )
        for move in order.moves
    )


def _told(move: queries.Move) -> str:
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
