"""S25: a price table that comes back: what it changes, and each bad cell named by row and column."""

from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import price_table
from seatwise.pricing.domain.changes import Change, What
from seatwise.pricing.domain.price_table import Column, Known

TITLES = {column.label.lower(): column for column in Column}
HEAD = [column.label for column in Column]
markups = st.none() | st.integers(-9_999, 1_000_000)
special = st.none() | st.integers(0, 10**12)
discounts = st.none() | st.integers(1, 10_000)


def one(number: int = 1, **about) -> Known:
    said = {"markup": None, "special_price": None, "discount": None, "term_months": 1, "billing_months": 1}
    return Known(
        offer_id=UUID(int=1_000 + number),
        product_id=UUID(int=number),
        key=f"K{number}/0001",
        **(said | about),
    )


def cells(known: Known, **other) -> list:
    """The row as it is exported, where a number is as exact as a file keeps it; `other` by column."""

    def share(points: int | None) -> Decimal | None:
        return None if points is None else Decimal(repr(points / 10_000))

    said = {
        "product": "Title",
        "key": known.key,
        "term": Decimal(known.term_months),
        "billing": Decimal(known.billing_months),
        "currency": "EUR",
        "cost": Decimal(16),
        "markup_in_force": Decimal("0.25"),
        "markup": share(known.markup),
        "special_price": None if known.special_price is None else Decimal(repr(known.special_price / 100)),
        "discount": share(known.discount),
        "price": Decimal(20),
        "margin": Decimal(4),
    }
    said |= other
    return [said[column.value] for column in Column]


def read(rows: list, known: list, **about) -> price_table.Read:
    said = {
        "titles": TITLES,
        "currency": "EUR",
        "smallest_markup": Percent(-9_999),
        "largest_markup": Percent(1_000_000),
    }
    return price_table.read(rows=rows, known=known, **(said | about))


def only_fault(rows: list, known: list) -> price_table.TableFault:
    found = read(rows, known)
    assert found.changes == ()
    (fault,) = found.faults
    return fault


listed = st.lists(st.tuples(markups, special, discounts), max_size=6).map(
    lambda values: [
        one(number, markup=markup, special_price=price, discount=discount)
        for number, (markup, price, discount) in enumerate(values, start=1)
    ]
)


@given(listed)
def test_exported_and_imported_unchanged_changes_nothing(known) -> None:
    found = read([HEAD, *(cells(each) for each in known)], known)
    assert (found.changes, found.faults) == ((), ())


@given(listed, st.data())
def test_what_is_written_is_what_is_read(known, data) -> None:
    wanted = [
        one(
            number, markup=data.draw(markups), special_price=data.draw(special), discount=data.draw(discounts)
        )
        for number in range(1, len(known) + 1)
    ]
    found = read([HEAD, *(cells(each) for each in wanted)], known)
    assert found.faults == ()
    expected = set()
    for before, after in zip(known, wanted, strict=True):
        for what, subject, name in (
            (What.MARKUP, before.product_id, "markup"),
            (What.SPECIAL_PRICE, before.offer_id, "special_price"),
            (What.DISCOUNT, before.offer_id, "discount"),
        ):
            if getattr(before, name) != getattr(after, name):
                expected.add(
                    Change(
                        what=what,
                        subject_id=subject,
                        before=getattr(before, name),
                        after=getattr(after, name),
                    )
                )
    assert set(found.changes) == expected


@pytest.mark.parametrize(
    ("column", "cell", "said"),
    [
        ("key", "NOPE/0001", "None of your listed products"),
        ("key", Decimal(5), "as text"),
        ("key", None, "as text"),
        ("term", Decimal(24), "None of your listed products"),
        ("term", "a month", "number of months"),
        ("billing", Decimal("0.5"), "number of months"),
        ("currency", "USD", "Your prices are in EUR"),
        ("markup", "a lot", "There is text where a number belongs"),
        ("markup", True, "There is text where a number belongs"),
        ("markup", Decimal("0.17655"), "at most two decimals"),
        ("markup", Decimal(-1), "Enter a markup from"),
        ("markup", Decimal("100.0001"), "Enter a markup from"),
        ("special_price", "18,60", "There is text where a number belongs"),
        ("special_price", Decimal("-0.01"), "zero or more"),
        ("special_price", Decimal("18.605"), "Enter an amount in EUR"),
        ("special_price", Decimal("1e20"), "Enter an amount in EUR"),
        ("discount", Decimal(0), "more than 0%"),
        ("discount", Decimal("1.01"), "at most 100%"),
    ],
)
def test_a_bad_cell_is_named(column, cell, said) -> None:
    known = one()
    fault = only_fault([HEAD, cells(known, **{column: cell})], [known])
    assert said in str(fault.reason)
    assert fault.row == 2
    assert fault.column == Column("key" if column == "term" and cell == Decimal(24) else column)


def test_every_bad_row_is_named_and_nothing_is_changed() -> None:
    known = [one(1), one(2), one(3)]
    rows = [
        HEAD,
        cells(known[0], markup="x"),
        cells(known[1], markup=Decimal("0.3")),
        cells(known[2], discount="y"),
    ]
    found = read(rows, known)
    assert [(fault.row, fault.column) for fault in found.faults] == [(2, Column.MARKUP), (4, Column.DISCOUNT)]
    assert found.changes == ()


def test_the_same_row_twice_is_refused() -> None:
    known = one()
    fault = only_fault([HEAD, cells(known), [], cells(known)], [known])
    assert fault.row == 4
    assert "Row 2" in str(fault.reason)


def test_two_terms_with_two_markups_are_refused() -> None:
    monthly = one(1)
    yearly = Known(
        offer_id=UUID(int=77),
        product_id=monthly.product_id,
        key=monthly.key,
        term_months=12,
        billing_months=1,
        markup=None,
        special_price=None,
        discount=None,
    )
    rows = [HEAD, cells(monthly, markup=Decimal("0.3")), cells(yearly, markup=Decimal("0.2"))]
    fault = only_fault(rows, [monthly, yearly])
    assert (fault.row, fault.column) == (3, Column.MARKUP)
    both = [HEAD, cells(monthly, markup=Decimal("0.3")), cells(yearly, markup=Decimal("0.3"))]
    assert [change.after for change in read(both, [monthly, yearly]).changes] == [3_000]


def test_the_noise_of_a_spreadsheet_is_no_decimal() -> None:
    known = one()
    found = read([HEAD, cells(known, special_price=Decimal("20.460000000000001"))], [known])
    assert [change.after for change in found.changes] == [2_046]


def test_a_missing_column_changes_nothing_and_an_empty_cell_takes_away() -> None:
    known = one(1, markup=3_000, special_price=1_860)
    head = ["Key", "Term in months", "Billed every … months", "Special price"]
    found = read([head, [known.key, Decimal(1), Decimal(1), None]], [known])
    assert found.changes == (
        Change(what=What.SPECIAL_PRICE, subject_id=known.offer_id, before=1_860, after=None),
    )


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ([], "missing"),
        (["Key", "Term in months"], "missing"),
        (["Key", "Term in months", "Billed every … months"], "no column to read"),
        (["Key", "Key", "Term in months", "Billed every … months", "Discount"], "there twice"),
    ],
)
def test_a_head_that_cannot_be_read(head, said) -> None:
    found = read([head, ["x"]], [one()])
    assert any(said in str(fault.reason) and fault.row == 1 for fault in found.faults)
    assert found.changes == ()


def test_an_empty_sheet() -> None:
    assert "empty" in str(only_fault([], []).reason)


@given(
    st.lists(
        st.lists(
            st.none()
            | st.text(max_size=5)
            | st.booleans()
            | st.decimals(
                allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
            ),
            max_size=14,
        ),
        max_size=6,
    )
)
def test_nonsense_is_faults_and_never_a_crash(rows) -> None:
    found = read([HEAD, *rows], [one(1), one(2)])
    assert not (found.faults and found.changes)
