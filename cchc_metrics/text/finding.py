"""Finding by words as people type them in haste: without diacritics, without đ, in any order."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

Thing = TypeVar("Thing")
# How a word typed stands among the words found: it is one of them, begins one, or stands inside one.
WHOLE, BEGINNING, INSIDE, NOWHERE = range(4)
# One or two letters stand inside almost every text.
SHORTEST_INSIDE = 3
# The first parts of `nearness`: how the words stand, and whether together.
TOGETHER = 3
# Some machines write the Icelandic letter, which looks the same.
BARRED_D = str.maketrans("đð", "dd")


@lru_cache(maxsize=10_000)
def fold(said: str) -> str:
    """The same words in small letters without diacritics, a space between two of them; đ is d.

    >>> fold("Hồ sơ TTHC – trả kết quả ĐÚNG hạn")
    'ho so tthc tra ket qua dung han'
    """
    small = unicodedata.normalize("NFKD", said).casefold()
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", small) if not unicodedata.combining(sign))
    return " ".join(re.findall(r"\w+", plain.translate(BARRED_D)))


def nearness(query: str, said: str) -> tuple[int, ...] | None:
    """How near a text is to what was typed, least is nearest; None when a word typed stands nowhere in it.

    Words that are whole come before beginnings, beginnings before what stands inside; then words typed that stand
    together, then those that stand early, then the shorter text.
    """
    typed, words = fold(query).split(), fold(said).split()
    stands = [min((_stands(word, of) for of in words), default=NOWHERE) for word in typed]
    if not typed or NOWHERE in stands:
        return None
    together = " ".join(words).find(" ".join(typed))
    return (max(stands), sum(stands), int(together < 0), max(together, 0), len(words))


def found(query: str, things: Iterable[Thing], names: Callable[[Thing], Sequence[str]],
          around: Callable[[Thing], str] = lambda _: "",
          behind: Callable[[Thing], bool] = lambda _: False) -> list[Thing]:
    """The things of which one name holds everything that was typed, the nearest first; equals keep their order.

    A name together with the words `around` it may hold what was typed too, and comes after names that do by themselves;
    so do things that stand `behind` others.
    """
    near = []
    for thing in things:
        of = names(thing)
        texts = [*((text, False) for text in of), *((f"{text} {around(thing)}", True) for text in of[:1])]
        ranks = [(*how[:TOGETHER], helped or behind(thing), *how[TOGETHER:]) for text, helped in texts
                 if (how := nearness(query, text)) is not None]
        if ranks:
            near.append((min(ranks), thing))
    return [thing for _, thing in sorted(near, key=lambda pair: pair[0])]


def _stands(typed: str, word: str) -> int:
    if word == typed:
        return WHOLE
    if word.startswith(typed):
        return BEGINNING
    return INSIDE if len(typed) >= SHORTEST_INSIDE and typed in word else NOWHERE
