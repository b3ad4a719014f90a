"""The columns of one table: what each may be, which reading the numbers choose, what is left to ask."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import Period as ReportPeriod
from cchc_metrics.catalog.forms import Form
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import Answers, Open, Question, period_question
from cchc_metrics.intake.form_sums import with_neighbours
from cchc_metrics.intake.headers import FLOWS, OF_PERIOD, OF_WHICH, PART_OF_YEAR, YEAR, Facets, facets_of
from cchc_metrics.intake.names import Groups, is_commune, unit_names
from cchc_metrics.intake.numbers import Unreadable, count, percent
from cchc_metrics.intake.periods import (
    DAY,
    EARLIEST,
    FROM_TO,
    OF_REPORT,
    PERIOD_NAME,
    Days,
    is_name_of,
    last_day_above,
    name_of_number,
    period_above,
    period_around,
)
from cchc_metrics.intake.readings import Reading, complete
from cchc_metrics.intake.table_rows import OF_A_PERIOD, OWN_PERIOD_ALONE, Names, TableRow, looks_like_data
from cchc_metrics.intake.table_words import (
    CUMULATIVE,
    departments,
    is_cumulative,
    limiting_notes,
    not_since_new_year,
    own_lines,
    title_faults,
)
from cchc_metrics.intake.tables import DASHES, STEP, Table, is_number, plain
from cchc_metrics.intake.title_units import ESTIMATE, level_of
from cchc_metrics.text.letters import fold

# Flows of dossiers that are open, and deadlines that only dossiers which ended have kept.
OPEN, ON_TIME = ("pending", "ended-open"), ("early", "on-time")
# The longest month; a longer period than the second is a year.
A_MONTH = dt.timedelta(31)
HALF_YEAR = dt.timedelta(184)
# How long «tuần này», «tháng này», «quý này» are at least and at most.
DAYS_OF_KIND = {
    kind: (dt.timedelta(least), dt.timedelta(most))
    for kind, least, most in (("tuan", 4, 7), ("thang", 14, 31), ("quy", 59, 94))
}
# «Trong quý», «Thực hiện»: what stands below is of the period of the table.
OWN_PERIOD = re.compile(r"(?<![a-z])(?:(?:trong|cua) (?:ky|quy|thang|nam)|thuc hien|nay)(?![a-z])")
FIELD_OF_PLANS = re.compile(r"ke hoach (?:(?:va|&|-) )?dau tu")
BEFORE_NAME = re.compile(r"^(?:[ivx]+|\d+|[a-h])[.)]\s*")
# What a title says of the dossiers that its table counts, as an answer.
ALL_DOSSIERS, SOME_DOSSIERS = "scope:all", "scope:part"
# «I», «2», «06a».
TITLE_NUMBER = re.compile(r"[ivx]+|\d+[a-z]?|[a-hđ]")
# A title is no sentence of a report: so many words at most, and no full stop behind them.
LONGEST_TITLE = 40
PLACE_NAME = re.compile(
    r"(?<!\w)(?:huyen|tinh(?! hinh| den| toan)|thanh pho|thi xa|thi tran|quan(?! ly| he)) (?!hoi(?!\w))\w+(?: \w+)?"
)
REASON = re.compile(r"(?:nguyen nhan|ly do|giai trinh|ghi chu)(?![a-z])")
MAY_BE_COUNT = re.compile(r"\d|^\W+$")
Members = Mapping[str | None, Sequence[TableRow]]


@dataclass(frozen=True)
class Columns:
    """What the columns of a table allow: candidates by column, and those whose header contradicts itself.

    `parts` are columns with a word that nobody knows under a cell that others stand under too: a part of what it says.
    `channels` are columns of a channel right of those of what was settled: of what came in, or of what was settled.
    """

    candidates: Mapping[int, Sequence[str]]
    crossings: Sequence[int]
    parts: Sequence[int] = ()
    channels: Sequence[int] = ()

    @property
    def ids(self) -> set[str]:
        """Every id that a column may have."""
        return {name for names in self.candidates.values() for name in names}


def columns_on(table: Table) -> Columns:
    """The candidates of each column of a table that holds numbers."""
    facets = facets_of(table.form)
    flow: str | None = None
    is_settled, is_open = _has_settled(table, facets), _tells_of_open(table, facets)
    result: dict[int, Sequence[str]] = {}
    crossings, parts, channels = list[int](), list[int](), list[int]()
    # «Quý I», «Năm 2024» over or under other words say when, not what.
    paths = [tuple(cell for cell in path if not OF_PERIOD.fullmatch(cell)) for path in table.paths]
    lowest = [tuple(dict.fromkeys(cell for cell in path if cell)) for path in paths]
    for column, path in enumerate(paths):
        if column in table.names or not any(path):
            continue
        meaning = facets.meaning(path)
        flow = meaning.values.get("flow", flow)
        if is_settled and "deadline" in meaning.values and "flow" not in meaning.values:
            flow = "settled"
        flow = OPEN[0] if is_open else flow
        formulas = table.sheet.formulas_without_value
        texts = [plain(table.cell(at, column)) for at in table.body]
        is_filled = any(texts) or any((at, column) in formulas for at in table.body)
        # «Trực tuyến», «Trực tiếp» below «Hình thức» are no counts.
        *upper, last = lowest[column]
        is_reason = REASON.match(last) is not None and not any(map(is_number, texts))
        is_text = is_reason or (sum(map(bool, texts)) > 1 and not any(map(MAY_BE_COUNT.search, texts)))
        if not is_filled or is_text:
            continue
        if meaning.is_contradictory:
            crossings.append(column)
        beside = [cells for cells in lowest if len(cells) > 1 and [*cells[:-1]] == upper and cells[-1] != last]
        is_behind = facets.is_channel_behind(path, flow)
        if (is_behind and last.startswith(OF_WHICH)) or (beside and not facets.is_known(last)):
            parts.append(column)
            continue
        names = facets.candidates(path, flow)
        if is_settled:
            names = [name for name in names if not facets.is_of(name, OPEN)] or names
        if is_open:
            names = [name for name in names if facets.is_of(name, OPEN)]
        if names:
            result[column] = names
            channels += [column] if is_behind else []
    parts += (unlike := facets.unlike({at: paths[at] for at in result}))
    result = {at: names for at, names in result.items() if at not in unlike}
    result = with_hidden(table.form, with_neighbours(paths, _within(table, result), facets))
    return Columns(result, crossings, parts, channels)


def _has_settled(table: Table, facets: Facets) -> bool:
    """True where «Trước hạn», «Đúng hạn» stand without another word than that of what was settled.

    Nothing in the header or above the table may tell of open dossiers.
    """
    meanings = [facets.meaning(path).values for path in table.paths]
    above = [facets.meaning((fold(plain(cell)),)).values for at in table.above for cell in table.sheet.rows[at]]
    has_outcome = any(each.get("deadline") in ON_TIME and each.get("flow", "settled") == "settled" for each in meanings)
    return has_outcome and not any(each.get("flow") in OPEN for each in (*meanings, *above))


def _tells_of_open(table: Table, facets: Facets) -> bool:
    """True where the words nearest above a table tell of open dossiers alone, and those over its columns of no flow."""
    if any(facets.meaning(path).values.get("flow", OPEN[0]) not in OPEN for path in table.paths):
        return False
    words = {is_open: _words_of_flows(table.form, is_open=is_open) for is_open in (True, False)}
    for _, text in own_lines(table):
        tells = [is_open for is_open in words if words[is_open].search(fold(text))]
        if tells:
            return tells == [True]
    return False


@lru_cache(32)
def _words_of_flows(form: Form, *, is_open: bool) -> re.Pattern[str]:
    flows = OPEN if is_open else tuple(flow for flow in FLOWS if flow not in OPEN)
    words = [fold(word) for facet in form.facet if facet.value in flows for word in facet.words if word[0] != "="]
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, words))})(?!\w)" if words else "(?!)")


def _within(table: Table, candidates: Mapping[int, Sequence[str]]) -> dict[int, Sequence[str]]:
    """The candidates, where «Trong đó: trước hạn» behind a column makes it the sum that this is a part of."""
    result = dict(candidates)
    for before, column in pairwise(sorted(candidates)):
        own = next((cell for cell in reversed(table.paths[column]) if cell), "")
        over = next((cell for cell in reversed(table.paths[before]) if cell), "")
        if own.startswith(OF_WHICH) and not over.startswith(OF_WHICH):
            parts = {*candidates[column]}
            totals = {each.total for each in table.form.identity if parts & {*each.parts}}
            names = [name for name in candidates[before] if name in totals]
            result[before] = names or candidates[before]
    return result


def with_hidden(form: Form, candidates: Mapping[int, Sequence[str]]) -> dict[int, Sequence[str]]:
    """The candidates, also for columns that share their words with another one, as the form says with `hides_in`."""
    result = dict(candidates)
    there = {name for names in candidates.values() for name in names}
    for spec in form.column:
        rest = [{*identity.parts} - {spec.id} for identity in form.identity if spec.id in identity.parts]
        if spec.hides_in and spec.id not in there and any(parts <= there for parts in rest):
            result |= {at: [*names, spec.id] for at, names in result.items() if names[0] == spec.hides_in}
    return result


def gives(form: Form, ids: set[str]) -> tuple[int, int]:
    """How many figures and tallies columns of these ids give, with the columns that follow from them by sums."""
    counts, _ = complete(dict.fromkeys(ids, 0.0), form.identity)
    there = set(counts)
    feeds = sum({*feed.numerator, *feed.denominator} <= there for feed in form.feed)
    return feeds, sum({*spec.columns} <= there for spec in form.tally)


def count_or_dash(cell: Any) -> float | None:
    """The count in a cell; a dash is 0, as statistics write that there was nothing, and a blank is not known.

    Raises: Unreadable when it is no count.
    """
    return 0.0 if isinstance(cell, str) and cell.strip() in DASHES else count(cell)


class TableColumns:
    """The head and the columns of one table, for one unit; without one, for each unit that the table names."""

    def __init__(self, table: Table, catalog: Catalog, unit_id: str | None, answers: Answers, field: str = "") -> None:
        self._table, self._sheet, self._form = table, table.sheet, table.form
        # The field that all rows are of, where a file has a table for each.
        self._field = field
        self._catalog, self._answers = catalog, answers
        self._unit_id, self._each = unit_id or catalog.plan.unit, unit_id is None
        self._facets: Facets = facets_of(table.form)
        self._titles = {column.id: column.name for column in table.form.column}
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []
        self._questions: list[Question] = []
        breakdowns = [feed.breakdown for feed in self._form.feed] or [
            name for spec in self._form.tally for name in spec.breakdown
        ]
        self._breakdown = breakdowns[0]
        self._groups = Groups(catalog, self._form, self._breakdown, answers.groups)
        self._days: tuple[dt.date, dt.date] | None = None
        # The days of each row, where the rows are months or quarters.
        self._periods: Mapping[int, tuple[dt.date, dt.date]] = {}
        # True where months beside the rows say the period, and where they are several.
        self._is_narrow, self._is_of_several = False, False
        self._names = Names(self._form, lambda name: self._groups.group_of(name) is not None, self._is_period)
        # The hamlets below whose names the rows stand, "" for a row below none.
        self._places_of_rows: set[str] = set()
        self._columns = columns_on(table)
        self._reading = Reading({}, (), 0)
        self._is_usable = True
        self._is_answered = False

    def _raise(self) -> None:
        # No answer makes a table of another unit, or of some dossiers, one of the unit.
        if self._questions and self._is_usable:
            raise Open(self._questions, self._faults, self._cautions)
        if self._faults:
            raise FaultError(self._faults, self._cautions)

    def _add(self, fault: Fault) -> None:
        if fault not in self._faults and len(self._faults) <= unpacking.FAULTS:
            self._faults.append(fault)

    # The head: period, unit, scope.

    def _region(self, rows: range) -> Any:
        """The sheet with nothing but some of its rows, at their places."""
        return replace(self._sheet, rows=[row if at in rows else [] for at, row in enumerate(self._sheet.rows)])

    def _period(self) -> tuple[dt.date, dt.date, str] | None:
        table, sheet = self._table, self._sheet
        if table.days is not None:
            return *table.days, sheet.cell(table.first, max(table.names, default=0) + 1)
        # An answer is for the tables that say nothing of their own, and for those that say two things.
        answer = self._answers.days
        try:
            report_periods = self._catalog.periods.values()
            period = period_above(self._region(table.above), table.first, report_periods)
            if period is None and table.below:
                period = period_above(self._region(table.below), table.below.stop)
            if period is None and table.top.stop < table.above.start:
                period = period_above(self._region(table.top), table.top.stop, report_periods)
            over = self._period_over() if period is None else None
            if period is None and over is None and answer is not None:
                return *answer, sheet.whole
            if period is None and (table.above.start == 0 or sheet.cover is not None):
                period = period_around(sheet, tuple(report_periods))
            period = period or over
        except FaultError as error:
            if answer is not None:
                return *answer, sheet.whole
            self._faults += error.faults
            return None
        if period is not None and not self._is_unclear(period[:2]):
            return period
        if answer is not None:
            return *answer, sheet.whole
        last_day = last_day_above(self._region(table.above), table.first) if period is None else None
        self._ask_period(last_day, period)
        return None

    def _ask_period(self, last_day: dt.date | None, period: tuple[dt.date, dt.date, str] | None) -> None:
        # «Từ đầu năm» says when what is counted began, a month beside it when it was reported.
        if period is not None and period[0] > dt.date(period[1].year, 1, 1):
            last_day = period[1]
        is_since = is_cumulative(self._table)
        self._questions.append(period_question(self._sheet.whole, last_day, self._catalog, is_cumulative=is_since))

    def _is_unclear(self, days: Days) -> bool:
        """True where a title «Lũy kế» is over a period that begins later than its year, or over columns of both."""
        if not is_cumulative(self._table):
            return False
        is_apart, table = self._tells_cumulative_apart(), self._table
        if days[0] > dt.date(days[1].year, 1, 1):
            return not is_apart
        names = (fold(plain(table.cell(at, column))) for at in table.body for column in table.names)
        return days[1] - days[0] > A_MONTH and (is_apart or any(map(CUMULATIVE.search, names)))

    def _period_over(self) -> tuple[dt.date, dt.date, str] | None:
        """The period that the words over every column of counts say."""
        table, sheet = self._table, self._sheet
        every = sorted(self._columns.candidates)
        columns = [at for at in every if any(map(OF_REPORT.match, table.paths[at]))] or every
        if any(self._facets.of_other_period(table.paths[at]) for at in columns):
            return None
        plan = tuple(self._catalog.periods.values())
        try:
            words = [re.sub(OF_REPORT, r"\1 ", table.words[at]) for at in columns]
            periods = [period_above(replace(sheet, rows=[[each]]), 1, plan) for each in words]
        except FaultError:
            return None
        days = {each[:2] if each is not None else None for each in periods}
        own = days.pop() if len(days) == 1 else None
        return None if own is None else (*own, sheet.cell(table.first, columns[0]))

    def _tells_cumulative_apart(self) -> bool:
        return any(CUMULATIVE.search(cell) for path in self._table.paths for cell in path)

    def _is_period(self, name: str) -> bool:
        """True for the name of the period of the table, and for «Tháng này» where that is a month."""
        own = OWN_PERIOD_ALONE.fullmatch(fold(name))
        if own is not None:
            least, most = DAYS_OF_KIND.get(own["kind"] or own["within"], (dt.timedelta(0), dt.timedelta.max))
            return self._days is None or least <= self._days[1] - self._days[0] <= most
        return self._days is not None and is_name_of(name, self._days, tuple(self._catalog.periods.values()))

    def _is_of_other_name(self, column: int) -> bool:
        """True for a column below the name of another period than that of its table: «Quý I» in a table of a year."""
        path = self._table.paths[column]
        names = [match["name"] for cell in path if (match := PART_OF_YEAR.match(cell))]
        names += [cell for cell in path if OWN_PERIOD_ALONE.fullmatch(cell) and "trong" not in cell]
        return self._days is not None and any(not self._is_period(name) for name in names)

    def _heads_other_period(self, at: int, name: str, *, is_before: bool) -> bool:
        """True below «II. Lũy kế từ đầu năm», «Năm 2023» or «Ước thực hiện», until a heading says the own period."""
        cells = (fold(cell) for cell in self._table.sheet.rows[at] if isinstance(cell, str) and cell.strip())
        words = tuple(FIELD_OF_PLANS.sub(" ", cell) for cell in cells)
        if not words or self._groups.group_of(name):
            return is_before
        own_years = {str(day.year) for day in self._days or ()}
        years = {year for cell in words if OF_A_PERIOD.match(BEFORE_NAME.sub("", cell)) for year in YEAR.findall(cell)}
        is_other_year = bool(own_years) and bool(years - own_years)
        if is_other_year or ESTIMATE.match(fold(name)) or self._facets.of_other_period(words):
            return True
        # Fields that the plan does not know stand below «Lũy kế» too.
        return is_before and not any(OWN_PERIOD.search(cell) or own_years & {*YEAR.findall(cell)} for cell in words)

    def _head(self) -> None:
        for fault in title_faults(self._table, self._catalog, None if self._each else self._unit_id):
            self._add(fault)
        self._is_usable = not self._faults

    def _scope(self, members: Members) -> None:
        """Ask of a title with words that the plan does not know whether they limit the table to some dossiers.

        That a department counts all dossiers holds for the fields that it was said of, without fields for the period:
        another sheet of it may hold its own dossiers alone.
        """
        for fault in not_since_new_year(self._table, self._days, self._catalog):
            self._add(fault)
        fields = ", ".join(sorted(group for group in members if group))
        of = fields or (f"{self._days[0]}..{self._days[1]}" if self._days else "")
        lines = [(place, text, f"{fold(text)}: {of}") for place, text in departments(self._table)]
        lines += [(*line, fold(line[1])) for line in limiting_notes(self._table)]
        for place, text in own_lines(self._table):
            own = fold(text).replace(fold(self._field), " ") if self._field else text
            lines.append((place, text, limiting_words(own, self._form, self._catalog)))
        for place, text, words in lines:
            if words:
                self._ask_scope(words, place, text)

    def _ask_scope(self, key: str, place: str, text: str, guess: str = "") -> None:
        """Ask whether words limit the table to some dossiers; a fault where they were said to."""
        answer = self._answers.groups.get(key)
        if answer == SOME_DOSSIERS:
            problem = f"bảng chỉ có một phần hồ sơ, theo «{text}»: không phải số của cả đơn vị"
            remedy = "nộp biểu của mọi hồ sơ của đơn vị"
            self._add(Fault("misplaced-value", place, problem, "bảng của mọi hồ sơ của đơn vị", remedy))
        elif answer != ALL_DOSSIERS:
            choices = (ALL_DOSSIERS, "mọi hồ sơ của đơn vị"), (SOME_DOSSIERS, "chỉ một phần hồ sơ")
            self._questions.append(Question("scope", key, place, text, choices, guess))

    def _data_rows(self, columns: Mapping[int, Any]) -> list[int]:
        table = self._table
        first = min(columns, default=0)
        result = []
        for at in table.body:
            if looks_like_data(table, at, [*columns]) and self._names.kind(self._name(at, first)) != "aside":
                result.append(at)
        return result

    def _numbers(self, at: int, columns: Mapping[int, Sequence[str]]) -> dict[int, float | None]:
        """The numbers of a row; what cannot be read is blank here and a fault where it is used."""
        percentages = {part.column for part in self._form.printed}
        row: dict[int, float | None] = {}
        for column, names in columns.items():
            try:
                cell = self._table.cell(at, column)
                row[column] = percent(cell) if names[0] in percentages else count_or_dash(cell)
            except Unreadable:
                row[column] = None
        return row

    def _merged_above(self, at: int, column: int) -> Any:
        """What stands in the first of the cells that are merged down to a row."""
        merges = self._sheet.merges
        top = next((top for top, left, bottom, _ in merges if left == column and top < at <= bottom), None)
        return "" if top is None or top not in self._table.body else self._table.cell(top, column)

    def _name(self, at: int, first: int) -> str:
        """The name of a row: in the column of names, or in any cell before the counts."""
        table = self._table
        for column in table.names:
            cell = table.cell(at, column)
            if cell in ("", None):
                cell = self._merged_above(at, column)
            if isinstance(cell, str) and cell.strip() and not is_number(cell):
                return " ".join(cell.split())
            # «1», «2» below «Tháng».
            header = next((word for word in table.paths[column] if word), "")
            if (name := name_of_number(cell, header)) is not None:
                return name
        for column in range(first):
            cell = table.cell(at, column)
            if isinstance(cell, str) and self._names.kind(cell) == "total":
                return " ".join(cell.split())
        return ""


def limiting_words(text: str, form: Form, catalog: Catalog) -> str:
    """The folded words of a title of dossiers that neither the form nor the plan knows; "" where there are none."""
    line = fold(text)
    if not form.title_words or line.endswith((".", ":", ";")) or len(line.split()) > LONGEST_TITLE:
        return ""
    title_words, subjects = _title_words(form)
    if not subjects.search(line):
        return ""
    for words in (FROM_TO, DAY, PERIOD_NAME, PLACE_NAME):
        line = words.sub(" | ", line)
    if _unknown_words(title_words.sub(" | ", line)):
        for unit in catalog.units.values():
            line = line.replace(fold(unit.name.partition(" (")[0]), " | ")
    return _unknown_words(title_words.sub(" | ", line))


def _unknown_words(line: str) -> str:
    return " ".join(word for word in re.findall(r"[^\W_]+", line) if not TITLE_NUMBER.fullmatch(word))


@lru_cache(32)
def _title_words(form: Form) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words that titles of a form consist of, and those that say that it counts dossiers."""
    headers = [header for division in form.division for header in division.header]
    result = []
    for words in ((*form.title_words, *headers, *form.row, *form.subjects), form.subjects):
        longest = sorted(map(fold, words), key=len, reverse=True)
        result.append(re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, longest))})(?!\w)"))
    return result[0], result[1]


def is_within(days: Days, period: Days) -> bool:
    """True for days of a period, which may begin and end some days earlier than the calendar says."""
    return period[0] - EARLIEST <= days[0] and days[1] <= period[1] + EARLIEST


def days_over(table: Table, plan: Iterable[ReportPeriod]) -> Days | None:
    """The days of the period in the line above the header of a table, over its own columns."""
    sheet, columns = table.sheet, [at for at, path in enumerate(table.paths) if any(path)]
    lines = [sheet.rows[at] for at in reversed(table.above) if any(map(plain, sheet.rows[at]))]
    try:
        period = period_above(replace(sheet, rows=[line[columns[0] : columns[-1] + 1] for line in lines[:1]]), 1, plan)
    except (FaultError, IndexError):
        return None
    return period[:2] if period is not None else None


def without_units(table: Table, catalog: Catalog) -> Table:
    """The table without the names of units in the paths of its columns: they say whose a count is, not what."""
    units = unit_names(catalog)
    cells = {cell for words in table.words for cell in words.split(STEP) if not cell.strip("() ").isdecimal()}
    names = {fold(cell) for cell in cells if is_commune(cell) or units.is_unit(cell) or level_of(cell)}
    if not names:
        return table
    return replace(table, paths=tuple(tuple("" if cell in names else cell for cell in path) for path in table.paths))
