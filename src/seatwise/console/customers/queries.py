"""The reseller's customers: a list with what each brings, and one with its people (S26)."""

import dataclasses
import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.accounts import queries as accounts
from seatwise.console import people as known
from seatwise.console import queries as console
from seatwise.customers import models
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel import rounding
from seatwise.kernel.money import Money
from seatwise.ordering.domain.status import OrderStatus

WAITING = "waiting"

# What one customer brings, joined to the rows of a page only: amounts by billing period, what waits, the last order.
_BRINGS = """
LEFT JOIN LATERAL (
    SELECT array_agg(g.billing_months) AS months, array_agg(g.minor) AS minors, sum(g.held)::int AS held FROM (
        SELECT s.billing_months, sum(s.final_unit_price_minor * s.quantity)::bigint AS minor,
               count(*) FILTER (WHERE s.parent_id IS NULL) AS held
        FROM subscription s WHERE s.reseller_id = c.reseller_id AND s.customer_id = c.id AND s.status IN ('active', 'suspended')
        GROUP BY s.billing_months) g) h ON true
LEFT JOIN LATERAL (
    SELECT count(*)::int AS orders FROM sales_order o
    WHERE o.reseller_id = c.reseller_id AND o.customer_id = c.id AND o.status = 'pending_reseller_approval') w ON true
LEFT JOIN LATERAL (
    SELECT o.number, o.submitted_at, o.status FROM sales_order o
    WHERE o.reseller_id = c.reseller_id AND o.customer_id = c.id ORDER BY o.number DESC LIMIT 1) r ON true
"""
_FOUND = """
FROM customer c WHERE c.reseller_id = %(reseller)s
"""
SEARCHED = f"""
AND (c.name ILIKE %(like)s OR c.id IN (
    SELECT m.customer_id FROM customer_user m JOIN user_account u ON u.id = m.user_id
    WHERE m.reseller_id = %(reseller)s AND (u.email ILIKE %(like)s OR {accounts.NAME_IN_PLACE} ILIKE %(like)s)))
"""  # noqa: S608
"""What narrows customers, `c`, to those whose name, or a name or address of whose people, contains %(like)s."""
# The status in words, not as a parameter: the index of what waits is for this one only.
_QUEUE = "FROM sales_order q WHERE q.reseller_id = %(reseller)s AND q.status = 'pending_reseller_approval'"
_WAITS = f"c.id IN (SELECT q.customer_id {_QUEUE})"
_OUTPUTS = """
c.id, c.name, c.address_city, c.address_country, h.months, h.minors, h.held, w.orders, r.number, r.submitted_at, r.status
"""
_ONE = f"""
SELECT {_OUTPUTS} FROM customer c {_BRINGS} WHERE c.reseller_id = %(reseller)s AND c.id = %(customer)s
"""  # noqa: S608
_NAME = paging.Column(sql="c.name", kind=str)
_ID = paging.Column(sql="c.id", kind=UUID)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LastOrder:
    """The newest order of a customer."""

    number: int
    submitted_at: dt.datetime
    status: OrderStatus

    @property
    def number_text(self) -> str:
        return numbering.text(numbering.Series.ORDER, self.number)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A customer in the list. `run_rate` is what all its subscriptions cost in a month, net; `held` counts them, add-ons not."""

    id: UUID
    name: str
    city: str
    country: str
    run_rate: Money
    held: int
    waiting: int
    last_order: LastOrder | None


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class CustomerPage:
    """One page of customers and the keys of its neighbours."""

    rows: tuple[Row, ...]
    place: paging.Page


def page(*, search: str, status: str, place: paging.Place, currency: str) -> CustomerPage:
    """This function will answer a page of the reseller's customers by name, in one statement. # S26

    `search` is a part of the company's name, or of the name or address of one of its people; `status` WAITING keeps those with
    orders to approve.
    """
    found = paging.sql_page(
        select=_OUTPUTS,
        source=_source(search, status),
        row="c",
        joined=_BRINGS,
        params=_params(search),
        by=_NAME,
        tie=_ID,
        descending=False,
        place=place,
    )
    return CustomerPage(rows=tuple(_row(row, currency) for row in found.rows), place=found)


def counts(*, search: str) -> dict[str, int]:
    """This function will count the customers found: all of them ("") and those with orders to approve."""
    if search:
        statement = f"SELECT count(*), count(*) FILTER (WHERE {_WAITS}) {_source(search, '')}"
    else:
        # Who waits is known without looking at every customer.
        statement = f"SELECT (SELECT count(*) {_FOUND}), (SELECT count(DISTINCT q.customer_id) {_QUEUE})"
    with connection.cursor() as cursor:
        cursor.execute(statement, _params(search))
        row = cursor.fetchone()
    assert row is not None, "it counts"
    return {"": row[0], WAITING: row[1]}


def one(*, customer_id: UUID, currency: str) -> Row | None:
    """This function will answer one customer as the list has it; None for nobody's."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {**_params(""), "customer": customer_id})
        row = cursor.fetchone()
    return None if row is None else _row(row, currency)


def people(*, customer_id: UUID) -> tuple[known.Person, ...]:
    """This function will answer everybody who has or had a place in a customer, the active first, by name."""
    rows = models.CustomerUser.objects.filter(customer_id=customer_id)
    return known.in_order(rows.values_list(*known.COLUMNS))


def run_rate(*, months: Iterable[int], minors: Iterable[int], currency: str) -> Money:
    """This function will answer what amounts of billing periods come to in a month, exact and rounded once."""
    exact = sum((Fraction(minor, period) for period, minor in zip(months, minors, strict=True)), Fraction(0))
    return Money(rounding.to_minor(exact), currency)


def _source(search: str, status: str) -> str:
    return _FOUND + (SEARCHED if search else "") + (f" AND {_WAITS}" if status == WAITING else "")


def _params(search: str) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "like": console.containing(search),
    }


def _row(row: tuple[Any, ...], currency: str) -> Row:
    customer_id, name, city, country, months, minors, held, waiting, number, submitted_at, status = row
    return Row(
        id=customer_id,
        name=name,
        city=city,
        country=country,
        run_rate=run_rate(months=months or (), minors=minors or (), currency=currency),
        held=held or 0,
        waiting=waiting,
        last_order=None
        if number is None
        else LastOrder(number=number, submitted_at=submitted_at, status=OrderStatus(status)),
    )
