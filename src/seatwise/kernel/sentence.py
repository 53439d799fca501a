"""A sentence for a person: a message id and named values, until the edge translates and formats them."""

from collections.abc import Mapping
from dataclasses import dataclass, field


def N_(text: str) -> str:  # noqa: N802
    """Answer the text unchanged; the name marks it for the extraction of messages."""
    return text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A message id with %(name)s placeholders and their values.

    Values stay what they are (Money, date, int, another Sentence): the edge formats each for the reader.
    str() renders plain English, for logs and tests.
    """

    message: str
    params: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.message % dict(self.params) if self.params else self.message
