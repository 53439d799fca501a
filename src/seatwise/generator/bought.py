# ruff: noqa: S608 - the pieces are constants of this module and of shop.py
"""The one statement that writes subscriptions number first..last of a reseller with everything that comes of buying them.

Names in %()s: those of shop.py, and first, last, big (as many belong to customer 0), today, orders_from, subscriptions_from
(the numbers before the first), nth (the reseller's own, so that each sells something else).
"""

from seatwise.generator import shop

# A thirtieth ends each day from tomorrow on. A month that begins on the 31st and ends on the 28th would not turn there again,
# so such a subscription is billed by the year. Bought when its period began: what is charged pays for the current period.
_PLAN = f"""
WITH {shop.BUYERS}, {shop.PRODUCTS}, drawn AS (
    SELECT i, 1 + i %% 25 AS q, i / 30 %% 4 AS kind, %(today)s::date + 1 + i %% 30 AS ends,
        CASE WHEN i <= %(big)s::int THEN 0
            ELSE 1 + floor((%(customers)s::int - 1) * power(x - floor(x), 2))::int END AS c
    FROM generate_series(%(first)s::int, %(last)s::int) AS i, LATERAL (SELECT i * 0.6180339887498949::float8) AS g (x)
), timed AS (
    SELECT drawn.*, kind < 3 AND (ends - interval '1 month')::date + interval '1 month' = ends
        AND (ends - interval '1 month')::date <= %(today)s::date AS monthly
    FROM drawn
), termed AS (
    SELECT timed.*, CASE WHEN monthly THEN 1 ELSE 12 END AS billing, CASE WHEN monthly AND kind = 2 THEN 1 ELSE 12 END AS term
    FROM timed
), anchored AS (
    SELECT termed.*, (ends - make_interval(months => billing))::date AS anchor FROM termed
), plan AS MATERIALIZED (
    SELECT a.*, people.*, d.product_id, d.offer_id, d.title, d.unit, m.price, m.price * a.q AS net,
        m.price * a.q * 24 / 100 AS vat, (a.anchor + make_interval(months => a.billing))::date AS period_end,
        (a.anchor + make_interval(months => a.term))::date AS term_end,
        (a.anchor + make_interval(months => a.billing))::date - a.anchor AS days,
        least(a.anchor + interval '8 hours' + a.i %% 7200 * interval '1 second', %(now)s AT TIME ZONE 'UTC')
            AT TIME ZONE 'UTC' AS at,
        uuidv7() AS order_id, uuidv7() AS line_id, uuidv7() AS subscription_id, uuidv7() AS batch_id
    FROM anchored a JOIN people USING (c)
    JOIN products d ON d.n = 1 + (a.i * 7 + %(nth)s::int) %% 200 AND (d.term, d.billing) = (a.term, a.billing)
    CROSS JOIN LATERAL (SELECT 2000 * a.billing) AS m (price)
)"""

WRITE = f"""
{_PLAN}, orders AS (
    INSERT INTO sales_order (id, reseller_id, number, customer_id, type, status, status_reason, quote_id, placed_by,
        placed_by_user_id, placed_by_name, submitted_at, currency, net_minor, vat_minor, vat_exempt_reason, note, reference,
        what, line_count, billing_address)
    SELECT order_id, %(reseller)s, %(orders_from)s::bigint + i, customer_id, 'purchase', 'executed', '', uuidv7(), 'customer',
        user_id, name, at, 'EUR', net, vat, '', '', '', title || ', ' || q || ' ' || unit, 1, {shop.ADDRESS.replace("people.", "")}
    FROM plan
), subscriptions AS (
    INSERT INTO subscription (id, reseller_id, number, customer_id, product_id, offer_id, name, status, status_reason,
        provisioning, quantity, leaving, currency, unit_price_minor, discount_bp, final_unit_price_minor, vat_rate_bp,
        term_months, billing_months, anchor_on, term_start_on, term_end_on, period_start_on, period_end_on, auto_renew,
        bought_at, bought_by, cause_kind, cause_id, started_at)
    SELECT subscription_id, %(reseller)s, %(subscriptions_from)s::bigint + i, customer_id, product_id, offer_id, title,
        'active', '', 'synced', q, 0, 'EUR', price, 0, price, 2400, term, billing, anchor, anchor, term_end, anchor, period_end,
        true, at, 'customer', 'order_line', line_id, at
    FROM plan
), lines AS (
    INSERT INTO order_line (id, reseller_id, order_id, position, product_id, offer_id, name, unit, automatic, instructions,
        term_months, billing_months, action, quantity, extra, currency, cost_for_term, unit_price_minor, discount_bp,
        final_unit_price_minor, vat_rate_bp, quoted_net_minor, quoted_vat_minor, quoted_share_num, quoted_share_den,
        charged_net_minor, charged_vat_minor, charged_share_num, charged_share_den, status, status_reason, delivered_at,
        reference, subscription_id)
    SELECT line_id, %(reseller)s, order_id, 1, product_id, offer_id, title, unit, true, '', term, billing, 'start', q, 0,
        'EUR', 16.00 * term, price, 0, price, 2400, net, vat, days, days, net, vat, days, days, 'delivered', '',
        at + interval '1 minute', '', subscription_id
    FROM plan
), moves AS (
    INSERT INTO order_move (reseller_id, order_id, line_id, before, after, actor_kind, actor_user_id, actor_name, reason, at)
    SELECT %(reseller)s, order_id, CASE WHEN step.of_line THEN line_id END, step.before, step.after, step.actor,
        CASE step.actor WHEN 'system' THEN NULL ELSE user_id END, CASE step.actor WHEN 'system' THEN 'Seatwise' ELSE name END,
        '', at + step.nth * interval '20 seconds'
    FROM plan JOIN (VALUES
        (0, '', 'pending_reseller_approval', 'customer', false, true),
        (1, 'pending_reseller_approval', 'in_progress', 'reseller', false, true),
        (0, '', 'in_progress', 'customer', false, false),
        (2, 'in_progress', 'delivered', 'system', true, NULL),
        (3, 'in_progress', 'executed', 'system', false, NULL)
    ) AS step (nth, before, after, actor, of_line, asks) ON coalesce(step.asks = plan.asks, true)
    ORDER BY i, step.nth
), ledger AS (
    INSERT INTO quantity_entry (reseller_id, subscription_id, delta, quantity_after, cause_kind, cause_id, effective_on, at)
    SELECT %(reseller)s, subscription_id, q, q, 'order_line', line_id, anchor, at FROM plan
), batches AS (
    INSERT INTO seat_batch (id, reseller_id, subscription_id, quantity, window_from, cause_kind, cause_id, position)
    SELECT batch_id, %(reseller)s, subscription_id, q, at, 'order_line', line_id, 0 FROM plan
), charges AS (
    INSERT INTO charge (reseller_id, customer_id, subscription_id, batch_id, kind, net_minor, vat_rate_bp, vat_minor, currency,
        quantity, unit_price_minor, share_num, share_den, period_start_on, period_end_on, rule, rule_version, cause_kind,
        cause_id, position, charged_on, charged_at)
    SELECT %(reseller)s, customer_id, subscription_id, batch_id, 'debit', net, 2400, vat, 'EUR', q, price, days, days, anchor,
        period_end, 'house', 1, 'order_line', line_id, 0, anchor, at
    FROM plan
), events AS (
    INSERT INTO event (reseller_id, kind, subject_id, payload, at)
    SELECT %(reseller)s, 'line.delivered', line_id, jsonb_build_object('order_id', order_id), at FROM plan
)
SELECT count(*) FROM plan
"""
