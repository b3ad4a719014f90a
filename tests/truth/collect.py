"""Every line that is shown of the shipped figures of a commune: screens, documents, slides, annex, site, command."""

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace

from click.testing import CliRunner
from streamlit.testing.v1 import AppTest

from cchc_metrics.cli.command import main
from cchc_metrics.documents import periodic, reports, site
from cchc_metrics.documents.scores import self_assessment
from cchc_metrics.faults import FaultsFound
from cchc_metrics.workspace import Workspace
from pages.parts.address import PAGE_FILES, page_file
from tests.truth import lines
from tests.truth.lines import Line

DOCUMENTS = ("nam", "quy-1", "6-thang", "quy-3", "tong-ket", "mot-trang")


def screens(
    app: AppTest, unit: str, years: tuple[int, ...], addresses: Iterable[str] = tuple(PAGE_FILES)
) -> Iterator[Line]:
    """The lines of screens of a unit in some years."""
    app.run()
    for address in addresses:
        app.switch_page(page_file(address))
        for year in years:
            app.query_params.clear()
            app.query_params.update({"don-vi": unit, "nam": str(year)})
            app.run()
            assert not app.exception, app.exception
            yield from lines.of_screen(app, f"/{address}", unit, year)


def documents(workspace: Workspace, unit: str, year: int) -> Iterator[Line]:
    """The lines of every document of a unit in a year that can be made."""
    for kind in DOCUMENTS:
        if kind == "tong-ket" and year != workspace.catalog.years[-1]:
            continue
        try:
            data = reports.document(workspace, reports.request(workspace, kind=kind, unit=unit, year=year), "docx")
        except FaultsFound:
            continue
        days = workspace.catalog.periods.get(kind)
        period = kind if days and days.covers == "days" else ""
        yield from (replace(line, period=period) for line in lines.of_word(data, f"{kind}.docx", unit, year))
    for kind, form, read in (("phu-luc", "xlsx", lines.of_sheet), ("trinh-chieu", "pptx", lines.of_slides)):
        data = reports.document(workspace, reports.request(workspace, kind=kind, unit=unit, year=year), form)
        yield from read(data, f"{kind}.{form}", unit, year)
    store, catalog = workspace.store, workspace.catalog
    of_year = periodic.content(store, catalog, reports.request(workspace, kind="nam", unit=unit, year=year))
    yield from lines.of_fields(of_year, "nam", unit, year)
    scored = self_assessment(store, catalog, unit=unit, criteria="par-xa-minh-hoa", year=year)
    yield from lines.of_word(scored, "tu-danh-gia.docx", unit, year)


def pages_of_site(workspace: Workspace, unit: str) -> Iterator[Line]:
    """The lines of the published site of a unit, illustration and all."""
    with workspace.publishable(on=dt.date(2026, 11, 25), illustrative=True) as found:
        files = site.files(found, workspace.catalog, site.Scope((unit,), "https://xa.example"))
    for name, data in files.items():
        if name.endswith(".html"):
            yield from lines.of_html(data.decode(), f"trang/{name}", unit)


def commands(folder: str, unit: str) -> Iterator[Line]:
    """The sentences of `cchc show` of a unit."""
    for table in ("indices", "targets"):
        shown = CliRunner().invoke(main, ["show", table, "--unit", unit, "--workspace", folder, "--format", "json"])
        assert shown.exit_code == 0, shown.output
        yield from lines.of_command(json.loads(shown.stdout), f"cchc show {table}", unit)
