"""The lines of screens, files and the site, and communes with random figures."""

import datetime as dt
import html
import io
import json
import random
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import openpyxl
from click.testing import CliRunner
from docx import Document
from docx.table import Table
from docx.text.paragraph import Paragraph
from pptx import Presentation
from streamlit.testing.v1 import AppTest

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog, load
from cchc_metrics.cli.command import main
from cchc_metrics.documents import final_review, one_page, periodic, reports, site
from cchc_metrics.documents.request import Request
from cchc_metrics.documents.sheets import result
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.content import Observation
from cchc_metrics.store import Store, build_store, rows_of
from cchc_metrics.text import sentence, statements
from cchc_metrics.views.meeting import sequence
from cchc_metrics.workspace import Workspace
from pages.parts.address import PAGE_FILES, page_file
from tests.conftest import DATA, DEFAULTS

BLOCKS = frozenset(
    re.findall(r"\w+", "p li h1 h2 h3 h4 tr table section div figcaption dd dt text title header footer a")
)


@dataclass(frozen=True)
class Line:
    """One statement: a paragraph, a label, or a row of a table, whose cells stand under their heads.

    `period` is that of a report of days; without one the line is of the whole year.
    """

    place: str
    text: str
    unit: str
    year: int | None = None
    cells: tuple[tuple[str, str], ...] = ()
    period: str = ""


def _plain(text: str) -> str:
    return " ".join(html.unescape(text).replace("\N{NO-BREAK SPACE}", " ").replace("\N{WORD JOINER}", " ").split())


class _Lines(HTMLParser):
    """The lines of a page: text between the edges of blocks, rows of tables under the heads of their columns."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[tuple[str, tuple[tuple[str, str], ...]]] = []
        self._text: list[str] = []
        self._heads: list[str] = []
        self._row: list[tuple[str, str]] | None = None
        self._silent = 0

    def _end(self) -> None:
        text = _plain(" ".join(self._text))
        self._text = []
        if text:
            self.lines.append((text, ()))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        if tag in ("style", "script"):
            self._silent += 1
        for key in ("aria-label", "alt"):
            if attributes.get(key):
                self.lines.append((_plain(str(attributes[key])), ()))
        if tag == "table":
            self._end()
            self._heads = []
        elif tag == "tr":
            self._end()
            self._row = []
        elif tag in ("td", "th"):
            self._text = []
        elif tag in BLOCKS and self._row is None:
            self._end()

    def handle_endtag(self, tag: str) -> None:
        if tag in ("style", "script"):
            self._silent -= 1
        if tag in ("td", "th") and self._row is not None:
            self._row.append((tag, _plain(" ".join(self._text))))
            self._text = []
        elif tag == "tr" and self._row is not None:
            if self._row and all(kind == "th" for kind, _ in self._row):
                self._heads = [text for _, text in self._row]
            elif self._row:
                texts = [text for _, text in self._row]
                heads = self._heads if len(self._heads) == len(texts) else [""] * len(texts)
                self.lines.append((" | ".join(texts), tuple(zip(heads, texts, strict=True))))
            self._row = None
        elif tag in BLOCKS and self._row is None:
            self._end()

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._text.append(data)


def of_html(source: str, place: str, unit: str, year: int | None = None) -> Iterator[Line]:
    """The lines of a page or of a part of one."""
    reader = _Lines()
    reader.feed(source)
    reader._end()
    for text, cells in reader.lines:
        yield Line(place, text, unit, year, cells)


def of_screen(app: AppTest, place: str, unit: str, year: int) -> Iterator[Line]:
    """The lines of a screen as it stands."""
    for kind in ("markdown", "subheader", "info", "success", "warning", "caption", "title", "header"):
        for element in getattr(app, kind):
            yield from of_html(str(element.value), place, unit, year)
    for block in app.get("html"):
        yield from of_html(block.proto.body, place, unit, year)
    for block in app.get("bidi_component"):
        yield from of_html(json.loads(block.proto.json)["html"], place, unit, year)
    for frame in app.dataframe:
        heads = [str(column) for column in frame.value.columns]
        for row in frame.value.itertuples(index=False):
            yield _row(place, heads, [str(cell) for cell in row], unit, year)


def _row(place: str, heads: Iterable[str], cells: Iterable[str], unit: str, year: int | None) -> Line:
    pairs = tuple((_plain(head), _plain(cell)) for head, cell in zip(heads, cells, strict=False))
    return Line(place, " | ".join(cell for _, cell in pairs), unit, year, pairs)


def _of_table(rows: list[list[str]], place: str, unit: str, year: int | None) -> Iterator[Line]:
    for row in rows[1:]:
        yield _row(place, rows[0], row, unit, year)


def of_word(data: bytes, place: str, unit: str, year: int) -> Iterator[Line]:
    """The lines of a .docx."""
    document = Document(io.BytesIO(data))
    for element in document.element.body:
        if element.tag.endswith("}p"):
            text = _plain(Paragraph(element, document).text)
            if text:
                yield Line(place, text, unit, year)
        elif element.tag.endswith("}tbl"):
            table = Table(element, document)
            yield from _of_table([[cell.text for cell in row.cells] for row in table.rows], place, unit, year)


def of_slides(data: bytes, place: str, unit: str, year: int) -> Iterator[Line]:
    """The lines of a .pptx, its notes and what stands for its pictures."""
    for number, slide in enumerate(Presentation(io.BytesIO(data)).slides, 1):
        at = f"{place} trang {number}"
        for shape in slide.shapes:
            if shape.has_text_frame:
                yield from (Line(at, _plain(one.text), unit, year) for one in shape.text_frame.paragraphs if one.text)
            if shape.has_table:
                rows = [[cell.text for cell in row.cells] for row in shape.table.rows]
                yield from _of_table(rows, at, unit, year)
            alt_texts = shape._element.xpath("./*/p:cNvPr/@descr")
            yield from (Line(at, _plain(text), unit, year) for one in alt_texts for text in one.split("; "))
        if slide.has_notes_slide:
            notes = slide.notes_slide.notes_text_frame.text.split("\n")
            yield from (Line(f"{at}, ghi chú", _plain(text), unit, year) for text in notes if text)


def of_sheet(data: bytes, place: str, unit: str, year: int) -> Iterator[Line]:
    """The lines of a .xlsx, numbers as the sheet shows them."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    for sheet in book.worksheets:
        heads: list[str] = []
        for row in sheet.iter_rows():
            cells = [_cell_text(result(sheet, cell.value), cell.number_format) for cell in row]
            if "STT" in cells:
                heads = cells
            elif any(cells):
                yield _row(place, heads or [""] * len(cells), cells, unit, year)


def _cell_text(value: Any, form: str) -> str:
    if value is None:
        return ""
    if isinstance(value, int | float) and not isinstance(value, bool):
        if answer := re.search(rf'\[={value:g}\]"(.+?)"', form):
            return answer[1]
        form = "0" if f"[={value:g}]0" in form else form.split(";")[-1]
        digits = 0 if form == "0" else len(form.split(".")[1]) if form.startswith("#,##0.") else 6
        exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)
        text = f"{exact:,f}".replace(",", " ").replace(".", ",").replace(" ", ".")
        return text.rstrip("0").rstrip(",") if digits == 6 and "," in text else text
    return f"{value:%d/%m/%Y}" if hasattr(value, "strftime") else str(value)


def of_fields(value: Any, place: str, unit: str, year: int) -> Iterator[Line]:
    """The lines of the fields of a template: every text, and the rows of every list of mappings."""
    if isinstance(value, str):
        if value:
            yield Line(place, _plain(value), unit, year)
    elif isinstance(value, Mapping):
        texts = [(str(key), inner) for key, inner in value.items() if isinstance(inner, str)]
        if "dvt" in value or "gia_tri" in value:
            yield _row(place, [key for key, _ in texts], [text for _, text in texts], unit, year)
        else:
            for key, inner in value.items():
                yield from of_fields(inner, f"{place}.{key}", unit, year)
    elif isinstance(value, list | tuple):
        for inner in value:
            yield from of_fields(inner, place, unit, year)


def of_command(rows: Iterable[Mapping[str, Any]], place: str, unit: str) -> Iterator[Line]:
    """The sentences of `cchc show`."""
    for row in rows:
        if row.get("sentence"):
            yield Line(place, _plain(str(row["sentence"])), unit, int(row["year"]))


NUMBER = r"\d{1,3}(?:\.\d{3})+(?:,\d+)?|\d+(?:,\d+)?"
QUANTITY = re.compile(rf"(?<![\w,./])({NUMBER})(?: ?(điểm %|điểm|%))?(?![\d\w])")


DOCUMENTS = ("nam", "quy-1", "6-thang", "quy-3", "tong-ket", "tu-danh-gia", "mot-trang")


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
            yield from of_screen(app, f"/{address}", unit, year)


def documents(workspace: Workspace, unit: str, year: int) -> Iterator[Line]:
    """The lines of every document of a unit in a year that can be made."""
    for kind in DOCUMENTS:
        if kind == "tong-ket" and year != workspace.catalog.years[-1]:
            continue
        try:
            data = reports.document(workspace, reports.request(workspace, kind=kind, unit=unit, year=year), "docx")
        except FaultError:
            continue
        days = workspace.catalog.periods.get(kind)
        period = kind if days and days.covers == "days" else ""
        yield from (replace(line, period=period) for line in of_word(data, f"{kind}.docx", unit, year))
    for kind, form, read in (("phu-luc", "xlsx", of_sheet), ("trinh-chieu", "pptx", of_slides)):
        data = reports.document(workspace, reports.request(workspace, kind=kind, unit=unit, year=year), form)
        yield from read(data, f"{kind}.{form}", unit, year)
    store, catalog = workspace.store, workspace.catalog
    of_year = periodic.content(store, catalog, reports.request(workspace, kind="nam", unit=unit, year=year))
    yield from of_fields(of_year, "nam", unit, year)


def pages_of_site(workspace: Workspace, unit: str) -> Iterator[Line]:
    """The lines of the published site of a unit, illustration and all."""
    with workspace.publishable(on=dt.date(2026, 11, 25), illustrative=True) as publication:
        files = site.files(publication, workspace.catalog, site.Scope((unit,), "https://xa.example"))
    for name, data in files.items():
        if name.endswith(".html"):
            yield from of_html(data.decode(), f"trang/{name}", unit)


def commands(folder: str, unit: str, plan: str | None = None) -> Iterator[Line]:
    """The sentences of `cchc show` of a unit."""
    options = ["--unit", unit, "--workspace", folder, "--format", "json", *(["--plan", plan] if plan else [])]
    for table in ("indices", "targets"):
        answer = CliRunner().invoke(main, ["show", table, *options])
        assert answer.exit_code == 0, answer.output
        yield from of_command(json.loads(answer.stdout), f"cchc show {table}", unit)


UNITS = [f"xa-{number}" for number in range(1, 7)]
YEARS = range(2020, 2026)
DAY = dt.date(2026, 1, 15)
FLAGS = ("final", "final", "final", "provisional", "estimated", "break")


def communes(seed: int) -> tuple[Store, Catalog]:
    """A store of six communes, the first without a figure, the second with one. A seed gives the same figures again."""
    chance = random.Random(seed)
    catalog = load(DATA / "plans" / "mini")
    some = catalog.units["xa-thu"]
    units = {unit: some.model_copy(update={"id": unit, "name": f"Xã {unit}"}) for unit in UNITS}
    figures = [
        {"unit_id": unit, **figure}
        for unit, density in zip(UNITS[2:], (0.3, 0.6, 0.8, 1.0), strict=True)
        for figure in _figures(catalog, chance, density)
    ]
    figures.append({"unit_id": UNITS[1], "indicator_id": "early", "year": 2023, "numerator": 8, "denominator": 10})
    catalog = replace(catalog, units=catalog.units | units)
    return _store(catalog, figures), catalog


def still() -> tuple[Store, Catalog]:
    """A store of one commune whose figures are the same in 2024 and 2025; one is a ratio with endless decimals."""
    catalog = load(DATA / "plans" / "mini")
    ratio = {"numerator": 20, "denominator": 24}
    figures = ({"indicator_id": "papi", "value": 40}, {"indicator_id": "early", **ratio})
    return _store(catalog, [{**figure, "year": year} for figure in figures for year in (2024, 2025)]), catalog


def _store(catalog: Catalog, figures: Iterable[dict[str, Any]]) -> Store:
    path = Path(tempfile.mkdtemp()) / "store.duckdb"
    build_store(path, {**rows_of(catalog), "observation": [_row_of(figure) for figure in figures]})
    return Store(path)


def _row_of(figure: dict[str, Any]) -> dict[str, Any]:
    """The row of the store for a figure that comes from no file."""
    empty = dict.fromkeys(Observation.model_fields, "")
    read = Observation.model_validate({**empty, **DEFAULTS, **{key: str(value) for key, value in figure.items()}})
    place = f"{read.unit_id}, {read.indicator_id}, {read.year}"
    return {
        **read.model_dump(mode="json"),
        "period_start": read.first_day,
        "period_end": read.last_day,
        "layer": "published",
        "entry": 0,
        "withdrawn": False,
        "place": place,
    }


def _figures(catalog: Catalog, chance: random.Random, density: float) -> Iterator[dict[str, Any]]:
    for indicator in (*catalog.indices.values(), *catalog.targets.values()):
        for year in YEARS:
            if chance.random() > density:
                continue
            figure: dict[str, Any] = {"indicator_id": indicator.id, "year": year, "flag": chance.choice(FLAGS)}
            if indicator.measure == "score":
                top = 1 if indicator.unit == "ratio" else 40
                yield figure | {"value": round(chance.uniform(0, top), 2)}
                continue
            whole = chance.choice((0, 1, 10, 20, 200, 912, 4811))
            numerator = chance.choice((whole, chance.randint(0, whole), max(whole - 1, 0)))
            if indicator.measure == "survey" and whole and chance.random() < 0.8:
                figure["sample_size"] = whole
            if chance.random() < 0.2:
                figure |= {"period_start": f"{year}-01-01", "period_end": f"{year}-06-30"}
            yield figure | {"numerator": numerator, "denominator": whole}


def lines_of(store: Store, catalog: Catalog, years: Iterable[int] = (2025,)) -> Iterator[Line]:
    """What documents, slides and sentences say of every commune in some years."""
    for unit in UNITS:
        indices, targets = metrics.indices(store, unit=unit), metrics.targets(store, unit=unit)
        for row in (*indices.to_dict("records"), *targets.to_dict("records")):
            yield Line("câu", _plain(sentence.sentence(row)), unit, int(row["year"]))
        for year in years:
            of_year = targets[targets["year"] == year]
            both = [row for rows in (indices, of_year) for row in rows.to_dict("records") if row["year"] == year]
            head = statements.headline(year, indices[indices["year"] == year]["direction"], of_year["level"])
            yield Line("đầu đề", _plain(head), unit, year)
            yield Line("không thiếu", statements.no_misses(both, year), unit, year)
            for screen in sequence(store, catalog, unit=unit, year=year, on=DAY):
                yield from (Line(screen.id, _plain(text), unit, year) for text in (screen.title, *screen.notes))
            for kind, content in (("nam", periodic.content), ("mot-trang", one_page.content)):
                yield from of_fields(content(store, catalog, Request(unit, kind, year, DAY)), kind, unit, year)
        review = final_review.content(store, catalog, Request(unit, "tong-ket", 2025, DAY))
        yield from of_fields(review, "tong-ket", unit, 2025)
