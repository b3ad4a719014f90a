"""The rows of a list of dossiers: which are dossiers, of which unit, and what its title leaves out."""

import csv
import datetime as dt
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Column, DossierList
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.content import FileContent
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.names import is_commune, unit_names
from cchc_metrics.intake.sheets import Lines, Sheet
from cchc_metrics.intake.table_words import EVERYBODY, LIMITING_NOTE
from cchc_metrics.intake.tables import is_numbering, plain, signers
from cchc_metrics.intake.title_units import cautions_of_flag, flag_of, not_of_unit, units_in
from cchc_metrics.intake.unpacking import uncalculated
from cchc_metrics.rollup import GroupCounts
from cchc_metrics.text.letters import fold

# A dossier has a code, a state, a day; a total, a note or a signature stands in one cell. They are a few lines.
MARKS = ("code", "field", "status", "channel", "received", "due", "done", "returned")
FOOT = 30
EXAMPLES = 5
# «Nơi nhận:», «NGƯỜI LẬP», «TM. ỦY BAN NHÂN DÂN» beside one another below a list.
SIGNER = re.compile(r"(?:noi nhan|nguoi lap|lap bieu|(?:pho )?chu tich|thu truong|(?:tm|kt|t/m)[. ])(?![a-z])")
DIGIT = re.compile(r"\d")
# «I. Lĩnh vực: Hộ tịch (12 hồ sơ)» over the dossiers of a field.
FIELD_ROW = re.compile(
    r"^(?:(?:[IVXLC]+|\d+|[A-Z])\s*[.)/-]\s*)?(?P<head>lĩnh vực\s*:?\s*)?(?P<name>.*)$", re.IGNORECASE
)
# A state that says whether its dossier was in time.
LATE_STATE = re.compile(r"(?<!khong )(?<!chua )(?<![a-z])(?:qua|tre|cham) h[ae]n")
IN_TIME_STATE = re.compile(r"(?<!khong )(?<![a-z])(?:dung|truoc|som|trong) h[ae]n")
COUNT_BEHIND = re.compile(r"\s*(?:\([^()]*\)|:\s*\d+\s*(?:hồ sơ|HS)?)\s*$", re.IGNORECASE)
# «Tổng cộng: 5 hồ sơ», and no line about some of them or about a page.
TOTAL_OF_LIST = re.compile(
    r"(?:tong|cong)(?: (?:cong|so|chung|co|la))*(?: (?:so )?ho so(?: tiep nhan)?)?(?: (?:la|co))?\s*[:=.]*\s*"
    r"(\d{1,3}(?:\.\d{3})+|\d+)\s*(?:ho so|hs|bo)?[.\s]*"
)
# «… , tổng số: 6 hồ sơ» above a list; «Trang 1/3» wherever it stands.
TOTAL_IN_TITLE = re.compile(
    r"(?<![a-z])tong (?:so|cong|so co)\s*[:=]?\s*(\d{1,3}(?:\.\d{3})+|\d+) ho so(?![^,;.()|]*[a-z])"
)
PAGE_OF = re.compile(r"(?<![a-z])trang(?: so)? (\d{1,4}) ?(?:/|tren|cua|of) ?(\d{1,4})(?![\d/])")
NUMBERING = re.compile(r"(?:[IVXLC]+|\d+(?:\.0)?|[A-Z])\s*[.)]?", re.IGNORECASE)


@dataclass(frozen=True)
class Limit:
    """The words of a title that limit a list to some dossiers, and the counts that such a list still gives."""

    words: str
    gives: frozenset[str]


def is_dossier(row: Sequence[Any], header: Header) -> bool:
    """True for a row below the header that says something of a dossier: no numbering, total, note or signature."""
    code = header.columns.get("code", len(row))
    if _is_header(row, header) or (code < len(row) and fold(str(row[code])).split()[:1] in (["tong"], ["cong"])):
        return False
    # Nearly every dossier has a digit, so that few rows of a long list are looked through for words.
    if not any(map(DIGIT.search, map(str, row))) and any(SIGNER.match(fold(str(cell)).strip()) for cell in row):
        return False
    marks = [at for name in MARKS if (at := header.columns.get(name, -1)) in range(len(row)) and str(row[at]).strip()]
    # A row that is cut off behind its number and its code is a dossier still.
    has_number = any(re.fullmatch(r"\d+(?:\.0)?", str(cell).strip()) for cell in row[: min(marks, default=0)])
    return (len(marks) > 1 or (bool(marks) and has_number)) and not is_numbering(row)


def cautions_of_hidden(
    sheet: Sheet, header: Header, rows: Sequence[tuple[Sheet, int]], what: str = "hồ sơ"
) -> Iterator[Fault]:
    """A caution for rows with `what`, and for columns, that nobody sees, such as those that a filter leaves out."""
    hidden_rows = [(each, at) for each, at in rows if at in each.hidden_rows]
    if hidden_rows:
        each, at = hidden_rows[0]
        problem = f"{len(hidden_rows)} {what} ở hàng bị ẩn vẫn được đọc"
        remedy = f"không cần sửa, nếu các {what} ấy thuộc danh sách; không thì xóa các hàng ẩn"
        yield Fault("unread-part", each.place(at, 0), problem, "hàng hiện ra, để người nộp thấy", remedy)
    hidden_columns = sorted(sheet.hidden_columns & {*header.columns.values()})
    if hidden_columns:
        problem = "cột bị ẩn vẫn được đọc: " + ", ".join(f"«{header.words(at)}»" for at in hidden_columns)
        place, remedy = sheet.cell(header.last, hidden_columns[0]), "không cần sửa, nếu đúng là cột của danh sách"
        yield Fault("unread-part", place, problem, "cột hiện ra, để người nộp thấy", remedy)


# «Hẹn trả lại», «Gia hạn đến»: the day that was set once the first was missed, or was going to be.
LATER_DAY = re.compile(r"(?<![a-z])(?:hen (?:tra )?lai|gia han|hen lan (?:2|hai))(?![a-z])")


def cautions_of_days(header: Header, place: str) -> list[Fault]:
    """A caution for a column with the days that were set later: a dossier is judged by the first.

    Raises: FaultError where the first day is in no column.
    """
    due = header.words(header.columns["due"]) if "due" in header.columns else ""
    if LATER_DAY.search(fold(due)):
        problem = f"cột «{due}» là ngày hẹn lại: đúng hạn hay quá hạn tính theo ngày hẹn đầu, danh sách không có cột ấy"
        remedy = "xuất danh sách có ngày hẹn trả lần đầu; nếu cột này là ngày hẹn đầu thì sửa tên cột"
        raise FaultError([Fault("missing-column", place, problem, "ngày hẹn trả lần đầu", remedy)])
    words = [header.words(at) for at in range(header.width) if at not in header.columns.values()]
    later = ", ".join(f"«{each}»" for each in words if LATER_DAY.search(fold(each)))
    if not later or "due" not in header.columns:
        return []
    problem = f"cột {later} không đọc: đúng hạn hay quá hạn tính theo «{header.words(header.columns['due'])}»"
    remedy = "không cần sửa, nếu hồ sơ phải hẹn lại là hồ sơ quá hạn"
    return [Fault("unread-part", place, problem, "một ngày hẹn trả cho mỗi hồ sơ", remedy)]


def _is_header(row: Sequence[Any], header: Header) -> bool:
    """True for the header printed again, as at the top of each page."""
    words = header.cells[-1]
    same = [row[at] == words[at] != "" for at in header.columns.values() if at < min(len(row), len(words))]
    return sum(same) > 1 and all(same)


def cautions_of_foot(rows: Sequence[tuple[str, Sequence[Any]]], header: Header) -> list[Fault]:
    """A caution for the rows, each with its place, that say too little to be a dossier."""
    rest = [
        (place, next(str(cell).strip() for cell in row if str(cell).strip()))
        for place, row in rows
        if any(str(row[at]).strip() for at in header.columns.values() if at < len(row))
        and not is_numbering(row)
        and not _is_header(row, header)
    ]
    if not rest:
        return []
    examples = ", ".join(f"«{words[:40]}»" for _, words in rest[:5]) + (" …" if len(rest) > 5 else "")
    return [
        Fault(
            "unread-part",
            rest[0][0],
            f"{len(rest)} hàng không đọc, không phải hồ sơ: {examples}",
            "mỗi hồ sơ một dòng, có mã, trạng thái và ngày",
            "không cần sửa, nếu đó là dòng tổng, ghi chú hoặc chữ ký",
        )
    ]


def check_formulas(dossiers: Sequence[tuple[Sheet, int]], header: Header) -> None:
    """Raises: FaultError where a cell of a dossier is a formula that was saved without its result."""
    for sheet, at in dossiers if any(sheet.formulas_without_value for sheet, _ in dossiers) else ():
        for column in header.columns.values():
            if (at, column) in sheet.formulas_without_value:
                raise FaultError([uncalculated(sheet.cell(at, column))])


def check_totals(rows: Sequence[tuple[Sheet, int]], dossiers: Sequence[tuple[Sheet, int]]) -> None:
    """Raises: FaultError where a line of a list says more dossiers than there are: some of them are missing.

    It may say fewer: those of one field or page, or without those that were never accepted. A line «Trang 1/3» says
    that there are three pages.
    """
    pages: dict[str, str] = {}
    for sheet, at in rows:
        line = " ".join(text for cell in sheet.rows[at] if (text := plain(cell)))
        pages |= {match[1]: line for match in PAGE_OF.finditer(fold(line)) if int(match[2]) > 1}
        match = TOTAL_OF_LIST.fullmatch(fold(line)) or TOTAL_IN_TITLE.search(fold(line))
        if match is not None and int(match[1].replace(".", "")) > len(dossiers):
            problem = f"dòng này ghi {match[1]} hồ sơ, đọc được {len(dossiers)} hồ sơ"
            remedy = "nộp đủ các hồ sơ của danh sách, hoặc sửa dòng tổng"
            raise FaultError([Fault("sum-mismatch", sheet.place(at, 0), problem, "dòng tổng bằng số hồ sơ", remedy)])
    last = max((int(match[2]) for line in pages.values() for match in PAGE_OF.finditer(fold(line))), default=0)
    if len(pages) < last:
        problem = f"«{next(iter(pages.values()))[:80]}»: danh sách có {last} trang, tệp chỉ có {len(pages)}"
        remedy = "nộp đủ các trang của danh sách; nếu đã đủ thì bỏ dòng số trang"
        raise FaultError([Fault("sum-mismatch", rows[0][0].whole, problem, f"đủ {last} trang", remedy)])


def without_pages(content: bytes, head: Lines, header: Header) -> bytes:
    """A text whose header stands in it once; where it is printed again an empty line keeps the other numbers."""
    below = head.numbers[header.last]
    *above, body = content.split(b"\n", below)
    again = b"\n" + above[-1] + b"\n" if len(above) == below else b""
    if not again or again not in body:
        return content
    return b"\n".join([*above, body.replace(again, b"\n\r\n" if above[-1].endswith(b"\r") else b"\n\n")])


def without_foot(content: bytes, head: Lines, header: Header) -> tuple[bytes, list[tuple[int, Sequence[str]]]]:
    """A text without the last lines that are no dossiers, and these lines by number, as cells.

    A cell with a line break in it ends the search: its lines are no rows.
    """
    foot: list[tuple[int, Sequence[str]]] = []
    while len(foot) < FOOT:
        body, _, line = content.rstrip(b"\r\n").rpartition(b"\n")
        row = next(csv.reader([line.decode()], delimiter=head.separator), [])
        if not body or b'"' in line or is_dossier(row, header):
            break
        content = body + b"\n"
        foot.append((content.count(b"\n") + 1, row))
    return content, foot[::-1]


# The days that Excel numbers so lie between 1927 and 2064; no count of a list stands in a column of days.
SERIAL = (10_000, 60_000)
# Such a number as text, as a CSV has it.
NUMBER_OF_DAY = re.compile(r"[1-5]\d{4}(?:[.,]\d+)?")
HALF_DAY = re.compile(r"(?<!\d)(?P<hour>\d{1,2})(?P<rest>:\d{2}(?::\d{2})?)\s*(?P<half>SA|CH|AM|PM)\s*$", re.IGNORECASE)


def text_of_cell(cell: Any, *, day: bool = False) -> str:
    """A cell as the roll-up reads it; in a column of days the number of a day as Excel counts them is that day."""
    if day and isinstance(cell, str) and NUMBER_OF_DAY.fullmatch(cell.strip()):
        cell = float(cell.strip().replace(",", "."))
    if day and isinstance(cell, (int, float)) and not isinstance(cell, bool) and SERIAL[0] < cell < SERIAL[1]:
        return (dt.datetime.fromisoformat("1899-12-30") + dt.timedelta(days=float(cell))).isoformat(timespec="seconds")
    if day and isinstance(cell, str) and (match := HALF_DAY.search(cell)):
        # «01/10/2024 8:05:00 SA» as Vietnamese Windows writes it.
        late = match["half"].upper() in ("CH", "PM") and int(match["hour"]) < 12
        hour = 0 if match["half"].upper() in ("SA", "AM") and match["hour"] == "12" else int(match["hour"]) + 12 * late
        return f"{cell[: match.start()]}{hour:02}{match['rest']}"
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e15:
        return str(int(cell))
    return cell.isoformat() if hasattr(cell, "isoformat") else str(cell)


# «Danh sách hồ sơ trễ hạn năm 2024»; a note that only mentions such dossiers limits nothing.
TITLE = re.compile(
    r"^(?:(?:phu luc|phu bieu|bieu|mau)(?: so)?(?: [\divx]+)?\s*[.:–-]\s*)?"
    r"(?:[\divx]+[.)]\s*)?(?:danh sach|ds|bang ke|thong ke|bao cao|tong hop|so)(?![a-z])(?=.*ho so)"
)
ALONE = r"(?:cac )?(?:ho so )?{}(?:[ ,(-]+(?:nam|thang|quy|tu|tinh|den|ngay|\d).*)?"
# Two of these words with no more than this between them are not one part of the dossiers.
TOGETHER = re.compile(r"[\s,;/-]*(?:(?:va|hoac)\s+)?(?:(?:ho so|nop|tiep nhan)\s+)?")
# «UBND huyện», «Chi nhánh Văn phòng đăng ký đất đai huyện Phù Cừ», «Sở Tư pháp»; «xã …, huyện …» is a commune.
HIGHER_OFFICE = re.compile(
    r"(?!.*(?<![a-z])(?:xa|phuong|mot cua)(?![a-z]))"
    r"(?:.*(?<![a-z])(?:huyen|tinh|trung uong)(?![a-z])"
    r"|so (?:tu phap|noi vu|tai|xay|y te|giao|nong|van|khoa|cong)(?![a-z]))"
)
COMMUNE = re.compile(r"(?<![a-z])(?:xa|phuong|thi tran|dac khu)\s+[a-z]")


def limit_of(sheet: Sheet, header: Header, spec: DossierList, catalog: Catalog) -> Limit | None:
    """The words of a title that limit a list to some dossiers, and the counts that it still gives; None for none."""
    texts = [plain(cell) for row in sheet.rows[: header.first] for cell in row if isinstance(cell, str) and cell]
    texts += [] if isinstance(sheet, Lines) else [sheet.name]
    texts.append(re.sub(r"[_.-]+", " ", sheet.file.rpartition(".")[0]))
    ways = {text: [*_limits_in(fold(text), spec, catalog)] for text in texts}
    limits = {text: frozenset.intersection(*each) for text, each in ways.items() if each}
    if not limits:
        return None
    return Limit(min(limits, key=lambda text: len(limits[text])), frozenset.intersection(*limits.values()))


def _limits_in(text: str, spec: DossierList, catalog: Catalog) -> Iterator[frozenset[str]]:
    """The counts that each limit in a folded title leaves."""
    gives = {fold(word): frozenset(limit.gives) for limit in spec.limit for word in limit.words}
    longest = sorted(gives, key=len, reverse=True)
    pattern = re.compile(rf"(?<![a-z])(?:{'|'.join(map(re.escape, longest))})(?![a-z])") if longest else None
    matches = list(pattern.finditer(text)) if pattern else []
    is_title = TITLE.match(text) is not None
    for at, match in enumerate(matches):
        before = text[matches[at - 1].end() : match.start()] if at else "."
        behind = text[match.end() : matches[at + 1].start()] if at + 1 < len(matches) else "."
        apart = not TOGETHER.fullmatch(before) and not TOGETHER.fullmatch(behind)
        apart = apart and not EVERYBODY.match(text[match.end() :])
        if apart and (is_title or re.fullmatch(ALONE.format(re.escape(match[0])), text)):
            yield gives[match[0]]
    groups = catalog.breakdowns[spec.groups_of or spec.channel_breakdown].group
    fields = "|".join(re.escape(fold(name)) for group in groups for name in (group.name, *group.also))
    if is_title and re.search(rf"(?<!cac )(?<!theo )linh vuc:? (?:{fields})(?![a-z])(?!\s*(?:,|va|-|/))", text):
        yield frozenset()


def cautions_of_states(
    place: str, counts: Sequence[GroupCounts], role_of: Callable[[str], str | None]
) -> Iterator[Fault]:
    """Cautions for states that say another thing than the days of their dossiers, which count."""
    by_status: dict[str, Counter[str]] = {}
    for each in counts:
        by_status.setdefault(each.status, Counter()).update(each.counts)
    for status, numbers in by_status.items():
        in_time, late, problem = numbers["early"] + numbers["on_time"], numbers["late"], ""
        if role_of(status) == "open" and status.strip() and in_time + late:
            problem = f"{in_time + late} hồ sơ ghi «{status}» nhưng có ngày kết thúc: tính là đã giải quyết"
        elif LATE_STATE.search(fold(status)) and in_time:
            problem = f"{in_time} hồ sơ ghi «{status}» nhưng theo ngày thì không quá hạn: tính theo ngày"
        elif IN_TIME_STATE.search(fold(status)) and late:
            problem = f"{late} hồ sơ ghi «{status}» nhưng theo ngày thì quá hạn: tính theo ngày"
        if problem:
            remedy = "không cần sửa, nếu ngày trong danh sách đúng; không thì sửa ngày, trạng thái"
            yield Fault("two-values", place, problem, "trạng thái khớp với ngày", remedy)


def check_title(sheet: Sheet, header: Header, catalog: Catalog, unit_id: str) -> None:
    """Raises: FaultError for a list whose title, or the cover, names another unit."""
    texts = [plain(cell) for row in sheet.rows[: header.first] for cell in row if isinstance(cell, str) and cell]
    on_cover = [plain(cell) for row in sheet.cover.rows for cell in row if plain(cell)] if sheet.cover else []
    texts = texts if units_in(texts, catalog) else [*texts, *on_cover]
    signatures = [] if isinstance(sheet, Lines) else signers(sheet.rows[header.last + 1 :])
    foot = [] if isinstance(sheet, Lines) else sheet.rows[header.last + 1 :][-FOOT:]
    notes = [plain(cell) for row in foot for cell in row if isinstance(cell, str)]
    if note := next((text for text in (*texts, *notes) if LIMITING_NOTE.search(fold(text))), None):
        problem, remedy = f"danh sách chỉ có một phần hồ sơ, theo «{note[:80]}»", "nộp danh sách mọi hồ sơ của đơn vị"
        raise FaultError([Fault("misplaced-value", sheet.whole, problem, "danh sách mọi hồ sơ", remedy)])
    about = (sheet.whole, texts, catalog, unit_id, signatures)
    wrong = not_of_unit(*about)
    if wrong:
        raise FaultError([wrong])


def as_title_says(content: FileContent, sheet: Sheet, header: Header) -> FileContent:
    """The figures of a list with the flag that the words over and below it give them, which is told."""
    foot = [] if isinstance(sheet, Lines) else sheet.rows[header.last + 1 :][-FOOT:]
    lines = [cell for row in (*sheet.rows[: header.first], *foot) for cell in row if isinstance(cell, str)]
    flag, words = flag_of([*lines, sheet.name, sheet.file.rpartition(".")[0]])
    return replace(
        content,
        observations=tuple((place, row.model_copy(update={"flag": flag})) for place, row in content.observations),
        tallies=tuple((place, row.model_copy(update={"flag": flag})) for place, row in content.tallies),
        cautions=(*content.cautions, *cautions_of_flag(sheet.whole, flag, words)),
    )


def of_unit(
    dossiers: Sequence[tuple[Sheet, int]], header: Header, catalog: Catalog, unit_id: str
) -> tuple[list[tuple[Sheet, int]], list[Fault]]:
    """The dossiers of a unit, where a column tells whose each is; and a caution for those of others.

    Words that name no commune, such as a one-stop shop or a department, are of the unit itself.
    Raises: FaultError where every dossier is another unit's.
    """
    at = header.columns.get("unit")
    if at is None:
        return list(dossiers), []
    texts = [plain(sheet.rows[row][at]) if at < len(sheet.rows[row]) else "" for sheet, row in dossiers]
    own = {text: is_own(text, catalog, unit_id) for text in dict.fromkeys(texts)}
    result = [dossier for dossier, text in zip(dossiers, texts, strict=True) if own[text]]
    others = [text for text in texts if not own[text]]
    if not others:
        return result, []
    place, whose = dossiers[0][0].place(header.last, at), f"hồ sơ của {catalog.units[unit_id].name}"
    fault = of_others(place, others, "hồ sơ", whose, is_all=not result)
    if not result:
        raise FaultError([fault])
    return result, [fault]


def of_others(place: str, units: Sequence[str], what: str, expected: str, *, is_all: bool) -> Fault:
    """What is said of the rows of a list that are other units': a fault where all are, else a caution."""
    names = ", ".join(f"«{name}»" for name in list(dict.fromkeys(units))[:EXAMPLES])
    if is_all:
        remedy = "chọn đúng đơn vị khi nộp, hoặc nộp đúng danh sách"
        return Fault("other-unit", place, f"danh sách của đơn vị khác: {names}", expected, remedy)
    problem = f"{len(units)} {what} của đơn vị khác không được tính: {names}"
    return Fault("left-out-rows", place, problem, expected, f"không cần sửa, nếu đó là {what} của đơn vị khác")


def without_column(sheet: Sheet, spec: DossierList, header: Header, column: Column) -> Fault:
    """The fault of a list without a column that it needs; how long a dossier may take does not tell the day it is due.

    The limit of a procedure is in working days, and no plan lists holidays.
    """
    place, remedy = sheet.place(header.last, 0), "xuất danh sách có cột ấy từ hệ thống"
    limit = header.columns.get("limit-days")
    if column.id == "due" and limit is not None:
        place = sheet.cell(header.last, limit)
        problem = f"có «{header.words(limit)}» nhưng không có cột ngày hẹn trả: thời hạn tính bằng ngày làm việc, "
        problem += "không biết ngày nghỉ nên không suy ra được hồ sơ có đúng hạn không"
        expected, remedy = "cột «Ngày hẹn trả»", "thêm cột ngày hẹn trả, như trên giấy tiếp nhận và hẹn trả kết quả"
        return Fault("missing-column", place, problem, expected, remedy)
    expected = f"các cột: {', '.join(each.name for each in spec.column)}"
    return Fault("missing-column", place, f"không thấy cột «{column.header[0]}»", expected, remedy)


def is_own(text: str, catalog: Catalog, unit_id: str) -> bool:
    """False for words that name another commune than the unit, one of the plan or not."""
    ids = {*units_in([text], catalog)} or {unit.id for unit in unit_names(catalog).candidates(text)}
    names = {fold(catalog.units[each].name.partition(" (")[0]) for each in ids}
    if ids:
        return fold(catalog.units[unit_id].name.partition(" (")[0]) in names
    # «UBND huyện», «Sở Tư pháp», and «Huyện» below «Thẩm quyền».
    return not (is_commune(text) or COMMUNE.search(fold(text)) or HIGHER_OFFICE.match(fold(text)))


def with_fields(sheet: Sheet, header: Header, spec: DossierList, catalog: Catalog) -> Sheet:
    """The sheet with the field of each dossier in its row: from a row over several dossiers, or a cell merged down.

    A sheet where the first dossier stands below no field stays as it is.
    """
    rows = [list(row) for row in sheet.rows]
    at_field = header.columns.get("field")
    if at_field is not None:
        for top, left, bottom, _ in sheet.merges:
            if left == at_field and top > header.last and bottom > top:
                for at in range(top + 1, bottom + 1):
                    rows[at] += [""] * (at_field + 1 - len(rows[at]))
                    rows[at][at_field] = rows[top][at_field]
        return replace(sheet, rows=rows) if any(left == at_field for _, left, _, _ in sheet.merges) else sheet
    width = max(map(len, rows))
    rows = [row + [""] * (width + 1 - len(row)) for row in rows]
    rows[header.last][width] = next(column.name for column in spec.column if column.id == "field")
    below = rows[header.last + 1 :]
    names = [_field_over(row) for row in below]
    # Where some say «Lĩnh vực: …», other rows of one text name procedures or pages.
    with_head = any(has_head for has_head, _ in names)
    groups = catalog.breakdowns[spec.groups_of or spec.channel_breakdown].group
    known = {fold(word) for group in groups for word in (group.name, *group.also)}
    if not with_head and not any(fold(name) in known for _, name in names):
        return sheet
    field = ""
    for row, (has_head, name) in zip(below, names, strict=True):
        if name and (has_head or not with_head):
            field, row[:] = name, [""] * len(row)
        elif sum(bool(str(row[at]).strip()) for at in header.columns.values()) > 1:
            if not field:
                return sheet
            row[width] = field
    return replace(sheet, rows=rows)


def _field_over(row: Sequence[Any]) -> tuple[bool, str]:
    """Whether a row of one text says «Lĩnh vực», and the field that it may name; "" for another row.

    A number and a code are a dossier that is cut off.
    """
    texts = list(dict.fromkeys(text for cell in row if (text := str(cell).strip())))
    words = [text for text in texts if not NUMBERING.fullmatch(text)]
    match = FIELD_ROW.match(words[0]) if len(words) == 1 else None
    if match is None or (match["head"] is None and len(texts) > 1 and texts[0][:1].isdigit()):
        return False, ""
    return match["head"] is not None, COUNT_BEHIND.sub("", match["name"]).strip(" .:")
