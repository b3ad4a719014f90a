"""The lists of dossiers of a roll-up: which files there are, and which of them can be read as one table."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.rollup.dossiers import DAYS, NUMBERS, WORDS, as_broken

NAMES = {name.replace("-", "_"): name for name in (*WORDS[1:], *DAYS, *NUMBERS)} | {"unit_id": "unit"}
REQUIRED = ("unit", "received")
SEPARATORS = ",;\t|"
KINDS = (".csv", ".parquet")
# Files with the same columns of the same types, by their footers alone.
SCHEMAS = """
select file_name, hash(list((name, type, converted_type, num_children))) as schema
from parquet_schema($files)
group by file_name
"""


@dataclass(frozen=True)
class Table:
    """Lists that are read as one table, for their columns are the same.

    `columns` names the column that holds each thing (unit, received, …); columns of a text are c0, c1, … `keys` names
    the folders that say it instead: unit_id for a list in `unit_id=xa-a/`. `separator` stands between the cells of
    a text, and is None for Parquet; a text has `width` columns.
    """

    paths: tuple[str, ...]
    columns: Mapping[str, str]
    keys: Mapping[str, str]
    separator: str | None = None
    width: int = 0


def paths_of(sources: Sequence[Path]) -> list[Path]:
    """Every list among files and folders, once, folders in the order of their names.

    Raises: FaultsFound when there is none, or they are of several kinds.
    """
    paths: list[Path] = []
    for source in sources:
        paths += sorted(path for path in source.rglob("*") if path.suffix in KINDS) if source.is_dir() else [source]
    kinds = {path.suffix for path in paths}
    if len(kinds) == 1 and kinds <= {*KINDS}:
        return list(dict.fromkeys(path.resolve() for path in paths))
    raise FaultsFound(
        [
            Fault(
                "unreadable-file",
                ", ".join(map(str, sources)),
                "không có danh sách nào" if not kinds else f"có tệp kiểu {', '.join(sorted(kinds))}",
                "danh sách hồ sơ cùng một kiểu: toàn Parquet hoặc toàn CSV",
                "xuất các danh sách về một kiểu",
            )
        ]
    )


def tables_of(paths: Sequence[Path], connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """The lists as few tables; `connection` looks at the ends of Parquet files.

    Raises: FaultsFound with every list that lacks a column or has no legible header; Broken, duckdb.Error.
    """
    groups: dict[object, list[Path]] = {}
    headers: dict[Path, tuple[str, tuple[str, ...]]] = {}
    faults: list[Fault] = []
    if paths and paths[0].suffix == ".parquet":
        with as_broken():
            schemas = dict(connection.execute(SCHEMAS, {"files": [str(path) for path in paths]}).fetchall())
        for path in paths:
            groups.setdefault((schemas[str(path)], tuple(_keys(path))), []).append(path)
    else:
        for path in paths:
            try:
                headers[path] = _header(path)
            except (OSError, UnicodeDecodeError, csv.Error, StopIteration):
                faults.append(unusable([path], "không đọc được dòng tiêu đề"))
            else:
                groups.setdefault((headers[path], tuple(_keys(path))), []).append(path)
    tables = []
    for same in groups.values():
        table = _table(same, headers.get(same[0]), connection)
        shortfall = [name for name in REQUIRED if name not in {**table.columns, **table.keys}]
        if shortfall:
            faults.append(_without(same, shortfall))
        tables.append(table)
    if faults:
        raise FaultsFound(faults)
    return tables


def _table(
    paths: Sequence[Path], header: tuple[str, tuple[str, ...]] | None, connection: duckdb.DuckDBPyConnection
) -> Table:
    names = tuple(map(str, paths))
    if header is None:
        with as_broken():
            columns = {NAMES[name]: name for name in connection.read_parquet(names[0]).columns if name in NAMES}
        separator, width = None, 0
    else:
        separator, cells = header
        columns = {NAMES[name]: f"c{at}" for at, name in enumerate(cells) if name in NAMES}
        width = len(cells)
    # What a list says itself counts before the name of its folder.
    keys = {NAMES[key]: key for key in _keys(paths[0]) if NAMES[key] not in columns}
    return Table(names, columns, keys, separator, width)


def _keys(path: Path) -> Iterator[str]:
    for part in path.parts[:-1]:
        key, sign, _ = part.partition("=")
        if sign and key in NAMES:
            yield key


def _header(path: Path) -> tuple[str, tuple[str, ...]]:
    """The separator of a text, and what its first line says: by the separator that finds most of the columns."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        candidates = []
        for separator in SEPARATORS:
            file.seek(0)
            cells = tuple(next(csv.reader(file, delimiter=separator)))
            candidates.append((sum(cell in NAMES for cell in cells), separator, cells))
    _, separator, cells = max(candidates, key=lambda one: one[0])
    return separator, cells


def _without(paths: Sequence[Path], columns: Sequence[str]) -> Fault:
    return Fault(
        "missing-column",
        ", ".join(path.name for path in paths),
        f"không có cột {', '.join(columns)}",
        f"các cột tên là {', '.join(NAMES)}; bắt buộc {', '.join(REQUIRED)}",
        "đổi tên cột khi xuất danh sách",
    )


def unusable(paths: Sequence[Path], problem: str) -> Fault:
    """The fault of lists that cannot be read."""
    return Fault(
        "unreadable-file",
        ", ".join(path.name for path in paths),
        problem,
        "tệp CSV (UTF-8) hoặc Parquet còn nguyên, ngày là ngày, số là số",
        "xuất lại danh sách từ hệ thống",
    )
