"""How amounts, days, shares and quantities are written, language by language.

The patterns come from CLDR through Babel, read once per language and currency; Babel's own formatting takes some 30
microseconds an amount, a page of a list has a hundred of them.
"""

import datetime as dt
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError, dates, numbers

from seatwise.kernel.money import Money, minor_digits
from seatwise.kernel.percent import Percent

MINUS = "\u2212"
DASH = "\u2013"
_NO_BREAK_SPACE = "\u00a0"

# English without a country is British here, as the rest of the product; its short month is "Sep", as wide as the others.
_LOCALES = {"en": "en_GB"}
_NAMES_OF = {"en_GB": "en"}


@dataclass(frozen=True, slots=True)
class _Numerals:
    group: str
    decimal: str
    least_grouped: int  # 4 digits need no separator in some languages: 1234, 12.345


@dataclass(frozen=True, slots=True)
class _Written:
    """An amount's pattern: what stands before and after the digits."""

    before: str
    after: str
    numerals: _Numerals
    digits: int
    unit: int


def money(amount: Money, *, language: str) -> str:
    """This function will write "€1,884.80"; a credit takes the true minus sign, U+2212, before everything."""
    written = _money_pattern(amount.currency, language)
    minor = amount.minor
    sign = ""
    if minor < 0:
        minor, sign = -minor, MINUS
    whole, part = divmod(minor, written.unit)
    text = str(whole) if whole < 1000 else _grouped(whole, written.numerals)
    if written.digits:
        text = f"{text}{written.numerals.decimal}{part:0{written.digits}d}"
    return f"{sign}{written.before}{text}{written.after}"


def signed_money(amount: Money, *, language: str) -> str:
    """This function will write "+€3.19" or "−€3.19", for a change of a price or a total."""
    text = money(amount, language=language)
    return f"+{text}" if amount.minor > 0 else text


def short_money(amount: Money, *, language: str) -> str:
    """This function will write "€5K", for a round amount beside a chart: whole units, as short as the language does."""
    written = _money_pattern(amount.currency, language)
    whole = numbers.format_compact_decimal(
        amount.minor // written.unit, locale=babel_locale(language), fraction_digits=1
    )
    return f"{written.before}{whole}{written.after}"


def percent(share: Percent | int, *, language: str) -> str:
    """This function will write 700 basis points as "7%" and 1765 as "17.65%", with no more decimals than it has."""
    points = share if isinstance(share, int) else share.basis_points
    numerals = _numerals(language)
    whole, part = divmod(abs(points), 100)
    decimals = f"{part:02d}".rstrip("0")
    number = (
        f"{_grouped(whole, numerals)}{numerals.decimal}{decimals}" if decimals else _grouped(whole, numerals)
    )
    before, after = _percent_signs(language)
    return f"{MINUS if points < 0 else ''}{before}{number}{after}"


def quantity(number: int, *, language: str) -> str:
    """This function will write "1,284"."""
    if 0 <= number < 1000:
        return str(number)
    text = _grouped(abs(number), _numerals(language))
    return f"{MINUS}{text}" if number < 0 else text


def signed_quantity(number: int, *, language: str) -> str:
    """This function will write "+3" or "−3"."""
    text = quantity(number, language=language)
    return f"+{text}" if number > 0 else text


@lru_cache(maxsize=8192)
def day(date: dt.date, *, language: str) -> str:
    """This function will write "19 Nov 2026"."""
    return _format_date(date, _day_pattern(language), language)


@lru_cache(maxsize=2048)
def long_day(date: dt.date, *, language: str) -> str:
    """This function will write "Thursday, 19 November 2026"."""
    return _format_date(date, str(babel_locale(language).date_formats["full"]), language)


@lru_cache(maxsize=2048)
def day_without_year(date: dt.date, *, language: str) -> str:
    """This function will write "19 Nov", for a day whose year is not in doubt."""
    return _format_date(date, str(babel_locale(language).datetime_skeletons["MMMd"].pattern), language)


@lru_cache(maxsize=2048)
def month_name(date: dt.date, *, language: str) -> str:
    """This function will write "Nov", the upper half of a date tile."""
    return _format_date(date, "LLL", language)


@lru_cache(maxsize=2048)
def month_and_year(date: dt.date, *, language: str) -> str:
    """This function will write "November 2026"."""
    return _format_date(date, str(babel_locale(language).datetime_skeletons["yMMMM"].pattern), language)


@lru_cache(maxsize=4096)
def day_time(instant: dt.datetime, *, time_zone: str, language: str) -> str:
    """This function will write "19 Nov 2026, 10:41", in 24 hours of that time zone. `instant` is aware."""
    there = instant.astimezone(ZoneInfo(time_zone))
    return f"{day(there.date(), language=language)}, {there:%H:%M}"


def time_of_day(instant: dt.datetime, *, time_zone: str) -> str:
    """This function will write "10:41", in 24 hours of that time zone. `instant` is aware."""
    return f"{instant.astimezone(ZoneInfo(time_zone)):%H:%M}"


@lru_cache(maxsize=64)
def babel_locale(language: str) -> Locale:
    """This function will answer CLDR's locale for a language code of Django ("en-gb", "el"); English when unknown."""
    code = language.replace("_", "-")
    try:
        return Locale.parse(_LOCALES.get(code, code), sep="-" if "-" in code else "_")
    except (ValueError, UnknownLocaleError):
        return Locale.parse("en_GB")


def _format_date(date: dt.date, pattern: str, language: str) -> str:
    return dates.format_date(date, pattern, locale=_named(language))


def _named(language: str) -> Locale:
    locale = babel_locale(language)
    other = _NAMES_OF.get(str(locale))
    return Locale.parse(other) if other else locale


@lru_cache(maxsize=64)
def _day_pattern(language: str) -> str:
    return str(babel_locale(language).date_formats["medium"].pattern)


@lru_cache(maxsize=64)
def _numerals(language: str) -> _Numerals:
    locale = babel_locale(language)
    return _Numerals(
        group=numbers.get_group_symbol(locale),
        decimal=numbers.get_decimal_symbol(locale),
        least_grouped=10_000 if numbers.format_decimal(1234, locale=locale) == "1234" else 1_000,
    )


@lru_cache(maxsize=64)
def _percent_signs(language: str) -> tuple[str, str]:
    before, _, after = numbers.format_percent(0, locale=babel_locale(language)).partition("0")
    return before, after


@lru_cache(maxsize=256)
def _money_pattern(currency: str, language: str) -> _Written:
    locale = babel_locale(language)
    symbol = numbers.get_currency_symbol(currency, locale)
    pattern = locale.currency_formats["standard"]
    before, after = (part.replace("¤", symbol) for part in (pattern.prefix[0], pattern.suffix[0]))
    # CLDR's own spacing rule, which Babel leaves out: a code of letters keeps off the digits.
    if before and before[-1].isalpha():
        before += _NO_BREAK_SPACE
    digits = minor_digits(currency)
    return _Written(before=before, after=after, numerals=_numerals(language), digits=digits, unit=10**digits)


def _grouped(number: int, numerals: _Numerals) -> str:
    if number < numerals.least_grouped:
        return str(number)
    text = f"{number:,}"
    return text if numerals.group == "," else text.replace(",", numerals.group)
