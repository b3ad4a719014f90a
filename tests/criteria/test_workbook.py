"""The workbooks of a set: one that describes it, one that is filled in and handed in."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.criteria.models import EXAMPLES, CriteriaSet, rule_of, rule_text
from cchc_metrics.criteria.results import form_numbers
from cchc_metrics.criteria.workbook import TITLES, Baseline, lines
from cchc_metrics.documents.scores import criteria_table, score_table, score_workbook
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.files import read
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import criterion, set_text

ABOUT: dict[str, Any] = {"unit": "nhat-quang", "criteria": "par-xa-minh-hoa", "year": 2025}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("office") / "workspace")


def baseline(office: Workspace) -> Baseline:
    criteria_set = office.assessments.set_of("par-xa-minh-hoa", 2025)
    return office.assessments._baseline(criteria_set, "nhat-quang", 2025)


def sheet_of(data: bytes) -> tuple[Worksheet, dict[str, int], dict[str, int]]:
    """The sheet, its columns by title, and its rows by the number of the criterion."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Số")
    columns = {str(cell.value): cell.column for cell in head if cell.value}
    rows = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=head[0].row + 1) if row[0].value}
    return sheet, columns, rows


def bytes_of(sheet: Worksheet) -> bytes:
    out = io.BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


Cells = dict[str, dict[str, object]]


def filled(office: Workspace, cells: Cells) -> tuple[Worksheet, dict[str, int], dict[str, int]]:
    """The workbook of the illustration with cells filled in, by number of the criterion and title of the column."""
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    for number, values in cells.items():
        for title, value in values.items():
            sheet.cell(rows[number], columns[title]).value = value  # type: ignore[assignment]
    return sheet, columns, rows


ONE: Cells = {"1.1.2": {"Tự chấm": 0.5}}


def swap_rows(sheet: Worksheet, first: int, second: int, columns: range) -> None:
    for column in columns:
        one, other = sheet.cell(first, column), sheet.cell(second, column)
        one.value, other.value = other.value, one.value


def rows_moved(sheet: Worksheet) -> None:
    swap_rows(sheet, 8, 9, range(1, 21))


def row_deleted(sheet: Worksheet) -> None:
    sheet.delete_rows(8)


def rows_inserted(sheet: Worksheet) -> None:
    sheet.insert_rows(9, 2)


def column_hidden(sheet: Worksheet) -> None:
    sheet.column_dimensions["M"].hidden = True


def renamed(sheet: Worksheet) -> None:
    sheet.title = "Bản nộp"


def another_sheet_first(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("Ghi chú", 0)["A1"] = "gửi đồng chí văn phòng"


def hidden_copy_first(sheet: Worksheet) -> None:
    copy = sheet.parent.copy_worksheet(sheet)
    copy["M9"], copy.sheet_state = 0.25, "hidden"
    sheet.parent.move_sheet(copy, -1)


def sums_and_signatures(sheet: Worksheet) -> None:
    sheet["M6"], sheet["B60"], sheet["M60"], sheet["S63"] = 0.5, "Tổng cộng", 0.5, "NGƯỜI LẬP BIỂU"


def own_notes(sheet: Worksheet) -> None:
    sheet["U5"], sheet["U9"] = "Ghi chú", "hỏi lại địa chính"


def as_text(sheet: Worksheet) -> None:
    sheet["M9"] = "0,5"


@pytest.mark.parametrize(
    "change",
    [
        *(rows_moved, row_deleted, rows_inserted, column_hidden, renamed, another_sheet_first, hidden_copy_first),
        *(sums_and_signatures, own_notes, as_text),
    ],
)
def test_a_workbook_that_was_moved_about_says_the_same(office: Workspace, change: Callable[[Worksheet], None]) -> None:
    sheet, _, rows = filled(office, ONE)
    assert (rows["1.1.1"], rows["1.1.2"]) == (8, 9)
    change(sheet)

    read = lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))

    key = baseline(office).keys["1.1.2"]
    assert [(line.content.criterion, float(line.content.points or 0)) for line in read] == [(key, 0.5)]


def names_apart(sheet: Worksheet) -> None:
    swap_rows(sheet, 8, 9, range(2, 3))


def numbers_apart(sheet: Worksheet) -> None:
    swap_rows(sheet, 8, 9, range(1, 2))


def number_as_figure(sheet: Worksheet) -> None:
    """«1.10» that a program made a figure is the number of the lĩnh vực 1.1."""
    sheet["A9"] = 1.1


def no_number(sheet: Worksheet) -> None:
    sheet["A9"] = None


def unknown_number(sheet: Worksheet) -> None:
    sheet["A9"] = "1.1.9"


def points_merged(sheet: Worksheet) -> None:
    sheet["M8"], sheet["M9"] = 0.5, None
    sheet.merge_cells("M8:M9")


def counts_merged(sheet: Worksheet) -> None:
    sheet["J9"] = 45
    sheet.merge_cells("J9:K9")


def numbers_merged(sheet: Worksheet) -> None:
    sheet.merge_cells("A8:A9")


def title_renamed(sheet: Worksheet) -> None:
    sheet["M5"] = "Điểm tự chấm"


def title_twice(sheet: Worksheet) -> None:
    sheet["N5"] = "Tự chấm"


def result_of_group(sheet: Worksheet) -> None:
    sheet["S6"] = "đã có báo cáo"


def uncalculated(sheet: Worksheet) -> None:
    sheet["M9"] = "=0.25+0.25"


def two_copies(sheet: Worksheet) -> None:
    sheet.parent.copy_worksheet(sheet).title = "Bản 2"


def days_deleted(sheet: Worksheet) -> None:
    sheet["R9"] = "Báo cáo 12/BC-UBND"
    sheet.delete_cols(16)


@pytest.mark.parametrize(
    ("change", "place", "problem"),
    [
        (names_apart, "ô A9", "số 1.1.2 là «Nhiệm vụ trong kế hoạch năm đã hoàn thành», mà dòng này ghi «Ban hành kế"),
        (numbers_apart, "ô A9", "số 1.1.1 là «Ban hành kế hoạch năm đúng hạn», mà dòng này ghi «Nhiệm vụ trong kế"),
        (number_as_figure, "ô A9", "số 1.1 là «Kế hoạch cải cách hành chính năm», mà dòng này ghi «Nhiệm vụ trong kế"),
        (no_number, "ô M9", "ô này có kết quả mà dòng không có số của tiêu chí nào"),
        (unknown_number, "ô A9", "không có tiêu chí nào số «1.1.9»"),
        (points_merged, "ô M8", "ô gộp trùm nhiều ô kết quả"),
        (counts_merged, "ô J9", "ô gộp trùm nhiều ô kết quả"),
        (numbers_merged, "ô M9", "ô này có kết quả mà dòng không có số của tiêu chí nào"),
        (title_renamed, "ô M5", "không có cột nào tên «Điểm tự chấm»; có phải là «Tự chấm»?"),
        (title_twice, "ô N5", "hai cột «Tự chấm»"),
        (result_of_group, "ô S6", "mục 1 «Chỉ đạo, điều hành cải cách hành chính» cộng từ các tiêu chí của nó"),
        (uncalculated, "ô M9", "công thức chưa được tính"),
        (two_copies, "trang «Bản 2»", "sổ có nhiều trang chấm điểm: «Chấm điểm», «Bản 2»"),
        (days_deleted, "ô Q9", "tài liệu kiểm chứng có số văn bản"),
    ],
)
def test_what_no_criterion_can_be_told_for_is_refused_at_its_cell(
    office: Workspace, change: Callable[[Worksheet], None], place: str, problem: str
) -> None:
    sheet, *_ = filled(office, ONE)
    change(sheet)

    with pytest.raises(FaultError) as refusal:
        lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))

    faults = {fault.place.removeprefix("so.xlsx, "): fault.problem for fault in refusal.value.faults}
    assert [text for at, text in faults.items() if at.endswith(place) and text.startswith(problem)]


def test_the_table_of_scores_handed_back_says_nothing_new(office: Workspace) -> None:
    table = score_table(office.store, office.catalog, **ABOUT)

    with pytest.raises(FaultError) as refusal:
        lines("bang-diem.xlsx", table, lambda: baseline(office))

    assert [fault.problem for fault in refusal.value.faults] == [
        "bảng không có kết quả nào mới: mọi điểm đã có như vậy"
    ]


def test_what_is_filled_in_is_read_by_its_titles_and_a_fault_stands_in_its_cell(office: Workspace) -> None:
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    leaf = next(number for number in rows if number in baseline(office).keys)
    assert set(TITLES) <= set(columns)
    for title, value in (("Giải trình", "đã họp giao ban hằng tháng"), ("Tự chấm", "một điểm")):
        sheet.cell(rows[leaf], columns[title]).value = value

    with pytest.raises(FaultError) as refusal:
        lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))

    cell = sheet.cell(rows[leaf], columns["Tự chấm"]).coordinate
    assert [fault.place.endswith(f"ô {cell}") for fault in refusal.value.faults] == [True]
    sheet.cell(rows[leaf], columns["Tự chấm"]).value = None
    read = lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))
    assert [(line.content.criterion, line.content.explanation) for line in read] == [  # type: ignore[union-attr]
        (baseline(office).keys[leaf], "đã họp giao ban hằng tháng")
    ]


def test_all_that_is_wrong_with_a_workbook_is_told_at_once(office: Workspace) -> None:
    """A cell that is no number, and points above the maximum of another criterion: two kinds, one refusal."""
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    first, second = [number for number in rows if number in baseline(office).keys][:2]
    sheet.cell(rows[first], columns["Tự chấm"]).value = "một điểm"
    sheet.cell(rows[second], columns["Thẩm định"]).value = 99
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}

    with pytest.raises(FaultError) as refusal:
        office.assessments.check(("so.xlsx", bytes_of(sheet)), **about)  # type: ignore[arg-type]

    cells = [fault.place.rpartition(" ")[2] for fault in refusal.value.faults]
    assert cells[:2] == [
        sheet.cell(rows[first], columns["Tự chấm"]).coordinate,
        sheet.cell(rows[second], columns["Thẩm định"]).coordinate,
    ]


@pytest.mark.parametrize(
    ("values", "title"),
    [({"Tự chấm": 99}, "Tự chấm"), ({"Tử số": 12, "Mẫu số": 10}, "Tử số"), ({"Thẩm định": 99}, "Thẩm định")],
)
def test_what_is_wrong_with_a_row_stands_at_the_cell_that_was_filled_in(
    office: Workspace, values: dict[str, int], title: str
) -> None:
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    for column, value in values.items():
        sheet.cell(rows["1.1.2"], columns[column]).value = value
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}

    with pytest.raises(FaultError) as refusal:
        office.assessments.check(("so.xlsx", bytes_of(sheet)), **about)  # type: ignore[arg-type]

    assert refusal.value.faults[0].place.endswith(sheet.cell(rows["1.1.2"], columns[title]).coordinate)


@pytest.mark.parametrize(
    ("criteria", "owner"), [("par-xa-minh-hoa", None), ("par-xa-minh-hoa", "tu-phap-ho-tich"), ("bo-766", None)]
)
def test_the_workbook_of_scores_is_told_where_it_goes(office: Workspace, criteria: str, owner: str | None) -> None:
    data = score_workbook(office.store, office.catalog, unit="nhat-quang", criteria=criteria, year=2025, owner=owner)

    with pytest.raises(FaultError, match="nộp ở trang Chấm điểm"):
        read("so.xlsx", data, office.catalog, unit_id="nhat-quang")


@pytest.mark.parametrize(
    ("other", "problem"),
    [
        ({"unit": "dinh-cao"}, "sổ này của Xã Nhật Quang, năm 2025"),
        ({"year": 2024}, "sổ này của Xã Nhật Quang, năm 2025"),
        ({"criteria": "bo-766"}, "sổ này của bộ «Bộ tiêu chí minh họa để chấm Chỉ số cải cách hành chính cấp xã»"),
    ],
)
def test_the_workbook_of_another_unit_year_or_set_is_told_and_not_taken(
    office: Workspace, other: dict[str, Any], problem: str
) -> None:
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    sheet.cell(rows["1.1.2"], columns["Tự chấm"]).value = 1
    about = ABOUT | other

    with pytest.raises(FaultError) as refusal:
        office.assessments.preview(
            ("so.xlsx", bytes_of(sheet)),
            criteria=about["criteria"],
            unit_id=about["unit"],
            year=about["year"],
            why="thử",
        )

    assert [fault.problem for fault in refusal.value.faults] == [problem]


def test_another_workbook_is_told_as_such_without_names_of_columns(office: Workspace) -> None:
    figures = template(office, unit="nhat-quang", year=2025).data
    set_file = criteria_table(office.assessments.set_of("par-xa-minh-hoa", 2025))

    for data in (figures, set_file):
        with pytest.raises(FaultError) as refusal:
            lines("so.xlsx", data, lambda: baseline(office))
        assert [fault.problem for fault in refusal.value.faults] == ["đây không phải sổ chấm điểm"]


def test_the_workbook_of_a_post_has_its_criteria_only(office: Workspace) -> None:
    owner = "tu-phap-ho-tich"
    _, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT, owner=owner))
    sheet, *_ = sheet_of(score_workbook(office.store, office.catalog, **ABOUT, owner=owner))

    posts = {
        sheet.cell(row, columns["Phụ trách"]).value for number, row in rows.items() if number in baseline(office).keys
    }

    assert posts == {"Công chức Tư pháp – Hộ tịch"}
    # Of what stands above them only what has some of them: mục 2.
    assert list(rows) == ["2", "2.1", "2.2", "2.3"]


def test_what_a_workbook_would_change_is_told_before_anything_is_stored(office: Workspace) -> None:
    sheet, columns, rows = sheet_of(score_workbook(office.store, office.catalog, **ABOUT))
    # 1.1.1 has 1 point at most; appraisers give a half.
    leaf = next(number for number in rows if number in baseline(office).keys)
    sheet.cell(rows[leaf], columns["Thẩm định"]).value = 0.5
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}
    before = office.ledger.entries()

    with pytest.raises(FaultError, match=f"ô {sheet.cell(rows[leaf], columns['Thẩm định']).coordinate}: thẩm định"):
        office.assessments.preview(("so.xlsx", bytes_of(sheet)), **about, why="thử")  # type: ignore[arg-type]
    sheet.cell(rows[leaf], columns["Lý do thẩm định khác"]).value = "thiếu biên bản"
    preview = office.assessments.preview(("so.xlsx", bytes_of(sheet)), **about, why="thử")  # type: ignore[arg-type]

    assert [(row.number, row.kind, float(row.after)) for row in preview.criteria.itertuples()] == [
        (leaf, "appraised", 0.5)
    ]
    loss = float(preview.before["points"]) - float(preview.after["points"])
    difference = float(points_of(office, leaf)) - 0.5
    assert loss == pytest.approx(difference)
    assert preview.figures.empty
    assert office.ledger.entries() == before


def points_of(office: Workspace, number: str) -> float:
    tree = metrics.score_tree(office.store, **ABOUT)  # type: ignore[arg-type]
    return float(tree.loc[tree["number"] == number, "points"].iloc[0])


def test_what_a_publication_changes_is_told_before_it_is_done(office: Workspace) -> None:
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}

    preview = office.assessments.preview_publication(**about)  # type: ignore[arg-type]

    whole = preview.figures[preview.figures["part_id"] == ""]
    # The shipped figure of PAR INDEX in 2025 is the same score: 82,44 of 93 points.
    assert [(row.indicator_id, round(row.before, 2), round(row.after, 2)) for row in whole.itertuples()] == [
        ("par-index", 88.65, 88.65)
    ]
    assert preview.flips.empty
    assert not any(entry.action == "score-publish" for entry in office.ledger.entries())


SOUND = set_text(
    criterion("1.1", '{ kind = "yes-no", late = 0.5 }', 2, 'due = "01-15"\ndue_next_year = true\nid = "ke-hoach"')
    + criterion("1.2", '{ kind = "steps", counted = "lần", step = [{ at_least = 4, points = 3 }] }', 3)
    + criterion("1.3", '{ kind = "capped", threshold = 80 }', 5, 'indicator = "early"\nowner = "van-phong"'),
    more='band = [{ name = "A", at_least = 80 }, { name = "B", at_least = 0 }]',
)
# Of the workbook row 1 holds the names of the columns, row 2 the lĩnh vực, rows 3 to 5 its criteria.
TEN = {
    "A3": "1.1.x",
    "E2": "mười",
    "F4": "bậc thang",
    "H5": "van-phng",
    "K5": "erly",
    "L2": "proceduress",
    "I3": "31-12",
    "N4": "xóm",
    "D5": None,
}


@pytest.fixture
def sound(mini: Catalog) -> CriteriaSet:
    return read_set("bo.toml", SOUND.encode(), mini)


def book_with(criteria_set: CriteriaSet, cells: dict[str, object], sheet: str = "Tiêu chí") -> Workbook:
    book = load_workbook(io.BytesIO(criteria_table(criteria_set)))
    for cell, value in cells.items():
        book[sheet][cell] = value
    return book


def faults(book: Workbook, catalog: Catalog) -> dict[str, str]:
    out = io.BytesIO()
    book.save(out)
    with pytest.raises(FaultError) as refusal:
        read_set("bo.xlsx", out.getvalue(), catalog)
    return {fault.place: str(fault) for fault in refusal.value.faults}


def test_a_workbook_reads_back_as_the_set(sound: CriteriaSet, mini: Catalog) -> None:
    assert read_set("bo.xlsx", criteria_table(sound), mini) == sound


@pytest.mark.parametrize("words", EXAMPLES)
def test_every_form_of_a_rule_is_read_and_written_the_same(words: str) -> None:
    rule = rule_of(words)

    assert rule is not None
    assert rule_text(rule) == words


def test_ten_faults_are_listed_each_at_its_cell(sound: CriteriaSet, mini: Catalog) -> None:
    book = book_with(sound, TEN)
    book["Xếp loại"]["B2"] = 101

    problems = faults(book, mini)

    places = {f"bo.xlsx, trang «Tiêu chí», ô {cell}" for cell in TEN} | {"bo.xlsx, trang «Xếp loại», ô B2"}
    assert set(problems) == places
    assert "van-phong" in problems["bo.xlsx, trang «Tiêu chí», ô H5"]


@pytest.mark.parametrize(
    ("cells", "cell", "problem"),
    [
        ({"E3": 3}, "E2", "cộng lại được 11"),
        ({"A4": "1.1"}, "A4", "đã có ở trên"),
        ({"A5": "2.1"}, "A5", "không có mục «2»"),
        ({"F4": None}, "F4", "không có quy tắc chấm"),
        ({"F2": "tỷ lệ"}, "F2", "có mục con"),
        ({"F4": "bậc (lần): 4 = 2"}, "F4", "bậc cao nhất"),
    ],
)
def test_one_fault_alone(sound: CriteriaSet, mini: Catalog, cells: dict[str, object], cell: str, problem: str) -> None:
    problems = faults(book_with(sound, cells), mini)

    assert problem in problems[f"bo.xlsx, trang «Tiêu chí», ô {cell}"]


@pytest.mark.parametrize(
    ("cell", "words", "form"),
    [
        ("I4", "31-31", "tháng-ngày"),
        ("I4", "02-31", "tháng-ngày"),
        ("I4", "02-29", "tháng-ngày"),
        ("I4", "11-31", "tháng-ngày"),
        ("A4", "1.1.1.1", "1, 1.1"),
        ("J4", "x", "có hoặc không"),
    ],
)
def test_a_cell_of_its_own_form_says_which(sound: CriteriaSet, mini: Catalog, cell: str, words: str, form: str) -> None:
    problems = faults(book_with(sound, {cell: words}), mini)

    assert f"Cần: {form}" in problems[f"bo.xlsx, trang «Tiêu chí», ô {cell}"]


def test_a_head_at_fault_is_told_at_its_cell(sound: CriteriaSet, mini: Catalog) -> None:
    book = book_with(sound, {"B4": "năm nay", "B8": "tùy"}, "Bộ tiêu chí")

    assert set(faults(book, mini)) == {f"bo.xlsx, trang «Bộ tiêu chí», ô {cell}" for cell in ("B4", "B8")}


@pytest.mark.parametrize(
    ("text", "place", "problem"),
    [
        ("[set", "bo.toml", "TOML"),
        (
            SOUND.replace("threshold = 80", "threshhold = 80"),
            "[[criterion]] thứ 4 (1.3) · rule.threshhold",
            "threshold",
        ),
        (SOUND.replace('kind = "capped", threshold = 80', 'kind = "capped"'), "thứ 4 (1.3) · rule", "thiếu: threshold"),
        (SOUND.replace("at_least = 0 }", "at_least = 10 }"), "[set] · band", "từ 10 %"),
    ],
)
def test_a_file_at_fault(mini: Catalog, text: str, place: str, problem: str) -> None:
    with pytest.raises(FaultError) as refusal:
        read_set("bo.toml", text.encode(), mini)

    assert place in refusal.value.faults[0].place
    assert problem in str(refusal.value.faults[0])


def test_two_files_of_one_version_are_a_fault(scoring: Callable[..., object]) -> None:
    workspace = scoring({"a.toml": SOUND, "b.toml": SOUND})

    with pytest.raises(FaultError, match=r"đã có ở tệp a\.toml"):
        workspace.store  # type: ignore[attr-defined]  # noqa: B018 - building is what fails


@pytest.mark.parametrize("rule", ["thưởng 0,5 (sáng kiến của UBND)", "trừ 0,5 (văn bản của HĐND)", "bậc (CBCC): 4 = 2"])
def test_a_name_keeps_its_capitals_in_a_rule(rule: str) -> None:
    for words in (rule, rule[0].upper() + rule[1:]):
        result = rule_of(words)
        assert result is not None
        assert rule_text(result) == rule


def test_what_is_no_table_where_one_belongs_is_told(mini: Catalog) -> None:
    with pytest.raises(FaultError, match="«criterion» không phải là bảng"):
        read_set("bo.toml", b"criterion = 3\n" + SOUND.partition("[[criterion]]")[0].encode(), mini)


def test_rows_and_columns_that_are_hidden_are_read_and_named(office: Workspace) -> None:
    """A filter hides rows: what stands in them is handed in too, and nobody saw it."""
    sheet, _, rows = filled(office, {"1.1.2": {"Tự chấm": 0.5}, "2.1": {"Giải trình": "đã kiểm tra"}})
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}
    for number in ("1.1.2", "1.1.1"):
        # Nothing is filled in beside 1.1.1.
        sheet.row_dimensions[rows[number]].hidden = True
    sheet.column_dimensions["S"].hidden = True

    cautions = office.assessments.preview(("so.xlsx", bytes_of(sheet)), **about, why="thử").cautions  # type: ignore[arg-type]

    assert [caution.problem for caution in cautions] == [
        "1 hàng bị ẩn có kết quả vẫn được đọc: 1.1.2",
        "cột bị ẩn có kết quả vẫn được đọc: «Giải trình»",
    ]


@pytest.mark.parametrize(
    ("cells", "done", "day"),
    [
        ({"Có/không": "x", "Ngày xong": "20/1/25"}, True, "2025-01-20"),
        ({"Có/không": "✓", "Ngày xong": "20.01.2025"}, True, "2025-01-20"),
        ({"Có/không": "Đã xong", "Ngày xong": "20 tháng 1 năm 2025"}, True, "2025-01-20"),
        ({"Có/không": "chưa"}, False, None),
    ],
)
def test_yes_and_days_are_read_as_people_write_them(
    office: Workspace, cells: dict[str, object], *, done: bool, day: str | None
) -> None:
    sheet, *_ = filled(office, {"1.1.1": cells})

    (line,) = lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))

    content: Any = line.content
    assert (content.done, content.done_on and content.done_on.isoformat()) == (done, day)


def test_a_number_of_things_is_a_whole_one(office: Workspace) -> None:
    sheet, columns, rows = filled(office, {"1.1.2": {"Số lượng": 0.5}})

    with pytest.raises(FaultError) as refusal:
        lines("so.xlsx", bytes_of(sheet), lambda: baseline(office))

    cell = sheet.cell(rows["1.1.2"], columns["Số lượng"]).coordinate
    assert [(one.problem, one.place.endswith(f"ô {cell}")) for one in refusal.value.faults] == [
        ("«0,5» không phải số đếm", True)
    ]
    with pytest.raises(FaultError, match="không phải số đếm"):
        form_numbers("mục 1.1.2", {"counted": ("Số lượng", "0,5")})
    # Money paid out is a share with decimals.
    assert form_numbers("mục 1.1.2", {"numerator": ("Tử số", "10,5")}) == {"numerator": "10.5"}


@pytest.mark.parametrize("code_page", ["cp1252", "ascii"])
def test_a_csv_that_lost_its_letters_is_told_so(office: Workspace, code_page: str) -> None:
    """Saved by LibreOffice in a code page without Vietnamese letters, it was told to be no workbook of scores."""
    sheet, *_ = filled(office, ONE)
    text = "\n".join(",".join(f'"{cell or ""}"' for cell in row) for row in sheet.iter_rows(values_only=True))

    with pytest.raises(FaultError, match="tệp đã mất chữ có dấu"):
        lines("so.csv", text.encode(code_page, "replace"), lambda: baseline(office))
