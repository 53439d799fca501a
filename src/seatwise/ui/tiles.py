"""The small square before a product's name when its vendor's feed has no logo: an icon, else two letters."""

import zlib

COLOURS = 10

# The first word found decides, so the particular stands before the general.
_ICONS = (
    ("archiv", "archive", 2),
    ("acronis", "cloud-lock", 5),
    ("backup", "database", 3),
    ("veeam", "database", 3),
    ("acrobat", "brand-adobe", 9),
    ("adobe", "brand-adobe", 9),
    ("copilot", "sparkles", 6),
    ("phone", "phone", 4),
    ("teams", "brand-teams", 4),
    ("power bi", "chart-bar", 6),
    ("exchange", "mail", 2),
    ("visio", "sitemap", 7),
    ("planner", "timeline", 3),
    ("project", "timeline", 3),
    ("sharepoint", "world", 0),
    ("onedrive", "cloud", 2),
    ("defender", "shield-check", 0),
    ("purview", "shield-lock", 0),
    ("sophos", "shield-check", 0),
    ("security", "shield-lock", 0),
    ("endpoint", "shield-check", 0),
    ("intune", "device-laptop", 7),
    ("entra", "key", 7),
    ("azure", "brand-azure", 7),
    ("dynamics", "chart-dots", 5),
    ("power", "chart-bar", 6),
    ("microsoft 365", "brand-office", 1),
    ("office", "brand-office", 1),
    ("windows", "brand-windows", 7),
    ("server", "server", 8),
    ("laptop", "device-laptop", 8),
    ("set-up", "checklist", 0),
    ("setup", "checklist", 0),
    ("migration", "route", 0),
    ("support", "bulb", 0),
    ("training", "bulb", 0),
)


def icon_and_colour(name: str, vendor: str = "") -> tuple[str | None, int]:
    """This function will answer the sprite's icon for a product, None for two letters, and the number of its colour."""
    text = name.lower()
    for word, icon, colour in _ICONS:
        if word in text:
            return icon, colour
    return None, zlib.crc32((vendor or name).lower().encode()) % COLOURS


def letters(name: str) -> str:
    """This function will answer two letters that stand for the product: "BC" for "Business Central"."""
    words = [word for word in name.split() if word[0].isalnum()] or ["?"]
    return (words[0][0] + words[1][0] if len(words) > 1 else words[0][:2]).upper()
