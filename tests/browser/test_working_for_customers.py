"""The reseller works for a customer: it orders on its behalf, and invites somebody who may only look (S8, S26, R24)."""

import re

from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP

CUSTOMERS = "/techsolutions/console/customers/"
VIEWER = "lena@olympia.example"
PASSWORD = "a-long-enough-one"


def open_customer(seller: Page) -> None:
    seller.goto(f"{CUSTOMERS}?q=olympia")
    seller.get_by_role("link", name="Olympia Foods SA", exact=True).click()
    expect(seller.get_by_role("heading", level=1)).to_have_text("Olympia Foods SA")


def test_what_is_ordered_on_behalf_shows_the_customer_no_amount(visit) -> None:
    seller, maria = visit("nikos@techsolutions.example"), visit("maria@olympia.example")
    open_customer(seller)
    seller.get_by_role("button", name="Order for the customer").click()
    bar = seller.locator(".visit")
    expect(bar).to_contain_text("You act for Olympia Foods SA. What you order here shows no amounts to them.")
    seller.goto("/techsolutions/shop/?q=visio+plan+1")
    seller.locator("main").get_by_role("link", name="Visio Plan 1", exact=True).first.click()
    seller.get_by_role("link", name=re.compile("^Order, ")).first.click()
    dialog = seller.get_by_role("dialog")
    dialog.get_by_label("How many?").fill("2")
    submit = dialog.get_by_role("button", name=re.compile(r"^Submit order, €[1-9]"))
    expect(submit).to_be_enabled()
    submit.click()
    seller.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    number = seller.url.rstrip("/").rsplit("/", 1)[1]
    seller.get_by_role("button", name="Back to the console").click()
    expect(bar).to_have_count(0)
    # Its own lists show what it costs and brings.
    seller.goto(f"/techsolutions/console/orders/?q={number}")
    expect(seller.get_by_role("row", name=re.compile(number))).to_contain_text("€")

    maria.goto(f"/techsolutions/billing/orders/{number}/")
    expect(maria.get_by_role("heading", level=1)).to_contain_text(number)
    expect(maria.locator("main")).not_to_contain_text("€")
    maria.goto(f"/techsolutions/billing/orders/?q={number}")
    expect(maria.get_by_role("row", name=re.compile(number))).not_to_contain_text("€")


def mailed_link(page: Page, address: str) -> str:
    """The link of the mail that was sent to an address, once it has come."""
    for _ in range(60):
        page.goto("/demo/mail/")
        mail = page.get_by_role("row", name=re.compile(address)).get_by_role("link").first
        if mail.count():
            break
        page.wait_for_timeout(250)
    page.goto(f"{mail.get_attribute('href')}html/")
    link = page.locator("a[href*='/password/']").first.get_attribute("href")
    assert link is not None
    return link


def test_who_was_invited_to_look_sees_and_changes_nothing(visit, site, browser: Browser) -> None:
    seller = visit("nikos@techsolutions.example")
    open_customer(seller)
    seller.get_by_role("link", name="Invite a person").click()
    dialog = seller.get_by_role("dialog")
    dialog.get_by_label("Name").fill("Lena Pappa")
    dialog.get_by_label("E-mail").fill(VIEWER)
    dialog.get_by_label("Role").select_option(label="Billing Viewer")
    dialog.get_by_role("button", name="Send the invitation").click()
    expect(seller.locator("main")).to_contain_text(VIEWER)

    context = browser.new_context(base_url=site.url, viewport=DESKTOP, locale="en-GB")
    try:
        lena = context.new_page()
        lena.goto(mailed_link(lena, VIEWER))
        lena.get_by_label("Password", exact=True).fill(PASSWORD)
        lena.get_by_label("Password again").fill(PASSWORD)
        lena.locator("main button[type=submit]").click()
        lena.wait_for_url(re.compile(r"/billing/$"))
        lena.goto("/techsolutions/billing/subscriptions/")
        row = lena.locator("tbody tr", has_text="Active").first
        expect(row).to_contain_text("€")
        row.get_by_role("link").first.click()
        lena.get_by_role("link", name="I want to…").click()
        expect(lena.locator("main")).to_contain_text("This takes the role Subscription Manager")
        changes = lena.get_by_role("link", name=re.compile("^(Buy|Upgrade|Cancel)")).all()
        assert len(changes) > 2
        for change in changes:
            assert (change.get_attribute("aria-disabled"), change.get_attribute("href")) == ("true", None)
        lena.goto("/techsolutions/shop/?q=visio+plan+1")
        lena.locator("main").get_by_role("link", name="Visio Plan 1", exact=True).first.click()
        expect(lena.get_by_role("heading", level=1)).to_have_text("Visio Plan 1")
        expect(lena.locator("main a[href]", has_text=re.compile("^Order"))).to_have_count(0)
    finally:
        context.close()
