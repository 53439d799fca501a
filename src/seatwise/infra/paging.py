"""Pages by key: as fast at the millionth row as at the first, and no row is shown twice when others are added meanwhile."""

import base64
import binascii
import dataclasses
import datetime as dt
import json
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db import connection
from django.db.models import Q, QuerySet

SIZE = 25
_LARGEST = 2**63


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where in a list the reader is: after or before a key, or at the start. Keys come from addresses and may be nonsense."""

    after: str = ""
    before: str = ""


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Rows of one page, and the keys of the pages before and after; an empty key means there is none. `along`: of sql_page()."""

    rows: list[Any]
    previous_key: str
    next_key: str
    along: list[Any] = dataclasses.field(default_factory=list)


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """What a statement can be sorted by: an expression that is never NULL, and the type of its values."""

    sql: str
    kind: type


def sql_page(
    *,
    select: str,
    source: str,
    row: str,
    joined: str = "",
    params: Mapping[str, Any],
    by: Column,
    tie: Column,
    descending: bool,
    place: Place,
    size: int = SIZE,
    along: str = "",
    along_by: str = "1",
) -> Page:
    """This function will answer one page of a statement's rows as tuples, in one statement: for lists that must be fast.

    `select` is the list of outputs, `source` everything from FROM to the end of WHERE, with %(name)s for `params`, and `row`
    the name in it of the table that is listed. `joined` is what the outputs need besides: joined to the page's rows only,
    once they are found. `tie` is unique and decides between equals, in the same direction. A key that is none, or of another
    list, starts at the beginning. `along` is the FROM and WHERE of more of that table's rows, which belong to those of the page
    (it reads them as `page`); they come by the columns in `along_by`, those of the first row after the page with them.
    """
    backwards = not place.after and bool(place.before)
    key = _read(place.before if backwards else place.after)
    if key is not None and (type(key[0]), type(key[1])) != (by.kind, tie.kind):
        key = None
    backwards = backwards and key is not None
    downwards = descending != backwards
    beyond = ""
    if key is not None:
        beyond = f" AND ({by.sql}, {tie.sql}) {'<' if downwards else '>'} (%(beyond)s, %(beyond_tie)s)"
        params = {**params, "beyond": key[0], "beyond_tie": key[1]}
    way = "DESC" if downwards else "ASC"
    listed = f"(SELECT * FROM page UNION ALL SELECT {row}.*, NULL, NULL {along})" if along else "page"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(
            f"WITH page AS (SELECT {row}.*, {by.sql} AS page_by, {tie.sql} AS page_tie {source}{beyond}"  # noqa: S608
            f" ORDER BY page_by {way}, page_tie {way} LIMIT {size + 1:d})"
            f" SELECT {select}, {row}.page_by, {row}.page_tie FROM {listed} AS {row} {joined}"
            f" ORDER BY {row}.page_by {way} NULLS LAST, {row}.page_tie {way}, {along_by}",
            params,
        )
        rows = cursor.fetchall()
    # What is listed is never NULL, what comes along has no place of its own.
    found = [each for each in rows if each[-1] is not None]
    beside = [each[:-2] for each in rows[len(found) :]]
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else key is not None
    has_next = True if backwards else more
    return Page(
        rows=[row[:-2] for row in found],
        previous_key=_key(found[0][-2], found[0][-1]) if found and has_previous else "",
        next_key=_key(found[-1][-2], found[-1][-1]) if found and has_next else "",
        along=beside,
    )


def sql_count(*, source: str, params: Mapping[str, Any]) -> int:
    """This function will count the rows of a statement, in one statement of its own; `source` and `params` as in sql_page()."""
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) {source}", params)
        (found,) = cursor.fetchone() or (0,)
    return int(found)


def page(rows: QuerySet[Any, Any], *, by: str, tie: str = "id", place: Place, size: int = SIZE) -> Page:
    """This function will answer one page of `rows` (a values() queryset that holds `by` and `tie`), in one statement.

    `by` is a column, "-" before it for descending; `tie` is a unique column that decides between equals, in the same direction.
    Neither may be NULL. A key that is none starts at the beginning.
    """
    descending = by.startswith("-")
    column = by.lstrip("-")
    backwards = not place.after and bool(place.before)
    key = _read(place.before if backwards else place.after)
    downwards = descending != backwards
    if key is not None:
        try:
            rows = rows.filter(_beyond(column, tie, key, "lt" if downwards else "gt"))
        except (ValueError, TypeError, ValidationError):
            # A key of another list, or of another order of this one.
            key = None
            backwards, downwards = False, descending
    sign = "-" if downwards else ""
    order = [sign + column] if column == tie else [sign + column, sign + tie]
    found = list(rows.order_by(*order)[: size + 1])
    more = len(found) > size
    found = found[:size]
    if backwards:
        found.reverse()
    has_previous = more if backwards else key is not None
    has_next = True if backwards else more
    return Page(
        rows=found,
        previous_key=_write(found[0], column, tie) if found and has_previous else "",
        next_key=_write(found[-1], column, tie) if found and has_next else "",
    )


def _beyond(column: str, tie: str, key: tuple[Any, Any], side: str) -> Q:
    value, tie_value = key
    if column == tie:
        return Q(**{f"{column}__{side}": value})
    # The first condition lets the index on `column` find the place; the second is exact.
    return Q(**{f"{column}__{side}e": value}) & (
        Q(**{f"{column}__{side}": value}) | Q(**{f"{tie}__{side}": tie_value})
    )


def _write(row: Mapping[str, Any], column: str, tie: str) -> str:
    return _key(row[column], row[tie])


def _key(value: Any, tie_value: Any) -> str:
    packed = json.dumps([_packed(value), _packed(tie_value)], separators=(",", ":"))
    return base64.urlsafe_b64encode(packed.encode()).decode().rstrip("=")


def _packed(value: Any) -> list[Any]:
    match value:
        case dt.datetime():
            return ["t", value.isoformat()]
        case dt.date():
            return ["d", value.isoformat()]
        case UUID():
            return ["u", str(value)]
        case _:
            return ["", value]


def _read(key: str) -> tuple[Any, Any] | None:
    try:
        first, second = json.loads(base64.urlsafe_b64decode(key + "=" * (-len(key) % 4)))
        return _unpacked(first), _unpacked(second)
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None


def _unpacked(packed: list[Any]) -> Any:
    kind, value = packed
    match kind:
        case "t":
            return dt.datetime.fromisoformat(value)
        case "d":
            return dt.date.fromisoformat(value)
        case "u":
            return UUID(value)
        case "" if (isinstance(value, str) and "\x00" not in value) or (
            type(value) is int and -_LARGEST <= value < _LARGEST
        ):
            return value
        case _:
            raise ValueError(kind)
