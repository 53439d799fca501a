"""Reads of what customers hold over time."""

from seatwise.subscriptions.queries.held import DoesNotExist, id_of
from seatwise.subscriptions.queries.lists import (
    STATUSES,
    HeldPage,
    HeldRow,
    counts,
    family,
    held_page,
    held_row,
    numbered,
    shown_status,
)
from seatwise.subscriptions.queries.narrowing import ALL, NEEDS_ATTENTION, Choices, Narrowing, choices

__all__ = [
    "ALL",
    "NEEDS_ATTENTION",
    "STATUSES",
    "Choices",
    "DoesNotExist",
    "HeldPage",
    "HeldRow",
    "Narrowing",
    "choices",
    "counts",
    "family",
    "held_page",
    "held_row",
    "id_of",
    "numbered",
    "shown_status",
]
