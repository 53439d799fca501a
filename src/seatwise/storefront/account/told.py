"""What a person does with their own account, told to the audit of each company they belong to here (B9)."""

from uuid import UUID

from seatwise.infra import clock, events, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.storefront.account import places


def tell(*, kind: str, user_id: UUID, name: str) -> None:
    """This function will record that a person did something with their account, once for the team and for each customer.

    Opens its own writing().
    """
    place = places.of(user_id=user_id)
    with transactions.writing():
        if place.team_role:
            _record(kind, Actor(kind=ActorKind.RESELLER, user_id=user_id, name=name), None)
        for membership in place.memberships:
            actor = Actor(kind=ActorKind.CUSTOMER, user_id=user_id, name=name)
            _record(kind, actor, membership.customer.id)


def _record(kind: str, actor: Actor, customer_id: UUID | None) -> None:
    assert actor.user_id is not None, "a person acts"
    events.record(
        kind=kind,
        subject_id=actor.user_id,
        about=actor.name,
        customer_id=customer_id,
        actor=actor,
        now=clock.now(),
    )
