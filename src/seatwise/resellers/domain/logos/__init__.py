"""A logo that was uploaded, made into one that can do nothing but be looked at (S27).

What a file says of itself (its name, its type) is not asked: its first bytes decide.
"""

import hashlib
from dataclasses import dataclass

from seatwise.kernel.refusal import N_
from seatwise.resellers.domain.logos import png, svg
from seatwise.resellers.domain.logos.refusals import LogoRefused

LARGEST = 200_000
"""Bytes of a file. A logo that needs more is a photograph."""

__all__ = ["LARGEST", "Logo", "LogoRefused", "made_safe", "too_large"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Logo:
    """Bytes that may be shown. `name` changes with the picture; `left_out` are the parts of the file that were not kept."""

    name: str
    content_type: str
    content: bytes
    left_out: tuple[str, ...] = ()


def made_safe(content: bytes) -> Logo:
    """This function will answer a PNG or SVG reduced to what draws. Raises LogoRefused with what to do instead."""
    if len(content) > LARGEST:
        raise too_large()
    if content.startswith(png.SIGNATURE):
        return _logo(png.reduced(content), "png", "image/png", ())
    if content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<"):
        drawn, left_out = svg.reduced(content)
        return _logo(drawn, "svg", "image/svg+xml", left_out)
    raise LogoRefused(
        N_("This file is neither a PNG nor an SVG. Save the logo as one of them and choose it again.")
    )


def too_large() -> LogoRefused:
    """This function will answer the refusal of a file with too many bytes."""
    return LogoRefused(
        N_("This file is too large. A logo may have %(kilobytes)s kB; save it smaller, or as SVG."),
        kilobytes=LARGEST // 1_000,
    )


def _logo(content: bytes, ending: str, content_type: str, left_out: tuple[str, ...]) -> Logo:
    name = f"{hashlib.sha256(content).hexdigest()[:20]}.{ending}"
    return Logo(name=name, content_type=content_type, content=content, left_out=left_out)
