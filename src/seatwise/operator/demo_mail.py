"""The demo's page of mails sent, and its start page. Both exist in a demo only (settings.DEMO)."""

import dataclasses
import datetime as dt
import email
import email.policy
import functools
import re
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import translation
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe

from seatwise.infra import security, tenancy, transactions
from seatwise.resellers import queries as resellers
from seatwise.ui import page

SHOWN = 100
# Names the mail catcher gives: milliseconds and a counter. Nothing else is ever looked for on the disk.
_NAME = re.compile(r"[0-9]{13,14}-[0-9]{4,8}")
_HTML_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'; sandbox"
View = Callable[..., HttpResponse]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MailRow:
    """A mail in the list. `sent_at` is when the catcher took it."""

    name: str
    to: str
    subject: str
    sent_at: dt.datetime


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """One mail with its text; its HTML part has an address of its own."""

    name: str
    sender: str
    to: str
    reply_to: str
    subject: str
    sent_at: dt.datetime
    text: str
    has_html: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """A reseller as the start page leads to it."""

    alias: str
    name: str
    edition: str


def in_demo(view: View) -> View:
    """This function will answer 404 for a page that exists in a demo only, everywhere else."""

    @functools.wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not settings.DEMO:
            raise Http404
        translation.activate(settings.LANGUAGE_CODE)
        return view(request, *args, **kwargs)

    return guarded


@in_demo
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """This function will lead to every Storefront, console, the operator's desk and the mails."""
    shops = []
    for reseller in resellers.all_resellers():
        with tenancy.scope(reseller.id), transactions.reading():
            shops.append(
                Shop(alias=reseller.alias, name=resellers.settings().name, edition=reseller.edition.title())
            )
    return _render(request, "operator/start.html", shops=shops)


@in_demo
@require_safe
def mails(request: HttpRequest) -> HttpResponse:
    """This function will list the newest mails that the demo has sent."""
    names = sorted((path.stem for path in _folder().glob("*.eml")), reverse=True)
    rows = []
    for name in names[:SHOWN]:
        message = _message(name)
        rows.append(
            MailRow(
                name=name,
                to=_header(message, "To"),
                subject=_header(message, "Subject"),
                sent_at=_taken_at(name),
            )
        )
    return _render(request, "operator/mails.html", rows=rows, total=len(names))


@in_demo
@require_safe
def mail(request: HttpRequest, name: str) -> HttpResponse:
    """This function will show one mail: who, what, its text, and its HTML part in a frame without rights."""
    message = _message(name)
    text = message.get_body(("plain",))
    shown = Mail(
        name=name,
        sender=_header(message, "From"),
        to=_header(message, "To"),
        reply_to=_header(message, "Reply-To"),
        subject=_header(message, "Subject"),
        sent_at=_taken_at(name),
        text=text.get_content() if text is not None else "",
        has_html=message.get_body(("html",)) is not None,
    )
    return _render(request, "operator/mail.html", mail=shown)


@in_demo
@require_safe
@xframe_options_sameorigin
def mail_html(request: HttpRequest, name: str) -> HttpResponse:
    """This function will answer the HTML part of a mail, under a policy that lets it do nothing but look."""
    html = _message(name).get_body(("html",))
    if html is None:
        raise Http404
    return HttpResponse(html.get_content(), headers={security.HEADER: _HTML_POLICY})


def _render(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    frame = page.Site(brand_name="Seatwise", prefix="")
    return render(request, template, {"page": frame, **context})


def _folder() -> Path:
    return Path(settings.SEATWISE_HOME) / "mail"


def _message(name: str) -> EmailMessage:
    if _NAME.fullmatch(name) is None:
        raise Http404
    try:
        content = (_folder() / f"{name}.eml").read_bytes()
    except FileNotFoundError as missing:
        raise Http404 from missing
    return email.message_from_bytes(content, policy=email.policy.default)


def _header(message: EmailMessage, name: str) -> str:
    return str(message.get(name, ""))


def _taken_at(name: str) -> dt.datetime:
    return dt.datetime.fromtimestamp(int(name.partition("-")[0]) / 1000, tz=dt.UTC)
