"""Documents of a criteria set: its text, its scores, what is to be filled in (.xlsx), the self-assessment (.docx).

Results typed on a screen, one cell an answer, become the table that is read from a file.
"""

import csv
import datetime as dt
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from cchc_metrics import metrics
from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.catalog import standard_levels
from cchc_metrics.criteria import table
from cchc_metrics.criteria.models import CriteriaSet, Criterion, Head, rule_text
from cchc_metrics.criteria.workbook import TITLES
from cchc_metrics.days import local_day
from cchc_metrics.documents import letterhead, sheets
from cchc_metrics.documents.request import Request
from cchc_metrics.documents.sheets import Column, put
from cchc_metrics.documents.template import POINTS
from cchc_metrics.faults import Fault
from cchc_metrics.intake.unpacking import letters_of
from cchc_metrics.store import Store
from cchc_metrics.text import formats, score_sentence, words
from cchc_metrics.text.rows import CriteriaSetRow, ScoreTotalRow, records
from cchc_metrics.views import scoring as views
from cchc_metrics.workspace.folder import unread_line

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
    "Điền kết quả, điểm, tài liệu kiểm chứng của tiêu chí nào có; ô chưa có thì để trống. "
    "Số liệu chỉ tiêu đã nộp được tính sẵn. "
    "Tài liệu kiểm chứng ghi số văn bản, kèm ngày tài liệu."
)


def score_table(store: Store, catalog: Catalog, *, unit: str, criteria: str, year: int, counts: str = "") -> bytes:
    """The .xlsx of a scored set: a row a node, points as numbers, a cell empty where there is no score.

    `counts` says how much of the ledger counts.
    Raises: KeyError where the set does not score the unit in that year.
    """
    edition, total, lines = score_of(store, unit, criteria, year)
    book = sheets.workbook("Bảng điểm")
    sheet = book.worksheets[0]
    about = (catalog.units[unit].name, f"{words.FILTERS['year']} {year}", counts)
    top = sheets.heading(sheet, _head(edition, total, " · ".join(part for part in about if part)))
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
    edition, _, lines = score_of(store, unit, criteria, year)
    before = {
        line.row["criterion_id"]: line
        for line in views.lines(metrics.score_tree(store, unit=unit, criteria=criteria, year=year - 1))
    }
    book = sheets.workbook("Chấm điểm")
    sheet = book.worksheets[0]
    about = (catalog.units[unit].name, f"{words.FILTERS['year']} {year}", catalog.owners[owner].name if owner else "")
    top = sheets.heading(sheet, [full_title(edition), " · ".join(filter(None, about)), FILL_IN])
    own = [line for line in lines if owner is None or (line.row["is_leaf"] and line.row["owner_id"] == owner)]
    # Of what stands above the criteria of a post only what has some of them.
    numbers = tuple(str(line.row["number"]) for line in own)
    own = [line for line in lines if line in own or _is_above(str(line.row["number"]), numbers)]
    rows = [_to_fill_in(line, before.get(line.row["criterion_id"])) for line in own]
    sheets.table(sheet, top, WORKBOOK, rows, bold=[not line.row["is_leaf"] for line in own])
    sheet.freeze_panes = f"C{top + 1}"
    return sheets.data(book)


def _is_above(number: str, numbers: Sequence[str]) -> bool:
    return any(below.startswith(f"{number}.") for below in numbers)


def _to_fill_in(line: views.Line, before: views.Line | None) -> list[object]:
    row = line.row
    points = {"Thẩm định": row["appraised_points"], "Khảo sát": row["survey_points"]}
    cells: dict[str, object] = {
        "Số": row["number"],
        "Tiêu chí": row["name"],
        "Điểm tối đa": None if formats.is_missing(row["maximum"]) else float(row["maximum"]),
    }
    if row["is_leaf"]:
        cells |= {
            "Cách tính": score_sentence.rule(row) or None,
            "Phụ trách": views.owner(row),
            "Kết quả năm trước": None if before is None else before.explanation or None,
            **{name: None if formats.is_missing(cell) else round(float(cell), 4) for name, cell in points.items()},
        }
    return [cells.get(column.head) for column in WORKBOOK]


def score_of(
    store: Store, unit: str, criteria: str, year: int
) -> tuple[CriteriaSetRow, ScoreTotalRow | None, list[views.Line]]:
    """The set, where it stands as a whole, and its nodes as they are read.

    Raises: KeyError where the set does not score the unit in that year.
    """
    sets = metrics.criteria_sets(store, unit=unit)
    own = sets[(sets["set_id"] == criteria) & (sets["year"] == year)]
    if own.empty:
        raise KeyError(criteria)
    totals = metrics.score_totals(store, unit=unit, criteria=criteria)
    now = records(totals[totals["year"] == year], ScoreTotalRow)
    tree = metrics.score_tree(store, unit=unit, criteria=criteria, year=year)
    return records(own, CriteriaSetRow)[0], now[0] if now else None, views.lines(tree)


def full_title(edition: CriteriaSetRow) -> str:
    """The name of a set and the decision that it is of."""
    name, decision = str(edition["name"]), "" if formats.is_missing(edition["decision"]) else str(edition["decision"])
    return f"{name} ({decision})" if decision and decision not in name else name


def total_sentence(total: ScoreTotalRow | None) -> str:
    """Where the whole set stands, in a sentence."""
    return words.NO_SCORES if total is None else score_sentence.total(total)


def _head(edition: CriteriaSetRow, total: ScoreTotalRow | None, about: str) -> list[str]:
    lines = [full_title(edition), about]
    if edition["illustrative_set"]:
        lines.append(words.ILLUSTRATIVE_SET)
    if not formats.is_missing(edition["mark"]):
        lines.append(str(edition["mark"]))
    return [*lines, total_sentence(total)]


def _cells(line: views.Line) -> list[object]:
    row = line.row
    values: Mapping[str, Any] = row
    points = [None if formats.is_missing(values[key]) else round(float(values[key]), 4) for key in views.POINTS]
    owner = views.owner(row) if row["is_leaf"] else None
    return [row["number"], row["name"], *points, owner, line.evidence or None, how(line) or None]


def how(line: views.Line) -> str:
    """How a node came to its points, and what the appraisal made of them."""
    return " ".join(part for part in (line.explanation, line.differs[:1].upper() + line.differs[1:]) if part)


WIDTHS = {"name": 60, "evidence": 40, "cautions": 50, "rule": 36}


def criteria_table(criteria: CriteriaSet) -> bytes:
    """The .xlsx of a set: its head, its criteria and its bands on a sheet each."""
    book = sheets.workbook(table.SHEET_HEAD, table.SHEET_CRITERIA, table.SHEET_BANDS)
    head, rows, bands = book.worksheets
    for row, (key, label) in enumerate(table.HEAD_ROWS.items(), 1):
        put(head.cell(row, 1), label)
        put(head.cell(row, 2), _head_cell(criteria.head, key))
    head.column_dimensions["A"].width, head.column_dimensions["B"].width = 26, 80
    columns = [Column(label, WIDTHS.get(key, 16)) for key, label in table.CRITERION_COLUMNS.items()]
    cells = ([_cell(one, key) for key in table.CRITERION_COLUMNS] for one in criteria.criteria)
    sheets.table(rows, 1, columns, cells)
    bounds = ((band.name, float(band.at_least)) for band in criteria.head.band)
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
        return None if row.rule is None else rule_text(row.rule)
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
    standard = standard_levels().get(level)
    return standard.name if standard else level


def criteria_of(store: Store, request: Request) -> str:
    """The id of the criteria set of a self-assessment: the one of the request, or the first that scores the unit.

    Empty when none does in the year. Raises: KeyError for a set that does not score the unit in the year.
    """
    sets = metrics.criteria_sets(store, unit=request.unit)
    of_year = sets.loc[sets["year"] == request.year, "set_id"].tolist()
    if request.criteria and request.criteria not in of_year:
        raise KeyError(request.criteria)
    return request.criteria or next(iter(of_year), "")


def day_of(store: Store, request: Request) -> dt.date:
    """The day that the report bears: when the assessment is due, or when its newest figure or result was known."""
    unit, year = request.unit, request.year
    steps = metrics.score_steps(store, unit=unit, criteria=request.criteria, year=year)
    steps = steps[~steps["withdrawn"] & (steps["entry"] > 0)]
    due = steps.loc[steps["step"] == "open", "due"].dropna().tolist()
    results = [local_day(when) for when in steps.loc[steps["step"].isin(("enter", "appraise")), "recorded_at"]]
    figures = metrics.targets(store, unit=unit, year=year)["as_of"].dropna().tolist()
    last = due[-1].date() if due else dt.date(year, 12, 31)
    days: list[dt.date] = [last, *results, *(when.date() for when in figures)]
    return max(days)


def content(store: Store, catalog: Catalog, request: Request) -> dict[str, Any]:
    """The fields of the template of the self-assessment.

    What the figures do not say is left as a marked blank: causes, and what is to be done.
    """
    unit, criteria, year, day = request.unit, request.criteria, request.year, request.day
    counts = words.store_in_view(request.as_known, approved_only=request.approved_only)
    edition, total, lines = score_of(store, unit, criteria, year)
    totals = metrics.score_totals(store, unit=unit, criteria=criteria)
    last_year = records(totals[totals["year"] == year - 1], ScoreTotalRow)
    on_last_year = score_sentence.on_last_year(total, last_year[0] if last_year else None)
    of, by = catalog.units[unit], letterhead.issuer(catalog, unit, day)
    title = f"Tự đánh giá, chấm điểm năm {year} của {letterhead.within(of)} theo {edition['name']}"
    losses = records(metrics.point_losses(store, unit=unit, criteria=criteria, year=year), views.LossRow)
    points = [line.row["points"] for line in lines if line.row["is_leaf"]]
    filters = ", ".join(part for part in (of.name, str(year), str(edition["short"]), counts) if part)
    origin = (words.DATA_LINES[0].format(fingerprint=store.path.stem), words.DATA_LINES[2].format(filters=filters))
    mark = "" if formats.is_missing(edition["mark"]) else str(edition["mark"])
    return {
        **letterhead.fields(catalog, unit, request.kind, day),
        "ten_co_quan": letterhead.short(by),
        "trich_yeu": title,
        # Who reads the paper must see that it is of an earlier day or of approved figures only.
        "dau_trang": " · ".join(filter(None, (mark, counts, unread_line(store)))),
        "chan_trang": " · ".join(origin),
        "mo_dau": [
            *([words.ILLUSTRATIVE_SET] if edition["illustrative_set"] else []),
            *letterhead.remarks(catalog, unit, day),
            f"{letterhead.short(by)} báo cáo kết quả tự đánh giá, chấm điểm năm {year} theo {full_title(edition)} như "
            "sau:",
        ],
        "ket_qua": [
            " ".join(filter(None, (total_sentence(total), on_last_year))),
            "Điểm và cách tính của từng tiêu chí ở phụ lục kèm theo.",
        ],
        "mat_diem": [_loss(catalog, row, day) for row in losses] or [score_sentence.no_loss(points)],
        "no_minh_chung": [f"{line.row['number']} {line.row['name']}" for line in lines if line.row["owes"] is True]
        or ["Không tiêu chí nào còn nợ tài liệu kiểm chứng trong số đã có điểm."],
        "nguyen_nhan": [
            words.BLANK.format(what="nguyên nhân mất điểm ở các tiêu chí trên")
            if losses
            else score_sentence.no_loss(points)
        ],
        "giai_phap": [words.BLANK.format(what="giải pháp, người thực hiện, thời hạn")],
        "ket_thuc": letterhead.closing(title),
        "tieu_de_phu_luc": f"ĐIỂM TỪNG TIÊU CHÍ NĂM {year}",
        "phu_luc": _annex(lines),
    }


def _loss(catalog: Catalog, row: views.LossRow, day: dt.date) -> str:
    """A criterion that lost points, the points of the year before, and who answers for it on the day."""
    loss = score_sentence.points(row["lost"])
    maximum = score_sentence.plain(row["maximum"])
    # A deduction has no points of its own to get.
    text = f"{row['number']} {row['name']}: " + (f"mất {loss} trên {maximum}" if row["maximum"] else f"bị trừ {loss}")
    before = f" (năm trước mất {score_sentence.points(row['lost_before'])})" if row["again"] else ""
    return f"{text}{before}. {words.OWNER}: {catalog.post_on(row['owner_id'], day)}."


def _annex(lines: Sequence[views.Line]) -> list[dict[str, Any]]:
    """Every node with its points; a criterion says how it came to them and what proves it."""
    return [
        {
            "nhom": not line.row["is_leaf"],
            "so": str(line.row["number"]),
            "ten": str(line.row["name"]),
            **{name: views.cell(line.row, key) for name, key in zip(POINTS, views.POINTS, strict=False)},
            "cach_tinh": how(line),
            "minh_chung": line.evidence,
        }
        for line in lines
    ]


ANSWER, NUMBER = "Kết quả", "Số"
ANSWER_FILE = "nhap-cham-diem.csv"
# The columns of a file that one answer fills.
OF_ANSWERS = ("Có/không", "Ngày xong", "Số lượng", "Tử số", "Mẫu số", "Kết quả khảo sát")

AnswerRow = Mapping[str, Any]


def cells_of(kind: str, answer: str) -> dict[str, str]:
    """The cells of a file that an answer to a rule fills: «có, 15/3/2025», «12», «45/50», «92,5 %».

    >>> cells_of("yes-no", "có, 15/3/2025")
    {'Có/không': 'có', 'Ngày xong': '15/3/2025'}
    >>> cells_of("capped", "45/50")
    {'Tử số': '45', 'Mẫu số': '50'}
    """
    text = answer.strip()
    if not text:
        return {}
    match kind:
        case "yes-no":
            word, _, day = text.replace(",", " ").partition(" ")
            return {"Có/không": word.lower()} | ({"Ngày xong": day.strip()} if day.strip() else {})
        case "steps" | "bonus" | "deduction":
            return {"Số lượng": text}
        case "unknown":
            return {"Tự chấm": text}
    if "/" in text:
        numerator, _, denominator = text.partition("/")
        return {"Tử số": numerator.strip(), "Mẫu số": denominator.strip()}
    return {"Kết quả khảo sát": text.removesuffix("%").strip()}


def answer_table(rows: Sequence[AnswerRow]) -> bytes:
    """Rows as a CSV under the titles of the workbook of a set.

    A row has `kind`, the number of its criterion, the answer, and what else a workbook holds, by title.
    """
    out = io.StringIO()
    writer = csv.DictWriter(out, list(TITLES))
    writer.writeheader()
    for row in rows:
        writer.writerow({NUMBER: row[NUMBER]} | _answer_cells(row))
    return out.getvalue().encode()


def answer_rows(rows: Sequence[AnswerRow]) -> list[AnswerRow]:
    """The rows in which somebody typed something."""
    return [row for row in rows if _answer_cells(row)]


def at_rows(faults: Sequence[Fault], rows: Sequence[AnswerRow]) -> list[Fault]:
    """Faults of the table that `answer_table` makes of `rows`, each at the criterion and the column of the screen."""
    titles = {letters_of(at): ANSWER if title in OF_ANSWERS else title for at, title in enumerate(TITLES)}

    def relocate(fault: Fault) -> Fault:
        match = re.search(rf"{re.escape(ANSWER_FILE)}, dòng (\d+)(?:, cột ([A-Z]+))?", fault.place)
        if match is None:
            return fault
        row = rows[int(match[1]) - 2]
        column = f", cột «{titles[match[2]]}»" if match[2] and titles[match[2]] != NUMBER else ""
        return replace(fault, place=f"mục {row[NUMBER]}{column}")

    return [relocate(fault) for fault in faults]


def _answer_cells(row: AnswerRow) -> dict[str, str]:
    own = {title: text for title in TITLES if title != NUMBER and (text := _text(row.get(title)))}
    return cells_of(str(row["kind"]), _text(row.get(ANSWER))) | own


def _text(cell: Any) -> str:
    """A cell of a table on a screen as somebody would write it into a file; a line break would part a row."""
    if formats.is_missing(cell):
        return ""
    if isinstance(cell, dt.date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, int | float):
        return f"{cell:.15g}".replace(".", ",")
    return " ".join(str(cell).split())
