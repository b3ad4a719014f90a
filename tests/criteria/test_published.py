"""Published results and sets as worked cases."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics.catalog import load
from cchc_metrics.criteria.loader import read_set
from cchc_metrics.criteria.models import CriteriaSet
from cchc_metrics.faults import FaultError
from cchc_metrics.workspace import APP, Workspace
from tests.criteria.conftest import WHY, criterion, set_text, total, tree, write_results

PUBLISHED = tomllib.loads((Path(__file__).parent / "published.toml").read_text(encoding="utf-8"))
Scoring = Callable[..., Workspace]


def shipped(name: str) -> CriteriaSet:
    catalog = load(APP / "data" / "plans" / "nhat-quang-2021-2025", [APP / "data" / "published", APP / "data" / "demo"])
    return read_set(name, (APP / "data" / "criteria" / name).read_bytes(), catalog)


def test_thanh_hoa_2023_has_84_applicable_points(scoring: Scoring) -> None:
    case = PUBLISHED["thanh-hoa-2023"]
    text = criterion("1.1", '{ kind = "unknown" }', case["applicable"]) + criterion(
        "1.2", '{ kind = "unknown" }', case["not_applicable"]
    )
    workspace = scoring(
        {"bo.toml": set_text(text, maximum=100)},
        [
            {"criterion": "1-1", "points": case["points"]},
            {"criterion": "1-2", "not_applicable": "không có nhiệm vụ này"},
        ],
    )

    whole = total(workspace)

    assert whole["applicable"] == case["applicable"]
    assert round(whole["value"], 2) == case["value"]


def test_the_provincial_set_of_2017_adds_up_to_100(scoring: Scoring) -> None:
    case = PUBLISHED["tinh-2017"]

    def areas(points: list[float]) -> str:
        head = set_text("", maximum=case["total"]).split("[[criterion]]")[0]
        return head + "".join(
            criterion(str(number), '{ kind = "unknown" }', most) for number, most in enumerate(points, 1)
        )

    assert sum(case["areas"]) == case["total"]
    assert len(tree(scoring({"bo.toml": areas(case["areas"])}))) == 8
    with pytest.raises(FaultError, match="cộng lại"):
        scoring({"bo.toml": areas([*case["areas"][:-1], 15])}).store  # noqa: B018 - building is what fails


def test_the_766_set_has_the_points_of_the_portal() -> None:
    criteria_set = shipped("bo-766-2022.toml")

    assert {row.key: row.maximum for row in criteria_set.beneath(None)} == PUBLISHED["bo-766"]["groups"]
    assert sum(PUBLISHED["bo-766"]["groups"].values()) == criteria_set.head.maximum == 100


@pytest.mark.parametrize("case", PUBLISHED["bo-766"]["thresholds"], ids=lambda case: case["code"])
def test_766_rules_are_as_published(case: dict[str, Any]) -> None:
    row = next(row for row in shipped("bo-766-2022.toml").criteria if row.key == case["id"])

    assert row.code == case["code"]
    assert row.rule is not None
    assert row.rule.threshold == case["threshold"]
    assert row.maximum == case.get("maximum")


@pytest.mark.slow
def test_766_thresholds_at_just_under_and_just_over(scoring: Scoring) -> None:
    cases = PUBLISHED["bo-766"]["thresholds"]
    text = (APP / "data" / "criteria" / "bo-766-2022.toml").read_text(encoding="utf-8").replace("bo-766", "bo-thu")
    shares: dict[str, list[float]] = {}
    workspace = scoring({"bo.toml": text})
    for year, millionths in ((2022, -1), (2023, 0), (2024, 1)):
        results = [
            {"criterion": case["id"], "numerator": case["threshold"] * 10_000 + millionths, "denominator": 1_000_000}
            for case in cases
        ]
        file = write_results(workspace.folder / f"{year}.csv", results)
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=year, by="An", why=WHY)
    for year in (2022, 2023, 2024):
        for row in tree(workspace, year).values():
            shares.setdefault(row["criterion_id"], []).append(row["share"])

    for case in cases:
        under, at, over = shares[case["id"]]
        assert (at, over) == (1, 1), case["code"]
        if case.get("below") == "unknown":
            assert under != under, case["code"]
        else:
            assert under == pytest.approx((case["threshold"] * 10_000 - 1) / (case["threshold"] * 10_000)), case["code"]
            assert under < 1, case["code"]


def test_what_a_commune_is_not_scored_on_gives_it_all_points(scoring: Scoring) -> None:
    text = (APP / "data" / "criteria" / "bo-766-2022.toml").read_text(encoding="utf-8").replace("bo-766", "bo-thu")
    rows = {row["code"]: row for row in tree(scoring({"bo.toml": text})).values() if row["is_leaf"]}

    assert {code: rows[code]["points"] for code in ("1.1", "1.2", "1.3")} == {"1.1": 6, "1.2": 4, "1.3": 2}
    assert all(rows[code]["state"] == "not_applicable" for code in ("1.1", "1.2", "1.3"))


def test_no_shipped_set_says_that_it_is_hung_yens() -> None:
    for path in (APP / "data" / "criteria").glob("*.toml"):
        head = shipped(path.name).head
        assert "Hưng Yên" not in head.name + head.short + head.decision
        assert head.illustrative or head.decision
