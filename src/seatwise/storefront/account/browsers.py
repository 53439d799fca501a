"""What a browser calls itself, in words a person knows its device by."""

import re

from django.utils.translation import gettext as _

# The first that fits: most say that they are Safari, too, and Edge and Opera that they are Chrome.
_BROWSERS = (
    ("Edge", r"\bEdg(e|A|iOS)?/"),
    ("Opera", r"\bOPR/|\bOpera\b"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"Chrome/|\bCriOS/|\bChromium/"),
    ("Safari", r"\bSafari/"),
)
_SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows\b"),
    ("macOS", r"\bMac OS X\b|\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)


def in_words(browser: str) -> str:
    """This function will answer "Firefox on Windows", or as much of it as is known."""
    name, system = _first(_BROWSERS, browser), _first(_SYSTEMS, browser)
    if name and system:
        return _("%(browser)s on %(system)s") % {"browser": name, "system": system}
    return name or system or _("Unknown browser")


def is_handheld(browser: str) -> bool:
    """This function will tell a phone or a tablet from the rest, for its picture."""
    return _first(_SYSTEMS, browser) in {"iPhone", "iPad", "Android"}


def _first(known: tuple[tuple[str, str], ...], browser: str) -> str:
    return next((name for name, pattern in known if re.search(pattern, browser)), "")
