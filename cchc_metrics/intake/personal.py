"""Personal data in a text: names, telephone and identity numbers and the like (Nghị định 13/2023/NĐ-CP, Điều 2).

What is found is told by its kind and place, never quoted: a fault must not carry on what it refuses.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import takewhile

from cchc_metrics.intake.numbers import plain
from cchc_metrics.text.search import fold

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
PARTED = r"[\s.,\-–_()/]{0,3}"
DATE = re.compile(
    r"(?<!\d)(?:(?:0?[1-9]|[12]\d|3[01])\s?[./-]\s?(?:0?[1-9]|1[0-2])\s?[./-]\s?(?:19|20)\d\d"
    r"|(?:19|20)\d\d[./-](?:0?[1-9]|1[0-2])[./-](?:0?[1-9]|[12]\d|3[01]))(?!\d)"
)
MOBILE = re.compile(rf"(?<!\d)(?:\(?\+?\s?84{PARTED}(?:\(0\)\s?)?|(?:\(?0{PARTED}))[35789](?:{PARTED}\d){{8}}(?!\d)")
LANDLINE = re.compile(rf"(?<!\d)(?:\(?\+?\s?84{PARTED}|\(?0{PARTED})2(?:{PARTED}\d){{9}}(?!\d)")
SAID_PHONE = re.compile(
    rf"\b(?:sdt|so dt|dt|dien thoai|tel|phone|lien he|goi|zalo|di dong)\b\D{{0,12}}\d(?:{PARTED}\d){{6,10}}(?!\d)"
)
# Twelve digits begin with the code of a province (001–096), nine with one up to 38.
PROVINCES = range(1, 97)
CITIZEN = re.compile(rf"(?<![\d-])0(?:{PARTED}\d){{11}}(?!\d)")
OLD_CARD = re.compile(r"(?<![\d.,-])[0-3]\d{2}\s?\d{3}\s?\d{3}(?![\d.,]*\d)(?!\s*(?:dong|d\b|vnd|vnđ|m2|ha\b))")
SAID_IDENTITY = re.compile(
    rf"\b(?:cccd|cmnd|cmt|cmtnd|can cuoc(?: cong dan)?|chung minh(?: nhan dan| thu)?|so dinh danh|dinh danh ca nhan"
    rf"|ho chieu|passport|bhxh|bhyt|ma so thue|mst|gplx)\b[^\d]{{0,20}}[a-z]{{0,2}}\d(?:{PARTED}\d){{6,14}}(?!\d)"
)
HEALTH_CARD = re.compile(r"\b[a-z]{2}[1-5]\d{12}\b")
MAIL = re.compile(r"[^\s@,;<>]+\s?@\s?[^\s@,;<>]+\.[a-z]{2,}")
SAID_ACCOUNT = re.compile(rf"\b(?:stk|so tai khoan|tai khoan(?: so)?|so tk)\b\D{{0,20}}\d(?:{PARTED}\d){{5,15}}(?!\d)")
LICENCE = re.compile(
    r"(?<![\w])[1-9]\d\s?[a-z]{1,2}\s?-?\s?\d?\s?[-. ]\s?(?:\d{3}[.\s]?\d{2}|\d{4})(?!\d)"
    r"|\bbien(?: so| kiem soat)?(?: xe)?\b\D{0,8}\d\d\s?[a-z]\d?\s?[-. ]?\s?\d{3}[.\s]?\d{1,2}(?!\d)"
)
HOUSE = re.compile(
    r"\bso nha\s*:?\s*\d+\w*|\bnha so\s*:?\s*\d+\w*|\bsn\s*\d+\w*(?=\s*,)|\bthua dat so\s+\d+.{0,20}\bto ban do\b"
)
BIRTHDAY = re.compile(r"\b(?:sinh ngay|ngay sinh|sinh nam|nam sinh|sn)\b\s*:?\s*\d{1,4}")
PATTERNS = (
    (EMAIL, MAIL),
    (IDENTITY, SAID_IDENTITY),
    (ACCOUNT, SAID_ACCOUNT),
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
# Without their signs these are still no other word.
CERTAIN = {"nguyen", "tran", "pham", "huynh", "trinh", "truong", "dang", "bui"}
MIDDLES = {"văn", "thị", "thi", "van"}
HONORIFICS = {"ông", "bà", "anh", "chị", "cô", "chú", "bác", "cụ", "cháu", "em", "dì", "mợ", "thím", "ong", "ba", "chi"}
HONORIFICS |= {"co", "chu", "bac", "cu", "chau", "thay", "thầy", "đồng chí", "đ/c", "mr", "mrs", "ms"}
# The words before a name that make it that of a street, a school, a village or an office.
PLACES = {
    *("đường", "phố", "trường", "cầu", "chợ", "viên", "thôn", "xóm", "làng", "xã", "huyện", "tỉnh", "phường", "quận"),
    *(
        "ấp",
        "bản",
        "khu",
        "đình",
        "chùa",
        "đền",
        "miếu",
        "ty",
        "tnhh",
        "tập",
        "hiệu",
        "hàng",
        "ngõ",
        "hẻm",
        "dốc",
        "hồ",
    ),
    *("sông", "kênh", "mương", "cống", "đê", "bến", "ga", "tòa", "tổ", "cụm", "thcs", "thpt", "học", "thành", "quốc"),
    *("giáo", "họ", "dòng", "miền", "vùng", "nghĩa", "trại", "xứ", "tượng", "thị", "trấn"),
}
# Surnames that are everyday words as well, where they are written small.
AMBIGUOUS = {"mai", "cao", "hà", "văn", "từ", "la", "ma", "lại", "vi", "ông", "đồng", "lý", "thân", "vàng", "hồ"}
# Words that begin like a surname and are none: «Hồ sơ», «Văn phòng», «Hà Nội».
COMMON = {
    *(
        "hồ sơ",
        "hồ tiêu",
        "văn phòng",
        "văn bản",
        "văn hóa",
        "văn hoá",
        "văn thư",
        "hà nội",
        "hà nam",
        "hà tĩnh",
        "hà giang",
        "hà đông",
    ),
    *(
        "cao bằng",
        "cao đẳng",
        "cao tốc",
        "cao cấp",
        "lâm đồng",
        "lâm nghiệp",
        "thái bình",
        "thái nguyên",
        "thái độ",
        "ninh bình",
    ),
    *(
        "ninh thuận",
        "lào cai",
        "lai châu",
        "hưng yên",
        "kiên giang",
        "hậu giang",
        "tiền giang",
        "an giang",
        "bắc giang",
        "giang sơn",
    ),
    *(
        "đồng nai",
        "đồng tháp",
        "đồng ý",
        "đồng chí",
        "đồng thời",
        "đồng hồ",
        "đồng ruộng",
        "từ ngày",
        "từ chối",
        "từ khi",
        "mai táng",
    ),
    *(
        "dương lịch",
        "vàng da",
        "quảng ninh",
        "đỗ xe",
        "bà rịa",
        "công an",
        "tô giới",
        "la hét",
        "ma túy",
        "lưu ý",
        "lưu trữ",
        "lưu thông",
    ),
    *(
        "lê lết",
        "tổng số",
        "tăng giảm",
        "lý do",
        "lý lịch",
        "đào tạo",
        "đào đường",
        "đoàn thể",
        "đoàn thanh",
        "chu kỳ",
        "chu đáo",
    ),
    *(
        "phan thiết",
        "phan rang",
        "võ thuật",
        "vũ trường",
        "bùi nhùi",
        "viên chức",
        "ông cha",
        "thân nhân",
        "thân thể",
        "vương vãi",
    ),
    *(
        "vi phạm",
        "lại bị",
        "lục bình",
        "trương trình",
        "phạm vi",
        "phạm luật",
        "hoàng hôn",
        "hoàng thành",
        "trần nhà",
        "đinh ninh",
    ),
    *(
        "việt nam",
        "phí và",
        "phí vệ",
        "phí dịch",
        "lương thực",
        "lương hưu",
        "lương tối",
        "kiều bào",
        "kiều hối",
        "thái lan",
        "cung cấp",
    ),
    *("châu âu", "châu á", "mai sau", "mạc dù", "hứa hẹn", "lê chân", "ông nội", "phùng hưng", "lệ phí"),
}
WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?\.?", re.UNICODE)
LABEL = re.compile(
    r"\b(?:ho va ten|ho ten|ten nguoi|nguoi gui|nguoi phan anh|nguoi kien nghi|nguoi nop|chu ho|ho gia dinh|gia dinh"
    r"|cong dan|cu tri|nguoi dan|lien he)\s*(?:la|:|-|–)?\s*(?:ong|ba|anh|chi)?\s*$"
)


def personal_data(text: str) -> list[Finding]:
    """The personal data of a text, in its order; empty when none is found.

    Method: numbers by their shape and the words before them, dates left out; names by Vietnamese surnames, forms of
    address and labels, unless the words before make them those of a street, a school, a village or an office.
    """
    text = plain(unicodedata.normalize("NFC", unicodedata.normalize("NFKC", text)))
    if not text:
        return []
    found = [*_numbers(text), *_names(text)]
    return sorted(set(found), key=lambda one: (one.first, one.last, one.kind))


def _numbers(text: str) -> Iterator[Finding]:
    folded = "".join(_letter(sign) for sign in text)
    undated = DATE.sub(lambda match: "#" * len(match.group()), folded)
    for kind, pattern in PATTERNS:
        for match in pattern.finditer(folded if kind in NOT_OF_DATES else undated):
            province = int("".join(filter(str.isdigit, match.group()))[:3] or 0) if pattern is CITIZEN else 1
            if province not in PROVINCES:
                continue
            yield Finding(kind, *_words(text, match.start(), match.end()))


def _letter(sign: str) -> str:
    """One letter folded, so that places in the text stay the same."""
    folded = fold(sign)
    return folded if len(folded) == 1 else " " if sign.isspace() else sign.lower()[:1]


def _words(text: str, start: int, end: int) -> tuple[int, int]:
    first = len(text[:start].split()) + (not start or text[start - 1].isspace())
    last = len(text[: max(end, start + 1)].split())
    return max(first, 1), max(last, first, 1)


def _names(text: str) -> Iterator[Finding]:
    words = list(WORD.finditer(text))
    at = 0
    while at < len(words):
        length = _name_at(text, words, at)
        if length:
            yield Finding(NAME, *_words(text, words[at].start(), words[at + length - 1].end()))
            at += length
        else:
            at += 1


def _name_at(text: str, words: list[re.Match[str]], at: int) -> int:
    """How many words from `at` on are the name of a person; 0 when they are none."""
    run = _run(text, words, at)
    tokens = [word.group().rstrip(".") for word in run]
    lower = [token.lower() for token in tokens]
    before = [word.group().lower().rstrip(".") for word in words[max(at - 2, 0) : at]]
    addressed = (
        bool(before) and (before[-1] in HONORIFICS or " ".join(before) == "đồng chí") and _beside(text, words, at)
    )
    labelled = LABEL.search("".join(_letter(sign) for sign in text[: words[at].start()])) is not None
    place = bool(before) and before[-1] in PLACES and _beside(text, words, at) and not (addressed or labelled)
    if place or " ".join(lower[:2]) in COMMON:
        return 0
    capital = list(takewhile(lambda token: token[0].isupper(), tokens))[:4]
    plain_letters = all(token.isascii() for token in capital or tokens[:3])
    surname = lower[0] in SURNAMES or lower[0] in (FOLDED_SURNAMES if plain_letters else CERTAIN)
    middle = len(lower) > 2 and lower[1] in MIDDLES
    if surname and middle and (lower[0] not in AMBIGUOUS or len(capital) > 2):
        return min(max(len(capital), 3), 4)
    if surname and len(capital) >= 2 and not _shouted(text, capital):
        # Without its signs a word of two letters is any word: three capitals, or a form of address, make it a name.
        return len(capital) if not all(token.isascii() for token in capital) or len(capital) >= 3 or addressed else 0
    if (addressed or labelled) and capital and not (_shouted(text, capital) and not surname):
        return len(capital) if before and before[-1] not in ("nước",) else 0
    if (addressed or labelled) and surname and len(lower) >= 2 and lower[0] not in AMBIGUOUS:
        return min(len(lower), 3)
    return 0


def _run(text: str, words: list[re.Match[str]], at: int) -> list[re.Match[str]]:
    """The words from `at` on that only spaces part, at most five."""
    run = [words[at]]
    for word in words[at + 1 : at + 5]:
        if text[run[-1].end() : word.start()].strip():
            break
        run.append(word)
    return run


def _beside(text: str, words: list[re.Match[str]], at: int) -> bool:
    return not text[words[at - 1].end() : words[at].start()].strip(" .:")


def _shouted(text: str, capital: list[str]) -> bool:
    """True where the name stands in a line of capitals, so that capitals tell nothing."""
    return all(token.isupper() and len(token) > 1 for token in capital) and text.upper() == text
