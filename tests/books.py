"""What must hold of every reseller's books, whatever happened: one SQL statement a sentence, each answering the rows that break it."""

from uuid import UUID

from django.db import connection

from seatwise.infra import tenancy, transactions

RULES = {
    "licences are the sum of the ledger": """
        SELECT s.number FROM subscription s LEFT JOIN quantity_entry q
            ON q.reseller_id = s.reseller_id AND q.subscription_id = s.id
        GROUP BY s.reseller_id, s.id, s.number, s.quantity HAVING s.quantity <> coalesce(sum(q.delta), 0)""",
    "the ledger's running total is right": """
        SELECT id FROM (SELECT id, quantity_after, sum(delta) OVER (PARTITION BY subscription_id ORDER BY id) AS total
            FROM quantity_entry) AS q WHERE quantity_after <> total""",
    "licences are the sum of the batches": """
        SELECT s.number FROM subscription s LEFT JOIN seat_batch b
            ON b.reseller_id = s.reseller_id AND b.subscription_id = s.id
        GROUP BY s.reseller_id, s.id, s.number, s.quantity HAVING s.quantity <> coalesce(sum(b.quantity), 0)""",
    "licences are the sum of the delivered lines and of what the calendar ended": """
        SELECT s.number, s.quantity, x.total FROM subscription s JOIN LATERAL (
            SELECT coalesce((SELECT sum(CASE l.action WHEN 'remove' THEN 0 ELSE l.quantity + l.extra END) FROM order_line l
                WHERE l.reseller_id = s.reseller_id AND l.subscription_id = s.id AND l.status = 'delivered'), 0)
            - coalesce((SELECT sum(l.quantity) FROM order_line l
                WHERE l.reseller_id = s.reseller_id AND l.source_id = s.id AND l.status = 'delivered'), 0)
            + coalesce((SELECT sum(e.quantity_after - e.quantity_before) FROM calendar_entry e
                WHERE e.reseller_id = s.reseller_id AND e.subscription_id = s.id), 0) AS total) AS x ON true
        WHERE s.quantity <> x.total""",
    "what leaves is what open lines take": """
        SELECT s.number, s.leaving FROM subscription s WHERE s.leaving <> coalesce((SELECT sum(l.quantity) FROM order_line l
            WHERE l.reseller_id = s.reseller_id AND l.source_id = s.id AND l.status IN ('pending', 'in_progress', 'failed')), 0)""",
    "a delivered line is the sum of its charges": """
        SELECT l.id FROM order_line l LEFT JOIN charge c ON c.reseller_id = l.reseller_id AND c.cause_id = l.id
        WHERE l.status = 'delivered' GROUP BY l.reseller_id, l.id
        HAVING coalesce(sum(c.net_minor), 0) <> l.charged_net_minor OR coalesce(sum(c.vat_minor), 0) <> l.charged_vat_minor
            OR l.action IN ('start', 'add') AND count(c.id) <> 1""",
    "every charge and every change has its cause": """
        SELECT x.cause_id FROM (SELECT reseller_id, cause_kind, cause_id FROM subscription
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM quantity_entry
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM seat_batch
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM charge
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM asset) AS x
        LEFT JOIN order_line l ON l.reseller_id = x.reseller_id AND l.id = x.cause_id AND l.status = 'delivered'
        LEFT JOIN calendar_entry e ON e.reseller_id = x.reseller_id AND e.id = x.cause_id
        WHERE CASE x.cause_kind WHEN 'order_line' THEN l.id IS NULL WHEN 'calendar' THEN e.id IS NULL ELSE true END""",
    "no credit exceeds its charge": """
        SELECT c.id FROM charge c JOIN charge k ON k.reseller_id = c.reseller_id AND k.corrects_id = c.id
        GROUP BY c.reseller_id, c.id, c.net_minor HAVING -sum(k.net_minor) > c.net_minor""",
    "an add-on has its subscription's period": """
        SELECT a.number FROM subscription a JOIN subscription p ON p.reseller_id = a.reseller_id AND p.id = a.parent_id
        WHERE a.status IN ('active', 'suspended') AND ((a.period_start_on, a.period_end_on, a.term_end_on)
            <> (p.period_start_on, p.period_end_on, p.term_end_on) OR p.status NOT IN ('active', 'suspended'))""",
    "an order is the sum of its lines": """
        SELECT o.number FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
        GROUP BY o.reseller_id, o.id, o.number, o.net_minor, o.vat_minor, o.line_count
        HAVING o.line_count <> count(*)
            OR o.net_minor <> coalesce(sum(coalesce(l.charged_net_minor, l.quoted_net_minor))
                FILTER (WHERE l.status <> 'canceled'), sum(l.quoted_net_minor))
            OR o.vat_minor <> coalesce(sum(coalesce(l.charged_vat_minor, l.quoted_vat_minor))
                FILTER (WHERE l.status <> 'canceled'), sum(l.quoted_vat_minor))""",
    "an order's status follows from its lines": """
        SELECT o.number FROM sales_order o JOIN order_line l ON l.reseller_id = o.reseller_id AND l.order_id = o.id
        GROUP BY o.reseller_id, o.id, o.number, o.status HAVING o.status <> CASE
            WHEN bool_and(l.status = 'canceled') THEN 'canceled'
            WHEN bool_and(l.status IN ('delivered', 'canceled')) THEN 'executed'
            WHEN bool_and(l.status = 'pending') AND NOT EXISTS (SELECT 1 FROM order_move m WHERE m.reseller_id = o.reseller_id
                AND m.order_id = o.id AND m.line_id IS NULL AND m.after = 'in_progress') THEN 'pending_reseller_approval'
            ELSE 'in_progress' END""",
    "an order's last move is its status": """
        SELECT o.number FROM sales_order o WHERE o.status IS DISTINCT FROM (SELECT m.after FROM order_move m
            WHERE m.reseller_id = o.reseller_id AND m.order_id = o.id AND m.line_id IS NULL ORDER BY m.id DESC LIMIT 1)""",
}


def assert_books_balance(reseller_id: UUID) -> None:
    """Assert every rule for one reseller. Outside any scope or transaction."""
    with tenancy.scope(reseller_id), transactions.reading(), connection.cursor() as cursor:
        for rule, statement in RULES.items():
            cursor.execute(statement)
            assert cursor.fetchall() == [], rule
