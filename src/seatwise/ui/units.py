"""What the licences of a product are called, in the reader's language: "25 licences", "1 server", "3 sessions"."""

from seatwise.ui.wording import ngettext

# The words of the data that is known. One that a price list brings besides stays as it is written there.
_WORDS = {
    "licences": lambda number: ngettext("licence", "licences", number),
    "users": lambda number: ngettext("user", "users", number),
    "devices": lambda number: ngettext("device", "devices", number),
    "servers": lambda number: ngettext("server", "servers", number),
    "numbers": lambda number: ngettext("number", "numbers", number),
    "pieces": lambda number: ngettext("piece", "pieces", number),
    "sessions": lambda number: ngettext("session", "sessions", number),
    "hours": lambda number: ngettext("hour", "hours", number),
    "days": lambda number: ngettext("day", "days", number),
}
_MANY = 2


def unit(word: str, number: int = _MANY) -> str:
    """This function will write a product's word for its licences, to stand behind that number of them."""
    known = _WORDS.get(word.lower())
    return known(number) if known else word
