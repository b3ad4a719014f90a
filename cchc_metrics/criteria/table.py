"""A criteria set made from a workbook: the head, the criteria and the bands on a sheet each, faults at their cells."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any

from pydantic import ValidationError

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.loader import fault_of
from cchc_metrics.catalog.models import Row
from cchc_metrics.criteria.checks import faults_of_set
from cchc_metrics.criteria.models import Band, CriteriaSet, Criterion, Head, Rule
from cchc_metrics.criteria.wording import EXAMPLES, rule_of
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake.sheets import Sheet, sheets
from cchc_metrics.text import scoring

# What stands in a cell whose form is one of its own.
FORMS = {"due": "tháng-ngày, ví dụ 01-31", "number": "1, 1.1 hoặc 1.1.1"}
SHEETS = (scoring.SHEET_HEAD, scoring.SHEET_CRITERIA, scoring.SHEET_BANDS)


def set_of_workbook(name: str, data: bytes, catalog: Catalog) -> CriteriaSet:
    """The set that a workbook holds, as `documents.criteria_table` writes one.

    Raises: FaultsFound with every fault, each at its cell.
    """
    found = {sheet.name: sheet for sheet in sheets(name, data)}
    missing = [wanted for wanted in SHEETS if wanted not in found]
    if missing:
        raise FaultsFound([Fault(name, f"không có trang «{wanted}»{nearest(wanted, found)}",
                                 "các trang: " + ", ".join(SHEETS), "thêm trang, hoặc sửa tên trang")
                           for wanted in missing])
    faults: list[Fault] = []
    head, head_at = _head(found[scoring.SHEET_HEAD], faults)
    bands, bands_at = _rows(found[scoring.SHEET_BANDS], scoring.BAND_COLUMNS, Band, faults, _band)
    criteria, criteria_at = _rows(found[scoring.SHEET_CRITERIA], scoring.CRITERION_COLUMNS, Criterion, faults,
                                  _criterion)

    def place(at: int | None, key: str) -> str:
        if at is not None:
            return criteria_at[at](key)
        return bands_at[0]("at_least") if key == "band" and bands_at else head_at(key)

    # Without a head that can be read, the rest is still held together, so that every fault is told at once.
    standing = head or _STANDING
    given = CriteriaSet(head=standing.model_copy(update={"band": tuple(bands)}), criteria=tuple(criteria))
    faults += [fault for fault in faults_of_set(given, catalog, place)
               if head is not None or fault.place != head_at("maximum")]
    if faults:
        raise FaultsFound(sorted(set(faults), key=faults.index))
    return given


_STANDING = Head(id="chua-doc-duoc", name="chưa đọc được", short="chưa đọc được", from_year=2000,
                 levels=("commune",), maximum=Decimal(0), not_applicable="exclude")
At = Callable[[str], str]


def _head(sheet: Sheet, faults: list[Fault]) -> tuple[Head | None, At]:
    rows = {str(row[0]).strip(): number for number, row in enumerate(sheet.rows) if row and str(row[0]).strip()}
    known = {label: key for key, label in scoring.HEAD_ROWS.items()}

    def at(key: str) -> str:
        row = rows.get(scoring.HEAD_ROWS.get(key, ""))
        return f"{sheet.file}, trang «{sheet.name}»" if row is None else sheet.place(row, 1)

    for label, number in rows.items():
        if label not in known:
            faults.append(Fault(sheet.place(number, 0), f"không có mục nào tên «{label}»{nearest(label, known)}",
                                "một trong: " + ", ".join(known), "sửa tên mục hoặc bỏ dòng"))
    said = {known[label]: sheet.rows[number][1] for label, number in rows.items()
            if label in known and len(sheet.rows[number]) > 1 and sheet.rows[number][1] != ""}
    return _made(Head, {key: _head_value(key, value) for key, value in said.items()}, at, faults), at


def _head_value(key: str, cell: Any) -> Any:
    if key == "illustrative":
        return {"có": True, "không": False}.get(str(cell).strip().lower(), cell)
    if key == "not_applicable":
        return scoring.CONVENTION_CODES.get(str(cell).strip().lower(), cell)
    if key == "levels":
        return _levels(cell)
    if key == "cautions":
        return _paragraphs(cell)
    if key == "decided":
        return cell.date() if isinstance(cell, dt.datetime) else cell
    return _plain(cell) if key in ("from_year", "to_year", "maximum") else _text(cell)


def _rows(sheet: Sheet, columns: Mapping[str, str], model: type[Any], faults: list[Fault],
          read: Callable[[Mapping[str, Any], At, list[Fault]], Mapping[str, Any]]) -> tuple[list[Any], list[At]]:
    known = {label: key for key, label in columns.items()}
    top = next((number for number, row in enumerate(sheet.rows)
                if sum(str(cell).strip() in known for cell in row) > 1), None)
    if top is None:
        faults.append(Fault(f"{sheet.file}, trang «{sheet.name}»", "không có dòng tên cột",
                            "một dòng có các cột: " + ", ".join(known), "thêm dòng tên cột"))
        return [], []
    names = [str(cell).strip() for cell in sheet.rows[top]]
    faults += [Fault(sheet.place(top, column), f"không có cột nào tên «{name}»{nearest(name, known)}",
                     "một trong: " + ", ".join(known), "sửa tên cột hoặc bỏ cột")
               for column, name in enumerate(names) if name and name not in known]
    column_of = {known[name]: column for column, name in enumerate(names) if name in known}
    made: list[Any] = []
    places: list[At] = []
    for number, row in enumerate(sheet.rows[top + 1:], top + 1):
        if not any(str(cell).strip() for cell in row):
            continue

        at = partial(_cell, sheet, column_of, number)
        cells = {key: row[column] for key, column in column_of.items() if column < len(row) and row[column] != ""}
        said = read(cells, at, faults)
        one = _made(model, said, at, faults)
        if one is not None:
            made.append(one)
            places.append(at)
    return made, places


def _cell(sheet: Sheet, column_of: Mapping[str, int], number: int, key: str) -> str:
    return sheet.place(number, column_of.get(key, 0))


def _criterion(cells: Mapping[str, Any], at: At, faults: list[Fault]) -> Mapping[str, Any]:
    said: dict[str, Any] = {"number": _number(cells.get("number", ""))}
    for key, cell in cells.items():
        if key == "rule":
            said[key] = rule_of(_text(cell)) or cell
        elif key == "levels":
            said[key] = _levels(cell)
        elif key == "cautions":
            said[key] = _paragraphs(cell)
        elif key == "due_next_year":
            said[key] = str(cell).strip().lower() == "có"
        elif key == "maximum":
            said[key] = _plain(cell)
        elif key != "number":
            said[key] = _text(cell)
    if "rule" in said and not isinstance(said["rule"], Rule):
        faults.append(Fault(at("rule"), f"không hiểu quy tắc «{said.pop('rule')}»",
                            "một trong các dạng: " + " · ".join(EXAMPLES), "viết lại quy tắc theo một dạng"))
        said["rule"] = Rule(kind="unknown")
    return said


def _band(cells: Mapping[str, Any], at: At, faults: list[Fault]) -> Mapping[str, Any]:  # noqa: ARG001 - as _criterion
    return {"name": _text(cells.get("name", "")), "at_least": _plain(cells.get("at_least", ""))}


def _made(model: type[Any], said: Mapping[str, Any], at: At, faults: list[Fault]) -> Any:
    try:
        return model.model_validate(said)
    except ValidationError as error:
        wrong = {str(detail["loc"][0]) for detail in error.errors() if detail["loc"]}
        for detail in error.errors():
            told = fault_of(model if issubclass(model, Row) else Row, "", detail)
            key = str(detail["loc"][0]) if detail["loc"] else "number"
            form = FORMS.get(key) if detail["type"] == "string_pattern_mismatch" else None
            faults.append(Fault(at(key), told.problem, form or told.expected, "sửa ô này" if form else told.remedy))
    # Without the cells that are wrong the row still says where it stands, so that it does no harm to other rows.
    rest = {key: value for key, value in said.items() if key not in wrong}
    try:
        return model.model_validate({"name": "chưa có tên", **rest}) if wrong else None
    except ValidationError:
        return None


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
        return int(text) if text.isdigit() else Decimal(text)
    except ArithmeticError:
        return cell


def _text(cell: Any) -> str:
    return " ".join((str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)).split())


def _paragraphs(cell: Any) -> tuple[str, ...]:
    return tuple(part.strip() for part in str(cell).split("\n") if part.strip())


def _levels(cell: Any) -> Sequence[str]:
    return tuple(scoring.LEVEL_CODES.get(part.strip().lower(), part.strip()) for part in str(cell).split(";")
                 if part.strip())
