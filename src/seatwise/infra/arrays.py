"""Columns of many rows, written out as PostgreSQL reads arrays: for statements that take a few thousand values at once.

A list as a parameter is looked at value by value for what must be quoted; nothing that goes in here ever must.
"""

import datetime as dt
import re
from collections.abc import Iterable
from uuid import UUID

_NEVER_QUOTED = re.compile(r"[A-Za-z][A-Za-z0-9_.-]*")

Value = UUID | int | dt.date | dt.datetime | None


def column(values: Iterable[Value]) -> str:
    """This function will write ids, numbers, days or instants as one array's text; the statement names the type."""
    return "{" + ",".join(["NULL" if value is None else str(value) for value in values]) + "}"


def words(values: Iterable[str]) -> str:
    """This function will write short names of our own, such as a status. Raises ValueError for one that has to be quoted."""
    listed = list(values)
    for word in set(listed):
        if not _NEVER_QUOTED.fullmatch(word) or word.lower() == "null":
            raise ValueError(f"{word!r} is no plain word.")
    return "{" + ",".join(listed) + "}"
