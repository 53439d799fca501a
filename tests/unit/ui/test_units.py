"""What the licences of a product are called, in every language."""

import pytest
from django.utils import translation

from seatwise.kernel.sentence import Sentence
from seatwise.ui import sentences, terms, units


@pytest.mark.parametrize(
    ("language", "word", "number", "written"),
    [
        ("en-gb", "licences", 1, "licence"),
        ("en-gb", "licences", 2, "licences"),
        ("en-gb", "licences", 0, "licences"),
        ("en-gb", "Servers", 1, "server"),
        ("en-gb", "Terabyte", 3, "Terabyte"),
        ("el", "licences", 1, "άδεια"),
        ("el", "licences", 25, "άδειες"),
        ("el", "pieces", 3, "τεμάχια"),
        ("el", "Terabyte", 3, "Terabyte"),
        ("el", "", 3, ""),
    ],
)
def test_a_unit(language, word, number, written) -> None:
    with translation.override(language):
        assert units.unit(word, number) == written


def test_a_sentence_with_a_unit() -> None:
    said = Sentence(
        "%(quantity)s %(unit)s × %(unit_price)s", {"quantity": 1284, "unit": "servers", "unit_price": "x"}
    )
    with translation.override("el"):
        assert sentences.translated(said, language="el") == "1.284 διακομιστές × x"
        assert sentences.translated(Sentence("%(unit)s", {"unit": "licences"}), language="el") == "άδειες"


def test_terms_in_greek() -> None:
    with translation.override("el"):
        assert terms.term(term_months=36, billing_months=12) == "3 έτη, ετήσια χρέωση"
        assert terms.term(term_months=1, billing_months=1) == "1 μήνας"
        assert terms.term(term_months=12, billing_months=12) == "1 έτος"
        assert terms.per(36) == "κάθε 3 έτη"
