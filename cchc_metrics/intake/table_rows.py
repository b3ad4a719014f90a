"""The rows of a table: what the name of each says, and which are the sums of others, by numbers, names and counts."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import takewhile

from cchc_metrics.catalog.forms import Form
from cchc_metrics.intake.names import MARK
from cchc_metrics.intake.table_words import IN_BRACKETS
from cchc_metrics.intake.tables import DASHES, NUMBER, Table, is_name, is_number, plain
from cchc_metrics.text.letters import fold, same_name

# «Năm 2023», «Quý III»: a row of a period, never a group.
OF_A_PERIOD = re.compile(
    r"(?<![a-z])(?:(?:\d\d? thang (?:(?:dau|cuoi) )?)?nam|quy|thang)\s*:?\s*(?:(?:19|20)\d\d|\d\d?|i{1,3}|iv)(?!\w)"
)
OF_MONTHS = re.compile(r"(?:\d\d?|ba|sau|chin|muoi mot) thang(?: (?:dau|cuoi) nam)?")
OWN_PERIOD_ALONE = re.compile(
    r"(?:(?:so(?: lieu)?|ket qua|thuc hien) )?"
    r"(?:(?:trong )?(?P<kind>ky|tuan|thang|quy|nam) (?:nay|bao cao)|trong (?P<within>ky|tuan|thang|quy|nam))"
)
ROMAN = re.compile(r"(?=[ivxl])(x{0,3}|xl|l)(ix|iv|v?i{0,3})")
# As pivot tables of Excel write it.
TOTAL_BEHIND = " total"
LETTER = re.compile(r"[a-hđ]")
WHOLE = re.compile(r"\d+")
OUTLINE_NUMBER = re.compile(r"\d+(\.\d+)+")
# «- Hộ tịch» below «Tư pháp», also with the dash in the column of numbers.
DASHED = re.compile(r"\s*[-–+•*]\s*\w")
DASH = re.compile(r"\s*[-–+•*]\s*")

# «Lĩnh vực hộ tịch» is «Hộ tịch».
BEFORE_FIELD = re.compile(r"^(?:(?:cac|nhom) )?linh vuc[ :-]+")
# «1.», «a)» before the name of a step, which is short.
NUMBERING = re.compile(r"^\W*(?:\d+(?:\.\d+)*|[a-h])[.):]?\s+|^[\W\d]+")
LONGEST_STEP = 5

Counts = Mapping[str, float | None]


@dataclass
class TableRow:
    """A row with counts: its place, name, numbering, the field that it stands under, its counts, the rows it sums.

    `shares` are the percentages that it prints, which add up to nothing; `detail` is what a further column of names
    says of it, as the procedure beside its field. It `is_dashed` with a dash before its name or instead of its number.
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
    is_dashed: bool = False

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
        total = self.may_be_total(words)
        # Without accents «Cong chung» may be either; the sums tell.
        if self.is_known(name):
            return "leaf"
        if self.begins(words, self.form.aside):
            return "aside"
        # «Năm 2024 (cả xã)», «Tổng cộng năm 2023»: what stands in brackets may say of what the row is a part.
        inside = " ".join(IN_BRACKETS.findall(words))
        bare = IN_BRACKETS.sub(" ", words).strip(" .:-–*")
        if OWN_PERIOD_ALONE.fullmatch(fold(bare)) or OF_MONTHS.fullmatch(fold(bare)):
            return "total" if self.is_period(bare) else "aside"
        period = OF_A_PERIOD.search(fold(bare))
        if period is not None and (total or period.start() == 0):
            is_own = self.is_period(fold(bare)[period.start() :]) and not self.begins(inside, self.form.aside)
            return "total" if is_own else "aside"
        return "total" if total else "leaf"

    def may_be_total(self, name: str) -> bool:
        """True for «Tổng cộng» and «Đất đai Total», also where a group is written alike without accents."""
        words = name.strip(" .:-–*")
        if self.is_known(name) and not words.isascii():
            return False
        return fold(words).endswith(TOTAL_BEHIND) or (
            self.begins(words, self.form.total_words) and not self.begins(words, self.form.not_totals)
        )

    @staticmethod
    def begins(name: str, beginnings: Sequence[str]) -> bool:
        """True for a name that begins with one of some words, its accents alike."""
        folded_name, words = fold(name), re.split(r"[\s/,;:.(+–-]+", name)
        return any(
            folded_name.startswith(fold(beginning))
            and re.match(rf"{re.escape(fold(beginning))}(?!\w)", folded_name)
            and same_name(" ".join(words[: len(beginning.split())]).strip(" ,.:;(/"), beginning)
            for beginning in beginnings
        )


def mark_of(cells: Sequence[str], *, has_letters: bool) -> str:
    """What kind of number stands before a name: roman, letter, whole, dotted, or none."""
    for cell in cells:
        words = fold(cell).strip(" .)(")
        if not words:
            continue
        if OUTLINE_NUMBER.fullmatch(words):
            return "dotted"
        if WHOLE.fullmatch(words):
            return "whole"
        if has_letters and LETTER.fullmatch(words):
            return "letter"
        if ROMAN.fullmatch(words):
            return "roman"
        if LETTER.fullmatch(words):
            return "letter"
    return ""


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


def dashed_parts(rows: Sequence[TableRow]) -> list[tuple[TableRow, Sequence[TableRow]]]:
    """The rows of fields with the dashed rows right below them, which may be some of its dossiers, and not all."""
    return [(row, below) for row, below in _dashed_below(rows) if holds(row, below)]


def _dashed_below(rows: Sequence[TableRow]) -> Iterator[tuple[TableRow, Sequence[TableRow]]]:
    leaves = [row for row in rows if row.kind == "leaf"]
    for at, row in enumerate(leaves):
        below = list(takewhile(lambda each: each.is_dashed, leaves[at + 1 :])) if not row.is_dashed else []
        if below and any(row.vector) and not is_sum(row, below):
            yield row, below


def dashed_doubts(
    rows: Sequence[TableRow], is_known: Callable[[str], bool]
) -> list[tuple[TableRow, Sequence[TableRow], str]]:
    """The dashed rows of which no total says what they are, below the row they stand under, with what is wrong.

    Fields of the plan that are less than the row above may be parts of it or not; other rows that are more are neither.
    """
    result = []
    for row, below in _dashed_below(rows):
        names = ", ".join(f"«{each.name}»" for each in below)
        has_field, is_less = any(is_known(each.name) for each in below), holds(row, below)
        if has_field and is_less:
            problem = (
                f"{names} gạch đầu dòng dưới «{row.name}», cộng lại ít hơn: không rõ là một phần hay lĩnh vực riêng"
            )
            result.append((row, below, problem))
        elif not has_field and not is_less and is_known(row.name):
            problem = f"{names} gạch đầu dòng dưới «{row.name}» mà nhiều hơn hàng ấy"
            result.append((row, below, problem))
    return result


def holds(row: TableRow, parts: Sequence[TableRow]) -> bool:
    """True when no number of a row is less than those of others together."""
    return all(
        sum(part.counts.get(name) or 0 for part in parts) <= number
        for name, number in row.counts.items()
        if number is not None
    )


def _stands_over(row: TableRow, below: Sequence[TableRow], is_known: Callable[[str], bool]) -> bool:
    if not row.is_dashed and all(part.is_dashed for part in below):
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


def headings(table: Table) -> list[int]:
    """The lines of a table with words and no number but that of the line."""
    lines = {at: [cell for cell in table.sheet.rows[at] if plain(cell)] for at in table.body}
    return [at for at, cells in lines.items() if cells and not any(map(is_number, cells[1:]))]


def repetitions(rows: Sequence[TableRow], beside: Callable[[TableRow], Sequence[str]]) -> list[TableRow]:
    """The rows with the name and the counts of a row above, but for case, diacritics and a number before the name.

    `beside` is what stands before the counts of a row besides.
    """
    above: set[tuple[object, ...]] = set()
    result = []
    for row in rows:
        key = BEFORE_FIELD.sub("", fold(MARK.sub("", row.name))), fold(row.section), *beside(row), row.vector
        result += [row] if key in above and any(row.vector) else []
        above.add(key)
    return result


def adds_up(tops: Sequence[TableRow]) -> bool:
    """True where the last total is the sum of the rows at the top, or none is printed."""
    totals = [row for row in tops if row.kind == "total"]
    return not totals or is_sum(totals[-1], [row for row in tops if row.kind == "leaf"])


def sum_of(rows: Sequence[TableRow]) -> TableRow:
    """One row with the sums of others; what one of them does not know is not known."""
    counts = {
        name: None if any(row.counts.get(name) is None for row in rows) else sum(row.counts[name] or 0 for row in rows)
        for name in rows[0].counts
    }
    return TableRow(rows[0].at, rows[0].name, "", "", counts)


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


def names_of_steps(form: Form, path: Sequence[str], texts: Sequence[str]) -> list[str]:
    """Those of the texts of a column that name steps of settling a dossier; none where they name one step only."""
    divisions = [division for division in form.division if division.by == "step"]
    headers = [fold(header) for division in divisions for header in division.header]
    names = sorted((fold(name) for division in divisions for name in division.names), key=len, reverse=True)
    header = next(filter(None, path), "")
    bare = {text: NUMBERING.sub("", fold(text)) for text in dict.fromkeys(filter(None, texts))}
    if is_name(header, headers):
        return [*bare]
    begins = {
        text: next((name for name in names if re.match(rf"{re.escape(name)}(?!\w)", words)), "")
        for text, words in bare.items()
    }
    # «Bước 1», «Bước 2» are two steps; longer names that begin as a step does are those of procedures.
    steps = {text: text if name in headers else name for text, name in begins.items() if name}
    steps = {text: step for text, step in steps.items() if step == text or len(text.split()) <= LONGEST_STEP}
    return [*steps] if len({*steps.values()}) > 1 else []
