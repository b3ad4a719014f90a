"""Personal data in the texts of a register (Nghị định 13/2023/NĐ-CP, Điều 2): names, telephone and identity numbers.

What is found is told by its kind and place, never quoted: a fault must not carry on what it refuses.
"""

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cchc_metrics.catalog.forms import FeedbackRegister, Group
from cchc_metrics.faults import Fault
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.numbers import plain
from cchc_metrics.intake.person_names import names
from cchc_metrics.intake.person_words import HEROES, letter
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import is_numbering
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

NAME, PHONE, IDENTITY, EMAIL, ADDRESS, ACCOUNT, PLATE, BIRTH, SOCIAL, LAND = (
    "họ tên người",
    "số điện thoại",
    "số định danh, căn cước hoặc giấy tờ tùy thân",
    "thư điện tử",
    "địa chỉ nhà",
    "số tài khoản",
    "biển số xe",
    "ngày sinh",
    "tài khoản mạng xã hội",
    "số thửa đất hoặc giấy chứng nhận quyền sử dụng đất",
)


@dataclass(frozen=True)
class Finding:
    """What kind of personal data a text holds, and which of its words they are, from 1."""

    kind: str
    first: int
    last: int

    def __str__(self) -> str:
        where = f"chữ thứ {self.first}" if self.first == self.last else f"chữ thứ {self.first} đến {self.last}"
        return f"{self.kind} ({where})"


# What parts the digits of a number that somebody tries to make readable, or to hide; a digit may be written as a word.
GAP = r"[\W_]{0,4}"
FIGURES = {"khong": 0, "mot": 1, "hai": 2, "ba": 3, "bon": 4, "tu": 4, "nam": 5, "lam": 5, "sau": 6, "bay": 7}
FIGURES |= {"tam": 8, "chin": 9}
FIGURE = rf"\b(?:{'|'.join(FIGURES)})\b"
DIGIT = rf"(?:\d|{FIGURE})"
ZERO = r"(?:0|\bkhong\b)"
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
HOUR = r"(?:[01]?\d|2[0-3])"
TIME = re.compile(rf"(?<![\d:]){HOUR}:[0-5]\d(?![\d:])|(?<![\d.]){HOUR}\.[0-5]\d\s?[-–]\s?{HOUR}\.[0-5]\d(?![\d.])")
# «Cột 03, 05, 07, 09, 11»: things that are numbered, told in their order.
NUMBER_LIST = re.compile(
    r"\b(?:cot|den|thua|to|doi|ngo|ngach|xom|thon|khu|lo|diem|quay|thang|ngay|lop|tuyen|dieu|khoan|muc|noi dung|buoc"
    r"|tieu chi|trang|bai|nha|cau|cong|ho ga|camera|tram|tu|can|hang|day|cum|kho|phong|xe|phieu|bien|cua)"
    r"(?: (?!so\b)[a-z]+)?(?: so| thu)?\s(?P<list>\d{1,3}(?:\s?(?:[,;]|\bva\b)\s?\d{1,3}){2,})(?![\d])"
)
MOBILE = re.compile(
    rf"(?<!\d)(?:\(?(?:\+|00)?\s?84{GAP}(?:\(?0\)?{GAP})?|\(?{ZERO}{GAP})(?:[35789]|\b(?:ba|nam|bay|tam|chin)\b)"
    rf"(?:{GAP}{DIGIT}){{8}}(?!\d)"
)
LANDLINE = re.compile(
    rf"(?<!\d)(?:\(?\+?\s?84{GAP}(?:\(?0\)?{GAP})?|\(?{ZERO}{GAP})(?:[23]|\b(?:hai|ba)\b)(?:{GAP}{DIGIT}){{9}}(?!\d)"
)
NO_MONEY = r"(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd))"
SAID_PHONE = re.compile(
    rf"\b(?:sdt|so dt|dt|dien thoai|tel|phone|lien he|goi(?! (?:thau|vay|ho tro|cuoc))|zalo|viber|di dong|so co dinh"
    rf"|may ban|so may)\b\D{{0,12}}(?!1\d{{2,3}}\b|1[89]00)\d(?:{GAP}\d){{6,10}}(?!\d){NO_MONEY}"
)
SPELT_PHONE = re.compile(rf"(?:{FIGURE}[\s,.-]{{0,3}}){{9,}}")
# Twelve digits begin with the code of a province (001–096), nine with one up to 38.
PROVINCES = range(1, 97)
CITIZEN = re.compile(rf"(?<![\d-]){ZERO}(?:{GAP}{DIGIT}){{11}}(?!\d)")
OLD_CARD = re.compile(r"(?<![\w.,-])[0-3]\d{2}\s?\d{3}\s?\d{3}(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd|vnđ|m2|ha\b))")
SAID_IDENTITY = re.compile(
    rf"(?<![a-z])(?:c\W?c\W?c\W?d|c\W?m\W?n\W?d|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?"
    rf"|so dinh danh|so cc|cc(?=:)|dinh danh ca nhan|ho chieu|passport|bhxh|bhyt|bao hiem(?: xa hoi| y te)?|ma so thue"
    rf"|mst|gplx|bang lai|lai xe|giay cm|the dang(?: vien)?)(?![a-z])(?: (?:hang )?[a-z]\d?\b)?"
    rf"[^\d]{{0,20}}?(?!1[89]00)[a-z]{{0,2}}{DIGIT}(?:{GAP}{DIGIT}){{6,14}}(?!\d)"
    r"|\b(?:so|the|ma|ho so)\b.{0,15}\b(?:thuong binh|benh binh|benh an|benh nhan|khuyet tat|ho ngheo|cuu chien binh"
    r"|nguoi cao tuoi|dang vien)\b\D{0,8}(?!(?:19|20)\d\d\b)\d{4,}"
)
HEALTH_CARD = re.compile(r"\b[a-z]{2}[1-5]\d{12}\b")
# «a còng», «(at)», «chấm», «[dot]» stand for the signs of an address.
AT = r"\s?(?:@+|[(\[{<]\s?(?:at?|a[\s-]?(?:cong|moc|vong))\s?[)\]}>]|\ba[\s-]?(?:cong|moc|vong)\b|\bacong\b)\s?"
DOT = r"(?:\s?[.,]\s?|\s?[(\[{]\s?(?:\.|dot|cham)\s?[)\]}]\s?|[\s-](?:cham|dot)[\s-])"
ENDING = r"(?:com|vn|net|org|me|info|edu|gov|io)\b"
HOST = r"(?:gmail|yahoo|hotmail|outlook|icloud)"
# No part of an address is longer; without that limit a long cell would take the square of its length. What stands
# before the sign is looked at from the sign on, not from each letter that could begin an address.
PART = "{1,64}"
MAIL = re.compile(
    rf"(?<=[^\s@,;<>()]){AT}[^\s@,;<>()\[\].-]{PART}{DOT}[a-z]{{2,}}"
    rf"|(?<=\w)\W{{1,3}}at\W{{1,3}}(?:[\w-]{PART}{DOT}(?:\w{PART}{DOT})?|{HOST}\W{{1,3}}(?:cham |dot )?){ENDING}"
    rf"|(?<![\d.])[\d.]\w{PART} {HOST}\W{{1,3}}(?:cham |dot )?{ENDING}"
    r"|\b(?:gmail|e-?mail|thu dien tu)\W{1,3}(?=\S{0,64}\d)(?=\S{0,64}[a-z])[\w.]{5,}"
)
PROFILE = re.compile(
    r"\b(?:facebook|fb|zalo|tiktok|instagram|youtube|m|t|wa)\.(?:com|me)/[^\s/]+"
    r"|\b(?:zalo|facebook|fb|skype|tele(?:gram)?|tiktok|insta(?:gram)?|messenger|viber|whatsapp|wechat|line)\s*:?\s*"
    r"(?=\S{0,64}[a-z])[a-z\d]+[._\d][\w.]*\w"
    r"|\bnick(?: (?:zalo|facebook|fb|tiktok))?\s*:? [a-z]+|\b(?:facebook|fb|zalo|tiktok) ten\b|(?<!\S)@[a-z_.]\w{3,}"
)
# Numbers of accounts may have a letter among their digits: «711A …».
ACCOUNT_SIGN = rf"(?:{GAP}(?:\d|[a-z](?={GAP}\d)))"
SAID_ACCOUNT = re.compile(
    rf"\b(?:s\W?t\W?k|so tai khoan|tai khoan(?: so)?|so tk)\b\D{{0,40}}\d{ACCOUNT_SIGN}{{5,17}}(?!\d){NO_MONEY}"
)
# «TK» stands for other things too, and a card has a number as well: only long ones are those of a bank.
BANK_NUMBER = re.compile(
    rf"\b(?:tk|the(?: atm| ngan hang| tin dung)?|atm)\b[^\d\w]{{0,4}}(?:so\s)?"
    rf"(?=(?:\w?{GAP}\d){{8}})\d[\da-z](?:{GAP}[\da-z]){{7,17}}(?!\w)"
)
BANK = r"\b(?:\w+ ?bank|bidv|vcb|acb|mb|nhnn|nhcs|(?:ngan hang|nh) (?:nong nghiep|chinh sach|cong thuong))\b"
NEAR_BANK = re.compile(
    rf"{BANK}\D{{0,12}}\d{ACCOUNT_SIGN}{{7,15}}{NO_MONEY}"
    rf"|(?<![\d.,])\d{ACCOUNT_SIGN}{{7,15}}(?!\s*dong)\W{{1,3}}(?:(?:tai|ngan hang|nh)\s){{0,2}}{BANK}"
    rf"|\b(?:chuyen khoan|ck)\b\D{{0,20}}\d{ACCOUNT_SIGN}{{8,15}}{NO_MONEY}"
)
LICENCE = re.compile(
    r"(?<![\w])[1-9]\d[\s-]?[a-z]{1,2}\s?-?\s?\d?\s?[-._ ]\s?(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)"
    r"|(?<!\w)[1-9]\d(?:[a-z]|ld)\d{5,6}(?!\w)"
    r"|\b(?:xe|o to)\b.{0,8}\b[1-9]\d\W?[a-z]{1,2}\d?[\W_]?\d{4,5}(?!\d)"
    r"|\b(?:bks|bs|bien(?: so| kiem soat)?(?: xe)?)\b\D{0,8}\d\d[\W_]?[a-z]{1,2}\d?[\W_]{0,3}\d{2,3}[.\s]?\d{1,3}(?!\d)"
)
# Things along a road have numbers too: posts, lamps, sewers.
NO_HOUSE = "".join(
    rf"(?<!{word} )"
    for word in (
        *("cot", "dien", "den", "tru", "tram", "ga", "cong", "nap", "ngay", "duong", "muong", "kenh", "tuyen", "to"),
        *("doi", "thon", "xom", "khu", "tu", "be", "hoa", "cau", "cho", "tieu", "lan", "bien", "camera", "ben", "cua"),
    )
)
LANE = r"(?:ngo|ngach|hem|kiet)"
QUARTER = r"(?:ngo|ngach|hem|kiet|pho|duong|xom|thon|to|khu|doi|ap)\b"
HOUSE = re.compile(
    rf"{NO_HOUSE}\bso \d+\w*,?\s(?:{LANE}|pho|duong)\b|{NO_HOUSE}\b\d+(?:/\d+)+,?\s{LANE}\b"
    rf"|\bnha \d+\w*,?\s(?:{LANE}|pho|duong)\b"
    rf"|\b{LANE} \d[\d/]*\b.{{0,30}}\bnha (?:so )?\d|\bdia chi(?: \w+){{0,2}}\s*:[^\d]{{0,30}}\d"
    rf"|{NO_HOUSE}(?<!\w)(?!(?:19|20)\d\d\b)\d+[a-z]?(?:/\d+)*,? (?:{'|'.join(map(fold, HEROES))})\b"
    r"|\bcan ho(?: so)?\s+\d*[a-z]?\d{2,4}\b|\bcan (?:so )?[a-z]?\d{3,4},? (?:chung cu|toa)\b"
    rf"|\b(?:phong (?:so )?|p\.?\s?)[a-z]?\d{{3,4}},? (?:chung cu|toa|tap the)\b"
    rf"|\bo (?:so |nha )*\d+\w*(?:/\d+)*,? (?:{LANE}|pho|duong)\b"
    rf"|{NO_HOUSE}(?<![\w/])\d+\w?,? {LANE} \d+,? (?:pho|duong)\b"
    r"|\btru tai (?:so )?\d+|\bcan (?:ho )?(?:so )?\d+,? day\b"
    r"|\bso nha\s*:?\s*\d+\w*|\bnha so\s*:?\s*\d+\w*|\bsn\s*\d+\w*(?=\s*,)"
    rf"|\bs/?n\s?\d+[a-z]?(?:/\d+)*,? {QUARTER}"
    rf"|\bnha \d+(?:[a-z]|/\d+)+,? {QUARTER}|(?<!\d )(?<!cac )\bnha \d+,? (?:xom|to|khu|doi) \d"
    rf"|\bo \d+[a-z],? {QUARTER}|\b(?:o|ho) (?:tai )?so \d+\w*(?:/\d+)*,? {QUARTER}"
    rf"|\bdia chi\b(?: (?!trang|cong)[a-z]+){{0,3}}\W{{0,3}}\d+[a-z]?(?:/\d+)*,? {QUARTER}"
    # Whoever lives somewhere lives at a number; «tạm trú 3 tháng», «nhà tôi 2 tầng» are no addresses.
    r"|\b(?:dc|d/c|thuong tru|tam tru|cu tru|cho o|noi o|hien o|song tai|o tai|tru tai|nha (?:toi|em|minh|o)(?: o)?)\b"
    r"\s*:?\s*(?:(?:tai|o|so|nha) )*(?!(?:19|20)\d\d\b)\d+[\d/]*[a-z]?,? "
    r"(?!(?:ngay|thang|nam|tuoi|gio|lan|m2|ha|ho|nguoi|nhan|khau|met|tang|noi|phan)\b)[a-z]"
)
# A parcel on its sheet of the map, and the serial or registered number of a certificate, lead to whoever holds them.
PARCEL = re.compile(
    r"\bthua(?: dat)?(?: so)?\s+\d+.{0,20}\bto(?: so)?(?: \d+,?)? ban do\b"
    r"|\b(?:so do|so hong|bia do|gcn\w*|cnqsd\w*|giay chung nhan|so phat hanh|so vao so)\b(?: (?!so\b)[a-z]{2,}){0,6}"
    r"\W{0,3}(?:(?:so|seri)\W{1,3}){0,2}[a-z]{1,2}\s?\d{5,8}(?!\d)"
    r"|\bseri\W{1,3}(?:so )?(?:hong|do)\W{1,3}[a-z]{2}\s?\d{6}"
)
BIRTHDAY = re.compile(
    # «Học sinh sinh năm 2018», «người sinh năm 1960» are whoever was born then.
    r"(?<!hoc sinh )(?<!tre em )(?<!tre )(?<!nguoi )(?<!cac chau )(?<!nam )(?<!nu )(?<!khai )"
    r"(?<!khai sinh )\b(?:sinh ngay|ngay sinh|sinh nam|nam sinh|sn)\b\s*:?\s*\d{1,4}"
    r"|(?<!hoc sinh )(?<!tre em )(?<!tre )(?<!nguoi )\bsinh thang \d{1,2}(?:\s?[/-]\s?| nam )\d{4}"
    r"|(?<!hoc )(?<!ve )(?<!khai )(?<!phat )\bsinh 19\d\d\b"
    r"|\bngay sinh\b[^\d,;]{0,15}\d{1,2}\s?[./-]\s?\d"
    r"|\(\s?(?:sinh|sn|ns)(?: nam)? (?:19|20)\d\d\s?\)"
    r"|\bns\b\s*:?\s*19\d\d\b|\b(?:sinh|dob|ns)\b\s*:?\s*\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
)
PATTERNS = (
    (EMAIL, MAIL),
    (IDENTITY, SAID_IDENTITY),
    (ACCOUNT, SAID_ACCOUNT),
    (ACCOUNT, BANK_NUMBER),
    (ACCOUNT, NEAR_BANK),
    (SOCIAL, PROFILE),
    (BIRTH, BIRTHDAY),
    (PHONE, SAID_PHONE),
    (PHONE, SPELT_PHONE),
    (PHONE, MOBILE),
    (PHONE, LANDLINE),
    (IDENTITY, CITIZEN),
    (IDENTITY, OLD_CARD),
    (IDENTITY, HEALTH_CARD),
    (PLATE, LICENCE),
    (ADDRESS, HOUSE),
    (LAND, PARCEL),
)
# Letters that are typed in place of digits, by chance or to hide them.
ALIKE = re.compile(rf"(?<!\w)[\doli](?:{GAP}[\doli]){{8,12}}(?!\w)")
DIGITS = str.maketrans("oli", "011")
# What makes a digit a picture of a key.
KEYCAP = str.maketrans("", "", "\ufe0f\u20e3")
# These tell nothing of a citizen: a date is taken out before numbers are looked for.
NOT_OF_DATES = {BIRTH}


def personal_data(text: str) -> list[Finding]:
    """The personal data of a text, in its order; empty when none is found.

    Method: numbers by their shape and the words before them, dates left out; names by Vietnamese surnames, forms of
    address and labels, unless the words before make them those of a street, a school, a village or an office.
    """
    text = plain(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)).translate(KEYCAP))
    text = "".join(sign if sign.isascii() else str(unicodedata.digit(sign, sign)) for sign in text)
    if not text:
        return []
    result = [*_numbers(text), *(Finding(NAME, *_words(text, start, end)) for start, end in names(text))]
    return sorted(set(result), key=lambda one: (one.first, one.last, one.kind))


def _numbers(text: str) -> Iterator[Finding]:
    folded_text = "".join(letter(sign) for sign in text)
    folded_text = ALIKE.sub(_digits, folded_text)
    without_dates = NUMBER_LIST.sub(_hidden_list, TIME.sub(_hidden, DATE.sub(_hidden, folded_text)))
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(folded_text if kind in NOT_OF_DATES else without_dates):
            if pattern is CITIZEN and _province(match.group()) not in PROVINCES:
                continue
            yield Finding(kind, *_words(text, match.start(), match.end()))


def _hidden(match: re.Match[str]) -> str:
    return "#" * len(match.group())


def _hidden_list(match: re.Match[str]) -> str:
    """Numbers that rise are a list; others may be those of somebody, and stay."""
    numbers = [int(number) for number in re.findall(r"\d+", match["list"])]
    return _hidden(match) if numbers == sorted(set(numbers)) else match.group()


def _province(number: str) -> int:
    """The first three figures of a number, some of which may be words."""
    figures = re.findall(rf"\d|{FIGURE}", number)[:3]
    return int("".join(figure if figure.isdigit() else str(FIGURES[figure]) for figure in figures))


def _digits(match: re.Match[str]) -> str:
    """A number in which letters stand for digits; other words as they are."""
    word = match.group()
    letters = sum(map(str.isalpha, word))
    return word.translate(DIGITS) if sum(map(str.isdigit, word)) > letters else word


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    """Which words of a text, from 1, stand from one place to another."""
    first = max(bisect_right(_starts(text), start), 1)
    return first, max(bisect_left(_starts(text), max(end, start + 1)), first)


@lru_cache(1)
def _starts(text: str) -> Sequence[int]:
    """Where the words of a text begin."""
    return [match.start() for match in re.finditer(r"\S+", text)]


# How many cells a fault names besides its first one.
MOST_CELLS = 12
# These columns hold days, which look like other numbers.
DAYS = ("received", "due", "answered")
REMEDY = "xóa phần này khỏi tệp rồi nộp lại; sổ của chương trình không giữ dữ liệu cá nhân"
NO_SENDER = "không có dữ liệu cá nhân của người gửi (Nghị định 13/2023/NĐ-CP)"


def personal_faults(
    sheets: Sequence[Sheet], headers: Mapping[int, Header], register: FeedbackRegister
) -> Iterator[Fault]:
    """A fault for each column that is of personal data and not empty, and one for each kind found in another column."""
    for finding in findings(_plain_name(sheets[0].file)) if sheets else ():
        yield Fault("personal-data", sheets[0].file, f"tên tệp có {finding}", NO_SENDER, "đổi tên tệp rồi nộp lại")
    own_words = _names_of(register)
    for sheet in sheets:
        header = headers.get(id(sheet))
        body = header.last + 1 if header else len(sheet.rows)
        closed_columns = set(_closed_columns(header, register)) if header else set()
        days = {header.columns[name] for name in DAYS if name in header.columns} if header else set()
        result: dict[tuple[int, str], list[tuple[int, Finding]]] = {}
        for at, row in enumerate(sheet.rows):
            for column, cell in enumerate(row):
                if column in closed_columns and at >= body:
                    if str(cell).strip(" -–—.") and not is_numbering(row):
                        result.setdefault((column, ""), []).append((at, Finding("", 0, 0)))
                elif not (isinstance(cell, str) and fold(cell) in own_words):
                    for finding in _in_cell(cell, day=column in days):
                        result.setdefault((column, finding.kind), []).append((at, finding))
        for (column, kind), cells in result.items():
            yield _fault_of(sheet, header, column, kind, cells)


def _names_of(register: FeedbackRegister) -> frozenset[str]:
    """Words that a register may have in its cells although they look like the name of a person: «Quang Yên»."""
    groups: Sequence[Group] = (*register.kind, *register.channel, *register.field, *register.place)
    labels = {fold(word) for group in groups for word in (group.name, *group.also)}
    roles = {fold(word) for state in register.state for word in state.words}
    roles |= {fold(word) for opinion in register.opinion for word in opinion.words}
    return frozenset(labels | roles)


def _fault_of(
    sheet: Sheet, header: Header | None, column: int, kind: str, cells: Sequence[tuple[int, Finding]]
) -> Fault:
    """The fault of one column: its first cell, what is there, and which other cells have the same."""
    rows = list(dict.fromkeys(at for at, _ in cells))
    places = [sheet.cell(at, column).rpartition(" ")[2] for at in rows[1 : MOST_CELLS + 1]]
    others = f"; cũng ở {', '.join(places)}" if places else ""
    others += f" và {formats.count(len(rows) - 1 - len(places))} ô nữa" if len(rows) - 1 > len(places) else ""
    if kind or header is None:
        return Fault("personal-data", sheet.cell(rows[0], column), f"có {cells[0][1]}{others}", NO_SENDER, REMEDY)
    return Fault(
        "personal-data",
        sheet.cell(rows[0], column),
        f"cột «{header.words(column)}» là cột dữ liệu cá nhân, có {formats.count(len(rows))} ô không trống",
        NO_SENDER,
        "xóa cả cột này khỏi tệp rồi nộp lại; sổ của chương trình không giữ dữ liệu cá nhân",
    )


def _closed_columns(header: Header, register: FeedbackRegister) -> Iterator[int]:
    """The columns whose header says that they hold personal data."""
    own = set(header.columns.values())
    width = max((len(row) for row in header.cells), default=0)
    for column in range(width):
        cells = [fold(str(row[column])) for row in header.cells if column < len(row) and str(row[column]).strip()]
        if column not in own and cells and any(_is(cells[-1], word) for word in register.personal):
            yield column


def _is(cell: str, word: str) -> bool:
    return cell == fold(word[1:]) if word.startswith("=") else fold(word) in cell


def _in_cell(cell: Any, *, day: bool) -> Sequence[Finding]:
    if isinstance(cell, str):
        return findings(cell) if len(cell) > 1 else ()
    # A number kept as a number has lost the zero that a telephone number begins with.
    if isinstance(cell, (int, float)) and not isinstance(cell, bool) and not day and cell == cell and cell >= 10**8:
        digits = f"{cell:.0f}"
        if len(digits) == 9 and digits[0] in "35789" and int(digits) % 1000:
            return (Finding(PHONE, 1, 1),)
        return findings(digits) or findings(f"0{digits}")
    return ()


@lru_cache(20_000)
def findings(text: str) -> tuple[Finding, ...]:
    """The personal data of a text; the same texts come again and again."""
    return tuple(personal_data(text))


def _plain_name(name: str) -> str:
    """The name of a file as words."""
    return name.rpartition(".")[0].replace("_", " ").replace("-", " ") or name
