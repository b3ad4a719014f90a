"""The workbook of a set is filled in and handed in; the table of scores can be handed back, too."""

import io

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics import metrics
from cchc_metrics.criteria.results import TITLES, Baseline, lines
from cchc_metrics.documents.scores import score_table, score_workbook
from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace

ABOUT = {"unit": "nhat-quang", "criteria": "par-xa-minh-hoa", "year": 2025}


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("office") / "workspace")


def known(office: Workspace) -> Baseline:
    criteria_set = office.assessments.set_of("par-xa-minh-hoa", 2025)
    return office.assessments._baseline(criteria_set, "nhat-quang", 2025)


def opened(data: bytes) -> tuple[Worksheet, dict[str, int], dict[str, int]]:
    """The sheet, its columns by title, and its rows by the number of the criterion."""
    sheet = load_workbook(io.BytesIO(data)).worksheets[0]
    head = next(row for row in sheet.iter_rows() if row[0].value == "Số")
    columns = {str(cell.value): cell.column for cell in head if cell.value}
    rows = {str(row[0].value): row[0].row for row in sheet.iter_rows(min_row=head[0].row + 1) if row[0].value}
    return sheet, columns, rows


def saved(sheet: Worksheet) -> bytes:
    out = io.BytesIO()
    sheet.parent.save(out)
    return out.getvalue()


def test_the_table_of_scores_handed_back_says_nothing_new(office: Workspace) -> None:
    table = score_table(office.store, office.catalog, **ABOUT)

    with pytest.raises(FaultError) as refusal:
        lines("bang-diem.xlsx", table, lambda: known(office))

    assert [fault.problem for fault in refusal.value.faults] == [
        "bảng không có kết quả nào mới: mọi điểm đã có như vậy"
    ]


def test_what_is_filled_in_is_read_by_its_titles_and_a_fault_stands_in_its_cell(office: Workspace) -> None:
    sheet, columns, rows = opened(score_workbook(office.store, office.catalog, **ABOUT))
    leaf = next(number for number in rows if number in known(office).keys)
    assert set(TITLES) <= set(columns)
    for title, value in (("Giải trình", "đã họp giao ban hằng tháng"), ("Tự chấm", "một điểm")):
        sheet.cell(rows[leaf], columns[title]).value = value

    with pytest.raises(FaultError) as refusal:
        lines("so.xlsx", saved(sheet), lambda: known(office))

    cell = sheet.cell(rows[leaf], columns["Tự chấm"]).coordinate
    assert [fault.place.endswith(f"ô {cell}") for fault in refusal.value.faults] == [True]
    sheet.cell(rows[leaf], columns["Tự chấm"]).value = None
    read = lines("so.xlsx", saved(sheet), lambda: known(office))
    assert [(line.content.criterion, line.content.explanation) for line in read] == [  # type: ignore[union-attr]
        (known(office).keys[leaf], "đã họp giao ban hằng tháng")
    ]


def test_the_workbook_of_a_post_has_its_criteria_only(office: Workspace) -> None:
    owner = "tu-phap-ho-tich"
    _, columns, rows = opened(score_workbook(office.store, office.catalog, **ABOUT, owner=owner))
    sheet, *_ = opened(score_workbook(office.store, office.catalog, **ABOUT, owner=owner))

    posts = {
        sheet.cell(row, columns["Phụ trách"]).value for number, row in rows.items() if number in known(office).keys
    }

    assert posts == {"Công chức Tư pháp – Hộ tịch"}


def test_what_a_workbook_would_change_is_told_before_anything_is_stored(office: Workspace) -> None:
    sheet, columns, rows = opened(score_workbook(office.store, office.catalog, **ABOUT))
    # 1.1.1 has 1 point at most; appraisers give a half.
    leaf = next(number for number in rows if number in known(office).keys)
    sheet.cell(rows[leaf], columns["Thẩm định"]).value = 0.5
    about = {"criteria": ABOUT["criteria"], "unit_id": ABOUT["unit"], "year": ABOUT["year"]}
    before = office.ledger.entries()

    preview = office.assessments.preview(("so.xlsx", saved(sheet)), **about, why="thử")  # type: ignore[arg-type]

    assert [(row.number, row.kind, float(row.after)) for row in preview.criteria.itertuples()] == [
        (leaf, "appraised", 0.5)
    ]
    lost = float(preview.before["points"]) - float(preview.after["points"])
    gone = float(opened_points(office, leaf)) - 0.5
    assert lost == pytest.approx(gone)
    assert preview.figures.empty
    assert office.ledger.entries() == before


def opened_points(office: Workspace, number: str) -> float:
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
