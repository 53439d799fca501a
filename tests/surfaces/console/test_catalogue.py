"""S25: the catalogue; list, publish, and back."""

import uuid

import pytest

from seatwise.pricing.models import Listing
from tests import factories

CATALOGUE = "/techsolutions/console/catalogue/"


@pytest.fixture
def product(world):
    return factories.product(title="Visio Plan 2")


def state(world, product) -> str:
    found = world.read(lambda: Listing.objects.filter(product_id=product.id).first())
    return "not listed" if found is None else "published" if found.published_at else "listed"


def put(owner, product, what: str, to: str, query: str = ""):
    return owner.post(f"{CATALOGUE}{product.id}/{what}/", {"to": to, "query": query})


def test_the_page_shows_products_and_their_prices(world, owner, product) -> None:
    page = owner.get(CATALOGUE).content.decode()
    assert "Microsoft 365 Business Premium" in page
    assert "Visio Plan 2" in page
    for text in ("€16.00", "€20.00", "€4.00", "20.0%", "25%", "3 products found", "1 more term"):
        assert text in page, text


def test_a_term_within_a_line_begins_small(world, owner) -> None:
    fragment = owner.get(CATALOGUE, {"q": "migr"}).content.decode()
    assert ", bought once<" in fragment


def test_tabs_search_and_fragment(world, owner, product) -> None:
    page = owner.get(CATALOGUE, {"tab": "not_listed"}).content.decode()
    assert "Visio Plan 2" in page
    assert "Business Premium" not in page
    fragment = owner.get(CATALOGUE, {"q": "visio pl"}, headers={"HX-Request": "true"}).content.decode()
    assert fragment.lstrip().startswith('<div id="list">')
    assert "Visio Plan 2" in fragment
    assert "Business Premium" not in fragment
    assert "No products match" in owner.get(CATALOGUE, {"q": "nothing"}).content.decode()


@pytest.mark.parametrize("query", [{"tab": "x"}, {"after": "x"}, {"before": "\x00"}, {"q": "\x00'\\"}])
def test_a_strange_address_is_no_failure(world, owner, query) -> None:
    assert owner.get(CATALOGUE, query).status_code == 200


def test_list_publish_and_back(world, owner, product) -> None:
    for what, to, after in (
        ("listing", "on", "listed"),
        ("publication", "on", "published"),
        ("publication", "off", "listed"),
        ("listing", "off", "not listed"),
    ):
        answer = put(owner, product, what, to, "tab=listed&q=visio&x=1")
        assert answer.status_code == 303
        assert answer["Location"] == f"{CATALOGUE}?tab=listed&q=visio#p-{product.id}"
        assert state(world, product) == after
    assert "Visio Plan 2 is not listed any more." in owner.get(CATALOGUE).content.decode()


def test_publishing_needs_listing_and_a_price(world, owner, product) -> None:
    answer = put(owner, product, "publication", "on")
    assert answer.status_code == 422
    assert "Visio Plan 2: List this product first" in answer.content.decode()
    dollars = factories.product(title="Dollars only", currency="USD")
    put(owner, dollars, "listing", "on")
    answer = put(owner, dollars, "publication", "on")
    assert answer.status_code == 422
    assert "no price in EUR in force on 19 Nov 2026" in answer.content.decode()
    assert state(world, dollars) == "listed"


def test_a_switch_that_cannot_be_used_says_why(world, owner, product) -> None:
    page = owner.get(CATALOGUE, {"q": "visio"}).content.decode()
    assert "List first" in page
    page = owner.get(CATALOGUE, {"q": "premium"}).content.decode()
    assert "Unpublish first" in page


def test_no_such_product(owner) -> None:
    for what in ("listing", "publication"):
        for to in ("on", "off"):
            answer = owner.post(f"{CATALOGUE}{uuid.uuid4()}/{what}/", {"to": to})
            assert answer.status_code == 404


def test_pages_by_key(world, owner) -> None:
    for number in range(30):
        factories.product(title=f"Product {number:02d}")
    page = owner.get(CATALOGUE).content.decode()
    assert page.count('id="p-') == 25
    after = page.split("?after=")[1].split('"')[0]
    rest = owner.get(CATALOGUE, {"after": after}).content.decode()
    assert rest.count('id="p-') == 7
    before = rest.split("?before=")[1].split('"')[0]
    assert owner.get(CATALOGUE, {"before": before}).content.decode().count('id="p-') == 25


def test_at_most_ten_statements(world, owner) -> None:
    world.check_statements(owner, CATALOGUE)
