"""The reseller's own words in the mails about orders, with a preview beside them (S27, S11)."""

import dataclasses
import datetime as dt
from collections.abc import Mapping

from django.conf import settings as installation
from django.http import Http404, HttpResponse
from django.utils import translation
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_GET, require_http_methods

from seatwise.console import meanwhile, words
from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, security, transactions
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.notifications import operations, queries
from seatwise.notifications.domain import letters, texts
from seatwise.ordering.domain.status import OrderStatus
from seatwise.pricing.domain import vat
from seatwise.resellers import queries as resellers
from seatwise.ui import jinja

_POLICY = (
    "default-src 'none'; img-src 'self'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'self'; sandbox"
)
_STATUS = {
    letters.MailKind.PLACED: OrderStatus.PENDING_RESELLER_APPROVAL,
    letters.MailKind.APPROVED: OrderStatus.IN_PROGRESS,
    letters.MailKind.EXECUTED: OrderStatus.EXECUTED,
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TextRow:
    """A kind of mail in the list: where it is written, and in which languages it has words of the reseller's."""

    label: str
    links: tuple[tuple[str, str, bool], ...]
    current: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TextsView:
    """The kinds, and the text of one of them in one language with its preview."""

    rows: tuple[TextRow, ...]
    title: str
    kind: str
    language: str
    text: str
    error: str
    opened: meanwhile.Opened
    variables: tuple[tuple[str, str], ...]
    preview_href: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def mail_texts(request: VisitedRequest) -> HttpResponse:
    """This function will show the reseller's own text of one kind of mail, preview and save it."""
    asked = request.POST if request.method == "POST" else request.GET
    kind = _kind(asked.get("kind", letters.MailKind.PLACED.value))
    language = _language(asked.get("language", request.visitor.settings.language))
    if request.method != "POST":
        return _page(request, kind, language, queries.own_text(kind=kind.value, language=language))
    text = words.typed_text(request.POST.get("text", ""))
    try:
        texts.check(text)
    except Refusal as no:
        with transactions.reading():
            return _page(request, kind, language, text, error=jinja.sentence(no))
    if request.POST.get("step") == "preview":
        with transactions.reading():
            return _page(request, kind, language, text)
    try:
        with transactions.writing():
            operations.set_text(
                kind=kind,
                language=language,
                text=text,
                seen=meanwhile.seen(request, ("text",)),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return _page(request, kind, language, text, no=no)
    saved = pages.saved(request, "texts", _("The text is saved.") if text else _("The text is removed."))
    saved["Location"] += f"?{urlencode({'kind': kind.value, 'language': language})}"
    return saved


@require_GET
@xframe_options_sameorigin
@for_team(Permission.EDIT_SETTINGS)
def preview(request: VisitedRequest) -> HttpResponse:
    """This function will answer a mail about an order that does not exist, with the text asked for, as its reader sees it."""
    kind = _kind(request.GET.get("kind", letters.MailKind.PLACED.value))
    language = _language(request.GET.get("language", request.visitor.settings.language))
    text = words.typed_text(request.GET.get("text", ""))
    try:
        texts.check(text)
    except Refusal as no:
        raise Http404 from no
    look = operations.look_of_current_reseller(language=language)
    with translation.override(language):
        facts = _sample(request, kind)
    body = operations.render_order(
        facts=facts,
        letter=letters.letter(facts),
        look=look,
        recipient=request.visitor.name,
        link=resellers.address(path="/billing/orders/SO-10042/"),
        own_text=text,
    )
    return HttpResponse(body.html, headers={security.HEADER: _POLICY})


def _sample(request: VisitedRequest, kind: letters.MailKind) -> letters.MailFacts:
    currency, rate = request.visitor.reseller.currency, Percent(request.visitor.settings.vat_rate_bp)
    net = Money(12_000, currency)
    whole = vat.on_line(net=net, rate=rate)
    planned: dt.date | None = None
    return letters.MailFacts(
        kind=kind,
        number="SO-10042",
        status=_STATUS.get(kind, OrderStatus.CANCELED),
        reseller_name=request.visitor.settings.name,
        customer_name=_("Example Company"),
        placed_by_customer=True,
        submitted_at=clock.now(),
        time_zone=request.visitor.settings.time_zone,
        reference="PO-77",
        reason=_("The example’s reason.")
        if kind in {letters.MailKind.REJECTED, letters.MailKind.CANCELED}
        else "",
        gives_back=False,
        becomes="",
        planned_on=planned,
        lines=(
            letters.LineFacts(
                name=_("Example product"),
                does=None,
                quantity=10,
                is_change=False,
                explanation=None,
                amount=net,
            ),
        ),
        amounts=letters.Amounts(
            net=net, vat=(letters.VatFacts(rate=rate, amount=whole.vat),), total=whole.gross
        ),
        hidden=None,
    )


def _page(
    request: VisitedRequest,
    kind: letters.MailKind,
    language: str,
    text: str,
    *,
    error: str = "",
    no: ChangedMeanwhile | None = None,
) -> HttpResponse:
    here = pages.path(request, "texts")
    kept = queries.own_texts()
    names = _names()
    asked = {"kind": kind.value, "language": language}
    shown = {**asked, "text": "" if error else text}
    standing = {"text": queries.own_text(kind=kind.value, language=language)}
    opened = meanwhile.opened(request, standing, no=no)
    view = TextsView(
        rows=tuple(
            TextRow(
                label=label,
                links=tuple(
                    (
                        own,
                        f"{here}?{urlencode({'kind': each.value, 'language': code})}",
                        (each.value, code) in kept,
                    )
                    for code, own in installation.LANGUAGES
                ),
                current=each == kind,
            )
            for each, label in names.items()
        ),
        title=f"{names[kind]}, {dict(installation.LANGUAGES)[language]}",
        text=text,
        error=error,
        opened=opened,
        variables=tuple((f"{{{name}}}", said) for name, said in _variables().items()),
        preview_href=f"{here}preview/?{urlencode(shown)}",
        **asked,
    )
    return pages.respond(request, here="texts", view=view, status=422 if error else opened.status)


def _names() -> Mapping[letters.MailKind, str]:
    return {
        letters.MailKind.PLACED: _("Order submitted"),
        letters.MailKind.APPROVED: _("Order approved"),
        letters.MailKind.REJECTED: _("Order rejected"),
        letters.MailKind.WITHDRAWN: _("Order withdrawn"),
        letters.MailKind.EXECUTED: _("Order delivered"),
        letters.MailKind.CANCELED: _("Order canceled"),
    }


def _variables() -> Mapping[str, str]:
    return {
        "customer": _("the company"),
        "order": _("the order’s number"),
        "reference": _("the customer’s own number for it, “–” for none"),
        "reseller": _("your name"),
        "total": _("the total with VAT, “–” where amounts are hidden"),
    }


def _kind(name: str) -> letters.MailKind:
    try:
        return letters.MailKind(name)
    except ValueError as unknown:
        raise Http404 from unknown


def _language(code: str) -> str:
    if code not in dict(installation.LANGUAGES):
        raise Http404
    return code
