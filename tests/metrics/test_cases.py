"""Every worked case of cases.toml, through the whole way from a file to a verdict."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from cchc_metrics import metrics
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace

CASES = tomllib.loads((Path(__file__).parent / "cases.toml").read_text(encoding="utf-8"))["case"]
UNIT = "xa-thu"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_case(case: dict[str, Any], given: Callable[..., Workspace]) -> None:
    workspace = given(published=[{"indicator_id": case["indicator"], **figure} for figure in case["figures"]])

    if "fault" in case:
        with pytest.raises(FaultsFound, match=case["fault"]):
            workspace.build()
        return

    store = workspace.store
    judged = pd.concat([metrics.indices(store, unit=UNIT), metrics.targets(store, unit=UNIT)])
    rows = judged[judged["indicator_id"] == case["indicator"]].set_index("year")
    for expected in case["expect"]:
        row = rows.loc[expected["year"]]
        for column, value in expected.items():
            if column == "year":
                continue
            found = row[column]
            if value == "missing":
                assert pd.isna(found), f"{column}: expected nothing, found {found}"
            elif isinstance(value, float):
                assert found == pytest.approx(value, abs=1e-4), column
            else:
                assert found == value, column


def test_both_values_stay_in_the_history(given: Callable[..., Workspace]) -> None:
    workspace = given(
        published=[
            {"indicator_id": "early", "year": 2022, "numerator": 91, "denominator": 100, "as_of": "2023-01-10"},
            {"indicator_id": "early", "year": 2022, "numerator": 89, "denominator": 100, "as_of": "2023-03-01"},
        ]
    )

    history = metrics.history(workspace.store, unit=UNIT, indicator="early", year=2022)

    assert history["numerator"].tolist() == [91, 89]
