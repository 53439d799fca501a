from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import rounding
from seatwise.kernel.rounding import Rounding

values = st.fractions(min_value=-(10**9), max_value=10**9)


@given(value=values, places=st.integers(0, 4))
def test_half_up_is_the_nearest_with_that_many_places(value: Fraction, places: int) -> None:
    result = rounding.rounded(value, places=places)
    assert (result * 10**places).denominator == 1
    assert abs(result - value) <= Fraction(1, 2 * 10**places)


@given(value=values, places=st.integers(0, 4), mode=st.sampled_from(Rounding))
def test_a_credit_mirrors_its_debit(value: Fraction, places: int, mode: Rounding) -> None:
    assert rounding.rounded(-value, mode, places) == -rounding.rounded(value, mode, places)


@given(value=values)
def test_truncation_never_moves_away_from_zero(value: Fraction) -> None:
    result = rounding.rounded(value, Rounding.TRUNCATE)
    assert abs(result) <= abs(value) < abs(result) + 1


@given(whole=st.integers(-(10**9), 10**9))
def test_whole_units_stay(whole: int) -> None:
    assert rounding.to_minor(Fraction(whole)) == whole


@pytest.mark.parametrize(
    ("value", "minor"),
    [("0.5", 1), ("-0.5", -1), ("1.5", 2), ("2.5", 3), ("-2.5", -3), ("0.4999", 0), ("-2.4999", -2)],
)
def test_half_goes_away_from_zero(value: str, minor: int) -> None:
    assert rounding.to_minor(Fraction(value)) == minor


def test_a_float_is_refused() -> None:
    with pytest.raises(AttributeError):
        rounding.to_minor(0.5)  # type: ignore[arg-type]
