"""How the Storefront looks: name, support, logo, and one colour from which the others follow (S27)."""

import dataclasses
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from seatwise.console import meanwhile
from seatwise.console.settings import pages
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions, uploads
from seatwise.kernel.meanwhile import ChangedMeanwhile
from seatwise.kernel.refusal import N_, Refusal
from seatwise.resellers import operations
from seatwise.resellers.domain import logos
from seatwise.resellers.operations import look as looks
from seatwise.ui import brand, jinja

_LONGEST = {"name": 120, "support_email": 254, "support_text": 200}


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Pair:
    """Text on a ground, and how well it is read: `ratio` as "5.6"."""

    where: str
    text: str
    ground: str
    ratio: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class LookView:
    """The forms: name and support; the colour with its pairs, and `nearest` where another one must be taken; the logo."""

    typed: Mapping[str, str]
    errors: Mapping[str, str]
    pairs: tuple[Pair, ...]
    nearest: str
    opened: meanwhile.Opened
    colour_opened: meanwhile.Opened
    logo_href: str | None
    most_kb: int


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_SETTINGS)
def look(request: VisitedRequest) -> HttpResponse:
    """This function will show how the Storefront looks, and save its name and whom to ask."""
    if request.method != "POST":
        return page(request)
    typed = pages.typed(request, *_LONGEST)
    wrong = _mistakes(typed)
    if wrong:
        with transactions.reading():
            return page(request, typed=typed, wrong=wrong)
    try:
        with transactions.writing():
            operations.change_settings(
                actor=request.visitor.actor, now=clock.now(), seen=meanwhile.seen(request, _LONGEST), **typed
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return page(request, typed=typed, no=no)
    return pages.saved(request, "", _("Name and support are saved."))


@require_POST
@for_team(Permission.EDIT_SETTINGS)
def colour(request: VisitedRequest) -> HttpResponse:
    """This function will set the Storefront's colour. One that cannot be read is refused with the nearest that can."""
    typed = pages.typed(request, "brand")["brand"].lower()
    typed = f"#{typed}" if typed and not typed.startswith("#") else typed
    try:
        palette = brand.palette(typed)
    except ValueError:
        wrong = {"brand": _("Enter a colour like #0a667d: # and six digits or letters from a to f.")}
        with transactions.reading():
            return page(request, typed={"brand": typed}, wrong=wrong)
    if palette.brand != typed:
        ratio = _ratio(typed)
        said = _(
            "Links in %(colour)s cannot be read everywhere: 4.5 to 1 is needed, on a light notice it reaches %(ratio)s. "
            "The nearest that can be read is %(nearest)s."
        ) % {"colour": typed, "ratio": ratio, "nearest": palette.brand}
        with transactions.reading():
            return page(request, typed={"brand": typed}, wrong={"brand": said}, nearest=palette.brand)
    try:
        with transactions.writing():
            operations.change_settings(
                brand=palette.brand,
                brand_on=palette.on,
                brand_dark=palette.dark,
                brand_dark_on=palette.dark_on,
                seen=meanwhile.seen(request, ("brand",)),
                actor=request.visitor.actor,
                now=clock.now(),
            )
    except ChangedMeanwhile as no:
        with transactions.reading():
            return page(request, typed={"brand": typed}, no=no)
    return pages.saved(request, "", _("The colour is saved."))


@uploads.bounded(most=logos.LARGEST)
@require_POST
@for_team(Permission.EDIT_SETTINGS)
def logo(request: VisitedRequest) -> HttpResponse:
    """This function will take a PNG or SVG as the logo, reduced to what can only be looked at."""
    uploaded = request.FILES.get("logo")
    try:
        if uploads.too_large(request):
            raise logos.too_large()
        if uploaded is None:
            raise logos.LogoRefused(N_("Choose a file."))
        safe = logos.made_safe(uploaded.read())
    except Refusal as no:
        with transactions.reading():
            return page(request, wrong={"logo": jinja.sentence(no)})
    with transactions.writing():
        looks.set_logo(logo=safe, actor=request.visitor.actor, now=clock.now())
    if safe.left_out:
        said = _("The logo is saved, without what a logo must not have: %(parts)s.")
        return pages.saved(request, "", said % {"parts": ", ".join(safe.left_out[:8])})
    return pages.saved(request, "", _("The logo is saved."))


@require_POST
@for_team(Permission.EDIT_SETTINGS)
def remove_logo(request: VisitedRequest) -> HttpResponse:
    """This function will take the logo away."""
    with transactions.writing():
        looks.remove_logo(actor=request.visitor.actor, now=clock.now())
    return pages.saved(request, "", _("The logo is removed."))


def page(
    request: VisitedRequest,
    *,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    nearest: str = "",
    no: ChangedMeanwhile | None = None,
) -> HttpResponse:
    """This function will show the page; what was typed in one form stands beside what is saved in the others."""
    settings = request.visitor.settings
    kept = {name: str(getattr(settings, name)) for name in (*_LONGEST, "brand")}
    of_colour = no is not None and "brand" in no.changes
    opened = meanwhile.opened(request, {name: kept[name] for name in _LONGEST}, no=None if of_colour else no)
    colour_opened = meanwhile.opened(request, {"brand": kept["brand"]}, no=no if of_colour else None)
    view = LookView(
        typed={**kept, **(typed or {})},
        errors=wrong or {},
        pairs=_pairs(nearest or settings.brand),
        nearest=nearest,
        opened=opened,
        colour_opened=colour_opened,
        logo_href=settings.logo_href(prefix=request.prefix),
        most_kb=logos.LARGEST // 1_000,
    )
    return pages.respond(request, here="", view=view, status=422 if wrong else 409 if no else 200)


def _pairs(colour: str) -> tuple[Pair, ...]:
    found = brand.palette(colour)
    pairs = (
        (_("Buttons, light"), found.on, found.brand),
        (_("Links, light"), found.brand, brand.LIGHT_SURFACE),
        (_("Buttons, dark"), found.dark_on, found.dark),
        (_("Links, dark"), found.dark, brand.DARK_SURFACE),
    )
    return tuple(
        Pair(where=where, text=text, ground=ground, ratio=_written(brand.contrast(text, ground)))
        for where, text, ground in pairs
    )


def _ratio(colour: str) -> str:
    return _written(min(brand.contrast(colour, ground) for ground in brand.LIGHT_GROUNDS))


def _written(ratio: float) -> str:
    # Cut and not rounded: 4.49 is not yet 4.5.
    return f"{int(ratio * 10) / 10:.1f}"


def _mistakes(typed: Mapping[str, str]) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not typed["name"]:
        wrong["name"] = _("Enter the name that customers know.")
    try:
        validate_email(typed["support_email"])
    except ValidationError:
        wrong["support_email"] = _("Enter an address like name@company.com.")
    for name, longest in _LONGEST.items():
        if len(typed[name]) > longest:
            wrong[name] = _("Enter at most %(longest)s characters.") % {"longest": longest}
    return wrong
