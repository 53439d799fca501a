"""What the reseller earns: what the customer pays, less what it costs (S23)."""

import dataclasses
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction

from seatwise.console import words
from seatwise.kernel import money, rounding
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.pricing.domain import unit_price


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Margin:
    """What the customer pays and what it costs the reseller, both negative for a credit. No cost where none was known."""

    pays: Money
    cost: Money | None

    @property
    def amount(self) -> Money | None:
        return None if self.cost is None else self.pays - self.cost

    @property
    def share(self) -> Percent | None:
        """The margin as a part of what the customer pays, in tenths of a percent."""
        if self.amount is None or not self.pays:
            return None
        return words.share(Fraction(self.amount.minor, self.pays.minor))

    @property
    def is_loss(self) -> bool:
        """Whether it costs more than it brings; a credit that gives a margin back is none."""
        return self.amount is not None and self.amount.minor < 0 <= self.pays.minor


def total(margins: Iterable[Margin], currency: str) -> Margin:
    """This function will add margins up; the sum's cost is known only where each one's is."""
    parts = list(margins)
    if len(parts) == 1:
        return parts[0]
    costs = [part.cost for part in parts if part.cost is not None]
    return Margin(
        pays=money.total((part.pays for part in parts), currency),
        cost=money.total(costs, currency) if len(costs) == len(parts) else None,
    )


def cost(
    *,
    cost_for_term: Decimal | None,
    term_months: int,
    billing_months: int,
    currency: str,
    quantity: int,
    share: Fraction = Fraction(1),
) -> Money | None:
    """This function will answer what licences cost the reseller for a part of a billing period, rounded once (R8).

    `quantity` is negative for licences that are given back. None where the cost was not known.
    """
    if cost_for_term is None:
        return None
    per_period = unit_price.cost_of_period(
        cost_for_term=money.in_minor(cost_for_term, currency),
        term_months=term_months,
        billing_months=billing_months,
    )
    return Money(rounding.to_minor(per_period * quantity * share), currency)
