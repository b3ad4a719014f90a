"""What the words of a table of counts say: its title, what it counts; its rows, which is a group, a sum or neither."""

import datetime as dt
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault, FaultError
from cchc_metrics.intake.headers import FLOWS, facets_of
from cchc_metrics.intake.names import is_commune
from cchc_metrics.intake.tables import NAMES, Table, is_name, is_number, plain, signers
from cchc_metrics.intake.title_units import (
    LOWER,
    LOWER_ALONE,
    OF_WHOLE,
    SIGNATURE,
    is_department,
    is_of_office,
    lower_unit,
    other_unit,
    units_in,
)
from cchc_metrics.text.letters import fold

# A table that counts in thousands has lost what a figure needs.
MANY = r"(?:chuc|tram|nghin|ngan|van|trieu|100|1[.,\s]?000)"
SCALE = re.compile(rf"(?:don vi(?: tinh)?|dvt)\s*:?\s*\(?{MANY} [a-z]")
SCALE_OVER_COLUMN = re.compile(rf"\((?:(?:don vi(?: tinh)?|dvt)\s*:?\s*)?{MANY} (?:ho so|hs|luot)\)")
ONLINE = re.compile(r"truc tuyen")
OFFLINE = re.compile(
    r"(?:ho so|tiep nhan|nop)(?: \w+){0,3}? "
    r"(?:truc tiep(?! giai quyet| quan ly| thuc hien)|(?:qua )?(?:buu chinh|bcci))|qua (?:dich vu )?(?:buu chinh|bcci)"
    r"|^(?:truc tiep|buu chinh(?: cong ich)?|bcci)$"
)
# Lines that name others than those whose table it is: who gets it, what it follows.
REFERENCE = re.compile(
    r"^\W*(?:kem theo|theo|can cu|ban hanh|gui kem|kinh gui|noi nhan|thuc hien (?:cong van|van ban|ke hoach))(?![a-z])"
    r"|nhan bao cao|noi nhan|kinh gui"
)
# A table of the year before beside that of a report: «Số liệu cùng kỳ năm 2023».
LAST_YEAR = re.compile(
    r"^\W*(?:[a-z0-9]{1,4}[.):]\s*)?(?:(?:(?:bang|bieu|so lieu|ket qua|thong ke) ){1,3}(?:cua )?cung ky(?![a-z])[^:]*"
    r"|cung ky(?: nam)?(?: truoc| (?:19|20)\d\d)?)$"
)
# «Hồ sơ của doanh nghiệp và người dân» are those of everybody.
# «của doanh nghiệp, tổ chức và người dân» are all; «của doanh nghiệp, tổ chức» are not.
AND = r"\s*(?:,|va|/|&|-)\s*"
EVERYBODY = re.compile(
    rf"(?:{AND}(?:cac )?(?:to chuc|doanh nghiep|ho kinh doanh|hop tac xa))*{AND}(?:cac )?(?:nguoi dan|cong dan|ca nhan)"
)
COMPARES = re.compile(r"(?<![a-z])(?:so voi|so sanh|tang|giam|va)(?![a-z])")
NO_RESULT = re.compile(
    r"(?<![a-z])so lieu (?:vi du|gia dinh|minh hoa|thu nghiem|mau)(?![a-z])|^ke hoach (?:tiep nhan|giai quyet)(?![a-z])"
)
LATE = re.compile(r"ho so (?:\w+ ){0,2}?(?:tre|qua|cham) h[ae]n")
IN_TIME = re.compile(r"ho so (?:\w+ ){0,2}?(?:truoc|som|dung) h[ae]n")
CUMULATIVE_NOTE = re.compile(r"(?<![a-z])so lieu (?:\w+ ){0,4}?(?:luy ke|cong don)(?![a-z])")
CUMULATIVE = re.compile(r"(?<![a-z])(?:luy ke|cong don|tu dau nam)(?![a-z])")
ONLINE_CHANNELS = {"online", "full", "partial"}
# A filter that leaves nothing out.
ALL = re.compile(r"\(?(?:all|tat ca|toan bo|toan xa|toan phuong|ca xa|ca phuong)\)?|-*")
SEVERAL = re.compile(r"\((?:multiple items|nhieu muc)\)")
# «THÔN NHẬT LỆ NĂM 2024»: where the name of a hamlet ends.
BEHIND_HAMLET = re.compile(r"\s+(?:năm|quý|tháng|kỳ|từ|\d)(?!\w{2})|\s*[,;()]", re.IGNORECASE)
# «Chưa bao gồm hồ sơ đất đai»; what was carried over, is open or was withdrawn is left out of many counts.
LEFT_OUT = (
    r"(?<![a-z])(?:chua|khong) (?:tinh|gom|bao gom|ke|thong ke|tong hop)(?: ca| den| cac| nhung| so)* "
    r"(?:ho so|tthc|thu tuc)(?! (?:(?:ky|nam|quy|thang) truoc|ton|dang|chua|con|cho|trong han|truoc han|som|da rut|rut"
    r"|xin rut|huy|bi|tra lai|bo sung|dung|tu choi|trung)(?![a-z]))"
)
# A dossier with a later day, or an apology, missed its first: on time it is not, whoever counts it so.
EXTENDED = r"(?:gia han|xin loi|hen (?:tra )?(?:lai|lan (?:2|hai))|dieu chinh (?:ngay |thoi gian |han )*hen)(?![a-z])"
WITH_EXTENDED = re.compile(
    rf"(?<![a-z])(?:(?:ke|tinh|dem|cong) (?:ca|gom|them)|gom|ca (?:ho so|so)|theo(?: ngay| han)*)(?![a-z])"
    rf"[^.;|]*{EXTENDED}"
    rf"|{EXTENDED}[^.;|]*(?<![a-z])(?:tinh|coi|dem|cong)(?: (?:la|vao|nhu))+ dung h[ae]n"
)
WITHOUT_EXTENDED = re.compile(
    rf"(?<![a-z])(?:khong|chua|tru|ngoai|loai)(?![a-z])[^.;|]{{0,30}}{EXTENDED}"
    rf"|{EXTENDED}[^.;|]*(?:khong|chua) (?:duoc )?(?:tinh|coi|dem|cong)"
)
# «Đúng hạn (kể cả đang trong hạn)»: what is open has no result yet.
WITH_OPEN = re.compile(
    r"(?<!khong )(?<!chua )(?<![a-z])(?:(?:ke|tinh|dem|cong|gom|bao gom) ca|(?:bao )?gom|cong them|tinh them)"
    r"(?: (?:ho so|hs|so|cac|ca)){0,3} (?:dang|chua (?:den han|giai quyet|xu ly)|con (?:trong )?han)(?![a-z])"
)
# «Thuộc thẩm quyền của huyện», «TTHC cấp tỉnh», and «Huyện» below «Thẩm quyền»: what another level settles.
LEVEL = (
    r"(?:cap )?(?:huyen|quan|tinh|thanh pho|trung uong|so(?! (?:ho so|tthc|luong|\d))|bo(?! phan))"
    r"(?:,? (?:nganh|huyen|tinh))*"
)
OF_LEVEL = re.compile(rf"tham quyen(?: giai quyet)?(?: cua| thuoc)?(?: ubnd| cac)* {LEVEL}(?![a-z])")
LEVEL_ALONE = re.compile(r"(?:(?:tthc|thu tuc|hanh chinh|ho so|cac|cua|thuoc) )*cap (?:huyen|quan|tinh|trung uong|so)")
LEVEL_OF_COLUMN = re.compile(r"tham quyen|cap (?:giai quyet|thuc hien|xu ly)|^cap$")
# A report period with more days is one of the whole year.
DAYS_OF_HALF = 190
IN_TIME_NOTE = re.compile(r"(?<![a-z])(?:dung|truoc|trong|som) h[ae]n(?![a-z])")
LIMITING_NOTE = re.compile(
    r"(?<!khong )(?<![a-z])chi (?:tinh|gom|bao gom|thong ke|dem|ke|tong hop) (?:cac |nhung |so )?(?:ho so|tthc|thu tuc)"
    r"(?! (?:phat sinh |tiep nhan )?trong ky| tren he thong"
    r"| (?:cua|thuoc tham quyen)(?: giai quyet)?(?: cua)?(?: ubnd)? (?:cap )?xa(?! hoi))"
    rf"|{LEFT_OUT}"
)
# «Số liệu đã bao gồm hồ sơ của xã Quang Hưng».
WITH_COMMUNE = re.compile(
    r"(?<!chưa )(?<!không )\b(?:bao gồm|gồm|kể|tính|cộng)(?: cả| thêm)? [^.;]{0,60}?\b(?:của|do) (?:UBND )?"
    r"(?P<name>(?:xã|phường|thị trấn) .+)",
    re.IGNORECASE,
)
IN_BRACKETS = re.compile(r"\(([^()]*)\)?")


def texts_above(table: Table) -> list[str]:
    """The words above the table."""
    return [plain(cell) for at in table.above for cell in table.sheet.rows[at] if plain(cell)]


def is_cumulative(table: Table) -> bool:
    """True where the title, the sheet, the header of the rows or a note says that it counts from the year's start."""
    header = " ".join(cell for column in table.names for cell in table.paths[column])
    notes = (plain(cell) for at in table.below for cell in table.sheet.rows[at] if isinstance(cell, str))
    return any(CUMULATIVE.search(fold(text)) for text in (*texts_above(table), table.sheet.name, header)) or any(
        CUMULATIVE_NOTE.search(fold(text)) for text in notes
    )


def title_faults(table: Table, catalog: Catalog, unit_id: str | None) -> Iterator[Fault]:
    """What the words above a table say against taking it in; `unit_id` is None where its rows may be of any unit.

    Raises: FaultError for a table that counts other things than all dossiers.
    """
    sheet, above = table.sheet, texts_above(table)
    if unit_id is not None:
        on_cover = [plain(cell) for row in sheet.cover.rows for cell in row if plain(cell)] if sheet.cover else []
        above = [*above, *(text for at in _filters(table) for text in map(plain, sheet.rows[at]) if text)]
        below = [plain(cell) for at in table.below for cell in sheet.rows[at]]
        signatures = [" ".join(text.split()[1:]) for text in below if SIGNATURE.match(fold(text))]
        texts = above if units_in(above, catalog) else [*above, *on_cover, *signatures]
        names = [*table.words, *(plain(table.cell(at, column)) for at in table.body for column in table.names)]
        is_divided = any(map(is_commune, names))
        wrong = other_unit(sheet.whole, texts, catalog, unit_id, is_divided=is_divided)
        wrong = wrong or lower_unit(sheet.whole, [*above, sheet.name], catalog, unit_id)
        yield from [wrong] if wrong else []
        yield from _of_higher_level(table) if catalog.level_of(unit_id).own_tables else ()
        yield from _with_other_commune(table, catalog, unit_id)
    scale = next((text for text in above if SCALE.search(fold(text))), None)
    scale = scale or next((words for words in table.words if SCALE_OVER_COLUMN.search(fold(words))), None)
    if scale:
        problem = f"bảng không đếm từng hồ sơ: «{scale}»"
        remedy = "xuất lại biểu với số đếm đầy đủ, hoặc sửa dòng đơn vị tính nếu ghi nhầm"
        yield Fault("misplaced-value", sheet.whole, problem, "số đếm từng hồ sơ", remedy)
    _check_subject(table)
    if any(column.means for column in table.form.column):
        _check_channel(table, " | ".join(map(fold, above)))
        _check_filters(table)
        yield from _limits(table)
        yield from _extended(table)


def own_lines(table: Table) -> Iterator[tuple[str, str]]:
    """The place and the words of each text above a table, the nearest line first, but for what it only refers to."""
    for at in reversed(table.above):
        for column, cell in enumerate(table.sheet.rows[at]):
            text = " ".join(plain(cell).split()) if isinstance(cell, str) else ""
            if text and not REFERENCE.search(fold(text)):
                yield table.sheet.cell(at, column), text


def others_apart(tables: Sequence[Table], catalog: Catalog, unit_id: str | None) -> tuple[Sequence[Table], list[Fault]]:
    """The tables without those of other communes, and the cautions of these, where a title says which is one's own."""
    if unit_id is None or not any(unit_id in units_in(texts_above(table), catalog) for table in tables):
        return tables, []
    others: list[Table] = []
    cautions: list[Fault] = []
    for table in tables:
        place = table.sheet.cell(table.first, 0)
        wrong = other_unit(place, texts_above(table), catalog, unit_id, is_divided=True)
        if wrong is not None:
            others.append(table)
            problem, remedy = f"bảng này là {wrong.problem}, không đọc", "không cần sửa; số của xã khác thì xã ấy nộp"
            cautions.append(Fault("unread-part", place, problem, wrong.expected, remedy))
    return [table for table in tables if table not in others], cautions


def _check_subject(table: Table) -> None:
    """Raises: FaultError for a table that counts something else than dossiers, as the words nearest to it say."""
    subjects, others = ([fold(word) for word in words] for words in (table.form.subjects, table.form.other_subjects))
    lines = [fold(text) for _, text in own_lines(table)]
    nearest = next((line for line in lines if _first_of(line, [*subjects, *others])), "")
    header = " | ".join(cell for path in table.paths for cell in path if cell)
    subject = _first_of(nearest, [*subjects, *others])
    if not nearest and not _first_of(header, subjects):
        # «Văn bản đến» over the first column of counts says what the others count.
        first = next((path for path in table.paths[max(table.names, default=0) + 1 :] if any(path)), ())
        subject = _first_of(" | ".join(first), others)
    # «Nhiệm vụ giải quyết TTHC» over columns of dossiers.
    is_of_dossiers = _first_of(nearest, subjects) and _first_of(header, subjects) and not _first_of(subject, subjects)
    if subject not in others or is_of_dossiers:
        return
    words = table.form.other_subjects[others.index(subject)]
    problem = f"tên bảng nói về {words}, không nói về hồ sơ: bảng không có số liệu nào mà kế hoạch hỏi"
    remedy = "nộp biểu tiếp nhận, giải quyết hồ sơ; nếu bảng đúng là của hồ sơ thì ghi rõ ở tên bảng"
    raise FaultError([_nothing(table, problem, "bảng đếm hồ sơ thủ tục hành chính", remedy)])


def _with_whole(text: str) -> str:
    """The title of a table of one hamlet as that of a table of the whole commune.

    >>> _with_whole("Kết quả của thôn Tân An năm 2024"), _with_whole("Thôn Tân An"), _with_whole("Năm 2024")
    ('Kết quả của toàn xã năm 2024', 'toàn xã', 'Năm 2024')
    """
    line = fold(text)
    match = LOWER.search(line)
    first = match.start("hamlet") if match else 0
    if len(line) != len(text) or not (match or LOWER_ALONE.fullmatch(line.strip(" .:"))):
        return text
    behind = BEHIND_HAMLET.search(text, first)
    return f"{text[:first]}toàn xã{text[behind.start() :] if behind else ''}"


def as_of_whole(table: Table) -> Table:
    """A table of one hamlet as that of the whole commune."""
    rows = [
        [_with_whole(cell) if at in table.above and isinstance(cell, str) else cell for cell in row]
        for at, row in enumerate(table.sheet.rows)
    ]
    return replace(table, sheet=replace(table.sheet, rows=rows, name=_with_whole(table.sheet.name)))


def _first_of(line: str, words: Sequence[str]) -> str:
    """The one of some folded words that a line has first, the longest where two begin together; "" for none."""
    places = [
        (match.start(), -len(word), word)
        for word in words
        if word in line and (match := re.search(rf"(?<!\w){re.escape(word)}(?!\w)", line))
    ]
    return min(places, default=(0, 0, ""))[2]


def _limits(table: Table) -> Iterator[Fault]:
    """A fault for a line above a table, or the name of its sheet, that limits it to some dossiers of a commune."""
    form, sheet = table.form, table.sheet
    parts = [fold(word) for word in form.parts]
    named = [(sheet.whole, sheet.name)] if sheet.name else []
    cover = [(sheet.cover.whole, plain(cell)) for row in sheet.cover.rows for cell in row] if sheet.cover else []
    signatures = [(sheet.whole, text) for text in signers([sheet.rows[at] for at in table.below])]
    in_doubt = [*departments(table)]
    for place, text in (*own_lines(table), *named, *cover, *signatures):
        if (place, text) in in_doubt:
            continue
        line = fold(text)
        problem = ""
        part = _first_of(line, parts)
        is_office = is_of_office(text, form.offices)
        if (part and not EVERYBODY.match(line.partition(part)[2])) or is_office:
            problem = f"bảng chỉ có một phần hồ sơ, theo «{text}»: không phải số của cả đơn vị"
        elif LAST_YEAR.search(line) and not COMPARES.search(line):
            problem = f"bảng là số của kỳ khác, theo «{text}»"
        elif NO_RESULT.search(line):
            problem = f"bảng không phải kết quả, theo «{text}»"
        if problem:
            remedy = "nộp biểu kết quả của cả đơn vị trong kỳ; bỏ bảng này khỏi tệp nếu tệp có cả biểu ấy"
            remedy += (
                "; phòng lập biểu của cả xã thì ghi «của xã …» ở tên bảng" if is_office and is_department(text) else ""
            )
            yield Fault("misplaced-value", place, problem, "bảng của mọi hồ sơ của đơn vị", remedy)


def departments(table: Table) -> Iterator[tuple[str, str]]:
    """The lines «PHÒNG …» that stand over, or sign, a table whose title says that it is of the whole commune.

    A department adds up the dossiers of all, or tells of its own.
    """
    sheet, lines = table.sheet, [*own_lines(table)]
    if any(OF_WHOLE.search(fold(text)) for _, text in lines):
        lines += [(sheet.whole, text) for text in signers([sheet.rows[at] for at in table.below])]
        for place, text in lines:
            if is_department(text) and is_of_office(text, table.form.offices):
                yield place, text


def limiting_notes(table: Table) -> Iterator[tuple[str, str]]:
    """The lines over, below and in the head of a table that say that it counts some dossiers only.

    «Chỉ tính hồ sơ trực tuyến», «chưa bao gồm hồ sơ đất đai», «Đã giải quyết (không tính hồ sơ chứng thực)».
    """
    sheet = table.sheet
    below, head = (
        [
            (sheet.cell(at, column), cell)
            for at in rows
            for column, cell in enumerate(sheet.rows[at])
            if isinstance(cell, str)
        ]
        for rows in (table.below, range(table.first, table.last + 1))
    )
    for place, text in (*own_lines(table), *below):
        if LIMITING_NOTE.search(fold(text)) and "cot" not in fold(text).split():
            yield place, text
    facets = facets_of(table.form)
    for place, text in head:
        # «Trực tiếp (không tính hồ sơ trực tuyến)» is told apart by words that are known.
        notes = (note for note in IN_BRACKETS.findall(fold(text)) if re.search(LEFT_OUT, note))
        if any(not facets.meaning((re.split(LEFT_OUT, note)[-1],)).values for note in notes):
            yield place, text


def counts_extended(text: str) -> bool:
    """True for words of a note or a name that count dossiers with a later day, or an apology, among others.

    >>> counts_extended("kể cả hồ sơ gia hạn"), counts_extended("không tính hồ sơ gia hạn")
    (True, False)
    """
    line = fold(text)
    return WITH_EXTENDED.search(line) is not None and WITHOUT_EXTENDED.search(line) is None


def not_since_new_year(table: Table, days: tuple[dt.date, dt.date] | None, catalog: Catalog) -> Iterator[Fault]:
    """A fault of what there is on a day, for a period that does not begin with its year: two of these do not add up."""
    if days is None or not table.form.since_new_year:
        return
    years = [dates for period in catalog.periods.values() if (dates := period.dates(days[1].year))]
    first_days = {dates.first_day for dates in years if (dates.last_day - dates.first_day).days > DAYS_OF_HALF}
    if days[0] not in {*first_days, dt.date(days[1].year, 1, 1)}:
        problem = f"số còn hiệu lực là số tại một ngày, kỳ ghi trên bảng bắt đầu từ {days[0]:%d/%m/%Y}"
        remedy = "nộp số lũy kế từ đầu năm, ví dụ «6 tháng đầu năm 2024», «Năm 2024»"
        yield Fault("misplaced-value", table.sheet.cell(table.first, 0), problem, "kỳ tính từ đầu năm", remedy)


def _of_higher_level(table: Table) -> Iterator[Fault]:
    """A fault for the first row or column of a commune's table that counts what a higher level settles."""
    sheet = table.sheet
    for at, path in enumerate(table.paths):
        # «Thẩm quyền huyện» over a group of columns is one of several groups, which are asked about.
        if any(OF_LEVEL.search(cell) for cell in (*path[-1:], *path[1:])):
            yield _of_level(sheet.cell(table.last, at), table.words[at])
            return
    for at in table.body:
        cells = {column: plain(cell) for column, cell in enumerate(sheet.rows[at]) if isinstance(cell, str)}
        counts = [table.cell(at, column) for column in range(max(table.names, default=0) + 1, len(table.paths))]
        is_nothing = {plain(cell) for cell in counts if is_number(cell)} == {"0"}
        for column, text in () if is_nothing else cells.items():
            line = fold(text).strip(" .:-–+*")
            over = " | ".join(table.paths[column]) if column < len(table.paths) else ""
            alone = LEVEL if LEVEL_OF_COLUMN.search(over) else LEVEL_ALONE if column in table.names else "(?!)"
            if OF_LEVEL.search(line) or re.fullmatch(alone, line):
                yield _of_level(sheet.cell(at, column), text)
                return


def _with_other_commune(table: Table, catalog: Catalog, unit_id: str) -> Iterator[Fault]:
    """A fault for a line over or below a table that says that the dossiers of another commune are among its own."""
    units = [catalog.units[unit_id], *(unit for unit in catalog.units.values() if unit.successor == unit_id)]
    names = tuple(fold(unit.name.partition(" (")[0]) for unit in units)
    below = ((table.sheet.cell(at, 0), plain(cell)) for at in table.below for cell in table.sheet.rows[at])
    for place, text in (*own_lines(table), *below):
        match = WITH_COMMUNE.search(text)
        if match and is_commune(match["name"]) and not fold(match["name"]).startswith(names):
            problem, expected = (
                f"bảng có cả hồ sơ của đơn vị khác, theo «{text[:120]}»",
                f"chỉ hồ sơ của {units[0].name}",
            )
            yield Fault("other-unit", place, problem, expected, "trừ số của đơn vị ấy, bỏ dòng này, rồi nộp lại")


def _of_level(place: str, text: str) -> Fault:
    problem = f"«{text[:80]}»: hồ sơ do cấp khác giải quyết nằm trong số của bảng, không phải số của xã"
    remedy = "bỏ các hàng, cột ấy và trừ khỏi hàng tổng, rồi nộp lại; số của cấp nào do cấp ấy báo cáo"
    return Fault("other-unit", place, problem, "chỉ hồ sơ thuộc thẩm quyền của xã", remedy)


def _extended(table: Table) -> Iterator[Fault]:
    """A fault where a column, or a note, counts dossiers with a later day, an apology or no end among those in time."""
    sheet, facets = table.sheet, facets_of(table.form)
    columns = [
        (sheet.cell(table.first, at), table.words[at])
        for at, path in enumerate(table.paths)
        if re.search(EXTENDED, " | ".join(path))
        and facets.meaning(path).values.get("deadline", "late") != "late"
        and not WITHOUT_EXTENDED.search(" | ".join(path))
    ]
    notes = [(sheet.cell(at, 0), plain(cell)) for at in table.below for cell in sheet.rows[at] if plain(cell)]
    notes = [each for each in (*own_lines(table), *notes) if IN_TIME_NOTE.search(fold(each[1]))]
    for place, text in (*columns, *(each for each in notes if counts_extended(each[1]))):
        yield fault_of_extended(place, text)
    outcomes = [
        (sheet.cell(table.first, at), table.words[at])
        for at, path in enumerate(table.paths)
        if "deadline" in (values := facets.meaning(path).values) or values.get("flow") == "settled"
    ]
    for place, text in (each for each in (*outcomes, *notes) if WITH_OPEN.search(fold(each[1]))):
        problem = f"«{text[:80]}»: hồ sơ đang giải quyết chưa có kết quả, không tách được khỏi số đã giải quyết"
        remedy = "trừ hồ sơ đang giải quyết khỏi số ấy rồi nộp lại; nếu không có hồ sơ ấy thì bỏ chữ ấy"
        yield Fault("misplaced-value", place, problem, "chỉ hồ sơ đã giải quyết", remedy)


def fault_of_extended(place: str, text: str) -> Fault:
    """What is said of a count of dossiers in time that has those with a later day in it."""
    problem = f"«{text[:80]}»: hồ sơ đã gia hạn, xin lỗi là quá hạn theo ngày hẹn đầu, không tách được khỏi số đúng hạn"
    remedy = "tính hồ sơ gia hạn, xin lỗi vào số quá hạn rồi nộp lại; nếu số này không có hồ sơ ấy thì bỏ chữ ấy"
    return Fault("misplaced-value", place, problem, "số đúng hạn theo ngày hẹn đầu", remedy)


def _check_channel(table: Table, title: str) -> None:
    """Raises: FaultError for a table of one channel, or of late dossiers alone, as its title or its sheet says."""
    texts = (title, fold(table.sheet.name).strip())
    kinds = (ONLINE, OFFLINE, LATE, IN_TIME)
    online, offline, late, in_time = (any(words.search(text) for text in texts) for words in kinds)
    meanings = map(facets_of(table.form).meaning, table.paths)
    if online != offline and not _tells_channels_apart(table):
        kind, by, expected = "trực tuyến" if online else "trực tiếp, bưu chính", "kênh", "trực tuyến và trực tiếp"
    elif late != in_time and not any("deadline" in meaning.values for meaning in meanings):
        kind, by, expected = "quá hạn" if late else "trước hạn, đúng hạn", "hạn", "đúng hạn và quá hạn"
    else:
        return
    problem = f"tên bảng hoặc tên trang nói chỉ về hồ sơ {kind}, các cột không chia theo {by}: "
    problem += "bảng không có số liệu nào mà kế hoạch hỏi"
    expected = f"bảng của mọi hồ sơ, hoặc có cột {expected}"
    raise FaultError([_nothing(table, problem, expected, "nộp biểu của mọi hồ sơ")])


def _tells_channels_apart(table: Table) -> bool:
    """True for columns of both channels, and for one of them that is less than the whole beside it."""
    if table.sums:
        return True
    facets = facets_of(table.form)
    meanings = [facets.meaning(path).values for path in table.paths]
    channels = {values["channel"] for values in meanings if "channel" in values}
    if channels & ONLINE_CHANNELS and channels - ONLINE_CHANNELS:
        return True
    parts = [at for at, values in enumerate(meanings) if "channel" in values and "measure" not in values]
    wholes = [
        at
        for at, values in enumerate(meanings)
        if values.get("flow") == "received" and not {"channel", "measure", "deadline"} & values.keys()
    ]
    return any(
        is_number(cell) and is_number(other) and plain(cell) != plain(other)
        for at in table.body
        for part in parts
        for whole in wholes
        if meanings[part]["channel"] in ("online", "in-person", "direct", "post")
        for cell, other in [(table.cell(at, part), table.cell(at, whole))]
    )


def _filters(table: Table) -> list[int]:
    """Lines of the header that are filters of a pivot table: «Đơn vị», «Lĩnh vực» and a value beside it."""
    lines = [
        (at, [column for column, cell in enumerate(table.sheet.rows[at]) if plain(cell)])
        for at in range(table.first, table.last + 1)
    ]
    return [at for at, columns in lines if len(columns) == 2 and columns[0] < NAMES - 1]


def _check_filters(table: Table) -> None:
    """Raises: FaultError for a table of one hamlet, officer, channel or level, as a filter or its title says."""
    for at in (*table.above, *_filters(table)):
        cells = [plain(cell) for cell in table.sheet.rows[at] if plain(cell)]
        words = _part(table, cells)
        if words:
            problem = f"bảng chỉ có một phần hồ sơ, theo «{words}»: không phải số của cả đơn vị"
            expected, remedy = "bảng của mọi hồ sơ của đơn vị", "bỏ lọc rồi xuất lại, hoặc nộp biểu của cả đơn vị"
            raise FaultError([Fault("misplaced-value", table.sheet.cell(at, 0), problem, expected, remedy)])


def _part(table: Table, cells: Sequence[str]) -> str:
    """The words of a line above a table that limit it to some dossiers; "" where there are none."""
    form = table.form
    line = ": ".join(cell.strip(" :") for cell in cells)
    label, _, value = (part.strip() for part in line.partition(":"))
    parts = [division for division in form.division if division.by not in ("period", "step")]
    if value and len(cells) <= 2 and not ALL.fullmatch(fold(value)) and not _says_what_it_is(table, value):
        headers = [fold(header) for division in parts for header in division.filter]
        rows = [*map(fold, form.row)] if SEVERAL.fullmatch(fold(value)) else []
        if any(fold(label).endswith(header) for header in headers) or is_name(fold(label), rows):
            return line
    places = [fold(name) for division in parts for name in division.names if name in division.filter]
    place = rf"(?<![a-z])(?:cua|tai|thuoc) (?:{'|'.join(map(re.escape, places))}) \w+" if places else "(?!)"
    return line if re.search(place, fold(line)) else ""


def _says_what_it_is(table: Table, value: str) -> bool:
    """True for the state of a report, and for that of dossiers which all columns of the table count."""
    if fold(value).strip(" .") in map(fold, table.form.report_states):
        return True
    facets = facets_of(table.form)
    state = facets.meaning((fold(value),)).values
    flows = {values["flow"] for path in table.paths if "flow" in (values := facets.meaning(path).values)}
    return {*state} == {"flow"} and state["flow"] in FLOWS and flows == {state["flow"]}


def _nothing(table: Table, problem: str, expected: str, remedy: str) -> Fault:
    return Fault("nothing-asked", table.sheet.cell(table.first, 0), problem, expected, remedy)
