"""Reads the books as the money engine wants them: a subscription with its seat batches and what was charged for them."""

import dataclasses
import datetime as dt
from collections import defaultdict
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import engine
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


# The charge that pays for a batch in the current period is its own, or else the newest for all batches of then.
_BOOKS = """
SELECT s.id, s.currency, s.final_unit_price_minor, s.billing_months, s.anchor_on, s.term_start_on, s.term_end_on,
       s.period_start_on, s.period_end_on, b.id, b.quantity, b.window_from,
       c.id, c.net_minor, c.quantity, c.unit_price_minor, c.vat_rate_bp, c.charged_on,
       coalesce((SELECT -sum(k.net_minor) FROM charge k WHERE k.reseller_id = s.reseller_id AND k.corrects_id = c.id), 0)::bigint
FROM subscription s
LEFT JOIN seat_batch b ON b.reseller_id = s.reseller_id AND b.subscription_id = s.id AND b.quantity > 0
LEFT JOIN LATERAL (
    SELECT c.* FROM charge c
    WHERE c.reseller_id = b.reseller_id AND c.subscription_id = b.subscription_id AND c.kind = 'debit'
      AND (c.batch_id = b.id OR c.batch_id IS NULL)
      AND c.period_start_on = s.period_start_on AND c.period_end_on = s.period_end_on
    ORDER BY c.batch_id IS NULL, c.id DESC LIMIT 1
) c ON true
WHERE s.reseller_id = %s AND s.id = ANY(%s) ORDER BY b.id
"""
_OF_SUBSCRIPTION, _OF_BATCH = 9, 12


def books(*, subscription_ids: Sequence[UUID], units: dict[UUID, str] | None = None) -> dict[UUID, Books]:
    """This function will read subscriptions with their open batches and the charges that pay for these. One statement.

    Names in the engine are ids as text. Nothing is planned in it: that is for who knows the orders.
    """
    with connection.cursor() as cursor:
        cursor.execute(_BOOKS, [tenancy.current_reseller_id(), list(subscription_ids)])
        found: dict[UUID, list[tuple[Any, ...]]] = defaultdict(list)
        for row in cursor.fetchall():
            found[row[0]].append(row)
    return {each: _books(rows, (units or {}).get(each, engine.LICENCES)) for each, rows in found.items()}


def _books(rows: list[tuple[Any, ...]], unit: str) -> Books:
    subscription_id, currency, price, months, anchor, term_start, term_end, start, end = rows[0][
        :_OF_SUBSCRIPTION
    ]
    batches: list[engine.Batch] = []
    paying: dict[UUID, tuple[Any, ...]] = {}
    for row in rows:
        batch_id, quantity, window_from = row[_OF_SUBSCRIPTION:_OF_BATCH]
        charge = row[_OF_BATCH:]
        if batch_id is None:
            continue
        if charge[0]:
            paying[charge[0]] = charge
        batches.append(
            engine.Batch(
                id=str(batch_id),
                quantity=quantity,
                window_from=window_from,
                charges=(str(charge[0]),) if charge[0] else (),
            )
        )
    held = engine.Held(
        id=str(subscription_id),
        unit=unit,
        unit_price=Money(price, currency),
        months=months,
        period=Period(start, end),
        term=Period(term_start, term_end),
        anchor=anchor,
        batches=tuple(batches),
        charges=tuple(_charged(charge, currency, start) for _, charge in sorted(paying.items())),
        carried=money.zero(currency),
    )
    return Books(
        held=held,
        vat_rates={str(charge_id): Percent(charge[4]) for charge_id, charge in paying.items()},
    )


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
