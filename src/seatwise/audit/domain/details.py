"""What an entry says beside who and what: values before and after, quantities, reasons."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

from seatwise.customers.domain.permissions import CustomerRole, ResellerRole
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.sentence import N_, Sentence
from seatwise.kernel.term import Term

NAMES: Mapping[str, str] = {
    "address_line": N_("Street and number"),
    "address_postcode": N_("Postcode"),
    "address_city": N_("City"),
    "address_country": N_("Country"),
    "name": N_("Name"),
    "edition": N_("Edition"),
    "host": N_("Own domain"),
    "payment_method": N_("Payment to the operator"),
    "approval_required": N_("Orders need approval"),
    "vat_exempt_reason": N_("Reason of the exemption"),
    "support_email": N_("Support address"),
    "support_text": N_("Support text"),
    "logo": N_("Logo"),
    "brand": N_("Colour, light"),
    "brand_on": N_("Text on it, light"),
    "brand_dark": N_("Colour, dark"),
    "brand_dark_on": N_("Text on it, dark"),
    "language": N_("Language"),
    "time_zone": N_("Time zone"),
    "markup_bp": N_("Markup"),
    "default_markup_bp": N_("Default markup"),
    "unit_price_minor": N_("Special price"),
    "percent_bp": N_("Discount"),
    "vat_rate_bp": N_("VAT"),
    "vat_number": N_("VAT number"),
    "upgrade_billing": N_("Billing period of upgrades"),
    "approves_cancellations": N_("Cancellations of subscriptions need approval"),
    "approves_add_on_cancellations": N_("Cancellations of add-ons need approval"),
    "registration_open": N_("People may ask for an account"),
    "team_needs_second_factor": N_("The team signs in with a second step"),
    "domain": N_("Own domain"),
    "from_name": N_("Sender’s name"),
    "from_email": N_("Sender’s address"),
    "mail_host": N_("Mail server"),
    "port": N_("Port"),
    "encryption": N_("Encryption"),
    "username": N_("User"),
    "text": N_("Text"),
}
_SAID: Mapping[tuple[str, str], str] = {
    ("edition", "basic"): N_("Basic"),
    ("edition", "free"): N_("Free"),
    ("edition", "standard"): N_("Standard"),
    ("payment_method", "invoice"): N_("by invoice"),
    ("payment_method", "card"): N_("by card"),
}
LANGUAGES: Mapping[str, str] = {"en-gb": "English", "el": "Ελληνικά"}
"""As each calls itself, in every language."""
_ROLES: Mapping[str, str] = {role.value: role.label for role in (*CustomerRole, *ResellerRole)}


_LOGO: Mapping[tuple[bool, bool], str] = {
    (False, False): N_("logo changed"),
    (True, True): N_("logo changed"),
    (False, True): N_("logo added"),
    (True, False): N_("logo taken away"),
}


def details(payload: Mapping[str, Any], *, currency: str) -> tuple[Sentence, ...]:
    """This function will put into words what an event's payload says that people read. `currency` is the reseller's."""
    said = [
        _change(name, before, after, currency) for name, (before, after) in payload.get("changes", {}).items()
    ]
    match payload:
        case {"quantity": int(quantity), "name": str(name)}:
            said.append(Sentence(N_("%(quantity)s × %(name)s"), {"quantity": quantity, "name": name}))
    match payload:
        case {"term_months": int(months), "billing_months": int(billing_months)}:
            said.append(Sentence("%(term)s", {"term": Term(months, billing_months)}))
    match payload:
        case {"role": str(role)}:
            said.append(Sentence(_ROLES.get(role, role)))
    match payload:
        case {"customer": str(customer)} if customer:
            said.append(Sentence(N_("for %(customer)s"), {"customer": customer}))
    match payload:
        case {"unit_price_minor": int(minor)}:
            said.append(Sentence(N_("%(price)s a licence"), {"price": Money(minor, currency)}))
        case {"percent_bp": int(points)}:
            said.append(Sentence(N_("%(percent)s off"), {"percent": Percent(points)}))
    match payload:
        case {"starts_on": str(first), "ends_on": str(last)}:
            days = {"first": dt.date.fromisoformat(first), "last": dt.date.fromisoformat(last)}
            said.append(Sentence(N_("from %(first)s until %(last)s"), days))
        case {"starts_on": str(first)}:
            said.append(Sentence(N_("from %(first)s on"), {"first": dt.date.fromisoformat(first)}))
        case {"last_day": str(last)}:
            said.append(Sentence(N_("until %(last)s"), {"last": dt.date.fromisoformat(last)}))
        case {"ended_on": str(day)}:
            said.append(Sentence(N_("on %(day)s, the day it began"), {"day": dt.date.fromisoformat(day)}))
    match payload:
        case {"reason": str(reason)}:
            said.append(Sentence(N_("“%(reason)s”"), {"reason": reason}))
    return tuple(said)


def _change(name: str, before: object, after: object, currency: str) -> Sentence:
    if name == "logo":
        # What stands there is a digest, which says nothing to anybody.
        return Sentence(_LOGO[bool(before), bool(after)])
    label = Sentence(NAMES.get(name, name))
    return Sentence(
        N_("%(what)s: %(before)s → %(after)s"),
        {"what": label, "before": value(name, before, currency), "after": value(name, after, currency)},
    )


def value(name: str, said: object, currency: str) -> object:
    """This function will answer a value before or after as people read it; `name` says what it is, `currency` is the reseller's."""
    match said:
        case str() if (name, said) in _SAID:
            return Sentence(_SAID[name, said])
        case str() if name == "language" and said in LANGUAGES:
            return LANGUAGES[said]
        case None | "":
            return Sentence(N_("none"))
        case bool():
            return Sentence(N_("yes") if said else N_("no"))
        case int() if name.endswith("_bp"):
            return Percent(said)
        case int() if name.endswith("_minor"):
            return Money(said, currency)
        case _:
            return said
