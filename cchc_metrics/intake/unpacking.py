"""A look into a workbook before it is opened, so that a small file cannot ask for all the memory there is."""

import io
import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.parsers import expat

import olefile
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.text import formats

# What Excel shows for each code of its old file format.
CODES = {0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A"}
ERRORS = frozenset(CODES.values())
BEGIN, SHEET, FORMULA, CONSTANT = 0x0809, 0x0085, 0x0006, 0x0205
# Sheet, row and column, each from 0, and what stands in the cell.
Failed = tuple[int, int, int, str]


def of_packed(data: bytes, broken: FaultsFound) -> Iterator[Failed]:
    """The failed cells of an .xlsx.

    Raises: `broken` when they cannot be found, because nobody knows then what they are.
    """
    try:
        with warnings.catch_warnings():
            # What openpyxl cannot keep it warns of; nothing is kept here.
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
        names = book.sheetnames
        for sheet in book.worksheets:
            for cells in sheet.iter_rows():
                for cell in cells:
                    if cell.value is not None and cell.data_type == "e":
                        yield names.index(sheet.title), cell.row - 1, cell.column - 1, str(cell.value)
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, OSError, AttributeError, TypeError):
        raise broken from None


def of_records(records: bytes, placed: Sequence[tuple[int, int, int]]) -> Iterator[Failed]:
    """The failed cells of the stream of an .xls, whose records are given as kind, place and length, in their order."""
    begins: dict[int, int] = {}
    sheet: int | None = None
    for kind, at, length in placed:
        if kind == SHEET and length >= 4:
            begins[struct.unpack_from("<I", records, at)[0]] = len(begins)
        elif kind == BEGIN:
            # A chart within a sheet begins as well; it stands behind the cells of the sheet.
            sheet = begins.get(at - 4, sheet)
        elif sheet is not None and kind == CONSTANT and length >= 8 and records[at + 7]:
            yield sheet, *struct.unpack_from("<HH", records, at), CODES.get(records[at + 6], "#N/A")
        elif (
            sheet is not None
            and kind == FORMULA
            and length >= 14
            and records[at + 6] == 2
            and (records[at + 12 : at + 14] == b"\xff\xff")
        ):
            yield sheet, *struct.unpack_from("<HH", records, at), CODES.get(records[at + 8], "#N/A")


MEGABYTE = 2**20
# A list of dossiers is read by DuckDB in pieces; everything else is held in memory as cells.
BYTES = 60 * MEGABYTE
BYTES_OF_LIST = 512 * MEGABYTE
UNPACKED = 120 * MEGABYTE
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


def too_large(name: str, what: str, most: str) -> FaultsFound:
    """The one fault of a file that passes a limit."""
    return FaultsFound(
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


ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PLACE = re.compile(rb"""\sr=["']([A-Z]{0,3})(\d{1,9})["']""")
SHARED = re.compile(rb"""\st=["']s["']""")
FAILED = re.compile(rb"""\st=["']e["']""")
BINARY = "xl/workbook.bin"
# BIFF records that place one cell, or several in a row, each beginning with row and column.
CELL_RECORDS = {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}


@dataclass(frozen=True)
class Looked:
    """Whether a workbook carries macros, and its cells whose formula failed."""

    macros: bool
    failed: tuple[Failed, ...]


def look(name: str, data: bytes) -> Looked:
    """What is in a workbook besides its values, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large, broken or locked.
    """
    try:
        return _zip(name, data) if data.startswith(ZIP) else _ole(name, data)
    except (
        zipfile.BadZipFile,
        zlib.error,
        expat.ExpatError,
        NotImplementedError,
        OSError,
        EOFError,
        struct.error,
        RuntimeError,
        ValueError,
        IndexError,
    ) as error:
        raise broken(name) from error


def broken(name: str) -> FaultsFound:
    """The fault of a file that is no workbook, or no longer one."""
    return FaultsFound(
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


def locked(name: str) -> FaultsFound:
    """The fault of a workbook with a password."""
    return FaultsFound(
        [Fault("password", name, "tệp có mật khẩu", "tệp không đặt mật khẩu", "bỏ mật khẩu rồi lưu lại")]
    )


def _zip(name: str, data: bytes) -> Looked:
    longest, uses, cells = 0, 0, 0
    failing, failed = False, tuple[Failed, ...]()
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = packed.infolist()
        if len(members) > PACKED_FILES:
            raise too_large(name, f"{len(members)} tệp con", f"{PACKED_FILES} tệp con")
        if any(member.filename.casefold() == BINARY for member in members):
            raise FaultsFound(
                [
                    Fault(
                        "unreadable-file",
                        name,
                        "tệp dạng nhị phân của Excel (.xlsb), không đọc được",
                        "tệp .xlsx, .xls hoặc .ods",
                        "mở tệp bằng Excel hoặc LibreOffice rồi lưu thành .xlsx (Save As)",
                    )
                ]
            )
        if any(member.flag_bits & 1 for member in members):
            raise locked(name)
        for member, text in _texts(name, packed):
            if "sharedStrings" in member:
                longest = _longest(text)
            elif member == "content.xml":
                document = OpenDocument(name)
                cells += document.cells(text)
                failed = tuple(document.failed())
            elif b"<worksheet" in text or b":worksheet" in text:
                cells += _area(name, _corners(text))
                uses += sum(1 for _ in SHARED.finditer(text))
                failing = failing or FAILED.search(text) is not None
    _enough(name, cells)
    if longest * uses > LETTERS:
        raise _too_many_letters(name)
    if failing:
        failed = tuple(of_packed(data, broken(name)))
    return Looked(any(_macro(member.filename) for member in members), failed)


def _macro(member: str) -> bool:
    return member.casefold().endswith("vbaproject.bin") or member.startswith("Basic/")


def _texts(name: str, packed: zipfile.ZipFile) -> Iterator[tuple[str, bytes]]:
    """The XML members one by one, as long as they stay within the limit together."""
    left = UNPACKED
    for member in packed.infolist():
        if member.filename.casefold().endswith(".xml"):
            text = bytearray()
            with packed.open(member) as file:
                while piece := file.read(MEGABYTE):
                    left -= len(piece)
                    if left < 0:
                        raise too_large(name, "giải nén ra quá nhiều", f"{UNPACKED // MEGABYTE} MB")
                    text += piece
            yield member.filename, bytes(text)


def _longest(text: bytes) -> int:
    """How long the longest shared text can be: the widest gap between two of them."""
    begins = [found.start() for found in re.finditer(rb"<(?:\w+:)?si[\s>]", text)] + [len(text)]
    return max((after - before for before, after in pairwise(begins)), default=0)


def _corners(text: bytes) -> Iterator[tuple[int, int]]:
    for found in PLACE.finditer(text):
        yield int(found[2]), _column(found[1])


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = 26 * number + letter - 64
    return number


def _area(name: str, corners: Iterator[tuple[int, int]]) -> int:
    """How many cells lie between A1 and the farthest of the cells, told by row and column from 1."""
    rows = columns = 0
    for row, column in corners:
        rows, columns = max(rows, row), max(columns, column)
    return _enough(name, rows * columns)


def _enough(name: str, cells: int) -> int:
    if cells > CELLS:
        raise too_large(name, f"vùng có dữ liệu rộng {formats.count(cells)} ô", f"{formats.count(CELLS)} ô")
    return cells


def _too_many_letters(name: str) -> FaultsFound:
    return too_large(name, "quá nhiều chữ trong các ô", f"{formats.count(LETTERS)} chữ")


class OpenDocument:
    """The extent of the sheets of an .ods, which writes repeated cells and rows once.

    Empty cells count only where a filled one stands behind them, as they do for its readers.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._total = self._letters = self._row = self._column = self._rows = self._columns = 0
        self._repeated_row = self._repeated_cell = 1
        self._filled = False
        self._sheet = -1
        self._failing = False
        self._failed: list[tuple[int, range, range, list[str]]] = []

    def cells(self, text: bytes) -> int:
        """How many cells the sheets of content.xml have."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.Parse(text, True)  # noqa: FBT003 - expat takes no keyword
        return self._total

    def failed(self) -> Iterator[Failed]:
        """The cells whose formula failed, once `cells` has found them to be not too many."""
        for sheet, rows, columns, said in self._failed:
            yield from ((sheet, row, column, "".join(said)) for row in rows for column in columns)

    def _start(self, tag: str, given: dict[str, str]) -> None:
        match tag:
            case "table:table":
                self._sheet += 1
                self._row = self._rows = self._columns = 0
            case "table:table-row":
                self._repeated_row = int(given.get("table:number-rows-repeated", "1"))
                self._column, self._filled = 0, False
            case "table:table-cell" | "table:covered-table-cell":
                self._repeated_cell = int(given.get("table:number-columns-repeated", "1"))
                self._column += self._repeated_cell
                if "office:value-type" in given:
                    self._mark()
                self._failing = "office:value-type" in given and given.get("calcext:value-type") == "error"
                if self._failing:
                    self._failed.append(
                        (
                            self._sheet,
                            range(self._row, self._row + self._repeated_row),
                            range(self._column - self._repeated_cell, self._column),
                            [],
                        )
                    )
            case "text:p":
                self._mark()

    def _mark(self) -> None:
        self._columns, self._filled = max(self._columns, self._column), True

    def _words(self, text: str) -> None:
        if self._failing:
            self._failed[-1][3].append(text)
        self._letters += len(text) * self._repeated_cell * self._repeated_row
        if self._letters > LETTERS:
            raise _too_many_letters(self._name)

    def _end(self, tag: str) -> None:
        if tag == "table:table-row":
            self._row += self._repeated_row
            self._rows = self._row if self._filled else self._rows
        elif tag == "table:table":
            self._total += _enough(self._name, self._rows * self._columns)


def _ole(name: str, data: bytes) -> Looked:
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        if file.exists("EncryptedPackage"):
            raise locked(name)
        stream = next((path for path in ("Workbook", "Book") if file.exists(path)), None)
        if stream is None:
            raise broken(name)
        macros = bool(file.exists("_VBA_PROJECT_CUR"))
        records = file.openstream(stream).read()
    total = rows = columns = at = 0
    placed = []
    while at + 4 <= len(records):
        kind, length = struct.unpack_from("<HH", records, at)
        if kind == 0x0809:  # the beginning of the next sheet
            total, rows, columns = total + _enough(name, rows * columns), 0, 0
        elif kind == 0x002F:
            raise locked(name)
        elif kind in CELL_RECORDS and length >= 4:
            row, column = struct.unpack_from("<HH", records, at + 4)
            rows, columns = max(rows, row + 1), max(columns, column + 1)
        if kind in (BEGIN, SHEET, FORMULA, CONSTANT):
            placed.append((kind, at + 4, length))
        at += 4 + length
    _enough(name, total + rows * columns)
    return Looked(macros, tuple(of_records(records, placed)))
