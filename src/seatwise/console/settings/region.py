"""Language and time zone of the Storefront (S27)."""

import dataclasses
import zoneinfo
from collections.abc import Mapping

from django.conf import settings as installation
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.resellers import operations
from seatwise.ui import listing


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class RegionView:
    """The form."""

    languages: tuple[listing.Choice, ...]
    zones: tuple[listing.Choice, ...]
    errors: Mapping[str, str]


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def region(request: VisitedRequest) -> HttpResponse:
    """This function will show and save language and time zone."""
    settings = request.visitor.settings
    if request.method != "POST":
        return _page(request, {"language": settings.language, "time_zone": settings.time_zone}, {})
    typed = pages.typed(request, "language", "time_zone")
    wrong: dict[str, str] = {}
    if typed["language"] not in dict(installation.LANGUAGES):
        wrong["language"] = _("Choose the language.")
    if typed["time_zone"] not in zoneinfo.available_timezones():
        wrong["time_zone"] = _("Choose the time zone.")
    if wrong:
        with transactions.reading():
            return _page(request, typed, wrong)
    with transactions.writing():
        operations.change_settings(actor=request.visitor.actor, now=clock.now(), **typed)
    return pages.saved(request, "region", _("Language and time zone are saved."))


def _page(request: VisitedRequest, typed: Mapping[str, str], wrong: Mapping[str, str]) -> HttpResponse:
    zones = {zone: zone.replace("_", " ") for zone in sorted(zoneinfo.available_timezones())}
    view = RegionView(
        languages=pages.choices(dict(installation.LANGUAGES), typed["language"]),
        zones=pages.choices(zones, typed["time_zone"]),
        errors=wrong,
    )
    return pages.respond(request, here="region", view=view, status=422 if wrong else 200)
