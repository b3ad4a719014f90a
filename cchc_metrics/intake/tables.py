"""The tables of counts on a sheet: header and body; which row is a group, which sums others, which stands aside."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import Any

from cchc_metrics.catalog.forms import Form
from cchc_metrics.intake.headers import Facets, facets_of
from cchc_metrics.intake.letters import same_name
from cchc_metrics.intake.numbers import is_counted
from cchc_metrics.intake.sheets import LONGEST, WIDEST, Sheet
from cchc_metrics.text.search import fold

# A header has at most a line for each level of merged cells; blank lines stand between them in some.
DEEPEST = 8
NUMBER = re.compile(r"'?\(?\s*'?(\d{1,2}|[a-z])\s*\)?(\s*=.*)?\)?")
FIRST = re.compile(r"\d+|[a-z]")
NUMERIC = re.compile(r"[-+']?\d[\d.,\s\xa0\u202f\u2009]*%?")
# As statistics write that there was nothing; what is not known is left blank.
DASHES = ("-", "–", "—")
# Names of rows stand in the first columns.
NAMES = 3
PAGE = re.compile(r"trang\s*:?\s*\d+(?:\s*/\s*\d+)?")
# «Năm 2023», «Quý III»: a row of a period, never a group.
OF_A_PERIOD = re.compile(r"(?:nam|quy|thang)\s*:?\s*(?:(?:19|20)\d\d|\d\d?|i{1,3}|iv)(?!\w)")
NOT_A_NAME = re.compile(r"don vi (bao cao|tinh|nhan|gui)|don vi:")


@dataclass(frozen=True)
class Table:
    """One table: first and last row of its header, the words over each column, the rows below, the rows above.

    `above` begins where the table before ends, `top` are the rows above the first table of the sheet. `names` are the
    columns that name the rows, by the first row word of the form that they have; `paths` are folded, `words` as they
    are written.
    """

    sheet: Sheet
    form: Form
    first: int
    last: int
    body: Sequence[int]
    above: range
    top: range
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
    rows = [[_folded_text(cell) for cell in row[:WIDEST]] for row in sheet.rows]
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
    result: list[Table] = []
    headers, pages = _without_pages(sheet, rows, headers)
    for number, (first, last) in enumerate(headers):
        before = (
            result[-1].body[-1] + 1 if result and result[-1].body else (headers[number - 1][1] + 1 if number else 0)
        )
        end = headers[number + 1][0] if number + 1 < len(headers) else len(rows)
        others = (at for at in range(last + 1, end) if at not in pages and _begins_another(rows[at], sheet.rows[at]))
        end = next(others, end)
        table = _table(sheet, form, rows, (first, last), range(before, first), end, row_words)
        top = result[0].above if result else table.above
        result.append(replace(table, top=top, body=[at for at in table.body if at not in pages]))
    return result


def _begins_another(row: Sequence[str], cells: Sequence[Any]) -> bool:
    """True for the header of a table of another kind, as of a survey: it numbers its rows, and has words only."""
    texts = [cell for cell in row if cell]
    return len(texts) > NAMES - 1 and texts[0].strip(" .") in ("stt", "tt", "so tt") and not any(map(is_number, cells))


def another_below(sheet: Sheet, begin: int) -> int | None:
    """The row of a header of a table of another kind with numbers under it, from the row `begin` on; None for none."""
    rows = {at: [_folded_text(cell) for cell in sheet.rows[at]] for at in range(begin, len(sheet.rows))}
    at = next((at for at, row in rows.items() if _begins_another(row, sheet.rows[at])), None)
    if at is None or not any(is_number(cell) for row in sheet.rows[at + 1 :] for cell in row):
        return None
    return at


def _without_pages(
    sheet: Sheet, rows: Sequence[Sequence[str]], headers: Sequence[tuple[int, int]]
) -> tuple[list[tuple[int, int]], set[int]]:
    """The headers but for those that are printed again on the next page, and the rows of those.

    Between such a header and the row before it stands nothing, or the number of a page; no table of another kind
    stands between it and the first one.
    """
    header_rows: list[tuple[int, int]] = []
    pages: set[int] = set()
    begin = 0
    for first, last in headers:
        above = next((at for at in range(first - 1, -1, -1) if not _is_blank(sheet.rows[at])), -1)
        same = header_rows and rows[header_rows[-1][0] : header_rows[-1][1] + 1] == rows[first : last + 1]
        row = sheet.rows[above]
        same = same and not any(_begins_another(rows[at], sheet.rows[at]) for at in range(begin, first))
        begin = last + 1
        if same and above > header_rows[-1][1] and (any(map(is_number, row)) or _has_counts(row, range(NAMES))):
            pages.update(range(above + 1, last + 1))
        else:
            header_rows.append((first, last))
    return header_rows, pages


def _is_blank(row: Sequence[Any]) -> bool:
    """True for a row without cells, or with the number of a page."""
    words = " ".join(_folded_text(cell) for cell in row if cell not in ("", None)).strip()
    return PAGE.fullmatch(words) is not None or all(cell in ("", None) for cell in row)


def _folded_text(cell: Any) -> str:
    # «Tiếp nhận_Trực tuyến» is how programs write a header of two lines in one.
    return fold(cell[:LONGEST].replace("_", " ")) if isinstance(cell, str) and cell else ""


def is_number(cell: Any) -> bool:
    """True for a cell that holds a number, or text that begins as one."""
    if isinstance(cell, str):
        return NUMERIC.fullmatch(cell.strip()) is not None or is_counted(cell)
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
    is_ordered = all(later - earlier == 1 for earlier, later in pairwise(digits))
    return is_ordered and (len(digits) >= 2 and digits[0] <= 3) and letters == sorted(letters) and len(letters) <= 3


def _header(
    sheet: Sheet, rows: Sequence[Sequence[str]], first: int, facets: Facets, names: Sequence[str]
) -> int | None:
    """The last row of the header that begins in a row; None when none begins there."""
    row = rows[first]
    texts = [cell for cell in row if cell]
    is_named = any(is_name(cell, names) for cell in row)
    # The name of the rows may stand in a lower line, where those above have words over the counts alone.
    if len(set(texts)) < 2 or not (is_named or (not row[0] and all(map(facets.is_known, texts)))):
        return None
    if any(is_number(cell) for cell in sheet.rows[first][1:]):
        return None
    last = first
    wide = max(len(row) for row in rows[first : first + DEEPEST])
    spans = [spanned for spanned in sheet.merges if spanned[0] <= first <= spanned[2]]
    for at in range(first + 1, min(first + DEEPEST, len(rows))):
        cells = sheet.rows[at]
        texts = [cell for cell in rows[at] if cell]
        if is_numbering(cells) or any(map(is_number, cells)) or _has_counts(cells, range(NAMES)):
            break
        if not texts:
            continue
        if not is_named and any(is_name(cell, names) for cell in rows[at]):
            is_named, last = True, at
            continue
        headings = [cell for column, cell in enumerate(rows[at]) if cell and _under(rows, first, at, column, spans)]
        if not headings or (len(headings) < 2 and not facets.is_known(headings[0])):
            break
        if not any(facets.is_known(cell) for cell in headings):
            break
        last = at
    matches = sum(facets.is_known(cell) for at in range(first, last + 1) for cell in rows[at][:wide])
    return last if is_named and matches >= 2 else None


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
    folded_rows = [[*rows[at], *[""] * (width - len(rows[at]))] for at in range(first, last + 1)]
    raw = [
        [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in (*sheet.rows[at], *[""] * width)][:width]
        for at in range(first, last + 1)
    ]
    span_cells: set[tuple[int, int]] = set()
    for top, left, bottom, right in sheet.merges:
        if bottom < first or top > last or left >= width:
            continue
        for at in range(max(top, first), min(bottom, last) + 1):
            for column in range(left, min(right, width - 1) + 1):
                span_cells.add((at, column))
                if top >= first:
                    folded_rows[at - first][column] = folded_rows[top - first][left]
                    raw[at - first][column] = raw[top - first][left]
    for line in range(last - first + 1):
        for column in range(1, width):
            if (
                folded_rows[line][column]
                or not folded_rows[line][column - 1]
                or (first + line, column - 1) in span_cells
            ):
                continue
            same = all(folded_rows[up][column] == folded_rows[up][column - 1] for up in range(line))
            if same and any(folded_rows[down][column] for down in range(line + 1, last - first + 1)):
                folded_rows[line][column], raw[line][column] = folded_rows[line][column - 1], raw[line][column - 1]
    paths = [tuple(line[column] for line in folded_rows) for column in range(width)]
    words = [" › ".join(dict.fromkeys(line[column] for line in raw if line[column])) for column in range(width)]
    return paths, words


def _has_counts(row: Sequence[Any], names: Sequence[int]) -> bool:
    """True for a row with numbers, and for one with a name whose counts are all dashes."""
    if sum(is_number(cell) for cell in row) >= 2:
        return True
    dashes = sum(isinstance(cell, str) and cell.strip() in DASHES for cell in row)
    return dashes >= 2 and any(str(row[at]).strip(" -–—") for at in names if at < len(row))


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
    stop = next((at for at in reversed(body) if _has_counts(sheet.rows[at], names)), last)
    body = [at for at in body if at <= stop]
    below = range(stop + 1, end)
    return Table(sheet, form, first, last, body, above, above, below, names[:3], tuple(paths), tuple(words))


ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})")
LETTER = re.compile(r"[a-hđ]")
WHOLE = re.compile(r"\d+")
DOTTED = re.compile(r"\d+(\.\d+)+")


Counts = Mapping[str, float | None]


@dataclass
class TableRow:
    """A row with counts: its place, name, numbering, the field that it stands under, its counts, the rows it sums.

    `shares` are the percentages that it prints, which add up to nothing; `detail` is what a further column of names
    says of it, as the procedure beside its field.
    """

    at: int
    name: str
    mark: str
    section: str
    counts: dict[str, float | None]
    kind: str = "leaf"  # leaf, total or aside
    children: list["TableRow"] = field(default_factory=list)
    shares: dict[str, float | None] = field(default_factory=dict)
    detail: str = ""

    @property
    def vector(self) -> tuple[float | None, ...]:
        """Its counts in one order."""
        return tuple(self.counts[name] for name in sorted(self.counts))


@dataclass(frozen=True)
class Names:
    """How the names of rows are told apart.

    `is_known` is true for a name of a group of the plan, `is_period` for one of the period of the table itself.
    """

    form: Form
    is_known: Callable[[str], bool]
    is_period: Callable[[str], bool]

    def kind(self, name: str) -> str:
        """leaf, total or aside."""
        words = name.strip(" .:-–*")
        total = self._begins(words, self.form.total_words)
        # Without accents «Cong chung» may be either; the sums tell.
        if self.is_known(name) and not (words.isascii() and total):
            return "leaf"
        if self._begins(words, self.form.aside):
            return "aside"
        if OF_A_PERIOD.match(fold(words)):
            return "total" if self.is_period(words) else "aside"
        return "total" if total else "leaf"

    @staticmethod
    def _begins(name: str, beginnings: Sequence[str]) -> bool:
        folded_name, words = fold(name), name.split()
        return any(
            re.match(rf"{re.escape(fold(beginning))}(?!\w)", folded_name)
            and same_name(" ".join(words[: len(beginning.split())]).strip(" ,.:;(/"), beginning)
            for beginning in beginnings
        )


def mark_of(cells: Sequence[str], *, lettered: bool) -> str:
    """What kind of number stands before a name: roman, letter, whole, dotted, or none."""
    for cell in cells:
        words = fold(cell).strip(" .)(")
        if not words:
            continue
        if DOTTED.fullmatch(words):
            return "dotted"
        if WHOLE.fullmatch(words):
            return "whole"
        if lettered and LETTER.fullmatch(words):
            return "letter"
        if ROMAN.fullmatch(words):
            return "roman"
        if LETTER.fullmatch(words):
            return "letter"
    return ""


def plain(cell: object) -> str:
    """A cell as a person reads it: a count without «.0»."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def fields_down(table: Table) -> Mapping[int, str]:
    """The field that a row stands under, where a cell of the field column is merged or left blank below the first."""
    if len(table.names) < 2:
        return {}
    column = table.names[0]
    result: dict[int, str] = {}
    current = ""
    for at in table.body:
        here = plain(table.cell(at, column))
        current = here or current
        result[at] = current
    return result


def nest(rows: Sequence[TableRow], is_known: Callable[[str], bool]) -> list[TableRow]:
    """The rows at the top, each with the rows that it sums as its children; asides are left out."""
    tops = _by_marks([row for row in rows if row.kind != "aside"])
    return _by_sums(tops, is_known)


ORDER = ("letter", "roman", "whole", "dotted")


def _by_marks(rows: Sequence[TableRow]) -> list[TableRow]:
    """Rows under the Roman number, letter or whole number before them."""
    marks = [mark for mark in dict.fromkeys(row.mark for row in rows if row.kind == "leaf") if mark]
    if len(marks) < 2 or marks[0] == "dotted":
        return list(rows)
    depth = {mark: level for level, mark in enumerate(marks)}
    if [mark for mark in marks if mark in ("whole", "dotted")] == ["dotted", "whole"]:
        return list(rows)
    tops: list[TableRow] = []
    open_: list[tuple[int, TableRow]] = []
    for row in rows:
        if row.kind != "leaf":
            open_ = []
            tops.append(row)
            continue
        level = depth.get(row.mark)
        if level is None:
            # A row without a number belongs to the whole, as those with the outermost number do.
            (open_[-1][1].children if open_ else tops).append(row)
            continue
        while open_ and open_[-1][0] >= level:
            open_.pop()
        (open_[-1][1].children if open_ else tops).append(row)
        open_.append((level, row))
    return tops


def _by_sums(tops: Sequence[TableRow], is_known: Callable[[str], bool]) -> list[TableRow]:
    """Rows under a row before them that is their sum, where its name, letters or numbering say so too."""
    result: list[TableRow] = []
    for row in reversed(tops):
        # A procedure beside its field is a row of its own, though the next one has the same few dossiers.
        if row.kind == "leaf" and not row.children and not row.detail:
            for least in range(1, len(result) + 1):
                many = least
                below = result[:many]
                if below[-1].kind != "leaf":
                    break
                if is_sum(row, below) and _stands_over(row, below, is_known):
                    # Rows of nothing at the end belong to the same row as those before them.
                    while many < len(result) and _follows(result[many], below[-1], is_known):
                        many += 1
                    row.children = result[:many]
                    result = result[many:]
                    break
        result.insert(0, row)
    return result


def _follows(row: TableRow, before: TableRow, is_known: Callable[[str], bool]) -> bool:
    return row.kind == "leaf" and row.mark == before.mark and not any(row.vector) and not is_known(row.name)


def is_sum(row: TableRow, parts: Sequence[TableRow]) -> bool:
    """True when every number of a row is the sum of those of others."""
    for name, number in row.counts.items():
        numbers = [part.counts.get(name) for part in parts]
        if number is None or None in numbers:
            continue
        if sum(part or 0 for part in numbers) != number:
            return False
    return bool(parts)


def _stands_over(row: TableRow, below: Sequence[TableRow], is_known: Callable[[str], bool]) -> bool:
    marks = {part.mark for part in below}
    if len(marks) == 1 and row.mark not in marks and "" not in marks:
        return True
    if is_known(row.name) and not any(is_known(part.name) for part in below):
        return True
    # Two fields with the same few dossiers are two fields, however their names are written.
    return row.name.isupper() and not any(part.name.isupper() or is_known(part.name) for part in below)


def unnamed_total(tops: Sequence[TableRow], is_known: Callable[[str], bool]) -> TableRow | None:
    """The first or last row, of an unknown name, that is the sum of all the others: a total, whatever it is called."""
    leaves = [row for row in tops if row.kind == "leaf"]
    if len(leaves) < 3 or any(row.kind == "total" for row in tops):
        return None
    for row in (leaves[-1], leaves[0]):
        rest = [other for other in leaves if other is not row]
        if not is_known(row.name) and any(row.vector) and is_sum(row, rest):
            return row
    return None


def looks_like_data(table: Table, at: int, columns: Sequence[int]) -> bool:
    """True for a row with numbers in the columns that are counted, and for a numbered or named row with text there."""
    cells = [table.cell(at, column) for column in columns]
    if any(is_number(cell) or (isinstance(cell, str) and cell.strip() in DASHES) for cell in cells):
        return True
    # Below a table stand signatures and places with days; a row that is numbered is one of its rows.
    first = table.names[0] if table.names else 1
    before = [plain(table.cell(at, column)) for column in range(first)]
    texts = [plain(cell) for cell in cells if plain(cell)]
    if any(WHOLE.fullmatch(cell.strip(".)")) for cell in before if cell):
        return bool(texts)
    # A heading between rows has one text of its own; a row of counts that are no numbers has one in most columns.
    # The row that numbers the columns has no name, whatever order they stand in.
    names = [plain(table.cell(at, column)).lower() for column in table.names]
    return any(name and not NUMBER.fullmatch(name) for name in names) and len(texts) * 2 > len(cells)
