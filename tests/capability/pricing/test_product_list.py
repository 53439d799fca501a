"""S25: the console's product list."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing import operations
from seatwise.pricing.queries import catalogue, settings
from seatwise.pricing.queries.catalogue import Tab
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
ACT = {"actor": SYSTEM, "now": factories.NOW}


@pytest.fixture
def reseller():
    reseller = factories.reseller()
    with tenancy.scope(reseller.id):
        yield reseller


def product_list(**asked) -> catalogue.ProductPage:
    with transactions.reading():
        return catalogue.product_list(market="DE", currency="EUR", on=factories.TODAY, **asked)


def titles(page) -> list[str]:
    return [row.title for row in page.rows]


def test_tabs_count_and_filter(reseller) -> None:
    listed, published, _ = (factories.product(title=title) for title in ("Alpha", "Beta", "Gamma"))
    factories.publish(reseller, published)
    with transactions.writing():
        operations.list_product(product_id=listed.id, **ACT)
    page = product_list()
    assert page.counts == {Tab.ALL: 3, Tab.LISTED: 2, Tab.PUBLISHED: 1, Tab.NOT_LISTED: 1, Tab.NEW: 0}
    assert [(row.title, row.listed, row.published) for row in page.rows] == [
        ("Alpha", True, False),
        ("Beta", True, True),
        ("Gamma", False, False),
    ]
    assert titles(product_list(tab=Tab.LISTED)) == ["Alpha", "Beta"]
    assert titles(product_list(tab=Tab.PUBLISHED)) == ["Beta"]
    assert titles(product_list(tab=Tab.NOT_LISTED)) == ["Gamma"]


def test_a_row_shows_the_price_of_its_first_term_and_how_many_more_there_are(reseller) -> None:
    factories.product(title="Alpha", offers={(12, 12): "100.00", (12, 1): "120.00"})
    (row,) = product_list().rows
    assert row.shown is not None
    assert (row.shown.term_months, row.shown.billing_months) == (12, 1)
    assert row.shown.price is not None
    assert row.shown.price.final_unit_price == Money(1_250, "EUR")
    assert row.more_terms == 1


def test_a_row_has_everybodys_special_price_and_discount_of_its_term_and_counts_those_of_customers(
    reseller,
) -> None:
    product = factories.product(title="Alpha", offers={(1, 1): "10.00", (12, 12): "100.00"})
    olympia = factories.customer(reseller, name="Olympia").id
    month, year = product.offers[1, 1], product.offers[12, 12]
    with transactions.writing():
        for offer, customer, minor, last in (
            (month, None, 900, None),
            (month, olympia, 800, None),
            (year, None, 9_900, None),
            (year, olympia, 9_000, factories.TODAY - dt.timedelta(days=1)),
        ):
            operations.set_special_price(
                offer_id=offer,
                customer_id=customer,
                unit_price=Money(minor, "EUR"),
                starts_on=factories.TODAY - dt.timedelta(days=9),
                ends_on=last,
                actor=SYSTEM,
                now=factories.NOW - dt.timedelta(days=9),
            )
        for customer, points, first in ((None, 1_000, 0), (olympia, 2_000, 30)):
            operations.set_discount(
                offer_id=month,
                customer_id=customer,
                percent=Percent(points),
                starts_on=factories.TODAY + dt.timedelta(days=first),
                ends_on=None,
                **ACT,
            )
    (row,) = product_list().rows
    assert row.shown is not None
    assert row.shown.price.special_price == Money(900, "EUR")
    assert row.shown.price.discount == Percent(1_000)
    assert row.shown.price.final_unit_price == Money(810, "EUR")
    assert row.for_customers == 2


def test_a_product_without_a_price_in_the_currency_shows_none(reseller) -> None:
    factories.product(title="Alpha", currency="USD")
    (row,) = product_list().rows
    assert row.shown is None
    assert row.more_terms == 0


def test_the_pages_hold_every_product_once_in_both_directions(reseller) -> None:
    for number in range(7):
        factories.product(title=f"Product {number // 2}")
    first = product_list(size=3)
    second = product_list(size=3, after=first.after)
    third = product_list(size=3, after=second.after)
    seen = [row.id for page in (first, second, third) for row in page.rows]
    assert len(seen) == len(set(seen)) == 7
    assert (first.before, third.after) == (None, None)
    assert product_list(size=3, before=third.before).rows == second.rows
    again = product_list(size=3, before=second.before)
    assert again.rows == first.rows
    assert again.before is None
    assert again.after == first.after


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("micro busi", ["Microsoft 365 Business Premium"]),
        ("ADOBE", ["Acrobat Pro"]),
        ("pro", ["Acrobat Pro"]),
        ("usiness", []),
        ("T0", ["Acrobat Pro", "Microsoft 365 Business Premium"]),
        ("'", ["Acrobat Pro", "Microsoft 365 Business Premium"]),
        ("o'\\ & | ! :* (", []),
    ],
)
def test_search_finds_the_beginnings_of_words(reseller, typed, found) -> None:
    factories.product()
    factories.product(title="Acrobat Pro", vendor="Adobe")
    page = product_list(text=typed)
    assert titles(page) == found
    assert page.counts[Tab.ALL] == len(found)


def test_a_product_is_found_by_its_whole_key(reseller) -> None:
    product = factories.product()
    factories.product()
    assert [row.id for row in product_list(text=product.key).rows] == [product.id]


def test_it_takes_two_statements(reseller) -> None:
    for number in range(5):
        factories.product(title=f"Product {number}")
    with transactions.reading(), CaptureQueriesContext(connection) as statements:
        catalogue.product_list(market="DE", currency="EUR", on=factories.TODAY)
    assert len(statements) == 2


def test_what_is_set_is_answered_with_its_days(reseller) -> None:
    offer = factories.offer()
    customer = factories.customer(reseller)
    with transactions.writing():
        operations.set_special_price(
            offer_id=offer.id,
            customer_id=customer.id,
            unit_price=Money(1_900, "EUR"),
            starts_on=factories.TODAY - settings.ONE_DAY,
            ends_on=factories.TODAY,
            actor=SYSTEM,
            now=factories.NOW - settings.ONE_DAY,
        )
    with transactions.reading():
        (found,) = settings.ranges(offer_ids=[offer.id], currency="EUR", since=factories.TODAY)
        after = factories.TODAY + settings.ONE_DAY
        assert settings.ranges(offer_ids=[offer.id], currency="EUR", since=after) == []
    assert (found.customer, found.price, found.first, found.last) == (
        "Olympia Foods SA",
        Money(1_900, "EUR"),
        factories.TODAY - settings.ONE_DAY,
        factories.TODAY,
    )
    assert found.holds(factories.TODAY)
    assert found.is_over(after)
