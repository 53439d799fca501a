"""Rules that the operator makes and gives: never changed, in force from their day, and a term keeps its own (R16)."""

import datetime as dt
import uuid
from dataclasses import asdict

import psycopg
import pytest
from django.db import IntegrityError, ProgrammingError

from seatwise.billing import models
from seatwise.billing import operations as billing
from seatwise.billing import queries as reading
from seatwise.billing.domain import shipped_rules, vendor_rules
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.ordering.domain import commands
from tests import books, factories, holdings
from tests.holdings import at

pytestmark = pytest.mark.usefixtures("db")

ALEX = Actor(kind=ActorKind.OPERATOR, user_id=uuid.UUID(int=7), name="Alex")
MICROSOFT = "Microsoft Corporation"


def plain(**changes):
    return {name: value for name, value in asdict(shipped_rules.HOUSE).items() if name != "version"} | changes


def made(**changes):
    with transactions.writing_global():
        return billing.make_version(data=plain(**changes), actor=ALEX, now=at("2026-11-19"))


def given(*, vendor="", rule="house", version=2, starts_on="2026-12-01", now="2026-11-19"):
    with transactions.writing_global():
        billing.give(
            vendor=vendor,
            rule=rule,
            version=version,
            starts_on=dt.date.fromisoformat(starts_on),
            actor=ALEX,
            now=at(now),
        )


def test_a_change_is_the_next_version_and_counts_once_it_is_given():
    rule = made(return_window_hours=48, upgrade_inherits_window=True)
    assert (rule.name, rule.version) == ("house", 2)
    assert reading.rule_of(vendor="Anybody", on=dt.date(2027, 1, 1)) == shipped_rules.HOUSE
    given(vendor="Anybody")
    assert reading.rule_of(vendor="Anybody", on=dt.date(2026, 11, 30)) == shipped_rules.HOUSE
    assert reading.rule_of(vendor="Anybody", on=dt.date(2026, 12, 1)) == rule
    assert reading.rule_of(vendor="Somebody", on=dt.date(2026, 12, 1)) == shipped_rules.HOUSE


def test_a_new_name_begins_with_version_1_and_may_be_everybodys():
    rule = made(name="two-days", return_window_hours=48)
    assert rule.version == 1
    given(rule="two-days", version=1)
    assert reading.rule_of(vendor="Anybody", on=dt.date(2026, 12, 1)) == rule
    assert reading.rule_of(vendor=MICROSOFT, on=dt.date(2026, 12, 1)) == shipped_rules.MICROSOFT_NCE


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"counting": "hour"}, "one of day, second"),
        ({"counting": "second"}, "counting must be day"),
        (
            {"return_window_hours": None, "term_can_be_left_early": False, "downgrades": "at_term_end"},
            "at any time",
        ),
        ({"name": "A rule"}, "small letters"),
        ({"name": "a" * 41}, "small letters"),
        ({}, "says already"),
    ],
)
def test_what_is_wrong_is_refused_and_nothing_is_kept(changes, said):
    with pytest.raises(vendor_rules.RuleRefused, match=said):
        made(**changes)
    assert not models.VendorRule.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "refusal"),
    [
        ({"version": 7}, billing.UnknownRule),
        ({"rule": "nobodys"}, billing.UnknownRule),
        ({"rule": "stripe", "version": 1}, billing.UnknownRule),
        ({"version": 1, "starts_on": "2026-11-20"}, billing.TooSoon),
        ({"version": 1, "starts_on": "2020-01-01"}, billing.TooSoon),
    ],
)
def test_only_a_rule_that_books_can_keep_is_given_and_only_ahead(wrong, refusal):
    with pytest.raises(refusal):
        given(**wrong)
    assert not models.RuleGiven.objects.exists()


def test_the_database_lets_nothing_be_changed_nor_given_for_a_day_that_has_begun():
    made(return_window_hours=48)
    given()
    for change in (
        lambda: models.VendorRule.objects.update(version=9),
        lambda: models.VendorRule.objects.all().delete(),
        lambda: models.RuleGiven.objects.update(starts_on=dt.date(2027, 1, 1)),
        lambda: models.RuleGiven.objects.all().delete(),
    ):
        with pytest.raises(ProgrammingError) as refused, transactions.writing_global():
            change()
        assert isinstance(refused.value.__cause__, psycopg.errors.InsufficientPrivilege)
    with pytest.raises(IntegrityError, match="vendor_rule_given_ahead"), transactions.writing_global():
        models.RuleGiven.objects.create(
            vendor="",
            rule="house",
            rule_version=1,
            starts_on=dt.date(2026, 11, 20),
            given_at=at("2026-11-19"),
            actor_name="Alex",
        )


def rules_charged(seller, subscription_id):
    with tenancy.scope(seller.id), transactions.reading():
        return [
            (row.rule, row.rule_version, row.net_minor)
            for row in models.Charge.objects.filter(subscription_id=subscription_id).order_by("id")
        ]


def test_a_term_keeps_its_rule_and_the_next_one_has_the_new():
    """Bought when licences could come back at any time: no later rule takes that away before the term ends."""
    seller = factories.reseller(now=at("2026-10-01"))
    olympia = holdings.without_approval(seller)
    offer = factories.offer(vendor="Cloudmakers")
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=at("2026-11-10"))
    made(return_window_hours=0)
    given(vendor="Cloudmakers", starts_on="2026-11-25")
    admin = olympia.admin.customer_actor
    order = holdings.order(seller, holdings.reduction(olympia, held, 3), actor=admin, now=at("2026-12-01"))
    assert order.net_minor == -1800  # 3 × €20.00 × 9 of 30 days
    holdings.turn(at("2026-12-10"))
    later = holdings.order(seller, holdings.reduction(olympia, held, 3), actor=admin, now=at("2026-12-15"))
    (line,) = holdings.lines(seller, later)
    assert (later.net_minor, line.planned_on) == (0, dt.date(2027, 1, 10))
    assert rules_charged(seller, held.id) == [
        ("house", 1, 20_000),
        ("house", 1, -1_800),
        ("house", 2, 14_000),
    ]
    books.assert_books_balance(seller.id)


def test_an_add_on_counts_under_the_rule_of_its_subscriptions_term():
    seller = factories.reseller(now=at("2026-10-01"))
    olympia = holdings.without_approval(seller)
    parent = factories.product(vendor="Cloudmakers", offers={(12, 1): "192.00"})
    add_on = factories.product(
        title="Phone",
        vendor="Cloudmakers",
        offers={(12, 1): "96.00"},
        kind=ProductKind.ADDON,
        parents=(parent.key,),
    )
    factories.publish(seller, parent, add_on)
    one = factories.Offer(id=parent.offers[12, 1], product_id=parent.id)
    held = holdings.bought(seller, olympia, one, 5, now=at("2026-11-10"))
    made(return_window_hours=0)
    given(vendor="Cloudmakers", starts_on="2026-11-25")
    wish = commands.BuyAddOn(
        customer_id=olympia.id, subscription_id=held.id, offer_id=add_on.offers[12, 1], quantity=2
    )
    admin = olympia.admin.customer_actor
    quote = holdings.quote(seller, wish, actor=admin, now=at("2026-12-01"))
    assert quote.lines[0].parts[0].rule == ("house", 1)
    order = holdings.order(seller, wish, actor=admin, now=at("2026-12-01"))
    phone = holdings.subscription(seller, parent_id=held.id)
    assert order.status == "executed"
    assert [each[:2] for each in rules_charged(seller, phone.id)] == [("house", 1)]
