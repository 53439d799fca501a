"""What tests start from, made through the product's own operations. Each function opens its own doors."""

import dataclasses
import datetime as dt
import itertools
from decimal import Decimal
from typing import Any
from uuid import UUID

from seatwise.accounts import operations as accounts
from seatwise.catalogue import operations as catalogue
from seatwise.catalogue import queries as catalogue_queries
from seatwise.catalogue.domain.kinds import ProductKind
from seatwise.customers import operations as customers
from seatwise.infra import tenancy, transactions
from seatwise.kernel.actor import SYSTEM, Actor, ActorKind
from seatwise.pricing import operations as pricing
from seatwise.resellers import operations as resellers

NOW = dt.datetime(2026, 11, 19, 8, 32, tzinfo=dt.UTC)
"""Thursday, 19 November 2026, 10:32 in Athens."""
TODAY = dt.date(2026, 11, 19)
PASSWORD = "correct horse battery"

_serial = itertools.count(1)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody with a place at a reseller or a customer. Signs in with PASSWORD."""

    id: UUID
    email: str
    name: str

    @property
    def customer_actor(self) -> Actor:
        return Actor(kind=ActorKind.CUSTOMER, user_id=self.id, name=self.name)

    @property
    def reseller_actor(self) -> Actor:
        return Actor(kind=ActorKind.RESELLER, user_id=self.id, name=self.name)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Reseller:
    id: UUID
    alias: str
    owner: Person


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    id: UUID
    name: str
    admin: Person


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A product and its offers by (term, billing period) in months."""

    id: UUID
    key: str
    offers: dict[tuple[int, int], UUID]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    id: UUID
    product_id: UUID


def reseller(
    *, alias: str = "techsolutions", edition: str = "standard", currency: str = "EUR", now: dt.datetime = NOW
) -> Reseller:
    """This function will create a reseller in Athens with its owner; market DE, default markup 25%, VAT 24%."""
    reseller_id = resellers.create(
        alias=alias,
        name=alias.title(),
        edition=edition,
        market="DE",
        currency=currency,
        time_zone="Europe/Athens",
        support_email=f"help@{alias}.example",
        now=now,
    )
    with tenancy.scope(reseller_id), transactions.writing():
        change_settings(default_markup_bp=2_500, vat_rate_bp=2_400)
    return Reseller(id=reseller_id, alias=alias, owner=_team_member(reseller_id, "owner", "Nikos Georgiou"))


def change_settings(**changes: object) -> None:
    """This function will change settings of the reseller in whose scope a transaction is open."""
    resellers.change_settings(actor=SYSTEM, now=NOW, **changes)


def change_reseller(reseller: Reseller, **changes: object) -> None:
    """This function will change what the operator decides of a reseller."""
    with tenancy.scope(reseller.id), transactions.writing():
        resellers.change(actor=SYSTEM, now=NOW, **changes)


def product(
    *,
    title: str = "Microsoft 365 Business Premium",
    vendor: str = "Microsoft",
    offers: dict[tuple[int, int], str] | None = None,
    kind: ProductKind = ProductKind.SUBSCRIPTION,
    automatic: bool = True,
    instructions: str = "",
    currency: str = "EUR",
    largest: int = 300,
    ends_on: dt.date | None = None,
    parents: tuple[str, ...] = (),
) -> Product:
    """This function will put a product into the catalogue; `offers`: (term, billing) → cost for the whole term."""
    prices = offers if offers is not None else {(1, 1): "16.00", (12, 1): "189.72"}
    key = f"T{next(_serial):08d}/0001"
    product_id = catalogue.create_own_product(
        product=catalogue.OwnProduct(
            key=key,
            vendor=vendor,
            title=title,
            description=f"About {title}.",
            kind=kind,
            automatic=automatic,
            instructions=instructions,
            largest=largest,
            parent_keys=parents,
            offers=tuple(
                catalogue.OwnOffer(
                    term_months=term,
                    billing_months=billing,
                    prices=(
                        catalogue.OwnPrice(
                            market="DE",
                            currency=currency,
                            cost=Decimal(cost),
                            retail=Decimal(cost),
                            starts_on=dt.date(2026, 1, 1),
                            ends_on=ends_on,
                        ),
                    ),
                )
                for (term, billing), cost in prices.items()
            ),
        ),
        actor=SYSTEM,
        now=NOW,
    )
    found = catalogue_queries.offers_of(product_ids=[product_id])[product_id]
    return Product(
        id=product_id,
        key=key,
        offers={(offer.term_months, offer.billing_months): offer.id for offer in found},
    )


def offer(*, cost: str = "16.00", term_months: int = 1, billing_months: int = 1, **about: Any) -> Offer:
    """This function will put a product with one offer into the catalogue; at 25% a licence sells for 20.00 a month."""
    made = product(offers={(term_months, billing_months): cost}, **about)
    return Offer(id=made.offers[term_months, billing_months], product_id=made.id)


def publish(reseller: Reseller, *sold: Offer | Product, now: dt.datetime = NOW) -> None:
    """This function will list and publish products for a reseller."""
    with tenancy.scope(reseller.id), transactions.writing():
        for one in sold:
            product_id = one.product_id if isinstance(one, Offer) else one.id
            pricing.list_product(product_id=product_id, actor=SYSTEM, now=now)
            pricing.publish(product_id=product_id, actor=SYSTEM, now=now)


def customer(reseller: Reseller, *, name: str = "Olympia Foods SA", with_address: bool = True) -> Customer:
    """This function will create a customer in Athens with its Admin, and a billing address unless told otherwise."""
    with tenancy.scope(reseller.id), transactions.writing():
        customer_id = customers.create(name=name, time_zone="Europe/Athens", actor=SYSTEM, now=NOW)
        if with_address:
            customers.set_billing_address(
                customer_id=customer_id,
                line="Ermou 12",
                postcode="105 63",
                city="Athens",
                country="GR",
                actor=SYSTEM,
                now=NOW,
            )
    admin = _customer_user(reseller.id, customer_id, "admin", "Maria Konstantinou")
    return Customer(id=customer_id, name=name, admin=admin)


def team_member(reseller: Reseller, *, role: str, name: str = "Anna Papadaki") -> Person:
    """This function will give a reseller another person with that role."""
    return _team_member(reseller.id, role, name)


def customer_user(
    reseller: Reseller, customer: Customer, *, role: str, name: str = "Petros Vlachos"
) -> Person:
    """This function will give a customer another person with that role."""
    return _customer_user(reseller.id, customer.id, role, name)


def _team_member(reseller_id: UUID, role: str, name: str) -> Person:
    person = _person(name)
    with tenancy.scope(reseller_id), transactions.writing():
        resellers.add_team_member(user_id=person.id, role=role, actor=SYSTEM, now=NOW)
    return person


def _customer_user(reseller_id: UUID, customer_id: UUID, role: str, name: str) -> Person:
    person = _person(name)
    with tenancy.scope(reseller_id), transactions.writing():
        customers.add_person(customer_id=customer_id, user_id=person.id, role=role, actor=SYSTEM, now=NOW)
    return person


def _person(name: str) -> Person:
    email = f"{name.split(maxsplit=1)[0].lower()}-{next(_serial)}@people.example"
    with transactions.writing_global():
        user_id = accounts.create_user(email=email, name=name, password=PASSWORD)
    return Person(id=user_id, email=email, name=name)
