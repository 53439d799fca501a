"""Columns as PostgreSQL reads arrays."""

import datetime as dt
from uuid import UUID

import pytest

from seatwise.infra import arrays


def test_values_are_written_out() -> None:
    assert arrays.column([1, None, -3]) == "{1,NULL,-3}"
    assert arrays.column([dt.date(2026, 11, 19)]) == "{2026-11-19}"
    assert arrays.column([UUID(int=7)]) == "{00000000-0000-0000-0000-000000000007}"
    assert arrays.column([]) == "{}"


def test_words_are_plain() -> None:
    assert arrays.words(["debit", "microsoft-nce", "EUR"]) == "{debit,microsoft-nce,EUR}"


@pytest.mark.parametrize("word", ["", "null", "a,b", 'a"b', "a b", "{}"])
def test_what_had_to_be_quoted_is_refused(word: str) -> None:
    with pytest.raises(ValueError, match="is no plain word"):
        arrays.words(["debit", word])
