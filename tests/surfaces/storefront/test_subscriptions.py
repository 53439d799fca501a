"""S12, S14, S22 over HTTP: the list of subscriptions."""

import datetime as dt
import re

import pytest
from django.test import Client

from seatwise.catalogue import queries as catalogue
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering.domain import commands
from seatwise.pricing import operations as pricing
from seatwise.resellers import models as resellers
from seatwise.subscriptions import models as subscriptions
from tests import factories
from tests.surfaces.storefront import scene

HIDDEN = {
    "unpublished": "Techsolutions does not publish this price.",
    "before": "Bought before prices were shown here.",
    "by_reseller": "Techsolutions bought this for you, so the price is agreed outside the Storefront.",
}


def published(world, **about):
    sold = factories.offer(**about)
    factories.publish(world.reseller, sold)
    return sold


def refs(html: str) -> list[str]:
    return re.findall(r'subscriptions/(S-\d+)/"', html)


def hide(world, why: str, offer) -> None:
    """Bring about one of the three circumstances of S14."""
    if why == "by_reseller":
        scene.order(world, (offer, 3), by="reseller")
        return
    scene.order(world, (offer, 3))
    if why == "unpublished":
        with tenancy.scope(world.reseller.id), transactions.writing():
            pricing.unpublish(product_id=offer.product_id, actor=SYSTEM, now=factories.NOW)
    else:
        with transactions.writing_global():
            resellers.Reseller.objects.update(standard_since=factories.NOW + dt.timedelta(hours=1))


def add_on(world, parent_number: int, *, name: str, quantity: int = 25) -> None:
    """Hang an add-on on a subscription, as a later order type will."""
    sold = published(world, title=name, cost="2.40")
    scene.order(world, (sold, quantity))
    with tenancy.scope(world.reseller.id), transactions.writing():
        parent = subscriptions.Subscription.objects.get(number=parent_number)
        subscriptions.Subscription.objects.filter(name=name).update(parent_id=parent.id)


def test_name_quantity_status_price_total_and_renewal(world) -> None:
    scene.order(world, (published(world), 25))
    html = world.html("subscriptions/")
    assert refs(html) == ["S-2001"]
    for said in (
        "Microsoft 365 Business Premium",
        "Active",
        "€20.00",
        "a month",
        "€500.00",
        "19 Dec 2026",
        "Auto-renew on",
    ):
        assert said in html
    assert 'href="/techsolutions/billing/subscriptions/S-2001/menu/"' in html
    menu = world.html("subscriptions/S-2001/menu/")
    assert 'href="/techsolutions/billing/subscriptions/S-2001/buy/"' in menu
    assert "At your price, €20.00 each a month" in menu


@pytest.mark.parametrize("why", HIDDEN)
def test_a_hidden_price_is_a_dash_with_its_reason(world, why) -> None:
    offer = published(world)
    hide(world, why, offer)
    html = world.html("subscriptions/")
    assert "€" not in html
    assert html.count(HIDDEN[why]) == 3  # unit price, discount, total
    assert "On this page" not in html
    menu = world.html("subscriptions/S-2001/menu/")
    assert "/buy/" not in menu
    assert 'aria-disabled="true"' in menu


def test_sums_leave_hidden_out_and_keep_periods_apart(world) -> None:
    monthly = published(world)
    yearly = published(world, title="Adobe Acrobat Pro", cost="240.00", term_months=12, billing_months=12)
    scene.order(world, (monthly, 10), (yearly, 2))
    scene.order(world, (monthly, 3), by="reseller")
    html = world.html("subscriptions/")
    foot = html[html.index("<tfoot") : html.index("</tfoot>")]
    assert "€200.00" in foot
    assert "€600.00" in foot
    assert "a month" in foot
    assert "a year" in foot
    assert "1 shows no price and is not counted." in foot


def test_add_ons_stand_under_their_parent_and_lead_to_it(world) -> None:
    scene.order(world, (published(world), 25))
    add_on(world, 2001, name="Exchange Online Archiving")
    html = world.html("subscriptions/")
    assert refs(html) == ["S-2001"]
    body = html[html.index("<tbody") :]
    assert body.index("Business Premium") < body.index("Exchange Online Archiving")
    assert "€75.00" in html
    assert "1 subscription found" in html
    assert refs(world.html("subscriptions/?q=archiv")) == ["S-2001"]


def test_what_waits_is_noted(world) -> None:
    scene.order(world, (published(world), 25))
    with tenancy.scope(world.reseller.id), transactions.reading():
        held = subscriptions.Subscription.objects.get()
    more = commands.BuyLicences(customer_id=world.customer.id, subscription_id=held.id, quantity=3)
    scene.place(world, more, until="placed")
    assert "+3 waiting for approval" in world.html("subscriptions/")


@pytest.mark.parametrize("words", ["S-2002", "2002", "visio", "adobe vis", "ADO"])
def test_search(world, words) -> None:
    scene.order(world, (published(world), 1))
    scene.order(world, (published(world, title="Visio Plan 2", vendor="Adobe"), 1))
    assert refs(world.html(f"subscriptions/?q={words}")) == ["S-2002"]
    assert "No subscriptions match" in world.html("subscriptions/?q=nothing")


def test_search_finds_parts_of_words_and_takes_signs_literally(world) -> None:
    scene.order(world, (published(world), 1))
    scene.order(world, (published(world, title="100% Up_time", vendor="Adobe"), 1))
    assert refs(world.html("subscriptions/?q=remiu")) == ["S-2001"]
    assert refs(world.html("subscriptions/?q=0%25")) == ["S-2002"]
    assert refs(world.html("subscriptions/?q=p_t")) == ["S-2002"]
    assert "No subscriptions match" in world.html("subscriptions/?q=s_ness")


@pytest.fixture
def held_of_all_kinds(world):
    """Premium with the add-on Archiving; Visio that is to leave; Acrobat whose price is hidden, for a year."""
    scene.order(world, (published(world), 25))
    add_on(world, 2001, name="Exchange Online Archiving")
    scene.order(world, (published(world, title="Visio Plan 2"), 3))
    yearly = published(world, title="Acrobat Pro", vendor="Adobe", term_months=12, billing_months=12)
    scene.order(world, (yearly, 2), by="reseller")
    leave(world, 2003)
    return {
        title: str(catalogue.search(text=title)[0].id)
        for title in ("Premium", "Archiving", "Visio Plan 2", "Acrobat")
    }


def leave(world, number: int) -> None:
    with tenancy.scope(world.reseller.id), transactions.reading():
        held = subscriptions.Subscription.objects.get(number=number)
    end = commands.Reduce(
        customer_id=world.customer.id,
        subscription_id=held.id,
        quantity=1,
        when="period_end",
        cancels=True,
    )
    scene.place(world, end, until="placed")


FILTERS: list[tuple[str, list[str]]] = [
    ("product={Premium}", ["S-2001"]),
    ("product={Archiving}", ["S-2001"]),
    ("product={Acrobat}", ["S-2004"]),
    ("product={Acrobat}&vendor=Microsoft", []),
    ("product=nonsense", ["S-2001", "S-2003", "S-2004"]),
    ("vendor=Adobe", ["S-2004"]),
    ("vendor=Microsoft", ["S-2001", "S-2003"]),
    ("renews=2026-12", ["S-2001", "S-2003"]),
    ("renews=2027-11", ["S-2004"]),
    ("renews=2027-13", ["S-2001", "S-2003", "S-2004"]),
    ("planned=yes", ["S-2003"]),
    ("planned=no", ["S-2001", "S-2004"]),
    ("hidden=yes", ["S-2004"]),
    ("hidden=no", ["S-2001", "S-2003"]),
    ("hidden=no&planned=no&vendor=Microsoft&q=premium&status=active", ["S-2001"]),
]


def test_filters(world, held_of_all_kinds) -> None:
    for asked, found in FILTERS:
        html = world.html(f"subscriptions/?{asked.format(**held_of_all_kinds)}")
        assert refs(html) == found, asked
        every = re.search(r">All<span class=\"n\">(\d+)<", html)
        assert every is not None
        assert int(every[1]) == len(found), f"the tabs count what the filters leave: {asked}"


def test_what_is_planned_is_noted(world, held_of_all_kinds) -> None:
    html = world.html("subscriptions/?planned=yes")
    assert "1 fewer from 19 Dec 2026" in html


def test_filters_offer_what_is_held_and_are_taken_away_one_by_one(world, held_of_all_kinds) -> None:
    published(world, title="Never bought", vendor="Nobody")
    scene.order(world, (published(world, title="Pending", vendor="Waiting"), 1), until="placed")
    html = world.html(
        f"subscriptions/?vendor=Adobe&renews=2027-11&sort=-name&product={held_of_all_kinds['Acrobat']}"
    )
    options = re.findall(r"<option value=\"[^\"]+\"[^>]*>([^<]+)<", html)
    assert options == [
        "Acrobat Pro",
        "Exchange Online Archiving",
        "Microsoft 365 Business Premium",
        "Visio Plan 2",
        "Adobe",
        "Microsoft",
        "December 2026",
        "November 2027",
        "With planned changes",
        "Without planned changes",
        "Price shown",
        "Price hidden",
    ]
    assert re.findall(r'<a class="chip" href="([^"]+)"[^>]*>([^<]+)<', html.replace("&amp;", "&")) == [
        (f"{world.billing}subscriptions/?vendor=Adobe&renews=2027-11&sort=-name", "Product: Acrobat Pro"),
        (
            f"{world.billing}subscriptions/?product={held_of_all_kinds['Acrobat']}&renews=2027-11&sort=-name",
            "Vendor: Adobe",
        ),
        (
            f"{world.billing}subscriptions/?product={held_of_all_kinds['Acrobat']}&vendor=Adobe&sort=-name",
            "Renewal: November 2027",
        ),
    ]
    assert f'href="{world.billing}subscriptions/?sort=-name">Clear the filters' in html


def test_a_filter_for_what_is_gone_says_what_it_looks_for(world) -> None:
    scene.order(world, (published(world), 1))
    html = world.html("subscriptions/?vendor=Gone&renews=2030-01")
    assert "Vendor: Gone" in html
    assert "Renewal: January 2030" in html
    assert "1 subscription is hidden by the filter." in html


def test_filters_keep_through_pages(world) -> None:
    offer = published(world)
    scene.order(world, *[(offer, 1)] * 27)
    scene.order(world, (published(world, title="Visio Plan 2", vendor="Visionary"), 1))
    first = world.html("subscriptions/?vendor=Microsoft&columns=name.total")
    (following,) = re.findall(r'href="/techsolutions/billing/(subscriptions/\?[^"]*after=[^"]+)"', first)
    second = world.html(following.replace("&amp;", "&"))
    assert len({*refs(first), *refs(second)}) == 27
    assert "27 subscriptions found" in second


def test_columns_are_chosen_and_kept(world) -> None:
    scene.order(world, (published(world), 25))
    html = world.html("subscriptions/?q=premium&columns=name&columns=vendor&columns=total")
    head = html[html.index("<thead") : html.index("</thead>")]
    assert re.findall(r">([A-Z][a-z ]+)<", head) == ["Select", "Name", "Vendor", "Total", "Actions"]
    assert "columns=name.vendor.total&amp;sort=name" in html
    assert '<input type="hidden" name="columns" value="name.vendor.total">' in html
    assert '<input type="hidden" name="q" value="premium">' in html
    assert 'colspan="2"' in html
    alone = world.html("subscriptions/?columns=name")
    assert "Microsoft 365 Business Premium" in alone
    assert "€" not in alone
    usual = world.html("subscriptions/?columns=name.quantity.status.unit_price.discount.total.renewal")
    assert "columns=" not in usual[usual.index("<thead") :]
    assert "<tfoot" in world.html("subscriptions/?columns=nonsense")


def test_tabs_sort_and_pages(world) -> None:
    dear = published(world, title="Alpha", cost="90.00")
    cheap = published(world, title="Omega", cost="1.00", term_months=12)
    scene.order(world, (cheap, 1), (dear, 1))
    scene.order(world, (dear, 1), by="reseller")
    with tenancy.scope(world.reseller.id), transactions.writing():
        subscriptions.Subscription.objects.filter(number=2003).update(
            status="suspended", status_reason="Unpaid"
        )
    assert refs(world.html("subscriptions/")) == ["S-2002", "S-2003", "S-2001"]
    assert refs(world.html("subscriptions/?sort=-name")) == ["S-2001", "S-2003", "S-2002"]
    assert refs(world.html("subscriptions/?sort=-total")) == ["S-2002", "S-2001", "S-2003"]
    assert refs(world.html("subscriptions/?sort=total")) == ["S-2003", "S-2001", "S-2002"]
    html = world.html("subscriptions/?status=suspended")
    assert refs(html) == ["S-2003"]
    assert "Unpaid" in html
    assert "1 subscription found" in html


def test_pages_in_both_directions(world) -> None:
    offer = published(world)
    scene.order(world, *[(offer, 1)] * 27)
    first = world.html("subscriptions/")
    assert len(refs(first)) == 25
    (following,) = re.findall(r'href="/techsolutions/billing/(subscriptions/\?after=[^"]+)"', first)
    second = world.html(following)
    assert len(refs(second)) == 2
    assert not set(refs(second)) & set(refs(first))
    (back,) = re.findall(r'href="/techsolutions/billing/(subscriptions/\?before=[^"]+)"', second)
    assert refs(world.html(back)) == refs(first)


def test_htmx_gets_the_list_alone(world) -> None:
    scene.order(world, (published(world), 1))
    html = world.html("subscriptions/", hx_request="true")
    assert html.lstrip().startswith('<section class="card" id="list"')
    assert "<html" not in html


def test_a_role_that_may_not_order_reads_which_may(world) -> None:
    scene.order(world, (published(world), 1))
    viewer = scene.signed_in(factories.customer_user(world.reseller, world.customer, role="billing_viewer"))
    assert "€20.00" in viewer.get(f"{world.billing}subscriptions/").content.decode()
    menu = viewer.get(f"{world.billing}subscriptions/S-2001/menu/").content.decode()
    assert "This takes the role Subscription Manager. An Admin of your company can give it to you." in menu
    assert "/buy/" not in menu


def test_a_menu_comes_alone_for_its_row_and_as_a_page(world) -> None:
    scene.order(world, (published(world), 25))
    add_on(world, 2001, name="Exchange Online Archiving")
    row = world.html("subscriptions/S-2001/menu/", hx_request="true")
    assert row.startswith('<div class="menu')
    assert "Cancel the add-on Exchange Online Archiving" in row
    of_add_on = world.html("subscriptions/S-2002/menu/")
    assert "<title>" in of_add_on
    assert 'href="/techsolutions/billing/subscriptions/S-2002/reduce/"' in of_add_on
    assert world.get("subscriptions/S-2999/menu/").status_code == 404


def test_each_customer_sees_its_own(world) -> None:
    scene.order(world, (published(world), 1))
    neighbour = scene.signed_in(factories.customer(world.reseller, name="Neighbour Ltd").admin)
    assert b"S-2001" not in neighbour.get(f"{world.billing}subscriptions/").content
    assert Client().get(f"{world.billing}subscriptions/").status_code == 302
