"""Each rule as data: the points of worked cases, and what is missing stays missing."""

import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from cchc_metrics.text import score_sentence
from cchc_metrics.workspace import Workspace
from tests.criteria.conftest import criterion, set_text, total, tree

CASES = tomllib.loads((Path(__file__).parent / "rules.toml").read_text(encoding="utf-8"))["case"]
Scoring = Callable[..., Workspace]


def test_every_worked_case(scoring: Scoring) -> None:
    text, results = "", []
    for number, case in enumerate(CASES, 1):
        due = f'due = "{case["due"]}"' if "due" in case else ""
        text += criterion(f"1.{number}", case["rule"], case["maximum"], due)
        results.append({"criterion": f"1-{number}", **case["result"]})
    beside = ("bonus", "deduction")
    whole = sum(case["maximum"] for case in CASES if not any(kind in case["rule"] for kind in beside))

    rows = tree(scoring({"bo.toml": set_text(text, maximum=whole)}, results))

    for number, case in enumerate(CASES, 1):
        row = rows[f"1.{number}"]
        assert row["points"] == pytest.approx(case["points"]), case["name"]
        if "next_gain" in case:
            assert row["next_gain"] == pytest.approx(case["next_gain"]), case["name"]
        else:
            assert row["next_gain"] != row["next_gain"], case["name"]
        if "next_at" in case:
            assert row["next_at"] == pytest.approx(case["next_at"]), case["name"]


def test_a_threshold_is_met_exactly_or_not(scoring: Scoring) -> None:
    # Just under and just over by one of a million, so that no binary fraction may decide.
    counts = (799_999, 800_000, 800_001)
    text = "".join(criterion(f"1.{at}", '{ kind = "capped", threshold = 80 }', 10) for at in (1, 2, 3))
    workspace = scoring(
        {"bo.toml": set_text(text, maximum=30)},
        [{"criterion": f"1-{at}", "numerator": count, "denominator": 1_000_000} for at, count in enumerate(counts, 1)],
    )

    rows = tree(workspace)

    assert [rows[f"1.{at}"]["points"] == 10 for at in (1, 2, 3)] == [False, True, True]
    assert 9.99 < rows["1.1"]["points"] < 10


def test_no_result_is_no_points_and_never_zero(scoring: Scoring) -> None:
    workspace = scoring(
        {
            "bo.toml": set_text(
                criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "yes-no", late = 0 }', 4)
            )
        },
        [{"criterion": "1-1", "numerator": 1, "denominator": 2}],
    )

    whole = total(workspace)

    assert tree(workspace)["1.2"]["points"] != tree(workspace)["1.2"]["points"]
    assert whole["value"] != whole["value"]
    assert (whole["lowest"], whole["highest"]) == (30, 70)


def test_a_set_of_which_nothing_is_known_has_no_points(scoring: Scoring) -> None:
    workspace = scoring(
        {
            "bo.toml": set_text(
                criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "yes-no", late = 0 }', 4)
            )
        }
    )

    whole = total(workspace)

    assert whole["points"] != whole["points"]
    assert (whole["open"], whole["lowest"], whole["highest"]) == (10, 0, 100)
    assert score_sentence.total(whole) == "Chưa có điểm nào; chưa có không phải là 0."


def test_what_was_deducted_is_gone_from_what_may_still_be_reached(scoring: Scoring) -> None:
    # Two points deducted and nothing reached: 8 of 10 may still be had.
    text = criterion("1.1", '{ kind = "proportion" }', 10) + criterion(
        "1.2", '{ kind = "deduction", each = 1, counted = "báo cáo" }', 2
    )
    whole = total(scoring({"bo.toml": set_text(text)}, [{"criterion": "1-2", "counted": 2}]))

    assert (whole["points"], whole["lowest"], whole["highest"]) == (0, 0, 80)


@pytest.mark.parametrize(
    ("convention", "points", "applicable", "value"),
    [
        ("exclude", 3, 6, 50.0),
        ("full", 7, 10, 70.0),
    ],
)
def test_what_does_not_apply_counts_as_the_set_chose(
    scoring: Scoring, convention: str, points: float, applicable: float, value: float
) -> None:
    text = criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "proportion" }', 4)
    workspace = scoring(
        {"bo.toml": set_text(text, convention=convention)},
        [
            {"criterion": "1-1", "numerator": 1, "denominator": 2},
            {"criterion": "1-2", "not_applicable": "xã không có việc này"},
        ],
    )

    whole = total(workspace)

    assert (whole["points"], whole["applicable"], whole["value"]) == (points, applicable, value)


@pytest.mark.parametrize(
    ("convention", "kept", "points", "applicable"),
    [
        # Of 6 and 4 points: the appraisers' 1 of 6 counts, whatever the unit said of it; with 4 of 4 beside it.
        ("exclude", None, 5, 10),
        ("full", 6, 5, 10),
    ],
)
@pytest.mark.parametrize("fields", [{"not_applicable": "xã không có việc này"}, {"numerator": 0, "denominator": 0}])
def test_what_others_gave_counts_also_where_the_unit_says_that_it_does_not_apply(
    scoring: Scoring,
    fields: dict[str, object],
    convention: str,
    kept: float | None,
    points: float,
    applicable: float,
) -> None:
    text = criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "yes-no", late = 0 }', 4)
    workspace = scoring(
        {"bo.toml": set_text(text, convention=convention)},
        [
            {"criterion": "1-1", **fields},
            {"criterion": "1-2", "done": "có"},
            {"criterion": "1-1", "kind": "appraised", "points": 1, "reason": "xã có việc này"},
        ],
    )

    row, whole = tree(workspace)["1.1"], total(workspace)

    assert (row["state"], row["points"], row["lost"]) == ("scored", 1, 5)
    # What the unit gave itself stands beside it: all points, where its set gives them to what does not apply.
    if "not_applicable" in fields and kept is not None:
        assert row["self_points"] == kept
        assert score_sentence.difference(row).endswith("so với tự chấm: xã có việc này")
    else:
        assert row["self_points"] != row["self_points"]
    assert (whole["points"], whole["applicable"], whole["value"]) == (points, applicable, 50)
    assert "1 điểm" in score_sentence.explain(row).replace("\N{NO-BREAK SPACE}", " ")


def test_points_of_a_survey_count_whatever_the_rule(scoring: Scoring) -> None:
    text = criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "yes-no", late = 0 }', 4)
    workspace = scoring(
        {"bo.toml": set_text(text)},
        [{"criterion": "1-1", "kind": "survey", "points": 3}, {"criterion": "1-2", "done": "có"}],
    )

    assert tree(workspace)["1.1"]["points"] == 3
    assert (total(workspace)["points"], total(workspace)["value"]) == (7, 70)


def test_points_come_from_figures_already_handed_in(scoring: Scoring) -> None:
    text = criterion("1.1", '{ kind = "capped", threshold = 80 }', 10, 'indicator = "early"\nevidence = "Biểu"')
    workspace = scoring(
        {"bo.toml": set_text(text)},
        figures=[{"indicator_id": "early", "year": 2022, "numerator": 60, "denominator": 100}],
    )

    row = tree(workspace)["1.1"]

    assert (row["points"], row["origin"], row["owes"]) == (7.5, "figure", False)


def test_0_of_0_is_out_as_what_does_not_apply(scoring: Scoring) -> None:
    text = criterion("1.1", '{ kind = "proportion" }', 6, 'indicator = "early"') + criterion(
        "1.2", '{ kind = "yes-no", late = 0 }', 4
    )
    workspace = scoring(
        {"bo.toml": set_text(text)},
        [{"criterion": "1-2", "done": "có"}],
        figures=[{"indicator_id": "early", "year": 2022, "numerator": 0, "denominator": 0}],
    )

    assert tree(workspace)["1.1"]["state"] == "no_activity"
    assert total(workspace)["applicable"] == 4
    assert total(workspace)["value"] == 100


def test_0_of_0_gives_no_points_for_nothing_where_what_does_not_apply_gives_all(scoring: Scoring) -> None:
    text = criterion("1.1", '{ kind = "proportion" }', 6) + criterion("1.2", '{ kind = "yes-no", late = 0 }', 4)
    nothing = {"criterion": "1-1", "numerator": 0, "denominator": 0}
    workspace = scoring({"bo.toml": set_text(text, convention="full")}, [nothing, {"criterion": "1-2", "done": "có"}])

    row, whole = tree(workspace)["1.1"], total(workspace)

    assert (row["state"], row["applicable"]) == ("no_activity", 6)
    assert row["points"] != row["points"]
    assert (whole["points"], whole["applicable"], whole["scored"], whole["open"]) == (4, 10, 1, 6)
    assert whole["value"] != whole["value"]
    assert (whole["lowest"], whole["highest"]) == (40, 100)
    assert "Không áp dụng, vì" in score_sentence.explain(row)


def test_an_unknown_maximum_leaves_the_index_unknown_until_points_are_said(scoring: Scoring) -> None:
    text = criterion("1.1", '{ kind = "capped", threshold = 80 }', None) + criterion(
        "1.2", '{ kind = "proportion" }', 4
    )
    workspace = scoring(
        {"bo.toml": set_text(text)},
        [
            {"criterion": "1-1", "numerator": 40, "denominator": 100},
            {"criterion": "1-2", "numerator": 1, "denominator": 1},
        ],
    )

    row, whole = tree(workspace)["1.1"], total(workspace)

    assert row["share"] == 0.5
    assert row["points"] != row["points"]
    # Of the 10 points above both, 6 are left for the first, by a rule that says only which share of its maximum.
    assert (whole["applicable"], whole["points"], whole["open"], whole["scored"]) == (10, 4, 6, 1)
    assert whole["value"] != whole["value"]
    assert (whole["lowest"], whole["highest"]) == (40, 100)
