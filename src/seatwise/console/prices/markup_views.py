"""Setting a markup: default, of a category, of a product. What it makes of the prices is shown before it is saved (S25)."""

import dataclasses
from collections.abc import Callable
from typing import TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from seatwise.console import words
from seatwise.console.prices import effects, queries, views
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel import percent
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import Refusal
from seatwise.pricing import operations as pricing
from seatwise.pricing.operations import markups
from seatwise.pricing.queries import settings
from seatwise.ui import jinja

TEMPLATE = "console/markup.html"
T = TypeVar("T")


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """What the markup is of. `now` None where it has none of its own; only then may the field stay empty."""

    title: str
    sub: str
    back_href: str
    now: Percent | None
    may_be_empty: bool
    empty_means: str
    preview: Callable[[Percent | None], queries.Preview]
    save: Callable[[Percent | None], None]
    done: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class MarkupView:
    """The form, beside it what the markup typed makes of the prices."""

    scope: Scope
    typed: str
    error: str
    refusal: str
    ticked: bool
    tick_error: str
    preview: queries.Preview | None


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def default(request: VisitedRequest) -> HttpResponse:
    """This function will show and set the markup of everything that has no narrower one."""
    visitor, now = request.visitor, clock.now()
    scope = Scope(
        title=_("Default markup"),
        sub=_("For every product without a markup of its own or of its category"),
        back_href=f"{request.prefix}/console/prices/",
        now=Percent(visitor.settings.default_markup_bp),
        may_be_empty=False,
        empty_means="",
        preview=lambda markup: queries.preview_default_markup(
            visitor=visitor, markup=markup or percent.ZERO, now=now
        ),
        save=lambda markup: pricing.set_default_markup(
            markup=markup or percent.ZERO, actor=visitor.actor, now=now
        ),
        done=_("The default markup is saved."),
    )
    return _form(request, scope)


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def category(request: VisitedRequest, category_id: UUID) -> HttpResponse:
    """This function will show and set the markup of a category."""
    visitor, now = request.visitor, clock.now()
    found = _category(request, category_id)
    scope = Scope(
        title=_("Markup of %(category)s") % {"category": found.name},
        sub=_("For its products without a markup of their own"),
        back_href=f"{request.prefix}/console/prices/",
        now=found.markup,
        may_be_empty=True,
        empty_means=_("Empty: the default markup applies."),
        preview=lambda markup: queries.preview_category_markup(
            visitor=visitor, category_id=category_id, markup=markup, now=now
        ),
        save=lambda markup: pricing.set_category_markup(
            category_id=category_id, markup=markup, actor=visitor.actor, now=now
        ),
        done=_("The markup of %(category)s is saved.") % {"category": found.name},
    )
    return _form(request, scope)


@require_http_methods(["GET", "POST"])
@for_team(Permission.EDIT_PRICES)
def product(request: VisitedRequest, product_id: UUID) -> HttpResponse:
    """This function will show and set a product's own markup."""
    visitor, now = request.visitor, clock.now()
    terms = _read(request, lambda: views.known(request, product_id))
    found = _read(request, lambda: queries.markups(visitor=visitor, product=terms.product))
    scope = Scope(
        title=_("Markup"),
        sub=terms.product.title,
        back_href=f"{request.prefix}/console/prices/{product_id}/",
        now=found.product,
        may_be_empty=True,
        empty_means=_("Empty: the markup of the category applies, else the default."),
        preview=lambda markup: queries.preview_product_markup(
            visitor=visitor, terms=terms, markups=found, markup=markup
        ),
        save=lambda markup: pricing.set_product_markup(
            product_id=product_id, markup=markup, actor=visitor.actor, now=now
        ),
        done=_("The markup of %(title)s is saved.") % {"title": terms.product.title},
    )
    return _form(request, scope)


def _form(request: VisitedRequest, scope: Scope) -> HttpResponse:
    if request.method == "GET":
        return _page(
            request, scope, typed="" if scope.now is None else percent.plain(scope.now), markup=scope.now
        )
    typed = request.POST.get("markup", "").strip()
    markup = words.typed_percent(typed)
    error = "" if markup is not None or (not typed and scope.may_be_empty) else _not_a_markup()
    try:
        if not error:
            markups.check(markup)
    except Refusal as no:
        error = jinja.sentence(no)
    if error:
        return _again(request, scope, typed=typed, markup=None, error=error, status=422)
    if request.POST.get("step") != "save":
        return _again(request, scope, typed=typed, markup=markup)
    with transactions.reading():
        needed = scope.preview(markup).needs_tick
    if missing := effects.tick_error(needed, effects.TICK in request.POST):
        return _again(request, scope, typed=typed, markup=markup, tick_error=missing, status=422)
    try:
        with transactions.writing():
            scope.save(markup)
    except Refusal as no:
        return _again(request, scope, typed=typed, markup=markup, refusal=jinja.sentence(no), status=422)
    messages.success(request, scope.done)
    return HttpResponseRedirect(scope.back_href, status=303)


def _again(request: VisitedRequest, scope: Scope, *, status: int = 200, **shown: object) -> HttpResponse:
    with transactions.reading():
        return _page(request, scope, status=status, **shown)  # type: ignore[arg-type]


def _page(
    request: VisitedRequest,
    scope: Scope,
    *,
    typed: str,
    markup: Percent | None,
    error: str = "",
    refusal: str = "",
    tick_error: str = "",
    status: int = 200,
) -> HttpResponse:
    view = MarkupView(
        scope=scope,
        typed=typed,
        error=error,
        refusal=refusal,
        ticked=effects.TICK in request.POST,
        tick_error=tick_error,
        preview=None if error else scope.preview(markup),
    )
    return views.respond(request, TEMPLATE, view, block="dialog", status=status)


def _not_a_markup() -> str:
    return _("Enter a percentage with at most two decimals, such as 17.65.")


def _category(request: VisitedRequest, category_id: UUID) -> settings.CategoryMarkup:
    found = _read(request, settings.category_markups)
    known = next((category for category in found if category.category_id == category_id), None)
    if known is None:
        raise Http404
    return known


def _read(request: VisitedRequest, read: Callable[[], T]) -> T:
    """A GET stands inside reading() already; a POST opens it."""
    if request.method == "GET":
        return read()
    with transactions.reading():
        return read()
