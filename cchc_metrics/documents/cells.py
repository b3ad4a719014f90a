"""Text that comes from data, written so that an office file can hold it and no spreadsheet runs it as a formula."""

import re
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell

from cchc_metrics.text.records import RUNS

# XML has no place for these, whoever typed them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without letters that no office file can hold."""
    return UNPRINTABLE.sub("", text)


def put(cell: Cell | MergedCell, value: Any) -> Cell:
    """The cell with a value in it; text stays text, also when somebody edits the cell and presses Enter.

    Raises: TypeError for a cell under a merged one, which can hold nothing.
    """
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies under a merged cell")
    if isinstance(value, str):
        value = printable(value)
    cell.value = value
    if isinstance(value, str) and value.startswith(RUNS):
        cell.data_type, cell.quotePrefix = "s", True
    return cell
