"""Who acts: a person of a customer, of a reseller, of the operator, or the product itself."""

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ActorKind(StrEnum):
    CUSTOMER = "customer"
    RESELLER = "reseller"
    OPERATOR = "operator"
    SYSTEM = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """The author of a change, as history will name it. Only the system acts without a user."""

    kind: ActorKind
    user_id: UUID | None
    name: str

    def __post_init__(self) -> None:
        if (self.kind is ActorKind.SYSTEM) != (self.user_id is None):
            raise ValueError("A person acts with a user id; the system acts without one.")


SYSTEM = Actor(kind=ActorKind.SYSTEM, user_id=None, name="Seatwise")
