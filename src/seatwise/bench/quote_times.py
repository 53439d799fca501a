"""A step of bench.inside: how long a quote takes in the process, database included, and how long the rules alone."""

import json
import statistics
import time
import uuid
from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.billing.domain import engine
from seatwise.customers import queries as customers
from seatwise.infra import clock, tenancy, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.ordering.domain import changing, commands, quotes
from seatwise.ordering.queries import facts, quoting
from seatwise.resellers import queries as resellers

_SAMPLE = 200
# Subscriptions of customers of all sizes, half of them the largest one's, with the person and an upgrade of the same terms.
_SUBSCRIPTIONS = """
(SELECT s.id, s.customer_id, s.offer_id FROM subscription s JOIN customer c ON c.reseller_id = s.reseller_id
    AND c.id = s.customer_id WHERE s.reseller_id = %(reseller)s AND c.name = 'Customer 00000 SA' AND s.quantity > 1
    ORDER BY s.number LIMIT %(half)s)
UNION ALL
(SELECT s.id, s.customer_id, s.offer_id FROM subscription s JOIN customer c ON c.reseller_id = s.reseller_id
    AND c.id = s.customer_id WHERE s.reseller_id = %(reseller)s AND c.name <> 'Customer 00000 SA' AND s.quantity > 1
    ORDER BY s.number LIMIT %(half)s)
"""
_PEOPLE = """
SELECT m.customer_id, u.id, u.name FROM customer_user m JOIN user_account u ON u.id = m.user_id WHERE m.reseller_id = %s
"""
_UPGRADES = """
SELECT o.id, t.id FROM offer o JOIN conversion v ON v.source_id = o.product_id
JOIN offer t ON t.product_id = v.target_id AND (t.term_months, t.billing_months) = (o.term_months, o.billing_months)
"""


def run() -> str:
    """This function will answer the median milliseconds of each kind of quote: with the database, and the rules alone."""
    first = resellers.all_resellers()[0]
    with tenancy.scope(first.id), transactions.reading():
        found, people, upgrades = _load()
        return json.dumps(
            {
                "Buy licences": _measured(found, people, _buy),
                "Reduce licences": _measured(found, people, _reduce),
                "Upgrade": _measured(
                    [row for row in found if row[2] in upgrades],
                    people,
                    lambda row: _upgrade(row, upgrades[row[2]]),
                ),
            }
        )


def _load() -> tuple[list[Any], dict[UUID, Actor], dict[UUID, UUID]]:
    reseller_id = tenancy.current_reseller_id()
    with connection.cursor() as cursor:
        cursor.execute(_SUBSCRIPTIONS, {"reseller": reseller_id, "half": _SAMPLE // 2})
        found = cursor.fetchall()
        cursor.execute(_PEOPLE, [reseller_id])
        people = {
            row[0]: Actor(kind=ActorKind.CUSTOMER, user_id=row[1], name=row[2]) for row in cursor.fetchall()
        }
        cursor.execute(_UPGRADES)
        return found, people, dict(cursor.fetchall())


def _buy(row: Any) -> commands.BuyLicences:
    return commands.BuyLicences(customer_id=row[1], subscription_id=row[0], quantity=2)


def _reduce(row: Any) -> commands.Reduce:
    return commands.Reduce(customer_id=row[1], subscription_id=row[0], quantity=1, when="now")


def _upgrade(row: Any, offer_id: UUID) -> commands.Upgrade:
    return commands.Upgrade(customer_id=row[1], subscription_id=row[0], offer_id=offer_id, quantity=None)


def _measured(
    found: list[Any], people: dict[UUID, Actor], command: Callable[[Any], commands.Command]
) -> dict[str, float]:
    whole, rules = [], []
    for nth, row in enumerate([*found[:20], *found]):
        wish, actor, now = command(row), people[row[1]], clock.now()
        began = time.perf_counter()
        quoting.quote(command=wish, actor=actor, now=now)
        took = time.perf_counter() - began
        alone = _rules_alone(wish, actor)
        began = time.perf_counter()
        alone()
        # The first twenty warm up.
        if nth >= 20:
            whole.append(took)
            rules.append(time.perf_counter() - began)
    return {
        "milliseconds": 1000 * statistics.median(whole),
        "slowest_of_20": 1000 * sorted(whole)[len(whole) * 19 // 20],
        "rules": 1000 * statistics.median(rules),
    }


def _rules_alone(command: commands.Command, actor: Actor) -> Callable[[], quotes.Quote]:
    """Everything loaded, so that only the domain is left to run."""
    now, quote_id = clock.now(), uuid.uuid4()
    customer = customers.customer(customer_id=command.customer_id)
    buyer = quoting.load_buyer(customer=customer, actor=actor, now=now)
    moment = engine.Moment(at=now, time_zone=customer.time_zone)
    if isinstance(command, commands.BuyLicences):
        buying = command
        held = quoting.load_held(subscription_id=command.subscription_id, customer=customer, buyer=buyer)
        return lambda: quotes.quote_licences(quote_id=quote_id, command=buying, buyer=buyer, held=held)
    assert isinstance(command, commands.Reduce | commands.Upgrade)
    subject = facts.subject(subscription_id=command.subscription_id, customer_id=customer.id)
    if isinstance(command, commands.Reduce):
        reducing = command
        return lambda: changing.quote_reduction(
            quote_id=quote_id, command=reducing, buyer=buyer, subject=subject, moment=moment
        )
    upgrading = command
    target = quoting.load_offer(offer_id=command.offer_id, customer=customer, buyer=buyer)
    return lambda: changing.quote_upgrade(
        quote_id=quote_id,
        command=upgrading,
        buyer=buyer,
        source=subject,
        target=target,
        allowed=True,
        fates={},
        moment=moment,
    )
