"""The demo's data, loaded as of the day of the pictures: what it promises to show, to the cent."""

import datetime as dt
import os
import subprocess
import sys
import time
from collections import Counter

import pytest
from django.db.models import F, ForeignKey, UUIDField
from procrastinate.contrib.django.models import ProcrastinateJob

from seatwise.assets import models as assets
from seatwise.billing import models as billing
from seatwise.customers import queries as customers
from seatwise.demo import loading, people
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import ActorKind
from seatwise.ordering import models as ordering
from seatwise.ordering.queries import details
from seatwise.pricing import models as pricing
from seatwise.pricing.domain.visibility import Hidden, HiddenReason, price_visibility
from seatwise.renewals import queries as renewals
from seatwise.resellers import queries as resellers
from seatwise.subscriptions import models as subscriptions
from tests import books, factories

DAY = factories.TODAY
LATER = factories.NOW + dt.timedelta(days=400)


@pytest.mark.slow
def test_the_demo_shows_every_state_and_its_books_balance(db) -> None:
    said: list[str] = []
    began = time.monotonic()
    assert loading.load(as_of=DAY, now=LATER, say=said.append) is loading.Outcome.LOADED
    seconds = time.monotonic() - began
    assert seconds < 90
    assert [line.rpartition(" (")[0] for line in said] == [
        "operator and catalogue",
        "TechSolutions, 8 customers, 68 orders",
        "Lakeside Cloud, 3 customers, 12 orders",
        "Hellas IT, 1 customer, 4 orders",
    ]

    shops = {reseller.alias: reseller for reseller in resellers.all_resellers()}
    assert {alias: (shop.edition, shop.currency) for alias, shop in shops.items()} == {
        "techsolutions": ("standard", "EUR"),
        "lakeside": ("standard", "USD"),
        "hellas-it": ("free", "EUR"),
    }
    for shop in shops.values():
        books.assert_books_balance(shop.id)
    _every_status(shops)
    _every_reason(shops["techsolutions"])
    _current_periods(shops, DAY)
    _a_year(shops)
    _what_changed(shops["techsolutions"])
    _what_is_planned(shops["techsolutions"])
    _maria(shops["techsolutions"])
    assert not ProcrastinateJob.objects.filter(queue_name="events").exclude(status="succeeded").exists()
    assert not ProcrastinateJob.objects.filter(status="failed").exists()

    assert loading.load(as_of=DAY, now=LATER, say=said.append) is loading.Outcome.WAS_THERE
    with tenancy.scope(shops["techsolutions"].id), transactions.reading():
        assert ordering.Order.objects.count() == 68


def _every_status(shops: dict[str, resellers.Reseller]) -> None:
    orders: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for shop in shops.values():
        with tenancy.scope(shop.id), transactions.reading():
            orders.update(ordering.Order.objects.values_list("status", flat=True))
            lines.update(ordering.OrderLine.objects.values_list("status", flat=True))
            after = ordering.OrderMove.objects.filter(at__gt=factories.NOW)
            assert not after.exists()
            listings = pricing.Listing.objects.values_list("published_at", flat=True)
            assert len(listings) > 2
    assert orders == {"executed": 63, "pending_reseller_approval": 7, "in_progress": 8, "canceled": 6}
    assert lines["failed"] == 1


def _every_reason(shop: resellers.Reseller) -> None:
    with tenancy.scope(shop.id), transactions.reading():
        published = set(
            pricing.Listing.objects.filter(published_at__isnull=False).values_list("product_id", flat=True)
        )
        held = subscriptions.Subscription.objects.values_list("product_id", "bought_at", "bought_by")
        reasons = Counter(
            shown.reason if isinstance(shown, Hidden) else None
            for product_id, bought_at, bought_by in held
            for shown in [
                price_visibility(
                    published=product_id in published,
                    bought_at=bought_at,
                    placed_by=ActorKind(bought_by),
                    standard_since=shop.standard_since,
                )
            ]
        )
        assert pricing.Listing.objects.filter(published_at=None).exists()
        assert pricing.SpecialPrice.objects.count() == 2
        assert pricing.Discount.objects.count() == 2
        delivered_by_hand = assets.Asset.objects.filter(reference__startswith="Delivery note")
        assert delivered_by_hand.count() == 3
    assert set(reasons) == {
        None,
        HiddenReason.BEFORE_STANDARD,
        HiddenReason.BOUGHT_BY_RESELLER,
        HiddenReason.NOT_PUBLISHED,
    }


def _current_periods(shops: dict[str, resellers.Reseller], day: dt.date) -> None:
    for shop in shops.values():
        with tenancy.scope(shop.id), transactions.reading():
            for held in subscriptions.Subscription.objects.filter(status="active"):
                assert held.period_start_on <= day < held.period_end_on, held.number
            assert not renewals.problems()


def _a_year(shops: dict[str, resellers.Reseller]) -> None:
    """Every month has its renewals, charged, and every reseller takes part."""
    for alias, shop in shops.items():
        with tenancy.scope(shop.id), transactions.reading():
            turned = subscriptions.CalendarEntry.objects.filter(kind__in=["renewed", "rolled_over"])
            months = {(on.year, on.month) for on in turned.values_list("on", flat=True)}
            charged = billing.Charge.objects.filter(cause_kind="calendar", net_minor__gt=0)
            assert set(turned.values_list("id", flat=True)) == set(charged.values_list("cause_id", flat=True))
            assert not charged.filter(charged_at__gt=factories.NOW).exists()
        # Since the month after the first monthly purchase.
        since = {"techsolutions": 10, "lakeside": 6, "hellas-it": 6}[alias]
        wanted = {divmod(DAY.year * 12 + DAY.month - 1 - back, 12) for back in range(1, since + 1)}
        assert wanted <= {(year, month - 1) for year, month in months}, alias


def _what_changed(shop: resellers.Reseller) -> None:
    with tenancy.scope(shop.id), transactions.reading():
        held = subscriptions.Subscription.objects
        became = {each.name: each for each in held.exclude(upgraded_from_id=None)}
        premium, standard = (
            became["Microsoft 365 Business Premium"],
            became["Microsoft 365 Business Standard"],
        )
        partly, wholly = (held.get(id=each.upgraded_from_id) for each in (premium, standard))
        assert (partly.status, partly.quantity, premium.quantity) == ("active", 7, 3)
        assert (wholly.status, wholly.quantity, standard.quantity) == ("upgraded", 0, 4)
        for source in (partly, wholly):
            line = ordering.OrderLine.objects.get(action="upgrade", source_id=source.id)
            assert held.get(id=line.subscription_id).upgraded_from_id == source.id
        # The add-on went along with the whole, and stayed where only a part went (R22).
        assert held.get(parent_id=standard.id).quantity == 4
        assert held.get(parent_id=partly.id).quantity == 6
        ended = held.filter(status="canceled").order_by("name").values_list("name", "quantity")
        assert list(ended) == [
            ("Microsoft 365 Audio Conferencing", 0),
            ("Power BI Premium Per User", 0),
            ("Visio Plan 1", 0),
        ]
        entry = subscriptions.CalendarEntry.objects.get(kind="term_ended")
        assert held.get(id=entry.subscription_id).name == "Visio Plan 1"
        grown = subscriptions.QuantityEntry.objects.filter(delta__gt=0).exclude(quantity_after=F("delta"))
        assert grown.count() >= 6


def _what_is_planned(shop: resellers.Reseller) -> None:
    with tenancy.scope(shop.id), transactions.reading():
        held = subscriptions.Subscription.objects
        leaving = held.exclude(leaving=0).order_by("name").values_list("name", "quantity", "leaving")
        assert list(leaving) == [
            ("Dynamics 365 Business Central Essentials", 6, 6),
            ("Microsoft 365 E3", 30, 5),
            ("Microsoft Entra ID P1", 20, 3),
            ("Microsoft Teams Phone Standard", 8, 8),
        ]
        undone = ordering.OrderLine.objects.filter(status="canceled", planned_on__isnull=False)
        assert undone.count() == 2
        waits = ordering.Order.objects.get(type="cancel_add_on", status="pending_reseller_approval")
        assert waits.note.startswith("Please keep the numbers")
        ends = held.get(auto_renew=False, status="active")
        assert DAY < ends.term_end_on < DAY + dt.timedelta(days=31)
        week = factories.NOW - dt.timedelta(days=7)
        shields = held.get(name="Microsoft Defender for Business")
        batches = subscriptions.SeatBatch.objects.filter(quantity__gt=0, window_from__gt=week)
        assert batches.filter(subscription_id=shields.id).count() == 2
        assert batches.values("subscription_id").distinct().count() >= 4


@pytest.mark.slow
def test_an_early_day_has_enough_to_show_and_always_the_same(db, cleaner) -> None:
    # A month after the vendor's first day, when the first periods have just turned.
    day = loading.EARLIEST + dt.timedelta(days=3)
    found = []
    for _ in range(2):
        cleaner()
        assert loading.load(as_of=day, now=LATER, say=lambda _: None) is loading.Outcome.LOADED
        shops = {reseller.alias: reseller for reseller in resellers.all_resellers()}
        _current_periods(shops, day)
        found.append({alias: _books(shop) for alias, shop in shops.items()})
    assert found[0] == found[1]
    assert all(rows["calendar_entry"] for rows in found[0].values())
    for shop in shops.values():
        books.assert_books_balance(shop.id)


def _books(shop: resellers.Reseller) -> dict[str, list[tuple]]:
    """Everything that was written, in the order of writing, without what is drawn by lot."""
    found = {}
    tables = (
        ordering.Order,
        ordering.OrderLine,
        ordering.OrderMove,
        subscriptions.Subscription,
        subscriptions.QuantityEntry,
        subscriptions.CalendarEntry,
        subscriptions.SeatBatch,
        billing.Charge,
    )
    with tenancy.scope(shop.id), transactions.reading():
        for table in tables:
            names = [
                field.attname
                for field in table._meta.concrete_fields
                if not isinstance(field, UUIDField | ForeignKey) and field.attname != "reference"
            ]
            found[table._meta.db_table] = list(table.objects.order_by("id").values_list(*names))
    return found


def _maria(shop: resellers.Reseller) -> None:
    with tenancy.scope(shop.id), transactions.reading():
        company = next(found for found in customers.all_customers() if found.name == people.OLYMPIA)
        roles = {person.email: person.role for person in customers.people(customer_id=company.id)}
        assert roles["maria@olympia.example"] == "admin"
        assert set(roles.values()) == {"admin", "buyer", "subscription_manager", "billing_viewer"}
        places = customers.memberships(
            user_id=next(
                person.user_id
                for person in customers.people(customer_id=company.id)
                if person.email == people.ANNA.email
            )
        )
        assert [place.customer.name for place in places] == [people.DELPHI, people.OLYMPIA]
        last = details.order_details(order_id=details.order_id_of(number=10_068))
    assert last.placed_by_name == "Giorgos Alexiou"
    assert str(last.lines[0].final_unit_price) == "213.22 EUR"
    assert str(last.total.net) == "538.02 EUR"


def test_a_day_before_the_vendors_prices_is_refused(db) -> None:
    with pytest.raises(loading.DayTooEarly, match="2025-11-01"):
        loading.load(as_of=dt.date(2025, 10, 31), now=LATER, say=print)


def test_a_database_with_other_resellers_stays_as_it_is(db) -> None:
    factories.reseller(alias="somebody")
    with pytest.raises(loading.NotEmpty, match="resellers of its own"):
        loading.load(as_of=DAY, now=LATER, say=print)


def test_half_of_the_demo_is_not_taken_for_the_whole(db) -> None:
    factories.reseller(alias="techsolutions")
    with pytest.raises(loading.NotEmpty, match="interrupted"):
        loading.load(as_of=DAY, now=LATER, say=print)


def test_addresses_need_no_database() -> None:
    environment = {
        **os.environ,
        "PORT": "8123",
        "PUBLIC_URL": "",
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
    }
    said = subprocess.run(
        [sys.executable, "-m", "seatwise.demo", "--addresses"],
        capture_output=True,
        text=True,
        check=True,
        timeout=30,
        env=environment,
    ).stdout
    assert "http://127.0.0.1:8123/techsolutions/" in said
    assert "http://127.0.0.1:8123/lakeside/console/approvals/" in said
    assert "http://127.0.0.1:8123/operator/" in said
    assert "maria@olympia.example" in said
    assert "demo-seatwise" in said


def test_without_a_database_a_sentence_says_what_to_do() -> None:
    environment = {
        **os.environ,
        "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none",
        "SECRET_KEY": "x" * 50,
    }
    ended = subprocess.run(
        [sys.executable, "-m", "seatwise.demo", "--as-of", "2026-11-19"],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env=environment,
    )
    assert ended.returncode == 1
    assert "The database does not answer." in ended.stderr
    assert "Traceback" not in ended.stderr
