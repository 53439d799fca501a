"""Why a change cannot be: each is said to the person who wished it."""

from seatwise.billing.domain.engine.counting import Left, Moment, left
from seatwise.billing.domain.engine.held import Held, PlannedQuantity
from seatwise.billing.domain.proration import PeriodEnded
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.kernel.refusal import N_, Refusal


class Leaving(Refusal):
    """All licences are planned to leave, which blocks buying and upgrading until it is undone (R18)."""

    code = "leaving"


class MoreThanHeld(Refusal):
    """More licences are to go than there are, counting those that are already planned to (R6, R18)."""

    code = "more_than_held"


class TooFew(Refusal):
    code = "too_few"


class WindowClosed(Refusal):
    """The batch that was picked cannot be returned any more (R17)."""

    code = "window_closed"


class TermRuns(Refusal):
    """The vendor does not let a term be left early (R17)."""

    code = "term_runs"


class PlannedFirst(Refusal):
    """Planned changes of the source must be undone before it is upgraded (R22)."""

    code = "planned_first"


class DowngradeRefused(Refusal):
    code = "downgrade_refused"


class SmallerTotal(Refusal):
    """An upgrade to fewer licences than move is two wishes (R22)."""

    code = "smaller_total"


class NothingPlanned(Refusal):
    """The planned change is not there, because it took effect or was undone before (R18)."""

    code = "nothing_planned"


def check_quantity(quantity: int) -> None:
    """Answer nothing for one licence or more. Raises TooFew."""
    if quantity < 1:
        raise TooFew(N_("At least one licence is needed."))


def check_stays(held: Held) -> None:
    """Answer nothing unless everything is planned to leave. Raises Leaving (R18)."""
    reduced = sum(-min(0, plan.delta) for plan in held.planned if isinstance(plan, PlannedQuantity))
    if held.quantity and reduced >= held.quantity:
        raise Leaving(N_("This subscription is planned to end. Undo that first."))


def check_nothing_planned(held: Held) -> None:
    """Answer nothing unless something is planned. Raises PlannedFirst (R22)."""
    if held.planned:
        raise PlannedFirst(N_("Changes are planned for this subscription. Undo them first."))


def check_left(*, rule: VendorRule, held: Held, moment: Moment) -> Left:
    """Answer what is left of the current period. Raises PeriodEnded when nothing is (R13)."""
    found = left(rule=rule, span=held.span, moment=moment)
    if not found.count:
        raise PeriodEnded(
            N_("The billing period ended on %(end)s and the next one is not charged yet. Try again later."),
            end=held.period.end,
        )
    return found
