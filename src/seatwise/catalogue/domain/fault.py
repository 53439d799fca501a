"""A fault in a vendor's file: where it is, and why it is one."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong in a file.

    `line` counts the file's own lines from 1 (the header); `column` is the header's word, empty where the
    fault belongs to no single column; `reason` is a whole sentence for the person.
    """

    line: int
    column: str
    value: str
    reason: str

    def __str__(self) -> str:
        """This function will say where and why: “line 4, TermDuration: “P13X” is not a term …”."""
        place = f"line {self.line}, {self.column}" if self.column else f"line {self.line}"
        return f"{place}: {self.reason}"


def quoted(value: str) -> str:
    """This function will show a value of the file in a sentence: printable, at most 40 characters."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in value[:41])
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
