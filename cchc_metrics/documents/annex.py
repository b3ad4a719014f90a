"""Workbooks of figures: the statistics annex of a report, and the one about all units of a plan."""

import datetime as dt
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.worksheet import Worksheet
from pandas import DataFrame

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.documents import letterhead, sheets
from cchc_metrics.documents.letterhead import official, provenance
from cchc_metrics.documents.request import Request, figures, with_figures
from cchc_metrics.documents.sheets import COUNT, DAY, NUMBER, Column, Style, Value, put
from cchc_metrics.store import Store
from cchc_metrics.text import formats, sentence, words
from cchc_metrics.text.rows import OwedRow, TaskRow, TotalRow, VerdictRow, records
from cchc_metrics.text.sentence import figure, money, task_due, task_remark
from cchc_metrics.views import many_units
from cchc_metrics.views.many_units import UnitRow
from cchc_metrics.views.view import with_posts_of_day
from cchc_metrics.workspace.folder import unread_line

Row = VerdictRow
ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


@dataclass(frozen=True)
class Line:
    """One row of the annex: the heading of a group where `figure` is None, else a figure as the metric gives it."""

    number: str
    name: str
    figure: Row | None = None
    source: str = ""
    days: str = ""
    remark: str = ""

    @property
    def origin(self) -> str:
        """The source of the figure with its days."""
        return "; ".join(filter(None, (self.source, self.days)))


def lines(catalog: Catalog, indices: Sequence[Row], targets: Sequence[Row]) -> list[Line]:
    """The rows of the annex: the indices, then the targets of each area, as `metrics` gives them."""
    annex: list[Line] = []
    for roman, name, rows in groups_of_rows(catalog, indices, targets):
        annex.append(Line(roman, name))
        annex += [_line(catalog, number, row) for number, row in enumerate(rows, 1)]
    return annex


def groups_of_rows(
    catalog: Catalog, indices: Sequence[Row], targets: Sequence[Row]
) -> Iterator[tuple[str, str, Sequence[Row]]]:
    """The number in Roman letters, the name and the rows of each group that has any: the indices, then each area."""
    groups = [
        ("Chỉ số", indices),
        *((area.name, [row for row in targets if row["area_id"] == area.id]) for area in catalog.areas.values()),
    ]
    for number, (name, rows) in enumerate(((name, rows) for name, rows in groups if rows), 1):
        yield "X" * (number // 10) + ONES[number % 10], name, rows


def document_row(line: Line, numbers: Mapping[str, str]) -> dict[str, Any]:
    """A row of the annex as the document shows it; `numbers` are those of the sources."""
    if line.figure is None:
        return {"nhom": True, "stt": line.number, "ten": line.name}
    row = line.figure
    unit = row["measure_unit"]
    return {
        "nhom": False,
        "stt": line.number,
        "ten": line.name,
        "dvt": formats.scale(unit).name,
        "tu_so": "" if formats.is_missing(row["numerator"]) else formats.count(row["numerator"]),
        "mau_so": "" if formats.is_missing(row["denominator"]) else formats.count(row["denominator"]),
        "ket_qua": figure(row, against=("target", "previous")),
        "can_dat": full_requirement(row),
        "ky_truoc": _before(row),
        # A part of a year has no verdict, and a column that says nothing is left out.
        "ket_luan": "" if formats.is_missing(row.get("level")) else verdict(row),
        "ghi_chu": "; ".join(filter(None, (line.origin, line.remark))),
        "dan_nguon": "; ".join(filter(None, (numbers.get(line.origin), line.remark))),
    }


def _before(row: Row) -> str:
    """The value of the year or of the period before, which is there also where nothing is compared with it."""
    if row["none_before"] is True:
        return formats.NO_ACTIVITY
    if formats.is_missing(row["value_before"]):
        return formats.MISSING_SHORT
    return _text_before(row)


def _text_before(row: Row) -> str:
    # Of a rule that asks the year before, that year is itself the target: told from itself it would gain all decimals.
    limits = [row["value"], *([] if row["kind"] in words.YEAR_RULES else [row["target"]])]
    return formats.value(row["value_before"], row["measure_unit"], against=limits)


def verdict(row: Row) -> str:
    """The verdict of a row in words; a part of a year has none."""
    level = row.get("level")
    return "xét theo năm" if formats.is_missing(level) else words.LEVELS[str(level)].word


def full_requirement(row: Row) -> str:
    """What the plan asks of a row, with its side and the year in which it counts."""
    due = "" if formats.is_missing(row["due_year"]) else f" ({int(row['due_year'])})"
    return requirement(row) + due


def requirement(row: Row) -> str:
    """What the plan asks of a row, with its side."""
    if row["kind"] in words.YEAR_RULES:
        return words.YEAR_RULES[row["kind"]]
    if formats.is_missing(row["target"]):
        return ""
    return formats.requirement(row["operator"], row["target"], row["measure_unit"])


def _line(catalog: Catalog, number: int, row: Row) -> Line:
    if formats.is_missing(row["source_id"]):
        return Line(str(number), str(row["name"]), row)
    source = ", ".join(source.title for source in catalog.sources_of([row["source_id"]]))
    first, last, gap = row["period_start"], row["period_end"], row.get("days_missing")
    days = "" if formats.is_missing(last) else f"{formats.day(first)}–{formats.day(last)}"
    missing = f"thiếu {int(gap)} ngày" if not formats.is_missing(gap) and gap else ""
    flag = "" if formats.is_missing(row["flag"]) or row["flag"] == "final" else words.FLAGS[row["flag"]]
    return Line(str(number), str(row["name"]), row, source, days, "; ".join(filter(None, (missing, flag))))


def tasks_table(catalog: Catalog, tasks: DataFrame, day: dt.date) -> list[dict[str, Any]]:
    """Each task of the plan as a row of the annex: what, who on the day of the document, by when, where it stands."""
    return [
        {
            "stt": str(number),
            "ten": row["name"],
            "phu_trach": catalog.posts_on(row["owner_id"], row["owner"], day),
            "han": "" if (due := task_due(row)) == words.NO_DUE else due,
            "tinh_trang": "chưa có báo cáo" if formats.is_missing(row["state"]) else words.STATES[row["state"]],
            "ghi_chu": "; ".join(
                f"{label}{text}"
                for text, label in (
                    (row["product"], "Sản phẩm: "),
                    (row["partners"], "Phối hợp: "),
                    (money(row), "Kinh phí: "),
                    (row["evidence"], "Tài liệu kiểm chứng: "),
                    (task_remark(row), ""),
                )
                if not formats.is_missing(text) and text
            ),
        }
        for number, row in enumerate(records(tasks, TaskRow), 1)
    ]


# As narrow as what stands in them allows: sixteen columns in the width of one A4 make every letter small.
WIDTHS = {
    "stt": 4,
    "name": 33,
    "unit": 6.5,
    "numerator": 8.5,
    "denominator": 8.5,
    "value": 9,
    "asked": 12,
    "target": 6.5,
    "previous": 9,
    "change": 8.5,
    "verdict": 11.5,
    "flag": 9,
    "source": 7,
    "first": 11,
    "last": 11,
    "as_of": 11,
}
AT = {key: get_column_letter(number) for number, key in enumerate(words.ANNEX, 1)}
FORMATS = {"numerator": COUNT, "denominator": COUNT, "first": DAY, "last": DAY, "as_of": DAY}
# Fewer letters go into a unit of width than there are room for, because lines end at words.
OFFICIAL = Style(
    "Times New Roman",
    11,
    None,
    Border(*(Side(style="thin"),) * 4),
    head="centred",
    density=1.2,
    figures_apart=True,
)
BOLD = Font(name=OFFICIAL.letters, bold=True, size=OFFICIAL.size)
HEAD_ROW = 4
WHOLE = "[=100]0"


def statistics(store: Store, catalog: Catalog, request: Request) -> bytes:
    """The .xlsx of the annex; a ratio is a formula over its counts, and text is never read as a formula."""
    book = sheets.workbook("Phụ lục")
    sheet = book.worksheets[0]
    targets, by_days = figures(store, catalog, request), request.by_days(catalog)
    indices = [] if by_days else records(metrics.indices(store, unit=request.unit, year=request.year), VerdictRow)
    origin = provenance(store, catalog, request, targets)
    by = letterhead.issuer(catalog, request.unit, request.day)
    office = f"ỦY BAN NHÂN DÂN {letterhead.bare(by.name).upper()}"
    title = words.ANNEX_HEAD.format(period=request.period(catalog).upper())
    for number, text in enumerate((office, title, origin["dau_trang"]), 1):
        put(sheet.cell(number, 1), official(text)).font = BOLD
    # What is judged by the year and has no figure in these days is left out of a part of a year.
    rows = lines(catalog, indices, records(with_figures(targets) if by_days else targets, VerdictRow))
    last = HEAD_ROW + len(rows)
    numbers = letterhead.origins(line.source for line in rows)
    table = [_row(line, number, numbers.get(line.source, "")) for number, line in enumerate(rows, HEAD_ROW + 1)]
    columns = _columns(by_days=by_days)
    sheets.table(sheet, HEAD_ROW, columns, table, bold=[line.figure is None for line in rows], style=OFFICIAL)
    for number, line in enumerate(rows, HEAD_ROW + 1):
        if line.figure is None:
            sheet.merge_cells(start_row=number, end_row=number, start_column=2, end_column=len(AT))
            sheet.row_dimensions[number].height = sheets.LINE
    foot = _totals(sheet, HEAD_ROW + 1, last, verdicts=not by_days)
    for number, text in enumerate(letterhead.origin_lines(numbers), foot + 2):
        put(sheet.cell(number, 2), official(text)).font = Font(name=OFFICIAL.letters, size=OFFICIAL.size)
    sheet.freeze_panes = f"C{HEAD_ROW + 1}"
    sheets.print_setup(sheet, "landscape", HEAD_ROW)
    # A narrow edge, so that the sixteen columns stay readable on A4.
    sheet.page_margins = PageMargins(left=0.3, right=0.3, top=0.7, bottom=0.5, header=0.3, footer=0.3)
    sheet.oddHeader = sheets.edge(center=sheets.literal(origin["dau_trang"]))
    sheet.oddFooter = sheets.edge(center="&P/&N")
    # Where the figures come from is for whoever checks the file, not for whoever reads the table.
    book.properties.title, book.properties.creator = title, office
    book.properties.keywords = origin["thong_tin"][0]
    book.properties.description = " · ".join(origin["thong_tin"])
    return _bytes(book, request)


def _bytes(book: Any, request: Request) -> bytes:
    """The bytes of a workbook that bears the day of its document."""
    book.properties.created = book.properties.modified = dt.datetime.combine(request.day, dt.time())
    return sheets.data(book)


def _columns(*, by_days: bool) -> list[Column]:
    names = words.ANNEX | ({"previous": words.SAME_PERIOD} if by_days else {})
    columns = {
        key: Column(official(name), WIDTHS[key], FORMATS.get(key, "General"), "left") for key, name in names.items()
    }
    for key in ("stt", "unit"):
        columns[key] = replace(columns[key], align="center")
    # A text keeps away from the number before it.
    for key in ("asked", "verdict"):
        columns[key] = replace(columns[key], indent=1)
    return list(columns.values())


def _row(line: Line, number: int, source: str) -> list[Any]:
    """The cells of row `number` of the sheet; `source` is the number of its source in the list below the table."""
    cells: dict[str, Any] = {"stt": official(line.number), "name": official(line.name)}
    row = line.figure
    if row is not None:
        decimals = _number_format(row)
        answers = formats.scale(row["measure_unit"]).answers
        # A change from no to yes is the number 1; what is asked is told in words. After a condition some spreadsheet
        # programs write what fell without its sign.
        size = COUNT if answers else decimals.removeprefix(f"{WHOLE};")
        steps = f"+{size};-{size};{size}"
        before = None if formats.is_missing(row["value_before"]) else row["value_before"]
        target = None if answers or formats.is_missing(row["target"]) else row["target"]
        both = not formats.is_missing(row["previous"]) and not formats.is_missing(row["value"])
        cells |= {
            "unit": official(" / ".join(answers) if answers else formats.scale(row["measure_unit"]).name),
            "numerator": _cases(row["numerator"]),
            "denominator": _cases(row["denominator"]),
            "value": Value(_value(row, number), decimals),
            "asked": official(full_requirement(row)),
            "target": Value(target, decimals) if row["kind"] in words.YEAR_RULES else target,
            "previous": Value(before, decimals),
            "change": Value(f"={AT['value']}{number}-{AT['previous']}{number}" if both else None, steps),
            "verdict": official(verdict(row)),
            "flag": "" if formats.is_missing(row["flag"]) else words.FLAGS[row["flag"]],
            "source": source,
            **{
                key: None if formats.is_missing(day) else day.to_pydatetime()
                for key, day in (("first", row["period_start"]), ("last", row["period_end"]), ("as_of", row["as_of"]))
            },
        }
    return [cells.get(key) for key in AT]


def _cases(number: float | None) -> Value:
    """A count, or an amount of money in its unit, with the decimals with which documents write it."""
    decimals = re.search(r",(\d+)", formats.count(number))
    return Value(
        None if formats.is_missing(number) else number,
        COUNT if decimals is None else f"{COUNT}.{'0' * len(decimals[1])}",
    )


def _number_format(row: Row) -> str:
    """The decimals with which the figure is printed elsewhere: enough that none is rounded to its target.

    A whole hundred of a rate has none, a yes or no is its word.
    """
    unit = row["measure_unit"]
    if answers := formats.scale(unit).answers:
        return '[=1]"{}";[=0]"{}"'.format(*answers)
    digits = _digits(row)
    plain = f"{COUNT}.{'0' * digits}" if digits else COUNT
    return f"{WHOLE};{plain}" if formats.scale(unit).kind == "percent" else plain


def _digits(row: Row) -> int:
    """The decimals of a figure, of the year before and of their difference: a column of rates keeps its two."""
    unit, texts = row["measure_unit"], (_text_before(row), figure(row, against=("target", "previous")))
    digits = max(len(decimals[1]) if (decimals := re.search(r",(\d+)", text)) else 0 for text in texts)
    return max(digits, formats.scale(unit).digits) if formats.scale(unit).kind == "percent" else digits


def _value(row: Row, number: int) -> Any:
    """The value, as a formula where it is a ratio of counts that somebody may correct."""
    if formats.is_missing(row["value"]):
        return None
    if formats.is_missing(row["numerator"]):
        return row["value"]
    hundred = "100*" if formats.scale(row["measure_unit"]).kind == "percent" else ""
    return f"={hundred}{AT['numerator']}{number}/{AT['denominator']}{number}"


def _totals(sheet: Worksheet, first: int, last: int, *, verdicts: bool) -> int:
    """Write how many figures there are, and how many of each verdict, and give the row of the last count.

    The rows are indices and targets: a report counts the targets alone, so what is counted here is said.
    """
    column = AT["verdict"]
    counts = {"Số dòng có kết quả": f"=COUNT({AT['value']}{first}:{AT['value']}{last})"}
    if verdicts:
        for word in (status.word for status in words.LEVELS.values()):
            name = f"Số dòng {word[0].lower()}{word[1:]}"
            counts[name] = f'=COUNTIF({column}{first}:{column}{last},"{word}")'
    for number, (name, formula) in enumerate(counts.items(), last + 2):
        put(sheet.cell(number, 2), official(name)).font = BOLD
        cell = sheet[f"{AT['value']}{number}"]
        cell.value, cell.font, cell.number_format = formula, BOLD, COUNT
    return last + 1 + len(counts)


# The ground of a cell by the tone of its verdict; the mark stands in it too, so that no colour says it alone.
GROUNDS = {"good": "CFE3F5", "bad": "F2D3DC", "doubtful": "FCE3BC", "quiet": "EDF2F7", "absent": "FFFFFF"}
NAME = Column("Chỉ số, chỉ tiêu", 44)
TOTALS = {
    "name": NAME,
    "numerator": Column("Tổng tử số", 13, COUNT),
    "denominator": Column("Tổng mẫu số", 13, COUNT),
    "value": Column("Chung", 11, NUMBER),
    "target": Column("Cần", 14),
    "gap": Column("Chênh", 11, NUMBER),
    "units_added": Column("Cộng từ số đơn vị", 10),
    "units": Column("Số đơn vị", 8),
    "met": Column("Đạt", 8),
    "missed": Column("Chưa đạt", 8),
    "no_data": Column("Chưa có số liệu", 9),
    "not_judged": Column("Không xét", 8),
}
DEBTS = {
    "unit": Column("Đơn vị", 26),
    "name": NAME,
    "year": Column("Năm", 7),
    "owner": Column("Phụ trách", 24),
    "covered": Column("Tình trạng", 14),
    "due": Column("Hạn gửi", 12, DAY),
    "days": Column("Quá hạn (ngày)", 10, COUNT),
}
UNIT = {
    "name": replace(NAME, width=50),
    "level": Column("Kết luận", 24),
    "numerator": Column("Tử số", 12, COUNT),
    "denominator": Column("Mẫu số", 12, COUNT),
    "value": Column("Giá trị", 12, NUMBER),
    "target": Column("Cần", 16),
    "gap": Column("Chênh", 12, NUMBER),
    "direction": Column("So năm trước", 14),
}
# The row in which the tables about all units begin.
TOP = 5


def all_units(store: Store, catalog: Catalog, request: Request) -> bytes:
    """The .xlsx: «Các đơn vị», «Cộng chung», «Còn nợ», then a sheet each unit; the same figures give the same bytes."""
    targets = metrics.matrix(store, year=request.year)
    indices = metrics.matrix(store, year=request.year, indices=True)
    rows = many_units.unit_rows(targets)
    of_indices = {row.unit_id: row for row in many_units.unit_rows(indices)}
    mark = next(iter(targets["mark"].dropna()), None) or next(iter(indices["mark"].dropna()), None) or ""
    debt_rows = metrics.owed(store, on=request.day)
    titles = {
        "Các đơn vị": _finding(rows),
        "Cộng chung": "Cộng chung các đơn vị: tổng tử số trên tổng mẫu số",
        "Còn nợ": f"Số liệu còn nợ đến {formats.day(request.day)}",
    }
    units = rows or list(of_indices.values())
    book = sheets.workbook(*sheets.titles([*titles, *(row.unit for row in units)]))
    counts = words.store_in_view(request.as_known, approved_only=request.approved_only)
    counts = " · ".join(filter(None, (counts, unread_line(store))))
    about = f"{catalog.plan.title_and_number} · năm {request.year}"
    for sheet, title in zip(book.worksheets, [*titles.values(), *(row.unit for row in units)], strict=True):
        sheets.heading(sheet, [title, about, mark, counts], bold=(mark, counts))
        sheets.print_setup(sheet, "landscape", TOP)
    matrix, sums, debts, *of_units = book.worksheets
    _matrix(matrix, targets, rows)
    _rows(sums, TOTALS, records(metrics.totals(store, year=request.year), TotalRow))
    debt_rows = with_posts_of_day(debt_rows, catalog, request.day)
    _rows(debts, DEBTS, records(debt_rows[debt_rows["year"] <= request.year], OwedRow))
    for sheet, row in zip(of_units, units, strict=True):
        above = of_indices.get(row.unit_id)
        cells = [] if above is None or above is row else [*above.cells.values()]
        _rows(sheet, UNIT, [*cells, *row.cells.values()])
    return _bytes(book, request)


def _finding(rows: Sequence[UnitRow]) -> str:
    """The title of the table of units: how many of those with figures have missed a target."""
    units = [row for row in rows if row.unknown < len(row.cells)]
    shortfalls = sum(row.missed > 0 for row in units)
    if not units:
        return "Các đơn vị và các chỉ tiêu: chưa đơn vị nào có số liệu"
    return f"Các đơn vị và các chỉ tiêu: {shortfalls} trên {len(units)} đơn vị có số liệu còn chỉ tiêu chưa đạt"


def _rows(sheet: Worksheet, columns: Mapping[str, Column], rows: Sequence[Mapping[str, Any]]) -> None:
    """A table of rows of a metric, a column a key of theirs."""
    sheets.table(sheet, TOP, list(columns.values()), [[_plain(row, key) for key in columns] for row in rows])


def _plain(row: Mapping[str, Any], key: str) -> Any:
    """A cell of a row of a metric: what people read instead of ids, and numbers as they are."""
    value = row[key]
    if key == "gap" and not formats.is_missing(value):
        # A yes or no is not wanting by any number.
        return None if formats.scale(row["measure_unit"]).answers else math.copysign(sentence.gap(row), value)
    if key == "owner":
        return words.NO_NAME if formats.is_missing(value) else value
    if key == "target":
        # Nothing where each unit is asked something else.
        return (
            ""
            if formats.is_missing(value)
            else official(formats.requirement(row["operator"], row["target"], row["measure_unit"]))
        )
    if formats.is_missing(value):
        return None
    if key == "level":
        return _verdict(str(value))
    if key in ("direction", "covered"):
        return {"direction": words.DIRECTIONS, "covered": words.COVERAGE_STATES}[key][str(value)].word
    return value.date() if key == "due" else value


def _verdict(level: str) -> str:
    return f"{words.LEVELS[level].shape} {words.LEVELS[level].word}"


def _matrix(sheet: Worksheet, targets: DataFrame, rows: Sequence[UnitRow]) -> None:
    heads = many_units.columns(targets)
    columns = [Column("Đơn vị", 26), Column("Chưa đạt", 8), Column("Chưa có số liệu", 9)]
    columns += [Column(head.short, 12) for head in heads]
    units = many_units.sort(rows, many_units.MISSES)
    table = [[row.unit, row.missed, row.unknown, *(_figure(row.cells.get(head.id)) for head in heads)] for row in units]
    sheets.table(sheet, TOP, columns, table)
    sheet.freeze_panes = f"B{TOP + 1}"
    for number, row in enumerate(units, TOP + 1):
        for column, head in enumerate(heads, len(columns) - len(heads) + 1):
            if (cell := row.cells.get(head.id)) is not None and not formats.is_missing(cell["level"]):
                _tone(sheet, number, column, str(cell["level"]))
    legend = "; ".join(f"{words.LEVELS[key].shape} {words.LEVELS[key].word}" for key in words.LEVELS)
    put(sheet.cell(TOP + len(units) + 2, 1), f"Dấu: {legend}.").font = sheets.font()


def _tone(sheet: Worksheet, row: int, column: int, level: str) -> None:
    """Make a cell look like its verdict: the mark before its number, and the ground."""
    look, cell = words.LEVELS[level], sheet.cell(row, column)
    cell.fill = PatternFill("solid", fgColor=GROUNDS[look.tone])
    cell.alignment = Alignment(horizontal="right", vertical="top")
    if isinstance(cell.value, int | float):
        # The mark belongs to the format, so that the cell stays a number.
        cell.number_format = f'"{look.shape}" {NUMBER}'
    else:
        put(cell, _verdict(level))


def _figure(cell: Mapping[str, Any] | None) -> Any:
    return None if cell is None or formats.is_missing(cell["value"]) else float(cell["value"])
