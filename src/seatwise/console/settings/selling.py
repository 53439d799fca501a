"""What holds for everything that is sold: VAT, upgrades, which cancellations wait, who may come in (S27).

The default markup is shown, and set where what it makes of the prices is seen first.
"""

import dataclasses
from collections.abc import Mapping

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seatwise.console import meanwhile, words
from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel import percent
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.percent import Percent
from seatwise.resellers import operations
from seatwise.ui import listing

SWITCHES = (
    "approves_cancellations",
    "approves_add_on_cancellations",
    "registration_open",
    "team_needs_second_factor",
)
_SHOWN = ("vat_rate_bp", "upgrade_billing", *SWITCHES)
_UPGRADES = ("same", "monthly", "annual")
_WHOLE = 10_000


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class SellingView:
    """The form: the rate as typed, the switches by name; the default markup beside it."""

    markup: Percent
    vat: str
    upgrades: tuple[listing.Choice, ...]
    on: Mapping[str, bool]
    errors: Mapping[str, str]
    opened: meanwhile.Opened


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def selling(request: VisitedRequest) -> HttpResponse:
    """This function will show and save what holds for everything that is sold."""
    settings = request.visitor.settings
    if request.method != "POST":
        kept = {
            "vat": percent.plain(Percent(settings.vat_rate_bp)),
            "upgrade_billing": settings.upgrade_billing,
        }
        return _page(request, kept, {name: bool(getattr(settings, name)) for name in SWITCHES}, {})
    typed = pages.typed(request, "vat", "upgrade_billing")
    on = {name: bool(request.POST.get(name)) for name in SWITCHES}
    vat = words.typed_percent(typed["vat"])
    wrong = _mistakes(typed, vat)
    if wrong:
        with transactions.reading():
            return _page(request, typed, on, wrong)
    assert vat is not None, "it was looked at"
    try:
        with transactions.writing():
            operations.change_settings(
                vat_rate_bp=vat.basis_points,
                upgrade_billing=typed["upgrade_billing"],
                **on,
                seen=meanwhile.seen(request, _SHOWN),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return _page(request, typed, on, {}, no=no)
    return pages.saved(request, "selling", _("Saved. It holds from now on."))


def _mistakes(typed: Mapping[str, str], vat: Percent | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if vat is None or not 0 <= vat.basis_points <= _WHOLE:
        wrong["vat"] = _("Enter a rate from 0 to 100, for example 24.")
    if typed["upgrade_billing"] not in _UPGRADES:
        wrong["upgrade_billing"] = _("Choose the billing period.")
    return wrong


def _page(
    request: VisitedRequest,
    typed: Mapping[str, str],
    on: Mapping[str, bool],
    wrong: Mapping[str, str],
    *,
    no: ChangedMeanwhile | None = None,
) -> HttpResponse:
    settings = request.visitor.settings
    opened = meanwhile.opened(request, {name: getattr(settings, name) for name in _SHOWN}, no=no)
    upgrades = {
        "same": _("The same as before"),
        "monthly": _("Monthly"),
        "annual": _("Annual"),
    }
    view = SellingView(
        markup=Percent(settings.default_markup_bp),
        vat=typed["vat"],
        upgrades=pages.choices(upgrades, typed["upgrade_billing"]),
        on=on,
        errors=wrong,
        opened=opened,
    )
    return pages.respond(request, here="selling", view=view, status=422 if wrong else opened.status)
