"""What kinds of product there are, and in which terms they are sold."""

from enum import StrEnum

OTHER = "Other"
"""The category of every product after import, until the operator sets one. # R9"""

SMALLEST = 1
LARGEST = 10_000_000
"""How many licences may be bought of a product that no offer matrix has described."""


class ProductKind(StrEnum):
    """A subscription, an add-on (needs a parent product), or a one-time product (becomes an asset)."""

    SUBSCRIPTION = "subscription"
    ADDON = "addon"
    ONE_TIME = "one_time"


class FileKind(StrEnum):
    OFFERS = "offers"
    PRICES = "prices"


TERMS = ((0, 0), (1, 1), (12, 1), (12, 12), (36, 1), (36, 12), (36, 36))
"""(term, billing period) in months. What is bought once has (0, 0)."""
