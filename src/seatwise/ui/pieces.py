"""The smallest pieces of a page, as cached markup: they stand in every row, where a template macro would be felt."""

from collections.abc import Iterable
from functools import lru_cache

from django.templatetags.static import static
from markupsafe import Markup, escape

from seatwise.ui import statuses, tiles
from seatwise.ui.formatting import DASH
from seatwise.ui.listing import Action
from seatwise.ui.wording import gettext
from seatwise.ui.wording import language as language


@lru_cache(maxsize=512)
def asset(path: str) -> str:
    """This function will answer the address of a static file."""
    return static(path)


@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> Markup:
    """This function will draw an icon of the sprite, for the eye only. `size` is "s", "l" or ""."""
    classes = f"i i-{size}" if size else "i"
    return Markup('<svg class="{}" aria-hidden="true"><use href="{}#{}"/></svg>').format(
        classes, asset("ui/sprite.svg"), name
    )


def badge(status: object, words: str | None = None) -> Markup:
    """This function will draw a status as a badge: colour, icon and its exact word, or `words` in its place."""
    return _badge(str(getattr(status, "value", status)), words, language())


@lru_cache(maxsize=2048)
def mark(tone: str, icon_name: str, words: str) -> Markup:
    """This function will draw a badge that is no status: a deadline, "New". `tone` as in statuses.Look."""
    return Markup('<span class="st st-{}">{}{}</span>').format(
        tone, icon(icon_name) if icon_name else "", words
    )


def tile(name: str, vendor: str = "", logo_href: str | None = None, size: str = "") -> Markup:
    """This function will draw a product's tile: its logo, else an icon, else two letters. `size` is "s", "l" or ""."""
    return _tile(name, vendor, logo_href, size)


@lru_cache(maxsize=4096)
def _tile(name: str, vendor: str, logo_href: str | None, size: str) -> Markup:
    classes = f"tile tile-{size}" if size else "tile"
    if logo_href:
        return Markup('<span class="{} tile-logo"><img src="{}" alt="" loading="lazy"></span>').format(
            classes, logo_href
        )
    icon_name, colour = tiles.icon_and_colour(name, vendor)
    inside = icon(icon_name) if icon_name else escape(tiles.letters(vendor or name))
    return Markup('<span class="{} tile-{}" aria-hidden="true">{}</span>').format(
        classes, f"c{colour}", inside
    )


@lru_cache(maxsize=512)
def _badge(status: str, words: str | None, _language: str) -> Markup:
    look = statuses.look(status)
    return Markup('<span class="st st-{}">{}{}</span>').format(
        look.tone, icon(look.icon), words or gettext(look.word)
    )


@lru_cache(maxsize=1024)
def dash(reason: str, ask_href: str = "", ask: str = "", question: str = "") -> Markup:
    """This function will draw "–" with its reason behind it: a toggle that opens without JavaScript.

    `question` is what a screen reader hears, "No price, why?"; `ask` is the text of the link to `ask_href`.
    """
    link = Markup(' <a href="{}">{}</a>').format(ask_href, ask) if ask_href else ""
    return Markup(
        '<details class="dash" name="tip"><summary><span aria-hidden="true">{}</span><span class="vh">{}</span>{}</summary>'
        '<div class="tip" role="note">{}{}</div></details>'
    ).format(DASH, question or reason, icon("info-circle"), reason, link)


def menu_entries(entries: Iterable[Action]) -> Markup:
    """This function will draw the entries of a menu. One that cannot be used keeps its place and says why."""
    drawn: list[str] = []
    for entry in entries:
        note = f"<small>{escape(entry.note)}</small>" if entry.note else ""
        inside = f"{icon(entry.icon)}<span><b>{escape(entry.label)}</b>{note}</span>"
        if entry.danger and drawn:
            drawn.append("<hr>")
        if entry.href is None:
            drawn.append(f'<span class="mi" role="link" aria-disabled="true" tabindex="0">{inside}</span>')
        else:
            classes = "mi danger" if entry.danger else "mi"
            dialog = " data-dialog" if entry.dialog else ""
            drawn.append(f'<a class="{classes}" href="{escape(entry.href)}"{dialog}>{inside}</a>')
    return Markup("\n".join(drawn))  # noqa: S704  each part was escaped above


def menu_link(href: str, label: str) -> Markup:
    """This function will draw the "…" of a row whose menu is asked for when it is opened: a page without a script."""
    return Markup(  # noqa: S704  each part is escaped here
        f'<a class="ib ib-s" data-menu href="{escape(href)}" aria-label="{escape(label)}">{icon("dots")}</a>'
    )
