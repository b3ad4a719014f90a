"""The layouts that are known, and which of them a file has."""

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake.dossier_files import DossierSheets
from cchc_metrics.intake.forms import Forms
from cchc_metrics.intake.given import Read
from cchc_metrics.intake.row_files import RowFiles
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.workbook import WORKBOOK


class Layout(Protocol):
    """One way in which officers lay figures out on sheets."""

    @property
    def title(self) -> str:
        """Its name for people (Vietnamese)."""
        ...

    @property
    def looked_for(self) -> str:
        """What it is known by, in words (Vietnamese)."""
        ...

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when the sheets are laid out in this way, sound or not."""
        ...

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> Read:
        """What the sheets hold, each figure with the place of its cell.

        Raises: FaultsFound with every fault of the sheets.
        """
        ...


LAYOUTS: tuple[Layout, ...] = (WORKBOOK, RowFiles(), DossierSheets(), Forms())


def layout_of(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Layout:
    """The first known layout that the sheets of the file `name` have.

    Raises: FaultsFound saying what was looked for and what was found.
    """
    for layout in LAYOUTS:
        if layout.matches(sheets, catalog):
            return layout
    raise FaultsFound([Fault(name, f"không nhận ra mẫu biểu nào; trong tệp có {_found(sheets)}",
                             "; ".join(f"{layout.title}: {layout.looked_for}" for layout in LAYOUTS),
                             "nộp đúng một trong các mẫu biểu trên, hoặc tải sổ mẫu về để điền")])


def _found(sheets: Sequence[Sheet]) -> str:
    """The sheets and the first words on each, for somebody who wonders why the file was not known."""
    def words(sheet: Sheet) -> str:
        cells = (str(cell).strip() for row in sheet.rows for cell in row if str(cell).strip())
        return ", ".join(f"«{cell[:30]}»" for cell in islice(cells, 4)) or "không có chữ nào"

    return "; ".join(f"{sheet.whole.removeprefix(f'{sheet.file}, ')} ({words(sheet)})"
                     for sheet in sheets[:5]) or "không có trang nào"
