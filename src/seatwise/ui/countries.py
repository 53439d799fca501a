"""Countries by name, as CLDR writes them in each language."""

import unicodedata
from functools import lru_cache

from seatwise.ui import formatting

# Territories of CLDR that are no countries of an address: unions, remote islands, test codes.
_NOT_COUNTRIES = frozenset(
    ["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"]
)


def name(code: str, *, language: str) -> str:
    """This function will write "Greece" for GR; a code that is none stays what it is."""
    return str(formatting.babel_locale(language).territories.get(code, code))


@lru_cache(maxsize=16)
def by_name(*, language: str) -> tuple[tuple[str, str], ...]:
    """This function will answer every country as (code, name), sorted by name."""
    named = formatting.babel_locale(language).territories.items()
    found = [(code, str(text)) for code, text in named if is_country(code)]
    return tuple(sorted(found, key=lambda one: unicodedata.normalize("NFKD", one[1]).casefold()))


def is_country(code: str) -> bool:
    """This function will answer whether the code (ISO 3166, two letters) is a country of an address."""
    return len(code) == 2 and code.isalpha() and code not in _NOT_COUNTRIES and code in _codes()


@lru_cache(maxsize=1)
def _codes() -> frozenset[str]:
    return frozenset(formatting.babel_locale("en").territories)
