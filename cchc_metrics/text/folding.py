"""Words without case, diacritics and spacing, for looking names up as people write them."""

import unicodedata
from functools import lru_cache

STROKE = str.maketrans("đĐ", "dd")


@lru_cache(4096)
def fold(words: str) -> str:
    """The words in small letters without diacritics, one space between them.

    >>> fold("  HỘ  tịch ")
    'ho tich'
    """
    bare = "".join(mark for mark in unicodedata.normalize("NFD", words) if not unicodedata.combining(mark))
    return " ".join(bare.translate(STROKE).casefold().split())
