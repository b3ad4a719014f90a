"""Tables exported by the one-stop system and the national portal → figures, as the plan says of their columns."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Column, Feed, Form, Kept
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import limits
from cchc_metrics.intake.cautions import few, misprinted
from cchc_metrics.intake.figures import faults_of_observation, faults_of_tally
from cchc_metrics.intake.form_rows import FormRow, faults_of_sums, form_rows, nest, repeated
from cchc_metrics.intake.given import Read
from cchc_metrics.intake.groups import Groups, other_unit
from cchc_metrics.intake.headers import Header, find_header
from cchc_metrics.intake.periods import no_period, period_above
from cchc_metrics.intake.rows import Observation, Tally
from cchc_metrics.intake.sheets import Sheet

# A sheet with so many of the required columns of a form is that form, and lacks the others.
ENOUGH = 0.6
ROW = "row"


class Forms:
    """The forms that the plan describes in its `[[form]]` tables."""

    title = "Biểu xuất từ hệ thống một cửa hoặc Cổng Dịch vụ công (II.06a, tổng hợp, số hóa, thanh toán, trực tuyến)"
    looked_for = ("tiêu đề có cột lĩnh vực và các cột số đếm, như «Tiếp nhận», «Đã giải quyết», «Đang giải quyết», "
                  "có «Tổng số», «Trước hạn», «Đúng hạn», «Quá hạn» ở dưới")

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when most columns of a form of the plan stand on a sheet."""
        return any(_form_of(sheet, catalog) for sheet in sheets)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> Read:
        """The figures of every sheet that is a form, one for each group of its breakdown."""
        faults: list[Fault] = []
        cautions: list[Fault] = []
        observations: list[tuple[str, Observation]] = []
        tallies: list[tuple[str, Tally]] = []
        for sheet in sheets:
            found = _form_of(sheet, catalog)
            cautions += sheet.cautions
            if found is None:
                if any(str(cell).strip() for row in sheet.rows for cell in row):
                    cautions.append(Fault(sheet.whole, "trang không đọc: không phải mẫu biểu",
                                          "chỉ các trang là mẫu biểu", "không cần sửa, nếu trang không có số liệu"))
                continue
            try:
                read = _FormSheet(sheet, *found, catalog, unit_id or catalog.plan.unit).read()
                observations += read.observations
                tallies += read.tallies
                cautions += read.cautions
            except FaultsFound as wrong:
                faults += wrong.faults
                cautions += wrong.cautions
        if faults:
            raise FaultsFound(faults, cautions)
        return Read(observations=tuple(observations), tallies=tuple(tallies), cautions=tuple(cautions))


def _form_of(sheet: Sheet, catalog: Catalog) -> tuple[Form, Header] | None:
    """The form that a sheet is most like, with its header; None when it is like none."""
    best: tuple[float, int, Form, Header] | None = None
    for form in catalog.forms.values():
        row = Column(id=ROW, header=form.row)
        header = find_header(sheet, (*form.column, row))
        required = [column.id for column in form.column if column.required]
        if header is None or not required:
            continue
        share = sum(column in header.columns for column in required) / len(required)
        if share >= ENOUGH and (best is None or (share, len(header.columns)) > best[:2]):
            best = share, len(header.columns), form, header
    return best[2:] if best else None


class _FormSheet:
    """One sheet laid out as one form, for one unit."""

    def __init__(self, sheet: Sheet, form: Form, header: Header, catalog: Catalog, unit_id: str) -> None:
        self._sheet, self._form, self._catalog, self._unit_id = sheet, form, catalog, unit_id
        self._row_column = header.columns.get(ROW)
        self._header = replace(header, columns={name: at for name, at in header.columns.items() if name != ROW})
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []
        self._members: dict[str, Mapping[str | None, Sequence[FormRow]]] = {}

    def read(self) -> Read:
        """The figures of the sheet.

        Raises: FaultsFound with every fault of the sheet.
        """
        period = self._head()
        rows = self._rows()
        if self._row_column is not None:
            # Names that mean no group are told together with sums that do not come out.
            for breakdown in {feed.breakdown: None for feed in self._form.feed}:
                self._by_group(rows, breakdown)
        observations: list[tuple[str, Observation]] = []
        tallies: list[tuple[str, Tally]] = []
        if period and not self._faults:
            first_day, last_day, said_at = period
            there = set(self._header.columns)
            for feed in self._form.feed:
                if {*feed.numerator, *feed.denominator} <= there:
                    observations += self._figures(feed, rows, first_day, last_day)
            for kept in self._form.tally:
                if {*kept.columns} <= there:
                    tallies += self._tallies(kept, rows, first_day, last_day)
            found = [fault for place, row in observations for fault in faults_of_observation(place, row, self._catalog)]
            found += [fault for place, row in tallies for fault in faults_of_tally(place, row, self._catalog)]
            for fault in found:
                # The period is said once, above the table, and so is what is wrong with it.
                self._add(replace(fault, place=said_at) if "«period_" in fault.place else fault)
        self._printed(rows)
        if self._faults:
            raise FaultsFound(self._faults, self._cautions)
        return Read(observations=tuple(observations), tallies=tuple(tallies),
                    cautions=(*self._cautions, *few(observations, self._catalog)))

    def _add(self, fault: Fault) -> None:
        if fault not in self._faults:
            self._faults.append(fault)

    def _head(self) -> tuple[dt.date, dt.date, str] | None:
        """The period, after the columns and the title have been looked over."""
        header, sheet = self._header, self._sheet
        at = sheet.cell(header.last, 0)
        for column in self._form.column:
            if column.required and column.id not in header.columns:
                self._add(Fault(at, f"không thấy cột «{column.header[0]}»", f"các cột của {self._form.title}",
                                "thêm cột, hoặc sửa chữ ở tiêu đề"))
        if self._row_column is None:
            self._add(Fault(at, "không thấy cột tên lĩnh vực", f"cột «{self._form.row[0]}»",
                            "thêm cột, hoặc sửa tiêu đề"))
        for name, place in header.twice:
            first = header.words(header.columns[name] if name != ROW else self._row_column or 0)
            self._add(Fault(sheet.cell(header.last, place), f"hai cột cùng đọc là «{first}»", "mỗi cột một lần",
                            "bỏ một cột, hoặc sửa chữ ở tiêu đề"))
        above = [str(cell) for row in sheet.rows[:header.first] for cell in row if str(cell).strip()]
        wrong = other_unit(sheet.whole, above, self._catalog, self._unit_id)
        if wrong:
            self._add(wrong)
        try:
            period = period_above(sheet, header.first)
        except FaultsFound as found:
            self._faults += found.faults
            return None
        if period is None:
            self._add(no_period(sheet.whole))
        return period

    def _rows(self) -> list[FormRow]:
        if self._row_column is None:
            return []
        before = len(self._faults)
        rows = form_rows(self._sheet, self._header, self._row_column, self._form, self._faults)
        nest(rows)
        # Numbers that could not be read, or not at one with their row, would only make the sums fail as well.
        if len(self._faults) == before:
            self._faults += faults_of_sums(self._sheet, self._header, rows)
        for again in repeated(rows):
            self._cautions.append(Fault(self._sheet.cell(again.at, self._row_column),
                                        f"«{again.name}» đã có ở một hàng trên; hai hàng được cộng lại",
                                        "mỗi lĩnh vực một hàng", "bỏ một hàng, nếu là cùng những hồ sơ ấy"))
        if not rows:
            self._add(Fault(self._sheet.cell(self._header.last, self._row_column),
                            "dưới tiêu đề không có hàng số liệu nào", "mỗi lĩnh vực một hàng", "nộp biểu có số liệu"))
        return rows

    def _by_group(self, rows: Sequence[FormRow], breakdown: str) -> Mapping[str | None, Sequence[FormRow]]:
        """The rows of each group of a breakdown; under None those of the whole, where the form has no groups."""
        if breakdown in self._members:
            return self._members[breakdown]
        groups = Groups(self._catalog, self._form, breakdown)
        by_group: dict[str | None, list[FormRow]] = {}
        for row in _of_groups(rows, groups):
            if row.kind == "total":
                by_group.setdefault(None, []).append(row)
                continue
            try:
                group, caution = groups.of(self._sheet.cell(row.at, self._row_column or 0), row.name)
            except FaultsFound as wrong:
                for fault in wrong.faults:
                    self._add(fault)
                continue
            by_group.setdefault(group, []).append(row)
            if caution and caution not in self._cautions and len(self._cautions) < limits.FAULTS:
                self._cautions.append(caution)
        self._members[breakdown] = by_group
        return by_group

    def _figures(self, feed: Feed, rows: Sequence[FormRow], first_day: dt.date,
                 last_day: dt.date) -> Iterator[tuple[str, Observation]]:
        """A figure for each group that has counts; for the whole, where the form has no groups."""
        for group_id, members in self._by_group(rows, feed.breakdown).items():
            counts = [(self._sum(feed.numerator, row), self._sum(feed.denominator, row)) for row in members]
            if any(None in pair for pair in counts):
                continue
            yield self._sheet.place(members[0].at, self._header.columns[feed.numerator[0]]), Observation(
                indicator_id=feed.indicator, unit_id=self._unit_id, year=last_day.year, period_start=first_day,
                period_end=last_day, breakdown_id=feed.breakdown if group_id else None, group_id=group_id,
                numerator=sum(over or 0 for over, _ in counts), denominator=sum(under or 0 for _, under in counts),
                reported_value=self._reported(feed, members), flag="final", source_id=self._form.source)

    def _tallies(self, kept: Kept, rows: Sequence[FormRow], first_day: dt.date,
                 last_day: dt.date) -> Iterator[tuple[str, Tally]]:
        """A tally for each group of each of its breakdowns, in the same way."""
        for breakdown in kept.breakdown:
            for group_id, members in self._by_group(rows, breakdown).items():
                numbers = [self._sum(kept.columns, row) for row in members]
                if None not in numbers:
                    yield self._sheet.place(members[0].at, self._header.columns[kept.columns[0]]), Tally(
                        tally_id=kept.tally, unit_id=self._unit_id, year=last_day.year, period_start=first_day,
                        period_end=last_day, breakdown_id=breakdown if group_id else None, group_id=group_id,
                        cases=sum(number or 0 for number in numbers), flag="final", source_id=self._form.source)

    def _sum(self, columns: Sequence[str], row: FormRow) -> float | None:
        """The sum of some columns of a row; None, with a fault, where one is blank."""
        for column in columns:
            if row.counts.get(column) is None:
                self._add(Fault(self._sheet.cell(row.at, self._header.columns[column]),
                                f"ô trống ở hàng «{row.name}», các ô khác không cho biết nó là bao nhiêu",
                                "số đếm; không có hồ sơ nào thì ghi 0", "điền ô này"))
                return None
        return sum(row.counts[column] or 0 for column in columns)

    def _reported(self, feed: Feed, members: Sequence[FormRow]) -> float | None:
        """The percentage printed for a group, in percent, where one row makes the group."""
        spec = next((part for part in self._form.printed
                     if (part.numerator, part.denominator) == (feed.numerator, feed.denominator)), None)
        printed = members[0].printed.get(spec.column) if spec and len(members) == 1 else None
        if printed is None:
            return None
        over, under = self._sum(feed.numerator, members[0]) or 0, self._sum(feed.denominator, members[0]) or 0
        as_share = under and abs(100 * printed - 100 * over / under) < abs(printed - 100 * over / under)
        percent = 100 * printed if as_share else printed
        # What cannot be a share is told as a caution, and is no value of the figure.
        return percent if percent <= 100 else None

    def _printed(self, rows: Sequence[FormRow]) -> None:
        """Cautions for printed percentages that disagree with their counts."""
        for part in self._form.printed:
            for row in rows if {part.column, *part.numerator, *part.denominator} <= set(self._header.columns) else ():
                printed = row.printed[part.column]
                counts = [row.counts[column] for column in (*part.numerator, *part.denominator)]
                if printed is None or None in counts:
                    continue
                wrong = misprinted(self._sheet.cell(row.at, self._header.columns[part.column]), printed,
                                   sum(row.counts[column] or 0 for column in part.numerator),
                                   sum(row.counts[column] or 0 for column in part.denominator))
                self._cautions += [wrong] if wrong else []


def _of_groups(rows: Sequence[FormRow], groups: Groups) -> Iterator[FormRow]:
    """The rows that make the whole together, at the level where their names are those of groups."""
    tops = [row for row in rows if row.kind == "group" or (row.kind == "leaf" and not row.inside)]
    if not tops:
        yield from [row for row in rows if row.kind == "total"][-1:]
    for row in tops:
        if row.children and groups.known(row.name) is None:
            yield from row.children
        else:
            yield row
