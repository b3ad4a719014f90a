"""The words and patterns by which a text shows a person, or something that is called after one.

The words themselves are data, in person_names.toml.
"""

import re
import tomllib
from functools import lru_cache
from pathlib import Path

from cchc_metrics.text.letters import fold

WORDS = {
    key: frozenset(" ".join(word.split()) for word in text.split("," if "," in text else None))
    for key, text in tomllib.loads(Path(__file__).with_name("person_names.toml").read_text(encoding="utf-8")).items()
}
SURNAMES, GIVEN_NAMES, HONORIFICS, POSTS = WORDS["surnames"], WORDS["given"], WORDS["honorifics"], WORDS["posts"]
PLACES, HEROES, COMMON_SURNAMES = WORDS["places"], WORDS["heroes"], WORDS["common_surnames"]
PREDICATES = WORDS["predicates"] | WORDS["doings"]
FOLDED_SURNAMES = {fold(name) for name in SURNAMES} - {
    fold(name) for name in ("cà", "tòng", "điểu", "rơ", "ksor", "siu", "khổng")
}
FOLDED_GIVEN_NAMES = {fold(name) for name in GIVEN_NAMES}
# Without their signs these begin other words too: «do» is «do», «ngo» is «ngõ».
PLAIN_SURNAMES = {fold(name) for name in SURNAMES - WORDS["everyday"]} - {"do", "ngo", "cu", "be", "truong"}
PLAIN_COMMON = {fold(name) for name in COMMON_SURNAMES}
PLAIN_PREDICATES = {fold(word) for word in PREDICATES}
PLAIN_GIVEN = {fold(name) for name in WORDS["small"] | WORDS["plain_given"]}
PLAIN_AMBIGUOUS = {fold(name) for name in WORDS["ambiguous"]}
PLAIN_KIN = {fold(word) for word in WORDS["kin"]} - GIVEN_NAMES
PLAIN_HEROES = {fold(name) for name in HEROES}
PLAIN_PLACES = {fold(word) for word in PLACES} - WORDS["no_plain_places"]
# Two words that, without their signs, are an everyday one: «dang ky», «cong trinh».
EVERYDAY = {f"{first} {word}" for first, *words in map(str.split, WORDS["plain"]) for word in words}
# Without their signs these are still no other word.
CERTAIN = {"nguyen", "tran", "pham", "huynh", "trinh", "bui"}
# Surnames cut short, before «Văn» and «Thị».
SHORT_SURNAMES = {"ng", "tr", "ph", "ngn"}
HERO_BEGINNINGS = {name.split()[0] for name in HEROES | PLAIN_HEROES}
# What a name, or a place called after somebody, begins with when it is written small.
BEGINNINGS = SURNAMES | FOLDED_SURNAMES | CERTAIN | SHORT_SURNAMES | WORDS["plain_roads"] | HERO_BEGINNINGS
# «Đồng chí», «đ c» are forms of address of two words.
ADDRESSES = HONORIFICS | {"chí", "c"}
# Names of the Central Highlands begin with a sign for a man or a woman: «K'Brếh», «H'Hen», «Y Thông».
HIGHLAND = re.compile(r"[HK]['’]\w+")
MIDDLES = {"văn", "thị", "thi", "van"}
# The same in names of the Northwest, with capitals: «Hầu A Lềnh», «Thào Seo Phừ».
HMONG_MIDDLES = {"a", "seo", "mí"}
# What a given name in small letters behind «em», «cháu» is followed by.
YOUNG_PREDICATES = {"thôn", "xóm", "đội", "lấn", "nuôi", "đổ", "xây", "ngõ"}
# Without their signs these, behind a surname, are still middle names.
PLAIN_MIDDLES = {"ngoc", "huu", "khac", "trong", "viet", "xuan", "duc"}
# A village is called after a clan, and after nobody with a whole name: «trưởng thôn Vũ Văn Quyền» is somebody.
VILLAGES = {"thôn", "xóm", "làng", "ấp", "bản", "xã"}
# The same in several words or short, at the end of what stands before a name.
# Short ones may have a dot; behind whole words it ends the sentence.
LONG_PLACES = "|".join(re.escape(phrase) for phrase in WORDS["place_phrases"] if len(phrase) > 3)
SHORT_PLACES = "|".join(re.escape(phrase) for phrase in WORDS["place_phrases"] if len(phrase) < 4)
PLACE = re.compile(
    rf"(?:^|[^\w.])(?:{LONG_PLACES}|cong ty(?: (?!cua|do|la|ten)[a-z]+){{0,3}}"
    rf"|(?:{SHORT_PLACES}|t\.?h\.?(?:c\.?s|p\.?t)?|p\.?t\.?t\.?h|m\.?n|th ?& ?thcs|h\.?t\.?x)\.?)\s*$"
)
COMPANY = re.compile(r"\b(?:cong ty(?: \w+){0,3}|dntn|htx)\s*$")
# The word after it tells a person: «Chủ tịch UBND xã Bùi Xuân Trường».
OFFICE_HOLDER = re.compile(
    r"\b(?:chu tich|bi thu|truong cong an|giam doc|chu nhiem|hieu truong)"
    r"(?: (?:ubnd|hdnd|dang uy|mttq|uy ban nhan dan))? (?:xa|htx|hop tac xa)\s*$|\btrang trai\s*$"
    r"|\b(?:truong|pho) (?:thon|xom|ap|ban|khu)\s*$"
)
# Who writes names himself at the beginning, or is named after these words.
SENTENCE = re.compile(r"(?:^|[.:;(!?-]|\b(?:cua|cho|do|boi|don|ho|va))\s*$")
# «Ở thôn La Tiến, Tân An và Lê Bình»: the list of places goes on up to its last one.
CAPITAL = f"[{''.join(filter(str.isupper, map(chr, range(0x1EFA))))}]"
CAPITAL_PAIR = rf"{CAPITAL}[^\W\d_]+ {CAPITAL}[^\W\d_]+"
LISTED_PLACES = re.compile(
    rf"\b(?i:thôn|xóm|làng|xã|phường|ấp|bản|khu phố)\s{CAPITAL_PAIR}"
    rf"(?:,\s{CAPITAL_PAIR})*\s(?:và|đến|tới|sang)\s{CAPITAL_PAIR}(?!\s{CAPITAL})"
)
# The clan that a temple, a grave or a feast is of: «nha tho ho nguyen lan duong».
CLAN = re.compile(
    r"\b(?:nha tho (?:to |dai ton )?|tu duong |dong |lang mo |mo to |lang |nghia trang |gio to |gio |le to |chi )"
    r"(?:ho|toc)\s*$"
)
CLAN_SIZE = re.compile(r"\s+(?:dong|lon|nho|it|nhieu) (?:nhat|nhi|nguoi|dan|con|hon)\b")
# Where whoever is called by a given name lives: «ba mai o xom 2», «anh minh thon 3».
HOME = re.compile(r"\s+(?:o\s+(?:xom|thon|to|doi|ap|khu|ngo|cuoi|dau)|(?:xom|thon|doi|ap|khu|ngo)\s+\w+)\b")
# The beginning of a sentence, or those who belong to whoever is named.
HOUSEHOLD = re.compile(
    r"(?:^|[.,:;(!?-]|\b(?:nha|ho|gia dinh|vo chong|chong|vo|con|me|bo|em|chau|cua|hang xom|thay mat))\s*$"
)
# What parts the names of streets that are told one after another.
SEPARATOR = re.compile(r"\s*(?:,|–|-|/|và|;)\s*")
# Names shortened to letters: «Ng.T.Hoa», «N.V.A», «T.T.A». Many offices are shortened alike.
OFFICES = rf"(?:{'|'.join(map(re.escape, WORDS['offices']))})\b"
INITIALS = re.compile(
    r"(?<![\w.])(?:(?!T\.T\.\s)(?:Ng|Tr|Ph|[A-ZĐ])\.\s?[VT]\.\s?(?:[A-ZĐ]\.\s?)?[^\W\d_]{2,}"
    rf"|(?!{OFFICES})[NTLPHVBĐDC]\.[A-ZĐ]\.[A-ZĐ])(?!\w|\.\w)"
)
# After these words any letters are those of a person.
SHORT_PERSON = re.compile(
    rf"\b(?i:ông|bà|anh|chị|cô|chú|bác|cụ|cháu|em|đơn của|của|công dân|cử tri|hộ) (?!{OFFICES})"
    r"[A-ZĐ]\.(?:\s?[A-ZĐ]\.?){1,3}(?!\w)"
)
# A letter behind these is that of a list.
NO_LETTER = "".join(rf"(?<!{word} )(?<!{fold(word)} )" for word in ("mục", "điểm", "nhóm", "khoản", "lớp"))
# A post, or «a», «b», «c», «ô» for «anh», «bà», «chị», «ông», and the two words after it.
POST = re.compile(
    rf"(?:\b(?i:(?P<post>{'|'.join(sorted(POSTS, key=len, reverse=True))}))"
    rf"|(?<![\w.]){NO_LETTER}(?:[abcoô]|(?P<letter>[ABCÔ])\.?))"
    r"(?= (?P<first>[^\W\d_]+)(?: (?P<second>[^\W\d_]+))?)"
)
FOLDED_POST = re.compile(rf"\b(?<!tong )(?:{'|'.join(fold(post) for post in POSTS - {'nhà', 'tên'})})\s*$")
# «bà hai Lúa», «NguyễnVănNam».
OTHER_NAMES = re.compile(
    rf"\b(?i:{'|'.join(sorted(HONORIFICS))}) (?i:cả|hai|ba|tư|năm|sáu|bảy|tám|chín|mười|út) [A-ZĐ][^\W\d_]+\b"
    r"|\b[HK]['’]\s[A-ZĐ][^\W\d_]+"
    rf"|\b(?:{'|'.join(sorted(name.title() for name in COMMON_SURNAMES))}) (?:[A-ZĐ]\.\s?)+[A-ZĐ][^\W\d_]+"
    rf"|\b[NTLPHVBĐ]\.\s?(?:{'|'.join(sorted(name.title() for name in GIVEN_NAMES))}) [A-ZĐ][^\W\d_]+"
    rf"|\b(?i:{'|'.join(sorted(COMMON_SURNAMES))})(?i:văn|thị)\s?[A-ZĐ][^\W\d_]+"
)
# Nobody but a street goes from one place to another: «Phan Đình Phùng đoạn qua chợ».
STRETCH = re.compile(
    r"[\s,]*\(?(?:(?:đoạn|doan) (?:ngã|nga|qua|từ|tu|gần|gan|trước|truoc|đầu|dau|cuối|cuoi|giao|đến|den)"
    r"|(?:kéo|keo|nối|noi) (?:dài|dai))\b"
)
WORD = re.compile(r"(?!\w\d)[^\W\d_]+(?:'[^\W\d_]+)?\.?", re.UNICODE)
LABEL = re.compile(
    rf"\b(?:{'|'.join(map(re.escape, sorted(WORDS['labels'])))}"
    rf"|nguoi (?:{'|'.join(map(re.escape, sorted(WORDS['senders'])))})(?: ket qua)?"
    r"|(?:can bo|nguoi|hang xom|chau|anh|chi|ong|ba|ban|em|minh|con|vo|chong|bo|me) ten|(?<!dau )gia dinh"
    r"|(?<!trang )(?<!nhom )(?:zalo|facebook|fb)|(?<!kinh )gui(?= *:)|ky(?= *:)|(?:than ai|kinh thu|tran trong),)"
    r"\s*(?:la|:|-|–)?\s*(?:ong|ba|anh|chi)?\s*$|^ten\s*:\s*$"
)
# Nothing but a person follows these, whatever the first word is.
NAME_LABEL = re.compile(r"\bho (?:va )?ten\s*(?:la|:|-|–)?\s*$")
# The word for a name itself, before one without signs.
NAME_LEAD = re.compile(r"\b(?<!nguoi )ten\s*(?:la|:)?\s*$")
# Whose something is: only a person, where three words after it are a name.
POSSESSOR = re.compile(r"\b(?:cua|(?P<maybe>cho|boi|voi|gap|ten))\s*$")
# What follows the name of somebody who leaves a number: «nguyen van an - 0912…».
NUMBER_BEHIND = re.compile(
    r"[\s,;:(–-]*(?:(?:sđt|sdt|đt|dt|tel|lh|số|so|điện thoại|dien thoai)[\s.:]*){0,2}\(?(?:\+?84|0)[\s.]?\d",
    re.IGNORECASE,
)
# So many letters before a word tell what it is.
LOOK_BACK = 64
# Nobody tells anything but a name after these: «tên tôi là cao lan».
OWN_NAME = re.compile(r"\b(?:ten (?:toi|em|chau|minh)|(?:toi|em|chau|minh) ten)(?: la)?\s*:?\s*$")


@lru_cache(10_000)
def letter(sign: str) -> str:
    """One letter folded, so that places in the text stay the same."""
    letter = fold(sign)
    return letter if len(letter) == 1 else " " if sign.isspace() else sign.lower()[:1]


def ends_sentence(word: re.Match[str]) -> bool:
    """True for a word with a dot behind it that is not shortened: «Tr.», «Ng.», «B.» are."""
    letters = fold(word.group().rstrip("."))
    return word.group().endswith(".") and len(letters) > 1 and bool(set(letters) & set("aeiouy"))
