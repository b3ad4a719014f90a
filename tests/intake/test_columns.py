"""Which column of a table is which, and which unit a cell means."""

import datetime as dt
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.content import Open
from cchc_metrics.intake.names import UnitNames
from tests.intake.forms_as_they_are import Cells, counts, read_form, tally_counts, workbook

YEAR = ["Năm 2024"]


def test_a_total_within_the_period_is_no_question_where_it_gives_the_same_figures(plan: Catalog) -> None:
    """100 came in within the period, 70 online. Both readings leave open how many were carried over: not 0."""
    header = [
        ["TT", "Lĩnh vực", "Tiếp nhận trong kỳ", "", "", "Đã giải quyết", "", "", "", "Đang giải quyết"],
        ["", "", "Tổng số", "Trực tuyến", "Trực tiếp", "Tổng số", "Trước hạn", "Đúng hạn", "Quá hạn", ""],
    ]
    rows = [[1, "Chứng thực", 100, 70, 30, 98, 90, 8, 0, 2], [2, "Hộ tịch", 50, 20, 30, 49, 30, 18, 1, 1]]

    content = read_form("quy.xlsx", workbook([["Quý III năm 2024"], *header, *rows]), plan)

    assert counts(content)["online-dossiers", "certification"] == (70, 100)
    assert "carried-over" not in {tally for tally, _ in tally_counts(content)}


@pytest.mark.parametrize(("first", "second"), [("Trong tháng", "Lũy kế từ đầu năm"), ("Thực hiện", "Kế hoạch")])
def test_words_for_the_period_and_for_a_plan_tell_which_block_counts(first: str, second: str, plan: Catalog) -> None:
    """The flow stands in the lower line; 10 in time and 1 late of the month are stored, 60 and 4 are not."""
    words = ["Giải quyết đúng hạn", "Giải quyết quá hạn"]
    header = [["TT", "Lĩnh vực", first, "", second, ""], ["", "", *words, *words]]

    content = read_form("thang.xlsx", workbook([["Tháng 6 năm 2024"], *header, [1, "Hộ tịch", 10, 1, 60, 4]]), plan)

    assert counts(content) == {("on-time", "civil-status"): (10, 11)}
    assert any("2 cột không đọc, là số của kỳ khác" in caution.problem for caution in content.cautions)


@pytest.mark.parametrize(
    "header",
    [
        ["Quý I: đã giải quyết", "Quý I: quá hạn", "Quý II: đã giải quyết", "Quý II: quá hạn"],
        ["Lũy kế: đã giải quyết", "Lũy kế: quá hạn", "Khối A", "Khối B"],
    ],
)
def test_columns_of_other_periods_alone_are_no_figures_of_the_year(header: list[str], plan: Catalog) -> None:
    """The sum of two quarters is no year; a cumulative block beside an unknown one is not taken for the year."""
    with pytest.raises(FaultError, match="các cột đọc được đều là số của kỳ khác"):
        read_form("nam.xlsx", workbook([YEAR, ["TT", "Lĩnh vực", *header], [1, "Hộ tịch", 100, 1, 120, 2]]), plan)


def test_shares_beside_each_number_are_no_numbers(plan: Catalog) -> None:
    """40 settled, 30 (75 %) early, 9 (22,5 %) on time: the printed shares agree with the counts beside them."""
    header: Cells = [
        ["TT", "Lĩnh vực", "Đã giải quyết", "Trước hạn", "", "Đúng hạn", "", "Quá hạn", ""],
        ["", "", "", "SL", "TL (%)", "SL", "TL (%)", "SL", "TL (%)"],
    ]

    content = read_form("nam.xlsx", workbook([YEAR, *header, [1, "Hộ tịch", 40, 30, 75, 9, 22.5, 1, 2.5]]), plan)

    assert counts(content) == {("on-time", "civil-status"): (39, 40), ("early", "civil-status"): (30, 40)}
    assert not any("tỷ lệ in" in caution.problem for caution in content.cautions)


def test_a_share_without_its_counts_is_told(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Số hồ sơ đã giải quyết", "Tỷ lệ đúng hạn (%)"]

    content = read_form("nam.xlsx", workbook([YEAR, head, [1, "Hộ tịch", 200, "99,5"]]), plan)

    assert counts(content) == {}
    assert any("«Tỷ lệ đúng hạn (%)» chỉ có tỷ lệ" in caution.problem for caution in content.cautions)


def test_a_table_that_is_called_an_estimate_is_one(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]

    content = read_form("nam.xlsx", workbook([["Ước thực hiện năm 2024"], head, [1, "Hộ tịch", 40, 1]]), plan)

    assert {row.flag for _, row in content.observations} == {"estimated"}
    assert any("số ước" in caution.problem for caution in content.cautions)


def test_a_row_of_growth_is_no_group(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    rows = [[1, "Hộ tịch", 40, 1], ["", "Cùng kỳ năm 2023", 36, 1], ["", "Tăng/giảm (%)", "11,1", "0"]]

    assert counts(read_form("nam.xlsx", workbook([YEAR, head, *rows]), plan)) == {("on-time", "civil-status"): (40, 41)}


def test_the_rest_of_a_sum_of_fractions_is_no_fraction_of_a_dossier(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]

    content = read_form("nam.xlsx", workbook([YEAR, head, [1, "Hộ tịch", 40.000000001, 1]]), plan)

    assert counts(content) == {("on-time", "civil-status"): (40, 41)}
    with pytest.raises(FaultError, match="không phải số nguyên"):
        read_form("nam.xlsx", workbook([YEAR, head, [1, "Hộ tịch", 40.01, 1]]), plan)


def test_of_two_blocks_that_nothing_tells_apart_none_is_the_guess(plan: Catalog) -> None:
    """A guess would let an officer store the sum of two years, or of two levels."""
    header: Cells = [["TT", "Lĩnh vực", "Khối A", "", "Khối B"], ["", "", "Đã giải quyết", "", "Đã giải quyết"]]

    with pytest.raises(Open) as left_open:
        read_form("nam.xlsx", workbook([YEAR, *header, [1, "Hộ tịch", 50, "", 10]]), plan)

    assert {(question.key, question.guess) for question in left_open.value.questions} == {("C", ""), ("E", "")}


def test_a_count_in_a_cell_over_two_fields_is_none_of_either(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    book = load_workbook(io.BytesIO(workbook([YEAR, head, [1, "Hộ tịch", 94, 6], [2, "Đất đai"]])))
    book.worksheets[0].merge_cells("C3:C4")
    into = io.BytesIO()
    book.save(into)

    with pytest.raises(FaultError, match="một ô gộp qua 2 hàng có tên khác nhau"):
        read_form("nam.xlsx", into.getvalue(), plan)


def test_the_name_of_a_sheet_may_say_its_period(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    sheets = [[head, [1, "Hộ tịch", 40, 1]], [head, [1, "Hộ tịch", 50, 2]]]

    content = read_form("bao-cao.xlsx", workbook(*sheets, names=["Quý I.2024", "Quý II năm 2024"]), plan)

    assert [(str(row.last_day), row.numerator) for _, row in content.observations] == [
        ("2024-03-31", 40),
        ("2024-06-30", 50),
    ]


def test_rows_of_quarters_make_the_whole_year(plan: Catalog) -> None:
    head = ["TT", "Nội dung", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    quarters = [[at, f"Quý {name}", 10, 1] for at, name in enumerate(["I", "II", "III", "IV"], 1)]

    for rows in ([*quarters, ["", "Cả năm", 40, 4]], quarters):
        assert counts(read_form("nam.xlsx", workbook([YEAR, head, *rows]), plan)) == {("on-time", None): (40, 44)}
    with pytest.raises(FaultError, match="các hàng con cộng được 40"):
        read_form("nam.xlsx", workbook([YEAR, head, *quarters, ["", "Cả năm", 41, 4]]), plan)


def test_a_hidden_column_that_counts_is_told(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn", "Ghi chú"]
    book = load_workbook(io.BytesIO(workbook([YEAR, head, [1, "Hộ tịch", 40, 1, "x"]])))
    for column in "DE":
        book.worksheets[0].column_dimensions[column].hidden = True
    into = io.BytesIO()
    book.save(into)

    content = read_form("nam.xlsx", into.getvalue(), plan)

    assert [caution.problem for caution in content.cautions if "bị ẩn" in caution.problem] == [
        "cột bị ẩn vẫn được đọc: «Giải quyết quá hạn»"
    ]


def test_a_short_word_under_a_cell_of_several_columns_is_a_part_of_it_and_not_all(plan: Catalog) -> None:
    """«TT» may mean online or in person, so 30 of 50 are neither the total of receipts nor the ones carried over."""
    header: Cells = [
        ["TT", "Lĩnh vực", "HS tiếp nhận", "", "", "HS đã GQ", ""],
        ["", "", "TS", "TT", "BCCI", "ĐH", "QH"],
    ]

    with pytest.raises(FaultError, match="không có số liệu nào"):
        read_form("nam.xlsx", workbook([YEAR, *header, [1, "Hộ tịch", 50, 30, 20, 44, 1]]), plan)


def test_a_number_that_a_text_file_cut_in_two_is_no_number(plan: Catalog) -> None:
    """«1,204» without quotes in a file parted by commas."""
    head = "TT,Lĩnh vực,Giải quyết đúng hạn,Giải quyết quá hạn"

    with pytest.raises(FaultError, match="dòng có nhiều ô hơn dòng tiêu đề"):
        read_form("nam.csv", f"Năm 2024\n{head}\n1,Hộ tịch,1,204,2\n2,Đất đai,60,1\n".encode(), plan)


def test_what_a_page_carries_to_the_next_is_counted_once(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    first = [[1, "Hộ tịch", 40, 1], ["", "Mang sang trang sau", 40, 1], ["(tiếp theo)"]]
    second = [head, ["", "Trang trước mang sang", 40, 1], [2, "Đất đai", 60, 2], ["", "Tổng", 100, 3]]

    assert counts(read_form("nam.xlsx", workbook([YEAR, head, *first, *second]), plan)) == {
        ("on-time", "civil-status"): (40, 41),
        ("on-time", "land"): (60, 62),
    }


def test_an_estimate_is_one_where_only_its_columns_say_so(plan: Catalog) -> None:
    """44 of 45 is an estimate of the whole year; 40 of 41 is a count of eleven months."""
    header: Cells = [
        ["TT", "Lĩnh vực", "Thực hiện 11 tháng", "", "Ước thực hiện năm 2024", ""],
        ["", "", *["Giải quyết đúng hạn", "Giải quyết quá hạn"] * 2],
    ]

    content = read_form("nam.xlsx", workbook([YEAR, *header, [1, "Hộ tịch", 40, 1, 44, 1]]), plan)

    assert counts(content) == {("on-time", "civil-status"): (44, 45)}
    assert {row.flag for _, row in content.observations} == {"estimated"}


def test_a_row_of_means_is_no_group(plan: Catalog) -> None:
    head = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
    rows = [[1, "Hộ tịch", 40, 2], [2, "Đất đai", 60, 4], ["", "Bình quân", 50, 3]]

    assert counts(read_form("nam.xlsx", workbook([YEAR, head, *rows]), plan)) == {
        ("on-time", "civil-status"): (40, 42),
        ("on-time", "land"): (60, 64),
    }


HEAD = ["TT", "Lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]


@pytest.mark.parametrize(
    "rows",
    [
        [["", "Năm 2023"], [1, "Hộ tịch", 30, 1], ["", "Năm 2024"], [1, "Hộ tịch", 40, 1]],
        [["", "Kế hoạch"], [1, "Hộ tịch", 50, 0], ["", "Thực hiện"], [1, "Hộ tịch", 40, 1]],
        [["", "Ước thực hiện"], [1, "Hộ tịch", 50, 0], ["", "Thực hiện"], [1, "Hộ tịch", 40, 1]],
        [["I", "Trong năm"], [1, "Hộ tịch", 40, 1], ["II", "Lũy kế"], ["", "Tư pháp xã"], [1, "Hộ tịch", 90, 2]],
        [[1, "Hộ tịch", 40, 1], ["", "Ước cả năm", 44, 1]],
        [["", "Kế hoạch và Đầu tư"], [1, "Hộ tịch", 40, 1]],
    ],
)
def test_rows_below_the_heading_of_another_period_are_not_added(rows: Cells, plan: Catalog) -> None:
    """40 of 41 is the figure of the year; plans, estimates and counts of other years are not added."""
    assert counts(read_form("nam.xlsx", workbook([YEAR, HEAD, *rows]), plan)) == {("on-time", "civil-status"): (40, 41)}


@pytest.mark.parametrize(("column", "own", "other"), [("Năm", 2024, 2023), ("Đơn vị", "Xã Nhật Quang", "Xã Đoàn Đào")])
@pytest.mark.parametrize("at", [1, 2])
def test_rows_of_another_year_or_unit_beside_the_field_are_not_added(
    at: int, column: str, own: int | str, other: int | str, plan: Catalog
) -> None:
    rows: Cells = [[*HEAD], [1, "Hộ tịch", 40, 1], [2, "Đất đai", 60, 2], [3, "Hộ tịch", 30, 2]]
    for row, word in zip(rows, (column, own, own, other), strict=True):
        row.insert(at, word)

    content = read_form("nam.xlsx", workbook([YEAR, *rows]), plan)

    over_under = [numbers for (name, _), numbers in counts(content).items() if name == "on-time"]
    assert (sum(over or 0 for over, _ in over_under), sum(under or 0 for _, under in over_under)) == (100, 103)


APP = Path(__file__).parents[2] / "data"


@pytest.fixture(scope="module")
def plan() -> Catalog:
    return load(APP / "plans" / "nhat-quang-2021-2025", [APP / "published", APP / "demo"])


@pytest.mark.parametrize(
    ("words", "year", "unit"),
    [
        ("nhat-quang", 2024, "nhat-quang"),
        # Excel drops the zeros before a code; this one has none.
        ("12415", 2024, "nhat-quang"),
        ("Xã Nhật Quang", 2024, "nhat-quang"),
        ("NHAT QUANG", 2024, "nhat-quang"),
        ("3. UBND xã Đình Cao, tỉnh Hưng Yên", 2024, "dinh-cao"),
        ("X. Đình Cao", 2024, "dinh-cao"),
        ("Trung tâm Phục vụ hành chính công xã Tiên Tiến", 2026, "tien-tien"),
        # Một tên, hai xã: trước và sau 01/7/2025.
        ("Xã Tiên Tiến", 2024, "tien-tien-cu"),
        ("Xã Tiên Tiến", 2026, "tien-tien"),
        # A commune that has become a ward, a city that is a province.
        ("Phường Tiên Tiến", 2026, "tien-tien"),
        ("Thành phố Hải Phòng", 2024, "hai-phong"),
        ("TP Hải Phòng", 2024, "hai-phong"),
        ("T.P. Hà Nội", 2024, "ha-noi"),
        ("Thành phố Hồ Chí Minh", 2024, "tp-ho-chi-minh"),
        ("Tỉnh Hưng Yên", 2024, "hung-yen"),
    ],
)
def test_a_unit_is_known_by_id_code_or_name(plan: Catalog, words: str, year: int, unit: str) -> None:
    assert UnitNames(plan).of("ô A1", words, dt.date(year, 12, 31)) == unit


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Xã Nhật Quang", "từ đó là một phần của Xã Tiên Tiến (gồm Xã Nhật Quang, Xã Đình Cao, Xã Tiên Tiến (trước"),
        ("Xã Lạ", "không có đơn vị nào mã hoặc tên «Xã Lạ»"),
        # A unit of another level has no figures of its namesake.
        ("Xã Hưng Yên", "không có đơn vị nào mã hoặc tên «Xã Hưng Yên»"),
        ("Phường Hải Dương", "không có đơn vị nào mã hoặc tên «Phường Hải Dương»"),
        ("Huyện Tiên Tiến", "không có đơn vị nào mã hoặc tên «Huyện Tiên Tiến»"),
        # A city within a province of the same name.
        ("Thành phố Hưng Yên", "không có đơn vị nào mã hoặc tên «Thành phố Hưng Yên»"),
        ("TP. Hải Dương", "không có đơn vị nào mã hoặc tên «TP. Hải Dương»"),
        ("Xã Tống Trân", "không có đơn vị nào mã hoặc tên «Xã Tống Trân»"),
        ("Cộng Hòa", "không có đơn vị nào mã hoặc tên «Cộng Hòa»"),
        ("Tổng cộng:", "«Tổng cộng:» là dòng tổng, không phải một đơn vị"),
        ("TỔNG SỐ TOÀN TỈNH", "là dòng tổng, không phải một đơn vị"),
        ("Cả nước", "«Cả nước» có thể là Cả nước (trung bình các tỉnh) (mã ca-nuoc); hoặc"),
    ],
)
def test_what_names_no_unit_of_a_period_is_said(plan: Catalog, words: str, problem: str) -> None:
    with pytest.raises(FaultError) as refusal:
        UnitNames(plan).of("ô A1", words, dt.date(2026, 12, 31))

    assert refusal.value.faults[0].place == "ô A1"
    assert problem in refusal.value.faults[0].problem


def test_the_old_name_of_a_renamed_unit_is_that_of_its_successor(mini: Catalog) -> None:
    """Xã Mới is Xã Cũ under another name; no other commune became part of it."""
    names = UnitNames(mini)

    assert names.of("ô A1", "Xã Cũ", dt.date(2025, 12, 31)) == "xa-moi"
    assert names.of("ô A1", "Xã Cũ", dt.date(2024, 12, 31)) == "xa-cu"


LIST = """indicator_id,unit_id,year,numerator,denominator,flag,source_id
early,Xã Thử,2022,95,100,final,so-thu
early,xa cu,2022,45,50,final,so-thu
"""


def test_a_list_names_each_unit_as_people_write_it(mini: Catalog) -> None:
    rows = [row for _, row in read("ds.csv", LIST.encode(), mini).observations]

    assert [(row.unit_id, row.numerator) for row in rows] == [("xa-thu", 95), ("xa-cu", 45)]


def test_two_names_of_one_unit_are_one_figure_twice(mini: Catalog) -> None:
    with pytest.raises(FaultError) as refusal:
        read("ds.csv", LIST.replace("xa cu", "xa-thu").encode(), mini)

    assert [fault.problem for fault in refusal.value.faults] == ["trùng với ds.csv, dòng 2"]


HTML_HEAD = (
    "<tr><td>TỔNG HỢP KẾT QUẢ GIẢI QUYẾT TTHC CÁC XÃ</td></tr><tr><td>Từ ngày 01/01/2024 đến ngày 31/12/2024</td></tr>"
    "<tr><td rowspan=2>STT</td><td rowspan=2>Đơn vị</td><td colspan=4>Đã giải quyết</td></tr>"
    "<tr><td>Tổng số</td><td>Trước hạn</td><td>Đúng hạn</td><td>Quá hạn</td></tr>"
)
COMMUNES = (
    (1, "Xã Nhật Quang", 90, 50, 38, 2),
    (2, "UBND xã Đình Cao", 48, 40, 8, 0),
    (3, "x. Tien Tien", 10, 9, 1, 0),
)
TOTAL = ("", "Tổng cộng", 148, 99, 47, 2)


def form(*rows: tuple[Any, ...]) -> bytes:
    body = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<html><body><table>{HTML_HEAD}{body}</table></body></html>".encode()


def on_time(plan: Catalog, data: bytes, unit: str | None = None) -> Mapping[str, tuple[float | None, float | None]]:
    return {
        row.unit_id: (row.numerator, row.denominator)
        for _, row in read("xa.xls", data, plan, unit_id=unit).observations
        if row.indicator_id == "on-time"
    }


def test_a_table_with_a_row_a_commune_gives_the_figures_of_each(plan: Catalog) -> None:
    """Trong hạn là trước hạn cộng đúng hạn: 50 + 38, 40 + 8, 9 + 1."""
    figures = {"nhat-quang": (88, 90), "dinh-cao": (48, 48), "tien-tien-cu": (10, 10)}

    assert on_time(plan, form(*COMMUNES, TOTAL)) == figures
    assert on_time(plan, form(*COMMUNES, TOTAL), "dinh-cao") == {"dinh-cao": (48, 48)}


@pytest.mark.parametrize(
    ("rows", "problem"),
    [
        ((*COMMUNES, ("", "Tổng cộng", 149, 100, 47, 2)), "các hàng con cộng được 148"),
        ((*COMMUNES, (4, "Xã Lạ", 10, 9, 1, 0)), "không có đơn vị nào mã hoặc tên «Xã Lạ»"),
        ((*COMMUNES, (4, "Nhật Quang", 90, 50, 38, 2)), "«Nhật Quang» đã có ở xa.xls"),
    ],
)
def test_a_table_of_communes_with_a_fault_is_refused(plan: Catalog, rows: tuple[Any, ...], problem: str) -> None:
    with pytest.raises(FaultError) as refusal:
        read("xa.xls", form(*rows), plan)

    assert any(problem in fault.problem for fault in refusal.value.faults)


def test_a_table_without_rows_of_units_is_that_of_the_unit_in_its_title(plan: Catalog) -> None:
    fields = ((1, "Đất đai", 90, 50, 38, 2), (2, "Hộ tịch", 48, 40, 8, 0))
    data = form(*fields).replace("CÁC XÃ".encode(), "XÃ ĐÌNH CAO".encode())

    assert on_time(plan, data) == {"dinh-cao": (48, 48)}
    assert {row.unit_id for _, row in read("xa.xls", data, plan).observations} == {"dinh-cao"}


NESTED_HEAD = ["TT", "Đơn vị, lĩnh vực", "Giải quyết đúng hạn", "Giải quyết quá hạn"]
NUMBERS = {"Xã Nhật Quang": ["I", 11, 1], "Xã Đình Cao": ["II", 20, 2]}
FIELDS = {"Xã Nhật Quang": [[1, "Hộ tịch", 6, 1], [2, "Đất đai", 5, 0]], "Xã Đình Cao": [[1, "Hộ tịch", 20, 2]]}


@pytest.mark.parametrize("with_numbers", [True, False])
def test_fields_below_several_communes_are_those_of_the_one_that_hands_in(*, with_numbers: bool, plan: Catalog) -> None:
    """Nhật Quang settled 6 of 7 and 5 of 5 in time; the 20 of Đình Cao are never added to its own."""
    rows: Cells = []
    for unit, (mark, early, late) in NUMBERS.items():
        rows += [[mark, unit, early, late] if with_numbers else [mark, unit], *FIELDS[unit]]

    book = workbook([["Năm 2024"], NESTED_HEAD, *rows, ["", "Tổng", 31, 3]])
    content = read_form("huyen.xlsx", book, plan)

    assert counts(content) == {("on-time", "civil-status"): (6, 7), ("on-time", "land"): (5, 5)}
    with pytest.raises(FaultError):
        read("huyen.xlsx", book, plan)
    with pytest.raises(FaultError):
        read_form("huyen.xlsx", workbook([["Năm 2024"], NESTED_HEAD, ["II", "Xã Đình Cao", 20, 2], *rows[-1:]]), plan)


@pytest.mark.parametrize("with_numbers", [True, False])
def test_fields_below_a_commune_that_the_plan_does_not_have_are_those_of_another(
    *, with_numbers: bool, plan: Catalog
) -> None:
    """Nhật Quang settled 6 of 7 and 5 of 5 in time; the 20 of Đoàn Đào are never added to its own."""
    heading = [["I", "Xã Nhật Quang", 11, 1], ["II", "Xã Đoàn Đào", 20, 2]]
    first, second = heading if with_numbers else [row[:2] for row in heading]
    rows = [first, *FIELDS["Xã Nhật Quang"], second, *FIELDS["Xã Đình Cao"], ["", "Tổng", 31, 3]]

    content = read_form("huyen.xlsx", workbook([["Năm 2024"], NESTED_HEAD, *rows]), plan)

    assert counts(content) == {("on-time", "civil-status"): (6, 7), ("on-time", "land"): (5, 5)}


@pytest.mark.parametrize("title", ["XÃ ĐOÀN ĐÀO", "UBND xã Đoàn Đào"])
def test_a_title_with_a_commune_that_the_plan_does_not_have_is_another_one(title: str, plan: Catalog) -> None:
    with pytest.raises(FaultError, match="biểu của"):
        read_form("xa.xlsx", workbook([[title], ["Năm 2024"], NESTED_HEAD, [1, "Hộ tịch", 6, 1]]), plan)
