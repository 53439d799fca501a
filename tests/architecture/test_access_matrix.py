"""Every address × every role × every stranger (R24, R25). A new address without a line in TABLE fails."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from seatwise.accounts.models import User
from seatwise.catalogue import queries as catalogue
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import models as customers
from seatwise.customers.domain.permissions import CustomerRole, Permission, ResellerRole, allowed
from seatwise.infra import numbering, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.pricing import models as pricing
from seatwise.registrations import operations as registrations
from tests import factories

PUBLIC = {
    "brand.css",
    "logo/<str:name>",
    "signin/",
    "signin/code/",
    "signin/passkey/",
    "signout/",
    "password/reset/",
    "password/reset/asked/",
    "password/reset/done/",
    # These answer 404 while the reseller's registration is closed (tests/surfaces/storefront/test_register.py).
    "register/",
    "register/asked/",
    "register/<str:token>/",
} | {r"^password/reset/key/(?P<uidb36>[0-9A-Za-z]+)-(?P<key>.+)/$"}
# Of whoever has signed in and has a place here, whatever the role.
PERSONAL = {
    "",
    "account/",
    "account/profile/",
    "account/company/",
    "account/theme/",
    "account/again/",
    "account/again/code/",
    "account/again/passkey/",
    "account/security/",
    "account/security/app/",
    "account/security/app/removal/",
    "account/security/passkeys/new/",
    "account/security/passkeys/<int:pk>/removal/",
    "account/security/codes/",
    "account/security/codes/new/",
    "account/devices/",
    "account/devices/others/",
    "account/devices/<uuid:device_id>/",
    "password/change/",
}

TABLE: dict[str, tuple[str, Permission]] = {
    "shop/": ("customer", Permission.SEE_SHOP),
    "shop/<uuid:product_id>/": ("customer", Permission.SEE_SHOP),
    "shop/basket/": ("customer", Permission.ORDER_PRODUCTS),
    "shop/<uuid:product_id>/basket/": ("customer", Permission.ORDER_PRODUCTS),
    "shop/<uuid:product_id>/order/": ("customer", Permission.ORDER_PRODUCTS),
    "billing/": ("customer", Permission.SEE_BILLING),
    "billing/ahead/": ("customer", Permission.SEE_BILLING),
    "billing/orders/": ("customer", Permission.SEE_BILLING),
    "billing/orders/export.xlsx": ("customer", Permission.SEE_BILLING),
    "billing/orders/export.csv": ("customer", Permission.SEE_BILLING),
    "billing/orders/<str:number>/": ("customer", Permission.SEE_BILLING),
    "billing/orders/<str:number>/withdrawal/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/export.xlsx": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/export.csv": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/cancellation/": ("customer", Permission.CANCEL_SUBSCRIPTIONS),
    "billing/subscriptions/auto-renew/": ("customer", Permission.SET_AUTO_RENEW),
    "billing/subscriptions/views/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/views/<uuid:view_id>/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/views/<uuid:view_id>/deletion/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/menu/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/history/export.xlsx": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/history/export.csv": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/history/": ("customer", Permission.SEE_BILLING),
    "billing/subscriptions/<str:ref>/buy/": ("customer", Permission.CHANGE_LICENCES),
    "billing/subscriptions/<str:ref>/reduce/": ("customer", Permission.CHANGE_LICENCES),
    "billing/subscriptions/<str:ref>/cancel/": ("customer", Permission.CANCEL_SUBSCRIPTIONS),
    "billing/subscriptions/<str:ref>/upgrade/": ("customer", Permission.UPGRADE),
    "billing/subscriptions/<str:ref>/add-ons/": ("customer", Permission.CHANGE_ADD_ONS),
    "billing/subscriptions/<str:ref>/auto-renew/": ("customer", Permission.SET_AUTO_RENEW),
    "billing/subscriptions/<str:ref>/planned/<uuid:line_id>/undo/": ("customer", Permission.CHANGE_LICENCES),
    "billing/pending/": ("customer", Permission.SEE_BILLING),
    "billing/assets/": ("customer", Permission.SEE_BILLING),
    "billing/assets/<str:ref>/": ("customer", Permission.SEE_BILLING),
    "console/": ("team", Permission.SEE_CONSOLE),
    "console/money/": ("team", Permission.SEE_CONSOLE),
    "console/approvals/": ("team", Permission.SEE_CONSOLE),
    "console/approvals/margin/": ("team", Permission.SEE_CONSOLE),
    "console/approvals/several/approval/": ("team", Permission.APPROVE_ORDERS),
    "console/approvals/several/rejection/": ("team", Permission.APPROVE_ORDERS),
    "console/approvals/<str:number>/": ("team", Permission.SEE_CONSOLE),
    "console/approvals/<str:number>/approval/": ("team", Permission.APPROVE_ORDERS),
    "console/approvals/<str:number>/rejection/": ("team", Permission.APPROVE_ORDERS),
    "console/deliveries/": ("team", Permission.SEE_CONSOLE),
    "console/deliveries/several/": ("team", Permission.DELIVER),
    "console/deliveries/<uuid:line_id>/": ("team", Permission.SEE_CONSOLE),
    "console/deliveries/<uuid:line_id>/delivery/": ("team", Permission.DELIVER),
    "console/deliveries/<uuid:line_id>/cancellation/": ("team", Permission.DELIVER),
    "console/deliveries/<uuid:line_id>/retry/": ("team", Permission.DELIVER),
    "console/orders/": ("team", Permission.SEE_CONSOLE),
    "console/orders/counts/": ("team", Permission.SEE_CONSOLE),
    "console/subscriptions/": ("team", Permission.SEE_CONSOLE),
    "console/subscriptions/counts/": ("team", Permission.SEE_CONSOLE),
    "console/customers/": ("team", Permission.SEE_CONSOLE),
    "console/customers/counts/": ("team", Permission.SEE_CONSOLE),
    "console/customers/new/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/registrations/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/registrations/<uuid:registration_id>/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/registrations/<uuid:registration_id>/decline/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/visit/end/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/ordering/": ("team", Permission.ORDER_ON_BEHALF),
    "console/customers/<uuid:customer_id>/viewing/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/<uuid:customer_id>/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/details/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/<uuid:customer_id>/address/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/<uuid:customer_id>/orders/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/orders/counts/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/subscriptions/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/subscriptions/counts/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/assets/": ("team", Permission.SEE_CONSOLE),
    "console/customers/<uuid:customer_id>/people/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/<uuid:customer_id>/people/<uuid:user_id>/role/": ("team", Permission.MANAGE_CUSTOMERS),
    "console/customers/<uuid:customer_id>/people/<uuid:user_id>/removal/": (
        "team",
        Permission.MANAGE_CUSTOMERS,
    ),
    "console/customers/<uuid:customer_id>/people/<uuid:user_id>/invitation/": (
        "team",
        Permission.MANAGE_CUSTOMERS,
    ),
    "console/catalogue/": ("team", Permission.SEE_CONSOLE),
    "console/catalogue/several/": ("team", Permission.EDIT_CATALOGUE),
    "console/catalogue/<uuid:product_id>/listing/": ("team", Permission.EDIT_CATALOGUE),
    "console/catalogue/<uuid:product_id>/publication/": ("team", Permission.EDIT_CATALOGUE),
    "console/search/": ("team", Permission.SEE_CONSOLE),
    "console/audit/": ("team", Permission.SEE_AUDIT),
    "console/audit/export.xlsx": ("team", Permission.SEE_AUDIT),
    "console/audit/export.csv": ("team", Permission.SEE_AUDIT),
    "account/audit/": ("customer", Permission.SEE_COMPANY_AUDIT),
    "account/audit/export.xlsx": ("customer", Permission.SEE_COMPANY_AUDIT),
    "account/audit/export.csv": ("customer", Permission.SEE_COMPANY_AUDIT),
    "console/settings/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/colour/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/logo/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/logo/removal/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/region/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/selling/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/mail/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/mail/removal/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/texts/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/texts/preview/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/domain/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/domain/check/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/domain/removal/": ("team", Permission.EDIT_SETTINGS),
    "console/settings/team/": ("team", Permission.MANAGE_TEAM),
    "console/settings/team/<uuid:user_id>/role/": ("team", Permission.MANAGE_TEAM),
    "console/settings/team/<uuid:user_id>/removal/": ("team", Permission.MANAGE_TEAM),
    "console/settings/team/<uuid:user_id>/invitation/": ("team", Permission.MANAGE_TEAM),
    "console/prices/": ("team", Permission.SEE_CONSOLE),
    "console/prices/edits/": ("team", Permission.EDIT_PRICES),
    "console/prices/table.xlsx": ("team", Permission.SEE_CONSOLE),
    "console/prices/import/": ("team", Permission.EDIT_PRICES),
    "console/prices/history/": ("team", Permission.SEE_CONSOLE),
    "console/prices/<uuid:product_id>/history/": ("team", Permission.SEE_CONSOLE),
    "console/prices/default-markup/": ("team", Permission.EDIT_PRICES),
    "console/prices/categories/<uuid:category_id>/markup/": ("team", Permission.EDIT_PRICES),
    "console/prices/<uuid:product_id>/": ("team", Permission.SEE_CONSOLE),
    "console/prices/<uuid:product_id>/markup/": ("team", Permission.EDIT_PRICES),
    "console/prices/<uuid:product_id>/special-prices/": ("team", Permission.EDIT_PRICES),
    "console/prices/<uuid:product_id>/special-prices/<uuid:range_id>/end/": ("team", Permission.EDIT_PRICES),
    "console/prices/<uuid:product_id>/discounts/": ("team", Permission.EDIT_PRICES),
    "console/prices/<uuid:product_id>/discounts/<uuid:range_id>/end/": ("team", Permission.EDIT_PRICES),
}
# What names something of one customer or reseller; products and categories are the operator's, everybody's.
OWNED = ("number", "ref", "line_id", "range_id", "view_id", "customer_id", "user_id", "registration_id")
ROLES = [*CustomerRole, *ResellerRole]


def addresses() -> Iterator[tuple[str, Any]]:
    def walk(resolver: URLResolver, prefix: str) -> Iterator[tuple[str, Any]]:
        for found in resolver.url_patterns:
            route = prefix + str(found.pattern)
            if isinstance(found, URLResolver):
                yield from walk(found, route)
            else:
                assert isinstance(found, URLPattern)
                yield route, found.callback

    yield from walk(get_resolver("seatwise.config.storefront_urls"), "")


def test_every_address_is_in_the_table_with_its_views_permission() -> None:
    guarded = {}
    for route, view in addresses():
        if route in PUBLIC | PERSONAL:
            assert not hasattr(view, "permission"), route
        else:
            side = {"_customer_visitor": "customer", "_team_visitor": "team"}[view.audience]
            guarded[route] = (side, view.permission)
    assert guarded == TABLE


@dataclasses.dataclass(frozen=True, kw_only=True)
class Things:
    """One customer with one of everything, by the names the addresses use."""

    names: dict[str, str]
    asset: str


@dataclasses.dataclass(frozen=True, kw_only=True)
class World:
    people: dict[str, UUID]
    stranger: UUID
    ours: Things
    neighbours: Things
    foreign: Things


def place(customer: factories.Customer, offer_id: UUID) -> details.OrderDetails:
    buyer = customer.admin.customer_actor
    purchase = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer_id, quantity=2),)
    )
    with transactions.reading():
        quote = quoting.quote(command=purchase, actor=buyer, now=factories.NOW)
    with transactions.writing():
        number = ordering.place(
            token=quoting.sign(quote), customer_id=customer.id, actor=buyer, now=factories.NOW
        )
    with transactions.reading():
        return details.order_details(order_id=details.order_id_of(number=number))


def delivered(customer: factories.Customer, offer_id: UUID, seller: Actor) -> details.Line:
    made = place(customer, offer_id)
    with transactions.writing():
        ordering.approve(order_id=made.id, actor=seller, now=factories.NOW)
    with transactions.writing():
        ordering.deliver(line_id=made.lines[0].id, reference="x", actor=seller, now=factories.NOW)
    with transactions.reading():
        return details.order_details(order_id=made.id).lines[0]


def one_of_everything(
    reseller: factories.Reseller,
    customer: factories.Customer,
    licence: factories.Offer,
    thing: factories.Offer,
) -> Things:
    seller = reseller.owner.reseller_actor
    with tenancy.scope(reseller.id):
        subscription = delivered(customer, licence.id, seller).subscription_number
        asset = delivered(customer, thing.id, seller).asset_number
        waiting = place(customer, thing.id)
        with transactions.writing():
            ordering.approve(order_id=waiting.id, actor=seller, now=factories.NOW)
        pending = place(customer, thing.id)
        with transactions.writing():
            special = pricing.SpecialPrice.objects.create(
                offer_id=licence.id,
                customer_id=customer.id,
                unit_price_minor=1,
                valid=(dt.date(2026, 1, 1), dt.date(2026, 2, 1)),
            )
            view = customers.SavedView.objects.create(
                customer_id=customer.id, user_id=customer.admin.id, page="subscriptions", name="Mine"
            )
            asks = registrations.ask(
                asked=registrations.Asked(
                    **dict.fromkeys(
                        ("vat_number", "address_line", "address_postcode", "address_city", "address_country"),
                        "",
                    ),
                    company="Zephyr",
                    name="Ioanna",
                    email="ioanna@nowhere.example",
                ),
                now=factories.NOW,
            )
            registrations.confirm(registration_id=asks, now=factories.NOW)
    return Things(
        names={
            "number": numbering.text(numbering.Series.ORDER, pending.number),
            "ref": str(subscription),
            "line_id": str(waiting.lines[0].id),
            "range_id": str(special.id),
            "view_id": str(view.id),
            "customer_id": str(customer.id),
            "user_id": str(customer.admin.id),
            "registration_id": str(asks),
            "product_id": str(licence.product_id),
        },
        asset=str(asset),
    )


@pytest.fixture
def world(db, time_machine) -> World:
    time_machine.move_to(factories.NOW, tick=False)
    licence = factories.offer(automatic=False)
    thing = factories.offer(
        title="Desk phone", term_months=0, billing_months=0, kind=ProductKind.ONE_TIME, automatic=False
    )
    home, abroad = factories.reseller(), factories.reseller(alias="elsewhere")
    for reseller in (home, abroad):
        factories.publish(reseller, licence, thing)
    olympia, aegean = factories.customer(home), factories.customer(home, name="Aegean Shipping")
    far = factories.customer(abroad, name="Far Away")
    people = {str(role): factories.customer_user(home, olympia, role=role).id for role in CustomerRole}
    people |= {str(role): factories.team_member(home, role=role).id for role in ResellerRole}
    ours = one_of_everything(home, olympia, licence, thing)
    neighbours = one_of_everything(home, aegean, licence, thing)
    # Numbers are each reseller's own: those taken here have no twin at home.
    with tenancy.scope(abroad.id):
        for _ in range(12):
            numbering.take(numbering.Series.ORDER)
            numbering.take(numbering.Series.SUBSCRIPTION)
            numbering.take(numbering.Series.ASSET)
    foreign = one_of_everything(abroad, far, thing=thing, licence=licence)
    return World(people=people, stranger=far.admin.id, ours=ours, neighbours=neighbours, foreign=foreign)


def path(route: str, things: Things, category: str) -> str:
    names = things.names | {"category_id": category}
    if route.startswith("billing/assets/"):
        names = names | {"ref": things.asset}
    for name, value in names.items():
        route = route.replace(f"<uuid:{name}>", value).replace(f"<str:{name}>", value)
    return f"/techsolutions/{route}"


def category_id() -> str:
    return str(catalogue.categories()[0].id)


def browser_of(user_id: UUID | None) -> Client:
    client = Client()
    if user_id is not None:
        user = User.objects.get(id=user_id)
        client.force_login(user, backend="seatwise.accounts.adapters.Backend")
    return client


def outcome(answer: Any) -> str:
    if answer.status_code in {301, 302, 303} and "/signin/" in answer.headers["Location"]:
        return "sign in"
    if answer.status_code == 303 and answer.headers["Location"] == "/techsolutions/console/":
        return "to the console"
    # 405: a method that the page does not have says nothing of what exists.
    return {403: "forbidden", 404: "not found", 405: "no such method"}.get(answer.status_code, "served")


def test_each_role_opens_what_the_table_says_and_nothing_else(world) -> None:
    category = category_id()
    for role in ROLES:
        client = browser_of(world.people[str(role)])
        side = "customer" if isinstance(role, CustomerRole) else "team"
        for route, (audience, permission) in TABLE.items():
            if side != audience:
                # One of the team is led to the console, where the customer's pages are not.
                expected = "not found" if audience == "team" else "to the console"
            else:
                expected = "served" if allowed(permission, role) else "forbidden"
            seen = outcome(client.get(path(route, world.ours, category)))
            assert seen in {expected, "no such method"}, (route, role)
            if expected != "served":
                posted = outcome(client.post(path(route, world.ours, category)))
                assert posted in {expected, "no such method"}, (route, role)


def test_nobody_and_strangers_get_nowhere(world) -> None:
    category = category_id()
    for person, at_console in ((None, "sign in"), (world.stranger, "not found")):
        client = browser_of(person)
        for route, (audience, _) in TABLE.items():
            expected = at_console if audience == "team" else "sign in"
            for call in (client.get, client.post):
                said = outcome(call(path(route, world.ours, category)))
                assert said in {expected, "no such method"}, (route, person)


@pytest.mark.parametrize("whose", ["neighbours", "foreign"])
def test_what_is_anothers_answers_like_what_does_not_exist(world, whose) -> None:
    category = category_id()
    things = getattr(world, whose)
    nobodys = Things(
        names={
            "number": "SO-99999999",
            "ref": "S-99999999",
            "line_id": str(uuid4()),
            "range_id": str(uuid4()),
            "view_id": str(uuid4()),
            "customer_id": str(uuid4()),
            "user_id": str(uuid4()),
            "registration_id": str(uuid4()),
            "product_id": things.names["product_id"],
        },
        asset="A-99999999",
    )
    for route, (audience, _) in TABLE.items():
        if not any(f":{name}>" in route for name in OWNED):
            continue
        if audience == "team" and whose == "neighbours":
            continue  # The reseller's team serves all of its customers.
        client = browser_of(world.people["admin" if audience == "customer" else "owner"])
        for call in (client.get, client.post):
            seen = call(path(route, things, category)).status_code
            assert seen == call(path(route, nobodys, category)).status_code, (route, whose)
            assert seen in {404, 405} or (seen == 422 and "<uuid:range_id>" in route), (route, whose)


def test_the_operators_desk_is_the_operators(world) -> None:
    for person in (None, world.people["owner"], world.people["admin"]):
        answer = browser_of(person).get("/operator/")
        assert answer.status_code == 302
        assert "/operator/login/" in answer.headers["Location"]
