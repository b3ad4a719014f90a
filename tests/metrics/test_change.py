"""What made a change, and places among peers, worked by hand."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_metrics import metrics
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures
from tests.metrics.conftest import Commune

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
    plan, published = tmp_path / "data" / "plans" / "mini", tmp_path / "data" / "published"
    shutil.copytree(DATA / "plans" / "mini", plan)
    file = plan / "indicators.toml"
    head, words = file.read_text(encoding="utf-8").split('id = "on-time"')
    file.write_text(
        f'{head}id = "on-time"{words.replace("percent", "ratio", 1).replace("value = 100", "value = 1", 1)}',
        encoding="utf-8",
    )
    published.mkdir()
    write_figures(
        published / "so.csv",
        on_time(2022, land=(8, 10), civil_status=(45, 90)) + on_time(2023, land=(9, 20), civil_status=(50, 80)),
    )
    store = Workspace(tmp_path / "workspace", "mini", tmp_path / "data").store

    rows = metrics.change(store, unit="xa-thu", index="on-time", from_year=2022, to_year=2023)

    # The hundredth of what the fields do above: 0,53 to 0,59.
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
    store = Workspace.open().store

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
    store = workspace_of(
        published=[
            {"indicator_id": "recurrent", "unit_id": unit, "year": 2022, "numerator": numerator, "denominator": 100}
            for unit, numerator in (("xa-thu", 72), ("xa-cu", 70))
        ]
        + [{"indicator_id": "recurrent", "unit_id": "xa-moi", "year": 2022, "numerator": 144, "denominator": 200}]
    ).store

    rows = metrics.ranking(store, index="recurrent", year=2022).set_index("unit_id")

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
