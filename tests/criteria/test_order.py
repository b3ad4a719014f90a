"""The order of the steps of an assessment: a refusal names the step that must come first, a publication closes it."""

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import steps
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.criteria.results import faults_of_sums, points_of
from cchc_metrics.faults import FaultError
from cchc_metrics.ledger import Entry
from cchc_metrics.views.scoring import lines
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import criterion, set_text, total, tree, write_results

Scoring = Callable[..., Workspace]
ABOUT = {"criteria": "bo-thu", "unit_id": "xa-thu", "year": 2022}
SET = set_text(
    criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "proportion" }', 4),
    more='index = "dti"',
)
OWN = [{"criterion": f"1-{at}", "numerator": 1, "denominator": 2, "explanation": "sổ"} for at in (1, 2)]
OTHERS = [{"criterion": "1-1", "kind": "appraised", "points": 4, "reason": "thừa"}]


class Assessment:
    """One assessment, and its steps by their names."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    def take(self, name: str, *, why: str = "") -> Entry:
        here, values = self.workspace.assessments, {**ABOUT, "by": "Bình", "why": why}
        match name:
            case "enter" | "appraise":
                file = write_results(self.workspace.folder / f"{name}.csv", OWN if name == "enter" else OTHERS)
                return here.submit(file, **values)[0]
            case "total":
                return here.total(**values)
            case "publish":
                return here.publish(**values, document="5/QĐ-UBND", date=dt.date(2023, 2, 1))
        fields: dict[str, Any] = {"criteria": ("1-1",), "owner": "van-phong"} if name == "assign" else {}
        step = steps.step_of(name, {"set_id": "bo-thu", "year": 2022, **fields})
        return here.take(step, unit_id="xa-thu", by="Bình", why=why)

    def refuse(self, name: str, problem: str) -> None:
        before = self.workspace.ledger.entries()
        with pytest.raises(FaultError, match=problem):
            self.take(name)
        assert self.workspace.ledger.entries() == before


def step(name: str, **results: Any) -> steps.Step:
    fields: dict[str, dict[str, Any]] = {
        "assign": {"criteria": ("1-1",), "owner": "van-phong"},
        "enter": {"results": ({"criterion": "1-1"},)},
        "appraise": {"scores": ({"criterion": "1-1", "kind": "appraised", "points": 4},)},
        "total": {"points": 6, "maximum": 10},
        "publish": {
            "document": "5/QĐ-UBND",
            "date": "2023-02-01",
            "points": 6,
            "maximum": 10,
            "index": None,
            "method": "m",
            "value": 60,
        },
        "peers": {"rows": ({"name": "Xã A", "value": 90, "place": "C2"},)},
    }
    return steps.step_of(name, {"set_id": "bo-thu", "year": 2022, **fields.get(name, {}), **results})


WHOLE = "open assign enter approve appraise total publish"


@pytest.mark.parametrize(
    ("before", "name", "problem"),
    [
        ("", "open", None),
        ("", "assign", "chưa mở đợt đánh giá"),
        ("", "enter", "chưa mở đợt đánh giá"),
        ("open", "enter", None),
        ("open enter", "appraise", "chưa duyệt kết quả tự chấm của mục 1.1"),
        ("open enter approve", "appraise", None),
        ("open enter approve enter", "appraise", "chưa duyệt kết quả tự chấm của mục 1.1"),
        ("open enter approve", "total", "chưa ghi điểm thẩm định"),
        ("open enter approve appraise", "total", None),
        ("open enter approve appraise", "publish", "chưa tổng hợp"),
        ("open enter approve appraise total", "publish", None),
        ("open enter approve appraise total enter", "publish", "kết quả đã đổi sau lần tổng hợp"),
        ("", "peers", None),
    ],
)
def test_each_step_waits_for_the_one_before_it_and_says_which(before: str, name: str, problem: str | None) -> None:
    faults = list(steps.missing_steps(step(name), [step(one) for one in before.split()], {"1-1": "1.1"}))

    assert [problem in str(fault) for fault in faults] == ([] if problem is None else [True]), faults


def test_a_survey_waits_for_no_approval() -> None:
    survey = step("appraise", scores=({"criterion": "1-1", "kind": "survey", "points": 4},))

    assert list(steps.missing_steps(survey, [step("open"), step("enter")], {})) == []


@pytest.mark.parametrize(
    ("before", "name", "problem"),
    [
        *((WHOLE, name, "đã công bố ở bút toán 7") for name in WHOLE.split()),
        (WHOLE, "peers", None),
        (f"{WHOLE} reopen", "enter", None),
        (f"{WHOLE} reopen enter total publish", "enter", "đã công bố ở bút toán 11"),
        ("open enter", "reopen", "chưa công bố nên không khóa"),
        (WHOLE, "reopen", None),
    ],
)
def test_what_is_published_is_closed_until_it_is_opened_again(before: str, name: str, problem: str | None) -> None:
    faults = list(steps.obstacles(step(name), [(number, step(one)) for number, one in enumerate(before.split(), 1)]))

    assert [problem in str(fault) for fault in faults] == ([] if problem is None else [True])


@pytest.mark.parametrize(
    ("before", "number", "problem"),
    [
        ("open enter", 2, None),
        ("open enter approve", 2, "đã duyệt ở bút toán 3"),
        ("open enter approve", 3, None),
        (WHOLE, 3, "đã công bố ở bút toán 7"),
        # A publication by mistake is taken back with a reason, like every entry.
        (WHOLE, 7, None),
    ],
)
def test_what_somebody_stood_by_is_not_undone_beneath_them(before: str, number: int, problem: str | None) -> None:
    entries = [
        Entry(
            at,
            "2023-01-01T00:00:00+00:00",
            "An",
            f"score-{name}",
            "xa-thu",
            (),
            None,
            "",
            "",
            "",
            steps.details_of(step(name)),
        )
        for at, name in enumerate(before.split(), 1)
    ]

    faults = list(steps.withdrawal_obstacles(entries[number - 1], entries))

    assert [problem in str(fault) for fault in faults] == ([] if problem is None else [True])


@pytest.mark.slow
def test_a_whole_way_is_published_closed_and_opened_again(scoring: Scoring) -> None:
    one = Assessment(scoring({"bo.toml": SET}))
    one.refuse("enter", "chưa mở đợt đánh giá")
    one.take("enter", why="cấp trên gọi nộp sớm")
    for name in ("open", "approve", "appraise", "total"):
        one.take(name)
    one.workspace.lock("2022", unit_id="xa-thu", by="Bình", why="đã gửi báo cáo")
    one.refuse("publish", "năm 2022 đã khóa ở bút toán 6")
    one.workspace.lock("2022", unit_id="xa-thu", by="Bình", why="có quyết định", unlock=True)
    one.take("publish")

    with pytest.raises(FaultError, match="đã công bố ở bút toán 8"):
        # A reason does not help.
        one.take("enter", why="gấp")
    with pytest.raises(FaultError, match="đã công bố ở bút toán 8"):
        one.workspace.undo(1, by="An", why="nhầm")
    one.refuse("reopen", "chưa nêu lý do mở lại")
    one.workspace.lock("2022", unit_id="xa-thu", by="Bình", why="đã gửi báo cáo")
    # A lock closes the figures of the year: to open the assessment or to take back the publication would change them.
    one.refuse("reopen", "năm 2022 đã khóa ở bút toán 9")
    with pytest.raises(FaultError, match="nằm trong kỳ đã khóa ở bút toán 9"):
        one.workspace.undo(8, by="Bình", why="nhầm")
    one.workspace.lock("2022", unit_id="xa-thu", by="Bình", why="tỉnh đính chính", unlock=True)
    one.take("reopen", why="tỉnh đính chính")
    one.take("enter")

    rows = metrics.score_steps(one.workspace.store, unit="xa-thu", criteria="bo-thu", year=2022)
    assert rows[["step", "note"]].fillna("").to_records(index=False).tolist() == [
        ("enter", "cấp trên gọi nộp sớm"),
        ("open", ""),
        ("approve", ""),
        ("appraise", ""),
        ("total", ""),
        ("publish", ""),
        ("reopen", "tỉnh đính chính"),
        ("enter", ""),
    ]
    # Opened again, the figure is still the published one, but provisional: 4 as appraised and 2, of 10.
    figure = metrics.indices(one.workspace.store, unit="xa-thu", index="dti").set_index("year").loc[2022]
    assert (figure["value"], figure["flag"]) == (0.6, "provisional")
    assert total(one.workspace)["document"] == "5/QĐ-UBND"


def test_nothing_is_approved_before_it_is_there(scoring: Scoring) -> None:
    one = Assessment(scoring({"bo.toml": SET}))

    one.refuse("approve", "chưa có kết quả nào để duyệt")


# Three criteria share 12 points, as 3.1, 3.2 and 3.3 of the 766 set do; one beside them has 8 of its own.
COMMON = set_text(
    '[[criterion]]\nnumber = "1.1"\nname = "Nhóm"\nmaximum = 12\n'
    + "".join(criterion(f"1.1.{at}", '{ kind = "unknown" }', None) for at in (1, 2, 3))
    + criterion("1.2", '{ kind = "unknown" }', 8),
    maximum=20,
)


@pytest.mark.parametrize(
    ("first", "then", "problem"),
    [
        ([(1, "self", 6), (2, "self", 6)], [(3, "self", 0.5)], "điểm tự chấm cộng lại được 12,5"),
        ([], [(1, "self", 5), (2, "self", 5), (3, "self", 3)], "điểm tự chấm cộng lại được 13"),
        # 7 as appraised counts instead of 4, beside the 6 that the unit gave itself.
        ([(1, "self", 4), (2, "self", 6)], [(1, "appraised", 7)], "điểm được tính cộng lại được 13"),
        ([(1, "self", 6), (2, "self", 6)], [(1, "self", 4), (3, "self", 2)], None),
        ([(1, "self", 4), (2, "self", 6)], [(1, "appraised", 7), (2, "appraised", 5)], None),
    ],
)
def test_criteria_that_share_points_are_held_to_them_together(
    mini: Catalog,
    first: list[Any],
    then: list[Any],
    problem: str | None,
) -> None:
    def with_places(results: list[Any]) -> list[tuple[str, steps.Result | steps.Score]]:
        return [
            (
                f"dòng {at}",
                steps.Result.model_validate({"criterion": f"1-1-{at}", "points": points})
                if kind == "self"
                else steps.Score.model_validate({"criterion": f"1-1-{at}", "points": points, "kind": kind}),
            )
            for at, kind, points in results
        ]

    faults = faults_of_sums(
        read_set("bo.toml", COMMON.encode(), mini), with_places(then), lambda: points_of(with_places(first))
    )

    assert [problem in str(fault) for fault in faults] == ([] if problem is None else [True])
    assert all("1.1.1, 1.1.2, 1.1.3 cùng có 12 điểm" in fault.problem for fault in faults)


@pytest.mark.slow
def test_what_was_entered_before_is_held_together_with_what_is_entered_now(scoring: Scoring, tmp_path: Path) -> None:
    workspace = scoring({"bo.toml": COMMON}, [{"criterion": "1-1-1", "points": 7, "explanation": "Cổng"}])
    file = write_results(tmp_path / "more.csv", [{"criterion": "1-1-2", "points": 6, "explanation": "Cổng"}])

    with pytest.raises(FaultError, match="cộng lại được 13") as refusal:
        workspace.assessments.submit(file, **ABOUT, by="An", why="thử")

    assert refusal.value.faults[0].place == "more.csv, dòng 2"


def common_results(third: dict[str, Any] | None) -> list[dict[str, Any]]:
    """Results of the set COMMON: two of the three criteria that share 12 points, the one of 8, and the third if any."""
    results: list[dict[str, Any]] = [
        {"criterion": "1-1-1", "points": 5, "explanation": "Cổng"},
        {"criterion": "1-1-2", "points": 4, "explanation": "Cổng"},
        {"criterion": "1-2", "points": 6, "explanation": "Cổng"},
    ]
    return [*results, *([{"criterion": "1-1-3", **third}] if third else [])]


@pytest.mark.parametrize(
    ("third", "value", "lowest", "highest"),
    [
        # 5 + 4 + 1,5 of the 12 that three share, and 6 of the 8 beside them: 16,5 of 20.
        ({"points": 1.5, "explanation": "Cổng"}, 82.5, 82.5, 82.5),
        # 15 so far; the third may still bring the 3 that are left of the 12.
        (None, None, 75.0, 90.0),
        # It is not known how many of the 12 points are left out with the criterion that does not apply.
        ({"not_applicable": "Không có thủ tục này"}, None, None, None),
    ],
)
def test_points_that_criteria_share_count_once_in_the_index(
    scoring: Scoring,
    third: dict[str, Any] | None,
    value: float | None,
    lowest: float | None,
    highest: float | None,
) -> None:
    workspace = scoring({"bo.toml": COMMON}, common_results(third))

    row = total(workspace)

    assert [None if pd.isna(row[key]) else row[key] for key in ("value", "lowest", "highest")] == [
        value,
        lowest,
        highest,
    ]


@pytest.mark.parametrize(
    ("third", "group", "whole"),
    [
        # 12 less 5, 4 and 1,5 are lost together, beside 2 of the 8.
        ({"points": 1.5, "explanation": "Cổng"}, 1.5, 3.5),
        # All 12 are reached.
        ({"points": 3, "explanation": "Cổng"}, None, 2),
        # It is not known what the third brings, nor how many points are left out with one that does not apply.
        (None, None, 2),
        ({"not_applicable": "Không có thủ tục này"}, None, 2),
    ],
)
def test_points_that_criteria_share_are_lost_together(
    scoring: Scoring,
    third: dict[str, Any] | None,
    group: float | None,
    whole: float,
) -> None:
    workspace = scoring({"bo.toml": COMMON}, common_results(third))

    request: Any = {"unit": "xa-thu", "criteria": "bo-thu", "year": 2022}
    losses = metrics.point_losses(workspace.store, **request)
    nodes = {number: row["lost"] for number, row in tree(workspace).items() if not pd.isna(row["lost"])}

    both = [("1.2", 8, 6, 2), *([("1.1", 12, 12 - group, group)] if group else [])]
    assert losses[["number", "maximum", "points", "lost"]].to_records(index=False).tolist() == both
    assert nodes == {"1": whole, **{number: points for number, _, _, points in both}}
    assert total(workspace)["lost"] == whole
    by = metrics.point_losses_by(workspace.store, **request)[["split_by", "name", "lost"]]
    assert ("area", "Lĩnh vực", whole) in by.to_records(index=False).tolist()
    rows = lines(metrics.score_tree(workspace.store, **request), state="mat-diem")
    assert {line.row["number"] for line in rows if line.row["is_leaf"]} == {
        "1.2",
        *(("1.1.1", "1.1.2", "1.1.3") if group else ()),
    }
