"""Tables exported by the one-stop system and the national portal → figures, as the plan says of their columns."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import chain
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Feed, TallyFeed
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.checks import faults_of_figure, few, misprint, open_periods
from cchc_metrics.intake.content import NO_ANSWERS, NO_USE, Answers, FileContent, Observation, Open, Question, Tally
from cchc_metrics.intake.form_columns import Members
from cchc_metrics.intake.form_groups import TableGroups
from cchc_metrics.intake.form_tables import TableParts, join_pages, tables_of, with_months
from cchc_metrics.intake.readings import Reading
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_words import ESTIMATE, TableRow, texts_above
from cchc_metrics.intake.tables import Table, plain
from cchc_metrics.text.letters import fold


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
        self._raise()
        if period is None:
            raise ValueError("a table without a period has a fault")
        if units:
            return self._of_units(choice.verdict.reading, units, period)
        return self._figures(choice.verdict.reading, rows, members, period)

    def _of_units(
        self, reading: Reading, units: Mapping[str, TableRow], period: tuple[dt.date, dt.date, str]
    ) -> FileContent:
        """The figures of every unit, from a row each."""
        reads = []
        for self._unit_id, row in units.items():
            reads.append(self._figures(reading, [row], {None: [row]}, period))
        return FileContent(
            observations=tuple(figure for result in reads for figure in result.observations),
            tallies=tuple(tally for result in reads for tally in result.tallies),
            cautions=tuple(dict.fromkeys(caution for result in reads for caution in result.cautions)),
            layouts={header: columns for result in reads for header, columns in result.layouts.items()},
        )

    def _figures(
        self, reading: Reading, rows: Sequence[TableRow], members: Members, period: tuple[dt.date, dt.date, str]
    ) -> FileContent:
        there = {name for rows_of_group in members.values() for row in rows_of_group for name in row.counts}
        observations = [
            result
            for feed in self._form.feed
            if {*feed.numerator, *feed.denominator} <= there
            for result in self._observations(feed, reading, members, period)
        ]
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
        if not observations and not tallies:
            self._nothing()
        self._shares_alone(reading, there)
        if self._is_estimate:
            problem, expected = (
                "tên bảng hoặc tiêu đề cột nói là số ước; số liệu được lưu là số ước tính",
                "số chính thức",
            )
            remedy = "không cần sửa; khi có số chính thức thì nộp lại"
            self._cautions.append(Fault("unread-part", period[2], problem, expected, remedy))
        self._percentages(reading, rows)
        self._caution_hidden(rows)
        self._raise()
        cautions = (*self._cautions, *few(observations, self._catalog), *open_periods(observations))
        return FileContent(
            observations=tuple(observations), tallies=tuple(tallies), cautions=cautions, layouts=self._layout(reading)
        )

    @cached_property
    def _is_estimate(self) -> bool:
        sheet, words = self._sheet, self._table.words
        columns = (words[column] for columns in self._reading.columns.values() for column in columns)
        texts = (*texts_above(self._table), *columns, sheet.name, sheet.file)
        return any(ESTIMATE.search(re.sub("[_-]", " ", fold(text))) for text in texts)

    def _shares_alone(self, reading: Reading, there: set[str]) -> None:
        """A caution for each column of percentages whose counts the table does not have."""
        for part in self._form.printed:
            if part.column in reading.columns and not {*part.numerator, *part.denominator} <= there:
                column = reading.columns[part.column][0]
                problem = f"cột «{self._table.words[column]}» chỉ có tỷ lệ, không có số đếm của nó nên không lưu"
                expected, remedy = (
                    "số đếm: bao nhiêu hồ sơ trên bao nhiêu",
                    "nộp biểu có cột số đếm, nếu cần chỉ tiêu này",
                )
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
        self._add(
            Fault(
                "nothing-asked",
                self._sheet.cell(self._table.first, 0),
                "bảng không có số liệu nào mà kế hoạch hỏi; các cột đọc được: "
                + "; ".join(f"«{word}»" for word in words[:6]),
                "số đã giải quyết trước, đúng, quá hạn, hoặc số tiếp nhận theo kênh",
                "nộp biểu có các cột đó",
            )
        )

    def _caution_hidden(self, rows: Sequence[TableRow]) -> None:
        for column in sorted(
            self._sheet.hidden_columns & {column for columns in self._reading.columns.values() for column in columns}
        ):
            problem = f"cột bị ẩn vẫn được đọc: «{self._table.words[column]}»"
            expected, remedy = "cột hiện ra, để người nộp thấy", "không cần sửa, nếu cột ấy thuộc bảng"
            self._cautions.append(
                Fault("unread-part", self._sheet.cell(self._table.last, column), problem, expected, remedy)
            )
        hidden_rows = [row for row in rows if row.at in self._sheet.hidden_rows]
        if hidden_rows:
            names = ", ".join(f"«{row.name}»" for row in hidden_rows[:5])
            self._cautions.append(
                Fault(
                    "unread-part",
                    f"{self._sheet.whole}, hàng {', '.join(str(row.at + 1) for row in hidden_rows[:8])}",
                    f"{len(hidden_rows)} hàng bị ẩn vẫn được đọc: {names}",
                    "hàng hiện ra, để người nộp thấy",
                    "không cần sửa, nếu các hàng ấy thuộc bảng",
                )
            )

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
            "flag": "estimated" if self._is_estimate else "final",
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


Row = tuple[str, Observation | Tally]


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
        parts = (TableParts(each, catalog, unit_id, answers).parts() for each in with_months(join_pages(tables)))
        every = list(chain.from_iterable(parts))
        fields = _fields(every, catalog, unit_id, answers)
        for table, field in zip(every, fields or [""] * len(every), strict=True):
            try:
                result.append((table, FormTable(table, catalog, unit_id, answers, field=field).read()))
            except FaultError as wrong:
                questions += wrong.questions if isinstance(wrong, Open) else ()
                open_faults = {question.fault for question in wrong.questions} if isinstance(wrong, Open) else set()
                faults += [fault for fault in wrong.faults if fault not in open_faults]
                cautions += wrong.cautions
        if fields and len(result) == len(every):
            result = [(every[0], _of_fields(result, fields))]
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


def _fields(tables: Sequence[Table], catalog: Catalog, unit_id: str | None, answers: Answers) -> list[str]:
    """The field of each table of a file that has one for each field; empty where a table is of none, or two of one."""
    read_tables = [FormTable(table, catalog, unit_id, answers) for table in tables]
    fields = [table.field() for table in read_tables]
    groups = {table.group(field) for table, field in zip(read_tables, fields, strict=True) if field}
    return fields if len(groups) == len(tables) > 1 else []


def _of_fields(parts: Sequence[tuple[Table, FileContent]], fields: Sequence[str]) -> FileContent:
    """The figures of a file with a table for each field, as those of one table."""
    contents = [content for _, content in parts]
    names = ", ".join(f"«{field}»" for field in fields)
    problem = f"tệp có mỗi lĩnh vực một bảng ({names}): số của cả đơn vị là tổng các bảng ấy"
    remedy = "không cần sửa, nếu không thiếu lĩnh vực nào"
    caution = Fault("no-printed-total", parts[0][0].sheet.whole, problem, "bảng đủ các lĩnh vực", remedy)
    # What one of them does not say in the period is not said of all.
    subjects = [
        {_subject(row) for _, row in each.observations} | {_subject(row) for _, row in each.tallies}
        for each in contents
    ]
    common = set.intersection(*subjects)
    if not common:
        problem = f"mỗi lĩnh vực một bảng ({names}), nhưng không số nào có trong mọi bảng của cùng một kỳ"
        remedy = "ghi cùng một kỳ trên mọi bảng, hoặc nộp biểu có mỗi lĩnh vực một hàng"
        raise FaultError([Fault("contradiction", caution.place, problem, "các bảng của cùng một kỳ", remedy)])
    return FileContent(
        observations=tuple(row for each in contents for row in each.observations if _subject(row[1]) in common),
        tallies=tuple(row for each in contents for row in each.tallies if _subject(row[1]) in common),
        cautions=(caution, *chain.from_iterable(content.cautions for content in contents)),
        layouts={header: columns for content in contents for header, columns in content.layouts.items()},
    )


def unread_sheet(sheet: Sheet, *, is_hidden: bool) -> Iterator[Fault]:
    """A caution for a sheet with cells that is not read."""
    if not any(str(cell).strip() for row in sheet.rows for cell in row):
        return
    if is_hidden:
        yield Fault(
            "unread-part",
            sheet.whole,
            "trang bị ẩn trong tệp, không đọc",
            "chỉ các trang mà người nộp thấy",
            "không cần sửa; muốn nộp trang này thì bỏ ẩn",
        )
    else:
        yield Fault(
            "unread-part",
            sheet.whole,
            "trang không đọc: không phải mẫu biểu",
            "chỉ các trang là mẫu biểu",
            "không cần sửa, nếu trang không có số liệu",
        )


def together(parts: Sequence[tuple[Table, FileContent]]) -> tuple[FileContent, list[Fault], list[Fault]]:
    """The figures of all tables; the same dossiers told twice count once, the more finely parted table first.

    Also the faults of tables that say different things of one period, and the cautions of those left out.
    """
    observations: list[tuple[str, Observation]] = []
    tallies: list[tuple[str, Tally]] = []
    faults: list[Fault] = []
    cautions: list[Fault] = []
    first: dict[tuple[object, ...], tuple[Table, list[Row]]] = {}
    for table, figures in sorted(parts, key=lambda pair: -_groups(pair[1])):
        cautions += figures.cautions
        subjects: dict[tuple[object, ...], list[Row]] = {}
        every: list[Row] = [*figures.observations, *figures.tallies]
        for row in every:
            subjects.setdefault(_subject(row[1]), []).append(row)
        for subject, rows in subjects.items():
            before = first.setdefault(subject, (table, rows))
            if before[0] is table:
                observations += [(place, row) for place, row in rows if isinstance(row, Observation)]
                tallies += [(place, row) for place, row in rows if isinstance(row, Tally)]
            else:
                gap = difference(before[1], rows, [table.form.others])
                (faults if gap else cautions).append(_twice(table, before[0], gap))
    return (
        FileContent(observations=tuple(observations), tallies=tuple(tallies)),
        list(dict.fromkeys(faults)),
        # Of two tables whose totals differ, that some of their totals agree says nothing.
        [caution for caution in dict.fromkeys(cautions) if caution.place not in {fault.place for fault in faults}],
    )


def _groups(figures: FileContent) -> int:
    return len({row.group_id for _, row in figures.observations if row.group_id})


def _subject(row: Observation | Tally) -> tuple[object, ...]:
    subject = row.indicator_id if isinstance(row, Observation) else row.tally_id
    return subject, row.unit_id, row.first_day, row.last_day


def _total(rows: Sequence[Row]) -> tuple[float, ...]:
    figures = [row for _, row in rows]
    return tuple(
        sum(getattr(row, name, None) or 0 for row in figures) for name in ("numerator", "denominator", "cases")
    )


def difference(one: Sequence[Row], other: Sequence[Row], rest: Collection[str | None]) -> str:
    """In what two tables of one period differ; "" where they tell the same dossiers.

    A group that one of them does not name may be among the rest in it: the groups in `rest`.
    """
    if _total(one) != _total(other):
        return "nhưng tổng khác"
    parts: list[dict[str | None, tuple[float, ...]]] = [
        {row.group_id: _total([(place, row)]) for place, row in rows} for rows in (one, other)
    ]
    if any(None in part for part in parts) or one[0][1].breakdown_id != other[0][1].breakdown_id:
        return ""
    group_ids = {group for part in parts for group, numbers in part.items() if group not in rest and any(numbers)}
    is_same = all(
        parts[0][group] == parts[1][group]
        if all(group in part for part in parts)
        else all(group in part or any(each in part for each in rest) for part in parts)
        for group in group_ids
    )
    return "" if is_same else "và cùng tổng, nhưng số của từng nhóm khác"


def _title(table: Table) -> str:
    """The words above a table that are nearest to it."""
    texts = (plain(cell) for at in reversed(table.above) for cell in table.sheet.rows[at] if isinstance(cell, str))
    return next((" ".join(text.split())[:80] for text in texts if text), "")


def _twice(table: Table, before: Table, gap: str) -> Fault:
    columns = [next((at for at, path in enumerate(each.paths) if any(path)), 0) for each in (before, table)]
    other, here = before.sheet.cell(before.first, columns[0]), table.sheet.cell(table.first, columns[1])
    if not gap:
        titles = [title for each in (before, table) if (title := _title(each))]
        is_named = len({*titles}) > 1
        return Fault(
            "duplicate-table",
            here,
            f"cùng kỳ và cùng tổng với bảng ở {other}; chỉ một bảng được tính"
            + (f"; tên hai bảng khác nhau: «{titles[0]}», «{titles[1]}»" if is_named else ""),
            "mỗi kỳ một bảng",
            "không cần sửa" + ("; nếu là hai loại hồ sơ khác nhau thì gộp vào một bảng rồi nộp" if is_named else ""),
        )
    return Fault(
        "contradiction",
        here,
        f"cùng kỳ với bảng ở {other} {gap}",
        "mỗi kỳ một bảng",
        "bỏ bảng không phải của kỳ này, ghi kỳ của từng bảng ở trên bảng ấy, hoặc gộp các lĩnh vực vào một bảng",
    )
