"""What people do with what they hold, in a browser: which subscription allows it, its form, and taking it back afterwards."""

import re

from playwright.sync_api import Locator, Page, expect

LIST = "/techsolutions/billing/subscriptions/"
FORMS = ("buy", "add-ons", "upgrade", "reduce", "cancel")


def that_offers(page: Page, form: str, *, least: int = 1, add_on: bool = False) -> str:
    """This function will find what the demo lets this person change so, for so many licences: its number, "S-2005"."""
    refs = dict.fromkeys(re.findall(rf"{LIST}(S-\d+)/", page.request.get(LIST).text()))
    for ref in refs:
        menu = page.request.get(f"{LIST}{ref}/menu/").text()
        if f"{LIST}{ref}/{form}/" not in menu or add_on != ("Cancel the subscription" not in menu):
            continue
        # With one licence nothing is partial.
        most = re.search(r'name="quantity"[^>]* max="(\d+)"', page.request.get(f"{LIST}{ref}/{form}/").text())
        if most is None or int(most[1]) >= least:
            return ref
    raise AssertionError(f"the demo has nothing for {form}")


def open_form(page: Page, ref: str, form: str) -> Locator:
    """This function will open a form from "I want to…" of a subscription's page, and answer its dialog with a price in it."""
    page.goto(f"{LIST}{ref}/")
    page.get_by_role("link", name="I want to…").click()
    page.locator(f'.menu a[href$="/{ref}/{form}/"]:visible').click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-quote-submit] button")).to_be_enabled()
    return dialog


def ask(dialog: Locator, quantity: int) -> Locator:
    """This function will type how many, wait for their price, and answer the button that orders."""
    dialog.locator("input[name=quantity]").fill(str(quantity))
    return priced(dialog)


def priced(dialog: Locator) -> Locator:
    """This function will wait until the price belongs to what the form says, and answer the button that orders."""
    dialog.page.wait_for_timeout(400)
    expect(dialog.locator("[data-quote-area]")).not_to_have_attribute("aria-busy", "true")
    submit = dialog.locator("[data-quote-submit] button")
    expect(submit).to_be_enabled()
    return submit


def ordered(page: Page) -> str:
    """This function will wait for the order's page and answer its number."""
    page.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def take_back(page: Page, ref: str, number: str) -> None:
    """This function will withdraw an order that waits, or undo what it has planned, so that the demo is as before."""
    page.goto(f"/techsolutions/billing/orders/{number}/")
    withdraw = page.get_by_role("button", name="Withdraw the order")
    if withdraw.count():
        withdraw.click()
        expect(page.locator(".ph-title")).to_contain_text("Canceled")
        return
    page.goto(f"{LIST}{ref}/")
    page.locator("li", has_text=number).get_by_role("button", name=re.compile("^Undo")).click()
    expect(page.locator(".toasts")).to_contain_text("The planned change is undone.")
