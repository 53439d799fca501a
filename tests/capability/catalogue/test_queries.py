"""The catalogue's reads: products, offers, prices in force, search, links."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from seatwise.catalogue import operations as catalogue
from seatwise.catalogue import queries
from seatwise.catalogue.domain.in_force import line_in_force
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.catalogue.models import Offer, PriceLine
from seatwise.kernel.actor import SYSTEM

pytestmark = pytest.mark.usefixtures("db")

DEMO = Path(__file__).parents[3] / "src" / "seatwise" / "demo" / "data"
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
DAY = dt.date(2026, 11, 24)


@pytest.fixture
def filled(db: None) -> None:
    content = (DEMO / "offer-matrix.csv").read_bytes()
    catalogue.import_offers(content=content, file_name="offers.csv", actor=SYSTEM, now=NOW)
    content = (DEMO / "price-list-DE-EUR.csv").read_bytes()
    catalogue.import_prices(
        content=content, file_name="prices.csv", market="DE", currency="EUR", actor=SYSTEM, now=NOW
    )


def annual_cost(key: str, day: dt.date, market: str = "DE", currency: str = "EUR") -> Fraction | None:
    product_id = queries.product(key=key).id
    offers = queries.offers_of(product_ids=[product_id])[product_id]
    (annual,) = (offer for offer in offers if (offer.term_months, offer.billing_months) == (12, 12))
    prices = queries.price_lines_in_force(
        offer_ids=[offer.id for offer in offers], market=market, currency=currency, day=day
    )
    return prices[annual.id].cost if annual.id in prices else None


@pytest.mark.usefixtures("filled")
def test_the_price_in_force_follows_the_day() -> None:
    assert annual_cost("CFQ7TTC0HD33/0001", dt.date(2023, 1, 31)) is None
    assert annual_cost("CFQ7TTC0HD33/0001", dt.date(2023, 2, 1)) == Fraction("39.74")
    assert annual_cost("CFQ7TTC0HD33/0001", dt.date(2025, 10, 1)) == Fraction("44.16")
    assert annual_cost("CFQ7TTC0LCHC/0002", dt.date(2027, 1, 31)) == Fraction("194.3")
    assert annual_cost("CFQ7TTC0LCHC/0002", dt.date(2027, 2, 1)) == Fraction("209.85")
    assert annual_cost("CFQ7TTC0LCHC/0002", DAY, market="US", currency="USD") is None


@pytest.mark.usefixtures("filled")
def test_a_product_and_its_offers() -> None:
    found = queries.product(key="CFQ7TTC0LH18/0001")
    assert (found.title, found.vendor) == ("Microsoft 365 Business Basic", "Microsoft Corporation")
    assert (found.smallest, found.largest, found.unit) == (1, 300, "licences")
    assert queries.product(product_id=found.id) == found
    offers = queries.offers_of(product_ids=[found.id])[found.id]
    assert [(offer.term_months, offer.billing_months) for offer in offers] == [(1, 1), (12, 1), (12, 12)]
    assert queries.offers(offer_ids=[offers[0].id]) == {offers[0].id: offers[0]}
    assert queries.products_by_key(keys=["NO/1", found.key]) == {found.key: found}


def test_what_is_not_there_is_said_or_left_out() -> None:
    stranger = uuid4()
    with pytest.raises(queries.UnknownProduct):
        queries.product(product_id=stranger)
    assert queries.products(product_ids=[stranger]) == {}
    assert queries.offers_of(product_ids=[stranger]) == {stranger: ()}
    assert queries.parents_of(addon_ids=[stranger]) == {stranger: frozenset()}
    assert queries.price_lines_in_force(offer_ids=[stranger], market="DE", currency="EUR", day=DAY) == {}
    assert queries.priced_products(product_ids=[stranger], market="DE", currency="EUR", day=DAY) == set()


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 49),
        ("visio", 2),
        ("plan VIS", 2),
        ("Plan 2)", 4),
        ("icrosoft", 0),
        ("CFQ7TTC0LH18", 1),
        ("'; DROP TABLE product --", 0),
        ("\\", 0),
        ("&|!:*", 0),
    ],
)
def test_search_is_by_the_beginnings_of_words(text: str, count: int) -> None:
    assert len(queries.search(text=text)) == count


@pytest.mark.usefixtures("filled")
def test_search_goes_on_after_the_last_one_seen() -> None:
    whole = queries.search()
    first = queries.search(limit=20)
    second = queries.search(limit=20, after=(first[-1].title, first[-1].id))
    assert first + second == whole[:40]
    addons = queries.search(kinds=[ProductKind.ADDON])
    assert len(addons) == 8
    assert {addon.kind for addon in addons} == {ProductKind.ADDON}


@pytest.mark.usefixtures("filled")
def test_links_of_the_offer_matrix() -> None:
    keys = queries.products_by_key(keys=["CFQ7TTC0LH04/0001", "CFQ7TTC0LH18/0001", "CFQ7TTC0LDPB/0001"])
    defender, basic, standard = (
        keys["CFQ7TTC0LH04/0001"],
        keys["CFQ7TTC0LH18/0001"],
        keys["CFQ7TTC0LDPB/0001"],
    )
    assert basic.id in queries.parents_of(addon_ids=[defender.id])[defender.id]
    assert defender.id in queries.addons_of(parent_ids=[basic.id])[basic.id]
    assert queries.may_become(source_id=basic.id, target_id=standard.id)
    assert not queries.may_become(source_id=standard.id, target_id=basic.id)
    assert not queries.may_become(source_id=defender.id, target_id=standard.id)


@pytest.mark.usefixtures("filled")
def test_products_without_a_price_in_the_currency_are_told_apart() -> None:
    ids = [found.id for found in queries.search()]
    assert queries.priced_products(product_ids=ids, market="DE", currency="EUR", day=DAY) == set(ids)
    assert queries.priced_products(product_ids=ids, market="US", currency="USD", day=DAY) == set()


DAYS = st.integers(0, 12).map(lambda days: dt.date(2026, 1, 1) + dt.timedelta(days=days))
PAIRS = st.lists(st.tuples(DAYS, st.none() | DAYS), max_size=5, unique_by=lambda pair: pair[0])


@pytest.fixture
def offer_id(filled: None) -> UUID:
    return Offer.objects.filter(term_months=1).values_list("id", flat=True)[0]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pairs=PAIRS, day=DAYS)
def test_the_rule_in_sql_is_the_rule_in_python(
    offer_id: UUID, pairs: list[tuple[dt.date, dt.date | None]], day: dt.date
) -> None:
    PriceLine.objects.filter(market="XX").delete()
    lines = PriceLine.objects.bulk_create(
        PriceLine(
            offer_id=offer_id,
            market="XX",
            currency="EUR",
            cost=Decimal(number),
            retail=Decimal(number),
            starts_on=start,
            ends_on=end,
        )
        for number, (start, end) in enumerate(pairs)
        if end is None or end >= start
    )
    expected = line_in_force(lines=lines, day=day)
    found = queries.price_lines_in_force(offer_ids=[offer_id], market="XX", currency="EUR", day=day)
    assert {line.cost for line in found.values()} == ({Fraction(expected.cost)} if expected else set())
