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


Command = Purchase | BuyLicences
