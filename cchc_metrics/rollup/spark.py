"""Spark counts lists of dossiers by the same statements as DuckDB, for lists that one machine cannot hold.

Everything is a moment without a time zone for DuckDB; here it is the same moment in UTC, so that both reckon alike.
"""

import datetime as dt
import os
import re
import shutil
import warnings
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, reduce
from pathlib import Path
from urllib.parse import unquote
from uuid import uuid4

import duckdb

from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.rollup.dossiers import (
    DAYS,
    FIRST_DAY,
    FORMATS,
    NUMBERS,
    OTHER_WAYS,
    WORDS,
    BrokenFile,
    WrongType,
    half_days,
    statement,
)
from cchc_metrics.rollup.engine import Table, number_lists

# Spark warns of the newest pandas, which it is not asked to use here.
warnings.filterwarnings("ignore", "PySpark does not yet fully support pandas", FutureWarning)
try:
    import sqlglot
    from py4j.protocol import Py4JError
    from pyspark.errors import PySparkException
    from pyspark.sql import Column, DataFrame, SparkSession
    from pyspark.sql import functions as f
except ImportError as error:
    raise FaultError(
        [
            Fault(
                "missing-program",
                "--engine spark",
                "máy này chưa cài Spark",
                "phần mở rộng «spark» của chương trình (khoảng 450 MB) và Java 17 trở lên",
                "chạy «uv run --extra spark cchc rollup … --engine spark …», hoặc bỏ --engine để đếm bằng DuckDB",
            )
        ]
    ) from error

SETTINGS = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.parquet.inferTimestampNTZ.enabled": "true",
    # Lists are known by name: to look for thousands of them with a task each takes longer than to count them.
    "spark.sql.sources.parallelPartitionDiscovery.threshold": "1000000",
    # Many small ones are read by one task.
    "spark.sql.files.openCostInBytes": "131072",
}
# Each part of a form of days as Python and DuckDB name it, as a pattern of its signs and as Spark names it.
PARTS = {
    "%d": (r"\d{1,2}", "d"),
    "%m": (r"\d{1,2}", "M"),
    "%Y": (r"\d{4}", "yyyy"),
    "%H": (r"\d{1,2}", "H"),
    "%M": (r"\d{1,2}", "m"),
    "%S": (r"\d{1,2}", "s"),
    "%I": (r"\d{1,2}", "h"),
    "%p": ("[AP]M", "a"),
    "T": ("T", "'T'"),
}
SPACE_AROUND = r"^[\s\p{Z}]+|[\s\p{Z}]+$"
NUMERIC = re.compile(r"(tiny|small|big)?int|float|double|decimal.*")


class Spark:
    """Counts with Spark: on this machine, or on the cluster that its own settings name."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, out: Path) -> None:
        self._connection, self._out = connection, out
        self._session = _session()

    def count(self, tables: Sequence[Table], months: Collection[dt.date] | None = None) -> None:
        """Add the counts of the lists to `count_of_list`, of these months of receipt only or of all.

        Raises: BrokenFile when a list cannot be read, WrongType for a column that holds things of another type.
        """
        # Beside the counts, because all machines of a cluster see that folder.
        folder = self._out.resolve() / f".spark.{uuid4().hex}"
        try:
            with _as_broken_file():
                self._read(tables)
                counts = self._session.sql(_spark_sql("dossier_months"))
                if months is not None:
                    counts = counts.where(f.col("received_month").isin(*months))
                counts.write.parquet(_address(folder))
            self._take(self._connection.read_parquet(str(folder / "*.parquet")))
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def repeats(self, tables: Sequence[Table]) -> list[tuple[str, str, int, str]]:
        """Unit, code and number of rows of dossiers that have several, with each list that has some of them."""
        with _as_broken_file():
            self._read(tables)
            rows = self._session.sql(_spark_sql("dossier_repeats")).collect()
        return [(row["unit"], row["code"], row["dossiers"], _path(row["list"])) for row in rows]

    def _read(self, tables: Sequence[Table]) -> None:
        texts = [_text(self._source(table), table) for table in tables]
        reduce(DataFrame.unionByName, texts).createOrReplaceTempView("dossier_text")
        self._session.sql(_spark_sql("dossier"))

    def _take(self, counts: duckdb.DuckDBPyRelation) -> None:
        """Add counts in which a list is named by its address."""
        addresses = [address for (address,) in counts.project("list").distinct().order("list").fetchall()]
        first = number_lists(self._connection, [_path(address) for address in addresses])
        counts.create_view("count_of_spark", replace=True)
        self._connection.execute(
            "insert into count_of_list by name select * replace ($first + list_position($addresses, list) - 1 as list)"
            " from count_of_spark",
            {"first": first, "addresses": addresses},
        )

    def _source(self, table: Table) -> DataFrame:
        addresses = [_address(Path(path), exact=True) for path in table.paths]
        if table.separator is None:
            source = self._session.read.parquet(*addresses)
        else:
            source = self._session.read.csv(
                addresses,
                schema=", ".join(f"c{number} string" for number in range(table.width)),
                sep=table.separator,
                header=True,
                quote='"',
                escape='"',
                multiLine=True,
                mode="FAILFAST",
                columnNameOfCorruptRecord="",
            )
        address = f.col("_metadata.file_path")
        folders = {f"folder_{name}": _folder(address, key) for name, key in table.keys.items()}
        return source.select("*", address.alias("address"), *(column.alias(name) for name, column in folders.items()))


def _text(source: DataFrame, table: Table) -> DataFrame:
    """The rows of lists as dossier.sql asks for them, as `dossiers.source_rows` gives them."""
    columns = {**table.columns, **{name: f"folder_{name}" for name in table.keys}}
    types = dict(source.dtypes)
    kinds = {name: types.get(columns.get(name, ""), "void") for name in (*DAYS, *NUMBERS)}
    cells = {name: f.col(f"`{column}`") for name, column in columns.items()}
    texts = [name for name, kind in kinds.items() if kind == "string"]
    # A column of its own for each step: Spark copies an expression to every place that uses it.
    rows = source.withColumns({f"text_{name}": f.regexp_replace(cells[name], SPACE_AROUND, "") for name in texts})
    days = [name for name in texts if name in DAYS]
    rows = rows.withColumns({f"plain_{name}": _plain_moment(f.col(f"text_{name}")) for name in days})
    rows = rows.withColumns({f"hand_{name}": _by_hand(name) for name in days})
    expressions = [f.lit(None).cast("bigint").alias("number"), f.col("address").alias("list")]
    null = f.lit(None)
    for name in WORDS:
        cell = cells.get(name, null)
        # An empty cell of a text is missing.
        word = cell if table.separator is None else f.nullif(cell, f.lit(""))
        expressions.append(word.cast("string").alias(_alias(name)))
    for name, kind in kinds.items():
        text = f.col(f"text_{name}") if name in texts else null
        value = _value(name, cells.get(name, null), kind, columns.get(name))
        expressions.append(value.cast("timestamp" if name in DAYS else "double").alias(_alias(name)))
        expressions.append(text.cast("string").alias(f"{_alias(name)}_text"))
    return rows.select(*expressions)


def _alias(name: str) -> str:
    return name.replace("-", "_")


def _value(name: str, cell: Column, kind: str, column: str | None) -> Column:
    """The moment or number of a cell; missing where the list has no such column or where it stays a text."""
    if column is None:
        return f.lit(None)
    if kind == "string":
        return _moment(name) if name in DAYS else f.lit(None)
    if kind in ("date", "timestamp", "timestamp_ntz") if name in DAYS else NUMERIC.fullmatch(kind):
        return f.from_utc_timestamp(cell, "Asia/Ho_Chi_Minh") if kind == "timestamp" else cell
    raise WrongType(column, kind)


def _plain_moment(text: Column) -> Column:
    """The moment that a text tells in one of the forms; missing when it tells none."""
    moment = _in_forms(text, FORMATS)
    return f.when(moment >= f.lit(FIRST_DAY), moment)


def _by_hand(name: str) -> Column:
    """The text of a day that people write by hand, in the signs of the forms; missing where the day is read already."""
    text = f.col(f"text_{name}")
    for pattern, replacement in OTHER_WAYS:
        text = f.regexp_replace(text, pattern.replace("(?i)", "(?iu)"), re.sub(r"\\(\d)", r"$\1", replacement))
    return f.when(f.isnull(f"plain_{name}"), f.nullif(f.upper(f.regexp_replace(text, SPACE_AROUND, "")), f.lit("")))


def _moment(name: str) -> Column:
    return f.coalesce(f.col(f"plain_{name}"), _in_forms(f.col(f"hand_{name}"), [*FORMATS, *half_days(FORMATS)]))


def _in_forms(text: Column, forms: Sequence[str]) -> Column:
    return f.coalesce(
        *(
            f.when(text.rlike(f"^{_in_form(form, 0)}$"), f.try_to_timestamp(text, f.lit(_in_form(form, 1))))
            for form in forms
        )
    )


def _in_form(form: str, which: int) -> str:
    return re.sub("%?[A-Za-z]", lambda part: PARTS[part[0]][which], form)


def _folder(address: Column, key: str) -> Column:
    """What the folder `key=…` of a list is called behind the sign; the address of a list has its own signs besides."""
    text = f.regexp_extract(address, f"/{key}=([^/]*)/", 1)
    for _ in range(2):
        text = f.url_decode(f.replace(text, f.lit("+"), f.lit("%2B")))
    return f.nullif(text, f.lit(""))


def _address(path: Path, *, exact: bool = False) -> str:
    """The address of a path of this machine, or of a folder that all machines of a cluster have under that path."""
    text = re.sub(r"([\[\]{}*?\\])", r"\\\1", str(path)) if exact else str(path)
    return f"file://{text}"


def _path(address: str) -> str:
    return unquote(re.sub("^file:/*", "/", address))


@cache
def _spark_sql(name: str) -> str:
    """The statement of a .sql file in the words of Spark."""
    return str(sqlglot.transpile(statement(name), read="duckdb", write="spark")[0])


def _session() -> SparkSession:
    """A session of its own; the settings of Spark say where it works, this machine if they say nothing.

    Raises: FaultError when Spark cannot start.
    """
    if "JAVA_HOME" not in os.environ and shutil.which("java") is None:
        raise FaultError([_no_start("máy này chưa có Java")])
    try:
        builder = SparkSession.builder.appName("cchc rollup")
        quiet: Mapping[str, str] = {
            "spark.ui.enabled": "false",
            "spark.ui.showConsoleProgress": "false",
            "spark.log.level": "ERROR",
        }
        session = builder.config(map=dict(quiet)).getOrCreate().newSession()
    except PySparkException as error:
        raise FaultError([_no_start(str(error).splitlines()[0])]) from error
    for name, value in SETTINGS.items():
        session.conf.set(name, value)
    if session.sparkContext.master.startswith("local"):
        # The two hundred parts into which Spark cuts a table are for many machines.
        session.conf.set("spark.sql.shuffle.partitions", str(2 * session.sparkContext.defaultParallelism))
    return session


def _no_start(problem: str) -> Fault:
    return Fault(
        "missing-program",
        "--engine spark",
        f"Spark không chạy được: {problem}",
        "Java 17 trở lên (lệnh java, hoặc biến JAVA_HOME)",
        "cài Java (Debian, Ubuntu: apt install openjdk-17-jre-headless), hoặc bỏ --engine để đếm bằng DuckDB",
    )


@contextmanager
def _as_broken_file() -> Iterator[None]:
    """Raise BrokenFile in place of whatever keeps Spark from reading a list."""
    try:
        yield
    except (PySparkException, Py4JError) as error:
        raise BrokenFile from error
