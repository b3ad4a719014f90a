"""Lists of many dossiers, counted by DuckDB on this machine."""

import datetime as dt
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

import duckdb
from duckdb import ColumnExpression, ConstantExpression, FunctionExpression, StarExpression

from cchc_metrics.rollup.dossiers import CODES, FORMATS, as_broken_file, has_repeats, source_rows, statement

# What dossier_repeats.sql groups by, but for rows that cannot be read.
DOSSIERS = """
select
    hash(
        trim(unit),
        if(contains(code, ' ') or length(code) <> strlen(code), upper(trim(code)), upper(code)),
        received::date
    ) as number
from dossier_text
where code <> '' and received is not null
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


DUPLICATES = "select unit, code, dossiers, name from repeated_dossier join list_name using (list)"
INSERT_NAMES = "insert into list_name select $first + generate_subscripts($names, 1) - 1, unnest($names)"


def number_lists(connection: duckdb.DuckDBPyConnection, names: Sequence[str]) -> int:
    """Number lists after those that have a number, and give the number of the first."""
    ((first,),) = connection.execute("select count(*) from list_name").fetchall()
    connection.execute(INSERT_NAMES, {"first": first, "names": list(names)})
    return int(first)


class DuckDB:
    """Counts with DuckDB on this machine."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, forms: Sequence[str] = FORMATS) -> None:
        self._connection, self._forms = connection, forms

    def count(self, tables: Sequence[Table], months: Collection[dt.date] | None = None) -> None:
        """Add the counts of the lists to `count_of_list`, of these months of receipt only or of all."""
        with as_broken_file():
            self._read(tables)
            counts = self._connection.sql(statement("dossier_months"))
            if months is not None:
                counts = counts.filter(ColumnExpression("received_month").isin(*map(ConstantExpression, months)))
            counts.insert_into("count_of_list")

    def repeats(self, tables: Sequence[Table]) -> list[tuple[str, str, int, str]]:
        """Unit, code and number of rows of dossiers that have several, with each list that has some of them."""
        with as_broken_file():
            self._read(tables)
            # Codes are given once in the country; units that count for themselves are looked through more closely.
            if not all(has_repeats(self._connection, numbers) for numbers in (CODES, DOSSIERS)):
                return []
            self._connection.sql(statement("dossier_repeats")).create_view("repeated_dossier", replace=True)
            return self._connection.execute(DUPLICATES).fetchall()

    def _read(self, tables: Sequence[Table]) -> None:
        texts = [self._text(table, number_lists(self._connection, table.paths)) for table in tables]
        reduce(duckdb.DuckDBPyRelation.union, texts).create_view("dossier_text", replace=True)
        self._connection.execute(statement("dossier"))

    def _text(self, table: Table, first_number: int) -> duckdb.DuckDBPyRelation:
        # DuckDB reads several files at once; its types for Python tell of one only.
        paths: Any = list(table.paths)
        if table.separator is None:
            source = self._connection.read_parquet(paths, filename=True, hive_partitioning=False)
        else:
            source = self._connection.read_csv(
                paths,
                sep=table.separator,
                header=True,
                columns=dict.fromkeys((f"c{number}" for number in range(table.width)), "VARCHAR"),
                auto_detect=False,
                quotechar='"',
                escapechar='"',
                strict_mode=True,
                filename=True,
                hive_partitioning=False,
            )
        folders = {name: f"folder_{name}" for name in table.keys}
        number = FunctionExpression("add", ColumnExpression("file_index"), ConstantExpression(first_number))
        source = source.select(
            StarExpression(),
            number.cast(duckdb.sqltype("INTEGER")).alias("list_number"),
            *(_folder(key).alias(folders[name]) for name, key in table.keys.items()),
        )
        null = ConstantExpression(None).cast(duckdb.sqltype("BIGINT"))
        which = ColumnExpression("list_number")
        return source_rows(source, {**table.columns, **folders}, self._forms, number=null, which=which)


def _folder(key: str) -> duckdb.Expression:
    """What the folder `key=…` of a list is called behind the sign."""
    pattern = ConstantExpression(f"/{key}=([^/]*)/")
    text = FunctionExpression("regexp_extract", ColumnExpression("filename"), pattern, ConstantExpression(1))
    return FunctionExpression("nullif", FunctionExpression("url_decode", text), ConstantExpression(""))
