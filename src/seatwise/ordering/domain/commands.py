"""What a person wishes: the parts of a command are plain values, so that a quote can carry it signed."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """So many licences or pieces of an offer."""

    offer_id: UUID
    quantity: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """Buy products: subscriptions and things bought once (R1)."""

    customer_id: UUID
    items: tuple[Item, ...]
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyLicences:
    """Add licences to a subscription (S17)."""

    customer_id: UUID
    subscription_id: UUID
    quantity: int
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyAddOn:
    """Buy an add-on for a subscription, or more licences of one that it has (S21, R21)."""

    customer_id: UUID
    subscription_id: UUID
    offer_id: UUID
    quantity: int
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reduce:
    """Give licences of a subscription or an add-on back, or all of them (S19, S20, S21).

    `when` is now, period_end or term_end; `quantity` None means all that is not planned to leave already. `cancels` tells
    a cancellation from a reduction, `batch_id` is the seat batch that the person picked (R17).
    """

    customer_id: UUID
    subscription_id: UUID
    quantity: int | None
    when: str
    cancels: bool = False
    batch_id: UUID | None = None
    note: str = ""
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Upgrade:
    """Let licences of a subscription become another offer, all of them where `quantity` is None (S18, R22).

    `total`: how many the target then has, at least what moves. `when` is now or term_end.
    """

    customer_id: UUID
    subscription_id: UUID
    offer_id: UUID
    quantity: int | None
    total: int | None = None
    when: str = "now"
    note: str = ""
    reference: str = ""


Command = Purchase | BuyLicences | BuyAddOn | Reduce | Upgrade
