"""One workbook about all units of a plan: units × targets, sums, what is owed, and a sheet each unit."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import sheets
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.kinds import ALL_UNITS, Request
from cchc_metrics.documents.sheets import Column
from cchc_metrics.store import Store
from cchc_metrics.text import formats, words
from cchc_metrics.views import many_units
from cchc_metrics.views.many_units import UnitRow

KIND = ALL_UNITS
NUMBER, COUNT, DAY = "#,##0.00", "#,##0", "dd/mm/yyyy"
# The ground of a cell by the tone of its verdict; the mark stands in it too, so that no colour says it alone.
GROUNDS = {"good": "CFE3F5", "bad": "F2D3DC", "doubtful": "FCE3BC", "quiet": "EDF2F7", "absent": "FFFFFF"}
TOTALS = (
    Column("Chỉ số, chỉ tiêu", 44),
    Column("Tổng tử số", 13, COUNT),
    Column("Tổng mẫu số", 13, COUNT),
    Column("Chung", 11, NUMBER),
    Column("Cần", 14),
    Column("Chênh", 11, NUMBER),
    Column("Cộng từ số đơn vị", 10),
    Column("Số đơn vị", 8),
    Column("Đạt", 8),
    Column("Chưa đạt", 8),
    Column("Chưa có số liệu", 9),
    Column("Không xét", 8),
)
OWED = (
    Column("Đơn vị", 26),
    Column("Chỉ số, chỉ tiêu", 44),
    Column("Năm", 7),
    Column("Phụ trách", 24),
    Column("Tình trạng", 14),
    Column("Hạn gửi", 12, DAY),
    Column("Quá hạn (ngày)", 10, COUNT),
)
UNIT = (
    Column("Chỉ số, chỉ tiêu", 50),
    Column("Kết luận", 24),
    Column("Tử số", 12, COUNT),
    Column("Mẫu số", 12, COUNT),
    Column("Giá trị", 12, NUMBER),
    Column("Cần", 16),
    Column("Chênh", 12, NUMBER),
    Column("So năm trước", 14),
)

Row = Mapping[Any, Any]


def book(store: Store, catalog: Catalog, request: Request) -> bytes:
    """The .xlsx: «Các đơn vị», «Cộng chung», «Còn nợ», then a sheet each unit; the same figures give the same bytes."""
    targets = metrics.matrix(store, year=request.year)
    indices = metrics.matrix(store, year=request.year, indices=True)
    rows = many_units.unit_rows(targets)
    of_indices = {row.unit_id: row for row in many_units.unit_rows(indices)}
    listed = rows or list(of_indices.values())
    names = sheets.titles(["Các đơn vị", "Cộng chung", "Còn nợ", *(row.unit for row in listed)])
    made = sheets.workbook(*names)
    matrix, sums, owed, *of_units = made.worksheets
    mark = next(iter(targets["mark"].dropna()), None) or next(iter(indices["mark"].dropna()), None)
    _matrix(_headed(matrix, request, catalog, "Các đơn vị và các chỉ tiêu", mark), targets, rows)
    _totals(_headed(sums, request, catalog, "Cộng chung các đơn vị: Σ tử số / Σ mẫu số", mark), store, request.year)
    _owed(_headed(owed, request, catalog, f"Số liệu còn nợ đến {formats.day(request.day)}", mark), store, request)
    for sheet, row in zip(of_units, listed, strict=True):
        above = of_indices.get(row.unit_id)
        cells = [*(above.cells.values() if above else ()), *(row.cells.values() if row is not above else ())]
        _unit(_headed(sheet, request, catalog, row.unit, mark), cells)
    made.properties.created = made.properties.modified = dt.datetime.combine(request.day, dt.time())
    return sheets.data(made)


TOP = 5


def _headed(sheet: Worksheet, request: Request, catalog: Catalog, title: str, mark: str | None) -> Worksheet:
    """The sheet with its title, plan, year and the mark of illustrative figures above row TOP."""
    counts = words.store_in_view(request.as_known, approved_only=request.approved_only)
    lines = (title, f"{catalog.plan.title}, {catalog.plan.number} · năm {request.year}", mark or "", counts)
    for number, line in enumerate(lines, 1):
        put(sheet.cell(number, 1), line or None).font = Font(
            name=sheets.LETTERS, size=14 if number == 1 else 10, bold=number != 2
        )
    sheets.print_setup(sheet, "landscape", TOP)
    return sheet


def _matrix(sheet: Worksheet, targets: DataFrame, rows: Sequence[UnitRow]) -> None:
    heads = many_units.columns(targets)
    columns = [Column("Đơn vị", 26), Column("Chưa đạt", 8), Column("Chưa có số liệu", 9)]
    columns += [Column(head.short, 12) for head in heads]
    listed = many_units.sort(rows, many_units.MISSES)
    table = [
        [row.unit, row.missed, row.unknown, *(_figure(row.cells.get(head.id)) for head in heads)] for row in listed
    ]
    sheets.table(sheet, TOP, columns, table)
    sheet.freeze_panes = f"B{TOP + 1}"
    for number, row in enumerate(listed, TOP + 1):
        for column, head in enumerate(heads, len(columns) - len(heads) + 1):
            if (cell := row.cells.get(head.id)) is not None and not formats.missing(cell["level"]):
                _toned(sheet, number, column, str(cell["level"]))
    legend = "; ".join(f"{words.LEVELS[key].shape} {words.LEVELS[key].word}" for key in words.LEVELS)
    put(sheet.cell(TOP + len(listed) + 2, 1), f"Dấu: {legend}.").font = Font(name=sheets.LETTERS, size=10)


def _toned(sheet: Worksheet, row: int, column: int, level: str) -> None:
    """A cell that looks like its verdict: the mark before its number, and the ground."""
    look, cell = words.LEVELS[level], sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=GROUNDS[look.tone])
    cell.alignment = Alignment(horizontal="right", vertical="top")
    if isinstance(cell.value, int | float):
        # The mark belongs to the format, so that the cell stays a number.
        cell.number_format = f'"{look.shape}" {NUMBER}'
    else:
        put(cell, _verdict(level))


def _figure(cell: Row | None) -> Any:
    return None if cell is None or formats.missing(cell["value"]) else float(cell["value"])


def _totals(sheet: Worksheet, store: Store, year: int) -> None:
    rows = metrics.totals(store, year=year).to_dict("records")
    named = ("numerator", "denominator", "value")
    after = ("gap", "units_added", "units", "met", "missed", "no_data", "not_judged")
    table = [[row["name"], *(row[key] for key in named), _asked(row), *(row[key] for key in after)] for row in rows]
    sheets.table(sheet, TOP, TOTALS, table)


def _owed(sheet: Worksheet, store: Store, request: Request) -> None:
    rows = metrics.owed(store, on=request.day)
    table = [
        [
            row["unit"],
            row["name"],
            int(row["year"]),
            words.NOT_NAMED if formats.missing(row["owner"]) else row["owner"],
            words.COVERED[row["covered"]].word,
            row["due"].date(),
            int(row["days"]),
        ]
        for row in rows[rows["year"] <= request.year].to_dict("records")
    ]
    sheets.table(sheet, TOP, OWED, table)


def _unit(sheet: Worksheet, cells: Sequence[Row]) -> None:
    table = [
        [
            row["name"],
            "" if formats.missing(row["level"]) else _verdict(str(row["level"])),
            row["numerator"],
            row["denominator"],
            row["value"],
            _asked(row),
            row["gap"],
            "" if formats.missing(row["direction"]) else words.DIRECTIONS[row["direction"]].word,
        ]
        for row in cells
    ]
    sheets.table(sheet, TOP, UNIT, table)


def _verdict(level: str) -> str:
    return f"{words.LEVELS[level].shape} {words.LEVELS[level].word}"


def _asked(row: Row) -> str:
    """What is asked, with its side; nothing where each unit is asked something else."""
    if formats.missing(row["target"]):
        return ""
    return words.OPERATORS[str(row["operator"])] + formats.target_value(row["target"], row["measure_unit"])
