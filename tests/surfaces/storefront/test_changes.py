"""Reduce, cancel, upgrade, add-ons, undo and auto-renew through their pages, with scripts and without (S17–S22)."""

import re

import pytest

from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.ordering.domain import commands
from seatwise.pricing import operations as pricing
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
    page = text(maria.get(f"{HREF}menu/"))
    for entry in ("Buy licences", "Buy an add-on", "Upgrade", "Reduce licences", "Cancel the subscription"):
        assert entry in page
    assert "Cancel the add-on" not in page


def test_reducing_shows_what_comes_back_at_each_time_and_does_exactly_that(seller, maria, held) -> None:
    shown = shopping.quote(maria, f"{HREF}reduce/", quantity="3", when="now")
    page = text(shown)
    assert "You get back" in page
    assert "12 of 30 days left × 3 licences × €12.00" in page
    assert "Credit to your account €17.86" in page
    assert "At the end of the billing period, 30 Nov 2026" in page
    placed = maria.post(
        f"{HREF}reduce/",
        {
            "quantity": "3",
            "when": "now",
            "understood": "1",
            "quote": shopping.token(shown),
            "step": "order",
        },
    )
    assert placed.status_code == 303
    holdings.drain()
    assert holdings.subscription(seller, id=held.id).quantity == 7
    assert holdings.charges(seller, held.id) == [12000, -1440]
    assert "Reduce licences" in text(maria.get(f"{HREF}menu/"))


def test_canceling_two_later_is_planned_and_can_be_undone(seller, maria, held) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="2", when="period_end", note="After the season")
    page = maria.get(HREF)
    assert "2 fewer of Basic" in text(page)
    assert "You can undo it until 30 Nov 2026, 23:59." in text(page)
    # The order leads there, too.
    order = maria.get("/techsolutions/billing/orders/SO-10002/")
    assert "You can undo it until 30 Nov 2026, 23:59, on the page of the subscription." in text(order)
    assert f'<a class="btn btn-sm" href="{HREF}">' in order.content.decode()
    undo = re.search(r'action="([^"]*undo/)"', page.content.decode())
    assert undo is not None
    answer = maria.post(undo[1], follow=True)
    assert "The planned change is undone." in text(answer)
    # The order tells who undid it, and not that the reseller canceled it.
    order = text(maria.get("/techsolutions/billing/orders/SO-10002/"))
    assert "Undone by Maria" in order
    assert "Canceled by" not in order
    assert "Undone" in text(maria.get("/techsolutions/billing/orders/"))
    assert holdings.subscription(seller, id=held.id).leaving == 0
    assert maria.post(undo[1]).status_code == 404


def test_giving_licences_back_at_once_needs_a_tick(seller, maria, held) -> None:
    refused = shopping.order(maria, f"{HREF}reduce/", quantity="3", when="now")
    assert refused.status_code == 422
    assert "Tick that you know: these licences stop working today." in text(refused)
    assert shopping.order(maria, f"{HREF}reduce/", quantity="3", when="period_end").status_code == 303


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
    page = text(maria.get(f"{HREF}menu/"))
    assert page.count("All its licences are planned to leave or to change. Undo that first.") >= 4
    more = shopping.quote(maria, f"{HREF}buy/", quantity="1")
    assert more.status_code == 422


def test_what_leaves_as_a_whole_does_not_say_that_it_renews(maria) -> None:
    before = text(maria.get("/techsolutions/billing/subscriptions/"))
    assert "Auto-renew on" in before
    assert "Renews on 1 Dec 2026" in text(maria.get(HREF))
    shopping.order(maria, f"{HREF}cancel/", quantity="10", when="period_end")
    page = text(maria.get("/techsolutions/billing/subscriptions/"))
    assert "Pending Cancel" in page
    assert "Auto-renew on" not in page
    assert "1 Dec 2026 Ends" in page
    details = text(maria.get(HREF))
    assert "Ends on 1 Dec 2026" in details
    assert "Renews on" not in details


def test_an_undo_that_comes_too_late_is_a_warning(olympia, maria, time_machine) -> None:
    shopping.order(maria, f"{HREF}cancel/", quantity="2", when="period_end")
    undo = re.search(r'action="([^"]*undo/)"', maria.get(HREF).content.decode())
    assert undo is not None
    time_machine.move_to(holdings.at("2026-12-01"), tick=False)
    maria = shopping.browser(olympia.admin)
    page = maria.post(undo[1], follow=True).content.decode()
    toast = re.search(r'<div class="tst warn" role="alert">(.*?)</div>', page, re.DOTALL)
    assert toast is not None
    assert "The day has come: this can no longer be undone." in toast[1]
    assert "#alert-triangle" in toast[1]
    done = maria.post(f"{HREF}auto-renew/", {"on": "0"}, follow=True).content.decode()
    assert 'class="tst"' in done
    assert "tst warn" not in done


def test_more_licences_keep_to_the_countries_of_the_product(seller, olympia, maria, held, products) -> None:
    said = "Basic is not sold in the country of your billing address (GR)."
    with transactions.writing_global():
        catalogue_models.Product.objects.filter(id=products[0].id).update(allowed_countries=["DE"])
    assert f"Buy licences {said}" in menu(maria.get(f"{HREF}menu/"))
    refused = shopping.quote(maria, f"{HREF}buy/", quantity="1")
    assert refused.status_code == 422
    assert said in text(refused)
    with transactions.writing_global():
        catalogue_models.Product.objects.filter(id=products[0].id).update(allowed_countries=["DE", "GR"])
    assert shopping.order(maria, f"{HREF}buy/", quantity="1").status_code == 303


def test_an_upgrade_counts_the_add_ons_that_end_among_what_was_paid(seller, maria, held, products) -> None:
    """Moving all licences ends the add-on that the target does not know: 10 × €12.00 and 4 × €3.00 before."""
    add_on, offer = products[2].offers[1, 1], products[1].offers[1, 1]
    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=add_on)
    holdings.drain()
    with transactions.writing_global():
        catalogue_models.AddOnParent.objects.filter(parent_id=products[1].id).delete()
    page = text(shopping.quote(maria, f"{HREF}upgrade/", quantity="10", offer=offer, when="now"))
    assert "Phone €12.00 4" in page
    assert "Together €132.00 €186.00" in page


def test_an_upgrade_keeps_to_the_smallest_quantity_of_its_target(seller, maria, held, products) -> None:
    with transactions.writing_global():
        catalogue_models.Product.objects.filter(id=products[1].id).update(smallest=5)
    offer = str(products[1].offers[1, 1])
    refused = shopping.quote(maria, f"{HREF}upgrade/", quantity="3", offer=offer, when="now")
    assert refused.status_code == 422
    assert "Premium is sold from 5 licences on." in text(refused)
    # Offered it is: five of the ten, or three that become five.
    assert "Upgrade All licences or some of them" in menu(maria.get(f"{HREF}menu/"))
    assert (
        shopping.order(maria, f"{HREF}upgrade/", quantity="3", total="5", offer=offer, when="now").status_code
        == 303
    )
    holdings.drain()
    assert holdings.subscription(seller, upgraded_from_id=held.id).quantity == 5


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
    assert "Cancel the add-on Phone" in text(maria.get(f"{HREF}menu/"))
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


def test_an_order_of_an_add_on_names_what_it_is_for(seller, maria, held, products) -> None:
    """Before its delivery and after it, and where it is filled up and canceled: to the customer and to the reseller."""
    offer, nikos = str(products[2].offers[1, 1]), shopping.browser(seller.owner)

    def numbers() -> list[str]:
        return re.findall(r'orders/(SO-\d+)/"', maria.get("/techsolutions/billing/orders/").content.decode())

    def check() -> None:
        number = max(numbers())
        page = maria.get(f"/techsolutions/billing/orders/{number}/")
        assert "for Basic, S-2001" in text(page)
        assert f'<a class="lk nowrap tn" href="{HREF}">S-2001</a>' in page.content.decode()
        assert "for Basic, S-2001" in text(nikos.get(f"/techsolutions/console/approvals/{number}/"))

    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=offer)
    check()
    holdings.drain()
    check()
    add_on = holdings.subscription(seller, parent_id=held.id)
    address = f"/techsolutions/billing/subscriptions/S-{add_on.number}/"
    shopping.order(maria, f"{HREF}add-ons/", quantity="2", offer=offer)
    check()
    holdings.drain()
    shopping.order(maria, f"{address}cancel/", quantity="1", when="now", understood="1")
    check()
    # What it is for is for nothing itself.
    assert "for Basic" not in text(maria.get(f"/techsolutions/billing/orders/{min(numbers())}/"))


def test_an_add_on_that_is_there_already_is_filled_up(seller, maria, held, products) -> None:
    """Ten licences, four of which have it: six are proposed, and they are added to the four at the price that was agreed (R10)."""
    offer = products[2].offers[1, 1]
    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=str(offer))
    holdings.drain()
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=offer,
            customer_id=None,
            unit_price=Money(150, "EUR"),
            starts_on=holdings.at("2026-11-19").date(),
            ends_on=None,
            actor=SYSTEM,
            now=holdings.at("2026-11-19"),
        )
    page = maria.get(f"{HREF}add-ons/")
    # 2.40 with 25 percent, and not the 1.50 of whoever buys it anew.
    assert "Phone €3.00 each a month You have 4: more are added to them." in text(page)
    assert re.search(r'name="quantity"[^>]* value="6"', page.content.decode())


def test_a_plan_that_costs_less_is_had_at_renewal_only(seller, olympia) -> None:
    source = factories.product(title="Premium", vendor="Microsoft Corporation", offers={(1, 1): "20.00"})
    target = factories.product(title="Basic", vendor="Microsoft Corporation", offers={(1, 1): "9.60"})
    factories.publish(seller, source, target)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    offer = factories.Offer(id=source.offers[1, 1], product_id=source.id)
    held = holdings.bought(seller, olympia, offer, 10, now=holdings.at("2026-11-01"))
    address = f"/techsolutions/billing/subscriptions/S-{held.number}/upgrade/"
    maria = shopping.browser(olympia.admin)
    page = maria.get(address)
    assert "Costs less: at renewal only, on 1 Dec 2026." in text(page)
    assert 'value="now"' not in page.content.decode()
    filled = {"offer": str(target.offers[1, 1]), "quantity": "3", "when": "term_end"}
    assert shopping.order(maria, address, **filled).status_code == 303
    assert holdings.subscription(seller, id=held.id).leaving == 3


def test_credits_are_named_by_when_the_licences_came(seller, olympia) -> None:
    offer = factories.offer(title="Office", vendor="Microsoft Corporation")
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 5, now=holdings.at("2026-11-13"))
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=2)
    holdings.order(seller, more, actor=olympia.admin.customer_actor, now=holdings.at("2026-11-16"))
    address = f"/techsolutions/billing/subscriptions/S-{held.number}/reduce/"
    page = text(shopping.quote(shopping.browser(olympia.admin), address, quantity="6", when="now"))
    assert "5 licences of 13 Nov 2026" in page
    assert "1 licence of 16 Nov 2026" in page
    assert "Immediately, today 19 Nov 2026" in page


def test_more_than_may_leave_today_shows_both_days(seller, olympia) -> None:
    offer = factories.offer(title="Office", vendor="Microsoft Corporation")
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 5, now=holdings.at("2026-11-01"))
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=2)
    holdings.order(seller, more, actor=olympia.admin.customer_actor, now=holdings.at("2026-11-16"))
    address = f"/techsolutions/billing/subscriptions/S-{held.number}/reduce/"
    page = text(shopping.quote(shopping.browser(olympia.admin), address, quantity="3", when="now"))
    assert "2 today, 1 at the end of 30 Nov 2026" in page
    assert "2 licences of 16 Nov 2026 €16.00" in page
    assert "1 leaves at the end of 30 Nov 2026. You can undo that until then." in page


def test_auto_renew_goes_off_and_on(seller, maria, held) -> None:
    page = text(maria.post(f"{HREF}auto-renew/", {"on": "0"}, follow=True))
    assert "It ends with 30 Nov 2026." in page
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
    assert "1 Dec 2026 00:00 Renewed The calendar 5 → 5 €60.00" in page
    assert "19 Nov 2026 10:32 Became Premium SO-10003 Maria Konstantinou 8 → 5 −3 −€14.40" in page
    assert "5 Nov 2026 10:32 Gave licences back SO-10002 Maria Konstantinou 10 → 8 −2 −€20.80" in page
    assert "1 Nov 2026 10:32 Bought Basic SO-10001 Maria Konstantinou 0 → 10 +10 €120.00" in page
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    page = text(maria.get(f"/techsolutions/billing/subscriptions/S-{became.number}/history/"))
    assert "Upgraded to Premium SO-10003 Maria Konstantinou 0 → 3 +3 €22.32" in page


def menu(answer) -> str:
    """The menu's words."""
    page = text(answer)
    return page[page.index("I want to…") :]


def test_the_menu_leaves_out_what_never_applies_and_says_why_not_now(
    seller, olympia, maria, products
) -> None:
    alone = factories.offer(title="Alone")
    factories.publish(seller, alone)
    held = holdings.bought(seller, olympia, alone, 3, now=holdings.at("2026-11-19"))
    page = menu(maria.get(f"/techsolutions/billing/subscriptions/S-{held.number}/menu/"))
    assert "Buy an add-on" not in page
    assert "Upgrade" not in page
    with tenancy.scope(seller.id), transactions.writing():
        for product in products[1:]:
            pricing.unpublish(product_id=product.id, actor=SYSTEM, now=holdings.at("2026-11-19"))
    page = menu(maria.get(f"{HREF}menu/"))
    assert "Buy an add-on There is no add-on on sale that goes with Basic." in page
    assert "Upgrade There is nothing on sale that Basic can become." in page
    assert maria.get(f"{HREF}upgrade/").status_code == 200
    assert "There is nothing on sale that Basic can become." in text(maria.get(f"{HREF}upgrade/"))


def test_an_add_on_that_is_under_way_is_not_offered_again(seller, maria, held, products) -> None:
    with transactions.writing_global():
        catalogue_models.Product.objects.filter(id=products[2].id).update(automatic=False)
    shopping.order(maria, f"{HREF}add-ons/", quantity="4", offer=str(products[2].offers[1, 1]))
    said = "Phone is ordered for this subscription already. Wait until it is delivered, then add licences."
    assert f"Buy an add-on {said}" in menu(maria.get(f"{HREF}menu/"))
    assert said in text(maria.get(f"{HREF}add-ons/"))


def test_nothing_that_a_period_must_go_on_for_is_offered_once_it_is_over(olympia, held, time_machine) -> None:
    time_machine.move_to(holdings.at("2026-12-01"), tick=False)
    maria = shopping.browser(olympia.admin)
    page = menu(maria.get(f"{HREF}menu/"))
    over = "The billing period ended on 1 Dec 2026 and the next one is not charged yet. Try again later."
    assert f"Buy licences {over}" in page
    assert f"Buy an add-on {over}" in page
    assert "Upgrade All licences or some of them" in page


def test_each_choice_says_why_it_cannot_be_taken(seller, olympia, maria, held, products) -> None:
    """Premium has no room left under R6, so nothing is left to choose."""
    with transactions.writing_global():
        catalogue_models.Product.objects.filter(id=products[1].id).update(largest=5)
    offer = factories.Offer(id=products[1].offers[1, 1], product_id=products[1].id)
    holdings.bought(seller, olympia, offer, 5, now=holdings.at("2026-11-19"))
    said = "No more can be ordered: the largest quantity is 5, with 5 held and 0 ordered."
    assert f"Upgrade {said}" in menu(maria.get(f"{HREF}menu/"))
    assert text(maria.get(f"{HREF}upgrade/")).count(said) == 2


@pytest.mark.parametrize("role", ["admin", "subscription_manager", "buyer", "billing_viewer"])
def test_the_menu_leads_only_where_the_role_may_go(seller, olympia, held, role) -> None:
    person = shopping.browser(factories.customer_user(seller, olympia, role=role))
    hrefs = re.findall(
        r'href="([^"]+/(?:buy|add-ons|upgrade|reduce|cancel)/)"', str(person.get(f"{HREF}menu/").content)
    )
    assert len(hrefs) == (5 if role in ("admin", "subscription_manager") else 0)
    for page in ("buy", "add-ons", "upgrade", "reduce", "cancel"):
        assert person.get(f"{HREF}{page}/").status_code == (200 if hrefs else 403)
