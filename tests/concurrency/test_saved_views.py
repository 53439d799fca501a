"""One person in two tabs saves views at once (B6)."""

import pytest

from seatwise.customers import models, operations
from seatwise.infra import tenancy, transactions
from tests import at_once, factories

PAGE = "subscriptions"


@pytest.fixture
def maria(db):
    reseller = factories.reseller()
    return reseller, factories.customer(reseller)


def saving(maria, name: str):
    reseller, customer = maria

    def task() -> None:
        with tenancy.scope(reseller.id), transactions.writing():
            operations.save_view(
                customer_id=customer.id, user_id=customer.admin.id, page=PAGE, name=name, query=""
            )

    return task


def saved(maria) -> int:
    with tenancy.scope(maria[0].id), transactions.reading():
        return models.SavedView.objects.count()


def without_lock(*, customer_id, user_id, page):
    return models.SavedView.objects.filter(customer_id=customer_id, user_id=user_id, page=page)


def test_without_the_lock_of_the_place_there_would_be_one_too_many(
    maria, monkeypatch, django_db_blocker
) -> None:
    """Why the lock is there: both count 19, and there are 21."""
    for number in range(operations.MOST_VIEWS - 1):
        saving(maria, f"View {number}")()
    monkeypatch.setattr(operations, "_views_of", without_lock)
    monkeypatch.setattr(operations, "_free_view_name", at_once.Together(operations._free_view_name, 2))
    answers = at_once.both(django_db_blocker, saving(maria, "One"), saving(maria, "Two"))
    assert at_once.refusals(answers) == []
    assert saved(maria) == operations.MOST_VIEWS + 1


def test_the_last_place_goes_to_one(maria, monkeypatch, django_db_blocker) -> None:
    for number in range(operations.MOST_VIEWS - 1):
        saving(maria, f"View {number}")()
    meeting = at_once.UntilSomebodyWaits(operations._free_view_name)
    monkeypatch.setattr(operations, "_free_view_name", meeting)
    answers = at_once.both(django_db_blocker, saving(maria, "One"), saving(maria, "Two"))
    (refused,) = at_once.refusals(answers)
    assert meeting.met
    assert isinstance(refused, operations.TooManyViews)
    assert saved(maria) == operations.MOST_VIEWS


def test_a_name_goes_to_one(maria, monkeypatch, django_db_blocker) -> None:
    meeting = at_once.UntilSomebodyWaits(operations._free_view_name)
    monkeypatch.setattr(operations, "_free_view_name", meeting)
    answers = at_once.both(django_db_blocker, saving(maria, "Mine"), saving(maria, "MINE"))
    (refused,) = at_once.refusals(answers)
    assert meeting.met
    assert isinstance(refused, operations.ViewNameRefused)
    assert saved(maria) == 1
