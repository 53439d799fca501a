from pathlib import Path

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


def is_readable_everywhere(made: brand.Palette) -> bool:
    light = [brand.tint(made.brand, surface=brand.LIGHT_SURFACE, hundredths=n) for n in brand.LIGHT_TINTS]
    dark = [brand.tint(made.dark, surface=brand.DARK_SURFACE, hundredths=n) for n in brand.DARK_TINTS]
    pairs = [
        *((made.brand, ground) for ground in (*brand.LIGHT_GROUNDS, *light)),
        *((made.dark, ground) for ground in (*brand.DARK_GROUNDS, *dark)),
        (made.on, made.brand),
        (made.dark_on, made.dark),
        # What is written beside it, in the text's colours, on what is tinted when chosen.
        ("#55636f", light[0]),
        ("#a3b2bd", dark[0]),
    ]
    return all(brand.is_readable(text, against=ground) for text, ground in pairs)


@given(colour=colours)
def test_every_colour_gives_a_palette_readable_on_every_ground_and_on_its_own_tints(colour: str) -> None:
    assert is_readable_everywhere(brand.palette(colour))


@pytest.mark.parametrize("colour", ["#000000", "#ffffff", "#ffff00", "#0000ff", "#ff0000", "#808080"])
def test_the_extremes_too(colour: str) -> None:
    assert is_readable_everywhere(brand.palette(colour))


def test_the_house_colours_are_readable_everywhere() -> None:
    assert is_readable_everywhere(brand.HOUSE)


def test_the_stylesheet_has_the_grounds_and_tints_that_were_reckoned_with() -> None:
    css = (Path(brand.__file__).parent / "static/ui/theme.css").read_text(encoding="utf-8")
    full = css.replace("#fff,", "#ffffff,").replace("#fff)", "#ffffff)")
    for ground in (*brand.LIGHT_GROUNDS, *brand.DARK_GROUNDS):
        assert ground in full
    for name, light, dark in zip(("tint", "tint-2"), brand.LIGHT_TINTS, brand.DARK_TINTS, strict=True):
        assert (
            f"--brand-{name}: light-dark(color-mix(in srgb, var(--brand) {light}%, #ffffff), "
            f"color-mix(in srgb, var(--brand-dark) {dark}%, #172027));"
        ) in full


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
