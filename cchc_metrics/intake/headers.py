"""Where a header stands, which column is which by its words, and what the words over a column of counts mean."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from cchc_metrics.catalog.forms import Column, Form, steps
from cchc_metrics.intake.sheets import WIDEST, Sheet
from cchc_metrics.text.letters import fold

# A header has at most a line for each level of merged cells.
DEEPEST = 4
# The same few headers come again and again.
CACHE_SIZE = 4096
# Words that are written as one are told by more letters than this.
SHORT_NAME = 5

Cells = tuple[str, ...]
Twice = list[tuple[str, int]]


@dataclass(frozen=True)
class Header:
    """The header of a table: first and last row, the columns found by id, those found twice, and the cells."""

    first: int
    last: int
    columns: Mapping[str, int]
    twice: Sequence[tuple[str, int]]
    cells: Sequence[Sequence[Any]]

    @cached_property
    def _paths(self) -> list[Cells]:
        rows = (
            (" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row[:WIDEST]) for row in self.cells
        )
        lines = [*map(tuple, rows)]
        return _paths(lines, 0, len(lines) - 1)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self._paths)

    def words(self, column: int) -> str:
        """The words over a column, from top to bottom."""
        return " > ".join(dict.fromkeys(word for word in self._paths[column] if word))


def find_header(sheet: Sheet, specs: Sequence[Column]) -> Header | None:
    """The header with the most of the wanted columns, the required ones first; None when no row has any."""
    result = _find(sheet.top, tuple(specs))
    return Header(*result, sheet.rows[result[0] : result[1] + 1]) if result is not None else None


# A file is looked at for every layout that it might have, and read again whenever the store is built.
@lru_cache(32)
def _find(rows: tuple[Cells, ...], specs: tuple[Column, ...]) -> tuple[int, int, dict[str, int], Twice] | None:
    required = {column.id for column in specs if column.required}
    best: tuple[tuple[int, int, int], tuple[int, int, dict[str, int], Twice]] | None = None
    for first, last in _windows(rows, specs):
        columns, twice = _columns(_paths(rows, first, last), specs)
        # The more of the required columns the better; then the more of all; then the fewer lines.
        score = (len(required & set(columns)), len(columns), first - last)
        if columns and (best is None or score > best[0]):
            best = score, (first, last, columns, twice)
    return best[1] if best else None


def _windows(rows: Sequence[Cells], specs: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """First and last row of what may be a header: the upper words stand in the first, the lower ones in the last."""
    upper, lower = _ends(tuple(column.header for column in specs))
    begins = [number for number, row in enumerate(rows) if _has(row, upper)]
    ends = [number for number, row in enumerate(rows) if _has(row, lower)]
    for first in begins:
        # «Lĩnh vực: Hộ tịch» alone in a line heads the rows below it and no column.
        wide = sum(map(bool, rows[first])) > 2
        yield from (
            (first, last)
            for last in ends
            if first <= last < first + DEEPEST and (last == first or not wide or sum(map(bool, rows[last])) > 1)
        )


@lru_cache(CACHE_SIZE)
def _has(row: Cells, steps: tuple[str, ...]) -> bool:
    return any(fits_cell(cell, step) for cell in row if cell for step in steps)


@lru_cache(CACHE_SIZE)
def _ends(headers: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    paths = [_steps(header) for group in headers for header in group]
    return tuple({part[0] for part in paths}), tuple({part[-1] for part in paths})


@lru_cache(CACHE_SIZE)
def _steps(header: str) -> tuple[str, ...]:
    return tuple(fold_step(step) for step in steps(header))


def _paths(rows: Sequence[Cells], first: int, last: int) -> list[Cells]:
    """The words over each column from top to bottom, with merged cells spread.

    An empty cell has the words on its left, if both stand under the same cell and something stands below.
    """
    width = max(len(row) for row in rows[first : last + 1])
    lines: list[list[str]] = []
    for number in range(first, last + 1):
        line = [*rows[number], *[""] * (width - len(rows[number]))]
        below = rows[number + 1 : last + 1]
        for column in range(1, width):
            if (
                not line[column]
                and line[column - 1]
                and all(above[column] == above[column - 1] for above in lines)
                and any(column < len(row) and row[column] for row in below)
            ):
                line[column] = line[column - 1]
        lines.append(line)
    return list(zip(*lines, strict=True))


def _columns(paths: Sequence[Cells], specs: Sequence[Column]) -> tuple[dict[str, int], Twice]:
    """The columns found by id, and those that a second column has the words of."""
    result: dict[str, int] = {}
    twice: Twice = []
    headers = tuple((column.id, column.header) for column in specs)
    for at, path in enumerate(paths):
        name = _best(path, headers)
        if name is not None and name in result:
            twice.append((name, at))
        elif name is not None:
            result[name] = at
    return result, twice


@lru_cache(CACHE_SIZE)
def _best(path: Cells, headers: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """The wanted column whose header fits the path best: the one that names the most of it."""
    cells = [cell for number, cell in enumerate(path) if cell and (not number or cell != path[number - 1])]
    fits = [
        (sum(map(len, _steps(header))), name)
        for name, ways in headers
        for header in ways
        if cells and fits_path(cells, _steps(header))
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


FLOW, TIME, CHANNEL, DEADLINE, MEASURE, PERIOD = "flow", "time", "channel", "deadline", "measure", "period"
SHARE, TOTAL, BEFORE, WITHIN, NOT_DUE = "share", "total", "before", "within", "not-due"
# The flow of a column that counts something else, and that of one about a part of the dossiers.
ELSE, OF_PART = "delivered", "other-subject"
# A flow that a figure is made of; the others only say that a column is about something else.
FLOWS = ("received", "settled", "pending", "ended-open")
# Two values of one facet in one cell that together are a third.
TOGETHER = {
    frozenset({"in-person", "post"}): "direct",
    frozenset({"full", "partial"}): "online",
    frozenset({"online", "full", "partial"}): "online",
    frozenset({"online", "full"}): "full",
    frozenset({"online", "partial"}): "partial",
    frozenset({"early", "on-time"}): "in-time",
    frozenset({"early", "in-time"}): "in-time",
    frozenset({"in-time", NOT_DUE}): "in-time",
    frozenset({"within", "before"}): "before",
}
LEVELS = re.compile(r"\s[-–>›/]\s|:")
DENIAL = re.compile(r"(?<!\w)(?:chua|khong)(?!\w)")
CLAUSE = re.compile(r"[,;:+/()]| va ")
NEGATION = re.compile(r"(?<!\w)(?:chua|khong)(?: duoc| co| phai| thuc hien| the)? $")
BRACKETS = re.compile(r"\([^()]*\)?")
YEAR = re.compile(r"(?<![\d/.])(?:19|20)\d{2}(?![\d/])")
YEAR_ALONE = re.compile(r"(?:(?:so lieu|ket qua|thuc hien) )?nam ((?:19|20)\d\d)")
# «Quý I», «Tháng 6/2024», «Thực hiện 6 tháng đầu năm», «Cả năm», «Năm 2024» over columns.
RESULT_OF = r"(?:(?:ket qua|so lieu) )?(?:thuc hien )?"
PART_OF_YEAR = re.compile(
    rf"{RESULT_OF}"
    r"(?P<name>(?:(?:quy|thang)\s*:?\s*(?:iv|i{1,3}|\d\d?)|\d\d?\s*thang(?:\s*(?:dau|cuoi) nam)?)(?!\w)"
    r"(?:\s*(?:[/-]|nam)?\s*(?:19|20)\d\d)?)"
)
OF_PERIOD = re.compile(rf"{PART_OF_YEAR.pattern}|{RESULT_OF}(?:ca )?nam(?: (?:19|20)\d\d)?")

# «Kỳ trước» over «Đã giải quyết», «Quá hạn» heads another period; below «Tiếp nhận» it is what was carried over.
PERIOD_BEFORE = re.compile(r"(?:so lieu |ket qua |thuc hien )?(?:ky|ki) truoc")

OF_WHICH = "trong do"
# Words of a cell that say no more than that dossiers are counted.
PLAIN = re.compile(
    r"(?<![a-z])(?:so|ho so|hs|tthc|thu tuc|hanh chinh|tong|luong|cua|tai|cac|trong|tren|dia ban|xa|phuong|ubnd|nam|quy"
    r"|thang|ky|da|duoc|don vi|tinh|bao cao|gom|ca|moi|va|bo phan|mot cua|[a-z])(?![a-z])|[^a-z]+"
)

Path = tuple[str, ...]


@dataclass(frozen=True)
class Meaning:
    """The values of the facets in the words over a column.

    `is_known` is true when any word is known; `is_contradictory` when cells of the path contradict each other, as
    they do where the cells of a header were merged over the wrong columns.
    """

    values: Mapping[str, str]
    is_known: bool
    is_contradictory: bool = False


class Facets:
    """The words of one form."""

    def __init__(self, form: Form) -> None:
        self._values: dict[str, tuple[str, str]] = {
            fold(word.removeprefix("=")): (facet.facet, facet.value) for facet in form.facet for word in facet.words
        }
        # Short words lose too much with their diacritics («đúng» and «dụng»): those must be the whole cell.
        whole = {fold(word.removeprefix("=")) for facet in form.facet for word in facet.words if word.startswith("=")}
        self._whole = {word: self._values[word] for word in whole}
        longest = sorted((word for word in self._values if word not in whole), key=len, reverse=True)
        self._pattern = re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, longest)) + r")(?!\w)") if longest else None
        self._headers = tuple((column.id, column.header) for column in form.column if column.header)
        self._shares = {part.column for part in form.printed}
        self._ends = {step for _, ways in self._headers for way in ways for step in (_steps(way)[0], _steps(way)[-1])}
        facet_of: dict[str, str] = {value: facet for facet, value in self._values.values()}
        # The words of a header are asked for again by each way in which its rows may be read.
        self._cell = lru_cache(CACHE_SIZE)(self._values_in)
        self.meaning, self.is_known = lru_cache(CACHE_SIZE)(self._meaning), lru_cache(CACHE_SIZE)(self._is_known)
        self._columns = [
            (column.id, [{facet_of[value]: value for value in way} for way in column.means])
            for column in form.column
            if column.means
        ]

    def _is_known(self, cell: str) -> bool:
        """True when a folded cell of a header has a word that means something."""
        if not cell:
            return False
        if BRACKETS.sub(" ", cell).strip(" :.*") in self._whole:
            return True
        if self._pattern is not None and self._pattern.search(cell):
            return True
        return any(fits_cell(cell, step) for step in self._ends)

    def _meaning(self, path: Path) -> Meaning:
        """What the folded words over a column mean; of two values of a facet the lower cell's counts."""
        values: dict[str, str] = {}
        is_contradictory = False
        for cell in path:
            result = dict(self._cell(BRACKETS.sub(" ", cell) if not cell.startswith("(") else cell))
            if "%" in cell and "100%" not in cell:
                # «Đúng hạn (%)» is no count.
                result[MEASURE] = SHARE
            # «Kết quả phải số hóa › Đã giải quyết» counts a part of what was settled.
            result |= {FLOW: OF_PART} if values.get(FLOW) == OF_PART else {}
            if result.get(FLOW) and values.get(FLOW) and result[FLOW] != values[FLOW] and result[FLOW] not in FLOWS:
                # «Tiếp nhận > Bổ sung» is what was set aside; a flow is never taken back by a word for something else.
                values = {}
            if result.get(CHANNEL) and not result.get(FLOW) and values.get(FLOW) in ("settled", "pending"):
                is_contradictory = True
            if result.get(DEADLINE) and not result.get(FLOW) and values.get(FLOW) == "received":
                is_contradictory = True
            deadlines = {values.get(DEADLINE), result.get(DEADLINE)} - {None}
            if len(deadlines) > 1 and "late" in deadlines:
                # «Trước hạn > Quá hạn»; «Trước và đúng hạn > Trước hạn» is a part of it.
                is_contradictory = True
            values.update(result)
        values.pop(PERIOD, None)
        if (values.get(FLOW) not in (None, "received") or DEADLINE in values) and values.get(TIME) == WITHIN:
            # Whatever was settled was settled within the period; that says nothing of when it came in.
            values.pop(TIME)
        own = {facet: value for facet, value in values.items() if value != TOTAL}
        return Meaning(own, bool(values), is_contradictory)

    def of_other_period(self, path: Path) -> bool:
        """True for a column that counts another period than its table: cumulative, or for comparison."""
        cells = [cell for cell in path if cell]
        return any(
            PERIOD in self._cell(cell)
            or (
                PERIOD_BEFORE.fullmatch(cell)
                and any({FLOW, DEADLINE} & self._cell(below).keys() for below in cells[at:])
            )
            for at, cell in enumerate(cells)
        )

    def block(self, path: Path) -> Path:
        """What tells the columns of one block from those of another: cells that mean nothing here, and years."""
        cells = [cell for cell in path if cell]
        years = tuple(year for cell in cells for year in YEAR.findall(cell))
        return (*(cell for cell in cells[:-1] if not self.is_known(cell) and not YEAR.search(cell)), *years)

    def candidates(self, path: Path, flow: str | None) -> list[str]:
        """The columns that the words over a column allow, the likeliest first; `flow` is that of the columns before.

        A column without words for a flow takes that of the columns on its left, as in a header of one line.
        """
        by_words = self._by_header(path)
        if by_words is not None:
            return [by_words]
        values = dict(self.meaning(path).values)
        total = any(self._is_total(cell) for cell in path)
        if FLOW not in values and not all(self.is_known(cell) for cell in path[:-1] if cell and cell != path[-1]):
            # «Thu > Trong kỳ > Trực tuyến»: what the words above mean is not known, so neither is the column.
            return []
        if FLOW not in values and flow in ("settled", "pending", "ended-open") and (DEADLINE in values or total):
            result = self._columns_of({**values, FLOW: flow})
            return result + [column for column in self._columns_of(values) if column not in result]
        if not values:
            return ["received", "received-new"] if total and self._columns else []
        result = self._columns_of(values)
        # «Trong kỳ (trực tiếp)»: what stands in brackets may be all that the column counts.
        inside = self._cell(" ".join(BRACKETS.findall(path[-1]))) if CHANNEL not in values else {}
        if CHANNEL in inside:
            result += [
                column for column in self._columns_of({**values, CHANNEL: inside[CHANNEL]}) if column not in result
            ]
        return result

    def is_channel_of_flow(self, path: Path) -> bool:
        """True for «Đã giải quyết › Trực tuyến»: the channel of dossiers that were settled, or are open."""
        values = self.meaning(path).values
        return values.get(FLOW) in ("settled", "pending") and CHANNEL in values and DEADLINE not in values

    def is_whole(self, path: Path, upper: Path) -> bool:
        """True for the column of all dossiers below some cells: these alone, or «Tổng số» below them."""
        cells = tuple(dict.fromkeys(cell for cell in path if cell))
        return cells == upper or (cells[:-1] == upper and self._is_total(cells[-1]))

    def is_channel_behind(self, path: Path, flow: str | None) -> bool:
        """True for «Trực tuyến» without a word for the flow, right of a column of what was settled or is open."""
        values = self.meaning(path).values
        return CHANNEL in values and FLOW not in values and flow not in (None, "received")

    def unlike(self, paths: Mapping[int, Path]) -> list[int]:
        """Of columns that mean one flow and no more, those with further words: «Tiếp nhận tại nhà» by «Tiếp nhận»."""
        plain: dict[tuple[str, ...], dict[int, bool]] = {}
        for at, path in paths.items():
            values = self.meaning(path).values
            *upper, last = dict.fromkeys(cell for cell in path if cell)
            if {*values} == {FLOW}:
                plain.setdefault((values[FLOW], *upper), {})[at] = self.is_plain(last)
        return [at for each in plain.values() if True in each.values() for at, is_plain in each.items() if not is_plain]

    def is_plain(self, cell: str) -> bool:
        """True for a folded cell whose words are known, or say no more than that dossiers are counted."""
        return self._pattern is not None and not PLAIN.sub("", self._pattern.sub(" ", BRACKETS.sub(" ", cell)))

    def is_of(self, column: str, flows: Sequence[str]) -> bool:
        """True for a column that counts dossiers of one of some flows, whichever of its meanings it has."""
        ways = next((ways for name, ways in self._columns if name == column), [])
        return bool(ways) and all(way.get(FLOW) in flows for way in ways)

    def _by_header(self, path: Path) -> str | None:
        """The column whose header stands over a column; «Số lượng», «Tỷ lệ» below its words only tell the measure."""
        cells = [cell for cell in path if cell]
        while len(cells) > 1 and self._is_total(cells[-1]):
            cells.pop()
        share = bool(cells) and self._cell(cells[-1]).get(MEASURE) == SHARE
        headers = tuple(each for each in self._headers if each[0] in self._shares or not share)
        return _best(tuple(cells), headers)

    def in_order(self, paths: Sequence[Path]) -> list[str]:
        """What each column may be by its lowest cell and the columns before it, where the cells above do not fit.

        Tables tell what came in, what was settled, and what is open, in this order; a second block of deadlines is
        about what is open.
        """
        flow, late, result = "received", False, []
        for path in paths:
            last = next((cell for cell in reversed(path) if cell), "")
            values = dict(self.meaning((last,)).values)
            if values.get(FLOW, flow) not in FLOWS:
                result.append("-")
                continue
            if DEADLINE in values and values.get(MEASURE) != SHARE:
                if flow == "received" or (flow == "settled" and late):
                    flow = "settled" if flow == "received" else "pending"
                late = late or values[DEADLINE] == "late"
            names = self._columns_of({FLOW: flow, **values}) if values or self._is_total(last) else []
            result.append(names[0] if names else "-")
        return result

    def _is_total(self, cell: str) -> bool:
        return self._values.get(BRACKETS.sub(" ", cell).strip(" :.")) == (MEASURE, TOTAL)

    def _values_in(self, cell: str) -> Mapping[str, str]:
        result: dict[str, list[str]] = {}
        if (bare := cell.strip(" :.*")) in self._whole:
            facet, value = self._whole[bare]
            return {facet: value}
        # «Đã giải quyết - đúng»: in a header of one line the levels stand behind each other.
        for part in LEVELS.split(cell):
            if part.strip() in self._whole:
                facet, value = self._whole[part.strip()]
                result.setdefault(facet, []).append(value)
        for match in self._pattern.finditer(cell) if self._pattern is not None else ():
            facet, value = self._values[match.group()]
            if facet != MEASURE and NEGATION.search(cell[: match.start()]):
                # «Chưa tiếp nhận», «không qua mạng»: what is denied is another count.
                facet, value = FLOW, ELSE
            if value not in result.setdefault(facet, []):
                result[facet].append(value)
        if "%" in cell:
            result[MEASURE] = [SHARE]
        values = {facet: TOGETHER.get(frozenset(ways), ways[-1]) for facet, ways in result.items()}
        values |= self._flow_of(cell, result)
        if values.get(DEADLINE) == NOT_DUE:
            # «Kết quả giải quyết › Chưa đến hạn» is open.
            values = {FLOW: "pending", **values, DEADLINE: "in-time"}
        if SHARE in result.get(MEASURE, []):
            values[MEASURE] = SHARE
        return values

    def _flow_of(self, cell: str, facets: Mapping[str, Sequence[str]]) -> dict[str, str]:
        """The flow of a cell; beside a deadline a short word need not be the whole cell: «Giải quyết đúng hạn»."""
        if FLOW in facets:
            return {FLOW: self._flow(facets[FLOW])}
        flows = [(word, value) for word, (facet, value) in self._whole.items() if facet == FLOW and DEADLINE in facets]
        return next(({FLOW: value} for word, value in flows if f" {word} " in f" {cell} "), {})

    @staticmethod
    def _flow(flows: Sequence[str]) -> str:
        """The flow of a cell with words for several: two that figures are made of are neither.

        «Chờ bổ sung» beside «đang giải quyết» tells of the same dossiers, «số hóa khi tiếp nhận» of a part of them.
        «Từ chối tiếp nhận» was not received.
        """
        if OF_PART in flows:
            return OF_PART
        if {"set-aside", "received"} <= {*flows}:
            return "set-aside"
        real = [flow for flow in flows if flow in FLOWS]
        if len(real) > 1:
            return ELSE
        return flows[-1] if flows[-1] not in FLOWS else real[0]

    def _columns_of(self, values: Mapping[str, str]) -> list[str]:
        if not values:
            return []
        result = []
        for name, ways in self._columns:
            rank = next((rank for rank, way in enumerate(ways) if self._matches(values, way)), None)
            if rank is not None:
                result.append((rank, name))
        # The first way of a column fits better than the second of another; the plan's order decides between equals.
        return [name for _, name in sorted(result, key=lambda pair: pair[0])]

    @staticmethod
    def _matches(values: Mapping[str, str], pattern: Mapping[str, str]) -> bool:
        for facet in (FLOW, TIME, CHANNEL, DEADLINE, MEASURE):
            here, want = values.get(facet), pattern.get(facet)
            if here == want:
                continue
            by_flow = facet == FLOW and any(values.get(other) for other in (TIME, CHANNEL, DEADLINE))
            if here is not None or not (by_flow or (facet == TIME and want == WITHIN)):
                return False
        return True


def fold_step(step: str) -> str:
    """A step of a header, folded; "=" before it is kept."""
    return ("=" if step.startswith("=") else "") + fold(step.lstrip("="))


def fits_cell(cell: str, step: str) -> bool:
    """True when a folded cell has the words of a step, or is exactly them where the step begins with "="."""
    if " " not in cell and len(cell) > SHORT_NAME and cell == step.lstrip("=").replace(" ", ""):
        # «ngayhentra» is how programs write it.
        return True
    if step.startswith("="):
        return cell == step[1:]
    if step not in cell:
        return False
    if not DENIAL.search(cell):
        return True
    # «Chưa tái sử dụng dữ liệu» is none of what was reused, «chưa thanh toán trực tuyến» none of what was paid.
    return any(
        not DENIAL.search(CLAUSE.split(cell[: match.start()])[-1]) for match in re.finditer(re.escape(step), cell)
    )


def fits_path(cells: Sequence[str], pattern: Sequence[str]) -> bool:
    """True when the folded cells over a column, from top to bottom, have the words of every step in order."""
    # The last step names the column itself, so it stands in the lowest cell.
    if not fits_cell(cells[-1], pattern[-1]):
        return False
    at = 0
    for cell in cells:
        if at < len(pattern) and fits_cell(cell, pattern[at]):
            at += 1
    return at == len(pattern)


@lru_cache(32)
def facets_of(form: Form) -> Facets:
    """The words of a form, prepared once."""
    return Facets(form)
