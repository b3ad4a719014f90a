"""Lists of dossiers of many units: which can be read as one table, and their counts by month.

Only the months that changed are counted anew.
"""

import csv
import datetime as dt
import hashlib
import json
import shutil
from collections import deque
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, Protocol
from uuid import uuid4

import duckdb
from duckdb import ColumnExpression, ConstantExpression
from filelock import FileLock

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.rollup.dossiers import (
    DAYS,
    MONTH_FIRST,
    NUMBERS,
    OFFLINE,
    SQL,
    WORDS,
    BrokenFile,
    WrongType,
    as_broken_file,
)
from cchc_metrics.rollup.engine import DuckDB, Table

NAMES = {name.replace("-", "_"): name for name in (*WORDS, *DAYS, *NUMBERS)} | {"unit_id": "unit"}
REQUIRED = ("unit", "received")
SEPARATORS = ",;\t|"
KINDS = (".csv", ".parquet")
# Files with the same columns of the same types, by their footers alone.
SCHEMAS = """
select file_name, hash(list((name, type, converted_type, num_children))) as schema
from parquet_schema($files)
group by file_name
"""


def paths_of(sources: Sequence[Path]) -> list[Path]:
    """Every list among files and folders, once, folders in the order of their names.

    Raises: FaultError when there is none, or they are of several kinds.
    """
    paths: list[Path] = []
    for source in sources:
        paths += sorted(path for path in source.rglob("*") if path.suffix in KINDS) if source.is_dir() else [source]
    kinds = {path.suffix for path in paths}
    if len(kinds) == 1 and kinds <= {*KINDS}:
        return list(dict.fromkeys(path.resolve() for path in paths))
    raise FaultError(
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

    Raises: FaultError with every list that lacks a column or has no legible header; BrokenFile, duckdb.Error.
    """
    groups: dict[object, list[Path]] = {}
    headers: dict[Path, tuple[str, tuple[str, ...]]] = {}
    faults: list[Fault] = []
    if paths and paths[0].suffix == ".parquet":
        with as_broken_file():
            schemas = dict(connection.execute(SCHEMAS, {"files": [str(path) for path in paths]}).fetchall())
        for path in paths:
            groups.setdefault((schemas[str(path)], tuple(_keys(path))), []).append(path)
    else:
        for path in paths:
            try:
                headers[path] = _header(path)
            except (OSError, UnicodeDecodeError, csv.Error, StopIteration):
                faults.append(unreadable_fault([path], "không đọc được dòng tiêu đề"))
            else:
                groups.setdefault((headers[path], tuple(_keys(path))), []).append(path)
    tables = []
    for same in groups.values():
        table = _table(same, headers.get(same[0]), connection)
        shortfall = [name for name in REQUIRED if name not in {**table.columns, **table.keys}]
        if shortfall:
            faults.append(_missing_columns(same, shortfall))
        tables.append(table)
    if faults:
        raise FaultError(faults)
    return tables


def _table(
    paths: Sequence[Path], header: tuple[str, tuple[str, ...]] | None, connection: duckdb.DuckDBPyConnection
) -> Table:
    names = tuple(map(str, paths))
    if header is None:
        with as_broken_file():
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


def _missing_columns(paths: Sequence[Path], columns: Sequence[str]) -> Fault:
    return Fault(
        "missing-column",
        ", ".join(path.name for path in paths),
        f"không có cột {', '.join(columns)}",
        f"các cột tên là {', '.join(NAMES)}; bắt buộc {', '.join(REQUIRED)}",
        "đổi tên cột khi xuất danh sách",
    )


def unreadable_fault(paths: Sequence[Path], problem: str) -> Fault:
    """The fault of lists that cannot be read."""
    return Fault(
        "unreadable-file",
        ", ".join(path.name for path in paths),
        problem,
        "tệp CSV (UTF-8) hoặc Parquet còn nguyên, ngày là ngày, số là số",
        "xuất lại danh sách từ hệ thống",
    )


LISTING = "rollup.json"
COUNTS = "counts.parquet"

# The number of each list stands beside its counts: numbers are compared much faster than paths.
LISTS = "create table list_name (list integer, name varchar)"
# The counts of some lists; dossiers that are left out have no month of receipt.
COUNTS_OF_LISTS = """
create table count_of_list (
    list integer, unit varchar, received_month date, field varchar, channel varchar, ended_month date, late_month date,
    outcome varchar, dossiers bigint
)
"""
MONTHS_OF_LISTS = """
with month_of_list as (
    select list, received_month, sum(dossiers) as dossiers from count_of_list group by all
)
select
    name,
    coalesce(list(distinct strftime(received_month, '%Y-%m')) filter (received_month is not null), []) as months,
    coalesce(sum(dossiers) filter (received_month is null), 0)::bigint as left_out
from month_of_list
join list_name using (list)
group by name
"""
# Lists that speak of a unit in a month of which others speak too; where there are none, nothing is left to add up.
COMMON_LISTS = """
with spoken as (
    select distinct received_month, unit, list from count_of_list where received_month is not null
)
select distinct name
from (from spoken qualify count(*) over (partition by received_month, unit) > 1)
join list_name using (list)
"""
BATCH = 64 << 20  # Lists of so many bytes together are looked through for dossiers with several rows in one go.
COUNTS_OF_MONTHS = """
create view count_of_month as
select unit, * exclude (list, unit) from count_of_list where received_month is not null
"""
SUMS_OF_MONTHS = """
create table count_of_month as
select unit, * exclude (list, unit, dossiers), sum(dossiers)::bigint as dossiers
from count_of_list
where received_month is not null
group by all
"""


class Engine(Protocol):
    """What reads lists and counts their dossiers by dossier_months.sql."""

    def count(self, tables: Sequence[Table], months: Collection[dt.date] | None = None) -> None:
        """Add the counts of the lists to `count_of_list`, of these months of receipt only or of all.

        Raises: BrokenFile, WrongType, duckdb.Error for a list that cannot be read.
        """

    def repeats(self, tables: Sequence[Table]) -> list[tuple[str, str, int, str]]:
        """Unit, code and number of rows of dossiers that have several, with each list that has some of them.

        Raises: BrokenFile, WrongType, duckdb.Error for a list that cannot be read.
        """


@dataclass(frozen=True)
class RollUp:
    """What a roll-up did: the months made anew, those that stayed, and dossiers without a readable day of receipt."""

    new_months: tuple[str, ...]
    same_months: tuple[str, ...]
    omissions: int


def roll_up(sources: Sequence[Path], out: Path, engine: str = "duckdb") -> RollUp:
    """Count the dossiers of lists (CSV, Parquet or folders of them) by month of receipt into the folder `out`.

    `out` gets a folder `month=YYYY-MM` with a Parquet file for each month of receipt; its columns are those of
    dossier_months.sql but the list. Only months that a new, changed or vanished list speaks of are made anew.
    `engine` is duckdb or spark; the counts are the same.
    Raises: FaultError with every list that cannot be read or lacks a column, or when the engine is not installed.
    """
    lists = {str(path): path for path in paths_of(sources)}
    with ThreadPoolExecutor() as pool:
        stamps = dict(zip(lists, pool.map(_stamp, lists.values()), strict=True))
    out.mkdir(parents=True, exist_ok=True)
    # Whoever rolls up into the same folder at the same time waits; what a killed roll-up left there is of no use.
    with FileLock(out / ".lock"):
        for path in [path for pattern in (".rollup.*", ".spark.*", "month=*/.*") for path in out.glob(pattern)]:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        with _counter(engine, out) as (connection, counter):
            return _recount(counter, connection, lists, stamps, out)


def _recount(
    counter: Engine,
    connection: duckdb.DuckDBPyConnection,
    lists: Mapping[str, Path],
    stamps: Mapping[str, str],
    out: Path,
) -> RollUp:
    before = _listing(out)
    stale = [name for name in lists if name not in before or before[name]["stamp"] != stamps[name]]
    tables = _count(counter, connection, [lists[name] for name in stale])
    answer = {name: (sorted(months), omissions) for name, months, omissions in _rows(connection, MONTHS_OF_LISTS)}
    month_first = [
        lists[name] for name, (_, omissions) in answer.items() if omissions and omissions > _omissions_of(lists[name])
    ]
    if month_first:
        raise FaultError([unreadable_fault(month_first, "ngày ghi tháng trước ngày sau (tháng/ngày/năm)")])
    now = {name: before[name] for name in lists if name not in stale}
    for name in stale:
        months, omissions = answer.get(name, ([], 0))
        now[name] = {"stamp": stamps[name], "months": months, "left_out": omissions}
    every = {month for entry in now.values() for month in entry["months"]}
    changed_months = {month for name in stale for month in now[name]["months"]}
    changed_months |= {month for name in before if before[name] != now.get(name) for month in before[name]["months"]}
    changed_months |= {month for month in every if not _file(out, month).exists()}
    # Lists that stayed as they were are counted again for the months that they share with the others.
    beside = [lists[name] for name in now if name not in stale and not changed_months.isdisjoint(now[name]["months"])]
    tables += _count(counter, connection, beside, changed_months & every)
    common = [lists[name] for (name,) in _rows(connection, COMMON_LISTS)]
    _refuse_repeats(counter, tables, common, [lists[name] for name in stale])
    _refuse_copies({lists[name]: entry["stamp"] for name, entry in now.items() if entry["months"]})
    for month in changed_months - every:
        _file(out, month).unlink(missing_ok=True)
    _write(connection, out, sorted(changed_months & every), is_sum=bool(common))
    files.write(out / LISTING, json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True).encode())
    omissions = sum(entry["left_out"] for entry in now.values())
    return RollUp(tuple(sorted(changed_months & every)), tuple(sorted(every - changed_months)), omissions)


def _count(
    engine: Engine,
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    months: Collection[str] | None = None,
) -> list[Table]:
    """Count some lists, and give the tables as which they are read.

    Raises: FaultError with every list that cannot be read or lacks a column.
    """
    days = None if months is None else sorted(map(_first_day, months))
    if not paths or days == []:
        return []
    try:
        tables = tables_of(paths, connection)
        engine.count(tables, days)
    except (BrokenFile, WrongType, duckdb.Error) as error:
        if len(paths) == 1:
            raise FaultError([_fault(paths[0], error)]) from error
        # Which of them it was is known when each is read by itself.
        faults = [fault for path in paths for fault in _faults(path)]
        raise FaultError(faults or [_fault(paths[0], error)]) from error
    return tables


def _omissions_of(path: Path) -> int:
    """How many dossiers of a list have no readable day where its days are read with the month first."""
    with _counter("duckdb", path.parent) as (connection, _):
        DuckDB(connection, MONTH_FIRST).count(tables_of([path], connection))
        return sum(omissions for _, _, omissions in _rows(connection, MONTHS_OF_LISTS))


def _faults(path: Path) -> Sequence[Fault]:
    with _counter("duckdb", path.parent) as (connection, counter):
        try:
            _count(counter, connection, [path])
        except FaultError as error:
            return error.faults
    return ()


def _fault(path: Path, error: Exception) -> Fault:
    if isinstance(error, WrongType):
        return unreadable_fault([path], f"cột «{error.column}» kiểu {error.kind}")
    return unreadable_fault([path], "không đọc được danh sách")


def _refuse_repeats(engine: Engine, tables: Sequence[Table], common: Sequence[Path], stale: Sequence[Path]) -> None:
    """Nothing, when no dossier has two rows in lists with common units and months, nor in one that is new.

    Raises: FaultError with dossiers that would be counted twice.
    """
    rows: dict[tuple[str, str], tuple[int, set[str]]] = {}
    # Lists that are not common share no dossier, so that any of them may be looked through together.
    batches = [common] if common else []
    batches += _batches(sorted(set(stale) - set(common)))
    for batch in batches:
        for unit, code, dossiers, name in engine.repeats(_tables_with(tables, batch)):
            rows.setdefault((unit, code), (dossiers, set()))[1].add(Path(name).name)
    faults = [
        Fault(
            "duplicate-row",
            f"{unit or 'không ghi đơn vị'}, hồ sơ «{code}»",
            f"{dossiers} dòng trong {len(names)} danh sách ({', '.join(sorted(names))}): bị đếm lặp",
            "mỗi hồ sơ một dòng, trong một danh sách",
            "ghi kết quả mới vào dòng cũ của hồ sơ, hoặc thay danh sách cũ bằng bản xuất lại",
        )
        for (unit, code), (dossiers, names) in sorted(rows.items(), key=lambda row: (row[0][0] or "", row[0][1]))
    ]
    if faults:
        raise FaultError(faults)


def _tables_with(tables: Sequence[Table], paths: Collection[Path]) -> list[Table]:
    """The tables with these of their lists only."""
    names = {str(path) for path in paths}
    of_paths = [replace(table, paths=tuple(path for path in table.paths if path in names)) for table in tables]
    return [table for table in of_paths if table.paths]


def _refuse_copies(stamps: Mapping[Path, str]) -> None:
    """Nothing, when no two lists hold the same dossiers byte for byte: without codes nothing else tells a copy.

    Raises: FaultError with each list that is a copy. The same bytes of another folder `key=…` are other dossiers.
    """
    first: dict[tuple[object, ...], Path] = {}
    copies: list[tuple[Path, Path]] = []
    for path, stamp in stamps.items():
        original = first.setdefault((stamp, *(part for part in path.parts if "=" in part)), path)
        copies += [(path, original)] if original != path else []
    if copies:
        problem, expected = "giống hệt {}: hồ sơ bị đếm lặp", "mỗi hồ sơ một dòng, trong một danh sách"
        raise FaultError(
            [
                Fault("duplicate-row", str(path), problem.format(original), expected, "bỏ một trong hai tệp")
                for path, original in copies
            ]
        )


def _batches(paths: Sequence[Path]) -> Iterator[Sequence[Path]]:
    batch: list[Path] = []
    size = 0
    for path in paths:
        batch.append(path)
        size += path.stat().st_size
        if size > BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch


def _write(connection: duckdb.DuckDBPyConnection, out: Path, months: Sequence[str], *, is_sum: bool) -> None:
    """Put the counts of each month in their place, added up where several lists speak of a unit."""
    connection.execute(SUMS_OF_MONTHS if is_sum else COUNTS_OF_MONTHS)

    def write(month: str) -> None:
        _file(out, month).parent.mkdir(exist_ok=True)
        with files.replacement(_file(out, month)) as temporary, connection.cursor() as cursor:
            # To look through all counts for each month takes less time than to sort them.
            of_month = ColumnExpression("received_month") == ConstantExpression(_first_day(month))
            cursor.table("count_of_month").filter(of_month).write_parquet(str(temporary))

    # A small file keeps one processor busy, however many there are.
    with ThreadPoolExecutor() as pool:
        deque(pool.map(write, months), maxlen=0)


@contextmanager
def _counter(engine: str, out: Path) -> Iterator[tuple[duckdb.DuckDBPyConnection, Engine]]:
    """A connection in which counts are added up, and the engine that counts into it.

    What does not fit into memory lies in `out` meanwhile.
    """
    folder = out / f".rollup.{uuid4().hex}"
    with ExitStack() as stack:
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        connection = stack.enter_context(duckdb.connect(config={**OFFLINE, "temp_directory": str(folder)}))
        # A moment that a file tells by the clock of the world counts on the day it was in Vietnam.
        connection.execute("set TimeZone = 'Asia/Ho_Chi_Minh'")
        connection.execute(LISTS)
        connection.execute(COUNTS_OF_LISTS)
        if engine == "spark":
            # Nobody else waits for Spark, nor has it installed.
            from cchc_metrics.rollup.spark import Spark

            yield connection, Spark(connection, out)
        else:
            yield connection, DuckDB(connection)


def _rows(connection: duckdb.DuckDBPyConnection, sql: str) -> list[Any]:
    return connection.execute(sql).fetchall()


def _first_day(month: str) -> dt.date:
    return dt.date.fromisoformat(f"{month}-01")


def _listing(out: Path) -> Mapping[str, Any]:
    try:
        content = json.loads((out / LISTING).read_bytes())
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def _stamp(path: Path) -> str:
    """What a list holds, and what counted it: what another version of the program made of it is made anew."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, _program).hexdigest()


def _program() -> "hashlib._Hash":
    digest = hashlib.sha256()
    for source in _sources():
        digest.update(source)
    return digest


@cache
def _sources() -> tuple[bytes, ...]:
    paths = (*sorted(Path(__file__).parent.glob("*.py")), *sorted(SQL.glob("*.sql")))
    return tuple(path.read_bytes() for path in paths)


def _file(out: Path, month: str) -> Path:
    return out / f"month={month}" / COUNTS
