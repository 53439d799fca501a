"""A workbook that somebody sends: read exactly, and never more of it than was said."""

import datetime as dt
import io
import time
import zipfile
from decimal import Decimal

import pytest
import xlsxwriter
from hypothesis import example, given
from hypothesis import strategies as st

from seatwise.infra import spreadsheet, workbook
from seatwise.kernel.money import Money
from seatwise.kernel.percent import Percent

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'


def made(sheet: str, *, others: dict[str, bytes] | None = None) -> bytes:
    """A workbook around a sheet's XML."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "xl/workbook.xml",
            '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
            '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
            '<sheet name="Prices" sheetId="1" r:id="rId1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="x" Target="worksheets/sheet1.xml"/></Relationships>',
        )
        archive.writestr("xl/worksheets/sheet1.xml", sheet)
        for name, content in (others or {}).items():
            archive.writestr(name, content)
    return file.getvalue()


def read(content: bytes, *, most_rows: int = 100, most_columns: int = 20) -> list:
    return workbook.read(content, most_rows=most_rows, most_columns=most_columns)


def test_what_the_product_writes_it_reads() -> None:
    columns = [
        spreadsheet.Column(title=title, kind=spreadsheet.Kind.TEXT) for title in ("Α", "B", "C", "D", "E")
    ]
    rows = [
        ("=1+1 & <x>", Money(1860, "EUR"), Percent(1765), 12, dt.date(2026, 1, 1)),
        ("", None, None, 0, None),
    ]
    with spreadsheet.xlsx(title="Prices", columns=columns, rows=rows, totals=()) as file:
        head, first, second = read(file.read())
    assert head == ["Α", "B", "C", "D", "E"]
    assert first[:4] == ["=1+1 & <x>", Decimal("18.6"), Decimal("0.1765"), Decimal(12)]
    assert second == [None, None, None, Decimal(0)]


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 10**12),
            st.none() | st.integers(-9_999, 1_000_000),
            st.text(st.characters(exclude_categories=["Cs", "Cc", "Co", "Cn"]), max_size=20),
        ),
        max_size=5,
    )
)
@example([(57_583_091_256, None, "")])
def test_amounts_and_shares_come_back_as_they_went(values) -> None:
    columns = [spreadsheet.Column(title=title, kind=spreadsheet.Kind.TEXT) for title in ("A", "B", "C")]
    rows = [
        (None if minor is None else Money(minor, "EUR"), None if points is None else Percent(points), text)
        for minor, points, text in values
    ]
    with spreadsheet.xlsx(title="Prices", columns=columns, rows=rows, totals=()) as file:
        found = read(file.read())[1:]
    for number, (minor, points, text) in enumerate(values):
        row = [*(found[number] if number < len(found) else []), None, None, None]
        assert (None if row[0] is None else round(row[0] * 100, 5)) == minor
        assert (None if row[1] is None else round(row[1] * 10_000, 5)) == points
        assert (row[2] or "") == text


def test_shared_strings_formulas_booleans_and_gaps() -> None:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_string(0, 0, "Key")
    sheet.write_formula(0, 2, "=1+1", None, 2)
    sheet.write_boolean(2, 1, True)
    sheet.write_rich_string(2, 2, "a", book.add_format({"bold": True}), "b")
    book.close()
    assert read(file.getvalue()) == [["Key", None, Decimal(2)], [], [None, True, "ab"]]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x" * 100,
        b"PK\x03\x04" + b"\0" * 40,
        made("<worksheet>"),
        made("no xml"),
        made(SHEET.format("<row><c></row>")),
    ],
    ids=["empty", "text", "half a zip", "unclosed", "no xml", "crossed"],
)
def test_what_is_no_workbook_is_refused(content) -> None:
    with pytest.raises(workbook.Unreadable, match="no Excel workbook"):
        read(content)


def test_a_zip_of_something_else_is_refused() -> None:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "a")
    with pytest.raises(workbook.Unreadable, match="no Excel workbook"):
        read(file.getvalue())


def test_a_bomb_is_refused_before_it_is_unpacked() -> None:
    bomb = made(SHEET.format(""), others={"xl/media/zeros.bin": bytes(61_000_000)})
    assert len(bomb) < 100_000
    with pytest.raises(workbook.Unreadable, match="unpacks to more than 3 MB"):
        read(bomb)


ROW = '<row r="1"><c r="A1"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("sheet", "reason"),
    [
        ('<worksheet><a b="' + "x" * 50_000_000 + '"/></worksheet>', "so it was not opened"),
        ("<worksheet>" + "<a>" * 5_000_000, "so it was not opened"),
        (SHEET.format(ROW + '<a b="' + "x" * 800_000 + '"/>'), "no Excel workbook"),
        (SHEET.format(ROW + "<!--" + "x" * 800_000 + "-->"), "no Excel workbook"),
        (SHEET.format(ROW + "<a>" * 200 + "</a>" * 200), "no Excel workbook"),
        (SHEET.format(ROW + "<a/>" * 9_000), "no Excel workbook"),
    ],
    ids=["long tag", "nested", "shorter tag", "comment", "levels", "tags"],
)
def test_a_small_file_costs_little_to_refuse(sheet, reason) -> None:
    """49 kB with one attribute of 50 MB kept a worker busy for half a minute, 15 kB of nested tags for ten seconds."""
    content = made(sheet)
    assert len(content) < 60_000
    started = time.process_time()
    with pytest.raises(workbook.Unreadable, match=reason):
        read(content)
    assert time.process_time() - started < 1


def test_a_table_of_one_value_over_and_over_is_read() -> None:
    columns = [spreadsheet.Column(title="A", kind=spreadsheet.Kind.TEXT)] * 20
    rows = [[1] * 20] * 4_999
    with spreadsheet.xlsx(title="Prices", columns=columns, rows=rows, totals=()) as file:
        assert len(read(file.read(), most_rows=5_000)) == 5_000


def test_names_with_a_prefix_are_read() -> None:
    sheet = '<x:worksheet xmlns:x="m"><x:row r="1"><x:c r="A1"><x:v>7</x:v></x:c></x:row></x:worksheet>'
    assert read(made(sheet)) == [[Decimal(7)]]


def test_a_bomb_that_lies_about_its_size_is_refused() -> None:
    honest = made(SHEET.format(""), others={"xl/sharedStrings.xml": b"<sst>" + b" " * 200_000 + b"</sst>"})
    with zipfile.ZipFile(io.BytesIO(honest)) as archive:
        size = archive.getinfo("xl/sharedStrings.xml").file_size
    lie = honest.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert lie != honest
    with pytest.raises(workbook.Unreadable):
        read(lie)


def test_a_cell_far_away_takes_no_memory() -> None:
    """A library lays out the whole rectangle: seventeen thousand million cells for these two."""
    with pytest.raises(workbook.Unreadable, match="more than 100 rows"):
        read(made(SHEET.format('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1048576"><v>1</v></c></row>')))
    far = read(made(SHEET.format('<row r="1"><c r="A1"><v>1</v></c><c r="XFD1"><v>1</v></c></row>')))
    assert far == [[Decimal(1)]]


def test_a_row_too_many_is_refused() -> None:
    rows = "".join(f'<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>' for n in range(1, 102))
    with pytest.raises(workbook.Unreadable, match="more than 100 rows"):
        read(made(SHEET.format(rows)))


def test_entities_are_refused() -> None:
    laughs = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>' + SHEET.format(
        '<row><c t="str"><v>&b;</v></c></row>'
    )
    with pytest.raises(workbook.Unreadable, match="document type"):
        read(made(laughs))


def test_an_encoding_nobody_knows_is_refused() -> None:
    for name in ("no-such", "utf-7", "shift_jis", "idna"):
        with pytest.raises(workbook.Unreadable):
            read(made(f'<?xml version="1.0" encoding="{name}"?>' + SHEET.format("")))


WHOLE = made(
    SHEET.format('<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1"><v>18.6</v></c></row>'),
    others={"xl/sharedStrings.xml": b"<sst><si><t>Key</t></si></sst>"},
)


@given(
    st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=4),
    st.integers(0, len(WHOLE)),
)
def test_a_damaged_file_is_refused_or_read_and_never_a_crash(damages, end) -> None:
    damaged = bytearray(WHOLE)
    for place, byte in damages:
        damaged[place] = byte
    for content in (bytes(damaged), bytes(damaged[:end])):
        try:
            rows = read(content)
        except workbook.Unreadable:
            continue
        assert len(rows) <= 100


def test_a_number_of_a_million_digits_stays_text() -> None:
    assert read(made(SHEET.format('<row r="1"><c r="A1"><v>1e999999</v></c></row>'))) == [["1e999999"]]


@pytest.mark.parametrize("row", ['<c r="A0"><v>1</v></c>', "<c><v>1</v></c>", '<c r="@"><v>1</v></c>'])
def test_strange_places_are_no_crash(row) -> None:
    assert read(made(SHEET.format(f"<row>{row}</row>"))) == [[Decimal(1)]]
