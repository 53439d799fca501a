"""What the reseller earned month by month, what it earns each month from now on, and which terms end next."""

import dataclasses
import datetime as dt
from collections import defaultdict
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.console.customers import queries as customers
from seatwise.infra import numbering, tenancy
from seatwise.kernel import money, rounding
from seatwise.kernel.money import Money
from seatwise.kernel.period import add_months
from seatwise.pricing.domain import unit_price

MONTHS = 12
RENEWALS = 8

# A charge costs in proportion to what it brings: cost of a period × net ÷ unit price. Equal prices come together here and are
# finished exactly; a credit counts against its charge, at the cost of what it was charged for.
_MONEY = """
SELECT date_trunc('month', c.charged_on)::date, l.cost_for_term, l.term_months, l.billing_months, c.unit_price_minor,
       sum(c.net_minor)::bigint, count(*)::int
FROM charge c
LEFT JOIN subscription s ON s.reseller_id = c.reseller_id AND s.id = c.subscription_id
LEFT JOIN asset a ON a.reseller_id = c.reseller_id AND a.id = c.asset_id
LEFT JOIN order_line l ON l.reseller_id = c.reseller_id AND l.id = coalesce(s.cause_id, a.cause_id)
WHERE c.reseller_id = %(reseller)s AND c.charged_on >= %(first)s AND c.charged_on < %(end)s AND c.currency = %(currency)s
GROUP BY 1, 2, 3, 4, 5
"""
# What was paid for on a day, by the charges of the periods in which it lies: a debit adds licences, a credit takes them away.
# Charges of equal days come together here, so that each is read once for all twelve days.
_PAID_FOR = """
SELECT greatest(c.period_start_on, c.charged_on), c.period_end_on, s.billing_months,
       sum(c.quantity * c.unit_price_minor * CASE c.kind WHEN 'debit' THEN 1 ELSE -1 END)::bigint
FROM charge c JOIN subscription s ON s.reseller_id = c.reseller_id AND s.id = c.subscription_id
WHERE c.reseller_id = %(reseller)s AND c.currency = %(currency)s AND c.period_end_on > %(first)s
GROUP BY 1, 2, 3
"""
_RUN_RATE = """
SELECT billing_months, sum(final_unit_price_minor * quantity)::bigint FROM subscription
WHERE reseller_id = %(reseller)s AND status IN ('active', 'suspended') AND currency = %(currency)s GROUP BY billing_months
"""
_RENEWALS = """
SELECT s.number, s.name, s.quantity, p.unit, s.term_end_on, s.auto_renew AND s.leaving < s.quantity, c.id, c.name
FROM subscription s JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id JOIN product p ON p.id = s.product_id
WHERE s.reseller_id = %(reseller)s AND s.parent_id IS NULL AND s.status IN ('active', 'suspended')
  AND s.term_end_on = s.period_end_on
  AND (s.term_months > 1 OR NOT s.auto_renew OR s.leaving >= s.quantity)
ORDER BY s.period_end_on, s.id LIMIT %(most)s
"""


_BEGUN = """
SELECT EXISTS (SELECT FROM sales_order WHERE reseller_id = %(reseller)s),
       EXISTS (SELECT FROM mail_sender WHERE reseller_id = %(reseller)s),
       EXISTS (SELECT FROM listing WHERE reseller_id = %(reseller)s AND published_at IS NOT NULL),
       EXISTS (SELECT FROM customer WHERE reseller_id = %(reseller)s)
"""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Begun:
    """What a new reseller has done already: `sells` once there is an order."""

    sells: bool
    has_sender: bool
    has_published: bool
    has_customer: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """What was charged in a month less what was given back, net, what of it cost how much, and how many charges have no cost.

    `run_rate` is what was paid for on its last day, or today, as an amount a month.
    """

    first: dt.date
    revenue: Money
    with_cost: Money
    cost: Money
    without_cost: int
    run_rate: Money

    @property
    def margin(self) -> Money:
        """Of the charges whose cost is known."""
        return self.with_cost - self.cost


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A subscription of more than a month whose term ends: it renews, or it ends."""

    number_text: str
    name: str
    quantity: int
    unit: str
    on: dt.date
    auto_renew: bool
    customer_id: UUID
    customer: str


def begun() -> Begun:
    """This function will answer what the reseller has done of what one begins with, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_BEGUN, {"reseller": tenancy.current_reseller_id()})
        sells, has_sender, has_published, has_customer = cursor.fetchone() or (False,) * 4
    return Begun(sells=sells, has_sender=has_sender, has_published=has_published, has_customer=has_customer)


def months(*, today: dt.date, currency: str) -> tuple[Month, ...]:
    """This function will answer the last twelve months, this one the last, in two statements.

    Each month's cost is exact and rounded once (R8).
    """
    this = today.replace(day=1)
    first = add_months(this, 1 - MONTHS)
    params: dict[str, Any] = {
        "reseller": tenancy.current_reseller_id(),
        "first": first,
        "end": add_months(this, 1),
        "currency": currency,
    }
    revenue: dict[dt.date, int] = defaultdict(int)
    with_cost: dict[dt.date, int] = defaultdict(int)
    cost: dict[dt.date, Fraction] = defaultdict(Fraction)
    without: dict[dt.date, int] = defaultdict(int)
    with connection.cursor() as cursor:
        cursor.execute(_MONEY, params)
        for month, for_term, term_months, billing_months, price, net, count in cursor.fetchall():
            revenue[month] += net
            if for_term is None or not price:
                without[month] += count
                continue
            with_cost[month] += net
            per_period = unit_price.cost_of_period(
                cost_for_term=money.in_minor(Decimal(for_term), currency),
                term_months=term_months,
                billing_months=billing_months,
            )
            cost[month] += per_period * Fraction(net, price)
        # The last day of each month, today of this one.
        days = [min(add_months(first, at + 1) - dt.timedelta(days=1), today) for at in range(MONTHS)]
        cursor.execute(_PAID_FOR, params)
        paid_for: dict[dt.date, list[tuple[int, int]]] = defaultdict(list)
        for since, end, billing_months, minor in cursor.fetchall():
            for day in days:
                if since <= day < end:
                    paid_for[day.replace(day=1)].append((billing_months, minor))
    return tuple(
        Month(
            first=month,
            revenue=Money(revenue[month], currency),
            with_cost=Money(with_cost[month], currency),
            cost=Money(rounding.to_minor(cost[month]), currency),
            without_cost=without[month],
            run_rate=customers.run_rate(
                months=[months for months, _ in paid_for[month]],
                minors=[minor for _, minor in paid_for[month]],
                currency=currency,
            ),
        )
        for month in (add_months(first, at) for at in range(MONTHS))
    )


def run_rate(*, currency: str) -> Money:
    """This function will answer what all subscriptions cost in a month, net, in one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RUN_RATE, {"reseller": tenancy.current_reseller_id(), "currency": currency})
        rows = cursor.fetchall()
    return customers.run_rate(
        months=[months for months, _ in rows], minors=[minor for _, minor in rows], currency=currency
    )


def renewals() -> tuple[Renewal, ...]:
    """This function will answer the terms that end next, single months that renew by themselves left out. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(_RENEWALS, {"reseller": tenancy.current_reseller_id(), "most": RENEWALS})
        rows = cursor.fetchall()
    return tuple(
        Renewal(
            number_text=numbering.text(numbering.Series.SUBSCRIPTION, number),
            name=name,
            quantity=quantity,
            unit=unit,
            on=on,
            auto_renew=auto_renew,
            customer_id=customer_id,
            customer=customer,
        )
        for number, name, quantity, unit, on, auto_renew, customer_id, customer in rows
    )
