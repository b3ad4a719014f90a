"""Lists of dossiers of many units to a table of counts by month, made anew only for the months that changed."""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from cchc_metrics import files
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.rollup.dossiers import CLOSED, SQL, WORDS, Broken, Dossiers, WrongType, reading
from cchc_metrics.rollup.dossiers import DAYS as MOMENTS
from cchc_metrics.rollup.dossiers import NUMBERS as AMOUNTS

LISTING = "rollup.json"
COUNTS = "counts.parquet"
NAMES = {name.replace("-", "_"): name for name in (*WORDS, *MOMENTS, *AMOUNTS)} | {"unit_id": "unit"}
REQUIRED = ("unit", "received")

# A month is of the receipt, so that a late result changes only the month in which its dossier was received.
MONTHS = """
select distinct strftime(received, '%Y-%m') as month
from dossier
where received is not null and unreadable is null
order by month
"""
LEFT_OUT = "select count(*) from dossier where received is null or unreadable is not null"
OF_MONTHS = """
create or replace temp view dossier_of_month as
from dossier_of_all where strftime(received, '%Y-%m') in (select month from month_to_make)
"""


@dataclass(frozen=True)
class RolledUp:
    """What a roll-up did: the months made anew, those that stayed, and dossiers without a readable day of receipt."""

    made: tuple[str, ...]
    stayed: tuple[str, ...]
    left_out: int


def roll_up(sources: Sequence[Path], out: Path) -> RolledUp:
    """Count the dossiers of lists (CSV, Parquet or folders of them) by month of receipt into the folder `out`.

    `out` gets a folder `month=YYYY-MM` with a Parquet file for each month of receipt; its columns are those of
    dossier_months.sql. Only months that a new, changed or vanished list speaks of are made anew.
    Raises: FaultsFound with every list that cannot be read or lacks a column.
    """
    lists = _lists(sources)
    before = _listing(out)
    now: dict[str, Any] = {}
    touched: set[str] = set()
    faults: list[Fault] = []
    for path in lists:
        name, stamp = str(path.resolve()), _stamp(path)
        told = before.get(name)
        if told is None or told["stamp"] != stamp:
            try:
                with _opened([path]) as connection:
                    months = [row[0] for row in connection.execute(MONTHS).fetchall()]
                    left_out = connection.execute(LEFT_OUT).fetchall()[0][0]
            except FaultsFound as found:
                faults += found.faults
                continue
            touched |= {*months, *(told["months"] if told else ())}
            told = {"stamp": stamp, "months": months, "left_out": left_out}
        now[name] = told
    if faults:
        raise FaultsFound(faults)
    touched |= {month for name, told in before.items() if name not in now for month in told["months"]}
    every = {month for told in now.values() for month in told["months"]}
    touched |= {month for month in every if not _file(out, month).exists()}
    _make(lists, out, sorted(touched), every)
    files.write(out / LISTING, json.dumps(now, ensure_ascii=False, indent=1, sort_keys=True).encode())
    left_out = sum(told["left_out"] for told in now.values())
    return RolledUp(tuple(sorted(touched & every)), tuple(sorted(every - touched)), left_out)


def _make(lists: Sequence[Path], out: Path, months: Sequence[str], every: set[str]) -> None:
    """Count these months anew; a month that no list speaks of any more is taken away."""
    out.mkdir(parents=True, exist_ok=True)
    for month in months:
        if month not in every:
            _file(out, month).unlink(missing_ok=True)
    wanted = [month for month in months if month in every]
    if not wanted:
        return
    with _opened(lists) as connection:
        connection.execute("create temp table month_to_make as select unnest($months) as month", {"months": wanted})
        connection.execute("alter view dossier rename to dossier_of_all")
        connection.execute(OF_MONTHS)
        connection.execute("alter view dossier_of_month rename to dossier")
        with reading():
            counts = connection.sql((SQL / "dossier_months.sql").read_text(encoding="utf-8").rstrip().rstrip(";"))
            counts.create("count_of_month")
        for month in wanted:
            _file(out, month).parent.mkdir(exist_ok=True)
            with files.replacement(_file(out, month)) as temporary:
                connection.sql(
                    "from count_of_month where strftime(received_month, '%Y-%m') = $month order by all",
                    params={"month": month},
                ).write_parquet(str(temporary))


@contextmanager
def _opened(paths: Sequence[Path]) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection with the view `dossier` over the lists.

    Raises: FaultsFound when they cannot be read or lack a column.
    """
    with tempfile.TemporaryDirectory() as folder, duckdb.connect(config={**CLOSED, "temp_directory": folder}) as held:
        held.execute("set TimeZone = 'Asia/Ho_Chi_Minh'")
        # DuckDB reads several text files at once; its types for Python tell of one only.
        names: Any = [str(path) for path in paths]
        try:
            with reading():
                source = (
                    held.read_parquet(names, union_by_name=True)
                    if paths[0].suffix == ".parquet"
                    else held.read_csv(names, header=True, all_varchar=True, union_by_name=True)
                )
                columns = {NAMES[name]: at for at, name in enumerate(source.columns) if name in NAMES}
            missing = [name for name in REQUIRED if name not in columns]
            if missing:
                raise FaultsFound([_without(paths, missing)])
            Dossiers(held, source, columns)
            yield held
        except WrongType as error:
            raise FaultsFound([_unusable(paths, f"cột «{error.column}» kiểu {error.kind}")]) from error
        except (Broken, duckdb.Error) as error:
            raise FaultsFound([_unusable(paths, "không đọc được danh sách")]) from error


def _lists(sources: Sequence[Path]) -> list[Path]:
    found: list[Path] = []
    for source in sources:
        found += (
            sorted(p for p in source.rglob("*") if p.suffix in (".csv", ".parquet")) if source.is_dir() else [source]
        )
    kinds = {path.suffix for path in found}
    if len(kinds) == 1 and kinds <= {".csv", ".parquet"}:
        return list(dict.fromkeys(found))
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


def _without(paths: Sequence[Path], missing: Sequence[str]) -> Fault:
    return Fault(
        "missing-column",
        ", ".join(path.name for path in paths),
        f"không có cột {', '.join(missing)}",
        f"các cột tên là {', '.join(NAMES)}; bắt buộc {', '.join(REQUIRED)}",
        "đổi tên cột khi xuất danh sách",
    )


def _unusable(paths: Sequence[Path], problem: str) -> Fault:
    return Fault(
        "unreadable-file",
        ", ".join(path.name for path in paths),
        problem,
        "tệp CSV (UTF-8) hoặc Parquet còn nguyên, ngày là ngày, số là số",
        "xuất lại danh sách từ hệ thống",
    )


def _listing(out: Path) -> Mapping[str, Any]:
    try:
        told = json.loads((out / LISTING).read_bytes())
    except (OSError, ValueError):
        return {}
    return told if isinstance(told, dict) else {}


def _stamp(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _file(out: Path, month: str) -> Path:
    return out / f"month={month}" / COUNTS
