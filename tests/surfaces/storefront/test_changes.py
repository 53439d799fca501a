"""Reduce, cancel, upgrade, add-ons, undo and auto-renew through their pages, with scripts and without (S17–S22)."""

import re

import pytest

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from tests import books, factories, holdings, shopping

pytestmark = pytest.mark.usefixtures("db")
HREF = "/techsolutions/billing/subscriptions/S-2001/"


@pytest.fixture
def seller(time_machine):
    time_machine.move_to(holdings.at("2026-11-19"), tick=False)
    made = factories.reseller(now=holdings.at("2026-10-01"))
    yield made
    books.assert_books_balance(made.id)


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def products(seller):
    """A product, what it can become, and an add-on that goes with both; €12.00, €18.60 and €3.00 a month."""
    source = factories.product(title="Basic", offers={(1, 1): "9.60"})
    target = factories.product(title="Premium", offers={(1, 1): "14.88"})
    add_on = factories.product(
        title="Phone",
        offers={(1, 1): "2.40"},
        kind=ProductKind.ADDON,
        parents=(source.key, target.key),
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


def text(answer) -> str:
    """The page's words, without its marks."""
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def test_the_menu_offers_what_can_be_done(maria) -> None:
    page = text(maria.get(HREF))
    for entry in ("Buy licences", "Buy an add-on", "Upgrade", "Reduce licences", "Cancel the subscription"):
        assert entry in page
    assert "Cancel the add-on" not in page


def test_reducing_shows_what_comes_back_at_each_time_and_does_exactly_that(seller, maria, held) -> None:
    shown = shopping.quote(maria, f"{HREF}reduce/", quantity="3", when="now")
    page = text(shown)
    assert "You get back" in page
    assert "12 of 30 days left × 3 licences × €12.00" in page
    assert "Credit to your account -€17.86" in page.replace("−", "-")
    assert "At the end of the billing period, 30 Nov 2026" in page
    placed = maria.post(
        f"{HREF}reduce/",
        {"quantity": "3", "when": "now", "quote": shopping.token(shown), "step": "order"},
    )
    assert placed.status_code == 303
    holdings.drain()
    assert holdings.subscription(seller, id=held.id).quantity == 7
    assert holdings.charges(seller, held.id) == [12000, -1440]
    assert "Reduce licences" in text(maria.get(HREF))


def test_canceling_two_later_is_planned_and_can_be_undone(seller, maria, held) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="2", when="period_end", note="After the season")
    page = maria.get(HREF)
    assert "2 fewer of Basic" in text(page)
    assert "You can undo it until 30 Nov 2026, 23:59." in text(page)
    undo = re.search(r'action="([^"]*undo/)"', page.content.decode())
    assert undo is not None
    answer = maria.post(undo[1], follow=True)
    assert "The planned change is undone." in text(answer)
    assert holdings.subscription(seller, id=held.id).leaving == 0
    assert maria.post(undo[1]).status_code == 404


def test_canceling_at_once_needs_a_tick(seller, maria, held) -> None:
    refused = shopping.order(maria, f"{HREF}cancel/", quantity="10", when="now")
    assert refused.status_code == 422
    assert "Tick that you know: these licences stop working today." in text(refused)
    done = shopping.order(maria, f"{HREF}cancel/", quantity="10", when="now", understood="1")
    assert done.status_code == 303
    holdings.drain()
    assert holdings.subscription(seller, id=held.id).status == "canceled"


def test_a_full_planned_cancellation_shows_pending_cancel_and_blocks_the_rest(maria) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="10", when="period_end")
    assert "Pending Cancel" in text(maria.get("/techsolutions/billing/subscriptions/"))
    page = text(maria.get(HREF))
    assert page.count("All its licences are planned to leave or to change. Undo that first.") >= 4
    more = shopping.quote(maria, f"{HREF}buy/", quantity="1")
    assert more.status_code == 422


def test_upgrading_three_of_ten_shows_both_sides(seller, maria, held, products) -> None:
    offer = str(products[1].offers[1, 1])
    shown = shopping.quote(maria, f"{HREF}upgrade/", quantity="3", offer=offer, when="now")
    page = text(shown)
    assert "Credit, Basic" in page
    assert "Charge, Premium" in page
    assert "€18.60 each a month, + €6.60" in page.replace("+€", "+ €")
    assert "Submit order, €9.82" in page
    shopping.order(maria, f"{HREF}upgrade/", quantity="3", offer=offer, when="now")
    holdings.drain()
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    assert (became.quantity, holdings.charges(seller, became.id)) == (3, [2232])


def test_an_offer_that_is_no_target_is_never_taken(seller, maria, held) -> None:
    other = factories.offer(title="Other")
    factories.publish(seller, other)
    shown = shopping.quote(maria, f"{HREF}upgrade/", quantity="3", when="now")
    answer = maria.post(
        f"{HREF}upgrade/",
        {
            "quantity": "3",
            "when": "now",
            "offer": str(other.id),
            "quote": shopping.token(shown),
            "step": "order",
        },
    )
    assert answer.status_code == 409
    assert holdings.subscription(seller, id=held.id).quantity == 10


def test_an_add_on_is_bought_and_canceled_with_instructions(seller, maria, held, products) -> None:
    offer = str(products[2].offers[1, 1])
    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=offer)
    holdings.drain()
    add_on = holdings.subscription(seller, parent_id=held.id)
    assert (add_on.quantity, holdings.charges(seller, add_on.id)) == (4, [480])
    assert "Cancel the add-on Phone" in text(maria.get(HREF))
    answer = shopping.order(
        maria,
        f"/techsolutions/billing/subscriptions/S-{add_on.number}/cancel/",
        quantity="4",
        when="now",
        understood="1",
        note="Port the numbers first",
    )
    assert answer.status_code == 303
    holdings.drain()
    assert holdings.subscription(seller, id=add_on.id).status == "canceled"


def test_auto_renew_goes_off_and_on(seller, maria, held) -> None:
    page = text(maria.post(f"{HREF}auto-renew/", {"on": "0"}, follow=True))
    assert "It ends at its term's end." in page.replace("&#39;", "'")
    assert not holdings.subscription(seller, id=held.id).auto_renew
    maria.post(f"{HREF}auto-renew/", {"on": "1"})
    assert holdings.subscription(seller, id=held.id).auto_renew


def test_batches_show_their_last_day_and_what_comes_back(seller, olympia) -> None:
    offer = factories.offer(title="Office", vendor="Microsoft Corporation")
    factories.publish(seller, offer)
    bought = holdings.bought(seller, olympia, offer, 5, now=holdings.at("2026-11-16"))
    maria = shopping.browser(olympia.admin)
    page = text(maria.get(f"/techsolutions/billing/subscriptions/S-{bought.number}/"))
    assert "Licences that can be given back" in page
    assert "4 days 0 h left" in page
    assert "27 of 30 days left × 5 licences × €20.00" in page


@pytest.mark.parametrize("role", ["billing_viewer", "buyer"])
def test_who_may_not_manage_is_told_so(seller, olympia, held, role) -> None:
    reader = shopping.browser(factories.customer_user(seller, olympia, role=role))
    assert reader.get(f"{HREF}cancel/").status_code == 403
    assert reader.post(f"{HREF}auto-renew/", {"on": "0"}).status_code == 403


def test_a_request_waits_for_the_reseller_where_the_switch_is_on(seller, maria, held) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(approves_cancellations=True)
    shopping.order(maria, f"{HREF}cancel/", quantity="10", when="now", understood="1")
    assert "Techsolutions still has to approve it." in text(maria.get(HREF))
    assert holdings.subscription(seller, id=held.id).quantity == 10


def test_the_history_lists_purchases_cancellations_upgrades_and_renewals(
    seller, olympia, maria, held, products
):
    actor = olympia.admin.customer_actor
    holdings.order(seller, holdings.reduction(olympia, held, 2), actor=actor, now=holdings.at("2026-11-05"))
    offer = str(products[1].offers[1, 1])
    shopping.order(maria, f"{HREF}upgrade/", quantity="3", offer=offer, when="now")
    holdings.drain()
    holdings.turn(holdings.at("2026-12-01"))
    page = text(maria.get(f"{HREF}history/"))
    assert "1 Dec 2026 Renewed The calendar 5 → 5 €60.00" in page
    assert "19 Nov 2026 Became Premium SO-10003 Maria Konstantinou 8 → 5 −€14.40" in page
    assert "5 Nov 2026 Gave licences back SO-10002 Maria Konstantinou 10 → 8 −€20.80" in page
    assert "1 Nov 2026 Bought Basic SO-10001 Maria Konstantinou 0 → 10 €120.00" in page
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    page = text(maria.get(f"/techsolutions/billing/subscriptions/S-{became.number}/history/"))
    assert "Upgraded to Premium SO-10003 Maria Konstantinou 0 → 3 €22.32" in page
