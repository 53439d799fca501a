"""The reseller's percentages on cost: of a product, else of its category, else the default (R9)."""

import datetime as dt
from uuid import UUID

from seatwise.infra import events, tenancy, transactions
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
    points = None if markup is None else markup.basis_points
    if listing.markup_bp != points:
        models.Listing.objects.filter(id=listing.id).update(markup_bp=points)
        _record("product_markup_set", product_id, markup, actor, now)


def set_category_markup(*, category_id: UUID, markup: Percent | None, actor: Actor, now: dt.datetime) -> None:
    """This function will set the markup of a category, or with None leave it to the default. # R9

    Raises MarkupOutOfRange.
    """
    transactions.assert_writing()
    check(markup)
    if markup is None:
        models.CategoryMarkup.objects.filter(category_id=category_id).delete()
    else:
        models.CategoryMarkup.objects.update_or_create(
            category_id=category_id, defaults={"markup_bp": markup.basis_points}
        )
    _record("category_markup_set", category_id, markup, actor, now)


def set_default_markup(*, markup: Percent, actor: Actor, now: dt.datetime) -> None:
    """This function will set the markup of everything that has no narrower one. Raises MarkupOutOfRange. # R9"""
    transactions.assert_writing()
    check(markup)
    resellers.change_settings(default_markup_bp=markup.basis_points)
    _record("default_markup_set", tenancy.current_reseller_id(), markup, actor, now)


def check(markup: Percent | None) -> None:
    """This function will raise MarkupOutOfRange unless the markup leaves a price and is no slip of the hand."""
    if markup is not None and not SMALLEST <= markup <= LARGEST:
        raise MarkupOutOfRange(
            N_("Enter a markup from %(smallest)s to %(largest)s."), smallest=SMALLEST, largest=LARGEST
        )


def _record(kind: str, subject_id: UUID, markup: Percent | None, actor: Actor, now: dt.datetime) -> None:
    payload = {
        "markup_bp": None if markup is None else markup.basis_points,
        "actor_id": str(actor.user_id or ""),
        "actor_name": actor.name,
    }
    events.record(kind=kind, subject_id=subject_id, payload=payload, now=now)
