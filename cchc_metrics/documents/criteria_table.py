"""A criteria set as the workbook that it can be made from again, to start a new version or a new set."""

import io

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head
from cchc_metrics.criteria.wording import written
from cchc_metrics.documents.cells import put
from cchc_metrics.text import scoring, words

WIDTHS = {"name": 60, "evidence": 40, "cautions": 50, "rule": 36}


def criteria_table(given: CriteriaSet) -> bytes:
    """The .xlsx of a set: its head, its criteria and its bands on a sheet each."""
    book = Workbook()
    head = book.worksheets[0]
    head.title = scoring.SHEET_HEAD
    for key, label in scoring.HEAD_ROWS.items():
        row = head.max_row + 1 if head["A1"].value is not None else 1
        put(head.cell(row, 1), label)
        put(head.cell(row, 2), _head_cell(given.head, key))
    head.column_dimensions["A"].width, head.column_dimensions["B"].width = 26, 80
    criteria = book.create_sheet(scoring.SHEET_CRITERIA)
    _headed(criteria, list(scoring.CRITERION_COLUMNS.values()))
    for at, one in enumerate(given.criteria, 2):
        for column, key in enumerate(scoring.CRITERION_COLUMNS, 1):
            put(criteria.cell(at, column), _cell(one, key))
    for column, key in enumerate(scoring.CRITERION_COLUMNS, 1):
        criteria.column_dimensions[get_column_letter(column)].width = WIDTHS.get(key, 16)
    bands = book.create_sheet(scoring.SHEET_BANDS)
    _headed(bands, list(scoring.BAND_COLUMNS.values()))
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
        return scoring.CONVENTIONS[value]
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
