"""The expected "no": a code for programs, a sentence for the person."""

from typing import ClassVar

from seatwise.kernel.sentence import N_, Sentence

__all__ = ["N_", "Refusal"]


class Refusal(Exception):
    """Raised when a rule says no. Subclasses stand beside the function that raises them and name their code.

    `message` is a message id with %(name)s placeholders, marked with N_ where it is written; `params` are
    their values.
    """

    code: ClassVar[str] = "refused"

    def __init__(self, message: str, **params: object) -> None:
        super().__init__(message, params)
        self.message = message
        self.params = params

    @property
    def sentence(self) -> Sentence:
        """The refusal as a sentence that the edge translates."""
        return Sentence(self.message, self.params)

    def __str__(self) -> str:
        return str(self.sentence)
