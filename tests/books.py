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
    "licences are the sum of the delivered lines": """
        SELECT s.number FROM subscription s LEFT JOIN order_line l
            ON l.reseller_id = s.reseller_id AND l.subscription_id = s.id AND l.status = 'delivered'
        GROUP BY s.reseller_id, s.id, s.number, s.quantity HAVING s.quantity <> coalesce(sum(l.quantity), 0)""",
    "every delivered line has one charge of its amount": """
        SELECT l.id FROM order_line l LEFT JOIN charge c ON c.reseller_id = l.reseller_id AND c.cause_id = l.id
        WHERE l.status = 'delivered' GROUP BY l.reseller_id, l.id
        HAVING count(c.id) <> 1 OR sum(c.net_minor) <> l.charged_net_minor OR sum(c.vat_minor) <> l.charged_vat_minor""",
    "nothing else is charged": """
        SELECT c.id FROM charge c LEFT JOIN order_line l
            ON l.reseller_id = c.reseller_id AND l.id = c.cause_id AND l.status = 'delivered' WHERE l.id IS NULL""",
    "every cause is a delivered line": """
        SELECT x.cause_id FROM (SELECT reseller_id, cause_kind, cause_id FROM subscription
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM quantity_entry
            UNION ALL SELECT reseller_id, cause_kind, cause_id FROM asset) AS x
        LEFT JOIN order_line l ON l.reseller_id = x.reseller_id AND l.id = x.cause_id AND l.status = 'delivered'
        WHERE l.id IS NULL OR x.cause_kind <> 'order_line'""",
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
            WHEN bool_and(l.status = 'pending') THEN 'pending_reseller_approval'
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
