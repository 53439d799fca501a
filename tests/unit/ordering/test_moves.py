"""What moved, in words."""

import pytest

from seatwise.ordering.domain import moves

LINE: list[int | str] = ["offer", 3, 2_000, 0, 2_400, 6_000, 1_440]


def changed(**columns: int | str) -> list[int | str]:
    names = ["offer", "quantity", "unit_price", "discount", "vat_rate", "net", "vat"]
    return [columns.get(name, value) for name, value in zip(names, LINE, strict=True)]


@pytest.mark.parametrize(
    ("after", "said"),
    [
        ([changed(unit_price=2_100, net=6_300)], "The unit price has changed."),
        ([changed(discount=500, net=5_700)], "The discount has changed."),
        ([changed(vat_rate=1_700, vat=1_020)], "The VAT rate has changed."),
        ([changed(net=5_800)], "Another day has begun, so another number of days is charged."),
        ([LINE, LINE], "The price has changed."),
    ],
)
def test_the_first_cause_is_said(after, said) -> None:
    assert str(moves.what_moved(before=[LINE], after=after)) == said


def test_the_total_that_was_seen() -> None:
    assert moves.gross_minor([LINE, changed(net=-100, vat=-24)]) == 7_440 - 124
