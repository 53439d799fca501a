"""The reseller's percentages on cost: of a product, else of its category, else the default (R9)."""

import datetime as dt
from uuid import UUID

from seatwise.catalogue import queries as catalogue
from seatwise.infra import events, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.percent import Percent
from seatwise.kernel.refusal import N_, Refusal
from seatwise.pricing import models
from seatwise.pricing.operations import listings
from seatwise.resellers import operations as resellers

SMALLEST = Percent(-9_999)
LARGEST = Percent(1_000_000)


class MarkupOutOfRange(Refusal):
    """A markup takes away the whole cost, or is larger than anybody means."""

    code = "pricing.markup_out_of_range"


def set_product_markup(*, product_id: UUID, markup: Percent | None, actor: Actor, now: dt.datetime) -> None:
    """This function will set a listed product's own markup, or with None leave it to its category. # R9

    Raises MarkupOutOfRange or NotListed. What is held keeps the price agreed (R10).
    """
    transactions.assert_writing()
    check(markup)
    listing = listings.lock_listing(product_id)
    points = _points(markup)
    if listing.markup_bp != points:
        models.Listing.objects.filter(id=listing.id).update(markup_bp=points)
        title = catalogue.product(product_id=product_id).title
        _record("product_markup_set", product_id, title, (listing.markup_bp, points), actor, now)


def set_category_markup(*, category_id: UUID, markup: Percent | None, actor: Actor, now: dt.datetime) -> None:
    """This function will set the markup of a category, or with None leave it to the default. # R9

    Raises MarkupOutOfRange.
    """
    transactions.assert_writing()
    check(markup)
    rows = models.CategoryMarkup.objects.filter(category_id=category_id)
    before = next(iter(rows.select_for_update().values_list("markup_bp", flat=True)), None)
    if markup is None:
        rows.delete()
    else:
        models.CategoryMarkup.objects.update_or_create(
            category_id=category_id, defaults={"markup_bp": markup.basis_points}
        )
    name = next((found.name for found in catalogue.categories() if found.id == category_id), "")
    _record("category_markup_set", category_id, name, (before, _points(markup)), actor, now)


def set_default_markup(*, markup: Percent, actor: Actor, now: dt.datetime) -> None:
    """This function will set the markup of everything that has no narrower one. Raises MarkupOutOfRange. # R9"""
    transactions.assert_writing()
    check(markup)
    resellers.change_settings(actor=actor, now=now, default_markup_bp=markup.basis_points)


def check(markup: Percent | None) -> None:
    """This function will raise MarkupOutOfRange unless the markup leaves a price and is no slip of the hand."""
    if markup is not None and not SMALLEST <= markup <= LARGEST:
        raise MarkupOutOfRange(
            N_("Enter a markup from %(smallest)s to %(largest)s."), smallest=SMALLEST, largest=LARGEST
        )


def _points(markup: Percent | None) -> int | None:
    return None if markup is None else markup.basis_points


def _record(
    kind: str,
    subject_id: UUID,
    about: str,
    change: tuple[int | None, int | None],
    actor: Actor,
    now: dt.datetime,
) -> None:
    said = {"changes": {"markup_bp": change}}
    events.record(kind=kind, subject_id=subject_id, about=about, payload=said, actor=actor, now=now)
