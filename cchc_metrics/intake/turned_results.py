"""Tables of results that lie on their side, set upright: indices or parts as rows, units, years or points as columns.

A row a year of one unit gets the name of the unit, which the title says.
"""

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.form_tables import Origin, in_place, rearrange
from cchc_metrics.intake.names import UnitNames, unit_names
from cchc_metrics.intake.result_columns import (
    DECISION,
    FEW,
    NUMBERS,
    header_paths,
    last_line,
    title_above,
)
from cchc_metrics.intake.result_measures import are_ranks
from cchc_metrics.intake.result_words import FINAL, NUMBERING, YEAR, Key, ResultWords
from cchc_metrics.intake.sheets import WIDEST, Sheet
from cchc_metrics.intake.tables import is_number, plain
from cchc_metrics.text.letters import fold

# The columns that may hold the name of a row and what it measures.
LABELS = 4
SCORE, RANK, MAXIMUM, SHARE = "score", "rank", "maximum", "share"
# What stands over the columns of the table that is set upright.
HEADS = {SCORE: "Điểm", RANK: "Xếp hạng", MAXIMUM: "Điểm tối đa", SHARE: "Chỉ số (%)"}
UNIT, YEAR_HEAD = "Đơn vị", "Năm"
# The score of an index that the most that could be had stands beside.
POINTS = "Điểm đạt"
ONE_YEAR = re.compile(r"(?:nam )?(?:19|20)\d\d(?:\.0)?")
KIND_OF_PLACE = re.compile(r"(?<![a-z])(?:tinh|thanh pho|tp\.?|xa|phuong|thi tran|dac khu)\s+$")

Line = list[tuple[Any, Origin]]


@dataclass(frozen=True)
class Row:
    """A row by what it tells: the index, or the part of one, or its rank; `words` are the officer's own."""

    at: int
    key: Key
    measure: str
    words: str
    is_named: bool = False


@dataclass(frozen=True)
class DataColumn:
    """A column of numbers by the unit and year that it is about, where the header says them, and what it measures."""

    at: int
    unit: str | None
    year: int | None
    measure: str


def upright_results(sheet: Sheet, words: ResultWords, catalog: Catalog, unit_id: str | None) -> Sheet:
    """The sheet with each table that lies on its side set upright; the same sheet where there is none."""
    rows: list[Line] = []
    others: list[str] = []
    last = at = 0
    while at < len(sheet.rows):
        table = _Turned.at(sheet, at, words, catalog, unit_id) or _OfYears.at(sheet, at, words, catalog, unit_id)
        if table is None:
            at += 1
            continue
        rows += in_place(sheet, range(last, at))
        rows += table.upright()
        others += table.others
        last = at = table.end
    if not last:
        return sheet
    rows += in_place(sheet, range(last, len(sheet.rows)))
    result = rearrange(sheet, rows)
    return replace(result, cautions=(*sheet.cautions, *_unread(sheet, others)))


def _unread(sheet: Sheet, names: Sequence[str]) -> Iterator[Fault]:
    if names:
        examples = ", ".join(f"«{name}»" for name in names[:FEW]) + (" …" if len(names) > FEW else "")
        problem = f"{len(names)} dòng không phải chỉ số hay thành phần mà kế hoạch có, không đọc: {examples}"
        remedy = "không cần sửa, nếu không cần số liệu của các dòng ấy"
        yield Fault("unread-part", sheet.whole, problem, "chỉ số và thành phần mà kế hoạch có", remedy)


@dataclass(frozen=True)
class _Turned:
    """One table: its rows and columns, the row behind its last, and the names of rows that nobody knows."""

    sheet: Sheet
    name: int
    rows: Sequence[Row]
    columns: Sequence[DataColumn]
    end: int
    others: Sequence[str]
    unit: str | None
    # The indices whose parts are shares of points of their own.
    ratios: Collection[str]

    @classmethod
    def at(
        cls, sheet: Sheet, first: int, words: ResultWords, catalog: Catalog, unit_id: str | None
    ) -> "_Turned | None":
        """The table whose header begins in a row; None where none does."""
        heads = [fold(plain(cell)) if isinstance(cell, str) else str(cell) for cell in sheet.rows[first]]
        # «Năm» is a header of names where the years stand beside it.
        over_years = len([head for head in heads if ONE_YEAR.fullmatch(head)]) > 1
        name = next(
            (
                at
                for at, cell in enumerate(sheet.rows[first][:LABELS])
                if words.names_subjects(cell) or (over_years and words.names_years(heads[at]))
            ),
            None,
        )
        if name is None:
            return None
        last = last_line(sheet, first, name)
        paths, headings = header_paths(sheet, first, last)
        units = unit_names(catalog)
        columns = [
            column
            for at, path in enumerate(paths)
            if at > name and path[0] not in NUMBERS and (column := _column(at, path, headings[at], words, units))
        ]
        title = title_above(sheet, first)
        reader = _Rows(sheet, words, catalog, name, min((one.at for one in columns), default=name + 1), title)
        rows, others, end = reader.read(last)
        indices = {row.key[0] for row in rows}
        parts = {row.key for row in rows if row.key[1]}
        # «Điểm số», «Xếp hạng» below years are those of the one index that the title names.
        has_years = any(column.year for column in columns) and len(indices) == 1
        is_table = columns and rows and (len(parts) > 1 or has_years or any(row.is_named for row in rows))
        # Questions of a survey with its answers are read as they stand.
        if not is_table or all(catalog.indices[index].measure == "survey" for index in indices):
            return None
        names_units = {column.unit for column in columns} - {None}
        unit = None if names_units else _own_unit(sheet, (first, name), title, catalog, unit_id)
        used = _used(columns, named=bool(names_units))
        cells = [sheet.rows[row.at][one.at] for row in rows for one in used if one.at < len(sheet.rows[row.at])]
        if not any(row.measure == RANK for row in rows) and are_ranks(title, [headings[one.at] for one in used], cells):
            used = [replace(one, measure=RANK) for one in used]
        ratios = {index for index in indices if catalog.indices[index].unit == "ratio"}
        return cls(sheet, name, rows, used, end, others, unit, ratios)

    def upright(self) -> Iterator[list[tuple[Any, Origin]]]:
        """A row for each unit and year, two lines of header above them: what is told, and how it is measured."""
        has_years = any(column.year for column in self.columns)
        pairs = [(row, measure) for row in self.rows for measure in self._measures(row)]
        corner = (self.sheet, self.rows[0].at, self.name)
        head = [(UNIT, corner), *([(YEAR_HEAD, corner)] if has_years else [])]
        yield [*head, *((row.words, (self.sheet, row.at, self.name)) for row, _ in pairs)]
        with_most = any(measure == MAXIMUM for _, measure in pairs)
        heads = HEADS | ({SCORE: POINTS} if with_most else {})
        below = ((heads if row.key[1] is None else HEADS)[measure] for row, measure in pairs)
        yield [
            *(("", corner) for _ in head),
            *((text, (self.sheet, row.at, self.name)) for text, (row, _) in zip(below, pairs, strict=True)),
        ]
        for unit, year in dict.fromkeys((column.unit, column.year) for column in self.columns):
            of_column = {
                column.measure: column.at for column in self.columns if (column.unit, column.year) == (unit, year)
            }
            at = min(of_column.values())
            place = (self.sheet, self.rows[0].at, at)
            line: list[tuple[Any, Origin]] = [(unit or self.unit, place)]
            line += [(year, place)] if has_years else []
            for row, measure in pairs:
                there = of_column.get(SCORE if row.measure == RANK else measure)
                cell = "" if there is None else self._cell(row.at, there)
                line.append((cell, (self.sheet, row.at, at if there is None else there)))
            yield line

    def _measures(self, row: Row) -> Sequence[str]:
        """What the columns tell of a row; of a part only its score, of one that is a ratio its most as well."""
        if row.measure == RANK:
            return (RANK,)
        measures = list(dict.fromkeys(column.measure for column in self.columns))
        of_part = (SCORE, MAXIMUM) if row.key[0] in self.ratios else (SCORE,)
        return measures if row.key[1] is None else [measure for measure in measures if measure in of_part]

    def _cell(self, row: int, column: int) -> Any:
        cells = self.sheet.rows[row]
        cell = cells[column] if column < len(cells) else ""
        return "" if isinstance(cell, str) and cell.strip(" -–—.") == "" else cell


@dataclass(frozen=True)
class _OfYears:
    """One table with a row a year, of one unit: its header row, the rows of years, the row behind them."""

    sheet: Sheet
    first: int
    name: int
    body: Sequence[int]
    unit: str
    others: Sequence[str] = ()

    @classmethod
    def at(
        cls, sheet: Sheet, first: int, words: ResultWords, catalog: Catalog, unit_id: str | None
    ) -> "_OfYears | None":
        """The table whose header is a row with «Năm» and the scores or ranks of an index; None where none is."""
        heads = [fold(plain(cell)).strip(" .:*") if isinstance(cell, str) else "" for cell in sheet.rows[first]]
        name = next((at for at, head in enumerate(heads[:LABELS]) if words.names_years(head)), None)
        if name is None or any(head in words.units or head in words.factors for head in heads[:LABELS]):
            return None
        body = []
        for at in range(first + 1, len(sheet.rows)):
            cell = sheet.rows[at][name] if name < len(sheet.rows[at]) else ""
            if not ONE_YEAR.fullmatch(fold(plain(cell))):
                break
            body.append(at)
        title = title_above(sheet, first)
        indices = [one for one in words.title_indices(sheet, title) if one in catalog.indices]
        columns = [
            words.column(at, (head,), head, survey=False, title_indices=indices)
            for at, head in enumerate(heads)
            if head and at != name
        ]
        kinds = {one.kind for one in columns if one and (one.index or len(indices) == 1)}
        if not body or not kinds & {SCORE, RANK, "points", "appraised"}:
            return None
        return cls(sheet, first, name, body, _own_unit(sheet, (first, name), title, catalog, unit_id))

    @property
    def end(self) -> int:
        """The row behind the last year."""
        return self.body[-1] + 1

    def upright(self) -> Iterator[Line]:
        """The rows with the name of the unit before them."""
        for at in (self.first, *self.body):
            place = self.sheet, at, self.name
            (cells,) = in_place(self.sheet, [at])
            yield [(UNIT if at == self.first else self.unit, place), *cells]


def _own_unit(sheet: Sheet, place: tuple[int, int], title: Sequence[str], catalog: Catalog, unit_id: str | None) -> str:
    """The unit that the title, the cover, the sheet or the file names.

    Raises: FaultError where none does.
    """
    on_cover = [plain(cell) for row in sheet.cover.rows for cell in row if plain(cell)] if sheet.cover else []
    names = [sheet.name, re.sub(r"[_-]+", " ", sheet.file)]
    unit = _unit_of([*title, *on_cover, *names], catalog, unit_id)
    if unit is None:
        problem = "bảng kết quả không ghi là của đơn vị nào"
        remedy = "ghi tên đơn vị ở tên bảng, ví dụ «của xã Nhật Quang», rồi nộp lại"
        raise FaultError([Fault("unknown-unit", sheet.cell(*place), problem, "tên một đơn vị", remedy)])
    return unit


def _used(columns: Sequence[DataColumn], *, named: bool) -> Sequence[DataColumn]:
    """The columns that one table upright can hold: beside columns of units, or of years, others are something else."""
    if named:
        columns = [column for column in columns if column.unit]
    years = {column.year for column in columns} - {None}
    return [column for column in columns if column.year] if years else columns


def _column(at: int, path: Sequence[str], heading: str, words: ResultWords, units: UnitNames) -> DataColumn | None:
    """What the words over a column say; None where they say nothing that a result is about."""
    cells = [cell for cell in dict.fromkeys(path) if cell]
    if not cells:
        return None
    year = next((int(match[1]) for cell in reversed(cells) if (match := YEAR.search(cell))), None)
    texts = [text for cell in cells if (text := " ".join(YEAR.sub(" ", cell).split()).strip(" -–:()%."))]
    unit = next((text for text in heading.split(" › ") if units.is_unit(text)), None)
    rest = [text for text in texts if unit is None or text != fold(unit)]
    measure = words.measure(rest[-1]) if rest else SCORE
    if measure is None or (not rest and unit is None and year is None):
        return None
    return DataColumn(at, unit, year, measure)


class _Rows:
    """The rows below a header, as far as they tell of indices."""

    def __init__(
        self, sheet: Sheet, words: ResultWords, catalog: Catalog, name: int, numbers: int, title: Sequence[str]
    ) -> None:
        self._sheet, self._words, self._catalog = sheet, words, catalog
        self._name, self._numbers = name, numbers
        self._title_indices = [one for one in words.title_indices(sheet, title) if one in catalog.indices]

    def read(self, last: int) -> tuple[list[Row], list[str], int]:
        """The rows that are known, the names of others with numbers, and the row behind the table."""
        rows: list[Row] = []
        others: list[str] = []
        index = self._title_indices[0] if len(self._title_indices) == 1 else None
        depth = None
        end = last + 1
        for at in range(last + 1, len(self._sheet.rows)):
            if self._words.names_subjects(self._text(at, self._name)) and not self._has_numbers(at):
                break
            name = self._label(at, self._name) or self._label(at, 0)
            if not name or not self._has_numbers(at):
                continue
            end = at + 1
            row, index = self._row(at, name, index)
            own_depth = self._depth(at)
            if row is not None and row.key[1] is not None:
                depth = own_depth if depth is None else depth
                row = row if own_depth == depth and row.key not in [one.key for one in rows] else None
            if row is None:
                others.append(name)
            else:
                # «Tổng điểm» is not what counts above «Điểm sau cùng».
                is_final = FINAL.match(NUMBERING.sub("", fold(name))) is not None
                before = [one for one in rows if is_final and (one.key, one.measure) == (row.key, row.measure)]
                others += [one.words for one in before]
                rows = [*(one for one in rows if one not in before), row]
        return rows, others, end

    def _row(self, at: int, name: str, index: str | None) -> tuple[Row | None, str | None]:
        words = self._words
        beside = [self._label(at, column) for column in range(self._name + 1, self._numbers)]
        measure = next((one for text in beside if text and (one := words.measure(fold(text)))), SCORE)
        named = [one for one in words.indices_in(name) if one in self._catalog.indices]
        own = self._title_indices or ([index] if index else [])
        parts = [key for key in words.subjects(name) if key[1] and key[0] in own]
        if named and not parts:
            short = self._catalog.indices[named[0]].short
            return Row(at, (named[0], None), measure, short, is_named=True), named[0]
        if parts:
            return Row(at, parts[0], measure, name), index
        kind = words.measure(fold(NUMBERING.sub("", fold(name))))
        if index is not None and kind == RANK:
            return Row(at, (index, None), RANK, self._catalog.indices[index].short), index
        if index is not None and (kind == SCORE or words.is_total(name)):
            return Row(at, (index, None), SCORE, self._catalog.indices[index].short), index
        return None, index

    def _text(self, at: int, column: int) -> str:
        row = self._sheet.rows[at]
        return " ".join(plain(row[column]).split()) if column < len(row) else ""

    def _label(self, at: int, column: int) -> str:
        """The words of a cell, of one merged down in each of its rows; a number is none."""
        text = self._text(at, column)
        for top, left, bottom, _ in self._sheet.merges:
            if not text and left == column and top < at <= bottom:
                text = self._text(top, column)
        return "" if is_number(text) else text

    def _has_numbers(self, at: int) -> bool:
        row = self._sheet.rows[at][self._numbers : WIDEST]
        return any(is_number(cell) or re.fullmatch(r"\s*\d+\s*/\s*\d+\s*", str(cell)) for cell in row)

    def _depth(self, at: int) -> int:
        """How deep a row is numbered: «2» once, «2.1» twice; 0 where it has no number."""
        texts = [self._text(at, column) for column in range(self._name + 1)]
        match = next((match for text in texts if (match := re.match(r"\d+(?:\.\d+)*", text.removesuffix(".0")))), None)
        return match[0].count(".") + 1 if match else 0


def _unit_of(title: Sequence[str], catalog: Catalog, unit_id: str | None) -> str | None:
    """The unit of a table whose columns name none: the one that its title names; None where it names none, or several.

    What a province was given is no figure of the commune that hands it in, so that nothing is taken for granted.
    """
    # «(Kèm theo Quyết định … của UBND tỉnh Hưng Yên)» tells who decided.
    texts = [fold(DECISION.split(text)[0]) for text in title]
    found = [
        unit.id
        for unit in catalog.units.values()
        if catalog.levels[unit.level].peers and any(_names(text, fold(unit.name.partition(" (")[0])) for text in texts)
    ]
    own = unit_id or catalog.plan.unit
    name = re.sub(r"^(?:tinh|thanh pho|xa|phuong|thi tran)\s+", "", fold(catalog.units[own].name.partition(" (")[0]))
    if own in found or (not found and any(re.search(rf"(?<![a-z]){re.escape(name)}(?![a-z])", each) for each in texts)):
        return own
    return found[0] if len(found) == 1 else None


def _names(text: str, name: str) -> bool:
    """True where a title has the name of a unit with its kind before it: «của tỉnh Hưng Yên»."""
    bare = re.sub(r"^(?:tinh|thanh pho|xa|phuong|thi tran)\s+", "", name)
    matches = re.finditer(rf"(?<![a-z]){re.escape(bare)}(?![a-z])", text)
    return any(KIND_OF_PLACE.search(text[: match.start()]) for match in matches)
