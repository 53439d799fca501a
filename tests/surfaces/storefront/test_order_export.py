"""The orders as a file: what the screen's filter finds, S8's dashes, real numbers and dates (S8, S13)."""

import csv
import datetime as dt
import io

import pytest
from python_calamine import CalamineWorkbook

from seatwise.storefront import exporting
from tests import factories
from tests.surfaces.storefront import scene


@pytest.fixture
def ordered(world):
    plain, odd = factories.offer(), factories.offer(title="=SUM(A1)", cost="8.00")
    factories.publish(world.reseller, plain, odd)
    scene.order(world, (plain, 3))
    scene.order(world, (odd, 2), until="rejected")
    scene.order(world, (plain, 5), by="reseller")
    scene.order(world, (odd, 4), (plain, 1), until="placed")
    return world


def body(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def lines(world, query: str = "") -> list[list[str]]:
    return list(csv.reader(io.StringIO(body(world.get(f"orders/export.csv{query}")).decode("utf-8-sig"))))


def test_excel_holds_what_the_screen_shows(ordered) -> None:
    answer = ordered.get("orders/export.xlsx")
    assert answer["Content-Disposition"] == 'attachment; filename="orders-2026-11-19.xlsx"'
    sheet = CalamineWorkbook.from_filelike(io.BytesIO(body(answer))).get_sheet_by_index(0)
    head, *rows = sheet.to_python()
    assert head[0] == "Order #"
    assert [row[0] for row in rows[:4]] == ["SO-10004", "SO-10003", "SO-10002", "SO-10001"]
    pending, hidden, rejected, executed = rows[:4]
    assert executed[1] == "Executed"
    assert executed[3] == dt.date(2026, 11, 19)
    assert executed[4:10] == [
        "Purchase",
        "Microsoft 365 Business Premium, 3 licences",
        0.0,
        executed[7],
        60.0,
        "EUR",
    ]
    assert hidden[7:9] == ["Techsolutions", "–"]
    assert rejected[2] == "Rejected by Techsolutions: Same as SO-10001"
    assert pending[5:7] == ["=SUM(A1), 4 licences", 1.0]
    # 60.00 and 4 × 10.00 + 20.00; the rejected one is not charged, the reseller's not shown.
    assert rows[4][8] == 120.0
    assert rows[5][8] == 1.0


def test_the_filter_of_the_screen_is_the_files(ordered) -> None:
    assert [row[0] for row in lines(ordered, "?status=canceled")][1:2] == ["SO-10002"]
    assert [row[0] for row in lines(ordered, "?q=premium&sort=number")][1:4] == [
        "SO-10001",
        "SO-10003",
        "SO-10004",
    ]
    page = ordered.html("orders/?type=purchase&from=2026-11-01")
    assert 'href="/techsolutions/billing/orders/export.xlsx?type=purchase&amp;from=2026-11-01"' in page


def test_no_text_becomes_a_formula(ordered) -> None:
    assert "'=SUM(A1), 4 licences" in {row[5] for row in lines(ordered)}


def test_a_long_list_is_read_page_by_page(ordered, monkeypatch) -> None:
    whole = body(ordered.get("orders/export.csv?sort=-total"))
    monkeypatch.setattr(exporting, "SIZE", 1)
    assert body(ordered.get("orders/export.csv?sort=-total")) == whole
