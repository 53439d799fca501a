"""Subscriptions and assets with cost and margin beside: of one customer, or of all (S26)."""

import dataclasses
import datetime as dt
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.catalogue import queries as catalogue
from seatwise.console import margins
from seatwise.console import queries as console
from seatwise.console.margins import Margin
from seatwise.infra import numbering, paging, tenancy
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_
from seatwise.subscriptions import queries as subscriptions_read


class State(StrEnum):
    """What a list of subscriptions is narrowed to."""

    HELD = "held"
    ENDED = "ended"

    @property
    def label(self) -> str:
        """In words, to be translated at the edge."""
        return {State.HELD: N_("Held"), State.ENDED: N_("Ended")}[self]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A subscription, an add-on or an asset with cost and margin of a billing period; `billing_months` 0 is bought once.

    `parent` is the number of what an add-on hangs on; `since` is the day it was bought, `until` the end of the term.
    """

    number_text: str
    customer_id: UUID
    customer: str
    name: str
    vendor: str
    logo: str
    unit: str
    status: str
    parent: str
    quantity: int
    unit_price: Money
    discount: Percent | None
    term_months: int
    billing_months: int
    since: dt.date
    until: dt.date | None
    money: Margin


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class HeldPage:
    """One page of what is or was held, and the keys of its neighbours."""

    rows: tuple[Held, ...]
    place: paging.Page


# The states in words, not as a parameter: some indexes are for what is held only.
_IN_STATE = {
    "": "",
    State.HELD: " AND s.status IN ('active', 'suspended')",
    State.ENDED: " AND s.status NOT IN ('active', 'suspended')",
}
_WITH_WORDS = f"""
 AND (s.number = %(number)s OR s.product_id IN {catalogue.PRODUCTS_WITH_WORDS})
"""
_WITH_WORDS_OF_ALL = f"""
 AND (s.number = %(number)s OR s.product_id IN {catalogue.PRODUCTS_WITH_WORDS}
    OR s.customer_id IN (SELECT q.id FROM customer q WHERE q.reseller_id = %(reseller)s AND q.name ILIKE %(like)s))
"""  # noqa: S608
_SAME = """
s.number, s.customer_id, c.name, s.name, p.vendor, p.logo, p.unit, s.status, s.quantity, s.currency, s.unit_price_minor,
s.discount_bp, s.final_unit_price_minor, l.cost_for_term
"""
_JOINED = """
JOIN product p ON p.id = s.product_id
JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id
LEFT JOIN order_line l ON l.reseller_id = s.reseller_id AND l.id = s.cause_id
"""
_NUMBER = paging.Column(sql="s.number", kind=int)


def subscriptions(
    *, customer_id: UUID | None = None, search: str, state: State | None, place: paging.Place
) -> HeldPage:
    """This function will answer a page of subscriptions and add-ons, the newest first, in one statement.

    Of one customer or, without, of all.
    """
    return _held(
        select=f"{_SAME}, s.leaving, s.term_months, s.billing_months, (s.bought_at AT TIME ZONE 'UTC')::date, s.term_end_on, q.number",
        source=_source("subscription", customer_id, search) + _IN_STATE[state or ""],
        joined=f"{_JOINED} LEFT JOIN subscription q ON q.reseller_id = s.reseller_id AND q.id = s.parent_id",
        series=numbering.Series.SUBSCRIPTION,
        params=_params(numbering.Series.SUBSCRIPTION, customer_id, search),
        place=place,
    )


def counts(*, customer_id: UUID | None = None, search: str) -> dict[str, int]:
    """This function will count what subscriptions() finds: all ("") and in each state, in one statement."""
    columns = ", ".join(f"count(*) FILTER (WHERE true{_IN_STATE[state]})" for state in ("", *State))
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {columns} {_source('subscription', customer_id, search)}",
            _params(numbering.Series.SUBSCRIPTION, customer_id, search),
        )
        return dict(zip(("", *State), cursor.fetchone() or (), strict=True))


def assets(*, customer_id: UUID, search: str, place: paging.Place) -> HeldPage:
    """This function will answer a page of a customer's assets, the newest first, in one statement."""
    return _held(
        select=f"{_SAME}, 0, 0, 0, s.purchased_on, NULL::date, NULL::bigint",
        source=_source("asset", customer_id, search),
        joined=_JOINED,
        series=numbering.Series.ASSET,
        params=_params(numbering.Series.ASSET, customer_id, search),
        place=place,
    )


def assets_count(*, customer_id: UUID, search: str) -> int:
    """This function will count what assets() finds, in one statement."""
    return paging.sql_count(
        source=_source("asset", customer_id, search),
        params=_params(numbering.Series.ASSET, customer_id, search),
    )


def _source(table: str, customer_id: UUID | None, search: str) -> str:
    of_customer = " AND s.customer_id = %(customer)s" if customer_id else ""
    words = (_WITH_WORDS if customer_id else _WITH_WORDS_OF_ALL) if search else ""
    return f"FROM {table} s WHERE s.reseller_id = %(reseller)s{of_customer}{words}"


def _params(series: numbering.Series, customer_id: UUID | None, search: str) -> dict[str, Any]:
    return {
        "reseller": tenancy.current_reseller_id(),
        "customer": customer_id,
        "number": numbering.parse(series, search),
        "words": catalogue.word_query(search),
        "like": console.containing(search),
    }


def _held(
    *,
    select: str,
    source: str,
    joined: str,
    series: numbering.Series,
    params: dict[str, Any],
    place: paging.Place,
) -> HeldPage:
    found = paging.sql_page(
        select=select,
        source=source,
        row="s",
        joined=joined,
        params=params,
        by=_NUMBER,
        tie=_NUMBER,
        descending=True,
        place=place,
    )
    return HeldPage(rows=tuple(_row(row, series) for row in found.rows), place=found)


def _row(row: tuple[Any, ...], series: numbering.Series) -> Held:
    number, customer_id, customer, name, vendor, logo, unit, status, quantity, currency, price, *rest = row
    discount, final, cost, leaving, term_months, billing_months, since, until, parent = rest
    return Held(
        number_text=numbering.text(series, number),
        customer_id=customer_id,
        customer=customer,
        name=name,
        vendor=vendor,
        logo=logo,
        unit=unit,
        status=subscriptions_read.shown_status(status=status, quantity=quantity, leaving=leaving),
        parent="" if parent is None else numbering.text(series, parent),
        quantity=quantity,
        unit_price=Money(price, currency),
        discount=Percent(discount) if discount else None,
        term_months=term_months,
        billing_months=billing_months,
        since=since,
        until=until,
        money=Margin(
            pays=Money(final, currency) * quantity,
            cost=margins.cost(
                cost_for_term=None if cost is None else Decimal(cost),
                term_months=term_months,
                billing_months=billing_months,
                currency=currency,
                quantity=quantity,
            ),
        ),
    )
