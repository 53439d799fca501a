"""Writes to a reseller's team: invited by mail, given another role, taken away (R24)."""

import datetime as dt
from uuid import UUID

from seatwise.accounts import operations as accounts
from seatwise.accounts import queries as people
from seatwise.infra import events, jobs, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import models, queries
from seatwise.resellers.domain import team


class AlreadyInTeam(Refusal):
    """The person has a place in the team."""

    code = "already_in_team"


def invite(*, email: str, name: str, role: str, actor: Actor, now: dt.datetime) -> UUID:
    """This function will give a person a place in the current reseller's team and have an invitation mailed; answers the id (R24).

    Somebody who has an account keeps name and password. While the edition is Basic no link would open, so the invitation waits
    for invite_waiting(). Raises AlreadyInTeam for who has an active place.
    """
    lock()
    user_id = accounts.create_user(email=email, name=name, password=None)
    if models.TeamMember.objects.filter(user_id=user_id, is_active=True).exists():
        raise AlreadyInTeam(N_("%(email)s is in the team already."), email=email)
    models.TeamMember.objects.update_or_create(
        user_id=user_id,
        defaults={
            "role": models.TeamRole(role),
            "is_active": True,
            "invited_as": name,
            "invited_at": None,
        },
    )
    if queries.current().has_storefront:
        _send(user_id, actor, now)
    else:
        _record("team.role_given", user_id, name, {"role": role}, actor, now)
    return user_id


def invite_owner(*, email: str, name: str, actor: Actor, now: dt.datetime) -> UUID:
    """This function will invite a person as an Owner; who is one already gets the invitation anew (R24, S29). Answers the id.

    Raises AlreadyInTeam for who has another role: the team itself gives roles.
    """
    lock()
    user_id = accounts.create_user(email=email, name=name, password=None)
    owners = models.TeamMember.objects.filter(role=models.TeamRole.OWNER, is_active=True)
    if owners.filter(user_id=user_id).exists():
        invite_again(user_id=user_id, actor=actor, now=now)
        return user_id
    return invite(email=email, name=name, role=models.TeamRole.OWNER, actor=actor, now=now)


def invite_again(*, user_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will have a person's invitation mailed anew, and not at all while the edition is Basic.

    Raises TeamMember.DoesNotExist.
    """
    lock()
    if queries.current().has_storefront:
        _send(user_id, actor, now)


def invite_waiting(*, actor: Actor, now: dt.datetime) -> None:
    """This function will mail the invitations that have waited for the Storefront to open (R24, S29)."""
    lock()
    waiting = models.TeamMember.objects.filter(is_active=True, invited_at=None).exclude(invited_as="")
    for user_id in waiting.order_by("id").values_list("user_id", flat=True):
        _send(user_id, actor, now)


def set_role(*, user_id: UUID, role: str | None, actor: Actor, now: dt.datetime) -> None:
    """This function will give a person of the team another role, or take the place away where `role` is None (R24).

    Somebody whose place was taken away gets it back by a role. Raises LastOwner, TeamMember.DoesNotExist.
    """
    lock()
    place = models.TeamMember.objects.get(user_id=user_id)
    owners = models.TeamMember.objects.filter(role=models.TeamRole.OWNER, is_active=True)
    team.check_owner_stays(owners=owners.values_list("user_id", flat=True), person=user_id, role=role)
    models.TeamMember.objects.filter(id=place.id).update(
        is_active=role is not None, role=models.TeamRole(role) if role else place.role
    )
    if role is None:
        _record("team.person_removed", user_id, _name(place), {}, actor, now)
    else:
        _record("team.role_given", user_id, _name(place), {"role": role}, actor, now)


def lock() -> None:
    """This function will lock the current reseller's team for the open transaction: of two Owners, one always stays."""
    transactions.assert_writing()
    models.ResellerSettings.objects.select_for_update(no_key=True).get()


def _send(user_id: UUID, actor: Actor, now: dt.datetime) -> None:
    models.TeamMember.objects.filter(user_id=user_id, is_active=True).update(invited_at=now)
    place = models.TeamMember.objects.get(user_id=user_id, is_active=True)
    _record("team.person_invited", user_id, _name(place), {"role": place.role}, actor, now)
    jobs.app.configure_task("seatwise.send_team_invitation", queue="mail").defer(
        reseller_id=str(tenancy.current_reseller_id()), user_id=str(user_id)
    )


def _name(place: models.TeamMember) -> str:
    """As the team's page calls the person: the name of an account elsewhere is nobody's business here (R25)."""
    return people.known_as(user_id=place.user_id, invited_as=place.invited_as, invited_at=place.invited_at)


def _record(
    kind: str, user_id: UUID, about: str, said: dict[str, object], actor: Actor, now: dt.datetime
) -> None:
    events.record(kind=kind, subject_id=user_id, about=about, payload=said, actor=actor, now=now)
