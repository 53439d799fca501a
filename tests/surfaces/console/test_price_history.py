"""S25: who changed which price when, of one product and of all."""

import uuid

import pytest

from tests import factories

PRICES = "/techsolutions/console/prices/"
HISTORY = f"{PRICES}history/"


@pytest.fixture
def changed(world, owner) -> None:
    anna = world.browser(factories.team_member(world.reseller, role="sales"))
    page = f"{PRICES}{world.offer.product_id}/"
    about = {"offer": str(world.offer.id), "first": "2026-11-19", "last": "", "step": "save"}
    owner.post(f"{page}markup/", {"markup": "30", "step": "save"})
    anna.post(f"{page}markup/", {"markup": "28", "step": "save"})
    anna.post(f"{page}special-prices/", {**about, "customer": str(world.customer.id), "amount": "18.6"})
    owner.post(f"{page}discounts/", {**about, "customer": "", "amount": "7"})
    owner.post(f"{PRICES}default-markup/", {"markup": "20", "step": "save"})
    owner.post(f"{PRICES}{world.setup.product_id}/markup/", {"markup": "5", "step": "save"})


def cells(page: str) -> list[list[str]]:
    """The text of each row's cells."""
    body = page.split("<tbody", 1)[1].split("</tbody>", maxsplit=1)[0] if "<tbody" in page else ""
    rows = body.split("<tr ")[1:]
    return [
        [" ".join(part.split("</td>")[0].split(">", 1)[1].split()) for part in row.split("<td ")[1:]]
        for row in rows
    ]


def told(owner, address: str, **query) -> list[str]:
    """What happened, old and new, and who: the newest first."""
    rows = cells(owner.get(address, query).content.decode())
    return [f"{row[2]}: {row[3]} → {row[4].rsplit('>', 1)[-1]}, {row[5]}" for row in rows]


def test_all_of_it_newest_first(world, owner, changed) -> None:
    found = told(owner, HISTORY)
    assert found[:6] == [
        "Markup of a product set: none → 5%, Nikos Georgiou",
        "Default markup set: 25% → 20%, Nikos Georgiou",
        "Discount set: none → 7%, Nikos Georgiou",
        "Special price set: none → €18.60, Anna Papadaki",
        "Markup of a product set: 30% → 28%, Anna Papadaki",
        "Markup of a product set: none → 30%, Nikos Georgiou",
    ]
    assert "for Olympia Foods SA; from 19 Nov 2026 on" in owner.get(HISTORY).content.decode()


def test_of_one_product(world, owner, changed) -> None:
    page = f"{PRICES}{world.offer.product_id}/history/"
    found = told(owner, page)
    assert len(found) == 6  # Listed and published, too.
    assert found[3] == "Markup of a product set: none → 30%, Nikos Georgiou"
    assert not any("Default" in each for each in found)
    assert "Migration service" not in owner.get(page).content.decode()
    assert "Price history" in owner.get(f"{PRICES}{world.offer.product_id}/").content.decode()


@pytest.mark.parametrize(
    # A new reseller's default is one of the markups.
    ("kind", "count"),
    [("markups", 5), ("special-prices", 1), ("discounts", 1), ("listings", 4), ("no such", 11)],
)
def test_by_kind(owner, changed, kind, count) -> None:
    found = told(owner, HISTORY, kind=kind)
    assert len(found) == count


def test_by_the_beginning_of_a_name(owner, changed) -> None:
    assert len(told(owner, HISTORY, q="migr")) == 3
    assert told(owner, HISTORY, q="%") == []
    assert "No changes match" in owner.get(HISTORY, {"q": "nothing"}).content.decode()


def test_many_come_in_pages(world, owner) -> None:
    for number in range(30):
        owner.post(f"{PRICES}{world.offer.product_id}/markup/", {"markup": str(26 + number), "step": "save"})
    first = owner.get(HISTORY, {"kind": "markups"}).content.decode()
    assert len(cells(first)) == 25
    following = (
        next(part for part in first.split('href="') if "after=" in part).split('"')[0].replace("&amp;", "&")
    )
    assert "kind=markups" in following
    assert len(cells(owner.get(following).content.decode())) == 6


def test_nobody_reads_anothers(world, owner, changed) -> None:
    abroad = factories.reseller(alias="elsewhere")
    page = world.browser(abroad.owner).get("/elsewhere/console/prices/history/").content.decode()
    assert "Anna Papadaki" not in page
    assert owner.get(f"{PRICES}{uuid.uuid4()}/history/").status_code == 404


@pytest.mark.parametrize("query", [{"after": "x"}, {"before": "\x00"}, {"q": "\x00"}, {"kind": "\x00"}])
def test_a_strange_address_is_no_failure(owner, query) -> None:
    assert owner.get(HISTORY, query).status_code == 200


def test_few_statements(world, owner, changed) -> None:
    for page in (HISTORY, f"{PRICES}{world.offer.product_id}/history/", f"{PRICES}import/"):
        world.check_statements(owner, page)
