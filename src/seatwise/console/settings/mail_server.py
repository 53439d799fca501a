"""The reseller's own mail server: entered, tried, used, given up (S27)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console import meanwhile
from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, sealing, transactions
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.refusal import Refusal
from seatwise.notifications import operations, queries
from seatwise.resellers.domain import hosts
from seatwise.ui import jinja, listing

_FIELDS = ("from_name", "from_email", "host", "port", "encryption", "username")
_LONGEST = {"from_name": 120, "from_email": 254, "host": 253, "username": 254}
_LONGEST_PASSWORD = 500
_PATIENCE_S = 60
_PORTS = {"starttls": "587", "tls": "465", "none": "25"}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MailView:
    """The form. `said` and `tone` tell how a test went; `has_password`: one is kept; `waiting` tells of mails not taken yet."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    encryption: tuple[listing.Choice, ...]
    in_use: str
    has_password: bool
    said: str
    tone: str
    opened: meanwhile.Opened
    waiting: str
    tested_to: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def server(request: VisitedRequest) -> HttpResponse:
    """This function will show the reseller's own mail server, try what was typed, and save it."""
    if request.method != "POST":
        kept = queries.sender()
        return _page(request, _as_typed(request, kept), kept)
    with transactions.reading():
        kept = queries.sender()
    typed = pages.typed(request, *_FIELDS)
    password = request.POST.get("password", "").replace("\x00", "")
    wrong = _mistakes(typed, password)
    if wrong:
        return _again(request, typed, kept, wrong=wrong)
    try:
        sender = operations.sealed(typed=_sender(typed, password), before=kept)
        operations.addresses(sender.host, sender.port)
    except (operations.PasswordNeeded, operations.EncryptionNeeded) as no:
        field = "password" if isinstance(no, operations.PasswordNeeded) else "encryption"
        return _again(request, typed, kept, wrong={field: jinja.sentence(no)})
    except (operations.HostRefused, operations.PortRefused) as no:
        field = "port" if isinstance(no, operations.PortRefused) else "host"
        return _again(request, typed, kept, wrong={field: jinja.sentence(no)})
    if request.POST.get("step") == "test":
        said, tone = _try(request, sender)
        return _again(request, typed, kept, said=said, tone=tone)
    try:
        with transactions.writing():
            operations.set_sender(
                sender=sender,
                seen=meanwhile.seen(request, _FIELDS),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return _page(request, typed, queries.sender(), no=no)
    return pages.saved(request, "mail", _("Saved. Mails go through %(host)s now.") % {"host": sender.host})


@require_POST
@for_team(Permission.EDIT_SETTINGS)
def remove(request: VisitedRequest) -> HttpResponse:
    """This function will send mails through the installation's server again."""
    with transactions.writing():
        operations.remove_sender(actor=request.visitor.actor, now=clock.now())
    return pages.saved(request, "mail", _("Your own mail server is removed. Mails go through ours again."))


def _try(request: VisitedRequest, sender: queries.Sender) -> tuple[str, str]:
    visitor = request.visitor
    try:
        operations.send_test(
            sender=sender,
            to_email=visitor.email,
            to_name=visitor.name,
            subject=_("Test of your mail server"),
            text=_("This mail came through %(host)s. Your Storefront can send mails with it.")
            % {"host": sender.host},
            now=clock.now(),
        )
    except (Refusal, sealing.CannotOpen, OSError, ValueError) as problem:
        return jinja.sentence(operations.what_went_wrong(problem, sender)), "bad"
    return (
        _("%(host)s took the test mail to %(email)s. Look into your inbox.")
        % {"host": sender.host, "email": visitor.email},
        "ok",
    )


def _mistakes(typed: Mapping[str, str], password: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed["from_name"]:
        wrong["from_name"] = _("Enter the name that stands as sender.")
    try:
        validate_email(typed["from_email"])
        typed["from_email"].encode("ascii")
    except (ValidationError, UnicodeEncodeError):
        wrong["from_email"] = _("Enter an address like name@company.com.")
    try:
        hosts.normalised(typed["host"])
    except hosts.NotADomain:
        if not _is_internal(typed["host"]):
            wrong["host"] = _("Enter the server’s name, like smtp.company.com.")
    if not (
        typed["port"].isascii()
        and typed["port"].isdigit()
        and len(typed["port"]) < 6
        and 0 < int(typed["port"]) <= 65_535
    ):
        wrong["port"] = _("Enter the port, usually 587 or 465.")
    if typed["encryption"] not in _PORTS:
        wrong["encryption"] = _("Choose the encryption.")
    if len(password) > _LONGEST_PASSWORD:
        wrong["password"] = _("Enter at most %(longest)s characters.") % {"longest": _LONGEST_PASSWORD}
    for name, longest in _LONGEST.items():
        if len(typed[name]) > longest:
            wrong[name] = _("Enter at most %(longest)s characters.") % {"longest": longest}
    return wrong


def _is_internal(host: str) -> bool:
    """Whether it could be a name or an address of the operator's own network; operations.addresses decides on it."""
    return bool(host) and all(
        part.isalnum() for part in host.replace("-", "").replace(":", ".").split(".") if part
    )


def _sender(typed: Mapping[str, str], password: str) -> queries.Sender:
    return queries.Sender(
        from_name=typed["from_name"],
        from_email=typed["from_email"],
        host=typed["host"].lower(),
        port=int(typed["port"]),
        encryption=typed["encryption"],
        username=typed["username"],
        password=password,
    )


def _as_typed(request: VisitedRequest, kept: queries.Sender | None) -> dict[str, str]:
    if kept is not None:
        return {name: str(getattr(kept, name)) for name in _FIELDS}
    settings = request.visitor.settings
    return {
        "from_name": settings.name,
        "from_email": settings.support_email,
        "host": "",
        "port": _PORTS["starttls"],
        "encryption": "starttls",
        "username": "",
    }


def _again(
    request: VisitedRequest,
    typed: Mapping[str, str],
    kept: queries.Sender | None,
    *,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
    tone: str = "",
) -> HttpResponse:
    with transactions.reading():
        return _page(request, typed, kept, wrong=wrong, said=said, tone=tone)


def _page(
    request: VisitedRequest,
    typed: Mapping[str, str],
    kept: queries.Sender | None,
    *,
    wrong: Mapping[str, str] | None = None,
    said: str = "",
    tone: str = "",
    no: ChangedMeanwhile | None = None,
) -> HttpResponse:
    opened = meanwhile.opened(request, {name: getattr(kept, name, "") for name in _FIELDS}, no=no)
    view = MailView(
        typed=typed,
        errors=wrong or {},
        encryption=pages.choices(
            {
                "starttls": _("STARTTLS, usually port 587"),
                "tls": _("TLS, usually port 465"),
                "none": _("None"),
            },
            typed["encryption"],
        ),
        in_use=kept.host if kept else "",
        has_password=bool(kept and kept.password),
        said=said,
        tone=tone,
        opened=opened,
        waiting=_waiting(request),
        tested_to=request.visitor.email,
    )
    status = 422 if wrong or tone == "bad" else opened.status
    return pages.respond(request, here="mail", view=view, status=status)


def _waiting(request: VisitedRequest) -> str:
    """What a server has not taken for longer than a job needs, "" for nothing."""
    found = queries.waiting(written_before=clock.now() - dt.timedelta(seconds=_PATIENCE_S))
    if found.since is None:
        return ""
    since = jinja.day_time(found.since, request.visitor.settings.time_zone)
    said = ngettext(
        "%(count)s mail about an order waits for the server since %(since)s. It is tried for three days, and for a week at once when"
        " you save a server.",
        "%(count)s mails about orders wait for the server, the oldest since %(since)s. Each is tried for three days, and for"
        " a week at once when you save a server.",
        found.count,
    )
    return said % {"count": jinja.quantity(found.count), "since": since}
