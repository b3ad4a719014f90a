"""Tables of where the tasks of a plan stand, as the page «Nhiệm vụ» gives them out or an office writes them."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Recurrence
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import FileContent, TaskReport, repetitions
from cchc_metrics.intake.periods import day_in, last_day_above
from cchc_metrics.intake.sheets import FARTHEST, Sheet
from cchc_metrics.intake.tables import plain
from cchc_metrics.intake.task_tables import BEFORE, COLUMNS, header_at, text_of_cell, tight_words
from cchc_metrics.intake.title_units import other_unit
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold
from cchc_metrics.text.words import STATE_UNKNOWN, STATES

# The words over the columns; the first kind whose words a header has is that of the column.
REPORT_COLUMNS: Mapping[str, Sequence[str]] = {
    "reported": ("ngay bao cao", "ngay cap nhat"),
    "state": ("tinh trang", "trang thai"),
    "share": ("ty le hoan thanh", "muc do hoan thanh", "phan tram hoan thanh", "khoi luong hoan thanh"),
    "evidence": ("minh chung", "tai lieu kiem chung", "cho thay boi", "ket qua thuc hien"),
    "remark": ("noi them", "ghi chu"),
    **COLUMNS,
}
# What offices write of a task beside the words of the screens.
STATE_WORDS: Mapping[str, Sequence[str]] = {
    "done": (
        *("hoan thanh", "da hoan thanh", "da thuc hien", "da thuc hien xong", "xong", "dat"),
        # Late or not, it is done; the words stay in the note.
        *("hoan thanh dung han", "hoan thanh truoc han", "hoan thanh som", "hoan thanh cham", "hoan thanh muon"),
        *("hoan thanh tre han", "hoan thanh qua han", "hoan thanh cham tien do", "hoan thanh sau han"),
    ),
    "in_progress": (
        *("dang trien khai", "dang thuc hien thuong xuyen", "thuong xuyen", "dang lam"),
        *("hoan thanh mot phan", "co ban hoan thanh", "dang hoan thien"),
        # Not done yet, begun or not; the words stay in the note.
        *("chua hoan thanh", "chua xong", "chua hoan thien", "chua thuc hien xong"),
    ),
    "not_started": ("chua trien khai", "chua bat dau", "chua den han"),
    "late": ("cham tien do", "qua han", "tre han", "cham han"),
}
# «Hoàn thành 80%», «Đang thực hiện (khoảng 80%)».
PART_DONE = re.compile(
    r"(?:(?:da |dang )*(?:hoan thanh|dat|thuc hien|trien khai)[\s:(]*)?(?:duoc |khoang |tren )*"
    r"(?P<share>\d{1,3}(?:[.,]\d+)?)\s*%[\s).]*(?:khoi luong|cong viec|ke hoach)?"
)
# «Hoàn thành, Kế hoạch số 09/KH-UBND»: what shows that it is done; words that say another state may say that it is not.
CLAUSE_END = re.compile(r"\s*[,;:(\n]\s*")
OTHER_STATE = re.compile(
    r"(?<!\w)(?:chua|dang|con|cham|tre|qua han|tam|dung|huy|mot phan|mot so|se|du kien|tru)(?!\w)|%"
)
# «100», «50 %» in a column of its own.
SHARE = re.compile(r"(\d{1,3}(?:[.,]\d+)?)\s*%?")
# The title of a table of tasks stands in so many lines.
TITLE_LINES = 8
EXAMPLES = 5
# All of a task in percent, and how words begin that say more than the state: when it was done, or that it is not.
WHOLE, LATER = 100, ("hoan thanh ", "chua hoan", "chua xong", "chua thuc hien xong")
# The months of a period of what recurs, and on how many of its first days a report may tell of the period before.
MONTHS: Mapping[Recurrence, int] = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
FIRST_DAYS = 10


def early_reports(reports: Sequence[tuple[str, TaskReport]], catalog: Catalog) -> list[Fault]:
    """One caution for the reports of a day that say what recurs is done when its period has hardly begun.

    Whoever reports on 5 November may tell of October; the day of the report decides, so that it counts for November.
    """
    early: dict[tuple[Recurrence, dt.date, dt.date], list[tuple[str, str]]] = {}
    for place, row in reports:
        task = catalog.tasks.get(row.task_id)
        if task is None or task.every is None or row.as_of is None or row.state != "done":
            continue
        months = MONTHS[task.every]
        first = dt.date(row.as_of.year, (row.as_of.month - 1) // months * months + 1, 1)
        if (row.as_of - first).days < FIRST_DAYS:
            early.setdefault((task.every, first, row.as_of), []).append((place, f"«{task.name[:60]}»"))
    result = []
    for (every, first, day), rows in early.items():
        year, month = divmod(12 * first.year + first.month - 1 - MONTHS[every], 12)
        period, earlier = (formats.period_of(every, one) for one in (first, dt.date(year, month + 1, 1)))
        day_before = formats.day(first - dt.timedelta(1))
        result.append(
            Fault(
                "two-readings",
                rows[0][0],
                f"báo cáo đã xong ngày {formats.day(day)} được tính cho {period}, kỳ mới bắt đầu: "
                + ", ".join(name for _, name in rows),
                f"ngày nằm trong kỳ mà báo cáo nói tới; của {earlier} thì ghi ngày {day_before}",
                f"không cần sửa, nếu việc của {period} đã xong; nếu không thì sửa ngày rồi nộp lại",
            )
        )
    return result


class TaskReports:
    """Tables of where the tasks of the plan stand, as the page «Nhiệm vụ» gives them out or an office writes them."""

    title = "Bảng tình trạng nhiệm vụ của kế hoạch"

    def matches(self, sheets: Sequence[Sheet], catalog: Catalog) -> bool:
        """True when a sheet has tasks of the plan with a column of their state."""
        return any(_reports_on(sheet, catalog) for sheet in sheets)

    def read(self, sheets: Sequence[Sheet], catalog: Catalog, unit_id: str | None) -> FileContent:
        """What is reported of each task that the plan has; other rows are told."""
        unit = unit_id or catalog.plan.unit
        faults: list[Fault] = []
        cautions: list[Fault] = []
        rows: list[tuple[str, TaskReport]] = []
        others: list[tuple[str, str]] = []
        for sheet in sheets:
            for line in () if sheet.is_hidden else _reports_on(sheet, catalog):
                words = tight_words(line.cells["state"])
                if words in (tight_words(STATE_UNKNOWN), ""):
                    continue
                if line.task_id is None:
                    others.append((line.place, line.cells["task"]))
                elif (state := _state(line.cells["state"])) is None:
                    problem, expected = f"«{line.cells['state']}» không phải tình trạng nào", ", ".join(STATES.values())
                    faults.append(Fault("unknown-value", line.place, problem, expected, "sửa ô tình trạng"))
                else:
                    rows.append((line.place, line.report(unit, state)))
                    cautions += _other_share(line, state)
            title = [plain(cell) for row in sheet.rows[:TITLE_LINES] for cell in row if plain(cell)]
            wrong = other_unit(sheet.whole, title, catalog, unit)
            faults += [wrong] if wrong else []
        faults += repetitions(rows)
        if faults:
            raise FaultError(faults)
        return FileContent(task_reports=tuple(rows), cautions=(*cautions, *_other_tasks(others)))


@dataclass(frozen=True)
class _Report:
    """A row of such a table by the kinds of its columns; `task_id` is None for a task that the plan does not have."""

    place: str
    task_id: str | None
    cells: Mapping[str, str]
    day: dt.date | None

    def report(self, unit_id: str, state: str) -> TaskReport:
        """The report of a task."""
        texts = {kind: " ".join(self.cells.get(kind, "").split()) or None for kind in ("state", "evidence", "remark")}
        # What the words say beyond the state: how much is done, that it was late, or what shows it.
        words = texts["state"] or ""
        says_more = (
            PART_DONE.fullmatch(fold(words)) or tight_words(words).startswith(LATER) or CLAUSE_END.search(words.strip())
        )
        note = "; ".join(filter(None, (texts["state"] if says_more else None, texts["remark"])))
        return TaskReport(
            unit_id=unit_id,
            task_id=self.task_id or "",
            state=state,
            as_of=self.day,
            evidence=texts["evidence"],
            note=note or None,
        )


def _other_share(line: _Report, state: str) -> Iterator[Fault]:
    """A caution where a column says how much is done, and not what the state says."""
    match = SHARE.fullmatch(line.cells.get("share", ""))
    if match is None:
        return
    share = float(match[1].replace(",", "."))
    # A share of 1 may be all of it, or one in a hundred.
    is_other = share != 1 and ((state == "done") != (share == WHOLE) or (state == "not_started" and share > 0))
    if is_other:
        problem = f"«{line.cells['state']}» bên {match[1]} % hoàn thành; tình trạng là điều được nhận"
        remedy = "sửa ô nào sai rồi nộp lại; không cần sửa, nếu tình trạng đúng"
        yield Fault("two-readings", line.place, problem, "tình trạng và tỷ lệ nói như nhau", remedy)


def _other_tasks(rows: Sequence[tuple[str, str]]) -> Iterator[Fault]:
    if rows:
        names = ", ".join(f"«{name[:60]}»" for _, name in rows[:EXAMPLES])
        problem = f"{len(rows)} dòng không phải nhiệm vụ của kế hoạch, không nhận: {names}"
        remedy, command = "không cần sửa; nhiệm vụ mới thì nhờ người quản trị thêm vào kế hoạch", "cchc plan tasks TỆP"
        yield Fault("left-out-rows", rows[0][0], problem, "tên nhiệm vụ như trong kế hoạch", remedy, command)


def _states() -> Mapping[str, str]:
    """The states by the words for them."""
    return {fold(word): state for state, word in STATES.items()} | {
        word: state for state, ways in STATE_WORDS.items() for word in ways
    }


def _state(text: str) -> str | None:
    """The state that a cell tells; None where it tells none. What is done in part is under way.

    >>> _state("Hoàn thành 80%"), _state("Hoàn thành chậm"), _state("Đã kiểm tra 2 cuộc")
    ('in_progress', 'done', None)
    >>> _state("Hoàn thành (Kế hoạch 09/KH-UBND)"), _state("Hoàn thành, còn 1 cuộc chưa kiểm tra")
    ('done', None)
    """
    share = PART_DONE.fullmatch(fold(text).strip())
    if share is None:
        first, _, rest = CLAUSE_END.sub("\n", text.strip(), count=1).partition("\n")
        is_plain = not OTHER_STATE.search(fold(rest))
        return _states().get(tight_words(text)) or (_states().get(tight_words(first)) if is_plain else None)
    percentage = float(share["share"].replace(",", "."))
    if percentage == 0:
        return "not_started"
    return "done" if percentage == WHOLE else "in_progress" if 0 < percentage < WHOLE else None


def _kind_with_states(sheet: Sheet, columns: Mapping[str, int], last: int) -> str | None:
    """The kind of column, as «Tiến độ» or «Kết quả thực hiện», that holds states and nothing else; None for none."""
    rows = [at for at in range(last, len(sheet.rows)) if text_of_cell(sheet, at, columns["task"])]
    for kind in ("due", "evidence", "product"):
        texts = [text_of_cell(sheet, at, columns[kind]) for at in rows] if kind in columns else []
        # «Thường xuyên» is when a task is due as well.
        states = [_state(text) for text in texts if text and not (kind == "due" and fold(text) == "thuong xuyen")]
        if states and None not in states:
            return kind
    return None


def _reports_on(sheet: Sheet, catalog: Catalog) -> list[_Report]:
    """The rows with a state below the first header that has such a column; none where no row is a task of the plan."""
    ids = {tight_words(task.name): task.id for task in catalog.tasks.values()}
    headers = [(at, header_at(sheet, at, REPORT_COLUMNS)) for at in range(min(len(sheet.rows), FARTHEST))]
    place = next(((at, header) for at, header in headers if header and "state" in header[0]), None)
    place = place or next(
        ((at, header) for at, header in headers if header and _kind_with_states(sheet, *header)), None
    )
    if place is None:
        return []
    first, (columns, last) = place
    if "state" not in columns:
        own = _kind_with_states(sheet, columns, last)
        columns = {("state" if kind == own else kind): column for kind, column in columns.items()}
    above = last_day_above(sheet, first)
    result = []
    for at in range(last, len(sheet.rows)):
        cells = {kind: text_of_cell(sheet, at, column) for kind, column in columns.items()}
        name = tight_words(BEFORE.sub("", cells["task"]))
        if name and cells["state"]:
            day = day_in(cells.get("reported", "")) or above
            result.append(_Report(sheet.cell(at, columns["state"]), ids.get(name), cells, day))
    return result if any(line.task_id for line in result) else []
