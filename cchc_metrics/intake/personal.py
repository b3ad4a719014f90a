"""Personal data in the texts of a register (Nghị định 13/2023/NĐ-CP, Điều 2): names, telephone and identity numbers.

What is found is told by its kind and place, never quoted: a fault must not carry on what it refuses.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from cchc_metrics.catalog.forms import FeedbackRegister, Group
from cchc_metrics.faults import Fault
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.numbers import plain
from cchc_metrics.intake.person_names import HEROES, letter, names
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


# What parts the digits of a number that somebody tries to make readable, or to hide.
GAP = r"[\s.,\-–_()/*]{0,3}"
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
MOBILE = re.compile(rf"(?<!\d)(?:\(?(?:\+|00)?\s?84{GAP}(?:\(0\)\s?)?|(?:\(?0{GAP}))[35789](?:{GAP}\d){{8}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)(?:\(?\+?\s?84{GAP}|\(?0{GAP})[23](?:{GAP}\d){{9}}(?!\d)")
SAID_PHONE = re.compile(
    rf"\b(?:sdt|so dt|dt|dien thoai|tel|phone|lien he|goi|zalo|viber|di dong|so co dinh|may ban|so may)\b\D{{0,12}}"
    rf"(?!1\d{{2,3}}\b|1[89]00)\d(?:{GAP}\d){{6,10}}(?!\d)"
)
# Figures written as words: «không chín một hai …».
FIGURE = r"(?:\b(?:khong|mot|hai|ba|bon|tu|nam|lam|sau|bay|tam|chin)\b[\s,.-]{0,3})"
SPELT_PHONE = re.compile(rf"{FIGURE}{{9,}}|(?<!\d)0[35789]\d{{1,6}}\W{{1,3}}{FIGURE}{{3,}}")
# Twelve digits begin with the code of a province (001–096), nine with one up to 38.
PROVINCES = range(1, 97)
CITIZEN = re.compile(rf"(?<![\d-])0(?:{GAP}\d){{11}}(?!\d)")
OLD_CARD = re.compile(r"(?<![\w.,-])[0-3]\d{2}\s?\d{3}\s?\d{3}(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd|vnđ|m2|ha\b))")
SAID_IDENTITY = re.compile(
    rf"(?<![a-z])(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|so dinh danh"
    rf"|dinh danh ca nhan|ho chieu|passport|bhxh|bhyt|bao hiem(?: xa hoi| y te)?|ma so thue|mst|gplx|bang lai|lai xe"
    rf"|giay cm|the dang(?: vien)?)(?![a-z])(?: (?:hang )?[a-z]\d?\b)?"
    rf"[^\d]{{0,20}}(?!1[89]00)[a-z]{{0,2}}\d(?:{GAP}\d){{6,14}}(?!\d)"
    r"|\b(?:so|the|ma|ho so)\b.{0,15}\b(?:thuong binh|benh binh|benh an|benh nhan|khuyet tat|ho ngheo|cuu chien binh"
    r"|nguoi cao tuoi|dang vien)\b\D{0,8}(?!(?:19|20)\d\d\b)\d{4,}"
)
HEALTH_CARD = re.compile(r"\b[a-z]{2}[1-5]\d{12}\b")
MAIL = re.compile(
    r"[^\s@,;<>()]+\s?(?:@+|\(at?\)|\[at?\]|\ba (?:cong|moc|vong)\b)\s?[^\s@,;<>()]+\s?"
    r"(?:[.,]|[(\[](?:\.|dot)[)\]]|\b(?:cham|dot)\b)\s?[a-z]{2,}"
    r"|(?:\b\w+\W{1,3}at\W{1,3}|\b\w*[\d.]\w+ )"
    r"(?:gmail|yahoo|hotmail|outlook|icloud)\W{1,3}(?:cham |dot )?(?:com|vn)\b"
)
PROFILE = re.compile(
    r"\b(?:facebook|fb|zalo|tiktok|instagram|youtube|m|t|wa)\.(?:com|me)/[^\s/]+"
    r"|\b(?:zalo|facebook|fb|skype|tele(?:gram)?|tiktok|insta(?:gram)?|messenger|viber|whatsapp|wechat|line)\s*:?\s*"
    r"(?=\S*[a-z])[a-z\d]+[._\d][\w.]*\w"
    r"|\bnick(?: (?:zalo|facebook|fb|tiktok))?\s*:? [a-z]+|\b(?:facebook|fb|zalo|tiktok) ten\b|(?<!\S)@[a-z_.]\w{3,}"
)
SAID_ACCOUNT = re.compile(rf"\b(?:stk|so tai khoan|tai khoan(?: so)?|so tk)\b\D{{0,20}}\d(?:{GAP}\d){{5,15}}(?!\d)")
# «TK» stands for other things too, and a card has a number as well: only long ones are those of a bank.
BANK_NUMBER = re.compile(
    rf"\b(?:tk|the(?: atm| ngan hang| tin dung)?|atm)\b[^\d\w]{{0,4}}(?:so\s)?"
    rf"(?=(?:\w?{GAP}\d){{8}})\d[\da-z](?:{GAP}[\da-z]){{7,17}}(?!\w)"
)
BANK = r"\b(?:\w+ ?bank|bidv|vcb|acb|mb)\b"
NO_MONEY = r"(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd))"
NEAR_BANK = re.compile(
    rf"{BANK}\D{{0,12}}\d(?:{GAP}\d){{7,15}}{NO_MONEY}"
    rf"|(?<![\d.,])\d(?:{GAP}\d){{7,15}}\W{{1,3}}(?:(?:tai|ngan hang|nh)\s){{0,2}}{BANK}"
    rf"|\bchuyen khoan\b\D{{0,20}}\d(?:{GAP}\d){{8,15}}{NO_MONEY}"
)
LICENCE = re.compile(
    r"(?<![\w])[1-9]\d[\s-]?[a-z]{1,2}\s?-?\s?\d?\s?[-. ]\s?(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)"
    r"|\bxe\b.{0,8}\b[1-9]\d[a-z]\d?\d{4,5}(?!\d)"
    r"|\bbien(?: so| kiem soat)?(?: xe)?\b\D{0,8}\d\d\s?[a-z]\d?\s?[-. ]?\s?\d{2,3}[.\s]?\d{1,3}(?!\d)"
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
    r"(?<!hoc sinh )(?<!tre em )(?<!tre )(?<!nguoi )(?<!cac chau )(?<!nam )(?<!nu )"
    r"\b(?:sinh ngay|ngay sinh|sinh nam|nam sinh|sn)\b\s*:?\s*\d{1,4}"
    r"|(?<!hoc sinh )(?<!tre em )(?<!tre )(?<!nguoi )\bsinh thang \d{1,2}(?:\s?[/-]\s?| nam )\d{4}"
    r"|(?<!hoc )(?<!ve )(?<!khai )(?<!phat )\bsinh 19\d\d\b"
    r"|\bngay sinh\b[^\d,;]{0,15}\d{1,2}\s?[./-]\s?\d"
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
ALIKE = re.compile(rf"(?<!\w)[\dol](?:{GAP}[\dol]){{8,12}}(?!\w)")
DIGITS = str.maketrans("ol", "01")
# These tell nothing of a citizen: a date is taken out before numbers are looked for.
NOT_OF_DATES = {BIRTH}


def personal_data(text: str) -> list[Finding]:
    """The personal data of a text, in its order; empty when none is found.

    Method: numbers by their shape and the words before them, dates left out; names by Vietnamese surnames, forms of
    address and labels, unless the words before make them those of a street, a school, a village or an office.
    """
    text = plain(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)))
    if not text:
        return []
    result = [*_numbers(text), *(Finding(NAME, *_words(text, start, end)) for start, end in names(text))]
    return sorted(set(result), key=lambda one: (one.first, one.last, one.kind))


def _numbers(text: str) -> Iterator[Finding]:
    folded_text = "".join(letter(sign) for sign in text)
    folded_text = ALIKE.sub(_digits, folded_text)
    without_dates = DATE.sub(lambda match: "#" * len(match.group()), folded_text)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(folded_text if kind in NOT_OF_DATES else without_dates):
            province = int("".join(filter(str.isdigit, match.group()))[:3] or 0) if pattern is CITIZEN else 1
            if province not in PROVINCES:
                continue
            yield Finding(kind, *_words(text, match.start(), match.end()))


def _digits(match: re.Match[str]) -> str:
    """A number in which letters stand for digits; other words as they are."""
    word = match.group()
    letters = sum(map(str.isalpha, word))
    return word.translate(DIGITS) if sum(map(str.isdigit, word)) > letters else word


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    first = len(text[:start].split()) + (not start or text[start - 1].isspace())
    last = len(text[: max(end, start + 1)].split())
    return max(first, 1), max(last, first, 1)


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
