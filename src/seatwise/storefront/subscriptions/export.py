"""The list of subscriptions as a file: exactly the rows that the screen's filter finds, in its order and columns (S13, S14, R11)."""

import dataclasses
from collections.abc import Callable, Iterator

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import paging, spreadsheet
from seatwise.infra.spreadsheet import Column, Kind
from seatwise.kernel.money import Money
from seatwise.ordering.queries import planned
from seatwise.pricing.domain import visibility
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked
from seatwise.storefront.subscriptions import columns, filters, queries
from seatwise.subscriptions import queries as held
from seatwise.ui import statuses
from seatwise.ui.wording import gettext as _

_AMOUNTS = ("unit_price", "final_unit_price", "total")


@require_safe
@for_customers(Permission.SEE_BILLING)
def export(request: VisitedRequest, kind: str) -> HttpResponseBase:
    """This function will send the company's subscriptions as a file; the address asks as the list's does, `kind` is xlsx or csv."""
    sheet = _Export(request=request, wanted=filters.read(request))
    return exporting.answer(request, sheet=sheet, name="subscriptions", kind=kind)


@dataclasses.dataclass(frozen=True, slots=True)
class _Field:
    """A column of the file: its name, how it looks, and its cell of a row."""

    name: str
    column: Column
    cell: Callable[[held.HeldRow], spreadsheet.Cell]


class _Export:
    """The rows; what is summed on the way is told at the end.

    The columns are those of the screen, each with what a spreadsheet needs to work with it.
    """

    def __init__(self, *, request: VisitedRequest, wanted: Asked) -> None:
        self._reseller_id = request.reseller.id
        self._customer_id = request.customer.id
        self._standard_since = request.reseller.standard_since
        self._by = wanted.by
        self._narrowing = filters.narrowing(wanted)
        self._sums: dict[int, Money] = {}
        self._left_out = 0
        # Of the page that is being read: what takes all licences of a row, as it may be an upgrade that waits for approval.
        self._lines: list[planned.OpenLine] = []
        # The words are looked up now, in the reader's language: rows are read after the request has ended.
        self._total = {
            months: _("Total %(per)s") % {"per": words.per(months)} for months in (1, 3, 6, 12, 36)
        }
        self.title = _("Subscriptions")
        self._on, self._off = _("On"), _("Off")
        self._product, self._add_on = _("Product"), _("Add-on")
        self._statuses = {name: _(statuses.look(name).word) for name in (*held.STATUSES, "pending_cancel")}
        self._without_price = _("Without a price, not counted")
        self._fields = tuple(
            field for name in _with_amounts(columns.shown(wanted)) for field in self._of_column(name)
        )
        self.columns = tuple(field.column for field in self._fields)

    def rows(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer every row that the filter finds, each add-on after its subscription."""
        for found in exporting.read_all(reseller_id=self._reseller_id, page=self._page):
            for row in found.rows:
                yield self._row(row)
                for add_on in found.add_ons[row.id]:
                    yield self._row(add_on)

    def totals(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer the sums of what is shown, one for each billing period, and how many are not in them (R11)."""
        if not any(field.name == "total" for field in self._fields):
            return
        for months, amount in sorted(self._sums.items()):
            said: dict[str, spreadsheet.Cell] = {
                "name": self._total.get(months, str(months)),
                "total": amount,
                "currency": amount.currency,
                "months": months,
            }
            yield tuple(said.get(field.name) for field in self._fields)
        if self._left_out:
            left_out = {"name": f"{self._without_price}: {self._left_out}"}
            yield tuple(left_out.get(field.name) for field in self._fields)

    def _page(self, place: paging.Place) -> tuple[held.HeldPage, paging.Page]:
        page = held.held_page(
            customer_id=self._customer_id,
            standard_since=self._standard_since,
            narrowing=self._narrowing,
            by=self._by,
            place=place,
            size=exporting.SIZE,
        )
        rows = [each for row in page.rows for each in (row, *page.add_ons[row.id])]
        leaving = [row.id for row in rows if row.leaving >= row.quantity > 0]
        self._lines = (
            planned.open_lines(customer_id=self._customer_id, subscription_ids=leaving) if leaving else []
        )
        return page, page.place

    def _row(self, row: held.HeldRow) -> tuple[spreadsheet.Cell, ...]:
        months = row.billing_months
        if row.price is not visibility.SHOWN:
            self._left_out += 1
        else:
            self._sums[months] = self._sums[months] + row.total if months in self._sums else row.total
        return tuple(field.cell(row) for field in self._fields)

    def _of_column(self, name: str) -> tuple[_Field, ...]:
        """What a column of the screen is in the file."""
        match name:
            case "name":
                return (
                    _text("number", _("Number"), 10, lambda row: row.number_text),
                    _text("name", _("Name"), 42, lambda row: row.name),
                    _text("kind", _("Kind"), 10, self._kind),
                )
            case "vendor":
                return (_text("vendor", _("Vendor"), 22, lambda row: row.vendor),)
            case "quantity":
                return (_number("quantity", _("Quantity"), 10, lambda row: row.quantity),)
            case "status":
                return (_text("status", _("Status"), 16, lambda row: self._statuses[self._status(row)]),)
            case "unit_price":
                return (_amount("unit_price", _("Unit price"), lambda row: row.unit_price),)
            case "discount":
                column = Column(title=_("Discount"), kind=Kind.PERCENT, width=10)
                return (_Field("discount", column, _if_shown(lambda row: row.discount)),)
            case "final_unit_price":
                return (_amount("final_unit_price", _("Final unit price"), lambda row: row.final_unit_price),)
            case "total":
                return (_amount("total", _("Total"), lambda row: row.total),)
            case "amounts":
                return (
                    _text("currency", _("Currency"), 9, lambda row: row.unit_price.currency),
                    _number("months", _("Months of a billing period"), 12, lambda row: row.billing_months),
                )
            case "renewal":
                return (
                    _Field(
                        "renewal", Column(title=_("Renewal"), kind=Kind.DATE), lambda row: row.term_end_on
                    ),
                    _text("auto_renew", _("Auto-renew"), 11, self._auto_renew),
                )
            case _:
                return ()

    def _status(self, row: held.HeldRow) -> str:
        return queries.shown_status(row, self._lines)

    def _kind(self, row: held.HeldRow) -> str:
        return self._product if row.parent_id is None else self._add_on

    def _auto_renew(self, row: held.HeldRow) -> str | None:
        if queries.ends_on(row) is None:
            return None
        stays = self._status(row) != "pending_cancel"
        return self._on if row.auto_renew and stays else self._off


def _with_amounts(shown: tuple[str, ...]) -> tuple[str, ...]:
    """The screen's columns with the name before them, and behind the last amount what currency and period it is of."""
    names = ["name", *shown]
    last = max((names.index(name) for name in _AMOUNTS if name in names), default=None)
    if last is not None:
        names.insert(last + 1, "amounts")
    return tuple(names)


def _if_shown(cell: Callable[[held.HeldRow], spreadsheet.Cell]) -> Callable[[held.HeldRow], spreadsheet.Cell]:
    """The cell, or the dash where S14 hides it."""
    return lambda row: cell(row) if row.price is visibility.SHOWN else spreadsheet.DASH


def _text(name: str, title: str, width: int, cell: Callable[[held.HeldRow], str | None]) -> _Field:
    return _Field(name, Column(title=title, kind=Kind.TEXT, width=width), cell)


def _number(name: str, title: str, width: int, cell: Callable[[held.HeldRow], int]) -> _Field:
    return _Field(name, Column(title=title, kind=Kind.NUMBER, width=width), cell)


def _amount(name: str, title: str, cell: Callable[[held.HeldRow], Money]) -> _Field:
    return _Field(name, Column(title=title, kind=Kind.MONEY), _if_shown(cell))
