"""Results and scores from the workbook of a set, which officers fill in, move about and hand back."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal, InvalidOperation
from functools import cached_property
from typing import Any

from cchc_metrics.criteria.results import NUMBERS, RESULT_KEYS, Line, cell_text, line_of, lines_of_table, plain
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.numbers import signs_of
from cchc_metrics.intake.sheets import Container, Sheet, container_of, sheets
from cchc_metrics.intake.sheets import lines as read_lines
from cchc_metrics.intake.unpacking import lost_letters, uncalculated
from cchc_metrics.text.letters import fold

# The columns of the workbook of a set, by what people call them; those that are only to be read are in READ_ONLY.
TITLES = {
    "Số": "criterion",
    "Có/không": "done",
    "Ngày xong": "done_on",
    "Số lượng": "counted",
    "Tử số": "numerator",
    "Mẫu số": "denominator",
    "Kết quả khảo sát": "value",
    "Không áp dụng vì": "not_applicable",
    "Tự chấm": "points",
    "Thẩm định": "appraised",
    "Khảo sát": "survey",
    "Tài liệu kiểm chứng": "document",
    "Ngày tài liệu": "document_date",
    "Giải trình": "explanation",
    "Lý do thẩm định khác": "reason",
}
READ_ONLY = ("Tiêu chí", "Điểm tối đa", "Điểm tính", "Điểm mất", "Phụ trách", "Cách tính", "Kết quả năm trước")
# Where the header of a workbook stands at the latest: below its title and what is said of the set.
LAST_HEADER = 15
# Whose the workbook is and of which year: «Xã Nhật Quang · Năm 2025».
ABOUT = re.compile(r"(?P<unit>[^·]+?) · Năm (?P<year>\d{4})\b")
# So many hidden criteria are named.
MOST_ROWS = 5
# A table shows points with four decimals.
SAME = Decimal("0.00006")
# What «Bảng điểm» has of these columns; the workbook has them all.
SCORES = ("Số", "Tự chấm", "Thẩm định", "Khảo sát", "Tài liệu kiểm chứng")
POINTS = ("points", "appraised", "survey")
NUMBER = re.compile(r"[-+]?[\d.,\s]*\d[\d.,\s]*%?")
SUM = re.compile(r"(tong|cong)\b")


@dataclass(frozen=True)
class Baseline:
    """What a workbook of a set may repeat: the criteria by their number, and the points that stand already.

    `points` are by criterion and kind, as `points_of` gives them. `about` is what its heading must say where it says
    anything: the name of the unit and the year; `other_sets` are the names of the sets that it is not of. `names` are
    those of all rows of the set by number, a lĩnh vực too.
    """

    keys: Mapping[str, str]
    points: Mapping[tuple[str, str], Decimal]
    about: tuple[str, str] = ("", "")
    other_sets: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)


def lines(name: str, data: bytes, baseline: Callable[[], Baseline] = lambda: Baseline({}, {})) -> list[Line]:
    """The lines of a table of results, or of the workbook of a set; what `baseline` holds already is left out of it.

    `baseline` is asked for a workbook only: a table needs no store.
    Raises: FaultError with every fault of the table.
    """
    result, faults, _ = sound_lines(name, data, baseline)
    if faults:
        raise FaultError(faults)
    return result


def sound_lines(
    name: str, data: bytes, baseline: Callable[[], Baseline]
) -> tuple[list[Line], list[Fault], list[Fault]]:
    """The lines that can be read, as `lines` gives them, the faults of the others, and cautions: all are told at once.

    Raises: FaultError for a table that has no lines at all.
    """
    # The bytes tell what a file is; its name may say anything.
    if container_of(data) is Container.TEXT:
        sheet: Sheet = read_lines(name, data)
    else:
        sheet = _sheet_of_scores(sheets(name, data))
    if (at := _title_row(sheet)) is not None:
        workbook = _Workbook(sheet, at, baseline())
        return *workbook.lines(), list(workbook.cautions())
    if loss := lost_letters(name, [cell for row in sheet.rows for cell in row if isinstance(cell, str)]):
        raise FaultError([loss])
    return *lines_of_table(name, sheet), []


def _sheet_of_scores(pages: Sequence[Sheet]) -> Sheet:
    """The sheet that is filled in, wherever it stands among the others; what Excel does not show is none.

    Raises: FaultError for two such sheets: nothing says which of them counts.
    """
    visible = [sheet for sheet in pages if not sheet.is_hidden]
    first, *others = [sheet for sheet in visible if _title_row(sheet) is not None] or [*visible, *pages][:1]
    if others:
        problem = f"sổ có nhiều trang chấm điểm: «{first.name}», " + ", ".join(f"«{one.name}»" for one in others)
        expected, remedy = "một trang chấm điểm", "xóa hoặc ẩn trang không nộp"
        raise FaultError([Fault("two-values", others[0].whole, problem, expected, remedy)])
    return first


def _title_row(sheet: Sheet) -> int | None:
    """The row that holds the titles of the workbook of a set; None for a table under the names of programs."""
    for at, row in enumerate(sheet.rows[:LAST_HEADER]):
        cells = [str(cell).strip() for cell in row]
        if "Số" in cells and sum(cell in TITLES or cell in READ_ONLY for cell in cells) >= len(NUMBERS):
            return at
    return None


class _Workbook:
    """One sheet of a set: a row a criterion, own result, appraisal and survey beside one another."""

    def __init__(self, sheet: Sheet, at: int, baseline: Baseline) -> None:
        self._sheet, self._at, self._baseline = sheet, at, baseline
        self._titles = [str(cell).strip() for cell in sheet.rows[at]]
        self._columns = {TITLES[title]: column for column, title in enumerate(self._titles) if title in TITLES}
        self._rows = [
            (number, {key: cell for key, column in self._columns.items() if (cell := _cell(row, column)) != ""})
            for number, row in enumerate(sheet.rows[at + 1 :], at + 1)
        ]

    def lines(self) -> tuple[list[Line], list[Fault]]:
        """The lines that say something new, and what is wrong: with the sheet as a whole, else with its rows."""
        if faults := [*_faults_of_heading(self._sheet, self._at, self._baseline), *self._faults_of_titles()]:
            return [], faults
        faults += [*self._faults_of_merges(), *self._faults_of_formulas()]
        number_columns = (*NUMBERS, "appraised", "survey")
        signs = signs_of(cell for _, cells in self._rows for key, cell in cells.items() if key in number_columns)
        result: list[Line] = []
        for number, cells in self._rows:
            key = self._key(cells)
            wrong = list(self._faults_of_number(number, cells))
            wrong += self._faults_of_other(number, cells) if key is None and not wrong else ()
            faults += wrong
            if key is None or wrong:
                continue
            if self._is_report:
                cells.pop("document", None)
            for kind, values in _kinds(cells | {"criterion": key}):
                if _is_known(values, self._baseline.points.get((key, kind))):
                    continue
                here: list[Fault] = []
                place = self._sheet.cell(number, _main_column(self._columns, values, kind))
                line = line_of(place, values | {"kind": kind}, signs, here)
                faults += [_at_cell(fault, self._sheet, number, self._columns, kind) for fault in here]
                result += [line] if line else []
        if not result and not faults:
            problem = "bảng không có kết quả nào mới: mọi điểm đã có như vậy"
            expected = "ít nhất một ô kết quả, điểm hoặc tài liệu kiểm chứng mới"
            faults.append(
                Fault("empty-list", self._sheet.whole, problem, expected, "điền kết quả vào bảng rồi nộp lại")
            )
        return result, faults

    def cautions(self) -> Iterator[Fault]:
        """What is read of rows and columns that whoever hands the sheet in does not see."""
        hidden_rows = [
            (number, cells)
            for number, cells in self._of_criteria.items()
            if number in self._sheet.hidden_rows and set(cells) - {"criterion"}
        ]
        expected, remedy = "hàng và cột hiện ra, để người nộp thấy", "không cần sửa nếu đúng; không thì xóa các ô đó"
        if hidden_rows:
            numbers = ", ".join(cell_text(cells["criterion"]) for _, cells in hidden_rows[:MOST_ROWS])
            more = f" và {len(hidden_rows) - MOST_ROWS} tiêu chí nữa" if len(hidden_rows) > MOST_ROWS else ""
            problem = f"{len(hidden_rows)} hàng bị ẩn có kết quả vẫn được đọc: {numbers}{more}"
            yield Fault("unread-part", self._sheet.place(hidden_rows[0][0], 0), problem, expected, remedy)
        for column in sorted(self._sheet.hidden_columns & {*self._columns.values()} - {self._columns["criterion"]}):
            if any(_cell(self._sheet.rows[number], column) != "" for number in self._of_criteria):
                problem = f"cột bị ẩn có kết quả vẫn được đọc: «{self._titles[column]}»"
                yield Fault("unread-part", self._sheet.cell(self._at, column), problem, expected, remedy)

    @property
    def _is_report(self) -> bool:
        """True for «Bảng điểm», which tells documents without their days."""
        return set(self._titles) & set(TITLES) <= set(SCORES)

    @cached_property
    def _of_criteria(self) -> dict[int, Mapping[str, Any]]:
        """The rows of the criteria that are scored themselves."""
        return {number: cells for number, cells in self._rows if self._key(cells) is not None}

    def _key(self, cells: Mapping[str, Any]) -> str | None:
        return self._baseline.keys.get(cell_text(cells.get("criterion", "")))

    def _faults_of_titles(self) -> Iterator[Fault]:
        """A column that stands twice, and one with figures under a title of nobody's where one of ours is missing."""
        missing = [title for title in (SCORES if self._is_report else TITLES) if title not in self._titles]
        for column, title in enumerate(self._titles):
            place = self._sheet.cell(self._at, column)
            if title in TITLES and title in self._titles[:column]:
                yield Fault(
                    "duplicate-column", place, f"hai cột «{title}»", "mỗi cột một lần", "xóa hoặc đổi tên một cột"
                )
            is_filled = any(_cell(self._sheet.rows[number], column) != "" for number in self._of_criteria)
            if missing and is_filled and title not in TITLES and title not in READ_ONLY:
                names = {fold(name): name for name in missing}
                guess = next((names[name] for name in names if name in fold(title)), "")
                guess = f"; có phải là «{guess}»?" if guess else nearest(title, missing)
                problem = f"không có cột nào tên «{title}»{guess}" if title else "cột có số mà không có tên"
                expected = "đủ các cột của sổ; còn thiếu " + ", ".join(f"«{name}»" for name in missing)
                yield Fault("unknown-column", place, problem, expected, "ghi lại tên cột như khi lấy sổ ra")

    def _faults_of_merges(self) -> Iterator[Fault]:
        """A merged cell over several results: only one of them would get what stands in it."""
        for top, left, bottom, right in self._sheet.merges:
            rows = [number for number in range(top, bottom + 1) if number in self._of_criteria]
            columns = [column for column in self._columns.values() if left <= column <= right]
            if len(rows) * len(columns) > 1 and _cell(self._sheet.rows[top], left) != "":
                problem = "ô gộp trùm nhiều ô kết quả, không biết là của ô nào"
                remedy = "bỏ gộp ô rồi ghi vào từng ô"
                yield Fault("misplaced-value", self._sheet.cell(top, left), problem, "mỗi kết quả một ô", remedy)

    def _faults_of_formulas(self) -> Iterator[Fault]:
        for number, column in sorted(self._sheet.formulas_without_value):
            if number in self._of_criteria and column in self._columns.values():
                yield uncalculated(self._sheet.cell(number, column))

    def _faults_of_number(self, number: int, cells: Mapping[str, Any]) -> Iterator[Fault]:
        """The number of one criterion beside the name of another: the columns were moved against each other."""
        text, name = cell_text(cells.get("criterion", "")), self._name(number)
        own = self._baseline.names.get(text, "")
        if name and own and fold(name) != fold(own):
            problem = f"số {text} là «{own}», mà dòng này ghi «{name}»"
            remedy = (
                "sửa số hoặc tên cho khớp; nếu các dòng bị lệch khi chèn, xóa, sắp xếp thì lấy sổ mới ra rồi điền lại"
            )
            place = self._sheet.cell(number, self._columns["criterion"])
            yield Fault("contradiction", place, problem, "số và tên của cùng một tiêu chí", remedy)

    def _faults_of_other(self, number: int, cells: Mapping[str, Any]) -> Iterator[Fault]:
        """What is filled in where no criterion is: points of a lĩnh vực or a sum repeat others, the rest is lost."""
        text = cell_text(cells.get("criterion", ""))
        entries = [key for key in cells if key != "criterion"]
        is_sum = text in self._baseline.names or any(SUM.match(fold(word)) for word in (text, self._name(number)))
        entries = [key for key in entries if not (is_sum and (key in POINTS or self._is_report))]
        if number > max(self._of_criteria, default=0):
            # Signatures and notes stand below the last criterion.
            entries = [key for key in entries if key in (*NUMBERS, *POINTS) and NUMBER.fullmatch(cell_text(cells[key]))]
        if not entries:
            return
        place = self._sheet.cell(number, self._columns[entries[0]])
        expected, remedy = "kết quả ở dòng của một tiêu chí", "ghi ở dòng của tiêu chí, hoặc xóa ô này"
        if text in self._baseline.names:
            problem = f"mục {text} «{self._baseline.names[text]}» cộng từ các tiêu chí của nó, không có kết quả riêng"
        elif text:
            place = self._sheet.cell(number, self._columns["criterion"])
            problem = f"không có tiêu chí nào số «{text}»{nearest(text, self._baseline.keys)}"
            remedy = "sửa số như khi lấy sổ ra, hoặc xóa dòng này"
        else:
            problem = "ô này có kết quả mà dòng không có số của tiêu chí nào"
        yield Fault("misplaced-value", place, problem, expected, remedy)

    def _name(self, number: int) -> str:
        """The name of a criterion as a row of the sheet has it."""
        column = self._titles.index("Tiêu chí") if "Tiêu chí" in self._titles else None
        return "" if column is None else cell_text(_cell(self._sheet.rows[number], column))


def _faults_of_heading(sheet: Sheet, at: int, baseline: Baseline) -> Iterator[Fault]:
    """What the lines above the titles say that is not what was chosen: another unit, year or set."""
    for number, row in enumerate(sheet.rows[:at]):
        for column, text in enumerate(map(str, row)):
            match = ABOUT.match(text)
            is_other = match is not None and tuple(map(fold, match.groups())) != tuple(map(fold, baseline.about))
            if (is_other and any(baseline.about)) or any(text.startswith(name) for name in baseline.other_sets):
                problem = f"sổ này của {match['unit']}, năm {match['year']}" if match else f"sổ này của bộ «{text}»"
                expected = "sổ của {}, năm {}".format(*baseline.about) if match else "sổ của bộ tiêu chí đã chọn"
                remedy = "chọn đúng đơn vị, năm, bộ tiêu chí của sổ, hoặc lấy sổ mới ra rồi điền"
                yield Fault("contradiction", sheet.cell(number, column), problem, expected, remedy)


def _is_known(cells: Mapping[str, Any], points: Decimal | None) -> bool:
    """True when a line says no more than the points that stand already."""
    if set(cells) != {"criterion", "points"} or points is None:
        return False
    try:
        return abs(Decimal(str(cells["points"]).replace(",", ".")) - points) < SAME
    except InvalidOperation:
        return False


def _cell(row: Sequence[Any], column: int) -> Any:
    return plain(row[column]) if column < len(row) else ""


def _kinds(cells: Mapping[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """A row of the workbook as a line each for the unit's own result, the appraisal and the survey."""
    about = {"criterion": cells["criterion"]}
    own = {key: cell for key, cell in cells.items() if key not in ("criterion", "appraised", "survey", "reason")}
    if own:
        yield "self", about | own
    for kind in ("appraised", "survey"):
        if kind in cells:
            reason = {"reason": cells["reason"]} if kind == "appraised" and "reason" in cells else {}
            yield kind, about | {"points": cells[kind]} | reason


def _main_column(columns: Mapping[str, int], values: Mapping[str, Any], kind: str) -> int:
    """The column of the workbook that what is wrong with a line as a whole is told at: its points, else its result."""
    own = ("points", *(key for key in TITLES.values() if key in RESULT_KEYS))
    key = kind if kind != "self" else next((key for key in own if key in values), "criterion")
    return columns[key]


def _at_cell(fault: Fault, sheet: Sheet, row: int, columns: Mapping[str, int], kind: str) -> Fault:
    """A fault of a line at the cell of the workbook that it is about."""
    column = re.search(r"cột «(\w+)»", fault.place)
    key = column[1] if column else "criterion"
    key = kind if key == "points" and kind != "self" else key
    key = "document" if key == "document_date" and key not in columns else key
    return replace(fault, place=sheet.cell(row, columns.get(key, columns["criterion"])))
