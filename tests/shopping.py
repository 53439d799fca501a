"""People of a customer who shop in a browser, and what they have bought before."""

import datetime as dt
import re
from typing import Any

from django.http import HttpResponse
from django.test import Client

from seatwise.accounts.models import User
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM
from seatwise.kernel.percent import Percent
from seatwise.ordering import models as ordering_models
from seatwise.ordering import operations as ordering
from seatwise.ordering.domain import commands
from seatwise.ordering.queries import details, quoting
from seatwise.pricing import operations as pricing
from seatwise.subscriptions import models as subscription_models
from tests import factories, jobs

BACKEND = "seatwise.accounts.adapters.Backend"
FRAGMENT = {"HX-Request": "true"}


def browser(person: factories.Person) -> Client:
    """This function will answer a browser in which a person is signed in."""
    client = Client()
    client.force_login(User.objects.get(id=person.id), backend=BACKEND)
    return client


def token(answer: HttpResponse) -> str:
    """This function will answer the quote that a form carries."""
    found = re.search(r'name="quote" value="([^"]*)"', answer.content.decode())
    assert found is not None, "the page has no order form"
    return found[1]


def submit_button(answer: HttpResponse) -> str:
    """This function will answer the words of the button that orders, "" where there is none."""
    found = re.search(r'value="order"[^>]*>([^<]*)<', answer.content.decode())
    return found[1] if found else ""


def quote(client: Client, address: str, **filled: Any) -> Any:
    """This function will ask a form for its price, as the dialog does."""
    return client.post(address, filled, headers=FRAGMENT)


def order(client: Client, address: str, **filled: Any) -> Any:
    """This function will ask a form for its price and submit exactly that."""
    quoted = quote(client, address, **filled)
    return client.post(address, {**filled, "quote": token(quoted), "step": "order"})


def discount(reseller: factories.Reseller, offer: factories.Offer, basis_points: int) -> None:
    """This function will take a percentage off an offer for everybody, from 2026 on."""
    with tenancy.scope(reseller.id), transactions.writing():
        pricing.set_discount(
            offer_id=offer.id,
            customer_id=None,
            percent=Percent(basis_points),
            starts_on=dt.date(2026, 1, 1),
            ends_on=None,
            actor=SYSTEM,
            now=dt.datetime(2026, 1, 1, 8, tzinfo=dt.UTC),
        )


def held(
    reseller: factories.Reseller,
    customer: factories.Customer,
    offer: factories.Offer,
    quantity: int,
    *,
    now: dt.datetime,
    by_reseller: bool = False,
) -> str:
    """This function will have a subscription bought, approved and delivered at `now`; answers "S-2001"."""
    command = commands.Purchase(
        customer_id=customer.id, items=(commands.Item(offer_id=offer.id, quantity=quantity),)
    )
    actor = reseller.owner.reseller_actor if by_reseller else customer.admin.customer_actor
    with tenancy.scope(reseller.id):
        with transactions.reading():
            signed = quoting.sign(quoting.quote(command=command, actor=actor, now=now))
        with transactions.writing():
            number = ordering.place(token=signed, customer_id=customer.id, actor=actor, now=now)
        if not by_reseller:
            with transactions.reading():
                order_id = details.order_id_of(number=number)
            with transactions.writing():
                ordering.approve(order_id=order_id, actor=reseller.owner.reseller_actor, now=now)
        jobs.drain()
        with transactions.reading():
            line = ordering_models.OrderLine.objects.get(order__number=number)
            found = subscription_models.Subscription.objects.get(id=line.subscription_id)
    return f"S-{found.number}"


def orders(reseller: factories.Reseller) -> list[ordering_models.Order]:
    """This function will answer every order of a reseller, the first first."""
    with tenancy.scope(reseller.id), transactions.reading():
        return list(ordering_models.Order.objects.order_by("number"))
