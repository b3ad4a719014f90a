"""An officer at the workbook: figures typed into its cells."""

import io
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.documents.cells import put
from cchc_metrics.documents.workbook import File

KEYS = 3


def opened(made: File) -> Workbook:
    return load_workbook(io.BytesIO(made.data))


def written(book: Workbook) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns(sheet: Worksheet) -> dict[str, str]:
    return {str(cell.value): cell.column_letter for cell in sheet[KEYS] if cell.value is not None}


def row_of(sheet: Worksheet, row_id: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == row_id)


def sheet_of(book: Workbook, row_id: str) -> Worksheet:
    return next(
        sheet
        for sheet in book.worksheets
        if sheet["A3"].value == "row_id" and any(cell.value == row_id for cell in sheet["A"])
    )


def cell_of(book: Workbook, row_id: str, key: str) -> Any:
    sheet = sheet_of(book, row_id)
    return sheet[f"{columns(sheet)[key]}{row_of(sheet, row_id)}"]


def fill(book: Workbook, row_id: str, /, **values: Any) -> None:
    """Type values into the cells of a row; its source is chosen too unless another one is said."""
    said = values if row_id.startswith("task:") else {"source_id": "Sổ thử", **values}
    for key, value in said.items():
        put(cell_of(book, row_id, key), value)
