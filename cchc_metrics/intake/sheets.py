"""A file as sheets of cells, each cell with the place that a person would name."""

import csv
import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from openpyxl.utils import column_index_from_string, get_column_letter
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.letters import CODE_PAGE, from_old_fonts, text_of
from cchc_metrics.intake.unpacking import broken, locked, look
from cchc_metrics.text import formats
from cchc_metrics.text.folding import fold

# A title block is short, and so are the words of a header.
FARTHEST, WIDEST, LONGEST = 60, 200, 150
# First row, first column, last row and last column, each from 0.
Range = tuple[int, int, int, int]


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row from A1: text, float, int, bool, date, datetime or time; an empty one is "".

    `cautions` tell what was changed to read it. `merged` are the ranges of merged cells; their value stands in the
    first cell. `hidden` is true for a sheet that Excel does not show, `hidden_rows` are the rows that are hidden or
    filtered out. `formulas_uncalculated` are row and column of the cells whose formula was saved without a value.
    Rows and columns count from 0.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Any]]
    cautions: Sequence[Fault] = field(default=(), compare=False)
    merged: Sequence[Range] = field(default=(), kw_only=True)
    hidden: bool = field(default=False, kw_only=True)
    hidden_rows: frozenset[int] = field(default=frozenset(), kw_only=True)
    formulas_uncalculated: frozenset[tuple[int, int]] = field(default=frozenset(), kw_only=True)

    @cached_property
    def top(self) -> tuple[tuple[str, ...], ...]:
        """The first rows, where a header may stand, their words without case and diacritics; numbers are ""."""
        return tuple(
            tuple(fold(cell[:LONGEST]) if isinstance(cell, str) and cell else "" for cell in row[:WIDEST])
            for row in self.rows[:FARTHEST]
        )

    @property
    def whole(self) -> str:
        """The name of the sheet: «tệp.xlsx, trang «Thể chế»»."""
        return f"{self.file}, trang «{self.name}»"

    def place(self, row: int, column: int) -> str:
        """The name of a cell, counted from 0 as in `rows`: «tệp.xlsx, trang «Thể chế», ô C7»."""
        return f"{self.whole}, ô {get_column_letter(column + 1)}{row + 1}"

    def cell(self, row: int, column: int) -> str:
        """The name of a cell for somebody who looks for it."""
        return self.place(row, column)


@dataclass(frozen=True)
class Lines(Sheet):
    """The cells of a text file; `numbers` are the lines on which its rows end, `separator` is what parts its cells."""

    numbers: Sequence[int] = ()
    separator: str = ","

    @property
    def whole(self) -> str:
        """The name of the file: a text file is one sheet."""
        return self.file

    def place(self, row: int, column: int) -> str:  # noqa: ARG002 - a line is all that a text file has
        """The line of a cell: «tệp.csv, dòng 7»."""
        return f"{self.file}, dòng {self.numbers[row]}"

    def cell(self, row: int, column: int) -> str:
        """The line and the column of a cell."""
        return f"{self.place(row, column)}, cột {get_column_letter(column + 1)}"


def sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook, in its order, with the values that formulas had when it was saved.

    Text is in composed Unicode; text typed in an old font (TCVN3, VNI) is turned into Unicode.
    Raises: FaultsFound when the bytes are no workbook, or one too large to read.
    """
    if len(data) > unpacking.BYTES:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES // unpacking.MEGABYTE} MB"
        )
    looked = look(name, data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            if len(book.sheet_names) > unpacking.SHEETS:
                raise unpacking.too_large(name, f"{len(book.sheet_names)} trang", f"{unpacking.SHEETS} trang")
            titles = book.sheet_names
            opened = [book.get_sheet_by_name(title) for title in titles]
            read = [sheet.to_python(skip_empty_area=False) for sheet in opened]
            merged = [[(*first, *last) for first, last in sorted(sheet.merged_cell_ranges or ())] for sheet in opened]
            shown = {each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible}
    except PasswordError:
        raise locked(name) from None
    except (CalamineError, OSError, ValueError):
        raise broken(name) from None
    except BaseException as error:
        # What the reader's own code cannot go on from comes as no ordinary exception.
        if type(error).__name__ != "PanicException":
            raise
        raise broken(name) from None
    for sheet, row, column, shown in looked.failed:
        # As text, for no column takes it for a number, and none for a blank.
        if sheet < len(read) and row < len(read[sheet]) and column < len(read[sheet][row]):
            read[sheet][row][column] = shown
    found = [
        replace(_sheet(name, title, rows), merged=ranges, hidden=title not in shown)
        for title, rows, ranges in zip(titles, read, merged, strict=True)
    ]
    if looked.macros and found:
        said = Fault(
            "macro",
            name,
            "tệp có macro",
            "tệp không có macro",
            "không cần sửa: chỉ đọc giá trị đã lưu, macro không chạy",
        )
        found[0] = replace(found[0], cautions=(*found[0].cautions, said))
    return found


def _sheet(file: str, title: str, rows: Sequence[Sequence[Any]]) -> Sheet:
    foreign = {cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()}
    if not foreign:
        return Sheet(file, title, rows)
    composed = {cell: unicodedata.normalize("NFC", cell) for cell in foreign}
    font, changed = from_old_fonts(composed.values())
    read = {cell: changed.get(now, now) for cell, now in composed.items()}
    sheet = Sheet(
        file, title, [[read.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows]
    )
    return replace(sheet, cautions=[old_font(f"{file}, trang «{title}»", font)] if font else ())


def old_font(place: str, font: str) -> Fault:
    """The caution that text was turned into Unicode from an old font, or from an old code page."""
    if font == CODE_PAGE:
        return Fault(
            "legacy-letters",
            place,
            f"chữ ở bảng mã {font}, đã đổi sang Unicode",
            "chữ Unicode (UTF-8)",
            "xem lại tên riêng sau khi đổi; từ nay lưu tệp với mã UTF-8",
        )
    return Fault(
        "legacy-letters",
        place,
        f"chữ gõ bằng phông {font}, đã đổi sang Unicode",
        "chữ Unicode",
        "xem lại tên riêng sau khi đổi; từ nay gõ bằng phông Unicode",
    )


SEPARATORS = ",;\t"
ENOUGH_LINES = 200


def lines(name: str, data: bytes) -> Lines:
    """The rows of a text file with the numbers of their lines; blank rows are left out.

    Raises: FaultsFound when it is too large, or its letters or its quotes cannot be read.
    """
    if len(data) > unpacking.BYTES:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES // unpacking.MEGABYTE} MB"
        )
    text, written_in = text_of(name, data)
    sign = separator(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=sign)
    rows, numbers, cells = [], [], 0
    try:
        for row in reader:
            cells += len(row)
            if cells > unpacking.CELLS:
                raise unpacking.too_large(
                    name, f"hơn {formats.count(unpacking.CELLS)} ô", f"{formats.count(unpacking.CELLS)} ô"
                )
            if any(row):
                rows.append(row)
                numbers.append(reader.line_num)
    except csv.Error:
        raise FaultsFound(
            [
                Fault(
                    "line-structure",
                    f"{name}, dòng {reader.line_num}",
                    "không tách được dòng này thành các ô",
                    "các ô ngăn bằng một dấu, dấu ngoặc kép đủ cặp",
                    "xem lại dấu ngoặc kép",
                )
            ]
        ) from None
    return Lines(name, "", rows, [old_font(name, written_in)] if written_in else (), numbers, sign)


def separator(text: str) -> str:
    """The sign that parts the cells: the one that gives the most lines the same number of cells, more than one."""
    start = io.StringIO(text[:200_000], newline="")

    def regular(sign: str) -> tuple[int, int]:
        start.seek(0)
        counts: Counter[int] = Counter()
        try:
            for _, row in zip(range(ENOUGH_LINES), csv.reader(start, delimiter=sign), strict=False):
                counts[len(row)] += len(row) > 1
        except csv.Error:
            pass  # the cut at the end may fall inside quotes
        width, times = max(counts.items(), key=lambda pair: (pair[1], pair[0]), default=(0, 0))
        return times, width

    return max(SEPARATORS, key=regular)


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


def _around(
    head: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], row: int, column: int | None
) -> Excerpt | None:
    at = next((index for index, (number, _) in enumerate(lines) if number == row), None)
    return None if at is None else Excerpt(head, lines[max(at - AROUND, 0) : at + AROUND + 1], row, column)
