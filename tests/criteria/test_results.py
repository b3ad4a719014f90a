"""A table of results as offices write it: their letters, their separators, their numbers."""

from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import WHY, criterion, set_text, tree, write_results

Scoring = Callable[..., Workspace]
SET = set_text(criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "survey", full = 100 }', 4))
# Two criteria that a share scores, the first of them with evidence.
SHARES = criterion("1.1", '{ kind = "proportion" }', 6, 'evidence = "Báo cáo"') + criterion(
    "1.2", '{ kind = "proportion" }', 4
)


def handed_in(workspace: Workspace, name: str, data: bytes) -> Workspace:
    workspace.assessments.submit((name, data), criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY)
    return workspace


@pytest.mark.parametrize(
    ("name", "text", "letters"),
    [
        ("k.csv", "criterion,numerator,denominator,explanation\n1-1,1,2,đếm lại\n", "utf-16"),
        ("k.csv", "criterion;numerator;denominator;explanation\n1-1;1;2;đếm lại\n", "utf-8"),
        ("K.CSV", "criterion\tnumerator\tdenominator\texplanation\n\n1-1\t1\t2\tđếm lại\n", "utf-8-sig"),
    ],
)
def test_a_table_is_known_by_what_stands_in_it(scoring: Scoring, name: str, text: str, letters: str) -> None:
    row = tree(handed_in(scoring({"bo.toml": SET}), name, text.encode(letters)))["1.1"]

    assert (row["points"], row["explanation"]) == (3, "đếm lại")


@pytest.mark.parametrize("denominator", ["1.204", '"1,204"'])
def test_a_count_with_three_digits_behind_its_only_sign_is_thousands(scoring: Scoring, denominator: str) -> None:
    text = f"criterion,numerator,denominator\n1-1,602,{denominator}\n"

    # 602 of 1204 is one half, as 1 of 2 above: 3 points. 602 of 1,204 would be no share.
    assert tree(handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode()))["1.1"]["points"] == 3


def test_where_semicolons_part_the_cells_a_dot_parts_thousands(scoring: Scoring) -> None:
    text = "criterion;numerator;denominator;value\n1-1;602;1.204;\n1-2;;;88,25\n"

    rows = tree(handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode()))

    assert (rows["1.1"]["points"], rows["1.2"]["points"]) == (3, 3.53)


@pytest.mark.parametrize(("cell", "points"), [("88,25", 3.53), (88.25, 3.53)])
def test_a_workbook_may_hold_a_number_as_text(scoring: Scoring, tmp_path: Path, cell: object, points: float) -> None:
    book = Workbook()
    for row in (("criterion", "value"), ("1-2", cell)):
        book.worksheets[0].append(row)
    book.save(tmp_path / "k.xlsx")

    rows = tree(handed_in(scoring({"bo.toml": SET}), "k.xlsx", (tmp_path / "k.xlsx").read_bytes()))

    assert rows["1.2"]["points"] == points


def test_a_quote_that_does_not_close_is_told_and_no_crash(scoring: Scoring) -> None:
    text = 'criterion,explanation\n1-1,"' + "x" * 200_000

    with pytest.raises(FaultError, match="dấu ngoặc kép"):
        handed_in(scoring({"bo.toml": SET}), "k.csv", text.encode())


def test_a_unit_does_not_give_itself_points_of_a_survey(scoring: Scoring) -> None:
    with pytest.raises(FaultError, match=r"mục 1\.2 chấm bằng khảo sát"):
        handed_in(scoring({"bo.toml": SET}), "k.csv", b"criterion,points,explanation\n1-2,3,x\n")


@pytest.mark.parametrize(
    ("rule", "columns", "cells", "wanted"),
    [
        ('{ kind = "yes-no", late = 0.5 }', "numerator,denominator", "1,2", "done"),
        ('{ kind = "steps", counted = "báo cáo", step = [{ at_least = 4, points = 10 }] }', "done", "có", "counted"),
        ('{ kind = "proportion" }', "counted", "3", "numerator hoặc value"),
    ],
)
def test_a_result_where_the_rule_does_not_look_is_told_and_not_left_unscored(
    scoring: Scoring,
    rule: str,
    columns: str,
    cells: str,
    wanted: str,
) -> None:
    text = f"criterion,{columns}\n1-1,{cells}\n"

    with pytest.raises(FaultError, match=f"quy tắc của mục này không xét.*kết quả ở {wanted}"):
        handed_in(scoring({"bo.toml": set_text(criterion("1.1", rule, 10))}), "k.csv", text.encode())


@pytest.mark.parametrize(
    ("result", "problem"),
    [
        ({"criterion": "1-9", "points": 1}, "không có tiêu chí nào"),
        ({"criterion": "1-1", "points": 7}, "từ 0 đến 6"),
        ({"criterion": "1-1", "numerator": 3, "denominator": 2}, "lớn hơn mẫu số"),
        ({"criterion": "1-1", "numerator": 3}, "thiếu tử số hoặc mẫu số"),
        ({"criterion": "1-1", "points": "bốn"}, "cột «points»"),
        ({"criterion": "1-1", "document": "1/BC"}, "số văn bản cùng ngày"),
        ({"criterion": "1-1", "kind": "tu-cham"}, "cột «kind»"),
        ({"criterion": "1-1", "year": 2020, "points": 1}, "khác với «2022»"),
        ({"criterion": "1-2", "points": 1}, "đã có kết quả ở more.csv, dòng 2"),
        ({"criterion": "1-1", "points": "1e999"}, "cột «points»"),
        ({"criterion": "1-1", "points": "NaN"}, "«NaN»"),
        ({"criterion": "1-1", "numerator": "1e30", "denominator": 1}, "cột «numerator»"),
        ({"criterion": "1-1", "done": "có", "done_on": "31/02/2022"}, "28/01/2022"),
        ({"criterion": "1-3", "points": -1}, "từ 0 đến 2 điểm"),
        ({"criterion": "1-3", "points": 3}, "từ 0 đến 2 điểm"),
    ],
)
def test_a_result_at_fault_is_told_at_its_line_and_nothing_is_stored(
    scoring: Scoring, result: dict[str, object], problem: str
) -> None:
    # 1.3 has no maximum of its own: of the twelve of what it stands under, 1.1 and 1.2 have ten.
    workspace = scoring({"bo.toml": set_text(SHARES + criterion("1.3", '{ kind = "unknown" }', None), maximum=12)})
    file = write_results(
        workspace.folder / "more.csv", [{"criterion": "1-2", "numerator": 1, "denominator": 2}, result]
    )

    with pytest.raises(FaultError) as refusal:
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY)

    assert [problem in str(fault) for fault in refusal.value.faults] == [True]
    assert "dòng 3" in refusal.value.faults[0].place
    assert workspace.ledger.entries() == []


@pytest.mark.parametrize("text", ["", "criterion,points\n", "\n\n"])
def test_a_table_without_a_line_is_told_so(scoring: Scoring, tmp_path: Path, text: str) -> None:
    file = tmp_path / "rong.csv"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(FaultError, match=r"không có dòng kết quả nào|thiếu cột"):
        scoring({"bo.toml": set_text(SHARES)}).assessments.submit(
            file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY
        )


def test_days_may_be_written_as_officers_write_them(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(criterion("1.1", '{ kind = "yes-no", late = 0.5 }', 10, 'due = "03-02"'))},
        [
            {
                "criterion": "1-1",
                "done": "có",
                "done_on": "3/2/2022",
                "document": "1/BC-UBND",
                "document_date": "05/01/2022",
            }
        ],
    )

    row = tree(workspace)["1.1"]

    # 03 February, in time for 02 March; read as 2 March it would be too, as 2 April not.
    assert (str(row["done_on"])[:10], row["points"]) == ("2022-02-03", 10)
    assert list(row["evidence"]) == ["1/BC-UBND ngày 05/01/2022"]
