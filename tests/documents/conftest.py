"""The documents of the shipped figures, made once; LibreOffice to open them; an officer who fills in a workbook."""

import datetime as dt
import io
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.documents import reports
from cchc_metrics.documents.sheets import put
from cchc_metrics.documents.workbook import File
from cchc_metrics.workspace import Workspace

UNIT = "nhat-quang"


@pytest.fixture(scope="session")
def make(default_workspace: Workspace) -> Callable[..., bytes]:
    """The bytes of a document of the shipped figures; each is made once."""
    documents: dict[tuple[object, ...], bytes] = {}

    def document_of(kind: str, year: int, form: str = "docx", day: dt.date | None = None) -> bytes:
        key = (kind, year, form, day)
        if key not in documents:
            request = reports.request(default_workspace, kind=kind, unit=UNIT, year=year, day=day)
            documents[key] = reports.document(default_workspace, request, form)
        return documents[key]

    return document_of


@pytest.fixture(scope="session")
def pdfs_of(
    converter: Callable[[Sequence[Path], str], list[Path]], tmp_path_factory: pytest.TempPathFactory
) -> Callable[..., list[bytes]]:
    """Documents as PDF, opened and printed by LibreOffice in one go."""

    def pdfs(*documents: bytes) -> list[bytes]:
        folder = tmp_path_factory.mktemp("printed")
        paths = [folder / f"{number}.docx" for number in range(len(documents))]
        for path, data in zip(paths, documents, strict=True):
            path.write_bytes(data)
        return [path.read_bytes() for path in converter(paths, "pdf")]

    return pdfs


def template_with(template: str, folder: Path, old: str, new: str) -> Path:
    """A copy of a shipped template with another text in place of `old`."""
    from docx import Document

    document = Document(str(reports.TEMPLATES / template))
    count = 0
    for paragraph in document.element.body.iter("{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"):
        if old in (paragraph.text or ""):
            paragraph.text = paragraph.text.replace(old, new)
            count += 1
    assert count
    path = folder / template
    document.save(str(path))
    return path


KEYS = 3


def workbook_in(document_of: File) -> Workbook:
    return load_workbook(io.BytesIO(document_of.data))


def bytes_of(book: Workbook) -> bytes:
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
    """Type values into the cells of a row, and a source unless one is among them."""
    cells = values if row_id.startswith("task:") else {"source_id": "Sổ thử", **values}
    for key, value in cells.items():
        put(cell_of(book, row_id, key), value)
