"""A step of bench.inside: who is signed in to look at generated subscriptions, and at which, as JSON."""

import dataclasses
import json
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection

from seatwise.bench import data, facts
from seatwise.infra import tenancy, transactions
from seatwise.resellers import queries as resellers

_CLIENTS = 8
_OF_CUSTOMER = """
SELECT s.number FROM subscription s JOIN customer c ON c.reseller_id = s.reseller_id AND c.id = s.customer_id
WHERE s.reseller_id = %s AND c.name = %s AND s.status = 'active' ORDER BY s.number DESC LIMIT %s
"""


def run() -> str:
    """This function will sign in a person of the first reseller's largest customer, and of eight others."""
    first = resellers.all_resellers()[0]
    with tenancy.scope(first.id), transactions.reading():
        held = [_subscriptions(first.id, nth, _CLIENTS if nth == 0 else 1) for nth in range(_CLIENTS + 1)]
    backend = settings.AUTHENTICATION_BACKENDS[0]
    largest, *others = [_signed_in(first.alias, nth, backend) for nth in range(_CLIENTS + 1)]
    found = facts.Holders(
        reseller_id=str(first.id),
        alias=first.alias,
        bare_session=_signed_in(first.alias, 0, data.OF_BARE_PAGE),
        same=tuple(facts.Buyer(session=largest, subscription=number) for number in held[0]),
        others=tuple(
            facts.Buyer(session=session, subscription=numbers[0])
            for session, numbers in zip(others, held[1:], strict=True)
        ),
    )
    return json.dumps(dataclasses.asdict(found))


def _subscriptions(reseller_id: UUID, nth: int, count: int) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(_OF_CUSTOMER, [reseller_id, f"Customer {nth:05d} SA", count])
        rows: list[Any] = cursor.fetchall()
    return [f"S-{number}" for (number,) in rows]


def _signed_in(alias: str, nth: int, backend: str) -> str:
    return data.signed_in(email=f"user{nth}@{alias}.example", backend=backend)
