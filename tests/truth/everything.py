"""All that is shown of every commune and year of the shipped figures, and of many generated communes. By name only.

pytest tests/truth/everything.py -n 0     some minutes
"""

import pytest
from streamlit.testing.v1 import AppTest

from cchc_metrics.workspace import Workspace
from tests.truth import generated, lines
from tests.truth.judge import Model, faults
from tests.truth.test_everything import UNIT, app, hold, model, shipped, undrawn

__all__ = ["app", "model", "shipped", "undrawn"]


@pytest.mark.parametrize("year", range(2021, 2026))
def test_documents_of_every_year(shipped: Workspace, model: Model, year: int) -> None:
    hold([*lines.documents(shipped, UNIT, year)], model, 300)


def test_screens_of_every_year(app: AppTest, model: Model) -> None:
    hold([*lines.screens(app, UNIT, tuple(range(2020, 2026)))], model, 1000)


@pytest.mark.parametrize("unit", ["hung-yen", "ca-nuoc", "dinh-cao", "minh-tien", "tien-tien"])
def test_screens_of_other_units(app: AppTest, shipped: Workspace, unit: str) -> None:
    hold([*lines.screens(app, unit, (2023, 2025))], Model(shipped.store, shipped.catalog, unit), 50)


@pytest.mark.parametrize("seed", range(20))
def test_generated_communes(seed: int) -> None:
    store, catalog = generated.communes(seed)
    models = {unit: Model(store, catalog, unit) for unit in generated.UNITS}

    assert faults(generated.lines_of(store, catalog, range(2021, 2026)), models) == []


def test_the_site_says_what_is_true(shipped: Workspace, model: Model) -> None:
    hold([*lines.pages_of_site(shipped, UNIT)], model, 300)
