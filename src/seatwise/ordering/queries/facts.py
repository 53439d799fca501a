"""Gathers what decides about a change of something that is held: its books, what is planned, what the vendor allows."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing import queries as billing
from seatwise.billing.domain import engine
from seatwise.catalogue import queries as catalogue
from seatwise.infra import tenancy
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.quantity import Limits
from seatwise.ordering import models
from seatwise.ordering.domain import changing, quotes
from seatwise.ordering.domain.status import OPEN
from seatwise.subscriptions import queries as subscriptions

Planned = engine.PlannedQuantity | engine.PlannedUpgrade

_SUBJECTS = """
SELECT s.id, s.customer_id, s.parent_id, s.product_id, s.offer_id, s.name, p.unit, p.smallest, p.largest, p.automatic,
       p.instructions, s.term_months, s.billing_months, s.status, s.currency, s.unit_price_minor, s.discount_bp, p.vendor,
       (SELECT l.cost_for_term FROM order_line l WHERE l.reseller_id = s.reseller_id AND l.id = s.cause_id)
FROM subscription s JOIN product p ON p.id = s.product_id
WHERE s.reseller_id = %s AND (s.id = ANY(%s) OR s.parent_id = ANY(%s) AND s.status IN ('active', 'suspended'))
ORDER BY s.parent_id NULLS FIRST, s.id
"""
# Everything open that takes licences away: planned, waiting for approval, or on its way to the vendor.
_PLANNED = """
SELECT l.source_id, l.id, l.action, l.quantity, l.planned_on, l.offer_id, l.currency, l.final_unit_price_minor,
       l.billing_months, l.term_months, l.unit, s.period_end_on, l.extra
FROM order_line l JOIN subscription s ON s.reseller_id = l.reseller_id AND s.id = l.source_id
WHERE l.reseller_id = %s AND l.source_id = ANY(%s) AND l.status IN ('pending', 'in_progress', 'failed') AND l.id <> ALL(%s)
{accepted}
ORDER BY l.id
"""
_ACCEPTED = """
AND l.planned_on IS NOT NULL AND (SELECT o.status FROM sales_order o WHERE o.reseller_id = l.reseller_id
    AND o.id = l.order_id) = 'in_progress'
"""


def subject(
    *, subscription_id: UUID, customer_id: UUID, without_lines: Sequence[UUID] = ()
) -> changing.Subject:
    """This function will gather a subscription of the customer's with its active add-ons, as a change needs them.

    `without_lines` are order lines that are being delivered, and so not planned any more. Three statements.
    Raises Subscription.DoesNotExist.
    """
    found = subjects(subscription_ids=[subscription_id], customer_id=customer_id, without_lines=without_lines)
    if subscription_id not in found:
        raise subscriptions.DoesNotExist
    return found[subscription_id]


def subjects(
    *, subscription_ids: Sequence[UUID], customer_id: UUID, without_lines: Sequence[UUID] = ()
) -> dict[UUID, changing.Subject]:
    """This function will gather subscriptions as subject() does, in five statements for all of them.

    What is not the customer's is left out.
    """
    wanted = list(subscription_ids)
    with connection.cursor() as cursor:
        cursor.execute(_SUBJECTS, [tenancy.current_reseller_id(), wanted, wanted])
        rows = [row for row in cursor.fetchall() if row[1] == customer_id]
    ids = [row[0] for row in rows]
    units = {row[0]: row[6] for row in rows}
    books = billing.books(subscription_ids=ids, units=units)
    plans = planned(subscription_ids=ids, without_lines=without_lines)
    found = {row[0]: _subject(row, books[row[0]], plans[row[0]]) for row in rows}
    return {
        row[0]: dataclasses.replace(
            found[row[0]], add_ons=tuple(found[child[0]] for child in rows if child[2] == row[0])
        )
        for row in rows
        if row[0] in wanted
    }


def planned(
    *, subscription_ids: Sequence[UUID], without_lines: Sequence[UUID] = (), accepted: bool = False
) -> dict[UUID, tuple[Planned, ...]]:
    """This function will answer what open order lines take from subscriptions, in the order in which they were wished (R18).

    `accepted` leaves out what waits for approval or is not planned for a day.
    """
    plans: dict[UUID, list[Planned]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(
            _PLANNED.format(accepted=_ACCEPTED if accepted else ""),
            [tenancy.current_reseller_id(), list(subscription_ids), list(without_lines)],
        )
        for row in cursor.fetchall():
            plans[row[0]].append(_plan(row))
    return {each: tuple(plans[each]) for each in subscription_ids}


def _plan(row: tuple[Any, ...]) -> Planned:
    _, line_id, action, count, on, offer_id, currency, price, months, term_months, unit, period_end, extra = (
        row
    )
    return plan(
        line_id=line_id,
        action=action,
        quantity=count,
        extra=extra,
        on=on or period_end,
        offer_id=offer_id,
        price=Money(price, currency),
        months=months,
        term_months=term_months,
        unit=unit,
    )


def plan(
    *,
    line_id: UUID,
    action: str,
    quantity: int,
    extra: int,
    on: dt.date,
    offer_id: UUID,
    price: Money,
    months: int,
    term_months: int,
    unit: str,
) -> Planned:
    """This function will answer one open line as the engine's plan. What has no day of its own is due `on` the period's end."""
    if action == "remove":
        return engine.PlannedQuantity(id=str(line_id), delta=-quantity, on=on)
    target = engine.Target(
        subscription=str(offer_id), unit_price=price, months=months, term_months=term_months, unit=unit
    )
    return engine.PlannedUpgrade(id=str(line_id), quantity=quantity, target=target, on=on, extra=extra)


def work_out(*, line: models.OrderLine, subject: changing.Subject, moment: engine.Moment) -> engine.Answer:
    """This function will ask the engine what a line that takes licences away does if it is delivered at that moment (R27).

    `subject` is the line's source, gathered without the line itself. Raises the refusals of billing's engine.
    """
    if line.action == "upgrade":
        target = engine.Target(
            subscription=str(line.id),
            unit_price=Money(line.final_unit_price_minor, line.currency),
            months=line.billing_months,
            term_months=line.term_months,
            unit=line.unit,
        )
        total = line.quantity + line.extra
        upgrade = engine.Upgrade(id=str(line.id), target=target, quantity=line.quantity, total=total)
        return changing.upgrade(subject=subject, change=upgrade, moment=moment)
    if line.parent_id is not None:
        changing.check_nothing_planned(subject)
        end = engine.End(id=str(line.id))
        return engine.work_out(rule=subject.rule, held=subject.held, change=end, moment=moment)
    batch = str(line.batch_id) if line.batch_id else None
    reduction = engine.Reduce(id=str(line.id), quantity=line.quantity, batch=batch)
    return changing.reduction(subject=subject, change=reduction, moment=moment)


def taking_away_at_once(
    *, lines: Sequence[models.OrderLine], customer_id: UUID
) -> Iterator[tuple[models.OrderLine, changing.Subject]]:
    """This function will answer the lines of one order that take licences away without a planned day, each with its source.

    `lines` are all of the order's. A source is gathered without them, with the add-ons that end with it, once for all its lines.
    """
    own = [line.id for line in lines]
    found: dict[UUID, changing.Subject] = {}
    for line in lines:
        if line.source_id is None or line.planned_on is not None:
            continue
        if line.source_id not in found:
            source = subject(subscription_id=line.source_id, customer_id=customer_id, without_lines=own)
            found |= {each.subscription_id: each for each in (source, *source.add_ons)}
        yield line, found[line.source_id]


def may_become(*, subject: changing.Subject, target: quotes.OfferFacts) -> bool:
    """This function will answer whether a subscription may become an offer: a product on the vendor's path, or its own product
    in another term or billing period (R22).
    """
    if target.product_id == subject.product_id:
        return target.offer_id != subject.offer_id
    return catalogue.may_become(source_id=subject.product_id, target_id=target.product_id)


def goes_with(*, add_on: quotes.OfferFacts, subject: changing.Subject) -> bool:
    """This function will answer whether the offer matrix lets an add-on hang on a subscription (R21)."""
    return add_on.product_id in supported_add_ons(target_product_id=subject.product_id)


def add_on_is_ordered(*, subscription_id: UUID, product_id: UUID) -> bool:
    """This function will answer whether an open order line brings that add-on to a subscription (R21)."""
    lines = models.OrderLine.objects.filter(parent_id=subscription_id, product_id=product_id, action="start")
    return bool(lines.filter(status__in=[each.value for each in OPEN]).exists())


def supported_add_ons(*, target_product_id: UUID) -> frozenset[UUID]:
    """This function will answer the add-on products that go with a product (R21)."""
    return catalogue.addons_of(parent_ids=[target_product_id])[target_product_id]


def _subject(row: tuple[Any, ...], books: billing.Books, plans: tuple[Planned, ...]) -> changing.Subject:
    currency, cost = row[14], row[18]
    return changing.Subject(
        subscription_id=row[0],
        product_id=row[3],
        offer_id=row[4],
        name=row[5],
        unit=row[6],
        limits=Limits(row[7], row[8]),
        automatic=row[9],
        instructions=row[10],
        term_months=row[11],
        billing_months=row[12],
        is_active=row[13] == "active",
        is_add_on=row[2] is not None,
        cost_for_term=Decimal(cost) if cost is not None else None,
        unit_price=Money(row[15], currency),
        discount=Percent(row[16]) if row[16] else None,
        rule=billing.rule_of(vendor=row[17], on=books.held.term.start),
        held=dataclasses.replace(books.held, planned=plans),
        vat_rates=books.vat_rates,
    )
