"""The head of a table of targets: where it stands, what its columns hold, and which rows are figures of the plan."""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.intake.numbers import Unreadable, count, percent
from cchc_metrics.intake.sheets import FARTHEST, Sheet
from cchc_metrics.intake.tables import YEARS, is_number, is_numbering, plain
from cchc_metrics.text.letters import fold, search_key

FIGURES = ("numerator", "denominator", "value", "sample_size", "reported_rank", "reported_of")
YEAR = re.compile(r"(?<![\d/])((?:19|20)\d{2})(?![\d/])")
NUMBERING = re.compile(r"^(?:[IVX]{1,4}|\d{1,2}(?:\.\d{1,2})*|[a-h])[.):]+\s*")

# A printed share is that of its counts when it is so near, in points.
NEAR = 0.0501

Column = tuple[str, int | None]


@cache
def target_words() -> Mapping[str, frozenset[str]]:
    """The words over the columns by what they mean, folded, from target_words.toml."""
    text = Path(__file__).with_name("target_words.toml").read_text(encoding="utf-8")
    return {kind: frozenset(map(bare, ways)) for kind, ways in tomllib.loads(text).items()}


@cache
def _kinds() -> Mapping[str, str]:
    apart = ("aside", "percent", "unused", "limits", "expected", "over", "short", "total", "met", "done")
    return {word: kind for kind, ways in target_words().items() if kind not in apart for word in ways}


def bare(words: str) -> str:
    """Folded words without signs; signs alone, such as «%», stay."""
    return search_key(words) or fold(words)


@dataclass(frozen=True)
class TargetSheet:
    """A table on a sheet: the row of its header, its columns by what they mean and their year, and the words unread.

    `unproven` are the words of two columns of counts and a share that no row shows to be that of the counts.
    """

    sheet: Sheet
    header: int
    columns: Mapping[Column, int]
    twice: Sequence[str]
    unread: Sequence[str]
    unproven: Sequence[str] = ()

    def cell(self, at: int, kind: str, year: int | None = None) -> Any:
        """What stands in a row below the column of a kind, that of the year first; "" where there is none."""
        column = self.columns.get((kind, year))
        # Where columns name several years, one that names none is of no year.
        if column is None and (kind not in FIGURES or len(self.years) == 1):
            column = self.columns.get((kind, None))
        row = self.sheet.rows[at]
        return row[column] if column is not None and column < len(row) else ""

    def text(self, at: int, kind: str) -> str:
        """A cell as words; a whole number without a decimal sign."""
        cell = self.cell(at, kind)
        if isinstance(cell, float) and cell.is_integer():
            return str(int(cell))
        return plain(cell) if cell not in ("", None) else ""

    def place(self, at: int, kind: str, year: int | None = None) -> str:
        """The cell of a row below the column of a kind."""
        return self.sheet.cell(at, self.columns.get((kind, year), self.columns.get((kind, None), 0)))

    @property
    def years(self) -> Sequence[int | None]:
        """The years that the columns of figures name; None where none does."""
        return sorted({year for _, year in self.columns if year}) or [None]

    @property
    def has_counts(self) -> bool:
        """True when it has columns of both counts."""
        return {"numerator", "denominator"} <= {kind for kind, _ in self.columns}

    @property
    def body(self) -> Iterator[int]:
        """The rows below the header that have a name, without numbers of columns."""
        for at in range(self.header + 1, len(self.sheet.rows)):
            if self.text(at, "name") and not is_numbering([plain(cell) for cell in self.sheet.rows[at]]):
                yield at

    def has_figure(self, at: int) -> bool:
        """True when a row holds something below a column of figures."""
        years = self.years
        return any(str(self.cell(at, kind, year)).strip() not in ("", "-", "–") for kind in FIGURES for year in years)


def target_sheet(sheet: Sheet, catalog: Catalog) -> TargetSheet | None:
    """The table of targets on a sheet; None where no row is named as one of the plan, and no columns are of counts."""
    if sheet.is_hidden:
        return None
    for at in range(min(len(sheet.rows), FARTHEST)):
        cells, last = _header(sheet, at)
        columns, twice, unread = _columns(cells)
        counts = None if any(kind in FIGURES[:2] for kind, _ in columns) else _counts_of(cells)
        unproven = counts and [cells[each] for each in counts]
        if counts and _is_share_of(sheet.rows[last + 1 :], *counts):
            columns |= {(kind, None): each for kind, each in zip(FIGURES, counts, strict=False)}
            twice, unread = ([words for words in each if words not in (unproven or ())] for each in (twice, unread))
            unproven = None
        wholes = {} if counts else _wholes_of(cells, columns, sheet.rows[last + 1 :])
        for year, each in wholes.items():
            columns |= {("numerator", year): columns.pop(("value", year)), ("denominator", year): each}
            unread = [words for words in unread if words != cells[each]]
        kinds = {kind for kind, _ in columns}
        if "name" not in kinds or not ({"numerator", "denominator"} <= kinds or "value" in kinds):
            continue
        table = TargetSheet(sheet, last, columns, twice, unread, unproven or ())
        names = names_of(catalog)
        if any(
            key_of(table.text(row, "name")) in names or (table.has_counts and table.has_figure(row))
            for row in table.body
        ):
            return table
    return None


def _counts_of(cells: Sequence[str]) -> tuple[int, int, int] | None:
    """The columns «Số đạt», «Tổng số» and «Tỷ lệ» of a header; None where it does not have one of each."""
    words = target_words()
    kinds = (words["met"], words["total"], words["percent"])
    columns = [[at for at, cell in enumerate(cells) if cell and bare(cell) in kind] for kind in kinds]
    return (columns[0][0], columns[1][0], columns[2][0]) if all(len(each) == 1 for each in columns) else None


def _wholes_of(
    cells: Sequence[str], columns: Mapping[Column, int], rows: Sequence[Sequence[Any]]
) -> Mapping[int | None, int]:
    """The columns «Tổng» by year beside «Thực hiện», where the rows show that these are counts and those their wholes.

    All columns of values or none: a header that means counts in one year does so in the others.
    """
    words, result = target_words(), dict[int | None, int]()
    values = {year: at for (kind, year), at in columns.items() if kind == "value"}
    for at, cell in enumerate(cells):
        years = [int(year) for year in YEAR.findall(cell)]
        year = years[0] if len(years) == 1 else None
        if bare(YEAR.sub(" ", cell)) in words["total"] and year in values and year not in result:
            result[year] = at
    done = all(bare(YEAR.sub(" ", cells[at])) in words["done"] for at in values.values())
    pairs = [
        (row[at], row[result[year]])
        for year, at in values.items()
        if year in result
        for row in rows
        if len(row) > max(at, result[year])
    ]
    numbers = [(over, under) for over, under in pairs if is_number(over) and is_number(under)]
    with suppress(Unreadable):
        counts = [(count(over) or 0, count(under) or 0) for over, under in numbers]
        is_share = all(under in (0, 1, 100) for _, under in counts)
        if (
            done
            and counts
            and not is_share
            and result.keys() == values.keys()
            and all(over <= under for over, under in counts)
            and _are_counts(counts)
        ):
            return result
    return {}


def _are_counts(counts: Sequence[tuple[float, float]]) -> bool:
    """True where no number may be a percentage; «50» of 50 counts as «1900» of 2000 beside it does, alone it may be."""
    doubtful = [each for each in counts if _may_be_share(each)]
    return len(doubtful) < len(counts) and all(over == under for over, under in doubtful)


def _may_be_share(counts: tuple[float, float]) -> bool:
    """True for a number up to 100 that may be a percentage of the whole beside it, rounded: 99 beside 1.204."""
    over, under = counts
    return 0 < over <= 100 and abs(100 * round(over * under / 100) / under - over) <= 0.5


def _is_share_of(rows: Sequence[Sequence[Any]], over: int, under: int, share: int) -> bool:
    """True when a row shows that the share is that of the two counts."""
    for row in rows:
        with suppress(Unreadable, IndexError):
            part, whole, printed = count(row[over]), count(row[under]), percent(row[share])
            if (
                part is not None
                and whole
                and printed
                and 0 < part < whole
                and min(abs(100 * part / whole - printed), abs(part / whole - printed) * 100) <= NEAR
            ):
                return True
    return False


def _header(sheet: Sheet, at: int) -> tuple[list[str], int]:
    """The words over the columns of a header of one line or two, and its last line.

    «Năm 2024» over «Tử số» gives it its year, «Số liệu» nothing; other words stay before it: «Năm trước Tử số».
    """
    upper = [plain(cell) if isinstance(cell, str) or plain(cell) in YEARS else "" for cell in sheet.rows[at]]
    lower = [plain(cell) if isinstance(cell, str) else "" for cell in (sheet.rows[at + 1 : at + 2] or [()])[0]]
    kinds = _kinds()
    names = [column for column, words in enumerate(upper) if kinds.get(search_key(words)) == "name"]
    is_second = names and not any(column < len(lower) and lower[column] for column in names)
    if not is_second or not any(kinds.get(search_key(words)) in FIGURES for words in lower):
        return upper, at
    cells: list[str] = []
    over = ""
    for column in range(max(len(upper), len(lower))):
        above, below = (line[column] if column < len(line) else "" for line in (upper, lower))
        over = above or over
        years = YEAR.findall(over)
        bare = " ".join(YEAR.sub(" ", search_key(over)).split())
        is_plain = bare in target_words()["over"] or (len(years) == 1 and bare in ("", "nam"))
        cells.append(above if not below else f"{below} {' '.join(years)}".strip() if is_plain else f"{over} {below}")
    return cells, at + 1


def _columns(row: Sequence[Any]) -> tuple[dict[Column, int], list[str], list[str]]:
    """The columns of a header by kind and year, the words of those that come twice, and of those that mean nothing."""
    columns: dict[Column, int] = {}
    twice: list[str] = []
    unread: list[str] = []
    kinds, unused = _kinds(), target_words()["unused"]
    for at, cell in enumerate(row):
        words = search_key(cell.replace("_", " ")) if isinstance(cell, str) else ""
        years = YEAR.findall(words)
        bare = " ".join(YEAR.sub(" ", words).split())
        kind = kinds.get(words) or kinds.get(bare) or kinds.get(bare.removesuffix(" nam").strip())
        year = int(years[0]) if len(years) == 1 and kind in FIGURES else None
        if kind == "year" and years:
            kind = None
        if kind is None:
            unread += [plain(cell)] if words and words not in unused and bare not in unused else []
        elif (kind, year) in columns:
            twice.append(plain(cell))
        else:
            columns[kind, year] = at
    # «Kết quả» beside «Kết quả 2023»: the year of the table, and another to compare it with.
    for kind, year in [each for each in columns if each[1] and (each[0], None) in columns]:
        unread.append(plain(row[columns.pop((kind, year))]))
    return columns, twice, unread


def key_of(name: str) -> str:
    """The name of a row as `names_of` has it, without a number before it."""
    return _full_words(NUMBERING.sub("", name.strip()))


@cache
def _short_words() -> Mapping[str, str]:
    return {short: full for short, _, full in (words.partition(" ") for words in target_words()["short"])}


def _full_words(name: str) -> str:
    """A name as `search_key` has it, abbreviations written out."""
    return " ".join(_short_words().get(word, word) for word in search_key(name).split())


def names_of(catalog: Catalog) -> Mapping[str, Sequence[str]]:
    """The ids of the indicators by their names and short names, without case, diacritics and signs."""
    result: dict[str, list[str]] = {}
    for indicator in catalog.indicators.values():
        for name in dict.fromkeys(map(_full_words, (indicator.name, indicator.short, indicator.id))):
            result.setdefault(name, []).append(indicator.id)
    return result
