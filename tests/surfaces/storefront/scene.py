"""A customer with things bought, made through the product's own operations, and a browser that is signed in."""

import dataclasses
import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seatwise.accounts import models
from seatwise.billing import queries as billing
from seatwise.infra import tenancy, transactions
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from tests import factories, jobs

BACKEND = "seatwise.accounts.adapters.Backend"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """A reseller with one customer; `client` is signed in as its Admin."""

    reseller: factories.Reseller
    customer: factories.Customer
    client: Client

    @property
    def billing(self) -> str:
        return f"/{self.reseller.alias}/billing/"

    def get(self, path: str, **headers: str):
        """A page of the Billing area; headers as in `hx_request="true"`."""
        return self.client.get(
            f"{self.billing}{path}", headers={k.replace("_", "-"): v for k, v in headers.items()}
        )

    def html(self, path: str, **headers: str) -> str:
        answer = self.get(path, **headers)
        assert answer.status_code == 200, (answer.status_code, answer.content[:300])
        return answer.content.decode()


def signed_in(person: factories.Person) -> Client:
    """A browser in which somebody is signed in."""
    client = Client()
    client.force_login(models.User.objects.get(id=person.id), backend=BACKEND)
    return client


def order(
    world: World,
    *items: tuple[factories.Offer, int],
    by: str = "customer",
    until: str = "delivered",
    now: dt.datetime = factories.NOW,
) -> details.OrderDetails:
    """Place an order; `until`: "placed", "approved" (jobs wait), "delivered", "rejected" or "withdrawn"."""
    command = commands.Purchase(
        customer_id=world.customer.id,
        items=tuple(commands.Item(offer_id=offer.id, quantity=quantity) for offer, quantity in items),
    )
    return place(world, command, by=by, until=until, now=now)


def place(
    world: World,
    command: commands.Command,
    *,
    by: str = "customer",
    until: str = "delivered",
    now: dt.datetime = factories.NOW,
) -> details.OrderDetails:
    """Place the order of a command, and take it as far as `until` says."""
    seller = world.reseller.owner.reseller_actor
    actor = world.customer.admin.customer_actor if by == "customer" else seller
    with tenancy.scope(world.reseller.id):
        with transactions.reading():
            quote = quoting.quote(command=command, actor=actor, now=now)
        with transactions.writing():
            number = ordering.place(
                token=quoting.sign(quote), customer_id=world.customer.id, actor=actor, now=now
            )
        with transactions.reading():
            order_id = details.order_id_of(number=number)
        if until in {"approved", "delivered"} and by == "customer":
            with transactions.writing():
                ordering.approve(order_id=order_id, actor=seller, now=now)
        if until == "rejected":
            with transactions.writing():
                ordering.reject(order_id=order_id, reason="Same as SO-10001", actor=seller, now=now)
        if until == "withdrawn":
            with transactions.writing():
                ordering.withdraw(order_id=order_id, role="admin", actor=actor, now=now)
    if until == "delivered":
        jobs.drain()
    with tenancy.scope(world.reseller.id), transactions.reading():
        return details.order_details(order_id=order_id)


@contextmanager
def statements() -> Iterator[list[str]]:
    """Collect the SQL statements of a block, without BEGIN, COMMIT and the setting of the tenant."""
    # What a process keeps for ten minutes is read before.
    billing.rule_of(vendor="", on=factories.TODAY)
    found: list[str] = []
    with CaptureQueriesContext(connection) as captured:
        yield found
    found.extend(
        query["sql"]
        for query in captured.captured_queries
        if not query["sql"].startswith(("BEGIN", "COMMIT", "ROLLBACK", "SELECT set_config"))
    )
