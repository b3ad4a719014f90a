"""The figures and tallies of one table, from rows that are grouped."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cchc_metrics.catalog.forms import Feed, Kept
from cchc_metrics.faults import Fault
from cchc_metrics.intake.form_columns import Members, TableColumns
from cchc_metrics.intake.observations import (
    Observation,
    Read,
    Tally,
    faults_of_observation,
    faults_of_tally,
    few,
    misprinted,
    unfinished,
)
from cchc_metrics.intake.questions import UNUSED
from cchc_metrics.intake.readings import Reading
from cchc_metrics.intake.rows import (
    TableRow,
)


class TableFigures(TableColumns):
    """The figures of one table, once its columns are read and its rows are grouped."""

    def _figures(
        self, reading: Reading, rows: Sequence[TableRow], members: Members, period: tuple[dt.date, dt.date, str]
    ) -> Read:
        there = {name for row in rows for name in row.counts}
        observations = [
            found
            for feed in self._form.feed
            if {*feed.numerator, *feed.denominator} <= there
            for found in self._observations(feed, reading, members, period)
        ]
        tallies = [
            found
            for kept in self._form.tally
            if {*kept.columns} <= there
            for found in self._tallies(kept, reading, members, period)
        ]
        found = [fault for place, row in observations for fault in faults_of_observation(place, row, self._catalog)]
        found += [fault for place, row in tallies for fault in faults_of_tally(place, row, self._catalog)]
        for fault in found:
            # The period is said once, above the table, and so is what is wrong with it.
            self._add(replace(fault, place=period[2]) if "«period_" in fault.place else fault)
        if not observations and not tallies:
            self._nothing()
        self._printed(reading, rows)
        self._hidden(rows)
        self._raise()
        cautions = (*self._cautions, *few(observations, self._catalog), *unfinished(observations))
        return Read(
            observations=tuple(observations), tallies=tuple(tallies), cautions=cautions, layouts=self._layout(reading)
        )

    def _layout(self, reading: Reading) -> Mapping[str, Mapping[str, str]]:
        """How the columns were read, where somebody was asked: enough to read the next file without a question."""
        if not self._answered:
            return {}
        read = {column: name for name, columns in reading.columns.items() for column in columns}
        counted = [column for column in range(len(self._table.paths)) if column not in self._table.names]
        return {self._table.fingerprint: {str(column): read.get(column, UNUSED) for column in counted}}

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

    def _hidden(self, rows: Sequence[TableRow]) -> None:
        hidden = [row for row in rows if row.at in self._sheet.hidden_rows]
        if hidden:
            self._cautions.append(
                Fault(
                    "unread-part",
                    f"{self._sheet.whole}, hàng {', '.join(str(row.at + 1) for row in hidden[:8])}",
                    f"{len(hidden)} hàng bị ẩn vẫn được đọc: {', '.join(f'«{row.name}»' for row in hidden[:5])}",
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
        """A figure for each group that has counts; for the whole, where the table has no groups."""
        for group_id, rows in members.items():
            pairs = [(self._value(feed.numerator, row), self._value(feed.denominator, row)) for row in rows]
            if any(None in pair for pair in pairs):
                continue
            yield (
                self._cell_of(rows[0], feed.numerator, reading),
                Observation(
                    indicator_id=feed.indicator,
                    unit_id=self._unit_id,
                    year=period[1].year,
                    period_start=period[0],
                    period_end=period[1],
                    breakdown_id=feed.breakdown if group_id else None,
                    group_id=group_id,
                    numerator=sum(over or 0 for over, _ in pairs),
                    denominator=sum(under or 0 for _, under in pairs),
                    reported_value=self._reported(feed, rows),
                    flag="final",
                    source_id=self._form.source,
                ),
            )

    def _tallies(
        self, kept: Kept, reading: Reading, members: Members, period: tuple[dt.date, dt.date, str]
    ) -> Iterator[tuple[str, Tally]]:
        for group_id, rows in members.items():
            numbers = [self._value(kept.columns, row) for row in rows]
            if None in numbers:
                continue
            yield (
                self._cell_of(rows[0], kept.columns, reading),
                Tally(
                    tally_id=kept.tally,
                    unit_id=self._unit_id,
                    year=period[1].year,
                    period_start=period[0],
                    period_end=period[1],
                    breakdown_id=kept.breakdown[0] if group_id else None,
                    group_id=group_id,
                    cases=sum(number or 0 for number in numbers),
                    flag="final",
                    source_id=self._form.source,
                ),
            )

    def _reported(self, feed: Feed, rows: Sequence[TableRow]) -> float | None:
        """The percentage printed for a group, in percent, where one row makes the group."""
        same = (
            part
            for part in self._form.printed
            if (part.numerator, part.denominator) == (feed.numerator, feed.denominator)
        )
        spec = next(same, None)
        printed = rows[0].counts.get(spec.column) if spec and len(rows) == 1 else None
        if printed is None:
            return None
        over, under = self._value(feed.numerator, rows[0]) or 0, self._value(feed.denominator, rows[0]) or 0
        as_share = under and abs(100 * printed - 100 * over / under) < abs(printed - 100 * over / under)
        share = 100 * printed if as_share else printed
        # What cannot be a share is told as a caution, and is no value of the figure.
        return share if share <= 100 else None

    def _printed(self, reading: Reading, rows: Sequence[TableRow]) -> None:
        """Cautions for printed percentages that disagree with their counts."""
        for part in self._form.printed:
            for row in rows if part.column in reading.columns else ():
                printed = row.counts.get(part.column)
                counts = [row.counts.get(name) for name in (*part.numerator, *part.denominator)]
                if printed is None or None in counts:
                    continue
                wrong = misprinted(
                    self._sheet.cell(row.at, reading.columns[part.column][0]),
                    printed,
                    sum(row.counts[name] or 0 for name in part.numerator),
                    sum(row.counts[name] or 0 for name in part.denominator),
                )
                self._cautions += [wrong] if wrong else []
