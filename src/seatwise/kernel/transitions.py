"""Which status may follow which: one table per thing, read by code, checks and diagrams alike."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from seatwise.kernel.refusal import N_, Refusal
from seatwise.kernel.sentence import Sentence

S = TypeVar("S", bound=StrEnum)


class IllegalMove(Refusal):
    """The wished status cannot be reached from the present one, often because somebody was faster."""

    code = "illegal_move"


@dataclass(frozen=True, slots=True)
class Transitions(Generic[S]):
    """From each status to those that may follow it; one with none is an end.

    A thing begins in one of `starts`, which is the first status named when nothing else is said.
    """

    moves: Mapping[S, frozenset[S]]
    starts: tuple[S, ...] = ()

    def __post_init__(self) -> None:
        named = {status for after in self.moves.values() for status in after}
        if missing := named - self.moves.keys():
            raise ValueError(f"Statuses without a line of their own: {sorted(missing)}.")
        if not self.starts:
            object.__setattr__(self, "starts", (next(iter(self.moves)),))

    def allows(self, now: S, wanted: S) -> bool:
        """Answer whether the move is in the table."""
        return wanted in self.moves[now]

    def check(self, now: S, wanted: S) -> None:
        """Answer nothing when the move is in the table. Raises IllegalMove when it is not."""
        if not self.allows(now, wanted):
            raise IllegalMove(
                N_("The status is %(now)s and cannot change to %(wanted)s."),
                now=Sentence(label(now)),
                wanted=Sentence(label(wanted)),
            )

    def is_end(self, status: S) -> bool:
        """Answer whether nothing follows this status."""
        return not self.moves[status]

    def mermaid(self, name: str) -> str:
        """Answer the table as a Mermaid state diagram titled with the name."""
        order = list(self.moves)
        lines = ["---", f"title: {name}", "---", "stateDiagram-v2"]
        lines += [f"    {status.value}: {label(status)}" for status in order]
        lines += [f"    [*] --> {status.value}" for status in self.starts]
        for status in order:
            lines += [
                f"    {status.value} --> {after.value}"
                for after in sorted(self.moves[status], key=order.index)
            ]
            if self.is_end(status):
                lines.append(f"    {status.value} --> [*]")
        return "\n".join(lines) + "\n"


def label(status: StrEnum) -> str:
    """Answer the status in words: its own `label`, else its value spelled out."""
    words = getattr(status, "label", None)
    return words if isinstance(words, str) else status.value.replace("_", " ").capitalize()
