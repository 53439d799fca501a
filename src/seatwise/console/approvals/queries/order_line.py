"""A line of an order as the reseller decides on it: what is charged if it is delivered now, its cost and its margin (S23, R27)."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import engine
from seatwise.billing.domain.proration import ChargeKind
from seatwise.console import margins
from seatwise.console.margins import Margin
from seatwise.infra import numbering, tenancy
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
    for a new purchase. `source` is the name of what an upgrade comes from, `parent_…` tell what an add-on is for, "" for nothing.
    `recurring` is how what is paid each period changes, by the period's months.
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
    parent_name: str
    parent_number: str
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


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line as it is kept, with the period and the licences of the subscription it concerns, None where it concerns none.

    That is what it adds to or takes from, or the parent of an add-on that it starts; an add-on changes none of its licences.
    `staying` are the licences of it that nothing takes away, where the line adds to it.
    Of what an upgrade comes from also what it was sold for, and what it cost where that was known. `parent_name` is that of the
    subscription to which an add-on belongs.
    """

    id: UUID
    order_id: UUID
    name: str
    unit: str
    vendor: str
    logo: str
    action: str
    quantity: int
    extra: int
    currency: str
    term_months: int
    billing_months: int
    cost_for_term: Decimal | None
    final_unit_price_minor: int
    quoted_net_minor: int
    quoted_share_num: int
    quoted_share_den: int
    charged_net_minor: int | None
    charged_share_num: int | None
    charged_share_den: int | None
    status: str
    status_reason: str
    automatic: bool
    planned_on: dt.date | None
    source_id: UUID | None
    held: int | None
    subject_id: UUID | None
    staying: int | None
    held_name: str | None
    parent_name: str | None
    parent_number: int | None
    period_start_on: dt.date | None
    period_end_on: dt.date | None
    source_cost_for_term: Decimal | None
    source_term_months: int | None
    source_billing_months: int | None
    source_price_minor: int | None

    @property
    def final_unit_price(self) -> Money:
        return Money(self.final_unit_price_minor, self.currency)


_COLUMNS = {
    "vendor": "p.vendor",
    "logo": "p.logo",
    "held": "CASE WHEN l.action <> 'start' THEN w.quantity END",
    "subject_id": "w.id",
    "staying": "CASE WHEN l.action IN ('add', 'start') THEN w.quantity - w.leaving END",
    "held_name": "w.name",
    "parent_name": "f.name",
    "parent_number": "f.number",
    "period_start_on": "w.period_start_on",
    "period_end_on": "w.period_end_on",
    "source_cost_for_term": "c.cost_for_term",
    "source_term_months": "w.term_months",
    "source_billing_months": "w.billing_months",
    "source_price_minor": "w.final_unit_price_minor",
}
_NAMES = tuple(field.name for field in dataclasses.fields(Row))
# CASE and not coalesce: that one counts as a function that may leak, so that row security keeps it off the index.
_ROWS = f"""
SELECT {", ".join(_COLUMNS.get(name, f"l.{name}") for name in _NAMES)}
FROM order_line l JOIN product p ON p.id = l.product_id
LEFT JOIN subscription w ON w.reseller_id = l.reseller_id
    AND w.id = CASE l.action WHEN 'add' THEN l.subscription_id WHEN 'start' THEN l.parent_id ELSE l.source_id END
LEFT JOIN subscription f ON f.reseller_id = l.reseller_id
    AND f.id = CASE WHEN l.parent_id IS NULL THEN w.parent_id ELSE l.parent_id END
LEFT JOIN order_line c ON l.action = 'upgrade' AND c.reseller_id = w.reseller_id AND c.id = w.cause_id
WHERE l.reseller_id = %(reseller)s AND l.order_id = ANY(%(orders)s) ORDER BY l.order_id, l.position
"""  # noqa: S608


def rows(*, order_ids: Collection[UUID]) -> dict[UUID, list[Row]]:
    """This function will read the lines of orders, each in its order, in one statement."""
    found: dict[UUID, list[Row]] = {order_id: [] for order_id in order_ids}
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, {"reseller": tenancy.current_reseller_id(), "orders": list(found)})
        for values in cursor.fetchall():
            row = Row(**dict(zip(_NAMES, values, strict=True)))
            found[row.order_id].append(row)
    return found


def money(*, row: Row, today: dt.date) -> Margin:
    """This function will answer what a line brings: as charged, as if delivered today where it only adds, or as quoted (R27)."""
    pays, days_left, days = _as_of(row, today)
    return Margin(pays=pays, cost=_cost_as_of(row, pays, Fraction(days_left, days)))


def shown(*, row: Row, today: dt.date) -> Line:
    """This function will answer a line of an order whole, with what it brings as money() says it."""
    quoted = Money(row.quoted_net_minor, row.currency)
    pays, days_left, days = _as_of(row, today)
    count = -row.quantity if row.action == "remove" else row.quantity
    comes = count if row.action == "remove" else row.quantity + row.extra
    return Line(
        name=row.name,
        vendor=row.vendor,
        logo=row.logo,
        action=row.action,
        quantity=count,
        unit=row.unit,
        before=row.held,
        after=None if row.held is None else row.held + (count if row.action != "upgrade" else -count),
        source=row.held_name or "" if row.action == "upgrade" else "",
        parent_name=row.parent_name or "",
        parent_number=""
        if row.parent_number is None
        else numbering.text(numbering.Series.SUBSCRIPTION, row.parent_number),
        term_months=row.term_months,
        billing_months=row.billing_months,
        days_left=days_left,
        days=days,
        final_unit_price=row.final_unit_price,
        status=LineStatus(row.status),
        status_reason=row.status_reason,
        automatic=row.automatic,
        planned_on=row.planned_on,
        money=Margin(pays=pays, cost=_cost_as_of(row, pays, Fraction(days_left, days))),
        recurring=_recurring(row, comes),
        quoted=quoted if quoted != pays else None,
    )


def _recurring(row: Row, comes: int) -> Recurring:
    """How what is paid each period changes; an upgrade also takes away what its licences were."""
    if not row.billing_months:
        return ()
    found = (row.billing_months, Margin(pays=row.final_unit_price * comes, cost=_cost(row, comes)))
    if row.action != "upgrade" or row.source_price_minor is None or row.source_billing_months is None:
        return (found,)
    left = Margin(
        pays=Money(row.source_price_minor, row.currency) * -row.quantity,
        cost=_source_cost(row, Fraction(-row.quantity)),
    )
    return (found, (row.source_billing_months, left))


def _source_cost(row: Row, share: Fraction) -> Money | None:
    """What that many licences of an upgrade's source cost in a period, for a part of one where `share` says so."""
    if row.source_cost_for_term is None:
        return None
    return margins.cost(
        cost_for_term=row.source_cost_for_term,
        term_months=row.source_term_months or 0,
        billing_months=row.source_billing_months or 0,
        currency=row.currency,
        quantity=1,
        share=share,
    )


def _cost_of_upgrade(row: Row, pays: Money, share: Fraction) -> Money | None:
    """What the licences become costs, less what they were: in the proportion in which the line gives their price back."""
    comes = row.quantity + row.extra
    cost = _cost(row, comes, share)
    back = rounding.to_minor(row.final_unit_price_minor * comes * share) - pays.minor
    if cost is None or not back:
        return cost
    price = row.source_price_minor
    left = _source_cost(row, Fraction(back, price)) if price else None
    return None if left is None else cost - left


def _cost_as_of(row: Row, pays: Money, share: Fraction) -> Money | None:
    """What the line costs. A credit of several batches, or one that was limited, goes by what it gives back, not by days."""
    if row.action == "upgrade" and pays:
        return _cost_of_upgrade(row, pays, share)
    if row.action != "remove":
        return _cost(row, row.quantity, share)
    price = row.final_unit_price
    if rounding.to_minor(-price.minor * row.quantity * share) == pays.minor:
        return _cost(row, -row.quantity, share)
    return _cost_of_credit(row, pays, price)


def _as_of(row: Row, today: dt.date) -> tuple[Money, int, int]:
    """What the line is charged, with the days that are left of the period: as delivered, if delivered today, or as quoted.

    What takes licences away is worked out by the engine, for the order that is shown whole.
    """
    if row.charged_net_minor is not None:
        charged = Money(row.charged_net_minor, row.currency)
        assert row.charged_share_num is not None
        assert row.charged_share_den is not None
        return charged, row.charged_share_num, row.charged_share_den
    waits = row.status not in {LineStatus.CANCELED.value, LineStatus.DELIVERED.value}
    if waits and row.action in {"add", "start"} and row.period_start_on and row.period_end_on:
        period = Period(row.period_start_on, row.period_end_on)
        if days_left := period.days_left(today):
            exact = Fraction(row.final_unit_price_minor * row.quantity * days_left, period.days)
            return Money(rounding.to_minor(exact), row.currency), days_left, period.days
    return Money(row.quoted_net_minor, row.currency), row.quoted_share_num, row.quoted_share_den


def worked_out(
    *, found: Line, line: models.OrderLine, subject: changing.Subject, moment: engine.Moment
) -> Line:
    """This function will answer a line that takes licences away as the engine counts it now. Raises the engine's refusals."""
    answer = facts.work_out(line=line, subject=subject, moment=moment)
    if answer.planned:
        raise TooLate(N_("The days in which these licences could be returned are over."))
    now = margins.total((_part(line, subject, each) for each in answer.lines), line.currency)
    quoted = Money(line.quoted_net_minor, line.currency)
    last = answer.lines[-1].left if answer.lines else engine.Left(0, 1, engine.Unit.DAY)
    return dataclasses.replace(
        found,
        money=now,
        days_left=last.count,
        days=last.of,
        quoted=quoted if quoted != now.pays else None,
    )


def _part(line: models.OrderLine, subject: changing.Subject, part: engine.Line) -> Margin:
    """One debit or credit with its cost: what licences become costs what the order says, what they were what it cost then."""
    what = line if part.subscription == str(line.id) else subject
    if part.limited:
        return Margin(pays=part.amount, cost=_cost_of_credit(what, part.amount, part.unit_price))
    count = part.quantity if part.kind is ChargeKind.DEBIT else -part.quantity
    return Margin(pays=part.amount, cost=_cost(what, count, part.share))


def _cost_of_credit(
    what: Row | models.OrderLine | changing.Subject, amount: Money, unit_price: Money
) -> Money | None:
    """What a credit takes off the cost where its days do not tell: in the proportion in which it gives the price back."""
    return _cost(what, 1, Fraction(amount.minor, unit_price.minor)) if unit_price else _cost(what, 0)


def _cost(
    what: Row | models.OrderLine | changing.Subject, quantity: int, share: Fraction = Fraction(1)
) -> Money | None:
    return margins.cost(
        cost_for_term=what.cost_for_term,
        term_months=what.term_months,
        billing_months=what.billing_months,
        currency=what.unit_price.currency if isinstance(what, changing.Subject) else what.currency,
        quantity=quantity,
        share=share,
    )
