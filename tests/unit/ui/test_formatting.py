import datetime as dt

import pytest
from babel import numbers
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel.money import Money, plain
from seatwise.kernel.percent import Percent
from seatwise.ui import formatting

NB = "\u00a0"


@pytest.mark.parametrize(
    ("minor", "currency", "language", "text"),
    [
        (188480, "EUR", "en-gb", "€1,884.80"),
        (0, "EUR", "en-gb", "€0.00"),
        (-3224, "EUR", "en-gb", "\u2212€32.24"),
        (123456789, "EUR", "en-us", "€1,234,567.89"),
        (188480, "USD", "en-us", "$1,884.80"),
        (188480, "USD", "en-gb", "US$1,884.80"),
        (188480, "EUR", "el", f"1.884,80{NB}€"),
        (-3224, "EUR", "el", f"\u221232,24{NB}€"),
        (1500, "JPY", "en-gb", "JP¥1,500"),
        (1500, "KWD", "en-gb", f"KWD{NB}1.500"),
        (5, "EUR", "en", "€0.05"),
    ],
)
def test_money_is_written_as_the_language_writes_it(
    minor: int, currency: str, language: str, text: str
) -> None:
    assert formatting.money(Money(minor, currency), language=language) == text


@given(
    minor=st.integers(min_value=0, max_value=10**13),
    currency=st.sampled_from(["EUR", "GBP", "JPY", "KWD"]),
    language=st.sampled_from(["en-gb", "en-us", "el", "de", "fr", "es", "pl", "pt-pt"]),
)
def test_the_fast_path_agrees_with_babel(minor: int, currency: str, language: str) -> None:
    amount = Money(minor, currency)
    by_babel = numbers.format_currency(
        plain(amount), currency, locale=formatting.babel_locale(language), currency_digits=True
    )
    assert formatting.money(amount, language=language).replace(f"KWD{NB}", "KWD") == by_babel.replace(
        f"KWD{NB}", "KWD"
    )


@given(minor=st.integers(min_value=1, max_value=10**12), language=st.sampled_from(["en-gb", "el"]))
def test_a_credit_is_its_debit_with_a_true_minus(minor: int, language: str) -> None:
    debit = formatting.money(Money(minor, "EUR"), language=language)
    assert formatting.money(Money(-minor, "EUR"), language=language) == "\u2212" + debit
    assert formatting.signed_money(Money(minor, "EUR"), language=language) == "+" + debit


@pytest.mark.parametrize(
    ("points", "language", "text"),
    [
        (700, "en-gb", "7%"),
        (1765, "en-gb", "17.65%"),
        (1750, "el", "17,5%"),
        (-50, "en-gb", "\u22120.5%"),
        (0, "el", "0%"),
    ],
)
def test_percent_has_no_more_decimals_than_it_needs(points: int, language: str, text: str) -> None:
    assert formatting.percent(points, language=language) == text
    assert formatting.percent(Percent(points), language=language) == text


def test_quantities() -> None:
    assert formatting.quantity(1284, language="en-gb") == "1,284"
    assert formatting.quantity(1284, language="el") == "1.284"
    assert formatting.signed_quantity(3, language="en-gb") == "+3"
    assert formatting.signed_quantity(-1284, language="en-gb") == "\u22121,284"
    assert formatting.signed_quantity(0, language="en-gb") == "0"


@pytest.mark.parametrize(
    ("language", "text"),
    [("en-gb", "17 Sep 2026"), ("en-us", "Sep 17, 2026"), ("el", "17 Σεπ 2026"), ("xx", "17 Sep 2026")],
)
def test_days(language: str, text: str) -> None:
    assert formatting.day(dt.date(2026, 9, 17), language=language) == text


def test_long_and_short_days() -> None:
    assert formatting.long_day(dt.date(2026, 11, 19), language="en-gb") == "Thursday, 19 November 2026"
    assert formatting.day_without_year(dt.date(2026, 11, 19), language="en-gb") == "19 Nov"
    assert formatting.month_name(dt.date(2026, 11, 19), language="el") == "Νοέ"
    assert formatting.month_and_year(dt.date(2026, 11, 19), language="en-gb") == "November 2026"
    assert formatting.month_and_year(dt.date(2026, 11, 19), language="el") == "Νοέμβριος 2026"


def test_times_are_those_of_the_readers_zone_in_24_hours() -> None:
    instant = dt.datetime(2026, 11, 19, 22, 41, tzinfo=dt.UTC)
    assert formatting.day_time(instant, time_zone="Europe/Athens", language="en-gb") == "20 Nov 2026, 00:41"
    assert formatting.time_of_day(instant, time_zone="UTC") == "22:41"
