"""Whatever a valid plan asks, it is loaded, built, shown and told without a fault.

CCHC_PLANS=200 asks for that many plans, with every page and document of each; the test command tries four, and of each
the overview of figures, the areas and the annex.
"""

import os
import tempfile
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from cchc_metrics import metrics
from cchc_metrics.documents import reports
from cchc_metrics.documents.workbook import template
from cchc_metrics.faults import FaultsFound
from cchc_metrics.views import VIEWS, ViewRequest
from cchc_metrics.workspace import Workspace
from pages.parts.address import PAGE_FILES, page_file
from tests.pages.conftest import at, turn_to, visit
from tests.plans.generator import plans, write

MANY = int(os.environ.get("CCHC_PLANS", "0"))


@pytest.mark.slow
@settings(
    max_examples=MANY or 4, deadline=None, derandomize=not MANY, suppress_health_check=list(HealthCheck), database=None
)
@given(plan=plans())
def test_a_valid_plan_is_built_and_told(plan: dict[str, Any]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        write(plan, Path(folder) / "workspace" / "data")
        workspace = Workspace.open(Path(folder) / "workspace", "ke-hoach-thu")
        store, catalog = workspace.store, workspace.catalog
        year = metrics.span(store, unit="xa").last_year or 2026
        for unit in catalog.bound_units:
            assert len(metrics.targets(store, unit=unit, year=2026)) == len(catalog.targets_of(unit))
            assert len(template(workspace, unit=unit, year=year).data) > 1_000
            for area in catalog.areas:
                VIEWS["chi-tieu"](store, catalog, ViewRequest(unit, year, area=area))
        if MANY:
            every_page_and_document(Path(folder) / "workspace", workspace, year)


def every_page_and_document(folder: Path, workspace: Workspace, year: int) -> None:
    for kind, (_, forms) in reports.kinds(workspace.catalog).items():
        for form in forms:
            request = reports.request(workspace, kind=kind, unit="xa", year=year)
            # A year without a figure has no report, which is told in words.
            with suppress(FaultsFound):
                reports.document(workspace, request, form)
    with pytest.MonkeyPatch.context() as patched:
        app = visit(folder, patched, "ke-hoach-thu")
        for page in PAGE_FILES:
            turn_to(app, page_file(page))
            at(app, don_vi="xa", nam=str(year))
