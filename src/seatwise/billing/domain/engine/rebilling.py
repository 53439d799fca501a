"""The way of vendors who give credit and charge anew, where others bill the difference (R14, R16)."""

from collections.abc import Sequence
from dataclasses import replace

from seatwise.billing.domain.engine import counting, crediting, lines
from seatwise.billing.domain.engine.counting import Left, Moment, beginning
from seatwise.billing.domain.engine.held import Batch, Held, with_charge
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.engine.starting import as_charged
from seatwise.billing.domain.vendor_rules import Method, VendorRule
from seatwise.kernel.money import Money


def rebill(
    *,
    rule: VendorRule,
    held: Held,
    moment: Moment,
    batches: Sequence[Batch],
    unit_price: Money,
    charge: str,
) -> tuple[list[Line], Held]:
    """Answer the lines that credit what was charged and charge the batches as they will be, and what is held then.

    `rebill_rest` touches what is left of the period only; `rebill_all` gives everything back, charges what was
    used up and then the rest. `charge` names the new charge.
    """
    left = counting.left(rule=rule, span=held.span, moment=moment)
    found: list[Line] = []
    charges = held.charges
    for at, charged in enumerate(crediting.paying(held)):
        rest = crediting.item_of(held=held, charged=charged, quantity=held.paid_by(charged), left=left)
        if rule.method is Method.REBILL_ALL:
            whole = counting.whole(rule=rule, span=held.span, time_zone=moment.time_zone)
            line, corrected = lines.credit_all(rule=rule, item=replace(rest, left=whole), charged=charged)
            found.append(line)
            first = Moment(
                at=beginning(charged.first_day, turns_at=held.turns_at, time_zone=moment.time_zone),
                time_zone=moment.time_zone,
            )
            used = counting.between(rule=rule, span=held.span, start=first, end=moment)
            if used.count > 0:
                behind = replace(rest, left=used, used=True)
                found.append(lines.debit(rule=rule, item=behind, charge=f"{charge}:used:{at}"))
        else:
            line, corrected = lines.credit(rule=rule, item=rest, charged=charged)
            found.append(line)
        charges = with_charge(charges, corrected)
    anew = _anew(held=held, batches=batches, unit_price=unit_price, left=left)
    line = lines.debit(rule=rule, item=anew, charge=charge)
    after = replace(
        held,
        unit_price=unit_price,
        batches=tuple(replace(batch, charges=(charge,)) for batch in batches),
        charges=(*charges, as_charged(line, max(moment.day, held.period.start))),
    )
    return [*found, line], after


def _anew(*, held: Held, batches: Sequence[Batch], unit_price: Money, left: Left) -> Item:
    return Item(
        subscription=held.id,
        unit=held.unit,
        unit_price=unit_price,
        quantity=sum(batch.quantity for batch in batches),
        period=held.period,
        left=left,
    )
