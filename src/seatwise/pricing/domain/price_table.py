"""A reseller's price table as rows of a file: what they ask for, or which row and column cannot be what it says (S25).

Read are Key, Term and Billing, which name an offer, and Markup, Special price and Discount, each where the file has the column;
Currency is compared. Everything else in it is worked out and not read. An empty cell says "none", a missing column nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from seatwise.kernel import money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_, Sentence
from seatwise.pricing.domain.changes import Change, What

Value = str | bool | Decimal | None
_LONGEST_NAME = 200


class Column(StrEnum):
    """The columns in the order in which they are exported."""

    PRODUCT = "product"
    KEY = "key"
    TERM = "term"
    BILLING = "billing"
    CURRENCY = "currency"
    COST = "cost"
    MARKUP_IN_FORCE = "markup_in_force"
    MARKUP = "markup"
    SPECIAL_PRICE = "special_price"
    DISCOUNT = "discount"
    PRICE = "price"
    MARGIN = "margin"

    @property
    def label(self) -> str:
        """The column's head, to be translated at the edge."""
        return {
            Column.PRODUCT: N_("Product"),
            Column.KEY: N_("Key"),
            Column.TERM: N_("Term in months"),
            Column.BILLING: N_("Billed every … months"),
            Column.CURRENCY: N_("Currency"),
            Column.COST: N_("Your cost"),
            Column.MARKUP_IN_FORCE: N_("Markup in force"),
            Column.MARKUP: N_("Markup of the product"),
            Column.SPECIAL_PRICE: N_("Special price"),
            Column.DISCOUNT: N_("Discount"),
            Column.PRICE: N_("Customer pays"),
            Column.MARGIN: N_("Margin"),
        }[self]


NEEDED = (Column.KEY, Column.TERM, Column.BILLING)
EDITABLE = {
    Column.MARKUP: What.MARKUP,
    Column.SPECIAL_PRICE: What.SPECIAL_PRICE,
    Column.DISCOUNT: What.DISCOUNT,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """A row as it stands: an offer of a listed product with what is set for everybody, as basis points and minor units."""

    offer_id: UUID
    product_id: UUID
    key: str
    term_months: int
    billing_months: int
    markup: int | None
    special_price: int | None
    discount: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TableFault:
    """What is wrong where: the file's row, counted from 1 with the head, and its column; None where it is the whole row's.

    `product` is what the row calls it, "" where it does not.
    """

    row: int
    column: Column | None
    reason: Sentence
    product: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a table asks for: only what differs from what stands. `rows`: in which row each change was read first."""

    changes: tuple[Change, ...]
    rows: Mapping[tuple[What, UUID], int]
    faults: tuple[TableFault, ...]


def columns(
    head: Sequence[Value], titles: Mapping[str, Column]
) -> tuple[dict[Column, int], list[TableFault]]:
    """Answer where each column of the head stands, and what is wrong with the head. `titles` in lower case."""
    places: dict[Column, int] = {}
    faults = []
    for place, cell in enumerate(head):
        column = titles.get(str(cell).strip().lower()) if cell is not None else None
        if column is None:
            continue
        if column in places:
            faults.append(
                TableFault(row=1, column=column, reason=Sentence(N_("This column is there twice.")))
            )
        places[column] = place
    faults += [
        TableFault(
            row=1,
            column=column,
            reason=Sentence(N_("This column is missing. Export the table and change that.")),
        )
        for column in NEEDED
        if column not in places
    ]
    if not faults and not places.keys() & EDITABLE.keys():
        faults.append(
            TableFault(
                row=1,
                column=None,
                reason=Sentence(N_("There is no column to read: markup, special price or discount.")),
            )
        )
    return places, faults


def read(
    *,
    rows: Sequence[Sequence[Value]],
    titles: Mapping[str, Column],
    known: Iterable[Known],
    currency: str,
    smallest_markup: Percent,
    largest_markup: Percent,
) -> Read:
    """Answer what a table changes, or every fault of it; with a fault there are no changes.

    `titles` says which column a head in lower case means. Rows that are left out change nothing.
    """
    if not rows:
        empty = TableFault(
            row=1, column=None, reason=Sentence(N_("The sheet is empty. Export the table and change that."))
        )
        return Read(changes=(), rows={}, faults=(empty,))
    places, faults = columns(rows[0], titles)
    if faults:
        return Read(changes=(), rows={}, faults=tuple(faults))
    reader = _Reader(places, {(one.key, one.term_months, one.billing_months): one for one in known}, currency)
    reader.markups = (smallest_markup.basis_points, largest_markup.basis_points)
    for number, cells in enumerate(rows[1:], start=2):
        reader.row(number, cells)
    if reader.faults:
        return Read(changes=(), rows={}, faults=tuple(reader.faults))
    changes = tuple(change for change in reader.wanted.values() if change.before != change.after)
    return Read(changes=changes, rows=reader.rows, faults=())


class _Reader:
    """Goes through the rows once and keeps what they want and what is wrong."""

    def __init__(
        self, places: Mapping[Column, int], known: Mapping[tuple[str, int, int], Known], currency: str
    ) -> None:
        self.places = places
        self.known = known
        self.currency = currency
        self.markups = (0, 0)
        self.faults: list[TableFault] = []
        self.wanted: dict[tuple[What, UUID], Change] = {}
        self.rows: dict[tuple[What, UUID], int] = {}
        self.offers: dict[UUID, int] = {}
        self.product = ""

    def row(self, number: int, cells: Sequence[Value]) -> None:
        if all(cell is None or cell == "" for cell in cells):
            return
        said = self._cell(cells, Column.PRODUCT)
        self.product = said[:_LONGEST_NAME] if isinstance(said, str) else ""
        one = self._offer(number, cells)
        if one is None:
            return
        stated = self._cell(cells, Column.CURRENCY)
        if stated is not None and str(stated).strip().upper() != self.currency:
            self._fault(
                number,
                Column.CURRENCY,
                N_("Your prices are in %(currency)s. Change this row to it."),
                currency=self.currency,
            )
            return
        for column, what in EDITABLE.items():
            if column in self.places:
                self._edit(number, column, what, one, self._cell(cells, column))

    def _offer(self, number: int, cells: Sequence[Value]) -> Known | None:
        key = self._cell(cells, Column.KEY)
        if not isinstance(key, str):
            self._fault(number, Column.KEY, N_("Enter the product's key as text, such as CFQ7TTC0LCHC/0002."))
            return None
        months = {}
        for column in (Column.TERM, Column.BILLING):
            value = self._cell(cells, column)
            if (
                not isinstance(value, Decimal)
                or value != value.to_integral_value()
                or not 0 <= value <= 1_000
            ):
                self._fault(number, column, N_("Enter a number of months, 0 for what is bought once."))
            else:
                months[column] = int(value)
        if len(months) < 2:
            return None
        one = self.known.get((key, months[Column.TERM], months[Column.BILLING]))
        if one is None:
            self._fault(
                number,
                Column.KEY,
                N_(
                    "None of your listed products with a price in force has this key, term and billing. Take the row out."
                ),
            )
            return None
        first = self.offers.setdefault(one.offer_id, number)
        if first != number:
            self._fault(
                number,
                None,
                N_("Row %(row)s is about the same product and term. Take one of them out."),
                row=first,
            )
            return None
        return one

    def _edit(self, number: int, column: Column, what: What, one: Known, cell: Value) -> None:
        after = None if cell is None else self._number(number, column, what, cell)
        if cell is not None and after is None:
            return
        before = {
            What.MARKUP: one.markup,
            What.SPECIAL_PRICE: one.special_price,
            What.DISCOUNT: one.discount,
        }[what]
        subject = one.product_id if what is What.MARKUP else one.offer_id
        change = Change(what=what, subject_id=subject, before=before, after=after)
        earlier = self.wanted.setdefault(change.key, change)
        first = self.rows.setdefault(change.key, number)
        if earlier != change:
            self._fault(
                number,
                column,
                N_(
                    "Row %(row)s says something else. All terms of a product have one markup: change it in each."
                ),
                row=first,
            )

    def _number(self, number: int, column: Column, what: What, cell: Value) -> int | None:
        if not isinstance(cell, Decimal):
            self._fault(
                number, column, N_("There is text where a number belongs. Enter a number, or leave it empty.")
            )
            return None
        if what is What.SPECIAL_PRICE:
            digits = money.minor_digits(self.currency)
            exact = whole(cell * 10**digits)
            if exact is None and cell >= 0:
                self._fault(
                    number,
                    column,
                    N_("Enter an amount in %(currency)s with at most %(digits)s decimals.")
                    if digits
                    else N_("Enter an amount in %(currency)s without decimals."),
                    currency=self.currency,
                    digits=digits,
                )
                return None
            if exact is None or not 0 <= exact < 10**15:
                self._fault(
                    number,
                    column,
                    N_("Enter an amount in %(currency)s, zero or more."),
                    currency=self.currency,
                )
                return None
            return exact
        exact = whole(cell * 10_000)
        if exact is None:
            self._fault(number, column, N_("Enter a percentage with at most two decimals, such as 17.65%."))
            return None
        if what is What.DISCOUNT and not 0 < exact <= 10_000:
            self._fault(
                number, column, N_("Enter a discount of more than 0% and at most 100%, or leave it empty.")
            )
            return None
        smallest, largest = self.markups
        if what is What.MARKUP and not smallest <= exact <= largest:
            self._fault(
                number,
                column,
                N_("Enter a markup from %(smallest)s to %(largest)s."),
                smallest=Percent(smallest),
                largest=Percent(largest),
            )
            return None
        return exact

    def _cell(self, cells: Sequence[Value], column: Column) -> Value:
        place = self.places.get(column)
        found = cells[place] if place is not None and place < len(cells) else None
        return (
            None
            if isinstance(found, str) and not found.strip()
            else found.strip()
            if isinstance(found, str)
            else found
        )

    def _fault(self, number: int, column: Column | None, reason: str, **params: object) -> None:
        fault = TableFault(row=number, column=column, reason=Sentence(reason, params), product=self.product)
        self.faults.append(fault)


def whole(value: Decimal) -> int | None:
    """Answer a number without a fraction, None for one with; what a spreadsheet's arithmetic leaves behind counts as nothing."""
    near = value.to_integral_value()
    return int(near) if abs(value - near) < Decimal("0.000001") else None
