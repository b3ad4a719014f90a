"""The yearly report, beside the time that the library of Word templates takes for the same pages; slides of a year."""

import io
import tempfile
from collections.abc import Iterator
from pathlib import Path
from statistics import median
from time import perf_counter, process_time

from docxtpl import DocxTemplate

from cchc_metrics.documents import periodic, reports
from cchc_metrics.documents.template import environment
from cchc_metrics.workspace import Workspace
from tests.bench.result import Result

LIMIT = 2.0
TIMES = 5
# Half of the time of slides is that of the letters and lines of their pictures, none of which is drawn twice.
LIMIT_OF_SLIDES = 8.0


def results() -> Iterator[Result]:
    """Two results: what the report takes beyond the library's own rendering, and the processor's time of the slides."""
    with tempfile.TemporaryDirectory() as folder:
        workspace = Workspace.open(Path(folder))
        store, catalog = workspace.store, workspace.catalog
        request = reports.request(workspace, kind="nam", unit="nhat-quang", year=2025)
        values = periodic.content(store, catalog, request)
        whole, bare = [], []
        for _ in range(TIMES):
            began = perf_counter()
            reports.document(workspace, request, "docx")
            whole.append(perf_counter() - began)
            began = perf_counter()
            template = DocxTemplate(reports.TEMPLATES / reports.PERIODIC.template)
            template.render(values, environment())
            template.save(io.BytesIO())
            bare.append(perf_counter() - began)
        request = reports.request(workspace, kind="trinh-chieu", unit="nhat-quang", year=2025)
        slides = []
        for _ in range(2):
            began = process_time()
            reports.document(workspace, request, "pptx")
            slides.append(process_time() - began)
        store.close()
    yield Result("the slides of a year with their pictures", min(slides), LIMIT_OF_SLIDES, 1.0, "8 s")
    yield Result(
        f"the yearly report, beyond docxtpl's own {1000 * median(bare):.0f} ms",
        median(whole) - median(bare),
        LIMIT,
        1.0,
        "2 s",
    )
