"""Two people, one moment: the last two Owners of a team are not both taken away (R24)."""

import pytest

from seatwise.infra import events, tenancy, transactions
from seatwise.resellers import models
from seatwise.resellers.domain.team import LastOwner
from seatwise.resellers.operations import team
from tests import at_once, factories


@pytest.fixture
def world(db):
    reseller = factories.reseller()
    return reseller, factories.team_member(reseller, role="owner", name="Eleni")


def removals(world):
    """Two Owners take each other's access away."""
    reseller, other = world

    def removing(person, by):
        def task():
            with tenancy.scope(reseller.id), transactions.writing():
                team.set_role(user_id=person.id, role=None, actor=by.reseller_actor, now=factories.NOW)

        return task

    return [removing(other, reseller.owner), removing(reseller.owner, other)]


def owners(world) -> int:
    with tenancy.scope(world[0].id), transactions.reading():
        return models.TeamMember.objects.filter(role="owner", is_active=True).count()


def test_without_the_lock_of_the_team_nobody_would_be_left(world, monkeypatch, django_db_blocker) -> None:
    monkeypatch.setattr(team, "lock", transactions.assert_writing)
    monkeypatch.setattr(events, "record", at_once.Together(events.record, 2))
    assert at_once.refusals(at_once.both(django_db_blocker, *removals(world))) == []
    assert owners(world) == 0


def test_one_owner_stays(world, monkeypatch, django_db_blocker) -> None:
    meeting = at_once.UntilSomebodyWaits(events.record)
    monkeypatch.setattr(events, "record", meeting)
    (refused,) = at_once.refusals(at_once.both(django_db_blocker, *removals(world)))
    assert meeting.met
    assert isinstance(refused, LastOwner)
    assert owners(world) == 1
