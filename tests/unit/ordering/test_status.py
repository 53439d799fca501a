import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.transitions import IllegalMove
from seatwise.ordering.domain import status
from seatwise.ordering.domain.status import LINE, ORDER, LineStatus, OrderStatus

lines_strategy = st.lists(st.sampled_from(LineStatus), min_size=1)
ENDED = {LineStatus.DELIVERED, LineStatus.CANCELED}


def test_the_words_are_those_of_the_spec() -> None:
    assert [each.label for each in OrderStatus] == [
        "Pending Reseller Approval",
        "In Progress",
        "Executed",
        "Canceled",
    ]
    assert [each.label for each in LineStatus] == [
        "Pending",
        "In Progress",
        "Delivered",
        "Failed",
        "Canceled",
    ]


def test_nothing_leaves_executed_or_canceled() -> None:
    assert [each for each in OrderStatus if ORDER.is_end(each)] == [
        OrderStatus.EXECUTED,
        OrderStatus.CANCELED,
    ]
    assert [each for each in LineStatus if LINE.is_end(each)] == [LineStatus.DELIVERED, LineStatus.CANCELED]
    with pytest.raises(IllegalMove, match="The status is Executed and cannot change to Canceled"):
        ORDER.check(OrderStatus.EXECUTED, OrderStatus.CANCELED)


def test_a_failed_line_is_retried_or_canceled() -> None:
    assert LINE.moves[LineStatus.FAILED] == {LineStatus.IN_PROGRESS, LineStatus.CANCELED}


@given(lines=lines_strategy)
def test_an_approved_order_is_what_its_lines_say(lines: list[LineStatus]) -> None:
    found = status.order_status_from_lines(lines)
    assert (found is OrderStatus.EXECUTED) == (set(lines) <= ENDED and LineStatus.DELIVERED in lines)
    assert (found is OrderStatus.CANCELED) == (set(lines) == {LineStatus.CANCELED})
    assert (found is OrderStatus.IN_PROGRESS) == (not set(lines) <= ENDED)


@given(lines=lines_strategy)
def test_before_approval_an_order_only_waits_or_is_canceled(lines: list[LineStatus]) -> None:
    found = status.order_status_from_lines(lines, approved=False)
    all_canceled = set(lines) == {LineStatus.CANCELED}
    assert found is (OrderStatus.CANCELED if all_canceled else OrderStatus.PENDING_RESELLER_APPROVAL)


@given(lines=lines_strategy, data=st.data())
def test_every_move_of_a_line_moves_the_order_along_its_own_table(
    lines: list[LineStatus], data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(lines) - 1))
    for after in LINE.moves[lines[at]]:
        moved = [*lines[:at], after, *lines[at + 1 :]]
        before_status, after_status = (status.order_status_from_lines(each) for each in (lines, moved))
        assert before_status == after_status or ORDER.allows(before_status, after_status)


def test_an_order_without_lines_is_none() -> None:
    with pytest.raises(ValueError, match="at least one line"):
        status.order_status_from_lines([])
