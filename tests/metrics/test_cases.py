"""Every worked case of cases.toml, through the whole way from a file to a verdict."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultError
from cchc_metrics.store import Store
from cchc_metrics.workspace import Workspace
from tests.metrics.conftest import workspace_of

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
FAULTS = [case for case in CASES if "fault" in case]
# A store is dear and a question is cheap: each case has a commune of its own in one store.
UNITS = {case["name"]: f"xa-{number}" for number, case in enumerate(CASES) if "fault" not in case}
UNIT = "xa-thu"


def figures_of(case: dict[str, Any], unit: str) -> list[dict[str, Any]]:
    return [{"indicator_id": case["indicator"], "unit_id": unit, **figure} for figure in case["figures"]]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The figures of every case, read from one file as a person would write it."""
    figures = [row for case in CASES if case["name"] in UNITS for row in figures_of(case, UNITS[case["name"]])]
    return workspace_of(tmp_path_factory.mktemp("cases"), UNITS.values(), figures).store


def test_no_two_cases_have_one_name() -> None:
    assert len(UNITS) + len(FAULTS) == len(CASES)


@pytest.mark.parametrize("case", [case for case in CASES if "fault" not in case], ids=lambda case: case["name"])
def test_case(case: dict[str, Any], store: Store) -> None:
    unit = UNITS[case["name"]]
    judged = pd.concat([metrics.indices(store, unit=unit), metrics.targets(store, unit=unit)])
    rows = judged[judged["indicator_id"] == case["indicator"]].set_index("year")
    for expected in case["expect"]:
        row = rows.loc[expected["year"]]
        for column, value in expected.items():
            if column == "year":
                continue
            result = row[column]
            if value == "missing":
                assert pd.isna(result), f"{column}: expected nothing, found {result}"
            elif isinstance(value, float):
                assert result == pytest.approx(value, abs=1e-4), column
            else:
                assert result == value, column


@pytest.mark.parametrize("case", FAULTS, ids=lambda case: case["name"])
def test_case_at_fault(case: dict[str, Any], workspace_of: Callable[..., Workspace]) -> None:
    with pytest.raises(FaultError, match=case["fault"]):
        workspace_of(published=figures_of(case, UNIT)).build()


def test_both_values_stay_in_the_history(workspace_of: Callable[..., Workspace]) -> None:
    workspace = workspace_of(
        published=[
            {"indicator_id": "early", "year": 2022, "numerator": 91, "denominator": 100, "as_of": "2023-01-10"},
            {"indicator_id": "early", "year": 2022, "numerator": 89, "denominator": 100, "as_of": "2023-03-01"},
        ]
    )

    history = metrics.history(workspace.store, unit=UNIT, indicator="early", year=2022)

    assert history["numerator"].tolist() == [91, 89]
