"""What stands above a table of counts says that it is of another unit, of other things, or of only some dossiers."""

import re
from collections.abc import Iterator, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Form
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.headers import facets_of
from cchc_metrics.intake.names import other_unit, units_in
from cchc_metrics.intake.tables import Table, is_name, plain
from cchc_metrics.text.letters import fold

# A table that counts in thousands has lost what a figure needs.
SCALE = re.compile(r"(?:don vi(?: tinh)?|dvt)\s*:?\s*\(?(?:chuc|tram|nghin|ngan|van|trieu) [a-z]")
ONLINE = re.compile(r"truc tuyen")
OFFLINE = re.compile(
    r"(?:ho so|tiep nhan|nop)(?: \w+){0,3}? "
    r"(?:truc tiep(?! giai quyet| quan ly| thuc hien)|(?:qua )?(?:buu chinh|bcci))"
    r"|^(?:truc tiep|buu chinh(?: cong ich)?|bcci)$"
)
LATE = re.compile(r"ho so (?:\w+ ){0,2}?(?:tre|qua|cham) h[ae]n")
CUMULATIVE = re.compile(r"(?<![a-z])(?:luy ke|cong don|tu dau nam)(?![a-z])")
# A filter that leaves nothing out.
ALL = re.compile(r"\(?(?:all|tat ca|toan bo|toan xa|toan phuong|ca xa|ca phuong)\)?|-*")
SEVERAL = re.compile(r"\((?:multiple items|nhieu muc)\)")


def texts_above(table: Table) -> list[str]:
    """The words above the table."""
    return [plain(cell) for at in table.above for cell in table.sheet.rows[at] if plain(cell)]


def is_cumulative(table: Table) -> bool:
    """True where the title, the sheet or the header of the rows says that it counts from the beginning of the year."""
    header = " ".join(cell for column in table.names for cell in table.paths[column])
    return any(CUMULATIVE.search(fold(text)) for text in (*texts_above(table), table.sheet.name, header))


def title_faults(table: Table, catalog: Catalog, unit_id: str | None) -> Iterator[Fault]:
    """What the words above a table say against taking it in; `unit_id` is None where its rows may be of any unit.

    Raises: FaultError for a table that counts other things than all dossiers.
    """
    sheet, above = table.sheet, texts_above(table)
    if unit_id is not None:
        on_cover = [plain(cell) for row in sheet.cover.rows for cell in row if plain(cell)] if sheet.cover else []
        above = [*above, *(text for at in _filters(table) for text in map(plain, sheet.rows[at]) if text)]
        texts = above if units_in(above, catalog) else [*above, *on_cover]
        wrong = other_unit(sheet.whole, texts, catalog, unit_id)
        yield from [wrong] if wrong else []
    scale = next((text for text in above if SCALE.search(fold(text))), None)
    if scale:
        problem = f"bảng không đếm từng hồ sơ: «{scale}»"
        remedy = "xuất lại biểu với số đếm đầy đủ, hoặc sửa dòng đơn vị tính nếu ghi nhầm"
        yield Fault("misplaced-value", sheet.whole, problem, "số đếm từng hồ sơ", remedy)
    title = " | ".join(map(fold, above))
    _check_subject(table, title)
    if any(column.means for column in table.form.column):
        _check_channel(table, title)
        _check_filters(table)


def _check_subject(table: Table, title: str) -> None:
    """Raises: FaultError for a table that counts something else than dossiers, as its title says."""
    others = [words for words in table.form.other_subjects if fold(words) in title]
    if not others or any(fold(words) in title for words in table.form.subjects):
        return
    problem = f"tên bảng nói về {others[0]}, không nói về hồ sơ: bảng không có số liệu nào mà kế hoạch hỏi"
    remedy = "nộp biểu tiếp nhận, giải quyết hồ sơ; nếu bảng đúng là của hồ sơ thì ghi rõ ở tên bảng"
    raise FaultError([_nothing(table, problem, "bảng đếm hồ sơ thủ tục hành chính", remedy)])


def _check_channel(table: Table, title: str) -> None:
    """Raises: FaultError for a table of the dossiers of one channel, as its title or the name of its sheet says."""
    facets = facets_of(table.form)
    if any("channel" in facets.meaning(path).values for path in table.paths):
        return
    texts = (title, fold(table.sheet.name).strip())
    online, offline = (any(words.search(text) for text in texts) for words in (ONLINE, OFFLINE))
    if online == offline:
        return
    problem = (
        f"tên bảng hoặc tên trang nói chỉ về hồ sơ {'trực tuyến' if online else 'trực tiếp, bưu chính'}, các cột không "
        "chia theo kênh: bảng không có số liệu nào mà kế hoạch hỏi"
    )
    expected = "bảng của mọi hồ sơ, hoặc có cột trực tuyến và trực tiếp"
    raise FaultError([_nothing(table, problem, expected, "nộp biểu của mọi hồ sơ")])


def _filters(table: Table) -> list[int]:
    """Lines of the header that are filters of a pivot table: «Đơn vị», «Lĩnh vực» and a value beside it."""
    lines = range(table.first, table.last + 1)
    return [at for at in lines if len([cell for cell in table.sheet.rows[at] if plain(cell)]) == 2]


def _check_filters(table: Table) -> None:
    """Raises: FaultError for a table of one hamlet, officer, channel or level, as a filter or its title says."""
    for at in (*table.above, *_filters(table)):
        cells = [plain(cell) for cell in table.sheet.rows[at] if plain(cell)]
        words = _part(table.form, cells)
        if words:
            problem = f"bảng chỉ có một phần hồ sơ, theo «{words}»: không phải số của cả đơn vị"
            expected, remedy = "bảng của mọi hồ sơ của đơn vị", "bỏ lọc rồi xuất lại, hoặc nộp biểu của cả đơn vị"
            raise FaultError([Fault("misplaced-value", table.sheet.cell(at, 0), problem, expected, remedy)])


def _part(form: Form, cells: Sequence[str]) -> str:
    """The words of a line above a table that limit it to some dossiers; "" where there are none."""
    line = ": ".join(cell.strip(" :") for cell in cells)
    label, _, value = (part.strip() for part in line.partition(":"))
    parts = [division for division in form.division if division.by != "period"]
    if value and len(cells) <= 2 and not ALL.fullmatch(fold(value)):
        headers = [fold(header) for division in parts for header in division.filter]
        rows = [*map(fold, form.row)] if SEVERAL.fullmatch(fold(value)) else []
        if any(fold(label).endswith(header) for header in headers) or is_name(fold(label), rows):
            return line
    places = [fold(name) for division in parts for name in division.names if name in division.filter]
    place = rf"(?<![a-z])(?:cua|tai|thuoc) (?:{'|'.join(map(re.escape, places))}) \w+" if places else "(?!)"
    return line if re.search(place, fold(line)) else ""


def _nothing(table: Table, problem: str, expected: str, remedy: str) -> Fault:
    return Fault("nothing-asked", table.sheet.cell(table.first, 0), problem, expected, remedy)
