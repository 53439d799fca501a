"""What the data generator tells the load client and the report: who is signed in, and which rows to ask for."""

from __future__ import annotations

import dataclasses
import json
from typing import Any


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A signed-in person of one customer, and a subscription of theirs to buy licences of."""

    session: str
    subscription: str


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """One generated database. `rows` counts the rows by table; `own_rows` those of the measured customer.

    `bare_session` signs the same person in through Django's own backend.
    """

    reseller_id: str
    alias: str
    customers: int
    rows: dict[str, int]
    own_rows: dict[str, int]
    seconds: float
    session: str
    bare_session: str
    order: str
    subscription: str
    with_approval: tuple[Buyer, ...]
    without_approval: tuple[Buyer, ...]

    def dump(self) -> str:
        """This function will write the facts as JSON."""
        return json.dumps(dataclasses.asdict(self))


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Holders:
    """Who looks at generated subscriptions. `same`: eight of the largest customer's, one session; `others`: of eight customers.

    `bare_session` signs the largest customer's person in through Django's own backend.
    """

    reseller_id: str
    alias: str
    bare_session: str
    same: tuple[Buyer, ...]
    others: tuple[Buyer, ...]


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A reseller's console to be measured: who is signed in as its Owner, a customer and an order that waits, and what there is."""

    reseller_id: str
    alias: str
    session: str
    bare_session: str
    customer_id: str
    order: str
    product_ids: tuple[str, ...]
    rows: dict[str, int]


def load_desk(text: str) -> Desk:
    """This function will read what bench.desk wrote."""
    values: dict[str, Any] = json.loads(text)
    return Desk(**values | {"product_ids": tuple(values["product_ids"])})


def load_holders(text: str) -> Holders:
    """This function will read what bench.holders wrote."""
    values: dict[str, Any] = json.loads(text)
    for name in ("same", "others"):
        values[name] = tuple(Buyer(**buyer) for buyer in values[name])
    return Holders(**values)


def load(text: str) -> Facts:
    """This function will read what dump() wrote."""
    values: dict[str, Any] = json.loads(text)
    for name in ("with_approval", "without_approval"):
        values[name] = tuple(Buyer(**buyer) for buyer in values[name])
    return Facts(**values)
