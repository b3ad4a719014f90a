"""The rows of a form: numbers read, groups held against their sums, blanks filled only where a sum proves them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc_metrics.catalog.forms import Form, Identity
from cchc_metrics.faults import Fault
from cchc_metrics.intake import limits
from cchc_metrics.intake.errors import ERRORS
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.numbers import Unreadable, count, percent
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.text import formats
from cchc_metrics.text.folding import fold

ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})[.)]?")
NUMBERED = re.compile(r"\(?\d+\)?(\s*=.*)?")


@dataclass
class FormRow:
    """One row with counts: what it stands for, its numbers by column, and the rows that it sums."""

    at: int
    name: str
    kind: str  # "group" for Roman rows, "total", or "leaf"
    counts: dict[str, float | None]
    printed: dict[str, float | None]
    children: list["FormRow"] = field(default_factory=list)
    inside: bool = False


def form_rows(sheet: Sheet, header: Header, row_column: int, form: Form, faults: list[Fault]) -> list[FormRow]:
    """The rows below the header that have a number, in their order, each checked by itself."""
    if len(sheet.rows) - header.last > limits.FORM_ROWS:
        raise limits.too_large(sheet.whole, f"{len(sheet.rows) - header.last} hàng", f"{limits.FORM_ROWS} hàng")
    printed = {part.column for part in form.printed}
    found = []
    for at in range(header.last + 1, len(sheet.rows)):
        if len(faults) > limits.FAULTS:
            break
        cells = sheet.rows[at]
        name = str(_cell(cells, row_column)).strip()
        if _is_numbering(cells, row_column) or not any(str(cell).strip() for cell in cells):
            continue
        kind = _kind([str(cell) for cell in cells[:row_column]], name, form)
        taken = {column: _cell(cells, place) for column, place in header.columns.items()}
        # Below the table stand signatures; a row that is numbered is one of its rows, whatever stands in it.
        numbered = any(NUMBERED.fullmatch(_plain(cell)) for cell in cells[:row_column])
        if not any(_plain(cell) if numbered else _looks_like_a_number(cell) for cell in taken.values()):
            continue
        if kind == "total" and not _named(name, form):
            name = next((str(cell).strip() for cell in cells[:row_column] if _named(str(cell), form)), name)
        row = FormRow(at, name, kind, {}, {})
        for column, cell in taken.items():
            into, read = (row.printed, percent) if column in printed else (row.counts, count)
            into[column] = _read(sheet.cell(at, header.columns[column]), cell, read, faults)
        _identities(sheet, header, row, form.identity, faults)
        if not name:
            faults.append(Fault(sheet.cell(at, row_column), "hàng có số nhưng không có tên",
                                "tên lĩnh vực, hoặc tổng số", "điền tên hàng, hoặc xóa hàng"))
            continue
        found.append(row)
    return found


def nest(rows: Sequence[FormRow]) -> None:
    """Give each row the rows that it sums: a Roman row those after it, a total everything at the top."""
    group: FormRow | None = None
    for row in rows:
        if row.kind == "leaf" and group:
            group.children.append(row)
            row.inside = True
        elif row.kind == "group":
            group = row
    for row in rows:
        if row.kind == "total":
            row.children = [top for top in rows if top.kind != "total" and not top.inside]


def repeated(rows: Sequence[FormRow]) -> Iterator[FormRow]:
    """The rows whose name stands above already, in the same group or at the top."""
    seen: set[tuple[int, str]] = set()
    within = 0
    for row in rows:
        within = row.at if row.kind == "group" else within
        key = within if row.inside else -1, fold(row.name)
        if row.kind != "total" and key in seen:
            yield row
        seen.add(key)


def faults_of_sums(sheet: Sheet, header: Header, rows: Sequence[FormRow]) -> Iterator[Fault]:
    """A fault for each number of a group or a total that is not the sum of its rows."""
    for row in rows:
        for column, said in row.counts.items():
            parts = [child.counts.get(column) for child in row.children]
            if row.children and said is not None and None not in parts:
                added = sum(part for part in parts if part is not None)
                if added != said:
                    at = header.columns[column]
                    yield Fault(sheet.cell(row.at, at),
                                f"«{row.name}» ghi {formats.count(said)} ở cột «{header.words(at)}», "
                                f"các hàng con cộng được {formats.count(added)}", "hàng tổng bằng tổng các hàng con",
                                "sửa số gõ nhầm, hoặc thêm hàng còn thiếu")


def _cell(cells: Sequence[Any], column: int) -> Any:
    return cells[column] if column < len(cells) else ""


def _plain(cell: Any) -> str:
    return f"{cell:g}" if isinstance(cell, float) else str(cell).strip()


def _is_numbering(cells: Sequence[Any], row_column: int) -> bool:
    """True for the row that numbers the columns: its name cell is itself a number."""
    name = _cell(cells, row_column)
    return isinstance(name, (int, float)) or (isinstance(name, str) and NUMBERED.fullmatch(name.strip()) is not None)


def _looks_like_a_number(cell: Any) -> bool:
    return not isinstance(cell, str) or cell in ERRORS or any(letter.isdigit() for letter in cell)


def _named(name: str, form: Form) -> bool:
    return fold(name).rstrip(" .:") in {fold(words) for words in form.total_words}


def _kind(before: Sequence[str], name: str, form: Form) -> str:
    if _named(name, form) or any(_named(cell, form) for cell in before):
        return "total"
    return "group" if any(ROMAN.fullmatch(cell.strip().casefold()) for cell in before) else "leaf"


def _read(place: str, cell: Any, read: Any, faults: list[Fault]) -> float | None:
    try:
        number: float | None = read(cell)
    except Unreadable as wrong:
        faults.append(Fault(place, wrong.problem, wrong.expected, "sửa ô này"))
        return None
    return number


def _identities(sheet: Sheet, header: Header, row: FormRow, identities: Sequence[Identity],
                faults: list[Fault]) -> None:
    """Hold the numbers of a row against each other; a blank is what the others leave for it, where that is proved."""
    for _ in identities:
        for identity in identities:
            _fill(row.counts, identity)
    for identity in identities:
        total, parts = row.counts.get(identity.total), [row.counts.get(part) for part in identity.parts]
        if total is None or None in parts:
            continue
        added = sum(part for part in parts if part is not None)
        if added != total:
            words = {column: header.words(header.columns[column]) for column in (identity.total, *identity.parts)}
            faults.append(Fault(
                sheet.cell(row.at, header.columns[identity.total]),
                f"hàng «{row.name}»: «{words[identity.total]}» ghi {formats.count(total)}, nhưng "
                f"{' + '.join(f'«{words[part]}»' for part in identity.parts)} = {formats.count(added)}",
                "cột tổng bằng tổng các cột con", "sửa số gõ nhầm, hoặc xuất lại biểu"))


def _fill(counts: dict[str, float | None], identity: Identity) -> None:
    """Blank parts are 0 where the others make the whole sum already, a blank sum is that of its parts."""
    known: Mapping[str, float | None] = counts
    if identity.total not in known or any(part not in known for part in identity.parts):
        return
    blank = [part for part in identity.parts if known[part] is None]
    added = sum(number for part in identity.parts if (number := known[part]) is not None)
    if known[identity.total] is None and not blank:
        counts[identity.total] = added
    elif blank and known[identity.total] == added:
        counts.update(dict.fromkeys(blank, 0.0))
