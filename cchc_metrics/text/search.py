"""Folding: words without case and diacritics. Finding by words as people type them in haste, in any order."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

# Đ decomposes into nothing. Some machines write the Icelandic (Ð, U+00D0) or the African letter, which look the same.
BARRED_D = str.maketrans(dict.fromkeys("đĐðÐɖƉ", "d"))
# What is not seen: zero-width spaces and joiners, soft hyphens, marks of direction and of byte order.
INVISIBLE = "Cf"


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


# What a search finds, by kind, in the order of the bar.
RESULT_KINDS = {
    "index": "Chỉ số",
    "unit": "Đơn vị",
    "target": "Chỉ tiêu",
    "area": "Lĩnh vực",
    "part": "Thành phần",
    "task": "Nhiệm vụ",
    "decision": "Việc đã giao",
    "owner": "Phụ trách",
    "criterion": "Tiêu chí",
}

Thing = TypeVar("Thing")
# How a word typed stands among the words found: it is one of them, begins one, or stands inside one.
WHOLE, BEGINNING, INSIDE, NOWHERE = range(4)
# One or two letters stand inside almost every text.
SHORTEST_INSIDE = 3
# The first parts of `nearness`: how the words stand, and whether together.
TOGETHER = 3
# What officials shorten, written as `fold` leaves it; whoever types one way finds what is written the other way.
SHORT = {
    "bcci": "buu chinh cong ich",
    "cbcc": "can bo cong chuc",
    "cchc": "cai cach hanh chinh",
    "cds": "chuyen doi so",
    "cntt": "cong nghe thong tin",
    "cqdt": "chinh quyen dien tu",
    "dvc": "dich vu cong",
    "dvctt": "dich vu cong truc tuyen",
    "hdnd": "hoi dong nhan dan",
    "pakn": "phan anh kien nghi",
    "pbgdpl": "pho bien giao duc phap luat",
    "pctn": "phong chong tham nhung",
    "qppl": "quy pham phap luat",
    "tthc": "thu tuc hanh chinh",
    "tttt": "thanh toan truc tuyen",
    "ubnd": "uy ban nhan dan",
    "vbqppl": "van ban quy pham phap luat",
}


@lru_cache(maxsize=10_000)
def search_key(text: str) -> str:
    """The words of a text as `fold` leaves them, without signs, a space between two of them.

    >>> search_key("Hồ sơ TTHC – trả kết quả ĐÚNG hạn")
    'ho so tthc tra ket qua dung han'
    """
    return " ".join(re.findall(r"\w+", fold(text)))


def nearness(query: str, text: str) -> tuple[int, ...] | None:
    """How near a text is to what was typed, least is nearest; None when a word typed stands nowhere in it.

    Words that are whole come before beginnings, beginnings before what stands inside; then words typed that stand
    together, then those that stand early, then the shorter text.
    """
    query_words, text_words, words = _spelt(query), _spelt(text), search_key(text).split()
    stands = [
        min((_stands(word, of) for of in {*words, *text_words.split()}), default=NOWHERE)
        for word in query_words.split()
    ]
    if not stands or NOWHERE in stands:
        return None
    together = text_words.find(query_words)
    return (max(stands), sum(stands), int(together < 0), max(together, 0), len(words))


def matches(
    query: str,
    things: Iterable[Thing],
    names: Callable[[Thing], Sequence[str]],
    around: Callable[[Thing], str] = lambda _: "",
    behind: Callable[[Thing], bool] = lambda _: False,
) -> list[Thing]:
    """The things of which one name holds everything that was typed, the nearest first; equals keep their order.

    All names together with the words `around` them may hold what was typed too, and come after names that do by
    themselves; so do things that stand `behind` others.
    """
    near = []
    for thing in things:
        of = names(thing)
        texts = [*((text, False) for text in of), (" ".join((*of, around(thing))), True)]
        ranks = [
            (*how[:TOGETHER], together or behind(thing), *how[TOGETHER:])
            for text, together in texts
            if (how := nearness(query, text)) is not None
        ]
        if ranks:
            near.append((min(ranks), thing))
    return [thing for _, thing in sorted(near, key=lambda pair: pair[0])]


@lru_cache(maxsize=10_000)
def _spelt(text: str) -> str:
    """What `search_key` gives, with what is shortened written out."""
    return " ".join(SHORT.get(word, word) for word in search_key(text).split())


def _stands(term: str, word: str) -> int:
    if word == term:
        return WHOLE
    if word.startswith(term):
        return BEGINNING
    return INSIDE if len(term) >= SHORTEST_INSIDE and term in word else NOWHERE
