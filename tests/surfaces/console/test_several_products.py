"""S25, R12: counters, filters, and many products listed or published at once."""

import datetime as dt
import re
import uuid
from pathlib import Path

import pytest

from seatwise.catalogue import operations as catalogue
from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.percent import Percent
from seatwise.pricing import operations as pricing
from seatwise.pricing.models import Listing
from seatwise.pricing.operations import Move
from tests import factories
from tests.surfaces.storefront import scene

CATALOGUE = "/techsolutions/console/catalogue/"
PRICES = (Path(__file__).parents[3] / "src/seatwise/demo/data/price-list-DE-EUR.csv").read_text(
    encoding="utf-8-sig"
)


@pytest.fixture
def products(world):
    return [factories.product(title=f"Visio Plan {number}") for number in range(3)]


def states(world, products) -> list[str]:
    rows = world.read(lambda: dict(Listing.objects.values_list("product_id", "published_at")))
    return ["published" if rows.get(one.id) else "listed" if one.id in rows else "" for one in products]


def move(owner, move, products=(), **about):
    return owner.post(
        f"{CATALOGUE}several/", {"move": move, "product": [str(one.id) for one in products], **about}
    )


def test_several_are_listed_published_and_taken_back(world, owner, products) -> None:
    for what, after in (
        ("list", "listed"),
        ("publish", "published"),
        ("unpublish", "listed"),
        ("unlist", ""),
    ):
        answer = move(owner, what, products[:2], query="tab=listed&q=visio")
        assert (answer.status_code, answer["Location"]) == (303, f"{CATALOGUE}?tab=listed&q=visio")
        assert states(world, products) == [after, after, ""]
    page = owner.get(CATALOGUE).content.decode()
    assert "2 products are not listed any more." in page


def test_publishing_lists_first_and_says_why_not(world, owner, products) -> None:
    dollars = factories.product(title="Dollars only", currency="USD")
    answer = move(owner, "publish", [*products, dollars])
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "3 products are published." in page
    assert "Dollars only: This product has no price in EUR in force on 19 Nov 2026" in page
    assert states(world, [*products, dollars]) == ["published", "published", "published", ""]
    told = world.read(
        lambda: list(Event.objects.filter(about__startswith="Visio").values_list("kind", "actor_name"))
    )
    assert (
        sorted(told)
        == [("product_listed", "Nikos Georgiou")] * 3 + [("product_published", "Nikos Georgiou")] * 3
    )


def test_what_is_published_is_not_unlisted_with_others(world, owner, products) -> None:
    move(owner, "publish", products[:1])
    move(owner, "list", products)
    page = move(owner, "unlist", products).content.decode()
    assert "2 products are not listed any more." in page
    assert "Visio Plan 0: It is published. Unpublish it first." in page
    assert states(world, products) == ["published", "", ""]


def test_everything_found_on_all_pages(world, owner) -> None:
    many = [factories.product(title=f"Gadget {number:02d}") for number in range(30)]
    other = factories.product(title="Something else")
    assert move(owner, "publish", query="q=gadget", all="1").status_code == 303
    assert states(world, many) == ["published"] * 30
    assert states(world, [other]) == [""]
    assert "30 products are published." in owner.get(CATALOGUE).content.decode()


@pytest.mark.parametrize(
    "sent", [{}, {"move": "list"}, {"move": "x", "product": "y"}, {"move": "list", "product": "y"}]
)
def test_nothing_ticked_or_nothing_meant(owner, sent) -> None:
    answer = owner.post(f"{CATALOGUE}several/", sent)
    assert answer.status_code == 422
    assert "Tick the products that you mean" in answer.content.decode()


def test_doing_it_twice_changes_nothing(world, owner, products) -> None:
    move(owner, "publish", products)
    move(owner, "publish", products)
    assert "3 were so already." in owner.get(CATALOGUE).content.decode()
    count = world.read(lambda: Event.objects.filter(about__startswith="Visio").count())
    assert count == 6


def test_a_few_statements_however_many_there_are(world) -> None:
    many = [factories.product(title=f"Gadget {number:02d}").id for number in range(20)]
    counts = []
    for some in (many[:2], many[2:]):
        with tenancy.scope(world.reseller.id), scene.statements() as found, transactions.writing():
            pricing.move_many(move=Move.PUBLISH, product_ids=some, actor=SYSTEM, now=factories.NOW)
        counts.append(len(found))
    assert counts[0] == counts[1] <= 14


def test_categories_and_vendors_narrow_the_list(world, owner, products) -> None:
    page = owner.get(CATALOGUE, {"vendor": "CloudDistribution"}).content.decode()
    assert "Migration service" in page
    assert "Visio" not in page
    assert '<option value="CloudDistribution" selected>' in page
    category = re.search(r'<option value="([0-9a-f-]{36})">Other<', page)
    assert category is not None
    assert "Visio" in owner.get(CATALOGUE, {"category": category[1]}).content.decode()
    assert "Visio" not in owner.get(CATALOGUE, {"category": str(uuid.uuid4())}).content.decode()
    for number in range(30):
        factories.product(title=f"Adobe {number:02d}", vendor="Adobe Systems")
    first = owner.get(
        CATALOGUE, {"vendor": "Adobe Systems", "tab": "not_listed", "q": "adobe"}
    ).content.decode()
    following = (
        next(part for part in first.split('href="') if "after=" in part).split('"')[0].replace("&amp;", "&")
    )
    for kept in ("vendor=Adobe+Systems", "tab=not_listed", "q=adobe"):
        assert kept in following
    rest = owner.get(following).content.decode()
    assert rest.count('id="p-') == 5
    assert owner.get(CATALOGUE, {"vendor": "\x00", "category": "x"}).status_code == 200


def imported(count: int, at: dt.datetime) -> None:
    """A price file with that many products of one term."""
    head, line, *_ = PRICES.splitlines()
    rows = [line.replace("CFQ7TTC0LH18", f"CFQ7TTC0X{number:03d}") for number in range(count)]
    content = "\n".join([head, *rows, ""]).encode()
    catalogue.import_prices(
        content=content, file_name="p.csv", market="DE", currency="EUR", actor=SYSTEM, now=at
    )


def test_new_is_what_came_with_the_last_file_that_brought_something(world, owner) -> None:
    hour = dt.timedelta(hours=1)
    imported(3, factories.NOW)
    page = owner.get(CATALOGUE, {"tab": "new"}).content.decode()
    assert "0 products found" in page  # The first file is the beginning, not news.
    imported(5, factories.NOW + hour)
    page = owner.get(CATALOGUE, {"tab": "new"}).content.decode()
    assert "2 products found" in page
    assert "New since 19 Nov 2026" in page
    imported(5, factories.NOW + 2 * hour)
    assert "2 products found" in owner.get(CATALOGUE, {"tab": "new"}).content.decode()
    move(owner, "list", query="tab=new", all="1")
    assert "0 products found" in owner.get(CATALOGUE, {"tab": "new"}).content.decode()


def test_a_price_for_one_customer_is_named_in_the_row(world, owner) -> None:
    with tenancy.scope(world.reseller.id), transactions.writing():
        pricing.set_discount(
            offer_id=world.offer.id,
            customer_id=world.customer.id,
            percent=Percent(700),
            starts_on=factories.TODAY,
            ends_on=None,
            actor=SYSTEM,
            now=factories.NOW,
        )
    assert "1 price for one customer" in owner.get(CATALOGUE).content.decode()
