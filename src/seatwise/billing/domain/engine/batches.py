"""Which seat batches licences are taken from (R17)."""

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from seatwise.billing.domain.engine.counting import Moment, beginning
from seatwise.billing.domain.engine.held import Batch
from seatwise.billing.domain.vendor_rules import VendorRule, WindowFrom
from seatwise.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Taken:
    """So many licences of a batch."""

    batch: Batch
    quantity: int


def window_from(
    *, rule: VendorRule, moment: Moment, period: Period, term: Period, turns_at: dt.time
) -> dt.datetime:
    """Answer the instant from which the window of licences delivered now runs (R16, R17)."""
    match rule.window_counts_from:
        case WindowFrom.DELIVERY:
            return moment.at
        case WindowFrom.PERIOD_START:
            return beginning(period.start, turns_at=turns_at, time_zone=moment.time_zone)
        case WindowFrom.TERM_START:
            return beginning(term.start, turns_at=turns_at, time_zone=moment.time_zone)


def open_ones(
    *, rule: VendorRule, batches: Iterable[Batch], at: dt.datetime, picked: str | None = None
) -> list[Batch]:
    """Answer the batches that can be returned at the instant: the picked one, then the earliest deadline first (R17)."""
    return [
        batch
        for batch in in_order(rule=rule, batches=batches, at=at, picked=picked)
        if rule.may_return(batch.window_from, at)
    ]


def in_order(
    *, rule: VendorRule, batches: Iterable[Batch], at: dt.datetime, picked: str | None = None
) -> list[Batch]:
    """Answer all batches: the picked one, then open ones by deadline, then the closed by theirs.

    All windows are equally long, so the earliest deadline is the earliest beginning.
    """
    return sorted(
        batches,
        key=lambda batch: (
            batch.id != picked,
            not rule.may_return(batch.window_from, at),
            batch.window_from,
            batch.id,
        ),
    )


def take(ordered: Sequence[Batch], quantity: int) -> list[Taken]:
    """Answer how many licences each batch gives, in that order, until there are enough or no more."""
    taken = []
    for batch in ordered:
        if quantity <= 0:
            break
        taken.append(Taken(batch=batch, quantity=min(batch.quantity, quantity)))
        quantity -= batch.quantity
    return taken


def by_id(taken: Iterable[Taken]) -> dict[str, int]:
    """Answer how many licences each batch loses."""
    return {each.batch.id: each.quantity for each in taken}
