"""What waits for the reseller's team, for the menu and the head of each queue."""

import dataclasses
import datetime as dt

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import LineStatus, OrderStatus

TO_DELIVER = (LineStatus.IN_PROGRESS.value, LineStatus.FAILED.value)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Orders that wait for approval: how many, their net value, since when; and how many lines wait for delivery."""

    approvals: int
    value: Money
    since: dt.datetime | None
    deliveries: int
    failed: int


def waiting(*, currency: str) -> Waiting:
    """This function will count what waits, in one statement. # S23 S24"""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "reseller": tenancy.current_reseller_id(),
                "pending": OrderStatus.PENDING_RESELLER_APPROVAL.value,
                "deliver": list(TO_DELIVER),
                "failed": LineStatus.FAILED.value,
            },
        )
        approvals, value, since, deliveries, failed = cursor.fetchone() or (0, 0, None, 0, 0)
    return Waiting(
        approvals=approvals,
        value=Money(int(value), currency),
        since=since,
        deliveries=deliveries,
        failed=failed,
    )


_WAITING = """
SELECT o.orders, o.value, o.since, l.lines, l.failed
FROM (SELECT count(*) AS orders, coalesce(sum(net_minor), 0) AS value, min(submitted_at) AS since
      FROM sales_order WHERE reseller_id = %(reseller)s AND status = %(pending)s) o,
     (SELECT count(*) AS lines, count(*) FILTER (WHERE status = %(failed)s) AS failed
      FROM order_line WHERE reseller_id = %(reseller)s AND status = ANY(%(deliver)s)) l
"""
