"""Reads of what customers hold over time."""

from seatwise.subscriptions.queries.held import DoesNotExist, Held, held, id_of
from seatwise.subscriptions.queries.lists import (
    NEEDS_ATTENTION,
    STATUSES,
    HeldPage,
    HeldRow,
    add_ons,
    counts,
    family,
    held_page,
)

__all__ = [
    "NEEDS_ATTENTION",
    "STATUSES",
    "DoesNotExist",
    "Held",
    "HeldPage",
    "HeldRow",
    "add_ons",
    "counts",
    "family",
    "held",
    "held_page",
    "id_of",
]
