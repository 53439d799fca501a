import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.ui import brand

colours = st.integers(min_value=0, max_value=0xFFFFFF).map(lambda value: f"#{value:06x}")


def test_contrast_is_wcags() -> None:
    assert brand.contrast("#000000", "#ffffff") == pytest.approx(21)
    assert brand.contrast("#0a667d", "#ffffff") == pytest.approx(6.5, abs=0.1)
    assert brand.contrast("#777777", "#777777") == pytest.approx(1)


@given(colour=colours, against=st.sampled_from([brand.LIGHT_SURFACE, brand.DARK_SURFACE]))
def test_the_nearest_shade_is_readable(colour: str, against: str) -> None:
    assert brand.is_readable(brand.nearest_readable(colour, against=against), against=against)


@given(colour=colours)
def test_every_colour_gives_a_readable_palette(colour: str) -> None:
    made = brand.palette(colour)
    assert brand.is_readable(made.brand, against=brand.LIGHT_SURFACE)
    assert brand.is_readable(made.dark, against=brand.DARK_SURFACE)
    assert brand.is_readable(made.on, against=made.brand)
    assert brand.is_readable(made.dark_on, against=made.dark)


def test_a_readable_colour_is_left_alone() -> None:
    assert brand.nearest_readable("#0a667d", against=brand.LIGHT_SURFACE) == "#0a667d"


def test_the_stylesheet_sets_four_variables() -> None:
    assert brand.brand_css(brand.HOUSE) == (
        ":root{--brand:#0a667d;--brand-on:#ffffff;--brand-dark:#5fc3da;--brand-dark-on:#04222b;}\n"
    )


@pytest.mark.parametrize("colour", ["red", "#fff", "#0a667d;}", "", "#0a667d\n"])
def test_what_is_not_a_colour_never_reaches_the_stylesheet(colour: str) -> None:
    with pytest.raises(ValueError, match="is not a colour"):
        brand.brand_css(brand.Palette(brand=colour, on="#ffffff", dark="#ffffff", dark_on="#000000"))
