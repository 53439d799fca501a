"""A reseller's own domain, in the one form in which browsers ask for it (S27)."""

import ipaddress
import re

import idna

from seatwise.kernel.refusal import N_, Refusal

LONGEST = 253
_LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class NotADomain(Refusal):
    """What was entered is no name of a site on the internet."""

    code = "not_a_domain"


def normalised(typed: str) -> str:
    """This function will answer a domain as browsers send it: lower case, other scripts as xn--…, no dot at the end.

    A whole address ("https://Shop.Example.com/") is taken for its domain. Raises NotADomain.
    """
    said = typed.strip().partition("://")[2] or typed.strip()
    name = re.split(r"[/?#]", said, maxsplit=1)[0].rstrip(".")
    try:
        host = idna.encode(name, uts46=True).decode("ascii").lower()
    except (idna.IDNAError, UnicodeError):
        host = ""
    labels = host.split(".")
    if len(labels) < 2 or len(host) > LONGEST or not all(map(_LABEL.fullmatch, labels)) or _is_number(host):
        raise NotADomain(N_("Enter a domain like cloud.company.com, without a port or a path."))
    return host


def shown(host: str) -> str:
    """This function will answer a domain as people read it: xn--… in its own script."""
    try:
        return idna.decode(host)
    except (idna.IDNAError, UnicodeError):
        return host


def _is_number(host: str) -> bool:
    """127.0.0.1, and 10.1 and 0x7f.1, which some programs take for addresses."""
    last = host.rpartition(".")[2]
    if last.isdigit() or re.fullmatch(r"0x[0-9a-f]*", last):
        return True
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
