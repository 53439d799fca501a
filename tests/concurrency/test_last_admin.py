"""Two people, one moment: the last two Admins of a company are not both taken away (R24)."""

import pytest

from seatwise.customers import models, operations, queries
from seatwise.customers.domain.people import LastAdmin
from seatwise.infra import events, tenancy, transactions
from tests import at_once, factories


@pytest.fixture
def world(db):
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    return reseller, customer, factories.customer_user(reseller, customer, role="admin")


def removals(world):
    """The owner takes the access of one Admin away while a colleague takes the other's."""
    reseller, customer, other = world

    def removing(person):
        def task():
            with tenancy.scope(reseller.id), transactions.writing():
                operations.set_role(
                    customer_id=customer.id,
                    user_id=person.id,
                    role=None,
                    actor=reseller.owner.reseller_actor,
                    now=factories.NOW,
                )

        return task

    return [removing(person) for person in (customer.admin, other)]


def admins(world) -> int:
    with tenancy.scope(world[0].id), transactions.reading():
        return models.CustomerUser.objects.filter(role="admin", is_active=True).count()


def test_without_the_lock_of_the_customer_nobody_would_be_left(world, monkeypatch, django_db_blocker) -> None:
    monkeypatch.setattr(operations, "lock", queries.customer)
    monkeypatch.setattr(events, "record", at_once.Together(events.record, 2))
    assert at_once.refusals(at_once.both(django_db_blocker, *removals(world))) == []
    assert admins(world) == 0


def test_one_admin_stays(world, monkeypatch, django_db_blocker) -> None:
    meeting = at_once.UntilSomebodyWaits(events.record)
    monkeypatch.setattr(events, "record", meeting)
    (refused,) = at_once.refusals(at_once.both(django_db_blocker, *removals(world)))
    assert meeting.met
    assert isinstance(refused, LastAdmin)
    assert admins(world) == 1
