"""Laws of scoring, over rules and results that nobody thought of; one build an example, many criteria a build."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head, Rule
from cchc_metrics.criteria.rows import rows_of_sets
from cchc_metrics.store import Store, build_store, rows_of

EACH = 25
RULES = st.one_of(
    st.just({"kind": "proportion"}),
    st.integers(1, 100).map(lambda at: {"kind": "capped", "threshold": at}),
    st.integers(0, 100).map(lambda at: {"kind": "floor", "floor": at}),
    st.integers(1, 100).map(lambda full: {"kind": "survey", "full": full}),
    st.lists(st.integers(1, 40), min_size=1, max_size=5, unique=True).map(lambda rungs: {
        "kind": "steps", "counted": "lần",
        "step": tuple({"at_least": rung, "points": 5 * (at + 1) / len(rungs)}
                      for at, rung in reversed(list(enumerate(sorted(rungs))))),
    }),
    st.just({"kind": "bonus", "each": 0.5, "counted": "lần"}),
    st.just({"kind": "deduction", "each": 0.5, "counted": "lần"}),
)
RESULTS = st.tuples(st.integers(0, 1000), st.integers(0, 1000)).map(sorted)


def scored(catalog: Catalog, rules: list[dict[str, Any]], results: list[list[int]], *, convention: str,
           out: set[int]) -> tuple[Any, Any]:
    """The tree and the whole: in 2022 with the lesser results, in 2023 with the greater ones."""
    rows = [Criterion(number="1", name="Lĩnh vực")]
    rows += [Criterion.model_validate({"number": f"1.{at}", "name": f"Mục {at}", "maximum": 5, "rule": _rule(rule)})
             for at, rule in enumerate(rules, 1)]
    counted = sum(rule["kind"] not in ("bonus", "deduction") for rule in rules)
    made = CriteriaSet(criteria=tuple(rows), head=Head.model_validate({
        "id": "bo-thu", "name": "Bộ thử", "short": "Bộ thử", "from_year": 2021, "levels": ("commune",),
        "maximum": 5 * counted, "not_applicable": convention}))
    given_rows = rows_of(catalog) | rows_of_sets([made], catalog)
    given_rows["criterion_result"] = [
        {"layer": "own", "entry": 1, "withdrawn": False, "set_id": "bo-thu", "unit_id": "xa-thu", "year": year,
         "criterion_id": f"1-{at}", "kind": "self", "evidence": [],
         **({"not_applicable": "không có"} if at in out else _result(rule["kind"], pair[later]))}
        for later, year in enumerate((2022, 2023))
        for at, (rule, pair) in enumerate(zip(rules, results, strict=True), 1)
    ]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "one.duckdb"
        build_store(path, given_rows)
        store = Store(path)
        asked = {"unit": "xa-thu", "criteria": "bo-thu"}
        trees = [metrics.scored_tree(store, **asked, year=year).set_index("number") for year in (2022, 2023)]
        whole = metrics.score_totals(store, **asked).set_index("year")
        store.close()
    return trees, whole


def _rule(said: dict[str, Any]) -> Rule:
    return Rule.model_validate(said)


def _result(kind: str, result: int) -> dict[str, Any]:
    if kind in ("steps", "bonus", "deduction"):
        return {"counted": result // 20}
    return {"value": result / 10} if kind == "survey" else {"numerator": result, "denominator": 1000}


@settings(max_examples=8, deadline=None)
@given(st.lists(st.tuples(RULES, RESULTS), min_size=EACH, max_size=EACH), st.sampled_from(["exclude", "full"]),
       st.sets(st.integers(1, EACH), max_size=5))
def test_laws(mini: Catalog, cases: list[Any], convention: str, out: set[int]) -> None:
    rules, results = [rule for rule, _ in cases], [pair for _, pair in cases]

    (less, more), whole = scored(mini, rules, results, convention=convention, out=out)

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
        held = max(min(points, applicable), 0)
        assert row["points"] == pytest.approx(held, abs=1e-6)
        if applicable:
            # The parts add up to the index.
            assert row["value"] == pytest.approx(100 * held / applicable, abs=1e-6)
            assert 0 <= row["value"] <= 100
