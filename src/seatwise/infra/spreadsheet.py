"""Lists as files: Excel with real numbers and dates in bounded memory, and CSV that begins before the last row is read.

Text stays text: what begins with = + - @ is never a formula, whoever typed it.
"""

import csv
import dataclasses
import datetime as dt
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from enum import StrEnum
from typing import IO, Any

import xlsxwriter
from django.http import StreamingHttpResponse

from seatwise.kernel import money
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent

DASH = "–"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
_BLOCK = 64 * 1024
_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
FORMATS = tuple(_TYPES)

Cell = str | int | Money | Percent | dt.date | dt.datetime | None


class Kind(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    MONEY = "money"
    PERCENT = "percent"
    DATE = "date"
    MOMENT = "moment"


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column: its head, what its cells are, and its width in characters."""

    title: str
    kind: Kind
    width: int = 14


def xlsx(
    *, title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], totals: Iterable[Sequence[Cell]]
) -> IO[bytes]:
    """This function will write a workbook with one sheet into a temporary file and answer it, ready to be read.

    The head is frozen and can be filtered; `totals` are asked for after the last row, and stand under it in bold. Money has
    its currency in the cell's format, a date is a date, a moment the wall clock of its own zone. None is an empty cell.
    """
    file = tempfile.TemporaryFile()  # noqa: SIM115
    book = xlsxwriter.Workbook(
        file, {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title[:31])
    formats = _Formats(book)
    sheet.freeze_panes(1, 0)
    for place, column in enumerate(columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, formats.of("head"))
    line = 0
    for line, row in enumerate(rows, start=1):
        _write(sheet, line, row, formats, bold=False)
    if line:
        sheet.autofilter(0, 0, line, len(columns) - 1)
    for place, row in enumerate(totals, start=line + 1):
        _write(sheet, place, row, formats, bold=True)
    book.close()
    file.seek(0)
    return file


def csv_lines(
    *, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], totals: Iterable[Sequence[Cell]]
) -> Iterator[str]:
    """This function will answer the lines of a CSV one after the other, a byte-order mark first, so that Excel reads UTF-8.

    Money is a plain number; a column beside it says the currency, where the list has one. A text that a spreadsheet would
    take for a formula begins with an apostrophe.
    """
    line = _Line()
    writer = csv.writer(line)
    yield "\ufeff" + line.of(writer, [column.title for column in columns])
    for row in rows:
        yield line.of(writer, [_plain(cell) for cell in row])
    for row in totals:
        yield line.of(writer, [_plain(cell) for cell in row])


def blocks(file: IO[bytes]) -> Iterator[bytes]:
    """This function will answer a file in blocks and close it at the end."""
    with file:
        while block := file.read(_BLOCK):
            yield block


def answer(
    *,
    name: str,
    kind: str,
    title: str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    totals: Iterable[Sequence[Cell]] = (),
) -> StreamingHttpResponse:
    """This function will send a list as a file of that name; `kind` is one of FORMATS. Rows are asked for while it is sent."""

    def workbook() -> Iterator[bytes]:
        yield from blocks(xlsx(title=title, columns=columns, rows=rows, totals=totals))

    body = workbook() if kind == "xlsx" else csv_lines(columns=columns, rows=rows, totals=totals)
    headers = {
        "Content-Type": _TYPES[kind],
        "Content-Disposition": f'attachment; filename="{name}.{kind}"',
    }
    return StreamingHttpResponse(body, headers=headers)


class _Line:
    """A file of one line, for csv.writer."""

    def __init__(self) -> None:
        self._text = ""

    def write(self, text: str) -> None:
        self._text = text

    def of(self, writer: Any, cells: list[str]) -> str:
        writer.writerow(cells)
        return self._text


class _Formats:
    """The workbook's formats, each made once."""

    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool], object] = {}

    def of(self, name: str, *, bold: bool = False) -> Any:
        found = self._made.get((name, bold))
        if found is None:
            about: dict[str, object] = {"bold": bold or name == "head"}
            if name == "date":
                about["num_format"] = "d mmm yyyy"
            elif name == "moment":
                about["num_format"] = "d mmm yyyy hh:mm:ss"
            elif name == "percent":
                about["num_format"] = "0.##%"
            elif name == "number":
                about["num_format"] = "#,##0"
            elif name.startswith("money"):
                currency = name.removeprefix("money")
                digits = money.minor_digits(currency)
                about["num_format"] = f'#,##0{"." if digits else ""}{"0" * digits} "{currency}"'
            found = self._made[name, bold] = self._book.add_format(about)
        return found


def _write(
    sheet: Any,
    line: int,
    row: Sequence[Cell],
    formats: _Formats,
    *,
    bold: bool,
) -> None:
    for place, cell in enumerate(row):
        match cell:
            case None:
                continue
            case str():
                sheet.write_string(line, place, cell, formats.of("text", bold=bold))
            case Money():
                value = cell.minor / 10 ** money.minor_digits(cell.currency)
                sheet.write_number(line, place, value, formats.of(f"money{cell.currency}", bold=bold))
            case Percent():
                value = cell.basis_points / 10_000
                sheet.write_number(line, place, value, formats.of("percent", bold=bold))
            case dt.datetime():
                at = cell.replace(tzinfo=None)
                sheet.write_datetime(line, place, at, formats.of("moment", bold=bold))
            case dt.date():
                at = dt.datetime.combine(cell, dt.time())
                sheet.write_datetime(line, place, at, formats.of("date", bold=bold))
            case int():
                sheet.write_number(line, place, cell, formats.of("number", bold=bold))


def _plain(cell: Cell) -> str:
    match cell:
        case None:
            return ""
        case str():
            return f"'{cell}" if cell.startswith(_DANGEROUS) else cell
        case Money():
            return money.plain(cell)
        case Percent():
            return f"{cell.basis_points / 100:g}%"
        case dt.datetime():
            return cell.isoformat(timespec="seconds")
        case dt.date():
            return cell.isoformat()
        case int():
            return str(cell)
