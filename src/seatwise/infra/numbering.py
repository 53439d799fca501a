"""Numbers that people read (SO-10001, S-2001, A-1001), per reseller. Gaps are fine; no lock is held until an order commits.

Each number is taken in a short transaction of its own on the connection "numbering". That transaction need not wait for the
disk: its record precedes the order's in the write-ahead log, so a number cannot come back once an order that bears it is durable.
"""

import enum
from uuid import UUID

from django.db import connection, connections

from seatwise.infra import tenancy, transactions


class Series(enum.Enum):
    """A kind of number: its prefix and the number before the first."""

    ORDER = ("SO-", 10_000)
    SUBSCRIPTION = ("S-", 2_000)
    ASSET = ("A-", 1_000)


def take(series: Series) -> int:
    """This function will take the next number of the current reseller's series, for ever."""
    reseller_id: UUID = tenancy.current_reseller_id()
    with connections["numbering"].cursor() as cursor:
        cursor.execute(
            "SELECT seatwise_take_number(%s, %s, %s)", [reseller_id, series.name.lower(), series.value[1]]
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0])


def reserve(series: Series, count: int) -> int:
    """This function will take many numbers of the current reseller's series at once, and answer the number before the first.

    In the open transaction, whose end everybody else who wants a number waits for: keep it short.
    """
    transactions.assert_writing()
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO number_series AS held (reseller_id, series, last) VALUES (%s, %s, %s::bigint + %s::bigint)"
            " ON CONFLICT (reseller_id, series) DO UPDATE SET last = held.last + %s::bigint RETURNING held.last",
            [tenancy.current_reseller_id(), series.name.lower(), series.value[1], count, count],
        )
        row = cursor.fetchone()
    assert row is not None
    return int(row[0]) - count


def text(series: Series, number: int) -> str:
    """This function will write a number as people read it, for example SO-10001."""
    return f"{series.value[0]}{number}"


def parse(series: Series, written: str) -> int | None:
    """This function will read a number as people write it ("SO-10001", "so-10001", "10001"); None when it is none."""
    digits = written.strip().upper().removeprefix(series.value[0])
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
