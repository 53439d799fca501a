"""S27: a reseller's own text is checked when it is kept, and its variables are filled once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.notifications.domain import texts

VALUES = {name: f"<{{{name}}}>" for name in texts.VARIABLES}


def test_an_unknown_variable_is_named_with_those_that_exist() -> None:
    with pytest.raises(texts.TextRefused) as refused:
        texts.check("Dear {custmer}")
    assert str(refused.value) == (
        "There is no {custmer}. You can write {customer}, {order}, {reference}, {reseller}, {total}."
    )


@pytest.mark.parametrize(
    "text", ["{", "a } b", "{{order}}", "{order", "{}", "{order.__class__}", "{order!r}", "x" * 1_001]
)
def test_what_is_no_variable_is_refused(text) -> None:
    with pytest.raises(texts.TextRefused):
        texts.check(text)


def test_a_value_is_never_read_as_a_variable() -> None:
    values = {**VALUES, "customer": "{total} & Sons"}
    assert texts.filled("{customer}, order {order}", values) == "{total} & Sons, order <{order}>"


@given(st.text(alphabet="{}abcdertolusm ", max_size=60))
def test_what_was_checked_can_be_filled(text) -> None:
    try:
        texts.check(text)
    except texts.TextRefused:
        return
    said = texts.filled(text, dict.fromkeys(texts.VARIABLES, "value"))
    assert "{" not in said
    assert "}" not in said
