"""The reseller's own people: invited by mail, given another role, invited again, their access taken away (R24, S27)."""

import dataclasses
from collections.abc import Callable, Mapping
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console import people
from seatwise.console.settings import pages, queries
from seatwise.customers.domain.permissions import Permission, ResellerRole
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.resellers.operations import team as operations
from seatwise.ui import jinja, listing


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class TeamView:
    """The team, and the form of an invitation with what was typed."""

    people: tuple[people.PersonRow, ...]
    typed: Mapping[str, str]
    errors: Mapping[str, str]
    roles: tuple[listing.Choice, ...]
    refusal: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.MANAGE_TEAM)
def team(request: VisitedRequest) -> HttpResponse:
    """This function will show the team, and invite a person into it."""
    if request.method != "POST":
        return _page(request)
    typed = pages.typed(request, "name", "email", "role")
    wrong = people.mistakes(typed, roles=ResellerRole)
    if wrong:
        with transactions.reading():
            return _page(request, typed=typed, wrong=wrong)
    try:
        with transactions.writing():
            operations.invite(**typed, actor=request.visitor.actor, now=clock.now())
    except Refusal as no:
        with transactions.reading():
            return _page(request, typed=typed, refusal=jinja.sentence(no))
    said = _("The invitation is on its way to %(email)s.") % {"email": typed["email"]}
    return pages.saved(request, "team", said)


@require_POST
@for_team(Permission.MANAGE_TEAM)
def role(request: VisitedRequest, user_id: UUID) -> HttpResponse:
    """This function will give a person of the team the role chosen, and access again where it was taken away."""
    chosen = request.POST.get("role", "")
    if chosen not in set(ResellerRole):
        raise Http404

    def act(person: people.Person) -> str:
        operations.set_role(user_id=user_id, role=chosen, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s is now %(role)s.") % {
            "name": person.name,
            "role": _(ResellerRole(chosen).label),
        }

    return _act(request, user_id, act)


@require_POST
@for_team(Permission.MANAGE_TEAM)
def remove(request: VisitedRequest, user_id: UUID) -> HttpResponse:
    """This function will take a person's access away; what the person did stays in every history."""

    def act(person: people.Person) -> str:
        operations.set_role(user_id=user_id, role=None, actor=request.visitor.actor, now=clock.now())
        return _("%(name)s has no access any more.") % {"name": person.name}

    return _act(request, user_id, act)


@require_POST
@for_team(Permission.MANAGE_TEAM)
def invite_again(request: VisitedRequest, user_id: UUID) -> HttpResponse:
    """This function will send a person's invitation again."""

    def act(person: people.Person) -> str:
        if not person.is_active:
            raise Http404
        operations.invite_again(user_id=user_id, actor=request.visitor.actor, now=clock.now())
        return _("The invitation is on its way to %(email)s.") % {"email": person.email}

    return _act(request, user_id, act)


def _act(request: VisitedRequest, user_id: UUID, act: Callable[[people.Person], str]) -> HttpResponse:
    with transactions.reading():
        everybody = queries.team()
    person = next((each for each in everybody if each.user_id == user_id), None)
    if person is None:
        raise Http404
    try:
        with transactions.writing():
            done = act(person)
    except Refusal as no:
        with transactions.reading():
            return _page(request, refusal=f"{person.name}: {jinja.sentence(no)}")
    if user_id == request.visitor.user_id and request.path.endswith(("/role/", "/removal/")):
        # Whoever gives the own place up may not see this page any more.
        messages.success(request, done)
        return HttpResponseRedirect(f"{request.prefix}/console/", status=303)
    return pages.saved(request, "team", done)


def _page(
    request: VisitedRequest,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    refusal: str = "",
) -> HttpResponse:
    typed = typed or {"name": "", "email": "", "role": ResellerRole.SALES.value}
    roles = people.words(ResellerRole)
    view = TeamView(
        people=tuple(
            people.row(
                person,
                roles=roles,
                time_zone=request.visitor.settings.time_zone,
                you=request.visitor.user_id,
            )
            for person in queries.team()
        ),
        typed=typed,
        errors=wrong or {},
        roles=people.choices(roles, chosen=typed["role"]),
        refusal=refusal,
    )
    return pages.respond(request, here="team", view=view, status=422 if wrong or refusal else 200)
