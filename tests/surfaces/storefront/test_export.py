"""The subscriptions as a file: what the screen shows, as real numbers and dates, read back by another library (S13)."""

import csv
import datetime as dt
import io
import re

import pytest
from python_calamine import CalamineWorkbook

from seatwise.infra import spreadsheet, tenancy, transactions
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.resellers import models as resellers
from seatwise.storefront import exporting
from seatwise.subscriptions import models as subscriptions
from tests import factories, holdings, shopping

pytestmark = pytest.mark.usefixtures("db")
HREF = "/techsolutions/billing/subscriptions/"


@pytest.fixture
def maria(time_machine):
    time_machine.move_to(holdings.at("2026-11-19"), tick=False)
    seller = factories.reseller(now=holdings.at("2026-10-01"))
    olympia = holdings.without_approval(seller)
    premium, basic = factories.offer(title="Premium"), factories.offer(title="=SUM(A1)", cost="9.60")
    factories.publish(seller, premium, basic)
    shopping.discount(seller, premium, 700)
    holdings.bought(seller, olympia, premium, 25, now=holdings.at("2026-11-01"))
    holdings.bought(seller, olympia, basic, 10, now=holdings.at("2026-11-05"))
    shopping.held(seller, olympia, premium, 3, now=holdings.at("2026-11-06"), by_reseller=True)
    return shopping.browser(olympia.admin)


def cells(file) -> list[list[object]]:
    """This function will answer the cells of a workbook's first sheet."""
    return list(CalamineWorkbook.from_filelike(file).get_sheet_by_index(0).to_python())


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def test_excel_holds_what_the_screen_shows(maria) -> None:
    answer = maria.get(f"{HREF}export.xlsx?sort=name")
    assert answer["Content-Disposition"] == 'attachment; filename="subscriptions-2026-11-19.xlsx"'
    head, *rows = cells(io.BytesIO(body(answer)))
    assert head == [
        "Number",
        "Name",
        "Kind",
        "Quantity",
        "Status",
        "Unit price",
        "Discount",
        "Total",
        "Currency",
        "Months of a billing period",
        "Renewal",
        "Auto-renew",
    ]
    assert [row[1] for row in rows[:3]] == ["=SUM(A1)", "Premium", "Premium"]
    bought = next(row for row in rows if row[0] == "S-2001")
    assert bought[3:] == [25.0, "Active", 20.0, 0.07, 465.0, "EUR", 1.0, dt.date(2026, 12, 1), "On"]
    hidden = next(row for row in rows if row[0] == "S-2003")
    assert hidden[5:8] == ["–"] * 3
    assert rows[-2][7:10] == [465.0 + 120.0, "EUR", 1.0]
    assert rows[-1][1] == "Without a price, not counted: 1"
    screen = maria.get(f"{HREF}?sort=name").content.decode()
    assert "€585.00" in screen


def test_the_columns_of_the_screen_are_the_files(maria) -> None:
    screen = maria.get(f"{HREF}?columns=name&columns=vendor&columns=final_unit_price").content.decode()
    assert f"{HREF}export.xlsx?columns=name.vendor.final_unit_price" in screen
    answer = maria.get(f"{HREF}export.xlsx?columns=name.vendor.final_unit_price")
    head, *rows = cells(io.BytesIO(body(answer)))
    assert head == [
        "Number",
        "Name",
        "Kind",
        "Vendor",
        "Final unit price",
        "Currency",
        "Months of a billing period",
    ]
    assert len(rows) == 3, "a total without its column is not said"
    assert {row[4] for row in rows} == {18.6, 12.0, "–"}
    (head, *_) = cells(io.BytesIO(body(maria.get(f"{HREF}export.xlsx?columns=name"))))
    assert head == ["Number", "Name", "Kind"]


def test_every_row_of_the_filter_with_its_add_ons_and_no_other(maria) -> None:
    parent = subscriptions.Subscription.objects
    with tenancy.scope(resellers.Reseller.objects.get().id), transactions.writing():
        first = parent.get(number=2001)
        parent.filter(number=2002).update(parent_id=first.id)
    for narrowed in ("hidden=no", "hidden=yes", "q=sum", "renews=2026-12", "status=active"):
        answer = maria.get(f"{HREF}export.xlsx?{narrowed}&sort=-total&columns=name.total")
        _head, *rows = cells(io.BytesIO(body(answer)))
        filed = [(row[0], row[2]) for row in rows if row[0]]
        screen = maria.get(f"{HREF}?{narrowed}&sort=-total&columns=name.number.total").content.decode()
        assert [number for number, _kind in filed] == re.findall(r'nowrap tn">(S-\d+)<', screen), narrowed
        assert [kind for _number, kind in filed if _number == "S-2002"] in ([], ["Add-on"])
        totals = [row[3] for row in rows if isinstance(row[3], float) and not row[0]]
        assert all(f"€{total:,.2f}" in screen for total in totals)


def test_the_filter_of_the_screen_is_the_files(maria) -> None:
    names = csv.reader(io.StringIO(body(maria.get(f"{HREF}export.csv?q=premium")).decode("utf-8-sig")))
    assert [row[1] for row in names][1:3] == ["Premium", "Premium"]
    assert f"{HREF}export.csv?q=premium" in maria.get(f"{HREF}?q=premium").content.decode()


def test_in_csv_no_text_becomes_a_formula(maria) -> None:
    rows = list(csv.reader(io.StringIO(body(maria.get(f"{HREF}export.csv")).decode("utf-8-sig"))))
    assert "'=SUM(A1)" in {row[1] for row in rows}
    assert "585.00" in {row[7] for row in rows}


def test_a_long_list_is_read_page_by_page(maria, monkeypatch) -> None:
    whole = body(maria.get(f"{HREF}export.csv?sort=-total"))
    monkeypatch.setattr(exporting, "SIZE", 1)
    assert body(maria.get(f"{HREF}export.csv?sort=-total")) == whole


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
def test_dangerous_texts_stay_texts(text) -> None:
    columns = (spreadsheet.Column(title="Text", kind=spreadsheet.Kind.TEXT),)
    file = spreadsheet.xlsx(title="T", columns=columns, rows=[(text,)], totals=())
    assert cells(file)[1] == [text]
    lines = list(spreadsheet.csv_lines(columns=columns, rows=[(text,)], totals=()))
    assert next(csv.reader(lines[1:]))[0] == f"'{text}"


def test_currencies_without_decimals_and_shares_of_a_percent() -> None:
    columns = (spreadsheet.Column(title="Amount", kind=spreadsheet.Kind.MONEY),) * 2
    rows = [(Money(1234, "JPY"), Percent(725))]
    file = spreadsheet.xlsx(title="T", columns=columns, rows=rows, totals=())
    assert cells(file)[1] == [1234.0, 0.0725]
    assert list(spreadsheet.csv_lines(columns=columns, rows=rows, totals=()))[1] == "1234,7.25%\r\n"
