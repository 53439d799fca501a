"""S1-S5 and S8 on the dashboard, over HTTP."""

import re

from django.test import Client

from seatwise.catalogue.domain.kinds import ProductKind
from tests import factories
from tests.surfaces.storefront import scene


def test_a_new_customer_is_led_to_the_catalogue(world) -> None:
    html = world.html("")
    assert "Nothing bought yet" in html
    assert 'href="/techsolutions/shop/"' in html


def test_the_menu_leads_to_each_place_once_and_marks_the_page(world) -> None:
    menu = world.html("").split('<nav aria-label="Main">')[1].split("</nav>")[0]
    places = re.findall(r'href="([^"]+)"', menu)
    assert "/techsolutions/billing/" in places
    assert "/techsolutions/" not in places
    assert len(places) == len(set(places))
    assert re.findall(r'href="([^"]+)" aria-current="page"', menu) == ["/techsolutions/billing/"]


def test_figures_recent_orders_and_what_waits(world) -> None:
    licences = factories.offer()
    laptop = factories.offer(
        title="Laptop",
        vendor="Dell",
        kind=ProductKind.ONE_TIME,
        cost="800.00",
        term_months=0,
        billing_months=0,
    )
    factories.publish(world.reseller, licences, laptop)
    scene.order(world, (licences, 25), (laptop, 2))
    scene.order(world, (licences, 1), by="reseller")
    scene.order(world, (licences, 3), until="rejected")
    scene.order(world, (licences, 4), until="placed")
    html = world.html("")
    assert "Olympia Foods SA · Thursday, 19 November 2026 · amounts exclude VAT" in html
    assert 'href="/techsolutions/billing/orders/?status=pending_reseller_approval"' in html
    for link in ("orders/", "subscriptions/", "assets/"):
        assert f'href="/techsolutions/billing/{link}"' in html
    assert "€2,500.00" in html  # 25 × 20 + 2 × 1,000
    assert "Techsolutions placed this order for you, so the amount is not shown here." in html
    assert "<s>€60.00</s>" in html
    assert re.findall(r"orders/(SO-\d+)/", html) == ["SO-10004", "SO-10003", "SO-10002", "SO-10001"]


def test_strangers_are_asked_to_sign_in(world) -> None:
    answer = Client().get(world.billing)
    assert answer.status_code == 302
    assert answer["Location"] == "/techsolutions/signin/?next=%2Ftechsolutions%2Fbilling%2F"
    other = factories.reseller(alias="lakeside")
    stranger = scene.signed_in(factories.customer(other).admin)
    assert stranger.get(world.billing)["Location"].startswith("/techsolutions/signin/")
