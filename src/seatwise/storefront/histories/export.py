"""A purchase history as a file: exactly the entries that the screen's filter finds, with its dashes (S8, S16)."""

from collections.abc import Iterator

from seatwise.customers.middleware import VisitedRequest
from seatwise.infra import paging, spreadsheet
from seatwise.infra.spreadsheet import Column, Kind
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.storefront import exporting
from seatwise.storefront.histories import page, queries, rows
from seatwise.ui import wording
from seatwise.ui.wording import gettext as _


class Sheet:
    """The entries; what they come to is told at the end."""

    def __init__(self, *, request: VisitedRequest, history: page.History) -> None:
        self._reseller_id = request.reseller.id
        self._customer = request.customer
        self._settings = request.visitor.settings
        self._history = history
        self._ids = [item.id for item in history.items]
        self._items = {item.id: item for item in history.items}
        self._sum: Money = money.zero(request.visitor.reseller.currency)
        self._left_out = 0
        self._language = wording.language()
        self.title = _("Purchase history")
        self._total = _("Total, charges less credits")
        self._without_amount = _("Without an amount, not counted")
        self._kinds = {kind: _(label) for kind, label in page.KINDS.items()}
        self.columns = (
            Column(title=_("Date"), kind=Kind.DATE),
            Column(title=_("Time"), kind=Kind.TEXT, width=8),
            Column(title=_("Kind"), kind=Kind.TEXT, width=16),
            Column(title=_("What"), kind=Kind.TEXT, width=44),
            Column(title=_("Number"), kind=Kind.TEXT, width=10),
            Column(title=_("Product or add-on"), kind=Kind.TEXT, width=38),
            Column(title=_("Quantity before"), kind=Kind.NUMBER, width=12),
            Column(title=_("Quantity after"), kind=Kind.NUMBER, width=12),
            Column(title=_("Change"), kind=Kind.NUMBER, width=10),
            Column(title=_("Amount, excludes VAT"), kind=Kind.MONEY, width=18),
            Column(title=_("Currency"), kind=Kind.TEXT, width=9),
            Column(title=_("By"), kind=Kind.TEXT, width=24),
            Column(title=_("Order #"), kind=Kind.TEXT, width=11),
        )

    def rows(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer every entry that the filter finds."""
        for found in exporting.read_all(reseller_id=self._reseller_id, page=self._page):
            yield from found

    def totals(self) -> Iterator[tuple[spreadsheet.Cell, ...]]:
        """This function will answer the sum of what is shown, and how many entries show no amount (R11)."""
        empty: tuple[spreadsheet.Cell, ...] = (None,) * 5
        yield (None, None, None, self._total, *empty, self._sum, self._sum.currency, None, None)
        if self._left_out:
            yield (None, None, None, self._without_amount, *empty, self._left_out, None, None, None)

    def _page(self, place: paging.Place) -> tuple[list[tuple[spreadsheet.Cell, ...]], paging.Page]:
        purchases, at = queries.purchase_page(
            subscription_ids=self._ids,
            narrowing=self._history.narrowing,
            time_zone=self._customer.time_zone,
            place=place,
            size=exporting.SIZE,
        )
        with wording.reading(self._language):
            return [self._row(purchase) for purchase in purchases], at

    def _row(self, purchase: queries.Purchase) -> tuple[spreadsheet.Cell, ...]:
        shown = rows.row(
            purchase, of=self._history.of.id, time_zone=self._customer.time_zone, settings=self._settings
        )
        item = self._items.get(purchase.subscription_id) if purchase.subscription_id else None
        if shown.amount is None:
            self._left_out += 1
        else:
            self._sum += shown.amount
        return (
            shown.on,
            shown.at,
            self._kinds[shown.kind],
            shown.what,
            item.number_text if item else "",
            item.name if item else purchase.name,
            shown.before,
            shown.after,
            shown.after - shown.before,
            spreadsheet.DASH if shown.amount is None else shown.amount,
            purchase.charged.currency,
            shown.by,
            shown.order,
        )
