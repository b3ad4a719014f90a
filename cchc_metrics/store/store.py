"""The only door to DuckDB: a built file is opened read-only and asked, a new one is built and put in place."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path
from threading import Lock
from typing import TYPE_CHECKING, Any

import duckdb
from pandas import DataFrame

from cchc_metrics.faults import Fault, FaultsFound, disk_is_full, no_room
from cchc_metrics.files import replacement

if TYPE_CHECKING:
    # The plan is not loaded to ask a store that is built already.
    from cchc_metrics.catalog import Catalog
    from cchc_metrics.catalog.models import Index, Measured, Target, Task

SQL = Path(__file__).parents[1] / "sql"


@dataclass(frozen=True)
class Definition:
    """One table, view or check of the store.

    `sql` is its statement, `reads` what it is made of, `row` what one row is, `columns` the comment of each column in
    order, as they stand behind the columns.
    """

    name: str
    sql: str
    reads: tuple[str, ...]
    row: str
    columns: Mapping[str, str]


TABLE = re.compile(r"^create table (\w+) \($", re.MULTILINE)
TABLE_COLUMN = re.compile(r"^    (\w+) .* -- (.+)$", re.MULTILINE)


@cache
def table_definitions() -> tuple[Definition, ...]:
    """The tables of schema.sql, in its order; each is filled from the plan or from the ledger."""
    statements = (SQL / "schema.sql").read_text(encoding="utf-8").split(";\n")
    return tuple(
        _definition(name, statement, dict(TABLE_COLUMN.findall(statement)))
        for statement in map(str.strip, statements)
        for name in TABLE.findall(statement)
    )


@cache
def view_definitions() -> tuple[Definition, ...]:
    """The views of sql/views, each after everything that it reads."""
    views = {definition.name: definition for definition in map(_of_select, sorted(SQL.glob("views/*.sql")))}
    order = TopologicalSorter({name: definition.reads for name, definition in views.items()}).static_order()
    return tuple(views[name] for name in order if name in views)


@cache
def check_definitions() -> tuple[Definition, ...]:
    """Queries that give the guilty rows; the store is sound when every one is empty."""
    return tuple(map(_of_select, sorted(SQL.glob("checks/*.sql"))))


def dependencies(names: Iterable[str]) -> frozenset[str]:
    """The tables and views of these names, and all that they and the checks are made of."""
    reads = {definition.name: definition.reads for definition in (*table_definitions(), *view_definitions())}
    result: set[str] = set()
    left = [*names, *(name for check in check_definitions() for name in check.reads)]
    while left:
        name = left.pop()
        if name in reads and name not in result:
            result.add(name)
            left += reads[name]
    return frozenset(result)


def column_comments(sql: str) -> dict[str, str]:
    """The columns of a statement's own select, in order, with the comments behind them.

    A comment stands on the line on which its column ends: `value -- the value asked`, `end as level, -- …`.
    """
    select = re.search(r"^select$\n((?: .*\n)+)", sql, re.MULTILINE)
    return dict(re.findall(r"(\w+)\"?,? -- (.+)$", select[1], re.MULTILINE)) if select else {}


def _of_select(path: Path) -> Definition:
    sql = path.read_text(encoding="utf-8")
    return _definition(path.stem, sql, column_comments(sql))


def _definition(name: str, sql: str, columns: Mapping[str, str]) -> Definition:
    row = re.search(r"^-- (.+)\ncreate |\A-- (.+)\n", sql, re.MULTILINE)
    reads = {*re.findall(r"\b(?:from|join)\s+([a-z_]+)", sql)} & _names()
    return Definition(name, sql, tuple(sorted(reads)), next(filter(None, row.groups())) if row else "", columns)


@cache
def _names() -> frozenset[str]:
    """The names of all tables and views."""
    tables = TABLE.findall((SQL / "schema.sql").read_text(encoding="utf-8"))
    return frozenset((*tables, *(path.stem for path in SQL.glob("views/*.sql"))))


SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Nothing is fetched, whatever a query says.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # The figures of a plan are few: to share them out takes longer than the work.
    "threads": 1,
}


DAMAGE = (duckdb.IOException, duckdb.SerializationException, duckdb.InternalException, duckdb.FatalException)


class ColumnMismatch(Exception):
    """The comments of a .sql file name other columns than its statement gives."""


class DamagedStore(Exception):
    """The file is not a DuckDB file that can be read."""


class Store:
    """A built DuckDB file, held read-only, or one in memory; safe to ask from several threads at once."""

    def __init__(
        self,
        path: Path,
        connection: duckdb.DuckDBPyConnection | None = None,
        *,
        rebuild: Callable[[Path], Path] | None = None,
    ) -> None:
        """Open the file; `rebuild` makes it anew when a part of it turns out to be damaged only once it is read.

        Raises: DamagedStore when it cannot be opened.
        """
        self.path = path
        self._rebuild = rebuild
        self._lock = Lock()
        self._connection = connection or _opened(path)

    def frame(self, sql: str, **values: Any) -> DataFrame:
        """The answer to a query, its named parameters bound to `values`."""
        used = self._connection
        try:
            return _answer(used, sql, values)
        except duckdb.Error as error:
            if not _is_damage(error) or not self._rebuilt(used):
                raise
        return _answer(self._connection, sql, values)

    def _rebuilt(self, used: duckdb.DuckDBPyConnection) -> bool:
        """True when the file has been made anew since `used` was opened; that is tried once."""
        with self._lock:
            if self._connection is used:
                if self._rebuild is None:
                    return False
                rebuild, self._rebuild = self._rebuild, None
                # As long as somebody holds the old file, opening the new one gives the old one.
                used.close()
                self.path = rebuild(self.path)
                self._connection = _opened(self.path)
            return True

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


def build_store(path: Path, rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
    """A checked store of `rows` by table, at `path`; when anything fails nothing is there.

    Raises: FaultsFound with every row that a check finds guilty, or when there is no room for it; ColumnMismatch for a
    .sql file.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        with replacement(path) as temporary:
            try:
                with duckdb.connect(temporary, config=SETTINGS) as connection:
                    _define(connection, rows)
                    _check(connection)
                    # Closing writes what is left, and would not say that it could not.
                    connection.execute("checkpoint")
                # A write-ahead log left beside a file that is put in place would empty it or keep it from opening.
                if _log_of(temporary).exists():
                    raise RuntimeError(f"{temporary.name} was not closed: its write-ahead log is still there")
            finally:
                _log_of(temporary).unlink(missing_ok=True)
    except duckdb.Error as error:
        if not (isinstance(error, duckdb.IOException) or disk_is_full(error)):
            raise
        raise FaultsFound([no_room(path.parent.name, error)]) from error


def in_memory_store(rows: Mapping[str, Sequence[Mapping[str, Any]]], names: Iterable[str]) -> Store:
    """A checked store of `rows` in memory, with these tables and views and what they are made of.

    Raises: FaultsFound with every row that a check finds guilty.
    """
    connection = duckdb.connect(config=SETTINGS)
    try:
        _define(connection, rows, dependencies(names))
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
        raise DamagedStore(path.name) from error


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
    names: frozenset[str] | None = None,
) -> None:
    tables, views = (
        [each for each in every if names is None or each.name in names]
        for every in (table_definitions(), view_definitions())
    )
    connection.execute("begin")
    for table in tables:
        _run(connection, table)
        _fill(connection, table, rows.get(table.name, ()))
    for view in views:
        _run(connection, view)
    connection.execute("commit")
    _compare_all(connection, (*tables, *views))


COLUMNS = """
select column_name, data_type, column_default
from duckdb_columns()
where table_name = $table
order by column_index
"""
# One column for each key of a row, of the type that the structure names.
ROWS = "select unnest(from_json($rows, $structure), max_depth := 2)"


def _fill(connection: duckdb.DuckDBPyConnection, table: Definition, rows: Sequence[Mapping[str, Any]]) -> None:
    if not rows:
        return
    columns = connection.execute(COLUMNS, {"table": table.name}).fetchall()
    values = {
        "rows": json.dumps(rows, default=str, ensure_ascii=False),
        "structure": json.dumps([{name: kind for name, kind, _ in columns}]),
    }
    connection.sql(ROWS, params=values).select(
        *(
            duckdb.ColumnExpression(name)
            if default is None
            else duckdb.CoalesceOperator(duckdb.ColumnExpression(name), duckdb.SQLExpression(default)).alias(name)
            for name, _, default in columns
        )
    ).insert_into(table.name)


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
        raise ColumnMismatch(f"{definition.name}: comments {tuple(definition.columns)}, statement {tuple(real)}")


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    faults = []
    for check in check_definitions():
        answer = _run(connection, check)
        _compare(check, [column[0] for column in answer.description or ()])
        faults += [Fault(*row) for row in answer.fetchall()]
    if faults:
        raise FaultsFound(faults)


Rows = dict[str, list[dict[str, Any]]]


def rows_of(catalog: "Catalog") -> Rows:
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
                "parent_id": unit.parent,
                "valid_from": unit.valid_from,
                "valid_to": unit.valid_to,
                "successor_id": unit.successor,
            }
            for unit in catalog.units.values()
        ],
        "unit_level": [
            {"level": level.id, "name": level.name, "sequence": level.order, "peers": level.peers}
            for level in catalog.levels.values()
        ],
        "area": [{"area_id": area.id, "name": area.name, "sequence": area.order} for area in catalog.areas.values()],
        "indicator": [_of_index(catalog, index) for index in catalog.indices.values()]
        + [_of_target(catalog, target) for target in catalog.targets.values()],
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
        "yearly_report": [
            {"year": year, "due": period.dates(year).due}
            for period in [period for period in catalog.periods.values() if period.covers == "year"][:1]
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
                **_posts_of(catalog, task),
                "product": task.product,
                "recurrence": task.every,
                "money": task.money,
                "money_word": task.money_word,
                "due": task.due,
                "cite": catalog.cited(task.cite),
            }
            for task in catalog.tasks.values()
        ],
        "source": [
            {"source_id": source.id, "title": source.title, "url": source.url} for source in catalog.sources.values()
        ],
    }


def _posts_of(catalog: "Catalog", task: "Task") -> dict[str, Any]:
    first = task.owner or catalog.owner_of_area(task.area)
    return {
        "owner_id": first,
        "owners": catalog.owner_names([*([first] if first else []), *task.joint]) or None,
        "partners": catalog.owner_names(task.partners) or None,
    }


def _of_index(catalog: "Catalog", index: "Index") -> dict[str, Any]:
    return {
        "indicator_id": index.id,
        "name": index.name,
        "short": index.short,
        "sequence": index.order,
        "is_index": True,
        "headline": index.headline,
        "measure": index.measure,
        "kind": "rising" if index.headline else "none",
        "operator": ">" if index.headline else None,
        "better": 1,
        "combine": index.combine,
        "usual_change": index.usual_change,
    } | _of_measured(catalog, index)


def _of_target(catalog: "Catalog", target: "Target") -> dict[str, Any]:
    return {
        "indicator_id": target.id,
        "name": target.name,
        "short": target.short,
        "sequence": target.order,
        "is_index": False,
        "headline": False,
        "area_id": target.area,
        "measure": target.measure,
        "kind": target.kind,
        "operator": target.operator,
        "better": -1 if target.operator in ("<", "<=") else 1,
        "over_time": target.over_time,
        "combine": "none",
        "usual_change": target.usual_change,
    } | _of_measured(catalog, target)


def _of_measured(catalog: "Catalog", row: "Measured") -> dict[str, Any]:
    """What an index and a target have in common."""
    return {
        "measure_unit": row.measure_unit,
        "owner_id": row.owner,
        "owners": catalog.owner_names(row.owners),
        "partners": catalog.owner_names(row.partners) or None,
        "bound_levels": row.levels or (catalog.plan.level,),
        "bound_units": row.units,
        "adds_up": row.adds_up,
        "minimum": row.least,
        "maximum": row.largest,
    }


def _target_values(catalog: "Catalog", target: "Target") -> Iterator[dict[str, Any]]:
    """What each version asks in each year of the plan; the latest version begun by then is in force."""
    for year in catalog.years:
        for version in target.version:
            ladder = version.ladder
            yield {
                "indicator_id": target.id,
                "year": year,
                "value": target.asked(version, year, catalog.plan.first_year),
                "due_year": stage.year if (stage := version.stage_of(year)) else target.due_year,
                "from_year": version.from_year,
                "cite": catalog.cited(version.cite),
                "in_force": version is target.in_force(year),
                "ladder_step": ladder and ladder.step,
                "ladder_reading": ladder and ladder.reading,
                "ladder_until": ladder and ladder.until,
            }
