"""The only door to DuckDB: a built file is opened read-only and asked, a new one is built and put in place."""

import json
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import duckdb
from pandas import DataFrame

from cchc_metrics.faults import Fault, FaultsFound, disk_is_full, no_room
from cchc_metrics.store import definitions

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

    def __init__(self, path: Path, connection: duckdb.DuckDBPyConnection | None = None, *,
                 again: Callable[[Path], Path] | None = None) -> None:
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
        _define(connection, rows, definitions.behind(asked))
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


def _define(connection: duckdb.DuckDBPyConnection, rows: Mapping[str, Sequence[Mapping[str, Any]]],
            wanted: frozenset[str] | None = None) -> None:
    tables, views = ([each for each in every if wanted is None or each.name in wanted]
                     for every in (definitions.tables(), definitions.views()))
    connection.execute("begin")
    for table in tables:
        given = json.dumps(rows.get(table.name, ()), default=str, ensure_ascii=False)
        _run(connection, table, {"rows": given})
    for view in views:
        _run(connection, view)
    connection.execute("commit")
    _compare_all(connection, (*tables, *views))


def _run(connection: duckdb.DuckDBPyConnection, definition: definitions.Definition,
         values: Mapping[str, Any] | None = None) -> duckdb.DuckDBPyConnection:
    try:
        return connection.execute(definition.sql, values)
    except duckdb.Error as error:
        error.add_note(f"in {definition.name}.sql")
        raise


def _compare_all(connection: duckdb.DuckDBPyConnection, built: Iterable[definitions.Definition]) -> None:
    real = dict(connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() group by table_name"
    ).fetchall())
    for definition in built:
        _compare(definition, real.get(definition.name, ()))


def _compare(definition: definitions.Definition, real: Sequence[str]) -> None:
    if list(definition.columns) != list(real):
        raise HeaderIsWrong(f"{definition.name}.sql: header {definition.columns}, statement {tuple(real)}")


def _check(connection: duckdb.DuckDBPyConnection) -> None:
    faults = []
    for check in definitions.checks():
        answer = _run(connection, check)
        _compare(check, [column[0] for column in answer.description or ()])
        faults += [Fault(*row) for row in answer.fetchall()]
    if faults:
        raise FaultsFound(faults)
