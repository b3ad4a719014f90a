"""Worked cases: those of cases.toml, changes and places among peers, and what holds for a whole plan."""

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.text.sentence import sentence
from cchc_metrics.text.statements import BY_POINTS_LOST
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.metrics.conftest import Commune, workspace_of

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
FAULTS = [case for case in CASES if "fault" in case]
# To build a store is slow and to ask it is fast, so each case has a commune of its own in one store.
UNITS = {case["name"]: f"xa-{number}" for number, case in enumerate(CASES) if "fault" not in case}
UNIT = "xa-thu"


def figures_of(case: dict[str, Any], unit: str) -> list[dict[str, Any]]:
    return [{"indicator_id": case["indicator"], "unit_id": unit, **figure} for figure in case["figures"]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The figures of every case, read from one file as a person would write it."""
    figures = [row for case in CASES if case["name"] in UNITS for row in figures_of(case, UNITS[case["name"]])]
    return workspace_of(tmp_path_factory.mktemp("cases"), UNITS.values(), figures).store


def test_no_two_cases_have_one_name() -> None:
    assert len(UNITS) + len(FAULTS) == len(CASES)


@pytest.mark.parametrize("case", [case for case in CASES if "fault" not in case], ids=lambda case: case["name"])
def test_case(case: dict[str, Any], store: Store) -> None:
    unit = UNITS[case["name"]]
    verdicts = pd.concat([metrics.indices(store, unit=unit), metrics.targets(store, unit=unit)])
    rows = verdicts[verdicts["indicator_id"] == case["indicator"]].set_index("year")
    for answer in case["expect"]:
        row = rows.loc[answer["year"]]
        for column, value in answer.items():
            if column == "year":
                continue
            result = row[column]
            if value == "missing":
                assert pd.isna(result), f"{column}: expected nothing, found {result}"
            elif isinstance(value, float):
                assert result == pytest.approx(value, abs=1e-4), column
            else:
                assert result == value, column


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["name"])
def test_case_at_fault(case: dict[str, Any], workspace_of: Callable[..., Workspace]) -> None:
    with pytest.raises(FaultError, match=case["fault"]):
        workspace_of(published=figures_of(case, UNIT)).build()


def test_both_values_stay_in_the_history(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", "year": 2022, "numerator": 91, "denominator": 100, "as_of": "2023-01-10"},
            {"indicator_id": "early", "year": 2022, "numerator": 89, "denominator": 100, "as_of": "2023-03-01"},
        ]
    )

    history = metrics.history(workspace.store, unit=UNIT, indicator="early", year=2022)

    assert history["numerator"].tolist() == [91, 89]


WorkspaceMaker = Callable[..., Workspace]


def papi(year: int, parts: tuple[float, ...], total: float, unit: str = "xa-thu") -> list[dict[str, object]]:
    return [
        {"indicator_id": "papi", "unit_id": unit, "year": year, "value": total},
        *(
            {"indicator_id": "papi", "part_id": f"papi-{number}", "unit_id": unit, "year": year, "value": value}
            for number, value in enumerate(parts, 1)
        ),
    ]


def on_time(year: int, **fields: tuple[int, int]) -> list[dict[str, object]]:
    return [
        {
            "indicator_id": "on-time",
            "year": year,
            "breakdown_id": "field",
            "group_id": name.replace("_", "-"),
            "numerator": numerator,
            "denominator": denominator,
        }
        for name, (numerator, denominator) in fields.items()
    ]


@pytest.mark.figures(papi(2022, (5, 6, 7), 18) + papi(2023, (5.5, 6, 6.75), 18.5))
def test_parts_that_do_not_add_up_leave_a_remainder(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="papi", from_year=2022, to_year=2023)

    assert rows["effect"].tolist() == ["part", "part", "part", "remainder"]
    assert rows["change"].tolist() == pytest.approx([0.5, 0, -0.25, 0.25])


@pytest.mark.figures(papi(2017, (5, 6, 7), 18) + papi(2018, (5.5, 6, 7), 18.5))
def test_nothing_is_computed_across_a_break(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="papi", from_year=2017, to_year=2018)

    assert rows["change"].isna().all()
    assert (
        metrics.parts(commune.store, unit=commune.unit, index="papi", year=2018)["direction"].tolist()
        == ["not_comparable"] * 3
    )


@pytest.mark.figures(
    [
        {"indicator_id": "satisfaction", "year": year, "value": total, "part_id": part}
        for year, rows in (
            (2022, (("", 80), ("sat-1", 70), ("sat-2", 90))),
            (2023, (("", 84), ("sat-1", 76), ("sat-2", 92))),
        )
        for part, total in rows
    ]
)
def test_a_mean_of_parts_weighs_each_part_alike(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="satisfaction", from_year=2022, to_year=2023)

    assert rows["change"].tolist() == pytest.approx([3, 1, 0])


@pytest.mark.figures(
    on_time(2022, land=(8, 10), civil_status=(45, 90)) + on_time(2023, land=(9, 20), civil_status=(50, 80))
)
def test_mix_and_rate_of_two_fields(commune: Commune) -> None:
    # 2022: 8/10 and 45/90, that is 53 %; 2023: 9/20 and 50/80, that is 59 %.
    # Rate: land 0,15 × −35 = −5,25; civil status 0,85 × 12,5 = 10,625.
    # Mix: land 62,5 × 0,1 = 6,25; civil status 56,25 × −0,1 = −5,625. Together 6.

    rows = metrics.change(commune.store, unit=commune.unit, index="on-time", from_year=2022, to_year=2023)

    assert rows["effect"].tolist() == ["rate", "rate", "mix", "mix", "remainder"]
    assert rows["change"].tolist() == pytest.approx([-5.25, 10.625, 6.25, -5.625, 0])


def test_a_ratio_that_the_plan_tells_from_0_to_1_stays_in_it(tmp_path: Path) -> None:
    plan, figures = tmp_path / "data" / "plans" / "mini", tmp_path / "data" / "published"
    shutil.copytree(DATA / "plans" / "mini", plan)
    file = plan / "indicators.toml"
    head, words = file.read_text(encoding="utf-8").split('id = "on-time"')
    file.write_text(
        f'{head}id = "on-time"{words.replace("percent", "ratio", 1).replace("value = 100", "value = 1", 1)}',
        encoding="utf-8",
    )
    figures.mkdir()
    write_figures(
        figures / "so.csv",
        on_time(2022, land=(8, 10), civil_status=(45, 90)) + on_time(2023, land=(9, 20), civil_status=(50, 80)),
    )
    store = Workspace(tmp_path / "workspace", "mini", tmp_path / "data").store

    rows = metrics.change(store, unit="xa-thu", index="on-time", from_year=2022, to_year=2023)

    # The same fields as above, as a ratio: 0,53 to 0,59.
    assert rows["change"].tolist() == pytest.approx([-0.0525, 0.10625, 0.0625, -0.05625, 0])


@pytest.mark.figures(on_time(2022, civil_status=(50, 100)) + on_time(2023, land=(100, 100), civil_status=(50, 100)))
def test_a_group_of_one_year_only_is_mix(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="on-time", from_year=2022, to_year=2023)

    land = rows[rows["part_id"] == "land"].set_index("effect")["change"]
    assert land["rate"] == 0
    assert land["mix"] == pytest.approx(50)
    assert rows["change"].sum() == pytest.approx(25)


def test_a_scored_index_changes_by_points_lost_and_its_maximum_by_itself() -> None:
    # The illustration 2024 → 2025: two criteria of Thể chế are 0 of 0, so 100 applicable points become 93.
    # Points lost: Chỉ đạo 1,18 → 0,60; Thể chế 0 → 0; TTHC 1,40 → 0,0236; Bộ máy 3,50 → 2; Công vụ 0,70 → 0,35;
    # Tài chính 3,14 → 4; Số 1,49 → 2,0042; Tác động 1,88 → 1,58; together 13,29 → 10,5578.
    # One point lost less brings 50 × (1/100 + 1/93) = 1,037634 điểm %.
    # The maximum: −50 × (13,29 + 10,5578) × (1/93 − 1/100) = −0,8975.
    workspace = Workspace.open()
    store = workspace.store

    rows = metrics.change(store, unit="nhat-quang", index="par-index", from_year=2024, to_year=2025)

    changes = rows.set_index("part_id")["change"]
    assert changes["par-institutions"] == 0
    assert changes["par-direction"] == pytest.approx(0.58 * 1.037634, abs=1e-5)
    assert changes["par-procedures"] == pytest.approx(1.376383 * 1.037634, abs=1e-5)
    assert changes["par-organisation"] == pytest.approx(1.5 * 1.037634, abs=1e-5)
    assert changes["par-civil-service"] == pytest.approx(0.35 * 1.037634, abs=1e-5)
    assert changes["par-public-finance"] == pytest.approx(-0.86 * 1.037634, abs=1e-5)
    assert changes["par-digital-government"] == pytest.approx(-0.514167 * 1.037634, abs=1e-5)
    assert changes["par-impact"] == pytest.approx(0.3 * 1.037634, abs=1e-5)
    assert changes[metrics.APPLICABLE_MAXIMUM] == pytest.approx(-0.8975, abs=1e-4)
    assert rows["effect"].tolist() == ["part"] * 9 + ["remainder"]
    # 86,71 → 88,6476; the figures are printed with four decimals, and that is all that is left.
    assert rows["change"].sum() == pytest.approx(1.9376, abs=1e-9)
    assert rows["change"].iloc[-1] == pytest.approx(0, abs=1e-4)
    main = metrics.indices(store, unit="nhat-quang", index="par-index", year=2025).iloc[0]
    assert main["main_part_id"] == "par-organisation"
    # Both tables of parts say the same change: Thể chế reads 10,00 → 3,23 in them, and lost nothing.
    parts = metrics.parts(store, unit="nhat-quang", index="par-index", year=2025).set_index("part_id")
    assert parts["change"].to_dict() == {part: changes[part] for part in parts.index}
    assert parts.loc["par-institutions", ["previous", "direction"]].tolist() == [10, "same"]
    assert parts["direction"].tolist() == ["up", "same", "up", "up", "up", "down", "down", "up"]
    request = ViewRequest("nhat-quang", 2025, indicator="par-index")
    for name in ("thay-doi", "thanh-phan"):
        notes = VIEWS[name](store, workspace.catalog, request).notes
        [note] = [line.replace("\N{NO-BREAK SPACE}", " ") for line in notes if "tối đa" in line]
        assert "năm 2025 là 93 điểm, năm 2024 là 100 điểm, riêng việc này làm chỉ số −0,9 điểm %" in note
        assert note.endswith(BY_POINTS_LOST)
        assert ("năm 2022 là 93 điểm" in note) == (name == "thanh-phan")


def test_the_page_of_scores_tells_the_same_change() -> None:
    store = Workspace.open().store

    rows = metrics.score_change(store, unit="nhat-quang", criteria="par-xa-minh-hoa", from_year=2024, to_year=2025)
    parts = metrics.change(store, unit="nhat-quang", index="par-index", from_year=2024, to_year=2025)

    changes = parts.set_index("part_id")["change"]
    assert rows["effect"].sum() == pytest.approx(1.9376, abs=1e-4)
    assert rows.iloc[-1]["effect"] == pytest.approx(changes[metrics.APPLICABLE_MAXIMUM], abs=1e-9)
    finance = rows[rows["criterion_id"].isin(["giai-ngan", "cong-khai"])]["effect"].sum()
    assert finance == pytest.approx(changes["par-public-finance"], abs=1e-9)


@pytest.mark.figures([*papi(2022, (5, 6, 7), 18), {"indicator_id": "papi", "year": 2023, "value": 18.5}])
def test_parts_known_in_one_year_leave_the_whole_change_as_the_remainder(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="papi", from_year=2022, to_year=2023)

    assert rows["effect"].tolist() == ["part", "part", "part", "remainder"]
    assert rows["change"].isna().tolist() == [True, True, True, False]
    assert rows.iloc[-1]["change"] == 0.5


@pytest.mark.figures(
    [
        *on_time(2022, land=(8, 10), civil_status=(45, 90)),
        {"indicator_id": "on-time", "year": 2023, "numerator": 59, "denominator": 100},
    ]
)
def test_groups_known_in_one_year_leave_the_whole_change_as_the_remainder(commune: Commune) -> None:
    rows = metrics.change(commune.store, unit=commune.unit, index="on-time", from_year=2022, to_year=2023)

    assert rows["change"].dropna().tolist() == pytest.approx([6])
    assert rows.iloc[-1]["effect"] == "remainder"


def test_the_lowest_of_a_falling_target_is_first(workspace_of: WorkspaceMaker) -> None:
    # Xã Cũ có đến 30/6/2025, Xã Mới từ 01/7/2025.
    counts = (
        ("xa-thu", "2025-01-01", "2025-12-31", 72, 100),
        ("xa-cu", "2025-01-01", "2025-06-30", 70, 100),
        ("xa-moi", "2025-07-01", "2025-12-31", 144, 200),
    )
    names = ("unit_id", "period_start", "period_end", "numerator", "denominator")
    store = workspace_of(
        published=[{"indicator_id": "recurrent", "year": 2025, **dict(zip(names, row, strict=True))} for row in counts]
    ).store

    rows = metrics.ranking(store, index="recurrent", year=2025).set_index("unit_id")

    assert rows["rank"].to_dict() == {"xa-cu": 1, "xa-moi": 2, "xa-thu": 2}
    assert rows.index[0] == "xa-cu"


def test_ties_share_a_rank_and_a_unit_without_a_value_has_none(workspace_of: WorkspaceMaker) -> None:
    store = workspace_of(
        published=[
            {"indicator_id": "papi", "unit_id": unit, "year": 2022, "value": value}
            for unit, value in (("tinh-a", 40), ("tinh-b", 42), ("tinh-c", 42))
        ]
    ).store

    rows = metrics.ranking(store, index="papi", year=2022)

    assert rows["unit_id"].tolist() == ["tinh-b", "tinh-c", "tinh-a", "tinh-d"]
    assert rows["rank"].fillna(0).tolist() == [1, 1, 3, 0]
    assert rows["ranked"].tolist() == [3, 3, 3, 3]


def test_a_part_is_ranked_on_its_own(workspace_of: WorkspaceMaker) -> None:
    store = workspace_of(published=papi(2022, (5, 6, 7), 18, "tinh-a") + papi(2022, (6, 5, 6), 17, "tinh-b")).store

    rows = metrics.ranking(store, index="papi", year=2022, part="papi-1")

    assert rows["unit_id"].tolist()[:2] == ["tinh-b", "tinh-a"]


@pytest.mark.figures(papi(2022, (5, 6, 7), 18) + papi(2023, (5.5, 7, 6.5), 19))
def test_a_full_count_moves_beyond_doubt_and_the_part_that_moved_most_is_named(commune: Commune) -> None:
    row = metrics.indices(commune.store, unit=commune.unit, year=2023, index="papi").iloc[0]

    assert (row["main_part_id"], row["main_part_change"]) == ("papi-2", 1)
    assert row["maximum"] == 30


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
    plan, layer = tmp_path / "data" / "plans" / "mini", tmp_path / "data" / "published"
    shutil.copytree(DATA / "plans" / "mini", plan)
    for name, old, new in changes:
        text = (plan / name).read_text(encoding="utf-8")
        assert old in text
        (plan / name).write_text(text.replace(old, new, 1), encoding="utf-8")
    layer.mkdir()

    def workspace(figures: list[dict[str, object]]) -> Workspace:
        write_figures(layer / "so.csv", figures)
        return Workspace(tmp_path / "workspace", "mini", tmp_path / "data")

    return workspace


def test_a_target_reached_before_its_year_by_a_survey_is_told_within_its_error(tmp_path: Path) -> None:
    # 174 of 200 are 87 %, by Wilson from 81,63 on: 80 % is surely reached. 82 of 100: from 73,33 on, so not surely.
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
