"""The lines of a file around the place that a figure came from, so that anybody can see it where it stands."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from openpyxl.utils import column_index_from_string

from cchc_metrics.intake.delimited import lines
from cchc_metrics.intake.sheets import sheets

# As Sheet.place and the reader of CSV files write them.
LINE = re.compile(r"(?P<file>.+), dòng (?P<row>\d+)")
CELL = re.compile(r"(?P<file>.+), trang «(?P<sheet>.+)», ô (?P<column>[A-Z]+)(?P<row>\d+)")
AROUND = 2


@dataclass(frozen=True)
class Excerpt:
    """Some lines of a file by their numbers, the one that was asked for, and the column (from 0) if one was."""

    head: Sequence[str]
    lines: Sequence[tuple[int, Sequence[str]]]
    row: int
    column: int | None = None


def file_of(place: str) -> str:
    """The name of the file in the place of a figure."""
    found = CELL.fullmatch(place) or LINE.fullmatch(place)
    return found["file"] if found else place


def excerpt(place: str, data: bytes) -> Excerpt | None:
    """The lines around a place of the file whose bytes are given; None when the file has no such place."""
    cell, line = CELL.fullmatch(place), LINE.fullmatch(place)
    if cell:
        rows = next((sheet.rows for sheet in sheets(cell["file"], data) if sheet.name == cell["sheet"]), [])
        numbered = [(number, [_shown(value) for value in row]) for number, row in enumerate(rows, 1)]
        return _around([], numbered, int(cell["row"]), column_index_from_string(cell["column"]) - 1)
    if line:
        sheet = lines(line["file"], data)
        # A cell with a line break in it makes a row longer than a line, so rows are known by their last line.
        numbered = [(number, list(row)) for number, row in zip(sheet.numbers, sheet.rows, strict=True)]
        return _around(sheet.rows[0] if sheet.rows else [], numbered[1:], int(line["row"]), None)
    return None


def _shown(cell: object) -> str:
    """A cell as a person reads it: a count without «.0»."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def _around(head: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], row: int,
            column: int | None) -> Excerpt | None:
    at = next((index for index, (number, _) in enumerate(lines) if number == row), None)
    return None if at is None else Excerpt(head, lines[max(at - AROUND, 0):at + AROUND + 1], row, column)
