from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import percent
from seatwise.kernel.percent import Percent

percents = st.integers(-100_000, 100_000).map(Percent)
values = st.fractions(min_value=-(10**9), max_value=10**9)


@given(one=percents, value=values)
def test_parts_are_exact(one: Percent, value: Fraction) -> None:
    assert one.of(value) * 10_000 == value * one.basis_points
    assert one.added_to(value) - value == value - one.taken_off(value) == one.of(value)


@given(one=percents)
def test_plain_text_reads_back(one: Percent) -> None:
    assert percent.parse(percent.plain(one)) == one


@pytest.mark.parametrize(
    ("text", "basis_points", "shown"),
    [
        ("17.65", 1765, "17.65%"),
        ("7", 700, "7%"),
        ("17.5", 1750, "17.5%"),
        ("100", 10_000, "100%"),
        ("-2.05", -205, "-2.05%"),
    ],
)
def test_parse_and_show(text: str, basis_points: int, shown: str) -> None:
    assert percent.parse(text) == Percent(basis_points)
    assert str(Percent(basis_points)) == shown


@pytest.mark.parametrize("text", ["", "7%", "1,5", "1.234", "x", ".5", "5."])
def test_parse_refuses_what_is_no_percentage(text: str) -> None:
    with pytest.raises(ValueError, match="is not a percentage"):
        percent.parse(text)


def test_a_float_is_refused() -> None:
    with pytest.raises(TypeError):
        Percent(17.65)  # type: ignore[arg-type]
