"""An officer's own file with every fault marked and explained in its cell, and listed on a first sheet with links."""

import io
import re
import warnings
import zipfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PureWindowsPath

from openpyxl import Workbook as Book
from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.documents import sheets
from cchc_metrics.documents.sheets import Column, Style, printable, put
from cchc_metrics.documents.workbook import File
from cchc_metrics.documents.workbook_sheet import INPUT
from cchc_metrics.faults import Fault, FaultError, sentence_of
from cchc_metrics.intake.numbers import Share
from cchc_metrics.intake.sheets import CELL, LINE, Sheet, lines
from cchc_metrics.intake.sheets import sheets as sheets_of
from cchc_metrics.intake.workbook import RATIO, ROW_ID, STAMP_SHEET
from cchc_metrics.text import words

CONVERSION_NOTE = "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị, ô gộp và phần ẩn."
COLUMNS = (
    Column("STT", 6),
    Column("Mức", 10),
    Column("Trang", 22),
    Column("Ô", 9),
    Column("Sai gì", 52),
    Column("Cần gì", 40),
    Column("Cách sửa", 52),
)
FAULT = "Lỗi"
AUTHOR = "Kiểm tra số liệu"

# Zip files, OLE files and Parquet are no text, whatever else is wrong with them.
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")
RED, ORANGE, FIRST_ROW = "F8B4B4", "FBD38D", 5
# A column of names is as wide as this, longer ones are cut off on the screen.
WIDEST = 42
COLUMN = re.compile(r"(?P<line>.+?, dòng \d+), cột (?:«(?P<column>[^»]+)»|(?P<letter>[A-Z]{1,3})$)")
UNREADABLE = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError)


@dataclass(frozen=True)
class Mark:
    """A fault or a caution, and the cell it stands in where there is one."""

    kind: str
    fault: Fault
    sheet: str | None = None
    cell: str | None = None


def mark_faults(name: str, data: bytes, faults: Sequence[Fault], cautions: Sequence[Fault] = ()) -> File:
    """The file `name` as .xlsx with its faults marked red and its cautions marked orange, each explained in its cell.

    Formatting and formulas of an .xlsx file stay; of any other kind the values are kept. A file that cannot be opened
    gives the list alone. Macros are dropped, and the list says so.
    """
    book, notes = _open(name, data)
    marks = [_place(FAULT, fault, book) for fault in faults]
    marks += [_place("Lưu ý", fault, book) for fault in cautions]
    _forget(book)
    by_cell: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for one in marks:
        if one.sheet is not None and one.cell is not None:
            by_cell[one.sheet, one.cell].append(one)
    for (sheet, cell), here in by_cell.items():
        _mark(book[sheet], cell, here)
    _list(book, PureWindowsPath(name).name, marks, notes)
    return File(f"{PureWindowsPath(name).stem}-danh-dau.xlsx", sheets.data(book))


def _open(name: str, data: bytes) -> tuple[Book, list[str]]:
    """The workbook to mark, and what its reader must know of how it differs from the file."""
    try:
        pages = sheets_of(name, data)
    except FaultError:
        # Too large to be opened safely, broken, or no workbook at all.
        return (_empty(), []) if data.startswith(NO_TEXT) else _of_text(name, data)
    try:
        if b"[Content_Types].xml" in data:
            # What openpyxl cannot keep it warns of: pictures of kinds of its own, extensions of other programs.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                book = load_workbook(io.BytesIO(data))
            with zipfile.ZipFile(io.BytesIO(data)) as parts:
                macros = any(part.endswith("vbaProject.bin") for part in parts.namelist())
            return book, ["Tệp gốc có macro; bản đánh dấu này không giữ macro."] if macros else []
    except UNREADABLE:
        return _empty(), []
    book = _empty()
    for title, sheet in zip(sheets.titles(sheet.name for sheet in pages), pages, strict=True):
        copy = book.create_sheet(title)
        _fill(copy, _without_ratios(sheet.rows))
        _lay_out(copy, sheet)
    return book, [CONVERSION_NOTE]


def _lay_out(copy: Worksheet, sheet: Sheet) -> None:
    """Give a sheet the shape of the officer's own: merged cells, what is hidden, shares in percent, readable widths."""
    for top, left, bottom, right in sheet.merges:
        copy.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
        copy.cell(top + 1, left + 1).alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
    for number in sheet.hidden_rows:
        copy.row_dimensions[number + 1].hidden = True
    copy.sheet_state = "hidden" if sheet.is_hidden else "visible"
    across = {(top, left) for top, left, _, right in sheet.merges if right > left}
    widths: dict[int, int] = defaultdict(int)
    for at, cells in enumerate(sheet.rows):
        for column, cell in enumerate(cells):
            if isinstance(cell, Share):
                copy.cell(at + 1, column + 1).number_format = "0.00%"
            # A title reaches over the columns on its right, which are empty there.
            if (at, column) not in across and (column + 1 >= len(cells) or cells[column + 1] not in ("", None)):
                widths[column] = max(widths[column], len(str(cell)))
    for column, width in widths.items():
        copy.column_dimensions[get_column_letter(column + 1)].width = min(max(width + 2, 8), WIDEST)


def _without_ratios(rows: Sequence[Sequence[object]]) -> Sequence[Sequence[object]]:
    """The rows of a page to fill in without its ratios: as values they would stay when counts are mended."""
    at = next((number for number, cells in enumerate(rows) if cells and cells[0] == ROW_ID and RATIO in cells), None)
    if at is None:
        return rows
    column = list(rows[at]).index(RATIO)
    return [
        cells if number <= at + 1 else [*cells[:column], "", *cells[column + 1 :]] for number, cells in enumerate(rows)
    ]


def _of_text(name: str, data: bytes) -> tuple[Book, list[str]]:
    """The lines of a text file as a sheet; a file that is no text gives the list of faults alone."""
    book = _empty()
    try:
        text = lines(name, data)
    except FaultError:
        return book, []
    # Each row stands on the line that its place names.
    rows: list[Sequence[object]] = [()] * max(text.numbers, default=0)
    for number, cells in zip(text.numbers, text.rows, strict=True):
        rows[number - 1] = cells
    _fill(book.create_sheet(sheets.titles([PureWindowsPath(name).stem])[0]), rows)
    return book, [CONVERSION_NOTE]


def _empty() -> Book:
    return sheets.workbook()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    for number, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value not in ("", None):
                put(sheet.cell(number, column), value)


def _place(kind: str, fault: Fault, book: Book) -> Mark:
    """The fault with the cell that its place names, when the workbook has it."""
    cell = CELL.fullmatch(fault.place)
    if cell and cell["sheet"] in book.sheetnames:
        return Mark(kind, fault, cell["sheet"], f"{cell['column']}{cell['row']}")
    match = COLUMN.match(fault.place)
    line = LINE.fullmatch(match["line"] if match else fault.place)
    if line and len(book.worksheets) == 1:
        sheet = book.worksheets[0]
        head = [cell.value for cell in sheet[1]]
        column = head.index(match["column"]) + 1 if match and match["column"] in head else 1
        column = column_index_from_string(match["letter"]) if match and match["letter"] else column
        return Mark(kind, fault, sheet.title, sheet.cell(int(line["row"]), column).coordinate)
    return Mark(kind, fault)


def _forget(book: Book) -> None:
    """Take away the marks of an earlier time, so that a mended file is not shown with its old faults."""
    for sheet in book.worksheets:
        if sheet.title == words.FAULTS:
            book.remove(sheet)
            continue
        for cells in sheet.iter_rows():
            for cell in cells:
                if cell.comment is not None and cell.comment.author == AUTHOR:
                    cell.comment = None
                    is_input = STAMP_SHEET in book.sheetnames and not cell.protection.locked
                    cell.fill = PatternFill("solid", fgColor=INPUT) if is_input else PatternFill()


def _mark(sheet: Worksheet, coordinate: str, marks: Sequence[Mark]) -> None:
    cell = sheet[coordinate]
    if isinstance(cell, MergedCell):
        span = next(area for area in sheet.merged_cells.ranges if coordinate in area)
        cell = sheet.cell(span.min_row, span.min_col)
    if not isinstance(cell, Cell):
        return
    wrong = any(one.kind == FAULT for one in marks)
    cell.fill = PatternFill("solid", fgColor=RED if wrong else ORANGE)
    text = "\n\n".join(
        f"{one.kind}: {sentence_of(one.fault.problem)}\n"
        f"Cần: {sentence_of(one.fault.expected)}\nCách sửa: {sentence_of(one.fault.remedy)}"
        for one in marks
    )
    before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    text = printable(before + text)
    cell.comment = Comment(text, AUTHOR, width=340, height=90 + 16 * (len(text) // 45))


def _list(book: Book, file: str, marks: Sequence[Mark], notes: Sequence[str]) -> None:
    """The first sheet: every fault, then every caution, each with a link to its cell."""
    sheet = book.create_sheet(words.FAULTS, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    faults = sum(one.kind == FAULT for one in marks)
    head = "{faults} lỗi và {cautions} lưu ý trong tệp {file}" if marks else "Không tìm thấy lỗi nào trong tệp {file}"
    title = head.format(faults=faults, cautions=len(marks) - faults, file=file)
    how = (
        "Bấm vào ô ở cột «Ô» để đến chỗ cần sửa. Ô có lỗi nền đỏ, ô cần xem lại nền cam; "
        "lời giải thích ở ghi chú của ô. Sửa xong, lưu lại rồi nộp chính tệp này."
    )
    sheets.heading(sheet, [title, how if marks else None, " ".join(notes)])
    rows = [
        (number, one.kind, *((one.sheet, one.cell) if one.cell else (one.fault.place, None)), *_words(one.fault))
        for number, one in enumerate(marks, start=1)
    ]
    sheets.table(sheet, FIRST_ROW - 1, COLUMNS, rows, style=Style(edge=sheets.EDGE, head="blue"))
    for line, one in enumerate(marks, start=FIRST_ROW):
        sheet.cell(line, 2).fill = PatternFill("solid", fgColor=RED if one.kind == FAULT else ORANGE)
        cell = sheet.cell(line, 4)
        if one.sheet is not None and one.cell is not None and isinstance(cell, Cell):
            sheets.link(cell, one.sheet, one.cell)
    sheets.print_setup(sheet, "landscape")
    sheet.sheet_view.showGridLines = False


def _words(fault: Fault) -> tuple[str, str, str]:
    return fault.problem, fault.expected, fault.remedy
