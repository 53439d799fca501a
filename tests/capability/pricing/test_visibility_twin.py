"""The rules of S14 and S8 and their SQL say the same of every row (R11), on real PostgreSQL."""

import datetime as dt
import uuid

import pytest
from django.db import connection
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from seatwise.assets import models as assets
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import ActorKind
from seatwise.pricing import models as pricing
from seatwise.pricing.domain import visibility
from seatwise.pricing.queries import visibility as twin
from tests import factories

NOW = factories.NOW
AROUND = st.integers(-2, 2).map(lambda hours: NOW + dt.timedelta(hours=hours))


def reason(seen: visibility.Visibility) -> str:
    return seen.reason.value if isinstance(seen, visibility.Hidden) else ""


def asked(statement: str, **params: object) -> list[tuple]:
    with transactions.reading(), connection.cursor() as cursor:
        cursor.execute(statement, params or None)
        return cursor.fetchall()


@pytest.fixture
def shelf(db):
    """An asset of each kind of buyer on a product that is unknown to the reseller, listed, or published."""
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    products = [factories.product(title=title) for title in ("Unknown", "Listed", "Published")]
    with tenancy.scope(reseller.id):
        with transactions.writing():
            for product, published_at in zip(products[1:], (None, NOW), strict=True):
                pricing.Listing.objects.create(
                    product_id=product.id, listed_at=NOW, published_at=published_at
                )
            for number, (product, buyer) in enumerate(
                (product, buyer) for product in products for buyer in ("customer", "reseller")
            ):
                assets.Asset.objects.create(
                    number=number, customer_id=customer.id, product_id=product.id, name="A", quantity=1, currency="EUR",
                    unit_price_minor=1, final_unit_price_minor=1, bought_at=NOW, bought_by=buyer, purchased_on=NOW.date(),
                    order_number=1, cause_kind="order_line", cause_id=uuid.uuid4(),
                )  # fmt: skip
        yield {products[2].id}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(bought_at=AROUND, standard_since=st.none() | AROUND)
@example(bought_at=NOW, standard_since=NOW)
def test_prices_of_what_is_held(shelf, bought_at, standard_since) -> None:
    with transactions.writing():
        assets.Asset.objects.update(bought_at=bought_at)
    rows = asked(
        f"SELECT a.product_id, a.bought_by, {twin.price_hidden_reason('a')}, {twin.published('a')} FROM asset a",
        standard_since=standard_since,
    )
    assert len(rows) == 6
    for product_id, bought_by, hidden, shown in rows:
        assert shown == (product_id in shelf)
        assert hidden == reason(
            visibility.price_visibility(
                published=product_id in shelf,
                bought_at=bought_at,
                placed_by=ActorKind(bought_by),
                standard_since=standard_since,
            )
        )


def test_amounts_of_orders(shelf) -> None:
    rows = asked(
        f"SELECT DISTINCT o.placed_by, {twin.order_hidden_reason('o')} FROM (SELECT bought_by AS placed_by FROM asset) o"
    )
    assert sorted(rows) == [("customer", ""), ("reseller", "ordered_by_reseller")]
    for placed_by, hidden in rows:
        assert hidden == reason(visibility.order_visibility(placed_by=ActorKind(placed_by)))
