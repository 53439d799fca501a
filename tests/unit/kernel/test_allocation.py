from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import allocation

totals = st.integers(-(10**9), 10**9)
weight_lists = st.lists(st.integers(0, 10_000), min_size=1, max_size=20).filter(any)


@given(total=totals, weights=weight_lists)
def test_the_parts_sum_to_the_total(total: int, weights: list[int]) -> None:
    assert sum(allocation.allocate(total, weights)) == total


@given(total=totals, weights=weight_lists)
def test_no_part_is_a_whole_unit_from_its_share(total: int, weights: list[int]) -> None:
    for part, weight in zip(allocation.allocate(total, weights), weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(total=totals, weights=weight_lists)
def test_a_negative_total_mirrors(total: int, weights: list[int]) -> None:
    assert allocation.allocate(-total, weights) == [-part for part in allocation.allocate(total, weights)]


def test_of_equal_remainders_the_earlier_part_gets_the_unit() -> None:
    assert allocation.allocate(100, [1, 1, 1]) == [34, 33, 33]
    assert allocation.allocate(5, [0, 3, 7]) == [0, 2, 3]


@pytest.mark.parametrize("weights", [[], [0, 0], [-1, 2]])
def test_weights_that_share_nothing_are_refused(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="Weights"):
        allocation.allocate(100, weights)
