"""The plan that files are read for."""

from pathlib import Path

import pytest

from cchc_metrics.catalog import Catalog, load


@pytest.fixture(scope="session")
def plan() -> Catalog:
    return load(Path(__file__).parents[2] / "data" / "plans" / "nhat-quang-2021-2025")
