"""Which unit a cell means, and files with a row for each unit."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.names import UnitNames
from tests.intake.forms_as_they_are import Cells, counts, read_form, workbook

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
    ],
)
def test_a_unit_is_known_by_id_code_or_name(plan: Catalog, words: str, year: int, unit: str) -> None:
    assert UnitNames(plan).of("ô A1", words, dt.date(year, 12, 31)) == unit


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        ("Xã Nhật Quang", "từ đó là một phần của Xã Tiên Tiến (gồm Xã Nhật Quang, Xã Đình Cao, Xã Tiên Tiến (trước"),
        ("Xã Lạ", "không có đơn vị nào mã hoặc tên «Xã Lạ»"),
        ("Cả nước", "«Cả nước» có thể là Cả nước (trung bình các tỉnh) (mã ca-nuoc); hoặc"),
    ],
)
def test_what_names_no_unit_of_a_period_is_said(plan: Catalog, words: str, problem: str) -> None:
    with pytest.raises(FaultError) as refusal:
        UnitNames(plan).of("ô A1", words, dt.date(2026, 12, 31))

    assert refusal.value.faults[0].place == "ô A1"
    assert problem in refusal.value.faults[0].problem


def test_the_old_name_of_a_renamed_unit_is_that_of_its_successor(mini: Catalog) -> None:
    """Xã Mới is Xã Cũ under another name: nothing else became part of it."""
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


HEAD = (
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
    return f"<html><body><table>{HEAD}{body}</table></body></html>".encode()


def on_time(plan: Catalog, data: bytes, unit: str | None = None) -> Mapping[str, tuple[float | None, float | None]]:
    return {
        row.unit_id: (row.numerator, row.denominator)
        for _, row in read("xa.xls", data, plan, unit_id=unit).observations
        if row.indicator_id == "on-time"
    }


def test_a_table_with_a_row_a_commune_gives_the_figures_of_each(plan: Catalog) -> None:
    """Trong hạn là trước hạn cộng đúng hạn: 50 + 38, 40 + 8, 9 + 1."""
    expected = {"nhat-quang": (88, 90), "dinh-cao": (48, 48), "tien-tien-cu": (10, 10)}

    assert on_time(plan, form(*COMMUNES, TOTAL)) == expected
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
