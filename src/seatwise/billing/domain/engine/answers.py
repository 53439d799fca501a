"""What the engine answers: the lines, what is due, what it costs from then on, and what is held."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from seatwise.billing.domain.engine.held import Held, Planned
from seatwise.billing.domain.engine.lines import Line
from seatwise.billing.domain.vendor_rules import Settlement, VendorRule
from seatwise.kernel import money
from seatwise.kernel.money import Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Recurring:
    """What all subscriptions that the change touches cost in each billing period of so many months."""

    months: int
    before: Money
    after: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """`due_now` is signed; `next_bill` is what then waits for the next period's bill (R16, R27).

    `held` are the subscriptions as they stand once the change is delivered: the source, while it has licences,
    and what came of it; their `planned_quantity` counts in what is planned (R18). `planned` is what this change put off.
    """

    lines: tuple[Line, ...]
    due_now: Money
    next_bill: Money
    recurring: tuple[Recurring, ...]
    held: tuple[Held, ...]
    planned: tuple[Planned, ...] = ()

    @property
    def net(self) -> Money:
        """The sum of the lines: debits less credits."""
        return money.total((line.amount for line in self.lines), self.due_now.currency)

    @property
    def recurring_total(self) -> Money:
        """The new recurring total. Raises ValueError where billing periods of different length do not add up."""
        (one,) = self.recurring
        return one.after


def answer(
    *,
    rule: VendorRule,
    before: Sequence[Held],
    after: Sequence[Held],
    lines: Sequence[Line] = (),
    planned: Sequence[Planned] = (),
    bills: bool = False,
    currency: str,
) -> Answer:
    """Answer it all together, settled as the rule says.

    `bills` says that a new period's bill is written now, which everything carried and every line joins.
    """
    net = money.total((line.amount for line in lines), currency)
    carried = money.total((held.carried for held in before), currency)
    at_once = bills or rule.settlement is Settlement.AT_ONCE or not after
    waiting = money.zero(currency) if bills or not after else carried
    if not at_once:
        waiting += net
    due = (net if at_once else money.zero(currency)) + (
        carried if bills or not after else money.zero(currency)
    )
    standing = tuple(
        _carrying(held, waiting if at == 0 else money.zero(currency)) for at, held in enumerate(after)
    )
    return Answer(
        lines=tuple(lines),
        due_now=due,
        next_bill=waiting,
        recurring=_recurring(before, after, currency),
        held=standing,
        planned=tuple(planned),
    )


def _carrying(held: Held, carried: Money) -> Held:
    return held if held.carried == carried else replace(held, carried=carried)


def _recurring(before: Iterable[Held], after: Iterable[Held], currency: str) -> tuple[Recurring, ...]:
    was, becomes = list(before), list(after)
    return tuple(
        Recurring(
            months=months,
            before=money.total((held.recurring for held in was if held.months == months), currency),
            after=money.total((held.recurring for held in becomes if held.months == months), currency),
        )
        for months in sorted({held.months for held in (*was, *becomes)})
    )
