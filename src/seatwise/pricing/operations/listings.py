"""What a reseller takes into its catalogue and shows for sale in its Storefront (S25)."""

import datetime as dt
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
        raise NoPrice(
            N_("This product has no price in %(currency)s in force on %(day)s, so it cannot be published."),
            currency=reseller.currency,
            day=today,
        )
    models.Listing.objects.filter(id=listing.id).update(published_at=now)
    _record("product_published", product_id, actor, now)


def unpublish(*, product_id: UUID, actor: Actor, now: dt.datetime) -> None:
    """This function will take a product off the Storefront; it stays listed. What is held shows “–” then (S14)."""
    transactions.assert_writing()
    published = models.Listing.objects.filter(product_id=product_id, published_at__isnull=False)
    if published.update(published_at=None):
        _record("product_unpublished", product_id, actor, now)


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
