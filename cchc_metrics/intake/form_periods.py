"""Which rows of one table of counts are of its own period and unit; the rows that are months or days."""

import datetime as dt
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cchc_metrics.catalog.catalog import Period as ReportPeriod
from cchc_metrics.catalog.models import Plan
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import Open, Question, year_question
from cchc_metrics.intake.form_choice import TableChoice
from cchc_metrics.intake.form_columns import HALF_YEAR
from cchc_metrics.intake.headers import YEAR
from cchc_metrics.intake.periods import (
    DAYS_BELOW,
    EARLIEST,
    KIND_ABOVE,
    LEAP,
    Days,
    calendar_days,
    is_near,
    period_above,
    period_in_name,
)
from cchc_metrics.intake.table_rows import OWN_PERIOD_ALONE, TableRow
from cchc_metrics.intake.table_words import is_cumulative
from cchc_metrics.intake.tables import YEARS, Table, plain
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

A_YEAR = dt.timedelta(366)
DAY = dt.timedelta(1)
SATURDAY = 5
# «3», «Ngày 3», «3/6» below «Ngày».
DAY_OF_MONTH = re.compile(r"(?:ngay )?(\d{1,2})(?:/(\d{1,2}))?")
# So many periods make a table of periods.
LEAST_PERIODS = 2
# The year in the name of a file.
YEAR_IN_NAME = re.compile(r"(?<!\d)20\d\d(?!\d)")
# So many working days at either end of a month may be holidays, where the total of the month is printed.
HOLIDAYS = 3
# Rows of weeks are no periods of the calendar, but those of one week may hold those before it too.
WEEK = re.compile(r"tuan(?!\w)")

# «Lũy kế từ đầu năm», «So với cùng kỳ năm trước» beside a field; longer words are those of a procedure.
ASIDE_WORDS = 6
# «Trực tuyến năm 2023».
YEAR_AT_END = re.compile(r" (?:\()?nam ((?:19|20)\d\d)\)?$")


class TablePeriods(TableChoice):
    """One table as far as the periods of its rows."""

    def _within_lifetime(self, period: tuple[dt.date, dt.date, str] | None) -> tuple[dt.date, dt.date, str] | None:
        """The period; where it is a year in which the unit began, the days of the unit, which are asked about once."""
        unit = self._catalog.units.get(self._unit_id or "") if period is not None and not self._each else None
        if period is None or unit is None or unit.valid_from is None:
            return period
        first, last, place = period
        is_year = (first, last) == (dt.date(last.year, 1, 1), dt.date(last.year, 12, 31))
        if not is_year or not first < unit.valid_from <= last:
            return period
        answer = self._answers.days
        if answer is not None:
            return (*answer, place) if unit.valid_from <= answer[0] <= answer[1] <= last else period
        since = formats.day(unit.valid_from)
        problem = f"tệp ghi cả năm {last.year}, nhưng {unit.name} có từ {since}: số này có phải chỉ từ ngày ấy"
        days = f"{unit.valid_from}..{last}"
        choices = ((days, f"chỉ từ {since} đến {formats.day(last)}"),)
        self._questions.append(Question("period", "", place, problem, choices, days))
        return unit.valid_from, last, place

    def _read_periods(self, rows: Sequence[TableRow], first: int) -> None:
        """Make the rows of months, quarters or days those that count, where a table has nothing but them and totals.

        The period of the table is then the one that they make together.
        """
        now = [row for row in rows if row.name and not self._is_beside_other(row.at, row.name, first)]
        days = {row.at: days for row in now if (days := self._days_in(row.name)) is not None}
        length = min((last - first for first, last in days.values()), default=None)
        periods = {at: each for at, each in days.items() if length is not None and each[1] - each[0] <= length + LEAP}
        is_other = any(row.kind == "leaf" for row in rows if row.at not in days)
        is_only = len(days) == 1 and KIND_ABOVE.match(self._header_of_names) is not None
        if (
            (len(periods) < 2 and not is_only)
            or is_other
            or length is None
            or length > HALF_YEAR
            or any(row.at in periods and self._is_period(row.name) for row in rows)
        ):
            self._only_cumulative_weeks(now)
            return
        ordered = sorted(periods.items(), key=lambda pair: pair[1])
        if not self._is_additive(ordered, rows):
            return
        span = ordered[0][1][0], ordered[-1][1][1]
        if span[1] - span[0] > A_YEAR or not self._take_span(span, ordered[0][0], rows, is_daily=not length):
            return
        self._periods = dict(ordered)
        span = self._days or span
        for row in rows:
            if row.at in days:
                is_within = span[0] - EARLIEST <= days[row.at][0] and days[row.at][1] <= span[1] + EARLIEST
                row.kind = "leaf" if row.at in periods else "total" if is_within else "aside"

    def _take_span(self, span: Days, at: int, rows: Sequence[TableRow], *, is_daily: bool) -> bool:
        """Make the days that rows cover together those of the table; False, with a fault, where it says others."""
        own = self._days
        is_own = own is not None and (self._covers_month(span, own, rows) if is_daily else is_near(span, own))
        is_within = own is None or (own[0] - EARLIEST <= span[0] and span[1] <= own[1] + EARLIEST and not is_daily)
        if not is_own and not is_within and own is not None:
            place = self._sheet.cell(at, self._table.names[0])
            says = f"{formats.day(own[0])}–{formats.day(own[1])}"
            problem = f"các hàng là của kỳ {formats.day(span[0])}–{formats.day(span[1])}, bảng ghi kỳ {says}"
            self._add(Fault("two-values", place, problem, "một kỳ", "sửa kỳ ghi trên bảng, hoặc bỏ các hàng khác kỳ"))
            return False
        if not is_own:
            self._days = span
        self._questions = [question for question in self._questions if question.kind != "period"]
        return True

    @staticmethod
    def _covers_month(span: Days, own: Days, rows: Sequence[TableRow]) -> bool:
        """True for rows of days that leave out nothing but week-ends, and holidays where the total is printed."""
        before = [own[0] + DAY * number for number in range(max((span[0] - own[0]).days, 0))]
        behind = [span[1] + DAY * number for number in range(1, max((own[1] - span[1]).days, 0) + 1)]
        free = HOLIDAYS if any(row.kind == "total" for row in rows) else 0
        is_inside = own[0] <= span[0] and span[1] <= own[1]
        return is_inside and all(sum(day.weekday() < SATURDAY for day in days) <= free for days in (before, behind))

    def _is_additive(self, ordered: Sequence[tuple[int, Days]], rows: Sequence[TableRow]) -> bool:
        """True for rows of periods without a gap, each without those before it; a fault otherwise."""
        if self._says_cumulative():
            self._only_cumulative(ordered[0][0])
            return False
        has_total = any(row.kind == "total" for row in rows)
        for (_, before), (at, after) in pairwise(ordered):
            next_day = before[1] + DAY
            missing = [next_day + DAY * number for number in range((after[0] - next_day).days)]
            if after[0] == after[1]:
                missing = [day for day in missing if day.weekday() < SATURDAY]
            if after[0] < next_day or missing:
                here = next(row for row in rows if row.at == at)
                name = formats.day(next_day) if after[0] == after[1] else f"tháng {next_day.month}"
                line = self._line
                problem = (
                    f"«{here.name}» đã có ở một {line} {'bên trái' if line == 'cột' else 'trên'}"
                    if after[0] < next_day
                    else f"thiếu {line} của {name}"
                )
                remedy = f"thêm {line} còn thiếu hoặc bỏ {line} thừa; kỳ không liền nhau thì nộp mỗi kỳ một bảng"
                place = self._sheet.cell(at, self._table.names[0])
                fault = Fault("period-gap", place, problem, f"các kỳ liền nhau, mỗi kỳ một {line}", remedy)
                if missing and after[0] == after[1] and has_total:
                    self._cautions.append(fault)
                    continue
                self._add(fault)
                return False
        return True

    @property
    def _header_of_names(self) -> str:
        return next((cell for cell in self._table.paths[self._table.names[0]] if cell), "")

    @property
    def _line(self) -> str:
        """What a row of the table is in the file: a column, where the table lies on its side."""
        return "cột" if getattr(self._sheet, "is_turned", False) else "hàng"

    def _says_cumulative(self) -> bool:
        """True where all that is counted is counted from the beginning of the year."""
        paths = [self._table.paths[column] for columns in self._reading.columns.values() for column in columns]
        if paths and all(map(self._facets.of_other_period, paths)):
            return True
        return is_cumulative(self._table) and not any(map(self._facets.of_other_period, self._table.paths))

    def _only_cumulative(self, at: int) -> None:
        place = self._sheet.cell(at, self._table.names[0])
        problem = "bảng nói là lũy kế: số của mỗi kỳ đã gồm các kỳ trước, nên không cộng các hàng lại"
        remedy = "nộp số của từng tháng, quý; hoặc chỉ số của kỳ cuối, ghi «Từ ngày … đến ngày …» trên bảng"
        self._add(Fault("misplaced-value", place, problem, "số của riêng từng kỳ", remedy))

    def _only_cumulative_weeks(self, rows: Sequence[TableRow]) -> None:
        """A fault for rows of weeks of which each holds those before it."""
        weeks = [row for row in rows if WEEK.match(fold(row.name))]
        if len(weeks) > 1 and self._says_cumulative():
            self._only_cumulative(weeks[0].at)

    def _days_in(self, name: str) -> Days | None:
        """The days of the month, quarter or day that the name of a row says, in the year of the table."""
        header = self._header_of_names
        days = calendar_days(name, self._days[1].year if self._days else None, header)
        match = DAY_OF_MONTH.fullmatch(fold(name)) if header.strip(" :.") in DAYS_BELOW else None
        if days is None and match is not None and self._days is not None:
            first, last = self._days
            every = [first + DAY * number for number in range((last - first).days + 1)] if last - first < A_YEAR else []
            month = int(match[2]) if match[2] else None
            same = [day for day in every if day.day == int(match[1]) and month in (None, day.month)]
            return (same[0], same[0]) if len(same) == 1 else None
        return days

    def _is_beside_other(self, at: int, name: str, first: int) -> bool:
        """True where another cell before the counts says another unit, or another year, than that of the table."""
        for column in range(min(first, len(self._table.paths))):
            text, header = self._text_beside(at, column), self._table.paths[column]
            # «Quý II/2023» before «Quý II/2024» counts dossiers too, and its counts are no months.
            if self._facets.of_other_period(header):
                continue
            if "nam" in header and text in YEARS and self._days is not None:
                if int(text) not in {day.year for day in self._days}:
                    return True
            elif text and self._days is not None and column not in self._table.names and any(header):
                days = calendar_days(text, self._days[1].year, next(filter(None, header)))
                if days and not (self._days[0] - EARLIEST <= days[0] and days[1] <= self._days[1] + EARLIEST):
                    return True
            elif column in self._table.names and text and text != name and not self._each:
                units = set() if self._groups.group_of(text) else self._units_in(text)
                if units and self._unit_id not in units:
                    return True
            is_other = OWN_PERIOD_ALONE.fullmatch(fold(text)) is not None and not self._is_period(text)
            is_short = text != name and 0 < len(text.split()) <= ASIDE_WORDS
            if is_other or (
                is_short and (self._names.begins(text, self._form.aside) or self._facets.of_other_period((fold(text),)))
            ):
                return True
        years = YEAR_AT_END.findall(fold(name)) if self._days is not None else []
        return bool(years) and not {*years} & {str(day.year) for day in self._days or ()}

    def _text_beside(self, at: int, column: int) -> str:
        """The text of a cell before the counts; below a month or quarter that stands once for several rows, that."""
        text = plain(self._table.cell(at, column)) or plain(self._merged_above(at, column))
        header = next(filter(None, self._table.paths[column]), "")
        if text or not KIND_ABOVE.match(header) or column in self._table.names:
            return text
        above = (plain(self._table.cell(row, column)) for row in reversed(self._table.body) if row < at)
        return next(filter(None, above), "")

    def _narrow(self, rows: Sequence[TableRow], first: int) -> None:
        """Make the months or quarters that stand beside the names of rows the period of the table, where it says more.

        What is there at the beginning or the end of a period adds up to nothing over several.
        """
        if self._periods or self._days is None:
            return
        for column in range(first):
            header = next(filter(None, self._table.paths[column]), "")
            if column in self._table.names or not KIND_ABOVE.match(header):
                continue
            texts = {row.at: self._text_beside(row.at, column) for row in rows if row.kind == "leaf"}
            days = {at: calendar_days(text, self._days[1].year, header) for at, text in texts.items()}
            spans = sorted({each for each in days.values() if each is not None})
            if not spans or None in days.values():
                continue
            first_at = {each: at for at, each in reversed(days.items()) if each is not None}
            if not self._is_additive([(first_at[each], each) for each in spans], rows):
                return
            self._is_narrow = self._take_span((spans[0][0], spans[-1][1]), first_at[spans[0]], rows, is_daily=False)
            self._is_of_several = len(spans) > 1
            return

    def _ends(self) -> tuple[Mapping[str, str], set[str]]:
        """The columns that count what is there first or last in a period, and those that add up over no periods."""
        ends = {
            column: self._catalog.tallies[spec.tally].over_time
            for spec in self._form.tally
            for column in spec.columns
            if self._catalog.tallies[spec.tally].over_time != "sum"
        }
        non_additive = {*ends}
        for identity in self._form.identity:
            non_additive |= {identity.total} if {*identity.parts} & ends.keys() else set()
            non_additive |= {*identity.parts} if identity.total in ends else set()
        return ends, non_additive


def own_period(table: Table, plan: Iterable[ReportPeriod] = ()) -> Days | None:
    """The days of the period written above a table; None for none or several."""
    sheet = table.sheet
    rows = [row if at in table.above else [] for at, row in enumerate(sheet.rows)]
    try:
        period = period_above(replace(sheet, rows=rows), table.first, plan)
    except FaultError:
        return None
    return period[:2] if period is not None else None


def in_one_calendar(tables: Sequence[Table], plan: Sequence[ReportPeriod]) -> list[Table]:
    """The tables with days that meet, where one of several is named by a quarter that the plan has no report of.

    The other names mean the calendar then, too; where two days over one of them are those of a report period, the
    quarter is what the reports leave for it.
    """
    pairs = [(_days_by_name(table), _days_by_name(table, plan)) for table in tables]
    years = {own[1].year for own, _ in pairs if own}
    reports = [(dates.first_day, dates.last_day) for year in years for each in plan for dates in (each.dates(year),)]
    quarters = {own for own, days in pairs if own and own == days and _is_quarter(own)}
    if not quarters or len({own for own, _ in pairs}) < LEAST_PERIODS:
        return list(tables)
    is_of_reports = any(own in reports for own, _ in pairs)
    result = []
    for table, (own, days) in zip(tables, pairs, strict=True):
        meant = own if not is_of_reports else days
        if is_of_reports and own in quarters and own is not None:
            meant = _between(own, reports) or own
        result.append(table if table.days or meant is None or meant == days else replace(table, days=meant))
    return result


def _between(days: Days, reports: Sequence[Days]) -> Days | None:
    """The days that report periods leave for a quarter of the calendar: II is what six months have behind I."""
    firsts = {*(first for first, _ in reports), *(last + dt.timedelta(1) for _, last in reports)}
    begins = [first for first in firsts if dt.timedelta(0) <= days[0] - first <= EARLIEST]
    lasts = [last for _, last in reports if dt.timedelta(0) <= days[1] - last <= EARLIEST]
    return (begins[0], lasts[0]) if begins and lasts else None


def _days_by_name(table: Table, plan: Sequence[ReportPeriod] = ()) -> Days | None:
    """The days that are written above a table, or in the name of its sheet."""
    own = own_period(table, plan)
    try:
        period = None if own else period_in_name(f"{table.sheet.name}.", plan)
    except FaultError:
        return None
    return own if period is None else period[:2]


def _is_quarter(days: Days) -> bool:
    first, last = days
    return first.day == 1 and first.month % 3 == 1 and last.month == first.month + 2 and (last + DAY).day == 1


def with_months(tables: Sequence[Table], plan: Plan, answer: Days | None) -> list[Table]:
    """The tables, each with the days of the month or quarter that its sheet is named by, where several sheets are.

    The year is that of the period above the table, which is longer, or stands in the name of the file or on the cover;
    else it is asked for once.
    Raises: Open with the question for the year.
    """
    is_year = answer is not None and answer == (dt.date(answer[1].year, 1, 1), dt.date(answer[1].year, 12, 31))
    days = [_days_of_sheet(table, answer[1].year if is_year and answer else None) for table in tables]
    names = {each for each in days if each is not None}
    if len(names) < LEAST_PERIODS or len(names) < sum(each is not None for each in days):
        # Of two sheets without a year any year tells whether they are of two parts of it.
        sheets = [
            table
            for table in tables
            if _days_of_sheet(table, plan.last_year) is not None and not YEAR.search(fold(table.sheet.name))
        ]
        parts = {_days_of_sheet(table, plan.last_year) for table in sheets}
        if answer is None and len(sheets) == len(parts) >= LEAST_PERIODS:
            problem = ", ".join(f"«{table.sheet.name}»" for table in sheets)
            problem = f"các trang {problem} không ghi năm"
            years = range(plan.last_year, plan.baseline_year - 1, -1)
            raise Open([year_question(sheets[0].sheet.whole, problem, years)], [])
        return list(tables)
    return [table if each is None else replace(table, days=each) for table, each in zip(tables, days, strict=True)]


def _days_of_sheet(table: Table, year: int | None) -> Days | None:
    """The days of the month or quarter that names the sheet of a table, in the year that is said elsewhere."""
    sheet, own = table.sheet, own_period(table)
    years = {int(year) for year in YEAR_IN_NAME.findall(sheet.file)}
    if own is None and sheet.cover is not None:
        years = {int(year) for row in sheet.cover.rows for cell in row for year in YEAR.findall(fold(plain(cell)))}
    if own is None and not years and year is not None:
        years = {year}
    if table.days is not None or (own is None and len(years) != 1):
        return None
    name = re.sub(r"[_.-]+", " ", fold(sheet.name)).strip()
    days = calendar_days(name, own[1].year if own is not None else years.pop())
    if days is None or days[1] - days[0] > HALF_YEAR or is_cumulative(table):
        return None
    return days if own is None or own[0] <= days[0] <= days[1] <= own[1] > own[0] + HALF_YEAR else None
