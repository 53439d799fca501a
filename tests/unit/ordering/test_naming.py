"""What an order is, in one sentence, in English and Greek."""

import datetime as dt

import pytest
from django.utils import translation

from seatwise.ordering import models
from seatwise.ordering.domain import naming
from seatwise.ui import sentences

WHAT = "Office, large, 25 licences"


def said(language: str, order_type: str, what: str = WHAT, planned_on: dt.date | None = None) -> str:
    with translation.override(language):
        sentence = naming.order(order_type=order_type, what=what, planned_on=planned_on)
        return sentences.translated(sentence, language=language)


@pytest.mark.parametrize(
    ("order_type", "english"),
    [
        ("purchase", "Office, large, 25 licences"),
        ("buy_licences", "25 more licences of Office, large"),
        ("buy_add_on", "Add-on Office, large, 25 licences"),
        ("reduce_licences", "Reduce Office, large by 25 licences"),
        ("upgrade", "Upgrade 25 licences to Office, large"),
        ("cancel_add_on", "Cancel 25 licences of the add-on Office, large"),
        ("cancel_subscription", "Cancel 25 licences of Office, large"),
    ],
)
def test_each_type_has_its_words(order_type, english) -> None:
    assert said("en-gb", order_type) == english


def test_no_type_is_forgotten() -> None:
    for order_type in models.OrderType.values:
        assert said("el", order_type) != said("en-gb", order_type)


def test_a_planned_one_says_its_day() -> None:
    day = dt.date(2026, 12, 1)
    assert said("en-gb", "cancel_subscription", planned_on=day).endswith("of Office, large on 1 Dec 2026")
    assert said("en-gb", "purchase", planned_on=day) == WHAT


@pytest.mark.parametrize(
    ("kept", "greek"),
    [
        ("Office, large, 25 licences", "Office, large, 25 άδειες"),
        ("Desk phone, 1 pieces", "Desk phone, 1 τεμάχιο"),
        ("Storage, 1234 Terabyte", "Storage, 1.234 Terabyte"),
        ("100% cotton", "100% cotton"),
        ("", ""),
    ],
)
def test_what_an_order_keeps_of_its_first_line(kept, greek) -> None:
    assert said("el", "purchase", kept) == greek


def test_an_upgrades_add_ons_end_or_are_bought_anew() -> None:
    about = {"order_type": "upgrade", "name": "Phone", "quantity": 1, "unit": "licences"}
    assert str(naming.line(action="remove", **about)) == "Cancel 1 licences of the add-on Phone"
    assert str(naming.line(action="start", **about)) == "Add-on Phone, 1 licences"
