"""Whether a person has a place in the Storefront being visited, or at the operator's desk, and where it leads (R25).

The account pages serve both; the desk is where no reseller is current.
"""

import contextlib
import dataclasses
import posixpath
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.http import url_has_allowed_host_and_scheme

from seatwise.accounts import queries as accounts
from seatwise.customers import queries as customers
from seatwise.infra import tenancy, transactions
from seatwise.resellers import queries as resellers

_NOBODY = UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person's places in the current reseller: in its team, in its customers, or in both; or the one at the desk."""

    team_role: str | None = None
    memberships: tuple[customers.Membership, ...] = ()
    at_desk: bool = False

    def __bool__(self) -> bool:
        return self.at_desk or self.team_role is not None or bool(self.memberships)


def at_desk() -> bool:
    """This function will tell whether the page is one of the operator's desk, where no reseller is current."""
    return not tenancy.in_scope()


def of(*, user_id: UUID | None) -> Place:
    """This function will answer the active places of a person, or of nobody with the same work. Opens its own reading()."""
    if at_desk():
        return Place(at_desk=accounts.is_operator(user_id=user_id or _NOBODY))
    with transactions.reading():
        return Place(
            team_role=resellers.team_role(user_id=user_id or _NOBODY),
            memberships=tuple(customers.memberships(user_id=user_id or _NOBODY)),
        )


def chosen(place: Place, *, customer_id: str | None) -> customers.Membership | None:
    """This function will answer the company a person works for: the one chosen in the session, else the first; None without one."""
    first = next(iter(place.memberships), None)
    return next((m for m in place.memberships if str(m.customer.id) == customer_id), first)


def start(*, place: Place, prefix: str) -> str:
    """This function will answer where a person begins: the team at what waits for approval, customers in Billing."""
    if place.at_desk:
        return f"{prefix}/"
    return f"{prefix}/console/approvals/" if place.team_role else f"{prefix}/billing/"


def is_inside(url: str, *, prefix: str) -> bool:
    """This function will tell whether an address is a path of this Storefront and of no other place."""
    if not url.startswith(f"{prefix}/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return False
    path = posixpath.normpath(unquote(urlsplit(url).path))
    return f"{path}/".startswith(f"{prefix}/") and not path.startswith(
        (f"{prefix}/signin", f"{prefix}/signout")
    )


def reading() -> contextlib.AbstractContextManager[None]:
    """This function will open a door to read: with the current reseller, or with none at the desk."""
    return transactions.reading_global() if at_desk() else transactions.reading()


def writing() -> contextlib.AbstractContextManager[None]:
    """This function will open a door to write: with the current reseller, or with none at the desk."""
    return transactions.writing_global() if at_desk() else transactions.writing()


def time_zone() -> str:
    """This function will answer in which time zone the pages of an account say when something was. Runs in an open reading()."""
    return settings.TIME_ZONE if at_desk() else resellers.settings().time_zone
