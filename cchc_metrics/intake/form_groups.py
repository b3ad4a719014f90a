"""The rows of one table of counts gathered by group."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cached_property
from itertools import pairwise

from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.content import Open
from cchc_metrics.intake.form_columns import Members
from cchc_metrics.intake.form_divisions import TableDivisions
from cchc_metrics.intake.names import has_kind
from cchc_metrics.intake.table_rows import (
    TableRow,
    adds_up,
    dashed_doubts,
    dashed_parts,
    is_sum,
    names_of_steps,
    nest,
    total_without_name,
)
from cchc_metrics.intake.table_words import LATE, REFERENCE, own_lines, texts_above
from cchc_metrics.intake.tables import NAMES, plain
from cchc_metrics.intake.title_units import wider_area
from cchc_metrics.text.letters import fold

LONGEST_FIELD = 12
OF_DIVISION = re.compile(r"\W*(?:phan |chia )?theo ")
OF_FIELD = re.compile(
    r"(?<!\w)(?P<subject>hồ sơ|ho so|tthc|thủ tục hành chính|thu tuc hanh chinh|thủ tục|thu tuc|dịch vụ công"
    r"|dich vu cong|lĩnh vực|linh vuc)\s*:?\s+(?P<name>[^;()|]+)",
    re.IGNORECASE,
)
# «Hồ sơ thủ tục hành chính về đất đai».
CONNECTING = re.compile(
    r"^(?:(?:thủ tục|thu tuc|hành chính|hanh chinh|về|ve|thuộc|thuoc|các|cac|lĩnh vực|linh vuc|ngành|nganh|chế độ"
    r"|che do)\s*:?\s+)+",
    re.IGNORECASE,
)
# What stands behind the name of a field in a title; other words make another name of it: «Điện», «điện tử».
BEHIND_FIELD = re.compile(
    r"\W*$|\s*[,–-]|\s*(?:nam|quy|thang|tuan|ky|theo|tai|cua|tren|trong|tu|den|do|thon|xa|phuong|giai|dau|cuoi|va|\d)(?!\w)"
)


class TableGroups(TableDivisions):
    """One table as far as its groups."""

    def _members(self, rows: Sequence[TableRow]) -> Members:
        """The rows of each group; under None those of the whole, where the table has no groups."""
        self._only_steps(rows)
        self._wider_area()
        members = self._members_of_all(rows)
        is_whole = {*members} == {None}
        if self._field and is_whole:
            return {self._groups.group_of(self._field): members[None]}
        field = self._field_above()
        if (field and not self._field) or (is_whole and self._groups.group_of(self._sheet.name)):
            self._only_field(field or self._sheet.name)
        return members

    def field(self) -> str:
        """The only field that the title of the table or the name of its sheet says; "" where none is said."""
        return self._field_above() or (self._sheet.name if self._groups.group_of(self._sheet.name) else "")

    def group(self, field: str) -> str | None:
        """The group of a field by its name."""
        return self._groups.group_of(field)

    def _members_of_all(self, rows: Sequence[TableRow]) -> Members:
        if self._periods:
            return {None: [self._over_time(rows)]}
        self._only_late(rows)
        rows = self._without_parts(rows)
        members = self._members_of_whole(rows)
        if members is not None:
            return members
        if not rows or self._faults:
            # Names that mean no group are told together with numbers that cannot be.
            for row in rows if not self._procedures(rows) else ():
                is_other = self._groups.units.is_unit(row.name) or self._days_in(row.name) is not None
                if row.kind == "leaf" and not is_other:
                    self._group(row)
            return {}
        return self._groups_of(rows)

    def _only_steps(self, rows: Sequence[TableRow]) -> None:
        """A fault for rows that are steps of settling the same dossiers: their sum counts each several times."""
        first = min((column for columns in self._reading.columns.values() for column in columns), default=0)
        at_rows = [row.at for row in rows if row.kind == "leaf"]
        for column in range(first):
            texts = [plain(self._table.cell(at, column)) for at in at_rows]
            steps = names_of_steps(self._form, self._table.paths[column], texts)
            if len(steps) > 1:
                names = ", ".join(f"«{name}»" for name in steps[:4])
                place = self._sheet.cell(self._table.first, column)
                problem = (
                    f"các hàng là các bước xử lý cùng những hồ sơ ({names}): cộng lại thì mỗi hồ sơ bị tính nhiều lần"
                )
                remedy = "nộp biểu mà mỗi hồ sơ được đếm một lần, ví dụ mỗi lĩnh vực một hàng"
                self._add(Fault("misplaced-value", place, problem, "mỗi hồ sơ đếm một lần", remedy))
                return

    def _wider_area(self) -> None:
        """A fault for a table of a district or a province that names no unit of its own."""
        unit = self._catalog.units[self._unit_id]
        table, sheet = self._table, self._sheet
        names = (
            (sheet.cell(at, column), plain(table.cell(at, column))) for at in table.body for column in range(NAMES)
        )
        covers = sheet.cover.rows if sheet.cover else ()
        texts = [cell for row in (*sheet.rows, *covers) for cell in row if isinstance(cell, str)]
        is_own = self._catalog.level_of(unit.id).own_tables
        wider = wider_area(own_lines(table), names, [*texts, sheet.name, sheet.file], unit.name) if is_own else None
        if wider is not None:
            place, text = wider
            problem = f"biểu không ghi {unit.name}, theo «{text}» là số của cả vùng rộng hơn"
            remedy = "nộp biểu của riêng đơn vị; nếu biểu đúng là của đơn vị thì ghi tên đơn vị ở trên bảng"
            self._add(Fault("other-unit", place, problem, f"biểu của {unit.name}", remedy))

    def _only_late(self, rows: Sequence[TableRow]) -> None:
        """A fault for a table of late dossiers, as its title says: none of them was on time."""
        counts = [row.counts for row in rows]
        is_late = bool(counts) and all(each.get("late") == each.get("settled") is not None for each in counts)
        title = next((text for text in texts_above(self._table) if LATE.search(fold(text))), None)
        if is_late and title:
            problem = f"bảng chỉ có hồ sơ quá hạn, theo «{title}»: không phải số của mọi hồ sơ"
            place = self._sheet.cell(self._table.first, 0)
            self._add(Fault("misplaced-value", place, problem, "bảng của mọi hồ sơ", "nộp biểu của mọi hồ sơ"))

    def _without_parts(self, rows: Sequence[TableRow]) -> Sequence[TableRow]:
        """The rows without those of a field that a row «Tổng» beside the same field sums."""
        parts: set[int] = set()
        for total in rows:
            if total.kind == "leaf" and self._is_total_beside(total):
                same = [row for row in rows if row is not total and fold(row.name) == fold(total.name)]
                others = [row for row in same if not self._is_total_beside(row)]
                if others:
                    self._sum(total, others)
                    parts |= {row.at for row in others}
        return [row for row in rows if row.at not in parts]

    def _is_total_beside(self, row: TableRow) -> bool:
        first = min((column for columns in self._reading.columns.values() for column in columns), default=0)
        texts = [plain(self._table.cell(row.at, column)) for column in range(first)]
        return any(text and text != row.name and self._names.may_be_total(text) for text in texts)

    def _groups_of(self, rows: Sequence[TableRow]) -> Members:
        """The rows of each group, the whole where the rows are the unit, procedures, or nothing but a total."""
        units_at = {row.at: {unit.id for unit in self._groups.units.candidates(row.name)} for row in rows}
        former = {unit.id for unit in self._catalog.units.values() if unit.successor == self._unit_id}
        leaves = [row for row in rows if row.kind == "leaf"]
        if len(leaves) > 1 and former and all(units_at[row.at] & former for row in leaves):
            # The communes that the unit was made of are its parts.
            self._sums(rows)
            self._whole(leaves, [row for row in rows if row.kind == "total"])
            return {None: leaves}
        unit = [row for row in rows if self._unit_id in units_at[row.at]]
        if unit and all(row.kind == "total" or units_at[row.at] or has_kind(row.name) for row in rows):
            return {None: unit if all(row.detail for row in unit) else unit[:1]}
        rows = self._without_channels_beside(rows)
        self._leave_repeats(rows)
        rows = self._without_dashed(rows)
        tops = self._of_own_unit(self._tree_of(rows))
        self._leave_channels(tops)
        total = total_without_name(tops, self._names)
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

    def _leave_repeats(self, rows: Sequence[TableRow]) -> None:
        """Leave out the rows that repeat the total above them under another name: «Trang 1 mang sang»."""
        for total, row in pairwise(rows):
            is_open = row.kind == "leaf" and not self._names.is_known(row.name)
            if total.kind == "total" and is_open and any(row.vector) and row.vector == total.vector:
                row.kind = "aside"
                self._aside(row)

    def _without_dashed(self, rows: Sequence[TableRow]) -> Sequence[TableRow]:
        """The rows without «- Liên thông khai sinh», a part of the field above, as the total or its name says."""
        parts = dashed_parts(rows)
        apart = {row.at for _, below in parts for row in below}
        rest = [row for row in rows if row.at not in apart]
        if any(row.kind == "total" for row in rows):
            is_part = adds_up(self._tree_of(rest))
            for row in rest:
                row.children = []
            if not is_part:
                return rows
        else:
            doubts = dashed_doubts(rows, self._names.is_known)
            apart |= {each.at for _, below, _ in doubts for each in below}
            for row, _, problem in doubts[:1]:
                place, remedy = self._sheet.cell(row.at, self._table.names[0]), "thêm hàng tổng cộng, hoặc bỏ dấu gạch"
                self._add(Fault("sum-mismatch", place, problem, "các hàng con cộng lại bằng hàng trên", remedy))
        for row in rows:
            if row.at in apart:
                self._aside(row)
        return [row for row in rest if row.at not in apart]

    def _leave_channels(self, tops: Sequence[TableRow]) -> None:
        """Leave out «II. Theo hình thức» over channels or people: the dossiers of the other rows, counted again."""
        leaves = [row for row in tops if row.kind == "leaf"]
        for row in leaves:
            is_again = OF_DIVISION.match(fold(row.name)) or all(self._channel(part) for part in row.children)
            others = [each for each in leaves if each is not row and each.kind == "leaf"]
            is_field = any(self._names.is_known(each.name) for each in (row, *row.children))
            if row.children and is_again and not is_field and is_sum(row, others):
                row.kind = "aside"
                self._aside(row)

    def _tree_of(self, rows: Sequence[TableRow]) -> list[TableRow]:
        """The rows at the top with those that they sum.

        Where a total proves that too much is at the top, a heading in capitals may sum rows that are fields themselves.
        """
        tops = nest(rows, self._names.is_known)
        if adds_up(tops):
            return tops
        for row in rows:
            row.children = []
        others = nest(rows, lambda _: False)
        if adds_up(others):
            return others
        for row in rows:
            row.children = []
        return nest(rows, self._names.is_known)

    def _field_above(self) -> str:
        """The only field that the title of the table, or a filter above it, names; "" where none is named."""
        for at in self._table.above:
            text = " ".join(filter(None, map(plain, self._sheet.rows[at])))
            if REFERENCE.search(fold(text)):
                continue
            for match in OF_FIELD.finditer(text):
                field = self._field_in(match["name"], is_labelled=fold(match["subject"]) == "linh vuc")
                if field:
                    return field
        return ""

    def _field_in(self, text: str, *, is_labelled: bool) -> str:
        """The name of a field with which a text begins; without «lĩnh vực» before it nothing but known words follow."""
        name = CONNECTING.sub("", text)
        is_labelled = is_labelled or fold("lĩnh vực") in fold(text[: len(text) - len(name)])
        words = re.split(r"(?<=\s)", name)
        for many in range(min(len(words), LONGEST_FIELD), 0, -1):
            field = "".join(words[:many]).strip(" :,.")
            rest = fold(" " + "".join(words[many:]).rstrip())
            is_end = "," in words[many - 1] or BEHIND_FIELD.match(rest)
            if self._groups.group_of(field) and (is_labelled or is_end):
                return field
        return ""

    def _only_field(self, field: str) -> None:
        place, expected = self._sheet.cell(self._table.first, 0), "bảng của mọi lĩnh vực"
        problem = f"bảng chỉ có hồ sơ của lĩnh vực «{field}»: không phải số của cả đơn vị"
        self._add(
            Fault("misplaced-value", place, problem, expected, "nộp biểu của mọi lĩnh vực, mỗi lĩnh vực một hàng")
        )

    def _by_group(self, leaves: Sequence[TableRow]) -> Members:
        pairs = list(self._group_rows(leaves))
        if self._procedures([row for row, _ in pairs]):
            return {None: leaves}
        members: dict[str | None, list[TableRow]] = {}
        for row, field in pairs:
            group = self._group(row, field)
            if group is not None:
                members.setdefault(group, []).append(row)
        self._repeats([row for row, field in pairs if not field])
        return members

    def _group_rows(self, tops: Sequence[TableRow]) -> Iterator[tuple[TableRow, str]]:
        """The rows at the level where their names are those of groups, each with the field that it stands under."""
        for row in tops:
            group_id = self._groups.group_of(row.name)
            # «Các lĩnh vực khác» over rows that are fields by themselves.
            finer = group_id == self._form.others and all(self._names.is_known(part.name) for part in row.children)
            if (
                row.children
                and (group_id is None or finer)
                and (not row.section or self._groups.group_of(row.section) is None)
            ):
                yield from self._group_rows(row.children)
            else:
                yield row, "" if group_id is not None else row.section

    def _procedures(self, rows: Sequence[TableRow]) -> bool:
        """True for rows that are procedures and stand under no field: they make the whole, and no groups."""
        header = " ".join(cell for column in self._table.names for cell in self._table.paths[column])
        if "thu tuc" not in header or not rows:
            return False
        leaves = [row for row in rows if row.kind == "leaf"]
        unknown = [
            row
            for row in leaves
            if self._groups.group_of(row.name) is None and self._groups.group_of(row.section) is None
        ]
        return len(unknown) * 2 > len(leaves)

    @cached_property
    def _has_fields(self) -> bool:
        """True where a cell that names the rows, or a heading among them, is a field that the plan knows."""
        texts = {plain(self._table.cell(at, column)) for at in self._table.body for column in range(NAMES)}
        return any(self._groups.group_of(text) for text in texts if text)

    def _group(self, row: TableRow, field: str = "") -> str | None:
        name = field or row.name
        place = self._sheet.cell(row.at, self._table.names[0] if self._table.names else 0)
        try:
            group = self._groups.of(place, name)
        except FaultError as wrong:
            questions = list(wrong.questions) if isinstance(wrong, Open) else []
            if not self._has_fields or self._is_channel(row):
                # Where no row is a field that the plan knows, nothing says that the rows are fields at all. A channel
                # is none either.
                questions = [replace(question, guess="") for question in questions]
            self._questions += [question for question in questions if question not in self._questions]
            for fault in () if questions else wrong.faults:
                self._add(fault)
            return None
        other = self._form.others
        caution = self._groups.among_others(place, name) if group == other else None
        if caution and caution not in self._cautions and len(self._cautions) < unpacking.FAULTS:
            self._cautions.append(caution)
        return group

    def _repeats(self, rows: Sequence[TableRow]) -> None:
        names: set[str] = set()
        for row in rows:
            if fold(row.name) in names:
                problem, expected = (
                    f"«{row.name}» đã có ở một hàng trên; hai hàng được cộng lại",
                    "mỗi lĩnh vực một hàng",
                )
                remedy = "bỏ một hàng, nếu là cùng những hồ sơ ấy"
                place = self._sheet.cell(row.at, self._table.names[0])
                self._cautions.append(Fault("duplicate-row", place, problem, expected, remedy))
            names.add(fold(row.name))
