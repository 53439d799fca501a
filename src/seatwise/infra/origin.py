"""Where a change comes from: the address and the kind of session, kept beside what happened (B9)."""

import contextlib
import dataclasses
import ipaddress
from collections.abc import Callable, Iterator
from contextvars import ContextVar
from enum import StrEnum

from django.conf import settings
from django.http import HttpRequest, HttpResponse


class Session(StrEnum):
    """By what kind of session something was done. PROCESS is a job or a command: nobody's browser."""

    PROCESS = "process"
    BROWSER = "browser"
    AS_CUSTOMER = "as_customer"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """An address, "" where there is none, what the browser calls itself, and the kind of session."""

    address: str = ""
    browser: str = ""
    session: Session = Session.PROCESS


LONGEST_BROWSER = 200
_NOBODYS = Origin()
_current: ContextVar[Origin] = ContextVar("origin", default=_NOBODYS)


def current() -> Origin:
    """This function will answer where the code's caller is."""
    return _current.get()


@contextlib.contextmanager
def entered(origin: Origin) -> Iterator[None]:
    """This function will have an origin in force for the block."""
    token = _current.set(origin)
    try:
        yield
    finally:
        _current.reset(token)


def remember(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """This function will know the address a request comes from while it is answered."""

    def middleware(request: HttpRequest) -> HttpResponse:
        browser = request.META.get("HTTP_USER_AGENT", "").replace("\x00", "")[:LONGEST_BROWSER]
        with entered(Origin(address=address_of(request), browser=browser, session=Session.BROWSER)):
            return get_response(request)

    return middleware


def address_of(request: HttpRequest) -> str:
    """This function will answer the caller's address: what the last trusted proxy saw, "" where that is no address.

    A header is believed only as far as TRUSTED_PROXIES of our own have written into it.
    """
    said = request.META.get("REMOTE_ADDR", "")
    proxies = settings.ALLAUTH_TRUSTED_PROXY_COUNT
    if proxies:
        passed = request.META.get("HTTP_X_FORWARDED_FOR", "").split(",")
        said = passed[-proxies] if len(passed) >= proxies else ""
    try:
        return str(ipaddress.ip_address(said.strip()))
    except ValueError:
        return ""
