"""Writes to customers and to people's places in them."""

import datetime as dt
from collections.abc import Sequence
from uuid import UUID

from seatwise.accounts import queries as accounts
from seatwise.customers import models, queries
from seatwise.infra import events, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal


class AddressIncomplete(Refusal):
    code = "address_incomplete"


def create(
    *,
    name: str,
    time_zone: str,
    actor: Actor,
    now: dt.datetime,
    approval_required: bool = True,
    vat_rate_bp: int | None = None,
    vat_exempt_reason: str = "",
) -> UUID:
    """This function will create a customer of the current reseller and answer its id."""
    transactions.assert_writing()
    customer = models.Customer.objects.create(
        name=name,
        time_zone=time_zone,
        approval_required=approval_required,
        vat_rate_bp=vat_rate_bp,
        vat_exempt_reason=vat_exempt_reason,
        created_at=now,
    )
    customer_id: UUID = customer.id
    _record("customer.created", customer_id, name, {}, actor, now)
    return customer_id


def set_billing_address(
    *,
    customer_id: UUID,
    line: str,
    postcode: str,
    city: str,
    country: str,
    actor: Actor,
    now: dt.datetime,
) -> None:
    """This function will set where a customer is billed (R7). Raises AddressIncomplete without street, city or country."""
    transactions.assert_writing()
    if not (line.strip() and city.strip() and len(country.strip()) == 2):
        raise AddressIncomplete(N_("Enter a street, a city and a country."))
    address = {
        "address_line": line.strip(),
        "address_postcode": postcode.strip(),
        "address_city": city.strip(),
        "address_country": country.strip().upper(),
    }
    before = lock(customer_id=customer_id)
    models.Customer.objects.filter(id=customer_id).update(**address)
    changes = {
        name: (getattr(before, name), after)
        for name, after in address.items()
        if getattr(before, name) != after
    }
    _record("customer.address_set", customer_id, before.name, {"changes": changes}, actor, now)


def add_person(*, customer_id: UUID, user_id: UUID, role: str, actor: Actor, now: dt.datetime) -> None:
    """This function will give a person a place in a customer, or change the role it has there (R24)."""
    transactions.assert_writing()
    models.CustomerUser.objects.update_or_create(
        customer_id=customer_id,
        user_id=user_id,
        defaults={"role": models.CustomerRole(role), "is_active": True},
    )
    name = accounts.person(user_id=user_id).name
    _record("person.role_given", customer_id, name, {"role": role}, actor, now)


def lock(*, customer_id: UUID) -> queries.Customer:
    """This function will lock a customer for the open transaction and answer it as it is now: the first lock of every order."""
    transactions.assert_writing()
    rows = models.Customer.objects.select_for_update(no_key=True).values(*queries.FIELDS)
    return queries.Customer(**rows.get(id=customer_id))


def lock_many(*, customer_ids: Sequence[UUID]) -> None:
    """This function will lock customers for the open transaction, always in the order of their ids."""
    transactions.assert_writing()
    rows = models.Customer.objects.select_for_update(no_key=True).filter(id__in=customer_ids)
    list(rows.order_by("id").values_list("id", flat=True))


def _record(
    kind: str, customer_id: UUID, about: str, said: dict[str, object], actor: Actor, now: dt.datetime
) -> None:
    events.record(
        kind=kind,
        subject_id=customer_id,
        about=about,
        customer_id=customer_id,
        payload=said,
        actor=actor,
        now=now,
    )
