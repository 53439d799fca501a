"""S26, S8, S14: the reseller orders on a customer's behalf with the customer's own forms, or looks on."""

import re

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.infra.models import Event
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering.models import Order, OrderMove
from seatwise.pricing import operations as pricing
from seatwise.resellers import operations as resellers
from tests import factories, jobs

BILLING = "/techsolutions/billing/"
BANNER = "You act for Olympia Foods SA."


@pytest.fixture
def path(world) -> str:
    return f"/techsolutions/console/customers/{world.customer.id}/"


def visit(client, path: str, mode: str, place: str = "") -> str:
    answer = client.post(f"{path}{mode}/", {"place": place})
    assert answer.status_code == 303
    return str(answer["Location"])


def buy(client, address: str, quantity: int) -> str:
    """Ask for the price, then confirm it; answers the order's number."""
    page = client.post(address, {"quantity": quantity, "step": "quote"}).content.decode()
    token = re.search(r'name="quote" value="([^"]+)"', page)
    offer = re.search(r'name="offer"[^>]*value="([^"]+)"', page) or re.search(
        r'<option value="([^"]+)" selected', page
    )
    assert token is not None, page
    typed = {"quantity": quantity, "quote": token[1], "step": "order", "offer": offer[1] if offer else ""}
    answer = client.post(address, typed)
    assert answer.status_code == 303, answer.content.decode()
    return str(answer["Location"]).rstrip("/").rpartition("/")[2]


def order_of(world, number: str) -> Order:
    return world.read(lambda: Order.objects.get(number=number.removeprefix("SO-")))


def test_an_order_on_behalf_needs_no_approval_and_shows_no_amount_to_the_customer(world, owner, path) -> None:
    assert visit(owner, path, "ordering", "shop/") == "/techsolutions/shop/"
    assert BANNER in owner.get("/techsolutions/shop/").content.decode()
    number = buy(owner, f"/techsolutions/shop/{world.offer.product_id}/order/", 3)
    order = order_of(world, number)
    assert (order.placed_by, order.placed_by_name, order.status) == (
        "reseller",
        "Nikos Georgiou",
        "in_progress",
    )
    jobs.drain()
    customer = world.browser(world.customer.admin)
    page = customer.get(f"{BILLING}orders/{number}/").content.decode()
    assert "€60.00" not in page
    assert "\u2013" in page
    listed = customer.get(f"{BILLING}subscriptions/").content.decode()
    assert "€20.00" not in listed
    assert "bought this for you" in listed


def test_what_is_listed_and_not_published_can_be_ordered_on_behalf(world, owner, path) -> None:
    listed = factories.offer(title="Copilot", cost="24.00")
    with tenancy.scope(world.reseller.id), transactions.writing():
        pricing.list_product(product_id=listed.product_id, actor=SYSTEM, now=factories.NOW)
    address = f"/techsolutions/shop/{listed.product_id}/order/"
    visit(owner, path, "ordering")
    assert "Copilot" in owner.get("/techsolutions/shop/").content.decode()
    assert order_of(world, buy(owner, address, 2)).placed_by == "reseller"
    assert world.browser(world.customer.admin).get(address).status_code == 404
    visit(owner, path, "viewing")
    assert "Copilot" not in owner.get("/techsolutions/shop/").content.decode()


def test_a_subscription_is_changed_on_behalf(world, owner, path) -> None:
    world.have((world.offer, 5))
    there = visit(owner, path, "ordering", "billing/subscriptions/S-2001/")
    assert there == f"{BILLING}subscriptions/S-2001/"
    assert BANNER in owner.get(there).content.decode()
    number = buy(owner, f"{there}buy/", 2)
    jobs.drain()
    assert world.held().quantity == 7
    moves = world.read(lambda: list(OrderMove.objects.filter(order_id=order_of_id(number), before="")))
    assert [move.actor_kind for move in moves] == ["reseller"]


def order_of_id(number: str):
    return Order.objects.get(number=number.removeprefix("SO-")).id


def test_viewing_changes_nothing_and_is_kept(world, owner, path) -> None:
    world.have((world.offer, 5))
    waiting = world.order((world.setup, 1))
    assert visit(owner, path, "viewing") == BILLING
    for page in ("", "orders/", f"orders/{waiting}/", "subscriptions/", "subscriptions/S-2001/", "assets/"):
        text = owner.get(BILLING + page).content.decode()
        assert "You see what Olympia Foods SA sees. Nothing can be changed." in text, page
    menu = owner.get(f"{BILLING}subscriptions/S-2001/menu/").content.decode()
    assert "Nothing can be changed while you look on as the customer." in menu
    assert "An Admin of your company" not in menu
    for address in (
        f"{BILLING}subscriptions/S-2001/buy/",
        f"{BILLING}subscriptions/S-2001/auto-renew/",
        f"/techsolutions/shop/{world.offer.product_id}/order/",
    ):
        assert owner.post(address).status_code == 403, address
    assert owner.post(f"{BILLING}orders/{waiting}/withdrawal/").status_code == 409
    assert order_of(world, waiting).status == "pending_reseller_approval"
    (told,) = world.read(lambda: list(Event.objects.filter(kind="customer.viewing")))
    assert (told.subject_id, told.about, told.actor_name) == (
        world.customer.id,
        "Olympia Foods SA",
        "Nikos Georgiou",
    )


def test_an_order_is_not_withdrawn_on_behalf_but_rejected_at_the_console(world, owner, path) -> None:
    waiting = world.order((world.setup, 1))
    visit(owner, path, "ordering")
    assert "/withdrawal/" not in owner.get(f"{BILLING}orders/{waiting}/").content.decode()
    assert owner.post(f"{BILLING}orders/{waiting}/withdrawal/").status_code == 409


def test_the_visit_ends(world, owner, path) -> None:
    visit(owner, path, "ordering")
    assert owner.post("/techsolutions/console/customers/visit/end/")["Location"] == path
    assert owner.get(BILLING)["Location"] == "/techsolutions/console/"
    assert owner.post("/techsolutions/console/customers/visit/end/").status_code == 303


def test_a_visit_ends_with_the_role(world, path) -> None:
    sales = factories.team_member(world.reseller, role="sales")
    client = world.browser(sales)
    visit(client, path, "ordering")
    assert client.get(BILLING).status_code == 200
    with tenancy.scope(world.reseller.id), transactions.writing():
        resellers.add_team_member(user_id=sales.id, role="operations", actor=SYSTEM, now=factories.NOW)
    assert client.get(BILLING)["Location"] == "/techsolutions/console/"


@pytest.mark.parametrize(
    "place", ["https://evil.example/", "//evil", "../../other/", "account/", "billing/subscriptions/S-1/x"]
)
def test_a_visit_begins_only_in_the_storefront(owner, path, place) -> None:
    assert visit(owner, path, "ordering", place) == BILLING


def test_a_customer_of_another_reseller_is_not_visited(world, owner) -> None:
    other = factories.reseller(alias="other")
    foreign = factories.customer(other, name="Far Away")
    for mode in ("ordering", "viewing"):
        assert owner.post(f"/techsolutions/console/customers/{foreign.id}/{mode}/").status_code == 404
    assert owner.get(BILLING)["Location"] == "/techsolutions/console/"


def test_at_most_twelve_statements(world, owner, path) -> None:
    world.have((world.offer, 5))
    visit(owner, path, "viewing")
    for page in ("", "orders/", "subscriptions/"):
        world.check_statements(owner, BILLING + page)


def test_what_is_done_on_behalf_is_kept_as_done_in_the_customers_storefront(world, owner, path) -> None:
    world.have((world.offer, 5))
    visit(owner, path, "ordering")
    assert owner.post(f"{BILLING}subscriptions/S-2001/auto-renew/", {"on": "0"}).status_code == 303
    (told,) = world.read(lambda: list(Event.objects.filter(kind="subscription.auto_renew_off")))
    assert (told.session, told.about, told.actor_name) == ("as_customer", "S-2001", "Nikos Georgiou")


def test_a_planned_change_is_undone_on_the_customers_behalf(world, owner, path) -> None:
    world.have((world.offer, 5))
    world.order_fewer(2, "period_end")
    there = visit(owner, path, "ordering", "billing/subscriptions/S-2001/")
    undo = re.search(r'action="([^"]+/planned/[0-9a-f-]{36}/undo/)"', owner.get(there).content.decode())
    assert undo is not None
    told = owner.post(undo[1], follow=True).content.decode()
    assert "The planned change is undone" in told
    assert world.held().leaving == 0
    moves = world.read(lambda: list(Event.objects.filter(kind="line.undone")))
    assert [(event.actor_kind, event.actor_name, event.session) for event in moves] == [
        ("reseller", "Nikos Georgiou", "as_customer")
    ]
    # Undone once; a second press says so, as a warning.
    again = owner.post(undo[1], follow=True)
    assert again.status_code in {200, 404}
    assert "The planned change is undone" not in again.content.decode()


@pytest.mark.parametrize("step", ["quote", "order"])
def test_a_form_of_one_company_orders_nothing_for_another_that_was_opened_since(
    world, owner, path, step
) -> None:
    world.have((world.offer, 5))
    harbor = factories.customer(world.reseller, name="Harbor Logistics")
    addresses = (
        f"/techsolutions/shop/{world.offer.product_id}/order/",
        f"{BILLING}subscriptions/S-2001/buy/",
    )
    before = world.read(Order.objects.count)
    for address in addresses:
        visit(owner, path, "ordering")
        page = owner.post(address, {"quantity": 2, "step": "quote"}).content.decode()
        sent = dict(re.findall(r'name="(quote|for_company)" value="([^"]+)"', page))
        assert sent["for_company"] == str(world.customer.id)
        visit(owner, f"/techsolutions/console/customers/{harbor.id}/", "ordering")
        answer = owner.post(address, {**sent, "quantity": 2, "step": step})
        said = answer.content.decode()
        assert answer.status_code == 422
        assert "This form was for Olympia Foods SA, but the company that is open here is Harbor" in said
        assert "You changed the form" not in said
        assert 'name="quote"' not in said
    assert world.read(Order.objects.count) == before


def test_a_form_names_no_company_of_another_reseller(world, owner, path) -> None:
    foreign = factories.customer(factories.reseller(alias="other"), name="Far Away")
    visit(owner, path, "ordering")
    for meant in (str(foreign.id), "x", ""):
        said = owner.post("/techsolutions/shop/basket/", {"for_company": meant}).content.decode()
        assert "This form was for another company" in said
        assert "Far Away" not in said


def test_the_customer_can_read_a_note_written_on_its_behalf_and_the_form_says_so(world, owner, path) -> None:
    visit(owner, path, "ordering")
    address = f"/techsolutions/shop/{world.offer.product_id}/order/"
    form = owner.get(address).content.decode()
    assert "Note on the order, Olympia Foods SA reads it" in form
    assert "Note to Techsolutions" not in form
    page = owner.post(address, {"quantity": 2, "step": "quote", "note": "As agreed"}).content.decode()
    token = re.search(r'name="quote" value="([^"]+)"', page)
    offer = re.search(r'name="offer"[^>]*value="([^"]+)"', page) or re.search(
        r'<option value="([^"]+)" selected', page
    )
    assert token is not None
    sent = {"quantity": 2, "quote": token[1], "step": "order", "note": "As agreed"}
    there = owner.post(address, {**sent, "offer": offer[1] if offer else ""})["Location"]
    customer = world.browser(world.customer.admin)
    shown = customer.get(there).content.decode()
    assert '<dt>Note</dt><dd class="as-typed">As agreed</dd>' in shown
    assert "Note to Techsolutions" in customer.get(address).content.decode()
