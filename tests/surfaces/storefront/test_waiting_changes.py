"""What takes licences away and is not decided, or leaves with them: in the dialogs, the list and the menu (R3, R17, R18, R21)."""

import re

import pytest

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import models as customer_models
from seatwise.infra import tenancy, transactions
from tests import factories, holdings, shopping

pytestmark = pytest.mark.usefixtures("db")
LIST = "/techsolutions/billing/subscriptions/"
HREF = f"{LIST}S-2001/"


@pytest.fixture
def seller(time_machine):
    time_machine.move_to(holdings.at("2026-11-19"), tick=False)
    return factories.reseller(now=holdings.at("2026-10-01"))


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def products(seller):
    """Basic, which can become Premium, and Phone that goes with it; €12.00, €18.60 and €3.00 a month."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88"})
    add_on = factories.product(
        title="Phone", offers={(1, 1): "2.40"}, kind=ProductKind.ADDON, parents=(source.key,)
    )
    factories.publish(seller, source, target, add_on)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    return source, target, add_on


@pytest.fixture
def held(seller, olympia, products):
    offer = factories.Offer(id=products[0].offers[1, 1], product_id=products[0].id)
    return holdings.bought(seller, olympia, offer, 10, now=holdings.at("2026-11-01"))


@pytest.fixture
def maria(olympia, held):
    return shopping.browser(olympia.admin)


@pytest.fixture
def phones(maria, products):
    """Four of the add-on."""
    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=products[2].offers[1, 1])
    holdings.drain()


@pytest.fixture
def approving(seller, olympia):
    """From now on every order waits, those that give licences back, too."""
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(approves_cancellations=True, approves_add_on_cancellations=True)
        customer_models.Customer.objects.filter(id=olympia.id).update(approval_required=True)


def text(answer) -> str:
    """The page's words, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def upgrade(maria, products, quantity: int, when: str = "now"):
    offer = products[1].offers[1, 1]
    return shopping.order(maria, f"{HREF}upgrade/", quantity=str(quantity), offer=offer, when=when)


def test_what_stays_leaves_out_what_other_orders_take(maria, held, products, approving) -> None:
    """Five of ten wait to become Premium: two less make three, in licences as in money."""
    upgrade(maria, products, 5)
    page = text(shopping.quote(maria, f"{HREF}reduce/", quantity="2", when="period_end"))
    assert "10 → 3 licences stay 5 of the 10 are to leave or to change already." in page
    assert "Then every month €120.00 → €36.00" in page
    over = text(shopping.quote(maria, f"{HREF}reduce/", quantity="8", when="period_end"))
    assert "10 → 5 licences stay 5 of the 10 are to leave or to change already." in over
    assert "Enter a whole number from 1 to 5." in over


def test_where_nothing_else_is_under_way_nothing_is_said_of_it(maria) -> None:
    page = text(shopping.quote(maria, f"{HREF}reduce/", quantity="2", when="period_end"))
    assert "10 → 8 licences stay" in page
    assert "already" not in page


@pytest.mark.parametrize("when", ["now", "period_end"])
def test_a_cancellation_names_the_add_ons_that_end_and_what_they_cost(maria, phones, when) -> None:
    said = "Its add-ons end with it: Phone, €12.00 a month."
    assert said in text(shopping.quote(maria, f"{HREF}cancel/", quantity="10", when=when))
    assert "Phone" not in text(shopping.quote(maria, f"{HREF}cancel/", quantity="9", when=when))
    # What leaves by itself counts, too.
    shopping.order(maria, f"{HREF}reduce/", quantity="3", when="period_end")
    assert said in text(shopping.quote(maria, f"{HREF}cancel/", quantity="7", when="period_end"))


@pytest.mark.parametrize("when", ["now", "later"])
def test_canceling_several_names_the_add_ons_that_end(maria, phones, when) -> None:
    page = text(maria.get(f"{LIST}cancellation/?ref=S-2001&when={when}"))
    assert "Its add-ons end with it: Phone, €12.00 a month." in page


def test_an_upgrade_of_all_that_waits_is_not_decided(maria, products, phones, approving) -> None:
    """Nor is the end of the add-on, which does not go along."""
    upgrade(maria, products, 10)
    page = text(maria.get(LIST))
    assert "10 become Premium, waiting for approval" in page
    assert "4 fewer, waiting for approval" in page
    assert "Pending Cancel" not in page
    assert "1 Dec 2026 Auto-renew on" in page
    details = text(maria.get(HREF))
    assert "Pending Cancel" not in details
    assert "Renews on 1 Dec 2026" in details
    assert (
        "An order that takes its licences waits for approval. Auto-renew can be changed once that is decided."
        in details
    )
    exported = maria.get(f"{LIST}export.csv")
    content = b"".join(exported.streaming_content).decode()
    assert "Pending Cancel" not in content
    assert "Active" in content


def test_a_cancellation_of_all_that_waits_is_pending(maria, held, products, approving) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="10", when="period_end")
    page = text(maria.get(LIST))
    assert "10 fewer, waiting for approval" in page
    assert "Pending Cancel" in page
    details = text(maria.get(HREF))
    assert "An order that takes its licences waits for approval." in details
    assert "Undo that first" not in details


def test_a_planned_upgrade_of_all_says_its_day(maria, products) -> None:
    upgrade(maria, products, 10, when="term_end")
    page = text(maria.get(LIST))
    assert "10 become Premium on 1 Dec 2026" in page
    assert "Pending Cancel" in page


def test_every_change_that_waits_is_told(maria, products, approving) -> None:
    shopping.order(maria, f"{HREF}buy/", quantity="2")
    upgrade(maria, products, 3)
    shopping.order(maria, f"{HREF}reduce/", quantity="4", when="period_end")
    page = text(maria.get(LIST))
    assert "+2 waiting for approval" in page
    assert "3 become Premium, waiting for approval" in page
    assert "4 fewer, waiting for approval" in page


def test_the_menu_names_the_order_to_withdraw(maria, held, products, approving) -> None:
    upgrade(maria, products, 3)
    said = "Order SO-10002 waits for approval. Withdraw it first, or wait until it is decided."
    menu = text(maria.get(f"{HREF}menu/"))
    assert f"Upgrade {said}" in menu
    assert menu.count(said) == 1
    assert said in text(maria.get(f"{HREF}upgrade/"))


def test_an_add_on_with_open_changes_is_in_the_way_of_what_would_end_it(
    maria, products, phones, approving
) -> None:
    """Phone does not go along to Premium; its cancellation may be planned, or be asked for."""
    shopping.order(maria, f"{LIST}S-2002/cancel/", quantity="4", when="period_end")
    offer = products[1].offers[1, 1]
    page = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="10", offer=offer, when="now"))
    assert "The add-on Phone has open changes. Undo or withdraw them first." in page


def test_what_waits_does_not_look_decided_on_the_dashboard(maria, held, products, approving) -> None:
    upgrade(maria, products, 10)
    page = text(maria.get("/techsolutions/billing/ahead/"))
    assert "10 licences, €120.00 a month" in page
    assert "set to end" not in page


def test_the_menu_names_it_for_all_that_it_blocks(maria, held, products, approving) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="10", when="period_end")
    said = "Order SO-10002 waits for approval. Withdraw it first, or wait until it is decided."
    menu = text(maria.get(f"{HREF}menu/"))
    assert menu.count(said) >= 4
    assert "Undo" not in menu
