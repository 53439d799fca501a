"""Fills an installation with generated resellers, customers and subscriptions, as the application's role: every constraint holds.

Each reseller is one scope, and its rows are committed ten thousand subscriptions at a time. As many resellers are filled at
once as there are processors, up to four.
"""

import dataclasses
import datetime as dt
import os
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent import futures
from typing import Any
from uuid import UUID

from django.db import connection, connections

from seatwise.generator import bought, shop
from seatwise.infra import numbering, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import operations as resellers
from seatwise.resellers import queries

PORTION = 10_000
LARGEST_CUSTOMER = 5_000
_OF_ONE_CUSTOMER = 50
# Each holds a connection of the pool for as long as it lasts.
_AT_ONCE = 4
_GENERATED = re.compile(r"load-\d+")
# Planned for numbers it does not know, the statement would expect few rows and read all customers again for each.
_PLANNING = "SET LOCAL enable_nestloop = off"

Told = Callable[[int], None]


class HasOwnData(Refusal):
    code = "has_own_data"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Share:
    """What one reseller gets. `big` of its subscriptions belong to its first customer; the numbers go on after `*_from`."""

    nth: int
    reseller_id: UUID
    domain: str
    count: int
    customers: int
    big: int
    orders_from: int
    subscriptions_from: int

    def values(self, now: dt.datetime) -> dict[str, Any]:
        """This function will answer the values that the SQL names."""
        return {
            "reseller": self.reseller_id,
            "now": now,
            "today": now.date(),
            "nth": self.nth,
            "domain": self.domain,
            "customers": self.customers,
            "without_approval": [n for n in range(self.customers) if n % 5 != 4],
            "big": self.big,
            "orders_from": self.orders_from,
            "subscriptions_from": self.subscriptions_from,
        }


def generate(
    *,
    count: int,
    into: int,
    now: dt.datetime,
    largest: int = LARGEST_CUSTOMER,
    of_one_customer: int = _OF_ONE_CUSTOMER,
    told: Told = lambda _: None,
) -> float:
    """This function will add that many subscriptions to generated resellers, load-01 up to that number; answers the seconds.

    The first reseller's first customer gets the `largest` number of them, or half of the reseller's where those are fewer.
    A customer has `of_one_customer` of them on average. `told` hears how many are written. Opens its own doors. Raises HasOwnData
    where a reseller is not generated.
    """
    began = time.monotonic()
    known = {reseller.alias: reseller.id for reseller in queries.all_resellers()}
    if strangers := [alias for alias in known if not _GENERATED.fullmatch(alias)]:
        raise HasOwnData(
            N_(
                "This installation has a reseller of its own (%(alias)s), so nothing was generated. "
                "Use an empty database, or one that holds generated data only."
            ),
            alias=strangers[0],
        )
    with transactions.writing_global(), connection.cursor() as cursor:
        for statement in shop.CATALOGUE:
            cursor.execute(statement, {"now": now})
    shares = []
    for nth, part in enumerate(_parts(count=count, into=into), start=1):
        if part:
            shares.append(
                _opened(
                    nth=nth,
                    count=part,
                    largest=largest,
                    of_one_customer=of_one_customer,
                    known=known,
                    now=now,
                )
            )
        if nth in (1, into):
            # References are looked up by the wrong index for as long as PostgreSQL has not counted.
            analyze()
    _write_all(shares=shares, now=now, told=told)
    analyze()
    return time.monotonic() - began


def analyze() -> None:
    """This function will have PostgreSQL count what the tables hold, as their owner."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")


def _parts(*, count: int, into: int) -> list[int]:
    return [count // into + (nth < count % into) for nth in range(into)]


def _opened(
    *,
    nth: int,
    count: int,
    largest: int,
    of_one_customer: int,
    known: dict[str, UUID],
    now: dt.datetime,
) -> _Share:
    """A reseller with its customers and people, and numbers kept free for what it gets."""
    alias = f"load-{nth:02d}"
    reseller_id = known.get(alias) or resellers.create(
        alias=alias,
        name=f"Load {nth:02d}",
        edition="standard",
        market="DE",
        currency="EUR",
        time_zone="Europe/Athens",
        support_email=f"help@{alias}.example",
        now=now - dt.timedelta(days=3 * 365),
    )
    with tenancy.scope(reseller_id), transactions.writing():
        if alias not in known:
            resellers.change_settings(actor=SYSTEM, now=now, default_markup_bp=2_500, vat_rate_bp=2_400)
        orders_from = numbering.reserve(numbering.Series.ORDER, count)
        subscriptions_from = numbering.reserve(numbering.Series.SUBSCRIPTION, count)
    is_new = subscriptions_from == numbering.Series.SUBSCRIPTION.value[1]
    share = _Share(
        nth=nth,
        reseller_id=reseller_id,
        domain=f"{alias}.example",
        count=count,
        customers=max(2, count // of_one_customer),
        big=min(largest, count // 2) if nth == 1 and is_new else 0,
        orders_from=orders_from,
        subscriptions_from=subscriptions_from,
    )
    values = share.values(now)
    with transactions.writing_global(), connection.cursor() as cursor:
        cursor.execute(shop.PEOPLE, values)
    with tenancy.scope(reseller_id), transactions.writing(), connection.cursor() as cursor:
        for statement in shop.OF_RESELLER:
            cursor.execute(statement, values)
    return share


def _write_all(*, shares: list[_Share], now: dt.datetime, told: Told) -> None:
    lock, written = threading.Lock(), 0
    stop = threading.Event()

    def fill(share: _Share) -> None:
        nonlocal written
        try:
            for first, last in _portions(share.count):
                if stop.is_set():
                    return
                _write(share=share, first=first, last=last, now=now)
                with lock:
                    written += last - first + 1
                    told(written)
        except BaseException:
            stop.set()
            raise
        finally:
            connection.close()

    with futures.ThreadPoolExecutor(max_workers=min(_AT_ONCE, os.cpu_count() or 1)) as pool:
        try:
            for done in [pool.submit(fill, share) for share in shares]:
                done.result()
        except BaseException:
            stop.set()
            raise


def _portions(count: int) -> Iterator[tuple[int, int]]:
    for first in range(1, count + 1, PORTION):
        yield first, min(count, first + PORTION - 1)


def _write(*, share: _Share, first: int, last: int, now: dt.datetime) -> None:
    values = share.values(now) | {"first": first, "last": last}
    with tenancy.scope(share.reseller_id), transactions.writing(), connection.cursor() as cursor:
        cursor.execute(_PLANNING)
        cursor.execute(bought.WRITE, values)
        (found,) = cursor.fetchone()
    assert found == last - first + 1, "every subscription has a customer and an offer"
