"""Draws one page of the workbook: headings, locked words, input cells and their rules, formulas, how it is printed."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil
from typing import Any

from openpyxl.styles import Alignment, Font, PatternFill, Protection
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import LARGEST
from cchc_metrics.documents import sheets
from cchc_metrics.documents.sheets import BLUE, EDGE, font, print_setup, put
from cchc_metrics.intake.workbook import COUNTS, INPUTS, LISTS, ROW_ID, SUM, VALUES, WHOLE_NUMBERS, Stamp
from cchc_metrics.text import formats, words


@dataclass(frozen=True)
class Line:
    """One row: its id, its locked cells in words, what stands in its input cells, and what those may hold.

    A row without an id is a heading; one whose id is SUM adds up the `adds` rows below it. Input cells of the columns
    `locks` take nothing in, because the row has no use for them.
    """

    row_id: str
    texts: Mapping[str, str]
    values: Mapping[str, Any] = field(default_factory=dict)
    measure_unit: str = "percent"
    whole_counts: bool = False
    least: float = 0
    largest: float | None = None
    adds: int = 0
    indent: int = 0
    locks: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """One sheet: its title, the keys of its columns, headings that differ, and its rows."""

    title: str
    keys: Sequence[str]
    lines: Sequence[Line]
    headers: Mapping[str, str] = field(default_factory=dict)


HINTS = {
    "period": "Để «{whole}», chọn một kỳ báo cáo, hoặc gõ hai ngày: 01/01/{year} – 31/03/{year}.",
    "numerator": "Gõ số đếm, không gõ tỷ lệ phần trăm. Chưa có số liệu thì để trống, không gõ 0.",
    "denominator": "Gõ số đếm. Không phát sinh việc nào thì gõ 0 ở cả tử số và mẫu số.",
    "value": "Chỉ gõ khi không có tử số và mẫu số.",
    "reported_value": "Tỷ lệ hay điểm đã in trong báo cáo, để đối chiếu; không thay cho tử số, mẫu số.",
    "sample_size": "Số người đã trả lời phiếu.",
    "method": "Chọn cách đo đã dùng. Hai năm khác cách đo thì không so với nhau.",
    "reported_rank": "Hạng mà cơ quan đánh giá đã công bố.",
    "reported_of": "Số đơn vị được xếp hạng.",
    "source_id": "Chọn nơi lấy số liệu.",
    "as_of": "Ngày lấy số liệu: ngày/tháng/năm.",
    "flag": "Chọn tình trạng của số liệu.",
    "state": "Chọn tình trạng của nhiệm vụ.",
    "spent": "Số tiền đã chi từ đầu đến nay, cùng đơn vị với kinh phí của kế hoạch.",
    "evidence": "Số, ngày văn bản hoặc sản phẩm cho thấy điều đó.",
    "note": "",
}
WRONG = {
    "numerator": "Tử số là số đếm không âm và không lớn hơn mẫu số.",
    "denominator": "Mẫu số là số đếm không âm và không nhỏ hơn tử số.",
    "value": "Giá trị từ {least} đến {largest}.",
    "reported_value": "Giá trị từ {least} đến {largest}.",
    "sample_size": "Số phiếu là số nguyên từ 1.",
    "reported_rank": "Hạng là số nguyên từ 1.",
    "reported_of": "Số đơn vị là số nguyên từ 1.",
    "as_of": "Gõ ngày dạng ngày/tháng/năm, ví dụ 15/12/{year}.",
    "spent": "Số tiền không âm.",
    "list": "Chọn một giá trị có trong danh sách.",
    "period": "Kỳ này không có trong danh sách. Vẫn dùng nếu đã gõ đủ hai ngày.",
}
STEPS = (
    "Chỉ điền các ô nền vàng; các ô khác đã khóa để khi nộp máy đọc đúng. Không thêm, xóa, đổi chỗ dòng, cột và trang.",
    "Gõ số đếm vào tử số và mẫu số, không gõ tỷ lệ phần trăm: cột tỷ lệ tự tính.",
    "Chưa có số liệu thì để trống, không gõ 0. Thật sự không phát sinh thì gõ 0 ở cả tử số và mẫu số.",
    "Kỳ số liệu để nguyên nếu là số của cả năm. Số của một quý thì chọn quý đó; các quý được cộng lại theo số đếm.",
    "Mỗi số liệu ghi nguồn, ngày số liệu và tình trạng. Ghi chú nói điều người đọc cần biết.",
    "Khảo sát ghi thêm số phiếu: từ đó máy tính sai số.",
    "Số theo nhóm (lĩnh vực, kênh) cộng lại phải bằng số chung; chỉ điền một trong hai nơi cũng được.",
    "Lưu tệp dạng .xlsx rồi nộp ở trang Số liệu. Tệp có lỗi thì không có gì được lưu; tải tệp đã đánh dấu về để sửa.",
)
FLAGS_MEAN = {
    "final": "đã chốt, không đổi nữa",
    "provisional": "còn có thể đổi khi có số chính thức",
    "estimated": "ước tính vì chưa đếm đủ",
    "break": "cách tính hoặc địa bàn vừa đổi, không so với kỳ trước",
    "low_reliability": "nguồn hoặc cách thu thập chưa chắc chắn",
}

OF_LISTS = ("source_id", "flag", "method", "state", "period")


def rules(page: Page, stamp: Stamp, first: int, ranges: Mapping[str, str]) -> Iterator[DataValidation]:
    """One rule for each kind of cell of each input column; the rows begin at `first`."""
    columns = {key: get_column_letter(number) for number, key in enumerate(page.keys, start=1)}
    for key in INPUTS:
        if key not in columns or key in ("note", "evidence"):
            continue
        alike: dict[CellKind, list[int]] = defaultdict(list)
        for row, line in enumerate(page.lines, start=first):
            if line.row_id not in ("", SUM):
                alike[_kind(key, line)].append(row)
        for kind, rows in alike.items():
            rule = _rule(key, columns, rows[0], kind, ranges)
            rule.prompt = _hint(key, kind).format(year=stamp.year, whole=words.WHOLE_YEAR)
            rule.error = _wrong(key, kind).format(year=stamp.year)
            rule.promptTitle = rule.errorTitle = words.HEADERS[key][:32]
            rule.showInputMessage = rule.showErrorMessage = True
            for row in rows:
                rule.add(f"{columns[key]}{row}")
            yield rule


@dataclass(frozen=True)
class CellKind:
    """What an input cell takes: whole numbers only, numbers from the least up to the largest, a value in its unit.

    `alone` is for a row that has no counts beside its value.
    """

    whole: bool = False
    least: float = 0
    largest: float | None = None
    measure_unit: str | None = None
    alone: bool = False

    @property
    def answers(self) -> tuple[str, str] | None:
        """The words for 1 and 0 where a yes or no is chosen from a list, which parts its words by commas."""
        answers = formats.scale(self.measure_unit).answers if self.measure_unit else None
        return None if answers is None or "," in "".join(answers) else answers


def _kind(key: str, line: Line) -> CellKind:
    if key in COUNTS:
        # A mean may have a numerator above its denominator: days on a dossier.
        is_share = line.largest == LARGEST.get(formats.scale(line.measure_unit).kind)
        return CellKind(line.whole_counts, largest=line.largest if is_share else None)
    if key in VALUES:
        return CellKind(
            least=line.least, largest=line.largest, measure_unit=line.measure_unit, alone=set(COUNTS) <= line.locks
        )
    return CellKind()


def _hint(key: str, kind: CellKind) -> str:
    """What Excel says beside the cell while it is being filled in."""
    if kind.answers:
        return "Chọn «{}» hoặc «{}».".format(*kind.answers)
    if key != "value" or kind.measure_unit is None:
        return HINTS[key]
    scale = formats.scale(kind.measure_unit)
    hint = f"Gõ một số, đơn vị: {scale.name}." if kind.alone else HINTS[key]
    return f"{hint} Phần trăm gõ từ 0 đến 100." if scale.kind == "percent" else hint


def _wrong(key: str, kind: CellKind) -> str:
    """What Excel says of a cell that holds what it may not."""
    if kind.answers or (key in OF_LISTS and key != "period"):
        return WRONG["list"]
    least = formats.target_value(kind.least, "ratio")
    if key in (*COUNTS, *VALUES) and kind.largest is None:
        limits = f"từ {least}" if kind.least else "không âm"
        return f"Gõ một số nguyên {limits}." if kind.whole else f"Gõ một số {limits}."
    largest = formats.target_value(kind.largest or 0, "ratio")
    return WRONG[key].replace("{least}", least).replace("{largest}", largest)


def _rule(key: str, columns: Mapping[str, str], row: int, kind: CellKind, ranges: Mapping[str, str]) -> DataValidation:
    if key in OF_LISTS:
        # Another period may be typed; everything else comes from its list.
        return DataValidation(
            "list", formula1=ranges[key], allow_blank=True, errorStyle="warning" if key == "period" else "stop"
        )
    if kind.answers:
        return DataValidation("list", formula1='"{},{}"'.format(*kind.answers), allow_blank=True)
    if key in COUNTS:
        cell, numerator, denominator = (f"{columns[name]}{row}" for name in (key, *COUNTS))
        conditions = [
            f"ISNUMBER({cell})",
            f"{cell}>=0",
            *([f"INT({cell})={cell}"] if kind.whole else []),
            *([f'OR({numerator}="",{denominator}="",{numerator}<={denominator})'] if kind.largest is not None else []),
        ]
        return DataValidation("custom", formula1=f"AND({','.join(conditions)})", allow_blank=True)
    if key == "as_of":
        # A day typed as text is read too, so this only warns.
        return DataValidation(
            "date", operator="greaterThanOrEqual", formula1="DATE(1990,1,1)", allow_blank=True, errorStyle="warning"
        )
    if key in WHOLE_NUMBERS:
        return DataValidation("whole", operator="greaterThanOrEqual", formula1="1", allow_blank=True)
    if kind.largest is None:
        return DataValidation("decimal", operator="greaterThanOrEqual", formula1=f"{kind.least:g}", allow_blank=True)
    least, largest = f"{kind.least:g}", f"{kind.largest:g}"
    return DataValidation("decimal", operator="between", formula1=least, formula2=largest, allow_blank=True)


# Row 1 says what the page is, row 2 how to fill it in, row 3 holds the keys of the columns (hidden), row 4 their names.
KEYS, HEAD = 3, 4
WIDTHS = {
    "row_id": 6,
    "name": 32,
    "definition": 34,
    "unit": 6,
    "target": 14,
    "last_year": 17,
    "period": 13,
    "numerator": 9,
    "denominator": 9,
    "ratio": 9,
    "value": 9,
    "reported_value": 10,
    "sample_size": 9,
    "method": 16,
    "reported_rank": 9,
    "reported_of": 9,
    "source_id": 19,
    "as_of": 11,
    "flag": 11,
    "note": 20,
    "owner": 24,
    "due": 15,
    "last_state": 20,
    "state": 15,
    "spent": 11,
    "evidence": 24,
}
TEXT_COLUMNS = (
    "name",
    "definition",
    "target",
    "last_year",
    "period",
    "method",
    "source_id",
    "note",
    "owner",
    "last_state",
    "due",
    "evidence",
)
NUMBER = "#,##0.######"
FORMATS = {
    "numerator": "#,##0.##",
    "denominator": "#,##0.##",
    "sample_size": "#,##0",
    "reported_rank": "#,##0",
    "reported_of": "#,##0",
    "value": NUMBER,
    "reported_value": NUMBER,
    "as_of": "dd/mm/yyyy",
    "spent": NUMBER,
}
RATIOS = {"percent": "0.00%", "ratio": "0.0000"}
QUIET, INPUT, BAND = "8A94A0", "FFF7D6", "E8EFF6"
OPEN = Protection(locked=False)
LINE_HEIGHT = 14.0


def draw(
    sheet: Worksheet,
    page: Page,
    catalog: Catalog,
    stamp: Stamp,
    lists: Mapping[str, Mapping[str, str]],
    ranges: Mapping[str, str],
) -> None:
    """Write a page to its sheet."""
    unit = catalog.units[stamp.unit].name
    columns = {key: number for number, key in enumerate(page.keys, start=1)}
    title = put(sheet.cell(1, 2), f"{page.title} · số liệu năm {stamp.year} · {unit}")
    title.font = font(14, bold=True, color=BLUE)
    how = put(sheet.cell(2, 2), "Chỉ điền các ô nền vàng. Chưa có số liệu thì để trống, không gõ 0.")
    how.font = font(italic=True)
    for key, column in columns.items():
        put(sheet.cell(KEYS, column), key)
        name = page.headers.get(key, words.HEADERS[key]).format(year=stamp.year, before=stamp.year - 1)
        head = put(sheet.cell(HEAD, column), name)
        sheets.blue(head)
        head.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)
        sheet.column_dimensions[get_column_letter(column)].width = WIDTHS[key]
    put(sheet.cell(KEYS, len(columns) + 1), stamp.seal)
    sheet.row_dimensions[KEYS].hidden = True
    sheet.row_dimensions[HEAD].height = 42
    for row, line in enumerate(page.lines, start=HEAD + 1):
        _line(sheet, row, line, columns, lists)
    for rule in rules(page, stamp, HEAD + 1, ranges):
        sheet.add_data_validation(rule)
    _set_up(sheet, columns, unit, stamp)


def _line(
    sheet: Worksheet, row: int, line: Line, columns: Mapping[str, int], lists: Mapping[str, Mapping[str, str]]
) -> None:
    heading, total = line.row_id == "", line.row_id == SUM
    for key, column in columns.items():
        cell = put(sheet.cell(row, column), None)
        in_names = key == "name"
        cell.border = EDGE
        cell.font = font(bold=heading or total or (in_names and not line.indent))
        cell.alignment = Alignment(
            vertical="center",
            wrap_text=key in TEXT_COLUMNS,
            indent=line.indent if in_names else 0,
            horizontal="left" if key in TEXT_COLUMNS else None if key in FORMATS else "center",
        )
        if heading or total:
            cell.fill = PatternFill("solid", fgColor=BAND)
        elif key in INPUTS and key not in line.locks:
            cell.fill, cell.protection = PatternFill("solid", fgColor=INPUT), OPEN
        if key in FORMATS:
            cell.number_format = FORMATS[key]
        if key == ROW_ID:
            put(cell, line.row_id).font = font(6, color=QUIET)
        elif key == "ratio" and not heading:
            cell.value, cell.number_format = _ratio(row, columns), RATIOS.get(line.measure_unit, "0.00")
            cell.alignment = Alignment(horizontal="right", vertical="center")
        elif total and key in ("numerator", "denominator"):
            groups = f"{cell.column_letter}{row + 1}:{cell.column_letter}{row + line.adds}"
            cell.value = f'=IF(COUNT({groups})=0,"",SUM({groups}))'
        elif key in line.texts:
            put(cell, line.texts[key])
        elif line.values.get(key) is not None:
            put(cell, _content(key, line, lists))
    sheet.row_dimensions[row].height = _height(line, columns, lists)


def _content(key: str, line: Line, lists: Mapping[str, Mapping[str, str]]) -> Any:
    """What stands in an input cell: a label of its list, the word of a yes or no, or the value itself."""
    value = line.values[key]
    if key in LISTS:
        return lists[key].get(value, value)
    answers = _kind(key, line).answers
    return answers[value == 0] if answers and value in (0, 1) else to_write(value)


def _ratio(row: int, columns: Mapping[str, int]) -> str:
    numerator, denominator = (f"{get_column_letter(columns[key])}{row}" for key in ("numerator", "denominator"))
    return f'=IF(OR({numerator}="",{denominator}=""),"",IF({denominator}=0,"0/0",{numerator}/{denominator}))'


def _height(line: Line, columns: Mapping[str, int], lists: Mapping[str, Mapping[str, str]]) -> float:
    """A row high enough for its longest words; spreadsheet programs do not all see to it themselves."""
    texts = {
        **line.texts,
        **{key: lists[key].get(str(value), "") if key in LISTS else str(value) for key, value in line.values.items()},
    }
    most = max(
        (
            sum(
                max(1, ceil(len(part) / (WIDTHS[key] - 1 - 2 * line.indent * (key == "name"))))
                for part in text.split("\n")
            )
            for key, text in texts.items()
            if key in columns and key in TEXT_COLUMNS
        ),
        default=1,
    )
    return max(1.6, most + 0.4) * LINE_HEIGHT


def _set_up(sheet: Worksheet, columns: Mapping[str, int], unit: str, stamp: Stamp) -> None:
    """Frozen headings, locked structure with columns and rows that may be made wider, and pages to print."""
    sheet.freeze_panes = f"C{HEAD + 1}"
    sheet.sheet_view.showGridLines = False
    sheet.sheet_view.zoomScale = 100
    # In this list True means "kept from doing so".
    sheet.protection.formatColumns = sheet.protection.formatRows = False
    sheet.protection.enable()
    print_setup(sheet, "landscape", HEAD)
    # The ids are for the machine.
    sheet.print_area = f"B1:{get_column_letter(len(columns))}{sheet.max_row}"
    sheet.page_margins.left = sheet.page_margins.right = 0.4
    sheet.page_margins.top, sheet.page_margins.bottom, sheet.page_margins.footer = 0.5, 0.75, 0.3
    sheet.HeaderFooter.oddFooter = sheets.edge(left=sheets.literal(f"{unit} · {stamp.year}"), right="&P/&N")


WIDE = 84
GUIDE_LINE_HEIGHT = 14.5


def guide(sheet: Worksheet, catalog: Catalog, stamp: Stamp, pages: Sequence[tuple[str, Page]]) -> None:
    """Write the guide; `pages` are the other sheets by their titles."""
    unit, plan = catalog.units[stamp.unit].name, catalog.plan
    owner = f"Người điền: {catalog.owners[stamp.owner].name}" if stamp.owner else "Người điền: mọi chức danh"
    for letter, width in zip("ABCD", (3, WIDE, 11, 11), strict=True):
        sheet.column_dimensions[letter].width = width
    title = f"Sổ số liệu cải cách hành chính năm {stamp.year}"
    row = _lines(sheet, 1, [title], font(18, bold=True, color=BLUE))
    about = f"Kế hoạch số {plan.number}: {plan.title}" if plan.number else f"Kế hoạch: {plan.title}"
    row = _lines(sheet, row, [unit, owner, about], font(11))
    row = _guide_head(sheet, row + 1, "Cách điền")
    row = _lines(sheet, row, STEPS, font(11), with_numbers=True)
    row = _guide_head(sheet, row + 1, "Trang", "Số dòng", "Đã điền")
    for name, page in pages:
        _page(sheet, row, name, page)
        row += 1
    with_targets = {target.area for target in catalog.targets.values()}
    without = [area.name for area in catalog.areas.values() if area.id not in with_targets]
    if without and not stamp.owner:
        text = "Không có trang riêng cho {areas}: kế hoạch không đặt chỉ tiêu định lượng, xem trang {tasks}.".format(
            areas=", ".join(without), tasks=words.TASKS
        )
        row = _lines(sheet, row, [text], font(italic=True))
    row = _guide_head(sheet, row + 1, "Tình trạng số liệu")
    meanings = [f"{words.FLAGS[flag]}: {meaning}" for flag, meaning in FLAGS_MEAN.items()]
    row = _lines(sheet, row, meanings, font(11))
    version = "Mẫu {version} · {plan} · {unit} · {year} · {owner} · bản {catalog}".format(
        version=stamp.version,
        plan=stamp.plan,
        unit=stamp.unit,
        year=stamp.year,
        owner=stamp.owner or "…",
        catalog=stamp.catalog,
    )
    _lines(sheet, row + 1, [version], font(8, color=QUIET))
    sheet.sheet_view.showGridLines = False
    sheet.protection.enable()
    print_setup(sheet, "portrait")


def _lines(sheet: Worksheet, row: int, texts: Sequence[str], letters: Font, *, with_numbers: bool = False) -> int:
    """Write a line a row and give the next row."""
    for number, text in enumerate(texts, start=1):
        if with_numbers:
            put(sheet.cell(row, 1), number).font = letters
            sheet.cell(row, 1).alignment = Alignment(vertical="top", horizontal="center")
        cell = put(sheet.cell(row, 2), text)
        cell.font, cell.alignment = letters, Alignment(wrap_text=True, vertical="top")
        size = letters.size or 11
        sheet.row_dimensions[row].height = (1 + len(text) * size / 11 // (WIDE * 1.2)) * size * 1.4 + 2
        row += 1
    return row


def _guide_head(sheet: Worksheet, row: int, *texts: str) -> int:
    for column in range(2, 5):
        cell = put(sheet.cell(row, column), texts[column - 2] if len(texts) > column - 2 else None)
        sheets.blue(cell, size=11)
        cell.alignment = Alignment(horizontal="left" if column == 2 else "center", vertical="center")
        sheet.row_dimensions[row].height = 1.4 * GUIDE_LINE_HEIGHT
    return row + 1


def _page(sheet: Worksheet, row: int, title: str, page: Page) -> None:
    """A link to a page, how many rows it has, and a formula that counts those filled in."""
    first, last = HEAD + 1, HEAD + len(page.lines)
    name = sheets.sheet_reference(title)

    def column(key: str) -> str:
        letter = get_column_letter(list(page.keys).index(key) + 1)
        return f"{name}!{letter}{first}:{letter}{last}"

    inputs = [column(key) for key in ("numerator", "value", "state") if key in page.keys]
    full = "+".join(f'({cells}<>"")' for cells in inputs)
    link, rows, progress = (sheet.cell(row, number) for number in (2, 3, 4))
    sheets.link(put(link, title), title, f"C{first}", size=11)
    rows.value = sum(line.row_id not in ("", SUM) for line in page.lines)
    progress.value = f'=SUMPRODUCT(({column(ROW_ID)}<>"")*({column(ROW_ID)}<>"{SUM}")*(({full})>0))'
    for cell in (rows, progress):
        cell.font, cell.alignment = font(11), Alignment(horizontal="center")
    for cell in (link, rows, progress):
        cell.border = EDGE


def to_write(value: Any) -> Any:
    """A value as a spreadsheet keeps it: whole numbers whole, days as days."""
    if isinstance(value, dt.datetime):
        return value.date()
    return int(value) if isinstance(value, float) and value.is_integer() else value
