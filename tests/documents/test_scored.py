"""The table of a scored set says what the page says, and never pass an illustration off as real."""

import io
from pathlib import Path

import pytest
from openpyxl import load_workbook

from cchc_metrics import metrics
from cchc_metrics.criteria import steps
from cchc_metrics.documents.criteria_sheets import criteria_table, score_table
from cchc_metrics.workspace import Workspace

ASKED = {"unit": "nhat-quang", "criteria": "par-xa-minh-hoa"}


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return Workspace.open(tmp_path_factory.mktemp("workspace"))


def test_the_table_has_the_points_as_numbers_and_nothing_for_what_is_missing(workspace: Workspace) -> None:
    book = load_workbook(io.BytesIO(score_table(workspace.store, workspace.catalog, **ASKED, year=2025)))
    rows = list(book.worksheets[0].iter_rows(values_only=True))
    tree = metrics.score_tree(workspace.store, **ASKED, year=2025).set_index("number")

    shown = {row[0]: row for row in rows if row[0] in tree.index}

    assert len(shown) == len(tree)
    assert shown["4.3"][2:8] == (4, 2, None, None, 2, 2)
    assert any("BỘ TIÊU CHÍ MINH HỌA" in str(row[0]) for row in rows)
    # On paper no column falls on another page, and what is wrapped has room.
    sheet = book.worksheets[0]
    assert (sheet.page_setup.orientation, sheet.sheet_properties.pageSetUpPr.fitToPage) == ("landscape", True)
    said = next(number for number, row in enumerate(rows, 1) if row[0] == "1.1.1")
    assert sheet.row_dimensions[said].height == 30


def test_what_an_officer_wrote_is_not_run_by_a_spreadsheet(tmp_path: Path) -> None:
    workspace = Workspace.open(tmp_path)
    run = '=HYPERLINK("http://x")'
    workspace.assessments.take(
        steps.step_of(
            "enter",
            {
                "set_id": ASKED["criteria"],
                "year": 2025,
                "results": ({"criterion": "giao-ban", "counted": 12, "explanation": run},),
            },
        ),
        unit_id=ASKED["unit"],
        by="An",
        why="thử",
    )
    given = workspace.assessments.set_of(ASKED["criteria"], 2025)
    hostile = given.model_copy(
        update={"criteria": tuple(row.model_copy(update={"name": run}) for row in given.criteria)}
    )

    scored = load_workbook(io.BytesIO(score_table(workspace.store, workspace.catalog, **ASKED, year=2025)))
    table = load_workbook(io.BytesIO(criteria_table(hostile)))

    cells = [cell for book in (scored, table) for sheet in book for row in sheet.iter_rows() for cell in row]
    assert len([cell for cell in cells if cell.value == run]) == 1 + len(given.criteria)
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_a_year_that_the_set_does_not_score_has_no_file(workspace: Workspace) -> None:
    with pytest.raises(KeyError):
        score_table(workspace.store, workspace.catalog, **ASKED, year=2019)
