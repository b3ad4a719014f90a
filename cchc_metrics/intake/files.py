"""Any file that an officer hands in → what it holds, or every fault of the file at once."""

from collections.abc import Sequence
from itertools import islice
from typing import Protocol

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.containers import Container, container_of
from cchc_metrics.intake.dossier_files import PARQUET, DossierSheets, head_of, list_on, read_parquet, read_text
from cchc_metrics.intake.feedback import FeedbackSheets, register_on
from cchc_metrics.intake.form_columns import columns_on
from cchc_metrics.intake.forms import Forms
from cchc_metrics.intake.headers import find_header
from cchc_metrics.intake.lists import RowFiles
from cchc_metrics.intake.observations import Read
from cchc_metrics.intake.questions import NO_ANSWERS, Answers, Open
from cchc_metrics.intake.results import Results
from cchc_metrics.intake.sheets import Sheet, lines, sheets
from cchc_metrics.intake.tables import tables_on
from cchc_metrics.intake.workbook import WORKBOOK


class Layout(Protocol):
    """One way in which officers lay figures out on sheets."""

    @property
    def title(self) -> str:
        """Its name for people (Vietnamese)."""
        ...

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when the sheets are laid out in this way, sound or not."""
        ...

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> Read:
        """What the sheets hold, each figure with the place of its cell.

        Raises: FaultsFound with every fault of the sheets.
        """
        ...


# A table with fewer columns of a known one is not like it; one with a header of a form is half of it.
LIKE, HALF = 2, 0.5
LAYOUTS: tuple[Layout, ...] = (WORKBOOK, RowFiles(), FeedbackSheets(), DossierSheets(), Results(), Forms())


def layout_of(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Layout:
    """The first known layout that the sheets of the file `name` have.

    Raises: FaultsFound saying what was looked for and what was found.
    """
    for layout in LAYOUTS:
        if layout.matches(sheets, catalog):
            return layout
    raise FaultsFound(
        [
            Fault(
                "unknown-form",
                name,
                f"không nhận ra mẫu biểu nào; {_nearest(sheets, catalog)}trong tệp có {_found(sheets)}",
                "một trong: " + "; ".join(layout.title for layout in LAYOUTS),
                "nộp đúng một trong các mẫu biểu trên, hoặc tải sổ mẫu về để điền",
            )
        ]
    )


def _nearest(sheets: Sequence[Sheet], catalog: Catalog) -> str:
    """The known table that a sheet is most like, and what it lacks; "" where it is like none."""
    best: tuple[float, str] = (0.0, "")
    for sheet in sheets:
        for spec in catalog.dossier_lists.values():
            header = find_header(sheet, spec.column)
            required = [column for column in spec.column if column.required]
            there = [column for column in required if header and column.id in header.columns]
            if len(there) >= LIKE and len(there) / len(required) > best[0]:
                lacks = ", ".join(f"«{column.header[0]}»" for column in required if column not in there)
                best = len(there) / len(required), f"gần nhất là «{spec.title}», còn thiếu cột {lacks}; "
        for form in catalog.forms.values():
            for table in tables_on(sheet, form):
                columns = columns_on(table).candidates
                lacks = "cột số đếm nào đọc được" if len(columns) < LIKE else "hàng số liệu dưới tiêu đề"
                if best[0] < HALF:
                    best = HALF, f"gần nhất là «{form.title}», không có {lacks}; "
    return best[1]


def _found(sheets: Sequence[Sheet]) -> str:
    """The sheets and the first words on each, for somebody who wonders why the file was not known."""

    def words(sheet: Sheet) -> str:
        cells = (str(cell).strip() for row in sheet.rows for cell in row if str(cell).strip())
        return ", ".join(f"«{cell[:30]}»" for cell in islice(cells, 4)) or "không có chữ nào"

    return (
        "; ".join(f"{sheet.whole.removeprefix(f'{sheet.file}, ')} ({words(sheet)})" for sheet in sheets[:5])
        or "không có trang nào"
    )


def read(
    name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None, answers: Answers = NO_ANSWERS
) -> Read:
    """What a file holds, whichever of the known layouts it has.

    With `unit_id`, every figure must be about that unit. `answers` say what the file itself leaves open.
    Raises: Open with the questions that are left, FaultsFound with every fault of the file.
    """
    try:
        return _read(name, data, catalog, unit_id, answers)
    except FaultsFound as found:
        # Questions are asked however many they are; beside so many faults an answer would help nobody.
        asked = len(found.questions) if isinstance(found, Open) else 0
        if len(found.faults) - asked <= unpacking.FAULTS:
            raise
        raise FaultsFound(
            [
                *found.faults[: unpacking.FAULTS],
                Fault(
                    "more-faults",
                    name,
                    "còn lỗi khác, chưa kể hết",
                    "tệp không có lỗi",
                    "sửa các lỗi đã nêu trước, rồi kiểm tra lại",
                ),
            ],
            found.cautions,
        ) from None


def _read(name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers) -> Read:
    # The bytes tell what a file is; its name may say anything.
    if data.startswith(PARQUET):
        return read_parquet(name, data, catalog, unit_id, answers)
    if container_of(data) is not Container.TEXT:
        given = sheets(name, data)
    else:
        head = head_of(name, data)
        if list_on(head, catalog) and register_on(head, catalog) is None:
            return read_text(name, data, head, catalog, unit_id, answers)
        given = [lines(name, data)]
    layout = layout_of(name, given, catalog)
    if isinstance(layout, (Forms, DossierSheets, Results)):
        return layout.read(given, catalog, unit_id, answers)
    return layout.read(given, catalog, unit_id)
