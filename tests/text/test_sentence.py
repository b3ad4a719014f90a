"""Sentences and the arithmetic behind a verdict, held against those worked by hand."""

import math
import tomllib
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.days import today
from cchc_metrics.text import formats, score_sentence
from cchc_metrics.text.sentence import arithmetic, direction_short, figure, rule, sentence, threshold
from cchc_metrics.text.statements import areas_line, chain_sentence, statistical_line
from cchc_metrics.workspace import Workspace

SENTENCES = tomllib.loads((Path(__file__).parent / "sentences.toml").read_text(encoding="utf-8"))["sentence"]
SAMPLE: dict[str, Any] = {
    "name": "Trả trước hạn",
    "year": 2022,
    "numerator": None,
    "denominator": None,
    "value": None,
    "target": None,
    "operator": ">=",
    "previous": None,
    "change": None,
    "level": None,
    "direction": "no_previous",
    "direction_statistical": "no_previous",
    "pace": "not_assessed",
    "flag": "final",
    "measure_unit": "percent",
    "measure": "count",
    "kind": "annual",
}


@pytest.mark.parametrize("case", SENTENCES, ids=lambda case: case["name"])
def test_sentence(case: dict[str, Any]) -> None:
    assert sentence({**SAMPLE, **case["row"]}).replace(formats.SPACE, " ") == case["says"]


def test_a_year_that_has_not_begun_owes_nothing() -> None:
    row = {**SAMPLE, "year": 9998, "level": "no_data", "due_year": None}

    assert sentence(row) == "Trả trước hạn năm 9998: chưa đến hạn."
    assert rule(row) == "năm chưa bắt đầu nên chưa đến hạn"
    assert rule({**row, "year": 2022}) == "đã đến hạn mà chưa có số liệu; không lấy số của năm khác thay vào"


def test_years_that_have_not_begun_are_not_told_as_without_figures() -> None:
    rows = links(("up", 1.0, "up"), ("no_data", None, "no_data"))

    assert chain_sentence(rows) == "Chỉ năm 2021 so được với năm trước: tăng. Chưa có số liệu: 2022."
    assert chain_sentence([rows[0], {**rows[1], "year": 9998}]) == "Chỉ năm 2021 so được với năm trước: tăng."


def links(*parts: tuple[str, float | None, str]) -> list[dict[str, Any]]:
    return [
        {
            "year": 2021 + place,
            "direction": direction,
            "change": change,
            "measure_unit": "percent",
            "direction_statistical": statistical,
            "value": 1.0,
        }
        for place, (direction, change, statistical) in enumerate(parts)
    ]


def chain(*parts: tuple[str, float | None, str]) -> str:
    return chain_sentence(links(*parts)).replace(formats.SPACE, " ")


UP = ("up", 1.0, "up")
NO_FIGURE = ("no_data", None, "no_data")
APART = ("not_comparable", None, "not_comparable")
ALONE = ("no_previous", None, "no_previous")


def test_a_chain_names_its_first_broken_link() -> None:
    assert chain(UP, ("down", -1.3, "unknown"), ("same", 0.0, "unknown"), UP, UP) == (
        "Không tăng liên tục: năm 2022 giảm 1,3 điểm %."
    )
    assert chain(UP, ("same", 0.0, "unknown")) == "Không tăng liên tục: năm 2022 bằng năm trước."


def test_a_chain_says_which_years_it_cannot_judge() -> None:
    assert chain(UP, UP, UP, UP, UP) == "Tăng liên tục 2021–2025."
    assert chain(UP) == "Năm 2021 tăng."
    # One rise is no course of years.
    assert chain(ALONE, UP) == "Chỉ năm 2022 so được với năm trước: tăng. Chưa so được (thiếu năm trước): 2021."
    assert chain(UP, APART, UP) == "Các năm so được đều tăng. Không xét: 2022."
    assert chain(UP, NO_FIGURE, ALONE, UP) == (
        "Các năm so được đều tăng. Chưa có số liệu: 2022. Chưa so được (thiếu năm trước): 2023."
    )
    assert chain(NO_FIGURE, NO_FIGURE) == "Chưa có năm nào so được với năm trước. Chưa có số liệu: 2021, 2022."


def test_the_statistical_reading_stands_beside_the_formal_one() -> None:
    chain = links(("up", 2.0, "inconclusive"), ("up", 9.0, "up"), NO_FIGURE, ("up", 2.0, "inconclusive"))

    assert statistical_line(chain) == (
        "Xét cả sai số: năm 2021, 2024 thay đổi còn trong sai số nên chưa kết luận được; năm 2022 tăng rõ."
    )


def test_an_area_is_counted_and_never_averaged() -> None:
    row = {
        "total": 15,
        "met": 9,
        "missed": 3,
        "no_data": 1,
        "no_previous": 0,
        "no_activity": 2,
        "not_comparable": 0,
        "not_due": 0,
    }

    assert areas_line(row) == (
        "đạt 9 trên 12 chỉ tiêu đến hạn và có số liệu · 3 chưa đạt · 1 chưa có số liệu · 2 không phát sinh"
    )
    assert areas_line({**row, "met_within_error": 2}).startswith(
        "đạt 9 trên 12 chỉ tiêu đến hạn và có số liệu (2 trong sai số) · 3 chưa đạt"
    )
    assert areas_line(dict.fromkeys(row, 0)) == "không có chỉ tiêu định lượng"
    # The year before the plan has targets and no verdicts.
    assert areas_line({**dict.fromkeys(row, 0), "total": 3}) == "kế hoạch không xét năm này"


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (4, "4"),
        (2.004, "2"),
        (3.9995, "3,9995"),
        (0.5, "0,5"),
        (-0.25, "−0,25"),
        (0.001, "0,001"),
        (10, "10"),
        (1.6999, "1,7"),
        (None, "chưa xác định"),
    ],
)
def test_points(number: float | None, words: str) -> None:
    assert score_sentence.plain(number) == words


def test_just_under_a_threshold_is_not_written_as_the_threshold() -> None:
    assert score_sentence.percent(79.9999, 80).startswith("79,9999")
    assert score_sentence.percent(80, 80).startswith("80")


def test_a_yes_or_no_changes_and_misses_by_words_not_by_a_number() -> None:
    row = {**SAMPLE, "name": "Đề án", "measure_unit": "yes-no: đã duyệt/chưa duyệt", "operator": "=", "target": 1.0}
    row |= {"value": 0.0, "previous": 1.0, "change": -1.0, "direction": "down", "level": "missed", "gap": -1.0}

    assert sentence(row).replace(formats.SPACE, " ") == (  # type: ignore[arg-type]
        "Đề án năm 2022: chưa duyệt, đổi từ “đã duyệt” so với năm trước. Chưa đạt: cần đã duyệt."
    )


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
    return [step.replace("\N{NO-BREAK SPACE}", " ") for step in arithmetic(row)]


def test_one_late_dossier_of_912() -> None:
    row = COUNT | {
        "numerator": 911,
        "denominator": 912,
        "value": 100 * 911 / 912,
        "target": 100.0,
        "gap": 100 * 911 / 912 - 100,
    }

    assert lines_of(row) == ["Giá trị: 911 ÷ 912 × 100 = 99,89 %", "Chênh với mức cần: 99,89 % − 100 % = −0,11 điểm %"]
    assert threshold(row).replace("\N{NO-BREAK SPACE}", " ") == "100 %"


@pytest.mark.parametrize("kind", ["annual", "by-year", "ladder", "milestone"])
def test_a_year_before_the_plan_has_no_limit_and_no_word_left_over(kind: str) -> None:
    assert threshold(COUNT | {"kind": kind, "target": None, "due_year": None}) == "chưa đặt mức"


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
    assert rule(row) == "mức này tính đến hết năm 2025; trước đó chỉ xét nhịp"


def test_no_value_no_arithmetic() -> None:
    assert lines_of(COUNT | {"level": "no_data"}) == []


@pytest.mark.parametrize("unit", ["nhat-quang", "hung-yen"])
def test_every_verdict_has_its_reasons(default_workspace: Workspace, unit: str) -> None:
    rows = [
        *metrics.indices(default_workspace.store, unit=unit).to_dict("records"),
        *metrics.targets(default_workspace.store, unit=unit).to_dict("records"),
    ]
    assert rows
    for row in rows:
        assert rule(row)
        assert threshold(row)
        assert bool(arithmetic(row)) is (row["value"] == row["value"])


def test_a_figure_leads_to_its_line_in_the_file(default_workspace: Workspace) -> None:
    rows = metrics.history(default_workspace.store, unit="hung-yen", indicator="papi", year=2021)
    row = rows[rows["part_id"] == ""].iloc[0]
    result = default_workspace.excerpt(int(row["entry"]), row["place"])

    assert result is not None
    line = dict(result.lines)[result.row]
    assert dict(zip(result.head, line, strict=True))["value"] == "45.3659"
    assert default_workspace.excerpt(0, "../pyproject.toml, dòng 2") is None
    assert default_workspace.excerpt(7, row["place"]) is None


def test_a_year_that_has_not_begun_is_no_year_without_a_figure() -> None:
    row = {"value": None, "direction": "no_data", "measure_unit": "percent", "year": today().year}
    coming: Any = {**row, "year": today().year + 1}

    assert (figure(row), direction_short(row)) == (formats.MISSING, "chưa có")  # type: ignore[arg-type]
    assert (figure(coming), direction_short(coming)) == ("chưa đến", "chưa đến")
