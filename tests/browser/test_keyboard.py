"""The keyboard alone: skip link, search, menus, dialogs and decisions; and a look that the server remembers."""

import re

import pytest
from playwright.sync_api import Dialog, Locator, Page, expect

from tests.browser import money
from tests.browser.conftest import PHONE

SUBSCRIPTION = "/techsolutions/billing/subscriptions/?q=exchange"


def is_focused(place: Locator) -> bool:
    return place.count() == 1 and bool(place.evaluate("element => element === document.activeElement"))


def tab_to(page: Page, place: Locator) -> None:
    """Press Tab until something has the focus, as a person without a mouse does."""
    for _ in range(80):
        if is_focused(place):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"Tab does not reach {place}")


def open_subscription(page: Page) -> Locator:
    page.goto(SUBSCRIPTION)
    tab_to(page, page.get_by_role("row", name=re.compile("Exchange Online")).locator(".prod a"))
    page.keyboard.press("Enter")
    wanted = page.get_by_role("link", name="I want to…")
    expect(wanted).to_be_visible()
    return wanted


def open_dialog(page: Page) -> tuple[Locator, Locator]:
    """Open Buy licences from the subscription's menu. Answer the menu's button and the dialog."""
    wanted = open_subscription(page)
    tab_to(page, wanted)
    page.keyboard.press("Enter")
    wanted = page.locator("summary", has_text="I want to")
    expect(wanted).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("link", name=re.compile("^Buy licences"))).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    return wanted, dialog


def order(page: Page) -> str:
    """Order one more licence with the keyboard alone."""
    _, dialog = open_dialog(page)
    submit = dialog.get_by_role("button", name=re.compile("Submit order, €"))
    expect(submit).to_be_enabled()
    tab_to(page, submit)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    return page.url.rstrip("/").rsplit("/", 1)[1]


def test_the_first_stop_skips_to_the_content(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="Skip to content")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_a_stroke_goes_to_the_search(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/")
    page.keyboard.press("/")
    search = page.get_by_role("searchbox", name="Search orders: number or product")
    expect(search).to_be_focused()
    expect(search).to_have_value("")
    page.keyboard.type("SO-10021/")
    expect(search).to_have_value("SO-10021/")


def test_a_row_menu_opens_with_enter_and_closes_with_escape(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto(SUBSCRIPTION)
    tab_to(page, page.locator('a[data-menu][aria-label^="Actions for Exchange Online"]'))
    page.keyboard.press("Enter")
    button = page.locator('summary[aria-label^="Actions for Exchange Online"]')
    menu = page.locator("details:has(> summary[aria-label^='Actions for Exchange Online']) .menu")
    expect(menu).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(menu.locator("a, [tabindex]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(button).to_be_focused()


def test_a_menu_of_the_list_opens_with_enter_and_leads_to_its_dialog(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto(SUBSCRIPTION)
    tab_to(page, page.get_by_label(re.compile("^Actions for Exchange Online")).first)
    page.keyboard.press("Enter")
    menu = page.locator("#list details.dd[open] .menu")
    expect(menu).to_be_visible()
    page.keyboard.press("ArrowDown")
    expect(menu.get_by_role("link", name=re.compile("^Buy licences"))).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#list summary[aria-label^='Actions for Exchange Online']").first).to_be_focused()


def test_a_dialog_begins_at_the_quantity_keeps_the_focus_and_gives_it_back(visit) -> None:
    page = visit("maria@olympia.example")
    opener, dialog = open_dialog(page)
    expect(dialog.get_by_label("How many more?")).to_be_focused()
    for key in ["Tab"] * 12 + ["Shift+Tab"] * 12:
        page.keyboard.press(key)
        # Between the last and the first stop is the browser itself: then the document has the focus, no page behind.
        assert page.evaluate(
            "document.activeElement === document.body || dialog.contains(document.activeElement)"
        )
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()


def test_a_dialog_asks_before_it_drops_what_was_typed(visit) -> None:
    page = visit("maria@olympia.example")
    asked: list[str] = []

    def keep(question: Dialog) -> None:
        asked.append(question.message)
        question.dismiss()

    def drop(question: Dialog) -> None:
        asked.append(question.message)
        question.accept()

    opener, dialog = open_dialog(page)
    page.keyboard.press("ArrowUp")
    expect(dialog.get_by_label("How many more?")).to_have_value("2")
    page.once("dialog", keep)
    page.keyboard.press("Escape")
    expect(dialog).to_be_visible()
    expect(dialog.get_by_label("How many more?")).to_have_value("2")
    page.once("dialog", drop)
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(opener).to_be_focused()
    assert asked == ["Close without ordering? What you typed is not kept."] * 2


def test_ordering_and_approving(visit) -> None:
    number = order(visit("giorgos@olympia.example"))
    seller = visit("nikos@techsolutions.example")
    seller.goto(f"/techsolutions/console/approvals/{number}/")
    tab_to(seller, seller.get_by_role("button", name=f"Approve {number}"))
    seller.keyboard.press("Enter")
    expect(seller.locator(".tst")).to_contain_text(number)
    seller.goto(f"/techsolutions/console/approvals/{number}/")
    expect(seller.get_by_role("button", name=f"Approve {number}")).to_have_count(0)


def test_ordering_and_rejecting_with_a_reason(visit) -> None:
    buyer = visit("giorgos@olympia.example")
    number = order(buyer)
    seller = visit("nikos@techsolutions.example")
    seller.goto(f"/techsolutions/console/approvals/{number}/")
    tab_to(seller, seller.locator(".one summary", has_text="Reject"))
    seller.keyboard.press("Enter")
    tab_to(seller, seller.locator("textarea[name=reason]"))
    seller.keyboard.type("Three of yours are free: assign those first.")
    tab_to(seller, seller.get_by_role("button", name=f"Reject {number}"))
    seller.keyboard.press("Enter")
    expect(seller.locator(".tst")).to_contain_text(number)
    buyer.reload()
    expect(buyer.locator(".ph-title")).to_contain_text("Canceled")
    expect(buyer.locator("main")).to_contain_text("Three of yours are free: assign those first.")


def test_the_keys_of_the_approvals_reach_what_they_say_and_can_be_switched_off(visit) -> None:
    order(visit("giorgos@olympia.example"))
    order(visit("giorgos@olympia.example"))
    seller = visit("nikos@techsolutions.example")
    seller.goto("/techsolutions/console/approvals/")
    shown = seller.locator("#one")
    first = shown.inner_text()
    seller.keyboard.press("j")
    expect(shown).not_to_have_text(first)
    seller.keyboard.press("a")
    expect(seller.locator(".one [data-key=a]")).to_be_focused()
    seller.keyboard.press("r")
    expect(seller.locator("textarea[name=reason]")).to_be_focused()
    seller.keyboard.type("jk")
    expect(seller.locator("textarea[name=reason]")).to_have_value("jk")
    seller.goto("/techsolutions/console/approvals/")
    seller.get_by_role("button", name="Switch the keys off").click()
    seller.keyboard.press("j")
    seller.keyboard.press("r")
    expect(seller.locator("textarea[name=reason]")).to_be_hidden()
    expect(shown).to_have_text(first)
    expect(seller.get_by_role("button", name="Switch the keys on")).to_be_visible()


def test_a_stroke_and_a_number_lead_from_any_page_of_the_console_to_the_order(visit) -> None:
    seller = visit("nikos@techsolutions.example")
    seller.goto("/techsolutions/console/customers/?q=olympia")
    seller.keyboard.press("/")
    search = seller.get_by_role("searchbox", name="Search customers, orders, products")
    expect(search).to_be_focused()
    seller.keyboard.type("so-10021")
    seller.keyboard.press("Enter")
    seller.wait_for_url("**/console/approvals/SO-10021/")
    seller.get_by_role("button", name="Switch the keys off").click()
    seller.keyboard.press("/")
    expect(search).not_to_be_focused()


def test_the_look_is_kept_and_comes_from_the_server(visit) -> None:
    page = visit("zoe@design-studio.example", color_scheme="light")
    for choice, word in (("Dark", "dark"), ("Light", "light"), ("As on this device", "auto")):
        page.goto("/techsolutions/account/")
        theme = page.get_by_label("Appearance")
        theme.select_option(label=choice)
        tab_to(page, page.get_by_role("button", name="Keep this appearance"))
        page.keyboard.press("Enter")
        expect(page.get_by_text("Saved").or_(page.locator(".note-ok"))).to_be_visible()
        page.reload()
        expect(theme).to_have_value(word)
        # In the answer itself, so that no page is drawn in the wrong colours first.
        for address in ("account/", "billing/"):
            html = page.request.get(f"/techsolutions/{address}").text()
            assert f'data-bs-theme="{word}"' in html
        page.goto("/techsolutions/billing/")
        dark = page.evaluate("getComputedStyle(document.documentElement).colorScheme")
        assert dark == {"auto": "light dark"}.get(word, word)


def open_form_by_keys(page: Page, ref: str, form: str) -> Locator:
    """From a subscription's page to the dialog of a form; answer the button that orders."""
    page.goto(f"{money.LIST}{ref}/")
    tab_to(page, page.get_by_role("link", name="I want to…"))
    page.keyboard.press("Enter")
    expect(page.locator("summary", has_text="I want to")).to_be_focused()
    link = page.locator(f'.menu a[href$="/{ref}/{form}/"]:visible')
    for _ in range(10):
        page.keyboard.press("ArrowDown")
        if is_focused(link):
            break
    expect(link).to_be_focused()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("[data-quote-submit] button")).to_be_enabled()
    return dialog


@pytest.mark.parametrize("form", money.FORMS)
def test_every_change_is_ordered_and_taken_back(visit, form) -> None:
    page = visit("maria@olympia.example")
    ref = money.that_offers(page, form, least=3)
    dialog = open_form_by_keys(page, ref, form)
    tab_to(page, dialog.locator("input[name=quantity]"))
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    later = dialog.locator("input[name=when]").last
    if later.count():
        tab_to(page, dialog.locator("input[name=when]:checked"))
        page.keyboard.press("ArrowUp")
        money.priced(dialog)
        if not later.is_checked():
            page.keyboard.press("ArrowDown")
        expect(later).to_be_checked()
    submit = money.priced(dialog)
    tab_to(page, submit)
    page.keyboard.press("Enter")
    number = money.ordered(page)
    back = page.get_by_role("button", name="Withdraw the order")
    if not back.count():
        page.goto(f"{money.LIST}{ref}/")
        back = page.locator("li", has_text=number).get_by_role("button", name=re.compile("^Undo"))
    tab_to(page, back)
    page.keyboard.press("Enter")
    expect(back).to_have_count(0)


def test_auto_renew_is_switched_off_and_on(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto(f"{money.LIST}{money.that_offers(page, 'cancel')}/")
    for way, said in (("Switch off", "It ends with "), ("Switch on", "It renews on ")):
        tab_to(page, page.get_by_role("button", name=re.compile(f"^{way}")))
        page.keyboard.press("Enter")
        expect(page.locator(".toasts")).to_contain_text(said)


def test_rows_are_picked_by_space_and_ranges_with_shift(visit) -> None:
    page = visit("maria@olympia.example")
    page.goto("/techsolutions/billing/subscriptions/")
    boxes = page.get_by_role("checkbox", name=re.compile("^Select (?!all)"))
    bar = page.get_by_role("form", name="With the selected subscriptions")
    expect(bar).to_be_hidden()
    tab_to(page, boxes.nth(0))
    page.keyboard.press("Space")
    expect(bar).to_contain_text("Selected: 1")
    boxes.nth(3).click(modifiers=["Shift"])
    expect(bar).to_contain_text("Selected: 4")
    boxes.nth(1).press("Space")
    expect(bar).to_contain_text("Selected: 3")
    page.get_by_role("checkbox", name="Select all on this page").check()
    expect(bar).to_contain_text(f"Selected: {boxes.count()}")
    page.get_by_role("link", name="Filters").press("Enter")
    page.get_by_role("combobox", name="Price").select_option("yes")
    expect(page.get_by_role("link", name="Take away: Price hidden")).to_be_visible()
    expect(bar).to_be_hidden()
    assert page.locator("[data-pick]:checked").count() == 0


def test_on_a_phone_the_slash_reaches_the_lists_search(visit) -> None:
    page = visit("maria@olympia.example", viewport=PHONE)
    page.goto("/techsolutions/billing/orders/")
    page.keyboard.press("/")
    expect(page.locator("main input[type=search]")).to_be_focused()


def test_escape_closes_the_reason_of_a_rejection_and_keeps_it(visit) -> None:
    page = visit("nikos@techsolutions.example")
    page.goto("/techsolutions/console/approvals/")
    page.keyboard.press("r")
    reason = page.locator("#f-reason")
    expect(reason).to_be_focused()
    page.keyboard.type("Not this")
    page.keyboard.press("Escape")
    expect(reason).to_be_hidden()
    expect(page.locator("summary[data-key=r]")).to_be_focused()
    page.keyboard.press("r")
    expect(reason).to_have_value("Not this")


def test_the_queue_shows_the_order_that_is_chosen(visit) -> None:
    page = visit("nikos@techsolutions.example", viewport={"width": 1280, "height": 480})
    page.goto("/techsolutions/console/approvals/")
    last = page.locator(".queue > .q").last
    expect(last).not_to_be_in_viewport()
    page.goto(last.locator("a").get_attribute("href"))
    expect(page.locator(".queue > .q[aria-current]")).to_be_in_viewport(ratio=0.5)
    expect(page.locator("#one")).to_be_in_viewport()


def test_the_buttons_for_several_say_how_many_are_chosen(visit) -> None:
    page = visit("nikos@techsolutions.example")
    page.goto("/techsolutions/console/approvals/")
    approve = page.locator("#several button[type=submit]").first
    expect(approve).to_have_text("Approve chosen")
    page.get_by_role("checkbox", name="Choose SO-").first.check()
    expect(approve).to_have_text("Approve 1 chosen")
    page.get_by_role("button", name="Choose all").click()
    boxes = page.get_by_role("checkbox", name="Choose SO-").count()
    expect(approve).to_have_text(f"Approve {boxes} chosen")
    page.get_by_role("button", name="Choose all").click()
    expect(approve).to_have_text("Approve chosen")
