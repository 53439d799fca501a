"""R24: of a team, one Owner always stays."""

from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.resellers.domain import team

PEOPLE = st.integers(1, 4).map(lambda number: UUID(int=number))


@given(owners=st.sets(PEOPLE), person=PEOPLE, role=st.sampled_from(["owner", "sales", "operations", None]))
def test_an_owner_stays(owners, person, role) -> None:
    after = (owners - {person}) | ({person} if role == "owner" else set())
    try:
        team.check_owner_stays(owners=owners, person=person, role=role)
    except team.LastOwner:
        assert not after
        assert owners
    else:
        assert after or not owners


def test_the_last_one_is_told_what_to_do() -> None:
    with pytest.raises(team.LastOwner, match="Make somebody else an Owner first"):
        team.check_owner_stays(owners=[UUID(int=1)], person=UUID(int=1), role=None)
