"""A customer is created and changed: name, time zone, language, VAT, approval, billing address (S26, R3, R7, R26)."""

import dataclasses
import json
from collections.abc import Mapping
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seatwise.console import meanwhile as forms
from seatwise.console import shell, words
from seatwise.console.customers import head
from seatwise.customers import operations, queries
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.refusal import Refusal
from seatwise.ui import countries, jinja, listing, pieces, rendering, zones

DEFAULT, OWN, EXEMPT = "default", "own", "exempt"
_LONGEST_NAME = 160
LONGEST_VAT_NUMBER = 20
_LONGEST = {"line": 200, "postcode": 20, "city": 100}
_WHOLE = 10_000
_DETAILS = tuple(field.name for field in dataclasses.fields(operations.Details))
_ADDRESS = ("address_line", "address_postcode", "address_city", "address_country")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """The form as typed, not checked yet. `vat` is DEFAULT, OWN (with `rate`) or EXEMPT (with `reason`)."""

    name: str = ""
    time_zone: str = ""
    language: str = ""
    approval: bool = True
    vat: str = DEFAULT
    rate: str = ""
    reason: str = ""
    vat_number: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DetailsView:
    """The form of a customer's details; `locked` says why the approval switch cannot be moved.

    `seen` is what the form was opened with, and `meanwhile` what somebody else has changed of it since.
    """

    title: str
    crumb: tuple[str, str] | None
    submit: str
    back_href: str
    typed: Typed
    errors: Mapping[str, str]
    refusal: str
    seen: str
    meanwhile: tuple[str, ...]
    zones: tuple[listing.Choice, ...]
    languages: tuple[listing.Choice, ...]
    vat: tuple[tuple[str, str, str, bool], ...]
    locked: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class AddressView:
    """The form of a billing address; `typed` and `errors` by field, `refusal`, `seen` and `meanwhile` as in DetailsView."""

    customer: str
    back_href: str
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    refusal: str
    seen: str
    meanwhile: tuple[str, ...]
    countries: tuple[listing.Choice, ...]


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def create(request: VisitedRequest) -> HttpResponse:
    """This function will show the form of a new customer, and create it."""
    if request.method != "POST":
        return _page(request, None, Typed(time_zone=request.visitor.settings.time_zone))
    typed = _read(request)
    wrong = _mistakes(typed, zone=request.visitor.settings.time_zone)
    if wrong:
        with transactions.reading():
            return _page(request, None, typed, errors=wrong)
    try:
        with transactions.writing():
            customer_id = operations.create(
                **dataclasses.asdict(_details(typed)), actor=request.visitor.actor, now=clock.now()
            )
    except Refusal as no:
        with transactions.reading():
            return _page(request, None, typed, refusal=jinja.sentence(no))
    messages.success(request, _("%(name)s is created. Invite its people now.") % {"name": typed.name})
    return _done(request, head.path_of(request, customer_id))


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def change(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's details in a form, and change them."""
    if request.method != "POST":
        return _page(request, _known(customer_id), None)
    with transactions.reading():
        known = _known(customer_id)
    typed = _read(request)
    wrong = _mistakes(typed, zone=known.time_zone)
    if wrong:
        with transactions.reading():
            return _page(request, known, typed, errors=wrong)
    try:
        with transactions.writing():
            operations.change(
                customer_id=customer_id,
                details=_details(typed),
                seen=forms.seen(request, _DETAILS),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except Refusal as no:
        with transactions.reading():
            return _page(
                request,
                _known(customer_id),
                typed,
                refusal=jinja.sentence(no),
                meanwhile=forms.told(request, no),
            )
    messages.success(request, _("The details of %(name)s are saved.") % {"name": typed.name})
    return _done(request, head.path_of(request, customer_id))


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def address(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show a customer's billing address in a form, and set it (R7)."""
    if request.method != "POST":
        known = _known(customer_id)
        typed = {
            "line": known.address_line,
            "postcode": known.address_postcode,
            "city": known.address_city,
            "country": known.address_country,
        }
        return _address_page(request, known, typed, {})
    with transactions.reading():
        known = _known(customer_id)
    typed = {name: _text(request, name) for name in ("line", "postcode", "city", "country")}
    wrong = _address_mistakes(typed)
    if wrong:
        with transactions.reading():
            return _address_page(request, known, typed, wrong)
    try:
        with transactions.writing():
            operations.set_billing_address(
                customer_id=customer_id,
                seen=forms.seen(request, _ADDRESS),
                actor=request.visitor.actor,
                now=clock.now(),
                **typed,
            )
    except Refusal as no:
        with transactions.reading():
            return _address_page(request, _known(customer_id), typed, {}, refused=no)
    messages.success(request, _("The billing address of %(name)s is saved.") % {"name": known.name})
    return _done(request, head.path_of(request, customer_id))


def _known(customer_id: UUID) -> queries.Customer:
    try:
        return queries.customer(customer_id=customer_id)
    except queries.DoesNotExist as unknown:
        raise Http404 from unknown


def _shown(
    request: VisitedRequest, known: queries.Customer | None, names: tuple[str, ...], *, anew: bool
) -> str:
    """What a form is opened with, to come back with it; `anew` once what others have changed was told."""
    if known is None:
        return ""
    values = {name: getattr(known, name) for name in names}
    return json.dumps(values) if anew else forms.opened(request, values).seen


def _done(request: VisitedRequest, address: str) -> HttpResponse:
    if rendering.wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


def _text(request: VisitedRequest, name: str) -> str:
    return typed_words.line(request.POST.get(name, ""))


def _read(request: VisitedRequest) -> Typed:
    return Typed(
        name=_text(request, "name"),
        time_zone=_text(request, "time_zone"),
        language=_text(request, "language"),
        approval=bool(request.POST.get("approval")) or request.visitor.reseller.payment_method == "card",
        vat=_text(request, "vat") or DEFAULT,
        rate=_text(request, "rate"),
        reason=_text(request, "reason"),
        vat_number=_text(request, "vat_number"),
    )


def _mistakes(typed: Typed, *, zone: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed.name or len(typed.name) > _LONGEST_NAME:
        wrong["name"] = _("Enter the company's name, up to 160 characters.")
    if not zones.can_be_chosen(typed.time_zone, kept=zone):
        wrong["time_zone"] = _("Choose the time zone.")
    if typed.language and typed.language not in dict(settings.LANGUAGES):
        wrong["language"] = _("Choose the language.")
    if len(typed.vat_number) > LONGEST_VAT_NUMBER:
        wrong["vat_number"] = _("Enter at most %(longest)s characters.") % {"longest": LONGEST_VAT_NUMBER}
    rate = words.typed_percent(typed.rate)
    if typed.vat == OWN and (rate is None or not 0 <= rate.basis_points <= _WHOLE):
        wrong["rate"] = _("Enter a rate from 0 to 100, for example 24.")
    if typed.vat == EXEMPT and not 0 < len(typed.reason) <= _LONGEST_NAME:
        wrong["reason"] = _("Enter the reason as it should stand on quotes, up to 160 characters.")
    return wrong


def _details(typed: Typed) -> operations.Details:
    rate = words.typed_percent(typed.rate) if typed.vat == OWN else None
    return operations.Details(
        name=typed.name,
        time_zone=typed.time_zone,
        language=typed.language,
        approval_required=typed.approval,
        vat_rate_bp=None if rate is None else rate.basis_points,
        vat_exempt_reason=typed.reason if typed.vat == EXEMPT else "",
        vat_number=typed.vat_number,
    )


def _as_typed(known: queries.Customer) -> Typed:
    vat = EXEMPT if known.vat_exempt_reason else DEFAULT if known.vat_rate_bp is None else OWN
    return Typed(
        name=known.name,
        time_zone=known.time_zone,
        language=known.language,
        approval=known.approval_required,
        vat=vat,
        rate="" if known.vat_rate_bp is None else jinja.percent(known.vat_rate_bp),
        reason=known.vat_exempt_reason,
        vat_number=known.vat_number,
    )


def _page(
    request: VisitedRequest,
    known: queries.Customer | None,
    typed: Typed | None,
    *,
    errors: Mapping[str, str] | None = None,
    refusal: str = "",
    meanwhile: tuple[str, ...] = (),
) -> HttpResponse:
    typed = typed or _as_typed(known) if known else typed or Typed()
    settled = request.visitor.settings
    own = dict(settings.LANGUAGES).get(settled.language, settled.language)
    by_card = request.visitor.reseller.payment_method == "card"
    default = _("Your default, %(rate)s") % {"rate": jinja.percent(settled.vat_rate_bp)}
    back = head.path_of(request, known.id) if known else f"{request.prefix}/console/customers/"
    view = DetailsView(
        title=known.name if known else _("New customer"),
        crumb=(known.name, back) if known else None,
        submit=_("Save the details") if known else _("Create the customer"),
        back_href=back,
        typed=typed,
        errors=errors or {},
        refusal=refusal,
        seen=_shown(request, known, _DETAILS, anew=bool(meanwhile)),
        meanwhile=meanwhile,
        zones=tuple(
            listing.Choice(value=zone, label=label, selected=zone == typed.time_zone)
            for zone, label in zones.labels(kept=known.time_zone if known else settled.time_zone).items()
        ),
        languages=(
            listing.Choice(
                value="", label=_("As yours, %(language)s") % {"language": own}, selected=not typed.language
            ),
            *(
                listing.Choice(value=code, label=name, selected=code == typed.language)
                for code, name in settings.LANGUAGES
            ),
        ),
        vat=(
            (DEFAULT, default, "", typed.vat == DEFAULT),
            (OWN, _("A rate of its own"), _("Fill it in below."), typed.vat == OWN),
            (EXEMPT, _("Exempt"), _("With the reason below."), typed.vat == EXEMPT),
        ),
        locked=_("You pay by card, so orders of your customers always need your approval.")
        if by_card
        else "",
    )
    status = 422 if errors or refusal else 200
    return _respond(request, "console/customer_details.html", view, status)


def _address_mistakes(typed: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed["line"]:
        wrong["line"] = _("Enter the street and the number.")
    if not typed["city"]:
        wrong["city"] = _("Enter the city.")
    if not countries.is_country(typed["country"]):
        wrong["country"] = _("Choose the country.")
    for name, longest in _LONGEST.items():
        if len(typed[name]) > longest:
            wrong[name] = _("Enter at most %(longest)s characters.") % {"longest": longest}
    return wrong


def _address_page(
    request: VisitedRequest,
    known: queries.Customer,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    refused: Refusal | None = None,
) -> HttpResponse:
    told = forms.told(request, refused)
    view = AddressView(
        customer=known.name,
        back_href=head.path_of(request, known.id),
        typed=typed,
        errors=wrong,
        refusal=jinja.sentence(refused) if refused else "",
        seen=_shown(request, known, _ADDRESS, anew=bool(told)),
        meanwhile=told,
        countries=(
            listing.Choice(value="", label=_("Choose a country"), selected=not typed["country"]),
            *(
                listing.Choice(value=code, label=name, selected=code == typed["country"])
                for code, name in countries.by_name(language=pieces.language())
            ),
        ),
    )
    return _respond(request, "console/customer_address.html", view, 422 if wrong or refused else 200)


def _respond(request: VisitedRequest, template: str, view: object, status: int) -> HttpResponse:
    context = {
        "page": shell.frame(request, here="customers"),
        "view": view,
        "fragment": rendering.wants_fragment(request),
    }
    return rendering.respond(request, template, context, block="dialog", status=status)
