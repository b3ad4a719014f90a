"""Cells whose formula failed: readers of workbooks give them as empty, which is what they are not."""

import io
import struct
import warnings
import zipfile
from collections.abc import Iterator, Sequence

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from cchc_metrics.faults import FaultsFound

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
        elif sheet is not None and kind == FORMULA and length >= 14 and records[at + 6] == 2 and (
                records[at + 12:at + 14] == b"\xff\xff"):
            yield sheet, *struct.unpack_from("<HH", records, at), CODES.get(records[at + 8], "#N/A")
