"""Words that the Billing pages share: why an amount is hidden, how often it is paid, where to ask."""

import datetime as dt
from urllib.parse import quote

from seatwise.kernel.sentence import N_
from seatwise.pricing.domain import visibility
from seatwise.resellers import queries as resellers
from seatwise.ui import jinja
from seatwise.ui.wording import gettext as _
from seatwise.ui.wording import ngettext


def ask_href(*, settings: resellers.Settings, about: str) -> str:
    """This function will answer the link that starts a mail to the reseller about something."""
    return f"mailto:{settings.support_email}?subject={quote(about)}"


def why_hidden(*, seen: visibility.Visibility, settings: resellers.Settings) -> str:
    """This function will answer why an amount is "–", in the reader's language; "" for one that is shown."""
    if isinstance(seen, visibility.Hidden):
        return jinja.sentence(seen.sentence(reseller=settings.name))
    return ""


def per(billing_months: int) -> str:
    """This function will answer how often a price is paid: "a month", "a year"; "" for what is bought once."""
    match billing_months:
        case 0:
            return ""
        case 1:
            return _("a month")
        case 12:
            return _("a year")
        case months if months % 12 == 0:
            return ngettext("for %(years)s year", "for %(years)s years", months // 12) % {
                "years": months // 12
            }
        case months:
            return ngettext("for %(months)s month", "for %(months)s months", months) % {"months": months}


def term(*, term_months: int, billing_months: int) -> str:
    """This function will answer how long a commitment runs and how often it is paid: "Term of 1 year, paid monthly"."""
    return _("Term of %(term)s, %(paid)s") % {"term": length(term_months), "paid": paid(billing_months)}


def length(months: int) -> str:
    """This function will answer "1 month", "3 years"."""
    if months % 12 == 0:
        return ngettext("%(years)s year", "%(years)s years", months // 12) % {"years": months // 12}
    return ngettext("%(months)s month", "%(months)s months", months) % {"months": months}


def paid(billing_months: int) -> str:
    """This function will answer how often something is paid: "paid monthly"."""
    match billing_months:
        case 1:
            return _("paid monthly")
        case 12:
            return _("paid yearly")
        case months:
            return _("paid every %(length)s") % {"length": length(months)}


def in_days(days: int) -> str:
    """This function will answer how far away a day is: "today", "in 12 days"; "" for one that is past."""
    if days < 0:
        return ""
    if days == 0:
        return _("today")
    return ngettext("in %(days)s day", "in %(days)s days", days) % {"days": days}


def time_left(left: dt.timedelta) -> str:
    """This function will answer how long something still lasts: "3 days 22 h left", "3 h 48 min left"."""
    minutes = max(0, int(left.total_seconds() // 60))
    said = {"days": minutes // 1440, "hours": minutes // 60 % 24, "minutes": minutes % 60}
    if said["days"]:
        return (
            ngettext("%(days)s day %(hours)s h left", "%(days)s days %(hours)s h left", said["days"]) % said
        )
    return _("%(hours)s h %(minutes)s min left") % said


_ORDER_TYPES = {
    "purchase": N_("Purchase"),
    "buy_licences": N_("More licences"),
    "buy_add_on": N_("Add-on"),
    "reduce_licences": N_("Fewer licences"),
    "upgrade": N_("Upgrade"),
    "cancel_add_on": N_("Canceled add-on"),
    "cancel_subscription": N_("Canceled subscription"),
}


def order_type(name: str) -> str:
    """This function will answer what sort of order it is, in the reader's language (R1)."""
    return _(_ORDER_TYPES[name])


def entries(count: int) -> str:
    """This function will answer how many entries a list has: "1 entry", "12 entries"."""
    return ngettext("%(count)s entry", "%(count)s entries", count) % {"count": jinja.quantity(count)}
