"""The arithmetic behind a verdict, each line worked by hand."""

import math
from pathlib import Path

import pytest

from cchc_metrics import metrics
from cchc_metrics.text import sentence
from cchc_metrics.workspace import Workspace

NOTHING = dict.fromkeys(
    (
        "numerator",
        "denominator",
        "value",
        "target",
        "previous",
        "change",
        "gap",
        "margin_below",
        "margin_above",
        "sample_size",
        "increment_required",
        "required_pace",
        "achieved_pace",
        "baseline_value",
        "baseline_year",
        "due_year",
    ),
    math.nan,
)
COUNT = NOTHING | {
    "measure": "count",
    "measure_unit": "percent",
    "operator": "=",
    "kind": "annual",
    "year": 2025,
    "level": "missed",
    "second_test": "not_assessed",
    "pace": "not_assessed",
}


def lines_of(row: dict[str, object]) -> list[str]:
    return [step.replace("\N{NO-BREAK SPACE}", " ") for step in sentence.arithmetic(row)]


def test_one_late_dossier_of_912() -> None:
    row = COUNT | {
        "numerator": 911,
        "denominator": 912,
        "value": 100 * 911 / 912,
        "target": 100.0,
        "gap": 100 * 911 / 912 - 100,
    }

    assert lines_of(row) == ["Giá trị: 911 ÷ 912 × 100 = 99,89 %", "Chênh với mức cần: 99,89 % − 100 % = −0,11 điểm %"]
    assert sentence.threshold(row).replace("\N{NO-BREAK SPACE}", " ") == "100 %"


def test_where_less_is_better_the_value_is_taken_from_the_limit() -> None:
    row = COUNT | {"operator": "<", "value": 71.0, "target": 70.0, "gap": -1.0}

    assert lines_of(row) == ["Giá trị: 71 %", "Chênh với mức cần: 70 % − 71 % = −1 điểm %"]


def test_a_ladder_shows_its_second_test() -> None:
    row = COUNT | {
        "operator": ">=",
        "kind": "ladder",
        "value": 70.0,
        "target": 55.0,
        "gap": 15.0,
        "previous": 60.0,
        "change": 10.0,
        "increment_required": 20.0,
        "second_test": "missed",
        "level": "met",
    }

    assert lines_of(row)[-1] == "Mức tăng so với năm trước: +10 điểm %, cần ít nhất +20 điểm %: không đạt"


def test_the_pace_is_shown_with_its_years() -> None:
    row = COUNT | {
        "operator": ">=",
        "kind": "by-year",
        "year": 2023,
        "due_year": 2025,
        "value": 60.0,
        "target": 90.0,
        "baseline_year": 2020,
        "baseline_value": 30.0,
        "required_pace": 15.0,
        "achieved_pace": 10.0,
        "pace": "slow",
        "level": "not_due",
    }

    assert lines_of(row)[-2:] == [
        "Nhịp còn cần mỗi năm: (90 % − 60 %) ÷ 2 = +15 điểm %",
        "Nhịp đã có mỗi năm: (60 % − 30 %) ÷ 3 = +10 điểm %: chậm",
    ]
    assert sentence.rule(row) == "mức này tính đến hết năm 2025; trước đó chỉ xét nhịp"


def test_no_value_no_arithmetic() -> None:
    assert lines_of(COUNT | {"level": "no_data"}) == []


@pytest.fixture
def shipped(tmp_path: Path) -> Workspace:
    return Workspace.open(tmp_path)


@pytest.mark.parametrize("unit", ["nhat-quang", "hung-yen"])
def test_every_verdict_has_its_reasons(shipped: Workspace, unit: str) -> None:
    rows = [
        *metrics.indices(shipped.store, unit=unit).to_dict("records"),
        *metrics.targets(shipped.store, unit=unit).to_dict("records"),
    ]
    assert rows
    for row in rows:
        assert sentence.rule(row)
        assert sentence.threshold(row)
        assert bool(sentence.arithmetic(row)) is (row["value"] == row["value"])


def test_a_figure_leads_to_its_line_in_the_file(shipped: Workspace) -> None:
    rows = metrics.history(shipped.store, unit="hung-yen", indicator="papi", year=2021)
    row = rows[rows["part_id"] == ""].iloc[0]
    result = shipped.excerpt(int(row["entry"]), row["place"])

    assert result is not None
    line = dict(result.lines)[result.row]
    assert dict(zip(result.head, line, strict=True))["value"] == "45.3659"
    assert shipped.excerpt(0, "../pyproject.toml, dòng 2") is None
    assert shipped.excerpt(7, row["place"]) is None
