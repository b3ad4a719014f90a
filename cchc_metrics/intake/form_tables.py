"""The tables of counts on a sheet, wherever their cells stand: on their side, over several pages, several in one.

A table on its side has a row a count and a column a field. Tables in one stand beside each other, have a year in each
row, or a month or a quarter over their columns.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise, starmap
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.form_columns import (
    HALF_YEAR,
    TableColumns,
    columns_on,
    days_over,
    gives,
    is_within,
    without_units,
)
from cchc_metrics.intake.form_periods import LEAST_PERIODS, own_period
from cchc_metrics.intake.form_sums import with_sums
from cchc_metrics.intake.headers import FLOWS, OF_PERIOD, YEAR, Facets, facets_of
from cchc_metrics.intake.numbers import UNITS
from cchc_metrics.intake.periods import calendar_days, is_near
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_rows import OF_A_PERIOD, looks_like_data
from cchc_metrics.intake.table_words import own_lines
from cchc_metrics.intake.tables import (
    DASHES,
    GOES_ON,
    STT,
    Table,
    is_number,
    is_numbering,
    number_of,
    plain,
    tables_on,
)
from cchc_metrics.text.letters import fold

# The sheet, row and column where a cell stands in the file.
Origin = tuple[Sheet, int, int]
# So many columns that are known make a form, so many counts a table on its side.
LEAST_COLUMNS, LEAST_COUNTS = 2, 2
# The names of counts and fields stand in so many columns and lines.
LABELS, HEADS = 5, 3
# «Lũy kế 9 tháng» over columns.
CUMULATIVE_BEFORE = re.compile(r"^(?:luy ke|cong don)\s+")
# «1.», «a)», «II», «-» before the name of a count.
MARK = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ])[.)]\s*|[-+*•–]\s*)+", re.IGNORECASE)
MARK_ALONE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ]|[-+*•–])[.)]?", re.IGNORECASE)
# The column of a table that has no fields, by the words over it.
WHOLE = re.compile(r"(?:so lieu|ket qua|so ho so|thuc hien|gia tri)\b|so$")
# What is read in the column that names the rows of a form, and for a column of all dossiers.
FIELD, TOTAL = "Lĩnh vực", "Tổng số"


def tables_of(sheet: Sheet, catalog: Catalog) -> Sequence[Table]:
    """The tables of a sheet, each as the form that it gives the most figures of."""
    entry = sheet.memo.get("tables")
    if entry is None or entry[0] is not catalog:
        entry = sheet.memo["tables"] = catalog, list(_tables(sheet, catalog))
    return list[Table](entry[1])


def _tables(sheet: Sheet, catalog: Catalog) -> Iterator[Table]:
    best: dict[int, tuple[tuple[int, bool, int, int], Table]] = {}
    for form in catalog.forms.values():
        for table in (with_sums(without_units(each, catalog)) for each in tables_on(sheet, form)):
            columns = columns_on(table)
            if len(columns.candidates) < LEAST_COLUMNS or not table.body:
                continue
            feeds, tallies = gives(form, columns.ids)
            # Of forms that give no figure the one that gives a tally has understood more than one with more columns.
            score = feeds, feeds + tallies > 0, len(columns.candidates), tallies
            if table.first not in best or score > best[table.first][0]:
                best[table.first] = score, table
    yield from (table for _, table in (best[first] for first in sorted(best)))


@dataclass(frozen=True)
class RearrangedSheet(Sheet):
    """A sheet of cells that stand elsewhere; each keeps the name of its own place in the file."""

    origins: Mapping[tuple[int, int], Origin] = field(kw_only=True, repr=False, compare=False)
    base: Sheet = field(kw_only=True)
    # True where the rows are columns in the file.
    is_turned: bool = field(default=False, kw_only=True)

    def _origin(self, row: int, column: int) -> Origin:
        return self.origins.get((row, column)) or self.origins.get((row, 0)) or (self.base, 0, 0)

    @property
    def whole(self) -> str:
        """The name of the sheet in the file."""
        return self.base.whole

    def place(self, row: int, column: int) -> str:
        """The name of the cell in the file."""
        sheet, at, there = self._origin(row, column)
        return sheet.place(at, there)

    def cell(self, row: int, column: int) -> str:
        """The name of the cell in the file, for somebody who looks for it."""
        sheet, at, there = self._origin(row, column)
        return sheet.cell(at, there)


def rearrange(base: Sheet, rows: Sequence[Sequence[tuple[Any, Origin]]]) -> RearrangedSheet:
    """The sheet of some cells with their origins; what is hidden or not calculated stays so."""
    origins = {(at, column): origin for at, row in enumerate(rows) for column, (_, origin) in enumerate(row)}
    hidden_rows, hidden_columns, without_value = set(), set(), set()
    for (at, column), (sheet, row, there) in origins.items():
        if row in sheet.hidden_rows:
            hidden_rows.add(at)
        if there in sheet.hidden_columns:
            hidden_columns.add(column)
        if (row, there) in sheet.formulas_without_value:
            without_value.add((at, column))
    attributes = {each.name: getattr(base, each.name) for each in fields(Sheet) if each.init}
    changes = {
        "rows": [[cell for cell, _ in row] for row in rows],
        "merges": (),
        "hidden_rows": frozenset(hidden_rows),
        "hidden_columns": frozenset(hidden_columns),
        "formulas_without_value": frozenset(without_value),
    }
    return RearrangedSheet(**{**attributes, **changes}, origins=origins, base=base)


def in_place(sheet: Sheet, rows: Sequence[int]) -> Iterator[list[tuple[Any, Origin]]]:
    """Rows of a sheet with their cells as they stand."""
    for at in rows:
        yield [(cell, (sheet, at, column)) for column, cell in enumerate(sheet.rows[at])]


def join_pages(tables: Sequence[Table], goes_on: Callable[[Table, Table], bool] | None = None) -> list[Table]:
    """The tables, those that go on from the one before added to it, whatever the order of their columns."""
    result: list[Table] = []
    for table in tables:
        columns = _same_columns(result[-1], table) if result and (goes_on or _goes_on)(result[-1], table) else None
        if columns is None:
            result.append(table)
        else:
            result[-1] = _join(result[-1], table, columns)
    return result


def _goes_on(before: Table, table: Table) -> bool:
    """True for a table that says so, that is numbered on, or that has no title of its own below one without a total."""
    if before.form is not table.form or before.days is not None or table.days is not None:
        return False
    own, last = own_period(table), own_period(before)
    if own is not None and last is not None and own != last:
        return False
    parts = [{*OF_A_PERIOD.findall(fold(each.sheet.name))} for each in (before, table)]
    if all(parts) and parts[0] != parts[1]:
        return False
    above = [fold(plain(cell)) for at in table.above for cell in table.sheet.rows[at] if plain(cell)]
    if any(GOES_ON.search(words) for words in (*above, f"({fold(table.sheet.name)})")):
        return True
    first = next((number for at in table.body if (number := number_of(table.sheet.rows[at]))), 0)
    numbers = [number for at in before.body if (number := number_of(before.sheet.rows[at]))]
    if numbers and first == numbers[-1] + 1 > 1:
        return True
    is_other_sheet = before.sheet.whole != table.sheet.whole
    names, more_names = _row_names(before), _row_names(table)
    is_open = bool(names) and not any(names[-1].startswith(fold(word)) for word in table.form.total_words)
    ends = bool(more_names) and any(more_names[-1].startswith(fold(word)) for word in table.form.total_words)
    return is_other_sheet and is_open and ends and not above and not {*names} & {*more_names}


def _is_numbered_on(before: Table, table: Table) -> bool:
    """True for a table beside another whose rows are numbered on from those, and have other names."""
    numbers = []
    for each in (before, table):
        columns = [at for at, path in enumerate(each.paths) if any(path)]
        rows = ([each.cell(at, column) for column in columns] for at in each.body)
        numbers.append([number for row in rows if (number := number_of(row))])
    totals = tuple(map(fold, table.form.total_words))
    names = [{name for name in _row_names(each) if name and not name.startswith(totals)} for each in (before, table)]
    return all(numbers) and numbers[1][0] == numbers[0][-1] + 1 and not names[0] & names[1]


def _row_names(table: Table) -> list[str]:
    texts = (next((text for column in table.names if (text := plain(table.cell(at, column)))), "") for at in table.body)
    return [fold(text) for text in texts]


def _same_columns(before: Table, table: Table) -> Mapping[int, int] | None:
    """The column of a table for each column of the one before; None where they are not the same columns."""
    for keys_of in (_header_words, _candidates):
        mine, theirs = keys_of(before), keys_of(table)
        if len({*mine.values()}) == len(mine) and {*mine.values()} == {*theirs.values()} and len(mine) == len(theirs):
            there = {key: column for column, key in theirs.items()}
            return {column: there[key] for column, key in mine.items()}
    return None


def _header_words(table: Table) -> dict[int, object]:
    paths = (tuple(dict.fromkeys(filter(None, path))) for path in table.paths)
    return {column: path for column, path in enumerate(paths) if path}


def _candidates(table: Table) -> dict[int, object]:
    keys: dict[int, object] = {column: ("name", at) for at, column in enumerate(table.names)}
    keys |= {column: "stt" for column, path in enumerate(table.paths) if path and path[0].strip(" .") in STT}
    return keys | {column: tuple(names) for column, names in columns_on(table).candidates.items()}


def _join(before: Table, table: Table, columns: Mapping[int, int]) -> Table:
    rows = list(in_place(before.sheet, range(len(before.sheet.rows))))
    if isinstance(before.sheet, RearrangedSheet):
        rows = [
            [(cell, before.sheet.origins.get((at, column), origin)) for column, (cell, origin) in enumerate(row)]
            for at, row in enumerate(rows)
        ]
    first = len(rows)
    width = max(columns, default=0) + 1
    for at in table.body:
        there = [columns.get(column) for column in range(width)]
        rows.append([("" if it is None else table.cell(at, it), (table.sheet, at, it or 0)) for it in there])
    body = [*before.body, *range(first, len(rows))]
    below = range(len(rows), len(rows) + len(table.below))
    rows += in_place(table.sheet, table.below)
    return replace(before, sheet=rearrange(before.sheet, rows), body=body, below=below)


class TableParts(TableColumns):
    """One table as far as what it consists of."""

    def parts(self) -> list[Table]:
        """The tables that a table consists of: itself, those beside each other, or one for each period in it.

        Years in the rows are a period each; so are months and quarters over the columns, where none of them is that
        of the whole.
        """
        table = self._table
        apart = self._side_by_side()
        if len(apart) > 1:
            periods = [days_over(each, self._catalog.periods.values()) for each in apart]
            if None in periods or len({*periods}) < len(periods):
                apart = join_pages(apart, _is_numbered_on)
            elif not any(starmap(_is_numbered_on, pairwise(apart))):
                apart = [replace(each, days=own) for each, own in zip(apart, periods, strict=True)]
            return [part for each in apart for part in self._of_table(each).parts()]
        period = self._period()
        years = self._years() if period is None else {}
        if years:
            return [replace(table, body=[at], days=days) for at, days in years.items()]
        year = period[1].year if period is not None else self._year_above()
        bare = {at: [CUMULATIVE_BEFORE.sub("", cell) for cell in table.paths[at]] for at in self._columns.candidates}
        of_column = {at: next(filter(OF_PERIOD.fullmatch, cells), "") for at, cells in bare.items()}
        names = list(dict.fromkeys(of_column.values()))
        days = {name: calendar_days(name, year) for name in names}
        within = [each for each in days.values() if each and period is not None and is_within(each, period[:2])]
        is_own = period is not None and (not within or any(is_near(each, period[:2]) for each in within))
        if len(names) < LEAST_PERIODS or is_own or None in days.values():
            return [table]
        parts = []
        for name, each in days.items():
            others = {at for at, words in of_column.items() if words != name}
            paths = tuple(() if at in others else path for at, path in enumerate(table.paths))
            words = tuple("" if at in others else text for at, text in enumerate(table.words))
            parts.append(replace(table, paths=paths, words=words, days=each))
        return parts

    def _year_above(self) -> int | None:
        """The only year that stands above the table, as in «Quý III và 9 tháng năm 2024»; None for none or several."""
        years = {year for _, text in own_lines(self._table) for year in YEAR.findall(fold(text))}
        return int(years.pop()) if len(years) == 1 else None

    def _of_table(self, table: Table) -> "TableParts":
        return TableParts(table, self._catalog, None if self._each else self._unit_id, self._answers)

    def _side_by_side(self) -> list[Table]:
        """The tables that stand beside each other under one header: each names its rows by the same words again."""
        table = self._table
        counts = sorted(self._columns.candidates)
        starts = [
            at
            for at in table.names
            if table.paths[at] == table.paths[table.names[0]] and any(column < at for column in counts)
        ]
        if not starts or not table.names[0] < counts[0]:
            return [table]
        parts = []
        for number, name in enumerate([table.names[0], *starts]):
            first = max((column + 1 for column in counts if column < name), default=0)
            end = max((column + 1 for column in counts if number == len(starts) or column < starts[number]), default=0)
            paths = tuple(path if first <= at < end else () for at, path in enumerate(table.paths))
            words = tuple(text if first <= at < end else "" for at, text in enumerate(table.words))
            names = [at for at in table.names if first <= at < end and at <= max(name, first)]
            body = [at for at in table.body if any(plain(table.cell(at, column)) for column in range(first, end))]
            parts.append(replace(table, paths=paths, words=words, names=names, body=body))
        return parts

    def _years(self) -> dict[int, tuple[dt.date, dt.date]]:
        """The days of each row, where all rows are years; empty where they are something else."""
        first = min(self._columns.candidates, default=0)
        rows = [at for at in self._table.body if looks_like_data(self._table, at, [*self._columns.candidates])]
        names = {at: self._name(at, first) for at in rows}
        days = {at: calendar_days(name, None) for at, name in names.items() if self._names.kind(name) != "total"}
        years = {at: each for at, each in days.items() if each is not None and each[1] - each[0] > HALF_YEAR}
        return years if len(years) == len(days) >= LEAST_PERIODS else {}


@dataclass(frozen=True)
class CountRows:
    """The rows of counts on a sheet: their own words and those they stand under, and the columns with numbers."""

    rows: Sequence[int]
    labels: Mapping[int, tuple[int, str]]
    parents: Mapping[int, str]
    columns: Sequence[int]
    head: Sequence[int]


def upright(sheet: Sheet, catalog: Catalog) -> Sheet:
    """The sheet with its table turned, where that makes a form of it; the same sheet otherwise."""
    if len(sheet.rows) > unpacking.FORM_ROWS:
        return sheet
    tables = tables_of(sheet, catalog)
    if tables and not all(_names_counts(table) for table in tables):
        return sheet
    for form in catalog.forms.values():
        block = _count_rows(sheet, facets_of(form))
        if block is not None:
            result = _upright(sheet, block, facets_of(form))
            if tables_of(result, catalog):
                return result
    return sheet


def _names_counts(table: Table) -> bool:
    """True where the rows of a table are counts by their words: «Kỳ trước», «Kỳ này» over them say only when.

    Below «Đúng hạn», «Quá hạn» they are steps of settling dossiers.
    """
    facets = facets_of(table.form)
    if any("deadline" in facets.meaning(path).values for path in table.paths):
        return False
    names = [next((text for column in table.names if (text := plain(table.cell(at, column)))), "") for at in table.body]
    meanings = [facets.meaning((fold(_without_mark(name)),)).values for name in names]
    return 2 * sum(bool({"flow", "deadline"} & values.keys()) for values in meanings) > len(names)


def _count_rows(sheet: Sheet, facets: Facets) -> CountRows | None:
    """The rows of counts, where there are enough of them and nothing else with numbers between."""
    labels: dict[int, tuple[int, str]] = {}
    data: dict[int, set[int]] = {}
    for at, row in enumerate(sheet.rows):
        texts = [column for column in _text_columns(row) if column < LABELS]
        numbers = {column for column, cell in enumerate(row) if texts and column > texts[0] and _is_count(cell)}
        own = [column for column in texts if not numbers or column < min(numbers)]
        if own and (numbers or labels) and not is_numbering(row):
            labels[at], data[at] = (own[-1], _without_mark(row[own[-1]])), numbers
    meanings = {
        at: [facets.meaning((fold(row[left]),)).values for left in _text_columns(row) if left <= labels[at][0]]
        for at, row in enumerate(sheet.rows)
        if data.get(at)
    }
    rows_with_meaning = [at for at, values in meanings.items() if any(values)]
    flows = {each.get("flow") for values in meanings.values() for each in values}
    if len(rows_with_meaning) < LEAST_COUNTS or not flows & {*FLOWS}:
        return None
    rows = [at for at in labels if rows_with_meaning[0] <= at <= rows_with_meaning[-1]]
    if sum(bool(data[at]) for at in rows) > 2 * len(rows_with_meaning):
        return None
    counts = [at for at in rows if data[at]]
    columns = sorted({column for at in counts for column in data[at]})
    columns = [column for column in columns if 2 * sum(column in data[at] for at in counts) >= len(counts)]
    columns = [column for column in columns if not _has_shares(sheet, counts, column)]
    # A heading without numbers over the first counts belongs to them.
    first = rows[0]
    while first > 0 and first - 1 in labels and _flow(facets, labels[first - 1][1]):
        first -= 1
        rows.insert(0, first)
    head = _head(sheet, first, columns)
    parents = _parents(sheet, rows, labels, facets)
    is_crossed = any(_is_crossed(sheet, head, column) for column in columns)
    return CountRows(counts, labels, parents, columns, head) if columns and not is_crossed else None


def _has_shares(sheet: Sheet, rows: Sequence[int], column: int) -> bool:
    """True for a column of percentages beside the counts: «Đạt 125%»."""
    cells = [plain(_cell(sheet, at, column)) for at in rows]
    return 2 * sum(cell.endswith("%") for cell in cells) > len(cells)


def _is_crossed(sheet: Sheet, head: Sequence[int], column: int) -> bool:
    """True for a column with a period below something else, as a field parted by years: it has two names."""
    names = [fold(plain(sheet.rows[at][column])) for at in head if column < len(sheet.rows[at])]
    names = [name for name in names if name]
    return len(names) > 1 and OF_PERIOD.fullmatch(names[-1]) is not None and OF_PERIOD.fullmatch(names[-2]) is None


def _text_columns(row: Sequence[Any]) -> list[int]:
    """The columns of a row with words that may name a count: no marks, no units, no numbers."""
    return [
        column
        for column, cell in enumerate(row)
        if isinstance(cell, str)
        and cell.strip()
        and not is_number(cell)
        and cell.strip() not in DASHES
        and not MARK_ALONE.fullmatch(cell.strip())
        and fold(cell.strip()) not in UNITS
    ]


def _is_count(cell: Any) -> bool:
    return is_number(cell) or (isinstance(cell, str) and cell.strip() in DASHES)


def _without_mark(cell: str) -> str:
    words = " ".join(cell.split())
    return MARK.sub("", words) or words


def _flow(facets: Facets, words: str) -> str | None:
    """The flow of words that others may stand under: those that say no channel and no deadline."""
    values = facets.meaning((fold(words),)).values
    return values.get("flow") if values.get("flow") in FLOWS and not {"channel", "deadline"} & values.keys() else None


def _parents(
    sheet: Sheet, rows: Sequence[int], labels: Mapping[int, tuple[int, str]], facets: Facets
) -> Mapping[int, str]:
    """The words that each count stands under: in the column before, else the last row above that says a flow."""
    result: dict[int, str] = {}
    beside, above, last_column = "", "", -1
    for at in rows:
        column, words = labels[at]
        before = [left for left in _text_columns(sheet.rows[at]) if left < column]
        if before:
            beside, last_column = _without_mark(sheet.rows[at][before[-1]]), column
        elif column != last_column:
            beside = ""
        own = facets.meaning((fold(words),)).values
        if beside:
            result[at] = beside
        elif "flow" not in own and above:
            result[at] = above
        above = words if _flow(facets, words) else above
    return result


def _head(sheet: Sheet, first: int, columns: Sequence[int]) -> Sequence[int]:
    """The lines over the counts that name their columns, from top to bottom."""
    result: list[int] = []
    for at in range(first - 1, max(first - 1 - HEADS, -1), -1):
        row = sheet.rows[at]
        is_head = any(column < len(row) and row[column] not in ("", None) for column in columns)
        if is_numbering(row) and not result:
            continue
        if not is_head or (result and len([cell for cell in row if cell not in ("", None)]) < 2):
            break
        result.insert(0, at)
    return result


def _column_names(sheet: Sheet, block: CountRows, facets: Facets) -> Iterator[tuple[int, int, str]]:
    """Each column of counts, the line of its name, and the name: a field, a period, or the whole."""
    for column in block.columns:
        cells = [(at, sheet.rows[at][column]) for at in block.head if column < len(sheet.rows[at])]
        at, cell = next(((at, cell) for at, cell in reversed(cells) if cell not in ("", None)), (block.rows[0], ""))
        words = " ".join(plain(cell).split())
        if re.fullmatch(r"(?:19|20)\d\d", words):
            words = f"Năm {words}"
        values = facets.meaning((fold(words),))
        is_whole = not words or WHOLE.match(fold(words)) or (values.is_known and set(values.values) <= {"time"})
        if facets.of_other_period((fold(words),)):
            words = f"So sánh: {words}"
        yield column, at, TOTAL if is_whole and "before" not in values.values.values() else words


def _upright(sheet: Sheet, block: CountRows, facets: Facets) -> Sheet:
    top = block.head[0] if block.head else min(block.rows)
    head = sheet, top, block.labels[block.rows[0]][0]
    labels = [(block.labels[at][1], (sheet, at, block.labels[at][0])) for at in block.rows]
    rows = list(in_place(sheet, range(top)))
    if block.parents:
        over = [block.parents.get(at) or block.labels[at][1] for at in block.rows]
        rows.append([(FIELD, head), *((words, origin) for words, (_, origin) in zip(over, labels, strict=True))])
    rows.append([("" if block.parents else FIELD, head), *labels])
    for column, line, name in _column_names(sheet, block, facets):
        numbers = [(_cell(sheet, at, column), (sheet, at, column)) for at in block.rows]
        rows.append([(name, (sheet, line, column)), *numbers])
    rows += in_place(sheet, range(max(block.rows) + 1, len(sheet.rows)))
    return replace(rearrange(sheet, rows), is_turned=True)


def _cell(sheet: Sheet, at: int, column: int) -> Any:
    return sheet.rows[at][column] if column < len(sheet.rows[at]) else ""
