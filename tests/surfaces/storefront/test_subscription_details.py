"""S15, S16, S22 over HTTP: one subscription, what can be done with it, its charges and its purchase history."""

import dataclasses
import re

import pytest
from django.test import Client

from seatwise.infra import tenancy, transactions
from seatwise.ordering.domain import commands
from seatwise.resellers import models as resellers
from seatwise.subscriptions import models as subscriptions
from tests import factories
from tests.surfaces.storefront import scene
from tests.surfaces.storefront.test_subscriptions import HIDDEN, add_on, hide, published


def text(html: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


def held_id():
    return subscriptions.Subscription.objects.get(number=2001).id


def test_everything_about_a_subscription(world) -> None:
    scene.order(world, (published(world), 25))
    html = world.html("subscriptions/S-2001/")
    page = text(html)
    assert "Term of 1 month, paid monthly · current period 19 Nov 2026 to 18 Dec 2026" in page
    assert "25 × €20.00 a month" in page
    assert "€620.00 with VAT 24%" in page
    assert "Whole period × 25 licences × €20.00" in page
    assert "19 Nov 2026 – 18 Dec 2026" in page
    assert "Renews on 19 Dec 2026 , in 30 days" in page
    assert "0 → 25" in page
    assert 'href="/techsolutions/billing/subscriptions/S-2001/menu/"' in html
    assert 'href="/techsolutions/billing/subscriptions/S-2001/history/"' in html
    assert html.index("I want to…") > html.index('class="held"')


@pytest.mark.parametrize("why", HIDDEN)
def test_a_hidden_price_is_hidden_everywhere_with_its_reason(world, why) -> None:
    hide(world, why, published(world))
    html = world.html("subscriptions/S-2001/")
    before_history = html[: html.index('id="purchases"')]
    assert "€" not in before_history
    assert HIDDEN[why] in before_history
    assert "/buy/" not in world.html("subscriptions/S-2001/menu/")
    history = html[html.index('id="purchases"') :]
    # S8 knows only who placed the order, whatever is published (R11).
    assert ("€60.00" in history) == (why != "by_reseller")


@pytest.mark.parametrize(
    ("why", "reason"),
    [
        ("unpublished", "Techsolutions does not sell Microsoft 365 Business Premium here at the moment."),
        ("before", "The price was agreed outside the Storefront. Ask Techsolutions for more licences."),
        ("by_reseller", "The price was agreed outside the Storefront. Ask Techsolutions for more licences."),
    ],
)
def test_buy_licences_says_why_not(world, why, reason) -> None:
    hide(world, why, published(world))
    assert reason in world.html("subscriptions/S-2001/menu/")


def test_what_has_ended_renews_no_more(world) -> None:
    scene.order(world, (published(world), 25))
    pages = ("subscriptions/", "subscriptions/S-2001/")
    assert ["19 Dec 2026" in text(world.html(page)) for page in pages] == [True, True]
    with tenancy.scope(world.reseller.id), transactions.reading():
        all_of_it = commands.Reduce(
            customer_id=world.customer.id, subscription_id=held_id(), quantity=None, when="now", cancels=True
        )
    scene.place(world, all_of_it, by="reseller")
    for page in pages:
        assert "Auto-renew" not in text(world.html(page))
        assert "19 Dec 2026" not in text(world.html(page))


def test_other_reasons_not_to_buy_licences(world) -> None:
    scene.order(world, (published(world, largest=25), 25))
    assert "the largest quantity is 25, with 25 held and 0 ordered." in world.html(
        "subscriptions/S-2001/menu/"
    )
    with tenancy.scope(world.reseller.id), transactions.writing():
        subscriptions.Subscription.objects.update(status="suspended")
    assert "is not active any more." in world.html("subscriptions/S-2001/menu/")
    with transactions.writing_global():
        resellers.Reseller.objects.update(edition="free")
    assert "Techsolutions does not take orders here. Write to them to order." in world.html(
        "subscriptions/S-2001/menu/"
    )


def test_more_licences_of_the_customer_and_of_the_reseller(world, time_machine) -> None:
    scene.order(world, (published(world), 25))
    later = factories.NOW.replace(month=12, day=1)
    time_machine.move_to(later, tick=False)
    with tenancy.scope(world.reseller.id), transactions.reading():
        more = commands.BuyLicences(customer_id=world.customer.id, subscription_id=held_id(), quantity=3)
    scene.place(world, more, now=later)
    scene.place(world, dataclasses.replace(more, quantity=2), by="reseller", now=later)
    world = dataclasses.replace(world, client=scene.signed_in(world.customer.admin))
    page = text(world.html("subscriptions/S-2001/"))
    assert "18 of 30 days left × 3 licences × €20.00" in page
    assert "18 of 30 days left × 2 licences" not in page
    assert "Techsolutions placed this order for you, so the amount is not shown here." in page
    history = text(world.html("subscriptions/S-2001/history/"))
    assert history.index("28 → 30") < history.index("25 → 28") < history.index("0 → 25")
    assert "€36.00" in history
    assert "€24.00" not in history
    assert "3 entries" in history


def test_licences_that_left_were_not_bought(world) -> None:
    scene.order(world, (published(world), 25))
    with tenancy.scope(world.reseller.id), transactions.reading():
        fewer = commands.Reduce(
            customer_id=world.customer.id, subscription_id=held_id(), quantity=3, when="now"
        )
    # By the reseller, so that nothing waits for approval.
    scene.place(world, fewer, by="reseller")
    assert re.search(r"Gave licences back .* 25 → 22", text(world.html("subscriptions/S-2001/history/")))
    scene.place(world, dataclasses.replace(fewer, quantity=None, cancels=True), by="reseller")
    assert re.search(r"Canceled \w.* 22 → 0", text(world.html("subscriptions/S-2001/history/")))


def test_add_ons_are_listed_and_added_up(world) -> None:
    scene.order(world, (published(world), 25))
    add_on(world, 2001, name="Exchange Online Archiving")
    page = text(world.html("subscriptions/S-2001/"))
    assert "Exchange Online Archiving Add-on" in page
    assert "Total a month €575.00" in page
    assert "€713.00 with VAT 24%" in page
    assert "Bought Exchange Online Archiving" in text(world.html("subscriptions/S-2001/history/"))
    assert text(world.html("subscriptions/S-2002/")).count("Exchange Online Archiving") > 1


def test_needs_attention_says_what_is_unchanged(world) -> None:
    scene.order(world, (published(world), 25))
    with tenancy.scope(world.reseller.id), transactions.writing():
        subscriptions.Subscription.objects.update(provisioning="failed")
    page = text(world.html("subscriptions/S-2001/"))
    assert "Needs attention" in page
    assert "price and quantity are unchanged" in page
    assert "Needs attention 1" in text(world.html("subscriptions/"))


@pytest.mark.parametrize("ref", ["S-2002", "nonsense", "S-99999999999999999"])
def test_what_is_not_there(world, ref) -> None:
    scene.order(world, (published(world), 1))
    assert world.get(f"subscriptions/{ref}/").status_code == 404
    assert world.get(f"subscriptions/{ref}/history/").status_code == 404


def test_others_get_404_and_nobody_signs_in(world) -> None:
    scene.order(world, (published(world), 1))
    neighbour = scene.signed_in(factories.customer(world.reseller, name="Neighbour Ltd").admin)
    stranger = scene.signed_in(factories.customer(factories.reseller(alias="lakeside")).admin)
    for page in ("subscriptions/S-2001/", "subscriptions/S-2001/history/"):
        assert neighbour.get(f"{world.billing}{page}").status_code == 404
        assert stranger.get(f"/lakeside/billing/{page}").status_code == 404
        assert Client().get(f"{world.billing}{page}").status_code == 302
