"""More licences (S17, R10, R14)."""

from dataclasses import replace

from seatwise.billing.domain.engine import answers, lines, rebilling, refusals
from seatwise.billing.domain.engine import batches as seats
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.changes import Add, When
from seatwise.billing.domain.engine.counting import Left, Moment
from seatwise.billing.domain.engine.held import Batch, Held, PlannedQuantity
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.engine.starting import as_charged
from seatwise.billing.domain.vendor_rules import Method, VendorRule


def add(*, rule: VendorRule, held: Held, change: Add, moment: Moment) -> Answer:
    """Answer what more licences cost for the rest of the period, or plan them for later.

    Raises TooFew, Leaving, PeriodEnded.
    """
    refusals.check_quantity(change.quantity)
    refusals.check_stays(held)
    if change.when is not When.NOW:
        day = held.period.end if change.when is When.PERIOD_END else held.term.end
        plan = PlannedQuantity(id=change.id, delta=change.quantity, on=day)
        after = replace(held, planned=(*held.planned, plan))
        return answers.answer(
            rule=rule, before=[held], after=[after], planned=[plan], currency=held.unit_price.currency
        )
    left = refusals.check_left(rule=rule, held=held, moment=moment)
    if rule.method is Method.DELTA:
        found, after = _delta(rule=rule, held=held, change=change, moment=moment, left=left)
    else:
        batch = _batch(rule=rule, held=held, change=change, moment=moment, quantity=change.quantity)
        found, after = rebilling.rebill(
            rule=rule,
            held=held,
            moment=moment,
            batches=[*held.batches, batch],
            unit_price=held.unit_price,
            charge=change.id,
        )
    return answers.answer(
        rule=rule, before=[held], after=[after], lines=found, currency=held.unit_price.currency
    )


def _delta(
    *, rule: VendorRule, held: Held, change: Add, moment: Moment, left: Left
) -> tuple[list[Line], Held]:
    """Licences that were given up but stay paid come first and are free; one debit for the others (R14)."""
    spare = min(held.spare, change.quantity)
    item = Item(
        subscription=held.id,
        unit=held.unit,
        unit_price=held.unit_price,
        quantity=spare,
        period=held.period,
        left=left,
    )
    found: list[Line] = []
    if spare:
        found.append(lines.free(rule=rule, item=item, charge=f"{change.id}:free", batch=change.id))
    if more := change.quantity - spare:
        item = replace(item, quantity=more)
        found.append(lines.debit(rule=rule, item=item, charge=change.id, batch=change.id))
    charges = tuple(as_charged(line, max(moment.day, held.period.start)) for line in found)
    batch = _batch(rule=rule, held=held, change=change, moment=moment, quantity=change.quantity)
    batch = replace(batch, charges=tuple(charge.id for charge in charges))
    after = replace(
        held,
        batches=(*held.batches, batch),
        charges=(*held.charges, *charges),
        spare=held.spare - spare,
    )
    return found, after


def _batch(*, rule: VendorRule, held: Held, change: Add, moment: Moment, quantity: int) -> Batch:
    window = seats.window_from(
        rule=rule, moment=moment, period=held.period, term=held.term, turns_at=held.turns_at
    )
    return Batch(id=change.id, quantity=quantity, window_from=window, charges=())
