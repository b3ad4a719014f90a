"""A commune for each test that is marked with figures. The tests of a module share a store, which is slow to build."""

import shutil
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from cchc_metrics.catalog import Catalog
from cchc_metrics.store import Store
from cchc_metrics.workspace import Workspace
from tests.conftest import DATA, write_figures


class Commune(NamedTuple):
    """A commune of the small plan: its id, and the store and the plan that it is in."""

    unit: str
    store: Store
    catalog: Catalog


def workspace_of(data: Path, units: Iterable[str], figures: Sequence[Mapping[str, Any]]) -> Workspace:
    """The small plan with these communes besides, and figures read from one file as a person would write it."""
    shutil.copytree(DATA / "plans" / "mini", data / "plans" / "mini")
    with (data / "plans" / "mini" / "plan.toml").open("a", encoding="utf-8") as plan:
        for unit in units:
            plan.write(f'[[unit]]\nid = "{unit}"\nname = "Xã {unit}"\nlevel = "commune"\n')
    (data / "published").mkdir()
    write_figures(data / "published" / "figures.csv", figures)
    return Workspace(data / "workspace", "mini", data)


@pytest.fixture(scope="module")
def communes(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Commune]:
    """The communes of a module by the names of its tests, each with the figures that its test is marked with."""
    tests = {
        item.nodeid: [figure for rows in marker.args for figure in rows]
        for item in request.session.items
        if item.path == request.path and (marker := item.get_closest_marker("figures"))
    }
    units = {test: f"xa-{number}" for number, test in enumerate(tests)}
    figures = [{**figure, "unit_id": units[test]} for test, rows in tests.items() for figure in rows]
    workspace = workspace_of(tmp_path_factory.mktemp("communes"), units.values(), figures)
    return {test: Commune(unit, workspace.store, workspace.catalog) for test, unit in units.items()}


@pytest.fixture
def commune(communes: Mapping[str, Commune], request: pytest.FixtureRequest) -> Commune:
    """The commune of this test. The module's other communes are in its store, too."""
    return communes[request.node.nodeid]
