"""Forms on their side, a row a count and a column a field, set upright, and those of one row without a name."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake import unpacking
from cchc_metrics.intake.form_columns import columns_on
from cchc_metrics.intake.form_tables import in_place, rearrange, tables_of
from cchc_metrics.intake.headers import FLOWS, OF_PERIOD, Facets, facets_of
from cchc_metrics.intake.numbers import UNITS
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import DASHES, STT, Table, is_number, is_numbering, plain
from cchc_metrics.text.letters import fold

LEAST_COUNTS = 2
# The names of counts and fields stand in so many columns and lines.
LABELS, HEADS = 5, 3
# «1.», «a)», «II», «-» before the name of a count.
MARK = re.compile(r"^(?:(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ])[.)]\s*|[-+*•–]\s*)+", re.IGNORECASE)
MARK_ALONE = re.compile(r"(?:\d{1,2}(?:\.\d{1,2})*|[ivx]{1,4}|[a-hđ]|[-+*•–])[.)]?", re.IGNORECASE)
# The column of a table that has no fields, by the words over it.
WHOLE = re.compile(r"(?:so lieu|ket qua|so ho so|thuc hien|gia tri)\b|so$")
# What is read in the column that names the rows of a form, and for a column of all dossiers.
FIELD, TOTAL = "Lĩnh vực", "Tổng số"


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
    bare = _with_name(sheet, catalog)
    if bare is not None:
        return bare
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


def _with_name(sheet: Sheet, catalog: Catalog) -> Sheet | None:
    """The sheet with a name for its only row of figures, where that has none and makes a form; None elsewhere.

    It is the whole of the unit, as the title says.
    """
    figures = [at for at, row in enumerate(sheet.rows) if sum(map(_is_count, row)) > 1 and not is_numbering(row)]
    cells = [cell for at in figures for cell in sheet.rows[at] if cell not in ("", None)]
    if len(figures) != 1 or not all(map(_is_count, cells)):
        return None
    first = figures[0]
    while first > 0 and len(_text_columns(sheet.rows[first - 1])) > 1 and figures[0] - first < HEADS:
        first -= 1
    column = 1 if sheet.rows[first] and fold(str(sheet.rows[first][0])).strip(" .") in STT else 0
    lines = [[*line] for line in in_place(sheet, range(len(sheet.rows)))]
    for at in range(first, figures[0] + 1):
        name = FIELD if at == first else TOTAL if at == figures[0] else ""
        lines[at].insert(column, (name, (sheet, at, column)))
    result = rearrange(sheet, lines)
    tables = tables_of(result, catalog)
    # «Năm», «Thôn» over a number names the row.
    is_whole = len(tables) == 1 and tables[0].body == figures and column + 1 in columns_on(tables[0]).candidates
    return result if is_whole and tables[0].first == first else None


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
