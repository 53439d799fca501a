"""No address, parameter or field, however odd, makes the product fail: every page × every nonsense, never a 500."""

import re

import pytest
from django.test import Client

from seatwise.accounts.models import User
from seatwise.infra import tenancy, transactions
from seatwise.ordering import models as ordering
from tests import factories

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
    "offer",
    "quantity",
    "next",
    "done",
    "who",
    "group",
    "first",
    "last",
]
CUSTOMER = [
    "billing/",
    "billing/orders/",
    "billing/subscriptions/",
    "billing/assets/",
    "shop/",
    "account/",
    "account/audit/",
]
TEAM = [
    "console/approvals/",
    "console/deliveries/",
    "console/catalogue/",
    "console/prices/",
    "console/audit/",
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
        (signed_in(reseller.owner.id), [*TEAM, f"console/prices/{offer.product_id}/"]),
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


@pytest.mark.parametrize("name", NONSENSE)
def test_names_in_addresses(world, name) -> None:
    reseller, customer, _ = world
    if not name.strip() or "/" in name:
        return
    for client, pages in (
        (signed_in(customer.admin.id), ["billing/orders/", "billing/subscriptions/", "billing/assets/"]),
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
