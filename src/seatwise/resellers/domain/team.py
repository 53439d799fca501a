"""What must stay true of a reseller's team: somebody can always let others in (R24)."""

from collections.abc import Iterable
from uuid import UUID

from seatwise.kernel.refusal import N_, Refusal

OWNER = "owner"


class LastOwner(Refusal):
    """The team would have nobody left who may manage it."""

    code = "last_owner"


def check_owner_stays(*, owners: Iterable[UUID], person: UUID, role: str | None) -> None:
    """This function will raise LastOwner where the team's last Owner would get another role, or none (R24).

    `owners` are the active Owners of now; `role` None takes the person's place away.
    """
    if role != OWNER and frozenset(owners) == {person}:
        raise LastOwner(
            N_("This is the team's last Owner. Make somebody else an Owner first; nothing was changed.")
        )
