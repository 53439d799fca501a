from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from seatwise.kernel import money
from seatwise.kernel.money import Money, MoneyMismatch

minors = st.integers(-(10**12), 10**12)
currencies = st.sampled_from(["EUR", "USD", "JPY", "KWD"])


@given(one=minors, two=minors, currency=currencies)
def test_sums_follow_the_minor_units(one: int, two: int, currency: str) -> None:
    a, b = Money(one, currency), Money(two, currency)
    assert a + b == b + a == Money(one + two, currency)
    assert a - b == -(b - a)
    assert [a < b, a <= b, a > b, a >= b] == [one < two, one <= two, one > two, one >= two]


@given(minor=minors, times=st.integers(-1000, 1000), currency=currencies)
def test_times_is_repeated_addition(minor: int, times: int, currency: str) -> None:
    assert Money(minor, currency) * times == times * Money(minor, currency) == Money(minor * times, currency)


@given(minor=minors, currency=currencies)
def test_plain_text_reads_back(minor: int, currency: str) -> None:
    amount = Money(minor, currency)
    assert money.parse(money.plain(amount), currency) == amount


@given(amounts=st.lists(minors))
def test_total_is_the_sum_and_zero_for_none(amounts: list[int]) -> None:
    assert money.total([Money(minor, "EUR") for minor in amounts], "EUR") == Money(sum(amounts), "EUR")
    assert money.total([], "EUR") == money.zero("EUR")


def test_currencies_do_not_mix() -> None:
    euro, dollar = Money(1, "EUR"), Money(1, "USD")
    for mix in (
        lambda: euro + dollar,
        lambda: euro - dollar,
        lambda: euro < dollar,
        lambda: euro >= dollar,
        lambda: money.total([dollar], "EUR"),
    ):
        with pytest.raises(MoneyMismatch):
            mix()
    assert euro != dollar


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("18.60", "EUR", 1860),
        ("18.6", "EUR", 1860),
        ("-0.05", "EUR", -5),
        ("7", "EUR", 700),
        ("7", "JPY", 7),
        ("1.234", "KWD", 1234),
    ],
)
def test_parse_is_exact(text: str, currency: str, minor: int) -> None:
    assert money.parse(text, currency) == Money(minor, currency)


@pytest.mark.parametrize(
    "text", ["", "x", "1,5", "1.234", "1.", ".5", "1e3", "٣", "NaN", "--1", "1 000", "0.001", "1\n"]
)
def test_parse_refuses_what_is_no_amount(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount in EUR"):
        money.parse(text, "EUR")


@pytest.mark.parametrize("minor", [1.0, True, Decimal(1), Fraction(1), "1"])
def test_only_whole_minor_units_enter(minor: object) -> None:
    with pytest.raises(TypeError):
        Money(minor, "EUR")  # type: ignore[arg-type]


@pytest.mark.parametrize("currency", ["", "eur", "EURO", "XXX", "ZZZ"])
def test_only_currencies_enter(currency: str) -> None:
    assert not money.is_currency(currency)
    with pytest.raises(ValueError, match="is not a currency"):
        Money(1, currency)
    with pytest.raises(ValueError, match="is not a currency"):
        money.minor_digits(currency)


def test_minor_digits() -> None:
    assert [money.minor_digits(code) for code in ("EUR", "JPY", "KWD")] == [2, 0, 3]


def test_a_price_in_whole_units_becomes_an_exact_fraction_of_minor_units() -> None:
    assert money.in_minor(Decimal("52.991234"), "EUR") == Fraction("5299.1234")
    assert money.in_minor(Decimal(5299), "JPY") == Fraction(5299)
    with pytest.raises(TypeError):
        money.in_minor(52.99, "EUR")  # type: ignore[arg-type]
