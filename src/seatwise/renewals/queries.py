"""Reads what is due, and what the calendar has set aside."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing import queries as billing
from seatwise.billing.domain import engine
from seatwise.infra import tenancy
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period
from seatwise.ordering.queries import facts
from seatwise.pricing.domain import vat
from seatwise.pricing.queries import offers
from seatwise.renewals import models
from seatwise.renewals.domain.turning import Family, Member, Price

# Days of customers differ by at most a day; what is not due yet in a customer's zone is left out afterwards.
_CANDIDATES = """
SELECT s.id, s.customer_id, s.period_end_on, c.time_zone FROM subscription s
JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id
WHERE s.reseller_id = %s AND s.parent_id IS NULL AND s.status IN ('active', 'suspended') AND s.period_end_on <= %s
  AND (s.period_end_on, s.id) > (%s, %s)
ORDER BY s.period_end_on, s.id LIMIT %s
"""
_MEMBERS = """
SELECT s.id, s.customer_id, s.parent_id, s.product_id, s.offer_id, s.quantity, s.currency, s.unit_price_minor, s.discount_bp,
       s.final_unit_price_minor, s.billing_months, s.term_start_on, s.term_end_on, s.period_start_on, s.period_end_on,
       s.anchor_on, s.auto_renew
FROM subscription s
WHERE s.reseller_id = %s AND s.id = ANY(%s) AND s.status IN ('active', 'suspended') {lock}
"""
_TERMS = "SELECT id, term_start_on, term_end_on FROM subscription WHERE reseller_id = %s AND id = ANY(%s)"
_PRODUCTS = "SELECT id, unit, vendor FROM product WHERE id = ANY(%s)"
_BATCHES = """
SELECT subscription_id, id, quantity, window_from FROM seat_batch
WHERE reseller_id = %s AND subscription_id = ANY(%s) AND quantity > 0
"""
_PLANNED = """
SELECT l.id, l.source_id FROM order_line l JOIN sales_order o ON o.reseller_id = l.reseller_id AND o.id = l.order_id
JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id
WHERE l.reseller_id = %s AND l.source_id = ANY(%s) AND l.status = 'pending' AND o.status = 'in_progress'
  AND l.planned_on IS NOT NULL AND l.planned_on <= s.period_end_on
ORDER BY l.action = 'upgrade', l.id
"""
_RATES = """
SELECT c.id, c.vat_rate_bp, c.vat_exempt_reason, rs.vat_rate_bp
FROM customer c JOIN reseller_settings rs ON rs.reseller_id = c.reseller_id
WHERE c.reseller_id = %s AND c.id = ANY(%s)
"""
NOWHERE = (dt.date.min, UUID(int=0))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """A subscription whose billing period is over."""

    subscription_id: UUID
    customer_id: UUID
    on: dt.date
    time_zone: str


def due(*, until: dt.date, beyond: tuple[dt.date, UUID], count: int) -> list[Due]:
    """This function will answer subscriptions, not add-ons, whose period ends until a day, the oldest day first.

    `beyond` is the (day, id) of the last one of the page before.
    """
    with connection.cursor() as cursor:
        cursor.execute(_CANDIDATES, [tenancy.current_reseller_id(), until, *beyond, count])
        return [
            Due(subscription_id=row[0], customer_id=row[1], on=row[2], time_zone=row[3])
            for row in cursor.fetchall()
        ]


def families(*, found: Sequence[Due], locked: bool) -> list[Family]:
    """This function will read subscriptions and their add-ons; `locked` takes their row locks, the subscription's first.

    Who has turned or ended meanwhile is left out. In the order in which they were found.
    """
    reseller_id = tenancy.current_reseller_id()
    by_id = {each.subscription_id: each for each in found}
    lock = "ORDER BY s.id FOR NO KEY UPDATE OF s" if locked else ""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERS.format(lock=lock), [reseller_id, list(by_id)])
        parents = [row for row in cursor.fetchall() if row[14] == by_id[row[0]].on]
        cursor.execute(
            "SELECT id FROM subscription WHERE reseller_id = %s AND parent_id = ANY(%s) AND parent_id IS NOT NULL"
            " AND status IN ('active', 'suspended')",
            [reseller_id, [row[0] for row in parents]],
        )
        add_on_ids = [row[0] for row in cursor.fetchall()]
        add_ons: list[tuple[Any, ...]] = []
        if add_on_ids:
            cursor.execute(_MEMBERS.format(lock=lock), [reseller_id, add_on_ids])
            add_ons = cursor.fetchall()
        rows = [*parents, *add_ons]
        cursor.execute(_TERMS, [reseller_id, [row[2] for row in parents if row[2]]])
        terms = {row[0]: Period(row[1], row[2]) for row in cursor.fetchall()}
        cursor.execute(_PRODUCTS, [list({row[3] for row in rows})])
        products = {row[0]: (row[1], row[2]) for row in cursor.fetchall()}
        cursor.execute(_BATCHES, [reseller_id, [row[0] for row in rows]])
        batches: dict[UUID, list[engine.Batch]] = defaultdict(list)
        for subscription_id, batch_id, quantity, window_from in cursor.fetchall():
            batches[subscription_id].append(
                engine.Batch(id=str(batch_id), quantity=quantity, window_from=window_from, charges=())
            )
    members = {row[0]: _member(row, products[row[3]], batches[row[0]]) for row in rows}
    hanging: dict[UUID, list[Member]] = defaultdict(list)
    for row in add_ons:
        hanging[row[2]].append(members[row[0]])
    known = {row[0]: row for row in parents}
    return [
        Family(
            customer_id=each.customer_id,
            time_zone=each.time_zone,
            auto_renew=known[each.subscription_id][16],
            parent=members[each.subscription_id],
            add_ons=tuple(hanging[each.subscription_id]),
            moved_to=terms.get(known[each.subscription_id][2]),
        )
        for each in found
        if each.subscription_id in known
    ]


def planned_lines(*, subscription_ids: Collection[UUID]) -> dict[UUID, list[UUID]]:
    """This function will answer the order lines whose day has come with the period's end, reductions first (R18)."""
    lines: dict[UUID, list[UUID]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, [tenancy.current_reseller_id(), list(subscription_ids)])
        for line_id, source_id in cursor.fetchall():
            lines[source_id].append(line_id)
    return lines


def with_planned(family: Family) -> Family:
    """This function will answer a family with all that accepted orders plan for it, for who looks ahead."""
    members = (family.parent, *family.add_ons)
    plans = facts.planned(subscription_ids=[member.subscription_id for member in members], accepted=True)
    parent, *add_ons = (
        dataclasses.replace(
            member, held=dataclasses.replace(member.held, planned=plans[member.subscription_id])
        )
        for member in members
    )
    return dataclasses.replace(family, parent=parent, add_ons=tuple(add_ons))


def prices(*, found: Sequence[Family], market: str, currency: str) -> dict[UUID, Mapping[UUID, Price | None]]:
    """This function will answer the prices in force for the families that renew, by subscription and offer (R10)."""
    wanted = {
        (member.offer_id, family.customer_id, family.on)
        for family in found
        if family.renews
        for member in (family.parent, *family.add_ons)
    }
    in_force = offers.in_force(wanted=wanted, market=market, currency=currency)
    return {
        family.parent.subscription_id: {
            member.offer_id: _price(in_force.get((member.offer_id, family.customer_id, family.on)))
            for member in (family.parent, *family.add_ons)
        }
        for family in found
    }


def vat_rates(*, customer_ids: Collection[UUID]) -> dict[UUID, Percent]:
    """This function will answer the VAT rate of each customer as it is now (R26)."""
    with connection.cursor() as cursor:
        cursor.execute(_RATES, [tenancy.current_reseller_id(), list(customer_ids)])
        return {
            row[0]: vat.rate_for(
                default=Percent(row[3]),
                customer=None if row[1] is None else Percent(row[1]),
                exempt_reason=row[2],
            ).rate
            for row in cursor.fetchall()
        }


def problems() -> list[tuple[UUID, dt.date, str]]:
    """This function will answer the subscriptions that are set aside, with the day and the reason."""
    rows = models.RenewalProblem.objects.order_by("id").values_list("subscription_id", "on", "reason")
    return list(rows)


def _member(row: tuple[Any, ...], product: tuple[str, str], batches: list[engine.Batch]) -> Member:
    currency, price = row[6], Money(row[9], row[6])
    term = Period(row[11], row[12])
    held = engine.Held(
        id=str(row[0]),
        unit=product[0],
        unit_price=price,
        months=row[10],
        period=Period(row[13], row[14]),
        term=term,
        anchor=row[15],
        batches=tuple(batches),
        charges=(),
        carried=money.zero(currency),
    )
    return Member(
        subscription_id=row[0],
        offer_id=row[4],
        product_id=row[3],
        rule=billing.rule_of(vendor=product[1], on=term.end if held.period.end >= term.end else term.start),
        held=held,
        price=Price(unit_price_minor=row[7], discount_bp=row[8], final_unit_price_minor=row[9]),
        quantity=row[5],
    )


def _price(found: Any) -> Price | None:
    if found is None:
        return None
    return Price(
        unit_price_minor=found.unit_price.minor,
        discount_bp=found.discount.basis_points if found.discount else 0,
        final_unit_price_minor=found.final_unit_price.minor,
    )
