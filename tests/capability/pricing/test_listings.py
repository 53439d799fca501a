"""S25, R12: listing and publishing."""

import datetime as dt

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.pricing import models, operations
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
ACT = {"actor": SYSTEM, "now": factories.NOW}


@pytest.fixture
def reseller():
    reseller = factories.reseller()
    with tenancy.scope(reseller.id):
        yield reseller


def listings() -> list[tuple]:
    with transactions.reading():
        return list(
            models.Listing.objects.values_list("product_id", "listed_at", "published_at", "markup_bp")
        )


def test_a_product_is_listed_published_and_taken_back(reseller) -> None:
    product = factories.product()
    with transactions.writing():
        operations.list_product(product_id=product.id, **ACT)
    assert listings() == [(product.id, factories.NOW, None, None)]
    with transactions.writing():
        operations.publish(product_id=product.id, **ACT)
    assert listings() == [(product.id, factories.NOW, factories.NOW, None)]
    with transactions.writing():
        operations.unpublish(product_id=product.id, **ACT)
    assert listings() == [(product.id, factories.NOW, None, None)]
    with transactions.writing():
        operations.unlist_product(product_id=product.id, **ACT)
    assert listings() == []


def test_doing_it_twice_changes_nothing_and_records_one_event(reseller) -> None:
    product = factories.product()
    later = factories.NOW + dt.timedelta(hours=1)
    for now in (factories.NOW, later):
        with transactions.writing():
            operations.list_product(product_id=product.id, actor=SYSTEM, now=now)
            operations.publish(product_id=product.id, actor=SYSTEM, now=now)
    assert listings() == [(product.id, factories.NOW, factories.NOW, None)]
    with transactions.reading():
        told = Event.objects.filter(subject_id=product.id).order_by("id")
        kinds = list(told.values_list("kind", flat=True))
    assert kinds == ["product_listed", "product_published"]


def test_publishing_needs_listing(reseller) -> None:
    product = factories.product()
    with pytest.raises(operations.NotListed), transactions.writing():
        operations.publish(product_id=product.id, **ACT)


@pytest.mark.parametrize(
    "lacks",
    [
        {"currency": "USD"},
        {"ends_on": factories.TODAY - dt.timedelta(days=1)},
    ],
)
def test_publishing_needs_a_price_of_the_reseller_in_force_today(reseller, lacks) -> None:
    product = factories.product(**lacks)
    with transactions.writing():
        operations.list_product(product_id=product.id, **ACT)
    with (
        pytest.raises(operations.NoPrice, match="no price in EUR in force on 2026-11-19"),
        transactions.writing(),
    ):
        operations.publish(product_id=product.id, **ACT)
    assert listings() == [(product.id, factories.NOW, None, None)]


def test_a_price_counts_on_the_resellers_own_day(reseller) -> None:
    """At 23:30 in UTC it is tomorrow in Athens already, and the last day of the price is over."""
    product = factories.product(ends_on=factories.TODAY)
    late = dt.datetime(2026, 11, 19, 23, 30, tzinfo=dt.UTC)
    with transactions.writing():
        operations.list_product(product_id=product.id, **ACT)
    with pytest.raises(operations.NoPrice), transactions.writing():
        operations.publish(product_id=product.id, actor=SYSTEM, now=late)
    with transactions.writing():
        operations.publish(product_id=product.id, **ACT)
    assert listings()[0][2] == factories.NOW


def test_a_product_that_does_not_exist_cannot_be_listed(reseller) -> None:
    with pytest.raises(operations.UnknownProduct), transactions.writing():
        operations.list_product(product_id=reseller.id, **ACT)


def test_another_resellers_listing_is_not_touched(db) -> None:
    one, other = factories.reseller(), factories.reseller(alias="other")
    product = factories.product()
    factories.publish(one, product)
    with tenancy.scope(other.id), transactions.writing():
        operations.unlist_product(product_id=product.id, **ACT)
        operations.unpublish(product_id=product.id, **ACT)
    with tenancy.scope(one.id):
        assert listings() == [(product.id, factories.NOW, factories.NOW, None)]


def test_without_a_writing_door_nothing_happens(reseller) -> None:
    product = factories.product()
    with pytest.raises(transactions.NoTransaction):
        operations.list_product(product_id=product.id, **ACT)
