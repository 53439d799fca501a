"""The calendar: periods turn, terms renew or end, day by day; again, twice at once, and around what cannot be turned."""

import datetime as dt
from collections import Counter

import pytest
from click.testing import CliRunner
from django.db import connection

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.cli import renewals as command
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.ordering.domain import commands
from seatwise.pricing import operations as pricing
from seatwise.renewals import operations as renewals
from seatwise.renewals import queries
from seatwise.subscriptions import operations as subscriptions
from tests import at_once, books, factories, holdings
from tests.holdings import at

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def seller():
    made = factories.reseller(now=at("2026-01-01"))
    yield made
    books.assert_books_balance(made.id)


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def monthly(seller):
    offer = factories.offer()
    factories.publish(seller, offer, now=at("2026-01-01"))
    return offer


@pytest.fixture
def yearly(seller):
    offer = factories.offer(term_months=12, cost="192.00")
    factories.publish(seller, offer, now=at("2026-01-01"))
    return offer


def bought(seller, olympia, offer, quantity=10, *, now):
    return holdings.bought(seller, olympia, offer, quantity, now=now)


def test_a_period_rolls_over_inside_its_term_and_keeps_price_batches_and_windows(seller, olympia, yearly):
    held = bought(seller, olympia, yearly, now=at("2026-01-31"))
    before = holdings.batches(seller, held.id)
    special_price(seller, yearly, 500, since="2026-02-01")
    assert holdings.turn(at("2026-02-28")).outcomes == {"rolled_over": 1}
    now = holdings.subscription(seller, id=held.id)
    assert (now.period_start_on, now.period_end_on) == (dt.date(2026, 2, 28), dt.date(2026, 3, 31))
    assert (now.term_end_on, now.final_unit_price_minor) == (dt.date(2027, 1, 31), 2000)
    assert holdings.batches(seller, held.id) == before


def test_a_renewal_costs_the_price_in_force_and_opens_a_new_window(seller, olympia, monthly):
    held = bought(seller, olympia, monthly, now=at("2026-11-01"))
    special_price(seller, monthly, 1500, since="2026-12-01")
    assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 1}
    assert holdings.charges(seller, held.id) == [20000, 15000]
    # Midnight in Athens.
    assert holdings.batches(seller, held.id) == [(10, at("2026-11-30", "22:00"))]


def test_what_is_no_longer_listed_renews_at_the_agreed_price(seller, olympia, monthly):
    held = bought(seller, olympia, monthly, now=at("2026-11-01"))
    special_price(seller, monthly, 1500, since="2026-12-01")
    with tenancy.scope(seller.id), transactions.writing():
        pricing.unpublish(product_id=monthly.product_id, actor=SYSTEM, now=at("2026-11-20"))
        pricing.unlist_product(product_id=monthly.product_id, actor=SYSTEM, now=at("2026-11-20"))
    holdings.turn(at("2026-12-01"))
    assert holdings.charges(seller, held.id) == [20000, 20000]


def test_without_auto_renew_it_ends_with_its_term(seller, olympia, monthly):
    held = bought(seller, olympia, monthly, now=at("2026-11-01"))
    with tenancy.scope(seller.id), transactions.writing():
        locked = subscriptions.lock(subscription_id=held.id, customer_id=olympia.id)
        subscriptions.set_auto_renew(held=locked, on=False)
    assert holdings.turn(at("2026-12-01")).outcomes == {"term_ended": 1}
    ended = holdings.subscription(seller, id=held.id)
    assert (ended.status, ended.quantity, ended.ended_on) == ("canceled", 0, dt.date(2026, 12, 1))
    assert holdings.turn(at("2027-03-01")).outcomes == {}


def test_the_vat_of_a_new_period_is_that_of_its_day(seller, olympia, monthly):
    held = bought(seller, olympia, monthly, now=at("2026-11-01"))
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(vat_rate_bp=1900)
    holdings.turn(at("2026-12-01"))
    assert holdings.subscription(seller, id=held.id).vat_rate_bp == 1900


def test_a_standstill_is_caught_up_day_by_day(seller, olympia, monthly):
    first = bought(seller, olympia, monthly, now=at("2026-01-31"))
    second = bought(seller, olympia, monthly, 3, now=at("2026-02-10"))
    assert holdings.turn(at("2026-05-31")).outcomes == {"renewed": 4 + 3}
    assert holdings.subscription(seller, id=first.id).period_start_on == dt.date(2026, 5, 31)
    assert holdings.subscription(seller, id=second.id).period_start_on == dt.date(2026, 5, 10)
    with tenancy.scope(seller.id), transactions.reading(), connection.cursor() as cursor:
        cursor.execute('SELECT "on" FROM calendar_entry ORDER BY id')
        days = [row[0] for row in cursor.fetchall()]
    assert days == sorted(days)


def test_the_day_is_the_customers(seller, olympia, monthly):
    bought(seller, olympia, monthly, now=at("2026-11-01"))
    assert holdings.turn(at("2026-11-30", "21:59")).outcomes == {}
    assert holdings.turn(at("2026-11-30", "22:00")).outcomes == {"renewed": 1}


def test_a_second_run_finds_nothing(seller, olympia, monthly):
    bought(seller, olympia, monthly, now=at("2026-11-01"))
    holdings.turn(at("2026-12-01"))
    assert holdings.turn(at("2026-12-01")).outcomes == {}


def test_two_runs_at_once_turn_each_subscription_once(
    seller, olympia, monthly, django_db_blocker, monkeypatch
):
    held = [bought(seller, olympia, monthly, 1, now=at("2026-11-01")) for _ in range(3)]
    waits = at_once.UntilSomebodyWaits(queries.vat_rates)
    monkeypatch.setattr(queries, "vat_rates", waits)
    one, other = at_once.both(
        django_db_blocker, *(lambda: renewals.run(now=at("2026-12-01")) for _ in range(2))
    )
    assert waits.met
    assert one.outcomes + other.outcomes == {"renewed": 3}
    assert [holdings.charges(seller, each.id) for each in held] == [[2000, 2000]] * 3


def test_a_dry_run_says_what_would_happen_and_writes_nothing(seller, olympia, monthly, yearly):
    bought(seller, olympia, monthly, now=at("2026-10-05"))
    planned = bought(seller, olympia, yearly, now=at("2026-10-20"))
    actor = olympia.admin.customer_actor
    reduce = holdings.reduction(olympia, planned, 4, "period_end")
    holdings.order(seller, reduce, actor=actor, now=at("2026-10-21"))
    ahead = holdings.turn(at("2026-12-25"), dry=True)
    assert holdings.turn(at("2026-12-25"), dry=True) == ahead
    report = holdings.turn(at("2026-12-25"))
    assert ahead.charged_minor == report.charged_minor == {"EUR": 2 * 20000 + 2 * 12000}
    assert ahead.outcomes == report.outcomes - Counter(carried_out=1)


def test_what_cannot_be_turned_is_set_aside_and_the_rest_goes_on(seller, olympia, monthly):
    bad = bought(seller, olympia, monthly, 2, now=at("2026-11-01"))
    good = bought(seller, olympia, monthly, 3, now=at("2026-11-01"))
    _set_batches(seller, bad, 5)
    report = holdings.turn(at("2026-12-01"))
    assert report.outcomes == {"renewed": 1}
    ((alias, which, on, reason),) = report.set_aside
    assert (alias, which, on) == ("techsolutions", bad.id, dt.date(2026, 12, 1))
    assert reason == "Its seat batches hold 5 licences, but it has 2."
    with tenancy.scope(seller.id), transactions.reading():
        assert queries.problems() == [(bad.id, dt.date(2026, 12, 1), reason)]
    assert holdings.charges(seller, good.id) == [6000, 6000]
    _set_batches(seller, bad, 2)
    assert holdings.turn(at("2026-12-01")).outcomes == {"renewed": 1}
    with tenancy.scope(seller.id), transactions.reading():
        assert queries.problems() == []


def test_the_command_reports_and_fails_where_something_was_set_aside(seller, olympia, monthly):
    held = bought(seller, olympia, monthly, 2, now=at("2026-10-01"))
    _set_batches(seller, held, 5)
    told = CliRunner().invoke(command.group, ["run", "--as-of", "2026-11-02"])
    assert told.exit_code == 1
    assert "set aside: techsolutions" in told.output
    _set_batches(seller, held, 2)
    told = CliRunner().invoke(command.group, ["run", "--as-of", "2026-11-02"])
    assert told.exit_code == 0
    assert "1 new terms" in told.output
    assert "40.00 EUR net was charged" in told.output


def test_a_day_to_come_can_only_be_looked_at(seller):
    told = CliRunner().invoke(command.group, ["run", "--as-of", "2126-11-02"])
    assert told.exit_code == 2
    assert "That day has not come yet. With --dry-run you can look ahead." in told.output


def test_an_add_on_ends_with_a_planned_cancellation_of_its_subscription(seller, olympia):
    source = factories.product(offers={(1, 1): "16.00"})
    add_on = factories.product(offers={(1, 1): "4.00"}, kind=ProductKind.ADDON, parents=(source.key,))
    factories.publish(seller, source, add_on, now=at("2026-01-01"))
    parent = bought(
        seller,
        olympia,
        factories.Offer(id=source.offers[1, 1], product_id=source.id),
        now=at("2026-11-01"),
    )
    actor = olympia.admin.customer_actor
    wish = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=parent.id, offer_id=add_on.offers[1, 1], quantity=2
    )
    holdings.order(seller, wish, actor=actor, now=at("2026-11-01"))
    end = holdings.reduction(olympia, parent, None, "term_end", cancels=True)
    holdings.order(seller, end, actor=actor, now=at("2026-11-05"))
    assert holdings.turn(at("2026-12-01")).outcomes == {"carried_out": 1}
    ended = holdings.subscription(seller, parent_id=parent.id)
    assert (ended.status, ended.ended_on) == ("canceled", dt.date(2026, 12, 1))


def special_price(seller, offer, minor, *, since):
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=offer.id,
            customer_id=None,
            unit_price=Money(minor, "EUR"),
            starts_on=dt.date.fromisoformat(since),
            ends_on=None,
            actor=SYSTEM,
            now=at("2026-01-01"),
        )


def _set_batches(seller, held, quantity):
    with tenancy.scope(seller.id), transactions.writing(), connection.cursor() as cursor:
        cursor.execute("UPDATE seat_batch SET quantity = %s WHERE subscription_id = %s", [quantity, held.id])
