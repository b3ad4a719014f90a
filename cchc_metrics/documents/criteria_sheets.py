"""A scored set as a table with real numbers."""

from collections.abc import Mapping
from typing import Any

from openpyxl.styles import Font

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import standard_levels
from cchc_metrics.criteria import table
from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head, written
from cchc_metrics.criteria.results import TITLES
from cchc_metrics.documents import sheets
from cchc_metrics.documents.cells import put
from cchc_metrics.documents.sheets import Column
from cchc_metrics.store import Store
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.views import scoring as views

FILE_COLUMNS = (
    "Số",
    "Tiêu chí",
    "Điểm tối đa",
    "Tự chấm",
    "Thẩm định",
    "Khảo sát",
    "Điểm tính",
    "Điểm mất",
    "Phụ trách",
    "Tài liệu kiểm chứng",
    "Cách tính",
)
FILE_WIDTHS = (8, 60, 10, 10, 10, 10, 10, 10, 32, 32, 60)

WIDE = ("Không áp dụng vì", "Tài liệu kiểm chứng", "Giải trình", "Lý do thẩm định khác")
FILL_IN = (
    "Điền kết quả, điểm, minh chứng của tiêu chí nào có; ô chưa có thì để trống. "
    "Số liệu chỉ tiêu đã nộp được tính sẵn. "
    "Tài liệu kiểm chứng ghi số văn bản, kèm ngày tài liệu."
)

Row = Mapping[Any, Any]


def score_table(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, counts: str = "") -> bytes:
    """The .xlsx of a scored set: a row a node, points as numbers, a cell empty where there is no score.

    `counts` says how much of the ledger counts.
    Raises: KeyError where the set does not score the unit in that year.
    """
    given, total, lines = scored_set(store, unit, criteria, year)
    book = sheets.workbook("Bảng điểm")
    sheet = book.worksheets[0]
    about = (catalog.units[unit].name, f"{words.FILTERS['year']} {year}", counts)
    head = _head(given, total, " · ".join(part for part in about if part))
    for number, line in enumerate(head, 1):
        put(sheet.cell(number, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)
    top = len(head) + 2
    columns = [Column(name, width) for name, width in zip(FILE_COLUMNS, FILE_WIDTHS, strict=True)]
    sheets.table(sheet, top, columns, map(_cells, lines), bold=[not line.row["is_leaf"] for line in lines])
    sheet.freeze_panes = f"C{top + 1}"
    sheets.print_setup(sheet, "landscape", top)
    return sheets.data(book)


WORKBOOK = (
    *(Column(name, width) for name, width in (("Số", 8), ("Tiêu chí", 50), ("Điểm tối đa", 9), ("Cách tính", 44))),
    *(Column(name, width) for name, width in (("Phụ trách", 24), ("Kết quả năm trước", 34))),
    *(Column(name, 11) for name in TITLES if name not in ("Số", *WIDE)),
    *(Column(name, 30) for name in WIDE),
)


def score_workbook(
    store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, owner: str | None = None
) -> bytes:
    """The .xlsx of a set to fill in for a year: a row a criterion with its rule, who brings it and last year's result.

    `owner` keeps the criteria of one post. Points that stand already are in their cells; unchanged, they are left out
    when the workbook is handed in.
    Raises: KeyError where the set does not score the unit in that year.
    """
    given, _, lines = scored_set(store, unit, criteria, year)
    before = {
        line.row["criterion_id"]: line
        for line in views.lines(metrics.score_tree(store, unit=unit, criteria=criteria, year=year - 1))
    }
    book = sheets.workbook("Chấm điểm")
    sheet = book.worksheets[0]
    about = (catalog.units[unit].name, f"{words.FILTERS['year']} {year}", catalog.owners[owner].name if owner else "")
    head = [full_title(given), " · ".join(filter(None, about)), FILL_IN]
    for number, line in enumerate(head, 1):
        put(sheet.cell(number, 1), line)
    sheet["A1"].font = Font(bold=True, size=14)
    kept = [line for line in lines if not line.row["is_leaf"] or owner in (None, line.row["owner_id"])]
    rows = [_to_fill_in(line, before.get(line.row["criterion_id"])) for line in kept]
    sheets.table(sheet, len(head) + 2, WORKBOOK, rows, bold=[not line.row["is_leaf"] for line in kept])
    sheet.freeze_panes = f"C{len(head) + 3}"
    return sheets.data(book)


def _to_fill_in(line: views.Line, before: views.Line | None) -> list[object]:
    row = line.row
    known = {"Thẩm định": row["appraised_points"], "Khảo sát": row["survey_points"]}
    cells: dict[str, object] = {
        "Số": row["number"],
        "Tiêu chí": row["name"],
        "Điểm tối đa": None if formats.missing(row["maximum"]) else float(row["maximum"]),
    }
    if row["is_leaf"]:
        cells |= {
            "Cách tính": score_sentence.rule(row) or None,
            "Phụ trách": views.owner(row),
            "Kết quả năm trước": None if before is None else before.explanation or None,
            **{name: None if formats.missing(cell) else round(float(cell), 4) for name, cell in known.items()},
        }
    return [cells.get(column.head) for column in WORKBOOK]


def scored_set(store: Store, unit: str, criteria: str, year: int) -> tuple[Row, Row | None, list[views.Line]]:
    """The set, where it stands as a whole, and its nodes as they are read.

    Raises: KeyError where the set does not score the unit in that year.
    """
    sets = metrics.criteria_sets(store, unit=unit)
    given = sets[(sets["set_id"] == criteria) & (sets["year"] == year)]
    if given.empty:
        raise KeyError(criteria)
    totals = metrics.score_totals(store, unit=unit, criteria=criteria)
    now = totals[totals["year"] == year].to_dict("records")
    tree = metrics.score_tree(store, unit=unit, criteria=criteria, year=year)
    return given.iloc[0].to_dict(), now[0] if now else None, views.lines(tree)


def full_title(given: Row) -> str:
    """The name of a set and the decision that it is of."""
    name, decision = str(given["name"]), "" if formats.missing(given["decision"]) else str(given["decision"])
    return f"{name} ({decision})" if decision and decision not in name else name


def total_sentence(total: Row | None) -> str:
    """Where the whole set stands, in a sentence."""
    return words.NOTHING_SCORED if total is None else score_sentence.total(total)


def _head(given: Row, total: Row | None, about: str) -> list[str]:
    lines = [full_title(given), about]
    if given["illustrative_set"]:
        lines.append(words.ILLUSTRATIVE_SET)
    if not formats.missing(given["mark"]):
        lines.append(str(given["mark"]))
    return [*lines, total_sentence(total)]


def _cells(line: views.Line) -> list[object]:
    row = line.row
    points = [None if formats.missing(row[key]) else round(float(row[key]), 4) for key in views.POINTS]
    owner = views.owner(row) if row["is_leaf"] else None
    return [row["number"], row["name"], *points, owner, line.evidence or None, how(line) or None]


def how(line: views.Line) -> str:
    """How a node came to its points, and what the appraisal made of them."""
    return " ".join(part for part in (line.explanation, line.differs[:1].upper() + line.differs[1:]) if part)


WIDTHS = {"name": 60, "evidence": 40, "cautions": 50, "rule": 36}


def criteria_table(given: CriteriaSet) -> bytes:
    """The .xlsx of a set: its head, its criteria and its bands on a sheet each."""
    book = sheets.workbook(table.SHEET_HEAD, table.SHEET_CRITERIA, table.SHEET_BANDS)
    head, criteria, bands = book.worksheets
    for row, (key, label) in enumerate(table.HEAD_ROWS.items(), 1):
        put(head.cell(row, 1), label)
        put(head.cell(row, 2), _head_cell(given.head, key))
    head.column_dimensions["A"].width, head.column_dimensions["B"].width = 26, 80
    columns = [Column(label, WIDTHS.get(key, 16)) for key, label in table.CRITERION_COLUMNS.items()]
    rows = ([_cell(one, key) for key in table.CRITERION_COLUMNS] for one in given.criteria)
    sheets.table(criteria, 1, columns, rows)
    bounds = ((band.name, float(band.at_least)) for band in given.head.band)
    sheets.table(bands, 1, [Column(label, 30) for label in table.BAND_COLUMNS.values()], bounds)
    return sheets.data(book)


def _head_cell(head: Head, key: str) -> object:
    value = getattr(head, key)
    if key == "levels":
        return "; ".join(_level(level) for level in value)
    if key == "illustrative":
        return words.YES if value else words.NO
    if key == "not_applicable":
        return table.CONVENTIONS[value]
    if key == "cautions":
        return "\n".join(value) or None
    return float(value) if key == "maximum" else value or None


def _cell(row: Criterion, key: str) -> object:
    if key == "rule":
        return None if row.rule is None else written(row.rule)
    value = getattr(row, key)
    if key == "maximum":
        return None if value is None else float(value)
    if key == "levels":
        return "; ".join(_level(level) for level in value) or None
    if key == "cautions":
        return "\n".join(value) or None
    if key == "due_next_year":
        return words.YES if value else None
    return value or None


def _level(level: str) -> str:
    known = standard_levels().get(level)
    return known.name if known else level
