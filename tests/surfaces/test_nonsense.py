"""No address, parameter or field, however odd, makes the product fail: every page × every nonsense, never a 500."""

import itertools
import re
import uuid
from urllib.parse import quote

import pytest
from django.test import Client

from seatwise.accounts.models import User
from seatwise.catalogue import models as catalogue
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import models as customers
from seatwise.infra import clock, tenancy, transactions
from seatwise.ordering import models as ordering
from tests import factories, holdings

pytestmark = pytest.mark.slow

NONSENSE = [
    "",
    " ",
    "\x00",
    "a\x00b",
    "'",
    '"; DROP TABLE x; --',
    "%",
    "\\",
    "' | ! & :* ( )",
    "-1",
    "0",
    "1e9",
    "1.5",
    "٣",
    "99999999999999999999999999",
    "SO-99999999999999999999",
    "x" * 5_000,
    "😀",
    "<script>alert(1)</script>",
    "../../etc/passwd",
    "W10",
    "W1siIiwxXSxbIiIsMV1d",
    "[[]]",
]
PARAMETERS = [
    "q",
    "status",
    "sort",
    "after",
    "before",
    "category",
    "tab",
    "kind",
    "offer",
    "type",
    "from",
    "to",
    "year",
    "item",
    "quantity",
    "next",
    "done",
    "product",
    "vendor",
    "renews",
    "planned",
    "hidden",
    "columns",
    "ref",
    "when",
    "who",
    "group",
    "first",
    "last",
]
CUSTOMER = [
    "billing/",
    "billing/orders/",
    "billing/subscriptions/",
    "billing/subscriptions/cancellation/",
    "billing/pending/",
    "billing/assets/",
    "shop/",
    "account/",
    "account/security/",
    "account/devices/",
    "account/again/",
    "account/audit/",
]
TEAM = [
    "console/approvals/",
    "console/deliveries/",
    "console/deliveries/several/",
    "console/customers/",
    "console/customers/registrations/",
    "console/catalogue/",
    "console/prices/",
    "console/prices/history/",
    "console/prices/import/",
    "console/audit/",
    "console/search/",
]


@pytest.fixture
def world(db):
    reseller = factories.reseller()
    customer = factories.customer(reseller)
    offer = factories.offer()
    factories.publish(reseller, offer)
    return reseller, customer, offer


def signed_in(user_id) -> Client:
    client = Client(raise_request_exception=False)
    user = User.objects.get(id=user_id)
    client.force_login(user, backend="seatwise.accounts.adapters.Backend")
    return client


@pytest.mark.parametrize("parameter", PARAMETERS)
def test_parameters(world, parameter) -> None:
    reseller, customer, offer = world
    for client, pages in (
        (signed_in(customer.admin.id), [*CUSTOMER, f"shop/{offer.product_id}/order/"]),
        (
            signed_in(reseller.owner.id),
            [
                *TEAM,
                f"console/prices/{offer.product_id}/",
                *(
                    f"console/customers/{customer.id}/{kind}/"
                    for kind in ("orders", "subscriptions", "assets")
                ),
            ],
        ),
    ):
        for page in pages:
            for value in NONSENSE:
                answer = client.get(f"/techsolutions/{page}", {parameter: value})
                assert answer.status_code < 500, (page, parameter, value)


def test_fields_of_orders(world) -> None:
    _, customer, offer = world
    client = signed_in(customer.admin.id)
    page = f"/techsolutions/shop/{offer.product_id}/order/"
    good = {
        "step": "order",
        "offer": str(offer.id),
        "quantity": "1",
        "reference": "",
        "note": "",
        "quote": "",
    }
    for field in (*good, "line", "city", "country", "postcode"):
        for value in NONSENSE:
            answer = client.post(page, good | {field: value})
            assert answer.status_code < 500, (field, value)


def test_fields_of_the_account_and_of_a_registration(world) -> None:
    reseller, customer, _ = world
    with tenancy.scope(reseller.id), transactions.writing():
        factories.change_settings(registration_open=True)
    asked = {
        "company": "Zephyr",
        "vat_number": "1",
        "address_line": "Akti 7",
        "address_postcode": "1",
        "address_city": "Piraeus",
        "address_country": "GR",
        "name": "Ioanna",
        "email": "ioanna@nowhere.example",
    }
    forms = (
        (Client(raise_request_exception=False), "register/", asked),
        (signed_in(customer.admin.id), "account/profile/", {"name": "Maria", "language": "el"}),
        (signed_in(customer.admin.id), "account/again/", {"password": factories.PASSWORD, "next": "/"}),
        (Client(raise_request_exception=False), "signin/passkey/", {"credential": "{}", "next": "/"}),
    )
    for client, page, good in forms:
        for field, value in itertools.product(good, NONSENSE):
            answer = client.post(f"/techsolutions/{page}", good | {field: value})
            assert answer.status_code < 500, (page, field, value)
    for value in NONSENSE:
        address = f"/techsolutions/register/{quote(value, safe='')}/"
        assert Client(raise_request_exception=False).get(address).status_code in {200, 404, 410}, value


FORMS = ["buy", "add-ons", "upgrade", "reduce", "cancel"]
FIELDS = ["quantity", "offer", "total", "when", "batch", "understood", "note", "reference", "quote", "step"]


@pytest.fixture
def held(world):
    """Five licences that can have an add-on and become something else."""
    reseller, customer, _ = world
    with tenancy.scope(reseller.id), transactions.writing():
        customers.Customer.objects.update(approval_required=False)
    source = factories.product(title="Basic", vendor="Microsoft Corporation")
    target = factories.product(title="Premium", offers={(1, 1): "30.00"})
    phone = factories.product(title="Phone", kind=ProductKind.ADDON, parents=(source.key,))
    factories.publish(reseller, source, target, phone)
    catalogue.Conversion.objects.create(source_id=source.id, target_id=target.id)
    offer = factories.Offer(id=source.offers[1, 1], product_id=source.id)
    found = holdings.bought(reseller, customer, offer, 5, now=clock.now())
    return found, f"/techsolutions/billing/subscriptions/S-{found.number}/"


@pytest.mark.parametrize("form", FORMS)
def test_fields_of_changes(world, held, form) -> None:
    """Each field with each nonsense, quoted and submitted; nothing is ordered and nothing fails."""
    reseller, customer, _ = world
    client = signed_in(customer.admin.id)
    subscription, page = held
    good = {"quantity": "1", "when": "now", "understood": "1"}
    token = re.search(rb'name="quote" value="([^"]*)"', client.post(f"{page}{form}/", good).content)
    assert token is not None
    assert token[1], "the form itself is good"
    good |= {"quote": token[1].decode(), "step": "quote"}
    before = orders(reseller)
    for field, value in itertools.product(FIELDS, [*NONSENSE, str(subscription.id), str(customer.id)]):
        assert client.post(f"{page}{form}/", good | {field: value}).status_code < 500, (field, value)
        if field in ("quantity", "batch"):
            assert client.get(f"{page}{form}/", {field: value}).status_code < 500, (field, value)
    for field in good:
        assert client.post(f"{page}{form}/", {k: v for k, v in good.items() if k != field}).status_code < 500
    for field, value in itertools.product(("quantity", "quote"), NONSENSE):
        answer = client.post(f"{page}{form}/", good | {"step": "order", field: value})
        assert answer.status_code in {200, 409, 422}, (field, value)
    assert client.post(f"{page}{form}/", b"\xff\xfe=\x80&quantity=%ff", content_type=FORM).status_code < 500
    assert (
        client.post(f"{page}{form}/", b'{"quantity": 1}', content_type="application/json").status_code < 500
    )
    assert orders(reseller) == before


FORM = "application/x-www-form-urlencoded"


def orders(reseller) -> int:
    with tenancy.scope(reseller.id), transactions.reading():
        return ordering.Order.objects.count()


def test_switches_and_undo(world, held) -> None:
    _, customer, _ = world
    client = signed_in(customer.admin.id)
    subscription, page = held
    for value in NONSENSE:
        assert client.post(f"{page}auto-renew/", {"on": value}).status_code in {303, 400}, value
    assert client.post(f"{page}auto-renew/").status_code == 303
    for line in (subscription.id, customer.id, uuid.UUID(int=0)):
        assert client.post(f"{page}planned/{line}/undo/").status_code == 404
    assert client.post(f"{page}planned/nonsense/undo/").status_code == 404
    assert client.get(f"{page}planned/{subscription.id}/undo/").status_code == 405


@pytest.mark.parametrize("form", [*FORMS, "menu"])
def test_forms_of_somebody_else_are_not_there(world, held, form) -> None:
    reseller, _, _ = world
    _, page = held
    neighbour = signed_in(factories.customer(reseller, name="Neighbour Ltd").admin.id)
    stranger = signed_in(factories.customer(factories.reseller(alias="lakeside")).admin.id)
    assert neighbour.get(f"{page}{form}/").status_code == 404
    assert stranger.get(f"{page}{form}/").status_code in {302, 404}
    for ref in ("S-0", "S-99999999999999999999", "S-٣", "A-2001", "x" * 300):
        address = f"/techsolutions/billing/subscriptions/{ref}/{form}/"
        assert neighbour.get(address).status_code == 404
        if form != "menu":
            assert neighbour.post(address, {"quantity": "1", "step": "order"}).status_code in {404, 422}


def test_fields_of_the_basket(world) -> None:
    _, customer, offer = world
    client = signed_in(customer.admin.id)
    page = "/techsolutions/shop/basket/"
    assert (
        client.post(f"/techsolutions/shop/{offer.product_id}/basket/", {"offer": str(offer.id)}).status_code
        == 303
    )
    field = f"quantity-{offer.id}"
    for value in NONSENSE:
        for step in ("quote", "order"):
            assert client.post(page, {"step": step, field: value}).status_code < 500, value
            assert client.post(page, {"step": step, f"quantity-{value}": "1"}).status_code < 500, value
        assert client.post(page, {"step": value, field: "1"}).status_code < 500, value
        assert client.post(page, {"step": f"remove-{value}", field: "1"}).status_code < 500, value
        added = client.post(
            f"/techsolutions/shop/{offer.product_id}/basket/", {"offer": value, "quantity": value}
        )
        assert added.status_code < 500, value


def test_fields_of_the_console(world) -> None:
    reseller, customer, offer = world
    client = signed_in(reseller.owner.id)
    theirs = f"console/customers/{customer.id}/"
    details = {
        "name": "A",
        "time_zone": "UTC",
        "language": "",
        "vat": "own",
        "rate": "5",
        "reason": "",
        "approval": "on",
    }
    forms = {
        "console/customers/new/": details,
        f"{theirs}details/": details,
        f"{theirs}address/": {"line": "x", "postcode": "x", "city": "x", "country": "GR"},
        f"{theirs}people/": {"name": "A", "email": "a@people.example", "role": "buyer"},
        f"{theirs}people/{customer.admin.id}/role/": {"role": "buyer"},
        f"{theirs}viewing/": {"place": ""},
        "console/approvals/several/approval/": {"order": "SO-1"},
        "console/approvals/several/rejection/": {"order": "SO-1", "why": "x"},
        "console/deliveries/several/": {"reference-x": "x"},
        "console/catalogue/several/": {
            "move": "list",
            "product": str(offer.product_id),
            "query": "tab=listed",
        },
        "console/prices/edits/": {
            f"markup-{offer.product_id}": "5",
            f"was-markup-{offer.product_id}": "5",
            f"special-{offer.id}": "30",
            f"was-special-{offer.id}": "3",
            "query": "tab=listed",
            "step": "save",
        },
        "console/prices/import/": {"step": "save", "token": "x", "file": "x"},
    }
    for page, good in forms.items():
        for field in good:
            for value in NONSENSE:
                answer = client.post(f"/techsolutions/{page}", good | {field: value})
                assert answer.status_code < 500, (page, field, value)


@pytest.mark.parametrize("name", NONSENSE)
def test_names_in_addresses(world, name) -> None:
    reseller, customer, _ = world
    if not name.strip() or "/" in name:
        return
    for client, pages in (
        (
            signed_in(customer.admin.id),
            [
                "billing/orders/",
                "billing/subscriptions/",
                "billing/subscriptions/cancellation/",
                "billing/assets/",
            ],
        ),
        (signed_in(reseller.owner.id), ["console/approvals/"]),
        (Client(raise_request_exception=False), [""]),
    ):
        for page in pages:
            assert client.get(f"/techsolutions/{page}{name}/").status_code in {400, 404}, (page, name)


@pytest.mark.parametrize("value", NONSENSE)
def test_sign_in_and_reset(world, value) -> None:
    client = Client(raise_request_exception=False)
    for login, password in ((value, "x"), ("maria@olympia.example", value), (value, value)):
        answer = client.post("/techsolutions/signin/", {"login": login, "password": password, "next": value})
        assert answer.status_code in {400, 422, 429}, (login, password)
    assert client.post("/techsolutions/password/reset/", {"email": value}).status_code < 500
    assert client.get(f"/techsolutions/password/reset/key/{'x'}-{'y'}/").status_code < 500


def test_private_pages_are_kept_by_nobody(world) -> None:
    _, customer, _ = world
    client = signed_in(customer.admin.id)
    for page in CUSTOMER:
        assert "no-store" in client.get(f"/techsolutions/{page}").headers["Cache-Control"], page


def test_a_signed_quote_of_a_colleague_of_another_company_orders_nothing(world) -> None:
    reseller, customer, offer = world
    other = factories.customer(reseller, name="Aegean Shipping")
    page = f"/techsolutions/shop/{offer.product_id}/order/"
    form = {"step": "quote", "offer": str(offer.id), "quantity": "1", "reference": "", "note": ""}
    quoted = signed_in(other.admin.id).post(page, form)
    token = re.search(rb'name="quote" value="([^"]+)"', quoted.content)
    assert token is not None
    stolen = signed_in(customer.admin.id).post(page, form | {"step": "order", "quote": token[1].decode()})
    assert stolen.status_code in {409, 422}
    with tenancy.scope(reseller.id), transactions.reading():
        assert ordering.Order.objects.count() == 0
