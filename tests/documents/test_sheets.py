"""Exports of tables, and an officer's own file that comes back with its faults in its cells."""

import csv
import datetime as dt
import io
import time
import zipfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.days import today
from cchc_metrics.documents import reports, sheets
from cchc_metrics.documents.exports import export
from cchc_metrics.documents.fault_marks import ORANGE, RED, mark_faults
from cchc_metrics.documents.sheets import archive_of, deterministic, put
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import read
from cchc_metrics.text import formats, ledger_words
from cchc_metrics.text.words import FAULTS
from cchc_metrics.views import ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.documents.conftest import bytes_of, cell_of, fill, workbook_in
from tests.intake.test_bad_files import bad_file

RUN = ["=1+1", "+1+1", "-1+1", "@SUM(A1)", "\t=1+1", "\r=1+1", "\n=1+1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("words", RUN)
def test_a_text_is_put_into_a_cell_as_text(words: str) -> None:
    book = Workbook()

    put(book.worksheets[0]["A1"], words)

    cell = load_workbook(io.BytesIO(bytes_of(book))).worksheets[0]["A1"]
    # A carriage return cannot be told from a line end in the file; what matters is that nothing is run.
    assert (cell.data_type, cell.quotePrefix) == ("s", True)
    assert str(cell.value).strip() == words.strip()


def view_of(columns: Mapping[str, Sequence[Any]], words: str = "") -> Any:
    """A view to export: rows, and words for everything that stands beside them."""
    rows = DataFrame(columns)
    return SimpleNamespace(rows=rows, table_rows=rows, title=words, mark=words, source=words, draw=None)


@pytest.mark.parametrize("words", RUN)
def test_tables_taken_out_run_nothing(words: str, mini: Catalog) -> None:
    view = view_of({"name": [words, "bình thường"], "value": [-5.0, 1.0]}, words)
    request = ViewRequest(unit="xa-thu", year=2024)

    lines = list(csv.reader(io.StringIO(export("csv", mini, request, view).decode("utf-8-sig"), newline="")))
    book = load_workbook(io.BytesIO(export("xlsx", mini, request, view)))

    assert [line[0] for line in lines[1:]] == ["'" + words.replace("\r", "\n"), "bình thường"]
    assert [float(line[1]) for line in lines[1:]] == [-5.0, 1.0]
    assert {cell.data_type for row in book.worksheets[0].iter_rows() for cell in row} <= {"s", "n"}


def test_a_line_end_within_a_text_begins_no_row_of_its_own(mini: Catalog) -> None:
    view = view_of({"name": ["ghi chú\r=1+1"]})

    text = export("csv", mini, ViewRequest(unit="xa-thu", year=2024), view).decode("utf-8-sig")

    assert [line[0] for line in csv.reader(io.StringIO(text, newline=""))][1:] == ["ghi chú\n=1+1"]


def test_the_workbook_and_the_marked_file_run_nothing_of_an_officers_words(
    workspace_of: Callable[..., Workspace],
) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", "year": 2024, "numerator": 1, "denominator": 2, "note": "=cmd|' /C calc'!A0"}
        ]
    )
    book = workbook_in(template(workspace, unit="xa-thu", year=2024, with_figures=True))
    note = cell_of(book, "early", "note")
    assert (note.value, note.data_type, note.quotePrefix) == ("=cmd|' /C calc'!A0", "s", True)

    list_of_faults = workbook_in(
        mark_faults("=1+1.xlsx", b"", [Fault("unusable-value", "=1+1.xlsx", "=1+1", "@x", "-y")])
    ).worksheets[0]
    assert all(cell.data_type in ("s", "n") for row in list_of_faults.iter_rows() for cell in row)


UNPRINTABLE = "tách\x0bdòng\x00 và \uffff"


def test_letters_that_no_office_file_can_hold_stop_none_from_being_made(workspace: Workspace, tmp_path: Path) -> None:
    """An officer's program wrote a vertical tab into a note: every file that repeats the note leaves it out."""
    figure = {"indicator_id": "early", "year": 2024, "numerator": 1, "denominator": 2, "note": UNPRINTABLE}
    workspace.submit([write_figures(tmp_path / "so.csv", [figure])], unit_id="xa-thu", by="An")

    history = sheets.frames({"so-lieu": metrics.history(workspace.store, unit="xa-thu", indicator="early")})
    file = write_figures(tmp_path / "sai.csv", [{**figure, "flag": UNPRINTABLE}])
    with pytest.raises(FaultError) as refusal:
        workspace.preview([file], unit_id="xa-thu")
    copy = mark_faults(file.name, file.read_bytes(), refusal.value.faults)

    notes = [row[-3] for row in load_workbook(io.BytesIO(history)).worksheets[0].iter_rows(values_only=True)]
    assert notes == ["note", "táchdòng và "]
    comments = [
        cell.comment.text for row in workbook_in(copy).worksheets[1].iter_rows() for cell in row if cell.comment
    ]
    assert ["«táchdòng và »" in text for text in comments] == [True]


def book(day: dt.datetime) -> bytes:
    workbook = Workbook()
    workbook.worksheets[0]["A1"] = 94.28
    workbook.properties.created = day
    out = io.BytesIO()
    workbook.save(out)
    return out.getvalue()


def test_an_hour_later_it_is_the_same_file() -> None:
    morning, evening = book(dt.datetime(2026, 11, 25, 8)), book(dt.datetime(2026, 11, 25, 20))  # noqa: DTZ001

    assert morning != evening
    assert deterministic(morning) == deterministic(evening)
    assert load_workbook(io.BytesIO(deterministic(morning))).worksheets[0]["A1"].value == 94.28


def test_parts_keep_their_order_and_bytes() -> None:
    parts = {"b.txt": b"2", "a/c.txt": "một".encode()}

    with zipfile.ZipFile(io.BytesIO(archive_of(parts))) as package:
        assert {name: package.read(name) for name in package.namelist()} == parts
        assert package.namelist() == ["b.txt", "a/c.txt"]


# Whatever the hour, in one of these places it is another day than in Vietnam.
@pytest.mark.parametrize("zone", ["Etc/GMT+12", "Etc/GMT-14"])
def test_the_day_is_that_in_vietnam_wherever_the_machine_is(
    zone: str, mini: Catalog, monkeypatch: pytest.MonkeyPatch
) -> None:
    view = view_of({"name": ["một"]})
    try:
        with monkeypatch.context() as patch:
            patch.setenv("TZ", zone)
            time.tzset()
            text = export("csv", mini, ViewRequest(unit="xa-thu", year=2024), view).decode("utf-8-sig")
    finally:
        time.tzset()

    assert text.splitlines()[1].endswith(formats.day(today()))


def test_an_entry_is_named_with_its_day_in_vietnam() -> None:
    row = {"number": 3, "action": "submit", "files": "so.csv", "by": "An", "at": "2026-01-05T17:30:00+00:00"}

    assert ledger_words.named_entry(row) == "3 · nộp · so.csv · An · 06/01/2026"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("workspace"), "mini", DATA)


def own_file() -> Workbook:
    """A workbook as people make them: merged title, colours, a formula, a comment of their own."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Tháng 3's"
    sheet.merge_cells("A1:C1")
    sheet["A1"] = "BÁO CÁO"
    sheet["A1"].font = Font(bold=True, size=16)
    sheet["A2"], sheet["B2"], sheet["C2"] = 5, 7, "=A2+B2"
    sheet["B2"].comment = Comment("số của anh Tư", "Lan")
    sheet["C2"].fill = PatternFill("solid", fgColor="00FF00")
    sheet.column_dimensions["A"].width = 41
    return book


def place(cell: str, sheet: str = "Tháng 3's") -> str:
    return f"bao-cao.xlsx, trang «{sheet}», ô {cell}"


def test_each_fault_is_marked_explained_and_listed_with_a_link() -> None:
    faults = [
        Fault("unusable-value", place("B2"), "số 7 sai; có phải là «8»?", "số 8", "gõ lại"),
        Fault("unusable-value", place("C1"), "thiếu kỳ", "(Từ … đến …)", "ghi kỳ"),
        Fault("unusable-value", "bao-cao.xlsx", "thiếu cột «Quá hạn»", "đủ cột", "lấy lại biểu"),
    ]
    cautions = [Fault("unusable-value", place("A2"), "mẫu số dưới 30", "từ 30", "xem lại")]

    copy = mark_faults("bao-cao.xlsx", bytes_of(own_file()), faults, cautions)
    book = workbook_in(copy)

    assert copy.name == "bao-cao-danh-dau.xlsx"
    assert book.sheetnames == [FAULTS, "Tháng 3's"]
    assert book.active is not None
    assert book.active.title == FAULTS
    sheet = book["Tháng 3's"]
    assert sheet["B2"].fill.fgColor.rgb.endswith(RED)
    assert sheet["B2"].comment.text == (
        "số của anh Tư\n\nLỗi: số 7 sai; có phải là «8»?\nCần: số 8.\nCách sửa: gõ lại."
    )
    # A fault under a merged cell is shown on the merged cell.
    assert sheet["A1"].comment.text.startswith("Lỗi: thiếu kỳ.")
    assert sheet["A2"].fill.fgColor.rgb.endswith(ORANGE)
    assert sheet["A2"].comment.text.startswith("Lưu ý: mẫu số dưới 30.")
    rows = [[cell.value for cell in row] for row in book[FAULTS].iter_rows(min_row=5, max_col=5)]
    assert rows == [
        [1, "Lỗi", "Tháng 3's", "B2", "số 7 sai; có phải là «8»?"],
        [2, "Lỗi", "Tháng 3's", "C1", "thiếu kỳ"],
        [3, "Lỗi", "bao-cao.xlsx", None, "thiếu cột «Quá hạn»"],
        [4, "Lưu ý", "Tháng 3's", "A2", "mẫu số dưới 30"],
    ]
    assert book[FAULTS]["D5"].hyperlink.location == "'Tháng 3''s'!B2"
    assert book[FAULTS]["D7"].hyperlink is None
    assert book[FAULTS]["A1"].value == "3 lỗi và 1 lưu ý trong tệp bao-cao.xlsx"


def test_everything_else_stays_as_it_was() -> None:
    sheet = workbook_in(
        mark_faults("bao-cao.xlsx", bytes_of(own_file()), [Fault("unusable-value", place("B2"), "a", "b", "c")])
    )["Tháng 3's"]

    assert (sheet["C2"].value, sheet["C2"].fill.fgColor.rgb) == ("=A2+B2", "0000FF00")
    assert (sheet["A1"].font.size, sheet["A1"].font.bold) == (16, True)
    assert sheet.merged_cells.ranges == {"A1:C1"} or [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["A"].width == 41


@pytest.mark.slow
def test_a_workbook_is_mended_in_its_marked_copy(workspace: Workspace) -> None:
    book = workbook_in(template(workspace, unit="xa-thu", year=2024))
    fill(book, "early", numerator="tám", denominator=10)
    fill(book, "online", numerator=11, denominator=10)

    def handed_in(name: str, data: bytes) -> list[Fault]:
        with pytest.raises(FaultError) as result:
            read(name, data, workspace.catalog, unit_id="xa-thu")
        return list(result.value.faults)

    once = mark_faults("so.xlsx", bytes_of(book), handed_in("so.xlsx", bytes_of(book)))
    again = workbook_in(once)
    assert cell_of(again, "early", "numerator").fill.fgColor.rgb.endswith(RED)
    cell_of(again, "early", "numerator").value = 8
    twice = mark_faults(once.name, bytes_of(again), handed_in(once.name, bytes_of(again)))

    last = workbook_in(twice)
    assert last.sheetnames.count(FAULTS) == 1
    assert cell_of(last, "early", "numerator").comment is None
    assert cell_of(last, "early", "numerator").fill.fgColor.rgb == cell_of(last, "early", "note").fill.fgColor.rgb
    assert cell_of(last, "online", "numerator").comment.text.startswith("Lỗi: tử số 11 lớn hơn mẫu số 10.")
    cell_of(last, "online", "numerator").value = 9
    result = read("so.xlsx", bytes_of(last), workspace.catalog, unit_id="xa-thu")
    assert {row.indicator_id: row.numerator for _, row in result.observations} == {"early": 8, "online": 9}


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_workbook_of_another_kind_comes_back_as_xlsx_with_its_values(
    kind: str, workspace: Workspace, office: Callable[..., Path], tmp_path: Path
) -> None:
    book = workbook_in(template(workspace, unit="xa-thu", year=2024))
    fill(book, "early", numerator=11, denominator=10)
    (tmp_path / "so.xlsx").write_bytes(bytes_of(book))
    data = office(tmp_path / "so.xlsx", kind).read_bytes()

    with pytest.raises(FaultError) as refusal:
        read(f"so.{kind}", data, workspace.catalog, unit_id="xa-thu")
    copy = mark_faults(f"so.{kind}", data, refusal.value.faults)

    again = workbook_in(copy)
    assert again[FAULTS]["A3"].value == "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị, ô gộp và phần ẩn."
    assert cell_of(again, "early", "numerator").comment.text.startswith("Lỗi: tử số 11 lớn hơn mẫu số 10.")
    cell_of(again, "early", "numerator").value = 9
    [(_, row)] = read(copy.name, bytes_of(again), workspace.catalog, unit_id="xa-thu").observations
    assert (row.indicator_id, row.numerator) == ("early", 9)


def test_a_web_page_comes_back_with_its_merged_cells() -> None:
    page = (
        "<table><tr><td rowspan=2>Lĩnh vực</td><td colspan=2>Đã giải quyết</td></tr>"
        "<tr><td>Tổng số</td><td>Đúng hạn</td></tr>"
        "<tr style='display:none'><td>Hộ tịch</td><td>10</td><td>8</td></tr></table>"
    )
    fault = Fault("sum-mismatch", "bao-cao.xls, trang «Trang web», ô B3", "sai", "đúng", "sửa")

    sheet = workbook_in(mark_faults("bao-cao.xls", page.encode(), [fault]))["Trang web"]

    assert {str(area) for area in sheet.merged_cells.ranges} == {"A1:A2", "B1:C1"}
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        ["Lĩnh vực", "Đã giải quyết", None],
        [None, "Tổng số", "Đúng hạn"],
        ["Hộ tịch", "10", "8"],
    ]
    assert sheet.row_dimensions[3].hidden
    assert sheet["B3"].comment.text.startswith("Lỗi: sai.")


def test_a_list_of_figures_as_text_is_marked_at_its_line_and_column(workspace: Workspace, tmp_path: Path) -> None:
    data = bad_file(tmp_path, "so-am").read_bytes()
    with pytest.raises(FaultError) as refusal:
        read("so-am.csv", data, workspace.catalog)

    book = workbook_in(mark_faults("so-am.csv", data, refusal.value.faults))

    [sheet] = book.worksheets[1:]
    wrong = [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]
    assert [(cell.row, sheet.cell(1, cell.column).value) for cell in wrong] == [(2, "numerator")]
    assert book[FAULTS]["A3"].value == "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị, ô gộp và phần ẩn."


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04 [Content_Types].xml", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_file_that_cannot_be_opened_gives_the_list_alone(data: bytes) -> None:
    fault = Fault("unusable-value", "hong.xlsx", "không mở được", "tệp còn nguyên", "lưu lại")

    book = workbook_in(mark_faults("hong.xlsx", data, [fault]))

    assert book[FAULTS]["E5"].value == "không mở được"


def test_macros_are_dropped_and_that_is_said() -> None:
    out = io.BytesIO(bytes_of(own_file()))
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")

    copy = mark_faults("bao-cao.xlsm", out.getvalue(), [Fault("unusable-value", place("B2"), "a", "b", "c")])

    assert workbook_in(copy)[FAULTS]["A3"].value == "Tệp gốc có macro; bản đánh dấu này không giữ macro."
    assert not any("vba" in name for name in zipfile.ZipFile(io.BytesIO(copy.data)).namelist())


def test_a_path_in_a_file_name_goes_nowhere() -> None:
    for name in ("../../etc/so.xlsx", "..\\..\\so.xlsx", "/srv/so.xlsx"):
        assert mark_faults(name, b"", []).name == "so-danh-dau.xlsx"


def test_a_year_before_that_just_missed_is_not_rounded_to_what_is_asked(workspace: Workspace, tmp_path: Path) -> None:
    """39.998 of 50.000 before their day are 79,996 %, and 80 % are asked; 818 of 1.000 follow."""
    early = {"indicator_id": "early", "numerator": 39998, "denominator": 50000}
    figures = [{**early, "year": 2023}, {**early, "year": 2024, "numerator": 818, "denominator": 1000}]
    workspace.submit([write_figures(tmp_path / "own.csv", figures)], unit_id="xa-thu", by="An")
    request = reports.request(workspace, kind="phu-luc", unit="xa-thu", year=2024)

    document = Document(io.BytesIO(reports.document(workspace, request, "docx")))
    rows = [[cell.text for cell in row.cells] for table in document.tables for row in table.rows]
    assert next(row for row in rows if "Hồ sơ trả trước hạn" in row)[5:8] == ["81,8%", "80% trở lên", "79,996%"]
    sheet = load_workbook(io.BytesIO(reports.document(workspace, request, "xlsx")))["Phụ lục"]
    before = next(row for row in sheet.iter_rows() if row[1].value == "Hồ sơ trả trước hạn")[8]
    assert before.value == pytest.approx(79.996)
    assert before.number_format.endswith("#,##0.000")
