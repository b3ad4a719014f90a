"""What the records of an .xls (BIFF) say of its cells besides their values, and how far they reach."""

import io
import struct
from collections.abc import Iterator

import olefile

from cchc_metrics.intake.grids import Cell, Contents, Details
from cchc_metrics.intake.packed import THREE_DECIMALS, UNSEEN
from cchc_metrics.intake.unpacking import CODES, area, broken, enough, locked

BEGIN, SHEET, FORMULA, CONSTANT, ROW, STYLE, FORMAT, LOCK = 0x809, 0x85, 0x06, 0x205, 0x208, 0xE0, 0x41E, 0x2F
NUMBER, NUMBERS = (0x0203, 0x027E), 0x00BD
# Records that place one cell, or several in a row, each beginning with row and column.
CELL_RECORDS = {0x0006, 0x00BD, 0x00BE, 0x00D6, 0x00FD, 0x0201, 0x0203, 0x0204, 0x0205, 0x027E}
HIDDEN_ROW = 0x20
PERCENT_FORMATS = {9: "0%", 10: "0.00%"}


def contents_of_xls(name: str, data: bytes) -> Contents:
    """What is in an .xls besides its values, once it is known to be of a size that can be read.

    Raises: FaultsFound when it is too large, locked, or no workbook.
    """
    with olefile.OleFileIO(io.BytesIO(data)) as file:
        if file.exists("EncryptedPackage"):
            raise locked(name)
        stream = next((path for path in ("Workbook", "Book") if file.exists(path)), None)
        if stream is None:
            raise broken(name)
        macros = bool(file.exists("_VBA_PROJECT_CUR"))
        records = file.openstream(stream).read()
    return Contents(macros, tuple(_Stream(name, records).details()))


class _Stream:
    """The records of a workbook, read in their order."""

    def __init__(self, name: str, records: bytes) -> None:
        self._name, self._records = name, records
        self._formats: dict[int, str] = dict(PERCENT_FORMATS)
        self._styles: list[int] = []
        self._begins: dict[int, int] = {}
        self._sheets: list[Details] = []
        self._cells: list[tuple[Details, Cell, int]] = []

    def details(self) -> list[Details]:
        total, place = 0, (0, 0)
        sheet: Details | None = None
        for kind, at, length in self._walk():
            if kind == BEGIN:
                total, place = total + area(self._name, [place]), (0, 0)
                # A chart within a sheet begins as well; it stands behind the cells of the sheet.
                number = self._begins.get(at - 4)
                sheet = self._sheets[number] if number is not None else sheet
            elif kind == LOCK:
                raise locked(self._name)
            elif kind in CELL_RECORDS and length >= 4:
                row, column = struct.unpack_from("<HH", self._records, at)
                place = max(place[0], row + 1), max(place[1], column + 1)
            self._read(kind, at, length, sheet)
        enough(self._name, total + area(self._name, [place]))
        self._formatted()
        return self._sheets

    def _walk(self) -> Iterator[tuple[int, int, int]]:
        at = 0
        while at + 4 <= len(self._records):
            kind, length = struct.unpack_from("<HH", self._records, at)
            yield kind, at + 4, length
            at += 4 + length

    def _read(self, kind: int, at: int, length: int, sheet: Details | None) -> None:
        records = self._records
        if kind == SHEET and length >= 4:
            self._begins[struct.unpack_from("<I", records, at)[0]] = len(self._sheets)
            self._sheets.append(Details())
        elif kind == FORMAT and length >= 5:
            number, letters, wide = struct.unpack_from("<HHB", records, at)
            text = records[at + 5 : at + 5 + letters * (1 + (wide & 1))]
            self._formats[number] = text.decode("utf-16-le" if wide & 1 else "cp1252", errors="replace")
        elif kind == STYLE and length >= 4:
            self._styles.append(struct.unpack_from("<H", records, at + 2)[0])
        elif sheet is not None:
            self._cell(kind, at, length, sheet)

    def _cell(self, kind: int, at: int, length: int, sheet: Details) -> None:
        records = self._records
        if kind == ROW and length >= 16:
            if records[at + 12] & HIDDEN_ROW:
                sheet.hidden_rows.add(struct.unpack_from("<H", records, at)[0])
        elif kind == CONSTANT and length >= 8 and records[at + 7]:
            sheet.failed[struct.unpack_from("<HH", records, at)] = CODES.get(records[at + 6], "#N/A")
        elif kind == FORMULA and length >= 16 and records[at + 12 : at + 14] == b"\xff\xff":
            place = struct.unpack_from("<HH", records, at)
            if records[at + 6] == 2:
                sheet.failed[place] = CODES.get(records[at + 8], "#N/A")
            elif records[at + 6] == 3:
                sheet.uncalculated.add(place)
        elif (kind in NUMBER or kind == FORMULA) and length >= 6:
            row, column, style = struct.unpack_from("<HHH", records, at)
            self._cells.append((sheet, (row, column), style))
        elif kind == NUMBERS and length >= 6:
            row, first = struct.unpack_from("<HH", records, at)
            for number in range((length - 6) // 6):
                (style,) = struct.unpack_from("<H", records, at + 4 + 6 * number)
                self._cells.append((sheet, (row, first + number), style))

    def _formatted(self) -> None:
        """The numbers shown with three decimals or in percent, once the styles are known."""
        codes = [UNSEEN.sub("", self._formats.get(number, "")) for number in self._styles]
        for sheet, place, style in self._cells:
            code = codes[style] if style < len(codes) else ""
            if "%" in code:
                sheet.percents.add(place)
            elif THREE_DECIMALS.search(code):
                sheet.thousandths.add(place)
