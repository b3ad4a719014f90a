"""The rows of one table of counts as the whole that channels, places or months make, and those of channels beside."""

from bisect import bisect
from collections.abc import Iterator, Sequence
from itertools import takewhile

from cchc_metrics.faults import Fault
from cchc_metrics.intake.form_columns import Members
from cchc_metrics.intake.form_rows import TableRows
from cchc_metrics.intake.form_sums import CHANNELS_OF_ALL
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.table_rows import (
    TableRow,
    headings,
    holds,
    is_sum,
    nest,
    repetitions,
    sum_of,
    total_without_name,
)
from cchc_metrics.intake.tables import is_name, plain
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

# What the dossiers of one channel consist of, where a table has rows for both.
PARTS_OF_CHANNEL = {"online": ("full", "partial"), "direct": ("in-person", "post")}
ONLINE, OFFLINE = ("online", "full", "partial"), ("in-person", "post", "direct")
# «viii.» numbers a row.
LONGEST_MARK = 5


class TableDivisions(TableRows):
    """One table as far as rows that divide the whole, and by no breakdown of the plan."""

    def _members_of_whole(self, rows: Sequence[TableRow]) -> Members | None:
        """The whole of a table whose rows are channels, places or people; None where they are something else."""
        leaves = [row for row in rows if row.kind == "leaf"]
        if not leaves or any(self._names.is_known(row.name) or is_commune(row.name) for row in leaves):
            return None
        header = next((cell for cell in self._table.paths[self._table.names[0]] if cell), "")
        divisions = {
            division.by for division in self._form.division if is_name(header, list(map(fold, division.header)))
        }
        channels = {self._channel(row) for row in leaves}
        # Services of one level are sent in online or not: rows of levels alone are no channels.
        is_division = any(
            all(self._names.begins(row.name, division.names) for row in leaves)
            for division in self._form.division
            if division.by != "step"
        )
        is_of_channels = None not in channels and ("channel" in divisions or channels & {*OFFLINE})
        if "part" not in divisions and not is_division and is_of_channels:
            if channels & {*ONLINE} and channels & {*OFFLINE}:
                return {None: [self._of_channels(rows)]}
            if channels & {*ONLINE} or not any(row.kind == "total" for row in rows):
                self._one_channel(leaves)
                return {}
            self._none_online()
            is_division = True
        if not is_division and "part" not in divisions:
            return None
        tops = nest(rows, self._names.is_known)
        total = total_without_name(tops, self._names)
        if total is not None:
            total.kind = "total"
        self._sums(tops)
        leaves = [row for row in tops if row.kind == "leaf"]
        self._whole(leaves, [row for row in tops if row.kind == "total"])
        return {None: leaves}

    def _one_channel(self, rows: Sequence[TableRow]) -> None:
        """A fault for rows that are all online, or all not: nothing says that they are all dossiers."""
        names = ", ".join(f"«{row.name}»" for row in rows)
        place = self._sheet.cell(rows[0].at, self._table.names[0])
        problem = f"bảng chia theo kênh nhưng chỉ có {names}: không rõ có phải là mọi hồ sơ"
        expected = "hàng của cả kênh trực tuyến và kênh trực tiếp; kênh không có hồ sơ thì ghi 0"
        self._add(Fault("missing-value", place, problem, expected, "thêm hàng của kênh còn thiếu, hoặc nộp biểu khác"))

    def _none_online(self) -> None:
        """The caution of a table by channel whose total is printed without a row of dossiers sent in online."""
        place = self._sheet.cell(self._table.first, self._table.names[0])
        problem = "bảng chia theo kênh không có hàng trực tuyến: số hồ sơ trực tuyến không được lưu"
        remedy = "không cần sửa, nếu hàng tổng là của mọi hồ sơ; không có hồ sơ trực tuyến thì thêm hàng ấy với số 0"
        self._cautions.append(Fault("missing-value", place, problem, "hàng của kênh trực tuyến", remedy))

    def _without_channels_beside(self, rows: Sequence[TableRow]) -> Sequence[TableRow]:
        """The rows of fields without those of channels, which count the dossiers of the row above, or of all, again.

        Where a total is the sum of both, they count others, and stay.
        """
        runs = list(self._runs_of_channels(rows)) if any(self._names.is_known(row.name) for row in rows) else []
        apart = {row.at for _, below in runs for row in below}
        rest = [row for row in rows if row.at not in apart]
        totals = [row for row in rest if row.kind == "total"]
        if not runs or (totals and is_sum(totals[-1], [row for row in rows if row.kind == "leaf"])):
            return rows
        tops = [row for row in nest(rest, self._names.is_known) if row.kind == "leaf"]
        for row in rest:
            row.children = []
        for above, below in runs:
            whole = above or (totals[-1] if totals else sum_of(tops))
            own = [row for row in below if self._is_channel(row)]
            if sorted(self._channel(row) or "" for row in own) in CHANNELS_OF_ALL:
                self._sum(whole, own)
                continue
            for row in own:
                self._aside(row)
                if not holds(whole, [row]):
                    place, problem = self._sheet.cell(row.at, self._table.names[0]), f"«{row.name}» nhiều hơn"
                    problem += f" «{whole.name}» ở trên" if above else " mọi lĩnh vực cộng lại"
                    self._add(Fault("sum-mismatch", place, problem, "một kênh không nhiều hơn tổng của nó", "sửa số"))
        return rest

    def _runs_of_channels(self, rows: Sequence[TableRow]) -> Iterator[tuple[TableRow | None, Sequence[TableRow]]]:
        """Each run of rows of channels with online ones, and the row of a field or total above it; None for all rows.

        «II. Hồ sơ trực tuyến» is numbered as rows before the field above: it is of all, with the fields that it sums.
        """
        above, marks, at = None, set[str](), 0
        while at < len(rows):
            run = list(takewhile(self._is_channel, rows[at:]))
            if not run:
                above, at = rows[at], at + 1
                marks.add(above.mark)
                continue
            at += len(run)
            is_own = above is not None and (above.kind == "total" or self._names.is_known(above.name))
            if not is_own or not any(self._channel(row) in ONLINE for row in run):
                continue
            if not run[0].mark or run[0].mark not in marks:
                yield above, run
                continue
            below = [row for row in rows[at:] if row.kind == "leaf"]
            parts = below if len(run) == 1 and any(run[0].vector) and is_sum(run[0], below) else []
            at += len(parts)
            yield None, [*run, *parts]

    def _is_channel(self, row: TableRow) -> bool:
        """True for a row that is named by a channel, and by no more."""
        name = fold(row.name)
        is_channel = {*self._facets.meaning((name,)).values} == {"channel"} and self._facets.is_plain(name)
        return is_channel and row.kind == "leaf" and not self._names.is_known(row.name)

    def _channel(self, row: TableRow) -> str | None:
        return self._facets.meaning((fold(row.name),)).values.get("channel")

    def _of_channels(self, rows: Sequence[TableRow]) -> TableRow:
        """The sum of the rows of all channels, with what came in online and otherwise as columns of their own."""
        tops: list[TableRow] = []
        for row in nest(rows, self._names.is_known):
            above = next((top for top in reversed(tops) if top.kind == "leaf"), None)
            parts = PARTS_OF_CHANNEL.get(self._channel(above) or "", ()) if above is not None else ()
            is_part = above is not None and row.kind == "leaf" and self._channel(row) in parts
            (above.children if is_part and above is not None else tops).append(row)
        self._sums(tops)
        leaves = [row for row in tops if row.kind == "leaf"]
        self._whole(leaves, [row for row in tops if row.kind == "total"])
        whole = sum_of(leaves)
        came_in = "received-new" if "received-new" in whole.counts else "received"
        # Without a word for the period, what came in may hold what was left from the one before.
        is_new = came_in == "received-new" or not {"carried-over", "pending"} & whole.counts.keys()
        if "received-online" not in whole.counts and whole.counts.get(came_in) is not None and is_new:
            online = [row.counts[came_in] or 0 for row in leaves if self._channel(row) in ONLINE]
            whole.counts["received-new"] = whole.counts[came_in]
            whole.counts["received-online"] = sum(online)
        return whole

    def _over_time(self, rows: Sequence[TableRow]) -> TableRow:
        """The whole of a table with a row a month or a quarter: sums, what was there first, what is open last.

        A total that is printed must be the sum in what adds up.
        """
        leaves = [row for row in rows if row.at in self._periods]
        ends, non_additive = self._ends()
        for row in rows:
            if row.kind == "total":
                days = self._days_in(row.name)
                within = [
                    leaf
                    for leaf in leaves
                    if days is None or (days[0] <= self._periods[leaf.at][0] and self._periods[leaf.at][1] <= days[1])
                ]
                self._sum(row, within or leaves, but_for=non_additive)
        whole = sum_of(leaves)
        for column in non_additive & whole.counts.keys():
            at = {"first": 0, "last": -1}.get(ends.get(column, ""))
            if at is None:
                del whole.counts[column]
            else:
                whole.counts[column] = leaves[at].counts[column]
        if not any(row.kind == "total" for row in rows):
            self._whole(leaves, [])
        return whole

    def _whole(self, leaves: Sequence[TableRow], totals: Sequence[TableRow]) -> None:
        """A caution with the total that is stored, where the file prints none."""
        if totals or len(leaves) < 2:
            return
        self._printed_twice(leaves)
        names = [
            name for name in ("settled", "received-new") if all(row.counts.get(name) is not None for row in leaves)
        ]
        sums = ", ".join(
            f"{self._titles[name]} {formats.count(sum(row.counts[name] or 0 for row in leaves))}" for name in names
        )
        if sums:
            self._cautions.append(
                Fault(
                    "no-printed-total",
                    self._sheet.whole,
                    f"bảng không in hàng tổng; cộng các hàng được: {sums}",
                    "hàng tổng để đối chiếu",
                    "không cần sửa, nếu tổng này đúng",
                )
            )

    def _printed_twice(self, rows: Sequence[TableRow]) -> None:
        """A fault for a row that is printed twice with the same numbers, where no total says that both count."""
        lines = headings(self._table)
        for row in repetitions(rows, lambda row: [str(bisect(lines, row.at)), *self._beside(row)]):
            place = self._sheet.cell(row.at, self._table.names[0])
            problem = f"«{row.name}» đã có ở một hàng trên với cùng những số ấy: không rõ có phải cùng những hồ sơ"
            remedy = "bỏ một hàng; nếu là hồ sơ khác nhau thì thêm hàng tổng cộng"
            self._add(Fault("duplicate-row", place, problem, "mỗi lĩnh vực một hàng", remedy))

    def _beside(self, row: TableRow) -> list[str]:
        """The words before the counts of a row; merged cells count for each."""
        first = min((column for columns in self._reading.columns.values() for column in columns), default=0)
        cells = [self._table.cell(row.at, at) or self._merged_above(row.at, at) for at in range(first)]
        return [text for cell in cells if len(text := fold(plain(cell))) > LONGEST_MARK and text != fold(row.name)]
