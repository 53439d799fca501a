"""Reductions, cancellations, add-ons and upgrades through the operations: holdings, ledger, batches and exact cents."""

import dataclasses
import datetime as dt

import pytest

from seatwise.billing import operations as billing
from seatwise.billing.domain import engine, shipped_rules
from seatwise.catalogue import models as catalogue_models
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import models as customer_models
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering import models as ordering_models
from seatwise.ordering.domain import changing, commands
from seatwise.ordering.operations import delivering
from seatwise.subscriptions import operations as subscriptions
from tests import books, factories, holdings
from tests.holdings import at

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def seller():
    return factories.reseller(now=at("2026-10-01"))


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def balanced(seller):
    yield
    books.assert_books_balance(seller.id)


def test_a_reduction_gives_back_what_is_left(seller, olympia, balanced):
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    order = holdings.order(
        seller, holdings.reduction(olympia, held, 3), actor=olympia.admin.customer_actor, now=at("2026-11-19")
    )
    assert (order.type, order.status, order.net_minor) == ("reduce_licences", "executed", -2400)
    assert holdings.subscription(seller, id=held.id).quantity == 7
    assert holdings.charges(seller, held.id) == [20000, -2400]


def test_a_planned_reduction_takes_effect_with_the_period(seller, olympia, balanced):
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    planned = holdings.order(
        seller, holdings.reduction(olympia, held, 4, "period_end"), actor=actor, now=at("2026-11-05")
    )
    assert planned.status == "in_progress"
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=3)
    holdings.order(seller, more, actor=actor, now=at("2026-11-19"))
    now = holdings.subscription(seller, id=held.id)
    assert (now.quantity, now.leaving) == (13, 4)
    report = holdings.turn(at("2026-12-01"))
    assert report.outcomes == {"renewed": 1, "carried_out": 1}
    then = holdings.subscription(seller, id=held.id)
    assert (then.quantity, then.leaving, then.period_start_on) == (9, 0, dt.date(2026, 12, 1))
    assert holdings.charges(seller, held.id) == [20000, 2400, 18000]
    assert len(holdings.batches(seller, held.id)) == 1
    (line,) = holdings.lines(seller, planned)
    assert (line.status, line.charged_net_minor) == ("delivered", 0)


def test_a_planned_change_can_be_undone_until_its_day(seller, olympia, balanced):
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    everything = holdings.reduction(olympia, held, None, "term_end", cancels=True)
    order = holdings.order(seller, everything, actor=actor, now=at("2026-11-05"))
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=1)
    with pytest.raises(engine.Leaving):
        holdings.quote(seller, more, actor=actor, now=at("2026-11-06"))
    (line,) = holdings.lines(seller, order)
    holdings.undo(seller, line, actor=actor, now=at("2026-11-20"))
    assert holdings.subscription(seller, id=held.id).leaving == 0
    with pytest.raises(engine.NothingPlanned):
        holdings.undo(seller, line, actor=actor, now=at("2026-11-20"))
    assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 1}


def test_an_order_cannot_take_away_twice(seller, olympia, balanced):
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    holdings.order(
        seller, holdings.reduction(olympia, held, 8, "term_end"), actor=actor, now=at("2026-11-05")
    )
    with pytest.raises(engine.MoreThanHeld):
        holdings.quote(seller, holdings.reduction(olympia, held, 3), actor=actor, now=at("2026-11-06"))


def test_a_cancellation_waits_for_approval_where_the_reseller_wants_it(seller, olympia, balanced):
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(approves_cancellations=True)
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = holdings.reduction(olympia, held, None, cancels=True, note="Wipe the devices")
    order = holdings.order(seller, wish, actor=actor, now=at("2026-11-10"))
    assert (order.type, order.status) == ("cancel_subscription", "pending_reseller_approval")
    holdings.approve(seller, order, now=at("2026-11-19"))
    ended = holdings.subscription(seller, id=held.id)
    assert (ended.status, ended.quantity, ended.ended_on) == ("canceled", 0, dt.date(2026, 11, 19))
    assert holdings.charges(seller, held.id) == [20000, -8000]


def test_an_upgrade_of_three_of_ten(seller, olympia, balanced):
    source, target = factories.offer(cost="9.60"), factories.offer(cost="14.88")
    factories.publish(seller, source, target)
    catalogue_models.Conversion.objects.create(source_id=source.product_id, target_id=target.product_id)
    held = holdings.bought(seller, olympia, source, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = commands.Upgrade(customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=3)
    order = holdings.order(seller, wish, actor=actor, now=at("2026-11-19"))
    assert (order.status, order.net_minor) == ("executed", 792)
    (line,) = holdings.lines(seller, order)
    became = holdings.subscription(seller, id=line.subscription_id)
    assert (became.quantity, became.upgraded_from_id) == (3, held.id)
    assert became.period_end_on == held.period_end_on
    assert holdings.subscription(seller, id=held.id).quantity == 7
    assert holdings.charges(seller, held.id) == [12000, -1440]
    assert holdings.charges(seller, became.id) == [2232]
    assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 2}


def test_a_product_that_is_no_target_is_refused(seller, olympia):
    source, target = factories.offer(), factories.offer()
    factories.publish(seller, source, target)
    held = holdings.bought(seller, olympia, source, 10, now=at("2026-11-01"))
    wish = commands.Upgrade(customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=3)
    with pytest.raises(changing.UpgradeNotAllowed):
        holdings.quote(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))


def as_offer(product):
    """The one monthly offer of a product."""
    return factories.Offer(id=product.offers[1, 1], product_id=product.id)


def with_add_on(seller, olympia, *, goes_with_target):
    """A subscription of 10 with an add-on of 4, and what it can become."""
    source = factories.product(offers={(1, 1): "9.60"})
    target = factories.product(offers={(1, 1): "14.88"})
    parents = (source.key, target.key) if goes_with_target else (source.key,)
    add_on = factories.product(
        offers={(1, 1): "2.40"}, kind=ProductKind.ADDON, title="Phone", parents=parents
    )
    factories.publish(seller, source, target, add_on)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    held = holdings.bought(seller, olympia, as_offer(source), 10, now=at("2026-11-01"))
    wish = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=held.id, offer_id=add_on.offers[1, 1], quantity=4
    )
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-16"))
    assert (order.type, order.status, order.net_minor) == ("buy_add_on", "executed", 600)
    return held, as_offer(target), wish


def test_an_add_on_takes_its_subscriptions_period_and_grows(seller, olympia, balanced):
    held, _, wish = with_add_on(seller, olympia, goes_with_target=True)
    add_on = holdings.subscription(seller, parent_id=held.id)
    assert (add_on.period_start_on, add_on.period_end_on) == (held.period_start_on, held.period_end_on)
    holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-16"))
    assert holdings.subscription(seller, parent_id=held.id).quantity == 8
    assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 2}
    assert holdings.charges(seller, add_on.id) == [600, 600, 2400]


def test_canceling_a_subscription_ends_its_add_ons_with_their_credit(seller, olympia, balanced):
    held, _, _ = with_add_on(seller, olympia, goes_with_target=True)
    wish = holdings.reduction(olympia, held, None, cancels=True)
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))
    assert (order.status, order.net_minor, order.line_count) == ("executed", -4800 - 480, 2)
    add_on = holdings.subscription(seller, parent_id=held.id)
    assert (add_on.status, add_on.quantity) == ("canceled", 0)


@pytest.mark.parametrize("stays", [True, False])
def test_a_full_upgrade_takes_add_ons_along_or_ends_them(seller, olympia, balanced, stays):
    held, target, _ = with_add_on(seller, olympia, goes_with_target=stays)
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=None
    )
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))
    upgrade = -4800 + 7440
    assert (order.status, order.net_minor) == ("executed", upgrade if stays else upgrade - 480)
    assert holdings.subscription(seller, id=held.id).status == "upgraded"
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    if stays:
        assert holdings.subscription(seller, parent_id=became.id).quantity == 4
        assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 2}
    else:
        assert holdings.subscription(seller, parent_id=held.id).status == "canceled"


@pytest.mark.parametrize("stays", [True, False])
def test_a_planned_upgrade_takes_effect_with_the_term(seller, olympia, balanced, stays):
    held, target, _ = with_add_on(seller, olympia, goes_with_target=stays)
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=10, when="term_end"
    )
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))
    assert (order.status, order.net_minor) == ("in_progress", 0)
    report = holdings.turn(at("2026-12-01"))
    assert report.outcomes == ({"carried_out": 1, "renewed": 1} if stays else {"carried_out": 1})
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    assert (became.quantity, became.period_start_on) == (10, dt.date(2026, 12, 1))
    assert holdings.charges(seller, became.id) == [18600]


def test_outside_the_window_licences_stay_until_the_terms_end(seller, olympia, balanced):
    offer = factories.offer(vendor="Microsoft Corporation", term_months=12, cost="192.00")
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 20, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    more = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=5)
    holdings.order(seller, more, actor=actor, now=at("2026-11-16"))
    order = holdings.order(seller, holdings.reduction(olympia, held, 8), actor=actor, now=at("2026-11-19"))
    now, later = holdings.lines(seller, order)
    assert (now.quantity, now.status, now.charged_net_minor) == (5, "delivered", -4000)
    assert (later.quantity, later.status, later.planned_on) == (3, "pending", dt.date(2027, 11, 1))
    assert holdings.subscription(seller, id=held.id).leaving == 3


def test_an_add_on_that_is_ordered_is_not_ordered_twice(seller, olympia):
    product = factories.product(offers={(1, 1): "9.60"})
    add_on = factories.product(
        offers={(1, 1): "2.40"},
        kind=ProductKind.ADDON,
        title="Phone",
        parents=(product.key,),
        automatic=False,
    )
    factories.publish(seller, product, add_on)
    held = holdings.bought(seller, olympia, as_offer(product), 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=held.id, offer_id=add_on.offers[1, 1], quantity=4
    )
    order = holdings.order(seller, wish, actor=actor, now=at("2026-11-16"))
    with pytest.raises(changing.AddOnOrdered):
        holdings.quote(seller, wish, actor=actor, now=at("2026-11-17"))
    (line,) = holdings.lines(seller, order)
    holdings.deliver(seller, line, now=at("2026-11-18"))
    assert holdings.order(seller, wish, actor=actor, now=at("2026-11-19")).status == "in_progress"


def test_a_planned_upgrade_brings_the_licences_that_were_wished_with_it(seller, olympia, balanced):
    source, target = factories.offer(cost="9.60"), factories.offer(cost="14.88")
    factories.publish(seller, source, target)
    catalogue_models.Conversion.objects.create(source_id=source.product_id, target_id=target.product_id)
    held = holdings.bought(seller, olympia, source, 10, now=at("2026-11-01"))
    wish = commands.Upgrade(
        customer_id=olympia.id,
        subscription_id=held.id,
        offer_id=target.id,
        quantity=3,
        total=5,
        when="term_end",
    )
    holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))
    holdings.turn(at("2026-12-01"))
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    assert became.quantity == 5
    assert holdings.charges(seller, became.id) == [5 * 1860]
    assert holdings.subscription(seller, id=held.id).quantity == 7


def test_a_longer_term_after_an_upgrade_is_renewed_for_its_whole_length(seller, olympia, balanced):
    product = factories.product(offers={(1, 1): "16.00", (12, 1): "189.72"})
    factories.publish(seller, product)
    held = holdings.bought(seller, olympia, as_offer(product), 10, now=at("2026-10-31"))
    holdings.turn(at("2027-01-31"))
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=product.offers[12, 1], quantity=None
    )
    holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2027-02-10"))
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    assert (became.term_start_on, became.term_end_on) == (dt.date(2027, 1, 31), dt.date(2028, 1, 31))
    holdings.turn(at("2028-01-31"))
    became = holdings.subscription(seller, id=became.id)
    assert (became.term_start_on, became.term_end_on) == (dt.date(2028, 1, 31), dt.date(2029, 1, 31))


@pytest.mark.parametrize("when", ["now", "term_end"])
def test_an_add_on_takes_the_term_of_what_its_subscription_becomes(seller, olympia, balanced, when):
    product = factories.product(offers={(1, 1): "9.60", (12, 1): "112.00"})
    add_on = factories.product(
        offers={(1, 1): "2.40"}, kind=ProductKind.ADDON, title="Phone", parents=(product.key,)
    )
    factories.publish(seller, product, add_on)
    held = holdings.bought(seller, olympia, as_offer(product), 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=held.id, offer_id=add_on.offers[1, 1], quantity=4
    )
    holdings.order(seller, wish, actor=actor, now=at("2026-11-16"))
    longer = commands.Upgrade(
        customer_id=olympia.id,
        subscription_id=held.id,
        offer_id=product.offers[12, 1],
        quantity=10,
        when=when,
    )
    holdings.order(seller, longer, actor=actor, now=at("2026-11-19"))
    holdings.turn(at("2026-12-01"))
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    follows = holdings.subscription(seller, parent_id=became.id)
    assert follows.term_end_on == became.term_end_on
    assert follows.period_end_on == became.period_end_on == dt.date(2027, 1, 1)


def upgraded_by_hand(seller, olympia):
    """A monthly subscription whose add-on is to be bought anew with the yearly one that it becomes; nothing is delivered yet."""
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(upgrade_billing="annual")
    source = factories.product(offers={(1, 1): "9.60"})
    target = factories.product(offers={(12, 12): "180.00"}, automatic=False)
    add_on = factories.product(
        offers={(1, 1): "2.40", (12, 12): "24.00"},
        kind=ProductKind.ADDON,
        title="Phone",
        parents=(source.key, target.key),
    )
    factories.publish(seller, source, target, add_on)
    catalogue_models.Conversion.objects.create(source_id=source.id, target_id=target.id)
    held = holdings.bought(seller, olympia, as_offer(source), 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    phones = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=held.id, offer_id=add_on.offers[1, 1], quantity=4
    )
    holdings.order(seller, phones, actor=actor, now=at("2026-11-01"))
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=target.offers[12, 12], quantity=None
    )
    return held, holdings.order(seller, wish, actor=actor, now=at("2026-11-16"))


def test_what_follows_an_upgrade_waits_for_it(seller, olympia, balanced):
    held, order = upgraded_by_hand(seller, olympia)
    upgrade, ends, anew = holdings.lines(seller, order)
    assert [line.status for line in (upgrade, ends, anew)] == ["in_progress"] * 3
    for line in (ends, anew):
        with pytest.raises(delivering.FollowsAnother):
            holdings.deliver(seller, line, now=at("2026-11-16"))
    holdings.deliver(seller, upgrade, now=at("2026-11-16"))
    assert {line.status for line in holdings.lines(seller, order)} == {"delivered"}
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    assert holdings.subscription(seller, parent_id=became.id).quantity == 4
    assert holdings.subscription(seller, parent_id=held.id).status == "canceled"


def test_what_would_have_followed_a_canceled_upgrade_is_canceled(seller, olympia, balanced):
    held, order = upgraded_by_hand(seller, olympia)
    holdings.cancel_line(seller, holdings.lines(seller, order)[0], now=at("2026-11-16"))
    assert {line.status for line in holdings.lines(seller, order)} == {"canceled"}
    add_on = holdings.subscription(seller, parent_id=held.id)
    assert (add_on.status, add_on.quantity, add_on.leaving) == ("active", 4, 0)


def grown_while_its_cancellation_waits(seller, olympia, *, grows):
    """10 with an add-on of 4, canceled; before that is approved, 2 more of `grows` are delivered by hand."""
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(approves_cancellations=True)
    product = factories.product(offers={(1, 1): "9.60"}, automatic=False)
    add_on = factories.product(
        offers={(1, 1): "2.40"},
        kind=ProductKind.ADDON,
        title="Phone",
        parents=(product.key,),
        automatic=False,
    )
    factories.publish(seller, product, add_on)
    actor, who = olympia.admin.customer_actor, {"customer_id": olympia.id}

    def ordered(command, now):
        order = holdings.order(seller, command, actor=actor, now=now)
        return order, holdings.lines(seller, order)[0]

    item = commands.Item(offer_id=product.offers[1, 1], quantity=10)
    _, line = ordered(commands.Purchase(**who, items=(item,)), at("2026-11-01"))
    holdings.deliver(seller, line, now=at("2026-11-01"))
    held = holdings.subscription(seller, product_id=product.id)
    phones = commands.BuyAddOn(**who, subscription_id=held.id, offer_id=add_on.offers[1, 1], quantity=4)
    _, line = ordered(phones, at("2026-11-01"))
    holdings.deliver(seller, line, now=at("2026-11-01"))
    grown = holdings.subscription(seller, parent_id=held.id) if grows == "add_on" else held
    _, more = ordered(commands.BuyLicences(**who, subscription_id=grown.id, quantity=2), at("2026-11-10"))
    order, _ = ordered(holdings.reduction(olympia, held, None, cancels=True), at("2026-11-10"))
    holdings.deliver(seller, more, now=at("2026-11-16"))
    holdings.approve(seller, order, now=at("2026-11-16"))
    holdings.deliver(seller, holdings.lines(seller, order)[0], now=at("2026-11-16"))
    return held, order


def test_add_ons_stay_where_something_of_their_subscription_stays(seller, olympia, balanced):
    held, order = grown_while_its_cancellation_waits(seller, olympia, grows="subscription")
    assert [line.status for line in holdings.lines(seller, order)] == ["delivered", "canceled"]
    assert holdings.subscription(seller, id=held.id).quantity == 2
    add_on = holdings.subscription(seller, parent_id=held.id)
    assert (add_on.status, add_on.quantity, add_on.leaving) == ("active", 4, 0)


def test_an_add_on_ends_with_all_that_it_has_by_then(seller, olympia, balanced):
    held, order = grown_while_its_cancellation_waits(seller, olympia, grows="add_on")
    assert [(line.status, line.quantity) for line in holdings.lines(seller, order)] == [
        ("delivered", 10),
        ("delivered", 6),
    ]
    assert holdings.subscription(seller, parent_id=held.id).status == "canceled"


def test_licences_that_only_change_their_period_are_not_counted_twice(seller, balanced):
    waits = factories.customer(seller)
    product = factories.product(offers={(1, 1): "16.00", (12, 1): "189.72"}, largest=10)
    factories.publish(seller, product)
    actor = waits.admin.customer_actor
    item = commands.Item(offer_id=product.offers[1, 1], quantity=8)
    purchase = commands.Purchase(customer_id=waits.id, items=(item,))
    order = holdings.order(seller, purchase, actor=actor, now=at("2026-11-01"))
    holdings.approve(seller, order, now=at("2026-11-01"))
    held = holdings.subscription(seller, product_id=product.id)
    longer = commands.Upgrade(
        customer_id=waits.id, subscription_id=held.id, offer_id=product.offers[12, 1], quantity=None
    )
    order = holdings.order(seller, longer, actor=actor, now=at("2026-11-10"))
    holdings.approve(seller, order, now=at("2026-11-11"))
    assert holdings.subscription(seller, upgraded_from_id=held.id).quantity == 8


def test_an_upgrade_that_has_become_a_downgrade_says_so(seller, olympia, balanced):
    vendor = "Microsoft Corporation"
    source = factories.offer(cost="9.60", vendor=vendor)
    target = factories.offer(cost="10.00", vendor=vendor, automatic=False)
    factories.publish(seller, source, target)
    catalogue_models.Conversion.objects.create(source_id=source.product_id, target_id=target.product_id)
    held = holdings.bought(seller, olympia, source, 10, now=at("2026-11-01"))
    wish = commands.Upgrade(customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=3)
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=at("2026-11-19"))
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(default_markup_bp=5_000)
    holdings.turn(at("2026-12-01"))
    with pytest.raises(engine.DowngradeRefused):
        holdings.deliver(seller, holdings.lines(seller, order)[0], now=at("2026-12-02"))


def test_an_order_that_waits_is_not_accepted_because_a_line_of_it_ended(seller, balanced):
    waits = factories.customer(seller)
    with tenancy.scope(seller.id), transactions.writing():
        customer_models.Customer.objects.filter(id=waits.id).update(approval_required=False)
    held, _, _ = with_add_on(seller, waits, goes_with_target=True)
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(approves_cancellations=True)
        locked = subscriptions.lock(subscription_id=held.id, customer_id=waits.id)
        subscriptions.set_auto_renew(held=locked, on=False)
    wish = holdings.reduction(waits, held, None, cancels=True)
    order = holdings.order(seller, wish, actor=waits.admin.customer_actor, now=at("2026-11-20"))
    holdings.turn(at("2026-12-01"))
    with tenancy.scope(seller.id), transactions.reading():
        moves = ordering_models.OrderMove.objects.filter(order_id=order.id, line_id=None).order_by("id")
        assert [move.after for move in moves] == ["pending_reseller_approval", "canceled"]


def waiting(seller, olympia, wish, *, now):
    """An order of the company, whose orders need approval from now on."""
    with tenancy.scope(seller.id), transactions.writing():
        customer_models.Customer.objects.filter(id=olympia.id).update(approval_required=True)
    order = holdings.order(seller, wish, actor=olympia.admin.customer_actor, now=now)
    assert order.status == "pending_reseller_approval"
    return order


def status(seller, order):
    with tenancy.scope(seller.id), transactions.reading():
        return ordering_models.Order.objects.get(id=order.id).status


def test_an_upgrade_is_not_approved_while_another_change_is_planned(seller, olympia, balanced):
    source, target = factories.offer(cost="9.60"), factories.offer(cost="14.88")
    factories.publish(seller, source, target)
    catalogue_models.Conversion.objects.create(source_id=source.product_id, target_id=target.product_id)
    held = holdings.bought(seller, olympia, source, 10, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = commands.Upgrade(customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=3)
    upgrade = waiting(seller, olympia, wish, now=at("2026-11-19"))
    fewer = holdings.order(
        seller, holdings.reduction(olympia, held, 4, when="period_end"), actor=actor, now=at("2026-11-19")
    )
    with pytest.raises(engine.PlannedFirst):
        holdings.approve(seller, upgrade, now=at("2026-11-20"))
    assert status(seller, upgrade) == "pending_reseller_approval"
    (line,) = holdings.lines(seller, fewer)
    holdings.undo(seller, line, actor=actor, now=at("2026-11-20"))
    holdings.approve(seller, upgrade, now=at("2026-11-20"))
    assert status(seller, upgrade) == "executed"


def test_more_licences_are_not_approved_once_all_are_planned_to_leave(seller, olympia, balanced):
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 25, now=at("2026-11-01"))
    actor = olympia.admin.customer_actor
    wish = commands.BuyLicences(customer_id=olympia.id, subscription_id=held.id, quantity=3)
    more = waiting(seller, olympia, wish, now=at("2026-11-19"))
    all_of_it = holdings.reduction(olympia, held, None, when="period_end", cancels=True)
    leaves = holdings.order(seller, all_of_it, actor=actor, now=at("2026-11-19"))
    with pytest.raises(engine.Leaving):
        holdings.approve(seller, more, now=at("2026-11-20"))
    assert status(seller, more) == "pending_reseller_approval"
    (line,) = holdings.lines(seller, leaves)
    holdings.undo(seller, line, actor=actor, now=at("2026-11-20"))
    holdings.approve(seller, more, now=at("2026-11-20"))
    assert holdings.subscription(seller, id=held.id).quantity == 28


def test_where_an_upgrade_begins_a_period_its_add_ons_are_quoted_as_they_are_delivered(
    seller, olympia, balanced
):
    """Under a rule by which a new period begins with the upgrade, an add-on cannot go on in the old one: it is bought anew."""
    with transactions.writing_global():
        house = dataclasses.asdict(shipped_rules.HOUSE) | {"upgrade_same_interval": "restarts_period"}
        del house["version"]
        made = billing.make_version(data=house, actor=SYSTEM, now=at("2026-10-01"))
        billing.give(
            vendor="Microsoft",
            rule=made.name,
            version=made.version,
            starts_on=dt.date(2026, 11, 1),
            actor=SYSTEM,
            now=at("2026-10-01"),
        )
    held, target, _ = with_add_on(seller, olympia, goes_with_target=True)
    actor = olympia.admin.customer_actor
    wish = commands.Upgrade(
        customer_id=olympia.id, subscription_id=held.id, offer_id=target.id, quantity=None
    )
    quoted = holdings.quote(seller, wish, actor=actor, now=at("2026-11-19"))
    assert [(line.action, line.amount.net.minor) for line in quoted.lines] == [
        ("upgrade", 18600 - 4800),
        ("remove", -480),
        ("start", 1200),
    ]
    order = holdings.order(seller, wish, actor=actor, now=at("2026-11-19"))
    assert (order.status, order.net_minor) == ("executed", quoted.total.net.minor)
    became = holdings.subscription(seller, upgraded_from_id=held.id)
    anew = holdings.subscription(seller, parent_id=became.id)
    assert (anew.quantity, anew.period_end_on) == (4, became.period_end_on)
    assert holdings.subscription(seller, parent_id=held.id).status == "canceled"
