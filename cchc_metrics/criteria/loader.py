"""Reads the criteria sets of a folder, .toml files and workbooks alike, or lists everything wrong with them."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.loader import fault_of, frozen, tables_of
from cchc_metrics.criteria.checks import faults_of_set
from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head
from cchc_metrics.criteria.table import set_of_workbook
from cchc_metrics.faults import Fault, FaultsFound

Kept = TypeVar("Kept", Head, Criterion)
SUFFIXES = (".toml", ".xlsx", ".xls", ".ods")


def load_sets(files: Sequence[tuple[str, bytes]], catalog: Catalog) -> tuple[CriteriaSet, ...]:
    """The versions of all sets in the files given by name, by set and first year.

    Raises: FaultsFound with every fault of every file at once.
    """
    faults: list[Fault] = []
    found: dict[str, tuple[str, CriteriaSet]] = {}
    for name, data in files:
        try:
            given = read_set(name, data, catalog)
        except FaultsFound as wrong:
            faults += wrong.faults
            continue
        if given.version in found:
            faults.append(Fault(name, f"bộ «{given.head.id}» từ năm {given.head.from_year} đã có ở tệp "
                                      f"{found[given.version][0]}", "mỗi phiên bản một tệp", "đổi mã hoặc năm"))
        found.setdefault(given.version, (name, given))
    if faults:
        raise FaultsFound(faults)
    return tuple(given for _, (_, given) in sorted(found.items()))


def files_of(folder: Path) -> list[Path]:
    """The files of a folder that hold criteria sets."""
    return sorted(path for path in folder.glob("*") if path.suffix in SUFFIXES)


def read_set(name: str, data: bytes, catalog: Catalog) -> CriteriaSet:
    """The set that one file holds.

    Raises: FaultsFound with every fault of the file.
    """
    if not name.endswith(".toml"):
        return set_of_workbook(name, data, catalog)
    return _of_toml(name, tables_of(name, data, Decimal), catalog)


def _of_toml(name: str, said: Mapping[str, Any], catalog: Catalog) -> CriteriaSet:
    faults = [Fault(name, f"không có bảng nào tên «{table}»", "một bảng [set] và các bảng [[criterion]]",
                    "sửa tên bảng") for table in said if table not in ("set", "criterion")]
    about, entries = said.get("set", {}), said.get("criterion", [])
    if not isinstance(about, dict):
        raise FaultsFound([*faults, Fault(name, "«set» không phải là một bảng", "một bảng [set]",
                                          "viết một dấu ngoặc vuông ở mỗi bên")])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise FaultsFound([*faults, Fault(name, "«criterion» không phải là danh sách bảng",
                                          "mỗi tiêu chí một bảng [[criterion]]", "viết hai dấu ngoặc vuông ở mỗi bên")])
    head = _row(Head, f"{name} · [set]", about, faults)
    rows = [(f"{name} · [[criterion]] thứ {number} ({entry.get('number', '')})", entry)
            for number, entry in enumerate(entries, 1)]
    criteria = [(place, _row(Criterion, place, entry, faults)) for place, entry in rows]
    if faults or head is None:
        raise FaultsFound(faults)
    given = CriteriaSet(head=head, criteria=tuple(row for _, row in criteria if row is not None))

    def place(at: int | None, key: str) -> str:
        return f"{name} · [set] · {key}" if at is None else f"{criteria[at][0]} · {key}"

    faults = faults_of_set(given, catalog, place)
    if faults:
        raise FaultsFound(faults)
    return given


def _row(model: type[Kept], place: str, said: Mapping[str, Any], faults: list[Fault]) -> Kept | None:
    try:
        return model.model_validate({key: frozen(value) for key, value in said.items()})
    except ValidationError as error:
        faults += [fault_of(model, place, detail) for detail in error.errors()]
        return None
