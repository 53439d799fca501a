"""What every generated reseller sells and to whom: the SQL that `seatwise generate` and bin/bench share.

Names in %()s: reseller, now, domain (of the people's addresses), customers (how many), without_approval (their numbers).
Each statement leaves alone what is there already.
"""

# Global rows: 200 subscription products, 50 one-time products, their offers and prices.
CATALOGUE = (
    "INSERT INTO category (name) VALUES ('Software') ON CONFLICT DO NOTHING",
    """
    INSERT INTO product (key, vendor, title, description, unit, kind, smallest, largest, allowed_countries, automatic,
        instructions, category_id, own, logo, created_at)
    SELECT 'B' || to_char(n, 'FM0000') || '/0001', 'Vendor ' || n %% 7,
        (ARRAY['Business Premium', 'Endpoint Protection', 'Backup for Teams', 'Project Plan'])[1 + n %% 4] || ' ' || n,
        'What it does, for whom, and what it needs, in two sentences. It is product ' || n || '.',
        'licences', CASE WHEN n <= 200 THEN 'subscription' ELSE 'one_time' END, 1, 10000000, '{}', true, '',
        (SELECT id FROM category WHERE name = 'Software'), true, '', %(now)s
    FROM generate_series(1, 250) AS n ORDER BY n
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO offer (product_id, term_months, billing_months)
    SELECT p.id, t.term, t.billing FROM product p
    JOIN (VALUES ('subscription', 1, 1), ('subscription', 12, 1), ('subscription', 12, 12), ('one_time', 0, 0))
        AS t (kind, term, billing) ON t.kind = p.kind
    WHERE p.key ~ '^B[0-9]{4}/0001$'
    ORDER BY p.key, t.term, t.billing
    ON CONFLICT DO NOTHING
    """,
    # 16.00 a month, or 80.00 once; at a markup of 25 % that is 20.00 and 100.00.
    """
    INSERT INTO price_line (offer_id, market, currency, cost, retail, starts_on)
    SELECT o.id, 'DE', 'EUR', c.cost, c.cost * 1.3, (%(now)s - interval '3 years')::date
    FROM offer o JOIN product p ON p.id = o.product_id AND p.key ~ '^B[0-9]{4}/0001$'
    CROSS JOIN LATERAL (SELECT CASE WHEN o.term_months = 0 THEN 80.00 ELSE 16.00 * o.term_months END) AS c (cost)
    WHERE NOT EXISTS (SELECT FROM price_line l WHERE l.offer_id = o.id AND l.market = 'DE' AND l.currency = 'EUR')
    """,
    # Each subscription product may become the one that stands four further, of the same name.
    """
    INSERT INTO conversion (source_id, target_id)
    SELECT s.id, t.id FROM generate_series(1, 196) AS n
    JOIN product s ON s.key = 'B' || to_char(n, 'FM0000') || '/0001'
    JOIN product t ON t.key = 'B' || to_char(n + 4, 'FM0000') || '/0001'
    ON CONFLICT DO NOTHING
    """,
)

# Global rows too: person n of a reseller, who buys for customer n.
PEOPLE = """
INSERT INTO user_account (email, name, password, is_staff, is_superuser, is_active, language, theme, joined_at)
SELECT 'user' || n || '@' || %(domain)s, 'Person ' || n || ' Konstantinou', '!', false, false, true, '', 'auto', %(now)s
FROM generate_series(0, %(customers)s::int - 1) AS n
ON CONFLICT DO NOTHING
"""

OF_RESELLER = (
    """
    INSERT INTO listing (reseller_id, product_id, listed_at, published_at)
    SELECT %(reseller)s, id, %(now)s, %(now)s FROM product WHERE key ~ '^B[0-9]{4}/0001$'
    ON CONFLICT DO NOTHING
    """,
    # The person who approves.
    """
    INSERT INTO team_member (reseller_id, user_id, role, is_active, invited_as)
    SELECT %(reseller)s, id, 'owner', true, '' FROM user_account
    WHERE email = 'user' || %(customers)s::int - 1 || '@' || %(domain)s
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO customer (reseller_id, name, time_zone, language, approval_required, vat_exempt_reason, vat_number, address_line,
        address_postcode, address_city, address_country, created_at)
    SELECT %(reseller)s, 'Customer ' || to_char(n, 'FM00000') || ' SA', 'Europe/Athens', '',
        n <> ALL (%(without_approval)s::int[]), '', '', 'Ermou ' || n, '105 63', 'Athens', 'GR',
        %(now)s - interval '540 days'
    FROM generate_series(0, %(customers)s::int - 1) AS n ORDER BY n
    ON CONFLICT DO NOTHING
    """,
    """
    INSERT INTO customer_user (reseller_id, customer_id, user_id, role, is_active, invited_as)
    SELECT %(reseller)s, c.id, u.id, 'admin', true, '' FROM generate_series(0, %(customers)s::int - 1) AS n
    JOIN customer c ON c.reseller_id = %(reseller)s AND c.name = 'Customer ' || to_char(n, 'FM00000') || ' SA'
    JOIN user_account u ON u.email = 'user' || n || '@' || %(domain)s
    ON CONFLICT DO NOTHING
    """,
)

# Two pieces of WITH: customer number c with its person, and product number n in each of its offers.
BUYERS = """
people AS (
    SELECT m.customer_id, k.approval_required AS asks, u.id AS user_id, u.name,
        substr(u.email, 5, strpos(u.email, '@') - 5)::int AS c
    FROM customer_user m JOIN user_account u ON u.id = m.user_id AND u.email LIKE 'user%%@' || %(domain)s
    JOIN customer k ON k.reseller_id = m.reseller_id AND k.id = m.customer_id
    WHERE m.reseller_id = %(reseller)s
)"""
PRODUCTS = """
products AS (
    SELECT p.id AS product_id, o.id AS offer_id, p.title, p.unit, o.term_months AS term, o.billing_months AS billing,
        substr(p.key, 2, 4)::int AS n
    FROM product p JOIN offer o ON o.product_id = p.id WHERE p.key ~ '^B[0-9]{4}/0001$'
)"""
ADDRESS = "jsonb_build_object('name', people.name, 'line', 'Ermou 12', 'postcode', '105 63', 'city', 'Athens', 'country', 'GR')"
