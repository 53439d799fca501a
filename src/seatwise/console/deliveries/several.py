"""Several lines delivered at once, each with its own reference, in its own transaction and with its own result (S24)."""

import dataclasses

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from seatwise.console import shell, words
from seatwise.console.deliveries import queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.ordering import operations as ordering
from seatwise.ui import jinja, rendering

TEMPLATE = "console/deliver_several.html"
_FIELD = "reference-"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line with the reference typed for it: what became of it, or what is wrong."""

    line: queries.Line
    task: str
    reference: str = ""
    done: bool = False
    error: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SeveralView:
    """The form. `done` says how many were delivered; `path` is its address, with the search of the queue it came from."""

    rows: tuple[Row, ...]
    path: str
    back_href: str
    done: str
    error: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.DELIVER)
def deliver(request: VisitedRequest) -> HttpResponse:
    """This function will show the lines that are delivered by hand, and deliver those that a reference was typed for."""
    if request.method != "POST":
        found = queries.by_hand(asked=views.asked(request))
        return _page(request, tuple(Row(line=line, task=views.task(line)) for line in found))
    typed = {
        name.removeprefix(_FIELD): words.typed_text(str(text))
        for name, text in request.POST.items()
        if name.startswith(_FIELD)
    }
    ids = [line_id for text in typed if (line_id := views.uuid_of(text))]
    with transactions.reading():
        found = queries.by_hand(asked=views.asked(request), ids=ids) if ids else ()
    rows = tuple(_delivered(request, line, typed.get(str(line.id), "")) for line in found)
    tried = [row for row in rows if row.reference]
    with transactions.reading():
        failed = not tried or any(row.error for row in rows)
        error = "" if tried else _("Type the reference of each line that is delivered.")
        return _page(request, rows, error=error, status=422 if failed else 200)


def _delivered(request: VisitedRequest, line: queries.Line, reference: str) -> Row:
    row = Row(line=line, task=views.task(line), reference=reference)
    if not reference:
        return row
    if error := views.reference_error(reference):
        return dataclasses.replace(row, error=error)
    try:
        with transactions.writing():
            ordering.deliver(
                line_id=line.id, reference=reference, actor=request.visitor.actor, now=clock.now()
            )
    except Refusal as no:
        return dataclasses.replace(row, error=jinja.sentence(no, request.visitor.settings.time_zone))
    return dataclasses.replace(row, done=True)


def _page(
    request: VisitedRequest, rows: tuple[Row, ...], *, error: str = "", status: int = 200
) -> HttpResponse:
    count = sum(row.done for row in rows)
    done = ngettext("%(num)s line is delivered.", "%(num)s lines are delivered.", count) % {"num": count}
    asked = views.asked(request)
    view = SeveralView(
        rows=rows,
        path=f"{request.prefix}/console/deliveries/several/{views.query(asked)}",
        back_href=f"{request.prefix}/console/deliveries/{views.query(asked)}",
        done=done if count else "",
        error=error,
    )
    frame = shell.frame(request, here="deliveries")
    return rendering.respond(request, TEMPLATE, {"page": frame, "view": view}, status=status)
