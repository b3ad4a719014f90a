"""Which rows of a table are the sums of others, by the numbers before them, their names and their counts."""

import re
from collections.abc import Callable, Sequence

from cchc_metrics.intake.table_words import Names, TableRow

# «- Hộ tịch» below «Tư pháp».
DASHED = re.compile(r"\s*[-–+•*]\s*\w")


def nest(rows: Sequence[TableRow], is_known: Callable[[str], bool]) -> list[TableRow]:
    """The rows at the top, each with the rows that it sums as its children; asides are left out."""
    tops = _by_marks([row for row in rows if row.kind != "aside"])
    return _by_sums(tops, is_known)


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
    if not DASHED.match(row.name) and all(DASHED.match(part.name) for part in below):
        return True
    marks = {part.mark for part in below}
    if len(marks) == 1 and row.mark not in marks and "" not in marks:
        return True
    if is_known(row.name) and not any(is_known(part.name) for part in below):
        return True
    # Two fields with the same few dossiers are two fields, however their names are written.
    return row.name.isupper() and not any(part.name.isupper() or is_known(part.name) for part in below)


def total_without_name(tops: Sequence[TableRow], names: Names) -> TableRow | None:
    """The first or last row, of an unknown name, that is the sum of all the others: a total, whatever it is called."""
    leaves = [row for row in tops if row.kind == "leaf"]
    if len(leaves) < 3 or any(row.kind == "total" for row in tops):
        return None
    for row in (leaves[-1], leaves[0]):
        rest = [other for other in leaves if other is not row]
        is_open = not names.is_known(row.name) or names.may_be_total(row.name)
        if is_open and any(row.vector) and is_sum(row, rest):
            return row
    return None
