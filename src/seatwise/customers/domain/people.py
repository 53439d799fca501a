"""What must stay true of a company's people: somebody can always let others in (R24)."""

from collections.abc import Iterable
from uuid import UUID

from seatwise.customers.domain.permissions import CustomerRole
from seatwise.kernel.refusal import N_, Refusal


class LastAdmin(Refusal):
    """The company would have nobody left who may manage its people."""

    code = "last_admin"


def check_admin_stays(*, admins: Iterable[UUID], person: UUID, role: CustomerRole | None) -> None:
    """This function will raise LastAdmin where a company's last Admin would get another role, or none (R24).

    `admins` are the active Admins of now; `role` None takes the person's place away.
    """
    found = frozenset(admins)
    if role is not CustomerRole.ADMIN and found == {person}:
        raise LastAdmin(
            N_("This is the company's last Admin. Make somebody else an Admin first; nothing was changed.")
        )
