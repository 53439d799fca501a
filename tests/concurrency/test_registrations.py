"""Two founders, one moment: a registration becomes one customer, and the second is told what happened."""

import pytest

from seatwise.customers import models as customers
from seatwise.customers import operations as inviting
from seatwise.infra import events, tenancy, transactions
from seatwise.registrations import models, operations
from tests import at_once, factories


@pytest.fixture
def world(db):
    reseller = factories.reseller()
    about = {
        "vat_number": "",
        "address_line": "Akti Miaouli 7",
        "address_postcode": "",
        "address_city": "Piraeus",
        "address_country": "GR",
    }
    with tenancy.scope(reseller.id), transactions.writing():
        asks = operations.ask(
            asked=operations.Asked(**about, company="Zephyr", name="Ioanna", email="i@nowhere.example"),
            now=factories.NOW,
        )
        operations.confirm(registration_id=asks, now=factories.NOW)
    return reseller, asks


def acceptances(world):
    """Two of the team accept the same, each under a name of its own."""
    reseller, asks = world

    def accepting(company):
        def task():
            with tenancy.scope(reseller.id), transactions.writing():
                operations.accept(
                    registration_id=asks,
                    company=company,
                    time_zone="Europe/Athens",
                    actor=reseller.owner.reseller_actor,
                    now=factories.NOW,
                )

        return task

    return [accepting("Zephyr"), accepting("Zephyr Sailing")]


def made(world) -> int:
    with tenancy.scope(world[0].id), transactions.reading():
        return customers.Customer.objects.count()


def unlocked(registration_id):
    return models.Registration.objects.get(id=registration_id)


def test_without_the_lock_it_would_become_two_customers(world, monkeypatch, django_db_blocker) -> None:
    monkeypatch.setattr(operations, "_lock", unlocked)
    # Both have read that it waits before either writes.
    monkeypatch.setattr(operations, "_lock_waiting", at_once.Together(operations._lock_waiting, 2))
    monkeypatch.setattr(inviting, "invite", lambda **about: None)
    assert at_once.refusals(at_once.both(django_db_blocker, *acceptances(world))) == []
    assert made(world) == 2


def test_the_second_is_refused(world, monkeypatch, django_db_blocker) -> None:
    meeting = at_once.UntilSomebodyWaits(events.record)
    monkeypatch.setattr(events, "record", meeting)
    (refused,) = at_once.refusals(at_once.both(django_db_blocker, *acceptances(world)))
    assert meeting.met
    assert isinstance(refused, operations.AlreadyDecided)
    assert made(world) == 1
