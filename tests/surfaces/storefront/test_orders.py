"""S6-S9 over HTTP: the list of orders, its tabs, search, order and pages."""

import re

import pytest
from django.test import Client

from tests import factories, holdings
from tests.surfaces.storefront import scene


@pytest.fixture
def offer(world):
    sold = factories.offer()
    factories.publish(world.reseller, sold)
    return sold


def numbers(html: str) -> list[str]:
    return re.findall(r'orders/(SO-\d+)/"', html)


def test_status_number_day_and_total(world, offer) -> None:
    scene.order(world, (offer, 3))
    scene.order(world, (offer, 2), until="placed")
    scene.order(world, (offer, 1), until="rejected")
    scene.order(world, (offer, 1), until="withdrawn")
    html = world.html("orders/")
    assert numbers(html) == ["SO-10004", "SO-10003", "SO-10002", "SO-10001"]
    for word in ("Executed", "Pending Reseller Approval", "In Progress", "Canceled"):
        assert word in html
    assert "19 Nov 2026" in html
    assert "€60.00" in html
    assert "Rejected by Techsolutions: Same as SO-10001" in html
    assert "Withdrawn" in html
    assert "not charged" in html
    assert "4 orders found" in html
    assert "<title>Orders" in html


def test_the_day_is_the_customers(world, offer, time_machine) -> None:
    late = factories.NOW.replace(hour=22, minute=30)
    scene.order(world, (offer, 1), until="placed", now=late)
    assert "20 Nov 2026" in world.html("orders/")


def test_an_order_of_the_reseller_shows_no_amount_and_says_why(world, offer) -> None:
    scene.order(world, (offer, 3), by="reseller")
    html = world.html("orders/")
    assert "€60.00" not in html
    assert "Techsolutions placed this order for you, so the amount is not shown here." in html
    assert "your reseller" in html


def test_tabs_narrow_and_count(world, offer) -> None:
    scene.order(world, (offer, 3))
    scene.order(world, (offer, 2), until="placed")
    html = world.html("orders/?status=executed")
    assert numbers(html) == ["SO-10001"]
    assert "1 order found" in html
    assert 'All<span class="n">2</span>' in html
    assert numbers(world.html("orders/?status=nonsense")) == ["SO-10002", "SO-10001"]


@pytest.mark.parametrize("words", ["SO-10001", "so-10001", "10001", "visio", "Vis pla"])
def test_search_by_number_and_word_prefix(world, offer, words) -> None:
    visio = factories.offer(title="Visio Plan 2")
    factories.publish(world.reseller, visio)
    scene.order(world, (visio, 1), until="placed")
    scene.order(world, (offer, 1), until="placed")
    html = world.html(f"orders/?q={words}")
    assert numbers(html) == ["SO-10001"]
    assert "1 order found" in html


def test_nothing_found_says_how_many_are_hidden(world, offer) -> None:
    scene.order(world, (offer, 1), until="placed")
    html = world.html("orders/?q=nothing+like+it")
    assert "No orders match" in html
    assert "1 order is hidden by the filter." in html
    assert "No orders match" in world.html("orders/?q=%27%22%3A*%26")


def test_sorted_by_total_hidden_ones_last(world, offer) -> None:
    scene.order(world, (offer, 2), until="placed")
    scene.order(world, (offer, 9), by="reseller")
    scene.order(world, (offer, 5), until="placed")
    assert numbers(world.html("orders/?sort=-total")) == ["SO-10003", "SO-10001", "SO-10002"]
    assert numbers(world.html("orders/?sort=total")) == ["SO-10002", "SO-10001", "SO-10003"]


def test_pages_in_both_directions(world, offer) -> None:
    for _ in range(27):
        scene.order(world, (offer, 1), until="placed")
    first = world.html("orders/")
    assert len(numbers(first)) == 25
    assert "27 orders found" in first
    (following,) = re.findall(r'href="/techsolutions/billing/(orders/\?after=[^"]+)"', first)
    second = world.html(following)
    assert numbers(second) == ["SO-10002", "SO-10001"]
    (back,) = re.findall(r'href="/techsolutions/billing/(orders/\?before=[^"]+)"', second)
    assert numbers(world.html(back)) == numbers(first)
    for key in ("nonsense", "W1siIiwiYSJdLFsiIiwiYiJdXQ", "%00"):
        assert numbers(world.html(f"orders/?after={key}")) == numbers(first)


def test_htmx_gets_the_list_alone(world, offer) -> None:
    scene.order(world, (offer, 1), until="placed")
    html = world.html("orders/", hx_request="true")
    assert html.lstrip().startswith('<section class="card" id="list"')
    assert "<html" not in html
    assert numbers(html) == ["SO-10001"]


def test_each_customer_sees_its_own(world, offer) -> None:
    scene.order(world, (offer, 1), until="placed")
    neighbour = scene.signed_in(factories.customer(world.reseller, name="Neighbour Ltd").admin)
    assert b"SO-10001" not in neighbour.get(f"{world.billing}orders/").content
    assert Client().get(f"{world.billing}orders/").status_code == 302


def test_a_reduction_says_that_it_is_one_and_for_which_day(world, offer) -> None:
    scene.order(world, (offer, 10))
    held = holdings.subscription(world.reseller, number=2001)
    scene.place(
        world, holdings.reduction(world.customer, held, 2, "period_end", cancels=True), until="placed"
    )
    html = world.html("orders/")
    assert "Cancel 2 licences of Microsoft 365 Business Premium" in html
    assert "Scheduled for 19 Dec 2026" in html
    assert "Cancel 2 licences of Microsoft 365 Business Premium" in world.html("")


def test_narrowed_by_kind_and_by_the_customers_days(world, offer) -> None:
    scene.order(world, (offer, 10))
    held = holdings.subscription(world.reseller, number=2001)
    scene.place(world, holdings.reduction(world.customer, held, 1), until="placed")
    late = factories.NOW.replace(hour=22, minute=30)  # The 20th in Athens.
    scene.order(world, (offer, 1), until="placed", now=late)
    assert numbers(world.html("orders/?type=reduce_licences")) == ["SO-10002"]
    assert numbers(world.html("orders/?type=nonsense&from=19-11&to=2026-13-01")) == [
        "SO-10003",
        "SO-10002",
        "SO-10001",
    ]
    assert numbers(world.html("orders/?from=2026-11-20")) == ["SO-10003"]
    html = world.html("orders/?to=2026-11-19&type=purchase")
    assert numbers(html) == ["SO-10001"]
    assert 'All<span class="n">1</span>' in html
    assert 'value="2026-11-19"' in html
    assert "status=executed&amp;type=purchase&amp;to=2026-11-19" in html
    empty = world.html("orders/?to=2020-01-01")
    assert "No orders match" in empty
    assert "3 orders are hidden by the filter." in empty
