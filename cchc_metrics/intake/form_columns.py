"""The columns of one table: what each may be, which reading the numbers choose, what is left to ask."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Form
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import NO_USE, Answers, Open, Question
from cchc_metrics.intake.headers import FLOWS, OF_PERIOD, PART_OF_YEAR, YEAR, Facets, facets_of
from cchc_metrics.intake.names import Groups
from cchc_metrics.intake.numbers import Share, Unreadable, count, percent
from cchc_metrics.intake.periods import (
    is_name_of,
    last_day_above,
    name_of_number,
    period_above,
    period_around,
    period_question,
)
from cchc_metrics.intake.readings import Choice, Reading, best, complete
from cchc_metrics.intake.table_words import (
    ESTIMATE,
    OF_A_PERIOD,
    Names,
    TableRow,
    is_cumulative,
    looks_like_data,
    own_lines,
    title_faults,
)
from cchc_metrics.intake.tables import DASHES, Table, is_number, plain
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text.letters import fold

# Flows of dossiers that are open, and deadlines that only dossiers which ended have kept.
OPEN, ON_TIME = ("pending", "ended-open"), ("early", "on-time")
# A reading is chosen by so many rows; whether it holds is looked at in every one.
SAMPLE = 60
# So many identities that hold in every row make a reading sure although the cells of its header contradict each other.
SURE = 2
OF_WHICH = "trong do"
# A longer period is a year.
HALF_YEAR = dt.timedelta(184)
# «Trong quý», «Thực hiện»: what stands below is of the period of the table.
OWN_PERIOD = re.compile(r"(?<![a-z])(?:(?:trong|cua) (?:ky|quy|thang|nam)|thuc hien|nay)(?![a-z])")
FIELD_OF_PLANS = re.compile(r"ke hoach (?:(?:va|&|-) )?dau tu")
BEFORE_NAME = re.compile(r"^(?:[ivx]+|\d+|[a-h])[.)]\s*")
Members = Mapping[str | None, Sequence[TableRow]]


@dataclass(frozen=True)
class Columns:
    """What the columns of a table allow: candidates by column, and those whose header contradicts itself.

    `parts` are columns with a word that nobody knows under a cell that others stand under too: a part of what it says.
    """

    candidates: Mapping[int, Sequence[str]]
    crossings: Sequence[int]
    parts: Sequence[int] = ()

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
    crossings: list[int] = []
    parts: list[int] = []
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
        is_filled = any(plain(table.cell(at, column)) or (at, column) in formulas for at in table.body)
        if not is_filled:
            continue
        if meaning.is_contradictory:
            crossings.append(column)
        *upper, last = lowest[column]
        beside = [cells for cells in lowest if len(cells) > 1 and [*cells[:-1]] == upper and cells[-1] != last]
        if beside and not facets.is_known(last):
            parts.append(column)
            continue
        names = facets.candidates(path, flow)
        if is_settled:
            names = [name for name in names if not facets.is_of(name, OPEN)] or names
        if is_open:
            names = [name for name in names if facets.is_of(name, OPEN)]
        if names:
            result[column] = names
    return Columns(with_hidden(table.form, _within(table, result)), crossings, parts)


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
    if any("flow" in facets.meaning(path).values for path in table.paths):
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
        self._columns = columns_on(table)
        self._reading = Reading({}, (), 0)
        self._is_answered = False

    def _raise(self) -> None:
        if self._questions:
            raise Open(self._questions, self._faults, self._cautions)
        if self._faults:
            raise FaultError(self._faults, self._cautions)

    def _add(self, fault: Fault) -> None:
        if fault not in self._faults and len(self._faults) <= unpacking.FAULTS:
            self._faults.append(fault)

    # The head: period, unit, scope.

    def _region(self, rows: range) -> Any:
        """The sheet with nothing but some of its rows, at their places."""
        sheet = self._sheet
        lines = [row if at in rows else [] for at, row in enumerate(sheet.rows)]
        return replace(sheet, rows=lines)

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
            if period is None and answer is not None:
                return *answer, sheet.whole
            if period is None and (table.above.start == 0 or sheet.cover is not None):
                period = period_around(sheet, tuple(report_periods))
        except FaultError as error:
            if answer is not None:
                return *answer, sheet.whole
            self._faults += error.faults
            return None
        # «Từ đầu năm» says when what is counted began, a month beside it when it was reported.
        begins = period is not None and period[0] <= dt.date(period[1].year, 1, 1)
        is_later = period is not None and not begins and is_cumulative(table) and not self._tells_cumulative_apart()
        if is_later and answer is not None:
            return *answer, sheet.whole
        if period is None or is_later:
            last_day = period[1] if period is not None else last_day_above(self._region(table.above), table.first)
            self._questions.append(period_question(sheet.whole, last_day, self._catalog))
        return None if is_later else period

    def _tells_cumulative_apart(self) -> bool:
        return any(self._facets.of_other_period(path) for path in self._table.paths)

    def _is_period(self, name: str) -> bool:
        return self._days is not None and is_name_of(name, self._days, tuple(self._catalog.periods.values()))

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

    # The columns.

    def _choice(self, year: int | None) -> Choice:
        candidates: dict[int, Sequence[str]] = dict(self._columns.candidates)
        layout = self._answers.layouts.get(self._table.fingerprint, {})
        answers = {column: layout[str(column)] for column in range(len(self._table.paths)) if str(column) in layout} | {
            column: name
            for column in range(len(self._table.paths))
            if (name := self._answers.columns.get(letters_of(column)))
        }
        choices = set(self._titles) | {NO_USE}
        for column, name in answers.items():
            if name not in choices:
                self._add(
                    Fault(
                        "unknown-value",
                        f"--column {letters_of(column)}={name}",
                        f"không có cột nào mã «{name}»",
                        "một trong: " + "; ".join(f"{title} ({id_})" for id_, title in self._titles.items()),
                        "sửa mã",
                    )
                )
            else:
                candidates[column] = [name]
        self._is_answered = bool(answers)
        if not answers:
            candidates = self._of_period(candidates, year)
            self._leave(self._unknown(), "không rõ là số gì", "cột có tên như trong các mẫu biểu đã biết")
        is_contradictory = bool(self._columns.crossings) and not answers
        if is_contradictory:
            candidates = self._in_order()
        sample = [row for at in self._data_rows(candidates)[:SAMPLE] if (row := self._numbers(at, candidates))]
        choice = best(self._form, candidates, sample, sorted(self._form.figure_columns))
        verdict = choice.verdict
        # A reading by order that leaves out a column whose own words are plain has not understood the header.
        is_whole = self._columns.candidates.keys() <= {at for every in verdict.reading.columns.values() for at in every}
        is_proven = is_whole and not verdict.failures and verdict.proofs >= SURE and verdict.is_balanced
        if is_contradictory and not is_proven:
            self._ask({**candidates, **self._columns.candidates})
        elif choice.open:
            self._ask(choice.open)
        return choice

    def _of_period(self, candidates: Mapping[int, Sequence[str]], year: int | None) -> dict[int, Sequence[str]]:
        """The columns that count the period of the table, where others stand beside them.

        Columns of one meaning under words that are not known may be anything: another period, another level. They are
        no parts of one number, and where nothing tells which block is meant that is a fault.
        """
        paths = self._table.paths
        own = {at: names for at, names in candidates.items() if not self._is_of_other(paths[at])}
        # All of a table may be cumulative; a column of a named period, or beside one that is not known, is not.
        if not own and (self._unknown() or not all(self._facets.of_other_period(paths[at]) for at in candidates)):
            others = list(dict.fromkeys(self._table.words[at] for at in candidates))
            self._add(
                Fault(
                    "duplicate-column",
                    self._sheet.cell(self._table.first, min(candidates)),
                    "các cột đọc được đều là số của kỳ khác: " + ", ".join(f"«{words}»" for words in others[:4]),
                    "cột số liệu của kỳ báo cáo",
                    "nộp bảng có cột của kỳ báo cáo; nhiều kỳ thì mỗi kỳ một bảng, ghi kỳ ở trên bảng",
                )
            )
            self._raise()
        own = own or dict(candidates)
        blocks = {at: self._facets.block(paths[at]) for at in own}
        if self._repeated_blocks(own, blocks):
            in_year = {at for at in own if str(year) in blocks[at]} or {at for at in own if not blocks[at]}
            if in_year and not self._repeated_blocks({at: own[at] for at in in_year}, blocks):
                own = {at: names for at, names in own.items() if at in in_year}
            else:
                headings = list(dict.fromkeys(" › ".join(blocks[at]) for at in own if blocks[at]))
                self._add(
                    Fault(
                        "duplicate-column",
                        self._sheet.cell(self._table.first, min(own)),
                        "nhiều nhóm cột cùng nghĩa, không rõ nhóm nào là số của kỳ này: "
                        + ", ".join(f"«{words}»" for words in headings[:4]),
                        "một nhóm cột của kỳ báo cáo",
                        "bỏ các nhóm cột khác, hoặc ghi «Lũy kế», «Cùng kỳ» trên nhóm cột không phải của kỳ này",
                    )
                )
        self._leave([at for at in candidates if at not in own], "là số của kỳ khác", "cột của kỳ báo cáo")
        return own

    def _is_of_other(self, path: Sequence[str]) -> bool:
        """True for a column of another period than its table: «Lũy kế», «Kế hoạch», or «Quý I» in a table of a year."""
        names = [match.group() for cell in path if (match := PART_OF_YEAR.match(cell))]
        other = self._days is not None and any(not self._is_period(name) for name in names)
        return other or self._facets.of_other_period(tuple(path))

    def _leave(self, columns: Sequence[int], why: str, expected: str) -> None:
        """A caution with the columns that are left out."""
        if columns:
            words = ", ".join(f"«{self._table.words[at]}»" for at in columns[:4]) + (" …" if len(columns) > 4 else "")
            place = self._sheet.cell(self._table.first, columns[0])
            problem = f"{len(columns)} cột không đọc, {why}: {words}"
            self._cautions.append(Fault("unread-part", place, problem, expected, "không cần sửa, nếu đúng là như vậy"))

    def _unknown(self) -> list[int]:
        """The columns of counts whose words mean nothing here; marks, codes, shares and notes are none."""
        table, first = self._table, max(self._table.names, default=0)
        result = []
        for at, path in enumerate(table.paths):
            values = self._facets.meaning(path).values
            if (
                at > first
                and any(path)
                and at not in self._columns.candidates
                and (at in self._columns.parts or not values.keys() & {"flow", "measure"})
            ):
                cells = [table.cell(row, at) for row in table.body]
                if sum(is_number(cell) and not isinstance(cell, Share) for cell in cells) * 2 > len(cells):
                    result.append(at)
        return result

    def _block(self, column: int) -> tuple[str, ...]:
        return self._facets.block(self._table.paths[column])

    @staticmethod
    def _repeated_blocks(columns: Mapping[int, Sequence[str]], blocks: Mapping[int, tuple[str, ...]]) -> bool:
        """True when several meanings come once in each of several blocks."""
        result: dict[tuple[str, ...], set[tuple[str, ...]]] = {}
        for at, names in columns.items():
            result.setdefault(tuple(names), set()).add(blocks[at])
        return sum(len(each) > 1 for each in result.values()) > 1

    def _in_order(self) -> dict[int, Sequence[str]]:
        """The columns by their order, where the cells of the header were merged over the wrong ones."""
        table = self._table
        number_columns = [
            column
            for column, path in enumerate(table.paths)
            if column not in table.names
            and any(path)
            and any(is_number(table.cell(at, column)) for at in table.body)
            and self._facets.is_known(next(cell for cell in reversed(path) if cell))
        ]
        pairs = zip(number_columns, self._facets.in_order([table.paths[at] for at in number_columns]), strict=True)
        return with_hidden(self._form, {column: [name] for column, name in pairs if name != NO_USE})

    def _ask(self, open_: Mapping[int, Sequence[str]]) -> None:
        table = self._table
        every = tuple(self._titles.items())
        for column, names in open_.items():
            path = table.paths[column]
            samples = tuple(plain(table.cell(at, column)) for at in table.body[:3])
            if not any(samples) or not any(path):
                continue
            # Which of two blocks that nothing tells apart is meant is no guess: their sum is no figure of either.
            beside = [at for at in open_ if open_[at][:1] == names[:1] and self._block(at) != self._block(column)]
            guess = "" if beside else names[0] if names else NO_USE
            self._questions.append(
                Question(
                    "column",
                    letters_of(column),
                    self._sheet.cell(table.last, column),
                    table.words[column],
                    (*every, (NO_USE, "không dùng cột này")),
                    guess,
                    samples,
                    table.fingerprint,
                )
            )

    def _data_rows(self, columns: Mapping[int, Any]) -> list[int]:
        table = self._table
        first = min(columns, default=0)
        result = []
        for at in table.body:
            if not looks_like_data(table, at, [*columns]):
                continue
            if self._names.kind(self._name(at, first)) != "aside":
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
