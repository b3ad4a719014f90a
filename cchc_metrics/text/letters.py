"""Letters: words without case and diacritics; texts in Unicode, Windows-1258 or the fonts TCVN3 and VNI; accents."""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache, lru_cache
from itertools import pairwise

from cchc_metrics.faults import Fault, FaultError

# Đ decomposes into nothing. Some machines write the Icelandic (Ð, U+00D0) or the African letter, which look the same.
BARRED_D = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))
# What is not seen: zero-width spaces and joiners, soft hyphens, marks of direction and of byte order.
INVISIBLE = "Cf"
CODE_PAGE = "Windows-1258"
# The letters of TCVN3 as they look in Western fonts, beside what they stand for; capitals look the same in .VnTimeH.
TCVN3 = dict(
    zip(
        "µ¸¶·¹¨»¾¼½Æ©ÇÊÈÉË®ÌÐÎÏÑªÒÕÓÔÖ×ÝØÜÞßãáâä«åèæçé¬êíëìîïóñòô\xadõøö÷ùúýûüþ¡¢£¤¥¦§",
        "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵĂÂÊÔƠƯĐ",
        strict=True,
    )
)
# In VNI a mark stands after its letter; these are the marks after a, e, o, u, y (and ơ, ư), and the lone letters.
VNI_TONES = {"ø": "̀", "ù": "́", "û": "̉", "õ": "̃", "ï": "̣"}
VNI_VOWELS = {"a", "e", "o", "u", "y", "o\u031b", "u\u031b"}
VNI_CIRCUMFLEX = {"â": "", "à": "̀", "á": "́", "å": "̉", "ã": "̃", "ä": "̣"}
VNI_BREVE = {"ê": "", "è": "̀", "é": "́", "ú": "̉", "ü": "̃", "ë": "̣"}
VNI_LONE = {"ô": "ơ", "ö": "ư", "ñ": "đ", "í": "í", "ì": "ì", "æ": "ỉ", "ó": "ĩ", "ò": "ị", "î": "ỵ"}
TONES = "\u0300\u0301\u0303\u0309\u0323"
ONSET = "ngh|ng|nh|gh|gi|kh|ph|qu|th|tr|ch|[bcdđghklmnpqrstvx]"
CLOSED_RHYME = "iê|yê|uyê|uô|ươ|oa|oă|oe|uâ|uê|uy|[aăâeêioôơuưy]"
OPEN = (
    "iêu|yêu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|uya|uyu|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|uê|ui|uơ|uy"
    "|ưa|ưi|ưu|[aeêioôơuưy]"
)
SYLLABLE = re.compile(rf"(?:{ONSET})?(?:(?:{CLOSED_RHYME})(?:ch|ng|nh|[cmnpt])|{OPEN})")
WORD = re.compile(r"[^\W\d_¼½¾²³¹]+")
# What TCVN3 draws as letters although it is none, beside a letter; quotes around words are no letters of it.
SIGNS = "".join(sign for sign in TCVN3 if not sign.isalpha())
BESIDE_LETTER = re.compile(rf"[^\W\d_][{re.escape(SIGNS)}]|[{re.escape(SIGNS)}][^\W\d_]")
QUOTES = re.compile(r"(?<!\w)«([^«»]*)»(?!\w)")
# Letters that no old font uses: a text that has one is Unicode.
UNICODE_ONLY = re.compile("[\u0100-\u1eff]")
ENOUGH = 0.9


@lru_cache(10_000)
def fold(words: str) -> str:
    """The words in small letters without diacritics and signs that nobody sees, one space between them; đ is d.

    >>> fold("  HỘ  tịch ")
    'ho tich'
    >>> fold("Ðất\u200b đai")
    'dat dai'
    """
    if words.isascii():
        return " ".join(words.lower().split())
    # Folding the case of some letters brings new marks, so that decomposition comes before and after it.
    small = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", words).casefold())
    signs = (sign for sign in small if not unicodedata.combining(sign) and unicodedata.category(sign) != INVISIBLE)
    return " ".join("".join(signs).translate(BARRED_D).split())


@lru_cache(10_000)
def fold_heading(words: str) -> str:
    """The folded words over a column; a name as programs write it is parted into its words.

    >>> fold_heading("NGAY_HEN_TRA"), fold_heading("NgayHenTra"), fold_heading("Tiếp nhận_Trực tuyến")
    ('ngay hen tra', 'ngay hen tra', 'tiep nhan truc tuyen')
    """
    words = words.replace("_", " ").strip()
    if " " not in words:
        pairs = pairwise(unicodedata.normalize("NFC", f" {words}"))
        words = "".join(f" {sign}" if before.islower() and sign.isupper() else sign for before, sign in pairs)
    return fold(words)


@lru_cache(maxsize=10_000)
def search_key(text: str) -> str:
    """The words of a text as `fold` leaves them, without signs, a space between two of them.

    >>> search_key("Hồ sơ TTHC – trả kết quả ĐÚNG hạn")
    'ho so tthc tra ket qua dung han'
    """
    return " ".join(re.findall(r"\w+", fold(text)))


def text_of(name: str, data: bytes) -> tuple[str, str | None]:
    """The text of a file in composed Unicode, and what it was written in where that was not Unicode.

    Raises: FaultError when its letters cannot be told.
    """
    for mark, encoding in ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark):
            return _unicode(name, data, encoding)
    without_mark = sixteen_bits(data)
    if without_mark:
        return _unicode(name, data, without_mark)
    try:
        return _of_old_fonts(unicodedata.normalize("NFC", data.decode("utf-8")))
    except UnicodeDecodeError:
        one_byte = data.decode("cp1252", errors="replace"), data.decode("cp1258", errors="replace")
        candidates = [
            ("TCVN3 (ABC)", from_tcvn3(one_byte[0])),
            ("VNI", from_vni(one_byte[0])),
            (CODE_PAGE, unicodedata.normalize("NFC", one_byte[1])),
        ]
        best, text = max(candidates, key=lambda pair: _share(pair[1]))
        if _share(text) < ENOUGH:
            raise _unreadable(name) from None
        return text, best


def sixteen_bits(data: bytes) -> str | None:
    """Which UTF-16 the bytes are, with a mark or without one: every other byte of plain letters is 0."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16-le" if data[0] == 0xFF else "utf-16-be"
    for encoding, zeros in (("utf-16-le", data[1:200:2]), ("utf-16-be", data[0:200:2])):
        if zeros.count(0) > len(zeros) // 3:
            return encoding
    return None


def _unicode(name: str, data: bytes, encoding: str) -> tuple[str, str | None]:
    try:
        return _of_old_fonts(unicodedata.normalize("NFC", data.decode(encoding)))
    except UnicodeDecodeError:
        raise _unreadable(name) from None


def _unreadable(name: str) -> FaultError:
    return FaultError(
        [
            Fault(
                "encoding",
                name,
                "chữ có dấu trong tệp không đọc được",
                "tệp lưu với kiểu «CSV UTF-8», hoặc tệp Excel",
                "trong Excel chọn Lưu thành › CSV UTF-8, hoặc nộp thẳng tệp Excel",
            )
        ]
    )


def _of_old_fonts(text: str) -> tuple[str, str | None]:
    lines = text.splitlines(keepends=True)
    font, changes = from_old_fonts(lines)
    return "".join(changes.get(line, line) for line in lines), font


def from_old_fonts(texts: Iterable[str]) -> tuple[str | None, dict[str, str]]:
    """The old font of some texts of one sheet, and those that change beside what they become.

    A word such as «Trùc» is Vietnamese in two ways. It follows the other texts, unless some are Unicode.
    """
    foreign = {text for text in texts if not text.isascii()}
    results = {text: from_old_font(text) for text in foreign}
    fonts = sorted({font for font, _ in results.values() if font})
    if not fonts:
        return None, {}
    changes = {text: now for text, (font, now) in results.items() if font}
    if not any(UNICODE_ONLY.search(text) for text in foreign):
        turn = from_tcvn3 if fonts == ["TCVN3 (ABC)"] else from_vni
        for text in foreign - set(changes):
            if len(fonts) == 1 and _share(turn(text)) == 1:
                changes[text] = turn(text)
    return " và ".join(fonts), changes


@cache
def from_old_font(text: str) -> tuple[str | None, str]:
    """The old font that a text was typed in, and its words in Unicode; (None, text) when it is Unicode already.

    A text is changed only when it makes no Vietnamese as it is, and every word of it does once it is changed.
    """
    if UNICODE_ONLY.search(text) or (_share(text) == 1 and not _strange(text)):
        return None, text
    for font, result in (("TCVN3 (ABC)", from_tcvn3(text)), ("VNI", from_vni(text))):
        if result != text and _share(result) == 1:
            return font, result
    return None, text


def from_tcvn3(text: str) -> str:
    """The text with the letters of TCVN3 read as what they look like on paper."""
    return "".join(TCVN3.get(letter, letter) for letter in text)


def from_vni(text: str) -> str:
    """The text with the letters and marks of VNI read as what they look like on paper."""
    letters: list[str] = []
    for letter in text:
        low = letter.casefold()
        before = letters[-1] if letters else ""
        plain = unicodedata.normalize("NFD", before.casefold())
        if plain in ("a", "e", "o") and low in VNI_CIRCUMFLEX:
            letters[-1] = unicodedata.normalize("NFC", before + "\u0302" + VNI_CIRCUMFLEX[low])
        elif plain == "a" and low in VNI_BREVE:
            letters[-1] = unicodedata.normalize("NFC", before + "\u0306" + VNI_BREVE[low])
        elif plain in VNI_VOWELS and low in VNI_TONES:
            letters[-1] = unicodedata.normalize("NFC", before + VNI_TONES[low])
        elif low in VNI_LONE:
            letters.append(VNI_LONE[low] if letter == low else VNI_LONE[low].upper())
        else:
            letters.append(letter)
    return "".join(letters)


def _share(text: str) -> float:
    """The share of the words with other than English letters that are Vietnamese syllables; 1 when there are none."""
    words = [word for word in WORD.findall(text) if not word.isascii()]
    return sum(map(_is_syllable, words)) / len(words) if words else float(not _strange(text))


@cache
def _is_syllable(word: str) -> bool:
    marks_apart = unicodedata.normalize("NFD", word.casefold())
    tones = sum(marks_apart.count(tone) for tone in TONES)
    bare = unicodedata.normalize("NFC", "".join(mark for mark in marks_apart if mark not in TONES))
    return tones <= 1 and SYLLABLE.fullmatch(bare) is not None


def _strange(text: str) -> bool:
    """True when signs stand between letters as they do only in a font that draws them as letters.

    «m²» and «40°C» are no such words, nor are any in quotes that end where a word does: no font draws those alike.
    """
    return BESIDE_LETTER.search(QUOTES.sub(r" \1 ", text)) is not None


@lru_cache(4096)
def accents(text: str) -> tuple[str, ...]:
    """The words of a text, each with its letters in order and its marks behind them, wherever a mark was written.

    >>> accents("hoà giải") == accents("HÒA GIẢI"), accents("cộng") == accents("công")
    (True, False)
    """
    words = []
    for word in unicodedata.normalize("NFKD", text.casefold().replace("ð", "đ")).split():
        letters = [sign for sign in word if not unicodedata.combining(sign) and unicodedata.category(sign) != "Cf"]
        marks = sorted(sign for sign in word if unicodedata.combining(sign))
        words.append("".join([*letters, *marks]))
    return tuple(words)


def same_name(one: str, other: str) -> bool:
    """True for two ways of writing one name; a name without any accents may stand for one with them."""
    return fold(one) == fold(other) and (one.isascii() or other.isascii() or accents(one) == accents(other))
