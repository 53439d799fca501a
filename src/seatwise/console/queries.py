"""What waits for the reseller's team, for the menu and the head of each queue."""

import dataclasses
import datetime as dt

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import LineStatus, OrderStatus
from seatwise.ordering.models import OrderType
from seatwise.registrations.domain.status import Status as Registration

CANCELS = (
    OrderType.REDUCE_LICENCES.value,
    OrderType.CANCEL_ADD_ON.value,
    OrderType.CANCEL_SUBSCRIPTION.value,
)
"""Types of order that only take licences away."""
TO_DELIVER = (LineStatus.IN_PROGRESS.value, LineStatus.FAILED.value)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Orders that wait for approval and how many of them are cancellations, the net value of the others, since when; how
    many lines wait for delivery, and how many people ask to become customers.
    """

    approvals: int
    cancellations: int
    value: Money
    since: dt.datetime | None
    deliveries: int
    failed: int
    registrations: int


def waiting(*, currency: str) -> Waiting:
    """This function will count what waits, in one statement. # S23 S24"""
    with connection.cursor() as cursor:
        cursor.execute(
            _WAITING,
            {
                "reseller": tenancy.current_reseller_id(),
                "pending": OrderStatus.PENDING_RESELLER_APPROVAL.value,
                "deliver": list(TO_DELIVER),
                "cancels": list(CANCELS),
                "failed": LineStatus.FAILED.value,
                "asks": Registration.WAITING.value,
            },
        )
        row = cursor.fetchone()
    assert row is not None, "it counts"
    approvals, cancellations, value, since, deliveries, failed, registrations = row
    return Waiting(
        approvals=approvals,
        cancellations=cancellations,
        value=Money(int(value), currency),
        since=since,
        deliveries=deliveries,
        failed=failed,
        registrations=registrations,
    )


_WAITING = """
SELECT o.orders, o.cancellations, o.value, o.since, l.lines, l.failed, r.registrations
FROM (SELECT count(*) AS orders, count(*) FILTER (WHERE type = ANY(%(cancels)s)) AS cancellations,
             coalesce(sum(net_minor) FILTER (WHERE type <> ALL(%(cancels)s)), 0) AS value, min(submitted_at) AS since
      FROM sales_order WHERE reseller_id = %(reseller)s AND status = %(pending)s) o,
     (SELECT count(*) AS lines, count(*) FILTER (WHERE status = %(failed)s) AS failed
      FROM order_line WHERE reseller_id = %(reseller)s AND status = ANY(%(deliver)s)) l,
     (SELECT count(*) AS registrations FROM registration WHERE reseller_id = %(reseller)s AND status = %(asks)s) r
"""
