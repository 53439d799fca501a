"""Parts of a page that come later, or do not come: what stands there then, and the way forward."""

import re

from playwright.sync_api import expect


def test_the_dashboard_fills_in_what_is_ahead(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/")
    expect(page.get_by_role("heading", name="Spend by month")).to_be_visible()
    expect(page.get_by_role("img", name=re.compile("in 12 months"))).to_be_visible()
    page.get_by_text("Show as table").click()
    expect(page.get_by_role("row", name=re.compile("^Total"))).to_be_visible()


def test_a_part_that_fails_says_so_and_the_rest_stays(visit) -> None:
    page = visit("maria@olympia.example")
    page.route("**/billing/ahead/", lambda route: route.fulfill(status=500, body="<h1>no</h1>"))
    page.goto("/techsolutions/billing/")
    failed = page.get_by_role("alert").filter(has_text="We could not load spend and renewals.")
    expect(failed).to_be_visible()
    expect(failed.get_by_role("link", name="Try again")).to_have_attribute(
        "href", "/techsolutions/billing/ahead/"
    )
    expect(page.get_by_role("heading", name="Recent orders")).to_be_visible()


def test_a_list_that_fails_keeps_its_rows_and_what_was_typed(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/orders/")
    rows = page.locator("#list tbody tr").count()
    page.route("**/billing/orders/?*", lambda route: route.abort())
    page.get_by_role("searchbox", name="Order number or product").fill("visio")
    expect(page.get_by_role("alert").filter(has_text="We could not load the list.")).to_be_visible()
    assert page.locator("#list tbody tr").count() == rows
    page.unroute("**/billing/orders/?*")
    page.get_by_role("searchbox", name="Order number or product").fill("visio plan")
    expect(page.get_by_role("alert").filter(has_text="We could not load the list.")).to_be_hidden()


def test_the_customers_are_counted_after_the_page_and_after_a_search(visit) -> None:
    page = visit("nikos@techsolutions.example")
    page.goto("/techsolutions/console/customers/")
    every = page.get_by_role("link", name=re.compile("^All"))
    expect(every).to_have_text(re.compile(r"^All[1-9]\d*$"))
    count = every.text_content() or ""
    words = page.get_by_role("searchbox", name="Company, person or e-mail")
    words.fill("olympia")
    expect(every).to_have_text("All1")
    words.fill("")
    expect(every).to_have_text(count)


def test_offline_a_bar_says_so(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/orders/")
    page.context.set_offline(True)
    expect(page.get_by_text("The connection is gone.")).to_be_visible()
    page.context.set_offline(False)
    expect(page.get_by_text("The connection is gone.")).to_be_hidden()


def test_the_basket_follows_what_is_typed(visit) -> None:
    page = visit("maria@olympia.example")
    for words in ("visio plan 1", "visio plan 2"):
        page.goto(f"/techsolutions/shop/?q={words}")
        page.locator("#list .prod a").first.click()
        page.get_by_role("button", name=re.compile("^Add to basket")).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Basket")
    before = page.get_by_role("button", name=re.compile("^Submit order")).inner_text()
    page.get_by_role("spinbutton").first.fill("7")
    expect(page.get_by_role("button", name=re.compile("^Submit order"))).not_to_have_text(before)
    page.reload()
    expect(page.get_by_role("spinbutton").first).to_have_value("7")
    # Enter asks for the price; it neither orders nor takes anything out.
    page.get_by_role("spinbutton").first.press("Enter")
    expect(page.get_by_role("spinbutton")).to_have_count(2)
    page.get_by_role("button", name=re.compile("^Remove")).first.click()
    expect(page.get_by_role("spinbutton")).to_have_count(1)
