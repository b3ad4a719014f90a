"""What holds for a whole plan, for a unit that it does not bind, and for a pace that only a survey tells."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.text.sentence import sentence
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.metrics.conftest import Commune

WorkspaceMaker = Callable[..., Workspace]


def early(**years: int) -> list[dict[str, object]]:
    return [
        {"indicator_id": "early", "year": int(year.removeprefix("y")), "numerator": numerator, "denominator": 100}
        for year, numerator in years.items()
    ]


@pytest.mark.figures(early(y2021=90, y2022=95, y2023=91, y2024=80, y2025=81))
def test_a_target_is_met_for_the_whole_plan_when_it_was_met_every_year(commune: Commune) -> None:
    # The target is 90 % until 2023 and 80 % from 2024 on.
    every = metrics.span_verdicts(commune.store, unit=commune.unit)
    row = every.set_index("indicator_id").loc["early"]

    assert (row["level"], row["last_level"], row["met"], row["judged"]) == ("met", "met", 5, 5)
    assert list(row["missed_years"]) == []


@pytest.mark.figures(early(y2021=90, y2022=89, y2024=85, y2025=85))
def test_one_year_missed_is_missed_for_the_whole_plan_whatever_the_last_year_says(commune: Commune) -> None:
    row = metrics.span_verdicts(commune.store, unit=commune.unit).set_index("indicator_id").loc["early"]

    assert (row["level"], row["last_level"]) == ("missed", "met")
    assert (row["met"], row["missed"], row["no_data"]) == (3, 1, 1)
    assert list(row["missed_years"]) == [2022]
    until = (
        metrics.span_verdicts(commune.store, unit=commune.unit, last_year=2021).set_index("indicator_id").loc["early"]
    )
    assert (until["level"], until["years"]) == ("met", 1)


@pytest.mark.figures(early(y2021=90, y2022=95, y2023=91, y2025=81))
def test_a_year_without_a_figure_leaves_the_whole_open(commune: Commune) -> None:
    row = metrics.span_verdicts(commune.store, unit=commune.unit).set_index("indicator_id").loc["early"]

    assert row["level"] == "no_data"


@pytest.mark.figures(
    [
        {"indicator_id": "online", "year": year, "numerator": numerator, "denominator": 100}
        for year, numerator in ((2022, 30), (2025, 80))
    ]
)
def test_a_target_of_the_last_year_is_judged_by_it(commune: Commune) -> None:
    row = metrics.span_verdicts(commune.store, unit=commune.unit).set_index("indicator_id").loc["online"]

    assert (row["level"], row["judged"], row["not_due"]) == ("met", 1, 4)


def test_a_unit_that_the_plan_does_not_bind_has_values_and_changes_and_no_verdict(workspace_of: WorkspaceMaker) -> None:
    store = workspace_of(
        published=[
            {"indicator_id": "papi", "unit_id": "tinh-a", "year": year, "value": value}
            for year, value in ((2022, 42), (2023, 41.5))
        ]
    ).store
    row = metrics.indices(store, unit="tinh-a", year=2023, index="papi").iloc[0]

    assert (row["value"], row["change"], row["direction"]) == (41.5, -0.5, "down")
    assert pd.isna(row["level"])
    assert pd.isna(row["target"])
    assert row["pace"] == "not_assessed"
    assert metrics.attention(store, unit="tinh-a", year=2023).empty
    assert metrics.area_counts(store, unit="tinh-a", year=2023)[["met", "missed", "no_data"]].to_numpy().sum() == 0
    assert metrics.span_verdicts(store, unit="tinh-a").empty


def plan_with(tmp_path: Path, *changes: tuple[str, str, str]) -> Callable[[list[dict[str, object]]], Workspace]:
    """A workspace on a copy of the small plan in which one text of a file is replaced by another."""
    plan, published = tmp_path / "data" / "plans" / "mini", tmp_path / "data" / "published"
    shutil.copytree(DATA / "plans" / "mini", plan)
    for name, old, new in changes:
        text = (plan / name).read_text(encoding="utf-8")
        assert old in text
        (plan / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    published.mkdir()

    def workspace(figures: list[dict[str, object]]) -> Workspace:
        write_figures(published / "so.csv", figures)
        return Workspace(tmp_path / "workspace", "mini", tmp_path / "data")

    return workspace


def test_a_target_reached_before_its_year_by_a_survey_is_told_within_its_error(tmp_path: Path) -> None:
    # 174 of 200 are 87 %, by Wilson from 81,63: 80 % is surely reached. 82 of 100 from 73,33 on: it may not be.
    target = 'kind = "by-year"\noperator = ">="\ndue_year = 2025\nunit = "percent"\nmeasure = '
    workspace = plan_with(tmp_path, ("indicators.toml", f'{target}"count"', f'{target}"survey"'))(
        [
            {"indicator_id": "online", "year": 2022, "numerator": 174, "denominator": 200},
            {"indicator_id": "online", "year": 2023, "numerator": 82, "denominator": 100},
        ]
    )

    rows = (
        metrics.targets(workspace.store, unit="xa-thu").query("indicator_id == 'online'").set_index("year", drop=False)
    )

    assert rows.loc[[2022, 2023], "pace"].tolist() == ["reached", "reached"]
    assert rows.loc[[2022, 2023], "pace_within_error"].tolist() == [False, True]
    answer_rows = {row["year"]: sentence(row) for row in rows.to_dict("records")}
    assert "Đã đạt trước hạn." in answer_rows[2022]
    assert "Đã tới mức cần trước hạn, trong sai số." in answer_rows[2023]


def test_a_break_that_only_parts_two_indices_breaks_neither(tmp_path: Path) -> None:
    workspace = plan_with(
        tmp_path,
        (
            "plan.toml",
            'reason = "Thang điểm đổi từ 60 lên 80"\nkind = "method"',
            'reason = "Hai chỉ số"\nkind = "other-index"',
        ),
    )(
        [
            {"indicator_id": "papi", "year": 2017, "value": 35.86},
            {"indicator_id": "papi", "year": 2018, "value": 43.58},
        ]
    )

    row = metrics.indices(workspace.store, unit="xa-thu", year=2018, index="papi").iloc[0]

    assert (row["direction"], row["change"]) == ("up", 7.72)
