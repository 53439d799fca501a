"""Splitting an amount so that the parts are whole and their sum is the amount."""

from collections.abc import Sequence
from fractions import Fraction


def allocate(total_minor: int, weights: Sequence[int | Fraction]) -> list[int]:
    """Answer one part per weight by the largest remainder, in minor units; the parts sum to the total.

    Of equal remainders the earlier part gets the unit; a negative total mirrors the positive one.
    Raises ValueError for a negative weight or when no weight is above zero.
    """
    whole = sum((Fraction(weight) for weight in weights), Fraction(0))
    if whole <= 0 or any(weight < 0 for weight in weights):
        raise ValueError("Weights are not negative and at least one is above zero.")
    shares = [abs(total_minor) * Fraction(weight) / whole for weight in weights]
    parts = [share.numerator // share.denominator for share in shares]
    by_remainder = sorted(range(len(parts)), key=lambda at: (parts[at] - shares[at], at))
    for at in by_remainder[: abs(total_minor) - sum(parts)]:
        parts[at] += 1
    return [-part for part in parts] if total_minor < 0 else parts
