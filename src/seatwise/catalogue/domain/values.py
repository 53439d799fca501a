"""How single values of a vendor's file are read: the value, or ValueError with a sentence."""

import datetime as dt
import functools
import re
from decimal import Decimal

from seatwise.catalogue.domain.fault import quoted

END_OF_TIME = 9999
LARGEST = 2_147_483_647

_AMOUNT = re.compile(r"[0-9]+(\.[0-9]+)?")
_ISO = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})T([0-9]{2}):([0-9]{2}):([0-9]{2})(\.[0-9]{1,7})?Z")
_SLASHED = re.compile(r"([0-9]{1,2})/([0-9]{1,2})/([0-9]{4}) ([0-9]{1,2}):([0-9]{2})(:[0-9]{2})?")
_ID = re.compile(r"[^\s/,;]+")
_COUNTRY = re.compile(r"[A-Z]{2}")


def amount(text: str) -> Decimal:
    """This function will read a price: digits, a point, up to six decimals; exact, never negative."""
    if not text:
        raise ValueError("The price is missing.")
    if text.startswith("-") and _AMOUNT.fullmatch(text[1:]):
        raise ValueError(f"{quoted(text)} is negative. A price is zero or more.")
    if not _AMOUNT.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not a price. Write digits and a decimal point, as in 1234.56.")
    whole, _, part = text.partition(".")
    if len(whole.lstrip("0")) > 14 or len(part.rstrip("0")) > 6:
        raise ValueError(
            f"{quoted(text)} is too long. A price has up to 14 digits before the point and 6 behind it."
        )
    return Decimal(text)


@functools.lru_cache(maxsize=4096)
def day(text: str) -> dt.date:
    """This function will read an instant in UTC and cut it to its day.

    `2025-10-01T00:00:00.0000000Z` and, in older lines, `2/1/2023 0:00`, which is month/day/year.
    """
    if not text:
        raise ValueError("The date is missing.")
    iso, slashed = _ISO.fullmatch(text), _SLASHED.fullmatch(text)
    if iso:
        year, month, date, hour, minute = (int(part) for part in iso.groups()[:5])
        second = int(iso[6])
    elif slashed:
        month, date, year, hour, minute = (int(part) for part in slashed.groups()[:5])
        second = int(slashed[6][1:]) if slashed[6] else 0
    else:
        raise ValueError(
            f"{quoted(text)} is not a date. Write it as 2025-10-01T00:00:00.0000000Z"
            " or month/day/year as in 2/1/2023 0:00."
        )
    try:
        return dt.datetime(year, month, date, hour, minute, second, tzinfo=dt.UTC).date()
    except ValueError:
        raise ValueError(f"{quoted(text)} is not a day of the calendar.") from None


def end(text: str) -> dt.date | None:
    """This function will read the last day of a line; the year 9999 means that it has none."""
    last = day(text)
    return None if last.year == END_OF_TIME else last


def identifier(text: str) -> str:
    """This function will read a ProductId or SkuId as it stands: leading zeros belong to it."""
    if not text:
        raise ValueError("The id is missing.")
    if not _ID.fullmatch(text):
        raise ValueError(f"{quoted(text)} is not an id. An id has no space, slash, comma or semicolon.")
    return text


def title(text: str) -> str:
    """This function will read a name that people see, without the spaces around it."""
    if not text.strip():
        raise ValueError("The title is missing.")
    return text.strip()


def licences(text: str) -> int:
    """This function will read a number of licences, 1 or more."""
    if not text:
        raise ValueError("The number is missing.")
    if not re.fullmatch(r"[0-9]{1,10}", text) or not 1 <= int(text) <= LARGEST:
        raise ValueError(f"{quoted(text)} is not a number of licences. Write a whole number from 1 on.")
    return int(text)


def product_keys(text: str) -> tuple[str, ...]:
    """This function will read a list such as `CFQ7TTC0LH18/0001,CFQ7TTC0LDPB/0001`; empty is no product."""
    keys = [part.strip() for part in text.split(",")] if text.strip() else []
    for key in keys:
        product, slash, sku = key.partition("/")
        if not (slash and _ID.fullmatch(product) and _ID.fullmatch(sku)):
            raise ValueError(
                f"{quoted(key)} is not a product. Write ProductId/SkuId, with commas between them."
            )
    return tuple(dict.fromkeys(keys))


@functools.lru_cache(maxsize=256)
def countries(text: str) -> tuple[str, ...]:
    """This function will read a list such as `DE;GR`; empty means every country."""
    codes = [part.strip() for part in text.split(";")] if text.strip() else []
    for code in codes:
        if not _COUNTRY.fullmatch(code):
            raise ValueError(
                f"{quoted(code)} is not a country. Write codes of two capital letters, as in DE;GR."
            )
    return tuple(dict.fromkeys(codes))
