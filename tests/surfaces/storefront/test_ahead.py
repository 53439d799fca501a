"""Spend by month without what is hidden, renewals with their last day, what is pending (B5, B7, S8, S14)."""

import datetime as dt
import re

import pytest

from seatwise.infra import tenancy, transactions
from seatwise.kernel.money import Money
from seatwise.pricing import operations as pricing
from seatwise.storefront.dashboard import spend
from tests import factories, holdings, shopping
from tests.surfaces.storefront import scene


def text(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


@pytest.fixture
def seller(db, time_machine):
    time_machine.move_to(holdings.at("2026-11-19"), tick=False)
    return factories.reseller(now=holdings.at("2026-08-01"))


@pytest.fixture
def olympia(seller):
    return holdings.without_approval(seller)


@pytest.fixture
def world(seller, olympia):
    return scene.World(reseller=seller, customer=olympia, client=scene.signed_in(olympia.admin))


@pytest.fixture
def bought(seller, olympia):
    """10 of a product since 1 September at €20.00, 5 more that the reseller bought, delivered today, and the calendar run."""
    offer = factories.offer()
    factories.publish(seller, offer)
    held = holdings.bought(seller, olympia, offer, 10, now=holdings.at("2026-09-01"))
    shopping.held(seller, olympia, offer, 5, now=holdings.at("2026-09-05"), by_reseller=True)
    holdings.turn(holdings.at("2026-11-19"))
    return offer, held


def months(html: str) -> dict[str, str]:
    return dict(re.findall(r'<th scope="row">([^<]+)</th><td class="num">([^<]+)</td>', html))


def test_the_dashboard_asks_for_it_and_links_it(world, bought) -> None:
    html = world.html("")
    assert 'hx-get="/techsolutions/billing/ahead/"' in html
    assert 'href="/techsolutions/billing/ahead/"' in html
    fragment = world.html("ahead/", hx_request="true")
    assert fragment.lstrip().startswith('<div class="g12 ahead" id="ahead">')
    assert "<html" in world.html("ahead/")


def test_spend_is_what_was_charged_and_what_is_hidden_is_counted(world, bought) -> None:
    html = world.html("ahead/")
    found = months(html)
    assert next(iter(found)) == "December 2025"
    assert [found[f"{month} 2026"] for month in ("August", "September", "October", "November")] == [
        "€0.00",
        "€200.00",
        "€200.00",
        "€200.00",
    ]
    assert found["Total"] == "€600.00"
    assert "1 charge shows no amount and is not counted." in text(html)
    assert html.count("<rect") == 12
    assert "€600.00 in 12 months; the most, €200.00, in September 2026; €200.00 so far this month." in html


def test_nothing_is_counted_that_is_not_published_any_more(world, seller, bought) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        pricing.unpublish(
            product_id=bought[0].product_id, actor=seller.owner.reseller_actor, now=factories.NOW
        )
    page = text(world.html("ahead/"))
    assert "Nothing was charged in the last 12 months." in page
    assert "4 charges show no amount and are not counted." in page


def test_renewals_say_until_when_they_can_be_changed(world, seller, olympia, bought) -> None:
    later = factories.offer(title="Yearly", term_months=12, billing_months=12, cost="96.00")
    factories.publish(seller, later)
    holdings.bought(seller, olympia, later, 1, now=holdings.at("2026-11-18"))
    scene.place(world, holdings.reduction(olympia, bought[1], 2, "period_end"), until="placed", by="customer")
    page = text(world.html("ahead/"))
    assert "8 licences, €160.00 a month" in page
    assert "Change until 30 Nov" in page
    assert "11 days left" in page
    assert "Yearly" not in page
    assert "Reduce Microsoft 365 Business Premium by 2 licences" in page
    assert 'href="/techsolutions/billing/pending/"' in world.html("ahead/")


def test_what_does_not_renew_says_how_long_it_can_be_kept(world, bought) -> None:
    world.client.post(f"{world.billing}subscriptions/S-2001/auto-renew/", {"on": "0"})
    page = text(world.html("ahead/"))
    assert "10 licences, set to end" in page
    assert "Keep it: until 30 Nov" in page


def month(minor: int) -> spend.Month:
    return spend.Month(on=dt.date(2026, 1, 1), net=Money(minor, "EUR"), left_out=0)


def test_the_picture_is_in_proportion() -> None:
    chart = spend.chart([month(20_000), month(10_000), month(0)])
    assert chart is not None
    assert chart.top == Money(20_000, "EUR")
    assert [bar.height for bar in chart.bars] == [1000, 500, 0]
    assert [bar.y for bar in chart.bars] == [0, 500, 1000]


def test_credits_stand_below_zero_and_nothing_is_no_picture() -> None:
    chart = spend.chart([month(15_000), month(-4_000)])
    assert chart is not None
    assert (chart.top, chart.bottom) == (Money(20_000, "EUR"), Money(-5_000, "EUR"))
    assert chart.zero == 800
    assert [(bar.y, bar.height, bar.is_credit) for bar in chart.bars] == [(200, 600, False), (800, 160, True)]
    assert spend.chart([month(0)]) is None
