"""Results and scores from a table of an officer, CSV or workbook, and what each must satisfy."""

import csv
import datetime as dt
import io
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog.loader import fault_of
from cchc_metrics.criteria.models import BESIDE, CriteriaSet, Criterion
from cchc_metrics.criteria.steps import Result, Score
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake.sheets import sheets
from cchc_metrics.text import formats
from cchc_metrics.text import scoring as words

COLUMNS = ("set_id", "unit_id", "year", "kind", "criterion", "points", "done", "done_on", "counted", "numerator",
           "denominator", "value", "not_applicable", "document", "document_date", "explanation", "reason")
NEEDED = ("criterion",)
DAYS = ("done_on", "document_date")
KINDS = ("self", "appraised", "survey")
YES = {"có": True, "true": True, "1": True, "không": False, "false": False, "0": False}


@dataclass(frozen=True)
class Line:
    """One line of the table: where it stands, what it is about, and what it says."""

    place: str
    about: Mapping[str, str]
    said: Result | Score


def lines(name: str, data: bytes) -> list[Line]:
    """The lines of a table of results.

    Raises: FaultsFound with every fault of the table.
    """
    faults: list[Fault] = []
    found = [line for place, cells in _cells(name, data) for line in [_line(place, cells, faults)] if line]
    if not found and not faults:
        faults.append(Fault(name, "không có dòng kết quả nào", "một dòng tên cột và mỗi tiêu chí một dòng",
                            "ghi kết quả vào bảng rồi nộp lại"))
    if faults:
        raise FaultsFound(faults)
    return found


def _cells(name: str, data: bytes) -> Iterator[tuple[str, dict[str, str]]]:
    if name.endswith(".csv"):
        try:
            rows = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
        except UnicodeDecodeError as error:
            raise FaultsFound([Fault(name, f"không đọc được chữ ở byte {error.start}", "tệp CSV mã UTF-8",
                                     "lưu lại tệp với mã UTF-8")]) from None
        placed = [(f"{name}, dòng {number}", row) for number, row in enumerate(rows, 1)]
    else:
        sheet = sheets(name, data)[0]
        placed = [(sheet.place(number, 0), [_text(cell) for cell in row]) for number, row in enumerate(sheet.rows)]
    if not placed:
        return
    header = [cell.strip() for cell in placed[0][1]]
    faults = [Fault(placed[0][0], f"không có cột nào tên «{column}»{nearest(column, COLUMNS)}",
                    "các cột: " + ", ".join(COLUMNS), "sửa tên cột") for column in header if column not in COLUMNS]
    faults += [Fault(placed[0][0], f"thiếu cột «{column}»", "các cột: " + ", ".join(COLUMNS), "thêm cột")
               for column in NEEDED if column not in header]
    if faults:
        raise FaultsFound(faults)
    for place, row in placed[1:]:
        cells = {column: cell.strip() for column, cell in zip(header, row, strict=False) if cell.strip()}
        if cells:
            yield place, cells


def _text(cell: Any) -> str:
    if isinstance(cell, dt.datetime | dt.date):
        return cell.isoformat()[:10]
    return str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)


def _day(said: str) -> str:
    """A day as officers write it, 28/01/2022, in the order of machines."""
    found = re.fullmatch(r"(\d{1,2})/(\d{1,2})/(\d{4})", said)
    return f"{found[3]}-{int(found[2]):02}-{int(found[1]):02}" if found else said


def _line(place: str, cells: dict[str, str], faults: list[Fault]) -> Line | None:
    cells = {key: _day(cell) if key in DAYS else cell for key, cell in cells.items()}
    kind = cells.get("kind", "self")
    if kind not in KINDS:
        faults.append(Fault(f"{place}, cột «kind»", f"«{kind}» không phải giá trị được dùng{nearest(kind, KINDS)}",
                            "một trong: " + ", ".join(KINDS), "sửa ô này"))
        return None
    model: type[Result] | type[Score] = Result if kind == "self" else Score
    said: dict[str, Any] = {key: cell for key, cell in cells.items() if key in model.model_fields and key != "kind"}
    for key in ("points", "counted", "numerator", "denominator", "value"):
        if key in said:
            said[key] = said[key].replace(",", ".")
    if kind == "self":
        if "done" in said:
            said["done"] = YES.get(said["done"].lower(), said["done"])
        if "document" in cells or "document_date" in cells:
            said["evidence"] = [{"document": cells.get("document"), "date": cells.get("document_date")}]
    else:
        said["kind"] = kind
    about: dict[str, str] = {key: cells[key] for key in ("set_id", "unit_id", "year") if key in cells}
    try:
        return Line(place, about, model.model_validate(said, strict=False))
    except ValidationError as error:
        for detail in error.errors():
            told = fault_of(model, "", detail)
            column = str(detail["loc"][0]) if detail["loc"] else "criterion"
            faults.append(Fault(f"{place}, cột «{column}»", told.problem, told.expected, told.remedy))
        return None


def faults_of_results(given: CriteriaSet, placed: Sequence[tuple[str, Result | Score]]) -> list[Fault]:
    """What keeps results or scores from being taken in under a version of a set."""
    leaves = {row.key: row for row in given.criteria if row.rule is not None}
    faults: list[Fault] = []
    seen: dict[tuple[str, str], str] = {}
    for place, said in placed:
        about = (said.criterion, said.kind if isinstance(said, Score) else "self")
        if about in seen:
            faults.append(Fault(place, f"tiêu chí «{said.criterion}» đã có kết quả ở {seen[about]}",
                                "mỗi tiêu chí một dòng", "giữ một trong hai dòng"))
        seen.setdefault(about, place)
        criterion = leaves.get(said.criterion)
        if criterion is None:
            faults.append(Fault(place, f"không có tiêu chí nào chấm được mã «{said.criterion}»"
                                       f"{nearest(said.criterion, leaves)}",
                                f"mã của một mục cuối của bộ «{given.head.short}»", "sửa mã"))
            continue
        faults += _of_points(place, said, criterion, _most(given, criterion))
        if isinstance(said, Result):
            faults += _of_result(place, said, criterion)
    return faults


def faults_of_sums(given: CriteriaSet, placed: Sequence[tuple[str, Result | Score]],
                   before: Callable[[], Mapping[tuple[str, str], Decimal]]) -> list[Fault]:
    """What keeps points from being taken in that are too many together: of criteria that share what is above them.

    `before` gives the points said so far, by criterion and kind; it is asked only when it matters.
    """
    places = {said.criterion: place for place, said in placed if said.points is not None}
    groups: dict[tuple[str, Decimal], list[Criterion]] = defaultdict(list)
    for row in given.criteria:
        if row.rule is not None and row.maximum is None and row.rule.kind != "tracked":
            groups[given.shared(row)].append(row)
    faults: list[Fault] = []
    for (_, room), rows in groups.items():
        here = [places[row.key] for row in rows if row.key in places]
        if len(rows) == 1 or not here:
            continue
        after = {**before(), **points_of(placed)}
        sums = {kind: sum((after.get((row.key, kind), Decimal(0)) for row in rows), Decimal(0)) for kind in KINDS}
        sums["points"] = sum((_counted(after, row.key) for row in rows), Decimal(0))
        over = next((kind for kind, total in sums.items() if total > room), None)
        if over is not None:
            faults.append(Fault(here[-1], words.TOGETHER.format(
                numbers=", ".join(row.number for row in rows), room=formats.count(room), kind=words.KINDS[over],
                sum=formats.count(sums[over])), f"cộng lại không quá {formats.count(room)} điểm",
                "sửa điểm của các mục này, ghi chung trong một lần"))
    return faults


def points_of(placed: Sequence[tuple[str, Result | Score]]) -> dict[tuple[str, str], Decimal]:
    """The points that results and scores say, by criterion and kind."""
    return {(said.criterion, said.kind if isinstance(said, Score) else "self"): said.points
            for _, said in placed if said.points is not None}


def _counted(points: Mapping[tuple[str, str], Decimal], key: str) -> Decimal:
    """What counts of a criterion: of the survey, else appraised, else the unit's own."""
    return next((points[key, kind] for kind in reversed(KINDS) if (key, kind) in points), Decimal(0))


def _most(given: CriteriaSet, criterion: Criterion) -> Decimal:
    """The most that a criterion can bring: its own maximum, else what is left of what it stands under."""
    return criterion.maximum if criterion.maximum is not None else given.shared(criterion)[1]


def _of_points(place: str, said: Result | Score, criterion: Criterion, most: Decimal) -> Iterator[Fault]:
    if said.points is None or criterion.rule is None:
        return
    beside = criterion.rule.kind == BESIDE[1]
    low, high = (-most, 0) if beside else (0, most)
    if not low <= said.points <= high:
        yield Fault(place, f"{formats.asked(said.points, 'points')} cho mục {criterion.number}",
                    f"từ {formats.asked(low, 'ratio')} đến {formats.asked(high, 'ratio')} điểm", "sửa số điểm")


def _of_result(place: str, said: Result, criterion: Criterion) -> Iterator[Fault]:
    if criterion.due is not None and said.done and said.done_on is None:
        yield Fault(place, f"mục {criterion.number} có hạn mà thiếu ngày hoàn thành", "ngày hoàn thành (done_on)",
                    "ghi ngày để biết đúng hạn hay muộn")
    if (said.denominator is None) != (said.numerator is None):
        yield Fault(place, "thiếu tử số hoặc mẫu số", "cả hai số đếm", "ghi đủ hai số đếm")
    if said.numerator is not None and said.denominator is not None and said.numerator > said.denominator:
        yield Fault(place, f"tử số {formats.count(said.numerator)} lớn hơn mẫu số {formats.count(said.denominator)}",
                    "tử số không lớn hơn mẫu số", "kiểm tra hai số đếm")
