"""From the bytes of a vendor's file to its rows by column name, each with its line number."""

import csv
import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from seatwise.catalogue.domain.fault import Fault, quoted


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One row of the file; `line` is the line it begins on, `cells` has every column of the header."""

    line: int
    cells: dict[str, str]


def read(*, content: bytes, columns: Sequence[str]) -> Iterator[Row | Fault]:
    """This function will read a comma-separated UTF-8 file that has exactly the columns named, in any order.

    Line ends and quotes are as spreadsheets write them, with or without a byte-order mark. Nothing is
    raised: whatever is wrong is a Fault, and reading goes on behind it as far as that makes sense. Where there
    is any Fault, the rows must not be used. # S28
    """
    text = _decoded(content)
    if isinstance(text, Fault):
        yield text
        return
    records = _records(text)
    header = next(records, _fault(1, "The file is empty."))
    faults = (header,) if isinstance(header, Fault) else _header_faults(header, columns)
    yield from faults
    if not faults and not isinstance(header, Fault):
        yield from _rows(names=[cell.strip() for cell in header[1]], records=records)


def _decoded(content: bytes) -> str | Fault:
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _fault(1, "The file is UTF-16. Save it as “CSV UTF-8” and import it again.")
    zero = content.find(b"\0")
    if content.startswith(b"PK\x03\x04") or zero >= 0:
        line = 1 if zero < 0 else _line_at(content, zero)
        return _fault(line, "The file is not text. Save it as “CSV UTF-8” and import it again.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        # Behind a byte-order mark the codec counts from 3; a mark holds no line end, so the line is right.
        line = _line_at(content, error.start)
        return _fault(line, "The file is not UTF-8 from here on. Save it as “CSV UTF-8” and import it again.")


def _line_at(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1


def _records(text: str) -> Iterator[tuple[int, list[str]] | Fault]:
    """This function will yield each record with the line it begins on, or a Fault where it cannot be read.

    Behind a record with a broken quote it begins anew on the next line, so that later faults are found too.
    """
    lines = _lines(text)
    done = 0
    while done < len(lines):
        reader = csv.reader(itertools.islice(lines, done, None), strict=True)
        begin = done
        try:
            for cells in reader:
                if any(cell.strip() for cell in cells):
                    yield begin + 1, cells
                begin = done + reader.line_num
        except csv.Error:
            yield _fault(
                begin + 1,
                "The quotes of this line do not match: one is opened and not closed, or stands alone.",
            )
            begin += 1
        done = begin


def _lines(text: str) -> list[str]:
    """This function will cut text at CR and LF only: Unicode's other separators are part of a value."""
    whole = text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n")
    return [line + "\n" for line in whole.split("\n")] if whole else []


def _header_faults(header: tuple[int, list[str]], columns: Sequence[str]) -> tuple[Fault, ...]:
    line, cells = header
    names = [cell.strip() for cell in cells]
    for separator, word in ((";", "semicolons"), ("\t", "tabs")):
        if len(names) == 1 and separator in names[0]:
            reason = f"The columns are separated by {word}. Save the file with commas and import it again."
            return (_fault(line, reason),)
    if not set(names) & set(columns):
        reason = f"This is not the header of such a file. It should have the columns {', '.join(columns)}."
        return (_fault(line, reason),)
    missing = [
        Fault(line=line, column=name, value="", reason="This column is missing.")
        for name in columns
        if name not in names
    ]
    twice = [
        Fault(line=line, column=name, value=name, reason="This column is there more than once.")
        for name in dict.fromkeys(names)
        if names.count(name) > 1
    ]
    unknown = [
        Fault(line=line, column=name, value=name, reason=f"{quoted(name)} is not a column of such a file.")
        for name in dict.fromkeys(names)
        if name not in columns
    ]
    return (*missing, *twice, *unknown)


def _rows(*, names: list[str], records: Iterator[tuple[int, list[str]] | Fault]) -> Iterator[Row | Fault]:
    any_line = False
    for record in records:
        any_line = True
        if isinstance(record, Fault):
            yield record
        elif len(record[1]) == len(names):
            yield Row(line=record[0], cells=dict(zip(names, record[1], strict=True)))
        else:
            yield _fault(record[0], f"The line has {len(record[1])} columns, the header {len(names)}.")
    if not any_line:
        yield _fault(1, "The file has a header and no lines below it.")


def _fault(line: int, reason: str) -> Fault:
    return Fault(line=line, column="", value="", reason=reason)
