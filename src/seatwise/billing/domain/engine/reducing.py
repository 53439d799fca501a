"""Fewer licences, or none: now, as far as windows are open, or planned (R17, R18, S20, S21)."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import replace

from seatwise.billing.domain.engine import answers, crediting, rebilling, refusals
from seatwise.billing.domain.engine import batches as seats
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.batches import Taken
from seatwise.billing.domain.engine.changes import Reduce, Undo, When
from seatwise.billing.domain.engine.counting import Moment
from seatwise.billing.domain.engine.held import Held, PlannedQuantity, without
from seatwise.billing.domain.engine.lines import Line
from seatwise.billing.domain.engine.refusals import MoreThanHeld, NothingPlanned, TermRuns, WindowClosed
from seatwise.billing.domain.vendor_rules import Method, UnusedTime, VendorRule
from seatwise.kernel.refusal import N_


def earliest_end(*, rule: VendorRule, held: Held) -> dt.date:
    """Answer the first day on which licences can leave that cannot be returned now (R17)."""
    return held.period.end if rule.term_can_be_left_early else held.term.end


def reduce(*, rule: VendorRule, held: Held, change: Reduce, moment: Moment) -> Answer:
    """Answer what comes back for licences that leave now, and plan the others.

    Raises TooFew, MoreThanHeld, WindowClosed, TermRuns, PeriodEnded.
    """
    free = held.quantity - held.leaving
    wanted = free if change.quantity is None else change.quantity
    refusals.check_quantity(wanted)
    if wanted > free:
        raise MoreThanHeld(
            N_(
                "At most %(free)s can go: %(held)s are held and %(leaving)s of them are planned to leave already."
            ),
            free=held.quantity - held.leaving,
            held=held.quantity,
            leaving=held.leaving,
        )
    day = earliest_end(rule=rule, held=held)
    match change.when:
        case When.NOW:
            refusals.check_left(rule=rule, held=held, moment=moment)
            taken = _open(rule=rule, held=held, change=change, moment=moment, wanted=wanted)
        case When.PERIOD_END:
            if day != held.period.end:
                raise TermRuns(N_("This term runs until %(end)s and cannot be left earlier."), end=day)
            taken = []
        case When.TERM_END:
            taken, day = [], held.term.end
    found, after = _now(rule=rule, held=held, change=change, moment=moment, taken=taken)
    later = wanted - sum(each.quantity for each in taken)
    planned = [PlannedQuantity(id=change.id, delta=-later, on=day)] if later else []
    standing = [replace(after, planned=(*after.planned, *planned))] if after.batches else []
    return answers.answer(
        rule=rule,
        before=[held],
        after=standing,
        lines=found,
        planned=planned,
        currency=held.unit_price.currency,
    )


def end(*, rule: VendorRule, held: Held, moment: Moment) -> Answer:
    """Answer what comes back when all of it ends now, with everything that was planned (R21, R22)."""
    taken = [Taken(batch=batch, quantity=batch.quantity) for batch in held.batches]
    found, _ = crediting.give_back(rule=rule, held=held, taken=taken, moment=moment, as_return=True)
    return answers.answer(rule=rule, before=[held], after=[], lines=found, currency=held.unit_price.currency)


def undo(*, rule: VendorRule, held: Held, change: Undo) -> Answer:
    """Answer the subscription without the planned change. Raises NothingPlanned (R18)."""
    kept = tuple(plan for plan in held.planned if plan.id != change.planned)
    if len(kept) == len(held.planned):
        raise NothingPlanned(N_("This change has taken effect or was undone before."))
    after = replace(held, planned=kept)
    return answers.answer(rule=rule, before=[held], after=[after], currency=held.unit_price.currency)


def _open(*, rule: VendorRule, held: Held, change: Reduce, moment: Moment, wanted: int) -> Sequence[Taken]:
    """What can leave now of what is wanted, in the order of R17."""
    found = seats.open_ones(rule=rule, batches=held.batches, at=moment.at, picked=change.batch)
    if change.batch is not None and change.batch not in [batch.id for batch in found]:
        raise WindowClosed(N_("These licences can no longer be returned."))
    return seats.take(found, wanted)


def _now(
    *, rule: VendorRule, held: Held, change: Reduce, moment: Moment, taken: Sequence[Taken]
) -> tuple[list[Line], Held]:
    if not taken:
        return [], held
    batches = without(held.batches, seats.by_id(taken))
    # Where nothing stays there is nothing to charge anew: the rest comes back, whatever the method.
    if rule.method is not Method.DELTA and batches:
        return rebilling.rebill(
            rule=rule,
            held=held,
            moment=moment,
            batches=batches,
            unit_price=held.unit_price,
            charge=change.id,
        )
    found, charges = crediting.give_back(rule=rule, held=held, taken=taken, moment=moment, as_return=True)
    gone = sum(each.quantity for each in taken)
    spare = held.spare + gone if rule.unused_time is UnusedTime.STAYS_PAID else held.spare
    return found, replace(held, batches=batches, charges=charges, spare=spare)
