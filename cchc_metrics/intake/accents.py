"""Names compared with their accents: «Cộng chung» is a total, «Công chứng» a field; folded they are the same."""

import unicodedata
from functools import lru_cache

from cchc_metrics.text.search import fold


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
