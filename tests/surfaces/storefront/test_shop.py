"""The shop and its order form, over HTTP."""

from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.catalogue.models import Category, Product
from seatwise.customers import models as customer_models
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.pricing import operations as pricing
from seatwise.resellers import models as reseller_models
from tests import factories, shopping

SHOP = "/techsolutions/shop/"


@pytest.fixture
def seller(db, time_machine):
    time_machine.move_to(factories.NOW, tick=False)
    return factories.reseller()


@pytest.fixture
def olympia(seller):
    return factories.customer(seller)


@pytest.fixture
def maria(olympia):
    return shopping.browser(olympia.admin)


@pytest.fixture
def premium(seller):
    """1 month 20.00; 1 year billed monthly 19.76."""
    product = factories.product()
    factories.publish(seller, product)
    return product


def page_of(product):
    return f"{SHOP}{product.id}/"


def form_of(product):
    return f"{SHOP}{product.id}/order/"


def monthly(product, **filled):
    return {"offer": str(product.offers[1, 1]), "quantity": "3", **filled}


def change_customer(seller, customer, **fields):
    with tenancy.scope(seller.id), transactions.writing():
        customer_models.Customer.objects.filter(id=customer.id).update(**fields)


def set_price(seller, offer_id, minor):
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=offer_id,
            customer_id=None,
            unit_price=Money(minor, "EUR"),
            starts_on=factories.TODAY,
            ends_on=None,
            actor=SYSTEM,
            now=factories.NOW,
        )


# The list


def test_the_shop_shows_what_is_published_with_the_price_it_starts_from(seller, maria, premium) -> None:
    listed_only = factories.product(title="Not published")
    html = maria.get(SHOP).content.decode()
    assert "Microsoft 365 Business Premium" in html
    assert "€19.76" in html
    assert "a month" in html
    assert "1 product · prices exclude VAT" in html
    assert page_of(premium) in html
    assert listed_only.key not in html
    assert "Not published" not in html


def test_the_fragment_is_the_list_alone(maria, premium) -> None:
    html = maria.get(SHOP, headers=shopping.FRAGMENT).content.decode()
    assert html.lstrip().startswith('<div id="list">')
    assert "<html" not in html


def test_search_by_the_beginning_of_words_and_by_category(seller, maria, premium) -> None:
    other = factories.product(title="Visio Plan 2")
    factories.publish(seller, other)
    html = maria.get(SHOP, {"q": "visi"}).content.decode()
    assert "Visio Plan 2" in html
    assert "Business Premium" not in html
    assert "1 product found" in html
    assert "2 products are hidden by the filter" in maria.get(SHOP, {"q": "nothing like it"}).content.decode()
    with tenancy.scope(seller.id), transactions.reading():
        category = Product.objects.get(id=premium.id).category_id
    assert "2 products found" in maria.get(SHOP, {"category": str(category)}).content.decode()


def test_categories_say_how_many_a_search_finds(seller, maria, premium) -> None:
    visio, basic = factories.offer(title="Visio Plan 2"), factories.offer(title="Visio Plan 1")
    factories.publish(seller, visio, basic)
    drawing = Category.objects.create(name="Drawing")
    Product.objects.filter(id=visio.product_id).update(category_id=drawing.id)
    everything = maria.get(SHOP).content.decode()
    for label in ("All categories (3)", "Drawing (1)", "Other (2)"):
        assert label in everything, label
    found = maria.get(SHOP, {"q": "visio", "category": str(drawing.id)}).content.decode()
    for label in ("All categories (2)", "Drawing (1)", "Other (1)", "1 product found"):
        assert label in found, label
    assert "Visio Plan 1" not in found


@pytest.mark.parametrize("nonsense", ["\x00", "'", "!!!", "a" * 5000, "%", ":*", "& | !"])
def test_a_search_is_never_an_error(maria, premium, nonsense) -> None:
    assert maria.get(SHOP, {"q": nonsense}).status_code == 200
    assert maria.get(SHOP, {"after": nonsense, "category": nonsense}).status_code == 200


def test_pages_by_key_reach_every_product_once_and_in_order(seller, maria) -> None:
    products = [
        factories.product(title=f"Product {number:02d}", offers={(1, 1): "8.00"}) for number in range(30)
    ]
    factories.publish(seller, *products)
    first = maria.get(SHOP).content.decode()
    assert first.count('class="ware"') == 24
    assert "Product 23" in first
    following = first.split('rel="next"', 1)[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = maria.get(following).content.decode()
    assert second.count('class="ware"') == 6
    assert "Product 24" in second
    assert "€10.00" in second


def test_each_page_takes_at_most_ten_statements(seller, maria, premium) -> None:
    for address in (SHOP, page_of(premium), form_of(premium)):
        with CaptureQueriesContext(connection) as asked:
            assert maria.get(address).status_code == 200
        statements = [
            one["sql"] for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SELECT set_config"))
        ]
        assert len(statements) <= 10, statements


def test_a_customers_own_special_price_is_what_the_customer_sees(seller, olympia, maria, premium) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=premium.offers[1, 1],
            customer_id=olympia.id,
            unit_price=Money(1_500, "EUR"),
            starts_on=factories.TODAY,
            ends_on=None,
            actor=SYSTEM,
            now=factories.NOW,
        )
    other = factories.customer(seller, name="Other SA")
    assert "€15.00" in maria.get(SHOP).content.decode()
    assert "€15.00" not in shopping.browser(other.admin).get(SHOP).content.decode()


# The product


def test_a_product_shows_its_terms_and_prices(seller, maria, premium) -> None:
    shopping.discount(seller, factories.Offer(id=premium.offers[1, 1], product_id=premium.id), 700)
    html = maria.get(page_of(premium)).content.decode()
    assert "1 year, billed monthly" in html
    assert "€20.00" in html
    assert "7%" in html
    assert "€18.60" in html
    assert f"{form_of(premium)}?offer={premium.offers[12, 1]}" in html


def test_what_is_not_published_here_does_not_exist(seller, maria) -> None:
    foreign = factories.product(title="Elsewhere")
    factories.publish(factories.reseller(alias="other-house"), foreign)
    unknown = [
        page_of(foreign),
        form_of(foreign),
        f"{SHOP}{uuid4()}/",
        f"{SHOP}{uuid4()}/order/",
        f"{SHOP}nonsense/",
    ]
    assert [maria.get(address).status_code for address in unknown] == [404] * 5
    assert shopping.quote(maria, form_of(foreign), quantity="1").status_code == 404


def test_an_add_on_is_shown_and_not_ordered_alone(seller, maria) -> None:
    archiving = factories.product(title="Exchange Online Archiving")
    factories.publish(seller, archiving)
    with transactions.writing_global():
        Product.objects.filter(id=archiving.id).update(kind=ProductKind.ADDON)
    html = maria.get(page_of(archiving)).content.decode()
    assert "bought for a subscription" in html
    assert form_of(archiving) not in html
    assert maria.get(form_of(archiving)).status_code == 404


def test_strangers_sign_in_first_and_the_next_reseller_knows_nobody(client, olympia, maria, premium) -> None:
    factories.reseller(alias="other-house")
    assert client.get(SHOP)["Location"].startswith("/techsolutions/signin/?next=")
    assert maria.get("/other-house/shop/")["Location"].startswith("/other-house/signin/")


@pytest.mark.parametrize(
    ("role", "may"),
    [("admin", True), ("buyer", True), ("subscription_manager", False), ("billing_viewer", False)],
)
def test_who_may_order(seller, olympia, premium, role, may) -> None:
    client = shopping.browser(factories.customer_user(seller, olympia, role=role))
    html = client.get(page_of(premium)).content.decode()
    assert (form_of(premium) in html) is may
    assert ("one of these roles: Admin, Buyer" in html) is not may
    assert client.get(form_of(premium)).status_code == (200 if may else 403)
    assert shopping.quote(client, form_of(premium), **monthly(premium)).status_code == (200 if may else 403)


# The order form


def test_the_form_comes_with_the_price_of_the_smallest_quantity(maria, premium) -> None:
    page = maria.get(form_of(premium), {"offer": str(premium.offers[12, 1])})
    html = page.content.decode()
    assert page.status_code == 200
    assert "<html" in html
    assert 'value="1"' in html
    assert shopping.submit_button(page) == "Submit order, €24.50"
    fragment = maria.get(form_of(premium), headers=shopping.FRAGMENT).content.decode()
    assert "<html" not in fragment
    assert "data-fragment" in fragment


def test_the_quote_says_everything_before_it_is_confirmed(maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    html = quoted.content.decode()
    assert quoted.status_code == 200
    for said in (
        "Whole period × 3 licences × €20.00",
        "€60.00",
        "VAT 24%",
        "€14.40",
        "€74.40",
        "Then every month",
        "Worked out for delivery today, 19 Nov 2026.",
        "Techsolutions approves this order.",
        "You pay nothing before that.",
        "Ermou 12",
        "105 63 Athens",
        "Greece",
    ):
        assert said in html
    assert shopping.submit_button(quoted) == "Submit order, €74.40"


def test_the_quote_says_how_long_it_binds(maria, premium) -> None:
    """A term of a year that is paid monthly binds for a year, which no amount beside it says."""
    year = shopping.quote(maria, form_of(premium), offer=premium.offers[12, 1], quantity="2")
    assert "Term of 1 year, paid monthly, to 18 Nov 2027." in year.content.decode()
    month = shopping.quote(maria, form_of(premium), offer=premium.offers[1, 1], quantity="2")
    assert "Term of 1 month, paid monthly, to" not in month.content.decode()


def test_an_order_is_placed_and_leads_to_its_page(seller, maria, premium) -> None:
    filled = monthly(premium, reference="PO-2287", note="For the new office.\r\nCall first.")
    answer = shopping.order(maria, form_of(premium), **filled)
    assert (answer.status_code, answer["Location"]) == (303, "/techsolutions/billing/orders/SO-10001/")
    (order,) = shopping.orders(seller)
    assert (order.net_minor, order.vat_minor) == (6_000, 1_440)
    assert (order.reference, order.note) == ("PO-2287", "For the new office.\nCall first.")
    assert order.billing_address["city"] == "Athens"
    assert "Order SO-10001 is with Techsolutions." in maria.get(SHOP).content.decode()


def test_the_dialog_is_told_where_the_order_is_and_leaves_the_confirmation_to_that_page(
    seller, maria, premium
) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    filled = monthly(premium, quote=shopping.token(quoted), step="order")
    answer = maria.post(form_of(premium), filled, headers=shopping.FRAGMENT)
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/techsolutions/billing/orders/SO-10001/"
    assert "Order SO-10001 is with Techsolutions." in maria.get(answer["HX-Redirect"]).content.decode()


def test_without_a_script_the_page_is_asked_for_its_price_and_then_orders(seller, maria, premium) -> None:
    page = maria.post(form_of(premium), {**monthly(premium), "step": "quote"})
    assert "<html" in page.content.decode()
    answer = maria.post(
        form_of(premium), {**monthly(premium), "quote": shopping.token(page), "step": "order"}
    )
    assert answer.status_code == 303


def test_another_word_on_the_order_is_no_other_price(seller, maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    filled = monthly(premium, reference="Typed afterwards", quote=shopping.token(quoted), step="order")
    assert maria.post(form_of(premium), filled).status_code == 303
    assert shopping.orders(seller)[0].reference == "Typed afterwards"


def test_a_form_changed_after_its_price_is_asked_again(seller, maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    changed = monthly(premium, quantity="30", quote=shopping.token(quoted), step="order")
    answer = maria.post(form_of(premium), changed, headers=shopping.FRAGMENT)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "You changed the form after this price was worked out." in html
    assert "€74.40" in html
    assert shopping.submit_button(answer) == "Submit order, €744.00"
    assert shopping.orders(seller) == []


@pytest.mark.parametrize(
    "quantity",
    ["", "0", "-3", "301", "1.5", "1e3", "３", "NaN", "abc", "9" * 40, "0x10", "1 000", "\x00", "--", "٣"],
)
def test_a_quantity_that_is_none_is_said_under_the_field(seller, maria, premium, quantity) -> None:
    for step in ("quote", "order"):
        good = shopping.token(shopping.quote(maria, form_of(premium), **monthly(premium)))
        answer = maria.post(
            form_of(premium),
            monthly(premium, quantity=quantity, quote=good, step=step),
            headers=shopping.FRAGMENT,
        )
        html = answer.content.decode()
        assert answer.status_code == 422
        assert "Enter a whole number from 1 to 300." in html
        assert 'aria-invalid="true"' in html
        assert shopping.submit_button(answer) == ""
        assert shopping.token(answer) == ""
    assert shopping.orders(seller) == []


def test_texts_that_are_too_long_are_said_under_their_fields(seller, maria, premium) -> None:
    answer = shopping.quote(maria, form_of(premium), **monthly(premium, reference="x" * 61, note="y" * 501))
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter at most 60 characters." in html
    assert "Enter at most 500 characters." in html


@pytest.mark.parametrize("offer", ["", "nonsense", "cf6321ed-868e-41db-a318-c2c3925edb0b", "\x00"])
def test_an_unknown_term_is_quoted_as_the_first_and_never_ordered_unseen(
    seller, maria, premium, offer
) -> None:
    quoted = shopping.quote(maria, form_of(premium), offer=offer, quantity="3")
    assert shopping.submit_button(quoted) == "Submit order, €74.40"
    answer = maria.post(
        form_of(premium), {"offer": offer, "quantity": "3", "quote": shopping.token(quoted), "step": "order"}
    )
    assert answer.status_code == 409
    assert shopping.orders(seller) == []


def test_what_is_bought_once_has_no_period(seller, maria) -> None:
    service = factories.product(
        title="Migration service", kind=ProductKind.ONE_TIME, offers={(0, 0): "200.00"}, automatic=False
    )
    factories.publish(seller, service)
    quoted = maria.get(form_of(service))
    html = quoted.content.decode()
    assert "Bought once · €250.00 once" in html
    assert "Then every" not in html
    assert shopping.submit_button(quoted) == "Submit order, €310.00"


def test_an_exempt_customer_reads_why_there_is_no_vat(seller, olympia, maria, premium) -> None:
    change_customer(seller, olympia, vat_exempt_reason="reverse charge")
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    assert "VAT 0%, exempt: reverse charge" in quoted.content.decode()
    assert shopping.submit_button(quoted) == "Submit order, €60.00"


def test_where_nobody_approves_nobody_is_named(seller, olympia, maria, premium) -> None:
    change_customer(seller, olympia, approval_required=False)
    assert (
        "approves this order"
        not in shopping.quote(maria, form_of(premium), **monthly(premium)).content.decode()
    )


# What does not hold any more


def test_a_price_that_moved_is_shown_beside_the_old_and_asked_again(seller, maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    set_price(seller, premium.offers[1, 1], 2_100)
    filled = monthly(premium, quote=shopping.token(quoted), step="order")
    answer = maria.post(form_of(premium), filled, headers=shopping.FRAGMENT)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The unit price has changed." in html
    assert "Nothing was ordered yet." in html
    assert "<s>€74.40</s>" in html
    assert shopping.submit_button(answer) == "Submit order, €78.12"
    assert shopping.orders(seller) == []
    again = {**filled, "quote": shopping.token(answer)}
    assert maria.post(form_of(premium), again).status_code == 303
    assert maria.post(form_of(premium), again)["Location"].endswith("/SO-10001/")
    assert [order.net_minor for order in shopping.orders(seller)] == [6_300]


@pytest.mark.parametrize("spoil", ["garbled", "cut", "empty", "another key", "NUL"])
def test_a_token_that_is_none_orders_nothing(seller, maria, premium, spoil) -> None:
    good = shopping.token(shopping.quote(maria, form_of(premium), **monthly(premium)))
    bad = {
        "garbled": "x" + good[1:],
        "cut": good[:-4],
        "empty": "",
        "another key": signing.dumps(
            signing.loads(good, salt="seatwise.quote"), key="k" * 50, salt="seatwise.quote"
        ),
        "NUL": "\x00é",
    }[spoil]
    answer = maria.post(
        form_of(premium), monthly(premium, quote=bad, step="order"), headers=shopping.FRAGMENT
    )
    assert answer.status_code == 422
    assert "This form is damaged or too old" in answer.content.decode()
    assert shopping.submit_button(answer) == "Submit order, €74.40"
    assert shopping.orders(seller) == []


def test_a_quote_of_another_customer_or_reseller_orders_nothing(seller, olympia, maria, premium) -> None:
    other = shopping.browser(factories.customer(seller, name="Other SA").admin)
    next_door = factories.reseller(alias="other-house")
    factories.publish(next_door, premium)
    stranger = shopping.browser(factories.customer(next_door).admin)
    foreign = [
        shopping.token(shopping.quote(other, form_of(premium), **monthly(premium))),
        shopping.token(
            shopping.quote(
                stranger, form_of(premium).replace("techsolutions", "other-house"), **monthly(premium)
            )
        ),
    ]
    for token in foreign:
        answer = maria.post(form_of(premium), monthly(premium, quote=token, step="order"))
        assert answer.status_code in {409, 422}
    assert shopping.orders(seller) == []
    assert shopping.orders(next_door) == []


def test_a_product_unpublished_meanwhile_is_not_there_any_more(seller, maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    with tenancy.scope(seller.id), transactions.writing():
        pricing.unpublish(product_id=premium.id, actor=SYSTEM, now=factories.NOW)
    answer = maria.post(form_of(premium), monthly(premium, quote=shopping.token(quoted), step="order"))
    assert answer.status_code == 422
    assert "Microsoft 365 Business Premium is not for sale at the moment." in answer.content.decode()
    assert shopping.quote(maria, form_of(premium), **monthly(premium)).status_code == 404
    assert shopping.orders(seller) == []


# Who may order at all


def test_free_shows_prices_and_says_why_nothing_is_ordered(seller, maria, premium) -> None:
    with transactions.writing_global():
        reseller_models.Reseller.objects.filter(id=seller.id).update(edition="free")
    html = maria.get(page_of(premium)).content.decode()
    assert "€20.00" in html
    assert "Techsolutions does not take orders here. Write to them to order." in html
    assert form_of(premium) not in html
    assert maria.get(form_of(premium)).status_code == 200
    refused = shopping.quote(maria, form_of(premium), **monthly(premium))
    assert refused.status_code == 422
    assert "Techsolutions does not take orders here." in refused.content.decode()
    assert shopping.submit_button(refused) == ""


def test_a_country_where_it_is_not_sold(seller, maria) -> None:
    product = factories.product(title="Only in Germany")
    factories.publish(seller, product)
    with transactions.writing_global():
        Product.objects.filter(id=product.id).update(allowed_countries=["DE"])
    refused = shopping.quote(maria, form_of(product), **monthly(product))
    assert refused.status_code == 422
    assert (
        "Only in Germany is not sold in the country of your billing address (GR)." in refused.content.decode()
    )
    assert "is not sold in the country" in maria.get(page_of(product)).content.decode()


def test_a_missing_address_is_asked_for_and_kept(seller, premium) -> None:
    nea = factories.customer(seller, name="Nea SA", with_address=False)
    client = shopping.browser(nea.admin)
    page = client.get(form_of(premium))
    assert page.status_code == 200
    assert 'name="address_line"' in page.content.decode()
    assert shopping.submit_button(page) == ""
    assert shopping.quote(client, form_of(premium), **monthly(premium)).status_code == 422

    half = monthly(premium, step="address", address_line="Ermou 12", address_city="", address_country="XX")
    answer = client.post(form_of(premium), half, headers=shopping.FRAGMENT)
    html = answer.content.decode()
    assert answer.status_code == 422
    assert "Enter the city." in html
    assert "Choose the country." in html
    assert "Ermou 12" in html

    whole = {**half, "address_city": "Athens", "address_country": "GR"}
    answer = client.post(form_of(premium), whole, headers=shopping.FRAGMENT)
    assert answer.status_code == 200
    assert shopping.submit_button(answer) == "Submit order, €74.40"
    ordered = client.post(form_of(premium), monthly(premium, quote=shopping.token(answer), step="order"))
    assert ordered.status_code == 303
    assert shopping.orders(seller)[0].billing_address == {
        "name": "Nea SA",
        "line": "Ermou 12",
        "postcode": "",
        "city": "Athens",
        "country": "GR",
    }


def test_an_order_needs_an_address_even_with_an_old_quote(seller, olympia, maria, premium) -> None:
    quoted = shopping.quote(maria, form_of(premium), **monthly(premium))
    change_customer(seller, olympia, address_line="", address_city="", address_country="")
    answer = maria.post(form_of(premium), monthly(premium, quote=shopping.token(quoted), step="order"))
    assert answer.status_code == 422
    assert "Enter a billing address first." in answer.content.decode()
    assert shopping.orders(seller) == []
