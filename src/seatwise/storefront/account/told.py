"""What a person does with their own account: told to the audit of each company they belong to here (B9), or to the desk's log.

What changes how safe the account is also goes to the person by mail, in case it was somebody else.
"""

import contextlib
from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.contrib.admin.models import CHANGE, LogEntry

from seatwise.accounts import operations as accounts
from seatwise.audit.domain import kinds
from seatwise.infra import clock, events, origin, tenancy
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.storefront.account import browsers, places


def tell(*, kind: str, user: Any) -> None:
    """This function will record that a person did something with their account, once for the team and for each customer.

    Opens its own door to write.
    """
    place = places.of(user_id=user.pk)
    with places.writing():
        _record(kind, user, place)


@contextlib.contextmanager
def changing(
    *, kind: str, user: Any, place: places.Place, passkey: str = "", warns: bool = True
) -> Iterator[None]:
    """This function will keep what the block changes of an account, what it tells, and the job of its mail, all or none of them.

    Opens a door to write around the block. `passkey` is the name of the one concerned; `warns` False: no mail.
    """
    with places.writing():
        yield
        _record(kind, user, place)
        if warns:
            came = origin.current()
            accounts.warn(
                user_id=user.pk,
                kind=kind,
                reseller_id=None if places.at_desk() else tenancy.current_reseller_id(),
                address=came.address,
                browser=browsers.in_words(came.browser),
                passkey=passkey,
                now=clock.now(),
            )


def _record(kind: str, user: Any, place: places.Place) -> None:
    if place.at_desk:
        LogEntry.objects.log_actions(user.pk, [user], CHANGE, f"{kinds.WORDS[kind]}.", single_object=True)
    if place.team_role:
        _event(kind, Actor(kind=ActorKind.RESELLER, user_id=user.pk, name=user.name), None)
    for membership in place.memberships:
        actor = Actor(kind=ActorKind.CUSTOMER, user_id=user.pk, name=user.name)
        _event(kind, actor, membership.customer.id)


def _event(kind: str, actor: Actor, customer_id: UUID | None) -> None:
    assert actor.user_id is not None, "a person acts"
    events.record(
        kind=kind,
        subject_id=actor.user_id,
        about=actor.name,
        customer_id=customer_id,
        actor=actor,
        now=clock.now(),
    )
