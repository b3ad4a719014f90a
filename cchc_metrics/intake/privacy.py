"""Where a register holds personal data: its columns and cells, told by kind and place and never quoted."""

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from cchc_metrics.catalog.feedback import FeedbackRegister, Group
from cchc_metrics.faults import Fault
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.personal import PHONE, Finding, personal_data
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import is_numbering
from cchc_metrics.text import formats
from cchc_metrics.text.search import fold

# How many cells a fault names besides its first one.
MOST_CELLS = 12
# These columns hold days, which look like other numbers.
DAYS = ("received", "due", "answered")
REMEDY = "xóa phần này khỏi tệp rồi nộp lại; sổ của chương trình không giữ dữ liệu cá nhân"
EXPECTED = "không có dữ liệu cá nhân của người gửi (Nghị định 13/2023/NĐ-CP)"


def personal_faults(
    sheets: Sequence[Sheet], headers: Mapping[int, Header], register: FeedbackRegister
) -> Iterator[Fault]:
    """A fault for each column that is of personal data and not empty, and one for each kind found in another column."""
    for finding in findings(_plain_name(sheets[0].file)) if sheets else ():
        yield Fault("personal-data", sheets[0].file, f"tên tệp có {finding}", EXPECTED, "đổi tên tệp rồi nộp lại")
    names = _names_of(register)
    for sheet in sheets:
        header = headers.get(id(sheet))
        body = header.last + 1 if header else len(sheet.rows)
        closed = set(_closed_columns(header, register)) if header else set()
        days = {header.columns[name] for name in DAYS if name in header.columns} if header else set()
        found: dict[tuple[int, str], list[tuple[int, Finding]]] = {}
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if column in closed and at >= body:
                    if str(cell).strip(" -–—.") and not is_numbering(row):
                        found.setdefault((column, ""), []).append((at, Finding("", 0, 0)))
                elif not (isinstance(cell, str) and fold(cell) in names):
                    for finding in _in_cell(cell, day=column in days):
                        found.setdefault((column, finding.kind), []).append((at, finding))
        for (column, kind), cells in found.items():
            yield _fault_of(sheet, header, column, kind, cells)


def _names_of(register: FeedbackRegister) -> frozenset[str]:
    """Words that a register may have in its cells although they look like the name of a person: «Quang Yên»."""
    groups: Sequence[Group] = (*register.kind, *register.channel, *register.field, *register.place)
    named = {fold(word) for group in groups for word in (group.name, *group.also)}
    roles = {fold(word) for state in register.state for word in state.words}
    roles |= {fold(word) for opinion in register.opinion for word in opinion.words}
    return frozenset(named | roles)


def _fault_of(
    sheet: Sheet, header: Header | None, column: int, kind: str, cells: Sequence[tuple[int, Finding]]
) -> Fault:
    """The fault of one column: its first cell, what is there, and which other cells have the same."""
    rows = list(dict.fromkeys(at for at, _ in cells))
    named = [sheet.cell(at, column).rpartition(" ")[2] for at in rows[1 : MOST_CELLS + 1]]
    others = f"; cũng ở {', '.join(named)}" if named else ""
    others += f" và {formats.count(len(rows) - 1 - len(named))} ô nữa" if len(rows) - 1 > len(named) else ""
    if kind or header is None:
        return Fault("personal-data", sheet.cell(rows[0], column), f"có {cells[0][1]}{others}", EXPECTED, REMEDY)
    return Fault(
        "personal-data",
        sheet.cell(rows[0], column),
        f"cột «{header.words(column)}» là cột dữ liệu cá nhân, có {formats.count(len(rows))} ô không trống",
        EXPECTED,
        "xóa cả cột này khỏi tệp rồi nộp lại; sổ của chương trình không giữ dữ liệu cá nhân",
    )


def _closed_columns(header: Header, register: FeedbackRegister) -> Iterator[int]:
    """The columns whose header says that they hold personal data."""
    own = set(header.columns.values())
    width = max((len(row) for row in header.cells), default=0)
    for column in range(width):
        cells = [fold(str(row[column])) for row in header.cells if column < len(row) and str(row[column]).strip()]
        if column not in own and cells and any(_is(cells[-1], word) for word in register.personal):
            yield column


def _is(cell: str, word: str) -> bool:
    return cell == fold(word[1:]) if word.startswith("=") else fold(word) in cell


def _in_cell(cell: Any, *, day: bool) -> Sequence[Finding]:
    if isinstance(cell, str):
        return findings(cell) if len(cell) > 1 else ()
    # A number kept as a number has lost the zero that a telephone number begins with.
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and not day and cell == cell and cell >= 10**8:
        digits = f"{cell:.0f}"
        if len(digits) == 9 and digits[0] in "35789" and int(digits) % 1000:
            return (Finding(PHONE, 1, 1),)
        return findings(digits) or findings(f"0{digits}")
    return ()


@lru_cache(20_000)
def findings(text: str) -> tuple[Finding, ...]:
    """The personal data of a text; the same texts come again and again."""
    return tuple(personal_data(text))


def _plain_name(name: str) -> str:
    """The name of a file as words."""
    return name.rpartition(".")[0].replace("_", " ").replace("-", " ") or name
