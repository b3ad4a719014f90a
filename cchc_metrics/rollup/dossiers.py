"""A list with a row a dossier, held by DuckDB: counted by field, channel and state, its faulty rows named."""

import datetime as dt
import re
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from duckdb import (
    CaseExpression,
    CoalesceOperator,
    ColumnExpression,
    ConstantExpression,
    Expression,
    FunctionExpression,
)
from pandas import DataFrame, Series

SQL = Path(__file__).parents[1] / "sql" / "rollup"
WORDS = ("unit", "code", "field", "channel", "status")
DAYS = ("received", "due", "done", "returned", "stopped")
NUMBERS = ("supplements", "supplement-days", "limit-days")
FORMATS = [
    "%d/%m/%Y",
    "%d/%m/%Y %H:%M",
    "%d/%m/%Y %H:%M:%S",
    "%Y-%m-%d",
    "%Y-%m-%d %H:%M",
    "%Y-%m-%d %H:%M:%S",
    "%Y-%m-%dT%H:%M:%S",
    "%H:%M %d/%m/%Y",
    "%H:%M:%S %d/%m/%Y",
]
# What programs set to American days write; never mixed with the days above in one list.
MONTH_FIRST = [form.replace("%d/%m/%Y", "%m/%d/%Y") for form in FORMATS]
FIRST_DAY = dt.datetime(1900, 1, 1)  # noqa: DTZ001 - a list tells the clock of its office
# What else people write, and how it is written in one of the forms: «'05.01.24», «8h30 ngày 05/01/2024», «9:05 SA».
OTHER_WAYS = (
    (r"(?i)\s*SA$", " AM"),
    (r"(?i)\s*CH$", " PM"),
    (r"(?i)(\d)\s*(?:h|giờ)\s*(\d{2})(?:\s*phút)?", r"\1:\2"),
    (r"(?i)[\s,]*ngày\s*", " "),
    (r"(?i)\s*(?:tháng|năm)\s*", "/"),
    (r"^[\s'\x{A0}\x{200B}]+|[\s\x{A0}\x{200B}]+$", ""),
    (r"(^|\s)(\d{1,2})[.-](\d{1,2})[.-](\d{2}|\d{4})($|\s)", r"\1\2/\3/\4\5"),
    # A year of two digits is one of 2015 to 2039: «24/01/05» begins with its year, and is not of 2005.
    (r"(^|\s)(\d{1,2}/\d{1,2})/(1[5-9]|[23]\d)($|\s)", r"\1\2/20\3\4"),
)
# The largest day of a month in the list: above 12 it proves which number is the day.
LARGEST_DAY = """
select greatest(
    max(day(received)), max(day(due)), max(day(done)), max(day(returned)), max(day(stopped))
) as day, count(distinct received::date) as days
from dossier
"""
# «h17.01» and «H17.01 » are one code. Only codes with a space or a letter beyond ASCII can need trimming, which costs
# more than the rest of the comparison.
CODES = """
select hash(if(contains(code, ' ') or length(code) <> strlen(code), upper(trim(code)), upper(code))) as number
from dossier_text
where code <> ''
"""
# The first row of each field, channel and state, as the list writes them.
FIRST = """select coalesce(field, '') as field, coalesce(channel, '') as channel, coalesce(status, '') as status,
    min(number) as number
from dossier
group by all
order by number
"""

# Codes that more than one row has: the second row that has it, and the first.
REPEATS = """
select list_sort(list(number))[2] as number, arg_min(code, number) as code, min(number) as first
from dossier
where trim(code) <> ''
group by upper(trim(code))
having count(*) > 1
order by number
limit $most
"""
# What is noted beside dossiers without an end, with the first row that has each note; `note` holds them by number.
OPEN_NOTES = """
select note, coalesce(status, '') as status, min(number) as number, arg_min(code, number) as code, count(*) as dossiers
from dossier join note using (number)
where note <> '' and coalesce(done, returned, stopped) is null
group by note, status
order by number
"""
# Columns with what people note of a dossier; without a column of states, what the first of them says is the state.
NOTES = ("outcome", "note", "reason")
REMARKS = ("without_end", "doubtful", "unreadable")
# Nothing is fetched, whatever a file is; memory is bounded, and what does not fit goes to the disk.
OFFLINE: dict[str, str | bool | int | float | list[str]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "memory_limit": "2GB",
}
NUMERIC = re.compile(r"U?(TINY|SMALL|BIG|HUGE)?INT(EGER)?|FLOAT|DOUBLE|DECIMAL.*")


class BrokenFile(Exception):
    """The file cannot be read: the line where reading stopped, if that is known."""

    def __init__(self, line: int | None = None) -> None:
        self.line = line
        super().__init__(f"line {line}")


class WrongType(Exception):
    """A column of the file holds things of another type than its name says."""

    def __init__(self, column: str, kind: str) -> None:
        self.column, self.kind = column, kind
        super().__init__(f"{column}: {kind}")


@dataclass(frozen=True)
class GroupCounts:
    """The dossiers of one field, channel and state as the list writes them: how many there are of each outcome.

    Outcomes are those of dossier_counts.sql. Beside them stand carried_over and received_now of the dossiers that
    count, and each of REMARKS that is true.
    """

    field: str
    channel: str
    status: str
    counts: Mapping[str, int]


@dataclass(frozen=True)
class Faulty:
    """A row that cannot be counted: its number from 1, the code of the dossier, what is wrong, what is written."""

    number: int
    code: str
    problem: str
    text: str


@dataclass(frozen=True)
class OpenNote:
    """What is noted beside dossiers of a state that have no end, and the first of them: its number from 1, its code."""

    note: str
    status: str
    number: int
    code: str | None
    dossiers: int


class Dossiers:
    """A list of dossiers that can be counted; its columns are named by what they hold (code, field, status, …)."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, source: duckdb.DuckDBPyRelation, columns: Mapping[str, int]
    ) -> None:
        self._source, self._columns = source, columns
        self._connection = connection
        self.read_days(FORMATS)

    def read_days(self, forms: Sequence[str]) -> None:
        """Read the days of the list as they are written in these forms; the day stands first until this is called."""
        rows = self._source.row_number("over ()", "*")
        columns = {name: rows.columns[at] for name, at in self._columns.items()}
        columns = {"status": columns["outcome"], **columns} if "outcome" in columns else columns
        number, which = ColumnExpression(rows.columns[-1]), ConstantExpression(None).cast(duckdb.sqltype("INTEGER"))
        text = source_rows(rows, columns, forms, number=number, which=which)
        # Texts are read once, whatever is asked of the list; columns with types are quicker read again than copied.
        if any(str(kind) != "VARCHAR" for kind in self._source.types):
            text.create_view("dossier_text", replace=True)
        else:
            with as_broken_file():
                self._connection.execute("drop table if exists dossier_text")
                text.create("dossier_text")
        self._connection.execute(statement("dossier"))

    def group_counts(self, first_day: dt.date, last_day: dt.date) -> list[GroupCounts]:
        """The counts of the period by field, channel and state as they are written."""
        by_words: dict[tuple[str, str, str], Counter[str]] = {}
        for row in self._ask(statement("dossier_counts"), first_day=first_day, last_day=last_day):
            names = [row["outcome"], *(name for name in REMARKS if row[name])]
            if row["outcome"] not in ("never", "outside"):
                names.append("carried_over" if row["carried_over"] else "received_now")
            counts = by_words.setdefault((row["field"] or "", row["channel"] or "", row["status"] or ""), Counter())
            counts.update(dict.fromkeys(names, row["dossiers"]))
        return [GroupCounts(*words, counts) for words, counts in by_words.items()]

    def has(self, name: str) -> bool:
        """True when the list has a column that holds this."""
        return name in self._columns

    def largest_day(self) -> tuple[int, int]:
        """The largest day of a month that the list holds, and of how many different days dossiers were received."""
        row = self._ask(LARGEST_DAY)[0]
        return row["day"] or 0, row["days"] or 0

    def first(self) -> dict[tuple[str, str, str], int]:
        """The first row of each field, channel and state, from 1."""
        return {(row["field"], row["channel"], row["status"]): row["number"] for row in self._ask(FIRST)}

    def faulty(
        self, *, not_received: Sequence[str], withdrawn: Sequence[str], ended: Sequence[str], most: int
    ) -> list[Faulty]:
        """The first rows that cannot be counted, in their order, given the states that mean each thing."""
        states = {"not_received": list(not_received), "withdrawn": list(withdrawn), "ended": list(ended)}
        rows = self._ask(statement("dossier_faults"), **states, has_field=self.has("field"), most=most)
        return [Faulty(row["number"], row["code"] or "", row["problem"], row["text"] or "") for row in rows]

    def duplicates(self, most: int) -> list[tuple[int, str, int]]:
        """Row, code and first row of dossiers that stand in the list more than once."""
        if not has_repeats(self._connection, CODES):
            return []
        return [(row["number"], row["code"] or "", row["first"]) for row in self._ask(REPEATS, most=most)]

    def without_code(self) -> int:
        """How many rows have no code, so that nobody can say whether one of them stands there twice."""
        return int(self._ask("select count(*) as n from dossier where coalesce(trim(code), '') = ''")[0]["n"])

    def open_notes(self) -> list[OpenNote]:
        """What is noted beside dossiers without an end, in the order of the first row that has each note."""
        rows = self._source.row_number("over ()", "*")
        names = NOTES if self.has("status") else NOTES[1:]
        columns = [rows.columns[self._columns[name]] for name in names if self.has(name)]
        if not columns:
            return []
        texts = [ColumnExpression(column).cast(duckdb.sqltype("VARCHAR")) for column in columns]
        note = FunctionExpression("concat_ws", ConstantExpression("; "), *texts)
        rows.select(ColumnExpression(rows.columns[-1]).alias("number"), note.alias("note")).create_view("note")
        return [OpenNote(**row) for row in self._ask(OPEN_NOTES)]

    def rejects(self) -> list[int]:
        """The lines of a text file that have more or fewer cells than its header, or quotes that do not close."""
        if not self._connection.execute("from duckdb_tables() where table_name = 'reject_errors'").fetchall():
            return []
        return [row["line"] for row in self._ask("select distinct line from reject_errors order by line")]

    def _ask(self, sql: str, **values: Any) -> list[dict[str, Any]]:
        with as_broken_file():
            answer = self._connection.execute(sql, values)
            columns = [column[0] for column in answer.description or ()]
            return [dict(zip(columns, row, strict=True)) for row in answer.fetchall()]


@contextmanager
def of_text(data: bytes, *, separator: str, header: int, width: int, columns: Mapping[str, int]) -> Iterator[Dossiers]:
    """The list in a text file in UTF-8 of so many columns, below its header line (counted from 1)."""
    with _file(data, ".csv") as (connection, path):
        names = dict.fromkeys((f"c{number}" for number in range(width)), "VARCHAR")
        yield Dossiers(
            connection,
            connection.read_csv(
                str(path),
                sep=separator,
                header=False,
                skiprows=header,
                columns=names,
                auto_detect=False,
                quotechar='"',
                escapechar='"',
                strict_mode=True,
                store_rejects=True,
            ),
            columns,
        )


@contextmanager
def of_parquet(data: bytes, columns_of: Callable[[Sequence[str]], Mapping[str, int]]) -> Iterator[Dossiers]:
    """The list in a Parquet file; `columns_of` tells what its columns hold, by their names.

    Raises: BrokenFile; WrongType for a column that holds things of another type.
    """
    with _file(data, ".parquet") as (connection, path):
        try:
            with as_broken_file():
                source = connection.read_parquet(str(path))
        except duckdb.Error as error:
            raise BrokenFile from error
        names = columns_of(source.columns)
        # What a damaged list holds is partly looked at already when it is given its names.
        with as_broken_file():
            dossiers = Dossiers(connection, source, names)
        yield dossiers


@contextmanager
def of_cells(rows: Sequence[Sequence[str]], columns: Mapping[str, int]) -> Iterator[Dossiers]:
    """The list on a sheet, every cell as text."""
    with duckdb.connect(config=OFFLINE) as connection:
        yield Dossiers(connection, connection.from_df(DataFrame(rows, dtype="str")), columns)


@contextmanager
def _file(data: bytes, kind: str) -> Iterator[tuple[duckdb.DuckDBPyConnection, Path]]:
    with (
        tempfile.TemporaryDirectory() as folder,
        duckdb.connect(config={**OFFLINE, "temp_directory": folder}) as connection,
    ):
        # A moment that a file tells by the clock of the world counts on the day it was in Vietnam.
        connection.execute("set TimeZone = 'Asia/Ho_Chi_Minh'")
        path = Path(folder) / f"list{kind}"
        path.write_bytes(data)
        yield connection, path


@cache
def statement(name: str) -> str:
    """The statement of a .sql file of the roll-up."""
    return (SQL / f"{name}.sql").read_text(encoding="utf-8").rstrip().removesuffix(";")


def has_repeats(connection: duckdb.DuckDBPyConnection, numbers: str) -> bool:
    """True when two rows have one number, which means that two dossiers are the same or only have the same hash.

    A hash that two dossiers share, or a code of spaces alone, only makes the lists be looked through more closely.
    """
    with as_broken_file():
        answer = connection.execute(numbers).fetchnumpy()
    # Sorting numbers takes a tenth of the time that DuckDB needs to count different texts.
    number = Series(answer["number"]).to_numpy(copy=True)
    number.sort()
    return bool((number[1:] == number[:-1]).any())


@contextmanager
def as_broken_file() -> Iterator[None]:
    """Raise BrokenFile in place of whatever keeps DuckDB from reading the file."""
    try:
        yield
    except (
        duckdb.InvalidInputException,
        duckdb.IOException,
        duckdb.ConversionException,
        duckdb.OutOfMemoryException,
        duckdb.SerializationException,
        duckdb.InternalException,
    ) as error:
        raise _broken_file(error) from error
    except duckdb.Error as error:
        # What the Parquet reader says of damaged pages is of no kind of its own; a fault of ours is.
        if type(error) is not duckdb.Error:
            raise
        raise _broken_file(error) from error
    except RuntimeError as error:
        # The words of the reader are sometimes bytes of the damaged file, which Python cannot take as text.
        if "conversion error" not in str(error):
            raise
        raise BrokenFile from error


def _broken_file(error: duckdb.Error) -> BrokenFile:
    match = re.search(r"Line: (\d+)", str(error))
    return BrokenFile(int(match[1]) if match else None)


def source_rows(
    source: duckdb.DuckDBPyRelation,
    columns: Mapping[str, str],
    forms: Sequence[str],
    *,
    number: Expression,
    which: Expression,
) -> duckdb.DuckDBPyRelation:
    """The rows of lists as dossier.sql asks for them; `columns` names the column of a list that holds each thing.

    `number` is that of a row in its list, `which` that of its list.
    Raises: WrongType for a column that holds things of another type.
    """
    types = {name: str(kind) for name, kind in zip(source.columns, source.types, strict=True)}
    expressions = [number.alias("number"), which.alias("list")]
    for name in (*WORDS, *DAYS, *NUMBERS):
        expressions += _columns(name, columns.get(name), types, forms)
    return source.select(*expressions)


def _columns(name: str, column: str | None, types: Mapping[str, str], forms: Sequence[str]) -> Iterator[Expression]:
    """What the list holds under one name; days and numbers once read and once as they are written."""
    alias, null = name.replace("-", "_"), ConstantExpression(None)
    kind = "VARCHAR" if name in WORDS else "TIMESTAMP" if name in DAYS else "DOUBLE"
    if column is None:
        yield null.cast(duckdb.sqltype(kind)).alias(alias)
    elif name in WORDS:
        yield ColumnExpression(column).cast(duckdb.sqltype(kind)).alias(alias)
        return
    elif types[column] == "VARCHAR":
        # A dash in place of a day or a number says that there is none.
        text = FunctionExpression(
            "nullif", FunctionExpression("trim", ColumnExpression(column)), ConstantExpression("-")
        )
        moment = _moment(text, forms) if name in DAYS else null
        yield moment.cast(duckdb.sqltype(kind)).alias(alias)
        yield text.alias(f"{alias}_text")
        return
    elif not (types[column].startswith(("TIMESTAMP", "DATE")) if name in DAYS else NUMERIC.fullmatch(types[column])):
        raise WrongType(column, types[column])
    else:
        yield ColumnExpression(column).cast(duckdb.sqltype(kind)).alias(alias)
    if name not in WORDS:
        yield null.cast(duckdb.sqltype("VARCHAR")).alias(f"{alias}_text")


def _moment(text: Expression, forms: Sequence[str]) -> Expression:
    """The moment that a text tells in one of the forms, else as people write it by hand, which takes longer."""
    plain = FunctionExpression("try_strptime", text, ConstantExpression(list(forms)))
    by_hand = text
    for pattern, replacement in OTHER_WAYS:
        words = (pattern, replacement, "g")
        by_hand = FunctionExpression("regexp_replace", by_hand, *map(ConstantExpression, words))
    by_hand = FunctionExpression("trim", by_hand)
    other = FunctionExpression("try_strptime", by_hand, ConstantExpression([*forms, *half_days(forms)]))
    # «05/01/24» is of no year 24.
    is_likely = plain >= ConstantExpression(FIRST_DAY)
    return CoalesceOperator(CaseExpression(is_likely, plain), CaseExpression(text != ConstantExpression(""), other))


def half_days(forms: Sequence[str]) -> list[str]:
    """The forms with hours of half a day that stand beside forms of days."""
    return [form.replace("%H", "%I") + " %p" for form in forms if "%H" in form and not form.startswith("%H")]
