"""What is typed is read without what nobody sees."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import typed


@pytest.mark.parametrize(
    ("said", "line"),
    [
        ("  Olympia \t Foods\r\nSA ", "Olympia Foods SA"),
        ("Olympia\u202e AS sdooF", "Olympia AS sdooF"),
        ("\ufeffOlympia\x00 \x1b[2J\u200bFoods\u00ad", "Olympia [2JFoods"),
        ("a \u2066\u2069 b", "a b"),
        ("Ολύμπια Τρόφιμα ΑΕ", "Ολύμπια Τρόφιμα ΑΕ"),
        ("\u202e", ""),
    ],
)
def test_a_line(said, line) -> None:
    assert typed.line(said) == line


def test_a_text_keeps_its_lines() -> None:
    assert typed.text(" one\r\n\ttwo\rthree\x00\u202e \n") == "one\n\ttwo\nthree"


@given(st.text())
def test_nothing_unseen_is_left(said) -> None:
    for kept in (typed.line(said), typed.text(said).replace("\n", "").replace("\t", "")):
        assert not {unicodedata.category(each) for each in kept} & {"Cc", "Cf"}
    assert typed.line(typed.line(said)) == typed.line(said)
