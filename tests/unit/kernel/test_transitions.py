from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.transitions import IllegalMove, Transitions


class Door(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    WALLED_UP = "walled_up"


DOOR = Transitions(
    {
        Door.OPEN: frozenset({Door.CLOSED}),
        Door.CLOSED: frozenset({Door.OPEN, Door.WALLED_UP}),
        Door.WALLED_UP: frozenset(),
    }
)


@given(now=st.sampled_from(Door), wanted=st.sampled_from(Door))
def test_exactly_the_moves_of_the_table_pass(now: Door, wanted: Door) -> None:
    if wanted in DOOR.moves[now]:
        DOOR.check(now, wanted)
        assert DOOR.allows(now, wanted)
        assert not DOOR.is_end(now)
    else:
        with pytest.raises(IllegalMove):
            DOOR.check(now, wanted)


def test_the_refusal_names_both_statuses() -> None:
    with pytest.raises(IllegalMove) as refused:
        DOOR.check(Door.WALLED_UP, Door.OPEN)
    assert str(refused.value) == "The status is Walled up and cannot change to Open."
    assert DOOR.is_end(Door.WALLED_UP)


def test_a_status_without_a_line_is_refused() -> None:
    with pytest.raises(ValueError, match="walled_up"):
        Transitions({Door.CLOSED: frozenset({Door.WALLED_UP})})


def test_the_diagram_names_every_move() -> None:
    assert DOOR.mermaid("Door").splitlines() == [
        "---",
        "title: Door",
        "---",
        "stateDiagram-v2",
        "    open: Open",
        "    closed: Closed",
        "    walled_up: Walled up",
        "    [*] --> open",
        "    open --> closed",
        "    closed --> open",
        "    closed --> walled_up",
        "    walled_up --> [*]",
    ]
