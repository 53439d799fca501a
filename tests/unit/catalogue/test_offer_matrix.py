"""S28: the offer matrix says how many may be bought, what an add-on needs and what a product may become."""

from pathlib import Path

import pytest

from seatwise.catalogue.domain import offer_matrix

DEMO = Path(__file__).parents[3] / "src" / "seatwise" / "demo" / "data"
GOOD = dict.fromkeys(offer_matrix.COLUMNS, "") | {
    "ProductTitle": "Mail",
    "ProductId": "MAIL",
    "SkuId": "0001",
    "MinLicenses": "1",
    "MaxLicenses": "300",
}


def read(*changes: dict[str, str]) -> offer_matrix.OfferMatrix:
    rows = [",".join(f'"{cell}"' for cell in (GOOD | change).values()) for change in changes]
    return offer_matrix.read(content="\n".join([",".join(GOOD), *rows]).encode())


def test_the_demo_matrix_has_no_fault() -> None:
    found = offer_matrix.read(content=(DEMO / "offer-matrix.csv").read_bytes())
    assert found.faults == ()
    assert len(found.rows) == 49
    assert sum(bool(row.parents) for row in found.rows) == 8
    basic = found.rows[0]
    assert (basic.key, basic.smallest, basic.largest) == ("CFQ7TTC0LH18/0001", 1, 300)
    assert basic.targets[:2] == ("CFQ7TTC0LDPB/0001", "CFQ7TTC0LCHC/0002")
    assert "GR" in basic.allowed_countries


def test_lists_are_read_without_spaces_and_repetitions() -> None:
    (row,) = read({"ProductSkuPreRequisites": "A/01, B/02,A/01", "AllowedCountries": "DE; GR;DE"}).rows
    assert row.parents == ("A/01", "B/02")
    assert row.allowed_countries == ("DE", "GR")


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ({"ProductId": ""}, "ProductId"),
        ({"SkuId": "00 01"}, "SkuId"),
        ({"ProductTitle": ""}, "ProductTitle"),
        ({"MinLicenses": "0"}, "MinLicenses"),
        ({"MinLicenses": "301"}, "MaxLicenses"),
        ({"MaxLicenses": ""}, "MaxLicenses"),
        ({"MaxLicenses": "1.5"}, "MaxLicenses"),
        ({"MaxLicenses": "9999999999"}, "MaxLicenses"),
        ({"ProductSkuPreRequisites": "A"}, "ProductSkuPreRequisites"),
        ({"ProductSkuPreRequisites": "A/1,"}, "ProductSkuPreRequisites"),
        ({"ProductSkuPreRequisites": "MAIL/0001"}, "ProductSkuPreRequisites"),
        ({"ProductSkuConversion": "A/1/2"}, "ProductSkuConversion"),
        ({"ProductSkuConversion": "MAIL/0001"}, "ProductSkuConversion"),
        ({"AllowedCountries": "DE,GR"}, "AllowedCountries"),
        ({"AllowedCountries": "de"}, "AllowedCountries"),
    ],
)
def test_one_bad_value_is_one_fault(change: dict[str, str], column: str) -> None:
    found = read({"ProductId": "OTHER"}, change).faults
    assert [(fault.line, fault.column) for fault in found] == [(3, column)]


def test_a_product_given_twice_names_both_lines() -> None:
    (fault,) = read({}, {"ProductTitle": "Mail again"}).faults
    assert (fault.line, fault.column) == (3, "ProductId")
    assert "line 2" in fault.reason


def test_a_price_list_is_not_an_offer_matrix() -> None:
    found = offer_matrix.read(content=(DEMO / "price-list-US-USD.csv").read_bytes())
    assert found.rows == ()
    assert {fault.column for fault in found.faults} >= {"MinLicenses", "UnitPrice"}
