"""A scored set as files: the table with real numbers, and the self-assessment report."""

import io
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.shared import Mm, Pt
from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.cells import printable, put
from cchc_metrics.store import Store
from cchc_metrics.text import formats, score_sentence, scoring, words
from cchc_metrics.views import scoring as views

Row = Mapping[Any, Any]
POINTS = ("maximum", "self_points", "appraised_points", "survey_points", "points", "lost")
# The height of a line of a sheet, in points.
LINE = 15
KINDS = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}


def scored_table(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int) -> bytes:
    """The .xlsx of a scored set: a row a node, points as numbers, a cell empty where there is no score.

    Raises: KeyError where the set does not score the unit in that year.
    """
    given, total, lines = _asked(store, unit, criteria, year)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = scoring.DOWNLOAD_SHEET
    for said in _head(given, total, catalog.units[unit].name, year):
        _append(sheet, [said])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(scoring.FILE_COLUMNS))
    top = sheet.max_row
    for column, width in enumerate(scoring.FILE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _look(sheet[top], bold=True)
    sheet.row_dimensions[top].height = 2 * LINE
    for scored in lines:
        cells = _cells(scored)
        _append(sheet, cells)
        # Said outright, because not every program makes room for what is wrapped.
        sheet.row_dimensions[sheet.max_row].height = LINE * max(
            ceil(len(str(cell or "")) / width) for cell, width in zip(cells, scoring.FILE_WIDTHS, strict=True))
        _look(sheet[sheet.max_row], bold=not scored.row["is_leaf"])
    sheet.freeze_panes = f"C{top + 1}"
    # On paper: across, no wider than the page, each page under the names of the columns.
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.page_setup.fitToHeight = 0
    sheet.print_title_rows = f"{top}:{top}"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def self_assessment(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int) -> bytes:
    """The .docx of the self-assessment: where the set stands, every criterion with its evidence, what was lost.

    What the figures do not say is left as a marked blank: causes, and what is to be done.
    Raises: KeyError where the set does not score the unit in that year.
    """
    given, total, lines = _asked(store, unit, criteria, year)
    name = catalog.units[unit].name
    document = Document()
    _page(document)
    _headed(document, name, given, year)
    for line in _head(given, total, name, year)[1:]:
        document.add_paragraph(line)
    _section(document, scoring.REPORT_SCORES)
    _table(document, lines)
    _section(document, scoring.REPORT_LOST)
    lost = metrics.points_lost(store, unit=unit, criteria=criteria, year=year).to_dict("records")
    for row in lost:
        document.add_paragraph(f"{views.lost_line(row)}. {words.OWNER}: {row['owner']}.", style="List Bullet")
    if not lost:
        document.add_paragraph(scoring.NOTHING_LOST)
    owing = [line.row for line in lines if line.row["owes"] is True]
    _section(document, scoring.REPORT_OWING)
    document.add_paragraph("; ".join(f"{row['number']} {row['name']}" for row in owing) or scoring.NOTHING_OWED)
    for head, blank in scoring.REPORT_BLANKS.items():
        _section(document, head)
        document.add_paragraph().add_run(blank).italic = True
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def _section(document: Any, said: str) -> None:
    """A heading that never ends a page."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = True
    paragraph.add_run(said).bold = True


def _asked(store: Store, unit: str, criteria: str, year: int) -> tuple[Row, Row | None, list[views.Line]]:
    sets = metrics.criteria_sets(store, unit=unit)
    given = sets[(sets["set_id"] == criteria) & (sets["year"] == year)]
    if given.empty:
        raise KeyError(criteria)
    totals = metrics.score_totals(store, unit=unit, criteria=criteria)
    now = totals[totals["year"] == year].to_dict("records")
    tree = metrics.scored_tree(store, unit=unit, criteria=criteria, year=year)
    return given.iloc[0].to_dict(), now[0] if now else None, views.lines(tree)


def _head(given: Row, total: Row | None, unit: str, year: int) -> list[str]:
    said = scoring.NOTHING_SCORED if total is None else score_sentence.total(total)
    decision = "" if formats.missing(given["decision"]) or not given["decision"] else f" ({given['decision']})"
    lines = [f"{given['name']}{decision}", f"{unit} · {words.FILTERS['year']} {year}"]
    if given["illustrative_set"]:
        lines.append(scoring.ILLUSTRATIVE_SET)
    if not formats.missing(given["mark"]):
        lines.append(str(given["mark"]))
    return [*lines, said]


def _cells(line: views.Line) -> list[object]:
    row = line.row
    points = [None if formats.missing(row[key]) else round(float(row[key]), 4) for key in POINTS]
    owner = views.owner(row) if row["is_leaf"] else None
    notes = [part for part in (line.said, line.differs) if part]
    return [row["number"], row["name"], *points, owner, line.evidence or None,
            " ".join(notes) or None]


def _append(sheet: Worksheet, values: Sequence[object]) -> None:
    """A row beneath the others, in which what officers wrote is never run."""
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        put(sheet.cell(row, column), value)


def _look(cells: Any, *, bold: bool) -> None:
    for cell in cells:
        cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")


def _page(document: Any) -> None:
    section = document.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Mm(297), Mm(210)
    section.top_margin = section.bottom_margin = section.right_margin = Mm(20)
    section.left_margin = Mm(30)
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Times New Roman", Pt(13)
    style.paragraph_format.space_after = Pt(6)


def _headed(document: Any, unit: str, given: Row, year: int) -> None:
    for text, size in ((scoring.REPORT_TITLE, 14), (scoring.REPORT_ABOUT.format(year=year, unit=unit), 14)):
        paragraph = document.add_paragraph()
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        run = paragraph.add_run(text)
        run.bold, run.font.size = True, Pt(size)
    document.add_paragraph(str(given["name"])).alignment = WD_ALIGN_PARAGRAPH.CENTER


def _table(document: Any, lines: Sequence[views.Line]) -> None:
    table = document.add_table(rows=1, cols=len(scoring.REPORT_COLUMNS), style="Table Grid")
    table.autofit = False
    for column, width in zip(table.columns, scoring.REPORT_WIDTHS, strict=True):
        column.width = Mm(width)
    _fill(table.rows[0], scoring.REPORT_COLUMNS, bold=True)
    # Every page of a long table begins with the names of its columns.
    _told(table.rows[0], "w:tblHeader")
    for line in lines:
        row = line.row
        points = [_plain(row, key) for key in POINTS[:-1]]
        said = " ".join(part for part in (line.said, line.differs) if part)
        made = table.add_row()
        # A criterion is read in one piece.
        _told(made, "w:cantSplit")
        _fill(made, (str(row["number"]), str(row["name"]), *points, said, line.evidence),
              bold=not row["is_leaf"])


def _told(row: Any, what: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(what))


def _plain(row: Row, key: str) -> str:
    if key == "maximum" and row["state"] != "tracked":
        return score_sentence.plain(row[key])
    return "" if formats.missing(row[key]) else score_sentence.plain(round(float(row[key]), 2))


def _fill(row: Any, texts: Sequence[str], *, bold: bool) -> None:
    for cell, text, width in zip(row.cells, texts, scoring.REPORT_WIDTHS, strict=True):
        cell.width = Mm(width)
        run = cell.paragraphs[0].add_run(printable(text))
        run.bold, run.font.size = bold, Pt(11)
        cell.paragraphs[0].paragraph_format.space_after = Pt(0)
