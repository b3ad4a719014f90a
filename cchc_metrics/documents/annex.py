"""The statistics annex: a row each figure, grouped by area, the same for the document and for the workbook."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.header_footer import HeaderFooterItem, _HeaderFooterPart
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead, sheets
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.kinds import Request, figures
from cchc_metrics.documents.letterhead import provenance
from cchc_metrics.documents.official import official
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.text.sentence import figure

ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class Line:
    """One row of the annex: the heading of a group where `figure` is None, else a figure as the metric gives it."""

    number: str
    name: str
    figure: Mapping[Any, Any] | None = None
    note: str = ""


def lines(catalog: Catalog, indices: DataFrame, targets: DataFrame) -> list[Line]:
    """The rows of the annex: the indices, then the targets of each area, as `metrics` gives them."""
    listed: list[Line] = []
    for roman, name, frame in grouped(catalog, indices, targets):
        listed.append(Line(roman, name))
        listed += [
            Line(str(number), str(row["name"]), row, _note(catalog, row))
            for number, row in enumerate(frame.to_dict("records"), 1)
        ]
    return listed


def grouped(catalog: Catalog, indices: DataFrame, targets: DataFrame) -> Iterator[tuple[str, str, DataFrame]]:
    """The number in Roman letters, the name and the rows of each group that has any: the indices, then each area."""
    groups = [
        ("Chỉ số", indices),
        *((area.name, targets[targets["area_id"] == area.id]) for area in catalog.areas.values()),
    ]
    for number, (name, frame) in enumerate(((name, frame) for name, frame in groups if len(frame)), 1):
        yield "X" * (number // 10) + ONES[number % 10], name, frame


def printed(line: Line) -> dict[str, Any]:
    """A row of the annex as the document shows it."""
    if line.figure is None:
        return {"nhom": True, "stt": line.number, "ten": line.name}
    row = line.figure
    unit = row["measure_unit"]
    target = asked_of(row)
    before = (
        formats.MISSING_SHORT
        if formats.missing(row["previous"])
        else formats.value(row["previous"], unit, against=[row["value"]])
    )
    return {
        "nhom": False,
        "stt": line.number,
        "ten": line.name,
        "dvt": formats.scale(unit).name,
        "tu_so": "" if formats.missing(row["numerator"]) else formats.count(row["numerator"]),
        "mau_so": "" if formats.missing(row["denominator"]) else formats.count(row["denominator"]),
        "ket_qua": figure(row, against=("target", "previous")),
        "can_dat": target,
        "ky_truoc": before,
        "ket_luan": verdict(row),
        "ghi_chu": line.note,
    }


def verdict(row: Mapping[Any, Any]) -> str:
    """The verdict of a row in words; a part of a year has none."""
    level = row.get("level")
    return "xét theo năm" if formats.missing(level) else words.LEVELS[str(level)].word


def asked_of(row: Mapping[Any, Any]) -> str:
    """What the plan asks of a row, with its side and the year in which it counts."""
    due = "" if formats.missing(row["due_year"]) else f" ({int(row['due_year'])})"
    return required(row) + due


def required(row: Mapping[Any, Any]) -> str:
    """What the plan asks of a row, with its side."""
    if row["kind"] in words.YEAR_RULES:
        return words.YEAR_RULES[row["kind"]]
    if formats.missing(row["target"]):
        return ""
    return words.OPERATORS[str(row["operator"])] + formats.target_value(row["target"], row["measure_unit"])


def _note(catalog: Catalog, row: Mapping[Any, Any]) -> str:
    return "; ".join(_said(catalog, row))


def _said(catalog: Catalog, row: Mapping[Any, Any]) -> Iterator[str]:
    if formats.missing(row["source_id"]):
        return
    yield ", ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    if not formats.missing(row["period_end"]):
        yield f"{formats.day(row['period_start'])}–{formats.day(row['period_end'])}"
    if not formats.missing(row.get("days_missing")) and row["days_missing"]:
        yield "thiếu {days} ngày".format(days=int(row["days_missing"]))
    if row["flag"] != "final" and not formats.missing(row["flag"]):
        yield words.FLAGS[row["flag"]]


# As narrow as what stands in them allows: sixteen columns in the width of one A4 make every letter small.
WIDTHS = {
    "stt": 4,
    "name": 27,
    "unit": 5.5,
    "numerator": 8.5,
    "denominator": 8.5,
    "value": 9,
    "asked": 12,
    "target": 6.5,
    "previous": 9,
    "change": 8.5,
    "verdict": 10,
    "flag": 8,
    "source": 14,
    "first": 11,
    "last": 11,
    "as_of": 11,
}
AT = {key: get_column_letter(number) for number, key in enumerate(words.ANNEX, 1)}
COUNT, DAY = "#,##0", "dd/mm/yyyy"
BOLD = Font(name="Times New Roman", bold=True, size=11)
PLAIN = Font(name="Times New Roman", size=11)
THIN = Side(style="thin")
LINES = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
# Points a line of text is high; not every office program makes rows as high as their wrapped text by itself.
HIGH = 15
# Letters that go into a unit of width, fewer than there are room for, because lines end at words.
LETTERS = 1.1


def book(store: Store, catalog: Catalog, request: Request) -> bytes:
    """The .xlsx of the annex; a ratio is a formula over its counts, and text is never read as a formula."""
    made = sheets.workbook("Phụ lục", "Bản số liệu")
    sheet, about = made.worksheets
    targets = figures(store, catalog, request)
    indices = DataFrame() if request.by_days(catalog) else metrics.indices(store, unit=request.unit, year=request.year)
    told = provenance(store, catalog, request, targets)
    by = letterhead.issuer(catalog, request.unit, request.day)
    _text(sheet, 1, 1, f"ỦY BAN NHÂN DÂN {letterhead.bare(by.name).upper()}", bold=True)
    _text(sheet, 2, 1, words.ANNEX_HEAD.format(period=request.period(catalog).upper()), bold=True)
    _text(sheet, 3, 1, told["dau_trang"], bold=True)
    top = 4
    names = words.ANNEX | ({"previous": words.SAME_PERIOD} if request.by_days(catalog) else {})
    for column, (key, name) in enumerate(names.items(), 1):
        _text(sheet, top, column, name, bold=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[key]
    rows = lines(catalog, indices, targets)
    for number, line in enumerate(rows, top + 1):
        _line(sheet, number, line, catalog)
    _framed(sheet, top, top + len(rows))
    # A part of a year is not judged, so there are no verdicts to count.
    _totals(sheet, top + 1, top + len(rows), judged=not request.by_days(catalog))
    sheet.freeze_panes = f"C{top + 1}"
    sheets.print_setup(sheet, "landscape", top)
    # A narrow edge, so that the sixteen columns stay readable on A4.
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.7, bottom=0.5, header=0.3, footer=0.3)
    sheet.oddHeader = HeaderFooterItem(center=_HeaderFooterPart(told["dau_trang"].replace("&", "&&")))
    sheet.oddFooter = HeaderFooterItem(center=_HeaderFooterPart("&P/&N"))
    for number, said in enumerate((told["dau_trang"], *told["thong_tin"]), 1):
        _text(about, number, 1, said)
    about.column_dimensions["A"].width = 120
    when = dt.datetime.combine(request.day, dt.time())
    made.properties.created = made.properties.modified = when
    return sheets.data(made)


def _line(sheet: Worksheet, number: int, line: Line, catalog: Catalog) -> None:
    _text(sheet, number, 1, line.number, bold=line.figure is None)
    _text(sheet, number, 2, line.name, bold=line.figure is None)
    if line.figure is None:
        return
    row = line.figure
    sources = "; ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    said = {
        "unit": formats.scale(row["measure_unit"]).name,
        "asked": asked_of(row),
        "verdict": verdict(row),
        "flag": "" if formats.missing(row["flag"]) else words.FLAGS[row["flag"]],
        "source": sources,
    }
    for key, text in said.items():
        _text(sheet, number, _column(key), text)
    shown = _shown(row)
    for key, form in (("numerator", COUNT), ("denominator", COUNT), ("target", "General"), ("previous", shown)):
        _number(sheet, number, key, row[key], form)
    _number(sheet, number, "value", _value(row, number), shown)
    if not formats.missing(row["previous"]) and not formats.missing(row["value"]):
        _number(sheet, number, "change", f"={AT['value']}{number}-{AT['previous']}{number}", shown)
    for key, day in (("first", row["period_start"]), ("last", row["period_end"]), ("as_of", row["as_of"])):
        if not formats.missing(day):
            cell = sheet.cell(number, _column(key), day.to_pydatetime())
            cell.number_format, cell.font = DAY, PLAIN


def _shown(row: Any) -> str:
    """The decimals with which the figure is printed elsewhere: enough that none is rounded to its target."""
    printed = formats.value(row["value"], row["measure_unit"], against=[row["target"], row["previous"]])
    decimals = re.search(r",(\d+)", printed)
    return "#,##0" if decimals is None else f"#,##0.{'0' * len(decimals[1])}"


def _framed(sheet: Worksheet, first: int, last: int) -> None:
    """Lines around every cell, text wrapped and the rows as high as it."""
    beside = (_column("asked"), _column("verdict"))
    for number, cells in enumerate(sheet.iter_rows(min_row=first, max_row=last, max_col=len(AT)), first):
        head, needed = number == first, 1
        for cell, width in zip(cells, WIDTHS.values(), strict=True):
            figure = cell.data_type in ("n", "f", "d")
            cell.border = LINES
            middle = head or cell.column in (1, _column("unit"))
            cell.alignment = Alignment(
                wrap_text=not figure,
                vertical="center" if head else "top",
                horizontal="center" if middle else "right" if figure else "left",
                # A number keeps away from the text of the next cell.
                indent=1 if not middle and (figure or cell.column in beside) else 0,
            )
            if not figure and cells[2].value is not None:
                needed = max(needed, math.ceil(len(str(cell.value)) / (LETTERS * width)))
        if cells[2].value is None:
            sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=len(AT))
        sheet.row_dimensions[number].height = HIGH * needed


def _value(row: Any, number: int) -> Any:
    """The value, as a formula where it is a ratio of counts that somebody may correct."""
    if formats.missing(row["value"]) or formats.missing(row["numerator"]):
        return row["value"]
    hundred = "100*" if row["measure_unit"] == "percent" else ""
    return f"={hundred}{AT['numerator']}{number}/{AT['denominator']}{number}"


def _totals(sheet: Worksheet, first: int, last: int, *, judged: bool) -> None:
    """How many figures there are, and how many of each verdict; counts of unlike things are not added up."""
    column = AT["verdict"]
    counts = {"Số dòng có kết quả": f"=COUNT({AT['value']}{first}:{AT['value']}{last})"}
    if judged:
        counts |= {
            status.word: f'=COUNTIF({column}{first}:{column}{last},"{status.word}")' for status in words.LEVELS.values()
        }
    for number, (name, formula) in enumerate(counts.items(), last + 2):
        _text(sheet, number, 2, name, bold=True)
        cell = sheet.cell(number, _column("value"), formula)
        cell.font, cell.number_format = BOLD, COUNT


def _text(sheet: Worksheet, row: int, column: int, text: str, *, bold: bool = False) -> None:
    """Text as text: what begins with = + - or @ stays what somebody typed."""
    cell = put(sheet.cell(row, column), official(text))
    cell.font = BOLD if bold else PLAIN


def _number(sheet: Worksheet, row: int, key: str, value: Any, form: str) -> None:
    if formats.missing(value):
        return
    cell = sheet.cell(row, _column(key), value)
    cell.number_format, cell.font = form, PLAIN


def _column(key: str) -> int:
    return list(AT).index(key) + 1
