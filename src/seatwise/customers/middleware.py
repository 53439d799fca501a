"""Who is visiting a Storefront or console, and whether the table of R24 lets them."""

import contextlib
import dataclasses
import functools
from collections.abc import Callable
from typing import Any, cast
from urllib.parse import urlsplit, urlunsplit
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import redirect
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme, urlencode

from seatwise.accounts import queries as accounts
from seatwise.customers import queries
from seatwise.customers.domain.permissions import CustomerRole, Permission, allowed
from seatwise.infra import origin, transactions
from seatwise.kernel.actor import Actor, ActorKind
from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence
from seatwise.resellers import queries as resellers
from seatwise.resellers.middleware import StorefrontRequest
from seatwise.ui import wording

CHOSEN_CUSTOMER = "customer_id"
VISIT = "visit"
COMPANY = "for_company"
"""The field of a form that says for which company it was opened."""
"""In the session of somebody of the reseller's team: the customer whose Storefront is open, and as what (S26)."""
ORDERING, VIEWING = "ordering", "viewing"
_AREAS = frozenset({"account", "billing", "console", "shop"})
# Whoever orders for a customer has the rights of its Admin, whoever looks on those of a reader; the actor stays the reseller's.
_VISITS = {
    ORDERING: (Permission.ORDER_ON_BEHALF, CustomerRole.ADMIN),
    VIEWING: (Permission.MANAGE_CUSTOMERS, CustomerRole.BILLING_VIEWER),
}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """A signed-in person in one Storefront: `customer` and `role` of a customer's people, `team_role` of the reseller's.

    `lacks_second_factor` is true of somebody of the team whose reseller wants one and who has none yet.
    `visit` is ORDERING or VIEWING where somebody of the team is in a customer's Storefront: then both sides are set.
    """

    reseller: resellers.Reseller
    settings: resellers.Settings
    prefix: str
    user_id: UUID
    name: str
    email: str
    theme: str
    own_language: str = ""
    lacks_second_factor: bool = False
    memberships: tuple[queries.Membership, ...] = ()
    customer: queries.Customer | None = None
    role: str | None = None
    team_role: str | None = None
    visit: str = ""

    def may(self, permission: Permission) -> bool:
        """R24, for whichever side the person is on."""
        return any(role is not None and allowed(permission, role) for role in (self.role, self.team_role))

    @property
    def language(self) -> str:
        """What pages are written in: the person's own choice, else the customer's language, else the reseller's."""
        return (
            self.own_language or (self.customer.language if self.customer else "") or self.settings.language
        )

    @property
    def own_role(self) -> str | None:
        """The role that the person itself has in the customer; None for the reseller's, who decides at the console."""
        return None if self.visit else self.role

    @property
    def actor(self) -> Actor:
        kind = ActorKind.RESELLER if self.team_role else ActorKind.CUSTOMER
        return Actor(kind=kind, user_id=self.user_id, name=self.name)


class VisitedRequest(StorefrontRequest):
    """A request whose visitor is known."""

    visitor: Visitor
    customer: queries.Customer


View = Callable[..., HttpResponseBase]


def _fetches(request: HttpRequest) -> bool:
    return request.method in {"GET", "HEAD"}


def for_customers(
    permission: Permission, *, reads: Callable[[HttpRequest], bool] = _fetches
) -> Callable[[View], View]:
    """This function will guard a page of the customer's people. What `reads`, a GET, runs inside reading() and so cannot write.

    Nobody signed in, or nobody of this reseller: the sign-in page. One of its team only: the console. A role that may not: 403,
    with the role it takes.
    """
    return _guard(permission, _customer_visitor, reads)


def for_team(permission: Permission) -> Callable[[View], View]:
    """This function will guard a page of the reseller's team; others get 404, as if it did not exist (R25)."""
    return _guard(permission, _team_visitor, _fetches)


def _guard(
    permission: Permission,
    load: Callable[[StorefrontRequest, accounts.Person], Visitor | None],
    reads: Callable[[HttpRequest], bool],
) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @functools.wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            response = _answer(request, *args, **kwargs)
            # What one person saw stays neither with a proxy nor, after signing out, behind the back button.
            response.headers.setdefault("Cache-Control", "private, no-store")
            return response

        def _answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            visited = cast(VisitedRequest, request)
            person = accounts.signed_in(request.user)
            if person is None:
                return sign_in_first(visited)
            if reads(request):
                with transactions.reading():
                    if refused := _enter(visited, person):
                        return refused
                    with wording.one_language():
                        return view(visited, *args, **kwargs)
            with transactions.reading():
                refused = _enter(visited, person)
            if refused:
                return refused
            with _as_customer() if visited.visitor.visit else contextlib.nullcontext():
                return view(visited, *args, **kwargs)

        def _enter(request: VisitedRequest, person: accounts.Person) -> HttpResponse | None:
            visitor = load(request, person)
            if visitor is None:
                return _not_here(request, person)
            request.visitor = visitor
            if visitor.customer is not None:
                request.customer = visitor.customer
            translation.activate(visitor.language)
            refused = _admit(request, visitor, permission)
            if refused is None:
                _check_company(request, visitor)
            return refused

        guarded.permission = permission  # type: ignore[attr-defined]
        guarded.audience = load.__name__  # type: ignore[attr-defined]
        return guarded

    return decorate


def _admit(request: VisitedRequest, visitor: Visitor, permission: Permission) -> HttpResponse | None:
    """Nothing for who may come in. Raises Forbidden."""
    if visitor.lacks_second_factor:
        return second_factor_first(request)
    if not visitor.may(permission):
        raise Forbidden(permission)
    return None


def _as_customer() -> contextlib.AbstractContextManager[None]:
    """What somebody of the team does in a customer's Storefront is told as done there (B9)."""
    return origin.entered(dataclasses.replace(origin.current(), session=origin.Session.AS_CUSTOMER))


class CompanyChanged(Refusal):
    """The form was opened for another company than the one that is open now, in another tab."""

    code = "company_changed"


def _check_company(request: VisitedRequest, visitor: Visitor) -> None:
    """Raises CompanyChanged where a form says for which company it was opened and that is not the one of now."""
    meant = request.POST.get(COMPANY) if request.method == "POST" else None
    if meant is None or visitor.customer is None or meant == str(visitor.customer.id):
        return
    raise CompanyChanged(
        N_(
            "This form was for %(before)s, but the company that is open here is %(now)s by now. Nothing was done."
            " Open %(before)s again and fill in the form there."
        ),
        before=_name_of(meant, visitor),
        now=visitor.customer.name,
    )


def _name_of(customer_id: str, visitor: Visitor) -> str | Sentence:
    """A company that the visitor may open; any other is "another company" (R25)."""
    known = {str(one.customer.id): one.customer.name for one in visitor.memberships}
    if customer_id in known:
        return known[customer_id]
    with contextlib.suppress(ValueError, queries.DoesNotExist):
        if visitor.visit:
            return queries.customer(customer_id=UUID(customer_id)).name
    return Sentence(N_("another company"))


class Forbidden(Exception):
    """The visitor's role may not do this; the page says which roles may."""

    def __init__(self, permission: Permission) -> None:
        super().__init__(permission)
        self.permission = permission


def _customer_visitor(request: StorefrontRequest, person: accounts.Person) -> Visitor | None:
    if (visited := request.session.get(VISIT)) and (visitor := _visiting(request, person, *visited)):
        return visitor
    visit = queries.visit(user_id=person.id)
    if visit is None:
        return None
    memberships, settings = visit
    chosen = request.session.get(CHOSEN_CUSTOMER)
    membership = next((m for m in memberships if str(m.customer.id) == chosen), memberships[0])
    return Visitor(
        **_shared(request, person, settings),
        memberships=memberships,
        customer=membership.customer,
        role=membership.role,
    )


def _visiting(
    request: StorefrontRequest, person: accounts.Person, customer_id: str, mode: str
) -> Visitor | None:
    """Somebody of the team in a customer's Storefront, as long as the role at the reseller allows it (R24)."""
    team = resellers.team_visit(user_id=person.id)
    permission, role = _VISITS[mode]
    if team is None or not allowed(permission, team[0]):
        return None
    try:
        customer = queries.customer(customer_id=UUID(customer_id))
    except queries.DoesNotExist:
        return None
    return Visitor(
        **_shared(request, person, team[1]),
        lacks_second_factor=_lacks(person, team[1]),
        customer=customer,
        role=role,
        team_role=team[0],
        visit=mode,
    )


def _team_visitor(request: StorefrontRequest, person: accounts.Person) -> Visitor | None:
    visit = resellers.team_visit(user_id=person.id)
    if visit is None:
        raise Http404
    role, settings = visit
    return Visitor(
        **_shared(request, person, settings), lacks_second_factor=_lacks(person, settings), team_role=role
    )


def _lacks(person: accounts.Person, settings: resellers.Settings) -> bool:
    return settings.team_needs_second_factor and not accounts.has_second_factor(user_id=person.id)


def _shared(
    request: StorefrontRequest, person: accounts.Person, settings: resellers.Settings
) -> dict[str, Any]:
    return {
        "reseller": request.reseller,
        "settings": settings,
        "prefix": request.prefix,
        "user_id": person.id,
        "name": person.name,
        "email": person.email,
        "theme": person.theme,
        "own_language": person.language,
    }


def _not_here(request: StorefrontRequest, person: accounts.Person) -> HttpResponse:
    """One of the team who is nobody's customer is led to the console: the sign-in page would lead back here, for ever."""
    if resellers.team_visit(user_id=person.id) is None:
        return sign_in_first(request)
    return _lead(request, f"{request.prefix}/console/")


def sign_in_first(request: StorefrontRequest) -> HttpResponse:
    """This function will lead to the sign-in page, and from there back to the page the person was on.

    That is never the address of a form that was sent: it is the page that holds the form, or the start of its area.
    """
    if request.headers.get("HX-Request"):
        there = urlsplit(request.headers.get("HX-Current-URL", ""))
        back = urlunsplit(("", "", there.path, there.query, "")) or f"{request.prefix}/"
        address = f"{request.prefix}/signin/?{urlencode({'next': back})}"
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    back = request.get_full_path() if _fetches(request) else _page_of_form(request)
    return redirect(f"{request.prefix}/signin/?{urlencode({'next': back})}")


def _page_of_form(request: StorefrontRequest) -> str:
    referer = request.headers.get("Referer", "")
    there = urlsplit(referer)
    if url_has_allowed_host_and_scheme(referer, {request.get_host()}) and there.path.startswith(
        f"{request.prefix}/"
    ):
        return urlunsplit(("", "", there.path, there.query, ""))
    area = request.path_info.strip("/").partition("/")[0]
    return f"{request.prefix}/{area}/" if area in _AREAS else f"{request.prefix}/"


def second_factor_first(request: StorefrontRequest) -> HttpResponse:
    """This function will lead somebody of the team to set up the second factor that the reseller wants; nothing else opens."""
    return _lead(request, f"{request.prefix}/account/security/")


def _lead(request: StorefrontRequest, address: str) -> HttpResponse:
    if request.headers.get("HX-Request"):
        return HttpResponse(status=204, headers={"HX-Redirect": address})
    return HttpResponseRedirect(address, status=303)
