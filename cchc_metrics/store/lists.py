"""Lists of figures, shipped or kept by the ledger, read by DuckDB in columns; Python reads what is not surely sound.

One line that is not surely sound sends its whole list to Python, which names the fault or takes the line.
"""

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
from duckdb import ColumnExpression, ConstantExpression

from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.store.rows import Rows

SQL = Path(__file__).parents[1] / "sql"
COLUMNS = (
    *("indicator_id", "part_id", "breakdown_id", "group_id", "unit_id", "year", "period_start", "period_end"),
    *("numerator", "denominator", "value", "reported_value", "sample_size", "flag", "method", "reported_rank"),
    *("reported_of", "source_id", "as_of", "note"),
)
REQUIRED = {"indicator_id", "unit_id", "year", "flag", "source_id"}
# Signs that part cells in other lists.
OTHER_SIGNS = (";", "\t", "|")
# So many bytes of lists are looked at in one go.
BATCH = 20_000_000

ORIGINS = """
create or replace temp table list_origin (
    list integer, name varchar, layer varchar, entry integer, unit_id varchar, withdrawn boolean, approval integer
)
"""
UNSOUND = """
select list from figure_of_list join list_origin using (list)
where not is_sound or figure_of_list.unit_id <> list_origin.unit_id
union
select list from figure_of_list
group by list, hash(indicator_id, part_id, breakdown_id, group_id, unit_id, period_start, period_end, as_of)
having count(*) > 1
union
select list from figure_of_list group by list having bool_or(reads_two_ways) and not bool_or(proves_sign)
"""
SOUND = """
insert into observation by name
select
    figure_of_list.* exclude (list, line, is_sound, reads_two_ways, proves_sign), layer, entry, withdrawn, approval,
    concat(name, ', dòng ', line) as place
from figure_of_list
join list_origin using (list)
where not list_contains($unsound, list)
"""


@dataclass(frozen=True)
class FigureList:
    """A text file of figures: its name, layer and entry (0 for one that ships), and what is read of it.

    `text` gives its text, or None when it is not in plain Unicode; without it, or else, `rows` reads line by line.
    """

    name: str
    layer: str
    entry: int
    unit_id: str | None
    withdrawn: bool
    approval: int | None
    text: Callable[[], str | None] | None
    rows: Callable[[], Rows]


def fill(connection: duckdb.DuckDBPyConnection, lists: Sequence[FigureList], folder: Path | None = None) -> list[Rows]:
    """Fill `observation` with the lists that are surely sound; the rows of the others are given, read by Python.

    `folder` holds their lines while they are read.
    Raises: FaultError with every fault of every list.
    """
    if not lists:
        return []
    rest: list[FigureList] = []
    with tempfile.TemporaryDirectory(prefix=".lists.", dir=folder) as scratch:
        for header, batch in _batches(lists, rest):
            rest += _fill(connection, header, batch, Path(scratch) / "lists.csv")
    rows: list[Rows] = []
    faults: list[Fault] = []
    for one in rest:
        try:
            rows.append(one.rows())
        except FaultError as error:
            faults += error.faults
    if faults:
        raise FaultError(faults)
    return rows


def header_of(text: str) -> tuple[str, ...] | None:
    """The columns of a text that any reader parts in the same way; None for any other."""
    first = text.partition("\n")[0].removesuffix("\r")
    header = tuple(first.split(","))
    is_list = len({*header}) == len(header) and {*header} <= {*COLUMNS} and {*header} >= REQUIRED
    return header if is_list and '"' not in text else None


def _batches(
    lists: Sequence[FigureList], rest: list[FigureList]
) -> Iterator[tuple[tuple[str, ...], list[tuple[FigureList, list[str]]]]]:
    """Lists with the same columns, and their lines below the header; those that are no such list go to `rest`."""
    queue: dict[tuple[str, ...], list[tuple[FigureList, list[str]]]] = {}
    sizes: dict[tuple[str, ...], int] = {}
    for one in lists:
        try:
            text = one.text() if one.text else None
        except FaultError:
            text = None
        header = None if text is None else header_of(text)
        if text is None or header is None:
            rest.append(one)
            continue
        lines = text.replace("\r\n", "\n").removesuffix("\n").split("\n")
        commas = len(header) - 1
        # A line with half as many of another sign might let a reader take that one for what parts the cells.
        signs = [sign for sign in OTHER_SIGNS if sign in text]
        if (
            "\r" in lines[-1]
            or len(lines) < 2
            or any(line.count(",") != commas for line in lines)
            or any(2 * line.count(sign) >= commas for sign in signs for line in lines)
        ):
            rest.append(one)
            continue
        queue.setdefault(header, []).append((one, lines[1:]))
        sizes[header] = sizes.get(header, 0) + len(text)
        if sizes[header] > BATCH:
            yield header, queue.pop(header)
            del sizes[header]
    yield from queue.items()


def _fill(
    connection: duckdb.DuckDBPyConnection,
    header: tuple[str, ...],
    batch: Sequence[tuple[FigureList, list[str]]],
    path: Path,
) -> list[FigureList]:
    """Fill with the lists of a batch; those that are not surely sound are given."""
    with path.open("w", encoding="utf-8", newline="") as file:
        for number, (_, lines) in enumerate(batch):
            file.writelines(f"{number},{at},{line}\n" for at, line in enumerate(lines, 2))
    connection.execute(ORIGINS)
    connection.executemany(
        "insert into list_origin values (?, ?, ?, ?, ?, ?, ?)",
        [
            (number, one.name, one.layer, one.entry, one.unit_id, one.withdrawn, one.approval)
            for number, (one, _) in enumerate(batch)
        ],
    )
    types = {"list": "INTEGER", "line": "INTEGER"} | dict.fromkeys(header, "VARCHAR")
    text = connection.read_csv(str(path), header=False, sep=",", columns=types, auto_detect=False, quotechar="")
    nothing = ConstantExpression(None).cast(duckdb.sqltype("VARCHAR"))
    text.select(
        *(ColumnExpression(name) if name in types else nothing.alias(name) for name in ("list", "line", *COLUMNS))
    ).create_view("figure_text", replace=True)
    connection.execute("create or replace temp table figure_of_list as " + _statement(), {"today": today()})
    unsound = [number for (number,) in connection.execute(UNSOUND).fetchall()]
    connection.execute(SOUND, {"unsound": unsound})
    for table in ("figure_of_list", "list_origin"):
        connection.execute("drop table " + table)
    connection.execute("drop view figure_text")
    return [batch[number][0] for number in sorted(unsound)]


@cache
def _statement() -> str:
    return (SQL / "figure_list.sql").read_text(encoding="utf-8")
