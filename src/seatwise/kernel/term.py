"""How long a commitment runs and how often it is charged."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """In months; 0 and 0 is bought once. A sentence carries it as it is, and the edge puts it into words."""

    months: int
    billing_months: int
