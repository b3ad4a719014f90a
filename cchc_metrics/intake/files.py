"""Any file that an officer hands in → what it holds, or every fault of the file at once."""

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake import row_files
from cchc_metrics.intake.given import Read
from cchc_metrics.intake.layouts import layout_of
from cchc_metrics.intake.sheets import sheets

# .xlsx and .ods are zip files, .xls is an OLE file; a figures file is none of them, whatever its name says.
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")


def read(name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None) -> Read:
    """What a file holds: a list of figures or tasks as text, or a workbook laid out in a known way.

    With `unit_id`, every figure must be about that unit.
    Raises: FaultsFound with every fault of the file.
    """
    if data.startswith(WORKBOOKS):
        given = sheets(name, data)
        return layout_of(name, given, catalog).read(given, catalog, unit_id)
    return row_files.read(name, data, catalog, unit_id=unit_id)
