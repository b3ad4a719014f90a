"""Rules as data: the points of worked cases, and laws of scoring for random rules and results."""

import tempfile
import tomllib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.loader import rows_of_sets
from cchc_metrics.criteria.models import Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.store import Rows, Store, build_store, rows_of
from cchc_metrics.text import score_sentence
from cchc_metrics.workspace import Workspace
from tests.conftest import examples
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
    ("convention", "own", "points", "applicable"),
    [
        # Maxima 6 and 4: the appraisers' 1 of 6 counts, whatever the unit says; the other criterion has 4 of 4.
        ("exclude", None, 5, 10),
        ("full", 6, 5, 10),
    ],
)
@pytest.mark.parametrize("fields", [{"not_applicable": "xã không có việc này"}, {"numerator": 0, "denominator": 0}])
def test_what_others_gave_counts_also_where_the_unit_says_that_it_does_not_apply(
    scoring: Scoring,
    fields: dict[str, object],
    convention: str,
    own: float | None,
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
    # The unit's own points stand beside it: the maximum, if the set gives that to a criterion that does not apply.
    if "not_applicable" in fields and own is not None:
        assert row["self_points"] == own
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


EACH = 30
RULES = st.one_of(
    st.just({"kind": "proportion"}),
    st.integers(1, 100).map(lambda at: {"kind": "capped", "threshold": at}),
    st.integers(0, 100).map(lambda at: {"kind": "floor", "floor": at}),
    st.integers(1, 100).map(lambda full: {"kind": "survey", "full": full}),
    st.lists(st.integers(1, 40), min_size=1, max_size=5, unique=True).map(
        lambda rungs: {
            "kind": "steps",
            "counted": "lần",
            "step": tuple(
                {"at_least": rung, "points": 5 * (at + 1) / len(rungs)}
                for at, rung in reversed(list(enumerate(sorted(rungs))))
            ),
        }
    ),
    st.just({"kind": "bonus", "each": 0.5, "counted": "lần"}),
    st.just({"kind": "deduction", "each": 0.5, "counted": "lần"}),
)
RESULTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


CONVENTIONS = ("exclude", "full")
YEARS = (2022, 2023)


def criteria_set(set_id: str, leaves: Sequence[tuple[Rule, int]], **head: Any) -> CriteriaSet:
    """A set of one area, whose criteria are rules and their maxima."""
    return CriteriaSet(
        criteria=(
            Criterion(number="1", name="Lĩnh vực"),
            *(
                Criterion.model_validate({"number": f"1.{at}", "name": f"Mục {at}", "maximum": most, "rule": rule})
                for at, (rule, most) in enumerate(leaves, 1)
            ),
        ),
        head=Head.model_validate(
            {"id": set_id, "name": "Bộ thử", "short": "Bộ thử", "from_year": 2021, "levels": ("commune",)} | head
        ),
    )


def result_row(set_id: str, year: int, at: int, **content: object) -> dict[str, Any]:
    """The row of the store for the unit's own result of one criterion."""
    about = {"set_id": set_id, "unit_id": "xa-thu", "year": year, "criterion_id": f"1-{at}", "kind": "self"}
    return {"layer": "own", "entry": 1, "withdrawn": False, "evidence": [], **about, **content}


def scores(
    catalog: Catalog,
    rules: list[dict[str, Any]],
    results: list[list[int]],
    out: set[int],
) -> dict[str, tuple[list[Any], Any]]:
    """By convention the trees, in 2022 of the lesser results and in 2023 of the greater ones, and the whole."""
    leaves = [(Rule.model_validate(rule), 5) for rule in rules]
    maximum = 5 * sum(rule["kind"] not in ("bonus", "deduction") for rule in rules)
    sets = [criteria_set(name, leaves, maximum=maximum, not_applicable=name) for name in CONVENTIONS]
    rows = rows_of(catalog) | rows_of_sets(sets, catalog)
    rows["criterion_result"] = [
        result_row(
            convention,
            year,
            at,
            **({"not_applicable": "không có"} if at in out else _result(rule["kind"], pair[later])),
        )
        for convention in CONVENTIONS
        for later, year in enumerate(YEARS)
        for at, (rule, pair) in enumerate(zip(rules, results, strict=True), 1)
    ]
    with store_of(rows) as store:
        requests = {convention: {"unit": "xa-thu", "criteria": convention} for convention in CONVENTIONS}
        return {
            convention: (
                [metrics.score_tree(store, **request, year=year).set_index("number") for year in YEARS],
                metrics.score_totals(store, **request).set_index("year"),
            )
            for convention, request in requests.items()
        }


@contextmanager
def store_of(rows: Rows) -> Iterator[Store]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.duckdb"
        build_store(path, rows)
        store = Store(path)
        yield store
        store.close()


def _result(kind: str, result: int) -> dict[str, Any]:
    if kind in ("steps", "bonus", "deduction"):
        return {"counted": result // 20}
    return {"value": result / 10} if kind == "survey" else {"numerator": result, "denominator": 1000}


@pytest.mark.slow
@examples(4)
@given(st.lists(st.tuples(RULES, RESULTS), min_size=EACH, max_size=EACH), st.sets(st.integers(1, EACH), max_size=5))
def test_laws(mini: Catalog, cases: list[Any], out: set[int]) -> None:
    rules, results = [rule for rule, _ in cases], [pair for _, pair in cases]

    for convention, (trees, whole) in scores(mini, rules, results, out).items():
        hold(rules, out, convention, trees, whole)


def hold(rules: list[dict[str, Any]], out: set[int], convention: str, trees: list[Any], whole: Any) -> None:
    less, more = trees
    for at, rule in enumerate(rules, 1):
        before, after = less.loc[f"1.{at}"], more.loc[f"1.{at}"]
        if at in out:
            beside = rule["kind"] in ("bonus", "deduction")
            maximum = 0 if beside or convention == "exclude" else 5
            assert before["applicable"] == maximum
            continue
        low, high = (-5, 0) if rule["kind"] == "deduction" else (0, 5)
        assert low <= before["points"] <= high
        # A better result never has fewer points, except in a deduction.
        if rule["kind"] == "deduction":
            assert after["points"] <= before["points"]
        else:
            assert after["points"] >= before["points"]
        assert before["next_gain"] != before["next_gain"] or before["next_gain"] > 0
    for nodes, year in ((less, 2022), (more, 2023)):
        leaves = nodes[nodes["is_leaf"]]
        points, applicable = leaves["points"].sum(), leaves["applicable"].sum()
        row = whole.loc[year]
        assert row["applicable"] == pytest.approx(applicable)
        sum_of_leaves = max(min(points, applicable), 0)
        assert row["points"] == pytest.approx(sum_of_leaves, abs=1e-6)
        if applicable:
            # The parts add up to the index.
            assert row["value"] == pytest.approx(100 * sum_of_leaves / applicable, abs=1e-6)
            assert 0 <= row["value"] <= 100


BANDS = (("A", 90), ("B", 80), ("C", 65), ("D", 0))


@pytest.mark.slow
def test_no_fewer_criteria_reach_the_next_band(mini: Catalog) -> None:
    random = Random(766)
    bands = tuple(Band.model_validate({"name": name, "at_least": at}) for name, at in BANDS)
    cases: dict[tuple[str, int], list[tuple[Fraction, Fraction, str]]] = {}
    sets, results = [], []
    for number in range(12):
        most = [random.randint(1, 9) for _ in range(7)]
        kinds = [random.choice(("proportion", "proportion", "survey")) for _ in most]
        rules = [Rule.model_validate({"kind": kind} | ({"full": 100} if kind == "survey" else {})) for kind in kinds]
        leaves = list(zip(rules, most, strict=True))
        sets.append(criteria_set(f"bo-{number}", leaves, maximum=sum(most), not_applicable="exclude", band=bands))
        for year in (2021, 2022, 2023, 2024, 2025):
            shares = [random.choice((20, 50, 80, 90, 100, 100)) for _ in most]
            cases[f"bo-{number}", year] = [
                (Fraction(points), Fraction(share, 100), kind)
                for points, share, kind in zip(most, shares, kinds, strict=True)
            ]
            results += [
                result_row(
                    f"bo-{number}",
                    year,
                    at,
                    **({"value": share} if kind == "survey" else {"numerator": share, "denominator": 100}),
                )
                for at, (share, kind) in enumerate(zip(shares, kinds, strict=True), 1)
            ]

    answers: dict[tuple[str, int], tuple[str | None, int]] = {}
    with store_of(rows_of(mini) | rows_of_sets(sets, mini) | {"criterion_result": results}) as store:
        for criteria, year in cases:
            rows = metrics.next_band(store, unit="xa-thu", criteria=criteria, year=year)
            answers[criteria, year] = (None, 0) if rows.empty else (rows.iloc[0]["band"], len(rows))

    assert answers == {key: fewest(case) for key, case in cases.items()}
    assert len({count for _, count in answers.values()}) > 3


def fewest(case: list[tuple[Fraction, Fraction, str]]) -> tuple[str | None, int]:
    """The next band and the smallest number of criteria that reaches it, by trying every choice of them."""
    whole, points = sum(most for most, _, _ in case), sum(most * share for most, share, _ in case)
    above = [(at, name) for name, at in BANDS if 100 * points < at * whole]
    if not above:
        return None, 0
    at, name = min(above)
    losses = [most * (1 - share) for most, share, kind in case if kind != "survey" and share < 1]
    for count in range(1, len(losses) + 1):
        if any(100 * (points + sum(choice)) >= at * whole for choice in combinations(losses, count)):
            return name, count
    return None, 0
