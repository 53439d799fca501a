"""S26: the reseller finds any order and any subscription of its customers, with cost and margin, in one list each."""

import dataclasses
import re
from html import unescape

import pytest

from seatwise.ordering.domain import commands
from tests import factories

ORDERS = "/techsolutions/console/orders/"
SUBSCRIPTIONS = "/techsolutions/console/subscriptions/"


@pytest.fixture
def neighbour(world):
    """Another customer of the same reseller."""
    return dataclasses.replace(
        world, customer=factories.customer(world.reseller, name="Aegean Logistics Ltd")
    )


def shown(client, path: str, **query: str) -> str:
    answer = client.get(path, query)
    assert answer.status_code == 200, path
    return unescape(answer.content.decode())


def numbers(page: str) -> list[str]:
    rows = page.partition("<tbody")[2].partition("</tbody>")[0]
    return list(dict.fromkeys(re.findall(r"\b(?:SO|S)-\d+", rows)))


def tabs(client, path: str, **query: str) -> dict[str, str]:
    fragment = shown(client, f"{path}counts/", **query)
    return dict(re.findall(r'>([^<]+)<span class="n">([^<]+)</span>', fragment))


def test_orders_of_all_customers_stand_in_one_list_the_newest_first(world, neighbour, owner) -> None:
    world.have((world.offer, 3))
    first, second = neighbour.order((neighbour.setup, 1)), world.order((world.offer, 2))
    page = shown(owner, ORDERS)
    assert numbers(page) == [second, first, "SO-10001"]
    for text in ("Olympia Foods SA", "Aegean Logistics Ltd", "€60.00", "€48.00", "€12.00", "20.0%"):
        assert text in page, text
    assert f'href="/techsolutions/console/approvals/{first}/"' in page
    assert f'href="/techsolutions/console/customers/{neighbour.customer.id}/orders/"' in page
    # How many there are comes after the page, by itself where scripts run.
    assert f'hx-get="{ORDERS}counts/"' in page
    assert tabs(owner, ORDERS) == {
        "All": "3",
        "Pending Reseller Approval": "2",
        "In Progress": "0",
        "Executed": "1",
        "Canceled": "0",
    }
    assert numbers(shown(owner, ORDERS, status="executed")) == ["SO-10001"]
    assert "Nothing matches" in shown(owner, ORDERS, status="canceled")
    assert numbers(shown(owner, ORDERS, status="nonsense")) == [second, first, "SO-10001"]


def test_an_order_is_found_by_number_reference_customer_or_product(world, neighbour, owner) -> None:
    world.have((world.offer, 3))
    more = commands.BuyLicences(
        customer_id=world.customer.id, subscription_id=world.held().id, quantity=1, reference="PO-2287"
    )
    referred, of_neighbour = world.place(more), neighbour.order((neighbour.setup, 1))
    for words, found in (
        (referred, [referred]),
        ("po-22", [referred]),
        ("aegean", [of_neighbour]),
        ("premium", [referred, "SO-10001"]),
        ("100%", []),
    ):
        page = shown(owner, ORDERS, q=words)
        assert numbers(page) == found, words
        said = {0: "0 orders found", 1: "1 order found"}.get(len(found), f"{len(found)} orders found")
        assert f">{said}<" in page, words
    assert tabs(owner, ORDERS, q="premium")["All"] == "2"


def test_subscriptions_of_all_customers_stand_in_one_list(world, neighbour, owner) -> None:
    world.have((world.offer, 3))
    neighbour.have((neighbour.offer, 5))
    page = shown(owner, SUBSCRIPTIONS)
    assert numbers(page) == ["S-2002", "S-2001"]
    for text in (
        "Olympia Foods SA",
        "Aegean Logistics Ltd",
        "€60.00",
        "€48.00",
        "€12.00",
        "until 19 Dec 2026",
    ):
        assert text in page, text
    assert tabs(owner, SUBSCRIPTIONS) == {"All, with add-ons": "2", "Held": "2", "Ended": "0"}
    assert numbers(shown(owner, SUBSCRIPTIONS, q="aegean")) == ["S-2002"]
    assert numbers(shown(owner, SUBSCRIPTIONS, q="S-2001")) == ["S-2001"]
    assert numbers(shown(owner, SUBSCRIPTIONS, status="ended")) == []


def test_a_subscription_of_the_list_opens_in_its_own_customers_storefront(world, neighbour, owner) -> None:
    world.have((world.offer, 3))
    neighbour.have((neighbour.offer, 5))
    page = shown(owner, SUBSCRIPTIONS)
    button = re.search(r'<button[^>]*formaction="([^"]+)" name="place" value="([^"]+S-2002/)"', page)
    assert button is not None
    answer = owner.post(button[1], {"place": button[2]})
    assert answer.headers["Location"] == "/techsolutions/billing/subscriptions/S-2002/"
    assert "S-2002" in shown(owner, answer.headers["Location"])


def test_who_may_not_order_on_behalf_reads_the_list(world) -> None:
    world.have((world.offer, 3))
    page = shown(world.browser(factories.team_member(world.reseller, role="operations")), SUBSCRIPTIONS)
    assert numbers(page) == ["S-2001"]
    assert "formaction" not in page


def test_another_reseller_finds_nothing_of_it(world, owner) -> None:
    world.have((world.offer, 3))
    other = factories.reseller(alias="otherco")
    stranger = world.browser(other.owner)
    for path in (ORDERS, SUBSCRIPTIONS):
        assert stranger.get(path).status_code == 404
        theirs = path.replace("techsolutions", "otherco")
        assert numbers(shown(stranger, theirs)) == []
        assert set(tabs(stranger, theirs).values()) == {"0"}
    of_ours = f"/otherco/console/customers/{world.customer.id}/orders/counts/"
    assert stranger.get(of_ours).status_code == 404
