"""The list of subscriptions as a file: exactly the rows that the screen's filter finds, in its order (S13, S14, R11)."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import paging, spreadsheet
from seatwise.infra.spreadsheet import Column, Kind
from seatwise.kernel.money import Money
from seatwise.pricing.domain import visibility
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked, asked
from seatwise.storefront.subscriptions import queries
from seatwise.subscriptions import queries as held
from seatwise.ui import statuses
from seatwise.ui.wording import gettext as _


@require_safe
@for_customers(Permission.SEE_BILLING)
def export(request: VisitedRequest, kind: str) -> HttpResponseBase:
    """This function will send the company's subscriptions as a file; the address asks as the list's does, `kind` is xlsx or csv."""
    wanted = asked(
        request, path=request.path, statuses=held.STATUSES, columns=queries.COLUMNS, default="renewal"
    )
    sheet = _Export(request=request, wanted=wanted)
    return exporting.answer(request, sheet=sheet, name="subscriptions", kind=kind)


class _Export:
    """The rows; what is summed on the way is told at the end."""

    def __init__(self, *, request: VisitedRequest, wanted: Asked) -> None:
        self._reseller_id = request.reseller.id
        self._customer_id = request.customer.id
        self._standard_since = request.reseller.standard_since
        self._wanted = wanted
        self._sums: dict[int, Money] = {}
        self._left_out = 0
        # The words are looked up now, in the reader's language: rows are read after the request has ended.
        self._total = {
            months: _("Total %(per)s") % {"per": words.per(months)} for months in (1, 3, 6, 12, 36)
        }
        self.title = _("Subscriptions")
        self._on, self._off = _("On"), _("Off")
        self._product, self._add_on = _("Product"), _("Add-on")
        self._statuses = {name: _(statuses.look(name).word) for name in (*held.STATUSES, "pending_cancel")}
        self._without_price = _("Without a price, not counted")
        self.columns = (
            Column(title=_("Number"), kind=Kind.TEXT, width=10),
            Column(title=_("Name"), kind=Kind.TEXT, width=42),
            Column(title=_("Kind"), kind=Kind.TEXT, width=10),
            Column(title=_("Vendor"), kind=Kind.TEXT, width=22),
            Column(title=_("Quantity"), kind=Kind.NUMBER, width=10),
            Column(title=_("Status"), kind=Kind.TEXT, width=16),
            Column(title=_("Unit price"), kind=Kind.MONEY),
            Column(title=_("Discount"), kind=Kind.PERCENT, width=10),
            Column(title=_("Final unit price"), kind=Kind.MONEY),
            Column(title=_("Total"), kind=Kind.MONEY),
            Column(title=_("Currency"), kind=Kind.TEXT, width=9),
            Column(title=_("Months of a billing period"), kind=Kind.NUMBER, width=12),
            Column(title=_("Renewal"), kind=Kind.DATE),
            Column(title=_("Auto-renew"), kind=Kind.TEXT, width=11),
        )

    def rows(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer every row that the filter finds, each add-on after its subscription."""
        for found, children in exporting.read_all(reseller_id=self._reseller_id, page=self._page):
            for row in found:
                yield self._row(row)
                for child in children.get(row.id, ()):
                    yield self._row(child)

    def totals(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer the sums of what is shown, one for each billing period, and how many are not in them (R11)."""
        empty: tuple[spreadsheet.Cell, ...] = (None,) * 7
        for months, amount in sorted(self._sums.items()):
            yield (None, self._total.get(months, str(months)), *empty, amount, amount.currency, months)
        if self._left_out:
            rest: tuple[spreadsheet.Cell, ...] = (None,) * (len(self.columns) - 5)
            yield (None, self._without_price, None, None, self._left_out, *rest)

    def _page(
        self, place: paging.Place
    ) -> tuple[tuple[tuple[held.HeldRow, ...], dict[UUID, tuple[held.HeldRow, ...]]], paging.Page]:
        page = held.held_page(
            customer_id=self._customer_id,
            standard_since=self._standard_since,
            search=self._wanted.search,
            status=self._wanted.status,
            by=self._wanted.by,
            place=place,
            size=exporting.SIZE,
        )
        children = held.add_ons(parent_ids=[row.id for row in page.rows], standard_since=self._standard_since)
        return (page.rows, children), page.place

    def _row(self, row: held.HeldRow) -> tuple[spreadsheet.Cell, ...]:
        shown = row.price is visibility.SHOWN
        months = row.billing_months
        if shown:
            self._sums[months] = self._sums[months] + row.total if months in self._sums else row.total
        else:
            self._left_out += 1
        dash = spreadsheet.DASH
        renewal: dt.date = row.term_end_on
        return (
            row.number_text,
            row.name,
            self._product if row.parent_id is None else self._add_on,
            row.vendor,
            row.quantity,
            self._statuses[queries.shown_status(row)],
            row.unit_price if shown else dash,
            row.discount if shown else dash,
            row.final_unit_price if shown else dash,
            row.total if shown else dash,
            row.unit_price.currency,
            months,
            renewal,
            self._on if row.auto_renew else self._off,
        )
