"""The result of the few formulas that our own workbooks hold, so that a page of them can be shown without Excel."""

import re
from collections.abc import Iterator
from typing import Any

from openpyxl.worksheet.worksheet import Worksheet

RATIO = re.compile(r"=(100\*)?([A-Z]+\d+)/([A-Z]+\d+)")
DIFFERENCE = re.compile(r"=([A-Z]+\d+)-([A-Z]+\d+)")
COUNT = re.compile(r"=COUNT\(([A-Z]+\d+:[A-Z]+\d+)\)")
COUNT_OF = re.compile(r'=COUNTIF\(([A-Z]+\d+:[A-Z]+\d+),"([^"]*)"\)')


def result(sheet: Worksheet, value: Any) -> Any:
    """What a spreadsheet program makes of the value of a cell; a formula of another kind stays as it is written."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    if ratio := RATIO.fullmatch(value):
        above, below = (_number(sheet, place) for place in ratio.groups()[1:])
        return None if above is None or not below else (100 if ratio[1] else 1) * above / below
    if difference := DIFFERENCE.fullmatch(value):
        first, second = (_number(sheet, place) for place in difference.groups())
        return None if first is None or second is None else first - second
    if counted := COUNT.fullmatch(value):
        return sum(_is_number(result(sheet, cell.value)) for cell in _cells(sheet, counted[1]))
    if counted := COUNT_OF.fullmatch(value):
        return sum(cell.value == counted[2] for cell in _cells(sheet, counted[1]))
    return value


def _cells(sheet: Worksheet, area: str) -> Iterator[Any]:
    rows: Any = sheet[area]
    return (cell for row in rows for cell in row)


def _number(sheet: Worksheet, place: str) -> float | None:
    found = result(sheet, sheet[place].value)
    return float(found) if _is_number(found) else None


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
