"""S28: a price list is read whole, or every bad line is named with its line number, column and reason."""

import datetime as dt
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.catalogue.domain import price_list

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "src" / "seatwise" / "demo" / "data"
HEADER = ",".join(price_list.COLUMNS)
GOOD = {
    "ProductTitle": "Mail",
    "ProductId": "MAIL",
    "SkuId": "0001",
    "SkuTitle": "Mail Plan 1",
    "Publisher": "Vendor Inc",
    "SkuDescription": "A mailbox",
    "UnitOfMeasure": "",
    "TermDuration": "P1Y",
    "BillingPlan": "Monthly",
    "Market": "DE",
    "Currency": "EUR",
    "UnitPrice": "60.48",
    "PricingTierRangeMin": "",
    "PricingTierRangeMax": "",
    "EffectiveStartDate": "2025-10-01T00:00:00.0000000Z",
    "EffectiveEndDate": "9999-11-30T23:59:59.0000000Z",
    "Tags": "License",
    "ERP Price": "75.6",
    "Segment": "Commercial",
}


def file_of(*changes: dict[str, str]) -> bytes:
    rows = [HEADER] + [",".join(f'"{cell}"' for cell in (GOOD | change).values()) for change in changes]
    return "\r\n".join(rows).encode()


def read(content: bytes) -> price_list.PriceList:
    return price_list.read(content=content, market="DE", currency="EUR")


def faults(content: bytes) -> list[tuple[int, str]]:
    return [(fault.line, fault.column) for fault in read(content).faults]


@pytest.mark.parametrize(("market", "currency"), [("US", "USD"), ("DE", "EUR")])
def test_the_demo_files_have_no_fault(market: str, currency: str) -> None:
    content = (DEMO / f"price-list-{market}-{currency}.csv").read_bytes()
    found = price_list.read(content=content, market=market, currency=currency)
    assert found.faults == ()
    assert (len(found.rows), found.trials, len(found.products)) == (141, 4, 49)
    assert sum(facts.one_time for facts in found.products) == 5


def test_the_broken_file_has_exactly_its_seven_faults() -> None:
    found = read((ROOT / "tests" / "data" / "price-list-broken.csv").read_bytes())
    assert [(fault.line, fault.column, fault.value) for fault in found.faults] == [
        (2, "UnitPrice", "12,3O"),
        (3, "Currency", "EURO"),
        (4, "TermDuration", "P13X"),
        (5, "EffectiveStartDate", "yesterday"),
        (6, "ProductId", ""),
        (7, "UnitPrice", "-4.00"),
        (9, "ProductId", "CFQ7TTC0LCHC"),
    ]
    assert str(found.faults[2]).startswith("line 4, TermDuration: “P13X” is not a term.")
    assert "Line 8" in found.faults[6].reason


def test_a_row_keeps_its_leading_zeros_its_exact_price_and_its_days() -> None:
    change = {
        "EffectiveStartDate": "2/1/2023 0:00",
        "EffectiveEndDate": "12/31/2025 23:59",
        "UnitPrice": "0.000001",
    }
    (row,) = read(file_of(change)).rows
    assert row.key == "MAIL/0001"
    assert (row.term_months, row.billing_months) == (12, 1)
    assert (row.cost, row.retail) == (Decimal("0.000001"), Decimal("75.6"))
    assert (row.starts_on, row.ends_on) == (dt.date(2023, 2, 1), dt.date(2025, 12, 31))


def test_the_year_9999_is_no_end() -> None:
    assert read(file_of({})).rows[0].ends_on is None


def test_trials_are_left_out_and_counted() -> None:
    found = read(
        file_of({}, {"BillingPlan": "None", "TermDuration": "P1M", "UnitPrice": "0", "ERP Price": "0"})
    )
    assert (len(found.rows), found.trials, found.faults) == (1, 1, ())


def test_what_is_bought_once_has_no_term() -> None:
    (row,) = read(file_of({"TermDuration": "", "BillingPlan": "OneTime"})).rows
    assert (row.term_months, row.billing_months) == (0, 0)


def test_a_byte_order_mark_and_any_column_order_change_nothing() -> None:
    reordered = [*reversed(price_list.COLUMNS)]
    content = ",".join(reordered) + "\n" + ",".join(GOOD[name] for name in reordered) + "\n"
    assert read(b"\xef\xbb\xbf" + content.encode()).rows == read(file_of({})).rows


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"UnitPrice": "1,000.00"}, "UnitPrice"),
        ({"UnitPrice": "1e3"}, "UnitPrice"),
        ({"UnitPrice": "٣"}, "UnitPrice"),
        ({"UnitPrice": "NaN"}, "UnitPrice"),
        ({"UnitPrice": " 1"}, "UnitPrice"),
        ({"UnitPrice": "1."}, "UnitPrice"),
        ({"UnitPrice": ""}, "UnitPrice"),
        ({"UnitPrice": "0.0000001"}, "UnitPrice"),
        ({"UnitPrice": "100000000000000"}, "UnitPrice"),
        ({"ERP Price": "-0.01"}, "ERP Price"),
        ({"ProductId": "A/B"}, "ProductId"),
        ({"SkuId": ""}, "SkuId"),
        ({"SkuTitle": " ", "ProductTitle": ""}, "ProductTitle"),
        ({"TermDuration": "P2Y"}, "TermDuration"),
        ({"TermDuration": ""}, "BillingPlan"),
        ({"TermDuration": "P1M", "BillingPlan": "Annual"}, "BillingPlan"),
        ({"BillingPlan": "OneTime"}, "BillingPlan"),
        ({"BillingPlan": "Weekly"}, "BillingPlan"),
        ({"BillingPlan": "None"}, "UnitPrice"),
        ({"Market": "US"}, "Market"),
        ({"Currency": "USD"}, "Currency"),
        ({"Currency": "EURO"}, "Currency"),
        ({"PricingTierRangeMin": "1"}, "PricingTierRangeMin"),
        ({"PricingTierRangeMax": "300"}, "PricingTierRangeMax"),
        ({"Segment": "Education"}, "Segment"),
        ({"EffectiveStartDate": "31/12/2025 0:00"}, "EffectiveStartDate"),
        ({"EffectiveStartDate": "2025-02-30T00:00:00.0000000Z"}, "EffectiveStartDate"),
        ({"EffectiveStartDate": "2025-02-01T25:00:00.0000000Z"}, "EffectiveStartDate"),
        ({"EffectiveStartDate": "2025-10-01"}, "EffectiveStartDate"),
        ({"EffectiveEndDate": ""}, "EffectiveEndDate"),
        ({"EffectiveEndDate": "2025-09-30T23:59:59.0000000Z"}, "EffectiveEndDate"),
    ],
)
def test_one_bad_value_is_one_fault(change: dict[str, str], column: str) -> None:
    assert faults(file_of({"ProductId": "OTHER"}, change)) == [(3, column)]


def test_several_faults_of_one_line_are_all_named() -> None:
    assert faults(file_of({"UnitPrice": "x", "Market": "US", "Segment": "Charity"})) == [
        (2, "Market"),
        (2, "Segment"),
        (2, "UnitPrice"),
    ]


def test_the_same_line_on_another_day_is_another_line_and_at_another_hour_is_the_same() -> None:
    other_day = {"EffectiveStartDate": "2025-10-02T00:00:00.0000000Z"}
    other_hour = {"EffectiveStartDate": "2025-10-01T12:00:00.0000000Z"}
    assert faults(file_of({}, other_day)) == []
    assert faults(file_of({}, other_hour)) == [(3, "ProductId")]


def test_a_product_is_not_sold_both_once_and_by_subscription() -> None:
    assert faults(file_of({}, {"TermDuration": "", "BillingPlan": "OneTime"})) == [(3, "BillingPlan")]


@pytest.mark.parametrize(
    ("content", "line", "part"),
    [
        (b"", 1, "empty"),
        (b"\xef\xbb\xbf", 1, "empty"),
        (b"\r\n\r\n", 1, "empty"),
        (HEADER.encode(), 1, "no lines"),
        (HEADER.encode("utf-16"), 1, "UTF-16"),
        (HEADER.encode() + b"\nabc\n\xe4\xf6", 3, "not UTF-8"),
        (b"PK\x03\x04\x14", 1, "not text"),
        (HEADER.encode() + b"\n\0", 2, "not text"),
        (HEADER.replace(",", ";").encode(), 1, "semicolons"),
        (HEADER.replace(",", "\t").encode(), 1, "tabs"),
        (b"name,age\nx,1", 1, "not the header"),
    ],
)
def test_a_file_of_another_kind_is_named_for_what_it_is(content: bytes, line: int, part: str) -> None:
    (fault,) = read(content).faults
    assert fault.line == line
    assert part in fault.reason


def test_missing_double_and_unknown_columns_are_named() -> None:
    header = HEADER.replace("Segment", "Market").replace("Tags", "Labels")
    found = read(header.encode()).faults
    assert {(fault.line, fault.column) for fault in found} == {
        (1, "Segment"),
        (1, "Tags"),
        (1, "Market"),
        (1, "Labels"),
    }


def test_broken_quotes_and_column_counts_are_named_and_reading_goes_on() -> None:
    good = file_of({}).decode().splitlines()[1]
    lines = [HEADER, '"Mail', good, "a,b", good.replace("60.48", "x").replace("MAIL", "B"), '"never closed']
    found = read("\n".join(lines).encode()).faults
    assert [(fault.line, fault.column) for fault in found] == [(2, ""), (4, ""), (5, "UnitPrice"), (6, "")]


def test_a_value_on_two_lines_counts_as_two() -> None:
    found = file_of({"SkuDescription": "one\ntwo"}, {"ProductId": "B", "UnitPrice": "x"})
    assert faults(found) == [(4, "UnitPrice")]


@given(st.binary(max_size=400))
def test_nothing_that_arrives_as_bytes_raises(content: bytes) -> None:
    found = read(content)
    assert found.faults
    assert all(fault.line >= 1 and fault.reason for fault in found.faults)


@given(st.text(max_size=300))
def test_nothing_below_a_good_header_raises(text: str) -> None:
    found = read(HEADER.encode() + b"\n" + text.encode("utf-8", "replace"))
    assert found.faults
    assert not found.rows


@given(st.decimals(min_value=0, max_value=10**13, places=6, allow_nan=False, allow_infinity=False))
def test_every_price_of_six_decimals_is_read_exactly(price: Decimal) -> None:
    (row,) = read(file_of({"UnitPrice": f"{price:f}"})).rows
    assert row.cost == price
