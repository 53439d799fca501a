"""Buying, upgrading, canceling and exporting as a customer does it, on a desk and on a phone; afterwards all is as before."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from python_calamine import CalamineWorkbook

from tests.browser import money
from tests.browser.conftest import DESKTOP, PHONE


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def maria(visit, request) -> Page:
    return visit("maria@olympia.example", viewport=request.param)


def waits(page: Page) -> int:
    """How many licences of the subscription shown wait for approval already."""
    found = re.search(r"\+(\d+) waiting for approval", page.locator("main").inner_text())
    return int(found[1]) if found else 0


def test_buying_three_licences(maria) -> None:
    ref = money.that_offers(maria, "buy", least=3)
    maria.goto(f"{money.LIST}{ref}/")
    waiting = waits(maria)
    dialog = money.open_form(maria, ref, "buy")
    submit = money.ask(dialog, 3)
    expect(dialog.get_by_label("Preview")).to_contain_text(re.compile(r"days left × 3 |Whole period × 3 "))
    expect(dialog.get_by_label("Preview")).to_contain_text("This price is held for you until")
    total = submit.inner_text().removeprefix("Submit order, ")
    assert total.startswith("€")
    submit.click()
    number = money.ordered(maria)
    expect(maria.locator("main")).to_contain_text(total)
    maria.goto(f"{money.LIST}{ref}/")
    expect(maria.locator("main")).to_contain_text(f"+{waiting + 3} waiting for approval")
    money.take_back(maria, ref, number)


def test_upgrading_three_of_many(maria) -> None:
    ref = money.that_offers(maria, "upgrade", least=10)
    dialog = money.open_form(maria, ref, "upgrade")
    held = int(dialog.locator("input[name=quantity]").input_value())
    submit = money.ask(dialog, 3)
    preview = dialog.get_by_label("Preview")
    for said in ("Credit, ", "Charge, ", "Before", "After"):
        expect(preview).to_contain_text(said)
    counts = [text for text in preview.locator("table .sub2").all_inner_texts() if text]
    assert counts == [str(held), str(held - 3), "3"]
    submit.click()
    number = money.ordered(maria)
    expect(maria.locator("main")).to_contain_text("Pending Reseller Approval")
    money.take_back(maria, ref, number)


def test_canceling_an_add_on_with_instructions(maria) -> None:
    ref = money.that_offers(maria, "cancel", add_on=True)
    dialog = money.open_form(maria, ref, "cancel")
    expect(dialog.get_by_role("heading").first).to_have_text("Cancel an add-on")
    dialog.locator("label.opt").last.click()
    dialog.get_by_label(re.compile("^Instructions for TechSolutions")).fill("Port the numbers first.")
    money.priced(dialog).click()
    number = money.ordered(maria)
    expect(maria.locator("main")).to_contain_text("Port the numbers first.")
    maria.goto(f"{money.LIST}{ref}/")
    expect(maria.locator(".ph-title")).to_contain_text("Pending Cancel")
    money.take_back(maria, ref, number)
    maria.goto(f"{money.LIST}{ref}/")
    expect(maria.locator(".ph-title")).to_contain_text("Active")


def test_canceling_two_later_and_undoing_it(maria) -> None:
    ref = money.that_offers(maria, "cancel", least=5)
    dialog = money.open_form(maria, ref, "cancel")
    dialog.locator("label.opt").last.click()
    submit = money.ask(dialog, 2)
    expect(submit).to_have_text("Cancel 2 licences")
    expect(dialog.get_by_label("Preview")).to_contain_text("2 leave at the end of")
    submit.click()
    number = money.ordered(maria)
    maria.goto(f"{money.LIST}{ref}/")
    expect(maria.locator("main")).to_contain_text(
        re.compile("2 fewer of .* (You can undo it until|still has to approve it)", re.DOTALL)
    )
    money.take_back(maria, ref, number)
    maria.goto(f"{money.LIST}{ref}/")
    expect(maria.locator("main")).not_to_contain_text("2 fewer of")


def test_the_export_is_the_screen(maria) -> None:
    """Each number, name, amount and sum of the file is on the screen that it was made from."""
    maria.goto(f"{money.LIST}?status=active&sort=name")
    with maria.expect_download() as download:
        maria.get_by_role("link", name="Export as Excel").click()
    head, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(download.value.path().read_bytes()))
        .get_sheet_by_index(0)
        .to_python()
    )
    exported = [dict(zip(head, row, strict=True)) for row in rows if str(row[0]).startswith("S-")]
    html = maria.content()
    screen = list(dict.fromkeys(re.findall(rf"{money.LIST}(S-\d+)/", html)))
    assert sorted(row["Number"] for row in exported) == sorted(screen)
    shown = " ".join(re.sub(r"<[^>]+>", " ", html).split())
    sums = 0
    for row in exported:
        assert str(row["Name"]).replace("&", "&amp;") in shown
        assert row["Total"] == "–" or f"€{row['Total']:,.2f}" in shown, row
        sums += row["Total"] != "–"
    assert sums > 1
