"""Steps of bench.inside for the console: one reseller with many customers, what waits for its team, and its audit.

`desk make SUBSCRIPTIONS CUSTOMERS` fills an empty database and prints bench.facts.Desk; `desk publish` has 500 products published
over the console's page; `desk import LINES` imports a price list. Each prints JSON.
"""

import dataclasses
import io
import json
import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db import connection, connections
from django.test import Client

from seatwise.audit import operations as audit
from seatwise.bench import data, facts, load, machine
from seatwise.catalogue import operations as catalogue
from seatwise.generator import running as generator
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.resellers import queries as resellers

WAITING, UNDELIVERED, TO_PUBLISH = 1_000, 500, 500
_TABLES = (
    "customer", "sales_order", "order_line", "subscription", "charge", "event", "listing",
)  # fmt: skip

# Products that are listed and not published yet, each with a price.
_UNPUBLISHED = (
    """
    INSERT INTO product (key, vendor, title, description, unit, kind, smallest, largest, allowed_countries, automatic,
        instructions, category_id, own, logo, created_at)
    SELECT 'P' || to_char(n, 'FM0000') || '/0001', 'Vendor ' || n %% 7, 'Newcomer ' || n, '', 'licences', 'subscription', 1, 300,
        '{}', true, '', (SELECT id FROM category WHERE name = 'Software'), true, '', %(now)s
    FROM generate_series(1, %(to_publish)s) AS n
    """,
    "INSERT INTO offer (product_id, term_months, billing_months) SELECT id, 1, 1 FROM product WHERE key ~ '^P[0-9]{4}/0001$'",
    """
    INSERT INTO price_line (offer_id, market, currency, cost, retail, starts_on)
    SELECT o.id, 'DE', 'EUR', 16.00, 20.00, (%(now)s - interval '1 year')::date
    FROM offer o JOIN product p ON p.id = o.product_id AND p.key ~ '^P[0-9]{4}/0001$'
    """,
)
_LISTED = """
INSERT INTO listing (reseller_id, product_id, listed_at)
SELECT %(reseller)s, id, %(now)s FROM product WHERE key ~ '^P[0-9]{4}/0001$'
"""
# Each purchase is told once as placed and once as executed, by the customer's person and by nobody.
_TOLD = """
INSERT INTO event (reseller_id, kind, subject_id, about, customer_id, payload, actor_kind, actor_user_id, actor_name, address,
    session, at)
SELECT %(reseller)s, t.kind, o.id, 'SO-' || o.number, o.customer_id, '{}', t.actor,
    CASE t.actor WHEN 'system' THEN NULL ELSE o.placed_by_user_id END,
    CASE t.actor WHEN 'system' THEN 'Seatwise' ELSE o.placed_by_name END, '',
    CASE t.actor WHEN 'system' THEN 'process' ELSE 'browser' END, o.submitted_at + t.later
FROM sales_order o CROSS JOIN (VALUES ('order.placed', 'customer', interval '0'), ('order.executed', 'system', interval '1 minute'))
    AS t (kind, actor, later)
WHERE o.reseller_id = %(reseller)s ORDER BY o.number, t.later
"""
_FIRST_WAITING = "SELECT min(number) FROM sales_order WHERE number > 5000000"
_CHOSEN = """
WITH chosen AS (
    SELECT id, number, row_number() OVER (ORDER BY number) AS n, uuidv7() AS new_id FROM sales_order
    WHERE reseller_id = %(reseller)s ORDER BY number LIMIT %(count)s
)
"""
_COLUMNS = """
SELECT column_name FROM information_schema.columns
WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position
"""
_LEFT_OPEN = {
    "id": "uuidv7()",
    "order_id": "c.new_id",
    "subscription_id": "NULL::uuid",
    "delivered_at": "NULL::timestamptz",
    "charged_net_minor": "NULL::bigint",
    "charged_vat_minor": "NULL::bigint",
    "charged_share_num": "NULL::bigint",
    "charged_share_den": "NULL::bigint",
}


def run(step: str, *arguments: str) -> str:
    """This function will run one of the steps."""
    steps: dict[str, Callable[..., dict[str, Any]]] = {
        "make": _make,
        "publish": _publish,
        "import": _import,
    }
    return json.dumps(steps[step](*arguments))


def _make(subscriptions: str, customers: str) -> dict[str, Any]:
    now = clock.now()
    count = int(subscriptions)
    generator.generate(count=count, into=1, now=now, of_one_customer=count // int(customers))
    (reseller,) = resellers.all_resellers()
    values: dict[str, Any] = {"reseller": reseller.id, "now": now, "to_publish": TO_PUBLISH}
    with transactions.writing_global(), connection.cursor() as cursor:
        for statement in _UNPUBLISHED:
            cursor.execute(statement, values)
    with tenancy.scope(reseller.id):
        with transactions.writing(), connection.cursor() as cursor:
            cursor.execute(_LISTED, values)
            cursor.execute(_TOLD, values)
            _copy(
                cursor, values | {"count": WAITING}, 5_000_000, "pending_reseller_approval", "pending", "true"
            )
            _copy(cursor, values | {"count": UNDELIVERED}, 6_000_000, "in_progress", "in_progress", "false")
        linked = 1
        while linked:
            with transactions.writing():
                linked = audit.link(now=clock.now(), count=20_000)
    with connections["owner"].cursor() as cursor:
        # What autovacuum has done by the time anybody looks.
        cursor.execute("VACUUM (ANALYZE)")
    with tenancy.scope(reseller.id), transactions.reading(), connection.cursor() as cursor:
        desk = facts.Desk(
            reseller_id=str(reseller.id),
            alias=reseller.alias,
            session="",
            bare_session="",
            customer_id=str(_one(cursor, "SELECT id FROM customer WHERE name = 'Customer 00001 SA'")),
            order=f"SO-{_one(cursor, _FIRST_WAITING)}",
            product_ids=tuple(
                str(row[0]) for row in _all(cursor, "SELECT id FROM product WHERE key ~ '^P[0-9]{4}/0001$'")
            ),
            rows={table: _one(cursor, f"SELECT count(*) FROM {table}") for table in _TABLES},  # noqa: S608
        )
        owner = _owner(cursor)
    return dataclasses.asdict(
        dataclasses.replace(
            desk,
            session=data.signed_in(email=owner, backend=settings.AUTHENTICATION_BACKENDS[0]),
            bare_session=data.signed_in(email=f"user0@{reseller.alias}.example", backend=data.OF_BARE_PAGE),
        )
    )


def _publish(session: str, alias: str) -> dict[str, Any]:
    """What the console's page takes to publish 500 products; nothing where it cannot be asked for so many at once."""
    client = Client(headers={"host": "127.0.0.1"})
    client.cookies[settings.SESSION_COOKIE_NAME] = session
    page = f"/{alias}/console/catalogue/"
    assert client.get(page).status_code == 200
    with connection.cursor() as cursor:
        ids = [str(row[0]) for row in _all(cursor, "SELECT id FROM product WHERE key ~ '^P[0-9]{4}/0001$'")]
    began = time.perf_counter()
    answer = client.post(
        f"{page}several/",
        urlencode([("move", "publish"), *(("product", each) for each in ids)]),
        content_type=load.FORM,
    )
    seconds = time.perf_counter() - began
    reseller = resellers.by_alias(alias)
    assert reseller is not None
    with tenancy.scope(reseller.id), transactions.reading(), connection.cursor() as cursor:
        done = _one(
            cursor,
            "SELECT count(*) FROM listing l JOIN product p ON p.id = l.product_id"
            " WHERE p.key ~ '^P[0-9]{4}/0001$' AND l.published_at IS NOT NULL",
        )
    return {"status": answer.status_code, "published": done, "seconds": seconds}


def _import(lines: str) -> dict[str, Any]:
    """A price list of that many lines, new to the catalogue, and then the same with every second price changed."""
    found = []
    for rise in (0, 1):
        content = _price_list(int(lines), rise)
        told: list[float] = []
        before = machine.peak_megabytes()
        began = time.perf_counter()
        result = catalogue.import_prices(
            content=content,
            file_name="prices.csv",
            market="DE",
            currency="EUR",
            actor=SYSTEM,
            now=clock.now(),
            told=told.append,
        )
        found.append(
            {
                "new": result.new,
                "changed": result.changed,
                "seconds": time.perf_counter() - began,
                "megabytes_before": before,
                "megabytes": machine.peak_megabytes(),
                "told": len(told),
            }
        )
    return {"imports": found}


def _price_list(lines: int, rise: int) -> bytes:
    """The vendor's columns; four offers a product."""
    text = io.StringIO()
    text.write(
        '"ProductTitle","ProductId","SkuId","SkuTitle","Publisher","SkuDescription","UnitOfMeasure","TermDuration","BillingPlan",'
        '"Market","Currency","UnitPrice","PricingTierRangeMin","PricingTierRangeMax","EffectiveStartDate","EffectiveEndDate","Tags",'
        '"ERP Price","Segment"\n'
    )
    offers = (("P1M", "Monthly", 5), ("P1Y", "Annual", 50), ("P1Y", "Monthly", 55), ("P3Y", "Annual", 140))
    for n in range(lines):
        product, (term, plan, price) = n // 4, offers[n % 4]
        cost = price + product % 90 + (rise if n % 2 else 0)
        text.write(
            f'"Imported product {product}","I{product:07d}","0001","Imported product {product}","Vendor {product % 9}","What it is",'
            f'"","{term}","{plan}","DE","EUR","{cost}.50","","","2026-01-01T00:00:00.0000000Z","9999-11-30T23:59:59.0000000Z",'
            f'"License","{cost + 10}.00","Commercial"\n'
        )
    return text.getvalue().encode()


def _copy(
    cursor: Any, values: dict[str, Any], first: int, order_status: str, line_status: str, automatic: str
) -> None:
    """Orders as there are, once more under new numbers, in a state in which they wait."""
    orders = {
        "id": "c.new_id",
        "number": f"{first} + c.n",
        "status": f"'{order_status}'",
        "quote_id": "uuidv7()",
    }
    lines = {**_LEFT_OPEN, "status": f"'{line_status}'", "automatic": automatic}
    made, copied = (
        _columns(cursor, table, changes)
        for table, changes in (("sales_order", orders), ("order_line", lines))
    )
    cursor.execute(
        f"{_CHOSEN}, made AS (INSERT INTO sales_order ({made[0]}) SELECT {made[1]}"  # noqa: S608
        " FROM chosen c JOIN sales_order t ON t.reseller_id = %(reseller)s AND t.id = c.id)"
        ", told AS (INSERT INTO order_move (reseller_id, order_id, before, after, actor_kind, actor_user_id, actor_name, reason, at)"
        f" SELECT t.reseller_id, c.new_id, '', '{order_status}', 'customer', t.placed_by_user_id, t.placed_by_name, '',"
        " t.submitted_at FROM chosen c JOIN sales_order t ON t.reseller_id = %(reseller)s AND t.id = c.id)"
        f" INSERT INTO order_line ({copied[0]}) SELECT {copied[1]}"
        " FROM chosen c JOIN order_line t ON t.reseller_id = %(reseller)s AND t.order_id = c.id",
        values,
    )


def _columns(cursor: Any, table: str, changes: dict[str, str]) -> tuple[str, str]:
    names = [row[0] for row in _all(cursor, _COLUMNS, table)]
    return ", ".join(names), ", ".join(changes.get(name, f"t.{name}") for name in names)


def _owner(cursor: Any) -> str:
    found: str = _one(
        cursor,
        "SELECT u.email FROM team_member m JOIN user_account u ON u.id = m.user_id WHERE m.role = 'owner'",
    )
    return found


def _all(cursor: Any, text: str, *values: object) -> list[Any]:
    cursor.execute(text, list(values))
    rows: list[Any] = cursor.fetchall()
    return rows


def _one(cursor: Any, text: str) -> Any:
    return _all(cursor, text)[0][0]
