"""Scripts off: buying, deciding, and finding things in lists are forms and links."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser import money


@pytest.fixture
def plain(visit) -> Any:
    """Answer a page of a person whose browser runs no scripts."""
    return lambda email: visit(email, java_script_enabled=False)


def placed(page: Page) -> str:
    page.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    expect(page.locator(".ph-title")).to_contain_text("Pending Reseller Approval")
    return page.url.rstrip("/").rsplit("/", 1)[1]


def order_from_the_shop(page: Page) -> str:
    page.goto("/techsolutions/shop/?q=visio")
    page.get_by_role("link", name="Visio Plan 1", exact=True).click()
    page.get_by_role("link", name=re.compile("^Order, ")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Order Visio Plan 1")
    page.get_by_label("How many?").fill("2")
    page.get_by_label(re.compile("Your reference")).fill("PO-7")
    page.get_by_role("button", name="Work out the price").click()
    expect(page.get_by_label("How many?")).to_have_value("2")
    expect(page.get_by_label("Preview")).to_contain_text("2 licences")
    submit = page.get_by_role("button", name=re.compile("Submit order, €"))
    total = submit.inner_text().removeprefix("Submit order, ")
    submit.click()
    number = placed(page)
    expect(page.locator("main")).to_contain_text(total)
    expect(page.locator("main")).to_contain_text("PO-7")
    return number


def test_a_product_is_ordered_and_the_order_rejected(plain) -> None:
    buyer = plain("maria@olympia.example")
    number = order_from_the_shop(buyer)

    seller = plain("nikos@techsolutions.example")
    seller.goto(f"/techsolutions/console/approvals/{number}/")
    seller.locator(".one summary", has_text="Reject").click()
    seller.get_by_role("button", name=f"Reject {number}").click()
    reason = seller.locator("textarea[name=reason]")
    expect(reason).to_be_visible()
    expect(reason).to_have_attribute("aria-invalid", "true")
    reason.fill("Visio is in your new plan.")
    seller.get_by_role("button", name=f"Reject {number}").click()
    expect(seller.locator(".toasts")).to_contain_text(number)

    buyer.reload()
    expect(buyer.locator(".ph-title")).to_contain_text("Canceled")
    expect(buyer.locator("main")).to_contain_text("Visio is in your new plan.")


def test_licences_are_bought_by_keyboard(plain) -> None:
    page = plain("giorgos@olympia.example")
    page.goto("/techsolutions/billing/subscriptions/?q=exchange")
    page.get_by_role("row", name=re.compile("Exchange Online")).get_by_role("link").first.press("Enter")
    page.get_by_role("link", name="I want to…").press("Enter")
    page.get_by_role("link", name=re.compile("Buy licences")).first.press("Enter")
    quantity = page.get_by_label("How many more?")
    quantity.fill("2")
    quantity.press("Enter")
    page.get_by_role("button", name=re.compile("Submit order, €")).press("Enter")
    placed(page)


def test_a_menu_of_the_list_is_a_page(plain) -> None:
    page = plain("giorgos@olympia.example")
    page.goto("/techsolutions/billing/subscriptions/?q=exchange")
    page.get_by_label(re.compile("^Actions for Exchange Online")).first.press("Enter")
    page.get_by_role("link", name=re.compile("^Reduce licences")).press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Reduce licences")


def test_several_subscriptions_are_canceled_with_one_yes(plain) -> None:
    page = plain("giorgos@olympia.example")
    page.goto("/techsolutions/billing/subscriptions/?hidden=no&planned=no&sort=-name")
    for box in page.get_by_role("checkbox", name=re.compile("^Select ")).all()[:2]:
        box.check()
    page.get_by_role("button", name="Cancel…").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Cancel subscriptions")
    expect(page.get_by_role("cell", name=re.compile("leave at the end of"))).to_have_count(2)
    page.get_by_role("button", name="Cancel 2 subscriptions").click()
    expect(page.locator("main")).to_contain_text("2 orders are placed.")
    orders = page.get_by_role("link", name=re.compile(r"^SO-\d+$"))
    expect(orders).to_have_count(2)
    placed_ones = orders.all_inner_texts()
    page.reload()
    assert page.get_by_role("link", name=re.compile(r"^SO-\d+$")).all_inner_texts() == placed_ones
    page.get_by_role("link", name="Back to the list").click()
    page.get_by_role("link", name="Filters").click()
    page.get_by_role("combobox", name="Planned changes").select_option("yes")
    page.get_by_role("button", name="Search").last.click()
    expect(page.locator("#list .st-warn", has_text="Pending Cancel").nth(1)).to_be_visible()


def test_a_list_is_kept_as_a_view(plain) -> None:
    page = plain("giorgos@olympia.example")
    page.goto("/techsolutions/billing/subscriptions/?hidden=yes")
    page.locator("summary", has_text="Columns").click()
    page.get_by_label("Discount").uncheck()
    page.get_by_role("button", name="Show these columns").click()
    expect(page.get_by_role("columnheader", name="Discount")).to_have_count(0)
    page.get_by_role("link", name="Saved views").click()
    page.get_by_role("textbox", name="Save the list as it is, under the name").fill("Without a price")
    page.get_by_role("button", name="Save this view").click()
    page.goto("/techsolutions/billing/subscriptions/")
    page.get_by_role("link", name="Without a price", exact=True).click()
    expect(page.get_by_role("columnheader", name="Discount")).to_have_count(0)
    expect(page.get_by_role("link", name="Take away: Price hidden")).to_be_visible()


def numbers(page: Page) -> list[str]:
    return page.locator("#list td.c-name a").all_inner_texts()


def test_a_list_is_sorted_filtered_and_searched(plain) -> None:
    page = plain("maria@olympia.example")
    page.goto("/techsolutions/billing/orders/")
    newest_first = numbers(page)
    assert newest_first == sorted(newest_first, reverse=True)
    page.get_by_role("columnheader", name="Order #").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Order #")).to_have_attribute("aria-sort", "ascending")
    oldest_first = numbers(page)
    assert oldest_first == sorted(oldest_first)

    page.get_by_role("navigation", name="Filter by status").get_by_role("link", name="Canceled").click()
    statuses = page.locator("#list td.c-st .st")
    expect(statuses.first).to_have_text("Canceled")
    assert set(statuses.all_inner_texts()) == {"Canceled"}
    expect(page.get_by_role("columnheader", name="Order #")).to_have_attribute("aria-sort", "ascending")

    search = page.get_by_role("searchbox", name="Order number or product")
    search.fill("visio")
    page.get_by_role("search", name="This list").get_by_role("button", name="Search").click()
    expect(page.get_by_role("searchbox", name="Order number or product")).to_have_value("visio")
    expect(page.locator("#list td.c-what").first).to_contain_text("Visio")
    assert set(page.locator("#list td.c-st .st").all_inner_texts()) == {"Canceled"}


def test_a_long_list_is_paged_by_links_there_and_back(plain) -> None:
    page = plain("nikos@techsolutions.example")
    page.goto("/techsolutions/console/catalogue/")
    first = page.locator("#list .prod a:not(.lk)").all_inner_texts()
    assert len(first) == 25
    page.get_by_role("link", name="Next").click()
    page.wait_for_url(re.compile("after="))
    second = page.locator("#list .prod a:not(.lk)").all_inner_texts()
    assert set(first).isdisjoint(second)
    page.get_by_role("link", name="Previous").click()
    page.wait_for_url(re.compile("before="))
    assert page.locator("#list .prod a:not(.lk)").all_inner_texts() == first


@pytest.mark.parametrize("form", money.FORMS)
def test_every_change_is_ordered_and_taken_back(plain, form) -> None:
    page = plain("maria@olympia.example")
    ref = money.that_offers(page, form, least=3)
    page.goto(f"{money.LIST}{ref}/")
    page.get_by_role("link", name="I want to…").click()
    page.locator(f'.menu a[href$="/{ref}/{form}/"]:visible').click()
    page.locator("input[name=quantity]").fill("2")
    times = page.locator("label.opt:has(input[name=when])")
    if times.count():
        times.last.click()
    page.get_by_role("button", name="Work out the price").click()
    expect(page.get_by_label("Preview")).to_contain_text(re.compile(r"× 2 |Planned for "))
    page.locator("[data-quote-submit] button").click()
    money.take_back(page, ref, money.ordered(page))


def test_auto_renew_is_switched_off_and_on(plain) -> None:
    page = plain("maria@olympia.example")
    page.goto(f"{money.LIST}{money.that_offers(page, 'cancel')}/")
    for way, said in (("Switch off", "It ends with "), ("Switch on", "It renews on ")):
        page.get_by_role("button", name=re.compile(f"^{way}")).click()
        expect(page.locator(".toasts")).to_contain_text(said)


def test_a_message_covers_no_button_and_is_closed(plain) -> None:
    page = plain("nikos@techsolutions.example")
    page.goto("/techsolutions/console/catalogue/?tab=listed")
    for _ in ("published", "unpublished again"):
        row = page.locator("tr:has([formaction$='/publication/'])").first
        row.locator("[formaction$='/publication/']").click()
        message = page.locator(".tst")
        expect(message).to_be_visible()
        # Playwright refuses to click what something else covers.
        page.get_by_role("button", name="Review the changes").click(trial=True)
        message.get_by_label("Close").click()
        expect(message).to_be_hidden()
