"""`seatwise catalogue`: counts, or every fault and exit status 1."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from seatwise.catalogue.models import PriceLine, Product
from seatwise.cli import catalogue

pytestmark = pytest.mark.usefixtures("db")

ROOT = Path(__file__).parents[3]
DEMO = ROOT / "src" / "seatwise" / "demo" / "data"
GERMANY = ("--market", "DE", "--currency", "EUR")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(catalogue.group, arguments)


def test_files_are_imported_with_their_counts() -> None:
    first = run("import-prices", str(DEMO / "price-list-DE-EUR.csv"), *GERMANY)
    assert first.exit_code == 0, first.output
    assert "141 price lines new, 0 changed, 0 as before; 4 trials left out." in first.output
    assert "Products: 49 new, 0 changed." in first.output
    again = run("import-prices", str(DEMO / "price-list-DE-EUR.csv"), *GERMANY)
    assert again.exit_code == 0
    assert "Nothing changed" in again.output
    offers = run("import-offers", str(DEMO / "offer-matrix.csv"))
    assert offers.exit_code == 0
    assert "0 products new, 49 changed" in offers.output


def test_a_bad_file_is_exit_status_1_with_every_fault() -> None:
    result = run("import-prices", str(ROOT / "tests" / "data" / "price-list-broken.csv"), *GERMANY)
    assert result.exit_code == 1
    assert [line.split(":")[0] for line in result.output.splitlines() if line.startswith("line ")] == [
        "line 2, UnitPrice",
        "line 3, Currency",
        "line 4, TermDuration",
        "line 5, EffectiveStartDate",
        "line 6, ProductId",
        "line 7, UnitPrice",
        "line 9, ProductId",
    ]
    assert "7 faults" in result.output
    assert "Nothing was changed" in result.output
    assert not Product.objects.exists()
    assert not PriceLine.objects.exists()


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (("import-offers", "no-such-file.csv"), "There is no file"),
        (("import-offers", str(DEMO)), "is a folder"),
        (("import-offers", str(DEMO / "price-list-US-USD.csv")), "MinLicenses"),
        (
            ("import-prices", str(DEMO / "price-list-DE-EUR.csv"), "--market", "DE", "--currency", "EURO"),
            "EURO",
        ),
        (("import-prices", str(DEMO / "price-list-DE-EUR.csv"), "--market", "d", "--currency", "EUR"), "“d”"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(arguments: tuple[str, ...], part: str) -> None:
    result = run(*arguments)
    assert result.exit_code == 1
    assert part in result.output
    assert "Traceback" not in result.output
    assert not Product.objects.exists()
