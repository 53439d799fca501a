"""Markups and special prices typed into the rows of the catalogue: looked at together, saved together (S25)."""

import dataclasses
import re
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from seatwise.catalogue import queries as products
from seatwise.console import shell, words
from seatwise.console.catalogue import queries
from seatwise.console.prices import effects, reviewing
from seatwise.customers.domain.permissions import Permission
from seatwise.customers.middleware import VisitedRequest, Visitor, for_team
from seatwise.infra import clock, transactions
from seatwise.kernel.money import zero
from seatwise.kernel.refusal import Refusal
from seatwise.pricing.domain.changes import Change, What
from seatwise.pricing.operations import markups
from seatwise.ui import jinja, rendering

TEMPLATE = "console/price_edits.html"
FIELDS = {"markup": What.MARKUP, "special": What.SPECIAL_PRICE}
_NAMES = {what: name for name, what in FIELDS.items()}
MOST = 400


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """One field that says something else than it did when it was shown: a change, or what to enter instead."""

    name: str
    what: What
    subject_id: UUID
    text: str
    was: str
    change: Change | None
    error: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class EditsView:
    """The page. `faulty`: fields that cannot be read; `count`: how many changes there are, in words."""

    rows: tuple[effects.EffectRow, ...]
    faulty: tuple[effects.EditView, ...]
    count: str
    said: tuple[str, ...]
    warning: str
    ticked: bool
    tick_error: str
    refusal: str
    query: str
    path: str
    back_href: str


@require_POST
@for_team(Permission.EDIT_PRICES)
def edits(request: VisitedRequest) -> HttpResponse:
    """This function will show what the typed prices would do, or save them all (step=save)."""
    typed = read(request.POST.dict(), request.visitor)
    if request.POST.get("step") != "save":
        return _page(request, typed)
    with transactions.reading():
        found = reviewing.review(visitor=request.visitor, changes=_changes(typed), now=clock.now())
    missing = effects.tick_error(bool(found.below_cost), effects.TICK in request.POST)
    if missing or any(one.error for one in typed) or not found.touched:
        return _page(request, typed, tick_error=missing, status=422)
    saved = effects.save(request, changes=_changes(typed), then=_back(request))
    if isinstance(saved, effects.NotSaved):
        return _page(request, typed, refusal=saved.reason, status=saved.status)
    return saved


def read(sent: Mapping[str, str], visitor: Visitor) -> tuple[Typed, ...]:
    """This function will read the fields that differ from what they were: markup-<product> and special-<offer>."""
    found: list[Typed] = []
    for name, text in sent.items():
        kind, _dash, subject = name.partition("-")
        if kind not in FIELDS or len(found) >= MOST:
            continue
        try:
            subject_id = UUID(subject)
        except ValueError:
            continue
        one = _typed(name, FIELDS[kind], subject_id, text.strip(), sent.get(f"was-{name}", ""), visitor)
        if one is not None:
            found.append(one)
    return tuple(found)


def _typed(name: str, what: What, subject_id: UUID, text: str, was: str, visitor: Visitor) -> Typed | None:
    currency = visitor.reseller.currency
    before = int(was) if re.fullmatch(r"-?[0-9]{1,15}", was) else None
    after, error = _value(what, text, currency) if text else (None, "")
    if not error and after == before:
        return None
    change = None if error else Change(what=what, subject_id=subject_id, before=before, after=after)
    return Typed(name=name, what=what, subject_id=subject_id, text=text, was=was, change=change, error=error)


def _value(what: What, text: str, currency: str) -> tuple[int | None, str]:
    if what is What.SPECIAL_PRICE:
        price = words.typed_amount(text, currency)
        if price is None or price < zero(currency) or price.minor >= 10**15:
            return None, _("Enter an amount in %(currency)s, such as 18.60.") % {"currency": currency}
        return price.minor, ""
    markup = words.typed_percent(text)
    if markup is None:
        return None, _("Enter a percentage with at most two decimals, such as 17.65.")
    try:
        markups.check(markup)
    except Refusal as no:
        return None, jinja.sentence(no)
    return markup.basis_points, ""


def _changes(typed: tuple[Typed, ...]) -> tuple[Change, ...]:
    return tuple(one.change for one in typed if one.change is not None)


def _page(
    request: VisitedRequest,
    typed: tuple[Typed, ...],
    *,
    tick_error: str = "",
    refusal: str = "",
    status: int = 200,
) -> HttpResponse:
    with transactions.reading():
        view = _view(request, typed, tick_error, refusal)
    context = {"page": shell.frame(request, here="catalogue"), "view": view, "words": words}
    return rendering.respond(request, TEMPLATE, context, block="live", status=status)


def _view(request: VisitedRequest, typed: tuple[Typed, ...], tick_error: str, refusal: str) -> EditsView:
    visitor, currency = request.visitor, request.visitor.reseller.currency
    found = reviewing.review(visitor=visitor, changes=_changes(typed), now=clock.now())
    by_key = {one.change.key: one for one in typed if one.change is not None}

    def tell(change: Change) -> effects.EditView:
        one, standing = by_key[change.key], found.standing[change.key]
        return effects.EditView(
            label=_(change.what.label),
            before=effects.value(change.what, standing, currency),
            after=effects.value(change.what, change.after, currency),
            name=one.name,
            # What is saved next replaces what stands now: the page says so where that is something else than was seen.
            was="" if standing is None else str(standing),
            typed=one.text,
            moved=effects.moved(change, standing, currency),
        )

    faulty = [one for one in typed if one.error]
    titles = _titles(faulty)
    count = len(typed)
    return EditsView(
        rows=effects.rows(found=found, tell=tell),
        faulty=tuple(
            effects.EditView(
                label=titles.get(one.subject_id, "%(what)s") % {"what": _(one.what.label)},
                before="",
                after="",
                name=one.name,
                was=one.was,
                typed=one.text,
                error=one.error,
            )
            for one in faulty
        ),
        count=ngettext("%(num)s unsaved change", "%(num)s unsaved changes", count) % {"num": count}
        if count
        else "",
        said=effects.said(found=found),
        warning=effects.below_cost([one.offer.title for one in found.below_cost]),
        ticked=effects.TICK in request.POST,
        tick_error=tick_error,
        refusal=refusal,
        query=urlencode(_asked(request).query),
        path=f"{request.prefix}/console/prices/edits/",
        back_href=_back(request),
    )


def _titles(faulty: Sequence[Typed]) -> dict[UUID, str]:
    """What each field that cannot be read is about, with %(what)s for the value's own label."""
    offers = products.offers(offer_ids=[one.subject_id for one in faulty if one.what is not What.MARKUP])
    ids = {one.subject_id for one in faulty if one.what is What.MARKUP}
    known = products.products(product_ids=ids | {offer.product_id for offer in offers.values()})
    of = {product_id: product_id for product_id in ids} | {
        offer_id: offer.product_id for offer_id, offer in offers.items()
    }
    return {
        subject: "%(what)s, " + known[product_id].title.replace("%", "%%")
        for subject, product_id in of.items()
        if product_id in known
    }


def _asked(request: VisitedRequest) -> queries.Asked:
    return queries.asked(QueryDict(request.POST.get("query", "")).dict())


def _back(request: VisitedRequest) -> str:
    query = urlencode(_asked(request).query)
    return f"{request.prefix}/console/catalogue/{'?' if query else ''}{query}"
