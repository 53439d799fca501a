"""The money engine: what was charged, the vendor's rule, a change and an instant in; credits, debits and totals out.

`from seatwise.billing.domain import engine`, then `engine.work_out(...)`. Pure: no clock, no database (R13–R18, R27).
"""

from typing import assert_never

from seatwise.billing.domain.engine.adding import add
from seatwise.billing.domain.engine.answers import Answer, Recurring
from seatwise.billing.domain.engine.batches import take
from seatwise.billing.domain.engine.changes import Add, Buy, Change, End, Reduce, Reprice, Undo, Upgrade, When
from seatwise.billing.domain.engine.counting import Left, Moment, Span, Unit, beginning, between, left
from seatwise.billing.domain.engine.held import (
    Batch,
    Charged,
    Held,
    PlannedQuantity,
    PlannedUpgrade,
    Target,
    charged,
)
from seatwise.billing.domain.engine.lines import Item, Line, amount, as_charge_line, debit
from seatwise.billing.domain.engine.reducing import earliest_end, end, reduce, undo
from seatwise.billing.domain.engine.refusals import (
    DowngradeRefused,
    Leaving,
    MoreThanHeld,
    NothingPlanned,
    PlannedFirst,
    WindowClosed,
    check_nothing_planned,
)
from seatwise.billing.domain.engine.repricing import reprice
from seatwise.billing.domain.engine.starting import start
from seatwise.billing.domain.engine.turning import next_period
from seatwise.billing.domain.engine.upgrading import costs_less, upgrade
from seatwise.billing.domain.proration import LICENCES
from seatwise.billing.domain.vendor_rules import VendorRule

__all__ = [
    "LICENCES",
    "Add",
    "Answer",
    "Batch",
    "Buy",
    "Change",
    "Charged",
    "DowngradeRefused",
    "End",
    "Held",
    "Item",
    "Leaving",
    "Left",
    "Line",
    "Moment",
    "MoreThanHeld",
    "NothingPlanned",
    "PlannedFirst",
    "PlannedQuantity",
    "PlannedUpgrade",
    "Recurring",
    "Reduce",
    "Reprice",
    "Span",
    "Target",
    "Undo",
    "Unit",
    "Upgrade",
    "When",
    "WindowClosed",
    "amount",
    "as_charge_line",
    "beginning",
    "between",
    "charged",
    "check_nothing_planned",
    "costs_less",
    "debit",
    "earliest_end",
    "left",
    "next_period",
    "start",
    "take",
    "work_out",
]


def work_out(*, rule: VendorRule, held: Held, change: Change, moment: Moment) -> Answer:
    """Answer what the change costs and gives back at that instant, and what is held afterwards (R14–R18, R22).

    Days are counted at `moment`, prices are those agreed (R27). Raises a Refusal of `engine.refusals`, or PeriodEnded.
    """
    match change:
        case Add():
            return add(rule=rule, held=held, change=change, moment=moment)
        case Reduce():
            return reduce(rule=rule, held=held, change=change, moment=moment)
        case Upgrade():
            return upgrade(rule=rule, held=held, change=change, moment=moment)
        case Reprice():
            return reprice(rule=rule, held=held, change=change, moment=moment)
        case End():
            return end(rule=rule, held=held, moment=moment)
        case Undo():
            return undo(rule=rule, held=held, change=change)
        case _:
            assert_never(change)
