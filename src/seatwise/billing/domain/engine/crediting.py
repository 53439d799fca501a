"""Giving back what is left of charges, batch by batch (R14, R15)."""

from collections.abc import Iterable, Sequence

from seatwise.billing.domain.engine import counting, lines
from seatwise.billing.domain.engine.batches import Taken
from seatwise.billing.domain.engine.counting import Left, Moment
from seatwise.billing.domain.engine.held import Charged, Held, with_charge
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.vendor_rules import UnusedTime, VendorRule


def item_of(*, held: Held, charged: Charged, quantity: int, left: Left, used: bool = False) -> Item:
    """Answer what a line about licences of one charge says."""
    return Item(
        subscription=held.id,
        unit=held.unit,
        unit_price=charged.unit_price_now,
        quantity=quantity,
        period=held.period,
        left=left,
        used=used,
    )


def give_back(
    *, rule: VendorRule, held: Held, taken: Iterable[Taken], moment: Moment, as_return: bool
) -> tuple[list[Line], tuple[Charged, ...]]:
    """Answer a credit for each batch and each charge that paid for it, and the charges as they stand then.

    `as_return` asks the rule whether the day itself is given back; an upgrade never pays for a day twice.
    Nothing comes back where the rule keeps unused time.
    """
    charges = held.charges
    found: list[Line] = []
    if rule.unused_time is not UnusedTime.CREDITED:
        return found, charges
    for each in taken:
        for name in each.batch.charges:
            charged = next(charge for charge in charges if charge.id == name)
            if charged.lowered_by and not charged.unit_price_now:
                continue
            if as_return:
                left = counting.left_to_give_back(
                    rule=rule, span=held.span, moment=moment, first_day=charged.first_day
                )
            else:
                left = counting.left(rule=rule, span=held.span, moment=moment)
            item = item_of(held=held, charged=charged, quantity=each.quantity, left=left)
            line, charged = lines.credit(rule=rule, item=item, charged=charged, batch=each.batch.id)
            charges = with_charge(charges, charged)
            found.append(line)
    return [line for line in found if line.left.count], charges


def paying(held: Held) -> Sequence[Charged]:
    """Answer the charges that still pay for licences, oldest first."""
    return [charge for charge in held.charges if held.paid_by(charge)]
