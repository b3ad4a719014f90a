"""The questions of the page Chấm điểm over 200 criteria, 124 units and 5 years; the slowest is told."""

import tempfile
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.criteria.loader import rows_of_sets
from cchc_metrics.criteria.models import Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.store import Rows, Store, build_store, rows_of
from cchc_metrics.workspace import APP
from tests.bench.result import Result

LIMIT = 0.050
TIMES = 15
AREAS, EACH, UNITS, YEARS = 8, 25, 124, range(2021, 2026)
ABOUT = {"unit": "xa-60", "criteria": "lon"}
QUESTIONS: dict[str, dict[str, Any]] = {
    "criteria_sets": {"unit": "xa-60"},
    "criterion_names": {"unit": "xa-60"},
    "methods": {},
    "score_tree": {**ABOUT, "year": 2024},
    "score_totals": ABOUT,
    "point_losses": {**ABOUT, "year": 2024},
    "point_losses_by": {**ABOUT, "year": 2024},
    "score_change": {**ABOUT, "from_year": 2023, "to_year": 2024},
    "score_peers": {**ABOUT, "year": 2024},
    "score_steps": {**ABOUT, "year": 2024},
    "next_band": {**ABOUT, "year": 2024},
}


def results() -> Iterator[Result]:
    """One result, for the slowest question."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "large.duckdb"
        build_store(path, large())
        store = Store(path)
        slowest, name = max((_seconds(store, name), name) for name in QUESTIONS)
        store.close()
    yield Result(
        f"the slowest question of Chấm điểm (`{name}`), {AREAS * EACH} criteria × {UNITS} units × {len(YEARS)} years",
        slowest,
        LIMIT,
        1.0,
        "50 ms",
    )


def large() -> Rows:
    """The rows of a store with one large set and a result for every criterion, unit and year."""
    catalog = load(APP / "data" / "plans" / "nhat-quang-2021-2025", [APP / "data" / "published"])
    rows = rows_of(catalog)
    rows["unit"] = [{"unit_id": f"xa-{number}", "name": f"Xã {number}", "level": "commune"} for number in range(UNITS)]
    large_set = criteria_set()
    rows |= rows_of_sets([large_set], catalog)
    rows["criterion_result"] = list(criterion_results([row.key for row in large_set.criteria if row.rule]))
    rows["peer_score"] = list(peer_scores())
    return rows


def criteria_set() -> CriteriaSet:
    """The set: areas of as many criteria each, two bands."""
    criteria: list[Criterion] = []
    for area in range(1, AREAS + 1):
        criteria.append(Criterion(number=f"{area}", name=f"Lĩnh vực {area}", maximum=Decimal(EACH)))
        criteria += [
            Criterion(
                number=f"{area}.{one}",
                name=f"Tiêu chí {one}",
                maximum=Decimal(1),
                rule=Rule(kind="capped", threshold=Decimal(80)),
            )
            for one in range(1, EACH + 1)
        ]
    return CriteriaSet(
        criteria=tuple(criteria),
        head=Head(
            id="lon",
            name="Bộ lớn",
            short="Bộ lớn",
            from_year=2021,
            levels=("commune",),
            maximum=Decimal(AREAS * EACH),
            not_applicable="exclude",
            band=(Band(name="A", at_least=Decimal(90)), Band(name="B", at_least=Decimal(0))),
        ),
    )


def criterion_results(leaves: Sequence[str]) -> Iterator[dict[str, Any]]:
    """A result for every criterion, unit and year."""
    for unit, year, (at, leaf) in product(range(UNITS), YEARS, enumerate(leaves)):
        yield {
            "layer": "own",
            "entry": 1,
            "withdrawn": False,
            "set_id": "lon",
            "unit_id": f"xa-{unit}",
            "year": year,
            "criterion_id": leaf,
            "kind": "self",
            "numerator": (unit * 7 + at * 3 + year) % 101,
            "denominator": 100,
            "evidence": [],
        }


def peer_scores() -> Iterator[dict[str, Any]]:
    """The superior body's table of all units."""
    for unit in range(UNITS):
        yield {
            "entry": 2,
            "withdrawn": False,
            "place": "bang.xlsx",
            "set_id": "lon",
            "year": 2024,
            "unit_id": f"xa-{unit}",
            "name": f"Xã {unit}",
            "value": 50 + unit % 50,
            "reported_rank": None,
        }


def _seconds(store: Store, name: str) -> float:
    seconds = []
    for _ in range(TIMES):
        start = perf_counter()
        getattr(metrics, name)(store, **QUESTIONS[name])
        seconds.append(perf_counter() - start)
    return median(seconds)
