"""Results and scores from a table of an officer, CSV or workbook, and what each must satisfy."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog.keys import fault_of
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion
from cchc_metrics.criteria.steps import Result, Score, gap_in_evidence
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.numbers import Signs, numbers_of_row, signs_of
from cchc_metrics.intake.sheets import Container, Sheet, container_of, sheets
from cchc_metrics.intake.sheets import lines as read_lines
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

POINT_KINDS = {
    "self": "điểm tự chấm",
    "appraised": "điểm thẩm định",
    "survey": "điểm khảo sát",
    "points": "điểm được tính",
}

COLUMNS = (
    *("set_id", "unit_id", "year", "kind", "criterion", "points", "done", "done_on", "counted", "numerator"),
    *("denominator", "value", "not_applicable", "document", "document_date", "explanation", "reason"),
)
REQUIRED = ("criterion",)
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
# A table shows points with four decimals.
SAME = Decimal("0.00006")
DAYS = ("done_on", "document_date")
COUNTS = ("counted", "numerator", "denominator")
NUMBERS = ("points", "value", *COUNTS)
RESULT_KEYS = {"done", "done_on", "value", *COUNTS}
KINDS = ("self", "appraised", "survey")
# Where each rule looks for the result of a unit; beside it only points can be said.
SHARE = ("numerator", "value")
READS = {
    "yes-no": ("done",),
    "steps": ("counted",),
    "bonus": ("counted",),
    "deduction": ("counted",),
    "proportion": SHARE,
    "capped": SHARE,
    "floor": SHARE,
    "survey": SHARE,
}
RESULTS = ("done", "done_on", "counted", "numerator", "denominator", "value")
YES = {"có": True, "true": True, "1": True, "không": False, "false": False, "0": False}


@dataclass(frozen=True)
class Line:
    """One line of the table: where it stands, what it is about, and what it says."""

    place: str
    about: Mapping[str, str]
    content: Result | Score


@dataclass(frozen=True)
class Baseline:
    """What a workbook of a set may repeat: the criteria by their number, and the points that stand already.

    `points` are by criterion and kind, as `points_of` gives them. `about` is what its heading must say where it says
    anything: the name of the unit and the year; `other_sets` are the names of the sets that it is not of.
    """

    keys: Mapping[str, str]
    points: Mapping[tuple[str, str], Decimal]
    about: tuple[str, str] = ("", "")
    other_sets: frozenset[str] = frozenset()


def lines(name: str, data: bytes, baseline: Callable[[], Baseline] = lambda: Baseline({}, {})) -> list[Line]:
    """The lines of a table of results, or of the workbook of a set; what `baseline` holds already is left out of it.

    `baseline` is asked for a workbook only: a table needs no store.
    Raises: FaultError with every fault of the table.
    """
    result, faults = sound_lines(name, data, baseline)
    if faults:
        raise FaultError(faults)
    return result


def sound_lines(name: str, data: bytes, baseline: Callable[[], Baseline]) -> tuple[list[Line], list[Fault]]:
    """The lines that can be read, as `lines` gives them, and the faults of the others: both are told at once.

    Raises: FaultError for a table that has no lines at all.
    """
    # The bytes tell what a file is; its name may say anything.
    sheet = read_lines(name, data) if container_of(data) is Container.TEXT else sheets(name, data)[0]
    if (at := _title_row(sheet)) is not None:
        return _of_workbook(sheet, at, baseline())
    header = _header(sheet)
    rows = [
        (
            sheet.place(at, 0),
            {column: cell for column, cell in zip(header, map(_plain, row), strict=False) if cell != ""},
        )
        for at, row in enumerate(sheet.rows[1:], 1)
    ]
    # What is a number already reads one way; what was typed as text may read two.
    signs = signs_of(cell for _, cells in rows for column, cell in cells.items() if column in NUMBERS)
    faults: list[Fault] = []
    result = [line for place, cells in rows if cells for line in [_line(place, cells, signs, faults)] if line]
    if not result and not faults:
        problem, expected = "không có dòng kết quả nào", "một dòng tên cột và mỗi tiêu chí một dòng"
        faults.append(Fault("empty-list", name, problem, expected, "ghi kết quả vào bảng rồi nộp lại"))
    return result, faults


def _title_row(sheet: Sheet) -> int | None:
    """The row that holds the titles of the workbook of a set; None for a table under the names of programs."""
    for at, row in enumerate(sheet.rows[:LAST_HEADER]):
        cells = [str(cell).strip() for cell in row]
        if "Số" in cells and sum(cell in TITLES or cell in READ_ONLY for cell in cells) >= len(NUMBERS):
            return at
    return None


def _of_workbook(sheet: Sheet, at: int, baseline: Baseline) -> tuple[list[Line], list[Fault]]:
    """The lines of the workbook of a set: a row a criterion, own result, appraisal and survey beside one another."""
    if faults := list(_faults_of_heading(sheet, at, baseline)):
        return [], faults
    titles = [str(cell).strip() for cell in sheet.rows[at]]
    columns = {TITLES[title]: column for column, title in enumerate(titles) if title in TITLES}
    rows = [
        (number, {key: cell for key, column in columns.items() if (cell := _cell(row, column)) != ""})
        for number, row in enumerate(sheet.rows[at + 1 :], at + 1)
    ]
    number_columns = (*NUMBERS, "appraised", "survey")
    signs = signs_of(cell for _, cells in rows for key, cell in cells.items() if key in number_columns)
    result: list[Line] = []
    for number, cells in rows:
        # Rows of a lĩnh vực, and the notes below, have no result of their own.
        key = baseline.keys.get(_text(cells.get("criterion", "")))
        if key is None:
            continue
        if "document_date" not in columns:
            cells.pop("document", None)
        for kind, values in _kinds(cells | {"criterion": key}):
            if _is_known(values, baseline.points.get((key, kind))):
                continue
            here: list[Fault] = []
            line = _line(sheet.cell(number, _main_column(columns, values, kind)), values | {"kind": kind}, signs, here)
            faults += [_at_cell(fault, sheet, number, columns, kind) for fault in here]
            result += [line] if line else []
    if not result and not faults:
        problem = "bảng không có kết quả nào mới: mọi điểm đã có như vậy"
        expected = "ít nhất một ô kết quả, điểm hoặc tài liệu kiểm chứng mới"
        faults.append(Fault("empty-list", sheet.whole, problem, expected, "điền kết quả vào bảng rồi nộp lại"))
    return result, faults


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
    return _plain(row[column]) if column < len(row) else ""


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
    return replace(fault, place=sheet.cell(row, columns.get(key, columns["criterion"])))


def _header(sheet: Sheet) -> list[str]:
    if not sheet.rows:
        return []
    header = [str(cell).strip() for cell in sheet.rows[0]]
    if not {*header} & {*COLUMNS}:
        problem, expected = "đây không phải sổ chấm điểm", "sổ lấy ra ở trang Chấm điểm, giữ nguyên dòng tên cột"
        remedy = "lấy sổ ra, điền rồi nộp lại; sổ số liệu thì nộp ở trang Số liệu"
        raise FaultError([Fault("unknown-form", sheet.whole, problem, expected, remedy)])
    faults = [
        Fault(
            "unknown-column",
            sheet.place(0, 0),
            f"không có cột nào tên «{column}»{nearest(column, COLUMNS)}",
            "các cột: " + ", ".join(COLUMNS),
            "sửa tên cột",
        )
        for column in header
        if column not in COLUMNS
    ]
    faults += [
        Fault(
            "missing-column", sheet.place(0, 0), f"thiếu cột «{column}»", "các cột: " + ", ".join(COLUMNS), "thêm cột"
        )
        for column in REQUIRED
        if column not in header
    ]
    if faults:
        raise FaultError(faults)
    return header


def _plain(cell: Any) -> Any:
    return cell.strip() if isinstance(cell, str) else cell


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _day(text: str) -> str:
    """A day as officers write it, 28/01/2022, in the order of machines."""
    match = re.fullmatch(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})", text)
    return f"{match[3]}-{int(match[2]):02}-{int(match[1]):02}" if match else text


def form_numbers(place: str, fields: Mapping[str, tuple[str, str]]) -> dict[str, str | None]:
    """The numbers of a form, each field with its label and its text, as machines write them; None for an empty one.

    Raises: FaultError for each field that holds no number, or one that reads in two ways.
    """
    cells = dict(fields.values())
    faults: list[Fault] = []
    counts = {label for key, (label, _) in fields.items() if key in COUNTS}
    numbers = numbers_of_row(place, cells, counts, signs_of(cells.values()), faults)
    if faults:
        raise FaultError(faults)
    values = {key: numbers[label] for key, (label, _) in fields.items()}
    return {key: None if value is None else f"{value:.15g}" for key, value in values.items()}


def _line(place: str, row: Mapping[str, Any], signs: Signs, faults: list[Fault]) -> Line | None:
    before = len(faults)
    figures = numbers_of_row(place, {key: row[key] for key in NUMBERS if key in row}, COUNTS, signs, faults)
    if len(faults) > before:
        return None
    numbers = {key: f"{number:.15g}" for key, number in figures.items() if number is not None}
    row = {key: cell for key, cell in row.items() if key in numbers or key not in NUMBERS}
    cells = {key: _day(_text(cell)) if key in DAYS else numbers.get(key) or _text(cell) for key, cell in row.items()}
    kind = cells.get("kind", "self")
    if kind not in KINDS:
        problem = f"«{kind}» không phải giá trị được dùng{nearest(kind, KINDS)}"
        expected = "một trong: " + ", ".join(KINDS)
        faults.append(Fault("unknown-value", f"{place}, cột «kind»", problem, expected, "sửa ô này"))
        return None
    model: type[Result] | type[Score] = Result if kind == "self" else Score
    values: dict[str, Any] = {key: cell for key, cell in cells.items() if key in model.model_fields and key != "kind"}
    if kind == "self":
        if "done" in values:
            values["done"] = YES.get(values["done"].lower(), values["done"])
        if "document" in cells or "document_date" in cells:
            document, date = cells.get("document"), cells.get("document_date")
            gap = gap_in_evidence(f"{place}, cột «{'document' if date else 'document_date'}»", document, date)
            if gap is not None:
                faults.append(gap)
                return None
            values["evidence"] = [{"document": document, "date": date}]
    else:
        values["kind"] = kind
    about: dict[str, str] = {key: cells[key] for key in ("set_id", "unit_id", "year") if key in cells}
    try:
        return Line(place, about, model.model_validate(values, strict=False))
    except ValidationError as error:
        for detail in error.errors():
            fault = fault_of(model, "", detail)
            column = str(detail["loc"][0]) if detail["loc"] else "criterion"
            faults.append(Fault(fault.kind, f"{place}, cột «{column}»", fault.problem, fault.expected, fault.remedy))
        return None


def faults_of_results(criteria_set: CriteriaSet, entries: Sequence[tuple[str, Result | Score]]) -> list[Fault]:
    """What keeps results or scores from being taken in under a version of a set."""
    leaves = {row.key: row for row in criteria_set.criteria if row.rule is not None}
    faults: list[Fault] = []
    places: dict[tuple[str, str], str] = {}
    for place, entry in entries:
        about = (entry.criterion, entry.kind if isinstance(entry, Score) else "self")
        if about in places:
            faults.append(
                Fault(
                    "duplicate-row",
                    place,
                    f"tiêu chí «{entry.criterion}» đã có kết quả ở {places[about]}",
                    "mỗi tiêu chí một dòng",
                    "giữ một trong hai dòng",
                )
            )
        places.setdefault(about, place)
        criterion = leaves.get(entry.criterion)
        if criterion is None:
            faults.append(
                Fault(
                    "unknown-id",
                    place,
                    f"không có tiêu chí nào chấm được mã «{entry.criterion}»{nearest(entry.criterion, leaves)}",
                    f"mã của một mục cuối của bộ «{criteria_set.head.short}»",
                    "sửa mã",
                )
            )
            continue
        faults += _of_points(place, entry, criterion, _most(criteria_set, criterion))
        if isinstance(entry, Result):
            faults += _of_result(place, entry, criterion)
    return faults


def faults_of_sums(
    criteria_set: CriteriaSet,
    entries: Sequence[tuple[str, Result | Score]],
    before: Callable[[], Mapping[tuple[str, str], Decimal]],
) -> list[Fault]:
    """What keeps points from being taken in that are too many together: of criteria that share what is above them.

    `before` gives the points said so far, by criterion and kind; it is asked only when it matters.
    """
    places = {entry.criterion: place for place, entry in entries if entry.points is not None}
    groups: dict[tuple[str, Decimal], list[Criterion]] = defaultdict(list)
    for row in criteria_set.criteria:
        if row.rule is not None and row.maximum is None and row.rule.kind != "tracked":
            groups[criteria_set.shared_points(row)].append(row)
    faults: list[Fault] = []
    for (_, room), rows in groups.items():
        here = [places[row.key] for row in rows if row.key in places]
        if len(rows) == 1 or not here:
            continue
        after = {**before(), **points_of(entries)}
        sums = {kind: sum((after.get((row.key, kind), Decimal(0)) for row in rows), Decimal(0)) for kind in KINDS}
        sums["points"] = sum((_final_points(after, row.key) for row in rows), Decimal(0))
        over = next((kind for kind, total in sums.items() if total > room), None)
        if over is not None:
            faults.append(
                Fault(
                    "sum-mismatch",
                    here[-1],
                    "mục {numbers} cùng có {room} điểm mà {kind} cộng lại được {sum}".format(
                        numbers=", ".join(row.number for row in rows),
                        room=formats.count(room),
                        kind=POINT_KINDS[over],
                        sum=formats.count(sums[over]),
                    ),
                    f"cộng lại không quá {formats.count(room)} điểm",
                    "sửa điểm của các mục này, ghi chung trong một lần",
                )
            )
    return faults


def points_of(entries: Sequence[tuple[str, Result | Score]]) -> dict[tuple[str, str], Decimal]:
    """The points that results and scores say, by criterion and kind."""
    return {
        (entry.criterion, entry.kind if isinstance(entry, Score) else "self"): entry.points
        for _, entry in entries
        if entry.points is not None
    }


def _final_points(points: Mapping[tuple[str, str], Decimal], key: str) -> Decimal:
    """What counts of a criterion: of the survey, else appraised, else the unit's own."""
    return next((points[key, kind] for kind in reversed(KINDS) if (key, kind) in points), Decimal(0))


def _most(criteria_set: CriteriaSet, criterion: Criterion) -> Decimal:
    """The most that a criterion can bring: its own maximum, else what is left of what it stands under."""
    return criterion.maximum if criterion.maximum is not None else criteria_set.shared_points(criterion)[1]


def _of_points(place: str, entry: Result | Score, criterion: Criterion, most: Decimal) -> Iterator[Fault]:
    if entry.points is None or criterion.rule is None:
        return
    beside = criterion.rule.kind == BESIDE[1]
    low, high = (-most, 0) if beside else (0, most)
    if not low <= entry.points <= high:
        yield Fault(
            "out-of-range",
            place,
            f"{formats.target_value(entry.points, 'points')} cho mục {criterion.number}",
            f"từ {formats.target_value(low, 'ratio')} đến {formats.target_value(high, 'ratio')} điểm",
            "sửa số điểm",
        )


def _of_result(place: str, entry: Result, criterion: Criterion) -> Iterator[Fault]:
    if entry.points is not None and criterion.rule is not None and criterion.rule.kind == "survey":
        yield Fault(
            "misplaced-value",
            place,
            f"mục {criterion.number} chấm bằng khảo sát nên đơn vị không tự ghi điểm",
            "kết quả khảo sát, hoặc điểm khảo sát",
            "sửa dòng này",
        )
    if criterion.due is not None and entry.done and entry.done_on is None:
        yield Fault(
            "missing-value",
            place,
            f"mục {criterion.number} có hạn mà thiếu ngày hoàn thành",
            "ngày hoàn thành",
            "ghi ngày để biết đúng hạn hay muộn",
        )
    yield from _unread(place, entry, criterion)
    if (entry.denominator is None) != (entry.numerator is None):
        yield Fault("missing-value", place, "thiếu tử số hoặc mẫu số", "cả hai số đếm", "ghi đủ hai số đếm")
    if entry.numerator is not None and entry.denominator is not None and entry.numerator > entry.denominator:
        yield Fault(
            "numerator-above-denominator",
            place,
            f"tử số {formats.count(entry.numerator)} lớn hơn mẫu số {formats.count(entry.denominator)}",
            "tử số không lớn hơn mẫu số",
            "kiểm tra hai số đếm",
        )


def _unread(place: str, text: Result, criterion: Criterion) -> Iterator[Fault]:
    """A result that stands where the rule does not look: it would be taken in and never scored."""
    reads = READS.get(criterion.rule.kind if criterion.rule else "", ())
    values = {key for key in RESULTS if getattr(text, key) is not None}
    if reads and values and not values.intersection((*reads, "points")) and text.not_applicable is None:
        yield Fault(
            "misplaced-value",
            place,
            f"kết quả của mục {criterion.number} ghi ở {', '.join(sorted(values))}, chỗ mà quy tắc của "
            "mục này không xét",
            f"kết quả ở {' hoặc '.join(reads)}",
            "ghi kết quả vào đúng chỗ",
        )
