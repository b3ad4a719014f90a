"""Files of every kind that offices send, and workbooks with sheets of several kinds."""

import io
import zipfile
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from docx import Document
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.styles import Font

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.content import Answers, Open
from cchc_metrics.intake.numbers import Share, Thousandth
from cchc_metrics.intake.sheets import Container, Sheet, container_of, lines, sheets
from tests.conftest import ROOT
from tests.intake.forms_as_they_are import Cells, counts, read_form, workbook

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
    first.column_dimensions["D"].hidden = True
    first["B5"].number_format, first["C5"].number_format = "0.000", "0.0%"
    second = book.create_sheet("Năm trước")
    second["A1"], second.sheet_state = "cũ", "hidden"
    path = tmp_path_factory.mktemp("containers") / "made.xlsx"
    book.save(path)
    return path


def cells_of(sheet: Sheet) -> list[list[object]]:
    return [list(row)[:3] for row in sheet.rows[1:3]]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods", "fods"])
def test_what_an_office_program_saves_is_the_same_in_every_kind(
    kind: str, book: Path, office: Callable[..., Path]
) -> None:
    path = book if kind == "xlsx" else office(book, kind)
    # The name of the file does not tell its kind.
    first, second = sheets("a.doc", path.read_bytes())

    assert (first.name, second.name, first.is_hidden, second.is_hidden) == ("Số liệu", "Năm trước", False, True)
    assert cells_of(first) == CELLS
    assert (0, 0, 0, 2) in first.merges
    assert first.hidden_rows == {3}
    assert first.hidden_columns == {3}
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


@pytest.mark.parametrize(
    "table",
    [
        "<colgroup><col><col span=2 style='display:none;width:0'></colgroup><tr><td>a<td>b<td>c<td>d</tr>",
        "<tr><td>a<td style='display: none'>b<td hidden>c<td>d</tr><tr><td>1<td hidden>2<td hidden>3<td>4",
    ],
)
def test_hidden_columns_of_a_web_page_are_known(table: str) -> None:
    [sheet] = sheets("a.xls", f"<html><table>{table}</table></html>".encode())

    assert list(sheet.rows[0]) == ["a", "b", "c", "d"]
    assert sheet.hidden_columns == {1, 2}


def test_a_cell_that_is_hidden_in_one_row_hides_no_column() -> None:
    [sheet] = sheets("a.xls", b"<html><table><tr><td>a<td hidden>b</tr><tr><td>1<td>2</table></html>")

    assert not sheet.hidden_columns


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

    assert [(each.name, each.is_hidden, [list(row) for row in each.rows]) for each in result] == [
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
        '<Worksheet ss:Name="BC"><Table><Column/><Column ss:Index="3" ss:Hidden="1" ss:Span="1"/><Column/>'
        '<Row><Cell ss:MergeAcross="2"><Data ss:Type="String">BIỂU</Data></Cell></Row>'
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
    assert sheet.hidden_columns == {2, 3}
    assert sheet.formulas_without_value == {(2, 2)}
    assert isinstance(sheet.rows[2][1], Thousandth)


def test_a_formula_that_was_never_calculated_is_told_apart_from_a_blank() -> None:
    book = Workbook()
    book.worksheets[0].append([1, "=A1+1", None])
    into = io.BytesIO()
    book.save(into)

    [sheet] = sheets("a.xlsx", into.getvalue())

    assert sheet.formulas_without_value == {(0, 1)}


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
@pytest.mark.parametrize("has_line", [True, False])
def test_text_with_any_separator(sign: str, has_line: bool) -> None:  # noqa: FBT001 - a parameter of the test
    text = f"a{sign}b{sign}c\n1{sign}2{sign}3\n"

    result = lines("a.csv", (f"sep={sign}\n{text}" if has_line else text).encode())

    assert (result.rows, result.separator) == ([["a", "b", "c"], ["1", "2", "3"]], sign)
    assert list(result.numbers) == ([2, 3] if has_line else [1, 2])


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


HEAD = ["TT", "Lĩnh vực", "Đã giải quyết: tổng số", "Đã giải quyết: đúng hạn", "Đã giải quyết: quá hạn"]
FORM: Cells = [["Năm 2024"], HEAD, [1, "Hộ tịch", 3, 2, 1]]
SURVEY: Cells = [
    ["KẾT QUẢ KHẢO SÁT SỰ HÀI LÒNG NĂM 2024"],
    ["TT", "Nội dung", "Số phiếu", "Hài lòng"],
    [1, "Giải quyết TTHC", 200, 183],
]
ANSWERS: Cells = [
    ["PHIẾU KHẢO SÁT NĂM 2024"],
    ["TT", "Họ tên", "Điện thoại", "Giải quyết TTHC"],
    *([number, "Nguyễn Thị Hoa", "0912345678", "Hài lòng"] for number in range(1, 6)),
]
DAYS = ["Ngày tiếp nhận", "Ngày hẹn trả", "Ngày xử lý xong"]
# Two of three dossiers in time, one of them before its day.
LIST: Cells = [
    ["Năm 2024"],
    ["STT", "Mã hồ sơ", "Lĩnh vực", "Trạng thái", *DAYS],
    [1, "A1", "Hộ tịch", "Đã trả kết quả", "02/01/2024", "20/01/2024", "18/01/2024"],
    [2, "A2", "Hộ tịch", "Đã trả kết quả", "02/02/2024", "20/02/2024", "20/02/2024"],
    [3, "A3", "Hộ tịch", "Đã trả kết quả", "02/03/2024", "20/03/2024", "21/03/2024"],
]
FIELD = "civil-status"


@pytest.mark.parametrize("sheets", [[FORM, SURVEY], [SURVEY, FORM], [[*FORM, [], *SURVEY]]])
def test_a_form_and_a_survey_are_both_read(sheets: list[Cells], plan: Catalog) -> None:
    figures = counts(read_form("thang.xlsx", workbook(*sheets), plan))

    assert figures == {("on-time", FIELD): (2, 3), ("satisfaction-tthc", None): (183, 200)}


@pytest.mark.parametrize("sheets", [[FORM, LIST], [LIST, FORM]])
def test_a_list_and_the_form_made_of_it_are_the_same_dossiers(sheets: list[Cells], plan: Catalog) -> None:
    content = read_form("thang.xlsx", workbook(*sheets), plan)

    assert counts(content)["on-time", FIELD] == (2, 3)
    assert any("cùng kỳ và cùng tổng" in caution.problem for caution in content.cautions)


def test_a_list_and_a_form_that_say_different_things_are_refused(plan: Catalog) -> None:
    other = [*FORM[:2], [1, "Hộ tịch", 4, 3, 1]]

    with pytest.raises(FaultError, match="nhưng tổng khác"):
        read_form("thang.xlsx", workbook(other, LIST), plan)


def test_every_figure_that_a_list_and_forms_tell_differently_is_told_in_one_line(plan: Catalog) -> None:
    """In the list two of three are in time and two of three online; in the forms three of four and one of three."""
    channels = ["Kênh thực hiện", "Trực tuyến", "Trực tuyến", "Trực tiếp"]
    dossiers = [LIST[0], *([*row, channel] for row, channel in zip(LIST[1:], channels, strict=True))]
    receipts = [["Năm 2024"], ["TT", "Lĩnh vực", "Tiếp nhận trực tuyến", "Tiếp nhận trực tiếp"], [1, "Hộ tịch", 1, 2]]
    results = [*FORM[:2], [1, "Hộ tịch", 4, 3, 1]]

    with pytest.raises(FaultError) as refusal:
        read_form("thang.xlsx", workbook(dossiers, results, receipts), plan)

    (fault,) = refusal.value.faults
    assert fault.place == "thang.xlsx, trang «Trang 2», ô D3"
    assert "trang «Trang 3», ô C3" in fault.problem


def test_sheets_that_are_not_read_beside_a_list_are_told(plan: Catalog) -> None:
    content = read_form("thang.xlsx", workbook(LIST, [["Ghi chú"]], names=["DS", "Khác"]), plan)

    assert [caution.place for caution in content.cautions if "trang không đọc" in caution.problem] == [
        "thang.xlsx, trang «Khác»"
    ]


UNREAD = [
    ([["TT", "Nội dung", "Số hồ sơ nộp muộn"], [1, "Đất đai", 7]], "A5", "«Đất đai»; tiêu đề «TT», «Nội dung»"),
    ([["TT", "Lĩnh vực", "Khối A", "Khối B"], [1, "Đất đai", 4, 3]], "A5", "«Lĩnh vực», «Khối A», «Khối B»"),
    ([["Nội dung", "Số lượng"], ["Hội nghị", 4], ["Tin bài", 30]], "A5", "2 hàng có số từ đây («Hội nghị», «Tin bài»"),
    ([["Nội dung", "Số lượng", "Kinh phí"], ["Hội nghị", 4, 50]], "A5", "«Hội nghị»; tiêu đề «Nội dung»"),
    ([["Số cuộc họp trong tháng", 30]], "A5", "1 hàng có số từ đây («Số cuộc họp trong tháng»)"),
]
NOTES: Cells = [
    ["Ghi chú: số liệu đến 31/12"],
    ["", "Nhật Quang, ngày", 14, "tháng", 12, "năm", 2024],
    ["Người lập biểu", "Thủ trưởng"],
]


@pytest.mark.parametrize(("below", "cell", "words"), UNREAD)
def test_a_table_of_another_kind_below_a_form_is_told_when_nothing_reads_it(
    below: Cells, cell: str, words: str, plan: Catalog
) -> None:
    content = read_form("thang.xlsx", workbook([*FORM, [], *below, [], *NOTES]), plan)

    assert counts(content) == {("on-time", FIELD): (2, 3)}
    (caution,) = (caution for caution in content.cautions if "không được đọc" in caution.problem)
    assert caution.place == f"thang.xlsx, trang «Trang 1», ô {cell}"
    assert words in caution.problem


def test_what_is_not_read_above_a_form_and_below_a_table_of_an_index_is_told(plan: Catalog) -> None:
    index: Cells = [["PAR INDEX năm 2024"], ["Quyết định 1/QĐ-BNV"], ["TT", "Tỉnh", "Điểm"], [1, "Hải Phòng", 96.17]]
    meetings: Cells = [["Hội nghị", 4], ["Tin bài", 30]]

    above = read_form("thang.xlsx", workbook([*meetings, [], *FORM]), plan)
    below = read("bang.xlsx", workbook([*index, [], *meetings]), plan)

    for content in (above, below):
        assert any("2 hàng có số từ đây («Hội nghị», «Tin bài»)" in caution.problem for caution in content.cautions)


def test_rows_that_are_numbered_on_below_a_header_that_nothing_knows_are_no_loss_without_a_word(plan: Catalog) -> None:
    rest = [["TT", "Lĩnh vực", "Khối A", "Khối B", "Khối C"], [2, "Đất đai", 5, 4, 1]]

    with pytest.raises(FaultError, match="không rõ các cột là số gì"):
        read_form("thang.xlsx", workbook([*FORM, *rest]), plan)


def test_a_sheet_beside_a_list_of_figures_is_told(plan: Catalog) -> None:
    head = ["indicator_id", "unit_id", "year", "numerator", "denominator", "flag", "source_id"]
    figures = [head, ["on-time", "nhat-quang", 2024, 40, 50, "final", "mot-cua"]]

    content = read_form("so-lieu.xlsx", workbook(figures, FORM), plan)

    assert counts(content) == {("on-time", None): (40, 50)}
    assert [caution.place for caution in content.cautions] == ["so-lieu.xlsx, trang «Trang 2»"]


def test_a_form_below_a_table_of_another_kind_is_no_page_of_the_form_above_it(plan: Catalog) -> None:
    """Both are of 2024 and have different totals; the second one must not be left out with the table between them."""
    between = [[], ["TT", "Nội dung công việc", "Kết quả"], [1, "Họp", 7], []]

    with pytest.raises(FaultError, match="nhưng tổng khác"):
        read_form("thang.xlsx", workbook([*FORM, *between, HEAD, [1, "Đất đai", 5, 4, 1]]), plan)


def test_a_period_that_is_answered_is_for_the_table_that_says_none(plan: Catalog) -> None:
    """The form says 2024; only the table without a period of its own is of the chosen year."""
    head = ["TT", "Lĩnh vực", "Tổng hồ sơ có phí", "Hồ sơ thanh toán trực tuyến"]
    book = workbook(FORM, [["Thanh toán trực tuyến"], head, [1, "Hộ tịch", 40, 10]])

    with pytest.raises(Open) as left_open:
        read_form("thang.xlsx", book, plan)
    assert [question.kind for question in left_open.value.questions] == ["period"]
    labels = {label: value for value, label in left_open.value.questions[0].choices}
    days = labels["Năm dương lịch 2023 (01/01/2023–31/12/2023)"]
    answers = Answers.to(left_open.value.questions, {("period", ""): days})
    content = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=answers)

    assert {(row.indicator_id, row.year) for _, row in content.observations} == {
        ("on-time", 2024),
        ("online-payment-share", 2023),
    }


def test_an_answer_that_is_not_used_is_told(plan: Catalog) -> None:
    """The form says 2024 itself, and has five columns."""
    book = workbook(FORM)

    content = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=Answers(period=("2023-01-01", "2023-12-31")))
    assert {row.year for _, row in content.observations} == {2024}
    assert "kỳ đã chọn (01/01/2023–31/12/2023) không được dùng" in content.cautions[0].problem
    same = read("thang.xlsx", book, plan, unit_id="nhat-quang", answers=Answers(period=("2024-01-01", "2024-12-31")))
    assert not any("kỳ đã chọn" in caution.problem for caution in same.cautions)
    by_name = read("bao cao quy 1 nam 2023.xlsx", book, plan, unit_id="nhat-quang")
    assert "kỳ ở tên tệp (15/12/2022–14/03/2023) không được dùng" in by_name.cautions[0].problem
    with pytest.raises(FaultError, match="không có cột Z"):
        read("thang.xlsx", book, plan, answers=Answers(columns={"Z": "late"}))


def test_a_period_that_is_answered_leaves_answers_of_people_and_indices_their_own_year(plan: Catalog) -> None:
    answers = Answers(period=("2023-01-01", "2023-12-31"))
    index: Cells = [["PAR INDEX năm 2024"], ["Quyết định 1/QĐ-BNV"], ["TT", "Tỉnh", "Điểm"], [1, "Hải Phòng", 96.17]]

    for sheet in (ANSWERS, index):
        content = read("bang.xlsx", workbook(sheet), plan, answers=answers)
        assert {row.year for _, row in content.observations} == {2024}


def test_answers_of_people_beside_a_note_leave_no_name_in_what_is_kept(plan: Catalog) -> None:
    content = read_form("phieu.xlsx", workbook(ANSWERS, [["Ghi chú"]]), plan)

    assert counts(content) == {("satisfaction-tthc", None): (5, 5)}
    assert content.substitute is not None
    assert b"Hoa" not in content.substitute


@pytest.mark.parametrize(
    ("sheets", "answer"),
    [([ANSWERS, FORM], "sổ không giữ phiếu"), ([ANSWERS, ANSWERS], "đều là phiếu khảo sát")],
)
def test_answers_of_people_stand_in_a_file_of_their_own(sheets: list[Cells], answer: str, plan: Catalog) -> None:
    with pytest.raises(FaultError, match=answer):
        read_form("phieu.xlsx", workbook(*sheets), plan)


ONE_FIELD = [["NĂM 2024"], ["Lĩnh vực", "Đã giải quyết", "Đúng hạn", "Quá hạn"], ["Hộ tịch", 398, 395, 3]]
ONE_DOSSIER = [
    ["DANH SÁCH HỒ SƠ NĂM 2024"],
    ["Mã hồ sơ", "Lĩnh vực", "Trạng thái", "Ngày tiếp nhận", "Ngày hẹn trả", "Ngày trả kết quả"],
    ["A1", "Hộ tịch", "Đã trả kết quả", "02/01/2024", "10/01/2024", "09/01/2024"],
]
ONE_SCORE = [["CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2024"], ["Đơn vị", "Điểm", "Xếp hạng"], ["Xã Nhật Quang", 87.5, 3]]
ONE_QUESTION = [
    ["KHẢO SÁT SỰ HÀI LÒNG VỀ GIẢI QUYẾT TTHC NĂM 2024"],
    ["Nội dung", "Số phiếu", "Hài lòng"],
    ["Hài lòng chung", 200, 180],
]
ONE_ANSWER = [
    ["SỔ PHẢN ÁNH, KIẾN NGHỊ NĂM 2024"],
    ["Mã phản ánh", "Ngày tiếp nhận", "Hạn trả lời", "Ngày trả lời", "Tình trạng"],
    ["P1", "02/01/2024", "10/01/2024", "09/01/2024", "Đã trả lời"],
]
STRUCK = CellRichText(TextBlock(InlineFont(strike=True), "395"), " 390")


def with_cell(rows: Cells, cell: str, value: object, font: Font | None = None) -> bytes:
    book = Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    place = book.worksheets[0][cell]
    place.value = place.value if value is None else value
    if font is not None:
        place.font = font
    into = io.BytesIO()
    book.save(into)
    return into.getvalue()


@pytest.mark.parametrize(
    ("rows", "cell", "value", "font"),
    [
        (ONE_FIELD, "C3", None, Font(strike=True)),
        (ONE_FIELD, "C3", STRUCK, None),
        (ONE_DOSSIER, "F3", None, Font(strike=True)),
        (ONE_SCORE, "B3", None, Font(strike=True)),
    ],
)
def test_a_figure_that_is_struck_out_is_told_and_not_counted(
    rows: Cells, cell: str, value: object, font: Font | None, plan: Catalog
) -> None:
    with pytest.raises(FaultError, match=f"ô {cell}.* bị gạch ngang"):
        read("a.xlsx", with_cell(rows, cell, value, font), plan, unit_id="nhat-quang")


def test_a_figure_that_is_struck_out_in_word_is_told(plan: Catalog) -> None:
    document, into = Document(), io.BytesIO()
    table = document.add_table(len(ONE_FIELD), 4)
    for at, column in product(range(len(ONE_FIELD)), range(4)):
        table.cell(at, column).text = str([*ONE_FIELD[at], "", "", ""][column])
    table.cell(2, 2).paragraphs[0].runs[0].font.strike = True
    document.save(into)

    with pytest.raises(FaultError, match="«395» bị gạch ngang"):
        read("a.docx", into.getvalue(), plan, unit_id="nhat-quang")


EXPONENT = CellRichText("39", TextBlock(InlineFont(vertAlign="superscript"), "5"))


@pytest.mark.parametrize("kind", ["xlsx", "ods", "xls"])
def test_a_footnote_above_the_line_is_no_figure_of_its_number(
    kind: str, plan: Catalog, office: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_cell(ONE_FIELD, "C3", EXPONENT))
    path = path if kind == "xlsx" else office(path, kind)

    with pytest.raises(FaultError, match="ô C3: «395» có chữ số viết nhỏ ở trên"):
        read(f"a.{kind}", path.read_bytes(), plan, unit_id="nhat-quang")


def test_a_footnote_above_the_line_of_a_document_or_a_page_is_one(plan: Catalog) -> None:
    document, into = Document(), io.BytesIO()
    document.add_paragraph(str(ONE_FIELD[0][0]))
    table = document.add_table(2, 4)
    for at, column in product(range(2), range(4)):
        table.cell(at, column).text = str(ONE_FIELD[at + 1][column])
    table.cell(1, 2).paragraphs[0].add_run("1").font.superscript = True
    document.save(into)
    page = "".join(f"<tr>{''.join(f'<td>{cell}</td>' for cell in row)}</tr>" for row in ONE_FIELD)
    pages = [
        page.replace("395", f"395{sup}") for sup in ("<sup>1</sup>", "<span style='vertical-align:super'>1</span>")
    ]

    for data in (into.getvalue(), *(f"<html><table>{page}</table></html>".encode() for page in pages)):
        content = read("a.doc", data, plan, unit_id="nhat-quang")
        assert counts(content)["on-time", "civil-status"] == (395, 398)
        assert any("«395¹» là số có dấu chú thích" in caution.problem for caution in content.cautions)


# A web page of LibreOffice forgets the line through a part of a cell.
@pytest.mark.parametrize(
    ("kind", "value", "font"),
    [
        *((kind, None, Font(strike=True)) for kind in ("ods", "fods", "xls", "html")),
        *((kind, STRUCK, None) for kind in ("ods", "fods", "xls")),
    ],
)
def test_a_figure_that_is_struck_out_in_libreoffice_is_told(
    kind: str, value: object, font: Font | None, plan: Catalog, office: Callable[..., Path], tmp_path: Path
) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_cell(ONE_FIELD, "C3", value, font))

    with pytest.raises(FaultError, match=r"ô C3.* bị gạch ngang"):
        read(f"a.{kind}", office(path, kind).read_bytes(), plan, unit_id="nhat-quang")


def test_no_other_text_of_a_large_xls_is_taken_for_the_one_that_is_struck_out(
    office: Callable[..., Path], tmp_path: Path
) -> None:
    """The texts fill many records; only a text in the last one has a part that is struck out."""
    rows = [[f"Hồ sơ số {number} của công dân, 100% đúng hạn" * 9] for number in range(400)]
    path = tmp_path / "a.xlsx"
    path.write_bytes(with_cell([*rows, ["395"]], "A401", STRUCK))

    with pytest.raises(FaultError, match=r"ô A401: .* bị gạch ngang"):
        sheets("a.xls", office(path, "xls").read_bytes())


LINE = "text-decoration:underline line-through"
STRUCK_PAGES = [
    ("", "<td><s>395</s></td>"),
    ("", "<td><font size=2><strike>395</strike></font></td>"),
    ("", "<td>390 <del>395</del></td>"),
    ("", f'<td style="color: red; {LINE}">395</td>'),
    ("", "<td style='TEXT-DECORATION-LINE: LINE-THROUGH'>395</td>"),
    ("", f'<td><span style="{LINE}">395</span></td>'),
    (f"<style><!-- .xl65, .xl66 {{color:red; {LINE};}} --></style>", "<td class='num xl66'>395</td>"),
    (f"<style>td.xl65 {{{LINE}}}</style>", "<td class=xl65>395</td>"),
]


@pytest.mark.parametrize(("style", "cell"), STRUCK_PAGES)
def test_a_figure_that_is_struck_out_on_a_web_page_is_told(style: str, cell: str) -> None:
    page = f"<html><head>{style}</head><body><table><tr><td class=xl60>398</td>{cell}</tr></table></body></html>"

    with pytest.raises(FaultError, match=r"ô B1: .*395» bị gạch ngang"):
        sheets("a.xls", page.encode())


def test_the_style_sheet_of_a_single_file_page_strikes_out_and_what_strikes_nothing_is_no_fault() -> None:
    parts = [
        ("a.htm", "text/html", "<html><table><tr><td class=xl65>398</td></tr></table></html>"),
        ("a.css", "text/css", f".xl65 {{{LINE}}}"),
    ]
    body = "".join(f"--b\nContent-Location: {name}\nContent-Type: {kind}\n\n{text}\n" for name, kind, text in parts)
    with pytest.raises(FaultError, match="«398» bị gạch ngang"):
        sheets("a.mht", f'MIME-Version: 1.0\nContent-Type: multipart/related; boundary="b"\n\n{body}--b--'.encode())

    page = f"<style>.a {{{LINE}}} .b s {{color: red}}</style><table><tr><td class=b>398<s> </s></td></tr></table>"
    assert sheets("a.xls", f"<html>{page}</html>".encode())[0].rows == [["398"]]


@pytest.mark.parametrize(
    ("table", "cell", "place"),
    [
        ("", '<Cell ss:StyleID="bo"><Data ss:Type="Number">395</Data></Cell>', "A1"),
        ("", '<Cell ss:StyleID="theo"><Data ss:Type="Number">395</Data></Cell>', "A1"),
        ("", '<Cell ss:StyleID="trai"><Data ss:Type="Number">395</Data></Cell>', None),
        ('<Column ss:StyleID="bo"/>', '<Cell><Data ss:Type="Number">395</Data></Cell>', "A1"),
        ('<Column ss:StyleID="bo"/>', '<Cell ss:StyleID="trai"><Data ss:Type="Number">395</Data></Cell>', None),
        (
            "",
            '<Cell><ss:Data ss:Type="String" xmlns="http://www.w3.org/TR/REC-html40"><S>395</S> 390</ss:Data></Cell>',
            "A1",
        ),
    ],
)
def test_a_figure_that_is_struck_out_in_spreadsheet_xml_is_told(table: str, cell: str, place: str | None) -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    styles = (
        '<Style ss:ID="bo"><Font ss:StrikeThrough="1"/></Style><Style ss:ID="theo" ss:Parent="bo"/>'
        '<Style ss:ID="trai" ss:Parent="bo"><Font ss:StrikeThrough="0"/></Style>'
    )
    data = (
        f'<?xml version="1.0"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Styles>{styles}</Styles>'
        f'<Worksheet ss:Name="A"><Table>{table}<Row>{cell}</Row></Table></Worksheet></Workbook>'
    ).encode()

    if place is None:
        assert sheets("a.xml", data)[0].rows == [[395]]
        return
    with pytest.raises(FaultError, match=f"ô {place}: .* bị gạch ngang"):
        sheets("a.xml", data)


def test_spreadsheet_xml_has_the_percent_of_a_named_style() -> None:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    data = (
        f'<Workbook xmlns="{space}" xmlns:ss="{space}"><Styles><Style ss:ID="s1" ss:Name="Percent">'
        '<NumberFormat ss:Format="0%"/></Style><Style ss:ID="s2" ss:Parent="s1"/></Styles>'
        '<Worksheet ss:Name="A"><Table><Row><Cell ss:StyleID="s2"><Data ss:Type="Number">0.5</Data></Cell></Row>'
        "</Table></Worksheet></Workbook>"
    )

    assert isinstance(sheets("a.xml", data.encode())[0].rows[0][0], Share)


@pytest.mark.parametrize(("change", "kind"), [(b"\x08", "bị gạch ngang"), (b"\x00", "")])
def test_a_font_with_a_line_in_a_binary_workbook_strikes_out(change: bytes, kind: str) -> None:
    """A font of the workbook begins with its height, in twentieths of a point, and its marks."""
    font = b"\x2b\x27\xdc\x00"
    into, data = io.BytesIO(), (ROOT / "tests" / "data" / "forms" / "ii-06a.xlsb").read_bytes()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(into, "w") as new:
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, text.replace(font + b"\0", font + change) if name.endswith("styles.bin") else text)

    if kind:
        with pytest.raises(FaultError, match=kind):
            sheets("a.xlsb", into.getvalue())
    else:
        assert sheets("a.xlsb", into.getvalue())


def flat(*, cell: str = "", column: str = "", row: str = "") -> bytes:
    """A flat OpenDocument sheet whose figures «398», «395» may have a style of their own, their column or row."""
    names = " ".join(
        f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for name in ("office", "style", "table", "text")
    )
    line, no_line = (f'<style:text-properties style:text-line-through-style="{line}"/>' for line in ("solid", "none"))
    of_cell = '<style:style style:family="table-cell" style:name="'
    cell, column, row = (
        f' table:{key}="{style}"' if style else ""
        for key, style in (("style-name", cell), ("default-cell-style-name", column), ("default-cell-style-name", row))
    )
    figures = "".join(
        f'<table:table-cell{cell} office:value-type="float" office:value="{figure}"><text:p>{figure}</text:p>'
        "</table:table-cell>"
        for figure in (398, 395)
    )
    return (
        f'<office:document {names} office:mimetype="application/vnd.oasis.opendocument.spreadsheet"><office:styles>'
        f'{of_cell}Bỏ">{line}</style:style></office:styles><office:automatic-styles>'
        f'{of_cell}bỏ">{line}</style:style>{of_cell}thường"/>'
        f'{of_cell}theo" style:parent-style-name="Bỏ"/>'
        f'{of_cell}trái" style:parent-style-name="Bỏ">{no_line}</style:style></office:automatic-styles>'
        f'<office:body><office:spreadsheet><table:table table:name="A"><table:table-column/>'
        f"<table:table-column{column}/><table:table-row{row}>{figures}</table:table-row></table:table>"
        "</office:spreadsheet></office:body></office:document>"
    ).encode()


@pytest.mark.parametrize(
    ("styles", "place"),
    [
        ({"cell": "bỏ"}, "A1"),
        ({"cell": "theo"}, "A1"),
        ({"row": "bỏ"}, "A1"),
        ({"column": "bỏ"}, "B1"),
        ({"cell": "trái", "row": "bỏ"}, None),
        ({"cell": "thường", "column": "bỏ"}, None),
    ],
)
def test_a_line_through_a_figure_comes_from_its_own_style_or_that_of_its_row_or_column(
    styles: dict[str, str], place: str | None
) -> None:
    if place is None:
        assert sheets("a.fods", flat(**styles))[0].rows[0] == [398, 395]
        return
    with pytest.raises(FaultError, match=f"ô {place}: .* bị gạch ngang"):
        sheets("a.fods", flat(**styles))


def test_words_that_are_struck_out_and_a_font_that_says_it_is_not_are_no_fault(plan: Catalog) -> None:
    for cell, font in (("A1", Font(strike=True)), ("C3", Font(strike=False))):
        rows = [["Bản nháp" if cell == "A1" else ""], *ONE_FIELD]
        read("a.xlsx", with_cell(rows, cell, None, font), plan, unit_id="nhat-quang")


@pytest.mark.parametrize(
    ("rows", "cell"),
    [(ONE_FIELD, "C3"), (ONE_DOSSIER, "F3"), (ONE_SCORE, "B3"), (ONE_QUESTION, "C3"), (ONE_ANSWER, "D3")],
)
def test_a_formula_without_a_result_is_no_blank_cell(rows: Cells, cell: str, plan: Catalog) -> None:
    data = with_cell(rows, cell, "=1+1")
    with pytest.raises(FaultError, match=f"ô {cell}.*công thức chưa được tính"):
        read("a.xlsx", data, plan, unit_id="nhat-quang", answers=Answers(source="so-xa"))
