"""What templates put on a page is what Jinja would have put there."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup, escape

from seatwise.ui import output
from seatwise.ui.jinja import environment

_TEXT = st.text() | st.text(alphabet="&<>\"' a")


class _Shown:
    def __html__(self) -> str:
        return "<b>shown</b>"


@given(_TEXT | _TEXT.map(Markup) | st.integers() | st.none())
def test_a_value_is_escaped_as_markupsafe_does(value: object) -> None:
    assert output.escaped(value) == escape(value)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("<i>", "&lt;i&gt;"),
        (Markup("<i>"), "<i>"),
        (_Shown(), "<b>shown</b>"),
        (7, "7"),
    ],
)
def test_a_template_escapes(value: object, written: str) -> None:
    template = "{% macro m(v) %}{{ v }}{% endmacro %}{{ v }}|{{ m(v) }}"
    assert environment().from_string(template).render(v=value) == f"{written}|{written}"
