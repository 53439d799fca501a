"""Language and time zone of the Storefront (S27)."""

import dataclasses
from collections.abc import Mapping

from django.conf import settings as installation
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seatwise.console import meanwhile
from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.resellers import operations
from seatwise.ui import listing, zones

_FIELDS = ("language", "time_zone")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """The form."""

    languages: tuple[listing.Choice, ...]
    zones: tuple[listing.Choice, ...]
    errors: Mapping[str, str]
    opened: meanwhile.Opened


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def region(request: VisitedRequest) -> HttpResponse:
    """This function will show and save language and time zone."""
    settings = request.visitor.settings
    if request.method != "POST":
        return _page(request, {name: getattr(settings, name) for name in _FIELDS}, {})
    typed = pages.typed(request, *_FIELDS)
    wrong: dict[str, str] = {}
    if typed["language"] not in dict(installation.LANGUAGES):
        wrong["language"] = _("Choose the language.")
    if not zones.can_be_chosen(typed["time_zone"], kept=settings.time_zone):
        wrong["time_zone"] = _("Choose the time zone.")
    if wrong:
        with transactions.reading():
            return _page(request, typed, wrong)
    try:
        with transactions.writing():
            operations.change_settings(
                actor=request.visitor.actor, now=clock.now(), seen=meanwhile.seen(request, _FIELDS), **typed
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return _page(request, typed, {}, no=no)
    return pages.saved(request, "region", _("Language and time zone are saved."))


def _page(
    request: VisitedRequest,
    typed: Mapping[str, str],
    wrong: Mapping[str, str],
    *,
    no: ChangedMeanwhile | None = None,
) -> HttpResponse:
    settings = request.visitor.settings
    opened = meanwhile.opened(request, {name: getattr(settings, name) for name in _FIELDS}, no=no)
    view = RegionView(
        languages=pages.choices(dict(installation.LANGUAGES), typed["language"]),
        zones=pages.choices(zones.labels(kept=settings.time_zone), typed["time_zone"]),
        errors=wrong,
        opened=opened,
    )
    return pages.respond(request, here="region", view=view, status=422 if wrong else opened.status)
