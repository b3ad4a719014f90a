"""Files of every kind that offices send, made by the programs that make them: the same cells come out of each."""

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from cchc_metrics.faults import FaultError
from cchc_metrics.intake.numbers import Share, Thousandth
from cchc_metrics.intake.sheets import Container, Sheet, container_of, lines, sheets

CELLS = [["Đất đai", 1204, 0.5], ["Hộ tịch", 604, "1.204"]]


@pytest.fixture(scope="session")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workbook with merged cells, a hidden row, a hidden sheet, a formula, a share and a number shown as 2.000."""
    book = Workbook()
    first = book.worksheets[0]
    first.title = "Số liệu"
    for row in [["BIỂU", None, None], *CELLS, ["Ẩn", 1, 2], ["Nghìn", 2, 0.962]]:
        first.append(row)
    first.merge_cells("A1:C1")
    first.row_dimensions[4].hidden = True
    first["B5"].number_format, first["C5"].number_format = "0.000", "0.0%"
    hidden = book.create_sheet("Năm trước")
    hidden["A1"], hidden.sheet_state = "cũ", "hidden"
    path = tmp_path_factory.mktemp("containers") / "made.xlsx"
    book.save(path)
    return path


def held(sheet: Sheet) -> list[list[object]]:
    return [list(row)[:3] for row in sheet.rows[1:3]]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "fods"])
def test_what_an_office_program_saves_is_the_same_in_every_kind(
    kind: str, book: Path, office: Callable[..., Path]
) -> None:
    path = book if kind == "xlsx" else office(book, kind)
    # A name says nothing.
    first, second = sheets("a.doc", path.read_bytes())

    assert (first.name, second.name, first.hidden, second.hidden) == ("Số liệu", "Năm trước", False, True)
    assert held(first) == CELLS
    assert (0, 0, 0, 2) in first.merges
    assert first.hidden_rows == {3}
    assert isinstance(first.rows[4][1], Thousandth)
    assert isinstance(first.rows[4][2], Share)


def test_a_page_saved_by_an_office_program_keeps_its_numbers(book: Path, office: Callable[..., Path]) -> None:
    result = sheets("a.xls", office(book, "html").read_bytes())

    rows = [list(row)[:3] for sheet in result for row in sheet.rows]
    assert all(row in rows for row in CELLS)


PAGE = """<html xmlns:x="urn:schemas-microsoft-com:office:excel"><head><title>x</title></head><body>
<h3>KẾT QUẢ</h3><p>(Từ ngày 15/12/2023 đến ngày 14/12/2024)</p>
<table border=1><tr><td rowspan=2>Lĩnh vực</td><td colspan=2>Tiếp&nbsp;nhận</td></tr>
<tr><td>Tổng<br>số</td><td>Qua mạng</td></tr>
<tr style="display: none"><td>Ẩn</td><td>1</td><td>1</td></tr>
<tr><td>Đất đai</td><td>1.204</td><td x:num="0.5">50%</td></tr></table>
<table><tr><td>Người lập</td></tr></table></body></html>"""
ROWS = [
    ["KẾT QUẢ", "", ""],
    ["(Từ ngày 15/12/2023 đến ngày 14/12/2024)", "", ""],
    ["Lĩnh vực", "Tiếp\u00a0nhận", ""],
    ["", "Tổng\nsố", "Qua mạng"],
    ["Ẩn", "1", "1"],
    ["Đất đai", "1.204", 0.5],
    ["Người lập", "", ""],
]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_web_page_named_as_a_workbook_is_read_as_it_shows(encoding: str) -> None:
    [sheet] = sheets("a.xls", PAGE.encode(encoding))

    assert [list(row) for row in sheet.rows] == ROWS
    assert list(sheet.merges) == [(2, 0, 3, 0), (2, 1, 2, 2)]
    assert sheet.hidden_rows == {4}
    assert isinstance(sheet.rows[5][2], Share)


def test_a_single_file_page_is_read_as_its_page() -> None:
    archive = (
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
        "Content-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: 8bit\r\n"
        f'Content-Type: text/html; charset="utf-8"\r\n\r\n{PAGE}\r\n--b--\r\n'
    )

    [sheet] = sheets("a.mht", archive.encode())

    assert [list(row) for row in sheet.rows] == ROWS


def test_the_sheets_of_a_page_saved_by_excel_keep_their_names_and_the_hidden_one_is_hidden() -> None:
    sheet = (
        "<x:ExcelWorksheet><x:Name>{0}</x:Name><x:WorksheetSource HRef='a_files/{1}'/>"
        "<x:WorksheetOptions>{2}</x:WorksheetOptions></x:ExcelWorksheet>"
    )
    head = sheet.format("Nay", "sheet001.htm", "") + sheet.format(
        "Trước", "sheet002.htm", "<x:Visible>SheetHidden</x:Visible>"
    )
    parts = [
        ("a.htm", f"<html><head><xml><x:ExcelWorksheets>{head}</x:ExcelWorksheets></xml></head><frameset></frameset>"),
        ("a_files/tabstrip.htm", "<html><table><tr><td>Nay</td><td>Trước</td></tr></table></html>"),
        ("a_files/sheet001.htm", "<html><table><tr><td>1</td></tr></table></html>"),
        ("a_files/sheet002.htm", "<html><table><tr><td>2</td></tr></table></html>"),
    ]
    body = "".join(
        f"--b\nContent-Location: file:///C:/{name}\nContent-Type: text/html; charset=utf-8\n\n{text}\n"
        for name, text in parts
    )

    result = sheets(
        "a.xls", f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n{body}--b--'.encode()
    )

    assert [(each.name, each.hidden, [list(row) for row in each.rows]) for each in result] == [
        ("Nay", False, [["1"]]),
        ("Trước", True, [["2"]]),
    ]


def test_spreadsheet_xml_of_2003() -> None:
    space = (
        'xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"'
    )
    data = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook {space}>'
        '<Styles><Style ss:ID="s"><NumberFormat ss:Format="0.000"/></Style></Styles>'
        '<Worksheet ss:Name="BC"><Table><Row><Cell ss:MergeAcross="2"><Data ss:Type="String">BIỂU</Data></Cell></Row>'
        '<Row ss:Index="3" ss:Hidden="1"><Cell ss:Index="2" ss:StyleID="s"><Data ss:Type="Number">2</Data></Cell>'
        '<Cell ss:Formula="=1+1"/></Row>'
        '<Row><Cell><Data ss:Type="DateTime">2023-12-15T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Error">#N/A</Data></Cell><Cell><Data ss:Type="Boolean">1</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )

    [sheet] = sheets("a.xls", data.encode())

    assert [[str(cell) for cell in row] for row in sheet.rows] == [
        ["BIỂU", "", ""],
        ["", "", ""],
        ["", "2.0", ""],
        ["2023-12-15", "#N/A", "True"],
    ]
    assert list(sheet.merges) == [(0, 0, 0, 2)]
    assert sheet.hidden_rows == {2}
    assert sheet.formulas_uncalculated == {(2, 2)}
    assert isinstance(sheet.rows[2][1], Thousandth)


def test_a_formula_that_was_never_calculated_is_told_apart_from_a_blank() -> None:
    book = Workbook()
    book.worksheets[0].append([1, "=A1+1", None])
    into = io.BytesIO()
    book.save(into)

    [sheet] = sheets("a.xlsx", into.getvalue())

    assert sheet.formulas_uncalculated == {(0, 1)}


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"PK\x03\x04", Container.WORKBOOK),
        (b"\xef\xbb\xbf <!-- a --><TABLE>", Container.PAGE),
        (b"\n<div><table>", Container.PAGE),
        (b"MIME-Version: 1.0\nX: y\n", Container.ARCHIVE),
        (b"From: a\nSubject: b\nMIME-Version: 1.0\n", Container.ARCHIVE),
        (b"TT;L\xc4\xa9nh v\xe1\xbb\xb1c", Container.TEXT),
        (b"", Container.TEXT),
    ],
)
def test_bytes_tell_what_a_file_is(data: bytes, kind: Container) -> None:
    assert container_of(data) is kind


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
@pytest.mark.parametrize("declared", [True, False])
def test_text_with_any_separator(sign: str, declared: bool) -> None:  # noqa: FBT001 - a parameter of the test
    text = f"a{sign}b{sign}c\n1{sign}2{sign}3\n"

    result = lines("a.csv", (f"sep={sign}\n{text}" if declared else text).encode())

    assert (result.rows, result.separator) == ([["a", "b", "c"], ["1", "2", "3"]], sign)
    assert list(result.numbers) == ([2, 3] if declared else [1, 2])


ROWS_OF_TEXT = [f"{number};Lĩnh vực {number};{number}" for number in range(1, 9)]


@pytest.mark.parametrize("second", [None, 6])
def test_a_stray_quote_is_a_fault_at_its_line_and_swallows_nothing(second: int | None) -> None:
    rows = list(ROWS_OF_TEXT)
    for at in (2, second):
        if at is not None:
            head, _, last = rows[at].rpartition(";")
            rows[at] = f'{head};"{last}' if at == 2 else f'{head};{last};"'

    with pytest.raises(FaultError) as refusal:
        lines("a.csv", "\n".join(rows).encode())

    assert [fault.place for fault in refusal.value.faults] == ["a.csv, dòng 3"]


def test_a_line_break_in_quotes_is_part_of_its_cell() -> None:
    result = lines("a.csv", '"UBND\nXÃ";b;c\n1;"Trực tiếp,\nbưu chính";3\n4;5;6\n'.encode())

    assert result.rows == [["UBND\nXÃ", "b", "c"], ["1", "Trực tiếp,\nbưu chính", "3"], ["4", "5", "6"]]
    assert list(result.numbers) == [2, 4, 5]
