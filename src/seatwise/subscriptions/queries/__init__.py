"""Reads of what customers hold over time."""

from seatwise.subscriptions.queries.held import DoesNotExist, id_of
from seatwise.subscriptions.queries.lists import (
    NEEDS_ATTENTION,
    STATUSES,
    HeldPage,
    HeldRow,
    add_ons,
    counts,
    family,
    held_page,
    held_row,
)

__all__ = [
    "NEEDS_ATTENTION",
    "STATUSES",
    "DoesNotExist",
    "HeldPage",
    "HeldRow",
    "add_ons",
    "counts",
    "family",
    "held_page",
    "held_row",
    "id_of",
]
