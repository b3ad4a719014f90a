"""The rows of the store's tables: those of the plan, and lists of figures, shipped or kept; and frames of its answers.

DuckDB reads a list in columns. One line that is not surely sound sends the whole list to Python, which names the fault
or takes the line.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
from duckdb import ColumnExpression, ConstantExpression
from pandas import DataFrame, NaT, StringDtype, array, set_option
from pandas.api.types import infer_dtype
from pandas.arrays import BooleanArray, IntegerArray

from cchc_metrics.days import today
from cchc_metrics.faults import Fault, FaultError

if TYPE_CHECKING:
    from cchc_metrics.catalog import Catalog
    from cchc_metrics.catalog.models import Index, Indicator, Target


Rows = dict[str, list[dict[str, Any]]]

# Text as pandas means it, kept in numpy, in answers and in whatever is made of them: in frames of a page's size Arrow
# takes two to three times as long, and going from one to the other as long again.
set_option("mode.string_storage", "python")
TEXT = StringDtype("python", na_value=float("nan"))


def rows_of(catalog: "Catalog") -> Rows:
    """The rows of every table that comes from the plan, by table."""
    tables = (_of_plan, _of_units, _of_posts, _of_indicators, _of_counts, _of_tasks)
    return {name: rows for table in tables for name, rows in table(catalog).items()}


def _of_plan(catalog: "Catalog") -> Rows:
    """The plan, its years and periods, and where it comes from."""
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
                "decided": plan.decided,
                "present_year": today().year,
            }
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
        "source": [
            {"source_id": source.id, "title": source.title, "url": source.url} for source in catalog.sources.values()
        ],
    }


def _of_units(catalog: "Catalog") -> Rows:
    """Units, areas and posts."""
    return {
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
    }


def _of_posts(catalog: "Catalog") -> Rows:
    """Posts, and who answers for what in the years between the ends of posts."""
    ends = sorted({post.valid_to.year for post in catalog.owners.values() if post.valid_to is not None})
    spans = [
        {"first_year": first, "last_year": last}
        for first, last in zip([0, *(end + 1 for end in ends)], [*ends, 9999], strict=True)
    ]
    tasks = [(task.id, catalog.owners_of_task(task), task.partners) for task in catalog.tasks.values()]
    subjects = [(row.id, row.owners, row.partners) for row in catalog.indicators.values()] + tasks
    return {
        "owner": [
            {"owner_id": owner.id, "name": owner.name, "valid_to": owner.valid_to} for owner in catalog.owners.values()
        ],
        "holder_years": [
            {
                "owner_id": owner,
                **span,
                "holder_id": catalog.post_in(owner, span["first_year"]),
                "holder": catalog.names_in([owner], span["first_year"]),
            }
            for owner in catalog.owners
            for span in spans
        ],
        "post_years": [
            {
                "subject": subject,
                **span,
                "owner_id": catalog.post_in(owners[0], span["first_year"]) if owners else None,
                "owner": catalog.names_in(owners, span["first_year"]) or None,
                "partners": catalog.names_in(partners, span["first_year"]) or None,
            }
            for subject, owners, partners in subjects
            for span in spans
        ],
    }


def _of_indicators(catalog: "Catalog") -> Rows:
    """What is measured: indicators with their parts, targets and breaks."""
    return {
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
    }


def _of_counts(catalog: "Catalog") -> Rows:
    """How it is counted: methods, groups of breakdowns, and tallies."""
    return {
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
        "tally": [
            {
                "tally_id": tally.id,
                "name": tally.name,
                "short": tally.short,
                "sequence": tally.order,
                "area_id": tally.area,
                "over_time": tally.over_time,
                "dossiers": tally.dossiers,
            }
            for tally in catalog.tallies.values()
        ],
    }


def _of_tasks(catalog: "Catalog") -> Rows:
    """What is to be done."""
    return {
        "task": [
            {
                "task_id": task.id,
                "area_id": task.area,
                "name": task.name,
                "sequence": task.order,
                "product": task.product,
                "recurrence": task.every,
                "money": task.money,
                "money_word": task.money_word,
                "due": task.due,
                "cite": catalog.citation(task.cite),
            }
            for task in catalog.tasks.values()
        ],
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
    } | _measure_fields(catalog, index)


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
    } | _measure_fields(catalog, target)


def _measure_fields(catalog: "Catalog", row: "Indicator") -> dict[str, Any]:
    """What an index and a target have in common."""
    return {
        "scale": row.unit,
        "measure_unit": row.measure_unit,
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
                "value": target.requirement(version, year, catalog.plan.first_year),
                "due_year": stage.year if (stage := version.stage_of(year)) else target.due_year,
                "from_year": version.from_year,
                "cite": catalog.citation(version.cite),
                "in_force": version is target.in_force(year),
                "ladder_step": ladder and ladder.step,
                "ladder_reading": ladder and ladder.reading,
                "ladder_until": ladder and ladder.until,
            }


# Read when the program starts, as the other statements of a store are.
LIST_STATEMENT = (Path(__file__).parents[1] / "sql" / "figure_list.sql").read_text(encoding="utf-8")
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


def fill_lists(
    connection: duckdb.DuckDBPyConnection, lists: Sequence[FigureList], folder: Path | None = None
) -> list[Rows]:
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
    null = ConstantExpression(None).cast(duckdb.sqltype("VARCHAR"))
    text.select(
        *(ColumnExpression(name) if name in types else null.alias(name) for name in ("list", "line", *COLUMNS))
    ).create_view("figure_text", replace=True)
    connection.execute("create or replace temp table figure_of_list as " + LIST_STATEMENT, {"today": today()})
    unsound = [number for (number,) in connection.execute(UNSOUND).fetchall()]
    connection.execute(SOUND, {"unsound": unsound})
    for table in ("figure_of_list", "list_origin"):
        connection.execute("drop table " + table)
    connection.execute("drop view figure_text")
    return [batch[number][0] for number in sorted(unsound)]


def frame_of(answer: Mapping[str, Any]) -> DataFrame:
    """The frame of an answer given column by column.

    DuckDB makes the same frame, but takes as long for that as for a quick question.
    """
    return DataFrame({name: _column(values) for name, values in answer.items()}, copy=False)


def _column(values: Any) -> Any:
    """The values of a column as pandas has them; an array of DuckDB has a mask where some are missing."""
    mask, kind = getattr(values, "mask", None), values.dtype.kind
    data = values if mask is None else values.data
    if mask is not None and mask.any():
        if kind in "iub":
            return (BooleanArray if kind == "b" else IntegerArray)(data, mask)
        data[mask] = {"f": float("nan"), "M": NaT.to_datetime64()}.get(kind)
    return array(data, dtype=TEXT) if kind == "O" and infer_dtype(data, skipna=True) == "string" else data
