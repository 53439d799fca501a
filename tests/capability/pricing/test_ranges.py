"""R9, S25: special prices and discounts on ranges of days that never overlap."""

import datetime as dt

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing import models, operations
from seatwise.pricing.domain.unit_price import Audience
from seatwise.pricing.queries import offers
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
ACT = {"actor": SYSTEM, "now": factories.NOW}
NOV, DEC, JAN = dt.date(2026, 11, 1), dt.date(2026, 12, 1), dt.date(2027, 1, 1)
# Just after midnight in Athens.
SET = {"actor": SYSTEM, "now": dt.datetime(2026, 10, 31, 22, 5, tzinfo=dt.UTC)}
DAY = dt.timedelta(days=1)


@pytest.fixture
def shop():
    """A reseller's scope, an offer and two customers."""
    reseller = factories.reseller()
    offer = factories.product(offers={(1, 1): "10.00"}).offers[1, 1]
    people = [factories.customer(reseller, name=name).id for name in ("Olympia", "Iris")]
    with tenancy.scope(reseller.id):
        yield offer, *people


def special(offer, customer=None, minor=900, starts_on=NOV, ends_on=None):
    with transactions.writing():
        return operations.set_special_price(
            offer_id=offer,
            customer_id=customer,
            unit_price=Money(minor, "EUR"),
            starts_on=starts_on,
            ends_on=ends_on,
            **SET,
        )


def discount(offer, customer=None, points=700, starts_on=NOV, ends_on=None):
    with transactions.writing():
        return operations.set_discount(
            offer_id=offer,
            customer_id=customer,
            percent=Percent(points),
            starts_on=starts_on,
            ends_on=ends_on,
            **SET,
        )


def price(offer, customer=None, on=factories.TODAY):
    with transactions.reading():
        found = offers.priced(offer_ids=[offer], customer_id=customer, market="DE", currency="EUR", on=on)
    return found[0].price


def test_a_customers_special_price_comes_before_everybodys(shop) -> None:
    offer, olympia, iris = shop
    special(offer, minor=1100)
    special(offer, customer=olympia, minor=950)
    assert (price(offer, olympia).unit_price.minor, price(offer, olympia).special_price_for) == (
        950,
        Audience.THIS_CUSTOMER,
    )
    assert (price(offer, iris).unit_price.minor, price(offer, iris).special_price_for) == (
        1100,
        Audience.EVERYBODY,
    )


def test_a_discount_comes_off_the_special_price(shop) -> None:
    offer, olympia, _ = shop
    special(offer, minor=999)
    discount(offer, customer=olympia, points=700)
    # 9.99 × 0.93 = 9.2907
    assert price(offer, olympia).final_unit_price.minor == 929
    assert price(offer).final_unit_price.minor == 999


def test_the_last_day_is_included_and_the_next_is_not(shop) -> None:
    offer, *_ = shop
    special(offer, starts_on=NOV, ends_on=DEC - DAY)
    assert price(offer, on=DEC - DAY).unit_price.minor == 900
    assert price(offer, on=DEC).unit_price.minor == 1250
    assert price(offer, on=NOV - DAY).unit_price.minor == 1250


def test_ranges_may_touch(shop) -> None:
    offer, *_ = shop
    special(offer, minor=900, ends_on=DEC - DAY)
    special(offer, minor=800, starts_on=DEC)
    assert price(offer, on=DEC).unit_price.minor == 800


@pytest.mark.parametrize(
    ("put", "sentence"),
    [
        (special, "the special price of 9.00 EUR from 2026-11-01 until 2026-11-30"),
        (discount, "the discount of 7% from 2026-11-01 until 2026-11-30"),
    ],
)
def test_an_overlap_is_refused_and_names_the_other(shop, put, sentence) -> None:
    offer, olympia, iris = shop
    for customer in (None, olympia):
        put(offer, customer=customer, ends_on=DEC - DAY)
        with pytest.raises(operations.RangeTaken, match=sentence):
            put(offer, customer=customer, starts_on=DEC - DAY)
    put(offer, customer=iris, starts_on=DEC - DAY)


def test_an_open_end_is_named_too(shop) -> None:
    offer, *_ = shop
    special(offer)
    with pytest.raises(operations.RangeTaken, match="from 2026-11-01 on"):
        special(offer, starts_on=JAN)


@pytest.mark.parametrize("put", [special, discount])
def test_nothing_begins_before_the_day_on_which_it_is_set(shop, put) -> None:
    offer, *_ = shop
    with pytest.raises(operations.StartsInThePast, match="Choose today or a later day"):
        put(offer, starts_on=NOV - DAY)
    put(offer, starts_on=NOV)


def test_ending_keeps_the_days_that_have_been(shop) -> None:
    offer, *_ = shop
    special_id = special(offer)
    with transactions.writing():
        ended = operations.end_special_price(
            special_price_id=special_id, last_day=factories.TODAY - DAY, **ACT
        )
        assert not ended.was_planned
    assert price(offer).unit_price.minor == 1250
    assert price(offer, on=factories.TODAY - DAY).unit_price.minor == 900


def test_what_has_not_begun_is_taken_back(shop) -> None:
    offer, *_ = shop
    discount_id = discount(offer, starts_on=DEC)
    with transactions.writing():
        ended = operations.end_discount(discount_id=discount_id, last_day=factories.TODAY - DAY, **ACT)
        assert ended.was_planned
    with transactions.reading():
        assert Event.objects.latest("id").kind == "discount_taken_back"
        assert not models.Discount.objects.exists()
    with pytest.raises(operations.UnknownRange), transactions.writing():
        operations.end_discount(discount_id=discount_id, last_day=factories.TODAY, **ACT)


def test_ending_never_lengthens(shop) -> None:
    offer, *_ = shop
    special_id = special(offer, ends_on=DEC - DAY)
    with transactions.writing():
        operations.end_special_price(special_price_id=special_id, last_day=JAN, **ACT)
    assert price(offer, on=DEC).unit_price.minor == 1250


def test_what_cannot_be_is_refused(shop) -> None:
    offer, olympia, _ = shop
    with pytest.raises(operations.EndsBeforeItStarts):
        special(offer, starts_on=DEC, ends_on=NOV)
    with pytest.raises(operations.WrongAmount):
        special(offer, minor=-1)
    with pytest.raises(operations.WrongAmount), transactions.writing():
        operations.set_special_price(
            offer_id=offer, customer_id=None, unit_price=Money(1, "USD"), starts_on=NOV, ends_on=None, **SET
        )
    with pytest.raises(operations.UnknownOffer):
        special(olympia)
    with pytest.raises(operations.UnknownOffer):
        special(offer, customer=offer)
    for points in (0, 10_001):
        with pytest.raises(operations.DiscountOutOfRange):
            discount(offer, points=points)


def test_a_customer_of_another_reseller_does_not_exist(shop) -> None:
    offer, *_ = shop
    current = tenancy.current_reseller_id()
    token = tenancy._current.set(None)
    try:
        foreign = factories.customer(factories.reseller(alias="other")).id
    finally:
        tenancy._current.reset(token)
    assert tenancy.current_reseller_id() == current
    with pytest.raises(operations.UnknownOffer):
        special(offer, customer=foreign)
