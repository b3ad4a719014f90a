"""Any container of cells → its sheets, known by its bytes; each cell with the place that a person would name."""

import csv
import io
import re
import struct
import unicodedata
import zipfile
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum, auto
from functools import cached_property
from typing import Any
from xml.parsers import expat

from lxml import etree
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.documents import BODY, details_of_ods, grid_of_word, packed_of_flat
from cchc_metrics.intake.excel import contents_of_xls, details_of_xlsb, details_of_xlsx
from cchc_metrics.intake.markup import grids_of_archive, grids_of_page, grids_of_xml
from cchc_metrics.intake.numbers import Share, Thousandth, marked_numbers
from cchc_metrics.intake.unpacking import (
    OLE,
    ZIP,
    Contents,
    Details,
    Grid,
    Range,
    check_struck,
    check_superscripts,
    column_of,
    damage,
    letters_of,
    lock_fault,
)
from cchc_metrics.text import formats
from cchc_metrics.text.letters import CODE_PAGE, fold_heading, from_old_fonts, text_of

# How a page begins that a browser shows, one saved with its parts, XML Spreadsheet 2003, and flat OpenDocument.
WEB_PAGE = re.compile(
    rb"(?:<(?:\?xml|!--)[^>]*>\s*)*<(?:!doctype html|html|head|meta|body|title|style"
    rb"|table|thead|tr|div|center|h[1-6]|p|span|font|br|b)\b",
    re.IGNORECASE,
)
ARCHIVE = re.compile(
    rb"(?:[\w-]+:[^\n]*\n(?:[ \t][^\n]*\n)*){0,12}?(?:MIME-Version:|Content-Type:\s*multipart/)", re.IGNORECASE
)
SPREADSHEET = re.compile(rb"<(?:\w+:)?Workbook\b[^>]*urn:schemas-microsoft-com:office:spreadsheet")
FLAT = re.compile(rb"<office:document\b[^>]*urn:oasis:names:tc:opendocument")


class Container(Enum):
    """How a file holds its cells."""

    WORKBOOK = auto()
    PAGE = auto()
    ARCHIVE = auto()
    XML = auto()
    FLAT = auto()
    TEXT = auto()


# What damaged files make their readers say.
DAMAGE_ERRORS = (
    CalamineError,
    OSError,
    ValueError,
    IndexError,
    KeyError,
    EOFError,
    OverflowError,
    RuntimeError,
    NotImplementedError,
    struct.error,
    zlib.error,
    zipfile.BadZipFile,
    expat.ExpatError,
    etree.LxmlError,
)


def container_of(data: bytes) -> Container:
    """What kind of container the bytes are; their name may say anything."""
    if data.startswith((ZIP, OLE)):
        return Container.WORKBOOK
    head = data[:4000].replace(b"\0", b"").lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n")
    if ARCHIVE.match(head):
        return Container.ARCHIVE
    if SPREADSHEET.search(head):
        return Container.XML
    if FLAT.search(head):
        return Container.FLAT
    return Container.PAGE if WEB_PAGE.match(head) else Container.TEXT


def grids_of(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    """Whether a workbook or a web page carries macros, and its sheets in their order.

    Raises: FaultError when the bytes are none, or one too large to read.
    """
    if len(data) > unpacking.BYTES:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES // unpacking.MEGABYTE} MB"
        )
    try:
        macros, grids = _open(name, data)
    except PasswordError:
        raise lock_fault(name) from None
    except DAMAGE_ERRORS:
        raise damage(name) from None
    except BaseException as error:
        # What the reader's own code cannot go on from comes as no ordinary exception.
        if type(error).__name__ != "PanicException":
            raise
        raise damage(name) from None
    if len(grids) > unpacking.SHEETS:
        raise unpacking.too_large(name, f"{len(grids)} trang", f"{unpacking.SHEETS} trang")
    return macros, grids


def _open(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    """Whether a file carries macros, and its sheets."""
    kind = container_of(data)
    if kind is Container.WORKBOOK:
        return _workbook(name, data)
    if len(data) > unpacking.MARKUP:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.MARKUP // unpacking.MEGABYTE} MB"
        )
    if kind is Container.PAGE:
        return False, grids_of_page(name, data)
    if kind is Container.ARCHIVE:
        return False, grids_of_archive(name, data)
    if kind is Container.XML:
        return False, list(grids_of_xml(name, data))
    if kind is Container.FLAT:
        return _workbook(name, packed_of_flat(data))
    raise damage(name)


def _workbook(name: str, data: bytes) -> tuple[bool, Sequence[Grid]]:
    contents = contents_of_archive(name, data) if data.startswith(ZIP) else contents_of_xls(name, data)
    if data.startswith(ZIP):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            if BODY in archive.namelist():
                return contents.macros, [grid_of_word(name, archive)]
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
        if len(book.sheet_names) > unpacking.SHEETS:
            raise unpacking.too_large(name, f"{len(book.sheet_names)} trang", f"{unpacking.SHEETS} trang")
        visible_names = {each.name for each in book.sheets_metadata if each.visible == SheetVisibleEnum.Visible}
        grids = []
        for number, title in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_name(title)
            details = contents.sheets[number] if number < len(contents.sheets) else Details()
            details.merges += [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
            grids.append(Grid(title, sheet.to_python(skip_empty_area=False), details, title not in visible_names))
    return contents.macros, grids


def contents_of_archive(name: str, data: bytes) -> Contents:
    """What is in a packed workbook besides its values, once it is known to be of a size that can be read.

    Raises: FaultError when it is too large or locked.
    """
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = [member.filename for member in archive.infolist()]
        if len(names) > unpacking.PACKED_FILES:
            raise unpacking.too_large(name, f"{len(names)} tệp con", f"{unpacking.PACKED_FILES} tệp con")
        if any(member.flag_bits & 1 for member in archive.infolist()):
            raise lock_fault(name)
        # Each form that the members may have is held to its limits; a file with several is the first of them.
        readers = (details_of_xlsx, details_of_xlsb, details_of_ods)
        details = next(filter(None, [form(name, archive) for form in readers]), [])
    macros = any(member.casefold().endswith("vbaproject.bin") or member.startswith("Basic/") for member in names)
    return Contents(macros, tuple(details))


# A title block is short, and so are the words of a header.
FARTHEST, WIDEST, LONGEST = 60, 200, 150


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row from A1: text, float, int, bool, date, datetime or time; an empty one is "".

    `cautions` tell what was changed to read it. `merges` are the ranges of merged cells; their value stands in the
    first cell. `is_hidden` is true for a sheet that Excel does not show, `hidden_rows` are the rows that are hidden or
    filtered out, `hidden_columns` the columns that are hidden. `formulas_without_value` are row and column of the cells
    whose formula was saved without a value. `cover` is the sheet of titles alone that stands in the same file.
    Rows and columns count from 0.
    """

    file: str
    name: str
    rows: Sequence[Sequence[Any]]
    cautions: Sequence[Fault] = field(default=(), compare=False)
    merges: Sequence[Range] = field(default=(), kw_only=True)
    is_hidden: bool = field(default=False, kw_only=True)
    hidden_rows: frozenset[int] = field(default=frozenset(), kw_only=True)
    hidden_columns: frozenset[int] = field(default=frozenset(), kw_only=True)
    formulas_without_value: frozenset[tuple[int, int]] = field(default=frozenset(), kw_only=True)
    cover: "Sheet | None" = field(default=None, compare=False, repr=False, kw_only=True)
    # What was found on the sheet once, for whoever asks again.
    memo: dict[str, tuple[Any, Any]] = field(default_factory=dict, init=False, compare=False, repr=False)

    @cached_property
    def top(self) -> tuple[tuple[str, ...], ...]:
        """The first rows, where a header may stand, their words without case and diacritics; numbers are ""."""
        return tuple(
            tuple(fold_heading(cell[:LONGEST]) if isinstance(cell, str) and cell else "" for cell in row[:WIDEST])
            for row in self.rows[:FARTHEST]
        )

    @property
    def whole(self) -> str:
        """The name of the sheet: «tệp.xlsx, trang «Thể chế»»."""
        return f"{self.file}, trang «{self.name}»"

    def place(self, row: int, column: int) -> str:
        """The name of a cell, counted from 0 as in `rows`: «tệp.xlsx, trang «Thể chế», ô C7»."""
        return f"{self.whole}, ô {letters_of(column)}{row + 1}"

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
        return f"{self.place(row, column)}, cột {letters_of(column)}"


def sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook or a web page, in its order, with the values that formulas had when it was saved.

    Text is in composed Unicode; text typed in an old font (TCVN3, VNI) is turned into Unicode.
    Raises: FaultError when the bytes are no workbook, or one too large to read.
    """
    macros, grids = grids_of(name, data)
    result = [_sheet(name, grid) for grid in grids]
    if macros and result:
        caution = Fault(
            "macro",
            name,
            "tệp có macro",
            "tệp không có macro",
            "không cần sửa: chỉ đọc giá trị đã lưu, macro không chạy",
        )
        result[0] = replace(result[0], cautions=(*result[0].cautions, caution))
    return result


def _sheet(file: str, grid: Grid) -> Sheet:
    """The sheet of a grid: its text in Unicode, its numbers of the kind that they are shown as."""
    rows = [list(row) for row in grid.rows]
    details = grid.details
    for kind, cells in ((Thousandth, details.thousandths), (Share, details.percents)):
        for row, column in cells:
            if row < len(rows) and column < len(rows[row]) and type(rows[row][column]) in (int, float):
                rows[row][column] = kind(rows[row][column])
    for (row, column), error in details.errors.items():
        # As text, for no column takes it for a number, and none for a blank.
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = error
    sheet = Sheet(
        file,
        grid.name,
        rows,
        merges=sorted(details.merges),
        is_hidden=grid.is_hidden,
        hidden_rows=frozenset(details.hidden_rows),
        hidden_columns=frozenset(details.hidden_columns),
        formulas_without_value=frozenset(details.without_value),
    )
    check_struck(sheet.cell, grid)
    check_superscripts(sheet.cell, grid)
    if marks := list(marked_numbers(rows, sheet.cell)):
        sheet = replace(sheet, cautions=marks)
    foreign = {cell for row in rows for cell in row if isinstance(cell, str) and not cell.isascii()}
    if not foreign:
        return sheet
    unicode_of = {cell: unicodedata.normalize("NFC", cell) for cell in foreign}
    font, changes = from_old_fonts(unicode_of.values())
    texts = {cell: changes.get(now, now) for cell, now in unicode_of.items()}
    return replace(
        sheet,
        rows=[[texts.get(cell, cell) if isinstance(cell, str) else cell for cell in row] for row in rows],
        cautions=(*sheet.cautions, *([old_font(f"{file}, trang «{grid.name}»", font)] if font else ())),
    )


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


SEPARATORS = ",;\t|"
# The first line that Excel writes and reads to say what parts the cells.
SEPARATOR_LINE = re.compile(r"\s*\"?sep=(.)\"?\s*\r?\n", re.IGNORECASE)
ENOUGH_LINES = 200


def lines(name: str, data: bytes) -> Lines:
    """The rows of a text file with the numbers of their lines; blank rows are left out.

    Raises: FaultError when it is too large, or its letters or its quotes cannot be read.
    """
    if len(data) > unpacking.BYTES:
        raise unpacking.too_large(
            name, f"{len(data) // unpacking.MEGABYTE} MB", f"{unpacking.BYTES // unpacking.MEGABYTE} MB"
        )
    ends = max(data.count(b"\n"), data.count(b"\r"))
    if ends > unpacking.TEXT_LINES:
        most = formats.count(unpacking.TEXT_LINES)
        raise unpacking.too_large(name, f"{formats.count(ends)} dòng", f"{most} dòng")
    if len(data) > unpacking.LINE_BYTES * (ends + 1):
        raise FaultError(
            [
                Fault(
                    "line-structure",
                    name,
                    "các dòng quá dài, không phải một bảng",
                    "mỗi hàng của bảng một dòng",
                    "xuất lại tệp từ hệ thống",
                )
            ]
        )
    text, encoding = text_of(name, data)
    sign = separator(text)
    rows, numbers = [], []
    for number, row in _records(name, text, sign):
        if any(row):
            rows.append(row)
            numbers.append(number)
    result = Lines(name, "", rows, [old_font(name, encoding)] if encoding else (), numbers=numbers, separator=sign)
    return replace(result, cautions=(*result.cautions, *marked_numbers(rows, result.cell)))


def _records(name: str, text: str, sign: str) -> Iterator[tuple[int, list[str]]]:
    """The rows of a text and the lines on which they end.

    Raises: FaultError when it has too many cells, or when quotes do not close or hold rows.
    """
    declaration = SEPARATOR_LINE.match(text)
    reader = csv.reader(
        io.StringIO(text[declaration.end() :] if declaration else text, newline=""), delimiter=sign, strict=True
    )
    above, before, cells = int(declaration is not None), 0, 0
    widths: Counter[int] = Counter()
    long: list[tuple[int, list[str]]] = []
    try:
        for row in reader:
            cells += len(row)
            if cells > unpacking.CELLS:
                most = formats.count(unpacking.CELLS)
                raise unpacking.too_large(name, f"hơn {most} ô", f"{most} ô")
            if reader.line_num > before + 1:
                long.append((before + 1 + above, row))
            before = reader.line_num
            widths[len(row)] += 1
            yield before + above, row
    except csv.Error:
        raise FaultError([_quotes(f"{name}, dòng {before + 1 + above}")]) from None
    width = max(widths, key=lambda wide: (widths[wide], wide), default=0)
    for line, row in long:
        if any(_holds_rows(cell, sign, width) or (len(row) != width and sign in cell) for cell in row if "\n" in cell):
            raise FaultError([_quotes(f"{name}, dòng {line}")])


def _holds_rows(cell: str, sign: str, width: int) -> bool:
    """True when a cell in quotes holds what looks like rows of the table: a quote before it does not close."""
    return width > 1 and any(line.count(sign) >= width - 1 for line in cell.splitlines()[1:])


def _quotes(place: str) -> Fault:
    return Fault(
        "line-structure",
        place,
        "dấu ngoặc kép ở dòng này không đủ cặp, nên các dòng sau bị nuốt vào một ô",
        "các ô ngăn bằng một dấu; dấu ngoặc kép trong ô thì viết hai lần",
        "bỏ hoặc thêm dấu ngoặc kép ở dòng này",
    )


def separator(text: str) -> str:
    """The sign that parts the cells: the one that the first line declares («sep=;»), else the most regular one.

    That is the one that parts the most cells in lines of one width.
    """
    declaration = SEPARATOR_LINE.match(text)
    if declaration:
        return declaration[1]
    start = io.StringIO(text[:200_000], newline="")

    def regular(sign: str) -> tuple[int, int]:
        start.seek(0)
        counts: Counter[int] = Counter()
        try:
            for _, row in zip(range(ENOUGH_LINES), csv.reader(start, delimiter=sign), strict=False):
                counts[len(row)] += len(row) > 1
        except csv.Error:
            pass  # the cut at the end may fall inside quotes
        # Of five rows of twelve cells and six lines with one comma the rows are the table.
        width, times = max(counts.items(), key=lambda pair: (pair[1] * (pair[0] - 1), pair[0]), default=(1, 0))
        return times * (width - 1), width

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
    result = CELL.fullmatch(place) or LINE.fullmatch(place)
    return result["file"] if result else place


def excerpt(place: str, data: bytes) -> Excerpt | None:
    """The lines around a place of the file whose bytes are given; None when the file has no such place."""
    cell, line = CELL.fullmatch(place), LINE.fullmatch(place)
    if cell:
        rows = next((sheet.rows for sheet in sheets(cell["file"], data) if sheet.name == cell["sheet"]), [])
        pairs = [(number, [_cell_text(value) for value in row]) for number, row in enumerate(rows, 1)]
        return _around([], pairs, int(cell["row"]), column_of(cell["column"]))
    if line:
        sheet = lines(line["file"], data)
        # A cell with a line break in it makes a row longer than a line, so rows are known by their last line.
        pairs = [(number, list(row)) for number, row in zip(sheet.numbers, sheet.rows, strict=True)]
        return _around(sheet.rows[0] if sheet.rows else [], pairs[1:], int(line["row"]), None)
    return None


def _cell_text(cell: object) -> str:
    """A cell as a person reads it: a count without «.0»."""
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15 else str(cell)


def _around(
    head: Sequence[str], lines: Sequence[tuple[int, Sequence[str]]], row: int, column: int | None
) -> Excerpt | None:
    at = next((index for index, (number, _) in enumerate(lines) if number == row), None)
    return None if at is None else Excerpt(head, lines[max(at - AROUND, 0) : at + AROUND + 1], row, column)
