"""Which amounts a customer sees: prices of what is held (S14), amounts of orders and history rows (S8).

A hidden amount is shown as "–" and always gives one reason. Where several circumstances of S14 meet, the
reason is the first of: bought before the reseller became Standard, bought by the reseller, not published. The
lasting ones come first: "does not publish this price" would promise that publishing shows it. And before it
became Standard a reseller bought everything itself, so the second reason would otherwise swallow the first.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from seatwise.kernel.actor import ActorKind
from seatwise.kernel.money import Money, zero
from seatwise.kernel.sentence import N_, Sentence


class HiddenReason(StrEnum):
    BEFORE_STANDARD = "before_standard"
    BOUGHT_BY_RESELLER = "bought_by_reseller"
    NOT_PUBLISHED = "not_published"
    ORDERED_BY_RESELLER = "ordered_by_reseller"

    @property
    def is_lasting(self) -> bool:
        """Whether publishing the product would not show the amount."""
        return self is not HiddenReason.NOT_PUBLISHED


_SENTENCES = {
    HiddenReason.BEFORE_STANDARD: N_("Bought before prices were shown here."),
    HiddenReason.BOUGHT_BY_RESELLER: N_(
        "%(reseller)s bought this for you, so the price is agreed outside the Storefront."
    ),
    HiddenReason.NOT_PUBLISHED: N_("%(reseller)s does not publish this price."),
    HiddenReason.ORDERED_BY_RESELLER: N_(
        "%(reseller)s placed this order for you, so the amount is not shown here."
    ),
}


@dataclass(frozen=True, slots=True)
class Shown:
    """The amount may be seen."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """The amount is "–", for this reason."""

    reason: HiddenReason

    def sentence(self, *, reseller: str) -> Sentence:
        """Answer the reason in words; `reseller` is the name the customer knows it by."""
        return Sentence(_SENTENCES[self.reason], {"reseller": reseller})


Visibility = Shown | Hidden
SHOWN = Shown()


@dataclass(frozen=True, slots=True, kw_only=True)
class SumOfShown:
    """A sum of what may be seen, and how many amounts it leaves out (R11)."""

    amount: Money
    left_out: int


def price_visibility(
    *, published: bool, bought_at: datetime, placed_by: ActorKind, standard_since: datetime | None
) -> Visibility:
    """Answer whether the prices of a subscription or an asset are shown (S14, R11).

    `published` means listed and published now. `bought_at` and `placed_by` are those of the order that
    created it. `standard_since` is the first time the reseller became Standard, None when it never was.
    Instants are aware.
    """
    if standard_since is None or bought_at < standard_since:
        return Hidden(HiddenReason.BEFORE_STANDARD)
    if placed_by != ActorKind.CUSTOMER:
        return Hidden(HiddenReason.BOUGHT_BY_RESELLER)
    if not published:
        return Hidden(HiddenReason.NOT_PUBLISHED)
    return SHOWN


def order_visibility(*, placed_by: ActorKind) -> Visibility:
    """Answer whether the amounts of an order or of a purchase-history row are shown (S8, R11).

    Who placed it is all that counts: publishing later changes nothing here.
    """
    if placed_by != ActorKind.CUSTOMER:
        return Hidden(HiddenReason.ORDERED_BY_RESELLER)
    return SHOWN


def amount_or_hidden(*, visibility: Visibility, amount: Money) -> Money | Hidden:
    """Answer the amount where it may be seen, else why not."""
    return visibility if isinstance(visibility, Hidden) else amount


def sum_of_shown(*, amounts: Iterable[Money | Hidden], currency: str) -> SumOfShown:
    """Answer the sum of the amounts that are shown and the number of those that are not (R11)."""
    total, left_out = zero(currency), 0
    for amount in amounts:
        if isinstance(amount, Hidden):
            left_out += 1
        else:
            total += amount
    return SumOfShown(amount=total, left_out=left_out)
