"""The list of orders as a file: exactly the rows that the screen's filter finds, in its order, with its dashes (S8, S13)."""

from collections.abc import Iterator

from django.http import HttpResponseBase
from django.views.decorators.http import require_safe

from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_customers
from seatwise.infra import paging, spreadsheet
from seatwise.infra.spreadsheet import Column, Kind
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.ordering.queries import lists
from seatwise.storefront import exporting, words
from seatwise.storefront.asked import Asked
from seatwise.storefront.orders import queries, rows
from seatwise.ui import statuses, wording
from seatwise.ui.wording import gettext as _


@require_safe
@for_customers(Permission.SEE_BILLING)
def export(request: VisitedRequest, kind: str) -> HttpResponseBase:
    """This function will send the company's orders as a file; the address asks as the list's does, `kind` is xlsx or csv."""
    wanted = queries.asked_orders(request, path=request.path)
    return exporting.answer(request, sheet=_Export(request=request, wanted=wanted), name="orders", kind=kind)


class _Export:
    """The rows; what they come to is told at the end. Canceled orders are not in it, as nothing is charged for them."""

    def __init__(self, *, request: VisitedRequest, wanted: Asked) -> None:
        self._reseller_id = request.reseller.id
        self._customer = request.customer
        self._settings = request.visitor.settings
        self._by = wanted.by
        self._narrowing = queries.narrowed(wanted, time_zone=request.customer.time_zone)
        self._sum: Money = money.zero(request.visitor.reseller.currency)
        self._left_out = 0
        self._language = wording.language()
        self.title = _("Orders")
        self._total = _("Total, canceled orders not counted")
        self._without_amount = _("Without an amount, not counted")
        self._types = {name: words.order_type(name) for name in lists.TYPES}
        self._statuses = {name: _(statuses.look(name).word) for name in lists.STATUSES}
        self.columns = (
            Column(title=_("Order #"), kind=Kind.TEXT, width=11),
            Column(title=_("Status"), kind=Kind.TEXT, width=24),
            Column(title=_("Reason"), kind=Kind.TEXT, width=32),
            Column(title=_("Order date"), kind=Kind.DATE),
            Column(title=_("Kind of order"), kind=Kind.TEXT, width=22),
            Column(title=_("What"), kind=Kind.TEXT, width=48),
            Column(title=_("More lines"), kind=Kind.NUMBER, width=10),
            Column(title=_("Placed by"), kind=Kind.TEXT, width=24),
            Column(title=_("Total, excludes VAT"), kind=Kind.MONEY, width=18),
            Column(title=_("Currency"), kind=Kind.TEXT, width=9),
        )

    def rows(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer every row that the filter finds."""
        for found in exporting.read_all(reseller_id=self._reseller_id, page=self._page):
            yield from found

    def totals(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer the sum of what is shown and not canceled, and how many orders show no amount (R11)."""
        empty: tuple[spreadsheet.Cell, ...] = (None,) * 6
        yield (None, self._total, *empty, self._sum, self._sum.currency)
        if self._left_out:
            yield (None, self._without_amount, *empty, self._left_out, None)

    def _page(self, place: paging.Place) -> tuple[list[tuple[spreadsheet.Cell, ...]], paging.Page]:
        page = lists.order_page(
            customer_id=self._customer.id,
            narrowing=self._narrowing,
            by=self._by,
            place=place,
            size=exporting.SIZE,
        )
        with wording.reading(self._language):
            return [self._row(order) for order in page.rows], page.place

    def _row(self, order: lists.OrderRow) -> tuple[spreadsheet.Cell, ...]:
        shown = rows.row(order, customer=self._customer, settings=self._settings)
        if shown.total is None:
            self._left_out += 1
        elif not shown.not_charged:
            self._sum += shown.total
        return (
            shown.number,
            self._statuses[shown.status.value],
            shown.reason,
            shown.ordered_on,
            self._types[order.type],
            shown.what,
            shown.more,
            shown.placed_by,
            spreadsheet.DASH if shown.total is None else shown.total,
            order.net.currency,
        )
