"""A workspace whose criteria sets and results are written in the test."""

import csv
from collections.abc import Callable, Iterable, Mapping
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cchc_metrics import metrics
from cchc_metrics.criteria.results import COLUMNS
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures

Row = Mapping[str, Any]
# A step out of order needs a reason; `test_order` takes the steps in order.
WHY = "thử"
HEAD = """
[set]
id = "{id}"
name = "Bộ thử"
short = "Bộ thử"
from_year = {from_year}
levels = ["commune"]
maximum = {maximum}
not_applicable = "{convention}"
{more}
"""


def set_text(
    criteria: str,
    *,
    maximum: float = 10,
    convention: str = "exclude",
    from_year: int = 2021,
    more: str = "",
    name: str = "bo-thu",
) -> str:
    """A set as its file has it; `criteria` are [[criterion]] tables beneath one lĩnh vực of all points."""
    head = HEAD.format(id=name, from_year=from_year, maximum=maximum, convention=convention, more=more)
    return f'{head}\n[[criterion]]\nnumber = "1"\nname = "Lĩnh vực"\nmaximum = {maximum}\n{criteria}'


def criterion(number: str, rule: str, maximum: float | None, more: str = "") -> str:
    most = "" if maximum is None else f"maximum = {maximum}\n"
    return f'[[criterion]]\nnumber = "{number}"\nname = "Mục {number}"\n{most}rule = {rule}\n{more}\n'


def write_results(path: Path, results: Iterable[Row]) -> Path:
    """A table of results as an officer hands it in."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=COLUMNS)
        writer.writeheader()
        writer.writerows(dict(row) for row in results)
    return path


def assessment(
    folder: Path,
    sets: Mapping[str, str],
    results: Iterable[Row] = (),
    figures: Iterable[Row] = (),
    year: int = 2022,
) -> Workspace:
    """A workspace in a folder, on the small plan, with these sets (by file name), figures and results."""
    data = folder / "data"
    for name in ("plans", "published", "demo", "criteria"):
        (data / name).mkdir(parents=True, exist_ok=True)
    if not (data / "plans" / "mini").exists():
        (data / "plans" / "mini").symlink_to(DATA / "plans" / "mini")
    write_figures(data / "published" / "figures.csv", figures)
    for name, text in sets.items():
        (data / "criteria" / name).write_text(text, encoding="utf-8")
    workspace = Workspace(folder / "workspace", "mini", data)
    rows = list(results)
    if rows:
        file = write_results(folder / "results.csv", rows)
        workspace.assessments.submit(file, criteria="bo-thu", unit_id="xa-thu", year=year, by="An", why=WHY)
    return workspace


@pytest.fixture
def scoring(tmp_path: Path) -> Callable[..., Workspace]:
    return partial(assessment, tmp_path)


def tree(workspace: Workspace, year: int = 2022, criteria: str = "bo-thu") -> Mapping[str, Row]:
    """The scored nodes by their numbers."""
    rows = metrics.score_tree(workspace.store, unit="xa-thu", criteria=criteria, year=year)
    return {row["number"]: row for row in rows.to_dict("records")}


def total(workspace: Workspace, year: int = 2022) -> Row:
    """The whole set in one year."""
    rows = metrics.score_totals(workspace.store, unit="xa-thu", criteria="bo-thu")
    return rows[rows["year"] == year].to_dict("records")[0]
