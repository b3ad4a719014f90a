"""Where the header of a table stands on a sheet, and which column is which, told by words and never by position."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from cchc_metrics.catalog.forms import Column, steps
from cchc_metrics.intake.sheets import WIDEST, Sheet
from cchc_metrics.text.search import fold

# A header has at most a line for each level of merged cells.
DEEPEST = 4
# The same few headers come again and again.
KEPT = 4096

Cells = tuple[str, ...]
Twice = list[tuple[str, int]]


@dataclass(frozen=True)
class Header:
    """The header of a table: first and last row, the columns found by id, those found twice, and the cells."""

    first: int
    last: int
    columns: Mapping[str, int]
    twice: Sequence[tuple[str, int]]
    cells: Sequence[Sequence[Any]]

    @cached_property
    def _paths(self) -> list[Cells]:
        said = [
            tuple(" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row[:WIDEST])
            for row in self.cells
        ]
        return _paths(said, 0, len(said) - 1)

    @property
    def width(self) -> int:
        """How many columns it has."""
        return len(self._paths)

    def words(self, column: int) -> str:
        """The words over a column, from top to bottom."""
        return " > ".join(dict.fromkeys(word for word in self._paths[column] if word))


def find_header(sheet: Sheet, wanted: Sequence[Column]) -> Header | None:
    """The header with the most of the wanted columns, the required ones first; None when no row has any."""
    found = _find(sheet.top, tuple(wanted))
    if found is None:
        return None
    first, last, columns, twice = found
    return Header(first, last, columns, twice, sheet.rows[first : last + 1])


# A file is looked at for every layout that it might have, and read again whenever the store is built.
@lru_cache(32)
def _find(rows: tuple[Cells, ...], wanted: tuple[Column, ...]) -> tuple[int, int, dict[str, int], Twice] | None:
    required = {column.id for column in wanted if column.required}
    best: tuple[tuple[int, int, int], tuple[int, int, dict[str, int], Twice]] | None = None
    for first, last in _windows(rows, wanted):
        found, twice = _columns(_paths(rows, first, last), wanted)
        # The more of the required columns the better; then the more of all; then the fewer lines.
        score = (len(required & set(found)), len(found), first - last)
        if found and (best is None or score > best[0]):
            best = score, (first, last, found, twice)
    return best[1] if best else None


def _windows(rows: Sequence[Cells], wanted: Sequence[Column]) -> Iterator[tuple[int, int]]:
    """First and last row of what may be a header: the upper words stand in the first, the lower ones in the last."""
    upper, lower = _ends(tuple(column.header for column in wanted))
    begins = [number for number, row in enumerate(rows) if _has(row, upper)]
    ends = [number for number, row in enumerate(rows) if _has(row, lower)]
    yield from ((first, last) for first in begins for last in ends if first <= last < first + DEEPEST)


@lru_cache(KEPT)
def _has(row: Cells, steps: tuple[str, ...]) -> bool:
    return any(_is(cell, step) for cell in row if cell for step in steps)


@lru_cache(KEPT)
def _ends(headers: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    parted = [_steps(header) for group in headers for header in group]
    return tuple({part[0] for part in parted}), tuple({part[-1] for part in parted})


@lru_cache(KEPT)
def _steps(header: str) -> tuple[str, ...]:
    return tuple(("=" if step.startswith("=") else "") + fold(step.lstrip("=")) for step in steps(header))


def _paths(rows: Sequence[Cells], first: int, last: int) -> list[Cells]:
    """The words over each column from top to bottom, with merged cells spread.

    An empty cell has the words on its left, if both stand under the same cell and something stands below.
    """
    width = max(len(row) for row in rows[first : last + 1])
    done: list[list[str]] = []
    for number in range(first, last + 1):
        filled = [*rows[number], *[""] * (width - len(rows[number]))]
        below = rows[number + 1 : last + 1]
        for column in range(1, width):
            if (
                not filled[column]
                and filled[column - 1]
                and all(above[column] == above[column - 1] for above in done)
                and any(column < len(row) and row[column] for row in below)
            ):
                filled[column] = filled[column - 1]
        done.append(filled)
    return list(zip(*done, strict=True))


def _columns(paths: Sequence[Cells], wanted: Sequence[Column]) -> tuple[dict[str, int], Twice]:
    """The columns found by id, and those that a second column has the words of."""
    found: dict[str, int] = {}
    twice: Twice = []
    headers = tuple((column.id, column.header) for column in wanted)
    for at, path in enumerate(paths):
        name = _best(path, headers)
        if name is not None and name in found:
            twice.append((name, at))
        elif name is not None:
            found[name] = at
    return found, twice


@lru_cache(KEPT)
def _best(path: Cells, headers: tuple[tuple[str, tuple[str, ...]], ...]) -> str | None:
    """The wanted column whose header fits the path best: the one that names the most of it."""
    cells = [cell for number, cell in enumerate(path) if cell and (not number or cell != path[number - 1])]
    fits = [
        (sum(map(len, _steps(header))), name)
        for name, ways in headers
        for header in ways
        if cells and _fits(cells, _steps(header))
    ]
    return max(fits, key=lambda fit: fit[0])[1] if fits else None


def _fits(cells: Sequence[str], wanted: Cells) -> bool:
    # The last step names the column itself, so it stands in the lowest cell.
    if not _is(cells[-1], wanted[-1]):
        return False
    at = 0
    for cell in cells:
        if at < len(wanted) and _is(cell, wanted[at]):
            at += 1
    return at == len(wanted)


def _is(cell: str, step: str) -> bool:
    return cell == step[1:] if step.startswith("=") else step in cell
