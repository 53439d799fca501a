"""What waits for the reseller's team, for the menu and the head of each queue."""

import dataclasses
import datetime as dt
from typing import Any

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import LineStatus
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
    """How many orders wait for approval, how many lines for delivery, and how many people ask to become customers."""

    approvals: int
    deliveries: int
    registrations: int


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class WaitingInDetail(Waiting):
    """Besides: how many of the orders are cancellations, the net value of the others, since when they wait; failed lines."""

    cancellations: int
    value: Money
    since: dt.datetime | None
    failed: int


def waiting() -> Waiting:
    """This function will count what waits, in one statement that reads indexes only: for the menu on every page. # S23 S24"""
    approvals, deliveries, registrations = _counted(_WAITING)
    return Waiting(approvals=approvals, deliveries=deliveries, registrations=registrations)


def waiting_in_detail(*, currency: str) -> WaitingInDetail:
    """This function will count what waits and add it up, in one statement. # S23 S24"""
    approvals, cancellations, value, since, deliveries, failed, registrations = _counted(_IN_DETAIL)
    return WaitingInDetail(
        approvals=approvals,
        cancellations=cancellations,
        value=Money(int(value), currency),
        since=since,
        deliveries=deliveries,
        failed=failed,
        registrations=registrations,
    )


def containing(words: str) -> str:
    """This function will answer the pattern with which ILIKE finds these words anywhere in a text."""
    escaped = words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def _counted(statement: str) -> tuple[Any, ...]:
    with connection.cursor() as cursor:
        cursor.execute(
            statement,
            {
                "reseller": tenancy.current_reseller_id(),
                "deliver": list(TO_DELIVER),
                "cancels": list(CANCELS),
                "failed": LineStatus.FAILED.value,
                "asks": Registration.WAITING.value,
            },
        )
        row: tuple[Any, ...] | None = cursor.fetchone()
    assert row is not None, "it counts"
    return row


# The status of orders in words, not as a parameter: the index of what waits is for this one only.
_WAITING = """
SELECT (SELECT count(*) FROM sales_order WHERE reseller_id = %(reseller)s AND status = 'pending_reseller_approval'),
       (SELECT count(*) FROM order_line WHERE reseller_id = %(reseller)s AND status = ANY(%(deliver)s)),
       (SELECT count(*) FROM registration WHERE reseller_id = %(reseller)s AND status = %(asks)s)
"""
_IN_DETAIL = """
SELECT o.orders, o.cancellations, o.value, o.since, l.lines, l.failed, r.registrations
FROM (SELECT count(*) AS orders, count(*) FILTER (WHERE type = ANY(%(cancels)s)) AS cancellations,
             coalesce(sum(net_minor) FILTER (WHERE type <> ALL(%(cancels)s)), 0) AS value, min(submitted_at) AS since
      FROM sales_order WHERE reseller_id = %(reseller)s AND status = 'pending_reseller_approval') o,
     (SELECT count(*) AS lines, count(*) FILTER (WHERE status = %(failed)s) AS failed
      FROM order_line WHERE reseller_id = %(reseller)s AND status = ANY(%(deliver)s)) l,
     (SELECT count(*) AS registrations FROM registration WHERE reseller_id = %(reseller)s AND status = %(asks)s) r
"""
