"""Connectors to the vendors. What needs the vendor is asked of the vendor before our books change (R20)."""

import datetime as dt
from typing import Protocol
from uuid import UUID


class SupplierRefused(Exception):
    """The vendor said no, for a reason that trying again will not change; the text is for people."""


class Supplier(Protocol):
    """A vendor's side. Asking twice with the same request id provisions once."""

    def provision(self, *, request_id: UUID, product_key: str, quantity: int) -> str:
        """Provision licences and answer the vendor's reference. Raises SupplierRefused; anything else is tried again."""
        ...

    def withdraw(self, *, request_id: UUID, product_key: str, quantity: int, on: dt.date | None) -> str:
        """Take licences back, now or on a day, and answer the vendor's reference. Raises SupplierRefused."""
        ...

    def undo(self, *, request_id: UUID) -> None:
        """Drop what was asked for a later day. Raises SupplierRefused."""
        ...


class InstantSupplier:
    """Provisions at once. Stands for every automatic product until a vendor's own connector is configured."""

    def provision(self, *, request_id: UUID, product_key: str, quantity: int) -> str:
        return f"auto-{request_id.hex[-12:]}"

    def withdraw(self, *, request_id: UUID, product_key: str, quantity: int, on: dt.date | None) -> str:
        return f"auto-{request_id.hex[-12:]}"

    def undo(self, *, request_id: UUID) -> None:
        return None


def supplier_of(*, product_key: str) -> Supplier:
    """This function will answer the connector of a product."""
    return InstantSupplier()
