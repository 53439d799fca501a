"""Two people price the same offer at once."""

import threading

import pytest
from django.db import connection

from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing import models, operations
from seatwise.pricing.domain import changes
from tests import factories

pytestmark = pytest.mark.usefixtures("db")
DAYS = {"starts_on": factories.TODAY, "ends_on": None, "actor": SYSTEM, "now": factories.NOW}


def set_special_price(offer_id, minor) -> None:
    operations.set_special_price(offer_id=offer_id, customer_id=None, unit_price=Money(minor, "EUR"), **DAYS)


def set_discount(offer_id, points) -> None:
    operations.set_discount(offer_id=offer_id, customer_id=None, percent=Percent(points), **DAYS)


@pytest.mark.parametrize(
    ("put", "table"), [(set_special_price, models.SpecialPrice), (set_discount, models.Discount)]
)
def test_the_second_is_refused_though_it_saw_nothing_when_it_looked(put, table, django_db_blocker) -> None:
    """The first has written and not committed: the second's look finds nothing, its write waits, and is refused."""
    reseller_id = factories.reseller().id
    offer_id = factories.product(offers={(1, 1): "10.00"}).offers[1, 1]
    answers: list[object] = []

    def second() -> None:
        with django_db_blocker.unblock(), tenancy.scope(reseller_id):
            try:
                with transactions.writing():
                    put(offer_id, 800)
                answers.append("saved")
            except operations.RangeTaken as no:
                answers.append(no)
            finally:
                connection.close()

    other = threading.Thread(target=second)
    with tenancy.scope(reseller_id):
        with transactions.writing():
            put(offer_id, 900)
            other.start()
            wait_until_somebody_waits_for_us()
        other.join(timeout=10)
        assert len(answers) == 1
        assert isinstance(answers[0], operations.RangeTaken)
        assert "from 2026-11-19 on" in str(answers[0])
        with transactions.reading():
            assert table.objects.count() == 1


def wait_until_somebody_waits_for_us() -> None:
    for _ in range(20_000):
        with connection.cursor() as cursor:
            cursor.execute("SELECT EXISTS (SELECT FROM pg_locks WHERE NOT granted)")
            if cursor.fetchone()[0]:
                return
    pytest.fail("nobody waited: the two never met")


def test_publishing_and_unlisting_at_once_leave_one_truth(django_db_blocker) -> None:
    """Who unlists waits for who publishes; nothing is published that is not listed."""
    reseller_id = factories.reseller().id
    product = factories.product()
    done: list[str] = []

    def second() -> None:
        with django_db_blocker.unblock(), tenancy.scope(reseller_id):
            try:
                with transactions.writing():
                    operations.unlist_product(product_id=product.id, actor=SYSTEM, now=factories.NOW)
                done.append("unlisted")
            finally:
                connection.close()

    other = threading.Thread(target=second)
    with tenancy.scope(reseller_id):
        with transactions.writing():
            operations.list_product(product_id=product.id, actor=SYSTEM, now=factories.NOW)
        with transactions.writing():
            operations.publish(product_id=product.id, actor=SYSTEM, now=factories.NOW)
            other.start()
            wait_until_somebody_waits_for_us()
        other.join(timeout=10)
        assert done == ["unlisted"]
        with transactions.reading():
            assert not models.Listing.objects.exists()


def test_two_who_save_many_prices_at_once_do_not_overwrite_each_other(django_db_blocker) -> None:
    """Both have seen the same prices: the second waits for the first, is told, and has written nothing of its own."""
    reseller = factories.reseller()
    shared, other = factories.product(title="Shared"), factories.product(title="Other")
    factories.publish(reseller, shared, other)
    answers: list[object] = []

    def change(product: factories.Product, what: changes.What, after: int) -> changes.Change:
        subject = product.id if what is changes.What.MARKUP else product.offers[1, 1]
        return changes.Change(what=what, subject_id=subject, before=None, after=after)

    def second() -> None:
        wanted = [
            change(other, changes.What.MARKUP, 900),
            change(other, changes.What.DISCOUNT, 500),
            change(shared, changes.What.SPECIAL_PRICE, 1_800),
        ]
        with django_db_blocker.unblock(), tenancy.scope(reseller.id):
            try:
                with transactions.writing():
                    operations.change_prices(changes=wanted, actor=SYSTEM, now=factories.NOW)
                answers.append("saved")
            except operations.PricesMoved as no:
                answers.append(no)
            finally:
                connection.close()

    thread = threading.Thread(target=second)
    with tenancy.scope(reseller.id):
        with transactions.writing():
            mine = [change(shared, changes.What.SPECIAL_PRICE, 1_900)]
            operations.change_prices(changes=mine, actor=SYSTEM, now=factories.NOW)
            thread.start()
            wait_until_somebody_waits_for_us()
        thread.join(timeout=10)
        (refusal,) = answers
        assert isinstance(refusal, operations.PricesMoved)
        assert refusal.moved == {(changes.What.SPECIAL_PRICE, shared.offers[1, 1])}
        with transactions.reading():
            assert list(models.SpecialPrice.objects.values_list("unit_price_minor", flat=True)) == [1_900]
            assert not models.Discount.objects.exists()
            assert not models.Listing.objects.filter(markup_bp__isnull=False).exists()
