"""Tasks of a plan from a table, such as an annex in Word, Excel or CSV: task, owner, due, product."""

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Area, Cite, Owner, Task
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import Open, Question
from cchc_metrics.intake.periods import PART, last_day_in
from cchc_metrics.intake.sheets import FARTHEST, Container, Sheet, container_of, lines, sheets
from cchc_metrics.intake.tables import plain
from cchc_metrics.text.letters import fold

# The words over the columns; the first kind whose words a header has is that of the column.
COLUMNS: Mapping[str, Sequence[str]] = {
    "partners": ("phoi hop", "tham gia"),
    "owner": (
        *("chu tri", "phu trach", "thuc hien boi", "don vi thuc hien", "co quan thuc hien", "bo phan"),
        *("nguoi thuc hien", "chiu trach nhiem", "phan cong", "to chuc thuc hien", "don vi, ca nhan"),
    ),
    "due": ("thoi gian", "thoi han", "han hoan thanh", "tien do", "ngay hoan thanh"),
    "product": ("san pham", "ket qua", "dau ra"),
    "money": ("kinh phi", "du toan"),
    "note": ("ghi chu",),
    "task": ("nhiem vu", "noi dung", "cong viec", "hoat dong", "giai phap", "ten viec"),
    "area": ("linh vuc",),
}
EVERY = {"thang": "month", "quy": "quarter", "6 thang": "half-year", "sau thang": "half-year", "nam": "year"}
# «Hằng quý», «Trước ngày 25 tháng cuối quý», and «Quý, 6 tháng, năm» of what is reported on each of them.
OFTEN = re.compile(
    r"(?:hang|moi|dinh ky|(?:thang )?cuoi (?:cac|moi|hang))\s*(6 thang|sau thang|thang|quy|nam)"
    r"|thang cuoi (quy)(?!\s*[ivx\d])"
    r"|^(?:bao cao )?(thang|quy|6 thang|sau thang)(?=\s*[,/;]\s*(?:quy|6 thang|sau thang|nam)(?!\s*[\d]))"
)
# «Tháng 6, tháng 12/2024»: the last of them; read together the first would be a day.
EARLIER_MONTH = re.compile(r"thang\s*\d{1,2}\s*(?:[,;]|va)\s*(?=thang\s*\d)")
WITH_DAY = re.compile(r"\d{1,2}[/.-]\d{1,2}[/.-]20\d\d(?!\d)")
WITH_YEAR = re.compile(r"(?<!\d)20\d\d(?!\d)")
SEVERAL = re.compile(r"[,;]|(?<![a-z])va(?![a-z])")
MARK = re.compile(r"^(?:(\d+(?:\.\d+)*)|([ivxl]+)|([a-zđ]))[.)]?$")
BEFORE = re.compile(r"^\s*(?:\d+(?:\.\d+)*|[IVXL]+|[a-zđ])[.)]\s+")
LETTERS = re.compile(r"[^a-z0-9]+")
SEPARATOR = re.compile(r"\s*(?:[;\n]|,(?=\s*(?:[Cc]ông chức|[Bb]ộ phận|[Bb]an)))\s*")
DEEPEST = 3
ENDS = ("hoan thanh", "ket thuc", "ngay ket thuc", "ngay hoan thanh", "den ngay", "den")
DAY_OF_YEAR = re.compile(r"(?<![\d/])(\d{1,2}/\d{1,2})(?![\d/])")


@dataclass(frozen=True)
class FoundTask:
    """A task of a table with the place where it stands; `known_id` is the id that the plan already has it under."""

    place: str
    task: Task
    known_id: str | None = None


@dataclass
class TaskTable:
    """What a table gives, and what should be looked at again."""

    tasks: list[FoundTask] = field(default_factory=list)
    cautions: list[Fault] = field(default_factory=list)


def tasks_in(
    name: str,
    data: bytes,
    catalog: Catalog,
    *,
    document: str | None = None,
    place: str | None = None,
    areas: Mapping[str, str] | None = None,
    owners: Mapping[str, str] | None = None,
) -> TaskTable:
    """The tasks of every table of a file.

    `document` is the id of the document that they are cited from, that of the plan where none is given, and `place`
    the place in it, such as «Phụ lục I». `areas` and `owners` answer for headings and posts that the plan does not
    know: as they are written → id, for an owner "" for none.
    Raises: Open with what is left open, FaultError with every fault.
    """
    parts = [lines(name, data)] if container_of(data) is Container.TEXT else sheets(name, data)
    reader = _Reader(catalog, document or catalog.plan.cite.document, place, areas or {}, owners or {})
    for sheet in parts:
        if not sheet.is_hidden:
            reader.read(sheet)
    return reader.table(name)


class _Reader:
    def __init__(
        self, catalog: Catalog, document: str, place: str | None, areas: Mapping[str, str], owners: Mapping[str, str]
    ) -> None:
        self._catalog, self._document, self._place = catalog, document, place
        self._areas = {fold(words): name for words, name in areas.items()}
        self._owners = {fold(words): name for words, name in owners.items()}
        self._ids = {tight_words(task.name): task.id for task in catalog.tasks.values()}
        self._numbers = _numbers(catalog)
        self._table = TaskTable()
        self._faults: list[Fault] = []
        self._questions: list[Question] = []
        self._headers = 0
        for kind, answers, ids in (("area", areas, catalog.areas), ("owner", owners, catalog.owners)):
            for value in answers.values():
                if value and value not in ids:
                    self._faults.append(
                        Fault("unknown-id", f"--{kind} …={value}", f"không có mã «{value}»", ", ".join(ids), "sửa mã")
                    )
        if document not in catalog.documents:
            self._faults.append(
                Fault(
                    "unknown-id",
                    f"--document {document}",
                    f"không có văn bản nào mã «{document}» trong kế hoạch",
                    ", ".join(catalog.documents),
                    "sửa mã, hoặc thêm văn bản vào kế hoạch",
                )
            )

    def table(self, name: str) -> TaskTable:
        if self._questions:
            raise Open(self._questions, self._faults, self._table.cautions)
        if not self._table.tasks and not self._faults:
            problem = "bảng không có nhiệm vụ nào" if self._headers else "không thấy bảng nhiệm vụ nào"
            self._faults.append(
                Fault(
                    "empty-list",
                    name,
                    problem,
                    "bảng có cột nhiệm vụ và một trong các cột: chủ trì, thời gian, sản phẩm",
                    "nộp phụ lục có bảng nhiệm vụ (Excel, Word hoặc CSV)",
                )
            )
        if self._faults:
            raise FaultError(self._faults, self._table.cautions)
        return self._table

    # The sheet.

    def read(self, sheet: Sheet) -> None:
        columns: dict[str, int] = {}
        area: str | None = None
        place = self._place
        self._year: int | None = None
        at = 0
        while at < len(sheet.rows):
            header = header_at(sheet, at)
            if header is not None:
                self._year = self._year or _year_above(sheet, at)
                columns, at = header
                self._headers += 1
                continue
            if columns and not _has_tasks(sheet, at, columns):
                # Signatures and receivers below the last task are headings of nothing.
                return
            if columns:
                area = self._row(sheet, at, columns, area, place)
            elif self._place is None:
                place = _annex(sheet.rows[at]) or place
            at += 1

    def _row(
        self, sheet: Sheet, at: int, columns: Mapping[str, int], area: str | None, place: str | None
    ) -> str | None:
        cells = {kind: text_of_cell(sheet, at, column) for kind, column in columns.items()}
        mark = text_of_cell(sheet, at, 0) if columns["task"] > 0 else ""
        name = BEFORE.sub("", cells["task"]).strip()
        if not name:
            # A heading merged over the whole table stands in its first cell.
            heading = next((plain(cell) for cell in sheet.rows[at] if plain(cell)), "")
            name, cells = (heading, {}) if len(heading) > 3 else ("", cells)
        details = [kind for kind in ("owner", "due", "product", "partners", "money") if cells.get(kind)]
        if not name or _is_numbering(sheet.rows[at]):
            return area
        if not details:
            return self._heading(sheet, at, name, mark, area, columns)
        if cells.get("area"):
            area = self._area(sheet.cell(at, columns["area"]), cells["area"]) or area
        if area is None:
            self._ask_area(sheet.cell(at, columns["task"]), name)
            self._posts(sheet.cell(at, 0), cells.get("owner", ""))
            return None
        self._task(sheet, at, name, area, cells, mark, place)
        return area

    def _heading(
        self, sheet: Sheet, at: int, name: str, mark: str, area: str | None, columns: Mapping[str, int]
    ) -> str | None:
        """The area from here on; a row with nothing but a name that is none is left out, and told."""
        result = self._area_of(name)
        if result:
            return result
        upper = MARK.match(fold(mark))
        if name.isupper() or (upper and upper[2]):
            self._ask_area(sheet.cell(at, columns["task"]), name)
            return area
        # Words below the table: signatures, notes.
        if mark:
            self._table.cautions.append(
                Fault(
                    "unread-part",
                    sheet.cell(at, columns["task"]),
                    f"«{name[:60]}» chỉ có tên, được coi là tiêu đề của nhóm",
                    "nhiệm vụ có người chủ trì, thời gian hoặc sản phẩm",
                    "không cần sửa, nếu đó là tiêu đề; nếu là nhiệm vụ thì điền cột chủ trì",
                )
            )
        return area

    def _ask_area(self, place: str, name: str) -> None:
        choices = tuple((area.id, area.name) for area in self._catalog.areas.values())
        question = Question("area", name, place, name, choices)
        if question not in self._questions:
            self._questions.append(question)

    def _area(self, place: str, words: str) -> str | None:
        result = self._area_of(words)
        if result is None:
            self._ask_area(place, words)
        return result

    def _area_of(self, words: str) -> str | None:
        answer = self._areas.get(fold(words))
        if answer:
            return answer
        bare = tight_words(BEFORE.sub("", words))
        areas: Sequence[Area] = list(self._catalog.areas.values())
        exact = [area for area in areas if bare in (tight_words(area.name), tight_words(area.short))]
        within = [area for area in areas if tight_words(area.name) in bare] or [
            area for area in areas if f" {tight_words(area.short)} " in f" {bare} "
        ]
        result = exact or within
        return result[0].id if len(result) == 1 else None

    def _task(
        self, sheet: Sheet, at: int, name: str, area: str, cells: Mapping[str, str], mark: str, place: str | None
    ) -> None:
        where = sheet.cell(at, 0)
        name = " ".join(name.split()).rstrip(" .;")
        known_id = self._ids.get(tight_words(name))
        posts = self._posts(where, cells.get("owner", ""))
        due = _due(cells.get("due", ""), self._year)
        notes = [f"tệp {where}"]
        row: dict[str, Any] = {"owner": posts[0] if posts else None, "due": due}
        row |= self._rest(cells, posts, notes, due=due is not None)
        number = self._numbers.get(area, 0) + (known_id is None)
        if known_id is None:
            self._numbers[area] = number
        citation = " · ".join(filter(None, (place, f"dòng {mark}" if mark else "")))
        task = Task(
            id=known_id or f"{_prefix(self._catalog, area)}-{number:02d}",
            area=area,
            name=name,
            order=number,
            cite=Cite(document=self._document, place=citation),
            note="; ".join(notes),
            **row,
        )
        before = next((entry for entry in self._table.tasks if tight_words(entry.task.name) == tight_words(name)), None)
        if before is not None:
            self._table.cautions.append(
                Fault(
                    "duplicate-row",
                    where,
                    f"«{name[:60]}» đã có ở {before.place}",
                    "mỗi nhiệm vụ một dòng",
                    "không cần sửa; chỉ dòng đầu được nhận",
                )
            )
            return
        self._table.tasks.append(FoundTask(where, task, known_id))

    @staticmethod
    def _rest(cells: Mapping[str, str], posts: Sequence[str], notes: list[str], *, due: bool) -> dict[str, Any]:
        """What the model has a field for, as that; all else as a note."""
        often = OFTEN.search(fold(cells.get("due", "")))
        row: dict[str, Any] = {
            "product": " ".join(cells.get("product", "").split()),
            "every": EVERY[next(filter(None, often.groups()))] if often else None,
            "joint": tuple(posts[1:]),
        }
        for kind, label in (("partners", "phối hợp"), ("money", "kinh phí"), ("note", "ghi chú")):
            if cells.get(kind):
                notes.append(f"{label}: {' '.join(cells[kind].split())}")
        if (
            cells.get("due")
            and (not due or SEVERAL.search(fold(cells["due"])))
            and not OFTEN.fullmatch(fold(cells["due"]))
        ):
            notes.append(f"thời gian: {' '.join(cells['due'].split())}")
        return row

    def _posts(self, place: str, words: str) -> list[str]:
        result: list[str] = []
        for part in filter(None, SEPARATOR.split(words)):
            answer = self._owners.get(fold(part))
            post = answer if answer is not None else self._post(part)
            if post is None:
                choices = tuple((owner.id, owner.name) for owner in self._catalog.owners.values())
                question = Question("owner", part, place, part, choices)
                if not any(each.key == part for each in self._questions):
                    self._questions.append(question)
            elif post and post not in result:
                result.append(post)
        return result

    def _post(self, words: str) -> str | None:
        bare = _post_words(words)
        owners: Sequence[Owner] = [owner for owner in self._catalog.owners.values() if owner.assigned]
        exact = [owner.id for owner in owners if bare == _post_words(owner.name)]
        within = [
            owner.id
            for owner in owners
            if bare and (_post_words(owner.name) in bare or bare in _post_words(owner.name))
        ]
        result = exact or within
        return result[0] if len(result) == 1 else None


def header_at(
    sheet: Sheet, first: int, kinds: Mapping[str, Sequence[str]] = COLUMNS
) -> tuple[dict[str, int], int] | None:
    """The columns of a header that begins in a row, and the first row below it; None when none begins there."""
    columns = _columns_of(sheet.rows[first], kinds)
    if "task" not in columns or len(columns) < 2:
        return None
    last = first
    for at in range(first + 1, min(first + DEEPEST, len(sheet.rows))):
        below = [fold(plain(cell)) for cell in sheet.rows[at]]
        is_span = any(
            top <= first and bottom >= at and left == columns["task"] for top, left, bottom, _ in sheet.merges
        )
        if not is_span and not _is_numbering(sheet.rows[at]):
            break
        for kind, column in _columns_of(below, kinds).items():
            columns.setdefault(kind, column)
        # «Thời gian › Bắt đầu, Hoàn thành»: the second is the due day.
        ends = [column for column, words in enumerate(below) if words.strip(" .:*") in ENDS]
        columns |= {"due": ends[-1]} if ends else {}
        last = at
    return columns, last + 1


def _year_above(sheet: Sheet, first: int) -> int | None:
    """The one year that the rows above a header name."""
    text = " ".join(fold(plain(cell)) for row in sheet.rows[:first] for cell in row)
    years = {int(year) for year in re.findall(r"(?<![\d/.-])nam\s+(20\d\d)(?!\s*[-–]\s*\d)", text)}
    of_title = {year for year in years if f"thang {year}" not in text}
    return of_title.pop() if len(of_title) == 1 else None


def _due(text: str, year: int | None) -> dt.date | None:
    """The last day that a cell names, of the year of the table where it names none: «Trước 30/6», «Quý IV».

    What recurs has an end only where the cell names a year.
    """
    text = EARLIER_MONTH.sub("", fold(text))
    if OFTEN.search(text):
        days, years = " ".join(WITH_DAY.findall(text)), WITH_YEAR.findall(text)
        return last_day_in(days) if days else dt.date(int(max(years)), 12, 31) if years else None
    day = last_day_in(text)
    if day is not None or year is None:
        return day
    if DAY_OF_YEAR.search(text):
        return last_day_in(DAY_OF_YEAR.sub(rf"\1/{year}", text))
    return last_day_in(f"{text} {year}") if PART.search(fold(text)) else None


def _has_tasks(sheet: Sheet, first: int, columns: Mapping[str, int]) -> bool:
    """True where a row from here on says more of a task than its name."""
    details = [column for kind, column in columns.items() if kind not in ("task", "note")]
    return any(text_of_cell(sheet, at, column) for at in range(first, len(sheet.rows)) for column in details)


def _columns_of(row: Sequence[Any], kinds: Mapping[str, Sequence[str]]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for at, cell in enumerate(row):
        words = fold(plain(cell))
        if not words or len(words) > 60:
            continue
        kind = next((kind for kind, ways in kinds.items() if any(way in words for way in ways)), None)
        if kind is not None:
            columns.setdefault(kind, at)
    return columns


def text_of_cell(sheet: Sheet, at: int, column: int) -> str:
    """The text of a cell; one that is merged down over several rows counts for each of them."""
    row = sheet.rows[at]
    text = plain(row[column]) if column < len(row) else ""
    if text:
        return f"{row[column]:%d/%m/%Y}" if hasattr(row[column], "strftime") else text
    for top, left, bottom, right in sheet.merges:
        if top < at <= bottom and left == right == column:
            return plain(sheet.rows[top][left])
    return ""


def _is_numbering(row: Sequence[Any]) -> bool:
    cells = [plain(cell).strip("()") for cell in row if plain(cell)]
    return len(cells) > 2 and all(cell.isdigit() or len(cell) == 1 for cell in cells)


def _annex(row: Sequence[Any]) -> str | None:
    for cell in row:
        match = re.match(r"\s*(phụ lục(?:\s+(?:số\s+)?[IVXL\d]+)?)", plain(cell), re.IGNORECASE)
        if match:
            words = match[1].split()
            return " ".join(["Phụ lục", *words[2:]])
    return None


def tight_words(words: str) -> str:
    """The folded words with one space between them and no signs."""
    return " ".join(LETTERS.sub(" ", fold(words)).split())


def _post_words(words: str) -> str:
    bare = re.sub(r"^(?:cong chuc|cc|bo phan|can bo)\s+", "", tight_words(words))
    return re.sub(r"\s(?:xa|cap xa|ubnd xa)$", "", bare)


def _numbers(catalog: Catalog) -> dict[str, int]:
    """The last order in each area."""
    result: dict[str, int] = {}
    for task in catalog.tasks.values():
        number = int(match[1]) if (match := re.search(r"-(\d+)$", task.id)) else 0
        result[task.area] = max(result.get(task.area, 0), task.order, number)
    return result


def _prefix(catalog: Catalog, area: str) -> str:
    """What the ids of the tasks of an area begin with."""
    task_id = next((task.id for task in catalog.tasks.values() if task.area == area), "")
    return re.sub(r"-\d+$", "", task_id) or catalog.areas[area].slug


def new_tasks(sheets: Sequence[Sheet]) -> Iterator[Fault]:
    """The fault of a table that gives tasks out: they belong to the plan, and are no report of where they stand."""
    for sheet in sheets:
        for at in range(min(len(sheet.rows), FARTHEST)):
            header = header_at(sheet, at)
            if header is not None and len({"owner", "due", "product"} & header[0].keys()) >= 2:
                problem, expected = "bảng giao nhiệm vụ, không có cột tình trạng", "bảng có cột nhiệm vụ và tình trạng"
                remedy = "nhiệm vụ mới thì nhờ người quản trị thêm vào kế hoạch; báo cáo thì thêm cột «Tình trạng»"
                yield Fault("unknown-form", sheet.cell(at, 0), problem, expected, remedy, "cchc plan tasks TỆP")
