"""S5, R23, S14 over HTTP: assets."""

import datetime as dt
import re

import pytest
from django.test import Client

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.ordering import operations as ordering
from tests import factories
from tests.surfaces.storefront import scene
from tests.surfaces.storefront.test_subscriptions import HIDDEN, hide


def once(world, *, title="Latitude 5450", cost="800.00", **about):
    sold = factories.offer(
        title=title,
        vendor="Dell",
        kind=ProductKind.ONE_TIME,
        cost=cost,
        term_months=0,
        billing_months=0,
        **about,
    )
    factories.publish(world.reseller, sold)
    return sold


def refs(html: str) -> list[str]:
    return re.findall(r'assets/(A-\d+)/"', html)


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def test_the_list(world) -> None:
    scene.order(world, (once(world), 2))
    html = world.html("assets/")
    assert refs(html) == ["A-1001"]
    page = text(html)
    for said in (
        "Latitude 5450",
        "A-1001",
        "2",
        "Active",
        "19 Nov 2026",
        "SO-10001",
        "€1,000.00",
        "1 asset found",
    ):
        assert said in page


def test_details_and_purchase_history(world) -> None:
    order = scene.order(world, (once(world, automatic=False), 2))
    with tenancy.scope(world.reseller.id), transactions.writing():
        ordering.deliver(
            line_id=order.lines[0].id,
            reference="Parcel 7241",
            actor=world.reseller.owner.reseller_actor,
            now=factories.NOW + dt.timedelta(days=1),
        )
    page = text(world.html("assets/A-1001/"))
    for said in ("€1,000.00", "€2,000.00", "Parcel 7241", "20 Nov 2026", "Bought Latitude 5450", "0 → 2"):
        assert said in page


@pytest.mark.parametrize("why", HIDDEN)
def test_a_hidden_price_is_a_dash_with_its_reason(world, why) -> None:
    hide(world, why, once(world))
    html = world.html("assets/")
    assert "€" not in html
    assert HIDDEN[why] in html
    details = world.html("assets/A-1001/")
    assert "€" not in details[: details.index('id="purchases"')]
    assert HIDDEN[why] in details


def test_search_tabs_sort_and_pages(world) -> None:
    offer = once(world)
    scene.order(world, *[(offer, 1)] * 26)
    scene.order(world, (once(world, title="Alpha phone"), 1), now=factories.NOW + dt.timedelta(days=1))
    assert refs(world.html("assets/"))[0] == "A-1027"
    assert refs(world.html("assets/?q=pho")) == ["A-1027"]
    assert refs(world.html("assets/?q=A-1003")) == ["A-1003"]
    assert refs(world.html("assets/?sort=name"))[0] == "A-1027"
    assert refs(world.html("assets/?status=canceled")) == []
    assert "No assets match" in world.html("assets/?q=nothing")
    first = world.html("assets/", hx_request="true")
    assert len(refs(first)) == 25
    assert "<html" not in first
    (following,) = re.findall(r'href="/techsolutions/billing/(assets/\?after=[^"]+)"', first)
    second = world.html(following)
    assert refs(second) == ["A-1002", "A-1001"]
    (back,) = re.findall(r'href="/techsolutions/billing/(assets/\?before=[^"]+)"', second)
    assert refs(world.html(back)) == refs(first)


def test_others_get_404_and_nobody_signs_in(world) -> None:
    scene.order(world, (once(world), 2))
    neighbour = scene.signed_in(factories.customer(world.reseller, name="Neighbour Ltd").admin)
    stranger = scene.signed_in(factories.customer(factories.reseller(alias="lakeside")).admin)
    assert neighbour.get(f"{world.billing}assets/A-1001/").status_code == 404
    assert b"A-1001" not in neighbour.get(f"{world.billing}assets/").content
    assert stranger.get("/lakeside/billing/assets/A-1001/").status_code == 404
    assert world.get("assets/A-1002/").status_code == 404
    assert world.get("assets/nonsense/").status_code == 404
    assert Client().get(f"{world.billing}assets/A-1001/").status_code == 302
