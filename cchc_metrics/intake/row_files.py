"""A CSV file of figures or task reports → rows with their places, or every fault of the file at once."""

import csv
import io
from collections.abc import Sequence

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake.figures import faults_of_observation
from cchc_metrics.intake.given import Read
from cchc_metrics.intake.rows import EXPECTED, FileRow, Observation, TaskReport

KINDS: tuple[type[FileRow], ...] = (Observation, TaskReport)


def read(name: str, data: bytes, catalog: Catalog, *, unit_id: str | None = None) -> Read:
    """The rows of a figures or task file, in the order of the file; its header tells which kind it is.

    With `unit_id`, every row must be about that unit.
    Raises: FaultsFound with every fault of the file.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultsFound([Fault(name, f"không đọc được chữ ở byte {error.start}", "tệp CSV mã UTF-8",
                                 "lưu lại tệp với mã UTF-8")]) from None
    lines = csv.reader(io.StringIO(text, newline=""))
    header = next(lines, [])
    kind = _kind(name, header)
    faults: list[Fault] = []
    found: list[tuple[str, FileRow]] = []
    for cells in lines:
        if not any(cells):
            continue
        place = f"{name}, dòng {lines.line_num}"
        row = _row(kind, place, header, cells, faults)
        if row is not None:
            faults += _faults_of_row(place, row, catalog, unit_id)
            found.append((place, row))
    faults += _repeated(found)
    if faults:
        raise FaultsFound(faults)
    return Read(
        observations=tuple((place, row) for place, row in found if isinstance(row, Observation)),
        task_reports=tuple((place, row) for place, row in found if isinstance(row, TaskReport)),
    )


def _kind(name: str, header: Sequence[str]) -> type[FileRow]:
    """The kind of file whose columns are most like the header; each wrong column is a fault."""
    kind = max(KINDS, key=lambda kind: len(set(kind.model_fields) & set(header)))
    known = list(kind.model_fields)
    faults = [
        Fault(f"{name}, dòng 1", f"không có cột nào tên «{column}»{nearest(column, known)}",
              "các cột: " + ", ".join(known), "sửa tên cột")
        for column in header if column not in known
    ] + [
        Fault(f"{name}, dòng 1", f"thiếu cột «{column}»", "các cột: " + ", ".join(known), "thêm cột")
        for column, field in kind.model_fields.items() if field.is_required() and column not in header
    ] + [
        Fault(f"{name}, dòng 1", f"cột «{column}» có hai lần", "mỗi cột một lần", "bỏ một cột")
        for column in sorted({column for column in header if header.count(column) > 1})
    ]
    if faults:
        raise FaultsFound(faults)
    return kind


def _row(kind: type[FileRow], place: str, header: Sequence[str], cells: Sequence[str],
         faults: list[Fault]) -> FileRow | None:
    if len(cells) != len(header):
        faults.append(Fault(place, f"có {len(cells)} ô", f"{len(header)} ô như dòng tên cột",
                            "thêm hoặc bỏ dấu phẩy; đặt chữ có dấu phẩy trong ngoặc kép"))
        return None
    try:
        return kind.model_validate(dict(zip(header, map(str.strip, cells), strict=True)))
    except ValidationError as error:
        for detail in error.errors():
            expected = detail.get("ctx", {}).get("expected") or EXPECTED.get(detail["type"], detail["msg"])
            faults.append(Fault(f"{place}, cột «{detail['loc'][0]}»", f"«{detail['input']}» không dùng được",
                                str(expected).replace("'", "").replace(" or ", ", "), "sửa ô này"))
        return None


def _faults_of_row(place: str, row: FileRow, catalog: Catalog, unit_id: str | None) -> list[Fault]:
    faults = []
    unit = row.unit_id
    if unit not in catalog.units:
        faults.append(Fault(f"{place}, cột «unit_id»", f"không có đơn vị nào mã «{unit}»{nearest(unit, catalog.units)}",
                            "mã đơn vị có trong kế hoạch", "sửa mã, hoặc thêm đơn vị vào kế hoạch"))
    elif unit_id is not None and unit != unit_id:
        faults.append(Fault(f"{place}, cột «unit_id»", f"số liệu của «{unit}»", f"số liệu của «{unit_id}»",
                            "chọn đúng đơn vị khi nộp, hoặc bỏ dòng này"))
    if isinstance(row, Observation):
        faults += faults_of_observation(place, row, catalog)
    elif isinstance(row, TaskReport) and row.task_id not in catalog.tasks:
        faults.append(Fault(f"{place}, cột «task_id»",
                            f"không có nhiệm vụ nào mã «{row.task_id}»{nearest(row.task_id, catalog.tasks)}",
                            "mã nhiệm vụ có trong kế hoạch", "sửa mã"))
    return faults


def _repeated(found: Sequence[tuple[str, FileRow]]) -> list[Fault]:
    """A fault for each row that says the same thing of the same day as an earlier one."""
    first: dict[tuple[object, ...], str] = {}
    faults = []
    for place, row in found:
        key = (*row.key, row.as_of)
        if key in first:
            faults.append(Fault(place, f"trùng với {first[key]}", "mỗi số liệu một dòng; số mới hơn có as_of mới hơn",
                                "bỏ một dòng, hoặc ghi ngày as_of khác nhau"))
        first.setdefault(key, place)
    return faults
