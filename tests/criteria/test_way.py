"""The course of an assessment: versions by year, evidence, steps in the ledger, the published figure, the rank."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from cchc_metrics import metrics
from cchc_metrics.criteria import steps
from cchc_metrics.days import local_day, today
from cchc_metrics.faults import FaultError
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import sentence
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.views.scoring import cell, lines, lost_line, sides, steps_line
from cchc_metrics.views.targets import why
from cchc_metrics.views.view import table
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import WHY, criterion, set_text, total, tree, write_results

Scoring = Callable[..., Workspace]
PROPORTION = '{ kind = "proportion" }'
BANDS = 'band = [{ name = "Tốt", at_least = 80 }, { name = "Khá", at_least = 60 }, { name = "Yếu", at_least = 0 }]'
TEXT = criterion("1.1", PROPORTION, 6, 'evidence = "Báo cáo"') + criterion("1.2", PROPORTION, 4)
HALF = {"numerator": 1, "denominator": 2}


def enter(workspace: Workspace, year: int, **results: dict[str, object]) -> None:
    rows = [{"criterion": name.replace("_", "-").removeprefix("c-"), **result} for name, result in results.items()]
    file = write_results(workspace.folder / "more.csv", rows)
    workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=year, by="An", why=WHY)


@pytest.mark.slow
def test_changing_a_rule_changes_this_year_and_no_earlier_one(scoring: Scoring) -> None:
    cap = TEXT.replace(PROPORTION, '{ kind = "capped", threshold = 50 }')
    workspace = scoring({"2021.toml": set_text(TEXT)})
    for year in (2022, 2023):
        enter(workspace, year, c_1_1=HALF, c_1_2=HALF)
    before = {year: total(workspace, year)["points"] for year in (2022, 2023)}

    (workspace.plan_folder.parents[1] / "criteria" / "2023.toml").write_text(set_text(cap, from_year=2023))

    assert before == {2022: 5, 2023: 5}
    assert {year: total(workspace, year)["points"] for year in (2022, 2023)} == {2022: 5, 2023: 10}


@pytest.mark.slow
def test_two_years_are_compared_on_what_both_versions_have(scoring: Scoring) -> None:
    later = criterion("1.1", PROPORTION, 6) + criterion("1.3", PROPORTION, 4)
    workspace = scoring({"2021.toml": set_text(TEXT), "2023.toml": set_text(later, from_year=2023)})
    enter(workspace, 2022, c_1_1=HALF, c_1_2=HALF)
    enter(workspace, 2023, c_1_1={"numerator": 1, "denominator": 1}, c_1_3=HALF)

    rows = metrics.score_change(workspace.store, unit="xa-thu", criteria="bo-thu", from_year=2022, to_year=2023)

    assert rows[["criterion_id", "standing"]].to_records(index=False).tolist() == [
        ("1-1", "common"),
        ("1-2", "earlier_only"),
        ("1-3", "later_only"),
    ]
    assert rows["change"].dropna().tolist() == [3]


@pytest.mark.slow
def test_evidence_is_owed_until_it_is_given_or_explained(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)}, [{"criterion": "1-1", **HALF}, {"criterion": "1-2", **HALF}])

    assert [number for number, row in tree(workspace).items() if row["owes"] is True] == ["1.1"]
    with pytest.raises(FaultError, match="nợ tài liệu kiểm chứng"):
        workspace.assessments.take(steps.Approve(set_id="bo-thu", year=2022), unit_id="xa-thu", by="Bình", why=WHY)

    enter(workspace, 2022, c_1_1={**HALF, "document": "12/BC-UBND", "document_date": "2022-12-20"})
    workspace.assessments.take(steps.Approve(set_id="bo-thu", year=2022), unit_id="xa-thu", by="Bình", why=WHY)

    row = tree(workspace)["1.1"]
    assert (row["owes"], row["approved"], list(row["evidence"])) == (False, True, ["12/BC-UBND ngày 20/12/2022"])

    enter(workspace, 2022, c_1_1={"numerator": 1, "denominator": 1, "explanation": "đếm lại"})
    # The leader had approved another result.
    assert {number: tree(workspace)[number]["approved"] for number in ("1.1", "1.2")} == {"1.1": False, "1.2": True}


@pytest.mark.slow
def test_evidence_brought_later_belongs_to_the_result_that_is_there(scoring: Scoring, tmp_path: Path) -> None:
    workspace = scoring(
        {"bo.toml": set_text(criterion("1.1", PROPORTION, 10, 'evidence = "Báo cáo"'))},
        [{"criterion": "1-1", "numerator": 1, "denominator": 4}],
    )
    assert (tree(workspace)["1.1"]["points"], tree(workspace)["1.1"]["owes"]) == (2.5, True)

    for number in ("15/BC-UBND", "16/BC-UBND"):
        file = write_results(
            tmp_path / "sau.csv", [{"criterion": "1-1", "document": number, "document_date": "15/01/2023"}]
        )
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An", why=WHY)

    row = tree(workspace)["1.1"]
    assert (row["points"], row["owes"]) == (2.5, False)
    assert list(row["evidence"]) == ["15/BC-UBND ngày 15/01/2023", "16/BC-UBND ngày 15/01/2023"]

    # A new result needs evidence of its own.
    enter(workspace, 2022, c_1_1={"numerator": 2, "denominator": 4})
    row = tree(workspace)["1.1"]
    assert (row["points"], row["owes"], len(row["evidence"])) == (5, True, 0)


@pytest.mark.slow
def test_a_step_said_twice_counts_as_said_last(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT, more='index = "dti"')})
    for document, numerator in (("1/QĐ-UBND", 6), ("2/QĐ-UBND", 7)):
        if numerator == 7:
            workspace.assessments.take(steps.Reopen(set_id="bo-thu", year=2022), unit_id="xa-thu", by="Chi", why="sửa")
        values = {"numerator": numerator, "denominator": 10, "explanation": "sổ"}
        enter(workspace, 2022, c_1_1=values, c_1_2=values)
        workspace.assessments.publish(
            criteria="bo-thu",
            unit_id="xa-thu",
            year=2022,
            document=document,
            date=dt.date(2023, 2, 1),
            by="Chi",
            why=WHY,
        )

    rows = metrics.indices(workspace.store, unit="xa-thu", index="dti").set_index("year")

    assert rows.loc[2022, "value"] == 0.7  # The index is one from 0 to 1.
    assert total(workspace)["document"] == "2/QĐ-UBND"
    # The answer to «why» names the set and the decision, and not their ids.
    reasons = why(workspace.store, workspace.catalog, ViewRequest(unit="xa-thu", year=2022, indicator="dti"))
    assert reasons is not None
    assert reasons.facts["Cách tính"] == "Bộ thử, từ năm 2021"
    assert reasons.facts[words.SOURCE] == "Quyết định 2/QĐ-UBND"
    view = VIEWS["lich-su"](workspace.store, workspace.catalog, ViewRequest("xa-thu", 2022, indicator="dti"))
    assert set(table(workspace.catalog, view)[words.COLUMNS["method"]]) == {"Bộ thử, từ năm 2021"}


def test_a_file_is_evidence_under_its_hash(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)})
    result = steps.Result.model_validate(
        {"criterion": "1-1", "numerator": 1, "denominator": 2, "evidence": ({"file": "anh.pdf"},)}, strict=False
    )
    step = steps.Enter(set_id="bo-thu", year=2022, results=(result,))

    with pytest.raises(FaultError, match="không được nộp kèm"):
        workspace.assessments.take(step, unit_id="xa-thu", by="An", why=WHY)
    entry = workspace.assessments.take(step, unit_id="xa-thu", by="An", files=[("anh.pdf", b"%PDF")], why=WHY)

    assert workspace.ledger.bytes_of(entry.files[0]) == b"%PDF"
    assert list(tree(workspace)["1.1"]["evidence"]) == ["tệp anh.pdf"]


def test_self_and_appraised_stand_side_by_side_and_the_appraised_counts(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(TEXT, more=BANDS)},
        [
            {"criterion": "1-1", "numerator": 1, "denominator": 1},
            {"criterion": "1-2", **HALF},
            {"criterion": "1-1", "kind": "appraised", "points": 4, "reason": "thiếu một báo cáo"},
        ],
    )

    row, whole = tree(workspace)["1.1"], total(workspace)

    assert (row["self_points"], row["appraised_points"], row["points"], row["lost"]) == (6, 4, 4, 2)
    assert (whole["value"], whole["band"]) == (60, "Khá")
    assert "điểm thẩm định ở 1 tiêu chí" in score_sentence.total(whole)


@pytest.mark.slow
def test_what_an_entry_said_is_gone_when_it_is_undone(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)}, [{"criterion": "1-1", **HALF}])

    workspace.undo(1, by="An", why="nhầm")

    assert tree(workspace)["1.1"]["state"] == "unscored"


def test_the_next_band_is_reached_with_the_fewest_criteria(scoring: Scoring) -> None:
    text = "".join(criterion(f"1.{at}", PROPORTION, most) for at, most in enumerate((4, 3, 2, 1), 1))
    workspace = scoring(
        {"bo.toml": set_text(text, more=BANDS)}, [{"criterion": f"1-{at}", **HALF} for at in (1, 2, 3, 4)]
    )

    rows = metrics.next_band(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)

    # 5 of 10 points are 50 %; 60 % wants 1 point more, and the first criterion alone brings 2.
    assert rows["criterion_id"].tolist() == ["1-1"]
    assert rows.iloc[0][["band", "wanted", "gain"]].tolist() == ["Khá", 1, 2]


@pytest.mark.slow
def test_a_criterion_that_loses_again_is_told(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)}, [{"criterion": "1-1", **HALF}, {"criterion": "1-2", **HALF}])
    enter(workspace, 2023, c_1_1=HALF, c_1_2={"numerator": 1, "denominator": 1})

    rows = metrics.point_losses(workspace.store, unit="xa-thu", criteria="bo-thu", year=2023)

    assert rows[["criterion_id", "lost", "lost_before", "again"]].to_records(index=False).tolist() == [
        ("1-1", 3, 3, True)
    ]


@pytest.mark.slow
def test_what_is_published_is_a_figure_and_another_set_a_break(scoring: Scoring) -> None:
    feeds = 'index = "dti"'
    workspace = scoring(
        {"2021.toml": set_text(TEXT, more=feeds), "2023.toml": set_text(TEXT, from_year=2023, more=feeds)}
    )
    for year, numerator in ((2021, 6), (2022, 7), (2023, 9)):
        values = {"numerator": numerator, "denominator": 10}
        enter(workspace, year, c_1_1=values, c_1_2=values)
        workspace.assessments.publish(
            criteria="bo-thu",
            unit_id="xa-thu",
            year=year,
            document=f"{year}/QĐ-UBND",
            date=dt.date(year + 1, 2, 1),
            by="Chi",
            why=WHY,
        )

    rows = metrics.indices(workspace.store, unit="xa-thu", index="dti").set_index("year")

    assert rows.loc[[2021, 2022, 2023], "value"].tolist() == [0.6, 0.7, 0.9]
    assert rows.loc[2022, "direction"] == "up"
    assert rows.loc[2023, "direction"] == "not_comparable"
    assert rows.loc[2023, "method"] == "bo-thu-2023"
    sequence = metrics.score_steps(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    assert sequence["step"].tolist() == ["enter", "publish"]


def test_nothing_is_published_while_a_criterion_has_no_points(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)}, [{"criterion": "1-1", **HALF}])

    with pytest.raises(FaultError, match="chưa có điểm"):
        workspace.assessments.publish(
            criteria="bo-thu", unit_id="xa-thu", year=2022, document="1/QĐ", date=dt.date(2023, 1, 1), by="Chi", why=WHY
        )


def test_a_criterion_may_be_assigned(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)})
    step = steps.Assign(set_id="bo-thu", year=2022, criteria=("1-1",), owner="van-phong", due=dt.date(2022, 12, 1))

    workspace.assessments.take(step, unit_id="xa-thu", by="Bình", why=WHY)

    rows = tree(workspace)
    assert rows["1.1"]["owner"] == "Văn phòng"
    assert rows["1.2"]["owner"] != "Văn phòng"


def test_points_lost_are_laid_to_whom_the_criterion_was_assigned(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(TEXT, more=BANDS)}, [{"criterion": "1-1", **HALF}, {"criterion": "1-2", **HALF}]
    )
    step = steps.Assign(set_id="bo-thu", year=2022, criteria=("1-1",), owner="van-phong")
    workspace.assessments.take(step, unit_id="xa-thu", by="Bình", why=WHY)
    request = {"unit": "xa-thu", "criteria": "bo-thu", "year": 2022}

    owners = metrics.point_losses(workspace.store, **request).set_index("number")["owner"]
    by = metrics.point_losses_by(workspace.store, **request).query("split_by == 'owner'").set_index("name")["lost"]

    assert owners["1.1"] == "Văn phòng" != owners["1.2"]
    # 1.1 loses 3 of 6 points, 1.2 loses 2 of 4.
    assert by["Văn phòng"] == 3
    assert metrics.next_band(workspace.store, **request)["owner"].tolist() == ["Văn phòng"]


def test_a_step_of_the_ledger_is_told_on_its_day_in_vietnam() -> None:
    row = {
        "step": "assign",
        "recorded_at": "2025-11-24T18:30:00+00:00",
        "author": "An",
        "due": dt.date(2026, 1, 10),
        "owner": "Văn phòng",
        "document": None,
        "units": None,
        "note": "gấp",
        "withdrawn": False,
    }

    assert steps_line(row) == "Phân công · 25/11/2025 · An · hạn 10/01/2026 · Văn phòng · gấp"
    assert steps_line({**row, "withdrawn": True}).endswith(" · gấp · đã rút")


def test_the_place_among_units_comes_from_the_superior_bodys_table(scoring: Scoring, tmp_path: Path) -> None:
    book = Workbook()
    for row in (
        ["BẢNG ĐIỂM NĂM 2022"],
        ["TT", "Đơn vị", "Chỉ số (%)", "Xếp hạng"],
        [1, "Xã A", 92.5, 1],
        [2, "xã thử", "88,25", 2],
        [3, "Xã B", 70, 3],
        [None, "Xã C", None, None],
        [None, "Trung bình", 83.58, None],
    ):
        book.worksheets[0].append(row)
    file = tmp_path / "bang.xlsx"
    book.save(file)
    workspace = scoring({"bo.toml": set_text(TEXT)})

    workspace.assessments.peers(file, criteria="bo-thu", unit_id="xa-thu", year=2022, by="An")

    rows = metrics.score_peers(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    mine = rows[rows["is_own"]].iloc[0]
    assert (mine["name"], mine["value"], mine["rank"], mine["ranked"]) == ("Xã Thử", 88.25, 2, 3)
    assert mine["place"] == "bang.xlsx, trang «Sheet», ô C4"
    # The table was handed in for one unit but ranks them all, so it is a step of each.
    for unit in ("xa-thu", "xa-moi"):
        step = metrics.score_steps(workspace.store, unit=unit, criteria="bo-thu", year=2022).iloc[-1]
        day = formats.day(local_day(step["recorded_at"]))
        assert steps_line(step) == f"Bảng của cấp trên · {day} · An · bang.xlsx · 3 đơn vị"


def test_a_ranked_line_without_a_name_is_told_and_not_left_out(scoring: Scoring, tmp_path: Path) -> None:
    book = Workbook()
    for row in (["Đơn vị", "Chỉ số (%)", "Xếp hạng"], [None, 92.5, 1], ["xã thử", 88.25, 2]):
        book.worksheets[0].append(row)
    book.save(tmp_path / "bang.xlsx")

    with pytest.raises(FaultError, match="ô A2") as refusal:
        scoring({"bo.toml": set_text(TEXT)}).assessments.peers(
            tmp_path / "bang.xlsx", criteria="bo-thu", unit_id="xa-thu", year=2022, by="An"
        )

    assert len(refusal.value.faults) == 1


def test_an_adopted_workbook_scores_from_its_first_year(scoring: Scoring, tmp_path: Path) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)})
    newer = tmp_path / "moi.toml"
    newer.write_text(set_text(criterion("1.1", PROPORTION, 10), from_year=2024), encoding="utf-8")

    workspace.assessments.adopt((newer.name, newer.read_bytes()), by="An")

    assert workspace.assessments.set_of("bo-thu", 2023).version == "bo-thu-2021"
    assert workspace.assessments.set_of("bo-thu", 2024).version == "bo-thu-2024"
    assert list(tree(workspace, 2024)) == ["1", "1.1"]
    with pytest.raises(FaultError, match="đã có"):
        workspace.assessments.adopt((newer.name, newer.read_bytes()), by="An")


def test_a_node_with_a_bonus_says_why_its_points_and_what_it_lost_are_more_than_its_maximum(scoring: Scoring) -> None:
    criteria = criterion("1.1", '{ kind = "proportion" }', 10) + criterion(
        "1.2", '{ kind = "bonus", each = 0.5, counted = "sáng kiến" }', 1
    )
    workspace = scoring(
        {"bo.toml": set_text(criteria)},
        [{"criterion": "1-1", "numerator": 9, "denominator": 10}, {"criterion": "1-2", "counted": 1}],
    )

    texts = {
        line.row["number"]: line.explanation
        for line in lines(metrics.score_tree(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022))
    }

    assert texts["1"] == "Trong đó có 0,5\N{NO-BREAK SPACE}điểm thưởng, ngoài điểm tối đa."


def test_a_deduction_is_told_as_one_and_not_as_points_lost_of_none(scoring: Scoring) -> None:
    criteria = criterion("1.1", PROPORTION, 10) + criterion(
        "1.2", '{ kind = "deduction", each = 0.25, counted = "văn bản sai" }', 1
    )
    workspace = scoring(
        {"bo.toml": set_text(criteria)},
        [{"criterion": "1-1", "numerator": 9, "denominator": 10}, {"criterion": "1-2", "counted": 1}],
    )

    losses = metrics.point_losses(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022).to_dict("records")

    assert [lost_line(row).replace("\N{NO-BREAK SPACE}", " ") for row in losses] == [
        "1.1 Mục 1.1: mất 1 điểm trên 10",
        "1.2 Mục 1.2: bị trừ 0,25 điểm",
    ]


@pytest.mark.slow
def test_points_just_short_of_all_never_read_as_all(scoring: Scoring) -> None:
    # 0,9999 of 1 point is not 1, and 0,0001 lost is not nothing.
    workspace = scoring(
        {
            "bo.toml": set_text(
                criterion("1.1", '{ kind = "capped", threshold = 90 }', 1) + criterion("1.2", PROPORTION, 9)
            )
        },
        [
            {"criterion": "1-1", "numerator": 89_991, "denominator": 100_000},
            {"criterion": "1-2", "numerator": 1, "denominator": 3},
        ],
    )

    row = tree(workspace)["1.1"]

    assert (cell(row, "points"), cell(row, "lost")) == ("0,9999", "0,0001")
    assert cell(tree(workspace)["1.2"], "points") == "3"


@pytest.mark.slow
def test_what_the_next_band_still_asks_is_never_told_too_small(scoring: Scoring) -> None:
    # The unit has 2,9991 of 10 points and needs 6: it lacks 3,0009, so 3 are not enough.
    workspace = scoring(
        {"bo.toml": set_text(criterion("1.1", PROPORTION, 3) + criterion("1.2", PROPORTION, 7), more=BANDS)},
        [
            {"criterion": "1-1", "numerator": 9997, "denominator": 10_000},
            {"criterion": "1-2", "numerator": 0, "denominator": 1},
        ],
    )
    request: Any = {"unit": "xa-thu", "criteria": "bo-thu", "year": 2022}

    answers = sides(
        workspace.store,
        workspace.catalog,
        metrics.score_tree(workspace.store, **request),
        on=today(),
        **request,
    )

    assert [side.head.replace("\N{NO-BREAK SPACE}", " ") for side in answers if "cần thêm" in side.head] == [
        "Lên “Khá” (từ 60 %) cần thêm 3,01 điểm"
    ]


@pytest.mark.slow
def test_an_index_just_below_a_band_does_not_read_as_if_it_were_in_it(scoring: Scoring) -> None:
    # 7,9996 of 10 points are 79,996 %: «Tốt» begins at 80 %.
    workspace = scoring(
        {"bo.toml": set_text(criterion("1.1", PROPORTION, 8) + criterion("1.2", PROPORTION, 2), more=BANDS)},
        [
            {"criterion": "1-1", "numerator": 99_995, "denominator": 100_000},
            {"criterion": "1-2", "numerator": 0, "denominator": 1},
        ],
    )

    text = score_sentence.total(total(workspace)).replace("\N{NO-BREAK SPACE}", " ")

    assert "bằng 79,996 %, xếp “Khá”" in text
    earlier = {"points": 7.9996, "applicable": 10, "value": 79.996}
    later = {"points": 8.0004, "applicable": 10, "value": 80.004}
    text = score_sentence.total_change(earlier, later, 1).replace("\N{NO-BREAK SPACE}", " ")
    assert "7,9996/10 (79,996 %) → 8,0004/10 (80,004 %)" in text


@pytest.mark.slow
def test_what_waits_for_a_word_is_among_what_has_no_points(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(TEXT, convention="full")},
        [{"criterion": "1-1", "numerator": 0, "denominator": 0}, {"criterion": "1-2", **HALF}],
    )

    rows = lines(metrics.score_tree(workspace.store, unit="xa-thu", criteria="bo-thu", year=2022), state="chua-cham")

    assert [line.row["number"] for line in rows if line.row["is_leaf"]] == ["1.1"]


@pytest.mark.slow
def test_approved_figures_alone_hold_back_the_results_that_nobody_stands_by(scoring: Scoring) -> None:
    workspace = scoring(
        {"bo.toml": set_text(TEXT)},
        [{"criterion": "1-1", **HALF, "explanation": "sổ"}, {"criterion": "1-2", **HALF, "explanation": "sổ"}],
    )

    def points_by_approval() -> list[float | None]:
        rows = metrics.score_tree(workspace.view(approved_only=True), unit="xa-thu", criteria="bo-thu", year=2022)
        points = rows.set_index("number")["points"]
        return [None if formats.is_missing(points[number]) else points[number] for number in ("1.1", "1.2")]

    assert points_by_approval() == [None, None]

    step = steps.Approve(set_id="bo-thu", year=2022, criteria=("1-1",))
    workspace.assessments.take(step, unit_id="xa-thu", by="Bình", why=WHY)
    # Half of 6 points; nobody has approved the half of 4.
    assert points_by_approval() == [3, None]

    # A new result waits for approval; the approved one counts until then.
    enter(workspace, 2022, c_1_1={"numerator": 1, "denominator": 1, "explanation": "sổ"})
    assert (points_by_approval(), tree(workspace)["1.1"]["points"]) == ([3, None], 6)

    # Points of appraisers need no approval by the unit. An approval without criteria covers the new result too.
    workspace.assessments.take(
        steps.step_of(
            "appraise",
            {
                "set_id": "bo-thu",
                "year": 2022,
                "scores": ({"criterion": "1-2", "kind": "appraised", "points": 1, "reason": "r"},),
            },
        ),
        unit_id="xa-thu",
        by="Chi",
        why=WHY,
    )
    assert points_by_approval() == [3, 1]
    workspace.assessments.take(steps.Approve(set_id="bo-thu", year=2022), unit_id="xa-thu", by="Bình", why=WHY)
    assert points_by_approval() == [6, 1]


@pytest.mark.slow
def test_a_result_is_published_by_a_decision_of_a_day_that_has_been(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)})
    about: dict[str, Any] = {"criteria": "bo-thu", "unit_id": "xa-thu", "year": 2022, "by": "Bình", "why": "thử"}
    enter(workspace, 2022, c_1_1=HALF, c_1_2=HALF)

    for day in (dt.date(2021, 12, 31), today() + dt.timedelta(1)):
        with pytest.raises(FaultError, match="một ngày từ 01/01/2022 đến hôm nay"):
            workspace.assessments.publish(document="1/QĐ-UBND", date=day, **about)
    workspace.assessments.publish(document="1/QĐ-UBND", date=dt.date(2022, 12, 31), **about)

    assert score_sentence.total(total(workspace)).endswith(" Đã công bố theo 1/QĐ-UBND.")
    entry = workspace.assessments.take(steps.Reopen(set_id="bo-thu", year=2022), unit_id="xa-thu", by="Chi", why="sửa")
    assert score_sentence.total(total(workspace)).endswith(
        f" Đã công bố theo 1/QĐ-UBND, Chi mở lại ngày {formats.day(local_day(entry.at))} để chấm lại; cho đến khi công "
        "bố lại, kết quả ấy là số tạm thời."
    )


@pytest.mark.slow
def test_appraisers_say_why_their_score_is_another_than_the_units_own(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT)})
    about: dict[str, Any] = {"criteria": "bo-thu", "unit_id": "xa-thu", "year": 2022, "by": "Bình", "why": "thử"}

    def take(*rows: dict[str, object]) -> str:
        """The fault when these rows are handed in; empty if they are accepted."""
        before = workspace.ledger.entries()
        file = write_results(workspace.folder / "appraisal.csv", rows)
        try:
            workspace.assessments.submit(file, **about)
        except FaultError as error:
            assert workspace.ledger.entries() == before
            return str(error)
        return ""

    def appraisal(criterion: str, points: float, reason: str = "") -> dict[str, object]:
        return {"criterion": criterion, "kind": "appraised", "points": points, "reason": reason}

    # Without points of the unit's own there is nothing to differ from.
    assert take(appraisal("1-1", 2)) == ""
    enter(workspace, 2022, c_1_1=HALF, c_1_2=HALF)
    # Half of 6 points, and half of 4.
    refusal = take(appraisal("1-1", 2.5), appraisal("1-2", 1.5, "thiếu hồ sơ")).replace("\N{NO-BREAK SPACE}", " ")
    assert "appraisal.csv, dòng 2: thẩm định −0,5 điểm so với tự chấm mà chưa nêu lý do" in refusal
    assert "ghi vào “Lý do thẩm định khác”, hoặc sửa điểm thẩm định" in refusal
    assert take(appraisal("1-1", 3), appraisal("1-2", 1.5, "thiếu hồ sơ")) == ""
    # A result in the same file counts with its new points: all of 6.
    all_of_it = {"criterion": "1-1", "numerator": 1, "denominator": 1, "explanation": "sổ"}
    assert "thẩm định" in take(all_of_it, appraisal("1-1", 3))
    assert take(all_of_it, appraisal("1-1", 6)) == ""
    with pytest.raises(FaultError, match=r"mục 1\.2: thẩm định"):
        workspace.assessments.take(
            steps.step_of(
                "appraise", {"set_id": "bo-thu", "year": 2022, "scores": (appraisal("1-2", 1) | {"reason": None},)}
            ),
            unit_id="xa-thu",
            by="Chi",
            why=WHY,
        )


@pytest.mark.slow
def test_a_published_figure_is_provisional_while_it_is_scored_again(scoring: Scoring) -> None:
    workspace = scoring({"bo.toml": set_text(TEXT, more='index = "dti"')})
    about: dict[str, Any] = {"criteria": "bo-thu", "unit_id": "xa-thu", "year": 2022, "by": "Bình", "why": "thử"}

    def figure() -> tuple[float, str]:
        row = metrics.indices(workspace.store, unit="xa-thu", index="dti").set_index("year").loc[2022]
        return row["value"], row["flag"]

    def doubt() -> str:
        rows = metrics.indices(workspace.store, unit="xa-thu", index="dti", year=2022)
        return sentence(records(rows, VerdictRow)[0]).partition("Số ")[2]

    enter(workspace, 2022, c_1_1=HALF, c_1_2=HALF)
    first = workspace.assessments.publish(document="1/QĐ-UBND", date=dt.date(2022, 12, 31), **about)
    assert (figure(), doubt()) == ((0.5, "final"), "")

    again = steps.Reopen(set_id="bo-thu", year=2022)
    entry = workspace.assessments.take(again, unit_id="xa-thu", by="Chi", why="sửa")
    assert figure() == (0.5, "provisional")
    assert doubt() == f"tạm thời, mở lại ngày {formats.day(local_day(entry.at))} để chấm lại."
    # Both are told in the history.
    rows = metrics.history(workspace.store, unit="xa-thu", indicator="dti")
    own = rows[rows["entry"] > 0].sort_values("entry")
    assert own[["entry", "flag", "use"]].to_records(index=False).tolist() == [
        (first.number, "final", "replaced"),
        (entry.number, "provisional", "in_use"),
    ]

    # Once it is taken back, the figure is the earlier one again; nothing is left of a publication by mistake.
    workspace.undo(entry.number, by="Chi", why="không sửa nữa")
    assert figure() == (0.5, "final")
    workspace.assessments.take(again, unit_id="xa-thu", by="Chi", why="sửa")
    enter(workspace, 2022, c_1_1={"numerator": 1, "denominator": 1, "explanation": "sổ"})
    assert figure() == (0.5, "provisional")
    # All of 6 and half of 4 points: 8 of 10.
    later = workspace.assessments.publish(document="2/QĐ-UBND", date=dt.date(2023, 1, 31), **about)
    assert figure() == (0.8, "final")
    workspace.undo(later.number, by="Chi", why="nhầm")
    assert figure() == (0.5, "provisional")
    workspace.undo(first.number, by="Chi", why="nhầm")
    assert not len(metrics.indices(workspace.store, unit="xa-thu", index="dti", year=2022)["value"].dropna())
