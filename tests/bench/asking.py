"""Every question of `metrics` on the shipped data; the slowest is told."""

import datetime as dt
import inspect
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from cchc_metrics import metrics
from cchc_metrics.workspace import Workspace
from tests.bench.result import Result

LIMIT = 0.020
TIMES = 20
# What each parameter of a question is given; a question that asks for another fails here and is added.
REQUESTS = {
    "unit": "nhat-quang",
    "year": 2025,
    "index": "papi",
    "indicator": "on-time",
    "from_year": 2020,
    "to_year": 2021,
    "period": "quy-1",
    "criteria": "par-xa-minh-hoa",
    "units": ["nhat-quang", "hung-yen"],
    "indicators": ["par-index", "papi"],
    "decision": 1,
    "on": dt.date(2025, 6, 30),
    "query": "so hoa",
}


def results() -> Iterator[Result]:
    """One result, for the slowest question."""
    with tempfile.TemporaryDirectory() as folder:
        store = Workspace.open(Path(folder)).store
        slowest, name = max((_seconds(store, name), name) for name in metrics.__all__ if name.islower())
        store.close()
    yield Result(f"the slowest question of `metrics` (`{name}`)", slowest, LIMIT, 1.0, "20 ms")


def _seconds(store: object, name: str) -> float:
    question = getattr(metrics, name)
    request = {
        parameter.name: REQUESTS[parameter.name]
        for parameter in inspect.signature(question).parameters.values()
        if parameter.name in REQUESTS and parameter.default is parameter.empty
    }
    taken = []
    for _ in range(TIMES):
        began = perf_counter()
        question(store, **request)
        taken.append(perf_counter() - began)
    return median(taken)
