"""Tables exported by the one-stop system and the national portal → figures, as the plan says of their columns."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Column, Feed, Form, Identity, Kept
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.groups import Groups, other_unit
from cchc_metrics.intake.headers import Header, find_header
from cchc_metrics.intake.numbers import Unreadable, count, percent
from cchc_metrics.intake.observations import (
    Observation,
    Read,
    Tally,
    faults_of_observation,
    faults_of_tally,
    few,
    misprinted,
)
from cchc_metrics.intake.periods import no_period, period_above
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.unpacking import ERRORS
from cchc_metrics.text import formats
from cchc_metrics.text.folding import fold

ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})[.)]?")
NUMBERED = re.compile(r"\(?\d+\)?(\s*=.*)?")


@dataclass
class FormRow:
    """One row with counts: what it stands for, its numbers by column, and the rows that it sums."""

    at: int
    name: str
    kind: str  # "group" for Roman rows, "total", or "leaf"
    counts: dict[str, float | None]
    printed: dict[str, float | None]
    children: list["FormRow"] = field(default_factory=list)
    inside: bool = False


def form_rows(sheet: Sheet, header: Header, row_column: int, form: Form, faults: list[Fault]) -> list[FormRow]:
    """The rows below the header that have a number, in their order, each checked by itself."""
    if len(sheet.rows) - header.last > unpacking.FORM_ROWS:
        raise unpacking.too_large(sheet.whole, f"{len(sheet.rows) - header.last} hàng", f"{unpacking.FORM_ROWS} hàng")
    printed = {part.column for part in form.printed}
    found = []
    for at in range(header.last + 1, len(sheet.rows)):
        if len(faults) > unpacking.FAULTS:
            break
        cells = sheet.rows[at]
        name = str(_cell(cells, row_column)).strip()
        if _is_numbering(cells, row_column) or not any(str(cell).strip() for cell in cells):
            continue
        kind = _kind([str(cell) for cell in cells[:row_column]], name, form)
        taken = {column: _cell(cells, place) for column, place in header.columns.items()}
        # Below the table stand signatures; a row that is numbered is one of its rows, whatever stands in it.
        numbered = any(NUMBERED.fullmatch(_plain(cell)) for cell in cells[:row_column])
        if not any(_plain(cell) if numbered else _looks_like_a_number(cell) for cell in taken.values()):
            continue
        if kind == "total" and not _named(name, form):
            name = next((str(cell).strip() for cell in cells[:row_column] if _named(str(cell), form)), name)
        row = FormRow(at, name, kind, {}, {})
        for column, cell in taken.items():
            into, read = (row.printed, percent) if column in printed else (row.counts, count)
            into[column] = _read(sheet.cell(at, header.columns[column]), cell, read, faults)
        _identities(sheet, header, row, form.identity, faults)
        if not name:
            faults.append(
                Fault(
                    "missing-value",
                    sheet.cell(at, row_column),
                    "hàng có số nhưng không có tên",
                    "tên lĩnh vực, hoặc tổng số",
                    "điền tên hàng, hoặc xóa hàng",
                )
            )
            continue
        found.append(row)
    return found


def nest(rows: Sequence[FormRow]) -> None:
    """Give each row the rows that it sums: a Roman row those after it, a total everything at the top."""
    group: FormRow | None = None
    for row in rows:
        if row.kind == "leaf" and group:
            group.children.append(row)
            row.inside = True
        elif row.kind == "group":
            group = row
    for row in rows:
        if row.kind == "total":
            row.children = [top for top in rows if top.kind != "total" and not top.inside]


def repeated(rows: Sequence[FormRow]) -> Iterator[FormRow]:
    """The rows whose name stands above already, in the same group or at the top."""
    seen: set[tuple[int, str]] = set()
    within = 0
    for row in rows:
        within = row.at if row.kind == "group" else within
        key = within if row.inside else -1, fold(row.name)
        if row.kind != "total" and key in seen:
            yield row
        seen.add(key)


def faults_of_sums(sheet: Sheet, header: Header, rows: Sequence[FormRow]) -> Iterator[Fault]:
    """A fault for each number of a group or a total that is not the sum of its rows."""
    for row in rows:
        for column, said in row.counts.items():
            parts = [child.counts.get(column) for child in row.children]
            if row.children and said is not None and None not in parts:
                added = sum(part for part in parts if part is not None)
                if added != said:
                    at = header.columns[column]
                    yield Fault(
                        "sum-mismatch",
                        sheet.cell(row.at, at),
                        f"«{row.name}» ghi {formats.count(said)} ở cột «{header.words(at)}», "
                        f"các hàng con cộng được {formats.count(added)}",
                        "hàng tổng bằng tổng các hàng con",
                        "sửa số gõ nhầm, hoặc thêm hàng còn thiếu",
                    )


def _cell(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else ""


def _plain(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def _is_numbering(cells: Sequence[Any], row_column: int) -> bool:
    """True for the row that numbers the columns: its name cell is itself a number."""
    name = _cell(cells, row_column)
    return isinstance(name, (int, float)) or (isinstance(name, str) and NUMBERED.fullmatch(name.strip()) is not None)


def _looks_like_a_number(cell: Any) -> bool:
    return not isinstance(cell, str) or cell in ERRORS or any(letter.isdigit() for letter in cell)


def _named(name: str, form: Form) -> bool:
    return fold(name).rstrip(" .:") in {fold(words) for words in form.total_words}


def _kind(before: Sequence[str], name: str, form: Form) -> str:
    if _named(name, form) or any(_named(cell, form) for cell in before):
        return "total"
    return "group" if any(ROMAN.fullmatch(cell.strip().casefold()) for cell in before) else "leaf"


def _read(place: str, cell: Any, read: Any, faults: list[Fault]) -> float | None:
    try:
        number: float | None = read(cell)
    except Unreadable as wrong:
        faults.append(Fault(wrong.kind, place, wrong.problem, wrong.expected, "sửa ô này"))
        return None
    return number


def _identities(
    sheet: Sheet, header: Header, row: FormRow, identities: Sequence[Identity], faults: list[Fault]
) -> None:
    """Hold the numbers of a row against each other; a blank is what the others leave for it, where that is proved."""
    for _ in identities:
        for identity in identities:
            _fill(row.counts, identity)
    for identity in identities:
        total, parts = row.counts.get(identity.total), [row.counts.get(part) for part in identity.parts]
        if total is None or None in parts:
            continue
        added = sum(part for part in parts if part is not None)
        if added != total:
            words = {column: header.words(header.columns[column]) for column in (identity.total, *identity.parts)}
            faults.append(
                Fault(
                    "sum-mismatch",
                    sheet.cell(row.at, header.columns[identity.total]),
                    f"hàng «{row.name}»: «{words[identity.total]}» ghi {formats.count(total)}, nhưng "
                    f"{' + '.join(f'«{words[part]}»' for part in identity.parts)} = {formats.count(added)}",
                    "cột tổng bằng tổng các cột con",
                    "sửa số gõ nhầm, hoặc xuất lại biểu",
                )
            )


def _fill(counts: dict[str, float | None], identity: Identity) -> None:
    """Blank parts are 0 where the others make the whole sum already, a blank sum is that of its parts."""
    known: Mapping[str, float | None] = counts
    if identity.total not in known or any(part not in known for part in identity.parts):
        return
    blank = [part for part in identity.parts if known[part] is None]
    added = sum(number for part in identity.parts if (number := known[part]) is not None)
    if known[identity.total] is None and not blank:
        counts[identity.total] = added
    elif blank and known[identity.total] == added:
        counts.update(dict.fromkeys(blank, 0.0))


# A sheet with so many of the required columns of a form is that form, and lacks the others.
ENOUGH = 0.6
ROW = "row"


class Forms:
    """The forms that the plan describes in its `[[form]]` tables."""

    title = "Biểu xuất từ hệ thống một cửa hoặc Cổng Dịch vụ công (II.06a, tổng hợp, số hóa, thanh toán, trực tuyến)"
    looked_for = (
        "tiêu đề có cột lĩnh vực và các cột số đếm, như «Tiếp nhận», «Đã giải quyết», «Đang giải quyết», "
        "có «Tổng số», «Trước hạn», «Đúng hạn», «Quá hạn» ở dưới"
    )

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
                    cautions.append(
                        Fault(
                            "unread-part",
                            sheet.whole,
                            "trang không đọc: không phải mẫu biểu",
                            "chỉ các trang là mẫu biểu",
                            "không cần sửa, nếu trang không có số liệu",
                        )
                    )
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
        return Read(
            observations=tuple(observations),
            tallies=tuple(tallies),
            cautions=(*self._cautions, *few(observations, self._catalog)),
        )

    def _add(self, fault: Fault) -> None:
        if fault not in self._faults:
            self._faults.append(fault)

    def _head(self) -> tuple[dt.date, dt.date, str] | None:
        """The period, after the columns and the title have been looked over."""
        header, sheet = self._header, self._sheet
        at = sheet.cell(header.last, 0)
        for column in self._form.column:
            if column.required and column.id not in header.columns:
                self._add(
                    Fault(
                        "missing-column",
                        at,
                        f"không thấy cột «{column.header[0]}»",
                        f"các cột của {self._form.title}",
                        "thêm cột, hoặc sửa chữ ở tiêu đề",
                    )
                )
        if self._row_column is None:
            self._add(
                Fault(
                    "missing-column",
                    at,
                    "không thấy cột tên lĩnh vực",
                    f"cột «{self._form.row[0]}»",
                    "thêm cột, hoặc sửa tiêu đề",
                )
            )
        for name, place in header.twice:
            first = header.words(header.columns[name] if name != ROW else self._row_column or 0)
            self._add(
                Fault(
                    "duplicate-column",
                    sheet.cell(header.last, place),
                    f"hai cột cùng đọc là «{first}»",
                    "mỗi cột một lần",
                    "bỏ một cột, hoặc sửa chữ ở tiêu đề",
                )
            )
        above = [str(cell) for row in sheet.rows[: header.first] for cell in row if str(cell).strip()]
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
            self._cautions.append(
                Fault(
                    "duplicate-row",
                    self._sheet.cell(again.at, self._row_column),
                    f"«{again.name}» đã có ở một hàng trên; hai hàng được cộng lại",
                    "mỗi lĩnh vực một hàng",
                    "bỏ một hàng, nếu là cùng những hồ sơ ấy",
                )
            )
        if not rows:
            self._add(
                Fault(
                    "empty-list",
                    self._sheet.cell(self._header.last, self._row_column),
                    "dưới tiêu đề không có hàng số liệu nào",
                    "mỗi lĩnh vực một hàng",
                    "nộp biểu có số liệu",
                )
            )
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
            if caution and caution not in self._cautions and len(self._cautions) < unpacking.FAULTS:
                self._cautions.append(caution)
        self._members[breakdown] = by_group
        return by_group

    def _figures(
        self, feed: Feed, rows: Sequence[FormRow], first_day: dt.date, last_day: dt.date
    ) -> Iterator[tuple[str, Observation]]:
        """A figure for each group that has counts; for the whole, where the form has no groups."""
        for group_id, members in self._by_group(rows, feed.breakdown).items():
            counts = [(self._sum(feed.numerator, row), self._sum(feed.denominator, row)) for row in members]
            if any(None in pair for pair in counts):
                continue
            yield (
                self._sheet.place(members[0].at, self._header.columns[feed.numerator[0]]),
                Observation(
                    indicator_id=feed.indicator,
                    unit_id=self._unit_id,
                    year=last_day.year,
                    period_start=first_day,
                    period_end=last_day,
                    breakdown_id=feed.breakdown if group_id else None,
                    group_id=group_id,
                    numerator=sum(over or 0 for over, _ in counts),
                    denominator=sum(under or 0 for _, under in counts),
                    reported_value=self._reported(feed, members),
                    flag="final",
                    source_id=self._form.source,
                ),
            )

    def _tallies(
        self, kept: Kept, rows: Sequence[FormRow], first_day: dt.date, last_day: dt.date
    ) -> Iterator[tuple[str, Tally]]:
        """A tally for each group of each of its breakdowns, in the same way."""
        for breakdown in kept.breakdown:
            for group_id, members in self._by_group(rows, breakdown).items():
                numbers = [self._sum(kept.columns, row) for row in members]
                if None not in numbers:
                    yield (
                        self._sheet.place(members[0].at, self._header.columns[kept.columns[0]]),
                        Tally(
                            tally_id=kept.tally,
                            unit_id=self._unit_id,
                            year=last_day.year,
                            period_start=first_day,
                            period_end=last_day,
                            breakdown_id=breakdown if group_id else None,
                            group_id=group_id,
                            cases=sum(number or 0 for number in numbers),
                            flag="final",
                            source_id=self._form.source,
                        ),
                    )

    def _sum(self, columns: Sequence[str], row: FormRow) -> float | None:
        """The sum of some columns of a row; None, with a fault, where one is blank."""
        for column in columns:
            if row.counts.get(column) is None:
                self._add(
                    Fault(
                        "missing-value",
                        self._sheet.cell(row.at, self._header.columns[column]),
                        f"ô trống ở hàng «{row.name}», các ô khác không cho biết nó là bao nhiêu",
                        "số đếm; không có hồ sơ nào thì ghi 0",
                        "điền ô này",
                    )
                )
                return None
        return sum(row.counts[column] or 0 for column in columns)

    def _reported(self, feed: Feed, members: Sequence[FormRow]) -> float | None:
        """The percentage printed for a group, in percent, where one row makes the group."""
        spec = next(
            (
                part
                for part in self._form.printed
                if (part.numerator, part.denominator) == (feed.numerator, feed.denominator)
            ),
            None,
        )
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
                wrong = misprinted(
                    self._sheet.cell(row.at, self._header.columns[part.column]),
                    printed,
                    sum(row.counts[column] or 0 for column in part.numerator),
                    sum(row.counts[column] or 0 for column in part.denominator),
                )
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
