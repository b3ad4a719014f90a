"""Workbooks (.xlsx): one way to write a table, to set up its printing and to save it as bytes."""

import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Any, Literal

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from cchc_metrics.documents.cells import deterministic, put
from cchc_metrics.text import formats
from cchc_metrics.text.records import plain

BLUE, INK = "0B5FA5", "1F2933"
# A font with Vietnamese letters that every office has.
LETTERS = "Arial"
EDGE = Border(*(Side(style="thin", color="C5CDD5"),) * 4)
# The longest name of a sheet that spreadsheet programs take, and the widest column that fits on a page.
LONGEST_TITLE, WIDEST = 31, 60
# The height of a line of text, in points.
LINE = 15
# Excel's number for A4.
A4 = 9


@dataclass(frozen=True)
class Column:
    """A column of a table: its head, its width in letters, and the number format of its cells."""

    head: str
    width: float
    number_format: str = "General"


def workbook(*titles: str) -> Workbook:
    """A workbook with an empty sheet of each title, and no other."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for title in titles:
        book.create_sheet(title)
    return book


def data(book: Workbook) -> bytes:
    """The .xlsx; the same cells give the same bytes whenever they are saved."""
    out = io.BytesIO()
    book.save(out)
    return deterministic(out.getvalue())


def table(
    sheet: Worksheet,
    top: int,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Any]],
    *,
    bold: Iterable[bool] | None = None,
) -> None:
    """A head in row `top` and a row of cells beneath it for each of `rows`; the head stays in view.

    A missing value is an empty cell. Text is wrapped, and each row is as high as its longest text needs: not every
    program sees to that itself. `bold` says of each row whether it is set in bold.
    """
    for number, column in enumerate(columns, 1):
        sheet.column_dimensions[get_column_letter(number)].width = column.width
    cells(sheet, top, [column.head for column in columns], columns, bold=True)
    at = top
    for at, (row, strong) in enumerate(zip(rows, bold or _always(value=False), strict=False), top + 1):
        cells(sheet, at, row, columns, bold=strong)
    sheet.freeze_panes = f"A{top + 1}"


def cells(sheet: Worksheet, row: int, values: Sequence[Any], columns: Sequence[Column], *, bold: bool = False) -> None:
    """The cells of one row of a table."""
    lines = 1
    for number, (value, column) in enumerate(zip(values, columns, strict=True), 1):
        cell = put(sheet.cell(row, number), None if formats.missing(value) else value)
        cell.font = Font(name=LETTERS, size=10, bold=bold, color=INK)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        if column.number_format != "General":
            cell.number_format = column.number_format
        if isinstance(value, str):
            lines = max(lines, sum(max(1, ceil(len(part) / column.width)) for part in value.split("\n")))
    sheet.row_dimensions[row].height = LINE * lines


def fit(frame: DataFrame) -> list[Column]:
    """The columns of a frame, each as wide as its longest cell up to WIDEST."""
    return [
        Column(str(name), min(max([len(str(name)), *(len(str(cell)) for cell in frame[name])]) + 2, WIDEST))
        for name in frame.columns
    ]


def titles(names: Iterable[str]) -> list[str]:
    """Names that a spreadsheet program takes for sheets, in their order, each once."""
    titles: list[str] = []
    for name in names:
        clean = "".join(" " if letter in "[]:*?/\\" else letter for letter in name).strip(" '")[:LONGEST_TITLE] or "…"
        number, title = 2, clean
        while title.casefold() in {other.casefold() for other in titles}:
            title = f"{clean[: LONGEST_TITLE - 4]} ({number})"
            number += 1
        titles.append(title)
    return titles


def print_setup(sheet: Worksheet, orientation: Literal["portrait", "landscape"], head: int | None = None) -> None:
    """Printed on A4, as wide as the paper and as long as it takes; row `head` stands at the top of every page."""
    sheet.page_setup.orientation, sheet.page_setup.paperSize = orientation, A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    if head is not None:
        sheet.print_title_rows = f"{head}:{head}"


def blue_head(sheet: Worksheet, row: int, columns: Sequence[Column]) -> None:
    """A head in white letters on blue, as the workbook to fill in has it."""
    for number, column in enumerate(columns, 1):
        cell = put(sheet.cell(row, number), column.head)
        cell.font = Font(name=LETTERS, size=10, bold=True, color="FFFFFF")
        cell.fill, cell.border = PatternFill("solid", fgColor=BLUE), EDGE
        sheet.column_dimensions[cell.column_letter].width = column.width


def frames(tables: Mapping[str, DataFrame]) -> bytes:
    """Tables as the sheets of one workbook, numbers as numbers, without layout; the same tables give the same bytes."""
    book = Workbook(write_only=True)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        sheet.freeze_panes = "A2"
        sheet.append(list(frame.columns))
        for row in frame.itertuples(index=False):
            sheet.append([put(WriteOnlyCell(sheet), plain(value)) for value in row])
    return data(book)


def _always(*, value: bool) -> Iterable[bool]:
    while True:
        yield value
