"""A reseller's colours: the stylesheet they become, and whether text on them can be read (WCAG 2.2, 1.4.3)."""

import colorsys
import re
from dataclasses import dataclass

READABLE = 4.5
LIGHT_SURFACE = "#ffffff"
DARK_SURFACE = "#172027"
# Where links stand, as theme.css has them: surface, page, secondary surface, muted, and the notices.
LIGHT_GROUNDS = (LIGHT_SURFACE, "#f5f7f8", "#eceff2", "#fdf1d6", "#e7f0fa", "#fdeaea", "#efeafa", "#e5f4ea")
DARK_GROUNDS = (
    DARK_SURFACE,
    "#0f161b",
    "#1d2830",
    "#27333c",
    "#3a2c0d",
    "#17304a",
    "#431c1c",
    "#2c2447",
    "#16331f",
)
# How much of the brand is in --brand-tint and --brand-tint-2, in hundredths.
LIGHT_TINTS = (8, 18)
DARK_TINTS = (12, 24)
_STEPS = 100
_MOST_VIVID_ON_DARK = 0.65


@dataclass(frozen=True, slots=True, kw_only=True)
class Palette:
    """Four colours as "#rrggbb": the brand and the text on it, on light and on dark surfaces."""

    brand: str
    on: str
    dark: str
    dark_on: str


HOUSE = Palette(brand="#0a667d", on="#ffffff", dark="#5fc3da", dark_on="#04222b")


def palette(brand: str) -> Palette:
    """This function will answer the four colours that follow from one, each moved just enough to be readable.

    Readable on every ground where the product writes in the brand's colour: LIGHT_GROUNDS or DARK_GROUNDS, and
    the tints made of the brand itself. Raises ValueError when the colour is not "#rrggbb".
    """
    light = _nearest(brand, surface=LIGHT_SURFACE, grounds=LIGHT_GROUNDS, tints=LIGHT_TINTS)
    dark = _nearest(brand, surface=DARK_SURFACE, grounds=DARK_GROUNDS, tints=DARK_TINTS)
    return Palette(brand=light, on=_text_on(light), dark=dark, dark_on=_text_on(dark))


def brand_css(colours: Palette) -> str:
    """This function will answer the stylesheet of a reseller. Raises ValueError when a colour is not "#rrggbb"."""
    names = ("--brand", colours.brand), ("--brand-on", colours.on)
    dark = ("--brand-dark", colours.dark), ("--brand-dark-on", colours.dark_on)
    declarations = "".join(f"{name}:{_checked(colour)};" for name, colour in (*names, *dark))
    return f":root{{{declarations}}}\n"


def contrast(one: str, other: str) -> float:
    """This function will answer WCAG's contrast ratio of two colours, from 1.0 to 21.0."""
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def is_readable(text: str, *, against: str) -> bool:
    """This function will tell whether text in that colour can be read on the other: 4.5 to 1."""
    return contrast(text, against) >= READABLE


def nearest_readable(colour: str, *, against: str) -> str:
    """This function will answer the colour itself when it is readable, else its nearest shade that is.

    The hue stays; lightness moves in hundredths, away from the surface, until the ratio is 4.5 to 1. What is made for
    dark surfaces is less vivid, so that it does not glare.
    """
    return _nearest(colour, surface=against, grounds=(against,), tints=())


def tint(colour: str, *, surface: str, hundredths: int) -> str:
    """This function will answer a surface with so many hundredths of a colour, as color-mix(in srgb, …) does."""
    share = hundredths / 100
    pairs = zip(_channels(colour), _channels(surface), strict=True)
    red, green, blue = (one * share + other * (1 - share) for one, other in pairs)
    return _hex((red, green, blue))


def _nearest(colour: str, *, surface: str, grounds: tuple[str, ...], tints: tuple[int, ...]) -> str:
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    is_light = _luminance(surface) > 0.18
    end = 0.0 if is_light else 1.0
    vivid = saturation if is_light else min(saturation, _MOST_VIVID_ON_DARK)
    shade = colour
    for step in range(1, _STEPS + 1):
        own = (tint(shade, surface=surface, hundredths=hundredths) for hundredths in tints)
        if all(is_readable(shade, against=ground) for ground in (*grounds, *own)):
            return shade
        shade = _hex(colorsys.hls_to_rgb(hue, lightness + (end - lightness) * step / _STEPS, vivid))
    return "#000000" if is_light else "#ffffff"


def _text_on(colour: str) -> str:
    ink = "#0c1a20"
    return "#ffffff" if contrast("#ffffff", colour) >= contrast(ink, colour) else ink


def _luminance(colour: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _channels(colour)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _channels(colour: str) -> tuple[float, float, float]:
    value = int(_checked(colour)[1:], 16)
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in channels)


def _checked(colour: str) -> str:
    if re.fullmatch(r"#[0-9a-fA-F]{6}", colour) is None:
        raise ValueError(f"{colour!r} is not a colour like #0a667d.")
    return colour
