"""Building the store, with every verdict in it, against DuckDB alone reading the same files into tables."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

import duckdb

from cchc_metrics.workspace import APP, Workspace
from tests.bench.result import Result

AIM = 3.0
TIMES = 7


def results() -> Iterator[Result]:
    """One result."""
    files = sorted((APP / "data" / "published").glob("*.csv")) + sorted((APP / "data" / "demo").glob("*.csv"))

    def ours(folder: Path) -> None:
        Workspace.open(folder).build()

    def bare(folder: Path) -> None:
        with duckdb.connect(folder / "bare.duckdb") as connection:
            for number, file in enumerate(files):
                connection.read_csv(str(file)).create(f"file_{number}")

    times: dict[Callable[[Path], None], list[float]] = {ours: [], bare: []}
    for _ in range(TIMES):
        for build, taken in times.items():
            with tempfile.TemporaryDirectory() as folder:
                began = perf_counter()
                build(Path(folder))
                taken.append(perf_counter() - began)
    yield Result(
        "`cchc build`: plan, figures, verdicts, checks",
        median(times[ours]),
        median(times[bare]),
        AIM,
        "DuckDB alone reading the same CSV files",
    )
