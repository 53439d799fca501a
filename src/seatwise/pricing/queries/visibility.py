"""S14 and S8 in SQL, for sorting and filters: the twin of pricing.domain.visibility. A property test compares the two."""

import datetime as dt

from django.db.models import Case, CharField, Exists, Expression, OuterRef, Q, Value, When

from seatwise.kernel.actor import ActorKind
from seatwise.pricing import models
from seatwise.pricing.domain.visibility import HiddenReason


def published(*, product: str = "product_id") -> Exists:
    """This function will answer whether the product in a row's column is listed and published by the current reseller."""
    return Exists(models.Listing.objects.filter(product_id=OuterRef(product), published_at__isnull=False))


def price_hidden_reason(
    *,
    standard_since: dt.datetime | None,
    product: str = "product_id",
    bought_at: str = "bought_at",
    bought_by: str = "bought_by",
) -> Expression:
    """This function will answer the HiddenReason of a held row's prices, "" where they are shown (S14, R11).

    The names are the row's columns; `standard_since` is the first time the reseller became Standard.
    """
    if standard_since is None:
        return Value(HiddenReason.BEFORE_STANDARD.value, output_field=CharField())
    return Case(
        When(Q(**{f"{bought_at}__lt": standard_since}), then=Value(HiddenReason.BEFORE_STANDARD.value)),
        When(~Q(**{bought_by: ActorKind.CUSTOMER.value}), then=Value(HiddenReason.BOUGHT_BY_RESELLER.value)),
        When(~published(product=product), then=Value(HiddenReason.NOT_PUBLISHED.value)),
        default=Value(""),
        output_field=CharField(),
    )


def order_hidden_reason(*, placed_by: str = "placed_by") -> Expression:
    """This function will answer the HiddenReason of an order's amounts, "" where they are shown (S8, R11)."""
    return Case(
        When(~Q(**{placed_by: ActorKind.CUSTOMER.value}), then=Value(HiddenReason.ORDERED_BY_RESELLER.value)),
        default=Value(""),
        output_field=CharField(),
    )
