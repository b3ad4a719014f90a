"""Words without case, diacritics and spacing, for looking names up as people write them."""

import unicodedata
from functools import lru_cache

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
    seen = (sign for sign in small if not unicodedata.combining(sign) and unicodedata.category(sign) != INVISIBLE)
    return " ".join("".join(seen).translate(BARRED_D).split())
