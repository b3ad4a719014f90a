"""A set with many faults: all are told at once, each at its cell, and none that only follows from another one."""

import io
from collections.abc import Mapping

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.documents.scores import criteria_table
from cchc_metrics.faults import FaultError

YES_NO = '{ kind = "yes-no", late = 0 }'
STEPS = '{ kind = "steps", counted = "lần", step = [{ at_least = 4, points = 6 }] }'
BONUS = '{ kind = "bonus", each = 1, counted = "sáng kiến" }'
# Number, points, rule. As a workbook the first stands in row 2.
ROWS = (
    ("1", 20, None),
    ("1.1", 6, STEPS),
    ("1.2", 4, YES_NO),
    ("1.3", 10, YES_NO),  # rows 2 to 5
    ("2", 30, None),
    ("2.1", 20, None),
    ("2.1.1", 8, YES_NO),
    ("2.1.2", 12, YES_NO),
    ("2.2", 10, YES_NO),  # 6 to 10
    ("3", 30, None),
    ("3.1", 14, YES_NO),
    ("3.2", 16, YES_NO),  # 11 to 13
    ("4", 20, None),
    ("4.1", 5, YES_NO),
    ("4.2", 15, YES_NO),
    ("4.3", 2, BONUS),  # 14 to 17
)
HEAD = """
[set]
id = "bo-thu"
name = "Bộ thử"
short = "Bộ thử"
from_year = 2021
levels = ["commune"]
maximum = 100
not_applicable = "exclude"
band = [{ name = "A", at_least = 80 }, { name = "B", at_least = 50 }, { name = "C", at_least = 0 }]
"""
SOUND = HEAD + "".join(
    f'\n[[criterion]]\nnumber = "{number}"\nname = "Mục {number}"\nmaximum = {points}\n'
    + (f"rule = {rule}\n" if rule else "")
    for number, points, rule in ROWS
)
CRITERIA, HEADS, BANDS = "Tiêu chí", "Bộ tiêu chí", "Xếp loại"
At = tuple[str, str]
# The new value of a cell, the cell that the fault names, and its words. Points stand in E, rules in F.
FAULTS: Mapping[At, tuple[object, At, str]] = {
    (HEADS, "B7"): (90, (HEADS, "B7"), "cả bộ tiêu chí là 90, các mục 1, 2, 3, 4 cộng lại được 100"),
    (HEADS, "B8"): ("tùy", (HEADS, "B8"), "không phải giá trị được dùng"),
    (HEADS, "B6"): ("xóm", (HEADS, "B6"), "không đúng dạng"),
    (CRITERIA, "E4"): ("bốn", (CRITERIA, "E4"), "«bốn» không dùng được"),
    (CRITERIA, "F3"): ("bậc thang", (CRITERIA, "F3"), "không hiểu quy tắc"),
    (CRITERIA, "I5"): ("30-02", (CRITERIA, "I5"), "không đúng dạng"),
    (CRITERIA, "E8"): (8.5, (CRITERIA, "E7"), "mục «2.1» là 20, các mục 2.1.1, 2.1.2 cộng lại được 20,5"),
    (CRITERIA, "H8"): ("van-phng", (CRITERIA, "H8"), "có phải là «van-phong»"),
    (CRITERIA, "K9"): ("erly", (CRITERIA, "K9"), "có phải là «early»"),
    (CRITERIA, "N10"): ("xóm", (CRITERIA, "N10"), "không đúng dạng"),
    (CRITERIA, "F11"): ("có/không", (CRITERIA, "F11"), "có mục con"),
    (CRITERIA, "F12"): (None, (CRITERIA, "F12"), "không có quy tắc chấm"),
    (CRITERIA, "A13"): ("3.x", (CRITERIA, "A13"), "không đúng dạng"),
    (CRITERIA, "E16"): (14, (CRITERIA, "E14"), "mục «4» là 20, các mục 4.1, 4.2 cộng lại được 19"),
    (CRITERIA, "B15"): ("2-2", (CRITERIA, "B15"), "dùng cho nhiều dòng"),
    (CRITERIA, "A17"): ("5.1", (CRITERIA, "A17"), "không có mục «5»"),
    (BANDS, "B3"): (80, (BANDS, "B3"), "không xếp từ cao xuống thấp"),
    (BANDS, "B4"): (10, (BANDS, "B4"), "thấp nhất bắt đầu từ 10"),
}


def faults_by_place(cells: Mapping[At, object], catalog: Catalog) -> dict[str, str]:
    """The faults of the sound set with these cells changed, by place; no place twice."""
    book = load_workbook(io.BytesIO(criteria_table(read_set("bo.toml", SOUND.encode(), catalog))))
    for (sheet, cell), value in cells.items():
        book[sheet][cell] = value
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FaultError) as refusal:
        read_set("bo.xlsx", out.getvalue(), catalog)
    assert len({fault.place for fault in refusal.value.faults}) == len(refusal.value.faults)
    return {fault.place: str(fault) for fault in refusal.value.faults}


def place(at: At) -> str:
    return f"bo.xlsx, trang «{at[0]}», ô {at[1]}"


def test_faults_of_rows_and_of_the_whole_are_all_told_at_once(mini: Catalog) -> None:
    fault_of = faults_by_place({at: value for at, (value, _, _) in FAULTS.items()}, mini)

    assert {*fault_of} == {place(at) for _, at, _ in FAULTS.values()}
    for _, at, problem in FAULTS.values():
        assert problem in fault_of[place(at)]


@pytest.mark.slow
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.sets(st.sampled_from(sorted(FAULTS)), min_size=1))
def test_whichever_of_them_there_are_is_told_and_nothing_else(mini: Catalog, choice: set[At]) -> None:
    assert {*faults_by_place({at: FAULTS[at][0] for at in choice}, mini)} == {place(FAULTS[at][1]) for at in choice}


@pytest.mark.parametrize(
    "cells",
    [
        {"A6": "2x"},  # its children have no node to stand under, and the whole has 30 points less
        {"A6": "hai"},
        {"A7": "II.1"},  # a node within
        {"A8": "2.1.x"},  # its node has 8 points less
        {"A8": None},
        {"A6": "2x", "A7": "2.1x"},  # one beneath the other
        {"A6": "1"},  # stands above already, and its children beneath nothing
        {"A5": "1.2"},
        {"E2": "hai mươi"},  # neither the sum of 1 nor that of the whole is known
        {"E3": "sáu"},  # steps whose points are not known, and a sum
        {"F17": "thưởng một điểm"},  # points beside the hundred
        {"F3": "bậc 4 lần 6 điểm"},
        {"A9": "5.1.2"},  # 12 points fewer beneath 2.1
        {"A5": "1.2.1.3"},
    ],
)
def test_a_fault_has_no_echo(mini: Catalog, cells: Mapping[str, object]) -> None:
    assert {*faults_by_place({(CRITERIA, cell): value for cell, value in cells.items()}, mini)} == {
        place((CRITERIA, cell)) for cell in cells
    }


@pytest.mark.parametrize(
    ("sheet", "cells", "at"),
    [
        (CRITERIA, {"A1": "Sô"}, "A1"),
        (CRITERIA, {"F1": "Quy tăc"}, "F1"),
        (CRITERIA, {"E1": "Điểm"}, "E1"),
        (HEADS, {"A7": "Tổng điêm"}, "A7"),
        (BANDS, {"B4": "không"}, "B4"),  # the lowest band
        (BANDS, {"B1": "Từ %"}, "B1"),
    ],
)
def test_neither_has_a_name_that_is_misspelt(mini: Catalog, sheet: str, cells: Mapping[str, object], at: str) -> None:
    assert {*faults_by_place({(sheet, cell): value for cell, value in cells.items()}, mini)} == {place((sheet, at))}


def test_a_column_and_a_line_that_are_not_there_are_named_once(mini: Catalog) -> None:
    fault_of = faults_by_place(
        {(CRITERIA, "F1"): None, (HEADS, "A4"): None, (HEADS, "B4"): None, (HEADS, "B7"): 90}, mini
    )

    assert "không có cột «Quy tắc chấm»" in fault_of[place((CRITERIA, "A1"))]
    assert "không có mục «Từ năm»" in fault_of["bo.xlsx, trang «Bộ tiêu chí»"]
    assert {*fault_of} == {place((CRITERIA, "A1")), "bo.xlsx, trang «Bộ tiêu chí»", place((HEADS, "B7"))}


def test_a_sheet_that_is_not_there_leaves_the_others_to_be_looked_at(mini: Catalog) -> None:
    book = load_workbook(io.BytesIO(criteria_table(read_set("bo.toml", SOUND.encode(), mini))))
    book[BANDS].title = "Xep loai"
    book[CRITERIA]["E8"] = 8.5
    out = io.BytesIO()
    book.save(out)

    with pytest.raises(FaultError) as refusal:
        read_set("bo.xlsx", out.getvalue(), mini)

    assert [fault.place for fault in refusal.value.faults] == ["bo.xlsx", place((CRITERIA, "E7"))]


IN_TOML = (
    ("maximum = 100", "maximum = 90", "[set] · maximum", "cả bộ tiêu chí"),
    ('"exclude"', '"tùy"', "[set] · not_applicable", "không phải giá trị được dùng"),
    ("at_least = 50", "at_least = 80", "[set] · band[2]", "không xếp từ cao xuống thấp"),
    ('"C", at_least = 0', '"C", at_least = -1', "[set] · band[3] · at_least", "không dùng được"),
    ('number = "1.1"\nname', 'number = "1.1"\nnmae', "thứ 2 (1.1) · nmae", "có phải là «name»"),
    ('"Mục 1.2"\nmaximum = 4', '"Mục 1.2"\nmaximum = "bốn"', "thứ 3 (1.2) · maximum", "«bốn»"),
    ('"Mục 1.3"', '"Mục 1.3"\ndue = "30-02"', "thứ 4 (1.3) · due", "không đúng dạng"),
    ('"Mục 2.1.1"\nmaximum = 8', '"Mục 2.1.1"\nmaximum = 9', "thứ 6 (2.1) · maximum", "cộng lại được 21"),
    ('"Mục 2.1.2"', '"Mục 2.1.2"\nowner = "van-phng"', "thứ 8 (2.1.2) · owner", "có phải là «van-phong»"),
    ('number = "2.2"', "number = 2.2", "thứ 9 (2.2) · number", "không dùng được"),
    ('"Mục 3"', '"Mục 3"\nrule = { kind = "proportion" }', "thứ 10 (3) · rule", "có mục con"),
    ('number = "3.2"', 'number = "3.x"', "thứ 12 (3.x) · number", "không đúng dạng"),
    (
        '"Mục 4.2"\nmaximum = 15\nrule = { kind = "yes-no", late = 0 }',
        '"Mục 4.2"\nmaximum = 15\nrule = { kind = "yes-no" }',
        "thứ 15 (4.2) · rule",
        "thiếu: late",
    ),
    ('number = "4.3"', 'number = "5.3"', "thứ 16 (5.3) · number", "không có mục «5»"),
)


def test_a_file_tells_as_many_at_once(mini: Catalog) -> None:
    text = SOUND
    for right, wrong, _, _ in IN_TOML:
        assert right in text
        text = text.replace(right, wrong, 1)

    with pytest.raises(FaultError) as refusal:
        read_set("bo.toml", text.encode(), mini)

    fault_of = {
        fault.place.removeprefix("bo.toml · ").removeprefix("[[criterion]] "): str(fault)
        for fault in refusal.value.faults
    }
    assert len(refusal.value.faults) == len(IN_TOML)
    assert {*fault_of} == {at for _, _, at, _ in IN_TOML}
    for _, _, at, problem in IN_TOML:
        assert problem in fault_of[at]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("set = 5", "«set» không phải là bảng"),
        ("criterion = 5", "«criterion» không phải là bảng"),
        ("criterion = [1, 2]", "«criterion» không phải là bảng"),
        ("", "có 0 bảng [set]"),
        ("[[set]]\n[[set]]", "có 2 bảng"),
        (HEAD + "band = 3", "TOML"),
        (HEAD.replace("[set]", "[sett]"), "có phải là «set»"),
    ],
)
def test_what_is_no_table_is_a_fault(mini: Catalog, text: str, problem: str) -> None:
    with pytest.raises(FaultError) as refusal:
        read_set("bo.toml", text.encode(), mini)

    assert problem in str(refusal.value.faults[0])
