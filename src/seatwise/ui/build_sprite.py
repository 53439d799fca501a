"""Draws static/ui/sprite.svg from Tabler's icons (MIT): `python -m seatwise.ui.build_sprite NODES.json`.

NODES.json is `tabler-nodes-outline.json` of the npm package @tabler/icons. The sprite is committed, so this runs only
when an icon is added to NAMES.
"""

import json
import sys
from pathlib import Path
from xml.sax.saxutils import quoteattr

SPRITE = Path(__file__).parent / "static" / "ui" / "sprite.svg"

NAMES = [
    "adjustments-horizontal",
    "alert-circle",
    "alert-triangle",
    "archive",
    "arrow-back-up",
    "arrow-down",
    "arrow-right",
    "arrow-up",
    "arrow-up-circle",
    "ban",
    "bell",
    "bookmark",
    "box",
    "brand-adobe",
    "brand-azure",
    "brand-office",
    "brand-teams",
    "brand-windows",
    "briefcase",
    "building",
    "building-store",
    "bulb",
    "calendar",
    "calendar-clock",
    "calendar-event",
    "chart-bar",
    "chart-dots",
    "check",
    "checklist",
    "chevron-down",
    "chevron-left",
    "chevron-right",
    "chevron-up",
    "circle-check",
    "circle-x",
    "clipboard-check",
    "clock",
    "clock-exclamation",
    "clock-x",
    "cloud",
    "cloud-lock",
    "copy",
    "credit-card",
    "database",
    "device-desktop",
    "device-laptop",
    "dots",
    "download",
    "external-link",
    "eye",
    "eye-off",
    "file-invoice",
    "file-spreadsheet",
    "file-text",
    "filter",
    "help-circle",
    "history",
    "hourglass",
    "inbox",
    "info-circle",
    "key",
    "layout-dashboard",
    "layout-grid",
    "list-check",
    "loader-2",
    "lock",
    "logout",
    "mail",
    "mail-cog",
    "menu-2",
    "message-circle",
    "minus",
    "moon",
    "package",
    "palette",
    "pencil",
    "percentage",
    "phone",
    "player-pause",
    "plug-connected-x",
    "plus",
    "printer",
    "puzzle",
    "puzzle-off",
    "receipt",
    "refresh",
    "refresh-dot",
    "refresh-off",
    "rosette-discount",
    "route",
    "search",
    "search-off",
    "selector",
    "server",
    "settings",
    "shield-check",
    "shield-lock",
    "shopping-cart",
    "sitemap",
    "sparkles",
    "sun",
    "tag",
    "tags",
    "timeline",
    "trash",
    "truck-delivery",
    "user",
    "user-exclamation",
    "user-plus",
    "users",
    "world",
    "x",
]


def sprite(nodes: dict[str, list[tuple[str, dict[str, str]]]]) -> str:
    """This function will answer the sprite's text. Raises KeyError for a name that Tabler does not have."""
    symbols = "\n".join(
        f'<symbol id="{name}" viewBox="0 0 24 24">{"".join(_element(*node) for node in nodes[name])}</symbol>'
        for name in NAMES
    )
    licence = "<!-- Icons by Tabler (tabler.io/icons), MIT licence, copyright (c) 2020-2026 Paweł Kuna -->"
    return f'<svg xmlns="http://www.w3.org/2000/svg">\n{licence}\n{symbols}\n</svg>\n'


def _element(tag: str, attributes: dict[str, str]) -> str:
    return f"<{tag} {' '.join(f'{name}={quoteattr(str(value))}' for name, value in attributes.items())}/>"


if __name__ == "__main__":
    SPRITE.write_text(sprite(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))), encoding="utf-8")
