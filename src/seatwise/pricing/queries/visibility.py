"""S14 and S8 in SQL, for sorting and filters: the twin of pricing.domain.visibility. A property test compares the two.

Each function answers a piece of a statement about the row that `row` names; what they need is in the row's own columns and in
the parameter %(standard_since)s, the first time the reseller became Standard or NULL.
"""

from seatwise.kernel.actor import ActorKind
from seatwise.pricing.domain.visibility import HiddenReason


def published(row: str) -> str:
    """This function will answer whether the row's product is listed and published by the row's reseller."""
    return (
        f"EXISTS (SELECT 1 FROM listing WHERE listing.reseller_id = {row}.reseller_id"  # noqa: S608
        f" AND listing.product_id = {row}.product_id AND listing.published_at IS NOT NULL)"
    )


def price_hidden_reason(row: str) -> str:
    """This function will answer the HiddenReason of the prices of something held, '' where they are shown (S14, R11)."""
    return (
        f"CASE WHEN coalesce({row}.bought_at < %(standard_since)s::timestamptz, true)"
        f" THEN '{HiddenReason.BEFORE_STANDARD}'"
        f" WHEN {row}.bought_by <> '{ActorKind.CUSTOMER}' THEN '{HiddenReason.BOUGHT_BY_RESELLER}'"
        f" WHEN NOT {published(row)} THEN '{HiddenReason.NOT_PUBLISHED}' ELSE '' END"
    )


def order_hidden_reason(row: str) -> str:
    """This function will answer the HiddenReason of the amounts of an order, '' where they are shown (S8, R11)."""
    return (
        f"CASE WHEN {row}.placed_by <> '{ActorKind.CUSTOMER}'"
        f" THEN '{HiddenReason.ORDERED_BY_RESELLER}' ELSE '' END"
    )
