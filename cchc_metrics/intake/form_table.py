"""One table of counts → figures of one unit: columns by their meaning, rows by their group."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.utils import get_column_letter

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Feed, Form, Identity, Kept
from cchc_metrics.faults import Fault, FaultsFound
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.facets import Facets, facets_of
from cchc_metrics.intake.groups import Groups, other_unit
from cchc_metrics.intake.numbers import Unreadable, count, percent
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
from cchc_metrics.intake.periods import EXPECTED, last_day_above, no_period, period_above, period_in_name
from cchc_metrics.intake.questions import UNUSED, Answers, Open, Question
from cchc_metrics.intake.readings import Choice, Reading, best, complete, counts_of, failing
from cchc_metrics.intake.rows import (
    DASHES,
    Names,
    TableRow,
    fields_down,
    is_sum,
    looks_like_data,
    mark_of,
    nest,
    plain,
    unnamed_total,
)
from cchc_metrics.intake.tables import Table, is_number
from cchc_metrics.text import formats
from cchc_metrics.text.folding import fold

# A reading is chosen by so many rows; whether it holds is looked at in every one.
SAMPLE = 60
# So many identities that hold in every row make a reading sure although the cells of its header contradict each other.
SURE = 3
Members = Mapping[str | None, Sequence[TableRow]]


@dataclass(frozen=True)
class Columns:
    """What the columns of a table allow: candidates by column, and those whose header contradicts itself."""

    candidates: Mapping[int, Sequence[str]]
    crossed: Sequence[int]

    @property
    def ids(self) -> set[str]:
        """Every id that a column may have."""
        return {name for names in self.candidates.values() for name in names}


def columns_on(table: Table) -> Columns:
    """The candidates of each column of a table that holds numbers."""
    facets = facets_of(table.form)
    flow: str | None = None
    found: dict[int, Sequence[str]] = {}
    crossed: list[int] = []
    for column, path in enumerate(table.paths):
        if column in table.names or not any(path):
            continue
        meaning = facets.meaning(path)
        flow = meaning.values.get("flow", flow)
        formulas = table.sheet.formulas_uncalculated
        filled = any(plain(table.cell(at, column)) or (at, column) in formulas for at in table.body)
        if not filled:
            continue
        if meaning.crossed:
            crossed.append(column)
        names = facets.candidates(path, flow)
        if names:
            found[column] = names
    return Columns(found, crossed)


def gives(form: Form, ids: set[str]) -> tuple[int, int]:
    """How many figures and tallies columns of these ids give; what follows from others counts too."""
    counts, _ = complete(dict.fromkeys(ids, 0.0), form.identity)
    there = set(counts)
    feeds = sum({*feed.numerator, *feed.denominator} <= there for feed in form.feed)
    return feeds, sum({*kept.columns} <= there for kept in form.tally)


def counted(cell: Any) -> float | None:
    """The count in a cell; a dash is 0, as statistics write that there was nothing, and a blank is not known.

    Raises: Unreadable when it is no count.
    """
    return 0.0 if isinstance(cell, str) and cell.strip() in DASHES else count(cell)


class FormTable:
    """One table, for one unit."""

    def __init__(self, table: Table, catalog: Catalog, unit_id: str, answers: Answers) -> None:
        self._table, self._sheet, self._form = table, table.sheet, table.form
        self._catalog, self._unit_id, self._answers = catalog, unit_id, answers
        self._facets: Facets = facets_of(table.form)
        self._titles = {column.id: column.name for column in table.form.column}
        self._faults: list[Fault] = []
        self._cautions: list[Fault] = []
        self._questions: list[Question] = []
        breakdowns = [feed.breakdown for feed in self._form.feed] or [
            name for kept in self._form.tally for name in kept.breakdown
        ]
        self._breakdown = breakdowns[0]
        self._groups = Groups(catalog, self._form, self._breakdown, answers.groups)
        self._names = Names(self._form, lambda name: self._groups.known(name) is not None)
        self._columns = columns_on(table)

    def read(self) -> Read:
        """The figures of the table.

        Raises: Open with the questions that are left, FaultsFound with every fault.
        """
        self._head()
        period = self._period()
        choice = self._choice()
        self._reading = choice.verdict.reading
        rows = self._rows(choice.verdict.reading)
        members = self._members(rows)
        self._raise()
        if period is None:
            raise ValueError("a table without a period has a fault")
        return self._figures(choice.verdict.reading, rows, members, period)

    def _raise(self) -> None:
        if self._questions:
            raise Open(self._questions, self._faults, self._cautions)
        if self._faults:
            raise FaultsFound(self._faults, self._cautions)

    def _add(self, fault: Fault) -> None:
        if fault not in self._faults and len(self._faults) <= unpacking.FAULTS:
            self._faults.append(fault)

    # The head: period, unit, scope.

    def _region(self, rows: range) -> Any:
        """The sheet with nothing but some of its rows, at their places."""
        sheet = self._sheet
        kept = [row if at in rows else [] for at, row in enumerate(sheet.rows)]
        return replace(sheet, rows=kept)

    def _period(self) -> tuple[dt.date, dt.date, str] | None:
        table, sheet = self._table, self._sheet
        if self._answers.period:
            first, last = map(dt.date.fromisoformat, self._answers.period)
            return first, last, sheet.whole
        try:
            named = self._catalog.periods.values()
            period = period_above(self._region(table.above), table.first, named)
            if period is None and table.below:
                period = period_above(self._region(table.below), table.below.stop)
            if period is None and table.above.start == 0:
                period = period_in_name(sheet.file, named)
        except FaultsFound as found:
            self._faults += found.faults
            return None
        if period is None:
            choices = tuple(
                (f"{name}-{self._catalog.plan.last_year}", f"{name}, {self._catalog.plan.last_year}")
                for name in self._catalog.periods
            )
            self._questions.append(
                Question(
                    "period",
                    "",
                    sheet.whole,
                    no_period(sheet.whole, last_day_above(self._region(table.above), table.first)).problem
                    + f", như {EXPECTED}",
                    choices,
                )
            )
        return period

    def _head(self) -> None:
        table = self._table
        above = [plain(cell) for at in table.above for cell in self._sheet.rows[at] if plain(cell)]
        wrong = other_unit(self._sheet.whole, above, self._catalog, self._unit_id)
        if wrong:
            self._add(wrong)
        title = " | ".join(fold(text) for text in above)
        channels = {self._facets.meaning(path).values.get("channel") for path in table.paths} - {None}
        # Figures of the dossiers of one channel are not those of all.
        if "truc tuyen" in title and not channels and any(column.means for column in self._form.column):
            raise FaultsFound(
                [
                    Fault(
                        "nothing-asked",
                        self._sheet.cell(table.first, 0),
                        "tên bảng nói chỉ về hồ sơ trực tuyến, các cột không chia theo kênh: bảng không có số liệu nào "
                        "mà kế hoạch hỏi",
                        "bảng của mọi hồ sơ, hoặc có cột trực tuyến và trực tiếp",
                        "nộp biểu của mọi hồ sơ",
                    )
                ]
            )

    # The columns.

    def _choice(self) -> Choice:
        candidates = {column: list(names) for column, names in self._columns.candidates.items()}
        learnt = self._answers.layouts.get(self._table.fingerprint, {})
        answered = {
            column: learnt[str(column)] for column in range(len(self._table.paths)) if str(column) in learnt
        } | {
            column: name
            for column in range(len(self._table.paths))
            if (name := self._answers.columns.get(get_column_letter(column + 1)))
        }
        known = set(self._titles) | {UNUSED}
        for column, name in answered.items():
            if name not in known:
                self._add(
                    Fault(
                        "unknown-value",
                        f"--column {get_column_letter(column + 1)}={name}",
                        f"không có cột nào mã «{name}»",
                        "một trong: " + "; ".join(f"{title} ({id_})" for id_, title in self._titles.items()),
                        "sửa mã",
                    )
                )
            else:
                candidates[column] = [name]
        self._answered = bool(answered)
        crossed = bool(self._columns.crossed) and not answered
        if crossed:
            candidates = self._in_order()
        figures = sorted(self._form.counted)
        sample = [row for at in self._data_rows(candidates)[:SAMPLE] if (row := self._numbers(at, candidates))]
        choice = best(self._form, candidates, sample, figures)
        verdict = choice.verdict
        if crossed and (verdict.failures or verdict.proofs < SURE or not verdict.conserved):
            self._ask(candidates)
        elif choice.open:
            self._ask(choice.open)
        return choice

    def _in_order(self) -> dict[int, list[str]]:
        """The columns by their order, where the cells of the header were merged over the wrong ones."""
        table = self._table
        counted = [
            column
            for column, path in enumerate(table.paths)
            if column not in table.names
            and any(path)
            and any(is_number(table.cell(at, column)) for at in table.body)
            and self._facets.known(next(cell for cell in reversed(path) if cell))
        ]
        names = self._facets.in_order([table.paths[column] for column in counted])
        return {column: [name] for column, name in zip(counted, names, strict=True) if name != UNUSED}

    def _ask(self, open_: Mapping[int, Sequence[str]]) -> None:
        table = self._table
        every = tuple(self._titles.items())
        for column, names in open_.items():
            path = table.paths[column]
            samples = tuple(plain(table.cell(at, column)) for at in table.body[:3])
            if not any(samples) or not any(path):
                continue
            guess = names[0] if names else UNUSED
            self._questions.append(
                Question(
                    "column",
                    get_column_letter(column + 1),
                    self._sheet.cell(table.last, column),
                    table.words[column],
                    (*every, (UNUSED, "không dùng cột này")),
                    guess,
                    samples,
                    table.fingerprint,
                )
            )

    def _data_rows(self, columns: Mapping[int, Any]) -> list[int]:
        table = self._table
        first = min(columns, default=0)
        found = []
        for at in table.body:
            if not looks_like_data(table, at, [*columns]):
                continue
            if self._names.kind(self._name(at, first)) != "aside":
                found.append(at)
        return found

    def _numbers(self, at: int, columns: Mapping[int, Sequence[str]]) -> dict[int, float | None]:
        """The numbers of a row; what cannot be read is blank here and a fault where it is used."""
        printed = {part.column for part in self._form.printed}
        row: dict[int, float | None] = {}
        for column, names in columns.items():
            try:
                cell = self._table.cell(at, column)
                row[column] = percent(cell) if names[0] in printed else counted(cell)
            except Unreadable:
                row[column] = None
        return row

    # The rows.

    def _name(self, at: int, first: int) -> str:
        """The name of a row: in the column of names, or in any cell before the counts."""
        table = self._table
        for column in table.names:
            cell = table.cell(at, column)
            if isinstance(cell, str) and cell.strip() and not is_number(cell):
                return " ".join(cell.split())
        for column in range(first):
            cell = table.cell(at, column)
            if isinstance(cell, str) and self._names.kind(cell) == "total":
                return " ".join(cell.split())
        return ""

    def _rows(self, reading: Reading) -> list[TableRow]:
        table = self._table
        used = sorted({column for columns in reading.columns.values() for column in columns})
        if not used or not table.names:
            self._missing()
            return []
        lettered = {fold(plain(table.cell(at, 0))).strip(" .)(") for at in table.body} >= {"a", "b"}
        fields = fields_down(table)
        section = ""
        rows: list[TableRow] = []
        if len(table.body) > unpacking.FORM_ROWS:
            raise unpacking.too_large(self._sheet.whole, f"{len(table.body)} hàng", f"{unpacking.FORM_ROWS} hàng")
        for at in table.body:
            name = self._name(at, used[0])
            before = [plain(table.cell(at, column)) for column in range(table.names[0])]
            if not looks_like_data(table, at, used):
                if name:
                    section = name if self._groups.known(name) else ""
                continue
            if any(self._groups.known(plain(table.cell(at, column))) for column in table.names[:1]):
                section = ""
            row = TableRow(
                at, name, mark_of(before, lettered=lettered), fields.get(at, "") or section, {}, self._names.kind(name)
            )
            if row.kind == "aside":
                self._aside(row)
                continue
            self._count(row, reading)
            if not name:
                self._add(
                    Fault(
                        "missing-value",
                        self._sheet.cell(at, table.names[0]),
                        "hàng có số nhưng không có tên",
                        "tên lĩnh vực, hoặc tổng số",
                        "điền tên hàng, hoặc xóa hàng",
                    )
                )
                continue
            rows.append(row)
        if not rows:
            self._add(
                Fault(
                    "empty-list",
                    self._sheet.cell(table.last, table.names[0]),
                    "dưới tiêu đề không có hàng số liệu nào",
                    "mỗi lĩnh vực một hàng",
                    "nộp biểu có số liệu",
                )
            )
        return rows

    def _missing(self) -> None:
        self._add(
            Fault(
                "missing-column",
                self._sheet.cell(self._table.last, 0),
                "không thấy cột tên lĩnh vực, hoặc không có cột số liệu nào đọc được",
                "cột tên lĩnh vực và các cột số đếm",
                "xem lại tiêu đề của bảng",
            )
        )

    def _aside(self, row: TableRow) -> None:
        self._cautions.append(
            Fault(
                "unread-part",
                self._sheet.cell(row.at, self._table.names[0]),
                f"hàng «{row.name}» không được cộng vào: là một phần của hàng khác, lũy kế hoặc số kỳ trước",
                "mỗi lĩnh vực một hàng",
                "không cần sửa, nếu đúng là như vậy",
            )
        )

    def _count(self, row: TableRow, reading: Reading) -> None:
        """Read the numbers of a row, complete them, and hold them against each other."""
        printed = {part.column for part in self._form.printed}
        numbers: dict[int, float | None] = {}
        for name, columns in reading.columns.items():
            for column in columns:
                place = self._sheet.cell(row.at, column)
                if (row.at, column) in self._sheet.formulas_uncalculated:
                    self._uncalculated()
                    continue
                cell = self._table.cell(row.at, column)
                try:
                    numbers[column] = percent(cell) if name in printed else counted(cell)
                except Unreadable as wrong:
                    numbers[column] = None
                    if name not in printed:
                        self._add(Fault(wrong.kind, place, wrong.problem, wrong.expected, "sửa ô này"))
        given = counts_of(reading, numbers)
        row.counts, used = complete(given, self._form.identity)
        apart = self._set_aside()
        wrong = [
            identity
            for identity, holds in failing(row.counts, used, self._form.identity)
            if not holds and not (identity.loose and apart)
        ]
        # What follows from other columns is wrong with them, and only they stand in the file.
        printed_only = [one for one in wrong if {one.total, *one.parts} <= set(reading.columns)]
        for identity in printed_only or wrong[:1]:
            self._unequal(row, reading, identity)

    def _set_aside(self) -> bool:
        """True when the table has columns of dossiers that wait or were returned, counted beside the others."""
        return any(self._facets.meaning(path).values.get("flow") == "set-aside" for path in self._table.paths)

    def _uncalculated(self) -> None:
        cells = [
            get_column_letter(at_column + 1) + str(at + 1)
            for at, at_column in sorted(self._sheet.formulas_uncalculated)
            if at in self._table.body
        ]
        self._add(
            Fault(
                "missing-value",
                f"{self._sheet.whole}, ô {', '.join(cells[:8])}{' …' if len(cells) > 8 else ''}",
                "công thức chưa được tính: tệp do phần mềm ghi ra và chưa lưu kết quả của công thức",
                "ô có kết quả đã tính",
                "mở tệp bằng Excel rồi bấm Lưu, sau đó nộp lại",
            )
        )

    def _words(self, reading: Reading, name: str) -> str:
        columns = reading.columns.get(name)
        return self._table.words[columns[0]] if columns else self._titles[name]

    def _place(self, row: TableRow, reading: Reading, identity: Identity) -> str:
        names = [name for name in (identity.total, *identity.parts) if name in reading.columns]
        column = reading.columns[names[0]][0] if names else self._table.names[0]
        return self._sheet.cell(row.at, column)

    def _unequal(self, row: TableRow, reading: Reading, identity: Identity) -> None:
        counts = row.counts
        added = sum(counts[part] or 0 for part in identity.parts)
        parts = " + ".join(f"«{self._words(reading, part)}»" for part in identity.parts)
        self._add(
            Fault(
                "sum-mismatch",
                self._place(row, reading, identity),
                f"hàng «{row.name}»: «{self._words(reading, identity.total)}» ghi "
                f"{formats.count(counts[identity.total])}, nhưng {parts} = {formats.count(added)}",
                "cột tổng bằng tổng các cột con",
                "sửa số gõ nhầm, hoặc xuất lại biểu",
            )
        )

    # The groups.

    def _members(self, rows: Sequence[TableRow]) -> Members:
        """The rows of each group; under None those of the whole, where the table has no groups."""
        if not rows or self._faults:
            # Names that mean no group are told together with numbers that cannot be.
            for row in rows:
                if row.kind == "leaf" and not self._procedures(rows):
                    self._group(row)
            return {}
        unit = [row for row in rows if self._groups.unit_of(row.name) == self._unit_id]
        if unit and all(row.kind == "total" or self._groups.unit_of(row.name) for row in rows):
            return {None: unit[:1]}
        tops = nest(rows, self._names.known)
        total = unnamed_total(tops, self._names.known)
        if total is not None:
            total.kind = "total"
        self._sums(tops)
        leaves = [row for row in tops if row.kind == "leaf"]
        totals = [row for row in tops if row.kind == "total"]
        if self._faults:
            return {}
        if not leaves:
            return {None: totals[-1:]}
        self._whole(leaves, totals)
        return self._by_group(leaves)

    def _by_group(self, leaves: Sequence[TableRow]) -> Members:
        grouped = list(self._grouped(leaves))
        if self._procedures([row for row, _ in grouped]):
            return {None: leaves}
        members: dict[str | None, list[TableRow]] = {}
        for row, field in grouped:
            group = self._group(row, field)
            if group is not None:
                members.setdefault(group, []).append(row)
        self._repeated([row for row, field in grouped if not field])
        return members

    def _grouped(self, tops: Sequence[TableRow]) -> Iterator[tuple[TableRow, str]]:
        """The rows at the level where their names are those of groups, each with the field that it stands under."""
        for row in tops:
            known = self._groups.known(row.name)
            # «Các lĩnh vực khác» over rows that are fields by themselves.
            finer = known == self._form.others and all(self._names.known(part.name) for part in row.children)
            if row.children and (known is None or finer) and (not row.field or self._groups.known(row.field) is None):
                yield from self._grouped(row.children)
            else:
                yield row, "" if known is not None else row.field

    def _procedures(self, rows: Sequence[TableRow]) -> bool:
        """True for rows that are procedures and stand under no field: they make the whole, and no groups."""
        header = " ".join(cell for column in self._table.names for cell in self._table.paths[column])
        if "thu tuc" not in header or not rows:
            return False
        leaves = [row for row in rows if row.kind == "leaf"]
        unknown = [
            row for row in leaves if self._groups.known(row.name) is None and self._groups.known(row.field) is None
        ]
        return len(unknown) * 2 > len(leaves)

    def _group(self, row: TableRow, field: str = "") -> str | None:
        name = field or row.name
        place = self._sheet.cell(row.at, self._table.names[0] if self._table.names else 0)
        try:
            group = self._groups.of(place, name)
        except FaultsFound as wrong:
            questions = wrong.questions if isinstance(wrong, Open) else ()
            self._questions += [question for question in questions if question not in self._questions]
            for fault in () if questions else wrong.faults:
                self._add(fault)
            return None
        other = self._form.others
        caution = self._groups.among_others(place, name) if group == other else None
        if caution and caution not in self._cautions and len(self._cautions) < unpacking.FAULTS:
            self._cautions.append(caution)
        return group

    def _sums(self, tops: Sequence[TableRow]) -> None:
        """A fault for each number of a row that is not the sum of the rows that it stands over."""
        for row in tops:
            if row.children:
                self._sum(row, row.children)
                self._sums(row.children)
        since: list[TableRow] = []
        blocks: list[TableRow] = []
        rest = [row for row in tops if row.kind == "leaf"]
        for row in tops:
            if row.kind != "total":
                since.append(row)
                continue
            ways = [way for way in (rest, since, blocks) if way]
            if not any(is_sum(row, way) for way in ways) and ways:
                self._sum(row, rest)
            elif since and is_sum(row, since):
                blocks.append(row)
            since = []

    def _sum(self, row: TableRow, parts: Sequence[TableRow]) -> None:
        for name, number in row.counts.items():
            numbers = [part.counts.get(name) for part in parts]
            if number is None or None in numbers or name in {part.column for part in self._form.printed}:
                continue
            added = sum(part or 0 for part in numbers)
            columns = self._reading.columns.get(name)
            if added != number and columns:
                self._add(
                    Fault(
                        "sum-mismatch",
                        self._sheet.cell(row.at, columns[0]),
                        f"«{row.name}» ghi {formats.count(number)} ở cột «{self._table.words[columns[0]]}», "
                        f"các hàng con cộng được {formats.count(added)}",
                        "hàng tổng bằng tổng các hàng con",
                        "sửa số gõ nhầm, hoặc thêm hàng còn thiếu",
                    )
                )

    def _whole(self, leaves: Sequence[TableRow], totals: Sequence[TableRow]) -> None:
        """A caution with the total that is stored, where the file prints none."""
        if totals or len(leaves) < 2:
            return
        names = [
            name for name in ("settled", "received-new") if all(row.counts.get(name) is not None for row in leaves)
        ]
        told = ", ".join(
            f"{self._titles[name]} {formats.count(sum(row.counts[name] or 0 for row in leaves))}" for name in names
        )
        if told:
            self._cautions.append(
                Fault(
                    "no-printed-total",
                    self._sheet.whole,
                    f"bảng không in hàng tổng; cộng các hàng được: {told}",
                    "hàng tổng để đối chiếu",
                    "không cần sửa, nếu tổng này đúng",
                )
            )

    def _repeated(self, rows: Sequence[TableRow]) -> None:
        seen: set[str] = set()
        for row in rows:
            if fold(row.name) in seen:
                self._cautions.append(
                    Fault(
                        "duplicate-row",
                        self._sheet.cell(row.at, self._table.names[0]),
                        f"«{row.name}» đã có ở một hàng trên; hai hàng được cộng lại",
                        "mỗi lĩnh vực một hàng",
                        "bỏ một hàng, nếu là cùng những hồ sơ ấy",
                    )
                )
            seen.add(fold(row.name))

    # The figures.

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
