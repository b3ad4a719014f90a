"""The tables on a sheet: where each header begins and ends, which words stand over each column, where its rows end."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from cchc_metrics.catalog.forms import Form
from cchc_metrics.intake.facets import Facets, facets_of
from cchc_metrics.intake.sheets import LONGEST, WIDEST, Sheet
from cchc_metrics.text.search import fold

# A header has at most a line for each level of merged cells; blank lines stand between them in some.
DEEPEST = 8
NUMBER = re.compile(r"'?\(?\s*'?(\d{1,2}|[a-z])\s*\)?(\s*=.*)?\)?")
FIRST = re.compile(r"\d+|[a-z]")
NUMERIC = re.compile(r"[-+']?\d[\d.,\s\xa0\u202f\u2009]*%?")
NOT_A_NAME = re.compile(r"don vi (bao cao|tinh|nhan|gui)|don vi:")


@dataclass(frozen=True)
class Table:
    """One table: first and last row of its header, the words over each column, the rows below, the rows above.

    `above` begins where the table before ends. `names` are the columns that name the rows, by the first row word of
    the form that they have; `paths` are folded, `words` as they are written.
    """

    sheet: Sheet
    form: Form
    first: int
    last: int
    body: Sequence[int]
    above: range
    below: range
    names: Sequence[int]
    paths: Sequence[tuple[str, ...]] = field(repr=False)
    words: Sequence[str] = field(repr=False)

    def cell(self, row: int, column: int) -> Any:
        """What stands in a cell; "" outside of what is written."""
        cells = self.sheet.rows[row]
        return cells[column] if column < len(cells) else ""

    @property
    def fingerprint(self) -> str:
        """What is the same for every file of one system: the words of the header, column by column."""
        return " | ".join(" > ".join(dict.fromkeys(cell for cell in path if cell)) for path in self.paths).strip(" |")


def tables_on(sheet: Sheet, form: Form) -> list[Table]:
    """The tables of a sheet that may be of a form, from top to bottom."""
    facets = facets_of(form)
    rows = [[_folded(cell) for cell in row[:WIDEST]] for row in sheet.rows]
    row_words = [fold(word) for word in form.row]
    headers: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        last = _header(sheet, rows, at, facets, row_words)
        if last is None:
            at += 1
        else:
            headers.append((at, last))
            at = last + 1
    found: list[Table] = []
    for number, (first, last) in enumerate(headers):
        before = found[-1].body[-1] + 1 if found and found[-1].body else (headers[number - 1][1] + 1 if number else 0)
        end = headers[number + 1][0] if number + 1 < len(headers) else len(rows)
        found.append(_table(sheet, form, rows, (first, last), range(before, first), end, row_words))
    return found


def _folded(cell: Any) -> str:
    return fold(cell[:LONGEST]) if isinstance(cell, str) and cell else ""


def is_number(cell: Any) -> bool:
    """True for a cell that holds a number, or text that begins as one."""
    if isinstance(cell, str):
        return NUMERIC.fullmatch(cell.strip()) is not None
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def is_name(cell: str, row_words: Sequence[str]) -> bool:
    """True for the folded header of a column that names the rows."""
    bare = cell.strip(" :.*")
    return len(bare) <= 60 and any(bare.startswith(word) for word in row_words) and not NOT_A_NAME.match(bare)


def is_numbering(row: Sequence[Any]) -> bool:
    """True for the row that numbers the columns: 1, 2, 3 · (1) (2) (3)=(4)+(5) · A B 1 2."""
    cells = [f"{cell:g}" if isinstance(cell, (int, float)) else str(cell).strip() for cell in row]
    cells = [cell.lower() for cell in cells if cell]
    if len(cells) < 3 or not all(NUMBER.fullmatch(cell) for cell in cells):
        return False
    firsts = [match.group() for cell in cells if (match := FIRST.search(cell))]
    digits = [int(first) for first in firsts if first.isdigit()]
    letters = [first for first in firsts if not first.isdigit()]
    ordered = all(later - earlier == 1 for earlier, later in pairwise(digits))
    return ordered and (len(digits) >= 2 and digits[0] <= 3) and letters == sorted(letters) and len(letters) <= 3


def _header(
    sheet: Sheet, rows: Sequence[Sequence[str]], first: int, facets: Facets, names: Sequence[str]
) -> int | None:
    """The last row of the header that begins in a row; None when none begins there."""
    row = rows[first]
    texts = [cell for cell in row if cell]
    if len(set(texts)) < 2 or not any(is_name(cell, names) for cell in row):
        return None
    if any(is_number(cell) for cell in sheet.rows[first][1:]):
        return None
    last = first
    wide = max(len(row) for row in rows[first : first + DEEPEST])
    spans = [spanned for spanned in sheet.merged if spanned[0] <= first <= spanned[2]]
    for at in range(first + 1, min(first + DEEPEST, len(rows))):
        cells = sheet.rows[at]
        texts = [cell for cell in rows[at] if cell]
        if is_numbering(cells) or any(is_number(cell) for cell in cells):
            break
        if not texts:
            continue
        named = [cell for column, cell in enumerate(rows[at]) if cell and _under(rows, first, at, column, spans)]
        if not named or (len(named) < 2 and not facets.known(named[0])):
            break
        if not any(facets.known(cell) for cell in named):
            break
        last = at
    known = sum(facets.known(cell) for at in range(first, last + 1) for cell in rows[at][:wide])
    return last if known >= 2 else None


def _under(rows: Sequence[Sequence[str]], first: int, at: int, column: int, spans: Sequence[tuple[int, ...]]) -> bool:
    """True when a cell stands under the header: not in the columns that number and name the rows."""
    above = next((rows[up][column] for up in range(first, at) if column < len(rows[up]) and rows[up][column]), "")
    if above in ("stt", "tt", "so tt") or any(
        span[0] <= first and span[2] >= at and span[1] == column for span in spans
    ):
        return False
    return column > 0


def _paths(
    sheet: Sheet, rows: Sequence[Sequence[str]], first: int, last: int
) -> tuple[list[tuple[str, ...]], list[str]]:
    """The words over each column, folded and as written, with merged cells spread."""
    width = max(max((len(row) for row in rows[first : last + 1]), default=0), 1)
    folded = [[*rows[at], *[""] * (width - len(rows[at]))] for at in range(first, last + 1)]
    raw = [
        [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in (*sheet.rows[at], *[""] * width)][:width]
        for at in range(first, last + 1)
    ]
    covered: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merged:
        if bottom < first or top > last or left >= width:
            continue
        for at in range(max(top, first), min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                covered.add((at, column))
                if top >= first:
                    folded[at - first][column] = folded[top - first][left]
                    raw[at - first][column] = raw[top - first][left]
    for line in range(last - first + 1):
        for column in range(1, width):
            if folded[line][column] or not folded[line][column - 1] or (first + line, column - 1) in covered:
                continue
            same = all(folded[up][column] == folded[up][column - 1] for up in range(line))
            if same and any(folded[down][column] for down in range(line + 1, last - first + 1)):
                folded[line][column], raw[line][column] = folded[line][column - 1], raw[line][column - 1]
    paths = [tuple(line[column] for line in folded) for column in range(width)]
    words = [" › ".join(dict.fromkeys(line[column] for line in raw if line[column])) for column in range(width)]
    return paths, words


def _table(
    sheet: Sheet,
    form: Form,
    rows: Sequence[Sequence[str]],
    header: tuple[int, int],
    above: range,
    end: int,
    row_words: Sequence[str],
) -> Table:
    first, last = header
    paths, words = _paths(sheet, rows, first, last)
    names = [
        column for column, path in enumerate(paths) if is_name(next((cell for cell in path if cell), ""), row_words)
    ]
    body = [
        at
        for at in range(last + 1, end)
        if any(cell != "" and cell is not None for cell in sheet.rows[at]) and not is_numbering(sheet.rows[at])
    ]
    with_numbers = [at for at in body if sum(is_number(cell) for cell in sheet.rows[at]) >= 2]
    stop = with_numbers[-1] if with_numbers else last
    body = [at for at in body if at <= stop]
    return Table(sheet, form, first, last, body, above, range(stop + 1, end), names[:3], tuple(paths), tuple(words))
