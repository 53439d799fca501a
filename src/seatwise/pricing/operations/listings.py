"""What a reseller takes into its catalogue and shows for sale in its Storefront (S25)."""

import dataclasses
import datetime as dt
from collections.abc import Collection
from enum import StrEnum
from uuid import UUID

from seatwise.catalogue import queries as catalogue
from seatwise.infra import events, transactions
from seatwise.kernel.actor import Actor
from seatwise.kernel.period import local_day
from seatwise.kernel.refusal import N_, Refusal
from seatwise.pricing import models
from seatwise.resellers import queries as resellers


class UnknownProduct(Refusal):
    """The operator does not offer the product."""

    code = "pricing.unknown_product"


class NotListed(Refusal):
    """The reseller has not taken the product into its catalogue."""

    code = "pricing.not_listed"


class NoPrice(Refusal):
    """The vendor has no price for the product in the reseller's currency today (R12)."""

    code = "pricing.no_price"


class StillPublished(Refusal):
    """A published product is not taken off the list together with others."""

    code = "pricing.still_published"


def list_product(*, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will take a product into the reseller's catalogue; one that is listed stays as it is. # S25

    Raises UnknownProduct.
    """
    transactions.assert_writing()
    if not catalogue.products(product_ids=[product_id]):
        raise UnknownProduct(N_("There is no such product."))
    _, created = models.Listing.objects.get_or_create(product_id=product_id, defaults={"listed_at": now})
    if created:
        _record("product_listed", product_id, actor, now)


def unlist_product(*, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will take a product out of the catalogue, its publication and its own markup with it.

    Special prices and discounts stay. What customers hold keeps the prices agreed (R10).
    """
    transactions.assert_writing()
    deleted, _ = models.Listing.objects.filter(product_id=product_id).delete()
    if deleted:
        _record("product_unlisted", product_id, actor, now)


def publish(*, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will show a listed product for sale; one that is published stays as it is. # S14 R12

    Raises NotListed, and NoPrice unless a price in the reseller's market and currency is in force on the
    reseller's day.
    """
    transactions.assert_writing()
    listing = lock_listing(product_id)
    if listing.published_at is not None:
        return
    reseller = resellers.current()
    today = local_day(now, resellers.settings().time_zone)
    if not catalogue.priced_products(
        product_ids=[product_id], market=reseller.market, currency=reseller.currency, day=today
    ):
        raise no_price(reseller.currency, today)
    models.Listing.objects.filter(id=listing.id).update(published_at=now)
    _record("product_published", product_id, actor, now)


def unpublish(*, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will take a product off the Storefront; it stays listed. What is held shows “–” then (S14)."""
    transactions.assert_writing()
    published = models.Listing.objects.filter(product_id=product_id, published_at__isnull=False)
    if published.update(published_at=None):
        _record("product_unpublished", product_id, actor, now)


class Move(StrEnum):
    """What can be done with many products at once."""

    LIST = "list"
    PUBLISH = "publish"
    UNPUBLISH = "unpublish"
    UNLIST = "unlist"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What came of a move: products that were moved, how many stood there already, and by product why not."""

    done: tuple[UUID, ...]
    already: int
    refused: dict[UUID, Refusal]


def move_many(*, move: Move, product_ids: Collection[UUID], actor: Actor, now: dt.datetime) -> Outcome:
    """This function will list, publish, unpublish or unlist many products in a handful of statements. # S25 R12

    Publishing lists first what is not listed. What is published is not unlisted: that takes two decisions. Each product that
    can be moved is, as the functions above would; the others come back with the reason. Ids of no product are left out.
    """
    transactions.assert_writing()
    known = catalogue.products(product_ids=product_ids)
    rows = (
        models.Listing.objects.filter(product_id__in=list(known))
        .order_by("id")
        .select_for_update(no_key=True)
    )
    listed = {
        product_id: published_at is not None
        for product_id, published_at in rows.values_list("product_id", "published_at")
    }
    refused: dict[UUID, Refusal] = {}
    match move:
        case Move.LIST:
            wanted = [one for one in known if one not in listed]
            done = _list_many(wanted, now)
        case Move.PUBLISH:
            wanted = [one for one in known if not listed.get(one)]
            refused = _without_price(wanted, now)
            wanted = [one for one in wanted if one not in refused]
            _recorded(
                "product_listed",
                _list_many([one for one in wanted if one not in listed], now),
                known,
                actor,
                now,
            )
            models.Listing.objects.filter(product_id__in=wanted).update(published_at=now)
            done = wanted
        case Move.UNPUBLISH:
            done = [one for one in known if listed.get(one)]
            models.Listing.objects.filter(product_id__in=done).update(published_at=None)
        case Move.UNLIST:
            refused = {
                one: StillPublished(N_("It is published. Unpublish it first."))
                for one in known
                if listed.get(one)
            }
            done = [one for one in known if listed.get(one) is False]
            models.Listing.objects.filter(product_id__in=done).delete()
    _recorded(_KINDS[move], done, known, actor, now)
    return Outcome(done=tuple(done), already=len(known) - len(done) - len(refused), refused=refused)


_KINDS = {
    Move.LIST: "product_listed",
    Move.PUBLISH: "product_published",
    Move.UNPUBLISH: "product_unpublished",
    Move.UNLIST: "product_unlisted",
}


def _list_many(product_ids: list[UUID], now: dt.datetime) -> list[UUID]:
    """Somebody else may list one of them meanwhile: theirs stays."""
    models.Listing.objects.bulk_create(
        [models.Listing(product_id=product_id, listed_at=now) for product_id in product_ids],
        ignore_conflicts=True,
    )
    return product_ids


def _without_price(product_ids: list[UUID], now: dt.datetime) -> dict[UUID, Refusal]:
    reseller, settings = resellers.current_with_settings()
    today = local_day(now, settings.time_zone)
    priced = catalogue.priced_products(
        product_ids=product_ids, market=reseller.market, currency=reseller.currency, day=today
    )
    return {one: no_price(reseller.currency, today) for one in product_ids if one not in priced}


def _recorded(
    kind: str,
    product_ids: Collection[UUID],
    known: dict[UUID, catalogue.ProductInfo],
    actor: Actor,
    now: dt.datetime,
) -> None:
    subjects = [events.Subject(id=one, about=known[one].title) for one in product_ids]
    events.record_each(kind=kind, subjects=subjects, actor=actor, now=now)


def no_price(currency: str, day: dt.date) -> NoPrice:
    """This function will answer the refusal of a product without a price (R12)."""
    return NoPrice(
        N_("This product has no price in %(currency)s in force on %(day)s, so it cannot be published."),
        currency=currency,
        day=day,
    )


def lock_listing(product_id: UUID) -> models.Listing:
    """This function will lock a product's listing for the open transaction and answer it. Raises NotListed."""
    listing: models.Listing | None = (
        models.Listing.objects.select_for_update(no_key=True).filter(product_id=product_id).first()
    )
    if listing is None:
        raise NotListed(N_("List this product first: it is not in your catalogue."))
    return listing


def _record(kind: str, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    title = catalogue.products(product_ids=[product_id])[product_id].title
    events.record(kind=kind, subject_id=product_id, about=title, actor=actor, now=now)
