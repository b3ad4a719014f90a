"""What a working folder of 1, 100 and 1,000 communes costs: building it, handing in one row, asking.

`python -m tests.bench.many_units [COMMUNES…]` prints a row each; every act runs in a process of its own.
"""

import csv
import datetime as dt
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import process_time

import click

from cchc_metrics import metrics
from cchc_metrics.catalog import load
from cchc_metrics.ledger import _hash
from cchc_metrics.losses import FIRST
from cchc_metrics.store import Store
from cchc_metrics.workspace import APP, Workspace
from tests.conftest import DATA

HEADER = (
    "indicator_id",
    "unit_id",
    "year",
    "period_start",
    "period_end",
    "numerator",
    "denominator",
    "flag",
    "source_id",
)
ROWS, YEARS, MONTHS = 720, range(2021, 2026), range(1, 13)
TIMES = 5


def unit(number: int) -> str:
    """The id of a commune."""
    return f"xa-{number:04}"


def province(folder: Path, communes: int) -> None:
    """A working folder in which each commune has handed in a file of 720 figures by half a month, beside its plan."""
    workspace = folder / "workspace"
    plan = workspace / "data" / "plans" / "mini"
    shutil.copytree(DATA / "plans" / "mini", plan)
    for layer in ("published", "demo"):
        (workspace / "data" / layer).mkdir()
    units = [f'[[unit]]\nid = "{unit(one)}"\nname = "Xã {one}"\nlevel = "commune"\n' for one in range(communes)]
    (plan / "communes.toml").write_text("\n".join(units), encoding="utf-8")
    indicators = [target.id for target in load(plan).targets.values() if target.measure == "count"]
    (workspace / "files").mkdir()
    lines, before = [], FIRST
    for one in range(communes):
        data = figures(folder / "figures.csv", one, indicators)
        name = sha256(data).hexdigest()
        (workspace / "files" / name).write_bytes(data)
        body = {
            "number": one + 1,
            "at": "2026-01-05T08:00:00+00:00",
            "by": "An",
            "action": "submit",
            "unit_id": unit(one),
            "files": [{"name": "so-lieu.csv", "sha256": name}],
            "target": None,
            "why": "",
            "details": {},
            "previous_hash": before,
        }
        before = _hash(body)
        lines.append(json.dumps({**body, "hash": before}, ensure_ascii=False, sort_keys=True))
    (workspace / "ledger.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (workspace / "ledger.head").write_text(json.dumps({"number": communes, "hash": before}), encoding="utf-8")


def figures(path: Path, one: int, indicators: list[str]) -> bytes:
    """The bytes of a commune's file; no two communes have the same."""
    months = [(year, month, half) for year in YEARS for month in MONTHS for half in (("01", "14"), ("15", "28"))]
    cells = [(name, *one_half) for name in indicators for one_half in months][:ROWS]
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        out.writerow(HEADER)
        for name, year, month, half in cells:
            days = [f"{year}-{month:02}-{day}" for day in half]
            out.writerow([name, unit(one), year, *days, 90 + (one + month) % 10, 100, "final", "so-thu"])
    return path.read_bytes()


def workspace_in(folder: Path) -> Workspace:
    """The working folder of a province."""
    return Workspace(folder / "workspace", "mini", folder / "workspace" / "data")


def act(name: str, folder: Path) -> None:
    """Do one thing and print its costs as JSON: seconds of the processor, MB at most, and ms of a question."""
    workspace = workspace_in(folder)
    began, question = getrusage(RUSAGE_SELF), 0.0
    if name == "build":
        workspace.build()
    elif name == "hand in":
        count = 1 + len(workspace.ledger.entries()) % 99
        row = ",".join(HEADER) + f"\nearly,{unit(0)},2025,2025-12-29,2025-12-31,{count},100,final,so-thu\n"
        if workspace.submit([("mot-dong.csv", row.encode())], unit_id=unit(0), by="An") is None:
            raise RuntimeError("nothing was handed in")
    elif name == "open":
        from streamlit.testing.v1 import AppTest

        os.environ |= {"CCHC_WORKSPACE": str(folder / "workspace"), "CCHC_PLAN": "mini"}
        page = AppTest.from_file(str(APP / "app.py"), default_timeout=600).run()
        if page.exception or page.error:
            raise RuntimeError(page.exception or page.error)
    else:
        request = {
            "unit": lambda store: metrics.targets(store, unit=unit(0), year=2025),
            "matrix": lambda store: metrics.matrix(store, year=2025),
            "ranking": lambda store: metrics.ranking(store, index="early", year=2025),
            "owed": lambda store: metrics.owed(store, on=dt.date(2026, 1, 5), year=2025),
        }[name]
        times = []
        for _ in range(TIMES):
            # A store remembers its answers, so each time a new one is asked.
            store = Store(workspace.store.path)
            start = process_time()
            request(store)
            times.append(process_time() - start)
        question = median(times)
    now = getrusage(RUSAGE_SELF)
    seconds = now.ru_utime + now.ru_stime - began.ru_utime - began.ru_stime
    click.echo(json.dumps([seconds, now.ru_maxrss / 1024, 1000 * question]))


def costs(communes: int) -> Iterator[tuple[str, float, float, float]]:
    """Each act with its costs, in a new working folder."""
    with tempfile.TemporaryDirectory() as folder:
        province(Path(folder), communes)
        for name in ("build", "hand in", "hand in", "unit", "matrix", "ranking", "owed", "open"):
            process = subprocess.run(
                [sys.executable, "-m", "tests.bench.many_units", "--act", name, folder],
                check=True,
                capture_output=True,
                text=True,
            )
            yield name, *json.loads(process.stdout)


def results(sizes: list[int]) -> Iterator[str]:
    """A line for each size and act."""
    for communes in sizes:
        for name, seconds, megabytes, question in costs(communes):
            limit = f"{question:.0f} ms" if question else ""
            yield f"| {communes} | {name} | {seconds:.1f} s | {megabytes:.0f} MB | {limit} |"


if __name__ == "__main__":
    if sys.argv[1:2] == ["--act"]:
        act(sys.argv[2], Path(sys.argv[3]))
    else:
        click.echo("| communes | act | processor | memory | question |\n|---|---|---|---|---|")
        for line in results([int(size) for size in sys.argv[1:]] or [1, 100, 1000]):
            click.echo(line)
