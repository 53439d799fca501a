"""What the search in the head finds: customers, their newest orders, subscriptions and assets, and numbers of any of them.

Customers are looked through by name as their list does. Of a customer's orders the newest few are read, and of what it holds all is
sorted: an index more would cost every turn of a period, which changes each subscription, what it saves here.
"""

import dataclasses
import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.accounts import queries as accounts
from seatwise.console import queries as console
from seatwise.console.customers import queries as customers_of_console
from seatwise.infra import numbering, tenancy
from seatwise.kernel.money import Money
from seatwise.kernel.sentence import Sentence
from seatwise.ordering.domain import naming
from seatwise.ordering.domain.status import OrderStatus
from seatwise.subscriptions import queries as subscriptions_read

SIZE = 8
"""Rows of each kind."""
MOST_CUSTOMERS = 50
"""With more than these the words are too common to name their orders, and what they hold."""


class Kind(StrEnum):
    ORDER = "order"
    SUBSCRIPTION = "subscription"
    ASSET = "asset"

    @property
    def series(self) -> numbering.Series:
        return numbering.Series[self.name]


@dataclasses.dataclass(frozen=True, slots=True)
class Numbered:
    """Something that has a number, and whose it is."""

    kind: Kind
    number: int
    customer_id: UUID

    @property
    def number_text(self) -> str:
        return numbering.text(self.kind.series, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer; `person` is who in it was found, "" where its own name was."""

    id: UUID
    name: str
    city: str
    person: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """An order; `more` is how many lines there are besides the first."""

    number: int
    customer: str
    status: OrderStatus
    submitted_at: dt.datetime
    what: Sentence
    more: int
    reference: str
    net: Money

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A subscription, an add-on or an asset."""

    number_text: str
    customer_id: UUID
    customer: str
    name: str
    vendor: str
    logo: str
    unit: str
    status: str
    quantity: int


_NUMBERED = """
SELECT 'order', number, customer_id FROM sales_order WHERE reseller_id = %(reseller)s AND number = %(order)s
UNION
(SELECT 'order', number, customer_id FROM sales_order
 WHERE reseller_id = %(reseller)s AND reference <> '' AND reference = ANY(%(written)s) ORDER BY number DESC LIMIT %(size)s)
UNION
SELECT 'subscription', number, customer_id FROM subscription WHERE reseller_id = %(reseller)s AND number = %(subscription)s
UNION
SELECT 'asset', number, customer_id FROM asset WHERE reseller_id = %(reseller)s AND number = %(asset)s
"""
_CUSTOMERS = f"""
WITH found AS (
    SELECT c.id, c.name, c.address_city FROM customer c WHERE c.reseller_id = %(reseller)s {customers_of_console.SEARCHED}
    ORDER BY c.name, c.id LIMIT %(size)s
)
SELECT f.id, f.name, f.address_city, p.name, p.email
FROM found f LEFT JOIN LATERAL (
    SELECT {accounts.NAME_IN_PLACE} AS name, u.email
    FROM customer_user m JOIN user_account u ON u.id = m.user_id
    WHERE m.reseller_id = %(reseller)s AND m.customer_id = f.id AND f.name NOT ILIKE %(like)s
        AND (u.email ILIKE %(like)s OR {accounts.NAME_IN_PLACE} ILIKE %(like)s)
    ORDER BY m.is_active DESC, 1 LIMIT 1
) p ON true
ORDER BY f.name, f.id
"""  # noqa: S608
# The numbered ones, and the newest of each customer: as many as are shown of all, so none that belongs there is missing.
_IDS = """
(SELECT id FROM {table} WHERE reseller_id = %(reseller)s AND number = ANY(%({table}s)s)
 UNION ALL
 SELECT newest.id FROM unnest(%(customers)s::uuid[]) AS f (id) CROSS JOIN LATERAL (
     SELECT id FROM {table} WHERE reseller_id = %(reseller)s AND customer_id = f.id ORDER BY number DESC LIMIT %(size)s
 ) newest)
"""
_ORDERS = f"""
SELECT o.number, c.name, o.status, o.submitted_at, o.type, o.what, o.line_count, o.reference, o.net_minor, o.currency
FROM sales_order o JOIN customer c ON c.reseller_id = o.reseller_id AND c.id = o.customer_id
WHERE o.reseller_id = %(reseller)s AND o.id IN {_IDS.format(table="sales_order")}
ORDER BY o.number DESC LIMIT %(size)s
"""  # noqa: S608
_HELD = "\nUNION ALL\n".join(
    f"""
(SELECT '{table}', s.number, s.customer_id, c.name, s.name, p.vendor, p.logo, p.unit, s.status, s.quantity, {leaving}
 FROM {table} s JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id JOIN product p ON p.id = s.product_id
 WHERE s.reseller_id = %(reseller)s AND s.id IN {_IDS.format(table=table)}
 ORDER BY s.number DESC LIMIT %(size)s)
"""  # noqa: S608
    for table, leaving in ((Kind.SUBSCRIPTION, "s.leaving"), (Kind.ASSET, "0"))
)


def numbered(words: str) -> tuple[Numbered, ...]:
    """This function will find what bears a number, or an order by the reference its customer gave it, in one statement.

    A number without its letters may be of several; a reference counts as it is written, or in capitals or small letters.
    """
    params = {kind.value: numbering.parse(kind.series, words) for kind in Kind}
    written = list({words, words.upper(), words.lower()})
    rows = _read(_NUMBERED, {**params, "written": written, "size": SIZE + 1})
    return tuple(Numbered(Kind(kind), number, customer_id) for kind, number, customer_id in rows)


def customers(words: str) -> tuple[Customer, ...]:
    """This function will find customers as their list does, by name, one more than MOST_CUSTOMERS at most, in one statement."""
    rows = _read(_CUSTOMERS, {"like": console.containing(words), "size": MOST_CUSTOMERS + 1})
    return tuple(
        Customer(id=customer_id, name=name, city=city, person=f"{person}, {email}" if email else "")
        for customer_id, name, city, person, email in rows
    )


def orders(*, numbers: Collection[Numbered], customer_ids: Collection[UUID]) -> tuple[Order, ...]:
    """This function will answer the numbered orders and the newest of these customers, in one statement; one more than SIZE."""
    rows = _read_of(_ORDERS, numbers, customer_ids)
    return tuple(
        Order(
            number=number,
            customer=customer,
            status=OrderStatus(status),
            submitted_at=submitted_at,
            what=naming.order(order_type=order_type, what=what),
            more=line_count - 1,
            reference=reference,
            net=Money(net, currency),
        )
        for number, customer, status, submitted_at, order_type, what, line_count, reference, net, currency in rows
    )


def held(
    *, numbers: Collection[Numbered], customer_ids: Collection[UUID]
) -> tuple[tuple[Held, ...], tuple[Held, ...]]:
    """This function will answer subscriptions and assets, found as orders are, in one statement; one more than SIZE of each."""
    found: dict[Kind, list[Held]] = {Kind.SUBSCRIPTION: [], Kind.ASSET: []}
    for kind, number, customer_id, customer, name, vendor, logo, unit, status, quantity, leaving in _read_of(
        _HELD, numbers, customer_ids
    ):
        found[Kind(kind)].append(
            Held(
                number_text=numbering.text(Kind(kind).series, number),
                customer_id=customer_id,
                customer=customer,
                name=name,
                vendor=vendor,
                logo=logo,
                unit=unit,
                status=subscriptions_read.shown_status(status=status, quantity=quantity, leaving=leaving),
                quantity=quantity,
            )
        )
    return tuple(found[Kind.SUBSCRIPTION]), tuple(found[Kind.ASSET])


def _read_of(
    statement: str, numbers: Collection[Numbered], customer_ids: Collection[UUID]
) -> list[tuple[Any, ...]]:
    if not numbers and not customer_ids:
        return []
    # 0 is nobody's number. Of none at all PostgreSQL believes that any index will do, and reads one to its end.
    of_kind = {kind: [one.number for one in numbers if one.kind is kind] or [0] for kind in Kind}
    return _read(
        statement,
        {
            "sales_orders": of_kind[Kind.ORDER],
            "subscriptions": of_kind[Kind.SUBSCRIPTION],
            "assets": of_kind[Kind.ASSET],
            "customers": list(customer_ids),
            "size": SIZE + 1,
        },
    )


def _read(statement: str, params: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"reseller": tenancy.current_reseller_id(), **params})
        return list(cursor.fetchall())
