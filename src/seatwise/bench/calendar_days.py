"""Steps of bench.inside: one day of the calendar, by the product and by one bare statement.

`calendar_days product DAY` and `calendar_days bare DAY` answer what was written, the seconds and the memory as JSON.
"""

import datetime as dt
import json
import time

from django.db import connection

from seatwise.bench import machine
from seatwise.infra import clock
from seatwise.renewals import operations as renewals

# The rows that the product writes on the day, for all resellers at once, without asking what anything costs.
_BARE = """
WITH due AS MATERIALIZED (
    SELECT s.*, uuidv7() AS entry_id, s.period_end_on >= s.term_end_on AS renews, n.period_end,
        s.quantity * s.final_unit_price_minor AS net, n.period_end - s.period_end_on AS days,
        s.period_end_on::timestamp AT TIME ZONE c.time_zone AS at
    FROM subscription s JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id
    CROSS JOIN LATERAL (SELECT (s.anchor_on + make_interval(months => s.billing_months + ((extract(year FROM s.period_end_on)
        - extract(year FROM s.anchor_on)) * 12 + extract(month FROM s.period_end_on) - extract(month FROM s.anchor_on))::int
        ))::date) AS n (period_end)
    WHERE s.parent_id IS NULL AND s.status IN ('active', 'suspended') AND s.period_end_on = %(day)s
), entries AS (
    INSERT INTO calendar_entry (id, reseller_id, subscription_id, kind, "on", at, quantity_before, quantity_after,
        unit_price_before_minor, unit_price_after_minor)
    SELECT entry_id, reseller_id, id, CASE WHEN renews THEN 'renewed' ELSE 'rolled_over' END, period_end_on, at, quantity,
        quantity, final_unit_price_minor, final_unit_price_minor FROM due
), turned AS (
    UPDATE subscription s SET period_start_on = d.period_end_on, period_end_on = d.period_end,
        term_start_on = CASE WHEN d.renews THEN d.period_end_on ELSE d.term_start_on END,
        term_end_on = CASE WHEN d.renews THEN (d.period_end_on + make_interval(months => d.term_months))::date
            ELSE d.term_end_on END
    FROM due d WHERE s.reseller_id = d.reseller_id AND s.id = d.id
), emptied AS (
    UPDATE seat_batch b SET quantity = 0 FROM due d
    WHERE d.renews AND b.reseller_id = d.reseller_id AND b.subscription_id = d.id AND b.quantity > 0
), joined AS (
    INSERT INTO seat_batch (reseller_id, subscription_id, quantity, window_from, cause_kind, cause_id, position)
    SELECT reseller_id, id, quantity, at, 'calendar', entry_id, 0 FROM due WHERE renews
), charges AS (
    INSERT INTO charge (reseller_id, customer_id, subscription_id, kind, net_minor, vat_rate_bp, vat_minor, currency, quantity,
        unit_price_minor, share_num, share_den, period_start_on, period_end_on, rule, rule_version, cause_kind, cause_id,
        position, charged_on, charged_at)
    SELECT reseller_id, customer_id, id, 'debit', net, vat_rate_bp, round(net * vat_rate_bp / 10000.0)::bigint, currency,
        quantity, final_unit_price_minor, days, days, period_end_on, period_end, 'house', 1, 'calendar', entry_id, 0,
        period_end_on, at
    FROM due
), events AS (
    INSERT INTO event (reseller_id, kind, subject_id, payload, at)
    SELECT reseller_id, CASE WHEN renews THEN 'subscription.renewed' ELSE 'subscription.rolled_over' END, id, '{}', at FROM due
)
SELECT count(*), count(*) FILTER (WHERE renews) FROM due
"""


def run(which: str, day: str) -> str:
    """This function will turn what is due on the day."""
    on = dt.date.fromisoformat(day)
    turn = _by_product if which == "product" else _by_statement
    before = machine.peak_megabytes()
    began = time.perf_counter()
    renewed, rolled_over = turn(on)
    seconds = time.perf_counter() - began
    return json.dumps(
        {
            "renewed": renewed,
            "rolled_over": rolled_over,
            "seconds": seconds,
            "megabytes_before": before,
            "megabytes": machine.peak_megabytes(),
        }
    )


def _by_product(on: dt.date) -> tuple[int, int]:
    report = renewals.run(now=clock.now(), as_of=on)
    assert not report.set_aside, report.set_aside[:3]
    return report.outcomes["renewed"], report.outcomes["rolled_over"]


def _by_statement(on: dt.date) -> tuple[int, int]:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, {"day": on})
        count, renewed = cursor.fetchone()
    return renewed, count - renewed
