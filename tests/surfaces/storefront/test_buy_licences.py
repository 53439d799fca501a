"""Buy licences, over HTTP (S17, S22, R6, R10, R14)."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from seatwise.customers import models as customer_models
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.money import Money
from seatwise.pricing import operations as pricing
from seatwise.resellers import models as reseller_models
from seatwise.subscriptions import models as subscription_models
from tests import factories, shopping

FIRST = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
"""The period is 1 November to 1 December; factories.NOW is the 19th."""
BUY = "/techsolutions/billing/subscriptions/S-2001/buy/"


@pytest.fixture
def seller(db, time_machine):
    time_machine.move_to(FIRST, tick=False)
    return factories.reseller(now=FIRST)


@pytest.fixture
def olympia(seller):
    return factories.customer(seller)


@pytest.fixture
def offer(seller):
    """20.00 less 7%: 18.60 a licence and month."""
    made = factories.offer()
    factories.publish(seller, made)
    shopping.discount(seller, made, 700)
    return made


@pytest.fixture
def held(seller, olympia, offer, time_machine):
    """25 licences since 1 November."""
    ref = shopping.held(seller, olympia, offer, 25, now=FIRST)
    time_machine.move_to(factories.NOW, tick=False)
    return ref


@pytest.fixture
def maria(olympia, held, time_machine):
    return shopping.browser(olympia.admin)


def bought(seller):
    """The orders after the one that the subscription came from."""
    return shopping.orders(seller)[1:]


def change_subscription(seller, **fields):
    with tenancy.scope(seller.id), transactions.writing():
        subscription_models.Subscription.objects.update(**fields)


def change_customer(seller, customer, **fields):
    with tenancy.scope(seller.id), transactions.writing():
        customer_models.Customer.objects.filter(id=customer.id).update(**fields)


def test_the_quote_is_the_rest_of_the_period_at_the_agreed_price(maria) -> None:
    page = maria.get(BUY)
    assert page.status_code == 200
    assert "Microsoft 365 Business Premium, 25 licences today" in page.content.decode()
    quoted = shopping.quote(maria, BUY, quantity="3")
    html = quoted.content.decode()
    assert quoted.status_code == 200
    for said in (
        "12 of 30 days left × 3 licences × €18.60",
        "€22.32",
        "VAT 24%",
        "€5.36",
        "€27.68",
        "25 →",
        "28 licences",
        "€465.00 →",
        "€520.80",
        "Then every month",
        "From 1 Dec 2026. Excludes VAT.",
        "Worked out for delivery today, 19 Nov 2026.",
        "Up to 275 more: Microsoft allows 300 for this product.",
        "Techsolutions approves this order.",
    ):
        assert said in html
    assert shopping.submit_button(quoted) == "Submit order, €27.68"


def test_the_page_and_the_fragment_take_at_most_ten_statements(maria) -> None:
    for headers in ({}, shopping.FRAGMENT):
        with CaptureQueriesContext(connection) as asked:
            assert maria.get(BUY, headers=headers).status_code == 200
        statements = [
            one["sql"] for one in asked if not one["sql"].startswith(("BEGIN", "COMMIT", "SELECT set_config"))
        ]
        assert len(statements) <= 10, statements


def test_an_order_is_placed_once_and_leads_to_its_page(seller, maria) -> None:
    answer = shopping.order(maria, BUY, quantity="3", reference="PO-2287")
    assert answer.status_code == 303
    (order,) = bought(seller)
    assert answer["Location"] == f"/techsolutions/billing/orders/SO-{order.number}/"
    assert (order.type, order.net_minor, order.vat_minor) == ("buy_licences", 2_232, 536)
    assert order.reference == "PO-2287"


def test_a_form_opened_anew_says_what_was_just_ordered(seller, olympia, maria, time_machine) -> None:
    """Whoever goes back gets a form with a new quote: a second submit is a second order, and is called one."""
    said = "You have just ordered this. Submitting this form makes another order."
    assert said not in maria.get(BUY).content.decode()
    order = shopping.order(maria, BUY, quantity="3")["Location"]
    page = maria.get(BUY).content.decode()
    assert said in page
    assert f'href="{order}"' in page
    # Nobody else's, nothing else, and not for long.
    assert said not in maria.get(BUY.replace("/buy/", "/reduce/")).content.decode()
    colleague = shopping.browser(factories.customer_user(seller, olympia, role="admin"))
    assert said not in colleague.get(BUY).content.decode()
    time_machine.move_to(factories.NOW + dt.timedelta(minutes=16), tick=False)
    assert said not in maria.get(BUY).content.decode()


def test_the_agreed_price_stays_whatever_the_list_says(seller, offer, maria) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        pricing.set_special_price(
            offer_id=offer.id,
            customer_id=None,
            unit_price=Money(9_900, "EUR"),
            starts_on=factories.TODAY,
            ends_on=None,
            actor=SYSTEM,
            now=factories.NOW,
        )
    assert shopping.submit_button(shopping.quote(maria, BUY, quantity="3")) == "Submit order, €27.68"


@pytest.mark.parametrize("quantity", ["", "0", "-1", "276", "2.5", "1e2", "abc", "9" * 30, "\x00", "٣"])
def test_a_quantity_that_is_none_is_said_under_the_field(seller, maria, quantity) -> None:
    good = shopping.token(shopping.quote(maria, BUY, quantity="3"))
    for step in ("quote", "order"):
        answer = maria.post(
            BUY, {"quantity": quantity, "quote": good, "step": step}, headers=shopping.FRAGMENT
        )
        assert answer.status_code == 422
        assert "Enter a whole number from 1 to 275." in answer.content.decode()
        assert shopping.submit_button(answer) == ""
    assert bought(seller) == []


def test_when_all_are_taken_the_sentence_counts_them(seller, maria) -> None:
    assert shopping.order(maria, BUY, quantity="275").status_code == 303
    page = maria.get(BUY)
    said = "No more can be ordered: the largest quantity is 300, with 25 held and 275 ordered."
    assert page.status_code == 200
    assert said in page.content.decode()
    assert shopping.quote(maria, BUY, quantity="1").status_code == 422


def test_another_day_moves_the_amount_and_says_so(seller, olympia, maria, time_machine) -> None:
    quoted = shopping.quote(maria, BUY, quantity="3")
    time_machine.move_to(factories.NOW + dt.timedelta(days=1), tick=False)
    maria = shopping.browser(olympia.admin)
    filled = {"quantity": "3", "quote": shopping.token(quoted), "step": "order"}
    answer = maria.post(BUY, filled, headers=shopping.FRAGMENT)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "Another day has begun" in html
    assert "<s>€27.68</s>" in html
    assert shopping.submit_button(answer) == "Submit order, €25.37"
    assert bought(seller) == []
    assert maria.post(BUY, {**filled, "quote": shopping.token(answer)}).status_code == 303
    assert bought(seller)[0].net_minor == 2_046


def test_a_price_is_held_for_an_hour_and_then_asked_again(seller, maria, time_machine) -> None:
    quoted = shopping.quote(maria, BUY, quantity="3")
    assert "This price is held for you until 11:32." in quoted.content.decode()
    filled = {"quantity": "3", "quote": shopping.token(quoted), "step": "order"}
    time_machine.move_to(factories.NOW + dt.timedelta(minutes=60), tick=False)
    answer = maria.post(BUY, filled, headers=shopping.FRAGMENT)
    html = answer.content.decode()
    assert answer.status_code == 409
    assert "The time for which this price was held is over. Nothing was ordered." in html
    assert "This price is held for you until 12:32." in html
    assert shopping.submit_button(answer) == "Submit order, €27.68"
    assert bought(seller) == []
    assert maria.post(BUY, {**filled, "quote": shopping.token(answer)}).status_code == 303
    # The form of before is the same wish: it leads to its order, late as it is (R5).
    assert maria.post(BUY, filled).status_code == 303
    assert len(bought(seller)) == 1


def test_a_price_is_held_to_the_last_second_and_never_into_the_next_day(olympia, maria, time_machine) -> None:
    quoted = shopping.quote(maria, BUY, quantity="3")
    time_machine.move_to(factories.NOW + dt.timedelta(minutes=59, seconds=59), tick=False)
    filled = {"quantity": "3", "quote": shopping.token(quoted), "step": "order"}
    assert maria.post(BUY, filled).status_code == 303
    time_machine.move_to(dt.datetime(2026, 11, 19, 21, 30, tzinfo=dt.UTC), tick=False)
    late = shopping.quote(shopping.browser(olympia.admin), BUY, quantity="3")
    assert "held for you until 23:59." in late.content.decode()


def test_a_vat_rate_that_moved(seller, maria) -> None:
    quoted = shopping.quote(maria, BUY, quantity="3")
    with tenancy.scope(seller.id), transactions.writing():
        factories.change_settings(vat_rate_bp=1_700)
    answer = maria.post(BUY, {"quantity": "3", "quote": shopping.token(quoted), "step": "order"})
    assert answer.status_code == 409
    assert "The VAT rate has changed." in answer.content.decode()


def test_a_quote_of_another_subscription_is_asked_again(seller, olympia, offer, maria) -> None:
    other = shopping.held(seller, olympia, offer, 5, now=factories.NOW)
    quoted = shopping.quote(maria, BUY.replace("S-2001", other), quantity="3")
    answer = maria.post(BUY, {"quantity": "3", "quote": shopping.token(quoted), "step": "order"})
    assert answer.status_code == 409
    assert shopping.submit_button(answer) == "Submit order, €27.68"
    assert len(bought(seller)) == 1


@pytest.mark.parametrize(
    ("role", "may"),
    [("admin", True), ("subscription_manager", True), ("buyer", False), ("billing_viewer", False)],
)
def test_who_may_buy_licences(seller, olympia, held, role, may) -> None:
    client = shopping.browser(factories.customer_user(seller, olympia, role=role))
    page = client.get(BUY)
    assert page.status_code == (200 if may else 403)
    assert ("one of these roles: Admin, Subscription Manager" in page.content.decode()) is not may
    assert client.post(BUY, {"quantity": "3", "step": "order"}).status_code == (422 if may else 403)


def test_what_is_anothers_does_not_exist(client, seller, olympia, held, maria) -> None:
    other = shopping.browser(factories.customer(seller, name="Other SA").admin)
    next_door = factories.reseller(alias="other-house")
    stranger = shopping.browser(factories.customer(next_door).admin)
    assert other.get(BUY).status_code == 404
    assert other.post(BUY, {"quantity": "3"}).status_code == 404
    assert stranger.get(BUY.replace("techsolutions", "other-house")).status_code == 404
    assert stranger.get(BUY)["Location"].startswith("/techsolutions/signin/")
    assert client.get(BUY)["Location"].startswith("/techsolutions/signin/")
    for unknown in ("S-9999", "nonsense", "S-", "S-99999999999999999999", "%00"):
        assert maria.get(BUY.replace("S-2001", unknown)).status_code == 404
    quoted = shopping.token(shopping.quote(maria, BUY, quantity="3"))
    assert other.post(BUY, {"quantity": "3", "quote": quoted, "step": "order"}).status_code == 404
    assert bought(seller) == []


def refused(client, said):
    page = client.get(BUY)
    assert page.status_code == 200
    assert said in page.content.decode()
    assert shopping.submit_button(page) == ""
    answer = shopping.quote(client, BUY, quantity="3")
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_what_is_not_published_is_not_sold(seller, offer, maria) -> None:
    with tenancy.scope(seller.id), transactions.writing():
        pricing.unpublish(product_id=offer.product_id, actor=SYSTEM, now=factories.NOW)
    refused(maria, "Techsolutions does not sell Microsoft 365 Business Premium here at the moment.")


def test_a_price_agreed_elsewhere_is_not_continued_here(seller, maria) -> None:
    change_subscription(seller, bought_by="reseller")
    refused(maria, "The price was agreed outside the Storefront. Ask Techsolutions for more licences.")


def test_what_has_ended_gets_no_licences(seller, maria) -> None:
    change_subscription(seller, status="canceled", quantity=0, ended_on=factories.TODAY)
    refused(maria, "is not active any more")


def test_free_takes_no_orders(seller, maria) -> None:
    with transactions.writing_global():
        reseller_models.Reseller.objects.filter(id=seller.id).update(edition="free")
    refused(maria, "Techsolutions does not take orders here. Write to them to order.")


def test_a_period_that_is_over_and_not_rolled_over_yet(olympia, maria, time_machine) -> None:
    time_machine.move_to(dt.datetime(2026, 12, 1, 9, tzinfo=dt.UTC), tick=False)
    refused(
        shopping.browser(olympia.admin),
        "The billing period ended on 1 Dec 2026 and the next one is not charged yet.",
    )


def test_a_missing_address_is_asked_of_those_who_may_enter_it(seller, olympia, maria) -> None:
    change_customer(seller, olympia, address_line="", address_city="", address_country="")
    assert 'name="address_line"' in maria.get(BUY).content.decode()
    manager = shopping.browser(factories.customer_user(seller, olympia, role="subscription_manager"))
    html = manager.get(BUY).content.decode()
    assert "An order needs a billing address. Yours is not filled in yet." in html
    assert "one of these roles: Admin, Buyer" in html
    assert "mailto:help@techsolutions.example" in html
    assert 'name="address_line"' not in html
    address = {"address_line": "Ermou 12", "address_city": "Athens", "address_country": "GR"}
    assert manager.post(BUY, {"quantity": "3", "step": "address", **address}).status_code == 403
    saved = maria.post(BUY, {"quantity": "3", "step": "address", **address}, headers=shopping.FRAGMENT)
    assert saved.status_code == 200
    assert shopping.submit_button(saved) == "Submit order, €27.68"


def test_a_quote_is_one_transaction_that_cannot_write(maria) -> None:
    shopping.quote(maria, BUY, quantity="2")
    with CaptureQueriesContext(connection) as asked:
        assert shopping.quote(maria, BUY, quantity="2").status_code == 200
    opened = [query["sql"] for query in asked.captured_queries if "transaction_read_only" in query["sql"]]
    assert len(opened) == 1
    assert "'on'" in opened[0]
