# ruff: noqa: S608 - the pieces are constants of this module
"""The SQL that data.py runs, in order. Names in %()s: orders, and those of generator/shop.py.

Order i of 1..N belongs to customer floor(C · x²) with x = fractional part of i · golden ratio: a few large customers and
many small ones, customer 0 the largest. Of five orders of a customer in a row the first buys a subscription, the third three
one-time products, the others buy licences of that subscription. The newest 2 % still wait; some are canceled.
"""

from seatwise.generator import shop

GLOBAL = (*shop.CATALOGUE, shop.PEOPLE)

# One row an order: i, its customer c, what it buys, its status, how many, since when, and p, the order that bought the subscription.
_PLAN = f"""
WITH drawn AS (
    SELECT i, floor(%(customers)s * power(mod(i * 0.6180339887498949, 1.0), 2))::int AS c FROM generate_series(1, %(orders)s) AS i
), counted AS (
    SELECT i, c, row_number() OVER (PARTITION BY c ORDER BY i) AS r FROM drawn
), typed AS (
    SELECT i, c, CASE (r - 1) %% 5 WHEN 0 THEN 'subscription' WHEN 2 THEN 'assets' ELSE 'licences' END AS buys,
        first_value(i) OVER (PARTITION BY c, (r - 1) / 5 ORDER BY i) AS p
    FROM counted
), plan AS (
    SELECT i, c, buys, p, 1 + i %% 5 AS q,
        CASE WHEN buys = 'subscription' THEN 'executed'
            WHEN i > %(orders)s * 0.98 THEN CASE i %% 2 WHEN 0 THEN 'pending_reseller_approval' ELSE 'in_progress' END
            WHEN i %% 29 = 0 THEN 'canceled' ELSE 'executed' END AS status,
        %(now)s - (%(orders)s - i) * (interval '540 days' / %(orders)s) AS at,
        (%(now)s - (%(orders)s - p) * (interval '540 days' / %(orders)s))::date AS anchor,
        CASE buys WHEN 'assets' THEN 3 ELSE 1 END AS lines,
        CASE buys WHEN 'assets' THEN 10000 ELSE 2000 END AS price,
        CASE buys WHEN 'licences' THEN 15 WHEN 'assets' THEN 1 ELSE 30 END AS num,
        CASE buys WHEN 'assets' THEN 1 ELSE 30 END AS den,
        CASE buys WHEN 'assets' THEN 0 ELSE 1 + 11 * (p %% 2) END AS term
    FROM typed
), {shop.BUYERS}, {shop.PRODUCTS}
"""
# Which product a line's position buys.
_PRODUCT = """
    JOIN products d ON d.term = plan.term AND d.billing <= 1
        AND d.n = CASE plan.buys WHEN 'assets' THEN 201 + (plan.i + at.position) %% 50 ELSE 1 + plan.p %% 200 END
"""
_POSITIONS = "CROSS JOIN LATERAL generate_series(1, plan.lines) AS at (position)"
_ORDER = "JOIN sales_order o ON o.reseller_id = %(reseller)s AND o.number = 10000 + plan.i"
_LINE = f"""
    {_ORDER} JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
"""

OF_RESELLER = (
    *shop.OF_RESELLER,
    _PLAN
    + f"""
    INSERT INTO sales_order (reseller_id, number, customer_id, type, status, status_reason, quote_id, placed_by,
        placed_by_user_id, placed_by_name, submitted_at, currency, net_minor, vat_minor, vat_exempt_reason, note, reference,
        what, line_count, billing_address)
    SELECT %(reseller)s, 10000 + plan.i, people.customer_id,
        CASE plan.buys WHEN 'licences' THEN 'buy_licences' ELSE 'purchase' END, plan.status,
        CASE plan.status WHEN 'canceled' THEN 'Ordered twice' ELSE '' END, gen_random_uuid(), 'customer',
        people.user_id, people.name, plan.at, 'EUR', plan.lines * plan.q * plan.price * plan.num / plan.den,
        plan.lines * plan.q * plan.price * plan.num / plan.den * 24 / 100, '', '', '',
        d.title || ', ' || plan.q || ' ' || d.unit, plan.lines,
        {shop.ADDRESS}
    FROM plan JOIN people USING (c) CROSS JOIN (VALUES (1)) AS at (position) {_PRODUCT} ORDER BY plan.i
    """,
    _PLAN
    + f"""
    , sums AS (SELECT p, sum(q) AS held FROM plan WHERE buys <> 'assets' AND status = 'executed' GROUP BY p)
    INSERT INTO subscription (reseller_id, number, customer_id, product_id, offer_id, name, status, status_reason,
        provisioning, quantity, leaving, currency, unit_price_minor, discount_bp, final_unit_price_minor, vat_rate_bp,
        term_months, billing_months, anchor_on, term_start_on, term_end_on, period_start_on, period_end_on, auto_renew, bought_at,
        bought_by, cause_kind, cause_id, started_at)
    SELECT %(reseller)s, 2000 + plan.i, people.customer_id, d.product_id, d.offer_id, d.title, 'active', '', 'synced',
        sums.held, 0, 'EUR', plan.price, 0, plan.price, 2400, plan.term, 1, plan.anchor,
        (plan.anchor + make_interval(months => m.n - m.n %% plan.term))::date,
        (plan.anchor + make_interval(months => m.n - m.n %% plan.term + plan.term))::date,
        (plan.anchor + make_interval(months => m.n))::date, (plan.anchor + make_interval(months => m.n + 1))::date,
        true, plan.at, 'customer', 'order_line', uuidv7(), plan.at
    FROM plan JOIN people USING (c) JOIN sums ON sums.p = plan.i CROSS JOIN (VALUES (1)) AS at (position) {_PRODUCT}
    CROSS JOIN LATERAL (
        SELECT max(n) FROM generate_series(0, 20) AS n WHERE plan.anchor + make_interval(months => n) <= %(now)s::date
    ) AS m (n)
    WHERE plan.buys = 'subscription' ORDER BY plan.i
    """,
    _PLAN
    + f"""
    INSERT INTO asset (reseller_id, number, customer_id, product_id, name, status, quantity, currency, unit_price_minor,
        discount_bp, final_unit_price_minor, bought_at, bought_by, purchased_on, reference, order_number, cause_kind, cause_id)
    SELECT %(reseller)s, 1000 + (plan.i - 1) * 3 + at.position, people.customer_id, d.product_id, d.title, 'active', plan.q,
        'EUR', plan.price, 0, plan.price, plan.at, 'customer', plan.at::date, '', 10000 + plan.i, 'order_line', uuidv7()
    FROM plan JOIN people USING (c) {_POSITIONS} {_PRODUCT}
    WHERE plan.buys = 'assets' AND plan.status = 'executed' ORDER BY plan.i, at.position
    """,
    _PLAN
    + f"""
    INSERT INTO order_line (id, reseller_id, order_id, position, product_id, offer_id, name, unit, automatic, instructions,
        term_months, billing_months, action, quantity, extra, currency, cost_for_term, unit_price_minor, discount_bp,
        final_unit_price_minor, vat_rate_bp, quoted_net_minor, quoted_vat_minor, quoted_share_num, quoted_share_den,
        charged_net_minor, charged_vat_minor, charged_share_num, charged_share_den, status, status_reason, delivered_at,
        reference, subscription_id, asset_id)
    SELECT coalesce(CASE plan.buys WHEN 'subscription' THEN s.cause_id ELSE a.cause_id END, uuidv7()), %(reseller)s, o.id,
        at.position, d.product_id, d.offer_id, d.title, d.unit, true, '', plan.term, d.billing,
        CASE plan.buys WHEN 'licences' THEN 'add' ELSE 'start' END, plan.q, 0, 'EUR',
        greatest(plan.term, 5) * 16.00, plan.price, 0, plan.price, 2400, m.net, m.net * 24 / 100, plan.num, plan.den,
        CASE WHEN done THEN m.net END, CASE WHEN done THEN m.net * 24 / 100 END,
        CASE WHEN done THEN plan.num END, CASE WHEN done THEN plan.den END,
        CASE plan.status WHEN 'executed' THEN 'delivered' WHEN 'pending_reseller_approval' THEN 'pending' ELSE plan.status END,
        o.status_reason, CASE WHEN done THEN plan.at + interval '1 minute' END, '',
        CASE WHEN plan.buys <> 'assets' THEN s.id END, a.id
    FROM plan {_POSITIONS} {_PRODUCT} {_ORDER}
    CROSS JOIN LATERAL (SELECT plan.q * plan.price * plan.num / plan.den, plan.status = 'executed') AS m (net, done)
    LEFT JOIN subscription s ON plan.buys <> 'assets' AND s.reseller_id = %(reseller)s AND s.number = 2000 + plan.p
    LEFT JOIN asset a ON plan.buys = 'assets' AND a.reseller_id = %(reseller)s
        AND a.number = 1000 + (plan.i - 1) * 3 + at.position
    ORDER BY plan.i, at.position
    """,
    # The moves the product itself would have written: submitted, decided, each line delivered, executed.
    _PLAN
    + f"""
    INSERT INTO order_move (reseller_id, order_id, line_id, before, after, actor_kind, actor_user_id, actor_name, reason, at)
    SELECT %(reseller)s, o.id, CASE WHEN step.of_lines THEN l.id END, step.before, step.after, step.actor,
        CASE step.actor WHEN 'system' THEN NULL ELSE people.user_id END,
        CASE step.actor WHEN 'system' THEN 'Seatwise' ELSE people.name END,
        CASE step.after WHEN 'canceled' THEN 'Ordered twice' ELSE '' END, plan.at + step.nth * interval '20 seconds'
    FROM plan JOIN people USING (c) {_LINE}
    JOIN (VALUES
        (0, '', 'pending_reseller_approval', 'customer', false, '{{executed,in_progress,canceled,pending_reseller_approval}}'),
        (1, 'pending_reseller_approval', 'in_progress', 'reseller', false, '{{executed,in_progress}}'),
        (1, 'pending_reseller_approval', 'canceled', 'reseller', false, '{{canceled}}'),
        (2, 'in_progress', 'delivered', 'system', true, '{{executed}}'),
        (3, 'in_progress', 'executed', 'system', false, '{{executed}}')
    ) AS step (nth, before, after, actor, of_lines, statuses)
        ON plan.status = ANY (step.statuses::text[]) AND (step.of_lines OR l.position = 1)
    ORDER BY plan.i, step.nth, l.position
    """,
    _PLAN
    + f"""
    INSERT INTO quantity_entry (reseller_id, subscription_id, delta, quantity_after, cause_kind, cause_id, effective_on, at)
    SELECT %(reseller)s, l.subscription_id, plan.q, sum(plan.q) OVER (PARTITION BY l.subscription_id ORDER BY plan.i),
        'order_line', l.id, plan.at::date, plan.at
    FROM plan {_LINE} WHERE plan.buys <> 'assets' AND plan.status = 'executed' ORDER BY plan.i
    """,
    # What was delivered together can be given back together: one seat batch a delivered line.
    _PLAN
    + f"""
    INSERT INTO seat_batch (reseller_id, subscription_id, quantity, window_from, cause_kind, cause_id, position)
    SELECT %(reseller)s, l.subscription_id, plan.q, plan.at, 'order_line', l.id, 0
    FROM plan {_LINE} WHERE plan.buys <> 'assets' AND plan.status = 'executed' ORDER BY plan.i
    """,
    _PLAN
    + f"""
    INSERT INTO charge (reseller_id, customer_id, subscription_id, asset_id, kind, net_minor, vat_rate_bp, vat_minor, currency,
        quantity, unit_price_minor, share_num, share_den, period_start_on, period_end_on, rule, rule_version, cause_kind,
        cause_id, position, charged_on, charged_at)
    SELECT %(reseller)s, o.customer_id, l.subscription_id, l.asset_id, 'debit', l.charged_net_minor, 2400,
        l.charged_vat_minor, 'EUR', plan.q, plan.price, plan.num, plan.den,
        CASE WHEN plan.buys <> 'assets' THEN plan.at::date END, CASE WHEN plan.buys <> 'assets' THEN plan.at::date + 30 END,
        'house', 1, 'order_line', l.id, 0, plan.at::date, plan.at
    FROM plan {_LINE} WHERE plan.status = 'executed' ORDER BY plan.i, l.position
    """,
    """
    INSERT INTO number_series (reseller_id, series, last)
    VALUES (%(reseller)s, 'order', 10000 + %(orders)s), (%(reseller)s, 'subscription', 2000 + %(orders)s),
        (%(reseller)s, 'asset', 1000 + 3 * %(orders)s)
    """,
)
