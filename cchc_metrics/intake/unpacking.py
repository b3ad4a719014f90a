"""What every container is read into, and the limits that keep a small file from asking for all the memory there is."""

import re
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from lxml import etree

from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.text import formats

# What Excel shows for each code of a failed formula.
CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
ERRORS = frozenset(CODES.values())
MEGABYTE = 2**20
# A list of dossiers is read by DuckDB in pieces; everything else is held in memory as cells.
BYTES = 60 * MEGABYTE
BYTES_OF_LIST = 512 * MEGABYTE
UNPACKED_LIMIT = 120 * MEGABYTE
# A web page or an XML document takes ten times its size in memory while it is read.
MARKUP = 10 * MEGABYTE
# The parts of a single-file page are taken apart line by line; a text file has a line a row, none of them endless.
ARCHIVE_LINES, TEXT_LINES, LINE_BYTES = 200_000, 1_000_000, 200_000
PACKED_FILES = 5_000
SHEETS = 200
CELLS = 2_000_000
# A form has a row a field or a procedure; no office has so many.
FORM_ROWS = 10_000
LETTERS = 200_000_000
# More than any commune or country counts in a year; Excel turns what is typed wrong into numbers like 1e308.
COUNT = 1_000_000_000
# A file with thousands of faults has one cause: the first ones tell it.
FAULTS = 200


# A question mark between letters is what is left of a letter that a code page does not have; one may be a question.
LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")
MANY_LOSSES = 3
# How files begin that hold no table, and what they are.
FOREIGN = {
    b"\x89PNG": "ảnh",
    b"\xff\xd8\xff": "ảnh",
    b"GIF8": "ảnh",
    b"II*\0": "ảnh",
    b"MM\0*": "ảnh",
    b"%PDF": "bản PDF",
    b"Rar!": "gói nén",
    b"7z\xbc\xaf": "gói nén",
    b"\x1f\x8b": "gói nén",
}


def check_container(name: str, data: bytes) -> None:
    """Raises: FaultError for a file that holds no table: a picture, a PDF, an archive."""
    kind = next((kind for mark, kind in FOREIGN.items() if data.startswith(mark)), None)
    if kind is not None:
        problem = f"tệp là {kind}, không phải bảng số liệu"
        expected = "tệp Excel, Word, OpenDocument, CSV, trang web hoặc Parquet"
        remedy = "xuất lại từ hệ thống dưới dạng Excel hoặc CSV; ảnh chụp, bản quét và PDF không đọc được thành số"
        raise FaultError([Fault("unreadable-file", name, problem, expected, remedy)])
    if data.startswith(OLE) and OLD_WORD in data:
        problem, expected = "tệp Word cũ (.doc) không đọc được", "tệp .docx, hoặc tệp Excel"
        remedy = "mở bằng Word hoặc LibreOffice, lưu lại thành .docx rồi nộp"
        raise FaultError([Fault("unreadable-file", name, problem, expected, remedy)])


def too_large(name: str, what: str, most: str) -> FaultError:
    """The one fault of a file that passes a limit."""
    return FaultError(
        [
            Fault(
                "file-size",
                name,
                f"tệp quá lớn: {what}",
                f"không quá {most}",
                "nộp riêng từng kỳ, hoặc bỏ các trang, hàng, cột không dùng; danh sách hồ sơ lớn thì "
                "lưu thành CSV hoặc Parquet",
            )
        ]
    )


# The last row and the last column that a sheet of Excel has.
ROWS, COLUMNS = 1_048_576, 16_384
# How the bytes of a packed workbook begin, and those of an .xls.
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# The stream that a document of Word before 2007 keeps its text in.
OLD_WORD = "WordDocument".encode("utf-16-le")


def lost_letters(name: str, cells: Iterable[str]) -> Fault | None:
    """The fault of a file whose letters were saved in a code page that does not have them; None for any other."""
    losses = [cell for cell in cells if LOST_LETTER.search(cell)]
    if len(losses) < MANY_LOSSES:
        return None
    problem = f"tệp đã mất chữ có dấu, dấu «?» đứng thay: «{losses[0][:60]}»"
    remedy = "lấy lại từ hệ thống hoặc sổ gốc; khi lưu CSV chọn bảng mã UTF-8, hoặc nộp thẳng tệp .xlsx, .ods"
    return Fault("encoding", name, problem, "chữ có dấu còn đủ", remedy)


def damage(name: str) -> FaultError:
    """The fault of a file that is no workbook, or no longer one."""
    return FaultError(
        [
            Fault(
                "unreadable-file",
                name,
                "không mở được như một sổ tính",
                "tệp .xlsx, .xls hoặc .ods còn nguyên",
                "mở tệp bằng Excel hoặc LibreOffice rồi lưu lại",
            )
        ]
    )


def lock_fault(name: str) -> FaultError:
    """The fault of a workbook with a password."""
    return FaultError([Fault("password", name, "tệp có mật khẩu", "tệp không đặt mật khẩu", "bỏ mật khẩu rồi lưu lại")])


def area(name: str, places: Iterable[tuple[int, int]]) -> int:
    """How many cells lie between A1 and the farthest of some places, each a row and a column from 1.

    Raises: FaultError when they are too many, or one stands where no sheet has a cell.
    """
    rows = columns = 0
    for row, column in places:
        rows, columns = max(rows, row), max(columns, column)
    if rows > ROWS or columns > COLUMNS:
        raise too_large(
            name,
            f"có ô ở hàng {formats.count(rows)}, cột thứ {formats.count(columns)}",
            f"{formats.count(ROWS)} hàng và {formats.count(COLUMNS)} cột",
        )
    return enough(name, rows * columns)


def enough(name: str, cells: int) -> int:
    """The number of cells. Raises: FaultError when they are too many."""
    if cells > CELLS:
        raise too_large(name, f"vùng có dữ liệu rộng {formats.count(cells)} ô", f"{formats.count(CELLS)} ô")
    return cells


def too_many_letters(name: str) -> FaultError:
    """The fault of a file whose cells hold too much text together."""
    return too_large(name, "quá nhiều chữ trong các ô", f"{formats.count(LETTERS)} chữ")


def members(
    name: str, archive: zipfile.ZipFile, endings: tuple[str, ...] = (".xml", ".rels")
) -> Iterator[tuple[str, bytes]]:
    """The members of a packed file that end so, one by one, as long as they stay within the limit together."""
    rest = UNPACKED_LIMIT
    for member in archive.infolist():
        if member.filename.casefold().endswith(endings):
            text = bytearray()
            with archive.open(member) as file:
                while piece := file.read(MEGABYTE):
                    rest -= len(piece)
                    if rest < 0:
                        raise too_large(name, "giải nén ra quá nhiều", f"{UNPACKED_LIMIT // MEGABYTE} MB")
                    text += piece
            yield member.filename, bytes(text)


# No entities, nothing from the network or the disk, and no texts or depths beyond what a document has.
SAFE: dict[str, Any] = {
    "resolve_entities": False,
    "load_dtd": False,
    "no_network": True,
    "huge_tree": False,
    "remove_comments": True,
    "remove_pis": True,
}


def xml(text: bytes, *, blanks: bool = True) -> etree._Element:
    """The root of an XML document, read without following anything that it names; `blanks` are those between elements.

    Raises: etree.XMLSyntaxError.
    """
    return etree.fromstring(text, etree.XMLParser(**SAFE, remove_blank_text=not blanks))


# Figures above the line, as letters of their own.
SUPERSCRIPTS = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
NUMBER = re.compile(r"[0-9][0-9., ]*%?")
# What browsers allow; and nobody hides more columns one by one.
WIDEST_SPAN, WIDEST_HIDDEN = 1_000, 500
ROUND_THOUSANDS = re.compile(r"-?[0-9]{1,3}[.,]000")
# The parts of a number format that show nothing of the number.
UNSEEN = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]|_.|\*.')
THREE_DECIMALS = re.compile(r"0\.000(?![0#?])")


@lru_cache
def has_percent(code: str) -> bool:
    """True for the code of a number format that shows percent."""
    return code == "Percent" or "%" in UNSEEN.sub("", code)


@lru_cache
def has_thousandths(code: str) -> bool:
    """True for the code of a number format that shows three decimals."""
    return THREE_DECIMALS.search(UNSEEN.sub("", code)) is not None


# First row, first column, last row and last column, each from 0.
Range = tuple[int, int, int, int]
Cell = tuple[int, int]


def letters_of(column: int) -> str:
    """The letters of a column counted from 0, as they stand above a sheet.

    >>> letters_of(0), letters_of(27), column_of("AB")
    ('A', 'AB', 27)
    """
    letters = ""
    column += 1
    while column:
        column, digit = divmod(column - 1, 26)
        letters = chr(65 + digit) + letters
    return letters


def column_of(letters: str) -> int:
    """The number of a column, from 0, by its letters."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - 64
    return number - 1


@dataclass
class Details:
    """What a workbook says of the cells of one sheet besides their values; rows and columns count from 0.

    `errors` are the cells whose formula failed, with what stands there; `without_value` those whose formula was saved
    without a value. `thousandths` are the numbers that are shown with three decimals, `percents` those shown in
    percent. `struck` are the cells that are struck out, whole or in part, `superscripts` those with a part above
    the line.
    """

    errors: dict[Cell, str] = field(default_factory=dict)
    without_value: set[Cell] = field(default_factory=set)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    thousandths: set[Cell] = field(default_factory=set)
    percents: set[Cell] = field(default_factory=set)
    struck: set[Cell] = field(default_factory=set)
    superscripts: set[Cell] = field(default_factory=set)
    merges: list[Range] = field(default_factory=list)


# What names the members of a workbook; formats that Excel knows by number alone.
RELATIONS = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
PERCENT_FORMATS = {9: "0%", 10: "0.00%"}


@dataclass(frozen=True)
class Looks:
    """Styles that show three decimals, percent, or a line through the text; shared texts with such a line in a part,
    and with a part above the line.
    """

    thousandths: set[str] = field(default_factory=set)
    percents: set[str] = field(default_factory=set)
    struck: set[str] = field(default_factory=set)
    struck_texts: set[str] = field(default_factory=set)
    superscript_texts: set[str] = field(default_factory=set)

    def __bool__(self) -> bool:
        return any((self.thousandths, self.percents, self.struck, self.struck_texts, self.superscript_texts))

    def add(self, style: str, code: str, *, is_struck: bool) -> None:
        """Note what a style shows by the code of its number format, and whether its font has a line."""
        if has_percent(code):
            self.percents.add(style)
        elif has_thousandths(code):
            self.thousandths.add(style)
        if is_struck:
            self.struck.add(style)

    def mark(self, details: Details, place: Cell, style: str | None, text: str | None) -> None:
        """Note the look of a cell by its style, and by its shared text if it has one."""
        if style in self.struck or (text is not None and text in self.struck_texts):
            details.struck.add(place)
        if text is not None and text in self.superscript_texts:
            details.superscripts.add(place)
        if style in self.thousandths:
            details.thousandths.add(place)
        elif style in self.percents:
            details.percents.add(place)


@dataclass(frozen=True)
class Contents:
    """Whether a workbook carries macros, and the details of its sheets in their order."""

    macros: bool
    sheets: tuple[Details, ...]


@dataclass(frozen=True)
class Grid:
    """One sheet of a container: its name, its cells row by row from A1 ("" where there is none), and their details."""

    name: str
    rows: Sequence[Sequence[Any]]
    details: Details = field(default_factory=Details)
    is_hidden: bool = False


def _visible_texts(grid: Grid, places: Iterable[Cell]) -> Iterator[tuple[int, int, str]]:
    """Those of some cells that people see, each with its row, its column and its text."""
    for row, column in sorted(places) if not grid.is_hidden else ():
        cells = grid.rows[row] if row < len(grid.rows) and row not in grid.details.hidden_rows else ()
        if column < len(cells):
            yield row, column, str(cells[column]).strip().removesuffix(".0")


def check_superscripts(place_of: Callable[[int, int], str], grid: Grid) -> None:
    """Raises: FaultError where a part of a number stands above the line: «12» with a footnote 1 is stored as 121."""
    for row, column, text in _visible_texts(grid, grid.details.superscripts):
        if NUMBER.fullmatch(text):
            problem = f"«{text[:80]}» có chữ số viết nhỏ ở trên, như dấu chú thích: không rõ số là bao nhiêu"
            remedy = "xóa dấu chú thích trong ô này; chú thích để ở cột ghi chú hoặc dưới bảng"
            raise FaultError([Fault("two-readings", place_of(row, column), problem, "số không kèm dấu", remedy)])


def check_struck(place_of: Callable[[int, int], str], grid: Grid) -> None:
    """Raises: FaultError where a figure that people see is struck out: nobody knows whether it counts."""
    for row, column, text in _visible_texts(grid, grid.details.struck):
        if any(map(str.isdigit, text)):
            problem = f"«{text[:80]}» bị gạch ngang: không rõ số ấy có tính không"
            remedy = "xóa ô, hàng đã gạch; còn tính thì bỏ gạch ngang, rồi nộp lại"
            raise FaultError([Fault("misplaced-value", place_of(row, column), problem, "số không bị gạch", remedy)])


def uncalculated(place: str) -> Fault:
    """The fault of a figure whose formula was saved without its result."""
    problem = "công thức chưa được tính: tệp do phần mềm ghi ra và chưa lưu kết quả của công thức"
    remedy = "mở tệp bằng Excel rồi bấm Lưu, sau đó nộp lại"
    return Fault("missing-value", place, problem, "ô có kết quả đã tính", remedy)
