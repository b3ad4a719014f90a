"""An officer's own file comes back with its faults in its cells, and otherwise as it was."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill

from cchc_metrics.documents.fault_marks import ORANGE, RED, mark_faults
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import read
from cchc_metrics.text.words import FAULTS
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA
from tests.documents.conftest import cell_of, fill, opened, written
from tests.intake.test_bad_files import bad_file


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

    copy = mark_faults("bao-cao.xlsx", written(own_file()), faults, cautions)
    book = opened(copy)

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
    listed = [[cell.value for cell in row] for row in book[FAULTS].iter_rows(min_row=5, max_col=5)]
    assert listed == [
        [1, "Lỗi", "Tháng 3's", "B2", "số 7 sai; có phải là «8»?"],
        [2, "Lỗi", "Tháng 3's", "C1", "thiếu kỳ"],
        [3, "Lỗi", "bao-cao.xlsx", None, "thiếu cột «Quá hạn»"],
        [4, "Lưu ý", "Tháng 3's", "A2", "mẫu số dưới 30"],
    ]
    assert book[FAULTS]["D5"].hyperlink.location == "'Tháng 3''s'!B2"
    assert book[FAULTS]["D7"].hyperlink is None
    assert book[FAULTS]["A1"].value == "3 lỗi và 1 lưu ý trong tệp bao-cao.xlsx"


def test_everything_else_stays_as_it_was() -> None:
    sheet = opened(
        mark_faults("bao-cao.xlsx", written(own_file()), [Fault("unusable-value", place("B2"), "a", "b", "c")])
    )["Tháng 3's"]

    assert (sheet["C2"].value, sheet["C2"].fill.fgColor.rgb) == ("=A2+B2", "0000FF00")
    assert (sheet["A1"].font.size, sheet["A1"].font.bold) == (16, True)
    assert sheet.merged_cells.ranges == {"A1:C1"} or [str(area) for area in sheet.merged_cells.ranges] == ["A1:C1"]
    assert sheet.column_dimensions["A"].width == 41


@pytest.mark.slow
def test_a_workbook_is_mended_in_its_marked_copy(workspace: Workspace) -> None:
    book = opened(template(workspace, unit="xa-thu", year=2024))
    fill(book, "early", numerator="tám", denominator=10)
    fill(book, "online", numerator=11, denominator=10)

    def handed_in(name: str, data: bytes) -> list[Fault]:
        with pytest.raises(FaultError) as result:
            read(name, data, workspace.catalog, unit_id="xa-thu")
        return list(result.value.faults)

    once = mark_faults("so.xlsx", written(book), handed_in("so.xlsx", written(book)))
    again = opened(once)
    assert cell_of(again, "early", "numerator").fill.fgColor.rgb.endswith(RED)
    cell_of(again, "early", "numerator").value = 8
    twice = mark_faults(once.name, written(again), handed_in(once.name, written(again)))

    mended = opened(twice)
    assert mended.sheetnames.count(FAULTS) == 1
    assert cell_of(mended, "early", "numerator").comment is None
    assert cell_of(mended, "early", "numerator").fill.fgColor.rgb == cell_of(mended, "early", "note").fill.fgColor.rgb
    assert cell_of(mended, "online", "numerator").comment.text.startswith("Lỗi: tử số 11 lớn hơn mẫu số 10.")
    cell_of(mended, "online", "numerator").value = 9
    result = read("so.xlsx", written(mended), workspace.catalog, unit_id="xa-thu")
    assert {row.indicator_id: row.numerator for _, row in result.observations} == {"early": 8, "online": 9}


@pytest.mark.parametrize("kind", ["ods", "xls"])
def test_a_workbook_of_another_kind_comes_back_as_xlsx_with_its_values(
    kind: str, workspace: Workspace, office: Callable[..., Path], tmp_path: Path
) -> None:
    book = opened(template(workspace, unit="xa-thu", year=2024))
    fill(book, "early", numerator=11, denominator=10)
    (tmp_path / "so.xlsx").write_bytes(written(book))
    data = office(tmp_path / "so.xlsx", kind).read_bytes()

    with pytest.raises(FaultError) as refusal:
        read(f"so.{kind}", data, workspace.catalog, unit_id="xa-thu")
    copy = mark_faults(f"so.{kind}", data, refusal.value.faults)

    again = opened(copy)
    assert again[FAULTS]["A3"].value == "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị, ô gộp và phần ẩn."
    assert cell_of(again, "early", "numerator").comment.text.startswith("Lỗi: tử số 11 lớn hơn mẫu số 10.")
    cell_of(again, "early", "numerator").value = 9
    [(_, row)] = read(copy.name, written(again), workspace.catalog, unit_id="xa-thu").observations
    assert (row.indicator_id, row.numerator) == ("early", 9)


def test_a_web_page_comes_back_with_its_merged_cells() -> None:
    page = (
        "<table><tr><td rowspan=2>Lĩnh vực</td><td colspan=2>Đã giải quyết</td></tr>"
        "<tr><td>Tổng số</td><td>Đúng hạn</td></tr>"
        "<tr style='display:none'><td>Hộ tịch</td><td>10</td><td>8</td></tr></table>"
    )
    fault = Fault("sum-mismatch", "bao-cao.xls, trang «Trang web», ô B3", "sai", "đúng", "sửa")

    sheet = opened(mark_faults("bao-cao.xls", page.encode(), [fault]))["Trang web"]

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

    book = opened(mark_faults("so-am.csv", data, refusal.value.faults))

    [sheet] = book.worksheets[1:]
    wrong = [cell for row in sheet.iter_rows() for cell in row if cell.comment is not None]
    assert [(cell.row, sheet.cell(1, cell.column).value) for cell in wrong] == [(2, "numerator")]
    assert book[FAULTS]["A3"].value == "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị, ô gộp và phần ẩn."


@pytest.mark.parametrize("data", [b"", b"\xff\xfe\x00", b"PK\x03\x04 [Content_Types].xml", b"\xd0\xcf\x11\xe0\xa1\xb1"])
def test_a_file_that_cannot_be_opened_gives_the_list_alone(data: bytes) -> None:
    fault = Fault("unusable-value", "hong.xlsx", "không mở được", "tệp còn nguyên", "lưu lại")

    book = opened(mark_faults("hong.xlsx", data, [fault]))

    assert book[FAULTS]["E5"].value == "không mở được"


def test_macros_are_dropped_and_that_is_said() -> None:
    out = io.BytesIO(written(own_file()))
    with zipfile.ZipFile(out, "a") as parts:
        parts.writestr("xl/vbaProject.bin", b"macro")

    copy = mark_faults("bao-cao.xlsm", out.getvalue(), [Fault("unusable-value", place("B2"), "a", "b", "c")])

    assert opened(copy)[FAULTS]["A3"].value == "Tệp gốc có macro; bản đánh dấu này không giữ macro."
    assert not any("vba" in name for name in zipfile.ZipFile(io.BytesIO(copy.data)).namelist())


def test_a_path_in_a_file_name_goes_nowhere() -> None:
    for name in ("../../etc/so.xlsx", "..\\..\\so.xlsx", "/srv/so.xlsx"):
        assert mark_faults(name, b"", []).name == "so-danh-dau.xlsx"
