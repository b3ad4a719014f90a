"""The .sql files that define the store, and what their headers promise."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

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
def tables() -> tuple[Definition, ...]:
    """The tables that hold what was given; each is filled from one parameter, `rows`."""
    return tuple(map(_read, sorted(SQL.glob("tables/*.sql"))))


@cache
def views() -> tuple[Definition, ...]:
    """What is derived, each after everything that it reads."""
    found = {definition.name: definition for definition in map(_read, sorted(SQL.glob("views/*.sql")))}
    order = TopologicalSorter({name: definition.reads for name, definition in found.items()}).static_order()
    return tuple(found[name] for name in order if name in found)


@cache
def checks() -> tuple[Definition, ...]:
    """Queries that give the guilty rows; the store is sound when every one is empty."""
    return tuple(map(_read, sorted(SQL.glob("checks/*.sql"))))


def behind(names: Iterable[str]) -> frozenset[str]:
    """The tables and views of these names, and all that they and the checks are made of."""
    reads = {definition.name: definition.reads for definition in (*tables(), *views())}
    found: set[str] = set()
    left = [*names, *(name for check in checks() for name in check.reads)]
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
