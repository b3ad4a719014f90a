"""A scored set as a table with real numbers."""

import io
from collections.abc import Mapping, Sequence
from math import ceil
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.criteria import table
from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head, written
from cchc_metrics.documents.cells import put
from cchc_metrics.store import Store
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.views import scoring as views

FILE_COLUMNS = (
    "Số",
    "Tiêu chí",
    "Điểm tối đa",
    "Tự chấm",
    "Thẩm định",
    "Khảo sát",
    "Điểm tính",
    "Điểm mất",
    "Phụ trách",
    "Tài liệu kiểm chứng",
    "Cách tính",
)
FILE_WIDTHS = (8, 60, 10, 10, 10, 10, 10, 10, 32, 32, 60)

Row = Mapping[Any, Any]
# The height of a line of a sheet, in points.
LINE = 15


def score_table(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, counts: str = "") -> bytes:
    """The .xlsx of a scored set: a row a node, points as numbers, a cell empty where there is no score.

    `counts` says how much of the ledger counts.
    Raises: KeyError where the set does not score the unit in that year.
    """
    given, total, lines = scored_set(store, unit, criteria, year)
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "Bảng điểm"
    about = (catalog.units[unit].name, f"{words.FILTERS['year']} {year}", counts)
    for said in _head(given, total, " · ".join(part for part in about if part)):
        _append(sheet, [said])
    sheet["A1"].font = Font(bold=True, size=14)
    sheet.append([])
    sheet.append(list(FILE_COLUMNS))
    top = sheet.max_row
    for column, width in enumerate(FILE_WIDTHS, 1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    _look(sheet[top], bold=True)
    sheet.row_dimensions[top].height = 2 * LINE
    for scored in lines:
        cells = _cells(scored)
        _append(sheet, cells)
        # Said outright, because not every program makes room for what is wrapped.
        sheet.row_dimensions[sheet.max_row].height = LINE * max(
            ceil(len(str(cell or "")) / width) for cell, width in zip(cells, FILE_WIDTHS, strict=True)
        )
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


def scored_set(store: Store, unit: str, criteria: str, year: int) -> tuple[Row, Row | None, list[views.Line]]:
    """The set, where it stands as a whole, and its nodes as they are read.

    Raises: KeyError where the set does not score the unit in that year.
    """
    sets = metrics.criteria_sets(store, unit=unit)
    given = sets[(sets["set_id"] == criteria) & (sets["year"] == year)]
    if given.empty:
        raise KeyError(criteria)
    totals = metrics.score_totals(store, unit=unit, criteria=criteria)
    now = totals[totals["year"] == year].to_dict("records")
    tree = metrics.score_tree(store, unit=unit, criteria=criteria, year=year)
    return given.iloc[0].to_dict(), now[0] if now else None, views.lines(tree)


def full_title(given: Row) -> str:
    """The name of a set and the decision that it is of."""
    name, decision = str(given["name"]), "" if formats.missing(given["decision"]) else str(given["decision"])
    return f"{name} ({decision})" if decision and decision not in name else name


def total_sentence(total: Row | None) -> str:
    """Where the whole set stands, in a sentence."""
    return words.NOTHING_SCORED if total is None else score_sentence.total(total)


def _head(given: Row, total: Row | None, about: str) -> list[str]:
    lines = [full_title(given), about]
    if given["illustrative_set"]:
        lines.append(words.ILLUSTRATIVE_SET)
    if not formats.missing(given["mark"]):
        lines.append(str(given["mark"]))
    return [*lines, total_sentence(total)]


def _cells(line: views.Line) -> list[object]:
    row = line.row
    points = [None if formats.missing(row[key]) else round(float(row[key]), 4) for key in views.POINTS]
    owner = views.owner(row) if row["is_leaf"] else None
    return [row["number"], row["name"], *points, owner, line.evidence or None, how(line) or None]


def how(line: views.Line) -> str:
    """How a node came to its points, and what the appraisal made of them."""
    return " ".join(part for part in (line.said, line.differs[:1].upper() + line.differs[1:]) if part)


def _append(sheet: Worksheet, values: Sequence[object]) -> None:
    """A row beneath the others, in which what officers wrote is never run."""
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for column, value in enumerate(values, 1):
        put(sheet.cell(row, column), value)


def _look(cells: Any, *, bold: bool) -> None:
    for cell in cells:
        cell.font, cell.alignment = Font(bold=bold), Alignment(wrap_text=True, vertical="top")


WIDTHS = {"name": 60, "evidence": 40, "cautions": 50, "rule": 36}


def criteria_table(given: CriteriaSet) -> bytes:
    """The .xlsx of a set: its head, its criteria and its bands on a sheet each."""
    book = Workbook()
    head = book.worksheets[0]
    head.title = table.SHEET_HEAD
    for key, label in table.HEAD_ROWS.items():
        row = head.max_row + 1 if head["A1"].value is not None else 1
        put(head.cell(row, 1), label)
        put(head.cell(row, 2), _head_cell(given.head, key))
    head.column_dimensions["A"].width, head.column_dimensions["B"].width = 26, 80
    criteria = book.create_sheet(table.SHEET_CRITERIA)
    _headed(criteria, list(table.CRITERION_COLUMNS.values()))
    for at, one in enumerate(given.criteria, 2):
        for column, key in enumerate(table.CRITERION_COLUMNS, 1):
            put(criteria.cell(at, column), _cell(one, key))
    for column, key in enumerate(table.CRITERION_COLUMNS, 1):
        criteria.column_dimensions[get_column_letter(column)].width = WIDTHS.get(key, 16)
    bands = book.create_sheet(table.SHEET_BANDS)
    _headed(bands, list(table.BAND_COLUMNS.values()))
    for at, band in enumerate(given.head.band, 2):
        put(bands.cell(at, 1), band.name)
        put(bands.cell(at, 2), float(band.at_least))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _headed(sheet: Worksheet, labels: list[str]) -> None:
    sheet.append(labels)
    for cell in sheet[1]:
        cell.font, cell.alignment = Font(bold=True), Alignment(wrap_text=True, vertical="top")
    sheet.freeze_panes = "A2"


def _head_cell(head: Head, key: str) -> object:
    value = getattr(head, key)
    if key == "levels":
        return "; ".join(words.LEVELS_OF_UNITS[level] for level in value)
    if key == "illustrative":
        return words.YES if value else words.NO
    if key == "not_applicable":
        return table.CONVENTIONS[value]
    if key == "cautions":
        return "\n".join(value) or None
    return float(value) if key == "maximum" else value or None


def _cell(row: Criterion, key: str) -> object:
    if key == "rule":
        return None if row.rule is None else written(row.rule)
    value = getattr(row, key)
    if key == "maximum":
        return None if value is None else float(value)
    if key == "levels":
        return "; ".join(words.LEVELS_OF_UNITS[level] for level in value) or None
    if key == "cautions":
        return "\n".join(value) or None
    if key == "due_next_year":
        return words.YES if value else None
    return value or None
