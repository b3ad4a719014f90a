"""The only door to DuckDB: a built file is opened read-only and asked, a new one is built and put in place."""

import json
import shutil
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from pandas import DataFrame

from cchc_metrics.faults import Fault, FaultError, disk_is_full, no_room
from cchc_metrics.files import replacement
from cchc_metrics.store.definitions import (
    Definition,
    check_definitions,
    dependencies,
    table_definitions,
    view_definitions,
)
from cchc_metrics.store.rows import FigureList, fill_lists, frame_of

SETTINGS: dict[str, str | bool | int | float | list[str]] = {
    # Nothing is fetched, whatever a query says.
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    # The figures of a plan are few: to share them out takes longer than the work.
    "threads": 1,
}


# What DuckDB does to make a long query quicker takes longer than it saves where the tables of a unit are derived.
PLAIN_PLANS = """
set disabled_optimizers = 'join_order, common_subplan, duplicate_groups, projection_pullup, projection_placement,
    window_self_join, top_n_window_elimination, redundant_order_keys, late_materialization, aggregate_reuse,
    join_filter_pushdown'
"""

# Names of tables and files cannot be bound; those here come from the .sql files and from the program itself.
ATTACH = "attach 'PATH' as built"
DELETE, INSERT = "delete from built.TABLE", "insert into built.TABLE from main.TABLE"
OF_UNITS = " where list_contains($units, unit_id)"
# A row for each table that is not empty: to ask all at once takes less than to empty one that holds nothing.
FILLED = "(select 'SCHEMA', 'TABLE' from SCHEMA.TABLE limit 1)"
# An answer is kept among so many, where it has no more rows.
MOST_ANSWERS, MOST_ROWS = 60, 1000
INSERT_QUERY = "insert into main.TABLE by name "
# The tables that files fill.
HANDED_IN = ("observation", "task_report", "feedback_record")
FIGURES_OF_PROGRAM = "select * from built.TABLE where layer <> 'own' and list_contains($units, unit_id) order by rowid"
# What the plan says of all units.
OF_THE_PLAN = ("plan", "unit")
# What is said of no unit by its id, or of units beside the one that said it.
TOGETHER = ("decision_report", "peer_score")
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
        self._connection = connection or _connection(path)
        self._answers: OrderedDict[tuple[str, str], DataFrame] = OrderedDict()

    def frame(self, sql: str, **values: Any) -> DataFrame:
        """The answer to a query, its named parameters bound to `values`.

        What a store holds does not change, so that its last answers are kept: the parts of a page ask the same.
        """
        question = sql, repr(sorted(values.items()))
        answer = self._answers.pop(question, None)
        if answer is None:
            answer = self._fresh_answer(sql, values)
        if len(answer) <= MOST_ROWS:
            self._answers[question] = answer
            if len(self._answers) > MOST_ANSWERS:
                self._answers.popitem(last=False)
        # The caller may add columns to it.
        return answer.copy(deep=False)

    def _fresh_answer(self, sql: str, values: Mapping[str, Any]) -> DataFrame:
        connection = self._connection
        try:
            return _answer(connection, sql, values)
        except duckdb.Error as error:
            if not _is_damage(error) or not self._rebuilt(connection):
                raise
        return _answer(self._connection, sql, values)

    def _rebuilt(self, connection: duckdb.DuckDBPyConnection) -> bool:
        """True when the file has been made anew since `connection` was opened; that is tried once."""
        with self._lock:
            if self._connection is connection:
                if self._rebuild is None:
                    return False
                rebuild, self._rebuild = self._rebuild, None
                # As long as somebody holds the old file, opening the new one gives the old one.
                connection.close()
                self.path = rebuild(self.path)
                self._connection = _connection(self.path)
            return True

    def rebuilt(self) -> Path:
        """The path of the file made anew, when it turned out to be damaged where it was copied.

        Raises: DamagedStore when nothing can make it anew.
        """
        if not self._rebuilt(self._connection):
            raise DamagedStore(self.path.name)
        return self.path

    def replace_in(self, path: Path, units: Collection[str], names: Collection[str]) -> None:
        """Put what these tables hold of some units here in the place of what they hold in the built file at `path`.

        Nobody else may hold that file. What meetings and superiors said is replaced whole.
        """
        parts = ((name, part) for name in names for part in ("main", "built"))
        questions = [FILLED.replace("SCHEMA", part).replace("TABLE", name) for name, part in parts]
        with self._connection.cursor() as cursor:
            cursor.execute(ATTACH.replace("PATH", str(path).replace("'", "''")))
            try:
                cursor.execute("begin")
                for part, name in cursor.execute(" union all ".join(questions) + " order by all").fetchall():
                    # Of a table that is in both, the rows of the file go first.
                    statement = (DELETE if part == "built" else INSERT).replace("TABLE", name)
                    if name in TOGETHER:
                        cursor.execute(statement)
                    else:
                        cursor.execute(statement + OF_UNITS, {"units": sorted(units)})
                cursor.execute("commit")
                cursor.execute("checkpoint built")
            finally:
                cursor.execute("detach built")

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()


@dataclass(frozen=True)
class Selection:
    """Rows of another store (the schema `built`): for each table of the new one a select with its named values."""

    path: Path
    queries: Mapping[str, tuple[str, Mapping[str, Any]]]


def build_store(
    path: Path,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    figure_lists: Sequence[FigureList] = (),
    selection: Selection | None = None,
) -> None:
    """A checked store of `rows` by table, lists of figures and rows of another store, at `path`.

    When anything fails nothing is there.
    Raises: FaultError with every fault of a list, every row that a check finds guilty, or when there is no room for
    it; ColumnMismatch for a .sql file; DamagedStore when the other store cannot be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with _room_faults(path), replacement(path) as temporary:
        try:
            with duckdb.connect(temporary, config=SETTINGS) as connection:
                _define(connection, rows, figure_lists=figure_lists, folder=path.parent, selection=selection)
                _check(connection)
                # Closing writes what is left, and would not say that it could not.
                connection.execute("checkpoint")
            # A write-ahead log left beside a file that is put in place would empty it or keep it from opening.
            if _log_of(temporary).exists():
                raise RuntimeError(f"{temporary.name} was not closed: its write-ahead log is still there")
        finally:
            _log_of(temporary).unlink(missing_ok=True)


@contextmanager
def _room_faults(path: Path) -> Iterator[None]:
    """Says in words when there is no room to write the file."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if not (isinstance(error, duckdb.IOException) or disk_is_full(error)):
            raise
        raise FaultError([no_room(path.parent.name, error)]) from error


@cache
def _tables_of_units() -> tuple[str, ...]:
    """The tables that hold rows by unit, of the ledger's facts and of what is derived from them."""
    tables = (each for each in (*table_definitions(), *view_definitions()) if f"create table {each.name} " in each.sql)
    return tuple(
        table.name for table in tables if "unit_id" in table.columns and table.name not in (*OF_THE_PLAN, *TOGETHER)
    )


def piece_tables() -> tuple[str, ...]:
    """The tables that `grown_store` takes from a piece; the piece needs no others, nor the views beside them."""
    return (*_tables_of_units(), *TOGETHER)


def grown_store(
    base: Path, path: Path, piece: Store | None, units: Collection[str], names: Collection[str] | None = None
) -> None:
    """A copy of the store at `base`, at `path`, that holds of some units what `piece` holds of them.

    `names` are the tables that can differ, where not all can.

    Raises: FaultError when there is no room for it; DamagedStore when `base` cannot be read.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    with replacement(path) as temporary:
        try:
            shutil.copyfile(base, temporary)
            if piece is not None:
                piece.replace_in(temporary, units, piece_tables() if names is None else names)
        except (duckdb.Error, OSError) as error:
            if disk_is_full(error):
                raise FaultError([no_room(path.parent.name, error)]) from error
            if isinstance(error, OSError) or _is_damage(error):
                raise DamagedStore(base.name) from error
            raise
        finally:
            _log_of(temporary).unlink(missing_ok=True)


def shipped_figures(path: Path, units: Collection[str]) -> Selection:
    """What ships with the program about some units, out of the store at `path`, which has read and checked it."""
    values = {"units": sorted(units)}
    return Selection(path, {table: (FIGURES_OF_PROGRAM.replace("TABLE", table), values) for table in HANDED_IN})


def in_memory_store(
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    names: Iterable[str] | None = None,
    selection: Selection | None = None,
) -> Store:
    """A checked store in memory of `rows` and rows of another store: these tables and what they are made of, or all.

    Raises: FaultError with every row that a check finds guilty; DamagedStore when the other store cannot be read.
    """
    try:
        instance = IDLE.pop()
    except IndexError:
        instance = duckdb.connect(config=SETTINGS)
    try:
        tables = None if names is None else dependencies(names)
        _define(instance, rows, tables, selection=selection)
        _check(instance, tables)
    except BaseException:
        instance.close()
        raise
    return _InMemoryStore(instance)


# DuckDB takes longer to start than to derive most tables, so that an instance is used again when it is empty.
IDLE: list[duckdb.DuckDBPyConnection] = []
MOST_IDLE = 4
ENTRIES = """
select 'drop view ' || view_name from duckdb_views() where not internal
union all
select 'drop table ' || table_name from duckdb_tables()
"""


class _InMemoryStore(Store):
    """A store in memory, alone in its instance of DuckDB."""

    def __init__(self, instance: duckdb.DuckDBPyConnection) -> None:
        super().__init__(Path(":memory:"), instance.cursor())
        self._instance: duckdb.DuckDBPyConnection | None = instance

    def close(self) -> None:
        """Let go of the tables; the instance is kept for the next store."""
        super().close()
        with self._lock:
            instance, self._instance = self._instance, None
        if instance is None:
            return
        try:
            for (statement,) in instance.execute(ENTRIES).fetchall():
                instance.execute(statement)
        except duckdb.Error:
            # A file whose rows could not be replaced is still attached, and its tables are not here.
            instance.close()
            return
        if len(IDLE) < MOST_IDLE:
            IDLE.append(instance)


def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, read_only=True, config=SETTINGS)
    except duckdb.Error as error:
        if not _is_damage(error):
            raise
        raise DamagedStore(path.name) from error


def _answer(connection: duckdb.DuckDBPyConnection, sql: str, values: Mapping[str, Any]) -> DataFrame:
    # One cursor a query: a connection shared by threads gives wrong answers.
    with connection.cursor() as cursor:
        answer = cursor.execute(sql, values).fetchnumpy()
    return frame_of(answer)


def _is_damage(error: duckdb.Error) -> bool:
    # A block that is not what its checksum says is told by an error of no kind of its own.
    return type(error) is duckdb.Error or isinstance(error, DAMAGE)


def _log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def _define(
    connection: duckdb.DuckDBPyConnection,
    rows: Mapping[str, Sequence[Mapping[str, Any]]],
    names: frozenset[str] | None = None,
    figure_lists: Sequence[FigureList] = (),
    folder: Path | None = None,
    selection: Selection | None = None,
) -> None:
    tables, views = (
        [each for each in every if names is None or each.name in names]
        for every in (table_definitions(), view_definitions())
    )
    connection.execute(PLAIN_PLANS)
    connection.execute("begin")
    for table in tables:
        _run(connection, table)
    shapes = _shapes(connection, tables)

    def put_in(rows: Mapping[str, Sequence[Mapping[str, Any]]]) -> None:
        for table in tables:
            if rows.get(table.name):
                _fill(connection, table.name, rows[table.name], *shapes[table.name])

    put_in(rows)
    if selection is not None:
        _take_over(connection, selection, names)
    # Lists are checked against the plan, which is there by now.
    for rest in fill_lists(connection, figure_lists, folder):
        put_in(rest)
    _derive(connection, views)
    connection.execute("commit")
    if selection is not None:
        connection.execute("detach built")
    _compare_all(connection, (*tables, *views))


# The statement that makes a derived table without rows, by the one that derives it: it is the same in every store.
EMPTY_TABLES: dict[str, str] = {}


def _derive(connection: duckdb.DuckDBPyConnection, views: Collection[Definition]) -> None:
    """Make what is derived. To plan a query takes longer than its rows, so one that can give none is not asked."""
    sources = {need for view in views for need in view.needs} - {view.name for view in views}
    questions = [FILLED.replace("SCHEMA", "main").replace("TABLE", name) for name in sorted(sources)]
    full = {name for _, name in connection.execute(" union all ".join(questions)).fetchall()} if questions else set()
    for view in views:
        if view.sql in EMPTY_TABLES and not full.issuperset(view.needs):
            connection.execute(EMPTY_TABLES[view.sql])
        elif [count for (count,) in _run(connection, view).fetchall() if count]:
            full.add(view.name)


def _take_over(connection: duckdb.DuckDBPyConnection, selection: Selection, names: frozenset[str] | None) -> None:
    try:
        connection.execute(ATTACH.replace("PATH", str(selection.path).replace("'", "''")) + " (read_only)")
        for table, (query, values) in selection.queries.items():
            if names is None or table in names:
                connection.execute(INSERT_QUERY.replace("TABLE", table) + query, values)
    except duckdb.Error as error:
        if not _is_damage(error) or disk_is_full(error):
            raise
        raise DamagedStore(selection.path.name) from error


# Of each table: the type of each column as JSON, and the columns in order, those with a default as `coalesce`.
SHAPES = """
select
    table_name,
    json_group_object(column_name, data_type),
    string_agg(
        case
            when column_default is null then column_name
            else format('coalesce({}, {})', column_name, column_default)
        end,
        ', ' order by column_index
    )
from duckdb_columns()
group by table_name
"""
# The shape of a table by its statement: it is the same in every store.
TABLE_SHAPES: dict[str, tuple[str, str]] = {}


def _shapes(connection: duckdb.DuckDBPyConnection, tables: Collection[Definition]) -> Mapping[str, tuple[str, str]]:
    """The structure and the values of each table by its name, as SHAPES gives them."""
    if any(table.sql not in TABLE_SHAPES for table in tables):
        real = {name: (structure, values) for name, structure, values in connection.execute(SHAPES).fetchall()}
        TABLE_SHAPES.update((table.sql, real[table.name]) for table in tables)
    return {table.name: TABLE_SHAPES[table.sql] for table in tables}


# One column for each key of a row, of the type that the structure names.
FILL = "insert into TABLE select VALUES from (select unnest(from_json($rows, $structure), max_depth := 2))"


def _fill(
    connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Mapping[str, Any]], structure: str, values: str
) -> None:
    """Put rows into a table; its shape is that of SHAPES."""
    # Names and defaults come from schema.sql.
    connection.execute(
        FILL.replace("TABLE", table).replace("VALUES", values),
        {"rows": json.dumps(rows, default=str, ensure_ascii=False), "structure": f"[{structure}]"},
    )


# To parse the statements of a store takes a sixth of its build, so each is parsed once.
STATEMENTS: dict[str, duckdb.Statement] = {}


def _run(connection: duckdb.DuckDBPyConnection, definition: Definition) -> duckdb.DuckDBPyConnection:
    try:
        if definition.sql not in STATEMENTS:
            [STATEMENTS[definition.sql]] = connection.extract_statements(definition.sql)
        return connection.execute(STATEMENTS[definition.sql])
    except duckdb.Error as error:
        error.add_note(f"in {definition.name}")
        raise


# Of each table its columns, and these with their types, as they stand in the statement that makes it without rows.
COLUMNS = """
select table_name, list(column_name order by column_index),
    string_agg(format('"{}" {}', column_name, data_type), ', ' order by column_index)
from duckdb_columns()
group by table_name
"""
# What a statement makes is the same in every store, so each is held against its comments once.
CONSISTENT: set[tuple[str, tuple[str, ...]]] = set()


def _compare_all(connection: duckdb.DuckDBPyConnection, definitions: Collection[Definition]) -> None:
    statements = {(one.sql, tuple(one.columns)) for one in definitions}
    if statements <= CONSISTENT:
        return
    real = {name: (columns, types) for name, columns, types in connection.execute(COLUMNS).fetchall()}
    for definition in definitions:
        columns, types = real.get(definition.name, ((), ""))
        _compare(definition, columns)
        if definition.needs:
            EMPTY_TABLES[definition.sql] = f"create table {definition.name} ({types})"
    CONSISTENT.update(statements)


def _compare(definition: Definition, real: Sequence[str]) -> None:
    if list(definition.columns) != list(real):
        raise ColumnMismatch(f"{definition.name}: comments {tuple(definition.columns)}, statement {tuple(real)}")


def _check(connection: duckdb.DuckDBPyConnection, names: frozenset[str] | None = None) -> None:
    """Make the checks of what there is; `names` are its tables and views, None for all."""
    faults = []
    for check in check_definitions():
        if names is not None and names.isdisjoint(check.reads):
            continue
        answer = _run(connection, check)
        _compare(check, [column[0] for column in answer.description or ()])
        faults += [Fault(*row) for row in answer.fetchall()]
    if faults:
        raise FaultError(faults)
