"""The tables of counts on a sheet: where each begins and ends, the words over its columns."""

import datetime as dt
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise, takewhile
from typing import Any

from cchc_metrics.catalog.forms import Form
from cchc_metrics.faults import Fault
from cchc_metrics.intake.headers import OF_PERIOD, Facets, facets_of
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.numbers import is_counted
from cchc_metrics.intake.sheets import LONGEST, WIDEST, Sheet
from cchc_metrics.intake.title_units import SIGNATURE, SIGNER_TITLE
from cchc_metrics.text.letters import fold, fold_heading

# A header has at most a line for each level of merged cells; blank lines stand between them in some.
DEEPEST = 8
BRACKETED = re.compile(r"\s*\([\d., ]*\d[\d., ]*\)\s*")
NUMBER = re.compile(r"'?\(?\s*'?(\d{1,2}|[a-z])\s*\)?(\s*=.*)?\)?")
FIRST = re.compile(r"\d+|[a-z]")
NUMERIC = re.compile(r"[-+']?\d[\d.,\s\xa0\u202f\u2009]*%?")
# As statistics write that there was nothing; what is not known is left blank.
DASHES = ("-", "–", "—")
# «Bản cũ», «Nháp 2»; «Nhật Quang cũ» is a commune.
DRAFT = re.compile(r"(?:(?:ban|so lieu|bieu|bang|trang|du lieu) )?(?:cu|nhap|draft|old|backup|bo di)[ _-]*\(?\d*\)?")
STT = ("stt", "tt", "so tt")
YEARS = {str(year) for year in range(1990, 2101)}
# «Nhật Quang, ngày | 14 | tháng | 12»: a day, in however many cells.
DAY = re.compile(r"(?<![a-z])(?:ngay|thang)[^a-z]*(?:thang|nam)(?![a-z])")
# Names of rows stand in the first columns.
NAMES = 3
# What stands between the cells over a column, where they are told as one.
STEP = " › "
PAGE = re.compile(r"trang\s*:?\s*\d+(?:\s*/\s*\d+)?")
# «Biểu 06a (tiếp theo)»: what stands below goes on from the page before.
GOES_ON = re.compile(r"(?<![a-z])tiep theo(?![a-z])|\((?:phan )?tiep\)$")
# «Tên thôn», «Họ và tên công chức» name the rows as «Thôn», «Công chức» do.
NAME_OF = re.compile(r"^(?:ho (?:va )?)?ten (?:cac )?")
# Signatures stand in so many cells of a line, in so many lines; where the chairman signs too it is the commune's.
SIGNERS, LAST_LINES = 3, 30
CHAIRMAN = re.compile(r"(?:pho )?chu tich(?! hoi)")
NOT_A_NAME = re.compile(r"don vi (bao cao|tinh|nhan|gui)|don vi:")


@dataclass(frozen=True)
class Table:
    """One table: first and last row of its header, the words over each column, the rows below, the rows above.

    `above` begins where the table before ends, `top` are the rows above the first table of the sheet. `names` are the
    columns that name the rows, by the first row word of the form that they have; `paths` are folded, `words` as they
    are written. `days` are those of the period over the columns, where a table has several. `sums` are columns that
    are parts of one number by their words, those with one path of the same.
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
    days: tuple[dt.date, dt.date] | None = None
    sums: frozenset[int] = frozenset()

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
    row_words, most_names = [fold(word) for word in form.row], NAMES
    headers = _headers(sheet, rows, facets, row_words)
    if not headers and form.division:
        row_words, most_names = [fold(word) for division in form.division for word in division.header], 1
        headers = _headers(sheet, rows, facets, row_words)
    result: list[Table] = []
    headers, pages = _without_pages(sheet, rows, headers, form)
    for number, (first, last) in enumerate(headers):
        before = (
            result[-1].body[-1] + 1 if result and result[-1].body else (headers[number - 1][1] + 1 if number else 0)
        )
        end = headers[number + 1][0] if number + 1 < len(headers) else len(rows)
        others = (at for at in range(last + 1, end) if at not in pages and _begins_another(sheet, rows, at))
        end = next(others, end)
        table = _table(sheet, form, rows, (first, last), range(before, first), end, row_words)
        top = result[0].above if result else table.above
        body = [at for at in table.body if at not in pages]
        # «Tháng | Kênh»: the channels are the rows, the month stands beside them.
        names = sorted(table.names, key=lambda at: most_names < NAMES and _is_of_period(form, header_of(table, at)))
        result.append(replace(table, top=top, body=body, names=names[:most_names]))
    return result


def header_of(table: Table, column: int) -> str:
    """The first words over a column, folded."""
    return next((cell for cell in table.paths[column] if cell), "")


def _is_of_period(form: Form, header: str) -> bool:
    words = [fold(word) for division in form.division if division.by == "period" for word in division.header]
    return is_name(header, words)


def _headers(
    sheet: Sheet, rows: Sequence[Sequence[str]], facets: Facets, row_words: Sequence[str]
) -> list[tuple[int, int]]:
    """First and last row of each header whose rows are named by one of some words."""
    result: list[tuple[int, int]] = []
    at = 0
    while at < len(rows):
        last = _header(sheet, rows, at, facets, row_words)
        if last is not None:
            result.append((at, last))
        at = at + 1 if last is None else last + 1
    return result


def _begins_another(sheet: Sheet, rows: Sequence[Sequence[str]], at: int) -> bool:
    """True for the header of a table of another kind, as of a survey: words only, with numbers below.

    It numbers its rows, or stands below a blank line; a heading between rows has a mark or one text.
    """
    texts = [cell for cell in rows[at] if cell]
    if len(texts) < 2 or any(map(is_number, sheet.rows[at])):
        return False
    if len(texts) > NAMES - 1 and texts[0].strip(" .") in STT:
        return True
    below = next((row for row in sheet.rows[at + 1 : at + 3] if not _is_blank(row)), ())
    is_over_numbers = any(isinstance(cell, str) and cell.strip() and not is_number(cell) for cell in below)
    is_over_numbers = is_over_numbers and any(map(is_number, below)) and len(set(texts)) == len(texts)
    return is_over_numbers and len(texts[0]) > len("viii") and (at == 0 or _is_blank(sheet.rows[at - 1]))


@dataclass(frozen=True)
class Block:
    """Rows with numbers that nothing reads: first and last row, the words of a header over them, their names."""

    first: int
    last: int
    words: Sequence[str]
    names: Sequence[str]


def unread_blocks(sheet: Sheet, read_rows: Collection[int]) -> Iterator[Block]:
    """The runs of rows with figures on a sheet that are none of those that are read.

    Days and years are no figures; above all that is read one line with a number belongs to a title.
    """
    first_read = min(read_rows, default=0)
    run: list[int] = []
    for at in range(len(sheet.rows) + 1):
        is_row = at < len(sheet.rows) and at not in read_rows and not _is_blank(sheet.rows[at])
        if is_row:
            run.append(at)
            continue
        figures = [row for row in run if _has_figure(sheet.rows[row])]
        if len(figures) > (1 if run and run[0] < first_read else 0):
            above = [row for row in run if row < figures[0]]
            head = next((row for row in reversed(above) if len(_texts(sheet.rows[row])) > 1), None)
            names = [(_texts(sheet.rows[row]) or [plain(sheet.rows[row][-1])])[0] for row in figures]
            begin = figures[0] if head is None else head
            yield Block(begin, run[-1], [] if head is None else _texts(sheet.rows[head]), names)
        run = []


def _texts(row: Sequence[Any]) -> list[str]:
    return [" ".join(cell.split()) for cell in row if isinstance(cell, str) and cell.strip() and not is_number(cell)]


def _has_figure(row: Sequence[Any]) -> bool:
    """True for a row with a number that is not its own, no year and no part of a day."""
    cells = [cell for cell in row if cell not in ("", None)]
    if is_numbering(row) or _is_day(row):
        return False
    if cells and is_number(cells[0]) and len(cells) > 1:
        cells = cells[1:]
    return any(is_number(cell) and plain(cell) not in YEARS for cell in cells)


def _without_pages(
    sheet: Sheet, rows: Sequence[Sequence[str]], headers: Sequence[tuple[int, int]], form: Form
) -> tuple[list[tuple[int, int]], set[int]]:
    """The headers but for those that are printed again on the next page, and the rows of those.

    No table of another kind stands between such a header and the one before it.
    """
    header_rows: list[tuple[int, int]] = []
    pages: set[int] = set()
    begin = 0
    for header in headers:
        first, last = header
        another = any(_begins_another(sheet, rows, at) for at in range(begin, first))
        begin = last + 1
        above = None if another or not header_rows else _page_above(sheet, rows, header_rows[-1], header, form)
        if above is None:
            header_rows.append(header)
        else:
            pages.update(range(above + 1, last + 1))
    return header_rows, pages


def _page_above(
    sheet: Sheet, rows: Sequence[Sequence[str]], before: tuple[int, int], header: tuple[int, int], form: Form
) -> int | None:
    """The last row of the page before, where a header is that of the same table on the next page; None elsewhere.

    Between the two stands nothing, the number of a page, «(tiếp theo)», or the title once more. A header in other
    words, or below the title, goes on only where that is said or where the rows are numbered on.
    """
    first, last = header
    title = {tuple(row) for row in rows[: before[0]]}
    above = first - 1
    while above > before[1] and (_is_blank(sheet.rows[above]) or tuple(rows[above]) in title):
        above -= 1
    row = sheet.rows[above]
    if above <= before[1] or not (any(map(is_number, row)) or _has_counts(row, range(NAMES))):
        return None
    goes_on = any(GOES_ON.search(cell) for at in range(above + 1, first) for cell in rows[at])
    numbers = [number_of(sheet.rows[at]) for at in range(before[1] + 1, above + 1)]
    last_number = next((number for number in reversed(numbers) if number), 0)
    below = (row for row in sheet.rows[last + 1 :] if not _is_blank(row) and not is_numbering(row))
    next_number = number_of(next(below, ()))
    is_same = rows[before[0] : before[1] + 1] == rows[first : last + 1]
    if goes_on or next_number == last_number + 1 > 1:
        is_same = is_same or _meanings(sheet, rows, before, form) == _meanings(sheet, rows, header, form)
        return above if is_same else None
    # A table that is numbered from 1 again below its total is another one.
    totals = tuple(fold(word) for word in form.total_words)
    ends = bool(numbers[-1]) or any(cell.startswith(totals) for cell in rows[above][:NAMES])
    is_same = is_same and all(_is_blank(sheet.rows[at]) for at in range(above + 1, first))
    return above if is_same and not (ends and next_number == 1) else None


def number_of(row: Sequence[Any]) -> int:
    """The number of a row in its first cells; 0 for none."""
    cells = [plain(cell).strip(" .)") for cell in row[: NAMES - 1] if plain(cell)]
    return int(cells[0]) if cells and cells[0].isdigit() and not is_numbering(row) else 0


def _meanings(
    sheet: Sheet, rows: Sequence[Sequence[str]], header: tuple[int, int], form: Form
) -> list[tuple[object, ...]]:
    """What the words over each column mean, and the words themselves where they mean nothing here."""
    facets = facets_of(form)
    result: list[tuple[object, ...]] = []
    for path in _paths(sheet, rows, *header)[0]:
        words = " ".join(dict.fromkeys(cell for cell in path if cell)).strip(" .")
        values = tuple(sorted(facets.meaning(path).values.items()))
        about = facets.of_other_period(path), facets.block(path)
        result.append((values, *about) if values else ("stt" if words in STT else re.sub(r"[^a-z0-9]", "", words),))
    while result and result[-1] == ("",):
        result.pop()
    return result


def _is_blank(row: Sequence[Any]) -> bool:
    """True for a row without cells, with the number of a page, or with «(tiếp theo)»."""
    words = " ".join(_folded_text(cell) for cell in row if cell not in ("", None)).strip()
    is_note = PAGE.fullmatch(words) is not None or GOES_ON.search(words) is not None
    return is_note or all(cell in ("", None) for cell in row)


def _folded_text(cell: Any) -> str:
    # «Tiếp nhận_Trực tuyến» is how programs write a header of two lines in one.
    return fold_heading(cell[:LONGEST]) if isinstance(cell, str) and cell else ""


def is_number(cell: Any) -> bool:
    """True for a cell that holds a number, or text that begins as one."""
    if isinstance(cell, str):
        return NUMERIC.fullmatch(cell.strip()) is not None or is_counted(cell)
    return isinstance(cell, (int, float)) and not isinstance(cell, bool)


def plain(cell: object) -> str:
    """A cell as a person reads it: a count without «.0»."""
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def is_name(cell: str, row_words: Sequence[str]) -> bool:
    """True for the folded header of a column that names the rows."""
    bare = cell.strip(" :.*")
    ways = bare, NAME_OF.sub("", bare)
    is_row = any(way.startswith(word) for way in ways for word in row_words)
    return len(bare) <= 60 and is_row and not NOT_A_NAME.match(bare)


def is_label(cell: object) -> bool:
    """True for text of a header, and for a year in it."""
    if isinstance(cell, str):
        return not is_number(cell) or cell.strip() in YEARS
    return isinstance(cell, (int, float)) and not isinstance(cell, bool) and f"{cell:g}" in YEARS


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
    if any(is_number(cell) for cell in sheet.rows[first][1:]) or _has_counts(sheet.rows[first], range(NAMES)):
        return None
    last = first
    wide = max(len(row) for row in rows[first : first + DEEPEST])
    spans = [span for span in sheet.merges if span[0] <= first <= span[2]]
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
        headings = [
            cell for column, cell in enumerate(rows[at]) if cell and _under(rows, first, at, column, spans, names)
        ]
        if not headings or (len(headings) < 2 and not facets.is_known(headings[0])):
            break
        if not any(facets.is_known(cell) or OF_PERIOD.fullmatch(cell) for cell in headings):
            units = [cell for cell in cells if isinstance(cell, str) and is_commune(cell)]
            if len(units) < len(headings) and not _divides(sheet, rows, at, spans):
                break
        last = at
    matches = sum(facets.is_known(cell) for at in range(first, last + 1) for cell in rows[at][:wide])
    return last if is_named and matches >= 2 else None


def _divides(sheet: Sheet, rows: Sequence[Sequence[str]], at: int, spans: Sequence[tuple[int, ...]]) -> bool:
    """True for a line whose texts all stand right below cells that are merged across columns: two or more below each.

    All other columns have cells that are merged down to it or beyond.
    """
    wide = [span for span in sheet.merges if span[2] == at - 1 and span[1] < span[3]]
    inside = {column for _, left, _, right in wide for column in range(left, right + 1)}
    down = {column for top, left, bottom, right in spans if bottom >= at for column in range(left, right + 1)}
    texts = {column for column, cell in enumerate(rows[at]) if cell}
    return bool(texts) and texts == inside and {*range(len(rows[at - 1]))} <= texts | down


def _under(
    rows: Sequence[Sequence[str]],
    first: int,
    at: int,
    column: int,
    spans: Sequence[tuple[int, ...]],
    names: Sequence[str],
) -> bool:
    """True when a cell stands under the header: not in the columns that number and name the rows."""
    above = next((rows[up][column] for up in range(first, at) if column < len(rows[up]) and rows[up][column]), "")
    is_row_name = column < NAMES and is_name(above, names)
    if above in STT or is_row_name or any(span[0] <= first and span[2] >= at and span[1] == column for span in spans):
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
    words = [STEP.join(dict.fromkeys(line[column] for line in raw if line[column])) for column in range(width)]
    return paths, words


def _is_day(row: Sequence[Any]) -> bool:
    return DAY.search(" ".join(fold(plain(cell)[:LONGEST]) for cell in row if cell not in ("", None))) is not None


def _has_counts(row: Sequence[Any], names: Sequence[int]) -> bool:
    """True for a row with numbers, and for one with a name whose counts are all dashes."""
    # «(50)» is a number that cannot be used; a row of them is told, and never taken for the foot.
    if sum(is_number(cell) or (isinstance(cell, str) and BRACKETED.fullmatch(cell) is not None) for cell in row) >= 2:
        return not _is_day(row)
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


def without_drafts(sheets: Sequence[Sheet]) -> list[Sheet]:
    """The sheets, those called old or a draft as hidden ones where others have cells: they are told, not read."""
    drafts = [sheet for sheet in sheets if DRAFT.fullmatch(fold(sheet.name).strip(" ._-()"))]
    if all(sheet in drafts or sheet.is_hidden or not any(map(any, sheet.rows)) for sheet in sheets):
        return list(sheets)
    return [replace(sheet, is_hidden=True) if sheet in drafts else sheet for sheet in sheets]


def unread_sheet(sheet: Sheet, *, is_hidden: bool) -> Iterator[Fault]:
    """A caution for a sheet with cells that is not read."""
    if not any(str(cell).strip() for row in sheet.rows for cell in row):
        return
    if DRAFT.fullmatch(fold(sheet.name).strip(" ._-()")):
        problem, remedy = "tên trang nói là bản cũ, bản nháp, không đọc", "muốn nộp trang này thì đổi tên trang"
        yield Fault("unread-part", sheet.whole, problem, "chỉ các trang dùng để nộp", f"không cần sửa; {remedy}")
    elif is_hidden:
        problem, expected = "trang bị ẩn trong tệp, không đọc", "chỉ các trang mà người nộp thấy"
        yield Fault("unread-part", sheet.whole, problem, expected, "không cần sửa; muốn nộp trang này thì bỏ ẩn")
    else:
        problem, remedy = "trang không đọc: không phải mẫu biểu", "không cần sửa, nếu trang không có số liệu"
        yield Fault("unread-part", sheet.whole, problem, "chỉ các trang là mẫu biểu", remedy)


def signers(rows: Sequence[Sequence[object]]) -> list[str]:
    """Who signs in the last lines of a sheet for an office; none where the chairman of the commune signs."""
    lines = [[str(cell).strip() for cell in row if str(cell or "").strip()] for row in rows[-LAST_LINES:]]
    below = list(takewhile(lambda line: len(line) <= SIGNERS, reversed(lines)))
    texts = [text for line in below for text in line]
    if any(SIGNATURE.match(fold(text)) or CHAIRMAN.match(fold(text)) for text in texts):
        return []
    return [text for text in texts if text.isupper() or fold(text) != SIGNER_TITLE.sub("", fold(text))]
