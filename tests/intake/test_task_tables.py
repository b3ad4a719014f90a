"""Tasks of a plan from the table of an annex: in Word, Excel, CSV."""

import csv
import datetime as dt
import io
from pathlib import Path
from typing import Any

import pytest
from docx import Document

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.faults import FaultError
from cchc_metrics.intake import read
from cchc_metrics.intake.content import Open
from cchc_metrics.intake.task_tables import TaskTable, as_toml, tasks_in
from tests.intake import forms_as_they_are as as_printed

ROOT = Path(__file__).parents[2]
PLAN = ROOT / "data" / "plans" / "nhat-quang-2021-2025"
HEAD = ["STT", "Nhiệm vụ", "Đơn vị chủ trì", "Phối hợp", "Thời gian hoàn thành", "Sản phẩm"]
ROWS = [
    ["I", "CẢI CÁCH THỂ CHẾ", "", "", "", ""],
    ["1", "Rà soát văn bản năm 2022", "Công chức Tư pháp - Hộ tịch", "Các công chức", "Quý IV/2022", "Báo cáo"],
    ["2", "Tuyên truyền pháp luật", "Tư pháp – Hộ tịch", "", "Hằng năm", "Kế hoạch"],
    ["II", "Cải cách thủ tục hành chính", "", "", "", ""],
    ["1", "Công khai TTHC", "Văn phòng – Thống kê", "", "31/12/2023", "Bảng niêm yết"],
    # A task that the plan has already, in other capitals.
    ["2", "KIỂM TRA THƯỜNG XUYÊN VÀ ĐỘT XUẤT", "Văn phòng – Thống kê", "", "2021-2025", "Biên bản"],
]
CELLS: list[list[Any]] = [["Phụ lục I"], ["NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH"], HEAD, *ROWS]


def in_word(cells: list[list[Any]]) -> bytes:
    document = Document()
    for row in cells:
        if len(row) == 1:
            document.add_paragraph(row[0])
    rows = [row for row in cells if len(row) > 1]
    table = document.add_table(len(rows), max(map(len, rows)))
    for at, row in enumerate(rows):
        for column, text in enumerate(row):
            table.cell(at, column).text = str(text)
    into = io.BytesIO()
    document.save(into)
    return into.getvalue()


def as_text(cells: list[list[Any]]) -> bytes:
    into = io.StringIO(newline="")
    csv.writer(into, delimiter=";").writerows(cells)
    return into.getvalue().encode("utf-8-sig")


KINDS = {"phu-luc.docx": in_word, "phu-luc.xlsx": as_printed.workbook, "phu-luc.csv": as_text}


def rows_of(table: TaskTable) -> list[tuple[Any, ...]]:
    return [
        (each.task.id, each.known_id, each.task.area, each.task.owner, each.task.due, each.task.cite.place)
        for each in table.tasks
    ]


@pytest.mark.parametrize("name", KINDS)
def test_the_tasks_of_an_annex_have_area_owner_due_and_place(name: str, plan: Catalog) -> None:
    table = tasks_in(name, KINDS[name](CELLS), plan)

    legal, office = "tu-phap-ho-tich", "van-phong-thong-ke"
    assert rows_of(table) == [
        ("the-che-05", None, "institutions", legal, dt.date(2022, 12, 31), "Phụ lục I · dòng 1"),
        ("the-che-06", None, "institutions", legal, None, "Phụ lục I · dòng 2"),
        ("tthc-08", None, "procedures", office, dt.date(2023, 12, 31), "Phụ lục I · dòng 1"),
        ("tthc-07", "tthc-07", "procedures", office, dt.date(2025, 12, 31), "Phụ lục I · dòng 2"),
    ]
    assert name in table.tasks[0].task.note


def test_what_is_written_is_a_sound_part_of_the_plan(plan: Catalog, tmp_path: Path) -> None:
    (tmp_path / "tasks.toml").write_text(as_toml(tasks_in("a.csv", as_text(CELLS), plan).tasks, "a"), encoding="utf-8")
    for path in PLAN.glob("*.toml"):
        (tmp_path / path.name).write_bytes(path.read_bytes()) if path.name != "tasks.toml" else None
    again = load(tmp_path)

    assert list(again.tasks) == ["the-che-05", "the-che-06", "tthc-08"]
    assert again.tasks["the-che-05"].due == dt.date(2022, 12, 31)


def test_an_unknown_area_and_an_unknown_post_are_asked_about(plan: Catalog) -> None:
    cells = [HEAD, ["1", "Bảo vệ trụ sở", "Công an xã", "", "2024", ""]]

    with pytest.raises(Open) as open_questions:
        tasks_in("a.csv", as_text(cells), plan)
    assert [(question.kind, question.key) for question in open_questions.value.questions] == [
        ("area", "Bảo vệ trụ sở"),
        ("owner", "Công an xã"),
    ]


def test_a_table_of_something_else_is_a_fault(plan: Catalog) -> None:
    with pytest.raises(FaultError, match="không thấy bảng nhiệm vụ nào"):
        tasks_in("a.csv", as_text([["a", "b"], ["1", "2"]]), plan)


def test_a_form_in_a_document_of_word_gives_its_figures(plan: Catalog) -> None:
    content = read("06a.docx", in_word(as_printed.form(foot=[])), plan, unit_id="nhat-quang")

    assert {
        row.group_id: (row.numerator, row.denominator)
        for _, row in content.observations
        if row.indicator_id == "online-dossiers"
    } == as_printed.RECEIVED
