"""Whose table it is, as its title and who signs it say: of a unit, of several, of a wider area, a hamlet, an office.

And how sure its figures are: an estimate, a draft.
"""

import re
from collections.abc import Iterable, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.faults import Fault
from cchc_metrics.intake.content import Flag
from cchc_metrics.intake.names import is_commune
from cchc_metrics.text.letters import fold
from cchc_metrics.text.words import FLAGS

# «Ủy ban nhân dân xã Thạch Lương Sơn».
LONGEST_NAME = 8
# «xã Nhật Quang và xã Tiên Tiến», «các xã Nhật Quang, Tiên Tiến»; «xã Nhật Quang, huyện Phù Cừ» is one.
AND = r"\s*(?:,|;|&|\+|(?<= )va(?= ))\s*"
COMMUNE = r"(?:(?:ubnd|uy ban nhan dan|cua|cac) )*(?:xa|phuong|thi tran|dac khu)"
NO_NAME = r"(?!(?:hoi|nong|ntm|phuong|thi|da|nay|minh|do|van)(?![a-z]))"
# «… của xã Quang Hưng năm 2024»: a commune that a title names at its end, or before the period.
OF_COMMUNE = re.compile(
    r"\b(?:của|tại|ở|trên địa bàn)\s+(?P<commune>(?:UBND\s+)?(?:xã|phường|thị trấn|đặc khu)\s+"
    r"(?P<name>[^\W\d_]+(?:\s+[^\W\d_]+){1,2}?))\s*(?=$|[,;.(–-]|(?:năm|quý|tháng|từ|huyện|tỉnh|6)\b)",
    re.IGNORECASE,
)
NO_WORD_OF_NAME = re.compile(
    r"(?<![a-z])(?:nam|quy|thang|ky|tu|den|trong|theo|da|va|giai|dot|lan|bang|qua|tai|ve|o)(?![a-z])"
)
# A line that says who gets a table, what it follows, or what a commune was made of.
OTHER_LINE = re.compile(
    r"^\W*(?:kinh gui|noi nhan|kem theo|gui kem|can cu|theo|ban hanh)(?![a-z])"
    r"|(?<![a-z])(?:sap nhap|hop nhat|thanh lap)(?![a-z])"
)


def units_in(texts: Sequence[str], catalog: Catalog) -> list[str]:
    """The communes, departments and districts that the title of a table names."""
    title = f" {' | '.join(fold(text) for text in texts)} "
    return [
        unit.id
        for unit in catalog.units.values()
        if catalog.level_of(unit.id).own_tables and any(f"{_title(unit.name)}{end}" in title for end in (" ", ","))
    ]


def _title(name: str) -> str:
    return fold(name.partition(" (")[0])


# «của tỉnh Hưng Yên», «Sở Nội vụ tỉnh Hưng Yên»; a line «UBND tỉnh Hưng Yên» alone stands above the tables of communes.
HIGHER = re.compile(r"(?<![a-z])(?:cua|toan|tren dia ban) tinh (?!.*(?<![a-z])(?:xa|phuong) )|^so [a-z][a-z, ]+ tinh ")


def higher_unit(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table of a whole province, or of a department of one, that a commune hands in as its own."""
    unit = catalog.units[unit_id]
    if not catalog.level_of(unit_id).own_tables or any(_title(unit.name) in fold(text) for text in texts):
        return None
    line = next((text for text in texts if HIGHER.search(f"{fold(text)} ")), None)
    if line is None:
        return None
    problem, expected = f"bảng của đơn vị khác, theo «{line[:80]}»", f"bảng của {unit.name}"
    remedy = f"nộp đúng bảng của đơn vị; nếu đúng là của {unit.name} thì ghi tên đơn vị ở tên bảng"
    return Fault("other-unit", place, problem, expected, remedy)


# «hồ sơ của thôn Đông», and a line «Thôn Đông» alone; «các thôn», «5 thôn», «thôn, tổ dân phố» are no one hamlet.
HAMLET = (
    r"(?:thon|to dan pho|tdp|xom|ap|khu pho|khu dan cu|lang|buon) "
    r"(?!(?:nam|quy|thang|trong|tren|va|cua|thuoc|truong|doi)(?![a-z]))[a-z0-9]"
)
LOWER = re.compile(
    rf"(?<![a-z])(?:cua|tai|o|thuoc|dia ban|dia diem|ho so|khao sat|lay phieu|khu vuc|pham vi|don vi|tthc"
    rf"|thu tuc hanh chinh|cong dan|nguoi dan|nhan dan|ho dan)[ :]+(?P<hamlet>{HAMLET})"
)
LOWER_ALONE = re.compile(rf"{HAMLET}\S*(?: \S+){{0,2}}")
# Where an office stands is no limit of what it counts.
ADDRESS = re.compile(r"(?<![a-z])(?:dia chi|tru so|noi nhan)(?![a-z])")
WHOLE = re.compile(r"(?<![a-z])(?:toan|ca) (?:xa|phuong|dac khu|thi tran)(?![a-z])")


def lower_words(texts: Sequence[str], catalog: Catalog, unit_id: str) -> str | None:
    """The one of some words above a table that says it is of one hamlet of a commune; None where none does."""
    lines = {text: fold(text).strip(" .:") for text in texts}
    if not catalog.level_of(unit_id).own_tables or any(WHOLE.search(line) for line in lines.values()):
        return None
    lines = {text: line for text, line in lines.items() if not ADDRESS.search(line)}
    return next((text for text, line in lines.items() if LOWER.search(line) or LOWER_ALONE.fullmatch(line)), None)


def lower_unit(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table of one hamlet, as its title says, that a commune hands in as its own."""
    unit, words = catalog.units[unit_id], lower_words(texts, catalog, unit_id)
    if words is None:
        return None
    problem, expected = f"bảng của một thôn, theo «{words[:80]}»", f"bảng của cả {unit.name}"
    remedy = f"nộp bảng của cả đơn vị; nếu đúng là của cả {unit.name} thì ghi «toàn xã» ở tên bảng"
    return Fault("other-unit", place, problem, expected, remedy)


# The kinds of areas above a commune.
ABOVE_COMMUNE = r"(?:huyen|tinh|thanh pho|thi xa|quan)"
# «Phòng Kinh tế», «do Phòng Kinh tế thực hiện», «Đơn vị báo cáo: Phòng Kinh tế»; who only adds up limits nothing.
BEFORE_OFFICE = re.compile(
    r"(?:^[\s\"«(]*|(?:^|[^a-z])(?:do|cua|tai|thuoc|bao cao|don vi|co quan|thuc hien|phong ban|bo phan)\W*"
    r"|ubnd (?:xa|phuong) [a-z ]{2,30}\W+)$"
)
BEHIND_OFFICE = re.compile(
    rf"^[^|;]*?(?<![a-z])(?:tong hop|lap bieu|lap|soan|ban hanh|cung cap|{ABOVE_COMMUNE})(?![a-z])"
)
OF_WHOLE = re.compile(
    r"(?<![a-z])(?:toan|ca|(?:cua|tren dia ban)(?: ubnd)?) (?:xa|phuong|dac khu|thi tran)(?! hoi)(?![a-z])"
)
DEPARTMENT = re.compile(r"phong [a-z ,&–-]+")
# Who signs for a commune says whose table it is, where nothing above it does.
SIGNATURE = re.compile(r"^(?:tm|t/m|thay mat|kt)[. ]+(?=(?:ubnd|uy ban nhan dan) )")
# «TRƯỞNG CÔNG AN XÃ», «KT. TRƯỞNG TRẠM Y TẾ»; where the chairman signs too it is the commune's.
SIGNER_TITLE = re.compile(r"^(?:(?:tm|t/m|kt|tl|tuq)[. ]+)?(?:(?:pho )?(?:truong|chi huy truong) )?")


def is_of_office(text: str, offices: Sequence[str]) -> bool:
    """True for a line that says that a table is that of an office of a commune: «CÔNG AN XÃ», «Trưởng trạm Y tế»."""
    line = SIGNER_TITLE.sub("", fold(text))
    match = re.search(rf"(?<!\w)(?:{'|'.join(sorted(map(fold, offices), key=len, reverse=True))})(?!\w)", line)
    if not offices or match is None:
        return False
    return bool(BEFORE_OFFICE.search(line[: match.start()])) and not BEHIND_OFFICE.search(line[match.end() :])


def of_office(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table of one office, as its title or who signs it says, that a commune hands in as its own.

    A department above a title that says that the table is of the commune only makes it.
    """
    offices = [office for form in catalog.forms.values() for office in form.offices]
    lines = [text for text in texts if is_of_office(text, offices)] if offices else []
    rest = [fold(text) for text in texts if text not in lines]
    unit = catalog.units[unit_id]
    is_whole = any(OF_WHOLE.search(line) for line in rest)
    lines = [text for text in lines if not (is_whole and is_department(text))]
    if not lines or not catalog.level_of(unit_id).own_tables:
        return None
    problem = f"bảng của một bộ phận, theo «{lines[0][:80]}»: không rõ là số của cả {unit.name} hay của riêng nơi ấy"
    remedy = f"là số của cả xã thì ghi «của {unit.name}» ở tên bảng rồi nộp lại; là số riêng của bộ phận thì không nộp"
    return Fault("other-unit", place, problem, f"bảng của cả {unit.name}", remedy)


def is_department(text: str) -> bool:
    """True for a line «PHÒNG …» alone, or with the name of its commune behind it, also as a signature."""
    return DEPARTMENT.fullmatch(SIGNER_TITLE.sub("", fold(text)).strip(" .:")) is not None


def not_of_unit(
    place: str,
    texts: Sequence[str],
    catalog: Catalog,
    unit_id: str,
    signatures: Sequence[str] = (),
    *,
    is_divided: bool = False,
) -> Fault | None:
    """The fault of a table whose title names another unit, a wider one, a hamlet or an office; None for no fault."""
    about = (place, texts, catalog, unit_id)
    return (
        other_unit(*about, is_divided=is_divided)
        or higher_unit(*about)
        or lower_unit(*about)
        or of_office(place, [*texts, *signatures], catalog, unit_id)
    )


def several_units(place: str, texts: Sequence[str], catalog: Catalog, unit_id: str) -> Fault | None:
    """The fault of a table whose title names another commune beside the one it is handed in for, as one with it."""
    unit = catalog.units[unit_id]
    own = re.escape(_title(unit.name))
    bare = re.escape(re.sub(r"^(?:xa|phuong|thi tran|dac khu) ", "", _title(unit.name)))
    name = rf"{NO_NAME}[a-z]+(?: [a-z]+){{0,3}}?"
    joined = re.compile(
        rf"(?<![a-z\d])(?:{own}{AND}{COMMUNE} {NO_NAME}[a-z]"
        rf"|(?:xa|phuong|thi tran|dac khu) {name}{AND}(?:ubnd )?{own}(?![a-z])"
        rf"|(?:cac|hai|ba|\d\d?) (?:xa|phuong) (?:{bare}(?![a-z])|{name}{AND}{bare}(?![a-z])))"
    )
    line = next((text for text in texts if joined.search(fold(text)) and not OTHER_LINE.search(fold(text))), None)
    if line is None or not catalog.level_of(unit_id).own_tables:
        return None
    problem = f"tên bảng «{line[:80]}» nói của nhiều xã, số không chia theo xã: không rõ bao nhiêu là của {unit.name}"
    remedy = f"nộp bảng của riêng {unit.name}, hoặc bảng có mỗi xã một hàng hay một nhóm cột"
    return Fault("other-unit", place, problem, f"bảng của {unit.name}", remedy)


def _commune_in(text: str) -> str:
    """The commune that a title says it is of, known to the plan or not; "" for none.

    >>> _commune_in("KẾT QUẢ GIẢI QUYẾT TTHC NĂM 2024 CỦA XÃ QUANG HƯNG"), _commune_in("TẠI XÃ TRONG KỲ")
    ('XÃ QUANG HƯNG', '')
    """
    match = None if OTHER_LINE.search(fold(text)) else OF_COMMUNE.search(text)
    if match is None or not re.match(NO_NAME, fold(match["name"])) or NO_WORD_OF_NAME.search(fold(match["name"])):
        return ""
    return match["commune"] if all(word[:1].isupper() for word in match["name"].split()) else ""


def other_unit(
    place: str, texts: Sequence[str], catalog: Catalog, unit_id: str, *, is_divided: bool = False
) -> Fault | None:
    """The fault of a table whose title names another unit than the one it is handed in for.

    So is one that names both, unless the table is divided by communes.
    """
    unit = catalog.units[unit_id]
    names = [catalog.units[other].name for other in units_in(texts, catalog)]
    if not catalog.level_of(unit_id).own_tables or _title(unit.name) in map(_title, names):
        return None if is_divided else several_units(place, texts, catalog, unit_id)
    # A commune that the plan does not have stands alone in its line.
    names = names or [text for text in texts if is_commune(text) and len(text.split()) <= LONGEST_NAME]
    names = names or [name for text in texts if (name := _commune_in(text))]
    if not names:
        return None
    return Fault(
        "other-unit",
        place,
        f"biểu của {names[0]}",
        f"biểu của {unit.name}",
        "chọn đúng đơn vị khi nộp, hoặc nộp đúng biểu",
    )


# «Ước thực hiện năm 2024» above a table, over its columns, or in the name of the sheet or the file.
ESTIMATE = re.compile(
    r"(?<![a-z])(?:so|so lieu|la) uoc(?![a-z])"
    r"|(?<![a-z])uoc (?:thuc hien|giai quyet|tiep nhan|tinh|dat|ca nam|nam|quy|thang|\d)"
    r"|(?<![a-z])(?:ket qua|so lieu|bao cao|tong hop) so bo(?![a-z])"
)
# «DỰ THẢO» in a line or brackets of its own; a note on the draft of a letter says nothing.
DRAFT = re.compile(
    r"^\W*(?:ban )?(?:du thao|draft)(?: lan)?(?: thu)?[\W\d]*$|[(\[]\s*(?:ban )?(?:du thao|draft)[^()\[\]]*[)\]]"
    r"|(?<![a-z])(?:ban|bao cao|bc|so lieu|bieu|phu luc) du thao(?![a-z])"
    r"|(?<![a-z])du thao (?:lan|bao cao|bc|bieu|so lieu|phu luc)(?![a-z])"
)
PROVISIONAL = re.compile(
    r"chua (?:phai )?(?:la )?(?:so |so lieu |ket qua )?chinh thuc"
    r"|(?<![a-z])(?:tam tinh|(?:so|so lieu) tam(?: thoi)?|chua chot(?: so(?: lieu)?)?)(?![a-z])"
)


def is_draft(text: str) -> bool:
    """True for words that call a document a draft."""
    return DRAFT.search(re.sub("[_-]", " ", fold(text))) is not None


def flag_of(texts: Iterable[str]) -> tuple[Flag, str]:
    """How sure the figures of a table are, as the words around it say, and the words that say so.

    >>> flag_of(["Năm 2024", "(Dự thảo lần 2)"]), flag_of(["Ước thực hiện 2024"])[0], flag_of(["Dự thảo văn bản"])[0]
    (('provisional', '(Dự thảo lần 2)'), 'estimated', 'final')
    """
    lines = {text: re.sub("[_-]", " ", fold(text)) for text in texts}
    kinds: tuple[tuple[Flag, re.Pattern[str]], ...]
    kinds = (("estimated", ESTIMATE), ("provisional", DRAFT), ("provisional", PROVISIONAL))
    matches = ((flag, text) for flag, words in kinds for text, line in lines.items() if words.search(line))
    return next(matches, ("final", ""))


def cautions_of_flag(place: str, flag: Flag, words: str) -> list[Fault]:
    """A caution for figures that are stored as less than final; `words` are those of the file that say so."""
    if flag == "final":
        return []
    problem = f"«{' '.join(words.split())[:80]}»: số liệu được lưu là số {FLAGS[flag]}"
    remedy = "không cần sửa; khi có số chính thức thì nộp lại"
    return [Fault("unread-part", place, problem, "số chính thức", remedy)]


# «Đính chính: quá hạn 3», «số đúng là 12» beside a row.
CORRECTION = re.compile(
    r"(?<![a-z])(?:dinh chinh|so dung (?:la|phai)|dung ra la|sua (?:lai )?thanh|(?:ghi|nhap|go) (?:nham|sai))(?![a-z])"
)


def cautions_of_corrections(places: Iterable[tuple[str, str]]) -> list[Fault]:
    """A caution for each note, with its place, that says another number than that of its row."""
    remedy = "sửa số trong bảng rồi nộp lại, nếu ghi chú đúng"
    return [
        Fault(
            "unread-part", place, f"ghi chú «{' '.join(text.split())[:80]}»: số trong bảng được lưu", "một số", remedy
        )
        for place, text in places
        if CORRECTION.search(fold(text))
    ]


# A table of an area above a commune, in its title and in its total.
WIDER_AREA = re.compile(
    rf"^\W*(?:ubnd|uy ban nhan dan|hdnd va ubnd) {ABOVE_COMMUNE} \w"
    rf"|(?<![a-z])(?:tren dia ban|toan|cap xa cua|cac xa(?:, \w+)* (?:cua|thuoc)) {ABOVE_COMMUNE}(?![a-z])"
)
WHOLE_AREA = re.compile(rf"(?:tong (?:so |cong )?)?toan {ABOVE_COMMUNE}")


def wider_area(
    lines: Iterable[tuple[str, str]], names: Iterable[tuple[str, str]], texts: Iterable[str], name: str
) -> tuple[str, str] | None:
    """The place and words of a table that say it is of an area that a commune of a name is only a part of.

    `lines` stand above the table, `names` before its rows. None where the commune is named in any of `texts`: on the
    sheet, on the cover, in the name of the sheet or the file.
    """
    bare = fold(name.partition(" (")[0])
    every = (*lines, *((place, text) for place, text in names if WHOLE_AREA.match(fold(text))))
    wider = next(((place, text) for place, text in every if WIDER_AREA.search(fold(text))), None)
    own_names = {bare, bare.partition(" ")[2]}
    if wider is None or any(each in fold(text).replace("-", " ") for text in texts for each in own_names):
        return None
    return wider


# «Cấp xã», «Thẩm quyền cấp huyện», «Liên thông cấp tỉnh» over columns.
LEVEL_OVER = re.compile(
    r"(?:(?:thuoc|ho so|tthc|thu tuc|hanh chinh) )*(?:tham quyen (?:giai quyet )?(?:cua )?|lien thong (?:len )?)?"
    r"(?:cap |(?<=tham quyen )|(?<=lien thong ))(?P<level>xa|phuong|huyen|tinh|trung uong)(?:, phuong)?"
)


def level_of(cell: str) -> str:
    """The level of authority that a cell of a header names, and nothing else; "" for none.

    >>> level_of("Thẩm quyền cấp xã"), level_of("Cấp huyện"), level_of("Cấp xã giải quyết")
    ('xa', 'huyen', '')
    """
    match = LEVEL_OVER.fullmatch(fold(cell))
    return ("xa" if match["level"] == "phuong" else match["level"]) if match else ""
