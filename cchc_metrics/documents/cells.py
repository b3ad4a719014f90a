"""Text that comes from data, written out so that a spreadsheet program never runs it as a formula."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

from cchc_metrics.text.records import RUNS


def put(cell: Cell | MergedCell, value: Any) -> Cell:
    """The cell with a value in it; text stays text, also when somebody edits the cell and presses Enter.

    Raises: TypeError for a cell under a merged one, which can hold nothing.
    """
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies under a merged cell")
    if isinstance(value, str):
        value = ILLEGAL_CHARACTERS_RE.sub("", value)
    cell.value = value
    if isinstance(value, str) and value.startswith(RUNS):
        cell.data_type, cell.quotePrefix = "s", True
    return cell
