"""Another final unit price from now on, for all licences (R10)."""

from dataclasses import replace

from seatwise.billing.domain.engine import answers, crediting, lines, rebilling, refusals
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.changes import Reprice
from seatwise.billing.domain.engine.counting import Left, Moment
from seatwise.billing.domain.engine.held import Held, with_charge
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.engine.starting import as_charged
from seatwise.billing.domain.vendor_rules import Method, UnusedTime, VendorRule
from seatwise.kernel.money import Money


def reprice(*, rule: VendorRule, held: Held, change: Reprice, moment: Moment) -> Answer:
    """Answer the difference for the rest of the period, or what was charged back and charged anew.

    Raises PeriodEnded.
    """
    left = refusals.check_left(rule=rule, held=held, moment=moment)
    if rule.method is not Method.DELTA:
        found, after = rebilling.rebill(
            rule=rule,
            held=held,
            moment=moment,
            batches=held.batches,
            unit_price=change.unit_price,
            charge=change.id,
        )
    elif change.unit_price >= held.unit_price:
        found, after = _dearer(rule=rule, held=held, change=change, moment=moment, left=left)
    else:
        found, after = _cheaper(rule=rule, held=held, change=change, left=left)
    return answers.answer(
        rule=rule, before=[held], after=[after], lines=found, currency=held.unit_price.currency
    )


def _dearer(
    *, rule: VendorRule, held: Held, change: Reprice, moment: Moment, left: Left
) -> tuple[list[Line], Held]:
    """One debit of the difference, which then pays for all batches together with what paid before."""
    item = Item(
        subscription=held.id,
        unit=held.unit,
        unit_price=change.unit_price - held.unit_price,
        quantity=held.quantity,
        period=held.period,
        left=left,
    )
    line = lines.debit(rule=rule, item=item, charge=change.id)
    after = replace(
        held,
        unit_price=change.unit_price,
        batches=tuple(replace(batch, charges=(*batch.charges, change.id)) for batch in held.batches),
        charges=(*held.charges, as_charged(line, max(moment.day, held.period.start))),
    )
    return [line], after


def _cheaper(*, rule: VendorRule, held: Held, change: Reprice, left: Left) -> tuple[list[Line], Held]:
    """A credit of the difference for each charge, newest first, until the price has come down by all of it."""
    cheaper = replace(held, unit_price=change.unit_price)
    if rule.unused_time is not UnusedTime.CREDITED:
        return [], cheaper
    difference = held.unit_price - change.unit_price
    outstanding = dict.fromkeys((batch.id for batch in held.batches), difference)
    charges = held.charges
    found: list[Line] = []
    for charged in reversed(crediting.paying(held)):
        paid = [batch.id for batch in held.batches if charged.id in batch.charges]
        lower: Money = min(outstanding[paid[0]], charged.unit_price_now)
        if not lower:
            continue
        item = crediting.item_of(held=held, charged=charged, quantity=held.paid_by(charged), left=left)
        line, corrected = lines.credit(rule=rule, item=replace(item, unit_price=lower), charged=charged)
        found.append(line)
        charges = with_charge(charges, replace(corrected, lowered_by=corrected.lowered_by + lower))
        outstanding |= {name: outstanding[name] - lower for name in paid}
    return found, replace(cheaper, charges=charges)
