"""Who asks to become a customer: the list, and one of them accepted or declined (S26). A declined one is forgotten."""

import dataclasses
from collections.abc import Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from seatwise.console import shell, words
from seatwise.console.customers import head
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.refusal import Refusal
from seatwise.registrations import operations, queries
from seatwise.registrations.domain.status import Status
from seatwise.ui import jinja, page, rendering

MOST = 100
_LONGEST_NAME = 160
_LONGEST_REASON = 500


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A registration in the list, in words."""

    id: UUID
    company: str
    city: str
    name: str
    email: str
    asked: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationsView:
    """The list; `is_open` says whether people may ask at all."""

    rows: tuple[Row, ...]
    path: str
    is_open: bool


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegistrationView:
    """One registration: `facts` are (label, words); `decided` says what happened where somebody has decided it."""

    title: str
    path: str
    back_href: str
    facts: tuple[tuple[str, str], ...]
    decided: str
    customer_href: str
    company: str
    reason: str
    errors: Mapping[str, str]
    refusal: str


@require_GET
@for_team(Permission.MANAGE_CUSTOMERS)
def registrations(request: VisitedRequest) -> HttpResponse:
    """This function will show who waits for an answer, the longest first."""
    view = RegistrationsView(
        rows=tuple(
            Row(
                id=one.id,
                company=one.company,
                city=one.address_city,
                name=one.name,
                email=one.email,
                asked=jinja.day_time(one.asked_at, request.visitor.settings.time_zone),
            )
            for one in queries.waiting(most=MOST)
        ),
        path=_path(request),
        is_open=request.visitor.settings.registration_open,
    )
    context = {"page": _frame(request), "view": view}
    return rendering.respond(request, "console/registrations.html", context)


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def accept(request: VisitedRequest, registration_id: UUID) -> HttpResponse:
    """This function will show what somebody has filled in, and make a customer of it under the name that stands in the form."""
    if request.method != "POST":
        return _page(request, "console/registration.html", _known(registration_id))
    known = _read(registration_id)
    company = typed_words.line(request.POST.get("company", ""))
    if not 0 < len(company) <= _LONGEST_NAME:
        wrong = {"company": _("Enter the company's name, up to 160 characters.")}
        return _refused(request, "console/registration.html", known, company=company, errors=wrong)
    try:
        with transactions.writing():
            customer_id = operations.accept(
                registration_id=registration_id,
                company=company,
                time_zone=request.visitor.settings.time_zone,
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except Refusal as no:
        return _refused(
            request,
            "console/registration.html",
            _read(registration_id),
            company=company,
            refusal=jinja.sentence(no),
        )
    messages.success(
        request,
        _("%(name)s is a customer now. The invitation is on its way to %(email)s.")
        % {"name": company, "email": known.email},
    )
    return _done(request, head.path_of(request, customer_id))


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def decline(request: VisitedRequest, registration_id: UUID) -> HttpResponse:
    """This function will ask for a reason, which may stay empty, decline, and have the person told and forgotten."""
    template = "console/registration_decline.html"
    if request.method != "POST":
        return _page(request, template, _known(registration_id))
    known = _read(registration_id)
    reason = typed_words.text(request.POST.get("reason", ""))
    if len(reason) > _LONGEST_REASON:
        wrong = {"reason": _("Enter at most %(longest)s characters.") % {"longest": _LONGEST_REASON}}
        return _refused(request, template, known, reason=reason, errors=wrong)
    try:
        with transactions.writing():
            operations.decline(
                registration_id=registration_id,
                reason=reason,
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except Refusal as no:
        return _refused(request, template, _read(registration_id), reason=reason, refusal=jinja.sentence(no))
    messages.success(request, _("The registration is declined. What was filled in is being deleted."))
    return _done(request, _path(request))


def _known(registration_id: UUID) -> queries.Registration:
    try:
        found = queries.registration(registration_id=registration_id)
    except queries.DoesNotExist as unknown:
        raise Http404 from unknown
    # What nobody has confirmed is nobody's yet.
    if found.status is Status.UNCONFIRMED:
        raise Http404
    return found


def _read(registration_id: UUID) -> queries.Registration:
    with transactions.reading():
        return _known(registration_id)


def _refused(
    request: VisitedRequest,
    template: str,
    known: queries.Registration,
    *,
    company: str = "",
    reason: str = "",
    errors: Mapping[str, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    with transactions.reading():
        return _page(
            request,
            template,
            known,
            company=company,
            reason=reason,
            errors=errors or {},
            refusal=refusal,
            status=422,
        )


def _page(
    request: VisitedRequest,
    template: str,
    known: queries.Registration,
    *,
    company: str = "",
    reason: str = "",
    errors: Mapping[str, str] | None = None,
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    is_waiting = known.status is Status.WAITING
    view = RegistrationView(
        title=known.company if is_waiting else _("Registration"),
        path=f"{_path(request)}{known.id}/",
        back_href=_path(request),
        facts=_facts(request, known) if is_waiting else (),
        decided=_decided(request, known),
        customer_href=head.path_of(request, known.customer_id) if known.customer_id else "",
        company=company or known.company,
        reason=reason,
        errors=errors or {},
        refusal=refusal,
    )
    context = {"page": _frame(request), "view": view, "fragment": rendering.wants_fragment(request)}
    return rendering.respond(request, template, context, block="dialog", status=status)


def _facts(request: VisitedRequest, known: queries.Registration) -> tuple[tuple[str, str], ...]:
    address = words.address(
        {
            "line": known.address_line,
            "postcode": known.address_postcode,
            "city": known.address_city,
            "country": known.address_country,
        }
    )
    facts = (
        (_("VAT number"), known.vat_number),
        (_("Billing address"), address),
        (_("Person"), known.name),
        (_("E-mail"), known.email),
        (_("Asked"), jinja.day_time(known.asked_at, request.visitor.settings.time_zone)),
    )
    return tuple((label, said) for label, said in facts if said)


def _decided(request: VisitedRequest, known: queries.Registration) -> str:
    if known.decided_at is None:
        return ""
    when = jinja.day_time(known.decided_at, request.visitor.settings.time_zone)
    said = {"name": known.decided_by, "when": when}
    if known.status is Status.ACCEPTED:
        return _("%(name)s accepted this registration on %(when)s.") % said
    return _("%(name)s declined this registration on %(when)s. What was filled in is not kept.") % said


def _path(request: VisitedRequest) -> str:
    return f"{request.prefix}/console/customers/registrations/"


def _frame(request: VisitedRequest) -> page.Shell:
    return shell.frame(request, here="customers")


def _done(request: VisitedRequest, address: str) -> HttpResponse:
    if rendering.wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)
