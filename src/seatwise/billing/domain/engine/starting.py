"""A new subscription's first charge (R8, R13)."""

import datetime as dt

from seatwise.billing.domain.engine import answers, batches, counting, lines, refusals
from seatwise.billing.domain.engine.answers import Answer
from seatwise.billing.domain.engine.changes import Buy
from seatwise.billing.domain.engine.counting import Moment
from seatwise.billing.domain.engine.held import Batch, Charged, Held
from seatwise.billing.domain.engine.lines import Item, Line
from seatwise.billing.domain.vendor_rules import Counting, VendorRule
from seatwise.kernel import money, period
from seatwise.kernel.period import Period


def turning_time(*, rule: VendorRule, moment: Moment) -> dt.time:
    """Answer the time of day at which a period that begins now will turn: days turn at midnight."""
    return moment.time_of_day if rule.counting is Counting.SECOND else counting.MIDNIGHT


def as_charged(line: Line, first_day: dt.date) -> Charged:
    """Answer the charge that a debit becomes, before anything is given back of it."""
    nothing = money.zero(line.amount.currency)
    assert line.charge is not None
    return Charged(
        id=line.charge,
        amount=line.amount,
        quantity=line.quantity,
        unit_price=line.unit_price,
        first_day=first_day,
        given_back=nothing,
        lowered_by=nothing,
    )


def start(*, rule: VendorRule, change: Buy, moment: Moment) -> Answer:
    """Answer what a new subscription costs: its first period in full, or what is left of a period given (R13)."""
    refusals.check_quantity(change.quantity)
    begins = change.period.start if change.period else moment.day
    current = change.period or period.nth(begins, change.months, 0)
    term = Period(begins, max(period.add_months(begins, change.term_months), current.end))
    turns_at = counting.MIDNIGHT if change.period else turning_time(rule=rule, moment=moment)
    span = counting.Span(period=current, turns_at=turns_at)
    item = Item(
        subscription=change.subscription,
        unit=change.unit,
        unit_price=change.unit_price,
        quantity=change.quantity,
        period=current,
        left=counting.left(rule=rule, span=span, moment=moment),
    )
    line = lines.debit(rule=rule, item=item, charge=change.id, batch=change.id)
    window = batches.window_from(rule=rule, moment=moment, period=current, term=term, turns_at=turns_at)
    held = Held(
        id=change.subscription,
        unit=change.unit,
        unit_price=change.unit_price,
        months=change.months,
        period=current,
        term=term,
        anchor=begins,
        turns_at=turns_at,
        batches=(Batch(id=change.id, quantity=change.quantity, window_from=window, charges=(change.id,)),),
        charges=(as_charged(line, max(moment.day, current.start)),),
        carried=money.zero(change.unit_price.currency),
    )
    return answers.answer(
        rule=rule,
        before=(),
        after=[held],
        lines=[line],
        bills=True,
        currency=change.unit_price.currency,
    )
