"""XML Spreadsheet 2003, which many report servers write and name .xls."""

import datetime as dt
from collections.abc import Iterator
from typing import Any

from lxml import etree

from cchc_metrics.intake.grids import Details, Grid
from cchc_metrics.intake.packed import THREE_DECIMALS, UNSEEN
from cchc_metrics.intake.unpacking import area, enough, xml

NAMESPACE = "{urn:schemas-microsoft-com:office:spreadsheet}"
EXCEL = "{urn:schemas-microsoft-com:office:excel}"


def grids_of_xml(name: str, data: bytes) -> Iterator[Grid]:
    """The worksheets in their order.

    Raises: FaultsFound when they are too large; etree.XMLSyntaxError; ValueError for a cell that is not what it says.
    """
    book = xml(data)
    formats = {
        _said(style, "ID"): UNSEEN.sub("", _said(given, "Format"))
        for style in book.iter(f"{NAMESPACE}Style")
        for given in style.iter(f"{NAMESPACE}NumberFormat")
    }
    cells = 0
    for sheet in book.iter(f"{NAMESPACE}Worksheet"):
        placed = list(_cells(name, sheet))
        places = [(last_row + 1, last_column + 1) for _, (_, _, last_row, last_column) in placed]
        cells = enough(name, cells + area(name, places))
        shown = sheet.findtext(f"{EXCEL}WorksheetOptions/{EXCEL}Visible", "")
        yield _grid(sheet, placed, places, formats, hidden=shown.strip() in ("SheetHidden", "SheetVeryHidden"))


def _said(element: etree._Element, attribute: str, otherwise: str = "") -> str:
    return str(element.get(f"{NAMESPACE}{attribute}", otherwise))


Placed = tuple[etree._Element, tuple[int, int, int, int]]


def _rows(sheet: etree._Element) -> Iterator[tuple[etree._Element, int]]:
    at = 0
    for row in sheet.iterfind(f"{NAMESPACE}Table/{NAMESPACE}Row"):
        at = int(_said(row, "Index", str(at + 1)))
        yield row, at - 1
        at += int(_said(row, "Span", "0"))


def _cells(name: str, sheet: etree._Element) -> Iterator[Placed]:
    """The cells that say something, each with the range that it covers."""
    for row, at in _rows(sheet):
        column = 0
        for cell in row.iterfind(f"{NAMESPACE}Cell"):
            column = int(_said(cell, "Index", str(column + 1)))
            down, across = int(_said(cell, "MergeDown", "0")), int(_said(cell, "MergeAcross", "0"))
            area(name, [(at + down + 1, column + across)])
            yield cell, (at, column - 1, at + down, column - 1 + across)
            column += across


def _grid(
    sheet: etree._Element,
    placed: list[Placed],
    places: list[tuple[int, int]],
    formats: dict[str, str],
    *,
    hidden: bool,
) -> Grid:
    height, width = (max((place[way] for place in places), default=0) for way in (0, 1))
    rows: list[list[Any]] = [[""] * width for _ in range(height)]
    details = Details(hidden_rows={at for row, at in _rows(sheet) if _said(row, "Hidden") == "1"})
    for cell, (row, column, last_row, last_column) in placed:
        if (row, column) != (last_row, last_column):
            details.merged.append((row, column, last_row, last_column))
        data = cell.find(f"{NAMESPACE}Data")
        text = "".join(data.itertext()) if data is not None else ""
        kind = _said(data, "Type") if data is not None else ""
        if _said(cell, "Formula") and not text and kind != "String":
            details.uncalculated.add((row, column))
        if kind == "Error":
            details.failed[row, column] = text
        rows[row][column] = _value(kind, text)
        code = formats.get(_said(cell, "StyleID"), "")
        if kind == "Number" and ("%" in code or code == "Percent"):
            details.percents.add((row, column))
        elif kind == "Number" and THREE_DECIMALS.search(code):
            details.thousandths.add((row, column))
    return Grid(_said(sheet, "Name"), rows, details, hidden)


def _value(kind: str, text: str) -> Any:
    if kind == "Number" and text.strip():
        return float(text)
    if kind == "Boolean":
        return text.strip() == "1"
    if kind == "DateTime" and text.strip():
        moment = dt.datetime.fromisoformat(text.strip())
        return moment.date() if moment.time() == dt.time() else moment
    return text
