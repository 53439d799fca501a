"""Reads of customers and of people's places in them."""

import dataclasses
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.db import connection

from seatwise.customers import models
from seatwise.infra import tenancy
from seatwise.resellers import queries as resellers


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Customer:
    """A customer as every layer above knows it. `language` "" is the reseller's."""

    id: UUID
    name: str
    time_zone: str
    language: str
    approval_required: bool
    vat_rate_bp: int | None
    vat_exempt_reason: str
    vat_number: str
    address_line: str
    address_postcode: str
    address_city: str
    address_country: str

    @property
    def has_billing_address(self) -> bool:
        """R7: an address is complete with a street, a city and a country."""
        return bool(self.address_line and self.address_city and self.address_country)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """A person's place in one customer company."""

    customer: Customer
    role: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person of a customer, to be written to. `language` is the person's own choice, "" without one."""

    user_id: UUID
    email: str
    name: str
    role: str
    language: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list as a person saved it: the query of its address."""

    id: UUID
    name: str
    query: str


DoesNotExist = models.Customer.DoesNotExist
FIELDS = tuple(field.name for field in dataclasses.fields(Customer))
NoSuchView = models.SavedView.DoesNotExist


_CUSTOMER = f"SELECT {', '.join(FIELDS)} FROM customer WHERE reseller_id = %s AND id = %s"  # noqa: S608
# Every page of a customer's asks this, so it is written out: the ORM takes as long to compose it as PostgreSQL to answer.
_MEMBERSHIPS = """
SELECT m.role, {} FROM customer_user m JOIN customer c ON c.reseller_id = m.reseller_id AND c.id = m.customer_id
WHERE m.reseller_id = %s AND m.user_id = %s AND m.is_active ORDER BY c.name
""".format(", ".join(f"c.{name}" for name in FIELDS))


def memberships(*, user_id: UUID) -> list[Membership]:
    """This function will answer a person's active places in the current reseller's customers, by company name (R25)."""
    with connection.cursor() as cursor:
        cursor.execute(_MEMBERSHIPS, [tenancy.current_reseller_id(), user_id])
        return [_membership(role, fields) for role, *fields in cursor.fetchall()]


# Every page of a customer's asks this, so it is one statement.
_VISIT = """
SELECT m.role, {}, {} FROM customer_user m JOIN customer c ON c.reseller_id = m.reseller_id AND c.id = m.customer_id
JOIN reseller_settings s ON s.reseller_id = m.reseller_id
WHERE m.reseller_id = %s AND m.user_id = %s AND m.is_active ORDER BY c.name
""".format(", ".join(f"c.{name}" for name in FIELDS), ", ".join(f"s.{name}" for name in resellers.SETTINGS))


def visit(*, user_id: UUID) -> tuple[tuple[Membership, ...], resellers.Settings] | None:
    """This function will answer a person's memberships with the current reseller's settings; None for nobody's (R25)."""
    with connection.cursor() as cursor:
        cursor.execute(_VISIT, [tenancy.current_reseller_id(), user_id])
        rows = cursor.fetchall()
    if not rows:
        return None
    end = 1 + len(FIELDS)
    places = tuple(_membership(row[0], row[1:end]) for row in rows)
    return places, resellers.Settings(**dict(zip(resellers.SETTINGS, rows[0][end:], strict=True)))


def _membership(role: str, fields: Sequence[Any]) -> Membership:
    return Membership(role=role, customer=Customer(**dict(zip(FIELDS, fields, strict=True))))


def customer(*, customer_id: UUID) -> Customer:
    """This function will answer one customer of the current reseller. Raises Customer.DoesNotExist."""
    with connection.cursor() as cursor:
        cursor.execute(_CUSTOMER, [tenancy.current_reseller_id(), customer_id])
        row = cursor.fetchone()
    if row is None:
        raise DoesNotExist
    return Customer(**dict(zip(FIELDS, row, strict=True)))


def all_customers() -> list[Customer]:
    """This function will answer the current reseller's customers by name."""
    return [Customer(**row) for row in models.Customer.objects.order_by("name").values(*FIELDS)]


def people(*, customer_id: UUID) -> list[Person]:
    """This function will answer the active people of a customer by name."""
    rows = (
        models.CustomerUser.objects.filter(customer_id=customer_id, is_active=True, user__is_active=True)
        .order_by("user__name")
        .values_list("user_id", "user__email", "user__name", "role", "user__language")
    )
    return [
        Person(user_id=user_id, email=email, name=name, role=role, language=language)
        for user_id, email, name, role, language in rows
    ]


# Written out for the same reason as _MEMBERSHIPS: the list of subscriptions asks it every time.
_VIEWS = """
SELECT id, name, query FROM saved_view
WHERE reseller_id = %s AND customer_id = %s AND user_id = %s AND page = %s ORDER BY lower(name)
"""


def saved_views(*, customer_id: UUID, user_id: UUID, page: str) -> tuple[SavedView, ...]:
    """This function will answer a person's saved views of a list in a company, by name."""
    with connection.cursor() as cursor:
        cursor.execute(_VIEWS, [tenancy.current_reseller_id(), customer_id, user_id, page])
        return tuple(SavedView(id=row[0], name=row[1], query=row[2]) for row in cursor.fetchall())
