"""A reseller's own domain: entered, seen to point here, taken away (S27).

Whoever enters a domain does not have it yet. It becomes the Storefront's address when its name leads here, and nobody else has it.
"""

import dataclasses
import datetime as dt
import socket
from collections.abc import Callable, Collection
from urllib.parse import urlsplit

from django.conf import settings as installation
from django.db import IntegrityError
from django.http.request import validate_host

from seatwise.infra import events, tenancy, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import models
from seatwise.resellers.domain import hosts
from seatwise.resellers.operations import change_settings

Resolver = Callable[[str], Collection[str]]
"""A name → the addresses it leads to, none where it leads nowhere."""


class DomainRefused(Refusal):
    """The domain cannot be this reseller's; the sentence says why."""

    code = "domain_refused"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """Where a domain leads, and where it should. `admitted`: this installation answers to it."""

    host: str
    found: tuple[str, ...]
    expected: tuple[str, ...]
    admitted: bool

    @property
    def points_here(self) -> bool:
        return bool(self.found) and set(self.found) <= set(self.expected)


def resolve(name: str) -> Collection[str]:
    """This function will ask the machine's resolver for a name's addresses. It may take some seconds."""
    try:
        found = socket.getaddrinfo(name, 443, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return ()
    return tuple(dict.fromkeys(str(address[0]) for *_, address in found))


def check(*, host: str, resolver: Resolver) -> Check:
    """This function will say whether a domain leads to this installation's PUBLIC_ADDRESSES.

    Outside any transaction: it waits for DNS.
    """
    expected: dict[str, None] = {}
    for named in installation.PUBLIC_ADDRESSES:
        expected.update(dict.fromkeys([named] if _is_address(named) else resolver(named)))
    return Check(
        host=host,
        found=tuple(resolver(host)),
        expected=tuple(expected),
        admitted=validate_host(host, installation.ALLOWED_HOSTS),
    )


def enter(*, typed: str, actor: Actor, now: dt.datetime) -> str:
    """This function will keep a domain that is to be checked, and answer it in its one form.

    Raises NotADomain, DomainRefused for one that is the installation's own or another reseller's.
    """
    transactions.assert_writing()
    host = hosts.normalised(typed)
    _check_free(host)
    change_settings(actor=actor, now=now, domain=host)
    return host


def use(*, checked: Check, actor: Actor, now: dt.datetime) -> None:
    """This function will serve the current reseller under the domain it entered, once it was seen to point here.

    Raises DomainRefused where it does not, or is no longer the one that was entered, or became another reseller's.
    """
    transactions.assert_writing()
    entered = models.ResellerSettings.objects.select_for_update(no_key=True).get().domain
    if not (checked.points_here and checked.admitted and checked.host == entered):
        raise DomainRefused(N_("The domain does not point here yet. Nothing was changed."))
    _check_free(checked.host)
    if models.Reseller.objects.filter(id=tenancy.current_reseller_id(), host=checked.host).exists():
        return
    _set(checked.host)
    events.record(
        kind="domain.used",
        subject_id=tenancy.current_reseller_id(),
        about=hosts.shown(checked.host),
        actor=actor,
        now=now,
    )


def remove(*, actor: Actor, now: dt.datetime) -> None:
    """This function will forget the own domain; the Storefront stays under its alias."""
    transactions.assert_writing()
    _set(None)
    change_settings(actor=actor, now=now, domain="")


def _check_free(host: str) -> None:
    own = urlsplit(installation.PUBLIC_URL).hostname or ""
    if host == own or host.endswith(f".{own}"):
        raise DomainRefused(N_("This is the address of the installation itself. Enter a domain of your own."))
    others = models.Reseller.objects.filter(host=host).exclude(id=tenancy.current_reseller_id())
    if others.exists():
        raise DomainRefused(N_("This domain is in use already. Enter another one."))


def _set(host: str | None) -> None:
    try:
        models.Reseller.objects.filter(id=tenancy.current_reseller_id()).update(host=host)
    except IntegrityError as taken:
        raise DomainRefused(N_("This domain is in use already. Enter another one.")) from taken


def _is_address(named: str) -> bool:
    try:
        socket.inet_pton(socket.AF_INET6 if ":" in named else socket.AF_INET, named)
    except OSError:
        return False
    return True
