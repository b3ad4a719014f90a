"""Results and scores from a table of an officer, CSV or workbook, and what each must satisfy."""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog.keys import fault_of
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion
from cchc_metrics.criteria.steps import Result, Score, gap_in_evidence
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.numbers import Signs, numbers_of_row, signs_of
from cchc_metrics.intake.periods import day_in
from cchc_metrics.intake.sheets import Sheet
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
# How «có» and «không» are written; forms are ticked too.
YES = {fold(word): True for word in ("có", "true", "1", "x", "✓", "✔", "☑", "√", "đã", "xong", "đã xong", "yes")}
YES |= {fold(word): False for word in ("không", "false", "0", "chưa", "chưa xong", "no")}


@dataclass(frozen=True)
class Line:
    """One line of the table: where it stands, what it is about, and what it says."""

    place: str
    about: Mapping[str, str]
    content: Result | Score


def lines_of_table(name: str, sheet: Sheet) -> tuple[list[Line], list[Fault]]:
    """The lines of a table under the names of programs that can be read, and the faults of the others.

    Raises: FaultError for a table that has no such names.
    """
    header = _header(sheet)
    rows = [
        (
            sheet.place(at, 0),
            {column: cell for column, cell in zip(header, map(plain, row), strict=False) if cell != ""},
        )
        for at, row in enumerate(sheet.rows[1:], 1)
    ]
    # What is a number already reads one way; what was typed as text may read two.
    signs = signs_of(cell for _, cells in rows for column, cell in cells.items() if column in NUMBERS)
    faults: list[Fault] = []
    result = [line for place, cells in rows if cells for line in [line_of(place, cells, signs, faults)] if line]
    if not result and not faults:
        problem, expected = "không có dòng kết quả nào", "một dòng tên cột và mỗi tiêu chí một dòng"
        faults.append(Fault("empty-list", name, problem, expected, "ghi kết quả vào bảng rồi nộp lại"))
    return result, faults


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


def plain(cell: Any) -> Any:
    """What stands in a cell, text without the blanks around it."""
    return cell.strip() if isinstance(cell, str) else cell


def cell_text(cell: Any) -> str:
    """A cell as text: a day as machines write it, a whole number without decimals."""
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _day(text: str) -> str:
    """A day as officers write it, 28/01/2022 or 28/1/22, in the order of machines."""
    day = day_in(text)
    return day.isoformat() if day else text


def form_numbers(place: str, fields: Mapping[str, tuple[str, str]]) -> dict[str, str | None]:
    """The numbers of a form, each field with its label and its text, as machines write them; None for an empty one.

    Raises: FaultError for each field that holds no number, or one that reads in two ways.
    """
    cells = dict(fields.values())
    faults: list[Fault] = []
    labels = {key: label for key, (label, _) in fields.items()}
    counts = {labels[key] for key in labels if key in COUNTS}
    numbers = numbers_of_row(place, cells, counts, signs_of(cells.values()), faults)
    faults += _faults_of_parts(place, labels.get("counted", ""), numbers)
    if faults:
        raise FaultError(faults)
    values = {key: numbers[label] for key, (label, _) in fields.items()}
    return {key: None if value is None else f"{value:.15g}" for key, value in values.items()}


def _faults_of_parts(place: str, column: str, numbers: Mapping[str, float | None]) -> Iterator[Fault]:
    """A number of things that is no whole one; shares may be of money, and may have decimals."""
    number = numbers.get(column)
    if number is not None and number % 1:
        problem = f"«{formats.target_value(number, 'ratio')}» không phải số đếm"
        expected, remedy = "số nguyên, ví dụ 12", "ghi số lượng là số nguyên; điểm thì ghi ở cột điểm"
        yield Fault("not-a-count", f"{place}, cột «{column}»", problem, expected, remedy)


def line_of(place: str, row: Mapping[str, Any], signs: Signs, faults: list[Fault]) -> Line | None:
    """The line that the cells of one row say, by column; None where one of them is added to `faults`."""
    before = len(faults)
    figures = numbers_of_row(place, {key: row[key] for key in NUMBERS if key in row}, COUNTS, signs, faults)
    faults += _faults_of_parts(place, "counted", figures)
    if len(faults) > before:
        return None
    numbers = {key: f"{number:.15g}" for key, number in figures.items() if number is not None}
    row = {key: cell for key, cell in row.items() if key in numbers or key not in NUMBERS}
    texts = {key: cell_text(cell) for key, cell in row.items()}
    cells = {key: _day(text) if key in DAYS else numbers.get(key) or text for key, text in texts.items()}
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
            values["done"] = YES.get(fold(values["done"]), values["done"])
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
