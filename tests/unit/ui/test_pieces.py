import datetime as dt
import re
from typing import Any

import pytest
from django.template import loader

from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import Sentence
from seatwise.ui import build_sprite, page, sentences, statuses, tiles
from seatwise.ui.listing import Address, Sort


@pytest.mark.parametrize(
    ("status", "word", "tone"),
    [
        ("executed", "Executed", "ok"),
        ("pending_reseller_approval", "Pending Reseller Approval", "warn"),
        ("Pending Reseller Approval", "Pending Reseller Approval", "warn"),
        ("in-progress", "In Progress", "info"),
        ("canceled", "Canceled", "mute"),
        ("pending_cancel", "Pending Cancel", "warn"),
        ("never heard of", "never heard of", "mute"),
    ],
)
def test_each_status_has_its_exact_word_and_tone(status: str, word: str, tone: str) -> None:
    look = statuses.look(status)
    assert (look.word, look.tone) == (word, tone)


def test_every_icon_named_in_python_is_in_the_sprite() -> None:
    sprite = build_sprite.SPRITE.read_text(encoding="utf-8")
    named = {look.icon for look in statuses.LOOKS.values()} | {icon for _, icon, _ in tiles._ICONS}
    assert {name for name in named if f'id="{name}"' not in sprite} == set()
    assert {name for name in build_sprite.NAMES if f'id="{name}"' not in sprite} == set()


def test_a_product_gets_an_icon_or_two_letters() -> None:
    assert tiles.icon_and_colour("Microsoft 365 Business Premium") == ("brand-office", 1)
    icon, colour = tiles.icon_and_colour("Zebra Gateway", "Zebra Soft")
    assert icon is None
    assert 0 <= colour < tiles.COLOURS
    assert tiles.letters("Zebra Soft") == "ZS"
    assert tiles.letters("x") == "X"
    assert tiles.letters("") == "?"


def test_a_new_filter_begins_at_the_first_page_and_keeps_the_rest() -> None:
    address = Address(path="/billing/orders/", query={"status": "executed", "after": "k1", "q": "a b"})
    assert address.with_(status="canceled") == "/billing/orders/?status=canceled&q=a+b"
    assert address.with_(status=None, q="") == "/billing/orders/"
    assert address.with_(after="k2") == "/billing/orders/?status=executed&q=a+b&after=k2"


def test_a_heading_sorts_and_then_turns_the_order_round() -> None:
    address = Address(path="/o/", query={})
    assert Sort(key="total", descending=False, address=address).href("total") == "/o/?sort=-total"
    assert Sort(key="total", descending=True, address=address).href("total") == "/o/?sort=total"
    assert Sort(key="total", descending=False, address=address).href("name") == "/o/?sort=name"


def test_initials() -> None:
    assert page.initials("Maria Konstantinou") == "MK"
    assert page.initials("Anna") == "A"
    assert page.initials("Juan Carlos de la Cruz") == "JC"
    assert page.initials("") == ""


def test_a_sentence_writes_each_value_as_the_language_does() -> None:
    said = Sentence(
        "%(price)s, %(share)s, %(on)s, %(many)s: %(why)s",
        {
            "price": Money(123456, "EUR"),
            "share": Percent(1765),
            "on": dt.date(2026, 11, 19),
            "many": 1284,
            "why": Sentence("inside"),
        },
    )
    assert sentences.translated(said, language="en-gb") == "€1,234.56, 17.65%, 19 Nov 2026, 1,284: inside"


@pytest.mark.parametrize(("waiting", "shown"), [(0, None), (1, "1"), (99, "99"), (100, "99+"), (1234, "99+")])
def test_the_menu_counts_to_ninety_nine(waiting, shown) -> None:
    parts: Any = loader.get_template("ui/parts.html", using="jinja2")
    parts = parts.template.module
    item = page.NavItem(label="Approvals", href="/a/", icon="box", waiting=waiting)
    found = re.search(r'class="cnt">([^<]*)<', str(parts.nav_link(item)))
    assert (found[1] if found else None) == shown
