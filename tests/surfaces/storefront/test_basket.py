"""The basket: several products in one order, with the limits and the price of each line, once (R5, R6, R7, B1)."""

import re

import pytest

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.ordering import models as ordering
from seatwise.pricing import operations as pricing
from tests import factories, shopping
from tests.surfaces.storefront import scene

BASKET = "/techsolutions/shop/basket/"


def text(answer) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


@pytest.fixture
def offers(world):
    """A licence at €20.00 a month, at most 10; a laptop at €1,000.00, once."""
    licence = factories.offer(title="Office", largest=10)
    laptop = factories.offer(
        title="Laptop", kind=ProductKind.ONE_TIME, cost="800.00", term_months=0, billing_months=0
    )
    factories.publish(world.reseller, licence, laptop)
    return licence, laptop


def add(world, offer, quantity: str = "", client=None):
    return (client or world.client).post(
        f"/techsolutions/shop/{offer.product_id}/basket/", {"offer": str(offer.id), "quantity": quantity}
    )


def filled(offers, first: str = "3", second: str = "2", **more: str) -> dict[str, str]:
    """The fields of the form, as a browser sends them."""
    return {
        "quantity": "1",
        f"quantity-{offers[0].id}": first,
        f"quantity-{offers[1].id}": second,
        "reference": "PO-7",
        "note": "",
        **more,
    }


def quantities(world, client=None) -> dict[str, str]:
    html = (client or world.client).get(BASKET).content.decode()
    return dict(re.findall(r'name="quantity-([0-9a-f-]+)" type="number"[^>]*value="(\d+)"', html))


def lines(world) -> list[tuple[str, int]]:
    with tenancy.scope(world.reseller.id), transactions.reading():
        rows = ordering.OrderLine.objects.order_by("order__number", "position")
        return list(rows.values_list("name", "quantity"))


def test_an_empty_basket_leads_to_the_catalogue(world) -> None:
    page = world.client.get(BASKET)
    assert page.status_code == 200
    assert "Your basket is empty" in text(page)
    assert BASKET in world.client.get("/techsolutions/shop/").content.decode()


def test_products_are_put_in_and_outlive_the_session(world, offers) -> None:
    page = world.client.get(f"/techsolutions/shop/{offers[0].product_id}/").content.decode()
    assert f'action="/techsolutions/shop/{offers[0].product_id}/basket/"' in page
    assert add(world, offers[0])["Location"] == BASKET
    add(world, offers[0], "2")
    add(world, offers[1])
    world.client.post("/techsolutions/signout/")
    again = scene.signed_in(world.customer.admin)
    assert quantities(world, again) == {str(offers[0].id): "3", str(offers[1].id): "1"}
    shown = text(again.get(BASKET))
    assert "2 products in one order" in shown
    assert "€1,060.00" in shown  # 3 × 20 + 1,000
    assert "VAT 24% €254.40" in shown
    assert "Then every month €60.00" in shown
    assert "Techsolutions approves this order." in shown


def test_one_order_with_several_lines(world, offers) -> None:
    add(world, offers[0])
    add(world, offers[1])
    quoted = shopping.quote(world.client, BASKET, **filled(offers))
    assert "Submit order, €2,554.40" in text(quoted)
    sent = filled(offers, quote=shopping.token(quoted), step="order")
    answer = world.client.post(BASKET, sent)
    assert (answer.status_code, answer["Location"]) == (303, "/techsolutions/billing/orders/SO-10001/")
    assert lines(world) == [("Office", 3), ("Laptop", 2)]
    assert shopping.orders(world.reseller)[0].reference == "PO-7"
    assert "Your basket is empty" in text(world.client.get(BASKET))
    # A double click, or the same form from another tab: the first order (R5).
    again = world.client.post(BASKET, sent)
    assert again["Location"] == answer["Location"]
    assert len(shopping.orders(world.reseller)) == 1
    assert quantities(world) == {}


def test_quantities_are_kept_as_they_are_quoted_and_lines_leave(world, offers) -> None:
    add(world, offers[0])
    add(world, offers[1])
    world.client.post(BASKET, filled(offers, "4", "5"))
    assert quantities(world) == {str(offers[0].id): "4", str(offers[1].id): "5"}
    answer = world.client.post(BASKET, filled(offers, "4", "5", step=f"remove-{offers[1].id}"))
    assert "Laptop" not in text(answer)
    assert 'value="PO-7"' in answer.content.decode()
    assert quantities(world) == {str(offers[0].id): "4"}
    only = {"quantity": "1", f"quantity-{offers[0].id}": "4", "step": f"remove-{offers[0].id}"}
    assert "Your basket is empty" in text(world.client.post(BASKET, only))


@pytest.mark.parametrize("typed", ["0", "11", "many", ""])
def test_each_line_keeps_to_its_limits(world, offers, typed) -> None:
    add(world, offers[0])
    add(world, offers[1])
    answer = world.client.post(BASKET, filled(offers, typed))
    assert answer.status_code == 422
    page = text(answer)
    assert "Enter a whole number from 1 to 10." in page
    assert "Not everything can be ordered like this." in page
    assert "Submit order" not in page
    quoted = shopping.quote(world.client, BASKET, **filled(offers))
    forced = world.client.post(BASKET, filled(offers, typed, quote=shopping.token(quoted), step="order"))
    assert forced.status_code in {409, 422}
    assert shopping.orders(world.reseller) == []


def test_a_price_that_moved_is_said_and_nothing_is_ordered(world, offers) -> None:
    add(world, offers[0])
    add(world, offers[1])
    quoted = shopping.quote(world.client, BASKET, **filled(offers))
    shopping.discount(world.reseller, offers[0], 1000)
    answer = world.client.post(BASKET, filled(offers, quote=shopping.token(quoted), step="order"))
    assert answer.status_code == 409
    page = text(answer)
    assert "Nothing was ordered yet." in page
    assert "You saw €2,554.40 , total now €2,546.96" in page
    assert shopping.orders(world.reseller) == []
    assert len(quantities(world)) == 2
    accepted = world.client.post(BASKET, filled(offers, quote=shopping.token(answer), step="order"))
    assert accepted.status_code == 303


def test_what_is_not_for_sale_any_more_says_so_and_can_be_removed(world, offers) -> None:
    add(world, offers[0])
    add(world, offers[1])
    with tenancy.scope(world.reseller.id), transactions.writing():
        pricing.unpublish(
            product_id=offers[1].product_id, actor=world.reseller.owner.reseller_actor, now=factories.NOW
        )
    page = world.client.get(BASKET)
    assert "Laptop is not for sale at the moment." in text(page)
    assert f'value="remove-{offers[1].id}"' in page.content.decode()
    assert add(world, offers[1]).status_code == 404


def test_the_address_is_asked_for_once(world, offers) -> None:
    bare = factories.customer(world.reseller, name="Aegean Shipping", with_address=False)
    petros = scene.signed_in(bare.admin)
    add(world, offers[0], client=petros)
    assert "An order needs a billing address." in text(petros.get(BASKET))
    saved = petros.post(
        BASKET,
        {
            "quantity": "1",
            f"quantity-{offers[0].id}": "2",
            "step": "address",
            "address_line": "Akti 1",
            "address_city": "Piraeus",
            "address_country": "GR",
        },
    )
    assert "Submit order, €49.60" in text(saved)


def test_every_person_and_company_has_its_own(world, offers) -> None:
    add(world, offers[0])
    colleague = scene.signed_in(factories.customer_user(world.reseller, world.customer, role="buyer"))
    stranger = scene.signed_in(factories.customer(world.reseller, name="Aegean Shipping").admin)
    assert "Your basket is empty" in text(colleague.get(BASKET))
    assert "Your basket is empty" in text(stranger.get(BASKET))
    viewer = scene.signed_in(factories.customer_user(world.reseller, world.customer, role="billing_viewer"))
    assert viewer.get(BASKET).status_code == 403
    assert BASKET not in viewer.get("/techsolutions/shop/").content.decode()


def test_few_statements_whatever_is_in_it(world, offers) -> None:
    add(world, offers[0])
    with scene.statements() as one:
        world.client.get(BASKET)
    more = [factories.offer(title=f"Tool {n}") for n in range(6)]
    factories.publish(world.reseller, *more)
    for offer in more:
        add(world, offer)
    with scene.statements() as many:
        world.client.get(BASKET)
    assert len(many) == len(one) <= 12
