"""A line of an order as the reseller decides on it: what is charged if it is delivered now, its cost and its margin (S23, R27)."""

import dataclasses
import datetime as dt
from fractions import Fraction

from seatwise.billing.domain import engine
from seatwise.billing.domain.proration import ChargeKind
from seatwise.console import margins
from seatwise.console.margins import Margin
from seatwise.kernel import rounding
from seatwise.kernel.money import Money
from seatwise.kernel.period import Period
from seatwise.kernel.refusal import N_
from seatwise.ordering import models
from seatwise.ordering.domain import changing
from seatwise.ordering.domain.status import LineStatus
from seatwise.ordering.operations import TooLate
from seatwise.ordering.queries import facts

Recurring = tuple[tuple[int, Margin], ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line as it would be charged if it were delivered now, or as it was; `quoted` when that was another amount (R27).

    `quantity` is signed. `before` is how many licences the subscription has that it changes, `after` how many it then has; None
    for a new purchase. `source` is the name of what an upgrade comes from. `recurring` is how what is paid each period changes,
    by the period's months.
    """

    name: str
    vendor: str
    logo: str
    action: str
    quantity: int
    unit: str
    before: int | None
    after: int | None
    source: str
    term_months: int
    billing_months: int
    days_left: int
    days: int
    final_unit_price: Money
    status: LineStatus
    status_reason: str
    automatic: bool
    planned_on: dt.date | None
    money: Margin
    recurring: Recurring
    quoted: Money | None


def shown(*, line: models.OrderLine, today: dt.date) -> Line:
    """This function will answer a line of an order: as charged, as if delivered today where it only adds, or as quoted."""
    price = Money(line.final_unit_price_minor, line.currency)
    quoted = Money(line.quoted_net_minor, line.currency)
    pays, days_left, days = _as_of(line, price, today)
    changed = line.subscription if line.action == "add" else line.source
    held = None if changed is None else int(changed.quantity)
    count = -line.quantity if line.action == "remove" else line.quantity
    comes = count if line.action == "remove" else line.quantity + line.extra
    return Line(
        name=line.name,
        vendor=line.product.vendor,
        logo=line.product.logo,
        action=line.action,
        quantity=count,
        unit=line.unit,
        before=held,
        after=None if held is None else held + (count if line.action != "upgrade" else -count),
        source=line.source.name if line.action == "upgrade" else "",
        term_months=line.term_months,
        billing_months=line.billing_months,
        days_left=days_left,
        days=days,
        final_unit_price=price,
        status=LineStatus(line.status),
        status_reason=line.status_reason,
        automatic=line.automatic,
        planned_on=line.planned_on,
        money=Margin(
            pays=pays,
            cost=_cost_as_of(line, pays, Fraction(days_left, days)),
        ),
        recurring=((line.billing_months, Margin(pays=price * comes, cost=_cost(line, comes))),)
        if line.billing_months
        else (),
        quoted=quoted if quoted != pays else None,
    )


def _cost_as_of(line: models.OrderLine, pays: Money, share: Fraction) -> Money | None:
    """What the line costs. A credit of several batches, or one that was limited, goes by what it gives back, not by days.

    What the licences of an upgrade cost before it is known only to who asks the engine.
    """
    if line.action == "upgrade" and pays:
        return None
    if line.action != "remove":
        return _cost(line, line.quantity, share)
    price = Money(line.final_unit_price_minor, line.currency)
    if rounding.to_minor(-price.minor * line.quantity * share) == pays.minor:
        return _cost(line, -line.quantity, share)
    return _cost_of_credit(line, pays, price)


def _as_of(line: models.OrderLine, price: Money, today: dt.date) -> tuple[Money, int, int]:
    """What the line is charged, with the days that are left of the period: as delivered, if delivered today, or as quoted.

    What takes licences away is worked out by the engine, for the order that is shown whole.
    """
    if line.charged_net_minor is not None:
        charged = Money(line.charged_net_minor, line.currency)
        assert line.charged_share_num is not None
        assert line.charged_share_den is not None
        return charged, line.charged_share_num, line.charged_share_den
    waits = line.status not in {LineStatus.CANCELED.value, LineStatus.DELIVERED.value}
    within = line.subscription if line.action == "add" else line.parent if line.action == "start" else None
    if waits and within is not None:
        period = Period(within.period_start_on, within.period_end_on)
        if days_left := period.days_left(today):
            exact = Fraction(price.minor) * line.quantity * Fraction(days_left, period.days)
            return Money(rounding.to_minor(exact), line.currency), days_left, period.days
    return Money(line.quoted_net_minor, line.currency), line.quoted_share_num, line.quoted_share_den


def worked_out(
    *, line: models.OrderLine, subject: changing.Subject, moment: engine.Moment, today: dt.date
) -> Line:
    """This function will answer a line that takes licences away as the engine counts it now. Raises the engine's refusals."""
    answer = facts.work_out(line=line, subject=subject, moment=moment)
    if answer.planned:
        raise TooLate(N_("The days in which these licences could be returned are over."))
    now = margins.total((_part(line, subject, each) for each in answer.lines), line.currency)
    found = shown(line=line, today=today)
    quoted = Money(line.quoted_net_minor, line.currency)
    last = answer.lines[-1].left if answer.lines else engine.Left(0, 1, engine.Unit.DAY)
    recurring = found.recurring
    if line.action == "upgrade":
        leaves = _cost(subject, -line.quantity)
        left = Margin(pays=subject.held.unit_price * -line.quantity, cost=leaves)
        recurring = (*recurring, (subject.billing_months, left))
    return dataclasses.replace(
        found,
        money=now,
        days_left=last.count,
        days=last.of,
        quoted=quoted if quoted != now.pays else None,
        recurring=recurring,
    )


def _part(line: models.OrderLine, subject: changing.Subject, part: engine.Line) -> Margin:
    """One debit or credit with its cost: what licences become costs what the order says, what they were what it cost then."""
    what = line if part.subscription == str(line.id) else subject
    if part.limited:
        return Margin(pays=part.amount, cost=_cost_of_credit(what, part.amount, part.unit_price))
    count = part.quantity if part.kind is ChargeKind.DEBIT else -part.quantity
    return Margin(pays=part.amount, cost=_cost(what, count, part.share))


def _cost_of_credit(
    what: models.OrderLine | changing.Subject, amount: Money, unit_price: Money
) -> Money | None:
    """What a credit takes off the cost where its days do not tell: in the proportion in which it gives the price back."""
    return _cost(what, 1, Fraction(amount.minor, unit_price.minor)) if unit_price else _cost(what, 0)


def _cost(
    what: models.OrderLine | changing.Subject, quantity: int, share: Fraction = Fraction(1)
) -> Money | None:
    return margins.cost(
        cost_for_term=what.cost_for_term,
        term_months=what.term_months,
        billing_months=what.billing_months,
        currency=what.currency if isinstance(what, models.OrderLine) else what.unit_price.currency,
        quantity=quantity,
        share=share,
    )
