"""What the engine is told of a subscription: what was really charged, its seat batches, and what is planned."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from seatwise.billing.domain.engine.counting import MIDNIGHT, Span
from seatwise.billing.domain.proration import LICENCES
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period


@dataclass(frozen=True, slots=True, kw_only=True)
class Charged:
    """A charge of the current period, as it was written, and what was given back of it since (R15).

    `amount` is net. `first_day` is the first day it pays for, the period's start unless licences were added later.
    `unit_price` is for a whole period; `lowered_by` is what a change of price has since taken off it.
    """

    id: str
    amount: Money
    quantity: int
    unit_price: Money
    first_day: dt.date
    given_back: Money
    lowered_by: Money

    @property
    def remains(self) -> Money:
        """What can still be given back of it, never below nothing (R15)."""
        return max(self.amount - self.given_back, money.zero(self.amount.currency))

    @property
    def unit_price_now(self) -> Money:
        """What one licence and a whole period still cost under this charge."""
        return self.unit_price - self.lowered_by


def charged(
    *,
    id: str,  # noqa: A002
    amount: Money,
    quantity: int,
    unit_price: Money,
    first_day: dt.date,
    given_back: Money | None = None,
) -> Charged:
    """Answer a charge as the books have it; `given_back` is the sum of its credits, as a positive amount."""
    nothing = money.zero(amount.currency)
    return Charged(
        id=id,
        amount=amount,
        quantity=quantity,
        unit_price=unit_price,
        first_day=first_day,
        given_back=nothing if given_back is None else given_back,
        lowered_by=nothing,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Licences that were delivered together (R17).

    `window_from` is the instant from which their return window runs; `charges` name what paid for them in the
    current period, none where they were free.
    """

    id: str
    quantity: int
    window_from: dt.datetime
    charges: tuple[str, ...]

    def __post_init__(self) -> None:
        if self.quantity < 1:
            raise ValueError("A batch holds at least one licence.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """What a subscription becomes by an upgrade: its id, price and months, as agreed today."""

    subscription: str
    unit_price: Money
    months: int
    term_months: int
    unit: str = LICENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedQuantity:
    """So many licences more or, negative, less from a day on: a number, not a target (R18)."""

    id: str
    delta: int
    on: dt.date


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedUpgrade:
    """So many licences, all of them when None, become something else from a day on; `extra` more come with them."""

    id: str
    quantity: int | None
    target: Target
    on: dt.date
    extra: int = 0


Planned = PlannedQuantity | PlannedUpgrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One subscription with everything that decides about its money. Days are the customer's.

    `unit_price` is the agreed final unit price for one licence and `months` (R10). `spare` are licences that were
    given up but stay paid until the period's end; `carried` is what waits for the next period's bill.
    """

    id: str
    unit_price: Money
    months: int
    period: Period
    term: Period
    anchor: dt.date
    batches: tuple[Batch, ...]
    charges: tuple[Charged, ...]
    carried: Money
    planned: tuple[Planned, ...] = ()
    spare: int = 0
    unit: str = LICENCES
    turns_at: dt.time = MIDNIGHT

    def __post_init__(self) -> None:
        named = [name for batch in self.batches for name in batch.charges]
        if not named:
            return
        known = {charge.id for charge in self.charges}
        if unknown := [name for name in named if name not in known]:
            raise ValueError(f"Batches name charges that are not there: {unknown}.")

    @property
    def quantity(self) -> int:
        """How many licences are held now."""
        return sum(batch.quantity for batch in self.batches)

    @property
    def planned_quantity(self) -> int:
        """How many are held once everything planned has taken effect (R18)."""
        if any(isinstance(plan, PlannedUpgrade) and plan.quantity is None for plan in self.planned):
            return 0
        return self.quantity + sum(
            plan.delta if isinstance(plan, PlannedQuantity) else -(plan.quantity or 0)
            for plan in self.planned
        )

    @property
    def leaving(self) -> int:
        """How many are to leave by planned reductions and upgrades (R18)."""
        return sum(
            -min(0, plan.delta)
            if isinstance(plan, PlannedQuantity)
            else (self.quantity if plan.quantity is None else plan.quantity)
            for plan in self.planned
        )

    @property
    def recurring(self) -> Money:
        """What a whole billing period costs."""
        return self.unit_price * self.quantity

    @property
    def span(self) -> Span:
        """The current period, and when it turns."""
        return Span(period=self.period, turns_at=self.turns_at)

    def charge(self, name: str) -> Charged:
        """Answer one of its charges."""
        return next(charge for charge in self.charges if charge.id == name)

    def paid_by(self, charge: Charged) -> int:
        """Answer how many licences the charge still pays for."""
        return sum(batch.quantity for batch in self.batches if charge.id in batch.charges)


def with_charge(charges: Iterable[Charged], changed: Charged) -> tuple[Charged, ...]:
    """Answer the charges with one of them replaced by its newer state."""
    return tuple(changed if charge.id == changed.id else charge for charge in charges)


def without(batches: Iterable[Batch], taken: dict[str, int]) -> tuple[Batch, ...]:
    """Answer the batches less what was taken of each; an empty one is gone."""
    return tuple(
        replace(batch, quantity=batch.quantity - taken.get(batch.id, 0))
        for batch in batches
        if batch.quantity > taken.get(batch.id, 0)
    )
