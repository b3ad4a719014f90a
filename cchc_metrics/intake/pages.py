"""Cells that are read at another place than they stand: the next page of a table is joined to the page before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from typing import Any

from cchc_metrics.faults import FaultError
from cchc_metrics.intake.form_columns import columns_on
from cchc_metrics.intake.periods import Days, period_above
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.table_rows import OF_A_PERIOD
from cchc_metrics.intake.tables import GOES_ON, STT, Table, number_of, plain
from cchc_metrics.text.letters import fold

# The sheet, row and column where a cell stands in the file.
Origin = tuple[Sheet, int, int]


@dataclass(frozen=True)
class RearrangedSheet(Sheet):
    """A sheet of cells that stand elsewhere; each keeps the name of its own place in the file."""

    origins: Mapping[tuple[int, int], Origin] = field(kw_only=True, repr=False, compare=False)
    base: Sheet = field(kw_only=True)

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


def rearranged(base: Sheet, rows: Sequence[Sequence[tuple[Any, Origin]]]) -> RearrangedSheet:
    """The sheet of some cells with their origins; what is hidden or not calculated stays so."""
    origins = {(at, column): origin for at, row in enumerate(rows) for column, (_, origin) in enumerate(row)}
    hidden_rows, hidden_columns, uncalculated = set(), set(), set()
    for (at, column), (sheet, row, there) in origins.items():
        if row in sheet.hidden_rows:
            hidden_rows.add(at)
        if there in sheet.hidden_columns:
            hidden_columns.add(column)
        if (row, there) in sheet.formulas_uncalculated:
            uncalculated.add((at, column))
    kept = {each.name: getattr(base, each.name) for each in fields(Sheet) if each.init}
    changes = {
        "rows": [[cell for cell, _ in row] for row in rows],
        "merges": (),
        "hidden_rows": frozenset(hidden_rows),
        "hidden_columns": frozenset(hidden_columns),
        "formulas_uncalculated": frozenset(uncalculated),
    }
    return RearrangedSheet(**{**kept, **changes}, origins=origins, base=base)


def in_place(sheet: Sheet, rows: Sequence[int]) -> Iterator[list[tuple[Any, Origin]]]:
    """Rows of a sheet with their cells as they stand."""
    for at in rows:
        yield [(cell, (sheet, at, column)) for column, cell in enumerate(sheet.rows[at])]


def joined(tables: Sequence[Table]) -> list[Table]:
    """The tables, those that go on from the one before added to it, whatever the order of their columns."""
    result: list[Table] = []
    for table in tables:
        columns = _same_columns(result[-1], table) if result and _goes_on(result[-1], table) else None
        if columns is None:
            result.append(table)
        else:
            result[-1] = _join(result[-1], table, columns)
    return result


def _goes_on(before: Table, table: Table) -> bool:
    """True for a table that says so, that is numbered on, or that has no title of its own below one without a total."""
    if before.form is not table.form or before.days is not None or table.days is not None:
        return False
    own, last = _own_period(table), _own_period(before)
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
    names, more_names = _names(before), _names(table)
    is_open = bool(names) and not any(names[-1].startswith(fold(word)) for word in table.form.total_words)
    ends = bool(more_names) and any(more_names[-1].startswith(fold(word)) for word in table.form.total_words)
    return is_other_sheet and is_open and ends and not above and not {*names} & {*more_names}


def _own_period(table: Table) -> Days | None:
    sheet = table.sheet
    rows = [row if at in table.above else [] for at, row in enumerate(sheet.rows)]
    try:
        period = period_above(replace(sheet, rows=rows), table.first)
    except FaultError:
        return None
    return period[:2] if period is not None else None


def _names(table: Table) -> list[str]:
    texts = (next((text for column in table.names if (text := plain(table.cell(at, column)))), "") for at in table.body)
    return [fold(text) for text in texts]


def _same_columns(before: Table, table: Table) -> Mapping[int, int] | None:
    """The column of a table for each column of the one before; None where they are not the same columns."""
    for keys_of in (_words, _candidates):
        mine, theirs = keys_of(before), keys_of(table)
        if len({*mine.values()}) == len(mine) and {*mine.values()} == {*theirs.values()} and len(mine) == len(theirs):
            there = {key: column for column, key in theirs.items()}
            return {column: there[key] for column, key in mine.items()}
    return None


def _words(table: Table) -> dict[int, object]:
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
    return replace(before, sheet=rearranged(before.sheet, rows), body=body, below=below)
