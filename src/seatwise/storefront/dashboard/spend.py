"""What a customer was charged month by month, net, and the picture of it (S8, S14, B7).

What is hidden is left out, and counted. The picture's places are thousandths, so that no float comes near an amount.
"""

import dataclasses
import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.period import add_months
from seatwise.pricing.queries.visibility import order_hidden_reason, price_hidden_reason

MONTHS = 12
_WIDE, _HIGH = 1_200, 1_000
_GAP = 28

# A charge is a price of what is held (S14) and the amount of an order (S8): either hides it. The calendar's have no order.
_CAUSED = """
LEFT JOIN order_line l ON l.reseller_id = c.reseller_id AND l.id = c.cause_id AND c.cause_kind = 'order_line'
LEFT JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
WHERE c.reseller_id = %(reseller)s AND c.customer_id = %(customer)s AND c.charged_on >= %(since)s
"""
_SPEND = f"""
SELECT month, coalesce(sum(net_minor) FILTER (WHERE shown), 0)::bigint, count(*) FILTER (WHERE NOT shown) FROM (
    SELECT date_trunc('month', c.charged_on)::date AS month, c.net_minor,
           {price_hidden_reason("h")} = '' AND {order_hidden_reason("o")} = '' AS shown
    FROM charge c JOIN subscription h ON h.reseller_id = c.reseller_id AND h.id = c.subscription_id {_CAUSED}
    UNION ALL
    SELECT date_trunc('month', c.charged_on)::date, c.net_minor,
           {price_hidden_reason("h")} = '' AND {order_hidden_reason("o")} = ''
    FROM charge c JOIN asset h ON h.reseller_id = c.reseller_id AND h.id = c.asset_id {_CAUSED}
) AS charged GROUP BY month
"""  # noqa: S608


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month by its first day, what was charged less what was given back, and how many charges are hidden and not in it."""

    on: dt.date
    net: Money
    left_out: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A month's bar in a picture of 1200 by 1000, its corner left above."""

    x: int
    y: int
    width: int
    height: int
    is_credit: bool
    is_last: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """The bars, and the amounts at the top, at zero and, where there are credits, at the bottom of the picture."""

    bars: tuple[Bar, ...]
    top: Money
    bottom: Money | None
    zero: int


def months(
    *, customer_id: UUID, currency: str, standard_since: dt.datetime | None, today: dt.date
) -> tuple[Month, ...]:
    """This function will answer the last twelve months, the present one last; a month without charges is zero. One statement."""
    since = add_months(today.replace(day=1), 1 - MONTHS)
    with connection.cursor() as cursor:
        cursor.execute(
            _SPEND,
            {
                "reseller": tenancy.current_reseller_id(),
                "customer": customer_id,
                "since": since,
                "standard_since": standard_since,
            },
        )
        found = {month: (net, hidden) for month, net, hidden in cursor.fetchall()}
    return tuple(
        Month(on=on, net=Money(found.get(on, (0, 0))[0], currency), left_out=found.get(on, (0, 0))[1])
        for on in (add_months(since, index) for index in range(MONTHS))
    )


def chart(found: Sequence[Month]) -> Chart | None:
    """This function will answer the picture of months, None where nothing was charged in any."""
    amounts = [month.net.minor for month in found]
    if not any(amounts):
        return None
    currency = found[0].net.currency
    top, bottom = _round_above(max(0, *amounts), currency), -_round_above(-min(0, *amounts), currency)
    span = top - bottom
    zero = top * _HIGH // span
    step = _WIDE // len(amounts)
    bars = []
    for place, minor in enumerate(amounts):
        end = (top - minor) * _HIGH // span
        bars.append(
            Bar(
                x=place * step + _GAP // 2,
                y=min(end, zero),
                width=step - _GAP,
                height=max(abs(zero - end), 4 if minor else 0),
                is_credit=minor < 0,
                is_last=place == len(amounts) - 1,
            )
        )
    return Chart(
        bars=tuple(bars),
        top=Money(top, currency),
        bottom=Money(bottom, currency) if bottom else None,
        zero=zero,
    )


def _round_above(minor: int, currency: str) -> int:
    """The next amount of the sort 1, 2, 5, 10, 20, 50 … in whole units; 0 stays 0."""
    if not minor:
        return 0
    size: int = 10 ** money.minor_digits(currency)
    while True:
        for factor in (1, 2, 5):
            if factor * size >= minor:
                return factor * size
        size *= 10
