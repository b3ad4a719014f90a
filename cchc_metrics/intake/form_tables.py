"""The tables of counts on a sheet, wherever their cells stand: over several pages, several in one.

Tables in one stand beside each other, have a year in each row, or a month or a quarter over their columns.
"""

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from itertools import pairwise, starmap
from typing import Any

from cchc_metrics.catalog import Catalog
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
from cchc_metrics.intake.headers import OF_PERIOD, YEAR
from cchc_metrics.intake.periods import calendar_days, is_near
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_rows import OF_A_PERIOD, looks_like_data
from cchc_metrics.intake.table_words import own_lines
from cchc_metrics.intake.tables import (
    GOES_ON,
    STT,
    Table,
    number_of,
    plain,
    tables_on,
)
from cchc_metrics.text.letters import fold

# The sheet, row and column where a cell stands in the file.
Origin = tuple[Sheet, int, int]
# So many columns that are known make a form.
LEAST_COLUMNS = 2
# «Lũy kế 9 tháng» over columns.
CUMULATIVE_BEFORE = re.compile(r"^(?:luy ke|cong don)\s+")


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
