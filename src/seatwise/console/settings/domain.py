"""The reseller's own domain: entered, checked, in use, given up (S27)."""

import dataclasses

from django.conf import settings as installation
from django.http import HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.refusal import Refusal
from seatwise.resellers import queries as resellers
from seatwise.resellers.domain import hosts
from seatwise.resellers.operations import domains
from seatwise.ui import jinja


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class DomainView:
    """The form. `entered` waits to point here, `in_use` does; `targets` is where it has to lead; `said` tells of a check."""

    typed: str
    error: str
    entered: str
    in_use: str
    alias_address: str
    targets: tuple[tuple[str, str], ...]
    said: str


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def domain(request: VisitedRequest) -> HttpResponse:
    """This function will show the own domain, and keep one that is to be checked."""
    if request.method != "POST":
        return _page(request)
    typed = pages.typed(request, "domain")["domain"]
    try:
        with transactions.writing():
            host = domains.enter(typed=typed, actor=request.visitor.actor, now=clock.now())
    except Refusal as no:
        with transactions.reading():
            return _page(request, typed=typed, error=jinja.sentence(no))
    said = _("%(host)s is kept. Have it point here, then check it.") % {"host": hosts.shown(host)}
    return pages.saved(request, "domain", said)


@require_POST
@for_team(Permission.EDIT_SETTINGS)
def check(request: VisitedRequest) -> HttpResponse:
    """This function will look where the domain leads, and use it where it leads here."""
    entered = request.visitor.settings.domain
    if not entered:
        return pages.saved(request, "domain", _("Enter a domain first."))
    checked = domains.check(host=entered, resolver=domains.resolve)
    if not (checked.points_here and checked.admitted):
        with transactions.reading():
            return _page(request, said=_why_not(checked))
    try:
        with transactions.writing():
            domains.use(checked=checked, actor=request.visitor.actor, now=clock.now())
    except Refusal as no:
        with transactions.reading():
            return _page(request, said=jinja.sentence(no))
    said = _("%(host)s points here. Your Storefront is at https://%(host)s/ now.")
    return pages.saved(request, "domain", said % {"host": hosts.shown(entered)})


@require_POST
@for_team(Permission.EDIT_SETTINGS)
def remove(request: VisitedRequest) -> HttpResponse:
    """This function will give the own domain up; the Storefront stays under its alias."""
    with transactions.writing():
        domains.remove(actor=request.visitor.actor, now=clock.now())
    if not request.prefix:
        # This page was under the domain that is gone.
        address = f"{_alias_address(request)}console/settings/domain/"
        return HttpResponseRedirect(address, status=303)
    return pages.saved(request, "domain", _("The domain is removed."))


def _alias_address(request: VisitedRequest) -> str:
    return f"{installation.PUBLIC_URL}/{request.visitor.reseller.alias}/"


def _why_not(checked: domains.Check) -> str:
    named = {
        "host": hosts.shown(checked.host),
        "found": ", ".join(checked.found),
        "expected": ", ".join(checked.expected),
    }
    if not checked.expected:
        return _(
            "The operator has not said yet where own domains have to point (PUBLIC_ADDRESSES). Ask the operator."
        )
    if not checked.found:
        return (
            _(
                "%(host)s leads nowhere yet. Enter the record below at your domain’s provider; it can take some hours."
            )
            % named
        )
    if not checked.points_here:
        return (
            _(
                "%(host)s leads to %(found)s and not only here, to %(expected)s. Change its record; it can take some hours."
            )
            % named
        )
    return (
        _(
            "%(host)s points here, but this installation does not answer to it yet. Ask the operator to admit it."
        )
        % named
    )


def _page(request: VisitedRequest, *, typed: str = "", error: str = "", said: str = "") -> HttpResponse:
    entered, in_use = request.visitor.settings.domain, resellers.own_domain()
    view = DomainView(
        typed=typed or hosts.shown(entered or in_use),
        error=error,
        entered=hosts.shown(entered) if entered != in_use else "",
        in_use=hosts.shown(in_use),
        alias_address=_alias_address(request),
        targets=tuple((_record(named), named) for named in installation.PUBLIC_ADDRESSES),
        said=said,
    )
    return pages.respond(request, here="domain", view=view, status=422 if error or said else 200)


def _record(named: str) -> str:
    if ":" in named:
        return "AAAA"
    return "A" if named.replace(".", "").isdigit() else "CNAME"
