"""The statistics annex as a workbook: real numbers, formulas for ratios, differences and totals, and their sources."""

import datetime as dt
import io
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.catalog import Catalog
from cchc_metrics.documents.annex import Line, asked_of, lines, verdict
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.provenance import provenance
from cchc_metrics.documents.steady import steady
from cchc_metrics.documents.wanted import Wanted, figures
from cchc_metrics.store import Store
from cchc_metrics.text import formats, reports, words

WIDTHS = {
    "stt": 6,
    "name": 60,
    "unit": 10,
    "numerator": 10,
    "denominator": 10,
    "value": 12,
    "asked": 20,
    "target": 10,
    "previous": 14,
    "change": 12,
    "verdict": 18,
    "flag": 16,
    "source": 44,
    "first": 12,
    "last": 12,
    "as_of": 12,
}
AT = {key: get_column_letter(number) for number, key in enumerate(reports.ANNEX, 1)}
NUMBER, DAY = "#,##0.####", "dd/mm/yyyy"
BOLD = Font(name="Times New Roman", bold=True, size=11)
PLAIN = Font(name="Times New Roman", size=11)


def book(store: Store, catalog: Catalog, wanted: Wanted) -> bytes:
    """The .xlsx of the annex; a ratio is a formula over its counts, and text is never read as a formula."""
    made = Workbook()
    sheet = made.create_sheet(reports.SHEET)
    made.remove(made.worksheets[0])
    told = provenance(store, catalog, wanted, figures(store, catalog, wanted))
    _text(sheet, 1, 1, reports.ANNEX_HEAD.format(period=wanted.period(catalog).upper()), bold=True)
    _text(sheet, 2, 1, told["dau_trang"], bold=True)
    top = 4
    for column, (key, name) in enumerate(reports.ANNEX.items(), 1):
        _text(sheet, top, column, name, bold=True)
        sheet.cell(top, column).alignment = Alignment(wrap_text=True, vertical="center", horizontal="center")
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[key]
    rows = lines(store, catalog, wanted)
    for number, line in enumerate(rows, top + 1):
        _line(sheet, number, line, catalog)
    _totals(sheet, top + 1, top + len(rows))
    sheet.freeze_panes = sheet.cell(top + 1, 3)
    sheet.print_title_rows = f"{top}:{top}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", 9
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.oddHeader.center.text = told["dau_trang"]
    about = made.create_sheet(reports.SHEET_ABOUT)
    for number, said in enumerate((told["dau_trang"], *told["thong_tin"]), 1):
        _text(about, number, 1, said)
    about.column_dimensions["A"].width = 120
    when = dt.datetime.combine(wanted.day, dt.time())
    made.properties.created = made.properties.modified = when
    out = io.BytesIO()
    made.save(out)
    return steady(out.getvalue())


def _line(sheet: Worksheet, number: int, line: Line, catalog: Catalog) -> None:
    _text(sheet, number, 1, line.number, bold=line.figure is None)
    _text(sheet, number, 2, line.name, bold=line.figure is None)
    sheet.cell(number, 2).alignment = Alignment(wrap_text=True, vertical="top")
    if line.figure is None:
        return
    row = line.figure
    sources = [catalog.sources[name].title for name in str(row["source_id"]).split(" + ") if name in catalog.sources]
    said = {
        "unit": reports.UNITS[row["measure_unit"]], "asked": asked_of(row), "verdict": verdict(row),
        "flag": "" if formats.missing(row["flag"]) else words.FLAGS[row["flag"]], "source": "; ".join(sources),
    }
    for key, text in said.items():
        _text(sheet, number, _column(key), text)
    for key in ("numerator", "denominator", "target", "previous"):
        _number(sheet, number, key, row[key])
    _number(sheet, number, "value", _value(row, number))
    if not formats.missing(row["previous"]):
        _number(sheet, number, "change", f"={AT['value']}{number}-{AT['previous']}{number}")
    for key, day in (("first", row["period_start"]), ("last", row["period_end"]), ("as_of", row["as_of"])):
        if not formats.missing(day):
            cell = sheet.cell(number, _column(key), day.to_pydatetime())
            cell.number_format, cell.font = DAY, PLAIN


def _value(row: Any, number: int) -> Any:
    """The value, as a formula where it is a ratio of counts that somebody may correct."""
    if formats.missing(row["value"]) or formats.missing(row["numerator"]):
        return row["value"]
    hundred = "100*" if row["measure_unit"] == "percent" else ""
    return f"={hundred}{AT['numerator']}{number}/{AT['denominator']}{number}"


def _totals(sheet: Worksheet, first: int, last: int) -> None:
    """How many figures there are, and how many of each verdict; counts of unlike things are not added up."""
    column = AT["verdict"]
    counts = {reports.TOTAL: f'=COUNT({AT["value"]}{first}:{AT["value"]}{last})'}
    counts |= {status.word: f'=COUNTIF({column}{first}:{column}{last},"{status.word}")'
               for status in words.LEVELS.values()}
    for number, (name, formula) in enumerate(counts.items(), last + 2):
        _text(sheet, number, 2, name, bold=True)
        cell = sheet.cell(number, _column("value"), formula)
        cell.font = BOLD


def _text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Text as text: what begins with = + - or @ stays what somebody typed."""
    cell = put(sheet.cell(row, column), text)
    cell.font = BOLD if bold else PLAIN


def _number(sheet: Worksheet, row: int, key: str, value: Any) -> None:
    if formats.missing(value):
        return
    cell = sheet.cell(row, _column(key), value)
    cell.number_format, cell.font = NUMBER, PLAIN


def _column(key: str) -> int:
    return list(AT).index(key) + 1
