"""The only door to DuckDB: a built file is opened read-only and asked, a new one is built and put in place."""

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from pandas import DataFrame

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Index, Target
from cchc_metrics.faults import Fault, FaultsFound, disk_is_full, no_room

SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True)
class Definition:
    """One .sql file: its statement, what it reads, and the columns that its header promises, in order."""

    name: str
    sql: str
    reads: tuple[str, ...]
    row: str
    columns: tuple[str, ...]


@cache
def table_definitions() -> tuple[Definition, ...]:
    """The tables that hold what was given; each is filled from one parameter, `rows`."""
    return tuple(map(_read, sorted(SQL.glob("tables/*.sql"))))


@cache
def view_definitions() -> tuple[Definition, ...]:
    """What is derived, each after everything that it reads."""
    found = {definition.name: definition for definition in map(_read, sorted(SQL.glob("views/*.sql")))}
    order = TopologicalSorter({name: definition.reads for name, definition in found.items()}).static_order()
    return tuple(found[name] for name in order if name in found)


@cache
def check_definitions() -> tuple[Definition, ...]:
    """Queries that give the guilty rows; the store is sound when every one is empty."""
    return tuple(map(_read, sorted(SQL.glob("checks/*.sql"))))


def behind(names: Iterable[str]) -> frozenset[str]:
    """The tables and views of these names, and all that they and the checks are made of."""
    reads = {definition.name: definition.reads for definition in (*table_definitions(), *view_definitions())}
    found: set[str] = set()
    left = [*names, *(name for check in check_definitions() for name in check.reads)]
    while left:
        name = left.pop()
        if name in reads and name not in found:
            found.add(name)
            left += reads[name]
    return frozenset(found)


def _read(path: Path) -> Definition:
    sql = path.read_text(encoding="utf-8")
    header = [line.removeprefix("-- ") for line in _leading_comments(sql.splitlines())]
    said = [line.partition(": ")[::2] for line in header]
    return Definition(
        name=path.stem,
        sql=sql,
        reads=tuple(name for key, value in said if key == "reads" for name in value.split(", ")),
        row=next(value for key, value in said if key == "row"),
        columns=tuple(value.partition(" | ")[0] for key, value in said if key == "column"),
    )


def _leading_comments(lines: Iterable[str]) -> Iterable[str]:
    for line in lines:
        if not line.startswith("-- "):
            return
        yield line


SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Nothing is fetched, whatever a query says.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # The figures of a plan are few: to share them out takes longer than the work.
    "threads": 1,
}


DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)


class HeaderIsWrong(Exception):
    """The header of a .sql file promises other columns than its statement gives."""


class Damaged(Exception):
    """The file is not a DuckDB file that can be read."""


class Store:
    """A built DuckDB file, held read-only, or one in memory; safe to ask from several threads at once."""

    def __init__(
        self,
        path: Path,
        connection: duckdb.DuckDBPyConnection | None = None,
        *,
        again: Callable[[Path], Path] | None = None,
    ) -> None:
        """Open the file; `again` makes it anew when a part of it turns out to be damaged only once it is read.

        Raises: Damaged when it cannot be opened.
        """
        self.path = path
        self._again = again
        self._lock = Lock()
        self._connection = connection or _opened(path)

    def frame(self, sql: str, **values: Any) -> DataFrame:
        """The answer to a query, its named parameters bound to `values`."""
        used = self._connection
        try:
            return _answer(used, sql, values)
        except duckdb.Error as error:
            if not _is_damage(error) or not self._mended(used):
                raise
        return _answer(self._connection, sql, values)

    def _mended(self, used: duckdb.DuckDBPyConnection) -> bool:
        """True when the file has been made anew since `used` was opened; that is tried once."""
        with self._lock:
            if self._connection is used:
                if self._again is None:
                    return False
                again, self._again = self._again, None
                # As long as somebody holds the old file, opening the new one gives the old one.
                used.close()
                self.path = again(self.path)
                self._connection = _opened(self.path)
            return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def build_store(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """A checked store of `rows` by table, at `path`; when anything fails nothing is there.

    Raises: FaultsFound with every row that a check finds guilty, or when there is no room for it; HeaderIsWrong for a
    .sql file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with duckdb.connect(temporary, config=SETTINGS) as connection:
            _define(connection, rows)
            _check(connection)
            # Closing writes what is left, and would not say that it could not.
            connection.execute("checkpoint")
        # A write-ahead log left beside a file that is put in place would empty it or keep it from opening.
        if _log_of(temporary).exists():
            raise RuntimeError(f"{temporary.name} was not closed: its write-ahead log is still there")
        temporary.replace(path)
    except duckdb.Error as error:
        if not (isinstance(error, duckdb.IOException) or disk_is_full(error)):
            raise
        raise FaultsFound([no_room(path.parent.name, error)]) from error
    finally:
        temporary.unlink(missing_ok=True)
        _log_of(temporary).unlink(missing_ok=True)


def glimpse(rows: Mapping[str, Sequence[Mapping[str, Any]]], asked: Iterable[str]) -> Store:
    """A checked store of `rows` in memory, with the tables and views of the names `asked` and what they are made of.

    Raises: FaultsFound with every row that a check finds guilty.
    """
    connection = duckdb.connect(config=SETTINGS)
    try:
        _define(connection, rows, behind(asked))
        _check(connection)
    except BaseException:
        connection.close()
        raise
    return Store(Path(":memory:"), connection)


def _opened(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=True, config=SETTINGS)
    except duckdb.Error as error:
        if not _is_damage(error):
            raise
        raise Damaged(path.name) from error


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> DataFrame:
    # One cursor a query: a connection shared by threads gives wrong answers.
    with connection.cursor() as cursor:
        return cursor.execute(sql, values).df()


def _is_damage(error: duckdb.Error) -> bool:
    # A block that is not what its checksum says is told by an error of no kind of its own.
    return type(error) is duckdb.Error or isinstance(error, DAMAGE)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _define(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    wanted: frozenset[str] | None = None,
) -> None:
    tables, views = (
        [each for each in every if wanted is None or each.name in wanted]
        for every in (table_definitions(), view_definitions())
    )
    connection.execute("begin")
    for table in tables:
        given = json.dumps(rows.get(table.name, ()), default=str, ensure_ascii=False)
        _run(connection, table, {"rows": given})
    for view in views:
        _run(connection, view)
    connection.execute("commit")
    _compare_all(connection, (*tables, *views))


def _run(
    connection: duckdb.DuckDBPyConnection, definition: Definition, values: Mapping[str, Any] | None = None
) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(definition.sql, values)
    except duckdb.Error as error:
        error.add_note(f"in {definition.name}.sql")
        raise


def _compare_all(connection: duckdb.DuckDBPyConnection, built: Iterable[Definition]) -> None:
    real = dict(
        connection.execute(
            "select table_name, list(column_name order by column_index) from duckdb_columns() group by table_name"
        ).fetchall()
    )
    for definition in built:
        _compare(definition, real.get(definition.name, ()))


def _compare(definition: Definition, real: Sequence[str]) -> None:
    if list(definition.columns) != list(real):
        raise HeaderIsWrong(f"{definition.name}.sql: header {definition.columns}, statement {tuple(real)}")


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    faults = []
    for check in check_definitions():
        answer = _run(connection, check)
        _compare(check, [column[0] for column in answer.description or ()])
        faults += [Fault(*row) for row in answer.fetchall()]
    if faults:
        raise FaultsFound(faults)


Rows = dict[str, list[dict[str, Any]]]


def rows_of(catalog: Catalog) -> Rows:
    """The rows of every table that comes from the plan, by table."""
    plan = catalog.plan
    return {
        "plan": [
            {
                "plan_id": plan.id,
                "unit_id": plan.unit,
                "level": plan.level,
                "baseline_year": plan.baseline_year,
                "first_year": plan.first_year,
                "last_year": plan.last_year,
            }
        ],
        "unit": [
            {
                "unit_id": unit.id,
                "name": unit.name,
                "level": unit.level,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "successor_id": unit.successor,
            }
            for unit in catalog.units.values()
        ],
        "area": [{"area_id": area.id, "name": area.name, "sequence": area.order} for area in catalog.areas.values()],
        "indicator": [_of_index(index) for index in catalog.indices.values()]
        + [_of_target(target) for target in catalog.targets.values()],
        "part": [
            {
                "index_id": index.id,
                "part_id": part.id,
                "name": part.name,
                "short": part.short,
                "sequence": part.order,
                "maximum": part.maximum,
            }
            for index in catalog.indices.values()
            for part in index.part
        ],
        "target_value": [row for target in catalog.targets.values() for row in _target_values(catalog, target)],
        "series_break": [
            {
                "break_id": row.id,
                "date": row.date,
                "title": row.title,
                "reason": row.reason,
                "indicators": row.indicators,
                "units": row.units,
                "levels": row.levels,
            }
            for row in catalog.breaks.values()
            if row.kind != "other-index"
        ],
        "tally": [
            {
                "tally_id": tally.id,
                "name": tally.name,
                "short": tally.short,
                "sequence": tally.order,
                "area_id": tally.area,
                "over_time": tally.over_time,
            }
            for tally in catalog.tallies.values()
        ],
        "report_period": [
            {
                "period_id": period.id,
                "year": year,
                "first_day": period.dates(year).first_day,
                "last_day": period.dates(year).last_day,
            }
            for period in catalog.periods.values()
            if period.covers == "days"
            for year in range(plan.baseline_year, plan.last_year + 1)
        ],
        "method": [{"method_id": method.id, "label": method.label} for method in catalog.methods.values()],
        "breakdown_group": [
            {
                "breakdown_id": breakdown.id,
                "breakdown_sequence": breakdown.order,
                "group_id": group.id,
                "name": group.name,
                "sequence": number,
            }
            for breakdown in catalog.breakdowns.values()
            for number, group in enumerate(breakdown.group, 1)
        ],
        "owner": [{"owner_id": owner.id, "name": owner.name} for owner in catalog.owners.values()],
        "task": [
            {
                "task_id": task.id,
                "area_id": task.area,
                "name": task.name,
                "sequence": task.order,
                "owner_id": task.owner or catalog.owner_of_area(task.area),
                "due": task.due,
                "cite": catalog.cited(task.cite),
            }
            for task in catalog.tasks.values()
        ],
        "source": [
            {"source_id": source.id, "title": source.title, "url": source.url} for source in catalog.sources.values()
        ],
    }


def _of_index(index: Index) -> dict[str, Any]:
    return {
        "indicator_id": index.id,
        "name": index.name,
        "short": index.short,
        "sequence": index.order,
        "is_index": True,
        "headline": index.headline,
        "measure_unit": index.unit,
        "measure": index.measure,
        "kind": "rising" if index.headline else "none",
        "operator": ">" if index.headline else None,
        "better": 1,
        "owner_id": index.owner,
        "combine": index.combine,
        "usual_change": index.usual_change,
    }


def _of_target(target: Target) -> dict[str, Any]:
    return {
        "indicator_id": target.id,
        "name": target.name,
        "short": target.short,
        "sequence": target.order,
        "is_index": False,
        "headline": False,
        "area_id": target.area,
        "measure_unit": target.unit,
        "measure": target.measure,
        "kind": target.kind,
        "operator": target.operator,
        "better": -1 if target.operator in ("<", "<=") else 1,
        "due_year": target.due_year,
        "owner_id": target.owner,
        "combine": "none",
        "usual_change": target.usual_change,
    }


def _target_values(catalog: Catalog, target: Target) -> Iterator[dict[str, Any]]:
    """What each version asks in each year of the plan; the latest version begun by then is in force."""
    for year in catalog.years:
        for version in target.version:
            ladder = version.ladder
            yield {
                "indicator_id": target.id,
                "year": year,
                "value": target.asked(version, year, catalog.plan.first_year),
                "from_year": version.from_year,
                "cite": catalog.cited(version.cite),
                "in_force": version is target.in_force(year),
                "ladder_step": ladder and ladder.step,
                "ladder_reading": ladder and ladder.reading,
                "ladder_until": ladder and ladder.until,
            }
