"""A price table that comes back: read, shown with what it would change, and saved when that is confirmed (S25).

Nothing is kept between the two: what the file asks for travels signed in the form, as a quote does.
"""

import dataclasses
from collections.abc import Mapping, Sequence
from uuid import UUID

from django.conf import settings as installation
from django.core import signing
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from seatwise.console.prices import effects, reviewing, table, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions, workbook
from seatwise.kernel.refusal import N_, Refusal
from seatwise.pricing.domain import price_table
from seatwise.pricing.domain.changes import Change, What
from seatwise.pricing.domain.price_table import Column, TableFault
from seatwise.pricing.operations import markups
from seatwise.ui import jinja

TEMPLATE = "console/price_import.html"
MOST_ROWS = 20_000
_MOST_COLUMNS = 50
MOST_BYTES = 5_000_000
_SHOWN = 200
_HOUR_S = 3_600


class NoFile(Refusal):
    """No file came, or one that is no price table by its size."""

    code = "prices.no_file"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a file asks for, and in which of its rows."""

    changes: tuple[Change, ...]
    rows: Mapping[tuple[What, UUID], int]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class FaultRow:
    """What is wrong, in words."""

    row: str
    product: str
    column: str
    reason: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class ImportView:
    """The page: to choose a file, or what is wrong with it, or what it would change, `token` being that, signed.

    `more`: how many further rows or faults there are, in words. `unchanged`: the file says what stands already.
    """

    path: str
    back_href: str
    export_href: str
    file_name: str
    refusal: str
    faults: tuple[FaultRow, ...]
    rows: tuple[effects.EffectRow, ...]
    count: str
    more: str
    unchanged: bool
    warning: str
    ticked: bool
    tick_error: str
    token: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def imports(request: VisitedRequest) -> HttpResponse:
    """This function will show the form, what a file would change (step=look), or save it (step=save)."""
    if request.method == "GET":
        return _answer(request, _empty(request))
    return _save(request) if request.POST.get("step") == "save" else _look(request)


def _look(request: VisitedRequest) -> HttpResponse:
    file = request.FILES.get("file")
    view = dataclasses.replace(_empty(request), file_name=str(getattr(file, "name", ""))[:200])
    with transactions.reading():
        # Reading takes a processor for seconds. The bound is a reseller's and not a process's: whoever sends many files waits for
        # themselves, and another reseller does not.
        if not transactions.alone(doing="price_table"):
            busy = _("Another import of yours is being read. Try again in a moment.")
            return _answer(request, dataclasses.replace(view, refusal=busy), 429)
        try:
            rows = workbook.read(_content(file), most_rows=MOST_ROWS, most_columns=_MOST_COLUMNS)
        except Refusal as no:
            return _answer(request, dataclasses.replace(view, refusal=jinja.sentence(no)), 422)
        found = price_table.read(
            rows=rows,
            titles=titles(),
            known=table.known(visitor=request.visitor, now=clock.now()),
            currency=request.visitor.reseller.currency,
            smallest_markup=markups.SMALLEST,
            largest_markup=markups.LARGEST,
        )
        if found.faults:
            return _answer(request, _faulty(view, found.faults), 422)
        wanted = Wanted(changes=found.changes, rows=found.rows)
        return _answer(request, _preview(request, view, wanted))


def _save(request: VisitedRequest) -> HttpResponse:
    view = _empty(request)
    wanted = _unpacked(request)
    if wanted is None:
        old = _("This preview is too old. Choose the file again.")
        return _again(request, dataclasses.replace(view, refusal=old), 422)
    with transactions.reading():
        found = reviewing.review(visitor=request.visitor, changes=wanted.changes, now=clock.now())
        missing = effects.tick_error(bool(found.below_cost), effects.TICK in request.POST)
        if missing:
            page = dataclasses.replace(_preview(request, view, wanted), tick_error=missing)
            return _answer(request, page, 422)
    saved = effects.save(request, changes=wanted.changes, then=view.back_href)
    if not isinstance(saved, effects.NotSaved):
        return saved
    with transactions.reading():
        page = dataclasses.replace(_preview(request, view, wanted), refusal=saved.reason)
        return _answer(request, page, saved.status)


def titles() -> dict[str, Column]:
    """This function will answer the columns by their heads in every language: a colleague's export is read, too."""
    found: dict[str, Column] = {}
    for language, _name in installation.LANGUAGES:
        with translation.override(language):
            found |= {_(column.label).lower(): column for column in Column}
    return found


def _content(file: "UploadedFile[bytes] | None") -> bytes:
    if file is None or not file.size:
        raise NoFile(N_("Choose the Excel file with your price table."))
    if file.size > MOST_BYTES:
        raise NoFile(
            N_("The file has more than %(most)s MB. Send only the price table's sheet."),
            most=MOST_BYTES // 1_000_000,
        )
    return b"".join(file.chunks())


def _faulty(view: ImportView, found: Sequence[TableFault]) -> ImportView:
    rows = tuple(
        FaultRow(
            row=jinja.quantity(one.row),
            product=one.product,
            column="" if one.column is None else _(one.column.label),
            reason=jinja.sentence(one.reason),
        )
        for one in found[:_SHOWN]
    )
    count = ngettext(
        "%(num)s mistake, so nothing was changed", "%(num)s mistakes, so nothing was changed", len(found)
    )
    return dataclasses.replace(
        view,
        faults=rows,
        count=count % {"num": jinja.quantity(len(found))},
        more=_more(len(found) - len(rows)),
    )


def _preview(request: VisitedRequest, view: ImportView, wanted: Wanted) -> ImportView:
    currency = request.visitor.reseller.currency
    found = reviewing.review(visitor=request.visitor, changes=wanted.changes, now=clock.now())
    changes = effects.rebased(changes=wanted.changes, standing=found.standing)

    def tell(change: Change) -> effects.EditView:
        standing = found.standing[change.key]
        return effects.EditView(
            label=_(change.what.label),
            before=effects.value(change.what, standing, currency),
            after=effects.value(change.what, change.after, currency),
            moved=effects.moved(change, standing, currency),
            place=_place(wanted, change),
        )

    below = found.below_cost
    first = sorted(found.touched, key=lambda one: not one.is_below_cost)[:_SHOWN]
    shown = dataclasses.replace(found, touched=tuple(first))
    count = ngettext("%(num)s change", "%(num)s changes", len(changes)) % {
        "num": jinja.quantity(len(changes))
    }
    return dataclasses.replace(
        view,
        rows=effects.rows(found=shown, tell=tell),
        count=count,
        more=_more(len(found.touched) - len(first)),
        unchanged=not changes,
        warning=effects.below_cost([one.offer.title for one in below]),
        ticked=effects.TICK in request.POST,
        token=_packed(request, Wanted(changes=changes, rows=wanted.rows)) if changes else "",
    )


def _place(wanted: Wanted, change: Change) -> str:
    return _("row %(row)s") % {"row": jinja.quantity(wanted.rows.get(change.key, 0))}


def _more(count: int) -> str:
    if count <= 0:
        return ""
    return ngettext("And %(num)s more row.", "And %(num)s more rows.", count) % {"num": jinja.quantity(count)}


def _salt(request: VisitedRequest) -> str:
    return f"seatwise.price-table.{request.visitor.reseller.id}"


def _packed(request: VisitedRequest, wanted: Wanted) -> str:
    said = [
        [one.what.value, one.subject_id.hex, one.before, one.after, wanted.rows.get(one.key, 0)]
        for one in wanted.changes
    ]
    return signing.dumps(said, salt=_salt(request), compress=True)


def _unpacked(request: VisitedRequest) -> Wanted | None:
    try:
        said = signing.loads(request.POST.get("token", ""), salt=_salt(request), max_age=_HOUR_S)
    except signing.BadSignature:
        return None
    changes = [
        (Change(what=What(what), subject_id=UUID(subject), before=before, after=after), row)
        for what, subject, before, after, row in said
    ]
    return Wanted(
        changes=tuple(change for change, _row in changes), rows={change.key: row for change, row in changes}
    )


def _empty(request: VisitedRequest) -> ImportView:
    console = f"{request.prefix}/console"
    return ImportView(
        path=f"{console}/prices/import/",
        back_href=f"{console}/catalogue/",
        export_href=f"{console}/prices/table.xlsx",
        file_name="",
        refusal="",
        faults=(),
        rows=(),
        count="",
        more="",
        unchanged=False,
        warning="",
        ticked=False,
        tick_error="",
        token="",
    )


def _again(request: VisitedRequest, view: ImportView, status: int) -> HttpResponse:
    with transactions.reading():
        return _answer(request, view, status)


def _answer(request: VisitedRequest, view: ImportView, status: int = 200) -> HttpResponse:
    return views.respond(request, TEMPLATE, view, status=status)
