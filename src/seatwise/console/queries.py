"""What waits for the reseller's team, for the menu and the head of each queue."""

import dataclasses
import datetime as dt
from typing import Any

from django.db import connection

from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import LineStatus
from seatwise.ordering.models import OrderType

CANCELS = (
    OrderType.REDUCE_LICENCES.value,
    OrderType.CANCEL_ADD_ON.value,
    OrderType.CANCEL_SUBSCRIPTION.value,
)
"""Types of order that only take licences away."""
CANCELS_IN_SQL = f"({', '.join(repr(each) for each in CANCELS)})"
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
    """This function will count what waits, of orders and of lines a hundred at most, for the menu of every page. # S23 S24

    One statement.
    """
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
        cursor.execute(statement, {"reseller": tenancy.current_reseller_id()})
        row: tuple[Any, ...] | None = cursor.fetchone()
    assert row is not None, "it counts"
    return row


# Statuses and types in words, not as parameters: PostgreSQL finds the indexes of what waits without planning anew each time.
_APPROVALS = "FROM sales_order WHERE reseller_id = %(reseller)s AND status = 'pending_reseller_approval'"
_DELIVERIES = "FROM order_line WHERE reseller_id = %(reseller)s AND status IN ('in_progress', 'failed')"
_REGISTRATIONS = "FROM registration WHERE reseller_id = %(reseller)s AND status = 'waiting'"
_WAITING = f"""
SELECT (SELECT count(*) FROM (SELECT {_APPROVALS} LIMIT 100) a), (SELECT count(*) FROM (SELECT {_DELIVERIES} LIMIT 100) d),
       (SELECT count(*) {_REGISTRATIONS})
"""  # noqa: S608
_IN_DETAIL = f"""
SELECT o.orders, o.cancellations, o.value, o.since, l.lines, l.failed, r.registrations
FROM (SELECT count(*) AS orders, count(*) FILTER (WHERE type IN {CANCELS_IN_SQL}) AS cancellations,
             coalesce(sum(net_minor) FILTER (WHERE type NOT IN {CANCELS_IN_SQL}), 0) AS value, min(submitted_at) AS since
      {_APPROVALS}) o,
     (SELECT count(*) AS lines, count(*) FILTER (WHERE status = 'failed') AS failed {_DELIVERIES}) l,
     (SELECT count(*) AS registrations {_REGISTRATIONS}) r
"""  # noqa: S608
