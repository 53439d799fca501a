import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.quantity import Limits, QuantityOutOfRange
from seatwise.kernel.refusal import Refusal
from seatwise.ordering.domain import quantity
from seatwise.ordering.domain.quantity import LargestReached

limits_strategy = st.tuples(st.integers(1, 500), st.integers(1, 500)).map(
    lambda two: Limits(min(two), max(two))
)
counts = st.integers(0, 600)


@given(product=limits_strategy, held=counts, ordered=counts, wanted=st.integers(-5, 600))
def test_an_accepted_quantity_never_passes_the_largest(
    product: Limits, held: int, ordered: int, wanted: int
) -> None:
    for check, smallest in ((quantity.check_purchase, product.smallest), (quantity.check_more, 1)):
        fits = wanted >= smallest and held + ordered + wanted <= product.largest
        try:
            accepted = check(product=product, held=held, ordered=ordered, wanted=wanted) == wanted
        except Refusal:
            accepted = False
        assert accepted == fits


def test_what_is_held_and_ordered_counts() -> None:
    with pytest.raises(QuantityOutOfRange, match=r"^Enter a whole number from 1 to 275\.$"):
        quantity.check_more(product=Limits(1, 300), held=22, ordered=3, wanted=276)
    assert quantity.check_more(product=Limits(1, 300), held=22, ordered=3, wanted=275) == 275


def test_a_purchase_keeps_to_the_smallest_but_added_licences_need_not() -> None:
    product = Limits(10, 300)
    assert quantity.purchase_limits(product=product, held=0, ordered=0) == Limits(10, 300)
    assert quantity.more_limits(product=product, held=10, ordered=0) == Limits(1, 290)


def test_no_room_left_is_said_with_the_numbers_of_the_rule() -> None:
    with pytest.raises(LargestReached) as refused:
        quantity.more_limits(product=Limits(1, 300), held=290, ordered=10)
    assert str(refused.value) == (
        "No more can be ordered: the largest quantity is 300, with 290 held and 10 ordered."
    )
    with pytest.raises(LargestReached) as refused:
        quantity.purchase_limits(product=Limits(5, 300), held=290, ordered=7)
    assert str(refused.value) == (
        "No more can be ordered: the smallest order is 5 and 3 are left of 300, with 290 held and 7 ordered."
    )
