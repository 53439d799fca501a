"""Reads of the books, and of the rules they are kept under."""

from seatwise.billing.queries.books import Books, books
from seatwise.billing.queries.rules import forget, rule_of, rules

__all__ = ["Books", "books", "forget", "rule_of", "rules"]
