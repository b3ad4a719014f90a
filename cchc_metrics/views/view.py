"""What one block of a screen, a slide or a document says: a picture, the rows behind it, and where they come from.

The HTML that the screens and the published site share is in templates/pieces.html; what comes from data is escaped
there.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from operator import itemgetter
from pathlib import Path
from typing import Any, Literal, TypeVar

import pandas as pd
from jinja2 import BytecodeCache, Environment, FileSystemLoader, StrictUndefined
from jinja2.bccache import Bucket
from pandas import DataFrame, Series

from cchc_metrics.catalog import Catalog
from cchc_metrics.charts.look import Size
from cchc_metrics.text import feedback_words, formats, ledger_words, words
from cchc_metrics.text.rows import VerdictRow, records
from cchc_metrics.text.sentence import figure


@dataclass(frozen=True)
class ViewRequest:
    """The filters of a view.

    unit, year: of the figures. area: id, all areas without it. indicator: id of an index or a target.
    from_year, to_year: the ends of a change or of a comparison; to_year: the last of a series. breakdown: id, for
    figures by group.
    units, indicators: the series of a comparison; indexed: each from 100 in a common base year.
    peer: id of a second unit, drawn as a thin line. owner, state: of tasks and decisions; on: the reference day of
    decisions. order: of the rows of a table that sorts by its heads. as_known, approved_only: which store the view is
    made from; the caller passes that store. public: for everyone to read, so that nothing is said of few people.
    """

    unit: str
    year: int
    area: str | None = None
    indicator: str | None = None
    from_year: int | None = None
    to_year: int | None = None
    breakdown: str | None = None
    units: tuple[str, ...] = ()
    indicators: tuple[str, ...] = ()
    indexed: bool = False
    as_known: dt.date | None = None
    approved_only: bool = False
    public: bool = False
    owner: str | None = None
    state: str | None = None
    on: dt.date | None = None
    peer: str | None = None
    order: str | None = None


@dataclass(frozen=True)
class View:
    """A picture or the reason why there is none, the rows behind it, and lines that belong beneath it.

    title: of the block. rows: those of the metric, unrounded. text: the picture in words, or why there is none.
    draw: the chart for a size, None where there is nothing to draw. notes: lines beneath it. source: a line.
    origin_rows: the figures behind `rows`, where these do not say themselves where they come from.
    narrow: the columns for which a screen has room; a file has all. others: the rows of other units that the table has
    below those of the picture, by `unit_name`; nothing is said of them beyond their figures. sorts: the columns by
    which the table sorts, each with the name of that order.
    """

    title: str
    rows: DataFrame
    text: str = ""
    draw: Callable[[Size], Any] | None = None
    notes: tuple[str, ...] = field(default=())
    source: str = ""
    origin_rows: DataFrame | None = None
    narrow: tuple[str, ...] = field(default=())
    others: DataFrame | None = None
    sorts: Mapping[str, str] = field(default_factory=dict)

    @property
    def table_rows(self) -> DataFrame:
        """The rows of the table: those of the picture, then those of other units."""
        if self.others is None:
            return self.rows
        return pd.concat([self.rows.astype(object), self.others.astype(object)], ignore_index=True)

    @property
    def mark(self) -> str | None:
        """The words that mark illustrative figures, where any of the rows is one."""
        rows_with_mark = self.table_rows if "mark" in self.rows or self.origin_rows is None else self.origin_rows
        return next(iter(rows_with_mark["mark"].dropna()), None) if "mark" in rows_with_mark else None


Line = TypeVar("Line")


def orders(names: Iterable[str]) -> list[str]:
    """What an address may ask for of a table that sorts by these names; "-" before a name turns its order round."""
    return [sign + name for name in names for sign in ("", "-")]


def in_order(rows: Iterable[Line], keys: Mapping[str, Callable[[Line], Any]], order: str) -> list[Line]:
    """The rows by the key that an order names; those without a value come last either way."""
    key = keys[order.removeprefix("-")]
    pairs = [(key(row), row) for row in rows]
    present = [pair for pair in pairs if not formats.is_missing(pair[0])]
    unknown = [row for value, row in pairs if formats.is_missing(value)]
    return [row for _, row in sorted(present, key=itemgetter(0), reverse=order.startswith("-"))] + unknown


def sort_coverage(rows: DataFrame, order: str) -> DataFrame:
    """The rows of `targets.coverage_rows` by name, post, the day of the newest figure, or a year: missing first."""
    states = [*reversed(words.COVERAGE_STATES)]
    groups: list[DataFrame] = [group for _, group in rows.groupby("indicator_id", sort=False)]
    keys: dict[str, Callable[[DataFrame], Any]] = {
        "ten": lambda group: group["short"].iloc[0].casefold(),
        "phu-trach": lambda group: group["owner"].iloc[0],
        "moi-nhat": newest_day,
    }
    for year in map(int, rows["year"].unique()):
        of_year = rows[rows["year"] == year].set_index("indicator_id")["covered"].map(states.index)
        keys[str(year)] = lambda group, of_year=of_year: of_year.get(group["indicator_id"].iloc[0])  # type: ignore[misc]
    sequence = in_order(groups, keys, order)
    return pd.concat(sequence) if sequence else rows


def newest_day(rows: DataFrame) -> Any:
    """The newest day of which some figures tell, None without one."""
    # A form carries no data date: its counts are those of the last day of its period.
    return max(rows["as_of"].fillna(rows["period_end"]).dropna(), default=None)


def sources(catalog: Catalog, rows: DataFrame) -> str:
    """Where rows come from and the newest day on which they were known; empty when no row says."""
    if "source_id" not in rows or rows["source_id"].isna().all():
        return ""
    titles = _after_one_another(source.title for source in catalog.sources_of(rows["source_id"]))
    newest = max(rows["as_of"].dropna(), default=None) if "as_of" in rows else None
    as_of = "" if newest is None else f" · số liệu ngày {formats.day(newest)}"
    return f"{words.SOURCE}: {'; '.join(titles)}{as_of}"


def _after_one_another(titles: Iterable[str]) -> list[str]:
    """The titles of sources in a line: the words before a colon that the title before begins with stand once."""
    result, before = [], ""
    for title in titles:
        kind, colon, rest = title.partition(": ")
        result.append(rest if colon and kind == before else title)
        before = kind if colon else ""
    return result


# The columns that name posts, several of them parted by a semicolon.
POSTS = ("owner", "partners", "who", "post", "helpers", "answers")


def with_posts_of_day(rows: DataFrame, catalog: Catalog, day: dt.date) -> DataFrame:
    """The rows with those who have the work on a day: no work is that of a post which has ended."""
    columns = [column for column in POSTS if column in rows]
    names = {name: catalog.posts_shown(name, day) for column in columns for name in rows[column].dropna().unique()}
    return rows.assign(**{column: rows[column].map(names).astype(object) for column in columns}) if columns else rows


def breaks(rows: DataFrame, series: str = "") -> tuple[str, ...]:
    """Each year that is not comparable with the year before, with what changed.

    Where the rows are of several series, `series` is the column with their names: the note says whose year it is.
    """
    whose: dict[tuple[int, str, str], list[str]] = {}
    for row in records(rows[rows["break_title"].notna()], dict[str, Any]):
        change = (row["year"], row["break_title"], row["break_reason"])
        whose.setdefault(change, []).append(f" {row[series]}" if series else "")
    return tuple(
        f"Năm {year}{','.join(names)} không so với năm trước: {title} ({reason})."
        for (year, title, reason), names in whose.items()
    )


def doubts(rows: DataFrame) -> tuple[str, ...]:
    """What the marks of a line mean, where it has them: hollow points, whiskers."""
    figures = rows[rows["value"].notna()]
    parts = [
        ("Chấm rỗng, nét đứt: số chưa chính thức.", figures["flag"].ne("final").any()),
        ("Vạch đứng qua chấm: khoảng tin cậy 95 % của khảo sát.", figures["margin_below"].notna().any()),
    ]
    return tuple(words for words, is_present in parts if is_present)


def value_list(rows: Iterable[VerdictRow], name: Literal["name", "short", "year"]) -> str:
    """Every row of a picture with its value, for those who do not see it."""
    return "; ".join(f"{row[name]}: {figure(row)}" for row in rows)


HEADINGS = ledger_words.DECISION_COLUMNS | words.COLUMNS | words.TALLY_COLUMNS | feedback_words.COLUMNS
CODES = words.CODES | {"state": ledger_words.DECISION_STATES}
# What is in the unit of an indicator, and what is a share whatever the indicator is.
MEASURES = ("value", "target", "previous", "from_value", "to_value", "reported_value")
MEASURE_HEADINGS = {HEADINGS[column] for column in (*MEASURES, "change")}
SHARES = {HEADINGS[column] for column in ("indexed", "share", *feedback_words.SHARES)}


def table(catalog: Catalog, view: View, *, narrow: bool = False) -> DataFrame:
    """The rows of a view under Vietnamese headings, codes as words; columns in which no row says anything left out.

    `narrow` keeps the columns for which a screen has room.
    """
    columns = view.narrow if narrow else tuple(HEADINGS)
    rows = view.table_rows
    frame = rows[[column for column in HEADINGS if column in rows and column in columns]].copy()
    for column, codes in CODES.items():
        if column in frame:
            frame[column] = frame[column].map(codes)
    if "measure_unit" in rows:
        for column in {*MEASURES, "maximum"} & {*frame}:
            pairs = zip(frame[column], rows["measure_unit"], strict=True)
            frame[column] = Series([_answer(cell, unit) for cell, unit in pairs], frame.index, object).infer_objects()
        if "change" in frame:
            # From no to yes is no number.
            frame["change"] = frame["change"].mask(rows["measure_unit"].map(_has_answers).astype(bool))
    if "measure_unit" in frame:
        frame["measure_unit"] = [formats.scale(unit).name for unit in frame["measure_unit"]]
    if "source_id" in frame:
        frame["source_id"] = [
            "; ".join(source.title for source in catalog.sources_of([cell])) or None for cell in frame["source_id"]
        ]
    if "entry" in frame:
        frame["entry"] = [words.SHIPPED if number == 0 else str(number) for number in frame["entry"]]
    return frame.dropna(axis="columns", how="all").rename(columns=HEADINGS)


def _has_answers(unit: str) -> bool:
    return formats.scale(unit).answers is not None


def _answer(cell: Any, unit: str) -> Any:
    """A yes or no in the words of its unit, as everywhere else; any other figure as the number that it is."""
    return formats.value(cell, unit) if _has_answers(unit) and not formats.is_missing(cell) else cell


def decimals(rows: DataFrame, unit: str | None) -> list[int | None]:
    """The decimals of the measures of each row, the same for all of one indicator; None where a row has no unit.

    They are those of the unit, as everywhere else, and more where two figures of one thing would read alike.
    `unit` is that of rows that do not name their own.
    """
    lines = records(rows, dict[str, Any])
    keys = [(str(row.get("indicator_id")), row.get("measure_unit", unit)) for row in lines]
    figures: dict[tuple[Any, ...], list[Any]] = {}
    for key, row in zip(keys, lines, strict=True):
        of_one = *key, row.get("part_id"), row.get("group_id")
        figures.setdefault(of_one, []).extend(row.get(column) for column in MEASURES)
    digits: dict[tuple[Any, ...], int] = {}
    for (indicator, measured_in, *_), of in figures.items():
        if measured_in is not None:
            key = indicator, measured_in
            digits[key] = max(digits.get(key, 0), formats.distinct_digits(of, measured_in))
    return [digits.get(key) for key in keys]


def cell_text(cell: Any, heading: str = "", digits: int | None = None) -> str:
    """One cell in words: numbers as Vietnamese readers write them, nothing for what is missing.

    A measure has `digits` decimals, what is asked no idle zeros; any other number has those that it needs.
    """
    if formats.is_missing(cell):
        return ""
    if isinstance(cell, bool):
        return words.YES if cell else words.NO
    if isinstance(cell, float):
        if heading in SHARES:
            digits = formats.scale("percent").digits
        elif heading == HEADINGS["target"] and digits is not None:
            digits = min(digits, _digits_of(cell))
        elif heading not in MEASURE_HEADINGS:
            digits = None
        # In no unit, because the table names it in a column of its own; a difference is never printed as zero.
        return formats.value(cell, "ratio", against=[0], digits=_digits_of(cell) if digits is None else digits)
    return formats.day(cell) if hasattr(cell, "strftime") else str(cell)


def _digits_of(number: float) -> int:
    """The decimals of a number without idle zeros, when it is rounded to four."""
    four = Decimal(str(number)).quantize(Decimal("0.0001"), ROUND_HALF_UP).normalize()
    return max(-int(four.as_tuple().exponent), 0)


TEMPLATES = Path(__file__).parent / "templates"


class CompiledTemplates(BytecodeCache):
    """The compiled templates of this process: each site and each page would compile them anew."""

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket, when its template was compiled before from the same text."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds."""
        self._code[bucket.key] = bucket.bytecode_to_string()


TEMPLATE_CACHE = CompiledTemplates()


def environment(*folders: Path) -> Environment:
    """A Jinja environment that knows the shared pieces, and the templates of further folders."""
    jinja = Environment(
        loader=FileSystemLoader([*folders, TEMPLATES]),
        bytecode_cache=TEMPLATE_CACHE,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    jinja.globals |= {"words": words, "formats": formats, "level": words.LEVELS}
    jinja.filters |= {"is_missing": formats.is_missing}
    return jinja


def piece(name: str, *values: Any, **keywords: Any) -> str:
    """The HTML of a macro of pieces.html: status, tile, areas, heat; its parameters stand there.

    Raises: AttributeError for a piece that is not there.
    """
    return str(getattr(_pieces(), name)(*values, **keywords))


@cache
def _pieces() -> Any:
    return environment().get_template("pieces.html").module
