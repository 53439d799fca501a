from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import actor
from seatwise.kernel.actor import Actor, ActorKind


@given(kind=st.sampled_from(ActorKind), user_id=st.none() | st.uuids())
def test_only_the_system_acts_without_a_user(kind: ActorKind, user_id: UUID | None) -> None:
    if (kind is ActorKind.SYSTEM) == (user_id is None):
        assert Actor(kind=kind, user_id=user_id, name="Maria").kind is kind
    else:
        with pytest.raises(ValueError, match="user id"):
            Actor(kind=kind, user_id=user_id, name="Maria")


def test_the_system_has_a_name() -> None:
    assert (actor.SYSTEM.kind, actor.SYSTEM.name) == (ActorKind.SYSTEM, "Seatwise")
