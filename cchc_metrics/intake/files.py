"""Any file that an officer hands in → what it holds, or every fault of the file at once."""

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice
from typing import Protocol

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import (
    NO_ANSWERS,
    Answers,
    FileContent,
    Open,
)
from cchc_metrics.intake.dossier_lists import PARQUET, DossierSheets, head_of, list_on, read_parquet, read_text
from cchc_metrics.intake.feedback import FeedbackSheets, register_on
from cchc_metrics.intake.figure_lists import ENOUGH, RowFiles
from cchc_metrics.intake.forms import Forms
from cchc_metrics.intake.headers import facets_of, find_header
from cchc_metrics.intake.mixtures import check_letters, read_kinds, unread_beside, with_period
from cchc_metrics.intake.periods import with_cover
from cchc_metrics.intake.questionnaires import Questionnaires
from cchc_metrics.intake.results import Results
from cchc_metrics.intake.sheets import Container, Sheet, container_of, lines, sheets
from cchc_metrics.intake.tables import tables_on
from cchc_metrics.intake.turned import upright
from cchc_metrics.intake.workbook_reader import WORKBOOK
from cchc_metrics.text.words import HEADERS


class Layout(Protocol):
    """One way in which officers lay figures out on sheets."""

    @property
    def title(self) -> str:
        """Its name for people (Vietnamese)."""
        ...

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when the sheets are laid out in this way, sound or not."""
        ...

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """What the sheets hold, each figure with the place of its cell.

        Raises: FaultError with every fault of the sheets.
        """
        ...


# A table with fewer columns of a known one is not like it; one with a header of a form is half of it.
LIKE, HALF = 2, 0.5
# A question mark between letters is what is left of a letter that a code page does not have.
LOST_LETTER = re.compile(r"[^\W\d_]\?[^\W\d_]")
# Columns that stand together in the program's own workbook alone.
OF_WORKBOOK = ("period", "reported_value", "source_id", "as_of", "flag")
LISTS = RowFiles()
LAYOUTS: tuple[Layout, ...] = (
    WORKBOOK,
    LISTS,
    FeedbackSheets(),
    DossierSheets(),
    Questionnaires(),
    Results(),
    Forms(),
)


def layout_of(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Layout:
    """The first known layout that the sheets of the file `name` have.

    Raises: FaultError saying what was looked for and what was found.
    """
    for layout in LAYOUTS:
        if layout.matches(sheets, catalog):
            return layout
    raise FaultError([_unknown_form(name, sheets, catalog)])


def _unknown_form(name: str, sheets: Sequence[Sheet], catalog: Catalog) -> Fault:
    """What keeps a file from being known, as far as it can be told."""
    cells = [cell for sheet in sheets for row in sheet.rows for cell in row if isinstance(cell, str) and cell.strip()]
    losses = [cell for cell in cells if LOST_LETTER.search(cell)]
    if len(losses) >= ENOUGH:
        problem = f"tệp đã mất chữ có dấu, dấu «?» đứng thay: «{losses[0][:60]}»"
        remedy = "xuất lại từ hệ thống; lưu từ Excel thì chọn CSV UTF-8, hoặc nộp thẳng tệp Excel"
        return Fault("encoding", name, problem, "chữ có dấu còn đủ", remedy)
    if not cells:
        remedy = "lưu lại tệp có số liệu, hoặc tải sổ mẫu về để điền"
        return Fault("unknown-form", name, "tệp không có chữ nào", "tệp có bảng số liệu", remedy)
    if {HEADERS[key] for key in OF_WORKBOOK} <= set(cells):
        remedy = "tải lại sổ mẫu, chép số sang các ô nền vàng"
        return Fault("unknown-form", name, "sổ mẫu đã mất trang ẩn", "sổ mẫu còn đủ các trang như khi tải về", remedy)
    return Fault(
        "unknown-form",
        name,
        f"không nhận ra mẫu biểu nào; {_nearest(sheets, catalog)}trong tệp có {_contents(sheets)}",
        "một trong: " + "; ".join(layout.title for layout in LAYOUTS),
        "nộp đúng một trong các mẫu biểu trên, hoặc tải sổ mẫu về để điền",
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
                known = [path for path in table.paths if facets_of(form).candidates(path, None)]
                lacks = (
                    "cột số đếm nào đọc được" if len(known) < LIKE else "hàng số liệu nào dưới tiêu đề, các ô còn trống"
                )
                if best[0] < HALF:
                    best = HALF, f"gần nhất là «{form.title}», không có {lacks}; "
    return best[1]


def _contents(sheets: Sequence[Sheet]) -> str:
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
) -> FileContent:
    """What a file holds, whichever of the known layouts it has.

    With `unit_id`, every figure must be about that unit. `answers` say what the file itself leaves open.
    Raises: Open with the questions that are left, FaultError with every fault of the file.
    """
    try:
        return with_period(_read(name, data, catalog, unit_id, answers), name, catalog, answers)
    except FaultError as error:
        # Questions are asked however many they are; beside so many faults an answer would help nobody.
        questions = len(error.questions) if isinstance(error, Open) else 0
        if len(error.faults) - questions <= unpacking.FAULTS:
            raise
        raise FaultError(
            [
                *error.faults[: unpacking.FAULTS],
                Fault(
                    "more-faults",
                    name,
                    "còn lỗi khác, chưa kể hết",
                    "tệp không có lỗi",
                    "sửa các lỗi đã nêu trước, rồi kiểm tra lại",
                ),
            ],
            error.cautions,
        ) from None


def _is_list(sheet: Sheet, catalog: Catalog) -> bool:
    """True for a sheet that another layout than a form reads."""
    return any(layout.matches([sheet], catalog) for layout in LAYOUTS if not isinstance(layout, Forms))


def _read(name: str, data: bytes, catalog: Catalog, unit_id: str | None, answers: Answers) -> FileContent:
    # The bytes tell what a file is; its name may say anything.
    unpacking.check_container(name, data)
    if data.startswith(PARQUET):
        return read_parquet(name, data, catalog, unit_id, answers)
    if container_of(data) is not Container.TEXT:
        content = with_cover(sheets(name, data))
    else:
        head = head_of(name, data)
        if not LISTS.matches([head], catalog) and list_on(head, catalog) and register_on(head, catalog) is None:
            return read_text(name, data, head, catalog, unit_id, answers)
        content = [lines(name, data)]
    content = [upright(sheet, catalog) if not _is_list(sheet, catalog) else sheet for sheet in content]
    check_letters(name, content, answers)
    layout = layout_of(name, content, catalog)
    if isinstance(layout, (Forms, DossierSheets, Questionnaires, Results)):
        if len(content) > 1 or isinstance(layout, (Forms, Results)):
            return read_kinds(layout, content, catalog, unit_id, answers)
        return layout.read(content, catalog, unit_id, answers)
    result = layout.read(content, catalog, unit_id)
    rest: Sequence[Sheet] = content[1:] if layout is LISTS else ()
    if isinstance(layout, FeedbackSheets):
        rest = [sheet for sheet in content if sheet.hidden or register_on(sheet, catalog) is None]
    return replace(result, cautions=(*result.cautions, *unread_beside(rest, layout.title)))
