"""A reseller reprices in the rows, is warned below cost, publishes, and finds all of it in the history; then all is as before."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

CATALOGUE = "/techsolutions/console/catalogue/"


@pytest.fixture
def nikos(visit) -> Page:
    return visit("nikos@techsolutions.example")


def first_free_row(page: Page) -> Locator:
    """A product that is listed, not published, and has no special price."""
    page.goto(f"{CATALOGUE}?tab=listed")
    row = page.locator(
        "tr:has(input[name^=special-][value='']):has([formaction$='/publication/'][aria-checked=false])"
    ).first
    expect(row).to_be_visible()
    return page.locator(f"#{row.get_attribute('id')}")


def review(page: Page) -> None:
    page.get_by_role("button", name="Review the changes").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Review the changes")


def test_reprice_below_cost_and_publish(nikos) -> None:
    row = first_free_row(nikos)
    title = row.locator(".c-name a").first.inner_text()
    bar = nikos.locator("form[data-edits]")
    expect(bar).to_be_hidden()

    row.locator("input[name^=special-]").fill("0.01")
    expect(bar).to_contain_text("1 unsaved change")
    expect(bar).to_contain_text(f"{title} goes below your cost.")
    expect(row.locator("[data-live^=pays]")).to_contain_text("was €")
    expect(row.locator("[data-live^=margin]")).to_contain_text("below cost")

    # The edits stay while one looks elsewhere in the list.
    nikos.get_by_role("link", name=re.compile("^All")).click()
    expect(bar).to_contain_text("1 unsaved change")
    review(nikos)
    nikos.get_by_role("link", name="Back to the catalogue").click()
    expect(bar).to_contain_text("1 unsaved change")
    review(nikos)
    nikos.get_by_role("button", name="Save all").click()
    expect(nikos.locator("main")).to_contain_text("Tick that you sell below your cost, or change the price.")
    nikos.get_by_label("I know, sell below cost").check()
    nikos.get_by_role("button", name="Save all").click()
    expect(nikos.locator(".toasts")).to_contain_text("1 price change is saved.")

    row = nikos.locator(f"#{_id(nikos, title)}")
    expect(bar).to_be_hidden()
    expect(row.locator("[data-live^=pays]")).to_contain_text("€0.01")
    row.locator("input[data-pick]").check()
    nikos.get_by_role("button", name="List and publish").click()
    expect(nikos.locator(".toasts")).to_contain_text("1 product is published.")

    row = nikos.locator(f"#{_id(nikos, title)}")
    row.get_by_role("link", name=title).click()
    nikos.get_by_role("link", name="Price history").click()
    rows = nikos.locator("tbody tr")
    expect(rows.nth(0)).to_contain_text("Product published")
    expect(rows.nth(1)).to_contain_text(
        re.compile("Special price set.*none.*€0.01.*Nikos Georgiou", re.DOTALL)
    )

    _as_before(nikos, title)


def _as_before(page: Page, title: str) -> None:
    row = page.locator(f"#{_id(page, title)}")
    row.locator("input[name^=special-]").fill("")
    review(page)
    page.get_by_role("button", name="Save all").click()
    expect(page.locator(".toasts")).to_contain_text("1 price change is saved.")
    row = page.locator(f"#{_id(page, title)}")
    row.locator("[formaction$='/publication/']").click()
    expect(page.locator(".toasts")).to_contain_text("is not published any more.")


def _id(page: Page, title: str) -> str:
    """The row's id, on a list that holds it."""
    page.goto(f"{CATALOGUE}?q={title.split(maxsplit=1)[0]}&tab=listed")
    name = page.locator("tbody tr", has=page.get_by_role("link", name=title, exact=True)).first.get_attribute(
        "id"
    )
    assert name
    return name
