"""The statements of the .sql files: each table, view and check of the store with what it reads and its columns."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from pathlib import Path

SQL = Path(__file__).parents[1] / "sql"
# Read when the program starts: a program that is replaced while it runs builds no store of half of each.
TEXTS = {path.relative_to(SQL).as_posix(): path.read_text(encoding="utf-8") for path in sorted(SQL.rglob("*.sql"))}


@dataclass(frozen=True)
class Definition:
    """One table, view or check of the store.

    `sql` is its statement, `reads` what it is made of, `needs` the tables without whose rows it has none itself, `row`
    what one row is, `columns` the comment of each column in order, as they stand behind the columns.
    """

    name: str
    sql: str
    reads: tuple[str, ...]
    needs: tuple[str, ...]
    row: str
    columns: Mapping[str, str]


TABLE = re.compile(r"^create table (\w+) \($", re.MULTILINE)
VIEW = re.compile(r"^create (?:table|view) (\w+) as$", re.MULTILINE)
NEEDS = re.compile(r"^-- It has no rows without those of (.+)\.$", re.MULTILINE)
TABLE_COLUMN = re.compile(r"^    (\w+) .* -- (.+)$", re.MULTILINE)


@cache
def table_definitions() -> tuple[Definition, ...]:
    """The tables of schema.sql, in its order; each is filled from the plan or from the ledger."""
    statements = TEXTS["schema.sql"].split(";\n")
    return tuple(
        _definition(name, statement, dict(TABLE_COLUMN.findall(statement)))
        for statement in map(str.strip, statements)
        for name in TABLE.findall(statement)
    )


@cache
def view_definitions() -> tuple[Definition, ...]:
    """The views of sql/views, each after everything that it reads."""
    views = {name: _definition(name, sql, column_comments(sql)) for name, sql in _views().items()}
    order = TopologicalSorter({name: definition.reads for name, definition in views.items()}).static_order()
    return tuple(views[name] for name in order if name in views)


@cache
def check_definitions() -> tuple[Definition, ...]:
    """Queries that give the guilty rows; the store is sound when every one is empty."""
    checks = {path: sql for path, sql in TEXTS.items() if path.startswith("checks/")}
    return tuple(_definition(Path(path).stem, sql, column_comments(sql)) for path, sql in checks.items())


def dependencies(names: Iterable[str]) -> frozenset[str]:
    """The tables and views of these names, and all that they and the checks of any of it are made of."""
    reads = {definition.name: definition.reads for definition in (*table_definitions(), *view_definitions())}
    result: set[str] = set()
    queue = [*names]
    while queue:
        name = queue.pop()
        if name in reads and name not in result:
            result.add(name)
            queue += reads[name]
            queue += (other for check in check_definitions() if name in check.reads for other in check.reads)
    return frozenset(result)


def column_comments(sql: str) -> dict[str, str]:
    """The columns of a statement's own select, in order, with the comments behind them.

    A comment stands on the line on which its column ends: `value -- the value asked`, `end as level, -- …`.
    """
    select = re.search(r"^select$\n((?: .*\n)+)", sql, re.MULTILINE)
    return dict(re.findall(r"(\w+)\"?,? -- (.+)$", select[1], re.MULTILINE)) if select else {}


def _definition(name: str, sql: str, columns: Mapping[str, str]) -> Definition:
    row = re.search(r"^-- (.+)\ncreate |\A-- (.+)\n", sql, re.MULTILINE)
    reads = {*re.findall(r"\b(?:from|join)\s+([a-z_]+)", sql)} & _names()
    needs = tuple(re.findall(r"[a-z_]+", next(iter(NEEDS.findall(sql)), "").replace(" and of ", ", ")))
    return Definition(name, sql, tuple(sorted(reads)), needs, next(filter(None, row.groups())) if row else "", columns)


@cache
def _names() -> frozenset[str]:
    """The names of all tables and views."""
    return frozenset((*TABLE.findall(TEXTS["schema.sql"]), *_views()))


@cache
def _views() -> Mapping[str, str]:
    """The statement of each view by its name; a file holds one, or several small ones of one subject."""
    texts = "\n".join(sql for path, sql in TEXTS.items() if path.startswith("views/"))
    statements = filter(None, map(str.strip, texts.split(";\n")))
    return {VIEW.findall(statement)[0]: f"{statement};\n" for statement in statements}
