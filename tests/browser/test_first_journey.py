"""Import → publish → buy → approve → deliver → see: the whole of the product's first journey, in one browser."""

import csv
import re
from pathlib import Path

from playwright.sync_api import Page, expect

DATA = Path(__file__).resolve().parents[2] / "src/seatwise/demo/data"
NAME = "Harbour Planner Pro"


def vendor_file(name: str, folder: Path, changes: dict[str, str]) -> Path:
    """A vendor file with one line: the first of the shipped one, with some columns changed."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as source:
        reader = csv.DictReader(source)
        row = next(reader) | changes
        columns = reader.fieldnames
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as target:
        writer = csv.DictWriter(target, columns or [], quoting=csv.QUOTE_ALL)
        writer.writeheader()
        writer.writerow(row)
    return path


def import_product(site, folder: Path) -> None:
    product = {"ProductTitle": NAME, "SkuTitle": NAME, "ProductId": "HARBOUR00001", "SkuId": "0007"}
    offers = vendor_file(
        "offer-matrix.csv", folder, product | {"ProductSkuConversion": "", "ProductSkuPreRequisites": ""}
    )
    price = {"TermDuration": "P1M", "BillingPlan": "Monthly", "UnitPrice": "10.00", "ERP Price": "12.50"}
    prices = vendor_file("price-list-DE-EUR.csv", folder, product | price)
    for arguments in (
        ("import-offers", str(offers)),
        ("import-prices", str(prices), "--market", "DE", "--currency", "EUR"),
    ):
        done = site.seatwise("catalogue", *arguments)
        assert done.returncode == 0, done.stdout + done.stderr


def publish(seller: Page) -> None:
    seller.goto("/techsolutions/console/catalogue/?q=harbour")
    seller.get_by_role("switch", name=f"Listed, {NAME}").click()
    seller.get_by_role("switch", name=f"Published, {NAME}").click()
    expect(seller.get_by_role("switch", name=f"Published, {NAME}")).to_have_attribute("aria-checked", "true")


def order(buyer: Page) -> str:
    buyer.goto("/techsolutions/shop/?q=harbour")
    buyer.get_by_role("link", name=NAME, exact=True).click()
    buyer.get_by_role("link", name="Order, 1 month").click()
    dialog = buyer.get_by_role("dialog")
    dialog.get_by_label("How many?").fill("5")
    # 10.00 and the default markup of 18% are 11.80; times 5, and 24% VAT on top.
    submit = dialog.get_by_role("button", name="Submit order, €73.16")
    expect(submit).to_be_enabled()
    submit.click()
    buyer.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    expect(buyer.get_by_text("Pending Reseller Approval").first).to_be_visible()
    return buyer.url.rstrip("/").rsplit("/", 1)[1]


def test_import_publish_buy_approve_deliver_see(site, visit, tmp_path) -> None:
    import_product(site, tmp_path)
    seller, buyer = visit("nikos@techsolutions.example"), visit("maria@olympia.example")
    publish(seller)
    number = order(buyer)

    seller.goto(f"/techsolutions/console/approvals/{number}/")
    expect(seller.get_by_text("15.3%").first).to_be_visible()
    seller.get_by_role("button", name=f"Approve {number}").click()
    seller.wait_for_load_state()

    def executed() -> bool:
        buyer.reload()
        return buyer.locator(".ph-title").get_by_text("Executed").count() == 1

    for _ in range(40):
        if executed():
            break
        buyer.wait_for_timeout(250)
    expect(buyer.locator(".ph-title")).to_contain_text("Executed")
    expect(buyer.get_by_text("€73.16").first).to_be_visible()

    buyer.goto("/techsolutions/billing/subscriptions/?q=harbour")
    row = buyer.get_by_role("row", name=re.compile(NAME))
    expect(row).to_contain_text("€11.80")
    expect(row).to_contain_text("€59.00")
    row.get_by_role("link", name=NAME, exact=True).click()
    expect(buyer.get_by_role("heading", name=NAME)).to_be_visible()
    expect(buyer.locator(".held")).to_contain_text("5")

    mails = buyer.context.new_page()
    mails.goto("/demo/mail/")
    expect(mails.get_by_text(number).first).to_be_visible()


def orders_found(page: Page) -> int:
    page.goto("/techsolutions/billing/orders/")
    return int(re.findall(r"\d+", page.get_by_role("status").first.inner_text())[0])


def test_a_second_click_orders_once(visit) -> None:
    page = visit("giorgos@olympia.example")
    before = orders_found(page)
    page.goto("/techsolutions/billing/subscriptions/?q=exchange")
    page.get_by_role("row", name=re.compile("Exchange Online")).get_by_role("link").first.click()
    page.get_by_role("link", name="I want to…").click()
    page.get_by_role("link", name=re.compile("Buy licences")).first.click()
    submit = page.get_by_role("dialog").get_by_role("button", name=re.compile("Submit order, €"))
    expect(submit).to_be_enabled()
    submit.dblclick()
    page.wait_for_url(re.compile(r"/billing/orders/SO-\d+/"))
    assert orders_found(page) == before + 1
