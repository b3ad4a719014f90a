"""The head of a table of targets: where it stands, what its columns hold, and which rows are figures of the plan."""

import datetime as dt
import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import FaultError
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.numbers import Unreadable, count
from cchc_metrics.intake.periods import Days, is_near, period_above, period_around, period_in_name
from cchc_metrics.intake.sheets import FARTHEST, Sheet
from cchc_metrics.intake.tables import YEARS, is_label, is_number, is_numbering, plain
from cchc_metrics.intake.target_measures import NUMBERING, are_counts, is_share_of
from cchc_metrics.intake.title_units import units_in
from cchc_metrics.text.letters import fold, search_key

FIGURES = ("numerator", "denominator", "value", "sample_size", "reported_rank", "reported_of")
YEAR = re.compile(r"(?<![\d/])((?:19|20)\d{2})(?![\d/])")

# A header has at most so many lines.
DEEPEST = 3
# A part of a year, or the whole, over a column: «Quý I», «6 tháng đầu năm», «Thực hiện 11 tháng», «Cả năm».
SPAN = re.compile(
    r"(?<![a-z0-9])(?:(?:quy|q) ?(?:iv|i{1,3}|[1-4])|(?:thang|t) ?(?:1[0-2]|0?[1-9])"
    r"|(?:1[0-2]|0?[1-9]|sau|chin|muoi mot) thang(?: (?:dau|cuoi)(?: nam)?)?|(?:ca|nua|nua dau|nua cuoi) nam"
    r"|(?:luy ke|cong don)(?: tu dau nam)?(?! (?:den|\d|quy|thang|chin|sau))|trong (?:ky|quy|thang|nam)"
    r"|ky (?:nay|bao cao)"
    r"|(?:tinh )?den (?:het )?(?:ngay |thang )?\d{1,2}(?:/\d{1,2})?)(?![a-z0-9])"
    r"(?:\s*[/,-]?\s*(?:nam )?(?P<year>(?:19|20)\d\d))?(?!\d)"
)
ESTIMATE_COLUMN = re.compile(r"(?<![a-z])uoc(?![a-z])")
# So many days a period of a kind has, at the least and at the most.
LENGTHS = {"thang": (27, 31), "quy": (80, 95), "nam": (330, 366)}
# «Trong kỳ», «Kỳ báo cáo»; «Lũy kế từ đầu năm» is the period of a title that begins with the year.
WITHIN, CUMULATIVE = re.compile(r"trong |ky (?:nay|bao cao)"), re.compile(r"luy ke|cong don")

Column = tuple[str, int | None]


@cache
def target_words() -> Mapping[str, frozenset[str]]:
    """The words over the columns by what they mean, folded, from target_words.toml."""
    text = Path(__file__).with_name("target_words.toml").read_text(encoding="utf-8")
    return {kind: frozenset(map(bare, ways)) for kind, ways in tomllib.loads(text).items()}


@cache
def _kinds() -> Mapping[str, str]:
    apart = ("aside", "percent", "unused", "limits", "expected", "over", "short", "total", "met", "done")
    return {word: kind for kind, ways in target_words().items() if kind not in apart for word in ways}


def bare(words: str) -> str:
    """Folded words without signs; signs alone, such as «%», stay."""
    return search_key(words) or fold(words)


@dataclass(frozen=True)
class TargetSheet:
    """A table on a sheet: the row of its header, its columns by what they mean and their year, and the words unread.

    `first` and `header` are the first and the last line of the header.
    `unproven` are the words of two columns of counts and a share that no row shows to be that of the counts.
    `apart` are the columns of figures of other periods and other communes, which are not read.
    """

    sheet: Sheet
    first: int
    header: int
    columns: Mapping[Column, int]
    twice: Sequence[str]
    unread: Sequence[str]
    unproven: Sequence[str] = ()
    apart: "Apart | None" = None

    def cell(self, at: int, kind: str, year: int | None = None) -> Any:
        """What stands in a row below the column of a kind, that of the year first; "" where there is none."""
        column = self.columns.get((kind, year))
        # Where columns name several years, one that names none is of no year.
        if column is None and (kind not in FIGURES or len(self.years) == 1):
            column = self.columns.get((kind, None))
        row = self.sheet.rows[at]
        return row[column] if column is not None and column < len(row) else ""

    def text(self, at: int, kind: str) -> str:
        """A cell as words; a whole number without a decimal sign."""
        cell = self.cell(at, kind)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return plain(cell) if cell not in ("", None) else ""

    def place(self, at: int, kind: str, year: int | None = None) -> str:
        """The cell of a row below the column of a kind."""
        return self.sheet.cell(at, self.columns.get((kind, year), self.columns.get((kind, None), 0)))

    @property
    def years(self) -> Sequence[int | None]:
        """The years that the columns of figures name; None where none does."""
        return sorted({year for _, year in self.columns if year}) or [None]

    @property
    def has_counts(self) -> bool:
        """True when it has columns of both counts."""
        return {"numerator", "denominator"} <= {kind for kind, _ in self.columns}

    @property
    def body(self) -> Iterator[int]:
        """The rows below the header that have a name, without numbers of columns."""
        for at in range(self.header + 1, len(self.sheet.rows)):
            if self.text(at, "name") and not is_numbering([plain(cell) for cell in self.sheet.rows[at]]):
                yield at

    def has_figure(self, at: int) -> bool:
        """True when a row holds something below a column of figures."""
        years = self.years
        return any(str(self.cell(at, kind, year)).strip() not in ("", "-", "–") for kind in FIGURES for year in years)


@dataclass(frozen=True)
class Apart:
    """What the columns of figures say of periods and communes.

    `periods` and `communes` are the words of the columns of others. `has_period` and `has_commune` are false where no
    column is of the table's own; then the others stand for them, to be told and not to be stored. `days` are those of
    a period that only the columns name.
    """

    periods: Sequence[str] = ()
    communes: Sequence[str] = ()
    has_period: bool = True
    has_commune: bool = True
    days: Days | None = None


def target_sheet(
    sheet: Sheet, catalog: Catalog, unit_id: str | None = None, answer: Days | None = None
) -> TargetSheet | None:
    """The table of targets on a sheet; None where no row is named as one of the plan, and no columns are of counts.

    Of columns of several periods those of the title count, else those of the `answer`; of several communes, the unit's.
    """
    if sheet.is_hidden:
        return None
    for at in range(min(len(sheet.rows), FARTHEST)):
        cells, last = _header(sheet, at)
        cells, apart = _own_cells(cells, sheet, at, catalog, (unit_id, answer))
        columns, twice, unread = _columns(cells)
        counts = {} if any(kind in FIGURES[:2] for kind, _ in columns) else _counts_of(cells)
        unproven = [cells[each] for three in counts.values() for each in three]
        if any(is_share_of(sheet.rows[last + 1 :], *three) for three in counts.values()):
            columns |= {
                (kind, year): at for year, three in counts.items() for kind, at in zip(FIGURES, three, strict=False)
            }
            twice, unread = ([words for words in each if words not in unproven] for each in (twice, unread))
            unproven = []
        wholes = {} if counts else _wholes_of(cells, columns, sheet.rows[last + 1 :])
        for year, each in wholes.items():
            columns |= {("numerator", year): columns.pop(("value", year)), ("denominator", year): each}
            unread = [words for words in unread if words != cells[each]]
        kinds = {kind for kind, _ in columns}
        if "name" not in kinds or not ({"numerator", "denominator"} <= kinds or "value" in kinds):
            continue
        table = TargetSheet(sheet, at, last, columns, twice, unread, unproven, apart)
        names = names_of(catalog)
        if any(
            key_of(table.text(row, "name")) in names or (table.has_counts and table.has_figure(row))
            for row in table.body
        ):
            return table
    return None


def _counts_of(cells: Sequence[str]) -> Mapping[int | None, Sequence[int]]:
    """The columns «Số đạt», «Tổng số», «Tỷ lệ» of each year; none where a year does not have one of each."""
    result = dict[int | None, list[tuple[int, int]]]()
    for at, cell in enumerate(cells):
        years = YEAR.findall(cell)
        key = bare(YEAR.sub(" ", cell) if years else cell)
        for which, kind in enumerate(("met", "total", "percent")):
            if cell and key in target_words()[kind] and len(years) < 2:
                result.setdefault(int(years[0]) if years else None, []).append((which, at))
    whole = all([which for which, _ in sorted(three)] == [0, 1, 2] for three in result.values())
    return {year: [at for _, at in sorted(three)] for year, three in result.items()} if whole else {}


def _wholes_of(
    cells: Sequence[str], columns: Mapping[Column, int], rows: Sequence[Sequence[Any]]
) -> Mapping[int | None, int]:
    """The columns «Tổng» by year beside «Thực hiện», where the rows show that these are counts and those their wholes.

    All columns of values or none: a header that means counts in one year does so in the others.
    """
    words, result = target_words(), dict[int | None, int]()
    values = {year: at for (kind, year), at in columns.items() if kind == "value"}
    for at, cell in enumerate(cells):
        years = [int(year) for year in YEAR.findall(cell)]
        year = years[0] if len(years) == 1 else None
        if bare(YEAR.sub(" ", cell)) in words["total"] and year in values and year not in result:
            result[year] = at
    done = all(bare(YEAR.sub(" ", cells[at])) in words["done"] for at in values.values())
    pairs = [
        (row[at], row[result[year]])
        for year, at in values.items()
        if year in result
        for row in rows
        if len(row) > max(at, result[year])
    ]
    numbers = [(over, under) for over, under in pairs if is_number(over) and is_number(under)]
    with suppress(Unreadable):
        counts = [(count(over) or 0, count(under) or 0) for over, under in numbers]
        is_share = all(under in (0, 1, 100) for _, under in counts)
        if (
            done
            and counts
            and not is_share
            and result.keys() == values.keys()
            and all(over <= under for over, under in counts)
            and are_counts(counts)
        ):
            return result
    return {}


def _header(sheet: Sheet, at: int) -> tuple[list[str], int]:
    """The words over the columns of a header of up to three lines, and its last line."""
    cells = [plain(cell) if isinstance(cell, str) or plain(cell) in YEARS else "" for cell in sheet.rows[at]]
    names = [column for column, words in enumerate(cells) if _kinds().get(search_key(words)) == "name"]
    last = at
    while names and last + 1 < min(at + DEEPEST, len(sheet.rows)):
        below = sheet.rows[last + 1]
        if not _goes_on(cells, below, names):
            break
        cells = _joined(cells, [plain(cell) for cell in below])
        last += 1
    return cells, last


def _goes_on(cells: Sequence[str], below: Sequence[Any], names: Sequence[int]) -> bool:
    """True for a line of the header that stands below others: without a name, words alone, some below wider words."""
    words = {column: plain(cell) for column, cell in enumerate(below) if plain(cell)}
    if not words or any(column in words for column in names) or is_numbering([plain(cell) for cell in below]):
        return False
    if any(_kinds().get(search_key(text)) in FIGURES for text in words.values()):
        return True
    is_inner = any(column >= len(cells) or not cells[column] for column in words)
    return len(words) > 1 and is_inner and all(is_label(below[column]) for column in words)


def _joined(upper: Sequence[str], lower: Sequence[str]) -> list[str]:
    """The words of two lines of a header as those of one.

    «Năm 2024» over «Tử số» gives it its year, «Số liệu» nothing; other words stay before it: «Năm trước Tử số».
    """
    cells: list[str] = []
    over = ""
    for column in range(max(len(upper), len(lower))):
        above, below = (line[column] if column < len(line) else "" for line in (upper, lower))
        over = above or over
        years = YEAR.findall(over)
        span = _written(over, match) if (match := SPAN.search(fold(over))) else " ".join(years)
        bare = " ".join(YEAR.sub(" ", search_key(SPAN.sub(" ", fold(over)))).split())
        is_plain = bare in target_words()["over"] or (bool(span) and bare in ("", "nam"))
        cells.append(above if not below else f"{below} {span}".strip() if is_plain else f"{over} {below}")
    return cells


def days_above(sheet: Sheet, header: int, catalog: Catalog) -> Days | None:
    """The days that the title of a table, the name of its sheet or its file says; None where none does.

    Raises: FaultError where they say two periods.
    """
    plan = tuple(catalog.periods.values())
    place = period_above(sheet, header, plan) or period_around(sheet, plan)
    if place is not None:
        return place[0], place[1]
    title = (plain(cell) for row in sheet.rows[:header] for cell in row if isinstance(cell, str) and cell)
    for text in (*title, sheet.name, sheet.file):
        years = set(YEAR.findall(text.replace("_", " ")))
        if len(years) == 1 and "/" not in text:
            only = int(years.pop())
            return dt.date(only, 1, 1), dt.date(only, 12, 31)
    return None


def _own_cells(
    cells: Sequence[str], sheet: Sheet, at: int, catalog: Catalog, about: tuple[str | None, Days | None]
) -> tuple[list[str], Apart | None]:
    """The words over the columns without the periods and communes in them, "" over those of others."""
    unit_id, title = about
    result, others, has_commune = _of_commune(cells, sheet, at, catalog, unit_id)
    spans = {column: match for column, words in enumerate(result) if (match := _span_over(words))}
    if not spans:
        return result, Apart(communes=others, has_commune=has_commune) if others else None
    with suppress(FaultError):
        title = days_above(sheet, at, catalog) or title
    periods = _PeriodColumns(result, spans, title, catalog)
    return periods.cells(), Apart(periods.others(), others, periods.has_own, has_commune, periods.days)


def _span_over(words: str) -> re.Match[str] | None:
    """The part of a year over a column of figures; None for other columns."""
    match = SPAN.search(fold(words))
    return match if match and _is_figure(SPAN.sub(" ", fold(words))) else None


class _PeriodColumns:
    """The columns of figures with a part of a year over them, and which of them are of the period of the table."""

    def __init__(
        self, cells: Sequence[str], spans: Mapping[int, re.Match[str]], title: Days | None, catalog: Catalog
    ) -> None:
        self._cells, self._spans = cells, spans
        days = {column: _days_of(match, title, catalog) for column, match in spans.items()}
        days = {column: None if ESTIMATE_COLUMN.search(fold(cells[column])) else each for column, each in days.items()}
        own = _own_days(list(days.values()), title)
        self._name = _name_of_own([spans[column].group() for column, each in days.items() if own and each == own])
        rest = (cell for column, cell in enumerate(cells) if column not in spans)
        keys = {" ".join(YEAR.sub(" ", search_key(cell)).split()) for cell in rest}
        # A column that says no period is of that of the title.
        self.has_own = bool(self._name) or any(_kinds().get(key) in FIGURES[:3] for key in keys)
        # Columns that are to be told only are read as the first of them.
        name = self._name if self.has_own else next(iter(spans.values())).group()
        of_days = {column for column in spans if not self.has_own or (own and days[column] == own)}
        self._kept = {column for column in of_days if spans[column].group() == name}
        self.days = own if title is None and self._name else None

    def cells(self) -> list[str]:
        """The words over all columns, those of the period without its name, "" over those of others."""
        result = list(self._cells)
        for column in self._spans:
            # What stands alone below «Kết quả» is one.
            bare_words = bare(SPAN.sub(" ", fold(result[column]))) or "kết quả"
            result[column] = bare_words if column in self._kept else ""
        return result

    def others(self) -> Sequence[str]:
        """What the columns of other periods are called; all, where none is of the table's own."""
        columns = [column for column in self._spans if column not in self._kept or not self.has_own]
        return list(dict.fromkeys(_label(self._cells[column], self._spans, column) for column in columns))


def _own_days(days: Sequence[Days | None], title: Days | None) -> Days | None:
    """The days of the table as its columns name them: those of the title, else the only ones that there are."""
    names = dict.fromkeys(each for each in days if each)
    if title is None:
        return next(iter(names)) if len(names) == 1 and all(days) else None
    return title if title in names else next((each for each in names if is_near(each, title)), None)


def _name_of_own(names: Sequence[str]) -> str:
    """Of the names of columns that may all be of the period of a table the first that says so; "" for none.

    «Trong kỳ» beside «Lũy kế» may be a quarter of it.
    """
    plain_names = [name for name in names if not (WITHIN.match(name) or CUMULATIVE.match(name))]
    is_open = any(map(WITHIN.match, names)) and any(map(CUMULATIVE.match, names))
    return next(iter(plain_names), "" if is_open else next(iter(names), ""))


def _label(words: str, spans: Mapping[int, re.Match[str]], column: int) -> str:
    """What a column of a period is called: its words, the period alone where it has several columns."""
    several = sum(match.group() == spans[column].group() for match in spans.values()) > 1
    return _written(words, spans[column]) if several else words


def _written(words: str, match: re.Match[str]) -> str:
    """What a match in folded words is in the words as they are written."""
    return (words[match.start() : match.end()] if len(match.string) == len(words) else match.group()).strip()


def _is_figure(words: str) -> bool:
    """True for folded words over a column of figures, and for none."""
    key = " ".join(YEAR.sub(" ", search_key(words)).split())
    kinds = target_words()
    return (
        not key
        or _kinds().get(key) in FIGURES
        or any(key in kinds[kind] for kind in ("total", "met", "percent"))
        or (ESTIMATE_COLUMN.search(key) is not None)
    )


def _is_within(name: str, title: Days | None) -> bool:
    """True for «Trong kỳ», and for «Trong quý» in a table of a quarter."""
    if title is None or not WITHIN.match(name):
        return False
    least, most = LENGTHS.get(name.partition(" ")[2], (0, 400))
    return least <= (title[1] - title[0]).days <= most


def _days_of(match: re.Match[str], title: Days | None, catalog: Catalog) -> Days | None:
    """The days of a part of a year, in the year that it names or in that of the title."""
    year = match["year"] or (title[1].year if title else None)
    is_cumulative = title and CUMULATIVE.match(match.group()) and title[0] <= dt.date(title[1].year, 1, 1)
    if is_cumulative or (match["year"] is None and _is_within(match.group(), title)):
        return title
    part = match.group().removesuffix(match["year"] or "").strip(" /,-").removesuffix(" nam")
    with suppress(FaultError):
        for words in (f"{part} nam {year}.", f"{part} dau nam {year}.") if year else ():
            place = period_in_name(words, tuple(catalog.periods.values()))
            if place is not None:
                return place[0], place[1]
    return None


def _of_commune(
    cells: Sequence[str], sheet: Sheet, at: int, catalog: Catalog, unit_id: str | None
) -> tuple[list[str], list[str], bool]:
    """The words over the columns without the name of the commune, "" over those of others; these; if there are own."""
    title = [plain(cell) for row in sheet.rows[:at] for cell in row if isinstance(cell, str) and cell]
    unit = catalog.units[unit_id or next(iter(units_in(title, catalog)), catalog.plan.unit)]
    name = fold(unit.name.partition(" (")[0])
    communes = [
        column for column, words in enumerate(cells) if is_commune(words) and not _kinds().get(search_key(words))
    ]
    own = [column for column in communes if fold(cells[column]).startswith(name)]
    others = [cells[column] for column in communes if column not in own]
    result = list(cells)
    for column in communes:
        result[column] = fold(cells[column]).removeprefix(name).strip() or "kết quả" if column in own else ""
    if not own and others:
        # To be told only: the figures of the first.
        result[communes[0]] = "kết quả"
    return result, others, bool(own) or not others


def _columns(row: Sequence[Any]) -> tuple[dict[Column, int], list[str], list[str]]:
    """The columns of a header by kind and year, the words of those that come twice, and of those that mean nothing."""
    columns: dict[Column, int] = {}
    twice: list[str] = []
    unread: list[str] = []
    kinds, unused = _kinds(), target_words()["unused"]
    has_name = any(kinds.get(search_key(str(cell))) == "name" for cell in row)
    for at, cell in enumerate(row):
        words = search_key(cell.replace("_", " ")) if isinstance(cell, str) else ""
        years = YEAR.findall(words)
        bare = " ".join(YEAR.sub(" ", words).split())
        kind = kinds.get(words) or kinds.get(bare) or kinds.get(bare.removesuffix(" nam").strip())
        year = int(years[0]) if len(years) == 1 and kind in FIGURES else None
        # «Chỉ tiêu năm 2025» beside «Chỉ tiêu» is what is asked of that year.
        if years and (kind == "year" or (kind == "name" and has_name)):
            kind = None
        if kind is None:
            unread += [plain(cell)] if words and words not in unused and bare not in unused else []
        elif (kind, year) in columns:
            twice.append(plain(cell))
        else:
            columns[kind, year] = at
    # «Kết quả» beside «Kết quả 2023»: the year of the table, and another to compare it with.
    for kind, year in [each for each in columns if each[1] and (each[0], None) in columns]:
        unread.append(plain(row[columns.pop((kind, year))]))
    return columns, twice, unread


def key_of(name: str) -> str:
    """The name of a row as `names_of` has it, without a number before it."""
    return _full_words(NUMBERING.sub("", name.strip()))


@cache
def _short_words() -> Mapping[str, str]:
    return {short: full for short, _, full in (words.partition(" ") for words in target_words()["short"])}


def _full_words(name: str) -> str:
    """A name as `search_key` has it, abbreviations written out."""
    return " ".join(_short_words().get(word, word) for word in search_key(name).split())


def names_of(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """The ids of the indicators by all their names, without case, diacritics, signs and last brackets."""
    result: dict[str, list[str]] = {}
    for indicator in catalog.indicators.values():
        names = (indicator.name, indicator.name.partition(" (")[0], indicator.short, indicator.id, *indicator.also)
        for name in dict.fromkeys(map(_full_words, names)):
            result.setdefault(name, []).append(indicator.id)
    return result
