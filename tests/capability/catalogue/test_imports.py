"""S28: vendors' files change the catalogue whole or not at all, and the same file again changes nothing."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from django.db import connection

from seatwise.catalogue import operations as catalogue
from seatwise.catalogue import queries
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.catalogue.models import (
    AddOnParent,
    Category,
    Conversion,
    FileImport,
    Offer,
    PriceLine,
    Product,
)
from seatwise.kernel.actor import SYSTEM, Actor, ActorKind

pytestmark = pytest.mark.usefixtures("db")

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "src" / "seatwise" / "demo" / "data"
NOW = dt.datetime(2026, 11, 24, 9, tzinfo=dt.UTC)
TABLES = (Category, Product, AddOnParent, Conversion, Offer, PriceLine, FileImport)
PRICES = (DEMO / "price-list-DE-EUR.csv").read_bytes()
OFFERS = (DEMO / "offer-matrix.csv").read_bytes()


def import_prices(
    content: bytes = PRICES, market: str = "DE", currency: str = "EUR"
) -> catalogue.ImportResult:
    return catalogue.import_prices(
        content=content, file_name="prices.csv", market=market, currency=currency, actor=SYSTEM, now=NOW
    )


def import_offers(content: bytes = OFFERS) -> catalogue.ImportResult:
    return catalogue.import_offers(content=content, file_name="offers.csv", actor=SYSTEM, now=NOW)


def everything() -> dict[str, list[tuple[object, ...]]]:
    """Every row of the catalogue with the transaction that wrote it: a rewritten row differs."""
    with connection.cursor() as cursor:
        found = {}
        for model in TABLES:
            cursor.execute(f"SELECT t.*, t.xmin::text FROM {model._meta.db_table} t ORDER BY id")
            found[model._meta.db_table] = cursor.fetchall()
    return found


def lines_of(key: str) -> list[tuple[int, int, Decimal, dt.date, dt.date | None]]:
    rows = PriceLine.objects.filter(offer__product__key=key).order_by(
        "offer__term_months", "offer__billing_months", "starts_on"
    )
    return list(
        rows.values_list("offer__term_months", "offer__billing_months", "cost", "starts_on", "ends_on")
    )


def test_both_files_make_the_catalogue() -> None:
    offers, prices = import_offers(), import_prices()
    assert (offers.new, offers.changed, offers.unchanged, offers.left_out) == (49, 0, 0, 0)
    assert (prices.new, prices.changed, prices.unchanged, prices.left_out) == (141, 0, 0, 4)
    assert (prices.products_new, prices.products_changed) == (0, 49)
    assert Product.objects.count() == 49
    assert Product.objects.filter(kind=ProductKind.ONE_TIME).count() == 5
    assert Product.objects.filter(kind=ProductKind.ADDON).count() == 8
    assert set(Product.objects.values_list("category__name", flat=True)) == {"Other"}
    assert FileImport.objects.count() == 2


def test_the_order_of_the_files_makes_no_difference() -> None:
    def facts() -> list[tuple[object, ...]]:
        return [
            (
                row.key,
                row.title,
                row.vendor,
                row.kind,
                row.smallest,
                row.largest,
                tuple(row.allowed_countries),
            )
            for row in Product.objects.order_by("key")
        ] + sorted(AddOnParent.objects.values_list("addon__key", "parent__key"))

    import_offers()
    import_prices()
    one = facts()
    for model in (PriceLine, Offer, AddOnParent, Conversion, Product):
        model._default_manager.all()._raw_delete("default")
    import_prices()
    import_offers()
    assert facts() == one


def test_overlapping_ended_and_future_lines_are_kept_as_they_are() -> None:
    import_prices()
    assert [line for line in lines_of("CFQ7TTC0HD33/0001") if line[:2] == (12, 12)] == [
        (12, 12, Decimal("39.740000"), dt.date(2023, 2, 1), dt.date(2025, 12, 31)),
        (12, 12, Decimal("44.160000"), dt.date(2025, 10, 1), None),
    ]
    assert (12, 12, Decimal("209.850000"), dt.date(2027, 2, 1), None) in lines_of("CFQ7TTC0LCHC/0002")


def test_the_same_files_again_write_nothing() -> None:
    import_offers()
    import_prices()
    before = everything()
    assert import_offers().nothing_changed
    assert import_prices().nothing_changed
    assert everything() == before


def test_next_months_file_changes_what_differs_and_only_that() -> None:
    import_prices()
    before = {row.id: row.cost for row in PriceLine.objects.all()}
    result = import_prices(PRICES.replace(b'"11.04"', b'"11.99"', 1))
    assert (result.new, result.changed, result.unchanged) == (0, 1, 140)
    after = {row.id: row.cost for row in PriceLine.objects.all()}
    assert after.keys() == before.keys()
    assert [after[row] for row in after if after[row] != before[row]] == [Decimal("11.99")]


def test_markets_do_not_touch_each_other() -> None:
    import_prices()
    before = set(PriceLine.objects.values_list("id", "cost"))
    import_prices((DEMO / "price-list-US-USD.csv").read_bytes(), "US", "USD")
    assert PriceLine.objects.count() == 282
    assert before <= set(PriceLine.objects.values_list("id", "cost"))
    assert (
        Offer.objects.count()
        == Offer.objects.values("product", "term_months", "billing_months").distinct().count()
    )


@pytest.mark.parametrize("filled", [False, True])
def test_a_bad_file_changes_nothing_and_names_every_fault(filled: bool) -> None:
    if filled:
        import_prices()
    before = everything()
    with pytest.raises(catalogue.ImportRefused) as refused:
        import_prices((ROOT / "tests" / "data" / "price-list-broken.csv").read_bytes())
    assert [fault.line for fault in refused.value.faults] == [2, 3, 4, 5, 6, 7, 9]
    assert everything() == before


def test_the_wrong_market_names_every_line() -> None:
    with pytest.raises(catalogue.ImportRefused) as refused:
        import_prices(market="GR")
    assert len(refused.value.faults) == 145
    assert not Product.objects.exists()


@pytest.mark.parametrize(
    ("market", "currency"), [("Germany", "EUR"), ("de", "EUR"), ("DE", "EURO"), ("DE", "")]
)
def test_a_market_or_currency_that_is_none_is_refused(market: str, currency: str) -> None:
    with pytest.raises(catalogue.MarketRefused):
        import_prices(market=market, currency=currency)


def test_only_the_operator_imports() -> None:
    seller = Actor(kind=ActorKind.RESELLER, user_id=UUID(int=1), name="Nikos")
    with pytest.raises(catalogue.NotTheOperator):
        catalogue.import_offers(content=OFFERS, file_name="x", actor=seller, now=NOW)


def test_a_changed_matrix_moves_limits_and_links_of_the_products_it_names() -> None:
    import_offers()
    assert AddOnParent.objects.filter(addon__key="CFQ7TTC0LH0R/0001").count() == 2
    untouched = Conversion.objects.exclude(source__key="CFQ7TTC0LH18/0001").count()
    header, first, *rest = OFFERS.decode().splitlines()
    changed = first.replace('"300"', '"25"').replace("CFQ7TTC0LDPB/0001,", "")
    calling = next(line for line in rest if "CFQ7TTC0LH0R" in line).replace(
        "CFQ7TTC0LF8S/0002,CFQ7TTC0LFLZ/0002", "CFQ7TTC0LFLZ/0002,NOT/KNOWN"
    )
    result = import_offers("\n".join([header, changed, calling]).encode())
    assert (result.new, result.changed, result.unchanged, result.left_out) == (0, 2, 0, 1)
    assert Product.objects.get(key="CFQ7TTC0LH18/0001").largest == 25
    assert Conversion.objects.filter(source__key="CFQ7TTC0LH18/0001").count() == 4
    assert Conversion.objects.exclude(source__key="CFQ7TTC0LH18/0001").count() == untouched
    assert [link.parent.key for link in AddOnParent.objects.filter(addon__key="CFQ7TTC0LH0R/0001")] == [
        "CFQ7TTC0LFLZ/0002"
    ]


def test_a_product_stays_either_once_or_by_subscription_across_files() -> None:
    import_prices()
    text = PRICES.decode("utf-8-sig")
    header = text.splitlines()[0]
    once = next(line for line in text.splitlines() if '"","OneTime"' in line)
    monthly = next(line for line in text.splitlines() if '"P1M","Monthly"' in line)
    for line in (
        once.replace('"","OneTime"', '"P1M","Monthly"'),
        monthly.replace('"P1M","Monthly"', '"","OneTime"'),
    ):
        with pytest.raises(catalogue.ImportRefused) as refused:
            import_prices(f"{header}\n{line}".encode())
        assert [(fault.line, fault.column) for fault in refused.value.faults] == [(2, "BillingPlan")]


def test_two_imports_at_once_do_not_mix() -> None:
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [catalogue.file_import.ONE_AT_A_TIME])
        with pytest.raises(catalogue.ImportBusy):
            import_prices()
    finally:
        other.rollback()
        other.close()
    assert import_prices().new == 141


def test_a_large_file_is_imported_in_bounded_statements() -> None:
    text = PRICES.decode("utf-8-sig").splitlines()
    row = next(line for line in text if '"P1Y","Annual"' in line)
    rows = [row.replace("CFQ7TTC0LH18", f"P{number:05}") for number in range(5_000)]
    result = import_prices("\n".join([text[0], *rows]).encode())
    assert result.new == result.products_new == 5_000
    with connection.execute_wrapper(Counter()) as _:
        assert import_prices("\n".join([text[0], *rows]).encode()).nothing_changed
    assert Counter.statements < 12


class Counter:
    statements = 0

    def __call__(self, execute, sql, params, many, context):
        type(self).statements += 1
        return execute(sql, params, many, context)


def test_own_products_are_out_of_reach_of_vendors_files() -> None:
    catalogue.create_own_product(product=own("CFQ7TTC0LH18/0001"), actor=SYSTEM, now=NOW)
    for run in (import_prices, import_offers):
        with pytest.raises(catalogue.ImportRefused) as refused:
            run()
        assert "operator's own" in refused.value.faults[0].reason
    assert Product.objects.count() == 1


def own(key: str = "OWN/SETUP", **changes: Any) -> catalogue.OwnProduct:
    price = catalogue.OwnPrice(
        market="DE",
        currency="EUR",
        cost=Decimal(80),
        retail=Decimal(100),
        starts_on=dt.date(2026, 1, 1),
    )
    values: dict[str, Any] = {
        "key": key,
        "vendor": "Seatwise Distribution",
        "title": "Set-up on site",
        "description": "A day of work",
        "kind": ProductKind.ONE_TIME,
        "offers": (catalogue.OwnOffer(term_months=0, billing_months=0, prices=(price,)),),
        "instructions": "Call the customer.",
        "category": "Services",
    }
    return catalogue.OwnProduct(**(values | changes))


def test_a_manual_product_of_the_operators_own() -> None:
    product_id = catalogue.create_own_product(product=own(), actor=SYSTEM, now=NOW)
    found = queries.product(product_id=product_id)
    assert (found.own, found.automatic, found.category, found.kind) == (
        True,
        False,
        "Services",
        ProductKind.ONE_TIME,
    )
    (offer,) = queries.offers_of(product_ids=[product_id])[product_id]
    prices = queries.price_lines_in_force(
        offer_ids=[offer.id], market="DE", currency="EUR", day=dt.date(2026, 11, 24)
    )
    assert prices[offer.id].cost == 80


@pytest.mark.parametrize(
    "changes",
    [
        {"key": "OWN"},
        {"title": " "},
        {"smallest": 5, "largest": 4},
        {"offers": ()},
        {"kind": ProductKind.SUBSCRIPTION},
        {"parent_keys": ("A/B",)},
        {"offers": (catalogue.OwnOffer(term_months=7, billing_months=7, prices=()),)},
    ],
)
def test_an_own_product_that_makes_no_sense_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(catalogue.ProductRefused):
        catalogue.create_own_product(product=own(**changes), actor=SYSTEM, now=NOW)
    assert not Product.objects.exists()


def test_a_key_is_taken_once_and_a_parent_must_exist() -> None:
    catalogue.create_own_product(product=own(), actor=SYSTEM, now=NOW)
    with pytest.raises(catalogue.ProductRefused, match="exists already"):
        catalogue.create_own_product(product=own(), actor=SYSTEM, now=NOW)
    term = catalogue.OwnOffer(term_months=1, billing_months=1, prices=())
    addon = own("OWN/ADDON", kind=ProductKind.ADDON, offers=(term,), parent_keys=("NOT/THERE",))
    with pytest.raises(catalogue.ProductRefused, match="NOT/THERE"):
        catalogue.create_own_product(product=addon, actor=SYSTEM, now=NOW)
    assert Product.objects.count() == 1


def test_a_category_is_set_by_the_operator_and_kept_by_the_next_import() -> None:
    import_offers()
    product_id = Product.objects.get(key="CFQ7TTC0LH18/0001").id
    catalogue.set_category(product_ids=(product_id,), category="Productivity", actor=SYSTEM)
    import_prices()
    import_offers(OFFERS.replace(b'"1","300"', b'"1","250"'))
    assert queries.product(product_id=product_id).category == "Productivity"
