"""What moved between a quote and its order, in words (B1). A fingerprint has a row for each line; see Quote.fingerprint."""

from collections.abc import Sequence

from seatwise.kernel.refusal import N_
from seatwise.kernel.sentence import Sentence

Fingerprint = Sequence[Sequence[int | str]]

_OFFER, _QUANTITY, _UNIT_PRICE, _DISCOUNT, _VAT_RATE, _NET, _VAT = range(7)

# In the order in which a person would want to hear of them: the first that differs is said.
_SENTENCES = (
    (_UNIT_PRICE, N_("The unit price has changed.")),
    (_DISCOUNT, N_("The discount has changed.")),
    (_VAT_RATE, N_("The VAT rate has changed.")),
    (_NET, N_("Another day has begun, so another number of days is charged.")),
)


def what_moved(*, before: Fingerprint, after: Fingerprint) -> Sentence:
    """Answer in one sentence why the amounts are not those that were shown."""
    if len(before) == len(after):
        for column, sentence in _SENTENCES:
            if any(one[column] != other[column] for one, other in zip(before, after, strict=True)):
                return Sentence(sentence)
    return Sentence(N_("The price has changed."))


def gross_minor(fingerprint: Fingerprint) -> int:
    """Answer the total of a quote, VAT included, in minor units."""
    return sum(int(line[_NET]) + int(line[_VAT]) for line in fingerprint)
