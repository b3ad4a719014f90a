"""A table that lies on its side, with a row a count and a column a field, set upright for whoever reads forms."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.forms import tables_of
from cchc_metrics.intake.headers import FLOWS, Facets, facets_of
from cchc_metrics.intake.numbers import UNITS
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import DASHES, is_number, is_numbering, plain
from cchc_metrics.text.letters import fold

# So many rows must be counts by their words; the names of counts and fields stand in so many columns and lines.
LEAST, LABELS, HEADS = 2, 5, 3
# «1.», «a)», «II», «-» before the name of a count.
MARK = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ])[.)]\s*|[-+*•–]\s*)+", re.IGNORECASE)
MARK_ALONE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ]|[-+*•–])[.)]?", re.IGNORECASE)
# The column of a table that has no fields, by the words over it.
WHOLE = re.compile(r"(?:so lieu|ket qua|so ho so|thuc hien|gia tri)\b|so$")
# What is read in the column that names the rows of a form, and for a column of all dossiers.
FIELD, TOTAL = "Lĩnh vực", "Tổng số"
Origins = Mapping[tuple[int, int], tuple[int, int]]


@dataclass(frozen=True)
class TurnedSheet(Sheet):
    """A sheet with one table turned; each cell keeps the name of its place on `base`."""

    base: Sheet = field(kw_only=True)
    origins: Origins = field(kw_only=True, repr=False)

    def _origin(self, row: int, column: int) -> tuple[int, int]:
        return self.origins.get((row, column)) or self.origins.get((row, 0), (0, 0))

    @property
    def whole(self) -> str:
        """The name of the sheet in the file."""
        return self.base.whole

    def place(self, row: int, column: int) -> str:
        """The name of the cell in the file."""
        return self.base.place(*self._origin(row, column))

    def cell(self, row: int, column: int) -> str:
        """The name of the cell in the file, for somebody who looks for it."""
        return self.base.cell(*self._origin(row, column))


@dataclass(frozen=True)
class Block:
    """The rows of counts on a sheet: their own words and those they stand under, and the columns with numbers."""

    rows: Sequence[int]
    labels: Mapping[int, tuple[int, str]]
    parents: Mapping[int, str]
    columns: Sequence[int]
    head: Sequence[int]


def upright(sheet: Sheet, catalog: Catalog) -> Sheet:
    """The sheet with its table turned, where that makes a form of it; the same sheet otherwise."""
    if len(sheet.rows) > unpacking.FORM_ROWS or tables_of(sheet, catalog):
        return sheet
    for form in catalog.forms.values():
        block = _block(sheet, facets_of(form))
        if block is not None:
            result = _turned(sheet, block, facets_of(form))
            if tables_of(result, catalog):
                return result
    return sheet


def _block(sheet: Sheet, facets: Facets) -> Block | None:
    """The rows of counts, where there are enough of them and nothing else with numbers between."""
    labels: dict[int, tuple[int, str]] = {}
    data: dict[int, set[int]] = {}
    for at, row in enumerate(sheet.rows):
        texts = [column for column in _texts(row) if column < LABELS]
        numbers = {column for column, cell in enumerate(row) if texts and column > texts[0] and _is_count(cell)}
        own = [column for column in texts if not numbers or column < min(numbers)]
        if own and (numbers or labels) and not is_numbering(row):
            labels[at], data[at] = (own[-1], _words(row[own[-1]])), numbers
    meanings = {
        at: [facets.meaning((fold(row[left]),)).values for left in _texts(row) if left <= labels[at][0]]
        for at, row in enumerate(sheet.rows)
        if data.get(at)
    }
    known = [at for at, values in meanings.items() if any(values)]
    flows = {each.get("flow") for values in meanings.values() for each in values}
    if len(known) < LEAST or not flows & {*FLOWS}:
        return None
    rows = [at for at in labels if known[0] <= at <= known[-1]]
    if sum(bool(data[at]) for at in rows) > 2 * len(known):
        return None
    counts = [at for at in rows if data[at]]
    columns = sorted({column for at in counts for column in data[at]})
    columns = [column for column in columns if 2 * sum(column in data[at] for at in counts) >= len(counts)]
    # A heading without numbers over the first counts belongs to them.
    first = rows[0]
    while first > 0 and first - 1 in labels and _flow(facets, labels[first - 1][1]):
        first -= 1
        rows.insert(0, first)
    head = _head(sheet, first, columns)
    parents = _parents(sheet, rows, labels, facets)
    return Block(counts, labels, parents, columns, head) if columns else None


def _texts(row: Sequence[Any]) -> list[int]:
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


def _words(cell: str) -> str:
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
        before = [left for left in _texts(sheet.rows[at]) if left < column]
        if before:
            beside, last_column = _words(sheet.rows[at][before[-1]]), column
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
        if is_numbering(row) and not any(str(plain(cell)).strip("() ") == "" for cell in row[:1]) and not result:
            continue
        if not is_head or (result and len([cell for cell in row if cell not in ("", None)]) < 2):
            break
        result.insert(0, at)
    return result


def _column_names(sheet: Sheet, block: Block, facets: Facets) -> Iterator[tuple[int, int, str]]:
    """Each column of counts, the line of its name, and the name: a field, a period, or the whole."""
    for column in block.columns:
        cells = [(at, sheet.rows[at][column]) for at in block.head if column < len(sheet.rows[at])]
        at, cell = next(((at, cell) for at, cell in reversed(cells) if cell not in ("", None)), (block.rows[0], ""))
        words = " ".join(plain(cell).split())
        if re.fullmatch(r"(?:19|20)\d\d", words):
            words = f"Năm {words}"
        values = facets.meaning((fold(words),))
        is_whole = not words or WHOLE.match(fold(words)) or (values.is_known and set(values.values) <= {"time"})
        yield column, at, TOTAL if is_whole and "before" not in values.values.values() else words


def _turned(sheet: Sheet, block: Block, facets: Facets) -> TurnedSheet:
    rows: list[list[Any]] = []
    origins: dict[tuple[int, int], tuple[int, int]] = {}

    def add(cells: Sequence[tuple[Any, tuple[int, int]]]) -> None:
        origins.update({(len(rows), column): origin for column, (_, origin) in enumerate(cells)})
        rows.append([cell for cell, _ in cells])

    def copy(lines: range) -> None:
        for at in lines:
            add([(cell, (at, column)) for column, cell in enumerate(sheet.rows[at])])

    top = block.head[0] if block.head else min(block.rows)
    copy(range(top))
    label_of = {at: (at, block.labels[at][0]) for at in block.rows}
    head = (top, block.labels[block.rows[0]][0])
    if block.parents:
        add([(FIELD, head), *((block.parents.get(at) or block.labels[at][1], label_of[at]) for at in block.rows)])
    add([("" if block.parents else FIELD, head), *((block.labels[at][1], label_of[at]) for at in block.rows)])
    for column, line, name in _column_names(sheet, block, facets):
        numbers = [(_cell(sheet, at, column), (at, column)) for at in block.rows]
        add([(name, (line, column)), *numbers])
    copy(range(max(block.rows) + 1, len(sheet.rows)))
    places = {origin: place for place, origin in origins.items()}
    uncalculated = {places[cell] for cell in sheet.formulas_uncalculated if cell in places}
    hidden_columns = {at for at, row in enumerate(block.rows, 1) if row in sheet.hidden_rows}
    hidden_rows = {places[each][0] for each in places if each[1] in sheet.hidden_columns and each[0] in block.rows}
    kept = {each.name: getattr(sheet, each.name) for each in fields(Sheet) if each.init}
    changes = {
        "rows": rows,
        "merges": (),
        "hidden_rows": frozenset(hidden_rows),
        "hidden_columns": frozenset(hidden_columns),
        "formulas_uncalculated": frozenset(uncalculated),
    }
    return TurnedSheet(**{**kept, **changes}, base=sheet, origins=origins)


def _cell(sheet: Sheet, at: int, column: int) -> Any:
    return sheet.rows[at][column] if column < len(sheet.rows[at]) else ""
