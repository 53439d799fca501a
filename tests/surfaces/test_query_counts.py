"""How many SQL statements each page takes, with session, user and membership, is kept in query_counts.json.

A page that takes more fails here. After a change on purpose: SEATWISE_WRITE_QUERY_COUNTS=1 pytest tests/surfaces/test_query_counts.py
"""

import json
import os
from pathlib import Path

import pytest

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.ordering.domain import commands
from seatwise.subscriptions import models as subscriptions
from tests import factories, jobs
from tests.surfaces.storefront import scene

BASELINE = Path(__file__).with_name("query_counts.json")
MOST = 10
MOST_OF_DETAILS = 12
PAGES = (
    "",
    "ahead/",
    "orders/",
    "orders/?status=executed&sort=-total",
    "orders/?q=premium",
    "orders/?type=purchase&from=2026-11-01&to=2026-11-30",
    "orders/?q=nothing",
    "orders/SO-10001/",
    "subscriptions/",
    "subscriptions/?q=premium&sort=total",
    "subscriptions/?vendor=Microsoft&renews=2026-12&planned=no&hidden=no",
    "subscriptions/views/",
    "subscriptions/S-2001/",
    "subscriptions/S-2001/menu/",
    "subscriptions/S-2001/history/",
    "pending/",
    "pending/?status=approval",
    "assets/",
    "assets/A-1001/",
)
CONSOLE = (
    "",
    "approvals/",
    "approvals/?q=premium",
    "approvals/margin/",
    "deliveries/",
    "orders/",
    "orders/?q=premium&status=executed",
    "orders/counts/",
    "subscriptions/",
    "subscriptions/?q=premium&status=held",
    "subscriptions/counts/",
    "customers/",
    "customers/?q=olympia",
    "customers/counts/",
    "customers/{customer}/",
    "customers/{customer}/orders/",
    "customers/{customer}/orders/counts/",
    "customers/{customer}/subscriptions/",
    "customers/{customer}/subscriptions/counts/",
    "customers/{customer}/assets/",
    "customers/{customer}/details/",
    "customers/registrations/",
    "catalogue/",
    "catalogue/?q=premium&vendor=Microsoft+Corporation",
    "prices/",
    "prices/{product}/",
    "prices/{product}/history/",
    "prices/history/",
    "prices/import/",
    "settings/",
    "settings/region/",
    "settings/selling/",
    "settings/mail/",
    "settings/texts/",
    "settings/domain/",
    "settings/team/",
    "audit/",
    "audit/?group=orders&q=SO",
    "search/?q=olympia",
    "search/?q=premium",
)
"""Opened by the reseller's Owner."""
REST = (
    "shop/",
    "shop/{product}/",
    "shop/basket/",
    "account/",
    "account/security/",
    "account/devices/",
    "account/audit/",
)
DETAILS = (
    "billing/subscriptions/S-2001/",
    "console/approvals/",
    "console/customers/{customer}/",
    "console/prices/{product}/",
)


@pytest.fixture
def world(db, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    return scene.World(reseller=reseller, customer=customer, client=scene.signed_in(customer.admin))


def buy_much(world, *, orders: int) -> None:
    # A vendor whose licences can be given back for some days only: its page reads most.
    licences = factories.offer(vendor="Microsoft Corporation")
    laptop = factories.offer(
        title="Laptop", kind=ProductKind.ONE_TIME, cost="800.00", term_months=0, billing_months=0
    )
    factories.publish(world.reseller, licences, laptop)
    scene.order(world, (licences, 25), (laptop, 2))
    with tenancy.scope(world.reseller.id), transactions.reading():
        held = subscriptions.Subscription.objects.get(number=2001)
    for number in range(orders):
        by = "customer" if number % 3 else "reseller"
        scene.order(world, (licences, 1), (laptop, 1), by=by, until="delivered" if number % 2 else "placed")
    more = commands.BuyLicences(customer_id=world.customer.id, subscription_id=held.id, quantity=3)
    scene.place(world, more, until="placed")
    jobs.drain()


def counted(world) -> dict[str, int]:
    found = {}
    for page in PAGES:
        with scene.statements() as statements:
            world.html(page)
        found[f"billing/{page}"] = len(statements)
    with tenancy.scope(world.reseller.id), transactions.reading():
        product = subscriptions.Subscription.objects.get(number=2001).product_id
    ids = {"customer": world.customer.id, "product": product}
    for page in REST:
        with scene.statements() as statements:
            assert world.client.get(f"/techsolutions/{page.format(**ids)}").status_code == 200, page
        found[page] = len(statements)
    owner = scene.signed_in(world.reseller.owner)
    for page in CONSOLE:
        with scene.statements() as statements:
            assert owner.get(f"/techsolutions/console/{page.format(**ids)}").status_code == 200, page
        found[f"console/{page}"] = len(statements)
    return found


def test_counts_are_the_baseline_and_do_not_grow_with_the_data(world) -> None:
    buy_much(world, orders=1)
    found = counted(world)
    buy_much(world, orders=8)
    assert counted(world) == found
    if os.environ.get("SEATWISE_WRITE_QUERY_COUNTS"):
        BASELINE.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    assert found == json.loads(BASELINE.read_text(encoding="utf-8"))
    assert max(found.pop(page) for page in DETAILS) <= MOST_OF_DETAILS
    assert max(found.values()) <= MOST
