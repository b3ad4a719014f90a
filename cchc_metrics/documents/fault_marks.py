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
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import column_index_from_string
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.documents import sheets
from cchc_metrics.documents.cells import printable, put
from cchc_metrics.documents.sheets import BLUE, EDGE, INK, LETTERS
from cchc_metrics.documents.workbook.sheet import INPUT
from cchc_metrics.documents.workbook.template import File
from cchc_metrics.faults import Fault, FaultsFound, ended
from cchc_metrics.intake.sheets import CELL, LINE, lines
from cchc_metrics.intake.sheets import sheets as sheets_of
from cchc_metrics.intake.workbook import HIDDEN, RATIO, ROW_ID
from cchc_metrics.text import words

TURNED = "Tệp gốc không phải .xlsx; bản đánh dấu này chỉ giữ giá trị các ô."
MARKED_COLUMNS = ("STT", "Mức", "Trang", "Ô", "Sai gì", "Cần gì", "Cách sửa")
FAULT = "Lỗi"
AUTHOR = "Kiểm tra số liệu"

# Zip files, OLE files and Parquet are no text, whatever else is wrong with them.
NO_TEXT = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0", b"PAR1")
RED, ORANGE, FIRST_ROW = "F8B4B4", "FBD38D", 5
WIDTHS = (6, 10, 22, 9, 52, 40, 52)
COLUMN = re.compile(r"(?P<line>.+?, dòng \d+), cột (?:«(?P<column>[^»]+)»|(?P<letter>[A-Z]{1,3})$)")
NOT_OPENED = (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError)


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
    book, notes = _opened(name, data)
    marks = [_placed(FAULT, fault, book) for fault in faults]
    marks += [_placed("Lưu ý", fault, book) for fault in cautions]
    _forget(book)
    by_cell: dict[tuple[str, str], list[Mark]] = defaultdict(list)
    for one in marks:
        if one.sheet is not None and one.cell is not None:
            by_cell[one.sheet, one.cell].append(one)
    for (sheet, cell), here in by_cell.items():
        _mark(book[sheet], cell, here)
    _list(book, PureWindowsPath(name).name, marks, notes)
    return File(f"{PureWindowsPath(name).stem}-danh-dau.xlsx", sheets.data(book))


def _opened(name: str, data: bytes) -> tuple[Book, list[str]]:
    """The workbook to mark, and what its reader must know of how it differs from the file."""
    try:
        given = sheets_of(name, data)
    except FaultsFound:
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
    except NOT_OPENED:
        return _empty(), []
    book = _empty()
    for title, sheet in zip(sheets.titles(sheet.name for sheet in given), given, strict=True):
        _fill(book.create_sheet(title), _without_ratios(sheet.rows))
    return book, [TURNED]


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
        given = lines(name, data)
    except FaultsFound:
        return book, []
    # Each row stands on the line that its place names.
    rows: list[Sequence[object]] = [()] * max(given.numbers, default=0)
    for number, cells in zip(given.numbers, given.rows, strict=True):
        rows[number - 1] = cells
    _fill(book.create_sheet(sheets.titles([PureWindowsPath(name).stem])[0]), rows)
    return book, [TURNED]


def _empty() -> Book:
    return sheets.workbook()


def _fill(sheet: Worksheet, rows: Sequence[Sequence[object]]) -> None:
    for number, cells in enumerate(rows, start=1):
        for column, value in enumerate(cells, start=1):
            if value not in ("", None):
                put(sheet.cell(number, column), value)


def _placed(kind: str, fault: Fault, book: Book) -> Mark:
    """The fault with the cell that its place names, when the workbook has it."""
    cell = CELL.fullmatch(fault.place)
    if cell and cell["sheet"] in book.sheetnames:
        return Mark(kind, fault, cell["sheet"], f"{cell['column']}{cell['row']}")
    named = COLUMN.match(fault.place)
    line = LINE.fullmatch(named["line"] if named else fault.place)
    if line and len(book.worksheets) == 1:
        sheet = book.worksheets[0]
        head = [said.value for said in sheet[1]]
        column = head.index(named["column"]) + 1 if named and named["column"] in head else 1
        column = column_index_from_string(named["letter"]) if named and named["letter"] else column
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
                    is_input = HIDDEN in book.sheetnames and not cell.protection.locked
                    cell.fill = PatternFill("solid", fgColor=INPUT) if is_input else PatternFill()


def _mark(sheet: Worksheet, coordinate: str, marks: Sequence[Mark]) -> None:
    cell = sheet[coordinate]
    if isinstance(cell, MergedCell):
        merged = next(area for area in sheet.merged_cells.ranges if coordinate in area)
        cell = sheet.cell(merged.min_row, merged.min_col)
    if not isinstance(cell, Cell):
        return
    wrong = any(one.kind == FAULT for one in marks)
    cell.fill = PatternFill("solid", fgColor=RED if wrong else ORANGE)
    said = "\n\n".join(
        f"{one.kind}: {ended(one.fault.problem)}\nCần: {ended(one.fault.expected)}\nCách sửa: {ended(one.fault.remedy)}"
        for one in marks
    )
    before = f"{cell.comment.text}\n\n" if cell.comment is not None else ""
    text = printable(before + said)
    cell.comment = Comment(text, AUTHOR, width=340, height=90 + 16 * (len(text) // 45))


def _list(book: Book, file: str, marks: Sequence[Mark], notes: Sequence[str]) -> None:
    """The first sheet: every fault, then every caution, each with a link to its cell."""
    sheet = book.create_sheet(words.FAULTS, 0)
    book.active = 0
    for other in book.worksheets[1:]:
        other.sheet_view.tabSelected = False
    faults = sum(one.kind == FAULT for one in marks)
    head = "{faults} lỗi và {cautions} lưu ý trong tệp {file}" if marks else "Không tìm thấy lỗi nào trong tệp {file}"
    said = head.format(faults=faults, cautions=len(marks) - faults, file=file)
    put(sheet["A1"], said).font = Font(name=LETTERS, size=14, bold=True, color=BLUE)
    put(
        sheet["A2"],
        (
            "Bấm vào ô ở cột «Ô» để đến chỗ cần sửa. Ô có lỗi nền đỏ, ô cần xem lại nền cam; "
            "lời giải thích ở ghi chú của ô. "
            "Sửa xong, lưu lại rồi nộp chính tệp này."
        )
        if marks
        else None,
    ).font = Font(name=LETTERS, size=10, color=INK)
    put(sheet["A3"], " ".join(notes)).font = Font(name=LETTERS, size=10, italic=True, color=INK)
    columns = [sheets.Column(name, width) for name, width in zip(MARKED_COLUMNS, WIDTHS, strict=True)]
    sheets.blue_head(sheet, FIRST_ROW - 1, columns)
    for number, one in enumerate(marks, start=1):
        where = (one.sheet, one.cell) if one.cell else (one.fault.place, None)
        row = (number, one.kind, *where, one.fault.problem, one.fault.expected, one.fault.remedy)
        for column, value in enumerate(row, start=1):
            cell = put(sheet.cell(FIRST_ROW + number - 1, column), value)
            cell.font, cell.border = Font(name=LETTERS, size=10, color=INK), EDGE
            cell.alignment = Alignment(wrap_text=True, vertical="top")
        line = FIRST_ROW + number - 1
        kind, link = sheet.cell(line, 2), sheet.cell(line, 4)
        kind.fill = PatternFill("solid", fgColor=RED if one.kind == FAULT else ORANGE)
        if one.sheet is not None and one.cell is not None:
            quoted = one.sheet.replace("'", "''")
            link.hyperlink = Hyperlink(ref=link.coordinate, location=f"'{quoted}'!{one.cell}", display=one.cell)
            link.font = Font(name=LETTERS, size=10, color=BLUE, underline="single")
    sheet.freeze_panes = f"A{FIRST_ROW}"
    sheets.print_setup(sheet, "landscape")
    sheet.sheet_view.showGridLines = False
