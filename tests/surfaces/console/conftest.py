"""A reseller with a team, a customer with people, a stranger next door, and browsers signed in as each."""

import dataclasses
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from seatwise.accounts.models import User
from seatwise.billing import queries as billing
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import quoting
from seatwise.resellers import operations as resellers
from seatwise.subscriptions.models import Subscription
from tests import factories, jobs


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class World:
    reseller: factories.Reseller
    customer: factories.Customer
    offer: factories.Offer
    setup: factories.Offer
    """A product that is delivered by hand."""

    def browser(self, person: factories.Person) -> Client:
        client = Client()
        client.force_login(User.objects.get(id=person.id), backend="seatwise.accounts.adapters.Backend")
        return client

    def order(self, *items: tuple[factories.Offer, int], note: str = "") -> str:
        """The customer's Admin orders; answers the number as people read it."""
        return self.place(
            commands.Purchase(
                customer_id=self.customer.id,
                items=tuple(commands.Item(offer_id=offer.id, quantity=quantity) for offer, quantity in items),
                note=note,
            )
        )

    def held(self) -> Subscription:
        """The customer's oldest subscription."""
        found: Subscription = self.read(lambda: Subscription.objects.order_by("number").first())
        return found

    def have(self, *items: tuple[factories.Offer, int]) -> None:
        """The customer buys, the reseller approves, the vendor delivers."""
        number = self.order(*items)
        browser = self.browser(self.reseller.owner)
        browser.post(f"/techsolutions/console/approvals/{number}/approval/")
        browser.get("/techsolutions/console/approvals/")
        jobs.drain()

    def settle(self, **changes: object) -> None:
        """The reseller's settings, changed."""
        with tenancy.scope(self.reseller.id), transactions.writing():
            resellers.change_settings(**changes, actor=SYSTEM, now=factories.NOW)

    def order_more(self, quantity: int) -> str:
        """The customer's Admin buys licences for its only subscription; answers the number."""
        held = self.held()
        return self.place(
            commands.BuyLicences(customer_id=self.customer.id, subscription_id=held.id, quantity=quantity)
        )

    def order_fewer(self, quantity: int, when: str) -> str:
        """The customer's Admin cancels licences of its only subscription; answers the number."""
        held = self.read(Subscription.objects.get)
        return self.place(
            commands.Reduce(
                customer_id=self.customer.id,
                subscription_id=held.id,
                quantity=quantity,
                when=when,
                cancels=True,
            )
        )

    def place(self, command: commands.Command) -> str:
        """The customer's Admin confirms what a command costs; answers the number."""
        actor = self.customer.admin.customer_actor
        with tenancy.scope(self.reseller.id):
            with transactions.reading():
                quote = quoting.quote(command=command, actor=actor, now=factories.NOW)
            with transactions.writing():
                number = ordering.place(
                    token=quoting.sign(quote), customer_id=self.customer.id, actor=actor, now=factories.NOW
                )
        return f"SO-{number}"

    def check_statements(self, client: Client, address: str) -> None:
        """The page takes at most twelve statements, BEGIN, the tenant's setting and COMMIT not counted."""
        # What a process keeps for ten minutes is read before.
        billing.rule_of(vendor="", on=factories.TODAY)
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        found = [one["sql"] for one in captured]
        counted = [sql for sql in found if sql not in {"BEGIN", "COMMIT"} and "set_config" not in sql]
        assert len(counted) <= 12, "\n".join(counted)

    def read(self, rows: Any) -> Any:
        """What a queryset holds; `rows` makes it, inside the reseller's scope."""
        with tenancy.scope(self.reseller.id), transactions.reading():
            return rows()


@pytest.fixture
def world(db: None, time_machine: Any) -> World:
    time_machine.move_to(factories.NOW, tick=False)
    reseller = factories.reseller()
    offer = factories.offer()
    setup = factories.offer(
        title="Migration service",
        vendor="CloudDistribution",
        kind=ProductKind.ONE_TIME,
        term_months=0,
        billing_months=0,
        cost="200.00",
        automatic=False,
        instructions="Call the customer.\nAgree a day.",
    )
    factories.publish(reseller, offer, setup)
    return World(reseller=reseller, customer=factories.customer(reseller), offer=offer, setup=setup)


@pytest.fixture
def owner(world: World) -> Client:
    return world.browser(world.reseller.owner)
