"""Whether a person has a place in the Storefront being visited, and where it leads (R25)."""

import dataclasses
import posixpath
from urllib.parse import unquote, urlsplit
from uuid import UUID

from django.utils.http import url_has_allowed_host_and_scheme

from seatwise.customers import queries as customers
from seatwise.infra import transactions
from seatwise.resellers import queries as resellers

_NOBODY = UUID(int=0)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A person's places in the current reseller: in its team, in its customers, or in both."""

    team_role: str | None
    memberships: tuple[customers.Membership, ...]

    def __bool__(self) -> bool:
        return self.team_role is not None or bool(self.memberships)


def of(*, user_id: UUID | None) -> Place:
    """This function will answer the active places of a person, or of nobody with the same work. Opens its own reading()."""
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
    return f"{prefix}/console/approvals/" if place.team_role else f"{prefix}/billing/"


def is_inside(url: str, *, prefix: str) -> bool:
    """This function will tell whether an address is a path of this Storefront and of no other place."""
    if not url.startswith(f"{prefix}/") or not url_has_allowed_host_and_scheme(url, allowed_hosts=None):
        return False
    path = posixpath.normpath(unquote(urlsplit(url).path))
    return f"{path}/".startswith(f"{prefix}/") and not path.startswith(
        (f"{prefix}/signin", f"{prefix}/signout")
    )
