"""All that is shown of every commune and year of each shipped plan, and of many generated communes. By name only.

The last test is the full product of pages, units, years and areas, of which tests/pages/test_pages.py has all pairs.

pytest tests/truth/everything.py -k "not product"      some minutes
pytest tests/truth/everything.py -k product            about 20 minutes on two cores
pytest tests/truth/everything.py -n 0 -s -k tinh       what a word of a unit's id picks
"""

import random
import sys
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import Workspace
from tests.pages.conftest import at, built_folder, turn_to, visit
from tests.pages.test_pages import PAGES, areas, units
from tests.truth import lines
from tests.truth.judge import Model, faults
from tests.truth.test_everything import hold, no_pictures

__all__ = ["built_folder", "no_pictures"]

# Of each plan: its unit and years, the year before among them, and the other units that its screens offer.
UNITS = {
    "nhat-quang-2021-2025": (
        "nhat-quang",
        range(2020, 2026),
        ("hung-yen", "ca-nuoc", "dinh-cao", "tien-tien-cu", "tien-tien"),
    ),
    "tien-tien-2026-2030": ("tien-tien", range(2025, 2031), ("nhat-quang", "thon-nhat-le", "hung-yen", "ca-nuoc")),
}
# The years of which a plan ships figures have documents; of those ahead each is refused in a sentence.
DOCUMENTS = [*(("nhat-quang-2021-2025", year) for year in range(2021, 2026)), ("tien-tien-2026-2030", 2026)]
OTHERS = [(plan, unit) for plan, (_, _, others) in UNITS.items() for unit in others]
# In a random order with a fixed seed: a run that is stopped early has seen units of every kind.
IN_ANY_ORDER = random.Random(0).sample(units(), len(units()))
PLANS = pytest.mark.parametrize("plan", UNITS)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("truth")


def workspace_and_model(folder: Path, plan: str, unit: str | None = None) -> tuple[Workspace, Model]:
    """A plan as it ships, and the model of its unit or of another one."""
    workspace = Workspace.open(folder / plan, plan)
    return workspace, Model(workspace.store, workspace.catalog, unit or UNITS[plan][0])


def app(folder: Path, plan: str, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    return visit(folder / plan, monkeypatch, plan)


@pytest.mark.parametrize(("plan", "year"), DOCUMENTS)
def test_documents_of_every_year(folder: Path, plan: str, year: int) -> None:
    workspace, model = workspace_and_model(folder, plan)

    hold([*lines.documents(workspace, model.unit, year)], model, 300)


@PLANS
def test_screens_of_every_year(folder: Path, plan: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = workspace_and_model(folder, plan)

    hold([*lines.screens(app(folder, plan, monkeypatch), model.unit, tuple(UNITS[plan][1]))], model, 1000)


@pytest.mark.parametrize(("plan", "unit"), OTHERS)
def test_screens_of_other_units(folder: Path, plan: str, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    _, model = workspace_and_model(folder, plan, unit)

    hold([*lines.screens(app(folder, plan, monkeypatch), unit, tuple(UNITS[plan][1][-3::2]))], model, 50)


@PLANS
def test_the_command_of_every_year(folder: Path, plan: str) -> None:
    workspace, model = workspace_and_model(folder, plan)

    hold([*lines.commands(str(workspace.folder), model.unit, plan)], model, 100)


@PLANS
def test_the_site_says_what_is_true(folder: Path, plan: str) -> None:
    workspace, model = workspace_and_model(folder, plan)

    hold([*lines.pages_of_site(workspace, model.unit)], model, 300)


@pytest.mark.parametrize("seed", range(20))
def test_generated_communes(seed: int) -> None:
    store, catalog = lines.communes(seed)
    models = {unit: Model(store, catalog, unit) for unit in lines.UNITS}

    assert faults(lines.lines_of(store, catalog, range(2021, 2026)), models) == []


@pytest.mark.parametrize("unit", IN_ANY_ORDER)
def test_product_of_page_year_and_area(built_folder: Path, unit: str, monkeypatch: pytest.MonkeyPatch) -> None:
    app = visit(built_folder, monkeypatch)
    wrong, total = [], 0
    for page in PAGES:
        turn_to(app, page)
        for year in at(app, don_vi=unit).get("button_group")[0].options:
            for area in areas():
                try:
                    at(app, don_vi=unit, nam=year, linh_vuc=area)
                    assert app.get("button_group")[0].value == year
                except AssertionError as error:
                    wrong.append(f"{page} {year} {area}: {error}")
                total += 1
    sys.stdout.write(f"\n{unit}: {total} combinations, {len(wrong)} wrong\n")
    assert wrong == []
