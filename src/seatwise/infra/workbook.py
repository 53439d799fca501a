"""Reads the first sheet of an Excel workbook that somebody has sent, and never more of it than was said.

A small file can claim a thousand million cells, or unpack to gigabytes. So nothing is taken from it that was not asked for: what
its parts unpack to is added up first, then its XML is read cell by cell, without document types, and ends at the first row,
tag or level too many. Libraries lay out the whole rectangle that the cells span before one is seen (docs/decisions/0019).
"""

import io
import posixpath
import re
import struct
import zipfile
import zlib
from decimal import Context, Decimal, InvalidOperation
from typing import Any
from xml.parsers import expat

from seatwise.kernel.refusal import N_, Refusal

Value = str | bool | Decimal | None
_DIGITS = Context(prec=15)

_BLOCK = 64 * 1024
_MOST_PARTS = 500
_MOST_UNPACKED = 60_000_000
# Spreadsheet programs pack a table of one value over and over to a seventeenth; a bomb is packed to a thousandth.
_MOST_TIMES = 40
_UNPACKED_ANYWAY = 1_000_000
_LONGEST_TAG = 64 * 1024
_DEEPEST = 100
_MOST_ELEMENTS = 1_000_000
_ELEMENTS_OF_A_CELL = 4
_LONGEST_TEXT = 2_000
_PLACE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")


# What half a zip, a part that is missing, an encoding nobody knows or a wrong checksum ends in.
_FAULTS = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    expat.ExpatError,
    LookupError,
    ValueError,
    OverflowError,
    EOFError,
    OSError,
    NotImplementedError,
    RuntimeError,
)


class Unreadable(Refusal):
    """The file is no workbook, or one that is larger than anybody means."""

    code = "workbook.unreadable"


def read(content: bytes, *, most_rows: int, most_columns: int) -> list[list[Value]]:
    """This function will answer the rows of the first sheet, each as long as its last cell; a row that is left out is empty.

    Numbers are exact as the file writes them, a formula is its last result, an error is its name. Raises Unreadable.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check(archive, len(content))
            shared = _Strings(archive, most=most_rows * most_columns).found
            sheet = _Sheet(shared, most_rows=most_rows, most_columns=most_columns)
            most = most_rows * most_columns * _ELEMENTS_OF_A_CELL
            _parse(archive, _first_sheet(archive), sheet, most=most)
    except _FAULTS as fault:
        raise Unreadable(
            N_("This is no Excel workbook (.xlsx). Export the table, change it and save it as that.")
        ) from fault
    return sheet.rows


def _check(archive: zipfile.ZipFile, packed: int) -> None:
    """Sizes as the archive declares them; a part that is longer than it says ends there, and its checksum fails."""
    parts = archive.infolist()
    if any(part.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) for part in parts):
        raise zipfile.BadZipFile("no spreadsheet program packs otherwise")
    most = min(_MOST_UNPACKED, _UNPACKED_ANYWAY + _MOST_TIMES * packed)
    if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > most:
        raise Unreadable(
            N_(
                "The file unpacks to more than %(most)s MB, so it was not opened. Send only the price table's sheet."
            ),
            most=most // 1_000_000,
        )


def _first_sheet(archive: zipfile.ZipFile) -> str:
    book = _Attributes("sheet", "id")
    _parse(archive, "xl/workbook.xml", book)
    links = _Attributes("Relationship", "Id", "Target")
    _parse(archive, "xl/_rels/workbook.xml.rels", links)
    targets = {name: target for name, target in links.found if name is not None}
    target = targets.get(book.found[0][0] or "") if book.found else None
    if target is None:
        raise KeyError("sheet")
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


class _Handler:
    """What happens at a start, at an end, and at text."""

    def start(self, name: str, attributes: dict[str, str]) -> None:
        raise NotImplementedError

    def end(self, name: str) -> None:
        return

    def text(self, data: str) -> None:
        return


def _parse(archive: zipfile.ZipFile, part: str, handler: _Handler, *, most: int = _MOST_ELEMENTS) -> None:
    """Names come without their prefix. A parser that knows namespaces would write each one out at each tag, as long as it is."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.buffer_size = _BLOCK
    deep = 0
    left = most

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal deep, left
        deep += 1
        left -= 1
        if deep > _DEEPEST or left < 0:
            raise ValueError("no spreadsheet program writes such")
        handler.start(_local(name), {_local(each): value for each, value in attributes.items()})

    def end(name: str) -> None:
        nonlocal deep
        deep -= 1
        handler.end(_local(name))

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = handler.text
    parser.StartDoctypeDeclHandler = _no_document_type
    fed = 0
    with archive.open(part) as stream:
        while block := stream.read(_BLOCK):
            parser.Parse(block)
            fed += len(block)
            # A tag that does not end is read from its beginning again with each block.
            if fed - parser.CurrentByteIndex > _LONGEST_TAG:
                raise ValueError("no tag is as long as this")
    parser.Parse(b"", True)  # noqa: FBT003


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _no_document_type(*_: Any) -> None:
    # Entities that unfold to gigabytes need one; no spreadsheet program writes one.
    raise Unreadable(
        N_("The workbook has a document type, which none has. Save it anew with your spreadsheet program.")
    )


class _Attributes(_Handler):
    """Attributes of each element of a name, in the order of the file."""

    def __init__(self, element: str, *names: str) -> None:
        self._element = element
        self._names = names
        self.found: list[tuple[str | None, ...]] = []

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == self._element:
            self.found.append(tuple(attributes.get(one) for one in self._names))


class _Strings(_Handler):
    """The texts that cells name by number."""

    def __init__(self, archive: zipfile.ZipFile, *, most: int) -> None:
        self.found: list[str] = []
        self._most = most
        self._parts: list[str] | None = None
        self._reads = False
        self._pronounced = False
        if "xl/sharedStrings.xml" in archive.namelist():
            _parse(archive, "xl/sharedStrings.xml", self, most=most * _ELEMENTS_OF_A_CELL)

    def start(self, name: str, attributes: dict[str, str]) -> None:
        if name == "si":
            self._parts = []
        # How a word is pronounced is no part of it.
        self._pronounced = self._pronounced or name == "rPh"
        self._reads = name == "t" and not self._pronounced

    def end(self, name: str) -> None:
        self._reads = False
        self._pronounced = self._pronounced and name != "rPh"
        if name == "si" and self._parts is not None:
            self.found.append("".join(self._parts)[:_LONGEST_TEXT])
            self._parts = None
            if len(self.found) > self._most:
                raise _too_much(self._most)

    def text(self, data: str) -> None:
        if self._reads and self._parts is not None:
            self._parts.append(data)


class _Sheet(_Handler):
    """The cells of a sheet, row by row."""

    def __init__(self, shared: list[str], *, most_rows: int, most_columns: int) -> None:
        self.rows: list[list[Value]] = []
        self._shared = shared
        self._most_rows = most_rows
        self._most_columns = most_columns
        self._row = 0
        self._column = 0
        self._kind = "n"
        self._said: list[str] = []
        self._reads = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        match name:
            case "row":
                self._row = _number(attributes.get("r")) or self._row + 1
                self._column = 0
                if self._row > self._most_rows:
                    raise _too_many_rows(self._most_rows)
            case "c":
                self._begin(attributes)
            case "v" | "t":
                self._reads = True

    def end(self, name: str) -> None:
        match name:
            case "v" | "t":
                self._reads = False
            case "c":
                self._put()

    def text(self, data: str) -> None:
        if self._reads:
            self._said.append(data)

    def _begin(self, attributes: dict[str, str]) -> None:
        place = _PLACE.fullmatch(attributes.get("r", ""))
        if place is not None:
            self._row, self._column = max(1, int(place[2])), _column(place[1])
        else:
            self._column += 1
        self._kind = attributes.get("t", "n")
        self._said = []

    def _put(self) -> None:
        value = self._value("".join(self._said))
        if value is None:
            return
        if self._row > self._most_rows:
            raise _too_many_rows(self._most_rows)
        if self._column > self._most_columns:
            return
        while len(self.rows) < self._row:
            self.rows.append([])
        row = self.rows[self._row - 1]
        row.extend([None] * (self._column - len(row)))
        row[self._column - 1] = value

    def _value(self, said: str) -> Value:
        if not said:
            return None
        match self._kind:
            case "s":
                number = _number(said)
                return self._shared[number] if number is not None and number < len(self._shared) else None
            case "n":
                try:
                    found = Decimal(said)
                except InvalidOperation:
                    return said[:_LONGEST_TEXT]
                # An exponent of a million is a few letters in a file and a gigabyte as a number.
                if not found.is_finite() or not -30 < found.adjusted() < 30:
                    return said[:_LONGEST_TEXT]
                return _as_shown(found)
            case "b":
                return said == "1"
            case _:
                return said[:_LONGEST_TEXT]


def _as_shown(number: Decimal) -> Decimal:
    """A spreadsheet keeps fifteen digits; what is written behind them is left over from its binary numbers."""
    if len(number.as_tuple().digits) <= _DIGITS.prec:
        return number
    return _DIGITS.plus(number).normalize(_DIGITS)


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 9 else None


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _too_many_rows(most: int) -> Unreadable:
    return Unreadable(N_("The sheet has more than %(most)s rows. Send it in parts."), most=most)


def _too_much(most: int) -> Unreadable:
    return Unreadable(
        N_("The workbook has more than %(most)s texts. Send only the price table's sheet."), most=most
    )
