import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import quantity
from seatwise.kernel.quantity import Limits, QuantityOutOfRange

limits_strategy = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(
    lambda pair: Limits(min(pair), max(pair))
)


@given(wanted=st.integers(-10, 2000), limits=limits_strategy)
def test_exactly_the_range_passes(wanted: int, limits: Limits) -> None:
    if limits.smallest <= wanted <= limits.largest:
        assert quantity.check(wanted, limits) == wanted
    else:
        with pytest.raises(QuantityOutOfRange):
            quantity.check(wanted, limits)


def test_the_sentence_says_what_to_enter() -> None:
    with pytest.raises(QuantityOutOfRange) as refused:
        quantity.check(0, Limits(1, 275))
    assert str(refused.value) == "Enter a whole number from 1 to 275."
    assert refused.value.code == "quantity_out_of_range"
    assert refused.value.params == {"smallest": 1, "largest": 275}
    with pytest.raises(QuantityOutOfRange, match=r"The only possible quantity is 1\."):
        quantity.check(2, Limits(1, 1))


@pytest.mark.parametrize("text", ["", "x", "1.5", "-1", "1e2", "٣", "9" * 40, "3 4"])
def test_what_is_no_whole_number_gets_the_same_sentence(text: str) -> None:
    with pytest.raises(QuantityOutOfRange, match="Enter a whole number from 1 to 275"):
        quantity.parse(text, Limits(1, 275))


def test_blanks_around_a_number_do_not_matter() -> None:
    assert quantity.parse(" 12 ", Limits(1, 275)) == 12


@pytest.mark.parametrize(("smallest", "largest"), [(2, 1), (-1, 5)])
def test_a_range_that_is_none_is_refused(smallest: int, largest: int) -> None:
    with pytest.raises(ValueError, match="is not a range"):
        Limits(smallest, largest)
