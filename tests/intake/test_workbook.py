"""The workbook and the table of tasks handed in with something wrong: each fault at its cell, all at once."""

import csv
import datetime as dt
import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import Workbook, load_workbook

from cchc_metrics.catalog import Catalog, load
from cchc_metrics.cli.plan import as_toml
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import checks, read
from cchc_metrics.intake.content import Open
from cchc_metrics.intake.task_tables import TaskTable, tasks_in
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA
from tests.documents.conftest import bytes_of, cell_of, fill, row_of, sheet_of, workbook_in
from tests.intake import forms_as_they_are as as_printed

UNIT, YEAR = "xa-thu", 2024
COUNTS = {"numerator": 8, "denominator": 10}
MANY = {"numerator": 80, "denominator": 100}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace(tmp_path_factory.mktemp("workspace"), "mini", DATA)


@pytest.fixture(scope="module")
def blank(workspace: Workspace) -> bytes:
    return template(workspace, unit=UNIT, year=YEAR).data


@pytest.fixture
def book(blank: bytes) -> Workbook:
    return load_workbook(io.BytesIO(blank))


def faults(workspace: Workspace, book: Workbook, unit: str = UNIT) -> list[Fault]:
    with pytest.raises(FaultError) as refusal:
        read("so.xlsx", bytes_of(book), workspace.catalog, unit_id=unit)
    return list(refusal.value.faults)


def place(book: Workbook, row_id: str, key: str) -> str:
    return f"so.xlsx, trang «{sheet_of(book, row_id).title}», ô {cell_of(book, row_id, key).coordinate}"


# The values typed into one row, the cell at fault, and words of the fault.
WRONG: dict[str, tuple[str, dict[str, Any], str, str]] = {
    "text for a number": ("early", {**COUNTS, "numerator": "tám"}, "numerator", "«tám» là chữ, không phải số"),
    "a number cut short": ("early", {"numerator": "1.2E+3", "denominator": 2000}, "numerator", "đã bị rút gọn"),
    "a percentage as text": ("early", {**COUNTS, "numerator": "80%"}, "numerator", "«80%» là chữ"),
    "a share for a count": ("early", {**COUNTS, "numerator": 0.8}, "numerator", "«0,8» giống một tỷ lệ"),
    "half a dossier": ("early", {**COUNTS, "denominator": 10.5}, "denominator", "«10,5» không phải số nguyên"),
    "a negative count": ("early", {**COUNTS, "numerator": -1}, "numerator", "«-1» không thể là số đếm"),
    "more than all": ("early", {"numerator": 11, "denominator": 10}, "numerator", "tử số 11 lớn hơn mẫu số 10"),
    "no denominator": ("early", {"numerator": 11}, "denominator", "chỉ có một trong hai"),
    "a value beside counts": ("satisfaction", {**COUNTS, "value": 80}, "value", "cả tử số, mẫu số và giá trị"),
    "beyond the scale": ("satisfaction", {"value": 812}, "value", "giá trị 812 ngoài thang đo"),
    "a printed share beyond 100": ("early", {**COUNTS, "reported_value": 812}, "reported_value", "ngoài thang đo"),
    "half a person": ("satisfied", {**COUNTS, "sample_size": 9.5}, "sample_size", "không phải số nguyên"),
    "nobody asked": ("satisfied", {**COUNTS, "sample_size": 0}, "sample_size", "số từ 1 trở lên"),
    "a rank beyond all": ("papi", {"value": 40, "reported_rank": 9, "reported_of": 5}, "reported_rank", "hạng 9 trên"),
    "no source": ("early", {**COUNTS, "source_id": None}, "source_id", "thiếu nguồn số liệu"),
    "another source": ("early", {**COUNTS, "source_id": "Sổ thủ"}, "source_id", "có phải là «Sổ thử»?"),
    "another flag": ("early", {**COUNTS, "flag": "đã chốt"}, "flag", "không có trong danh sách tình trạng"),
    "no flag": ("early", {**COUNTS, "flag": None}, "flag", "thiếu tình trạng số liệu"),
    "another method": ("papi", {"value": 40, "method": "cách lạ"}, "method", "không có trong danh sách"),
    "no such day": ("early", {**COUNTS, "as_of": "31/02/2025"}, "as_of", "«31/02/2025» không phải ngày"),
    "no such period": ("early", {**COUNTS, "period": "mùa hè"}, "period", "«mùa hè» không phải một kỳ"),
    "a period of another year": (
        "early",
        {**COUNTS, "period": "01/01/2023 – 31/03/2023"},
        "period",
        "kỳ kết thúc ngày 31/03/2023",
    ),
    "a period backwards": ("early", {**COUNTS, "period": "31/03/2024 – 01/01/2024"}, "period", "ngày cuối trước"),
    "a state that is not listed": ("task:viec-1", {"state": "xong rồi"}, "state", "không có trong danh sách"),
    "a report without a state": ("task:viec-1", {"note": "đang họp"}, "state", "thiếu tình trạng"),
    "a changed name": ("early", {"name": "Hồ sơ sớm"}, "name", "ô khóa «Chỉ tiêu» đã bị sửa thành «Hồ sơ sớm»"),
    "a changed definition": ("early", {"definition": "đếm cách khác"}, "definition", "đã bị sửa"),
    "a changed target": ("early", {"target": "≥ 10 %"}, "target", "Cần: «≥ 80\N{NO-BREAK SPACE}%»"),
    "a changed past": ("early", {"last_year": "9/10"}, "last_year", "Cần: «chưa có số liệu»"),
    "a ratio typed over the formula": ("early", {**COUNTS, "ratio": 0.95}, "ratio", "công thức của ô tỷ lệ đã bị thay"),
    "a ratio without counts": ("early", {"ratio": 0.95}, "ratio", "công thức của ô tỷ lệ đã bị thay"),
    "another id": ("early", {**COUNTS, "row_id": "sớm"}, "row_id", "mã «sớm» không có trong sổ mẫu"),
    "the id of another row": ("early", {**COUNTS, "row_id": "online"}, "row_id", "dòng đã bị xê dịch"),
    "figures in a row without id": ("early", {**COUNTS, "row_id": None}, "numerator", "dòng không có mã"),
}


@pytest.mark.parametrize("name", WRONG)
def test_each_fault_stands_at_its_cell(name: str, workspace: Workspace, book: Workbook) -> None:
    row_id, values, key, words = WRONG[name]
    cell = place(book, row_id, key)

    fill(book, row_id, **values)

    problems = faults(workspace, book)
    assert [fault.place for fault in problems] == [cell], [str(fault) for fault in problems]
    assert words in str(problems[0])


def test_all_faults_come_at_once_and_none_hides_another(workspace: Workspace, book: Workbook) -> None:
    fill(book, "early", numerator=20, denominator=10, flag="lạ", source_id=None)
    fill(book, "papi", value="bốn mươi")
    fill(book, "task:viec-2", state="lạ", as_of="hôm qua")

    problems = {fault.place for fault in faults(workspace, book)}

    assert problems == {
        place(book, "early", "numerator"),
        place(book, "early", "flag"),
        place(book, "early", "source_id"),
        place(book, "papi", "value"),
        place(book, "task:viec-2", "state"),
        place(book, "task:viec-2", "as_of"),
    }


@pytest.mark.parametrize(
    ("key", "value", "cell", "words"),
    [
        ("version", 2, "B2", "phiên bản «2»"),
        ("plan", "ke-hoach-khac", "B3", "sổ của kế hoạch «ke-hoach-khac»"),
        ("unit", "xa-moi", "B4", "sổ của «xa-moi»"),
        ("unit", "xa-lạ", "B4", "không có đơn vị nào mã «xa-lạ»"),
        ("year", 2023, "B8", "dấu của sổ mẫu đã bị sửa"),
        ("owner", "van-phong", "B8", "dấu của sổ mẫu đã bị sửa"),
        ("seal", None, "A1", "dấu của sổ mẫu không còn nguyên"),
    ],
)
def test_a_changed_stamp_is_noticed(
    key: str, value: Any, cell: str, words: str, workspace: Workspace, book: Workbook
) -> None:
    stamp = book["_cchc"]
    row = next(first.row for first in stamp["A"] if first.value == key)
    if value is None:
        stamp[f"A{row}"].value = None
    stamp[f"B{row}"].value = value

    problems = {fault.place: fault for fault in faults(workspace, book)}

    assert words in str(problems[f"so.xlsx, trang «_cchc», ô {cell}"])


def test_the_workbook_of_another_unit_is_refused(workspace: Workspace, book: Workbook) -> None:
    [fault] = faults(workspace, book, unit="xa-moi")

    assert (fault.place, fault.problem) == ("so.xlsx, trang «_cchc», ô B4", "sổ của «xa-thu»")


def test_a_sheet_of_another_year_is_noticed(workspace: Workspace, book: Workbook) -> None:
    other = workbook_in(template(workspace, unit=UNIT, year=2023))
    for cells in other["TTHC"].iter_rows():
        for cell in cells:
            book["TTHC"][cell.coordinate].value = cell.value
    fill(book, "early", **COUNTS)

    [fault] = faults(workspace, book)

    assert (fault.place, fault.problem) == ("so.xlsx, trang «TTHC», ô A1", "trang «TTHC» chép từ một sổ khác sang")


def test_a_row_given_twice_is_noticed(workspace: Workspace, book: Workbook) -> None:
    fill(book, "early", **COUNTS)
    sheet = sheet_of(book, "early")
    row, last = row_of(sheet, "early"), sheet.max_row + 1
    for cell in sheet[row]:
        sheet.cell(last, cell.column).value = None if cell.data_type == "f" else cell.value

    [fault] = faults(workspace, book)

    assert fault.problem == f"trùng với {place(book, 'early', 'numerator')}"


Change = Callable[[Workbook], object]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda book: fill(book, "early", source_id=None, note="chưa có số"), "ghi chú không kèm số liệu"),
        (lambda book: book.create_sheet("Của tôi").append(["ghi nhớ", 5]), "trang «Của tôi» không thuộc sổ mẫu"),
        (lambda book: book.remove(book["Chỉ số"]), "sổ thiếu 5 dòng của mẫu: papi, papi/papi-1, papi/papi-2"),
    ],
)
def test_what_is_only_to_be_looked_at_keeps_nothing_out(
    change: Change, words: str, workspace: Workspace, book: Workbook
) -> None:
    fill(book, "digitised", **MANY)
    change(book)

    content = read("so.xlsx", bytes_of(book), workspace.catalog, unit_id=UNIT)

    assert [caution.problem.startswith(words) for caution in content.cautions] == [True], content.cautions
    assert [row.indicator_id for _, row in content.observations] == ["digitised"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        (COUNTS, "có mẫu số dưới 30: 10"),
        # A commune printed 96,2 % for 2.602 of 2.760, which is 94,28 %.
        ({"numerator": 2602, "denominator": 2760, "reported_value": 96.2}, "tỷ lệ in 96,20 %, nhưng 2.602/2.760 là"),
        (MANY | {"as_of": dt.date(2024, 7, 1)}, "kỳ chưa hết: ngày cuối là 31/12/2024"),
    ],
)
def test_a_workbook_gives_the_cautions_of_every_other_file(
    values: dict[str, Any], words: str, workspace: Workspace, book: Workbook, monkeypatch: pytest.MonkeyPatch
) -> None:
    day = dt.date(2024, 7, 1) if "as_of" in values else dt.date(2025, 1, 1)
    monkeypatch.setattr(checks, "today", lambda: day)
    fill(book, "early", **values)

    content = read("so.xlsx", bytes_of(book), workspace.catalog, unit_id=UNIT)

    assert [(caution.place, words in caution.problem) for caution in content.cautions] == [
        (place(book, "early", "numerator"), True)
    ], content.cautions


def test_a_plan_that_moved_on_is_said_and_the_workbook_still_counts(book: Workbook, tmp_path: Path) -> None:
    fill(book, "early", **MANY)
    plan = tmp_path / "data" / "plans" / "mini"
    plan.mkdir(parents=True)
    for file in (DATA / "plans" / "mini").glob("*.toml"):
        words = file.read_text(encoding="utf-8").replace("hồ sơ trước hạn", "hồ sơ trả trước hạn")
        (plan / file.name).write_text(words.replace("Sổ thử", "Sổ theo dõi thử"), encoding="utf-8")
    newer = Workspace(tmp_path / "workspace", "mini", tmp_path / "data")

    content = read("so.xlsx", bytes_of(book), newer.catalog, unit_id=UNIT)

    assert [caution.problem for caution in content.cautions] == ["kế hoạch đã được sửa sau khi tạo sổ này"]
    assert [(row.indicator_id, row.source_id) for _, row in content.observations] == [("early", "so-thu")]


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


def test_a_workbook_without_its_hidden_sheet_is_told_so(workspace: Workspace, blank: bytes) -> None:
    book = load_workbook(io.BytesIO(blank))
    for name in [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]:
        del book[name]

    with pytest.raises(FaultError) as refusal:
        read("so-lieu.xlsx", bytes_of(book), workspace.catalog, unit_id=UNIT)

    assert [fault.problem for fault in refusal.value.faults] == ["sổ mẫu đã mất trang ẩn"]


DUE = [
    ["PHÂN CÔNG NHIỆM VỤ CẢI CÁCH HÀNH CHÍNH NĂM 2025"],
    ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian thực hiện", ""],
    ["", "", "", "Bắt đầu", "Hoàn thành"],
    ["I", "Cải cách thể chế", "", "", ""],
    ["1", "Rà soát văn bản", "Tư pháp – Hộ tịch", "01/02/2025", "30/6/2025"],
    ["2", "Lập danh mục", "Tư pháp – Hộ tịch", "", "Trước 30/9"],
    ["3", "Báo cáo năm", "Tư pháp – Hộ tịch", "", "Quý IV"],
    ["4", "Tuyên truyền", "Tư pháp – Hộ tịch", "", "Thường xuyên"],
    ["", "TM. ỦY BAN NHÂN DÂN", "", "", ""],
    ["", "CHỦ TỊCH", "", "", ""],
]


DAYS_OF_TASKS = {
    "Trước 30/6/2024": (dt.date(2024, 6, 30), None),
    "Tháng 6, tháng 12/2024": (dt.date(2024, 12, 31), None),
    "30/6 và 15/12": (dt.date(2024, 12, 15), None),
    "Quý I, Quý III": (dt.date(2024, 9, 30), None),
    "Cuối quý III": (dt.date(2024, 9, 30), None),
    # Việc lặp lại không có hạn cuối, trừ khi ghi năm.
    "Trước ngày 25 tháng cuối quý": (None, "quarter"),
    "6 tháng, năm": (None, "half-year"),
    "Định kỳ 6 tháng, năm": (None, "half-year"),
    "Trước 15/3 hằng năm": (None, "year"),
    "Hằng quý đến hết ngày 30/6/2025": (dt.date(2025, 6, 30), "quarter"),
    "Hằng tháng trong năm 2024": (dt.date(2024, 12, 31), "month"),
    "Tháng 6": (dt.date(2024, 6, 30), None),
    "6 tháng đầu năm": (dt.date(2024, 6, 30), None),
}


def test_due_days_and_recurrence_are_read_as_offices_write_them(plan: Catalog) -> None:
    head = ["STT", "Nhiệm vụ", "Chủ trì", "Thời gian"]
    rows = [[str(at), f"Việc số {at}", "Tư pháp – Hộ tịch", text] for at, text in enumerate(DAYS_OF_TASKS, 1)]
    cells = [["NHIỆM VỤ NĂM 2024", "", "", ""], head, ["", "CẢI CÁCH THỂ CHẾ", "", ""], *rows]

    table = tasks_in("a.csv", as_text(cells), plan)

    assert [(each.task.due, each.task.every) for each in table.tasks] == list(DAYS_OF_TASKS.values())
    assert [text in each.task.note for text, each in zip(DAYS_OF_TASKS, table.tasks, strict=True)][1:4] == [True] * 3


def test_a_day_without_a_year_is_of_the_year_of_the_title_and_a_signature_is_no_heading(plan: Catalog) -> None:
    book, into = load_workbook(io.BytesIO(as_printed.workbook(DUE))), io.BytesIO()
    for cells in ("A2:A3", "B2:B3", "C2:C3", "D2:E2"):
        book.worksheets[0].merge_cells(cells)
    book.save(into)

    table = tasks_in("phu-luc.xlsx", into.getvalue(), plan)

    assert [each.task.due for each in table.tasks] == [
        dt.date(2025, 6, 30),
        dt.date(2025, 9, 30),
        dt.date(2025, 12, 31),
        None,
    ]
