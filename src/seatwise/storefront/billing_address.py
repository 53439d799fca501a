"""Where a customer is billed: shown in every order form, and asked for there while it is missing (R7)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping
from uuid import UUID

from seatwise.customers import operations
from seatwise.customers import queries as customers
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import Visitor
from seatwise.infra import transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.actor import Actor
from seatwise.storefront import errors, words
from seatwise.ui import countries, listing, pieces
from seatwise.ui.wording import gettext as _

_LONGEST = {"line": 200, "postcode": 20, "city": 100}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """An address as typed, not checked yet."""

    line: str = ""
    postcode: str = ""
    city: str = ""
    country: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AddressView:
    """The part of a form about the address: its `lines`, or what is needed to enter it.

    `may_set` tells whether the person may enter it; `missing` whether there is none; `errors` are sentences by field.
    """

    lines: tuple[str, ...]
    missing: bool
    may_set: bool
    typed: Typed
    errors: Mapping[str, str]
    countries: tuple[listing.Choice, ...]
    who_may: str
    ask_href: str


def read(posted: Mapping[str, str]) -> Typed:
    """This function will read an address from a form."""
    return Typed(
        line=_text(posted, "address_line"),
        postcode=_text(posted, "address_postcode"),
        city=_text(posted, "address_city"),
        country=_text(posted, "address_country").upper(),
    )


def mistakes(typed: Typed) -> dict[str, str]:
    """This function will answer what is wrong with an address, a sentence by field; nothing where it can be saved."""
    wrong: dict[str, str] = {}
    if not typed.line:
        wrong["line"] = _("Enter the street and the number.")
    if not typed.city:
        wrong["city"] = _("Enter the city.")
    if not countries.is_country(typed.country):
        wrong["country"] = _("Choose the country.")
    for field, longest in _LONGEST.items():
        if len(getattr(typed, field)) > longest:
            wrong[field] = _("Enter at most %(longest)s characters.") % {"longest": longest}
    return wrong


def save(*, customer_id: UUID, typed: Typed, actor: Actor, now: dt.datetime) -> None:
    """This function will set a customer's address, checked before. Opens its own writing()."""
    with transactions.writing():
        operations.set_billing_address(
            customer_id=customer_id,
            line=typed.line,
            postcode=typed.postcode,
            city=typed.city,
            country=typed.country,
            actor=actor,
            now=now,
        )


def view(
    *, customer: customers.Customer, visitor: Visitor, typed: Typed, wrong: Mapping[str, str]
) -> AddressView:
    """This function will answer the part of a form about the address."""
    missing = not customer.has_billing_address
    may_set = visitor.may(Permission.SET_BILLING_ADDRESS)
    return AddressView(
        lines=lines(customer),
        missing=missing,
        may_set=may_set,
        typed=typed,
        errors=wrong,
        countries=_countries(typed.country) if missing and may_set else (),
        who_may=errors.which_roles(Permission.SET_BILLING_ADDRESS),
        ask_href=words.ask_href(
            settings=visitor.settings, about=_("Billing address of %(company)s") % {"company": customer.name}
        ),
    )


def lines(customer: customers.Customer) -> tuple[str, ...]:
    """This function will write a customer's address as on a letter; nothing while it is missing."""
    if not customer.has_billing_address:
        return ()
    town = f"{customer.address_postcode} {customer.address_city}".strip()
    country = countries.name(customer.address_country, language=pieces.language())
    return (customer.name, customer.address_line, town, country)


def _countries(chosen: str) -> tuple[listing.Choice, ...]:
    named = countries.by_name(language=pieces.language())
    return (
        listing.Choice(value="", label=_("Choose a country"), selected=not chosen),
        *(listing.Choice(value=code, label=name, selected=code == chosen) for code, name in named),
    )


def _text(posted: Mapping[str, str], name: str) -> str:
    return typed_words.line(posted.get(name, ""))
