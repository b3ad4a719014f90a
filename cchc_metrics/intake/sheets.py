"""A workbook of any kind (.xlsx, .xls, .ods) as sheets of cells, each cell with the place that a person would name."""

import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from openpyxl.utils import get_column_letter
from python_calamine import CalamineError, CalamineWorkbook

from cchc_metrics.faults import Fault, FaultsFound


@dataclass(frozen=True)
class Sheet:
    """The cells of one sheet, row by row from A1; an empty cell is ""."""

    file: str
    name: str
    rows: Sequence[Sequence[Any]]

    def place(self, row: int, column: int) -> str:
        """The name of a cell, counted from 0 as in `rows`: «tệp.xlsx, trang «Thể chế», ô C7»."""
        return f"{self.file}, trang «{self.name}», ô {get_column_letter(column + 1)}{row + 1}"


def sheets(name: str, data: bytes) -> list[Sheet]:
    """The sheets of a workbook, in its order, with the values that formulas had when it was saved.

    Raises: FaultsFound when the bytes are no workbook.
    """
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        return [Sheet(name, title, book.get_sheet_by_name(title).to_python(skip_empty_area=False))
                for title in book.sheet_names]
    except CalamineError:
        raise FaultsFound([Fault(name, "không mở được như một sổ tính", "tệp .xlsx, .xls hoặc .ods còn nguyên",
                                 "mở tệp bằng Excel hoặc LibreOffice rồi lưu lại")]) from None
