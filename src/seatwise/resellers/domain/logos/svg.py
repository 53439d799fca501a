"""An SVG reduced to shapes, colours and text: read by a parser that knows no entities, written anew from a list of what is known.

What is not on the lists is left out, with all that is inside it: scripts, handlers, pictures from elsewhere, HTML, animations.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from xml.parsers import expat
from xml.sax.saxutils import escape, quoteattr

from seatwise.kernel.refusal import N_
from seatwise.resellers.domain.logos.refusals import LogoRefused

MOST_ELEMENTS = 5_000
MOST_DEPTH = 40
_SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_ELEMENTS = frozenset(
    "svg g defs title desc path rect circle ellipse line polyline polygon text tspan linearGradient radialGradient stop "  # noqa: SIM905
    "clipPath mask style".split()
)
_DRAWN = frozenset({"path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "text"})
_GRADIENTS = frozenset({"linearGradient", "radialGradient"})
_WITH_TEXT = frozenset({"title", "desc", "text", "tspan", "style"})
_ATTRIBUTES = frozenset(
    "id class style transform viewBox width height x y x1 x2 y1 y2 cx cy r rx ry fx fy fr dx dy d points offset version "  # noqa: SIM905
    "preserveAspectRatio gradientUnits gradientTransform spreadMethod clipPathUnits maskUnits maskContentUnits pathLength "
    "fill fill-opacity fill-rule clip-path clip-rule mask opacity color display visibility stroke stroke-width "
    "stroke-opacity stroke-linecap stroke-linejoin stroke-miterlimit stroke-dasharray stroke-dashoffset stop-color "
    "stop-opacity font-family font-size font-weight font-style letter-spacing text-anchor dominant-baseline rotate "
    "textLength lengthAdjust vector-effect paint-order shape-rendering".split()
)
_URL = re.compile(r"url\s*\(", re.IGNORECASE)
_OWN_URL = re.compile(r"url\(\s*(['\"]?)#[\w.-]+\1\s*\)", re.IGNORECASE)
# An escape could spell url( another way, @import loads, and image() and its like fetch.
_CSS_THAT_REACHES_OUT = re.compile(
    r"[\\@<]|/\*|(?:expression|image|image-set|cross-fade|element|src)\s*\(|binding\s*:|behavior\s*:",
    re.IGNORECASE,
)
_OWN_REFERENCE = re.compile(r"#[\w.-]+")


@dataclass(slots=True)
class _Reading:
    """What was written so far. `skipped` is how deep the reader is in something that is left out."""

    written: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    css: list[str] = field(default_factory=list)
    left_out: dict[str, None] = field(default_factory=dict)
    skipped: int = 0
    count: int = 0
    draws: bool = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        self.count += 1
        if self.count > MOST_ELEMENTS or len(self.open) + self.skipped > MOST_DEPTH:
            raise LogoRefused(
                N_("This drawing has too many parts for a logo. Simplify it and choose it again.")
            )
        space, _, local = name.rpartition(" ")
        if not self.open and (space, local) != (_SVG, "svg"):
            raise _broken()
        if self.skipped or space != _SVG or local not in _ELEMENTS:
            self._leave_out(local, told=not self.skipped and space in {"", _SVG})
            self.skipped += 1
            return
        self.open.append(local)
        self.draws = self.draws or local in _DRAWN
        kept = "".join(
            f" {own}={quoteattr(value)}" for own, value in self._attributes(local, attributes.items())
        )
        root = f' xmlns="{_SVG}"' if len(self.open) == 1 else ""
        self.written.append(f"<{local}{root}{kept}>")

    def end(self, name: str) -> None:
        if self.skipped:
            self.skipped -= 1
            return
        local = self.open.pop()
        if local == "style":
            css = "".join(self.css)
            self.css.clear()
            if _is_still(css):
                self.written.append(escape(css))
            else:
                self._leave_out("style", told=True)
        self.written.append(f"</{local}>")

    def text(self, said: str) -> None:
        if self.skipped or not self.open:
            return
        if self.open[-1] == "style":
            self.css.append(said)
        elif self.open[-1] in _WITH_TEXT:
            self.written.append(escape(said))

    def _attributes(self, element: str, given: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        kept: dict[str, str] = {}
        for name, value in given:
            space, _, local = name.rpartition(" ")
            if local == "href" and space in {"", _XLINK}:
                if element in _GRADIENTS and _OWN_REFERENCE.fullmatch(value):
                    # Said in both ways, the newer one holds, as in a browser.
                    kept["href"] = kept.get("href", value) if space else value
                else:
                    self._leave_out("href", told=True)
            elif not space and local in _ATTRIBUTES and _is_still(value):
                kept[local] = value
            else:
                self._leave_out(local, told=not space and not local.startswith("data-"))
        return list(kept.items())

    def _leave_out(self, name: str, *, told: bool) -> None:
        # What a drawing program notes for itself, in a namespace of its own, nobody misses.
        if told:
            self.left_out.setdefault(name[:40])


def reduced(content: bytes) -> tuple[bytes, tuple[str, ...]]:
    """This function will answer the drawing anew and the names of what was left out. Raises LogoRefused where it cannot be read.

    Entities are refused and never expanded; nothing outside the file is ever opened.
    """
    reading = _Reading()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = reading.start
    parser.EndElementHandler = reading.end
    parser.CharacterDataHandler = reading.text
    parser.StartDoctypeDeclHandler = _refuse_declarations
    parser.EntityDeclHandler = _refuse_entities
    try:
        parser.Parse(content, True)  # noqa: FBT003  expat's own signature
    except expat.ExpatError as broken:
        raise _broken() from broken
    except (LookupError, ValueError) as unknown_encoding:
        raise _broken() from unknown_encoding
    if not reading.draws:
        raise LogoRefused(
            N_(
                "Nothing of this SVG can be shown. Export it with its shapes as plain SVG and choose the new file."
            )
        )
    return "".join(reading.written).encode(), tuple(reading.left_out)


def _is_still(css: str) -> bool:
    """Whether a value or a style sheet points to nothing outside its own drawing."""
    if _CSS_THAT_REACHES_OUT.search(css):
        return False
    return len(_URL.findall(css)) == len(_OWN_URL.findall(css))


def _refuse_declarations(name: str, system: str | None, public: str | None, has_subset: int) -> None:
    if has_subset:
        _refuse_entities()


def _refuse_entities(*_declaration: object) -> None:
    raise LogoRefused(
        N_("This SVG declares entities, which a logo must not. Export it as plain SVG and choose it again.")
    )


def _broken() -> LogoRefused:
    return LogoRefused(N_("This SVG cannot be read. Export it as plain SVG and choose the new file."))
