"""S25, R9: many prices at once, in the tables and in the history."""

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.pricing import models, operations
from seatwise.pricing.domain.changes import Change, What
from seatwise.pricing.operations import Move
from tests import factories
from tests.surfaces.storefront import scene

pytestmark = pytest.mark.usefixtures("db")
ACT = {"actor": SYSTEM, "now": factories.NOW}


@pytest.fixture
def reseller():
    reseller = factories.reseller()
    with tenancy.scope(reseller.id):
        yield reseller


@pytest.fixture
def products(reseller):
    made = [factories.product(title=f"Product {number:02d}") for number in range(20)]
    factories.publish(reseller, *made)
    return made


def of(product, what: What, before: int | None, after: int | None) -> Change:
    subject = product.id if what is What.MARKUP else product.offers[1, 1]
    return Change(what=what, subject_id=subject, before=before, after=after)


def save(*changes: Change) -> int:
    with transactions.writing():
        return operations.change_prices(changes=changes, **ACT)


def standing() -> tuple[list, list, list]:
    with transactions.reading():
        return (
            list(models.Listing.objects.filter(markup_bp__isnull=False).values_list("markup_bp", flat=True)),
            list(models.SpecialPrice.objects.values_list("unit_price_minor", flat=True)),
            list(models.Discount.objects.values_list("percent_bp", flat=True)),
        )


def test_each_change_is_an_event_with_old_and_new(products) -> None:
    product = products[0]
    assert save(of(product, What.MARKUP, None, 1_765), of(product, What.DISCOUNT, None, 700)) == 2
    save(of(product, What.MARKUP, 1_765, None), of(product, What.DISCOUNT, 700, None))
    with transactions.reading():
        told = Event.objects.filter(kind__regex="_set$|_ended$").order_by("id")
        found = [(event.kind, event.about, event.payload["changes"]) for event in told]
        ended = told.latest("id").payload
    assert found == [
        ("product_markup_set", "Product 00", {"markup_bp": [None, 1765]}),
        ("discount_set", "Product 00", {"percent_bp": [None, 700]}),
        ("product_markup_set", "Product 00", {"markup_bp": [1765, None]}),
        ("discount_ended", "Product 00", {"percent_bp": [700, None]}),
    ]
    assert standing() == ([], [], [])
    assert ended["ended_on"] == factories.TODAY.isoformat()
    assert "last_day" not in ended
    assert (ended["term_months"], ended["billing_months"]) == (1, 1)


def test_what_does_not_change_is_not_told(products) -> None:
    assert save(of(products[0], What.MARKUP, None, None)) == 0
    with transactions.reading():
        assert not Event.objects.filter(kind="product_markup_set").exists()


@pytest.mark.parametrize(
    ("what", "after", "refusal"),
    [
        (What.MARKUP, -10_000, operations.MarkupOutOfRange),
        (What.MARKUP, 1_000_001, operations.MarkupOutOfRange),
        (What.SPECIAL_PRICE, -1, operations.WrongAmount),
        (What.DISCOUNT, 0, operations.DiscountOutOfRange),
        (What.DISCOUNT, 10_001, operations.DiscountOutOfRange),
    ],
)
def test_one_bad_value_and_nothing_is_saved(products, what, after, refusal) -> None:
    with pytest.raises(refusal):
        save(of(products[0], What.MARKUP, None, 500), of(products[1], what, None, after))
    assert standing() == ([], [], [])


def test_a_product_that_is_not_listed_and_an_offer_of_nobody(products) -> None:
    unlisted = factories.product(title="Not listed")
    for what in What:
        with pytest.raises(operations.NotListed):
            save(of(products[0], What.MARKUP, None, 500), of(unlisted, what, None, 100))
    nobody = Change(what=What.SPECIAL_PRICE, subject_id=products[0].id, before=None, after=1)
    with pytest.raises(operations.UnknownOffer):
        save(of(products[0], What.MARKUP, None, 500), nobody)
    assert standing() == ([], [], [])


def test_a_few_statements_however_many_there_are(products) -> None:
    counts = []
    for some in (products[:2], products[2:]):
        wanted = [of(product, what, None, 500) for product in some for what in What]
        with scene.statements() as found:
            save(*wanted)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 22


def test_many_are_moved_in_a_few_statements(products) -> None:
    with scene.statements() as found, transactions.writing():
        came = operations.move_many(move=Move.UNPUBLISH, product_ids=[one.id for one in products], **ACT)
    assert len(came.done) == 20
    assert len(found) <= 6
