"""Text that comes from data, written so that an office file can hold it and no spreadsheet runs it as a formula."""

import io
import re
import zipfile
from collections.abc import Mapping
from typing import Any

from openpyxl.cell.cell import Cell, MergedCell

from cchc_metrics.text.records import RUNS

# XML has no place for these, whoever typed them.
UNPRINTABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def printable(text: str) -> str:
    """The text without letters that no office file can hold."""
    return UNPRINTABLE.sub("", text)


def put(cell: Cell | MergedCell, value: Any) -> Cell:
    """The cell with a value in it; text stays text, also when somebody edits the cell and presses Enter.

    Raises: TypeError for a cell under a merged one, which can hold nothing.
    """
    if not isinstance(cell, Cell):
        raise TypeError(f"{cell.coordinate} lies under a merged cell")
    if isinstance(value, str):
        value = printable(value)
    cell.value = value
    if isinstance(value, str) and value.startswith(RUNS):
        cell.data_type, cell.quotePrefix = "s", True
    return cell


# The earliest day that a zip file can name.
DAY = (1980, 1, 1, 0, 0, 0)
STAMP = b"1980-01-01T00:00:00Z"
STAMPED = re.compile(rb"(<dcterms:(created|modified)[^>]*>)[^<]*(</dcterms:\2>)")
PROPERTIES = "docProps/core.xml"


def deterministic(office_file: bytes) -> bytes:
    """The same .docx, .xlsx or .pptx with one fixed hour in place of those of its making."""
    with zipfile.ZipFile(io.BytesIO(office_file)) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    if PROPERTIES in parts:
        parts[PROPERTIES] = STAMPED.sub(rb"\g<1>" + STAMP + rb"\g<3>", parts[PROPERTIES])
    return zipped(parts)


def zipped(parts: Mapping[str, bytes]) -> bytes:
    """A zip file of parts by their paths, in the order given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name, data in parts.items():
            told = zipfile.ZipInfo(name, DAY)
            told.compress_type = zipfile.ZIP_DEFLATED
            told.external_attr = 0o644 << 16
            # What the file says of the system it was made on would differ between systems.
            told.create_system = 3
            package.writestr(told, data)
    return out.getvalue()
