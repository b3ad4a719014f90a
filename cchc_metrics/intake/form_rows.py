"""The rows of one table of counts: read, held against each other, those of units told apart."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Mapping, Sequence

from cchc_metrics.catalog.forms import Identity
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.checks import NEAR, misprint
from cchc_metrics.intake.content import NO_USE
from cchc_metrics.intake.form_columns import count_or_dash
from cchc_metrics.intake.form_periods import TablePeriods
from cchc_metrics.intake.numbers import Unreadable, percent
from cchc_metrics.intake.readings import Reading, complete, counts_of, outcomes
from cchc_metrics.intake.sheets import Lines
from cchc_metrics.intake.table_rows import DASH, DASHED, TableRow, fields_down, is_sum, looks_like_data, mark_of, nest
from cchc_metrics.intake.table_words import texts_above
from cchc_metrics.intake.tables import plain
from cchc_metrics.intake.title_units import units_in
from cchc_metrics.intake.unpacking import letters_of, uncalculated
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# What a row without a name is called that is the sum of so many others.
NAMELESS_TOTAL, LEAST_PARTS = "Hàng tổng không ghi tên", 2
# The parts of a row of percentages add up to this.
HUNDRED = 100
# «Tỷ lệ (%)»: of what, the header does not say. A share without decimals may be rounded.
SHARE_ALONE = re.compile(r"(?:t[yi] le|tl)?(?: ?phan tram)?[ (]*%?[ )]*")
ROUNDED = 0.5
# So many cells are named in one line.
EXAMPLES = 8
# Two counts of rows, by the number of the row.
Way = Mapping[int, tuple[float, float]]
# «I.» before the name of a hamlet.
BEFORE_PLACE = re.compile(r"^(?:[IVX]+|\d+|[A-Za-z])[.):]\s*")


class TableRows(TablePeriods):
    """One table as far as its rows: read, completed, held against each other, told apart by unit."""

    def _rows(self, reading: Reading) -> list[TableRow]:
        table = self._table
        figure_columns = sorted({column for columns in reading.columns.values() for column in columns})
        if not figure_columns or not table.names:
            self._no_columns()
            return []
        if len(table.body) > unpacking.FORM_ROWS:
            raise unpacking.too_large(self._sheet.whole, f"{len(table.body)} hàng", f"{unpacking.FORM_ROWS} hàng")
        self._spread(figure_columns)
        self._wide_lines()
        rows: list[TableRow] = []
        asides: list[str] = []
        every = list(self._data(figure_columns))
        self._read_periods(every, figure_columns[0])
        self._narrow(every, figure_columns[0])
        non_additive = self._ends()[1]
        for row in every:
            if row.kind == "aside":
                self._aside(row)
                asides.append(row.name)
                continue
            self._count(row, reading)
            if self._is_of_several:
                row.counts = {name: number for name, number in row.counts.items() if name not in non_additive}
            if row.name or self._is_sum_without_name(row, rows):
                rows.append(row)
                continue
            place, problem = self._sheet.cell(row.at, table.names[0]), "hàng có số nhưng không có tên"
            remedy = "điền tên lĩnh vực, hoặc «Tổng số» nếu là hàng tổng"
            self._add(Fault("missing-value", place, problem, "tên lĩnh vực, hoặc tổng số", remedy))
        self._only_place(rows)
        self._only_shares(rows)
        self._shares_of_any(rows, figure_columns)
        if not rows and not self._faults:
            self._add(
                Fault(
                    "empty-list",
                    self._sheet.cell(table.last, table.names[0]),
                    f"không có hàng nào của cả kỳ, chỉ có hàng của kỳ khác hoặc đơn vị khác: «{asides[0]}» …"
                    if asides
                    else "dưới tiêu đề không có hàng số liệu nào",
                    "mỗi lĩnh vực một hàng, hoặc hàng tổng của kỳ",
                    "nộp biểu có số liệu",
                )
            )
        return rows

    def _is_sum_without_name(self, row: TableRow, above: Sequence[TableRow]) -> bool:
        """True for a row without a name that is the sum of those above it, which makes it their total."""
        leaves = [each for each in nest(above, self._names.is_known) if each.kind == "leaf"]
        for each in above:
            each.children = []
        if len(leaves) < LEAST_PARTS or not any(row.vector) or not is_sum(row, leaves):
            return False
        row.name, row.kind = NAMELESS_TOTAL, "total"
        return True

    def _data(self, figure_columns: Sequence[int]) -> Iterator[TableRow]:
        """The rows with counts in the columns that are used, their counts not yet read."""
        table = self._table
        has_letters = {fold(plain(table.cell(at, 0))).strip(" .)(") for at in table.body} >= {"a", "b"}
        fields = fields_down(table)
        section, place, of_other_period, of_other_unit = "", "", False, False
        for at in table.body:
            name = self._name(at, figure_columns[0])
            before = [plain(table.cell(at, column)) for column in range(table.names[0])]
            if not looks_like_data(table, at, figure_columns):
                if name:
                    section = name if self._groups.group_of(name) else ""
                    of_other_unit = self._is_other_unit(at, name, is_before=of_other_unit)
                texts = [text for column in range(figure_columns[0]) if (text := plain(table.cell(at, column)))]
                place = next((text for text in texts if self._is_place(text)), place)
                of_other_period = self._heads_other_period(at, name, is_before=of_other_period)
                continue
            if any(self._groups.group_of(plain(table.cell(at, column))) for column in table.names[:1]):
                section = ""
            mark = mark_of(before, has_letters=has_letters)
            detail = next((text for column in table.names[1:] if (text := plain(table.cell(at, column)))), "")
            is_other = of_other_period or of_other_unit or self._is_beside_other(at, name, figure_columns[0])
            kind = "aside" if is_other else self._names.kind(name)
            if kind == "leaf":
                self._places_of_rows.add(place)
            is_dashed = any(map(DASH.fullmatch, before)) or DASHED.match(name) is not None
            detail = "" if detail == name else detail
            yield TableRow(at, name, mark, fields.get(at, "") or section, {}, kind, detail=detail, is_dashed=is_dashed)

    def _is_place(self, text: str) -> bool:
        """True for the name of a hamlet, an officer or a state, whose dossiers are only a part."""
        words = [word for division in self._form.division for word in division.filter]
        return self._names.begins(BEFORE_PLACE.sub("", text), words) and self._groups.group_of(text) is None

    def _only_place(self, rows: Sequence[TableRow]) -> None:
        """A fault for rows that all stand below the name of one hamlet: they are a part of the dossiers."""
        places = self._places_of_rows
        if len(places) == 1 and "" not in places:
            problem, remedy = f"mọi hàng đứng dưới «{min(places)}»: không phải số của cả đơn vị", "nộp biểu của đơn vị"
            place = self._sheet.cell(rows[0].at if rows else self._table.first, self._table.names[0])
            self._add(Fault("misplaced-value", place, problem, "bảng của mọi hồ sơ của đơn vị", remedy))

    def _only_shares(self, rows: Sequence[TableRow]) -> None:
        """A fault for rows whose parts add up to 100 each, the total too: they are percentages without a sign."""
        for identity in self._form.identity:
            wholes = [
                (row.kind, row.counts.get(identity.total) or sum(row.counts.get(part) or 0 for part in identity.parts))
                for row in rows
            ]
            # One field and the total of a small office may be 100 both; two fields and their total may not.
            if wholes.count(("leaf", HUNDRED)) < LEAST_PARTS or {whole for _, whole in wholes} - {0} != {HUNDRED}:
                continue
            problem = "mỗi hàng cộng lại là 100, cả hàng tổng: là phần trăm, không phải số hồ sơ"
            place = self._sheet.cell(rows[0].at, self._table.names[0])
            self._add(
                Fault("nothing-asked", place, problem, "số đếm từng hồ sơ", "nộp biểu có số hồ sơ, không phải tỷ lệ")
            )
            return

    def _shares_of_any(self, rows: Sequence[TableRow], figure_columns: Collection[int]) -> None:
        """Cautions for «Tỷ lệ (%)» at the foot of a head that differs from the counts that most rows print, or all."""
        for column, path in enumerate(self._table.paths):
            if column not in figure_columns and any(map(SHARE_ALONE.fullmatch, [cell for cell in path if cell][-1:])):
                pairs = ((at, self._share(row.at, column)) for at, row in enumerate(rows))
                shares = {at: share for at, share in pairs if share is not None}
                ways = [{at: way[at] for at in way if at in shares} for way in self._counts_of(rows)]
                self._cautions += self._misprints(column, rows, shares, [*filter(None, ways)])

    def _misprints(
        self, column: int, rows: Sequence[TableRow], shares: Mapping[int, float], ways: Sequence[Way]
    ) -> Iterator[Fault]:
        right = [{at for at, counts in way.items() if not _differs(shares[at], *counts)} for way in ways]
        best = max(range(len(ways)), key=lambda number: (len(right[number]), -len(ways[number])), default=None)
        way, proofs = (ways[best], right[best]) if best is not None else ({}, set[int]())
        wrong = [at for at in way if at not in proofs]
        # Rows of 100 and of 0 are alike for many counts, and prove none.
        if len(wrong) < len(proofs) and any(0 < way[at][0] < way[at][1] for at in proofs):
            cautions = (misprint(self._sheet.cell(rows[at].at, column), shares[at], *way[at]) for at in wrong)
            yield from filter(None, cautions)
        elif wrong:
            of_some = f"chỉ khớp số đếm đã đọc ở {len(proofs)} trong {len(way)} hàng"
            fits = of_some if proofs else "không khớp số đếm nào đã đọc"
            problem = f"cột «{self._table.words[column]}» không nói là tỷ lệ của gì, {fits}"
            remedy = "không cần sửa, nếu là tỷ lệ của số khác; nếu không thì xem lại tỷ lệ, số đếm"
            place = self._sheet.cell(self._table.last, column)
            yield Fault("unread-part", place, problem, "tỷ lệ của số đếm trong bảng", remedy)

    def _share(self, at: int, column: int) -> float | None:
        try:
            return percent(self._table.cell(at, column))
        except Unreadable:
            return None

    def _counts_of(self, rows: Sequence[TableRow]) -> Iterator[Way]:
        """What a share may be of, by the number of the row: a part, or a part of one, of a whole; a row of all rows."""
        form = self._form
        ways = [(each.numerator, each.denominator) for each in form.printed]
        ways += [(each.numerator, each.denominator) for each in form.feed]
        parts = [(part, identity.total) for identity in form.identity for part in identity.parts]
        # «Toàn trình» is a part of «Trực tuyến», which is a part of what came in.
        parts += [(part, whole) for part, total in parts for other, whole in parts if other == total]
        ways += [((part,), (whole,)) for part, whole in parts]
        for over, under in dict.fromkeys(ways):
            sums = [(_sum(row, over), _sum(row, under)) for row in rows]
            yield {at: (part, whole) for at, (part, whole) in enumerate(sums) if part is not None and whole}
        leaves = [row for row in rows if row.kind == "leaf"]
        for name in dict.fromkeys(name for row in rows for name in row.counts) if len(leaves) >= LEAST_PARTS else ():
            whole = sum(row.counts.get(name) or 0 for row in leaves)
            yield {at: (row.counts.get(name) or 0, whole) for at, row in enumerate(rows) if whole}

    def _is_other_unit(self, at: int, name: str, *, is_before: bool) -> bool:
        """True below a heading that names another unit than the one of the table, until the next that names one."""
        units = self._units_in(name)
        if not units or self._groups.group_of(name):
            return is_before
        if self._each:
            place = self._sheet.cell(at, self._table.names[0])
            problem = f"«{name}» là tiêu đề của nhiều hàng; bảng của nhiều đơn vị có mỗi đơn vị một hàng"
            remedy = "chọn đơn vị khi nộp, hoặc tách thành mỗi đơn vị một tệp"
            self._add(Fault("other-unit", place, problem, "mỗi đơn vị một hàng", remedy))
        return self._unit_id not in units

    def _of_own_unit(self, tops: Sequence[TableRow]) -> Sequence[TableRow]:
        """The rows below the row of the unit, where a table has rows of several units with fields below each."""
        units = {
            row.at: self._units_in(row.name)
            for row in tops
            if row.kind == "leaf" and row.children and not self._groups.group_of(row.name)
        }
        others = [row for row in tops if units.get(row.at) and self._unit_id not in units[row.at]]
        if not others:
            return tops
        own = [row for row in tops if self._unit_id in units.get(row.at, ())]
        for row in others:
            if len(own) == 1 and not self._each:
                self._aside(row)
            else:
                place = self._sheet.cell(row.at, self._table.names[0])
                remedy = "chọn đúng đơn vị khi nộp, hoặc tách thành mỗi đơn vị một tệp"
                self._add(Fault("other-unit", place, f"các hàng dưới đây là của «{row.name}»", "một đơn vị", remedy))
        return own[0].children if len(own) == 1 else tops

    def _spread(self, figure_columns: Sequence[int]) -> None:
        """A fault for a count that stands in one cell for several named rows: nothing tells how much is whose."""
        for top, left, bottom, _ in self._sheet.merges:
            rows = range(top, min(bottom + 1, len(self._sheet.rows)) if top in self._table.body else top)
            names = {fold(name) for at in rows if (name := self._name(at, figure_columns[0]))}
            if left in figure_columns and len(names) > 1:
                problem = f"một ô gộp qua {len(rows)} hàng có tên khác nhau, không rõ số của từng hàng"
                expected, remedy = "mỗi hàng một số", "bỏ gộp ô, ghi số của từng hàng"
                self._add(Fault("misplaced-value", self._sheet.cell(top, left), problem, expected, remedy))

    def _wide_lines(self) -> None:
        """A fault for each line of a text file with more cells than its header: one of its numbers was cut in two."""
        width = max((at + 1 for at, path in enumerate(self._table.paths) if any(path)), default=0)
        for at in self._table.body if isinstance(self._sheet, Lines) else ():
            if any(cell not in ("", None) for cell in self._sheet.rows[at][width:]):
                problem, expected = "dòng có nhiều ô hơn dòng tiêu đề", "mỗi dòng đủ các ô như dòng tiêu đề"
                remedy = "đặt số có dấu phẩy trong ngoặc kép, hoặc xuất với dấu chấm phẩy"
                self._add(Fault("line-structure", self._sheet.place(at, 0), problem, expected, remedy))

    def _units(self, rows: Sequence[TableRow], day: dt.date) -> dict[str, TableRow]:
        """The row of each unit, where the rows of a table are units; each name that is none is a fault."""
        leaves = [row for row in rows if row.kind == "leaf"]
        unit_rows = [
            row for row in leaves if self._groups.units.is_unit(row.name) and not self._groups.group_of(row.name)
        ]
        if not unit_rows or len(unit_rows) * 2 <= len(leaves):
            return {}
        result: dict[str, TableRow] = {}
        for row in leaves:
            place = self._sheet.cell(row.at, self._table.names[0])
            try:
                unit = self._groups.units.of(place, row.name, day)
            except FaultError as wrong:
                for fault in wrong.faults:
                    self._add(fault)
                continue
            if unit in result:
                self._add(
                    Fault(
                        "duplicate-row",
                        place,
                        f"«{row.name}» đã có ở {self._sheet.cell(result[unit].at, self._table.names[0])}",
                        "mỗi đơn vị một hàng",
                        "bỏ một hàng",
                    )
                )
            result.setdefault(unit, row)
        self._sums(rows)
        return result

    def _unit_above(self, day: dt.date) -> str:
        """The unit that the title of a table names, else that of the plan; a fault where the plan has none."""
        units = [self._catalog.units[unit] for unit in units_in(texts_above(self._table), self._catalog)]
        if units:
            try:
                return self._groups.units.of(self._sheet.whole, units[0].name.partition(" (")[0], day)
            except FaultError as wrong:
                for fault in wrong.faults:
                    self._add(fault)
        elif not self._catalog.binds(self._unit_id):
            problem = "bảng không nêu đơn vị nào: các hàng không phải là đơn vị, tên bảng không ghi đơn vị"
            expected = "mỗi đơn vị một hàng, hoặc tên đơn vị ở tên bảng"
            remedy = "chọn đơn vị khi nộp, hoặc ghi tên đơn vị vào bảng"
            self._add(Fault("unknown-unit", self._sheet.whole, problem, expected, remedy))
        return self._unit_id

    def _no_columns(self) -> None:
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
                f"hàng «{row.name}» không được cộng vào: là một phần của hàng khác, lũy kế, số của kỳ khác hoặc "
                "đơn vị khác",
                "mỗi lĩnh vực một hàng",
                "không cần sửa, nếu đúng là như vậy",
            )
        )

    def _count(self, row: TableRow, reading: Reading) -> None:
        """Read the numbers of a row, complete them, and hold them against each other."""
        percentages = {part.column for part in self._form.printed}
        numbers: dict[int, float | None] = {}
        for name, columns in reading.columns.items():
            for column in columns:
                place = self._sheet.cell(row.at, column)
                if (row.at, column) in self._sheet.formulas_without_value:
                    self._caution_formulas()
                    continue
                cell = self._table.cell(row.at, column)
                try:
                    numbers[column] = percent(cell) if name in percentages else count_or_dash(cell)
                except Unreadable as wrong:
                    numbers[column] = None
                    if name not in percentages:
                        self._add(Fault(wrong.kind, place, wrong.problem, wrong.expected, "sửa ô này"))
        counts = counts_of(reading, numbers)
        row.counts, uses = complete(counts, self._form.identity)
        row.shares = {name: row.counts.pop(name) for name in percentages & row.counts.keys()}
        apart = self._set_aside()
        unequal = [
            identity
            for identity, holds in outcomes(row.counts, uses, self._form.identity)
            if not holds and not (identity.loose and apart)
        ]
        # What follows from other columns is wrong with them, and only they stand in the file.
        printed_only = [one for one in unequal if {one.total, *one.parts} <= set(reading.columns)]
        for identity in printed_only or unequal[:1]:
            self._unequal(row, reading, identity)

    def _set_aside(self) -> list[int]:
        """The columns of dossiers that wait or were returned, counted beside the others."""
        paths = self._table.paths
        return [at for at, path in enumerate(paths) if self._facets.meaning(path).values.get("flow") == "set-aside"]

    def _words_of_rest(self, at: int, name: str, rest: float) -> str:
        """The columns that no count is read from and that are what a sum in a row is short of: «Trả lại, rút»."""
        paths, (total, *_) = self._table.paths, self._reading.columns.get(name) or self._table.names
        used = {column for columns in self._reading.columns.values() for column in columns}
        beside = [column for column, path in enumerate(paths) if column not in used and path[:1] == paths[total][:1]]
        for columns in (self._set_aside(), *([column] for column in beside), beside):
            numbers = self._numbers(at, dict.fromkeys(columns, (NO_USE,)))
            if sum(number or 0 for number in numbers.values()) == rest > 0:
                return ", ".join(f"«{self._table.words[column]}»" for column in columns if numbers[column])
        return ""

    def _caution_formulas(self) -> None:
        cells = [
            letters_of(at_column) + str(at + 1)
            for at, at_column in sorted(self._sheet.formulas_without_value)
            if at in self._table.body
        ]
        more = " …" if len(cells) > EXAMPLES else ""
        self._add(uncalculated(f"{self._sheet.whole}, ô {', '.join(cells[:EXAMPLES])}{more}"))

    def _place(self, row: TableRow, reading: Reading, identity: Identity) -> str:
        names = [name for name in (identity.total, *identity.parts) if name in reading.columns]
        column = reading.columns[names[0]][0] if names else self._table.names[0]
        return self._sheet.cell(row.at, column)

    def _unequal(self, row: TableRow, reading: Reading, identity: Identity) -> None:
        counts, remedy = row.counts, "sửa số gõ nhầm, hoặc xuất lại biểu"
        total = sum(counts[part] or 0 for part in identity.parts)
        words = self._words_of_rest(row.at, identity.total, (counts[identity.total] or 0) - total)
        if words:
            remedy = f"để tổng không gồm {words}, hoặc xếp các hồ sơ ấy vào đúng hạn, quá hạn, rồi nộp lại"
        beside = f"; phần còn lại bằng {words}, không đúng hạn cũng không quá hạn" if words else ""
        parts = " + ".join(self._words(row.at, row.counts, part, is_part=True) for part in identity.parts)
        self._add(
            Fault(
                "sum-mismatch",
                self._place(row, reading, identity),
                f"hàng «{row.name}»: {self._words(row.at, row.counts, identity.total)}, nhưng {parts} = "
                f"{formats.count(total)}{beside}",
                "cột tổng bằng tổng các cột con",
                remedy,
            )
        )

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

    def _parts_of_sums(self, row: TableRow, parts: Sequence[TableRow]) -> set[str]:
        """Columns of which only a sum without a column of its own is stored, where that sum is right in the row."""
        result: set[str] = set()
        for identity in self._form.identity:
            number, numbers = row.counts.get(identity.total), [part.counts.get(identity.total) for part in parts]
            if identity.total in self._reading.columns or number is None or None in numbers:
                continue
            if sum(part or 0 for part in numbers) == number:
                result |= {*identity.parts} - self._form.figure_columns
        return result

    def _words_of_sum(self, row: TableRow, name: str) -> str:
        first, *others = self._reading.columns[name]
        if others:
            return f"hàng «{row.name}»: {self._words(row.at, row.counts, name)}"
        return f"«{row.name}» ghi {formats.count(row.counts[name])} ở cột «{self._table.words[first]}»"

    def _sum(self, row: TableRow, parts: Sequence[TableRow], but_for: Collection[str] = ()) -> None:
        exceptions = {*but_for, *self._parts_of_sums(row, parts)}
        unseen = ", ".join(str(part.at + 1) for part in parts if part.at in self._sheet.hidden_rows)
        sub_rows = f"các hàng con (kể cả hàng ẩn {unseen})" if unseen else "các hàng con"
        for name, number in row.counts.items():
            if name in exceptions:
                continue
            numbers = [part.counts.get(name) for part in parts]
            if number is None or None in numbers:
                continue
            total = sum(part or 0 for part in numbers)
            columns = self._reading.columns.get(name)
            if total != number and columns:
                self._add(
                    Fault(
                        "sum-mismatch",
                        self._sheet.cell(row.at, columns[0]),
                        f"{self._words_of_sum(row, name)}, {sub_rows} cộng được {formats.count(total)}",
                        "hàng tổng bằng tổng các hàng con",
                        "sửa số gõ nhầm, hoặc thêm hàng còn thiếu",
                    )
                )

    def _caution_hidden(self, rows: Sequence[TableRow]) -> None:
        used = {column for columns in self._reading.columns.values() for column in columns}
        for column in sorted(self._sheet.hidden_columns & used):
            problem = f"cột bị ẩn vẫn được đọc: «{self._table.words[column]}»"
            expected, remedy = "cột hiện ra, để người nộp thấy", "không cần sửa, nếu cột ấy thuộc bảng"
            self._cautions.append(
                Fault("unread-part", self._sheet.cell(self._table.last, column), problem, expected, remedy)
            )
        hidden_rows = [row for row in rows if row.at in self._sheet.hidden_rows]
        if hidden_rows:
            names = ", ".join(f"«{row.name}»" for row in hidden_rows[:5])
            place = f"{self._sheet.whole}, hàng {', '.join(str(row.at + 1) for row in hidden_rows[:8])}"
            problem = f"{len(hidden_rows)} hàng bị ẩn vẫn được đọc: {names}"
            expected, remedy = "hàng hiện ra, để người nộp thấy", "không cần sửa, nếu các hàng ấy thuộc bảng"
            self._cautions.append(Fault("unread-part", place, problem, expected, remedy))


def _sum(row: TableRow, names: Sequence[str]) -> float | None:
    numbers = [row.counts.get(name) for name in names]
    return None if None in numbers else sum(number or 0 for number in numbers)


def _differs(share: float, over: float, under: float) -> bool:
    """True for a share that is not that of two counts, in percent or as a part of one: 100 says all, and 0 none."""
    true = HUNDRED * over / under
    near = min(share, HUNDRED * share, key=lambda reading: abs(reading - true))
    return near != true if near in (0, HUNDRED) else abs(near - true) > (ROUNDED if share.is_integer() else NEAR)
