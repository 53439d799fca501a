"""Reads the books as the money engine wants them: a subscription with its seat batches and what was charged for them."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import engine, shipped_rules
from seatwise.billing.domain.vendor_rules import VendorRule
from seatwise.infra import tenancy
from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.period import Period


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """One subscription as the engine is told of it, and the VAT rate of each of its charges by the charge's name."""

    held: engine.Held
    vat_rates: dict[str, Percent]


def rule_of(*, vendor: str) -> VendorRule:
    """This function will answer the rule under which a vendor's products are counted (R16)."""
    rule = shipped_rules.BOOK.for_vendor(vendor)
    assert rule.can_be_booked, "only rules that the books can keep are given to vendors"
    return rule


# The charge that pays for a batch in the current period is its own, or else the newest for all batches of then.
_BATCHES = """
SELECT b.subscription_id, b.id, b.quantity, b.window_from,
       (SELECT c.id FROM charge c WHERE c.reseller_id = b.reseller_id AND c.subscription_id = b.subscription_id
           AND c.kind = 'debit' AND (c.batch_id = b.id OR c.batch_id IS NULL)
           AND c.period_start_on = s.period_start_on AND c.period_end_on = s.period_end_on
        ORDER BY c.batch_id IS NULL, c.id DESC LIMIT 1)
FROM seat_batch b JOIN subscription s ON s.reseller_id = b.reseller_id AND s.id = b.subscription_id
WHERE b.reseller_id = %s AND b.subscription_id = ANY(%s) AND b.quantity > 0 ORDER BY b.id
"""
_CHARGES = """
SELECT c.id, c.net_minor, c.quantity, c.unit_price_minor, c.vat_rate_bp, c.charged_on,
       coalesce((SELECT -sum(k.net_minor) FROM charge k WHERE k.reseller_id = c.reseller_id AND k.corrects_id = c.id), 0)::bigint
FROM charge c WHERE c.reseller_id = %s AND c.id = ANY(%s) ORDER BY c.id
"""


def books(*, subscription_ids: Sequence[UUID], units: dict[UUID, str] | None = None) -> dict[UUID, Books]:
    """This function will read subscriptions with their open batches and the charges that pay for these. Two statements and one.

    Names in the engine are ids as text. Nothing is planned in it: that is for who knows the orders.
    """
    reseller_id, ids = tenancy.current_reseller_id(), list(subscription_ids)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, currency, final_unit_price_minor, billing_months, anchor_on, term_start_on, term_end_on,"
            " period_start_on, period_end_on FROM subscription WHERE reseller_id = %s AND id = ANY(%s)",
            [reseller_id, ids],
        )
        rows = cursor.fetchall()
        cursor.execute(_BATCHES, [reseller_id, ids])
        batches: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        for row in cursor.fetchall():
            batches[row[0]].append(row)
        paying = [row[4] for each in batches.values() for row in each if row[4]]
        cursor.execute(_CHARGES, [reseller_id, paying])
        charges = {row[0]: row for row in cursor.fetchall()}
    return {
        row[0]: _books(row, batches[row[0]], charges, (units or {}).get(row[0], engine.LICENCES))
        for row in rows
    }


def _books(
    row: tuple[Any, ...], batches: list[tuple[Any, ...]], charges: dict[UUID, tuple[Any, ...]], unit: str
) -> Books:
    subscription_id, currency, price, months, anchor, term_start, term_end, start, end = row
    paying = dict.fromkeys(batch[4] for batch in batches if batch[4])
    held = engine.Held(
        id=str(subscription_id),
        unit=unit,
        unit_price=Money(price, currency),
        months=months,
        period=Period(start, end),
        term=Period(term_start, term_end),
        anchor=anchor,
        batches=tuple(
            engine.Batch(
                id=str(batch[1]),
                quantity=batch[2],
                window_from=batch[3],
                charges=(str(batch[4]),) if batch[4] else (),
            )
            for batch in batches
        ),
        charges=tuple(_charged(charges[charge_id], currency, start) for charge_id in sorted(paying)),
        carried=money.zero(currency),
    )
    rates = {str(charge_id): Percent(charges[charge_id][4]) for charge_id in paying}
    return Books(held=held, vat_rates=rates)


def _charged(row: tuple[Any, ...], currency: str, period_start: dt.date) -> engine.Charged:
    charge_id, net, quantity, price, _, on, given_back = row
    return engine.charged(
        id=str(charge_id),
        amount=Money(net, currency),
        quantity=quantity,
        unit_price=Money(price, currency),
        first_day=max(on, period_start),
        given_back=Money(given_back, currency),
    )
