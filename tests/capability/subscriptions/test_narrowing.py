"""What the list is narrowed to in SQL and what the rules say of its rows agree, on real PostgreSQL (R11, S14)."""

import datetime as dt

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatwise.infra import paging, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.pricing import operations as pricing
from seatwise.pricing.domain import visibility
from seatwise.subscriptions import models
from seatwise.subscriptions import queries as held
from tests import factories, shopping

NOW = factories.NOW
AROUND = st.integers(-2, 2).map(lambda hours: NOW + dt.timedelta(hours=hours))
NUMBERS = range(2001, 2007)


@pytest.fixture
def olympia(db):
    """Three products bought by the customer and by the reseller; one is not published any more, one is an add-on of others."""
    seller = factories.reseller()
    customer = factories.customer(seller)
    offers = [factories.offer(title=title) for title in ("Published", "Taken off", "Add-on")]
    factories.publish(seller, *offers)
    for offer in offers:
        for by_reseller in (False, True):
            shopping.held(seller, customer, offer, 2, now=NOW, by_reseller=by_reseller)
    with tenancy.scope(seller.id), transactions.writing():
        pricing.unpublish(product_id=offers[1].product_id, actor=SYSTEM, now=NOW)
    with tenancy.scope(seller.id):
        yield customer


def listed(customer: factories.Customer, since: dt.datetime | None, **about) -> dict[int, list[held.HeldRow]]:
    """The families that a narrowing finds, by their subscription's number."""
    found = held.held_page(
        customer_id=customer.id,
        standard_since=since,
        narrowing=held.Narrowing(**about),
        place=paging.Place(),
    )
    return {row.number: [row, *found.add_ons[row.id]] for row in found.rows}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(
    since=st.none() | AROUND,
    bought=st.lists(AROUND, min_size=6, max_size=6),
    leaving=st.lists(st.integers(0, 2), min_size=6, max_size=6),
    parents=st.lists(st.sampled_from([2001, 2002, 2003, 2004]), min_size=2, max_size=2),
)
def test_hidden_and_planned_are_what_the_rows_say(olympia, since, bought, leaving, parents) -> None:
    rows = models.Subscription.objects
    with transactions.writing():
        ids = dict(rows.values_list("number", "id"))
        for number, at, leaves in zip(NUMBERS, bought, leaving, strict=True):
            rows.filter(number=number).update(bought_at=at, leaving=leaves)
        # One subscription has an add-on product once, so that the second of the same parent stands alone.
        rows.filter(number__in=(2005, 2006)).update(parent_id=None)
        rows.filter(number=2005).update(parent_id=ids[parents[0]])
        if parents[0] != parents[1]:
            rows.filter(number=2006).update(parent_id=ids[parents[1]])
    with transactions.reading():
        every = listed(olympia, since)
        hides = {
            number
            for number, family in every.items()
            if any(isinstance(row.price, visibility.Hidden) for row in family)
        }
        plans = {number for number, family in every.items() if any(row.leaving for row in family)}
        for answer, expected in (
            (listed(olympia, since, price_hidden=True), hides),
            (listed(olympia, since, price_hidden=False), set(every) - hides),
            (listed(olympia, since, planned=True), plans),
            (listed(olympia, since, planned=False), set(every) - plans),
            (listed(olympia, since, planned=True, price_hidden=True), plans & hides),
        ):
            assert set(answer) == expected
        counts = held.counts(
            customer_id=olympia.id,
            narrowing=held.Narrowing(price_hidden=True, status="canceled"),
            standard_since=since,
        )
        assert counts.get("active", 0) == len(hides)


def test_choices_are_of_this_customer_alone(olympia) -> None:
    with transactions.reading():
        mine = held.choices(customer_id=olympia.id)
        nobodys = held.choices(customer_id=olympia.admin.id)
    assert [title for _id, title in mine.products] == ["Add-on", "Published", "Taken off"]
    assert mine.vendors == ("Microsoft",)
    assert mine.months == (dt.date(2026, 12, 1),)
    assert (nobodys.products, nobodys.vendors, nobodys.months) == ((), (), ())
