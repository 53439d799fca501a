"""Connectors to the vendors. What needs the vendor is asked of the vendor before our books change (R20)."""

from typing import Protocol
from uuid import UUID


class SupplierRefused(Exception):
    """The vendor said no, for a reason that trying again will not change; the text is for people."""


class Supplier(Protocol):
    """A vendor's side. Asking twice with the same request id provisions once."""

    def provision(self, *, request_id: UUID, product_key: str, quantity: int) -> str:
        """Provision licences and answer the vendor's reference. Raises SupplierRefused; anything else is tried again."""
        ...


class InstantSupplier:
    """Provisions at once. Stands for every automatic product until a vendor's own connector is configured."""

    def provision(self, *, request_id: UUID, product_key: str, quantity: int) -> str:
        return f"auto-{request_id.hex[-12:]}"


def supplier_of(*, product_key: str) -> Supplier:
    """This function will answer the connector of a product."""
    return InstantSupplier()
