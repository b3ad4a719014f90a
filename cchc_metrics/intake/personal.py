"""Personal data in the texts of a register (Nghị định 13/2023/NĐ-CP, Điều 2): names, telephone and identity numbers.

What is found is told by its kind and place, never quoted: a fault must not carry on what it refuses.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import takewhile
from typing import Any

from cchc_metrics.catalog.forms import FeedbackRegister, Group
from cchc_metrics.faults import Fault
from cchc_metrics.intake.headers import Header
from cchc_metrics.intake.numbers import plain
from cchc_metrics.intake.sheets import Sheet
from cchc_metrics.intake.tables import is_numbering
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold

NAME, PHONE, IDENTITY, EMAIL, ADDRESS, ACCOUNT, PLATE, BIRTH = (
    "họ tên người",
    "số điện thoại",
    "số định danh, căn cước hoặc giấy tờ tùy thân",
    "thư điện tử",
    "địa chỉ nhà",
    "số tài khoản",
    "biển số xe",
    "ngày sinh",
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
GAP = r"[\s.,\-–_()/]{0,3}"
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
MOBILE = re.compile(rf"(?<!\d)(?:\(?(?:\+|00)?\s?84{GAP}(?:\(0\)\s?)?|(?:\(?0{GAP}))[35789](?:{GAP}\d){{8}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)(?:\(?\+?\s?84{GAP}|\(?0{GAP})[23](?:{GAP}\d){{9}}(?!\d)")
SAID_PHONE = re.compile(
    rf"\b(?:sdt|so dt|dt|dien thoai|tel|phone|lien he|goi|zalo|di dong)\b\D{{0,12}}"
    rf"(?!1\d{{2,3}}\b|1[89]00)\d(?:{GAP}\d){{6,10}}(?!\d)"
)
# Twelve digits begin with the code of a province (001–096), nine with one up to 38.
PROVINCES = range(1, 97)
CITIZEN = re.compile(rf"(?<![\d-])0(?:{GAP}\d){{11}}(?!\d)")
OLD_CARD = re.compile(r"(?<![\d.,-])[0-3]\d{2}\s?\d{3}\s?\d{3}(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd|vnđ|m2|ha\b))")
SAID_IDENTITY = re.compile(
    rf"\b(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|so dinh danh|dinh danh ca nhan"
    rf"|ho chieu|passport|bhxh|bhyt"
    rf"|bao hiem(?: xa hoi| y te)?|ma so thue|mst|gplx|bang lai|lai xe)\b"
    rf"[^\d]{{0,20}}[a-z]{{0,2}}\d(?:{GAP}\d){{6,14}}(?!\d)"
)
HEALTH_CARD = re.compile(r"\b[a-z]{2}[1-5]\d{12}\b")
MAIL = re.compile(r"[^\s@,;<>()]+\s?(?:@|\(at?\)|\[at?\])\s?[^\s@,;<>]+\s?[.,]\s?[a-z]{2,}")
SAID_ACCOUNT = re.compile(rf"\b(?:stk|so tai khoan|tai khoan(?: so)?|so tk)\b\D{{0,20}}\d(?:{GAP}\d){{5,15}}(?!\d)")
# «TK» stands for other things too, and a card has a number as well: only long ones are those of a bank.
BANK_NUMBER = re.compile(
    rf"\b(?:tk|the(?: atm| ngan hang)?|atm)\b[^\d\w]{{0,4}}(?:so\s)?"
    rf"(?=(?:\w?{GAP}\d){{8}})\d[\da-z](?:{GAP}[\da-z]){{7,17}}(?!\w)"
)
LICENCE = re.compile(
    r"(?<![\w])[1-9]\d[\s-]?[a-z]{1,2}\s?-?\s?\d?\s?[-. ]\s?(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)"
    r"|\bbien(?: so| kiem soat)?(?: xe)?\b\D{0,8}\d\d\s?[a-z]\d?\s?[-. ]?\s?\d{2,3}[.\s]?\d{1,3}(?!\d)"
)
# Things along a road have numbers too: posts, lamps, sewers.
NO_HOUSE = "".join(
    rf"(?<!{word} )" for word in ("cot", "dien", "den", "tru", "tram", "ga", "cong", "nap", "ngay", "duong")
)
HOUSE = re.compile(
    rf"{NO_HOUSE}\bso \d+\w*,?\s(?:ngo|ngach|hem|kiet)\b|{NO_HOUSE}\b\d+(?:/\d+)+,?\s(?:ngo|ngach|hem|kiet)\b|"
    r"\bnha \d+\w*,?\s(?:ngo|ngach|hem|kiet)\b|\bdia chi(?: nha)?\s*:[^\d]{0,30}\d|\bcan ho(?: so)?\s+[a-z]?\d{3,4}\b|"
    r"\bso nha\s*:?\s*\d+\w*|\bnha so\s*:?\s*\d+\w*|\bsn\s*\d+\w*(?=\s*,)|\bthua dat so\s+\d+.{0,20}\bto ban do\b"
)
BIRTHDAY = re.compile(
    r"\b(?:sinh ngay|ngay sinh|sinh nam|nam sinh|sn)\b\s*:?\s*\d{1,4}"
    r"|\b(?:sinh|dob|ns)\b\s*:?\s*\d{1,2}\s?[./-]\s?\d{1,2}\s?[./-]\s?\d{2,4}"
)
PATTERNS = (
    (EMAIL, MAIL),
    (IDENTITY, SAID_IDENTITY),
    (ACCOUNT, SAID_ACCOUNT),
    (ACCOUNT, BANK_NUMBER),
    (BIRTH, BIRTHDAY),
    (PHONE, SAID_PHONE),
    (PHONE, MOBILE),
    (PHONE, LANDLINE),
    (IDENTITY, CITIZEN),
    (IDENTITY, OLD_CARD),
    (IDENTITY, HEALTH_CARD),
    (PLATE, LICENCE),
    (ADDRESS, HOUSE),
)
# Letters that are typed in place of digits, by chance or to hide them.
ALIKE = re.compile(r"(?<!\w)[\dol]{9,13}(?!\w)")
DIGITS = str.maketrans("ol", "01")
# These tell nothing of a citizen: a date is taken out before numbers are looked for.
NOT_OF_DATES = {BIRTH}

SURNAMES = {
    *("nguyễn", "trần", "lê", "phạm", "hoàng", "huỳnh", "phan", "vũ", "võ", "đặng", "bùi", "đỗ", "hồ", "ngô", "dương"),
    *("lý", "đào", "đoàn", "trịnh", "đinh", "lâm", "mai", "trương", "cao", "hà", "lương", "tạ", "tô", "thái", "chu"),
    *("quách", "phùng", "tống", "lưu", "kiều", "nghiêm", "vương", "triệu", "tăng", "đàm", "châu", "khổng", "doãn"),
    *("ninh", "cù", "thân", "bạch", "mạc", "giang", "hứa", "nhữ", "tôn", "sầm", "lò", "lường", "quàng", "giàng"),
    *("sùng", "thào", "hầu", "nông", "vi", "la", "ma", "bế", "từ", "âu", "ông", "đồng", "viên", "văn", "trà", "lục"),
    *("thiều", "lại", "phí", "tiêu", "khuất", "cấn", "vàng", "lèng", "chẩu", "hờ", "đổng", "đới", "mẫn", "cung"),
}
FOLDED_SURNAMES = {fold(name) for name in SURNAMES}
SURNAMES |= {"cà", "tòng", "điểu", "rơ", "ksor", "siu", "kpă", "hmok"}
# Without their signs these are still no other word.
CERTAIN = {"nguyen", "tran", "pham", "huynh", "trinh", "truong", "dang", "bui"}
# Names of the Central Highlands begin with a sign for a man or a woman: «K'Brếh», «H'Hen», «Y Thông».
HIGHLAND = re.compile(r"[HK]['’]\w+")
MIDDLES = {"văn", "thị", "thi", "van"}
HONORIFICS = {"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "cháu", "em", "dì", "mợ", "thím", "ong", "ba", "chi"}
HONORIFICS |= {"co", "chu", "bac", "cu", "chau", "thay", "thầy", "mr", "mrs", "ms"}
# The words before a name that make it that of a street, a school, a village or an office.
PLACES = {
    *("đường", "phố", "trường", "cầu", "chợ", "viên", "thôn", "xóm", "làng", "xã", "huyện", "tỉnh", "phường", "quận"),
    *("ấp", "bản", "khu", "đình", "chùa", "đền", "miếu", "ty", "tnhh", "tập", "hiệu", "hàng", "ngõ", "hẻm", "dốc"),
    *("hồ", "sông", "kênh", "mương", "cống", "đê", "bến", "ga", "tòa", "tổ", "cụm", "thcs", "thpt", "học", "thành"),
    *("quốc", "giáo", "họ", "dòng", "miền", "vùng", "nghĩa", "trại", "xứ", "tượng", "thị", "trấn", "viện", "hát"),
    *("rạp", "đài", "động", "ruộng", "rác", "bãi"),
}
# A village is called after a clan, and after nobody with a whole name: «trưởng thôn Vũ Văn Quyền» is somebody.
VILLAGES = {"thôn", "xóm", "làng", "ấp", "bản", "xã"}
# Surnames that are everyday words as well, where they are written small.
AMBIGUOUS = {"mai", "cao", "hà", "văn", "từ", "la", "ma", "lại", "vi", "ông", "đồng", "lý", "thân", "vàng", "hồ"}
# Words that begin like a surname and are none: «Hồ sơ», «Văn phòng», «Hà Nội».
COMMON = {
    *("hồ chí", "y tế", "hồ sơ", "hồ tiêu", "văn phòng", "văn bản", "văn hóa", "văn hoá", "văn thư", "hà nội"),
    *("hà nam", "hà tĩnh", "hà giang", "hà đông", "cao bằng", "cao đẳng", "cao tốc", "cao cấp", "lâm đồng"),
    *("lâm nghiệp", "thái bình", "thái nguyên", "thái độ", "ninh bình", "ninh thuận", "lào cai", "lai châu"),
    *("hưng yên", "kiên giang", "hậu giang", "tiền giang", "an giang", "bắc giang", "giang sơn", "đồng nai"),
    *("đồng tháp", "đồng ý", "đồng chí", "đồng thời", "đồng hồ", "đồng ruộng", "từ ngày", "từ chối", "từ khi"),
    *("mai táng", "dương lịch", "vàng da", "quảng ninh", "đỗ xe", "bà rịa", "công an", "tô giới", "la hét", "ma túy"),
    *("lưu ý", "lưu trữ", "lưu thông", "lê lết", "tổng số", "tăng giảm", "lý do", "lý lịch", "đào tạo", "đào đường"),
    *("đoàn thể", "đoàn thanh", "chu kỳ", "chu đáo", "phan thiết", "phan rang", "võ thuật", "vũ trường", "bùi nhùi"),
    *("viên chức", "ông cha", "thân nhân", "thân thể", "vương vãi", "vi phạm", "lại bị", "lục bình", "trương trình"),
    *("phạm vi", "phạm luật", "hoàng hôn", "hoàng thành", "trần nhà", "đinh ninh", "việt nam", "phí và", "phí vệ"),
    *("phí dịch", "lương thực", "lương hưu", "lương tối", "kiều bào", "kiều hối", "thái lan", "cung cấp", "hồ tây"),
    *("hồ gươm", "châu âu", "châu á", "mai sau", "mạc dù", "hứa hẹn", "lê chân", "ông nội", "phùng hưng", "lệ phí"),
}
# Names shortened to letters: «Ng.T.Hoa», «N.V.A»; the middle one is Văn or Thị. «H.T.X» and the like are no names.
SHORTENED = re.compile(
    r"(?<![\w.])(?:(?!T\.T\.\s)(?:Ng|Tr|Ph|[A-ZĐ])\.\s?[VT]\.\s?[^\W\d_]{2,}"
    r"|(?!T\.T|N\.T\.M|N\.V\.H|H\.T\.[XV]|V\.T\.V|B\.T\.[VC]|P\.T\.T)[NTLPHVBĐ]\.[VT]\.[A-ZĐ])(?!\w|\.\w)"
)
# Given names after a post; those that begin the name of an office or a place are left out (Hải quan, Thanh tra, An).
GIVEN = (
    "Hùng|Hoa|Lan|Tuấn|Nga|Hương|Dũng|Thắng|Huyền|Hằng|Thảo|Trang|Linh|Loan|Tuyết|Yến|Quỳnh|Cường|Hiếu|Đức|Phương|Oanh"
    "|Nhung|Hạnh|Tâm|Toàn|Kiên|Mạnh|Huy|Khánh|Tùng|Tú|Giang|Tiến|Thúy|Thuý|Hồng|Hiền|Duyên|Dung|Bích|Nhàn|Nguyệt|Chiến"
)
COLLEAGUE = re.compile(
    rf"\b(?i:cán bộ|công chức|nhân viên|chuyên viên|công an viên|trưởng thôn|chủ tịch|bí thư) ({GIVEN})\b(?! [A-ZĐ])"
)
# Nobody but a street goes from one place to another: «Phan Đình Phùng đoạn qua chợ».
STRETCH = re.compile(r"[\s,]*\(?đoạn (?:ngã|qua|từ|gần|trước|đầu|cuối|giao|đến)\b")
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?\.?", re.UNICODE)
LABEL = re.compile(
    r"\b(?:ho va ten|ho ten|ten nguoi|nguoi gui|nguoi phan anh|nguoi kien nghi|nguoi nop|chu ho|ho gia dinh|gia dinh"
    r"|cong dan|cu tri|nguoi dan|lien he|vo chong|ten toi|toi ten|co giao|thay giao|bac si)"
    r"\s*(?:la|:|-|–)?\s*(?:ong|ba|anh|chi)?\s*$"
)


def personal_data(text: str) -> list[Finding]:
    """The personal data of a text, in its order; empty when none is found.

    Method: numbers by their shape and the words before them, dates left out; names by Vietnamese surnames, forms of
    address and labels, unless the words before make them those of a street, a school, a village or an office.
    """
    text = plain(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)))
    if not text:
        return []
    result = [*_numbers(text), *_names(text)]
    return sorted(set(result), key=lambda one: (one.first, one.last, one.kind))


def _numbers(text: str) -> Iterator[Finding]:
    folded_text = "".join(_letter(sign) for sign in text)
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
    return word.translate(DIGITS) if sum(map(str.isdigit, word)) > len(word) / 2 else word


def _letter(sign: str) -> str:
    """One letter folded, so that places in the text stay the same."""
    letter = fold(sign)
    return letter if len(letter) == 1 else " " if sign.isspace() else sign.lower()[:1]


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    first = len(text[:start].split()) + (not start or text[start - 1].isspace())
    last = len(text[: max(end, start + 1)].split())
    return max(first, 1), max(last, first, 1)


def _names(text: str) -> Iterator[Finding]:
    for match in (*SHORTENED.finditer(text), *COLLEAGUE.finditer(text)):
        yield Finding(NAME, *_words(text, match.start(match.lastindex or 0), match.end()))
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        length = _name_at(text, words, at)
        if length > 0:
            yield Finding(NAME, *_words(text, words[at].start(), words[at + length - 1].end()))
        at += abs(length) or 1


def _name_at(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many words from `at` on are the name of a person; 0 when they are none, below it for that of a place."""
    run = _run(text, words, at)
    tokens = [word.group().rstrip(".") for word in run]
    lower = [token.lower() for token in tokens]
    before = [word.group().lower().rstrip(".") for word in words[max(at - 2, 0) : at]]
    is_polite = (
        bool(before)
        and (before[-1] in HONORIFICS or " ".join(before) in ("đồng chí", "đ c"))
        and _beside(text, words, at)
        # «chợ Bà Đen», «chùa Bà Đá»
        and not (before[0] in PLACES and words[at - 1].group()[0].isupper())
    )
    has_label = LABEL.search("".join(_letter(sign) for sign in text[: words[at].start()])) is not None
    place = bool(before) and before[-1] in PLACES and _beside(text, words, at) and not (is_polite or has_label)
    capital = list(takewhile(lambda token: token[0].isupper(), tokens))[:4]
    middle = len(lower) > 2 and lower[1] in MIDDLES
    street = bool(capital) and not (is_polite or has_label) and STRETCH.match(text, run[len(capital) - 1].end())
    if street or (place and not (middle and before[-1] in VILLAGES)):
        # «đường Nguyễn Văn Linh» holds no «Văn Linh»; after «thôn Tân An» a name may follow at once.
        return -len(capital) if lower[0] in SURNAMES else 0
    if " ".join(lower[:2]) in COMMON or " ".join([*before[-1:], lower[0]]) == "bác hồ":
        return 0
    if HIGHLAND.fullmatch(tokens[0]) or (
        run[0].group() == "Y" and len(capital) > 1 and not _is_capitals(text, capital[1:])
    ):
        return max(len(capital), 1)
    plain_letters = all(token.isascii() for token in capital or tokens[:3])
    surname = lower[0] in SURNAMES or lower[0] in (FOLDED_SURNAMES if plain_letters else CERTAIN)
    if surname and middle and (lower[0] not in AMBIGUOUS or len(capital) > 2):
        return min(max(len(capital), 3), 4)
    # «Đồng Trũng» is a field more often than somebody.
    if surname and len(capital) >= (3 if lower[0] == "đồng" else 2) and not _is_capitals(text, capital):
        # Without its signs a word of two letters is any word: three capitals, or a form of address, make it a name.
        return len(capital) if not all(token.isascii() for token in capital) or len(capital) >= 3 or is_polite else 0
    if (is_polite or has_label) and capital and not (_is_capitals(text, capital) and not surname):
        return len(capital) if before and before[-1] not in ("nước",) else 0
    if (is_polite or has_label) and surname and len(lower) >= 2 and lower[0] not in AMBIGUOUS:
        return min(len(lower), 3)
    return 0


def _run(text: str, words: list[re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words from `at` on that only spaces, or a hyphen without spaces, part; at most five."""
    run = [words[at]]
    for word in words[at + 1 : at + 5]:
        if text[run[-1].end() : word.start()].strip() not in ("", "-", "_"):
            break
        run.append(word)
    return run


def _beside(text: str, words: list[re.Match[str]], at: int) -> bool:
    return not text[words[at - 1].end() : words[at].start()].strip(" .:")


def _is_capitals(text: str, capital: list[str]) -> bool:
    """True where the name stands in a line of capitals, so that capitals tell nothing."""
    return all(token.isupper() and len(token) > 1 for token in capital) and text.upper() == text


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
    names = _names_of(register)
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
                elif not (isinstance(cell, str) and fold(cell) in names):
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
