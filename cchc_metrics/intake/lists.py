"""A list of figures or task reports, a row each → rows with their places, or every fault of the list at once."""

from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Target
from cchc_metrics.catalog.row_faults import expected_words
from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.numbers import Signs, numbers_of_row, signs_of
from cchc_metrics.intake.observations import (
    Dated,
    FileRow,
    Observation,
    Read,
    Tally,
    TaskReport,
    cautions_of,
    faults_of_observation,
    faults_of_tally,
)
from cchc_metrics.intake.periods import day_in
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.units import UnitNames, unit_names

KINDS: tuple[type[FileRow], ...] = (Observation, Tally, TaskReport)
COUNTS = ("sample_size", "reported_rank", "reported_of", "cases")
# Counts of a target, unless it says that they are amounts.
PARTS = ("numerator", "denominator")
DAYS_OF_ROW = {"as_of", "period_start", "period_end"}
NUMBERS = (*COUNTS, *PARTS, "value", "reported_value")
REQUIRED = {kind: {name for name, field in kind.model_fields.items() if field.is_required()} for kind in KINDS}
ENOUGH = 3


class RowFiles:
    """Lists whose first row names the columns as the program does."""

    title = "Danh sách số liệu hoặc nhiệm vụ"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:  # noqa: ARG002 - columns are the program's own
        """True when the first row of the first sheet has some of the columns."""
        header = _header(sheets[0]) if sheets else []
        return any(len(set(kind.model_fields) & set(header)) >= ENOUGH for kind in KINDS)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> Read:
        """The rows of the first sheet in their order; its header tells which kind they are."""
        sheet = sheets[0]
        header = _header(sheet)
        kind = _kind(sheet, header)
        signs = _signs(sheet, header)
        faults: list[Fault] = []
        found: list[tuple[str, FileRow]] = []
        names = unit_names(catalog)
        for at, cells in enumerate(sheet.rows[1:], 1):
            if len(faults) > unpacking.FAULTS:
                break
            if not any(_text(cell) for cell in cells):
                continue
            place = sheet.place(at, 0)
            row = _row(kind, place, header, cells, catalog, signs, faults)
            if row is not None:
                row = _named(place, row, names, faults)
                faults += _faults_of_row(place, row, catalog, unit_id)
                found.append((place, row))
        faults += _repeated(found)
        observations = tuple((place, row) for place, row in found if isinstance(row, Observation))
        cautions = (*sheet.cautions, *cautions_of(observations, catalog))
        if faults:
            raise FaultsFound(faults, cautions)
        return Read(
            observations=observations,
            task_reports=tuple((place, row) for place, row in found if isinstance(row, TaskReport)),
            tallies=tuple((place, row) for place, row in found if isinstance(row, Tally)),
            cautions=cautions,
        )


def _header(sheet: Sheet) -> list[str]:
    return [str(cell).strip() for cell in sheet.rows[0]] if sheet.rows else []


def _text(cell: Any) -> str:
    """A cell as a text file would have it."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


def _signs(sheet: Sheet, header: Sequence[str]) -> Signs:
    columns = [at for at, name in enumerate(header) if name in NUMBERS]
    return signs_of(row[at] for row in sheet.rows[1:] for at in columns if at < len(row))


def _kind(sheet: Sheet, header: Sequence[str]) -> type[FileRow]:
    """The kind of file whose columns are most like the header; each wrong column is a fault."""
    kind = max(KINDS, key=lambda kind: len(set(kind.model_fields) & set(header)))
    known = list(kind.model_fields)
    place = sheet.place(0, 0)
    faults = (
        [
            Fault(
                "unknown-column",
                place,
                f"không có cột nào tên «{column}»{nearest(column, known)}",
                "các cột: " + ", ".join(known),
                "sửa tên cột",
            )
            for column in header
            if column not in known
        ]
        + [
            Fault("missing-column", place, f"thiếu cột «{column}»", "các cột: " + ", ".join(known), "thêm cột")
            for column, field in kind.model_fields.items()
            if field.is_required() and column not in header
        ]
        + [
            Fault("duplicate-column", place, f"cột «{column}» có hai lần", "mỗi cột một lần", "bỏ một cột")
            for column in sorted({column for column in header if header.count(column) > 1})
        ]
    )
    if faults:
        raise FaultsFound(faults)
    return kind


def _row(
    kind: type[FileRow],
    place: str,
    header: Sequence[str],
    cells: Sequence[Any],
    catalog: Catalog,
    signs: Signs,
    faults: list[Fault],
) -> FileRow | None:
    if len(cells) != len(header):
        faults.append(
            Fault(
                "line-structure",
                place,
                f"có {len(cells)} ô",
                f"{len(header)} ô như dòng tên cột",
                "thêm hoặc bỏ dấu phẩy; đặt chữ có dấu phẩy trong ngoặc kép",
            )
        )
        return None
    # Most cells of a list are empty: those that may be are left to their defaults.
    given: dict[str, Any] = {
        name: text for name, cell in zip(header, cells, strict=True) if (text := _text(cell)) or name in REQUIRED[kind]
    }
    indicator = catalog.indicators.get(given.get("indicator_id", ""))
    whole = isinstance(indicator, Target) and not indicator.amounts
    before = len(faults)
    typed = {name: cell for name, cell in zip(header, cells, strict=True) if name in NUMBERS and name in given}
    numbers = numbers_of_row(place, typed, {*COUNTS, *(PARTS if whole else ())}, signs, faults)
    if len(faults) > before:
        return None
    values = {name: numbers.get(name, text) for name, text in given.items()}
    for name in DAYS_OF_ROW & set(values):
        day = day_in(str(values[name]))
        values[name] = day.isoformat() if day else values[name]
    try:
        return kind.model_validate({name: value for name, value in values.items() if value is not None})
    except ValidationError as error:
        for detail in error.errors():
            faults.append(
                Fault(
                    "unusable-value",
                    f"{place}, cột «{detail['loc'][0]}»",
                    f"«{given.get(str(detail['loc'][0]), detail['input'])}» không dùng được",
                    expected_words(detail),
                    "sửa ô này",
                )
            )
        return None


def _named(place: str, row: FileRow, names: UnitNames, faults: list[Fault]) -> FileRow:
    """The row with the id of its unit, which a file may give as a code or a name too."""
    day = row.last_day if isinstance(row, Dated) else row.as_of or today()
    try:
        unit = names.of(f"{place}, cột «unit_id»", row.unit_id, day)
    except FaultsFound as wrong:
        faults += wrong.faults
        return row
    return row if unit == row.unit_id else row.model_copy(update={"unit_id": unit})


def _faults_of_row(place: str, row: FileRow, catalog: Catalog, unit_id: str | None) -> list[Fault]:
    faults = []
    unit = row.unit_id
    if unit in catalog.units and unit_id is not None and unit != unit_id:
        faults.append(
            Fault(
                "other-unit",
                f"{place}, cột «unit_id»",
                f"số liệu của «{unit}»",
                f"số liệu của «{unit_id}»",
                "chọn đúng đơn vị khi nộp, hoặc bỏ dòng này",
            )
        )
    if isinstance(row, Observation):
        faults += faults_of_observation(place, row, catalog)
    elif isinstance(row, Tally):
        faults += faults_of_tally(place, row, catalog)
    elif isinstance(row, TaskReport) and row.task_id not in catalog.tasks:
        faults.append(
            Fault(
                "unknown-id",
                f"{place}, cột «task_id»",
                f"không có nhiệm vụ nào mã «{row.task_id}»{nearest(row.task_id, catalog.tasks)}",
                "mã nhiệm vụ có trong kế hoạch",
                "sửa mã",
            )
        )
    return faults


def _repeated(found: Sequence[tuple[str, FileRow]]) -> list[Fault]:
    """A fault for each row that says the same thing of the same day as an earlier one."""
    first: dict[tuple[object, ...], str] = {}
    faults = []
    for place, row in found:
        key = (*row.key, row.as_of)
        if key in first:
            faults.append(
                Fault(
                    "duplicate-row",
                    place,
                    f"trùng với {first[key]}",
                    "mỗi số liệu một dòng; số mới hơn có as_of mới hơn",
                    "bỏ một dòng, hoặc ghi ngày as_of khác nhau",
                )
            )
        first.setdefault(key, place)
    return faults
