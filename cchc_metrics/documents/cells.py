"""Text that comes from data, written out so that a spreadsheet program never runs it as a formula."""

from typing import Any

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell

RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


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


def harmless(value: Any) -> Any:
    """A value of a CSV file, which cannot say what is text: what would run gets an apostrophe before it.

    >>> harmless("=cmd|' /C calc'!A0"), harmless("Trả đúng hạn"), harmless(-5)
    ("'=cmd|' /C calc'!A0", 'Trả đúng hạn', -5)
    """
    if not isinstance(value, str):
        return value
    # A lone carriage return is not put in quotes, so that what follows it would begin a row of its own.
    said = value.replace("\r\n", "\n").replace("\r", "\n")
    return f"'{said}" if said.startswith(RUNS) else said
