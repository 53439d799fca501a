"""R9: markup of the product, else of its category, else the default."""

import pytest

from seatwise.catalogue import queries as catalogue
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.percent import Percent
from seatwise.pricing import operations
from seatwise.pricing.domain.unit_price import MarkupSource
from seatwise.pricing.queries import offers
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
ACT = {"actor": SYSTEM, "now": factories.NOW}


@pytest.fixture
def reseller():
    reseller = factories.reseller()
    with tenancy.scope(reseller.id):
        yield reseller


def price_of(product):
    with transactions.reading():
        found = offers.priced(
            offer_ids=[product.offers[1, 1]],
            customer_id=None,
            market="DE",
            currency="EUR",
            on=factories.TODAY,
        )
    return found[0].price


def test_the_narrowest_markup_wins(reseller) -> None:
    product = factories.product(offers={(1, 1): "10.00"})
    category_id = catalogue.product(product_id=product.id).category_id
    assert (price_of(product).unit_price.minor, price_of(product).markup_source) == (
        1250,
        MarkupSource.RESELLER,
    )
    with transactions.writing():
        operations.set_category_markup(category_id=category_id, markup=Percent(1_000), **ACT)
    assert (price_of(product).unit_price.minor, price_of(product).markup_source) == (
        1100,
        MarkupSource.CATEGORY,
    )
    with transactions.writing():
        operations.list_product(product_id=product.id, **ACT)
        operations.set_product_markup(product_id=product.id, markup=Percent(1_765), **ACT)
    # 10.00 × 1.1765 = 11.765, half-up
    assert (price_of(product).unit_price.minor, price_of(product).markup_source) == (
        1177,
        MarkupSource.PRODUCT,
    )
    with transactions.writing():
        operations.set_product_markup(product_id=product.id, markup=None, **ACT)
        operations.set_category_markup(category_id=category_id, markup=None, **ACT)
        operations.set_default_markup(markup=Percent(0), **ACT)
    assert price_of(product).unit_price.minor == 1000


def test_a_products_own_markup_needs_its_listing(reseller) -> None:
    product = factories.product()
    with pytest.raises(operations.NotListed), transactions.writing():
        operations.set_product_markup(product_id=product.id, markup=Percent(1), **ACT)


@pytest.mark.parametrize("points", [-10_000, 1_000_001])
def test_a_markup_leaves_a_price_and_is_no_slip_of_the_hand(reseller, points) -> None:
    with pytest.raises(operations.MarkupOutOfRange), transactions.writing():
        operations.set_default_markup(markup=Percent(points), **ACT)
