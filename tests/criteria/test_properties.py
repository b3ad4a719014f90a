"""Laws of scoring, over rules and results that nobody thought of; one build an example, many criteria a build."""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.loader import rows_of_sets
from cchc_metrics.criteria.models import Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.store import Rows, Store, build_store, rows_of

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
@settings(max_examples=4)
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
            expected = 0 if beside or convention == "exclude" else 5
            assert before["applicable"] == expected
            continue
        low, high = (-5, 0) if rule["kind"] == "deduction" else (0, 5)
        assert low <= before["points"] <= high
        # More achievement is never fewer points, unless what is counted is taken off.
        if rule["kind"] == "deduction":
            assert after["points"] <= before["points"]
        else:
            assert after["points"] >= before["points"]
        assert before["next_gain"] != before["next_gain"] or before["next_gain"] > 0
    for tree, year in ((less, 2022), (more, 2023)):
        leaves = tree[tree["is_leaf"]]
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
    """The next band and how few criteria lift to it, by trying every choice of them."""
    whole, points = sum(most for most, _, _ in case), sum(most * share for most, share, _ in case)
    above = [(at, name) for name, at in BANDS if 100 * points < at * whole]
    if not above:
        return None, 0
    at, name = min(above)
    lost = [most * (1 - share) for most, share, kind in case if kind != "survey" and share < 1]
    for count in range(1, len(lost) + 1):
        if any(100 * (points + sum(choice)) >= at * whole for choice in combinations(lost, count)):
            return name, count
    return None, 0
