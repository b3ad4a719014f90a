"""Which columns and rows of one table of counts are of its own period and unit; the rows that are months or days."""

import datetime as dt
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from cchc_metrics.faults import Fault
from cchc_metrics.intake.content import NO_USE, Question
from cchc_metrics.intake.form_columns import HALF_YEAR, TableColumns, own_period, with_hidden
from cchc_metrics.intake.headers import ELSE, YEAR, YEAR_ALONE
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.numbers import Share
from cchc_metrics.intake.periods import DAYS_BELOW, EARLIEST, KIND_ABOVE, LEAP, Days, calendar_days, is_near
from cchc_metrics.intake.readings import Choice, best
from cchc_metrics.intake.table_rows import OWN_PERIOD_ALONE, TableRow
from cchc_metrics.intake.table_words import is_cumulative
from cchc_metrics.intake.tables import STEP, YEARS, Table, is_number, plain
from cchc_metrics.intake.title_units import ABOVE_COMMUNE
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# A reading is chosen by so many rows; whether it holds is looked at in every one.
SAMPLE = 60
# So many identities that hold in every row make a reading sure although the cells of its header contradict each other.
SURE = 2
A_YEAR = dt.timedelta(366)
DAY = dt.timedelta(1)
SATURDAY = 5
# «3», «Ngày 3», «3/6» below «Ngày».
DAY_OF_MONTH = re.compile(r"(?:ngay )?(\d{1,2})(?:/(\d{1,2}))?")
# «Toàn huyện» over columns.
WIDER = re.compile(rf"(?<![a-z])toan {ABOVE_COMMUNE}(?![a-z])")
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


class TablePeriods(TableColumns):
    """One table as far as the periods of its columns and rows."""

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
                place, problem = f"--column {letters_of(column)}={name}", f"không có cột nào mã «{name}»"
                expected = "một trong: " + "; ".join(f"{title} ({id_})" for id_, title in self._titles.items())
                self._add(Fault("unknown-value", place, problem, expected, "sửa mã"))
            else:
                candidates[column] = [name]
        self._is_answered = bool(answers)
        candidates = self._of_unit(candidates)
        if not answers:
            candidates = self._of_period(candidates, year)
            self._leave(self._unknown(), "không rõ là số gì", "cột có tên như trong các mẫu biểu đã biết")
        elif wrong := [at for at, name in answers.items() if name != NO_USE and self._is_of_other_days(at)]:
            self._no_column_of_period(wrong)
        is_contradictory = bool(self._columns.crossings) and not answers
        plain_candidates = candidates
        if is_contradictory:
            candidates = self._in_order()
        sample = [row for at in self._data_rows(candidates)[:SAMPLE] if (row := self._numbers(at, candidates))]
        choice = best(self._form, candidates, sample, sorted(self._form.figure_columns))
        verdict = choice.verdict
        # A reading by order that leaves out a column whose own words are plain has not understood the header.
        is_whole = plain_candidates.keys() <= {at for every in verdict.reading.columns.values() for at in every}
        is_proven = is_whole and not verdict.failures and verdict.proofs >= SURE and verdict.is_balanced
        if is_contradictory and not is_proven:
            self._ask({**candidates, **plain_candidates})
        elif choice.open:
            self._ask(choice.open)
        return choice

    def _of_unit(self, candidates: dict[int, Sequence[str]]) -> dict[int, Sequence[str]]:
        """The columns of the unit itself, where words over some of them name units."""
        units = {at: self._units_over(at) for at in candidates}
        several = len({frozenset(each) for each in units.values()}) > 1
        if not several and (self._each or not any(units.values())):
            return candidates
        own = {at: names for at, names in candidates.items() if self._unit_id in units[at]}
        name = self._catalog.units[self._unit_id].name
        if self._each or not own:
            words = ", ".join(f"«{self._table.words[at]}»" for at in candidates if units[at])
            problem = f"các cột là số của đơn vị khác: {words}"
            place = self._sheet.cell(self._table.first, min(candidates))
            remedy = "nộp biểu của đơn vị, hoặc chọn đúng đơn vị khi nộp"
            self._add(Fault("other-unit", place, problem, f"cột của {name}", remedy))
            self._raise()
        self._leave([at for at in candidates if at not in own], "là số của đơn vị khác", f"cột của {name}")
        return own

    def _units_over(self, column: int) -> set[str]:
        """The units that the words over a column name; "" for a wider area and one that the plan does not know."""
        cells = [cell for cell in self._table.words[column].split(STEP) if not cell.strip("()").isdecimal()]
        wider = {"" for cell in cells if WIDER.search(fold(cell))}
        return wider | {unit for cell in cells for unit in self._units_in(cell)}

    def _of_period(self, candidates: Mapping[int, Sequence[str]], year: int | None) -> dict[int, Sequence[str]]:
        """The columns that count the period of the table, where others stand beside them.

        Columns of one meaning under words that are not known may be anything: another period, another level. They are
        no parts of one number, and where nothing tells which block is meant that is a fault.
        """
        paths = self._table.paths
        others = {at for at in candidates if self._is_of_other(at)}
        estimates = self._estimates(candidates)
        # An estimate of the year stands for it only where nothing else does and all of it is understood.
        others |= estimates if self._unknown() or others | estimates != {*candidates} else set()
        own = {at: names for at, names in candidates.items() if at not in others}
        # All of a table may be cumulative; a column of a named period, or beside one that is not known, is not.
        if not own and (self._unknown() or not all(self._facets.of_other_period(paths[at]) for at in candidates)):
            self._no_column_of_period([*candidates])
        own = own or dict(candidates)
        blocks = {at: self._facets.block(paths[at]) for at in own}
        is_half_known = self._is_half_known(own, blocks)
        if is_half_known or self._repeated_blocks(own, blocks):
            in_year = {at for at in own if str(year) in blocks[at]} or {at for at in own if not blocks[at]}
            is_of_year = in_year and not self._repeated_blocks({at: own[at] for at in in_year}, blocks)
            if is_of_year and not is_half_known:
                own = {at: names for at, names in own.items() if at in in_year}
            else:
                headings = list(dict.fromkeys(self._table.words[at].partition(STEP)[0] for at in own))
                problem = "nhiều nhóm cột cùng nghĩa, không rõ nhóm nào là số của kỳ này: "
                problem += ", ".join(f"«{words}»" for words in headings[:4])
                place, expected = self._sheet.cell(self._table.first, min(own)), "một nhóm cột của kỳ báo cáo"
                remedy = "thêm nhóm cột của mọi hồ sơ; trên nhóm cột của kỳ khác thì ghi «Lũy kế», «Cùng kỳ»"
                self._add(Fault("duplicate-column", place, problem, expected, remedy))
        self._leave([at for at in candidates if at not in own], "là số của kỳ khác", "cột của kỳ báo cáo")
        return own

    def _is_of_other(self, column: int) -> bool:
        """True for a column of another period than its table: «Lũy kế», «Năm 2023», «Quý I» in a table of a year."""
        path, days = tuple(self._table.paths[column]), self._days
        years = {int(match[1]) for cell in path if (match := YEAR_ALONE.fullmatch(cell))}
        is_other = days is not None and bool(years - {days[1].year})
        return is_other or self._is_of_other_name(column) or self._facets.of_other_period(path)

    def _leave(self, columns: Sequence[int], why: str, expected: str) -> None:
        """A caution with the columns that are left out."""
        if columns:
            words = ", ".join(f"«{self._table.words[at]}»" for at in columns[:4]) + (" …" if len(columns) > 4 else "")
            place = self._sheet.cell(self._table.first, columns[0])
            problem, remedy = f"{len(columns)} cột không đọc, {why}: {words}", "không cần sửa, nếu đúng là như vậy"
            self._cautions.append(Fault("unread-part", place, problem, expected, remedy))

    def _unknown(self) -> list[int]:
        """The columns of counts whose words mean nothing here, nor «Trả kết quả › Đúng hạn» where none is settled.

        Marks, codes, shares and notes are none.
        """
        table, first = self._table, max(self._table.names, default=0)
        names = {name for ways in self._columns.candidates.values() for name in ways}
        is_settled = any(self._facets.is_of(name, ("settled",)) for name in names)
        result = []
        for at, path in enumerate(table.paths):
            values = self._facets.meaning(path).values
            is_else = not is_settled and values.get("flow") == ELSE and "deadline" in values
            if (
                at > first
                and any(path)
                and at not in self._columns.candidates
                and (at in self._columns.parts or is_else or not values.keys() & {"flow", "measure"})
            ):
                cells = [table.cell(row, at) for row in table.body]
                if sum(is_number(cell) and not isinstance(cell, Share) for cell in cells) * 2 > len(cells):
                    result.append(at)
        return result

    def _block(self, column: int) -> tuple[str, ...]:
        return self._facets.block(self._table.paths[column])

    def _is_half_known(self, columns: Mapping[int, Sequence[str]], blocks: Mapping[int, tuple[str, ...]]) -> bool:
        """True for «Trên phần mềm › Đã giải quyết» beside another, where «Trên phần mềm › Đúng hạn» is not known."""
        paths = self._table.paths
        lowest = {paths[at][-1] for at in columns}
        heads = {self._block(at) for at in self._unknown() if len(paths[at]) > 1 and paths[at][-1] in lowest} - {()}
        # «Tổng số» over columns is of all, whatever stands beside it.
        if any(self._names.may_be_total(self._table.words[at].partition(STEP)[0]) for at in columns):
            return False
        pairs = ((at, other) for at in columns if blocks[at] in heads for other in columns)
        return any(columns[at] == columns[other] and blocks[at] != blocks[other] for at, other in pairs)

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
        names = self._facets.in_order([table.paths[column] for column in number_columns])
        pairs = zip(number_columns, names, strict=True)
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

    def _units_in(self, name: str) -> set[str]:
        """The units that a name may mean; "" for a commune that the plan does not have."""
        units = {unit.id for unit in self._groups.units.candidates(name)}
        return units or ({""} if is_commune(name) else set())

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


def with_months(tables: Sequence[Table]) -> list[Table]:
    """The tables, each with the days of the month or quarter that its sheet is named by, where several sheets are.

    The year is that of the period above the table, which is longer, or stands in the name of the file or on the cover.
    """
    days = [_days_of_sheet(table) for table in tables]
    names = {each for each in days if each is not None}
    if len(names) < LEAST_PERIODS or len(names) < sum(each is not None for each in days):
        return list(tables)
    return [table if each is None else replace(table, days=each) for table, each in zip(tables, days, strict=True)]


def _days_of_sheet(table: Table) -> Days | None:
    """The days of the month or quarter that names the sheet of a table, in the year that is said elsewhere."""
    sheet, own = table.sheet, own_period(table)
    years = {int(year) for year in YEAR_IN_NAME.findall(sheet.file)}
    if own is None and sheet.cover is not None:
        years = {int(year) for row in sheet.cover.rows for cell in row for year in YEAR.findall(fold(plain(cell)))}
    if table.days is not None or (own is None and len(years) != 1):
        return None
    name = re.sub(r"[_.-]+", " ", fold(sheet.name)).strip()
    days = calendar_days(name, own[1].year if own is not None else years.pop())
    if days is None or days[1] - days[0] > HALF_YEAR or is_cumulative(table):
        return None
    return days if own is None or own[0] <= days[0] <= days[1] <= own[1] > own[0] + HALF_YEAR else None
