"""VAT on net amounts: which rate, and how much per line (R26)."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from seatwise.kernel import rounding
from seatwise.kernel.money import Money, zero
from seatwise.kernel.percent import ZERO, Percent


class VatSource(StrEnum):
    EXEMPT = "exempt"
    CUSTOMER = "customer"
    RESELLER = "reseller"


@dataclass(frozen=True, slots=True, kw_only=True)
class VatRate:
    """The rate that a customer pays, where it was found, and the reason when the customer is exempt."""

    rate: Percent
    source: VatSource
    exempt_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class WithVat:
    """A net amount, its VAT and the two together, of one line or of a sum of lines."""

    net: Money
    vat: Money

    @property
    def gross(self) -> Money:
        """What is paid."""
        return self.net + self.vat


def rate_for(*, default: Percent, customer: Percent | None, exempt_reason: str) -> VatRate:
    """Answer the rate: none where a reason exempts the customer, else its own, else the reseller's (R26)."""
    if exempt_reason.strip():
        return VatRate(rate=ZERO, source=VatSource.EXEMPT, exempt_reason=exempt_reason.strip())
    if customer is not None:
        return VatRate(rate=customer, source=VatSource.CUSTOMER)
    return VatRate(rate=default, source=VatSource.RESELLER)


def on_line(*, net: Money, rate: Percent) -> WithVat:
    """Answer one line with its VAT, rounded half-up; a credit mirrors its debit (R26)."""
    return WithVat(net=net, vat=Money(rounding.to_minor(rate.of(Fraction(net.minor))), net.currency))


def total(*, lines: Iterable[WithVat], currency: str) -> WithVat:
    """Answer the sum of what the lines show; VAT is never worked out anew on the sum (R26)."""
    net = vat = zero(currency)
    for line in lines:
        net += line.net
        vat += line.vat
    return WithVat(net=net, vat=vat)
