"""One line of money and how it is worked out (R14, R15, B2). Nothing is rounded but here."""

from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from seatwise.billing.domain import proration
from seatwise.billing.domain.engine.counting import Left, Unit
from seatwise.billing.domain.engine.held import Charged
from seatwise.billing.domain.proration import ChargeKind, ChargeLine
from seatwise.billing.domain.vendor_rules import LineRounding, VendorRule
from seatwise.kernel import money, rounding
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period
from seatwise.kernel.rounding import Rounding
from seatwise.kernel.sentence import N_, Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One debit or credit. `amount` is net and signed: a credit is negative.

    `corrects` names the charge that a credit gives back from, and `charge` the one that a debit becomes. `batch` is
    the seat batch whose licences are meant, where it is one. `limited` says that R15 cut the credit.
    """

    kind: ChargeKind
    subscription: str
    amount: Money
    quantity: int
    unit_price: Money
    period: Period
    left: Left
    rounding: LineRounding
    rule: str
    rule_version: int
    explanation: Sentence
    charge: str | None = None
    corrects: str | None = None
    batch: str | None = None
    limited: bool = False

    @property
    def share(self) -> Fraction:
        """The part of the period, exact."""
        return self.left.share


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """So many licences of a subscription at a price, for a part of a period: what a line is about.

    `used` says that the part lies behind, not before.
    """

    subscription: str
    unit: str
    unit_price: Money
    quantity: int
    period: Period
    left: Left
    used: bool = False


def amount(*, rule: VendorRule, unit_price: Money, quantity: int, left: Left) -> Money:
    """Answer unit price × licences × share, rounded as the rule says (R14, R16).

    A whole period is never divided, so a rounded day rate does not touch it.
    """
    if left.count == left.of:
        return unit_price * quantity
    price, share = Fraction(unit_price.minor), left.share
    match rule.rounding:
        case LineRounding.DAY_RATE:
            rate = money.in_minor(day_rate(rule=rule, unit_price=unit_price, left=left), unit_price.currency)
            minor = rounding.to_minor(rate * left.count * quantity)
        case LineRounding.UNIT_HALF_UP:
            minor = rounding.to_minor(price * share) * quantity
        case LineRounding.LINE_TRUNCATED:
            minor = int(rounding.rounded(price * quantity * share, Rounding.TRUNCATE))
        case LineRounding.LINE_HALF_UP:
            minor = rounding.to_minor(price * quantity * share)
        case _:
            assert_never(rule.rounding)
    return Money(minor, unit_price.currency)


def day_rate(*, rule: VendorRule, unit_price: Money, left: Left) -> Fraction:
    """Answer what a licence costs a day, in the currency's unit, rounded to the rule's places."""
    a_unit = Fraction(unit_price.minor, 10 ** money.minor_digits(unit_price.currency))
    return rounding.rounded(a_unit / left.of, places=rule.day_rate_places or 0)


def debit(*, rule: VendorRule, item: Item, charge: str, batch: str | None = None) -> Line:
    """Answer the line that charges for licences and a part of a period."""
    return _line(
        rule=rule,
        item=item,
        kind=ChargeKind.DEBIT,
        amount=amount(rule=rule, unit_price=item.unit_price, quantity=item.quantity, left=item.left),
        charge=charge,
        batch=batch,
    )


def credit(
    *, rule: VendorRule, item: Item, charged: Charged, batch: str | None = None
) -> tuple[Line, Charged]:
    """Answer the line that gives back, mirroring its debit, and the charge as it stands then.

    The line never exceeds what remains on the charge (R15).
    """
    wanted = amount(rule=rule, unit_price=item.unit_price, quantity=item.quantity, left=item.left)
    found = replace(
        _line(rule=rule, item=item, kind=ChargeKind.CREDIT),
        amount=-min(wanted, charged.remains),
        corrects=charged.id,
        batch=batch,
    )
    if wanted > charged.remains:
        limited = Sentence(
            N_("%(calculation)s, but only %(remains)s remain of what was charged"),
            {"calculation": found.explanation, "remains": charged.remains},
        )
        found = replace(found, limited=True, explanation=limited)
    return found, replace(charged, given_back=charged.given_back - found.amount)


def credit_all(*, rule: VendorRule, item: Item, charged: Charged) -> tuple[Line, Charged]:
    """Answer the line that gives back everything that remains on a charge."""
    found = replace(
        _line(rule=rule, item=item, kind=ChargeKind.CREDIT),
        amount=-charged.remains,
        corrects=charged.id,
        explanation=Sentence(
            N_("Everything that remains of the charge of %(amount)s"), {"amount": charged.amount}
        ),
    )
    return found, replace(charged, given_back=charged.given_back + charged.remains)


def free(*, rule: VendorRule, item: Item, charge: str, batch: str) -> Line:
    """Answer the line of licences that were paid for before and cost nothing again."""
    line = _line(rule=rule, item=item, kind=ChargeKind.DEBIT)
    explanation = Sentence(
        N_("Already paid until %(end)s: %(quantity)s × %(unit_price)s"),
        {"end": item.period.end, "quantity": item.quantity, "unit_price": item.unit_price},
    )
    return replace(line, charge=charge, batch=batch, explanation=explanation)


def as_charge_line(line: Line) -> ChargeLine:
    """Answer the line as billing's operations write it; `days_left` of `days` holds the share in its own units."""
    return ChargeLine(
        kind=line.kind,
        amount=line.amount,
        quantity=line.quantity,
        unit_price=line.unit_price,
        period=line.period,
        days_left=line.left.count,
        days=line.left.of,
        explanation=line.explanation,
    )


def _line(
    *,
    rule: VendorRule,
    item: Item,
    kind: ChargeKind,
    amount: Money | None = None,
    charge: str | None = None,
    batch: str | None = None,
) -> Line:
    return Line(
        kind=kind,
        subscription=item.subscription,
        amount=money.zero(item.unit_price.currency) if amount is None else amount,
        quantity=item.quantity,
        unit_price=item.unit_price,
        period=item.period,
        left=item.left,
        rounding=rule.rounding,
        rule=rule.name,
        rule_version=rule.version,
        explanation=_explain(rule=rule, item=item),
        charge=charge,
        batch=batch,
    )


def _explain(*, rule: VendorRule, item: Item) -> Sentence:
    """Answer the calculation in words, so that anybody can do it again (B2)."""
    left = item.left
    by_days = left.unit is not Unit.SECOND and not item.used
    calculation = proration.explain(
        unit_price=item.unit_price,
        quantity=item.quantity,
        unit=item.unit,
        days_left=left.count,
        days=left.of,
        has_period=by_days or left.count == left.of,
    )
    if left.count == left.of:
        return calculation
    if not by_days:
        words = {
            (Unit.SECOND, False): N_("%(left)s of %(of)s seconds left × %(calculation)s"),
            (Unit.SECOND, True): N_("%(left)s of %(of)s seconds used × %(calculation)s"),
            (Unit.DAY, True): N_("%(left)s of %(of)s days used × %(calculation)s"),
        }[left.unit, item.used]
        calculation = Sentence(words, {"left": left.count, "of": left.of, "calculation": calculation})
    match rule.rounding:
        case LineRounding.LINE_HALF_UP:
            return calculation
        case LineRounding.UNIT_HALF_UP:
            return Sentence(N_("%(calculation)s, each rounded by itself"), {"calculation": calculation})
        case LineRounding.LINE_TRUNCATED:
            return Sentence(N_("%(calculation)s, cut and not rounded"), {"calculation": calculation})
        case LineRounding.DAY_RATE:
            rate = day_rate(rule=rule, unit_price=item.unit_price, left=left)
            written = Decimal(rate.numerator) / Decimal(rate.denominator)
            return Sentence(
                N_("%(calculation)s, at %(rate)s a day"), {"calculation": calculation, "rate": written}
            )
        case _:
            assert_never(rule.rounding)
