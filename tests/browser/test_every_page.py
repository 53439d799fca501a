"""Every page as people meet it: axe finds nothing, nothing scrolls sideways at 390 px, no script fails, light and dark."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser import money
from tests.browser.conftest import DESKTOP, PHONE, ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
CUSTOMER = [
    "billing/",
    "billing/orders/",
    "billing/orders/{order}/",
    "billing/subscriptions/",
    "billing/subscriptions/?vendor=Microsoft+Corporation&planned=no&hidden=no&columns=name.number.vendor.total",
    "billing/subscriptions/views/?planned=yes",
    "billing/subscriptions/cancellation/?ref={subscription}",
    "billing/subscriptions/auto-renew/?ref={subscription}&on=0",
    "billing/subscriptions/{subscription}/",
    "billing/subscriptions/{returnable}/",
    "billing/subscriptions/{subscription}/history/",
    "billing/subscriptions/{subscription}/menu/",
    "billing/subscriptions/{subscription}/buy/",
    "billing/pending/",
    "billing/ahead/",
    "billing/assets/",
    "billing/assets/{asset}/",
    "shop/",
    "shop/basket/",
    "shop/{product}/",
    "shop/{product}/order/",
    "account/",
    "account/audit/",
    "billing/orders/SO-1/",
]
TEAM = [
    "console/",
    "console/money/",
    "console/approvals/",
    "console/approvals/?kind=cancellations",
    "console/deliveries/",
    "console/deliveries/?kind=failed",
    "console/deliveries/several/",
    "console/orders/",
    "console/subscriptions/",
    "console/subscriptions/?status=held",
    "console/customers/",
    "console/customers/new/",
    "console/customers/{customer}/",
    "console/customers/{customer}/details/",
    "console/customers/{customer}/address/",
    "console/customers/{customer}/people/",
    "console/customers/{customer}/orders/",
    "console/customers/{customer}/subscriptions/",
    "console/customers/{customer}/assets/",
    "console/catalogue/",
    "console/catalogue/?tab=listed",
    "console/prices/",
    "console/prices/{product}/",
    "console/prices/{product}/history/",
    "console/prices/history/",
    "console/prices/import/",
    "console/audit/",
    "console/search/",
    "console/search/?q=olympia",
    "console/settings/",
    "console/settings/region/",
    "console/settings/selling/",
    "console/settings/mail/",
    "console/settings/texts/",
    "console/settings/domain/",
    "console/settings/team/",
]


def first(page: Page, path: str, pattern: str) -> str:
    page.goto(f"/techsolutions/{path}")
    found = re.search(pattern, page.content())
    assert found is not None, path
    return found[1]


@pytest.fixture(scope="session")
def axe() -> str:
    return Path(AXE).read_text(encoding="utf-8")


def faults(page: Page, axe: str) -> list[str]:
    page.evaluate(axe)
    found = page.evaluate(
        "axe.run(document, {runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']})"
        ".then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.target.join(' ')).join(', ')))"
    )
    return list(found)


def fits(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (
        f"{page.url} scrolls sideways"
    )
    wide = page.evaluate(
        "[...document.querySelectorAll('main table')].filter(table => table.offsetParent"
        " && table.scrollWidth > table.parentElement.clientWidth + 1).map(table => table.caption?.textContent)"
    )
    assert wide == [], f"{page.url} has tables wider than their place"


def check(page: Page, addresses: list[str], names: dict[str, str], axe: str) -> None:
    said: list[str] = []
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("console", lambda message: said.append(message.text) if message.type == "error" else None)
    for address in addresses:
        path = address.format(**names)
        answer = page.goto(f"/techsolutions/{path}")
        assert answer is not None
        expected = 404 if path.endswith("SO-1/") else 200
        assert answer.status == expected, path
        fits(page)
        assert page.locator("h1").count() == 1, path
        assert faults(page, axe) == [], path
        assert [text for text in said if "404" not in text] == [], path


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_customers(visit, axe, viewport, scheme) -> None:
    # bypass_csp only lets axe in; the policy itself is tested over HTTP.
    page = visit("maria@olympia.example", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    names = {
        "order": first(page, "billing/orders/", r"/billing/orders/(SO-\d+)/"),
        "subscription": first(page, "billing/subscriptions/", r"/billing/subscriptions/(S-\d+)/"),
        "asset": first(page, "billing/assets/", r"/billing/assets/(A-\d+)/"),
        "product": first(page, "shop/", r"/shop/([0-9a-f-]{36})/"),
    }
    names["returnable"] = first(
        page, "billing/subscriptions/?q=Defender+for+Business", r"/billing/subscriptions/(S-\d+)/"
    )
    page.goto(f"/techsolutions/billing/subscriptions/{names['returnable']}/")
    expect(page.get_by_role("heading", name="Licences that can be given back")).to_be_visible()
    check(page, CUSTOMER, names, axe)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_pages_of_the_reseller(visit, axe, viewport, scheme) -> None:
    page = visit("nikos@techsolutions.example", viewport=viewport, color_scheme=scheme, bypass_csp=True)
    names = {
        "product": first(page, "console/prices/", r"/console/prices/([0-9a-f-]{36})/"),
        "customer": first(page, "console/customers/?q=olympia", r"/console/customers/([0-9a-f-]{36})/"),
    }
    check(page, TEAM, names, axe)
    # In the customer's Storefront, with the line that says so.
    page.goto(f"/techsolutions/console/customers/{names['customer']}/")
    page.get_by_role("button", name="View as customer").click()
    expect(page.locator(".visit")).to_contain_text("Nothing can be changed.")
    fits(page)
    assert faults(page, axe) == []
    page.get_by_role("button", name="Back to the console").click()
    expect(page.locator("h1")).to_contain_text("Olympia")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_what_opens_on_a_page(visit, axe, viewport, scheme) -> None:
    options = {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
    page = visit("maria@olympia.example", **options)
    page.goto("/techsolutions/billing/subscriptions/")
    page.locator("#list details.dash summary:visible").first.click()
    expect(page.locator("#list .tip:visible")).to_be_visible()
    assert faults(page, axe) == []
    fits(page)
    page.get_by_role("link", name="Filters").click()
    expect(page.get_by_role("combobox", name="Vendor")).to_be_visible()
    page.get_by_role("checkbox", name=re.compile("^Select ")).nth(1).check()
    expect(page.get_by_role("button", name="Cancel…")).to_be_visible()
    page.locator("summary", has_text="Columns").click()
    expect(page.get_by_role("button", name="Show these columns")).to_be_visible()
    assert faults(page, axe) == []
    fits(page)
    page.locator("#list a[data-menu]").first.click()
    expect(page.locator("#list .menu:visible")).to_be_visible()
    assert faults(page, axe) == []
    fits(page)
    page.get_by_role("link", name=re.compile("^Buy licences")).click()
    expect(page.get_by_role("dialog")).to_be_visible()
    assert faults(page, axe) == []
    page.get_by_label("How many more?").fill("0")
    expect(page.locator("dialog .wrong")).to_be_visible()
    expect(page.locator("dialog [data-quote-area]")).not_to_have_attribute("aria-busy", "true")
    assert faults(page, axe) == []

    seller = visit("nikos@techsolutions.example", **options)
    approvals = "/techsolutions/console/approvals/"
    seller.goto(approvals + first(seller, "console/approvals/", r"/console/approvals/(SO-\d+)/") + "/")
    seller.locator(".one summary", has_text="Reject").click()
    seller.locator(".one .panel button[type=submit]").click()
    expect(seller.locator(".one .panel .em")).to_be_visible()
    assert faults(seller, axe) == []
    fits(seller)


def test_the_sign_in_page(browser, site, axe) -> None:
    context = browser.new_context(base_url=site.url, viewport=PHONE, bypass_csp=True)
    page = context.new_page()
    page.goto("/techsolutions/signin/")
    assert faults(page, axe) == []
    page.locator("input[name=login]").fill("maria@olympia.example")
    page.locator("input[name=password]").fill("wrong")
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    page.wait_for_load_state()
    assert "/signin/" in page.url
    assert faults(page, axe) == []
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_forms_that_move_money(visit, axe, viewport, scheme) -> None:
    """Each as a dialog with its price; reduce and cancel also where something can leave at once, which asks for a tick."""
    options = {"viewport": viewport, "color_scheme": scheme, "bypass_csp": True}
    page = visit("maria@olympia.example", **options)
    for form in money.FORMS:
        dialog = money.open_form(page, money.that_offers(page, form), form)
        now = dialog.locator("label.opt:has(input[name=when][value=now])")
        for _ in range(2):
            assert faults(page, axe) == [], form
            fits(page)
            if not now.count():
                break
            now.click()
            money.priced(dialog)

    planned = next(ref for ref in refs(page) if "/undo/" in page.request.get(f"{money.LIST}{ref}/").text())
    page.goto(f"{money.LIST}{planned}/")
    expect(page.get_by_role("button", name=re.compile("^Undo")).first).to_be_visible()
    expect(page.get_by_role("button", name=re.compile("^Switch o")).first).to_be_visible()
    assert faults(page, axe) == []
    fits(page)

    seller = visit("nikos@techsolutions.example", **options)
    approvals = "/techsolutions/console/approvals/"
    seller.goto(approvals + first(seller, "console/approvals/", r"/console/approvals/(SO-\d+)/") + "/")
    expect(seller.get_by_role("button", name=re.compile("^Approve SO-"))).to_be_visible()
    assert faults(seller, axe) == []
    fits(seller)


def refs(page: Page) -> list[str]:
    return list(dict.fromkeys(re.findall(rf"{money.LIST}(S-\d+)/", page.request.get(money.LIST).text())))
