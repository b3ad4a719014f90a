"""Tables exported by the one-stop system and the national portal → figures, as the plan says of their columns."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain, pairwise
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Feed, TallyFeed
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.checks import (
    Row,
    faults_of_figure,
    few,
    misprint,
    must_agree,
    open_periods,
    rows_of,
    subject_of,
    together,
)
from cchc_metrics.intake.content import (
    NO_ANSWERS,
    NO_USE,
    Answers,
    FileContent,
    Flag,
    Observation,
    Open,
    Question,
    Tally,
    union,
)
from cchc_metrics.intake.form_columns import Members
from cchc_metrics.intake.form_groups import TableGroups
from cchc_metrics.intake.form_periods import in_one_calendar, with_months
from cchc_metrics.intake.form_tables import TableParts, join_pages, tables_of
from cchc_metrics.intake.readings import Reading
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_rows import TableRow
from cchc_metrics.intake.table_words import as_of_whole, others_apart, own_lines, texts_above
from cchc_metrics.intake.tables import STEP, Table, unread_sheet
from cchc_metrics.intake.title_units import cautions_of_corrections, cautions_of_flag, flag_of, is_draft, lower_words
from cchc_metrics.text.letters import fold

# «III. Lĩnh vực Xây dựng» above the table of a field; «05 lĩnh vực» in a title.
NUMERALS = ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv"]
NUMBER_BEFORE = re.compile(rf"\W*(\d{{1,2}}|{'|'.join(NUMERALS)})[.):]")
MANY_FIELDS = re.compile(r"(?<!\d)0?(\d{1,2}) linh vuc")


class FormTable(TableGroups):
    """One table, for one unit, or for each unit that it names."""

    def read(self) -> FileContent:
        """The figures of the table.

        Raises: Open with the questions that are left, FaultError with every fault.
        """
        self._head()
        period = self._within_lifetime(self._period())
        self._days = period[:2] if period is not None else None
        choice = self._choice(period[1].year if period is not None else None)
        self._reading = choice.verdict.reading
        rows = self._rows(choice.verdict.reading)
        if (self._periods or self._is_narrow) and self._days is not None:
            period = *self._days, self._sheet.whole if period is None else period[2]
        units = self._units(rows, period[1]) if self._each and period is not None else {}
        if self._each and not units and period is not None:
            self._unit_id = self._unit_above(period[1])
        members = {} if units else self._members(rows)
        if not self._faults:
            self._scope(members)
        self._raise()
        if period is None:
            raise ValueError("a table without a period has a fault")
        if units:
            return self._of_units(choice.verdict.reading, units, period)
        return self._figures(choice.verdict.reading, rows, members, period)

    def apart_from_sum(self) -> list["FormTable"]:
        """The table of a field without its last row, and that row alone; none for a table of all fields."""
        *body, last = self._table.body
        tables = [replace(self._table, body=each) for each in (body, [last]) if body and self._field]
        unit_id = None if self._each else self._unit_id
        return [FormTable(each, self._catalog, unit_id, self._answers, field=self._field) for each in tables]

    def _of_units(
        self, reading: Reading, units: Mapping[str, TableRow], period: tuple[dt.date, dt.date, str]
    ) -> FileContent:
        """The figures of every unit, from a row each."""
        reads = []
        for self._unit_id, row in units.items():
            reads.append(self._figures(reading, [row], {None: [row]}, period))
        return union(reads)

    def _figures(
        self, reading: Reading, rows: Sequence[TableRow], members: Members, period: tuple[dt.date, dt.date, str]
    ) -> FileContent:
        there = {name for rows_of_group in members.values() for row in rows_of_group for name in row.counts}
        feeds = [feed for feed in self._form.feed if {*feed.numerator, *feed.denominator} <= there]
        observations = [result for feed in feeds for result in self._observations(feed, reading, members, period)]
        tallies = [
            result
            for spec in self._form.tally
            if {*spec.columns} <= there
            for result in self._tallies(spec, reading, members, period)
        ]
        figures: list[Row] = [*observations, *tallies]
        for place, row in figures:
            for fault in faults_of_figure(place, row, self._catalog):
                # The period is said once, above the table, and so is what is wrong with it.
                self._add(replace(fault, place=period[2]) if "«period_" in fault.place else fault)
        self._without_whole(there) if figures else self._nothing()
        self._shares_alone(reading, there)
        self._cautions += cautions_of_flag(period[2], *self._flag)
        texts = ((at, column, cell) for at in self._table.body for column, cell in enumerate(self._sheet.rows[at]))
        notes = ((self._sheet.cell(at, column), cell) for at, column, cell in texts if isinstance(cell, str))
        self._cautions += cautions_of_corrections(notes)
        self._percentages(reading, rows)
        self._caution_hidden(rows)
        self._raise()
        cautions = (*self._cautions, *few(observations, self._catalog), *open_periods(observations))
        return FileContent(
            observations=tuple(observations), tallies=tuple(tallies), cautions=cautions, layouts=self._layout(reading)
        )

    @cached_property
    def _flag(self) -> tuple[Flag, str]:
        """How sure the figures are, and the words around them that say so."""
        sheet, table = self._sheet, self._table
        columns = (table.words[column] for columns in self._reading.columns.values() for column in columns)
        rows = ((column, cell) for at in table.body for column, cell in enumerate(sheet.rows[at]))
        notes = (cell for column, cell in rows if isinstance(cell, str) and column not in table.names)
        foot = (str(cell) for at in table.below for cell in sheet.rows[at])
        # «DỰ THẢO» stands at the head of a document, above its first table.
        drafts = (str(cell) for row in sheet.rows[: table.first] for cell in row if is_draft(str(cell)))
        names = sheet.name, sheet.file.rpartition(".")[0]
        return flag_of([*texts_above(table), *columns, *notes, *foot, *names, *drafts])

    def _without_whole(self, there: set[str]) -> None:
        """A caution for each share of the plan of which the table counts the part and not the whole."""
        for feed in self._form.feed:
            lacks = [name for name in feed.denominator if name not in there]
            if lacks and {*feed.numerator} <= there:
                has, titles = (
                    ", ".join(f"«{self._titles[each]}»" for each in names) for names in (feed.numerator, lacks)
                )
                problem = f"có {has}, không có {titles} nên không tính được tỷ lệ; không lưu"
                remedy = "không cần sửa, nếu không cần tỷ lệ ấy"
                self._cautions.append(Fault("unread-part", self._sheet.whole, problem, f"có cả {titles}", remedy))

    def _shares_alone(self, reading: Reading, there: set[str]) -> None:
        """A caution for each column of percentages whose counts the table does not have."""
        for part in self._form.printed:
            if part.column in reading.columns and not {*part.numerator, *part.denominator} <= there:
                column = reading.columns[part.column][0]
                problem = f"cột «{self._table.words[column]}» chỉ có tỷ lệ, không có số đếm của nó nên không lưu"
                expected, remedy = "số hồ sơ trên tổng số hồ sơ", "nộp biểu có cột số đếm, nếu cần chỉ tiêu này"
                place = self._sheet.cell(self._table.last, column)
                self._cautions.append(Fault("unread-part", place, problem, expected, remedy))

    def _layout(self, reading: Reading) -> Mapping[str, Mapping[str, str]]:
        """How the columns were read, where somebody was asked: enough to read the next file without a question."""
        if not self._is_answered:
            return {}
        names = {column: name for name, columns in reading.columns.items() for column in columns}
        number_columns = [column for column in range(len(self._table.paths)) if column not in self._table.names]
        return {self._table.fingerprint: {str(column): names.get(column, NO_USE) for column in number_columns}}

    def _nothing(self) -> None:
        words = [self._table.words[column] for column in self._columns.candidates]
        names = "; ".join(f"«{word}»" for word in words[:6])
        problem = f"bảng không có số liệu nào mà kế hoạch hỏi; các cột đọc được: {names}"
        expected, remedy = (
            "số đã giải quyết trước, đúng, quá hạn, hoặc số tiếp nhận theo kênh",
            "nộp biểu có các cột đó",
        )
        if len({word.rpartition(STEP)[2] for word in words}) < len(words):
            # «Một cửa › Đã giải quyết» beside «Một cửa liên thông › Đã giải quyết»: neither is all that was settled.
            remedy = "các nhóm cột chia hồ sơ thành nhiều phần: thêm một nhóm cột «Tổng số» của mọi hồ sơ rồi nộp lại"
        self._add(Fault("nothing-asked", self._sheet.cell(self._table.first, 0), problem, expected, remedy))

    def _value(self, columns: Sequence[str], row: TableRow) -> float | None:
        """The sum of some columns of a row; None, with a fault, where one is blank."""
        for name in columns:
            if row.counts.get(name) is None:
                at = (self._reading.columns.get(name) or self._table.names)[0]
                self._add(
                    Fault(
                        "missing-value",
                        self._sheet.cell(row.at, at),
                        f"ô trống ở hàng «{row.name}», các ô khác không cho biết nó là bao nhiêu",
                        "số đếm; không có hồ sơ nào thì ghi 0",
                        "điền ô này",
                    )
                )
                return None
        return sum(row.counts[name] or 0 for name in columns)

    def _cell_of(self, row: TableRow, names: Sequence[str], reading: Reading) -> str:
        columns = next((reading.columns[name] for name in names if name in reading.columns), None)
        if columns is None:
            columns = next(
                (
                    reading.columns[part]
                    for name in names
                    for identity in self._form.identity
                    if identity.total == name
                    for part in identity.parts
                    if part in reading.columns
                ),
                tuple(self._table.names),
            )
        return self._sheet.place(row.at, columns[0])

    def _observations(
        self, feed: Feed, reading: Reading, members: Members, period: tuple[dt.date, dt.date, str]
    ) -> Iterator[tuple[str, Observation]]:
        for group_id, rows, (numerator, denominator) in self._group_sums((feed.numerator, feed.denominator), members):
            yield (
                self._cell_of(rows[0], feed.numerator, reading),
                Observation(
                    indicator_id=feed.indicator,
                    numerator=numerator,
                    denominator=denominator,
                    reported_value=self._reported_value(feed, rows),
                    **self._series(period, feed.breakdown, group_id),
                ),
            )

    def _tallies(
        self, spec: TallyFeed, reading: Reading, members: Members, period: tuple[dt.date, dt.date, str]
    ) -> Iterator[tuple[str, Tally]]:
        for group_id, rows, (cases,) in self._group_sums((spec.columns,), members):
            yield (
                self._cell_of(rows[0], spec.columns, reading),
                Tally(tally_id=spec.tally, cases=cases, **self._series(period, spec.breakdown[0], group_id)),
            )

    def _group_sums(
        self, columns: Sequence[Sequence[str]], members: Members
    ) -> Iterator[tuple[str | None, Sequence[TableRow], tuple[float, ...]]]:
        """Each group that has counts, its rows, and the sums of columns in it; the whole, where there are no groups."""
        for group_id, rows in members.items():
            values = [[self._value(names, row) for names in columns] for row in rows]
            if not any(None in row for row in values):
                yield group_id, rows, tuple(sum(value or 0 for value in column) for column in zip(*values, strict=True))

    def _series(self, period: tuple[dt.date, dt.date, str], breakdown: str, group_id: str | None) -> dict[str, Any]:
        """What every figure of the table says: whose it is, of which days and which group, and where it comes from."""
        return {
            "unit_id": self._unit_id,
            "year": period[1].year,
            "period_start": period[0],
            "period_end": period[1],
            "breakdown_id": breakdown if group_id else None,
            "group_id": group_id,
            "flag": self._flag[0],
            "source_id": self._form.source,
        }

    def _reported_value(self, feed: Feed, rows: Sequence[TableRow]) -> float | None:
        """The percentage printed for a group, in percent, where one row makes the group."""
        same = (
            part
            for part in self._form.printed
            if (part.numerator, part.denominator) == (feed.numerator, feed.denominator)
        )
        spec = next(same, None)
        percentage = rows[0].shares.get(spec.column) if spec and len(rows) == 1 else None
        if percentage is None:
            return None
        over, under = self._value(feed.numerator, rows[0]) or 0, self._value(feed.denominator, rows[0]) or 0
        as_share = under and abs(100 * percentage - 100 * over / under) < abs(percentage - 100 * over / under)
        share = 100 * percentage if as_share else percentage
        # What cannot be a share is told as a caution, and is no value of the figure.
        return share if share <= 100 else None

    def _percentages(self, reading: Reading, rows: Sequence[TableRow]) -> None:
        """Cautions for printed percentages that disagree with their counts."""
        for part in self._form.printed:
            for row in rows if part.column in reading.columns else ():
                percentage = row.shares.get(part.column)
                counts = [row.counts.get(name) for name in (*part.numerator, *part.denominator)]
                if percentage is None or None in counts:
                    continue
                wrong = misprint(
                    self._sheet.cell(row.at, reading.columns[part.column][0]),
                    percentage,
                    sum(row.counts[name] or 0 for name in part.numerator),
                    sum(row.counts[name] or 0 for name in part.denominator),
                )
                self._cautions += [wrong] if wrong else []


class Forms:
    """The forms that the plan describes in its `[[form]]` tables."""

    title = "Biểu xuất từ hệ thống một cửa hoặc Cổng Dịch vụ công (II.06a, tổng hợp, số hóa, thanh toán, trực tuyến)"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a table of a form of the plan stands on a sheet."""
        return any(True for sheet in sheets for _ in tables_of(sheet, catalog))

    def read(
        self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None, answers: Answers = NO_ANSWERS
    ) -> FileContent:
        """The figures of every table, one for each group of its breakdown.

        Raises: Open when something is left open, FaultError with every fault.
        """
        faults: list[Fault] = []
        cautions: list[Fault] = []
        questions: list[Question] = []
        result: list[tuple[Table, FileContent]] = []
        tables, unread = _tables_in(sheets, catalog)
        tables, of_others = others_apart(tables, catalog, unit_id)
        cautions += (*unread, *of_others)
        tables = with_months(join_pages(tables), catalog.plan, answers.days)
        tables = in_one_calendar(tables, tuple(catalog.periods.values()))
        parts = (TableParts(each, catalog, unit_id, answers).parts() for each in tables)
        every, of_hamlets = _hamlets_apart(list(chain.from_iterable(parts)), catalog, unit_id)
        fields = _fields(every, catalog, unit_id, answers)
        sums: list[FileContent] = []
        for table, field in zip(every, fields or [""] * len(every), strict=True):
            try:
                content, sum_below = _with_sum(FormTable(table, catalog, unit_id, answers, field=field))
                result.append((table, content))
                sums += sum_below
            except FaultError as wrong:
                questions += wrong.questions if isinstance(wrong, Open) else ()
                open_faults = {question.fault for question in wrong.questions} if isinstance(wrong, Open) else set()
                faults += [fault for fault in wrong.faults if fault not in open_faults]
                cautions += wrong.cautions
        if fields and len(result) == len(every):
            result = [(every[0], _of_fields(result, fields, sums))]
        if of_hamlets and len(result) == len(every):
            cautions.append(_sum_of_hamlets(result[0], of_hamlets, catalog, unit_id, answers))
        figures, wrong_twice, notes = together(result)
        faults += wrong_twice
        cautions += notes
        # A table that holds nothing asked for is no fault beside one that does.
        empty_tables = [fault for fault in faults if fault.kind == "nothing-asked"]
        if result and empty_tables:
            faults = [fault for fault in faults if fault.kind != "nothing-asked"]
            cautions += empty_tables
        if questions:
            raise Open(questions, faults, cautions)
        if faults:
            raise FaultError(faults, cautions)
        layouts = {header: columns for _, each in result for header, columns in each.layouts.items()}
        return FileContent(
            observations=figures.observations,
            tallies=figures.tallies,
            cautions=(*cautions, *figures.cautions),
            layouts=layouts,
        )


def _tables_in(sheets: Sequence[Sheet], catalog: Catalog) -> tuple[Sequence[Table], list[Fault]]:
    """The tables on the sheets that Excel shows, on all where those have none; and the cautions of the sheets."""
    cautions: list[Fault] = []
    visible_sheets = [sheet for sheet in sheets if not sheet.is_hidden]
    if not any(True for sheet in visible_sheets for _ in tables_of(sheet, catalog)):
        visible_sheets = list(sheets)
    tables: list[Table] = []
    for sheet in sheets:
        cautions += sheet.cautions
        on_sheet = tables_of(sheet, catalog) if sheet in visible_sheets else ()
        if not on_sheet:
            cautions += unread_sheet(sheet, is_hidden=sheet not in visible_sheets)
        tables += on_sheet
    return tables, cautions


def _hamlets_apart(
    tables: Sequence[Table], catalog: Catalog, unit_id: str | None
) -> tuple[Sequence[Table], dict[str, Table]]:
    """The tables of the whole commune, and those of its hamlets by the words that say so, where there are both."""
    hamlets: dict[str, Table] = {}
    for table in tables if unit_id is not None else ():
        words = lower_words([*texts_above(table), table.sheet.name], catalog, unit_id or "")
        hamlets |= {words: table} if words else {}
    of_all = [table for table in tables if table not in hamlets.values()]
    return (of_all, hamlets) if len(of_all) == 1 else (tables, {})


def _sum_of_hamlets(
    whole: tuple[Table, FileContent],
    hamlets: Mapping[str, Table],
    catalog: Catalog,
    unit_id: str | None,
    answers: Answers,
) -> Fault:
    """The caution that only the table of the commune counts.

    Raises: FaultError where those of its hamlets add up to something else, or one of them is wrong.
    """
    parts = []
    for table in hamlets.values():
        parts.append(FormTable(as_of_whole(table), catalog, unit_id, answers).read())
    names = ", ".join(f"«{words}»" for words in hamlets)
    must_agree(whole[1], union(parts), names, others=None, by_group=False)
    problem = f"các bảng của từng thôn ({names}) cộng lại bằng bảng này; chỉ bảng này được tính"
    place = whole[0].sheet.cell(whole[0].first, 0)
    return Fault("duplicate-table", place, problem, "mỗi kỳ một bảng", "không cần sửa")


def _fields(tables: Sequence[Table], catalog: Catalog, unit_id: str | None, answers: Answers) -> list[str]:
    """The field of each table of a file that has one for each field; "" for the table of all fields beside them.

    Empty where two tables are of one field, or two of none.
    """
    read_tables = [FormTable(table, catalog, unit_id, answers) for table in tables]
    fields = [table.field() for table in read_tables]
    groups = [table.group(field) for table, field in zip(read_tables, fields, strict=True) if field]
    is_apart = len({*groups}) == len(groups) >= len(tables) - 1 > 0
    return fields if is_apart and groups else []


def _with_sum(table: FormTable) -> tuple[FileContent, list[FileContent]]:
    """The figures of a table of one field, and those of the row below it that sums the tables of all fields.

    Raises: Open with the questions that are left, FaultError with every fault.
    """
    try:
        return table.read(), []
    except FaultError as wrong:
        is_open = isinstance(wrong, Open) or any(fault.kind != "sum-mismatch" for fault in wrong.faults)
        parts = [] if is_open else table.apart_from_sum()
        try:
            contents = [part.read() for part in parts]
        except FaultError:
            contents = []
        if not contents:
            raise
        return contents[0], contents[1:]


def _of_fields(
    parts: Sequence[tuple[Table, FileContent]], fields: Sequence[str], sums: Sequence[FileContent]
) -> FileContent:
    """The figures of a file with a table for each field, as those of one table; `sums` are those that it prints."""
    pairs = [(table, field, content) for (table, content), field in zip(parts, fields, strict=True) if field]
    contents = [content for _, _, content in pairs]
    names = ", ".join(f"«{field}»" for _, field, _ in pairs)
    problem = f"tệp có mỗi lĩnh vực một bảng ({names}): số của cả đơn vị là tổng các bảng ấy"
    remedy = "không cần sửa, nếu không thiếu lĩnh vực nào"
    caution = Fault("no-printed-total", parts[0][0].sheet.whole, problem, "bảng đủ các lĩnh vực", remedy)
    # What one of them does not say in the period is not said of all.
    subjects = [{subject_of(row) for _, row in rows_of(each)} for each in contents]
    common = set.intersection(*subjects)
    if not common:
        problem = f"mỗi lĩnh vực một bảng ({names}), nhưng không số nào có trong mọi bảng của cùng một kỳ"
        remedy = "ghi cùng một kỳ trên mọi bảng, hoặc nộp biểu có mỗi lĩnh vực một hàng"
        raise FaultError([Fault("contradiction", caution.place, problem, "các bảng của cùng một kỳ", remedy)])
    every = union(contents)
    result = replace(
        every,
        observations=tuple(row for row in every.observations if subject_of(row[1]) in common),
        tallies=tuple(row for row in every.tallies if subject_of(row[1]) in common),
        cautions=(*([] if sums else [caution]), *every.cautions),
    )
    for each in sums:
        must_agree(each, result, names, others=None, by_group=False)
    whole = next(((table, content) for (table, content), field in zip(parts, fields, strict=True) if not field), None)
    if whole is None:
        if not sums:
            _must_be_complete([(table, field) for table, field, _ in pairs])
        return result
    table, content = whole
    is_grouped = any(row.group_id for _, row in rows_of(content))
    must_agree(content, result, names, others=table.form.others, by_group=is_grouped)
    problem = f"các bảng của từng lĩnh vực ({names}) là phần của bảng này; chỉ bảng này được tính"
    caution = Fault("duplicate-table", table.sheet.cell(table.first, 0), problem, "mỗi kỳ một bảng", "không cần sửa")
    return replace(content, cautions=(caution, *content.cautions))


def _must_be_complete(tables: Sequence[tuple[Table, str]]) -> None:
    """Raises: FaultError where the numbers before the fields, or how many the title says, tell that one is missing."""
    numbers = []
    for table, field in tables:
        lines = [text for _, text in own_lines(table) if fold(field) in fold(text)]
        match = next(filter(None, map(NUMBER_BEFORE.match, map(fold, lines))), None)
        numbers.append((NUMERALS.index(match[1]) + 1 if match[1] in NUMERALS else int(match[1])) if match else 0)
    is_gap = all(numbers) and any(after != before + 1 for before, after in pairwise(numbers))
    many = [int(number) for text in texts_above(tables[0][0]) for number in MANY_FIELDS.findall(fold(text))]
    if is_gap or (many and many[0] > len(tables)):
        problem = (
            f"các bảng của từng lĩnh vực đánh số {', '.join(map(str, numbers))}: thiếu một bảng"
            if is_gap
            else f"tên bảng nói có {many[0]} lĩnh vực, chỉ có bảng của {len(tables)}"
        )
        place = tables[-1][0].sheet.cell(tables[-1][0].first, 0)
        remedy = "thêm bảng còn thiếu; không thiếu bảng nào thì sửa số thứ tự, tên bảng"
        raise FaultError([Fault("missing-value", place, problem, "bảng của mọi lĩnh vực", remedy)])
