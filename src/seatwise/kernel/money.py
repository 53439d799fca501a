"""An amount: whole minor units and a currency. No float can enter."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

# ISO 4217, currencies in circulation. Those not named below have two decimals.
_LISTED = """
    AED AFN ALL AMD AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BRL BSD BTN BWP BYN BZD
    CAD CDF CHF CLP CNY COP CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB EUR FJD FKP GBP GEL GHS GIP
    GMD GNF GTQ GYD HKD HNL HTG HUF IDR ILS INR IQD IRR ISK JMD JOD JPY KES KGS KHR KMF KPW KRW KWD
    KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MYR MZN NAD NGN
    NIO NOK NPR NZD OMR PAB PEN PGK PHP PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP
    SLE SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USD UYU UZS VED VES
    VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG
"""
_CODES = frozenset(_LISTED.split())
_WITHOUT_DECIMALS = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF"
_WITH_THREE = "BHD IQD JOD KWD LYD OMR TND"
_DIGITS = dict.fromkeys(_WITHOUT_DECIMALS.split(), 0) | dict.fromkeys(_WITH_THREE.split(), 3)


class MoneyMismatch(TypeError):
    """Two currencies met in one sum or comparison: a mistake in the program, never a wish of a person."""


@dataclass(frozen=True, slots=True)
class Money:
    """`minor` whole minor units (cents) of `currency` (ISO 4217). Negative is a credit."""

    minor: int
    currency: str

    def __post_init__(self) -> None:
        if type(self.minor) is not int:
            raise TypeError(f"Money takes whole minor units, not {type(self.minor).__name__}.")
        if self.currency not in _CODES:
            raise ValueError(f"{self.currency!r} is not a currency.")

    def __add__(self, other: "Money") -> "Money":
        return Money(self.minor + _same(self, other).minor, self.currency)

    def __sub__(self, other: "Money") -> "Money":
        return Money(self.minor - _same(self, other).minor, self.currency)

    def __neg__(self) -> "Money":
        return Money(-self.minor, self.currency)

    def __mul__(self, times: int) -> "Money":
        return Money(self.minor * times, self.currency)

    __rmul__ = __mul__

    def __bool__(self) -> bool:
        return self.minor != 0

    def __lt__(self, other: "Money") -> bool:
        return self.minor < _same(self, other).minor

    def __le__(self, other: "Money") -> bool:
        return self.minor <= _same(self, other).minor

    def __gt__(self, other: "Money") -> bool:
        return self.minor > _same(self, other).minor

    def __ge__(self, other: "Money") -> bool:
        return self.minor >= _same(self, other).minor

    def __str__(self) -> str:
        return f"{plain(self)} {self.currency}"


def is_currency(code: str) -> bool:
    """Answer whether the code is a currency of ISO 4217 in circulation."""
    return code in _CODES


def minor_digits(currency: str) -> int:
    """Answer how many decimals the currency has: EUR 2, JPY 0, KWD 3. Raises ValueError when it is none."""
    if currency not in _CODES:
        raise ValueError(f"{currency!r} is not a currency.")
    return _DIGITS.get(currency, 2)


def zero(currency: str) -> Money:
    """Answer nothing, in that currency."""
    return Money(0, currency)


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Answer the sum, zero when there are none. Raises MoneyMismatch for an amount of another currency."""
    return sum(amounts, start=zero(currency))


def parse(text: str, currency: str) -> Money:
    """Answer "18.6" or "-18.60" as that amount, exactly. Raises ValueError when it is none or too fine."""
    digits = minor_digits(currency)
    match = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?", text)
    if match is None or len(match[3] or "") > digits:
        raise ValueError(f"{text!r} is not an amount in {currency}.")
    minor = int(match[2] + (match[3] or "").ljust(digits, "0"))
    return Money(-minor if match[1] else minor, currency)


def plain(amount: Money) -> str:
    """Answer "1884.80": no separator, no symbol, all decimals; parse() reads it back."""
    digits = minor_digits(amount.currency)
    text = str(abs(amount.minor)).rjust(digits + 1, "0")
    whole = text[: len(text) - digits]
    sign = "-" if amount.minor < 0 else ""
    return f"{sign}{whole}.{text[len(whole) :]}" if digits else f"{sign}{whole}"


def in_minor(value: Decimal | Fraction | int, currency: str) -> Fraction:
    """Answer a price in whole units of the currency (18.6) in minor units (1860), exact and not rounded."""
    if isinstance(value, float):
        raise TypeError("A price is a Decimal, a Fraction or an int, never a float.")
    unit: int = 10 ** minor_digits(currency)
    return Fraction(value) * unit


def _same(one: Money, other: Money) -> Money:
    if one.currency != other.currency:
        raise MoneyMismatch(f"{one.currency} and {other.currency} do not mix.")
    return other
