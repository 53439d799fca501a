"""Fills an empty database for the measurement: one reseller, many customers, N orders, by set-based SQL.

Runs as the application's role inside writing(), so every constraint, reference and policy holds for every row.
`python -m seatwise.bench.inside data ORDERS` prints bench.facts as JSON.
"""

import datetime as dt
import time
from typing import Any

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY, get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.db import connection, connections

from seatwise.bench import facts, filling
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.resellers import operations as resellers

ALIAS = "bench"
OF_BARE_PAGE = "django.contrib.auth.backends.ModelBackend"
BUYERS = 8
_TABLES = (
    "customer", "sales_order", "order_line", "order_move", "subscription", "quantity_entry", "seat_batch", "asset", "charge"
)  # fmt: skip
_OWN = ("sales_order", "subscription", "asset", "charge")


def customers_for(*, orders: int) -> int:
    """This function will answer how many customers share that many orders."""
    return max(20, orders // 100)


def generate(*, orders: int, now: dt.datetime) -> facts.Facts:
    """This function will fill the database that the settings name, and answer what to measure in it."""
    began = time.monotonic()
    reseller_id = resellers.create(
        alias=ALIAS,
        name="TechSolutions Hellas",
        edition="standard",
        market="DE",
        currency="EUR",
        time_zone="Europe/Athens",
        support_email="help@bench.example",
        now=now - dt.timedelta(days=3 * 365),
    )
    values: dict[str, Any] = {
        "reseller": reseller_id,
        "orders": orders,
        "customers": customers_for(orders=orders),
        "domain": "bench.example",
        "without_approval": list(range(BUYERS + 1, 2 * BUYERS + 1)),
        "now": now,
    }
    with transactions.writing_global():
        _run(filling.GLOBAL, values)
    with tenancy.scope(reseller_id), transactions.writing():
        resellers.change_settings(actor=SYSTEM, now=now, default_markup_bp=2_500, vat_rate_bp=2_400)
        _run(filling.OF_RESELLER, values)
    with connections["owner"].cursor() as cursor:
        # What autovacuum has done by the time anybody looks.
        cursor.execute("VACUUM (ANALYZE)")
    seconds = time.monotonic() - began
    with tenancy.scope(reseller_id), transactions.reading():
        found = _found(customers=2 * BUYERS + 1)
    people = [
        facts.Buyer(
            session=signed_in(email=f"user{nth}@bench.example", backend=settings.AUTHENTICATION_BACKENDS[0]),
            subscription=f"S-{number}",
        )
        for nth, number in enumerate(found.pop("subscriptions"))
    ]
    return facts.Facts(
        reseller_id=str(reseller_id),
        alias=ALIAS,
        customers=values["customers"],
        seconds=seconds,
        session=people[0].session,
        bare_session=signed_in(email="user0@bench.example", backend=OF_BARE_PAGE),
        subscription=people[0].subscription,
        with_approval=tuple(people[1 : BUYERS + 1]),
        without_approval=tuple(people[BUYERS + 1 :]),
        **found,
    )


def _run(texts: tuple[str, ...], values: dict[str, Any]) -> None:
    with connection.cursor() as cursor:
        # The tables were empty when they were last counted, so the planner would go row by row.
        cursor.execute("SET LOCAL enable_nestloop = off")
        for text in texts:
            cursor.execute(text, values)


def _found(*, customers: int) -> dict[str, Any]:
    with connection.cursor() as cursor:
        own = _one(cursor, "SELECT id FROM customer WHERE name = 'Customer 00000 SA'")
        return {
            "rows": {table: _one(cursor, f"SELECT count(*) FROM {table}") for table in _TABLES},  # noqa: S608
            "own_rows": {
                table: _one(cursor, f"SELECT count(*) FROM {table} WHERE customer_id = %s", own)  # noqa: S608
                for table in _OWN
            },
            "order": _one(
                cursor,
                "SELECT 'SO-' || max(number) FROM sales_order"
                " WHERE customer_id = %s AND line_count = 3 AND status = 'executed'",
                own,
            ),
            "subscriptions": [
                _one(
                    cursor,
                    "SELECT max(number) FROM subscription WHERE customer_id = (SELECT id FROM customer WHERE name = %s)",
                    f"Customer {nth:05d} SA",
                )
                for nth in range(customers)
            ],
        }


def _one(cursor: Any, text: str, *values: object) -> Any:
    cursor.execute(text, list(values))
    return cursor.fetchone()[0]


def signed_in(*, email: str, backend: str) -> str:
    """This function will sign a person in, as django.contrib.auth.login() does, and answer the session's key."""
    user = get_user_model().objects.get(email=email)
    session = SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = backend
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session.create()
    assert session.session_key is not None
    return session.session_key


def run(orders: str) -> str:
    """This function will generate the data for a step of bench.inside and answer the facts as JSON."""
    return generate(orders=int(orders), now=clock.now()).dump()
