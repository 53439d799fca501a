"""Categories at the desk: made, renamed, filled, deleted while nothing uses them (R9, S29)."""

from html import unescape

import pytest
from django.contrib.admin.models import LogEntry

from seatwise.catalogue.models import Category, Product
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.percent import Percent
from seatwise.pricing import operations as pricing
from tests import factories

CATEGORIES = "/operator/catalogue/category/"
PRODUCTS = "/operator/catalogue/product/"


def text(answer) -> str:
    return unescape(answer.content.decode())


def names() -> set[str]:
    return set(Category.objects.values_list("name", flat=True))


def made(operator, name: str) -> Category:
    assert operator.post(f"{CATEGORIES}add/", {"name": name}).status_code == 302
    return Category.objects.get(name=name)


def test_a_category_is_made_renamed_and_deleted(operator) -> None:
    made_one = made(operator, "Collaboration")
    assert (
        operator.post(f"{CATEGORIES}{made_one.pk}/change/", {"name": "Working  together"}).status_code == 302
    )
    assert names() == {"Working together"}
    assert "Delete Working together" in text(operator.get(f"{CATEGORIES}{made_one.pk}/delete/"))
    assert "is deleted" in text(operator.post(f"{CATEGORIES}{made_one.pk}/delete/", follow=True))
    assert names() == set()


@pytest.mark.parametrize("name", ["", "  ", "security", "SECURITY"])
def test_a_name_that_is_empty_or_there_is_refused(operator, name) -> None:
    made(operator, "Security")
    refused = operator.post(f"{CATEGORIES}add/", {"name": name})
    assert refused.status_code == 200
    assert "errorlist" in text(refused)
    assert names() == {"Security"}


def test_the_shelf_of_imports_keeps_its_name_and_stays(operator) -> None:
    factories.offer()
    other = Category.objects.get(name="Other")
    refused = operator.post(f"{CATEGORIES}{other.pk}/change/", {"name": "Rest"})
    assert "so it keeps its name" in text(refused)
    assert "so it stays" in text(operator.post(f"{CATEGORIES}{other.pk}/delete/", follow=True))
    assert names() == {"Other"}


def put(operator, category, *products, **more):
    form = {
        "action": "put_on_shelf",
        "to": category,
        "_selected_action": [product.pk for product in products],
    }
    return operator.post(PRODUCTS, form | more, follow=True)


def test_many_products_are_put_into_a_category_at_once(operator) -> None:
    for _ in range(3):
        factories.offer()
    security = made(operator, "Security")
    products = list(Product.objects.order_by("id"))
    page = text(put(operator, security.pk, *products[:2]))
    assert "2 products are in Security now." in page
    assert list(Product.objects.order_by("id").values_list("category__name", flat=True)) == [
        "Security",
        "Security",
        "Other",
    ]
    assert LogEntry.objects.filter(change_message__contains="Security").count() == 2
    assert '">2</a>' in text(operator.get(CATEGORIES))


@pytest.mark.parametrize("category", ["", "00000000-0000-0000-0000-000000000001", "nonsense"])
def test_without_a_category_nothing_changes(operator, category) -> None:
    factories.offer()
    page = text(put(operator, category, *Product.objects.all()))
    assert ("Choose a category" if not category else "No action selected") in page
    assert Product.objects.get().category.name == "Other"


def test_a_used_category_is_not_deleted(operator) -> None:
    seller = factories.reseller()
    factories.offer()
    security = made(operator, "Security")
    put(operator, security.pk, *Product.objects.all())
    assert "has 1 products" in text(operator.post(f"{CATEGORIES}{security.pk}/delete/", follow=True))
    put(operator, Category.objects.get(name="Other").pk, *Product.objects.all())
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_category_markup(
            category_id=security.pk, markup=Percent(2_000), actor=SYSTEM, now=factories.NOW
        )
    assert "A reseller has a markup" in text(operator.post(f"{CATEGORIES}{security.pk}/delete/", follow=True))
    assert "Security" in names()
