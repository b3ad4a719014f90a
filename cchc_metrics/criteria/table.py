"""A criteria set made from a workbook: the head, the criteria and the bands on a sheet each, faults at their cells."""

import datetime as dt
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Any, TypeVar

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import standard_levels
from cchc_metrics.catalog.keys import fault_of, follows
from cchc_metrics.catalog.models import Row
from cchc_metrics.criteria.checks import faults_of_set
from cchc_metrics.criteria.models import EXAMPLES, Band, CriteriaSet, Criterion, Head, Rule, rule_of
from cchc_metrics.faults import Fault, FaultError, nearest
from cchc_metrics.intake.sheets import Sheet, sheets
from cchc_metrics.text.letters import fold

SHEET_HEAD, SHEET_CRITERIA, SHEET_BANDS = "Bộ tiêu chí", "Tiêu chí", "Xếp loại"
HEAD_ROWS = {
    "id": "Mã",
    "name": "Tên",
    "short": "Tên ngắn",
    "from_year": "Từ năm",
    "to_year": "Đến năm",
    "levels": "Cấp áp dụng",
    "maximum": "Tổng điểm",
    "not_applicable": "Tiêu chí không áp dụng",
    "illustrative": "Minh họa",
    "decision": "Văn bản",
    "decided": "Ngày văn bản",
    "source": "Nguồn",
    "index": "Chỉ số",
    "method": "Cách tính",
    "cautions": "Lưu ý",
}
CRITERION_COLUMNS = {
    "number": "Số",
    "id": "Mã",
    "code": "Mã trong văn bản",
    "name": "Tên",
    "maximum": "Điểm tối đa",
    "rule": "Quy tắc chấm",
    "evidence": "Tài liệu kiểm chứng",
    "owner": "Phụ trách",
    "due": "Hạn (tháng-ngày)",
    "due_next_year": "Hạn ở năm sau",
    "indicator": "Chỉ tiêu",
    "area": "Lĩnh vực",
    "part": "Thành phần",
    "levels": "Cấp áp dụng",
    "cautions": "Lưu ý",
}
BAND_COLUMNS = {"name": "Mức", "at_least": "Từ (%)"}
CONVENTIONS = {"exclude": "bỏ khỏi mẫu số", "full": "hưởng điểm tối đa"}
CONVENTION_CODES = {words: code for code, words in CONVENTIONS.items()}
LEVEL_CODES = {level.name: level.id for level in standard_levels().values()}

Model = TypeVar("Model", bound=Row)
NO_NAME = "chưa đọc được"
# What stands for keys of the head that could not be read; no check asks for it.
PLACEHOLDER = Head(
    id="chua-doc-duoc",
    name=NO_NAME,
    short=NO_NAME,
    from_year=2000,
    levels=("commune",),
    maximum=Decimal(0),
    not_applicable="exclude",
)


def read_row(
    model: type[Model], values: Mapping[str, Any], tell: Callable[[Any], None]
) -> tuple[Model | None, frozenset[str]]:
    """The row and the keys of it that could not be read; None for a row that says nothing without them.

    `tell` is given each pydantic error, but not that of a key that is missing only because its name is misspelt.
    """
    try:
        return model.model_validate(values), frozenset()
    except ValidationError as error:
        details = [detail for detail in error.errors() if not follows(detail, error.errors())]
    gaps = {str(detail["loc"][0]) for detail in details if detail["loc"]}
    misspelt = gaps - {*model.model_fields}
    for detail in details:
        if detail["type"] != "missing" or not has_lookalike(str(detail["loc"][0]), misspelt):
            tell(detail)
    if misspelt:
        # Any key that is not there may be the one that was meant.
        gaps |= {*model.model_fields} - {*values}
    rest = {key: value for key, value in values.items() if key not in gaps}
    try:
        row = model.model_validate({**_placeholder(model, values, gaps), **rest})
    except ValidationError:
        return None, frozenset(gaps)
    if isinstance(row, Criterion) and row.number == str(values.get("number")):
        # Of another type than it should have, but plain to read.
        gaps.discard("number")
    return row, frozenset(gaps)


def has_lookalike(title: str, names: Iterable[str]) -> bool:
    """True when an unknown name looks like `title`, which is missing: it is then misspelt rather than left out."""
    return any(name and (fold(title).startswith(fold(name)) or nearest(fold(name), [fold(title)])) for name in names)


def _placeholder(model: type[Model], values: Mapping[str, Any], gaps: set[str]) -> Mapping[str, Any]:
    if model is Head:
        return PLACEHOLDER.model_dump(exclude_unset=True)
    if model is Band:
        return {"name": NO_NAME}
    rule = {"rule": Rule(kind="unknown")} if "rule" in gaps & {*values} else {}
    return {"number": _legible(str(values.get("number", ""))), "name": NO_NAME, **rule}


def _legible(text: str) -> str:
    """What can be made out of a number: as many parts as it has, 0 for those that are none; "0" for nothing."""
    parts = [part for part in re.split(r"\W+", text) if part]
    return ".".join(re.sub("[^0-9].*", "", part) or "0" for part in parts) if 0 < len(parts) < 4 else "0"


YES_OR_NO = "có hoặc không"
# What stands in a cell whose form is one of its own.
FORMS = {
    "due": "tháng-ngày, ví dụ 01-31",
    "number": "1, 1.1 hoặc 1.1.1",
    "due_next_year": YES_OR_NO,
    "illustrative": YES_OR_NO,
}
# Columns without which no row can be read.
REQUIRED = ("number", "name", "maximum", "rule", "at_least")
SHEETS = (SHEET_HEAD, SHEET_CRITERIA, SHEET_BANDS)


def set_of_workbook(name: str, data: bytes, catalog: Catalog) -> CriteriaSet:
    """The set that a workbook holds, as `documents.criteria_table` writes one.

    Raises: FaultError with every fault, each at its cell.
    """
    sheets_by_name = {sheet.name: sheet for sheet in sheets(name, data)}
    faults = [
        Fault(
            "missing-part",
            name,
            f"không có trang «{title}»{nearest(title, sheets_by_name)}",
            "các trang: " + ", ".join(SHEETS),
            "thêm trang, hoặc sửa tên trang",
        )
        for title in SHEETS
        if title not in sheets_by_name
    ]
    head, head_at, gaps = _head(sheets_by_name.get(SHEET_HEAD), faults)
    bands = _rows(sheets_by_name.get(SHEET_BANDS), BAND_COLUMNS, Band, faults, _band)
    criteria = _rows(sheets_by_name.get(SHEET_CRITERIA), CRITERION_COLUMNS, Criterion, faults, _criterion)

    def place(at: int | None, key: str) -> str:
        if at is None:
            return head_at(key)
        return bands.places[at]("at_least") if key == "band" else criteria.places[at](key)

    criteria_set = CriteriaSet(head=head.model_copy(update={"band": tuple(bands.rows)}), criteria=tuple(criteria.rows))
    faults += faults_of_set(
        criteria_set,
        catalog,
        place,
        {None: gaps if bands.whole else {*gaps, "band"}, **dict(enumerate(criteria.gaps))},
    )
    if faults:
        raise FaultError(sorted(set(faults), key=faults.index))
    return criteria_set


At = Callable[[str], str]


@dataclass
class _SheetRows:
    """What one sheet gave: rows, where each stands, and which of its keys could not be read.

    `whole` is False when a row of it gave nothing.
    """

    rows: list[Any] = field(default_factory=list)
    places: list[At] = field(default_factory=list)
    gaps: list[frozenset[str]] = field(default_factory=list)
    whole: bool = True


def _head(sheet: Sheet | None, faults: list[Fault]) -> tuple[Head, At, frozenset[str]]:
    if sheet is None:
        return PLACEHOLDER, lambda _: "", frozenset(Head.model_fields)
    rows = {str(row[0]).strip(): number for number, row in enumerate(sheet.rows) if row and str(row[0]).strip()}
    keys = {label: key for key, label in HEAD_ROWS.items()}

    def at(key: str) -> str:
        row = rows.get(HEAD_ROWS.get(key, ""))
        return sheet.whole if row is None else sheet.place(row, 1)

    unknown = [label for label in rows if label not in keys]
    for label in unknown:
        faults.append(
            Fault(
                "unknown-key",
                sheet.place(rows[label], 0),
                f"không có mục nào tên «{label}»{nearest(label, keys)}",
                "một trong: " + ", ".join(keys),
                "sửa tên mục hoặc bỏ dòng",
            )
        )
    values = {
        keys[label]: sheet.rows[number][1]
        for label, number in rows.items()
        if label in keys and len(sheet.rows[number]) > 1 and sheet.rows[number][1] != ""
    }

    def tell(detail: Any) -> None:
        label = HEAD_ROWS[str(detail["loc"][0])]
        if label in rows:
            faults.append(_fault(Head, detail, at))
        elif not has_lookalike(label, unknown):
            faults.append(
                Fault("missing-value", at(""), f"không có mục «{label}»", "các mục: " + ", ".join(keys), "thêm mục")
            )

    head, gaps = read_row(Head, {key: _head_value(key, value) for key, value in values.items()}, tell)
    if unknown:
        gaps |= Head.model_fields.keys() - values.keys()
    return head or PLACEHOLDER, at, gaps


def _head_value(key: str, cell: Any) -> Any:
    if key == "illustrative":
        return _flag(cell)
    if key == "not_applicable":
        return CONVENTION_CODES.get(str(cell).strip().lower(), cell)
    if key == "levels":
        return _levels(cell)
    if key == "cautions":
        return _paragraphs(cell)
    if key == "decided":
        return cell.date() if isinstance(cell, dt.datetime) else cell
    return _plain(cell) if key in ("from_year", "to_year", "maximum") else _text(cell)


def _rows(
    sheet: Sheet | None,
    columns: Mapping[str, str],
    model: type[Any],
    faults: list[Fault],
    convert: Callable[[Mapping[str, Any]], Mapping[str, Any]],
) -> _SheetRows:
    result = _SheetRows()
    top = None if sheet is None else _header(sheet, columns)
    if sheet is None or top is None:
        if sheet is not None:
            expected = "một dòng có các cột: " + ", ".join(columns.values())
            faults.append(Fault("missing-column", sheet.whole, "không có dòng tên cột", expected, "thêm dòng tên cột"))
        result.whole = False
        return result
    column_of, absent = _columns(sheet, top, columns, faults)
    for number, row in enumerate(sheet.rows[top + 1 :], top + 1):
        if not any(str(cell).strip() for cell in row):
            continue
        at = partial(_cell, sheet, column_of, number)
        cells = {
            key: row[column] if column < len(row) and str(row[column]).strip() else ""
            for key, column in column_of.items()
        }
        one, gaps = read_row(model, convert(cells), partial(_tell, model, at, column_of, faults))
        if one is None:
            result.whole = False
        else:
            result.rows.append(one)
            result.places.append(at)
            result.gaps.append(gaps | absent)
    return result


def _header(sheet: Sheet, columns: Mapping[str, str]) -> int | None:
    """The line that holds the names of most columns; None where no line does."""
    least = min(2, len(columns) - 1)
    labels = set(columns.values())
    lines = enumerate(sheet.rows)
    return next((at for at, row in lines if sum(str(cell).strip() in labels for cell in row) >= least), None)


def _columns(
    sheet: Sheet, top: int, columns: Mapping[str, str], faults: list[Fault]
) -> tuple[Mapping[str, int], frozenset[str]]:
    """Where each key stands under the header at `top`, and the keys whose column is not there or not recognised."""
    keys = {label: key for key, label in columns.items()}
    names = [str(cell).strip() for cell in sheet.rows[top]]
    unknown = [name for name in names if name and name not in keys]
    faults += [
        Fault(
            "unknown-column",
            sheet.place(top, column),
            f"không có cột nào tên «{name}»{nearest(name, keys)}",
            "một trong: " + ", ".join(keys),
            "sửa tên cột hoặc bỏ cột",
        )
        for column, name in enumerate(names)
        if name in unknown
    ]
    column_of = {keys[name]: column for column, name in enumerate(names) if name in keys}
    gaps = [key for key in columns if key in REQUIRED and key not in column_of]
    faults += [
        Fault(
            "missing-column",
            sheet.place(top, 0),
            f"không có cột «{columns[key]}»",
            "các cột: " + ", ".join(keys),
            "thêm cột",
        )
        for key in gaps
        if not has_lookalike(columns[key], unknown)
    ]
    # Any column that is not there may be the one that was meant.
    return column_of, frozenset(key for key in columns if key not in column_of) if unknown else frozenset(gaps)


def _tell(model: type[Any], at: At, column_of: Mapping[str, int], faults: list[Fault], detail: Any) -> None:
    # A column that is not there has been told once.
    if detail["loc"][0] in column_of:
        faults.append(_fault(model, detail, at))


def _cell(sheet: Sheet, column_of: Mapping[str, int], number: int, key: str) -> str:
    return sheet.place(number, column_of.get(key, 0))


def _criterion(cells: Mapping[str, Any]) -> Mapping[str, Any]:
    values: dict[str, Any] = {}
    for key, cell in cells.items():
        if key == "number":
            values[key] = _number(cell)
        elif cell == "":
            continue
        elif key == "rule":
            values[key] = rule_of(_text(cell)) or cell
        elif key == "levels":
            values[key] = _levels(cell)
        elif key == "cautions":
            values[key] = _paragraphs(cell)
        elif key == "due_next_year":
            values[key] = _flag(cell)
        else:
            values[key] = _plain(cell) if key == "maximum" else _text(cell)
    return values


def _band(cells: Mapping[str, Any]) -> Mapping[str, Any]:
    return {key: _text(cell) if key == "name" else _plain(cell) for key, cell in cells.items()}


def _fault(model: type[Row], detail: Any, at: At) -> Fault:
    key = str(detail["loc"][0])
    if key == "rule":
        return Fault(
            "unusable-value",
            at(key),
            f"không hiểu quy tắc «{detail['input']}»",
            "một trong các dạng: " + " · ".join(EXAMPLES),
            "viết lại quy tắc theo một dạng",
        )
    fault = fault_of(model, "", detail)
    form = FORMS.get(key) if detail["type"] in ("string_pattern_mismatch", "bool_type") else None
    return Fault(fault.kind, at(key), fault.problem, form or fault.expected, "sửa ô này" if form else fault.remedy)


def _number(cell: Any) -> str:
    """A number of the tree; a spreadsheet keeps 1 and 1.1 as numbers, and the latter may show a comma."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else str(cell)
    return str(cell).strip().rstrip(".").replace(",", ".")


def _plain(cell: Any) -> Any:
    """A cell as a number where it is one: a float that is whole is an int, "1,5" is 1.5."""
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() else Decimal(str(cell))
    text = str(cell).strip().replace(",", ".")
    try:
        return int(text) if text.isdecimal() else Decimal(text)
    except ArithmeticError:
        return cell


def _flag(cell: Any) -> Any:
    return {"có": True, "không": False}.get(str(cell).strip().lower(), cell)


def _text(cell: Any) -> str:
    return " ".join((str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)).split())


def _paragraphs(cell: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(cell).split("\n") if part.strip())


def _levels(cell: Any) -> Sequence[str]:
    return tuple(LEVEL_CODES.get(part.strip().lower(), part.strip()) for part in str(cell).split(";") if part.strip())
