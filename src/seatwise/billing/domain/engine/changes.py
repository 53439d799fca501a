"""What may be asked of the engine. `id` is the caller's name for the change; new charges and batches are named after it."""

from dataclasses import dataclass
from enum import StrEnum

from seatwise.billing.domain.engine.held import Target
from seatwise.billing.domain.proration import LICENCES
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period


class When(StrEnum):
    NOW = "now"
    PERIOD_END = "period_end"
    TERM_END = "term_end"


@dataclass(frozen=True, slots=True, kw_only=True)
class Buy:
    """A new subscription. `period` is given where the first one began earlier, on a calendar's day; its rest is charged."""

    id: str
    subscription: str
    unit_price: Money
    quantity: int
    months: int
    term_months: int
    period: Period | None = None
    unit: str = LICENCES


@dataclass(frozen=True, slots=True, kw_only=True)
class Add:
    """More licences (S17)."""

    id: str
    quantity: int
    when: When = When.NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduce:
    """Fewer licences, or none where `quantity` is None: then the subscription is canceled (S20, S21).

    Now takes the `batch` that was picked first, then by deadline; what is not open is planned (R17).
    """

    id: str
    quantity: int | None = None
    when: When = When.NOW
    batch: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """All licences (`quantity` None) or some of them become the target; `total` may be larger than what moves (R22)."""

    id: str
    target: Target
    quantity: int | None = None
    total: int | None = None
    when: When = When.NOW


@dataclass(frozen=True, slots=True, kw_only=True)
class Reprice:
    """Another final unit price, or another discount, from now on."""

    id: str
    unit_price: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """All of it ends now, whatever windows say: an add-on whose parent ended or became something else (R21, R22)."""

    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Undo:
    """Drop one planned change before it takes effect (R18)."""

    id: str
    planned: str


Change = Add | Reduce | Upgrade | Reprice | End | Undo
