"""What is charged for a period, or for what is left of it (R13, R14, R27).

Every line here is a debit under the house rule, by the day. Credits, upgrades and other vendors' rules are the
engine's, which answers the same lines where both can (a property test compares them).
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from seatwise.kernel import rounding
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period
from seatwise.kernel.refusal import Refusal
from seatwise.kernel.sentence import N_, Sentence

LICENCES = "licences"


class ChargeKind(StrEnum):
    DEBIT = "debit"
    CREDIT = "credit"


class PeriodEnded(Refusal):
    """The billing period is over, so there is no rest of it to charge."""

    code = "period_ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class ChargeLine:
    """One charge, with everything a person needs to work it out again.

    `amount` is net and signed: a debit is not negative. `unit_price` is the final unit price of one licence
    and a whole period. `days_left` of `days` is the share as it was counted; something bought once has no
    period and counts as 1 of 1.
    """

    kind: ChargeKind
    amount: Money
    quantity: int
    unit_price: Money
    period: Period | None
    days_left: int
    days: int
    explanation: Sentence

    @property
    def share(self) -> Fraction:
        """The part of the period that is charged, exact."""
        return Fraction(self.days_left, self.days)


def full_period(*, unit_price: Money, quantity: int, unit: str = LICENCES, period: Period) -> ChargeLine:
    """Answer the charge for a whole billing period: final unit price × quantity (R8).

    `unit` is the product's word for its licences, here and below.
    """
    return _debit(unit_price=unit_price, quantity=quantity, unit=unit, period=period, days_left=period.days)


def rest_of_period(
    *, unit_price: Money, quantity: int, unit: str = LICENCES, period: Period, on: date
) -> ChargeLine:
    """Answer the charge for licences added on a day, for what is left of the current period (R13, R14).

    `on` is the customer's day of the delivery, which counts as remaining (R27). Exact, rounded once, half-up.
    A day before the start is charged in full. Raises PeriodEnded on the period's end or later.
    """
    days_left = period.days_left(on)
    if not days_left:
        raise PeriodEnded(
            N_("The billing period ended on %(end)s and the next one is not charged yet. Try again later."),
            end=period.end,
        )
    return _debit(unit_price=unit_price, quantity=quantity, unit=unit, period=period, days_left=days_left)


def once(*, unit_price: Money, quantity: int, unit: str = LICENCES) -> ChargeLine:
    """Answer the charge for something bought once, which has no period (R8)."""
    return _debit(unit_price=unit_price, quantity=quantity, unit=unit, period=None, days_left=1)


def explain(
    *, unit_price: Money, quantity: int, unit: str = LICENCES, days_left: int, days: int, has_period: bool
) -> Sentence:
    """Answer how an amount is worked out, from values that a charge keeps (B2).

    The numbers stay numbers and the price stays Money until the edge writes them.
    """
    if not has_period:
        messages = _ONCE
    elif days_left == days:
        messages = _WHOLE_PERIOD
    else:
        messages = _REST_OF_PERIOD
    if unit != LICENCES:
        message = messages.other_unit
    else:
        message = messages.one if quantity == 1 else messages.many
    params = {
        "days_left": days_left,
        "days": days,
        "quantity": quantity,
        "unit": unit,
        "unit_price": unit_price,
    }
    return Sentence(message, params)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Messages:
    one: str
    many: str
    other_unit: str


_ONCE = _Messages(
    one=N_("%(quantity)s licence × %(unit_price)s"),
    many=N_("%(quantity)s licences × %(unit_price)s"),
    other_unit=N_("%(quantity)s %(unit)s × %(unit_price)s"),
)
_WHOLE_PERIOD = _Messages(
    one=N_("Whole period × %(quantity)s licence × %(unit_price)s"),
    many=N_("Whole period × %(quantity)s licences × %(unit_price)s"),
    other_unit=N_("Whole period × %(quantity)s %(unit)s × %(unit_price)s"),
)
_REST_OF_PERIOD = _Messages(
    one=N_("%(days_left)s of %(days)s days left × %(quantity)s licence × %(unit_price)s"),
    many=N_("%(days_left)s of %(days)s days left × %(quantity)s licences × %(unit_price)s"),
    other_unit=N_("%(days_left)s of %(days)s days left × %(quantity)s %(unit)s × %(unit_price)s"),
)


def _debit(
    *, unit_price: Money, quantity: int, unit: str, period: Period | None, days_left: int
) -> ChargeLine:
    days = period.days if period else 1
    exact = Fraction(unit_price.minor) * quantity * Fraction(days_left, days)
    return ChargeLine(
        kind=ChargeKind.DEBIT,
        amount=Money(rounding.to_minor(exact), unit_price.currency),
        quantity=quantity,
        unit_price=unit_price,
        period=period,
        days_left=days_left,
        days=days,
        explanation=explain(
            unit_price=unit_price,
            quantity=quantity,
            unit=unit,
            days_left=days_left,
            days=days,
            has_period=period is not None,
        ),
    )
