"""A customer's people: invited by mail, given another role, invited again, their access taken away (R24, R25)."""

import dataclasses
from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console import people, shell
from seatwise.console.customers import head, queries, views
from seatwise.customers import operations
from seatwise.customers.domain.permissions import CustomerRole, Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel import typed as typed_words
from seatwise.kernel.refusal import Refusal
from seatwise.ui import jinja, listing, rendering

TEMPLATE = "console/invite.html"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class InviteView:
    """The form of an invitation."""

    customer: str
    back_href: str
    name: str
    email: str
    roles: tuple[listing.Choice, ...]
    errors: Mapping[str, str]
    refusal: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_CUSTOMERS)
def invite(request: VisitedRequest, customer_id: UUID) -> HttpResponse:
    """This function will show the form of an invitation, and send it."""
    if request.method != "POST":
        return _page(request, customer_id, {}, {})
    typed = {name: typed_words.line(request.POST.get(name, "")) for name in ("name", "email", "role")}
    wrong = people.mistakes(typed, roles=CustomerRole)
    if wrong:
        with transactions.reading():
            return _page(request, customer_id, typed, wrong)
    with transactions.reading():
        _known(request, customer_id)
    try:
        with transactions.writing():
            operations.invite(
                customer_id=customer_id,
                email=typed["email"],
                name=typed["name"],
                role=CustomerRole(typed["role"]),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except Refusal as no:
        with transactions.reading():
            return _page(request, customer_id, typed, {}, refusal=jinja.sentence(no))
    messages.success(request, _("The invitation is on its way to %(email)s.") % {"email": typed["email"]})
    address = head.path_of(request, customer_id)
    if rendering.wants_fragment(request):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)


@require_POST
@for_team(Permission.MANAGE_CUSTOMERS)
def role(request: VisitedRequest, customer_id: UUID, user_id: UUID) -> HttpResponse:
    """This function will give a person the role chosen, and access again where it was taken away."""
    chosen = request.POST.get("role", "")
    if chosen not in set(CustomerRole):
        raise Http404

    def act(person: people.Person) -> str:
        wanted = CustomerRole(chosen)
        _set(request, customer_id, user_id, wanted)
        return _("%(name)s is now %(role)s.") % {"name": person.name, "role": _(wanted.label)}

    return _act(request, customer_id, user_id, act)


@require_POST
@for_team(Permission.MANAGE_CUSTOMERS)
def remove(request: VisitedRequest, customer_id: UUID, user_id: UUID) -> HttpResponse:
    """This function will take a person's access away; what the person did stays in every history."""

    def act(person: people.Person) -> str:
        _set(request, customer_id, user_id, None)
        return _("%(name)s has no access any more.") % {"name": person.name}

    return _act(request, customer_id, user_id, act)


@require_POST
@for_team(Permission.MANAGE_CUSTOMERS)
def invite_again(request: VisitedRequest, customer_id: UUID, user_id: UUID) -> HttpResponse:
    """This function will send a person's invitation again."""

    def act(person: people.Person) -> str:
        if not person.is_active:
            raise Http404
        operations.invite_again(
            customer_id=customer_id, user_id=user_id, actor=request.visitor.actor, now=clock.now()
        )
        return _("The invitation is on its way to %(email)s.") % {"email": person.email}

    return _act(request, customer_id, user_id, act)


def _set(request: VisitedRequest, customer_id: UUID, user_id: UUID, role: CustomerRole | None) -> None:
    operations.set_role(
        customer_id=customer_id, user_id=user_id, role=role, actor=request.visitor.actor, now=clock.now()
    )


def _act(
    request: VisitedRequest, customer_id: UUID, user_id: UUID, act: Callable[[people.Person], str]
) -> HttpResponse:
    with transactions.reading():
        everybody = queries.people(customer_id=customer_id)
    person = next((each for each in everybody if each.user_id == user_id), None)
    if person is None:
        raise Http404
    try:
        with transactions.writing():
            done = act(person)
    except Refusal as no:
        with transactions.reading():
            said = f"{person.name}: {jinja.sentence(no)}"
            return views.page(request, customer_id, refusal=said, status=422)
    messages.success(request, done)
    return HttpResponseRedirect(f"{head.path_of(request, customer_id)}#people", status=303)


def _known(request: VisitedRequest, customer_id: UUID) -> queries.Row:
    customer = queries.one(customer_id=customer_id, currency=request.visitor.reseller.currency)
    if customer is None:
        raise Http404
    return customer


def _page(
    request: VisitedRequest,
    customer_id: UUID,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    refusal: str = "",
) -> HttpResponse:
    view = InviteView(
        customer=_known(request, customer_id).name,
        back_href=head.path_of(request, customer_id),
        name=typed.get("name", ""),
        email=typed.get("email", ""),
        roles=people.choices(
            people.words(CustomerRole), chosen=typed.get("role", CustomerRole.BILLING_VIEWER.value)
        ),
        errors=wrong,
        refusal=refusal,
    )
    context = {
        "page": shell.frame(request, here="customers"),
        "view": view,
        "fragment": rendering.wants_fragment(request),
    }
    return rendering.respond(
        request, TEMPLATE, context, block="dialog", status=422 if wrong or refusal else 200
    )
