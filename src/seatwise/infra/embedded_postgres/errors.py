"""What goes wrong around a PostgreSQL server, as sentences that say what to do."""

from __future__ import annotations

from pathlib import Path

_KNOWN_FAULTS = (
    (
        "No space left on device",
        "The disk that holds {home} is full. Free some space and start again; nothing was lost.",
    ),
    (
        "Disk quota exceeded",
        "The disk quota for {home} is used up. Free some space and start again; nothing was lost.",
    ),
    (
        "Read-only file system",
        "{home} is on a disk that cannot be written. Set SEATWISE_HOME to one that can.",
    ),
    (
        "Permission denied",
        "PostgreSQL may not read or write below {home}. Check the owner of that folder and of its parents.",
    ),
    (
        "database files are incompatible",
        "Another version of PostgreSQL made the data in {home}. Use the Seatwise version that made it, or begin anew.",
    ),
    (
        "out of memory",
        "This machine has too little free memory for PostgreSQL. Close something else and start again.",
    ),
    (
        "Cannot allocate memory",
        "This machine has too little free memory for PostgreSQL. Close something and start again.",
    ),
    (
        "too many open files",
        "This machine allows too few open files (ulimit -n). Raise the limit and start again.",
    ),
)


class EmbeddedPostgresError(Exception):
    """PostgreSQL could not be started, stopped or prepared; the text tells a person what to do."""


def explained(*, output: str, home: Path, doing: str) -> EmbeddedPostgresError:
    """This function will turn what PostgreSQL printed into an error with one clear sentence first.

    `doing` completes "PostgreSQL could not ...". Unknown faults keep the last lines of the output.
    """
    for needle, sentence in _KNOWN_FAULTS:
        if needle.lower() in output.lower():
            return EmbeddedPostgresError(sentence.format(home=home))
    tail = "\n".join(output.strip().splitlines()[-8:])
    return EmbeddedPostgresError(f"PostgreSQL could not {doing} in {home}. Its last words:\n{tail}")
