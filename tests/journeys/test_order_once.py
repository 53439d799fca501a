"""R5 through HTTP: a double click, two tabs and a retry make one order."""

import datetime as dt

import pytest

from seatwise.infra import numbering
from tests import at_once, factories, shopping

FIRST = dt.datetime(2026, 11, 1, 8, tzinfo=dt.UTC)
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
    made = factories.offer()
    factories.publish(seller, made)
    return made


@pytest.fixture
def held(seller, olympia, offer, time_machine):
    ref = shopping.held(seller, olympia, offer, 25, now=FIRST)
    time_machine.move_to(factories.NOW, tick=False)
    return ref


@pytest.fixture
def confirmed(olympia, held):
    """A form whose price was shown, ready to be sent; each call is another click, with a browser of its own."""
    token = shopping.token(shopping.quote(shopping.browser(olympia.admin), BUY, quantity="275"))
    filled = {"quantity": "275", "quote": token, "step": "order"}

    def click():
        return shopping.browser(olympia.admin).post(BUY, filled)

    return click


def test_a_double_click_is_one_order(seller, confirmed, monkeypatch, django_db_blocker) -> None:
    """The second comes while the first has not committed. It took the last licences, and still the second finds its order."""
    meeting = at_once.UntilSomebodyWaits(numbering.take)
    monkeypatch.setattr(numbering, "take", meeting)
    answers = at_once.both(django_db_blocker, confirmed, confirmed)
    assert at_once.refusals(answers) == []
    assert meeting.met
    assert [answer.status_code for answer in answers] == [303, 303]
    assert answers[0]["Location"] == answers[1]["Location"]
    assert len(shopping.orders(seller)) == 2, "the subscription's own, and this one"


def test_eight_clicks_at_once_are_one_order(seller, confirmed, django_db_blocker) -> None:
    answers = at_once.both(django_db_blocker, *[confirmed] * 8)
    assert at_once.refusals(answers) == []
    assert {(answer.status_code, answer["Location"]) for answer in answers} == {
        (303, "/techsolutions/billing/orders/SO-10002/")
    }
    assert len(shopping.orders(seller)) == 2


def test_a_retry_after_the_answer_was_lost_shows_the_first_order(seller, confirmed, time_machine) -> None:
    first = confirmed()
    time_machine.move_to(factories.NOW + dt.timedelta(days=2), tick=False)
    again = confirmed()
    assert again.status_code == 303
    assert again["Location"] == first["Location"]
    assert len(shopping.orders(seller)) == 2


def test_two_tabs_that_confirm_a_moved_price_order_once(
    seller, olympia, held, confirmed, time_machine, django_db_blocker
) -> None:
    """A day passes; both tabs are told, both confirm the new amount: it is still one wish."""
    time_machine.move_to(factories.NOW + dt.timedelta(days=1), tick=False)
    moved = [confirmed(), confirmed()]
    assert [answer.status_code for answer in moved] == [409, 409]

    def confirm(told):
        filled = {"quantity": "275", "quote": shopping.token(told), "step": "order"}
        return lambda: shopping.browser(olympia.admin).post(BUY, filled)

    answers = at_once.both(django_db_blocker, *[confirm(told) for told in moved])
    assert at_once.refusals(answers) == []
    assert {answer["Location"] for answer in answers} == {"/techsolutions/billing/orders/SO-10002/"}
    assert [order.net_minor for order in shopping.orders(seller)[1:]] == [201_667]


def test_two_quotes_are_two_orders(seller, olympia, offer) -> None:
    """Meant twice is done twice: each form that was opened anew orders for itself."""
    client = shopping.browser(olympia.admin)
    form = f"/techsolutions/shop/{offer.product_id}/order/"
    for _ in range(2):
        assert shopping.order(client, form, offer=str(offer.id), quantity="3").status_code == 303
    assert len(shopping.orders(seller)) == 2
