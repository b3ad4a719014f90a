"""Words that may be the name of a person, and what stands before and behind them."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise, takewhile

from cchc_metrics.intake.person_words import (
    CERTAIN,
    EVERYDAY,
    FOLDED_GIVEN_NAMES,
    FOLDED_POST,
    FOLDED_SURNAMES,
    GIVEN_NAMES,
    HMONG_MIDDLES,
    HONORIFICS,
    LABEL,
    LOOK_BACK,
    MIDDLES,
    OFFICE_HOLDER,
    PLACE,
    PLACES,
    PLAIN_AMBIGUOUS,
    PLAIN_PLACES,
    PLAIN_SURNAMES,
    POSSESSOR,
    SURNAMES,
    WORDS,
    ends_sentence,
)
from cchc_metrics.text.letters import fold


@dataclass(frozen=True)
class Candidate:
    """Words that may be a name, and what stands before them; `folded_text` is folded letter by letter."""

    text: str
    folded_text: str
    words: Sequence[re.Match[str]]
    at: int

    @cached_property
    def run(self) -> list[re.Match[str]]:
        """The words from here on that only spaces, or a hyphen without spaces, part; at most five."""
        run = [self.words[self.at]]
        for word in self.words[self.at + 1 : self.at + 5]:
            between = self.text[run[-1].end() : word.start()]
            if (between.strip() and between not in ("-", "_")) or (between and ends_sentence(run[-1])):
                break
            run.append(word)
        return run

    @cached_property
    def lower(self) -> list[str]:
        """The words of the run in small letters."""
        return [word.group().rstrip(".").lower() for word in self.run]

    @cached_property
    def capital(self) -> list[str]:
        """The words at the beginning of the run that begin with a capital letter."""
        return list(takewhile(lambda token: token[0].isupper(), (word.group().rstrip(".") for word in self.run)))[:4]

    @cached_property
    def before(self) -> list[str]:
        """The two words before, in small letters."""
        return [word.group().lower().rstrip(".") for word in self.words[max(self.at - 2, 0) : self.at]]

    @cached_property
    def start(self) -> str:
        """The folded text before, without blanks at its end, as far back as any label reaches: for the sake of time."""
        return self.start_of(self.at)

    def start_of(self, at: int) -> str:
        """The same before another word."""
        end = self.words[at].start()
        before = self.folded_text[max(end - 2 * LOOK_BACK, 0) : end].rstrip()
        return before[-LOOK_BACK:]

    @cached_property
    def is_beside(self) -> bool:
        """True where nothing but a sign stands between the word before and the first word."""
        end = self.words[self.at - 1].end()
        return bool(self.before) and not self.text[end : self.words[self.at].start()].strip(" .:")

    @cached_property
    def is_polite(self) -> bool:
        """True after a form of address that is not part of the name of a place: «chợ Bà Đen», «chùa Bà Đá»."""
        return (
            self.is_beside
            and (self.before[-1] in HONORIFICS or " ".join(self.before) in ("đồng chí", "đ c"))
            # «Quyết định 5 thay Quyết định 3»: a text with signs writes «thầy» with its own.
            and (self.before[-1] != "thay" or self.is_plain)
            # «Dinh cu», «chi tieu» are no «cụ», no «chị».
            and " ".join(self.before) not in EVERYDAY
            and (self.has_middle or self.is_whole or f"{self.before[-1]} {self.lower[0]}" not in EVERYDAY)
            and not (self.words[self.at - 1].group()[0].isupper() and self.is_named_place)
            # «Ngã ba Phạm Bạch Hổ».
            and PLACE.search(self.start) is None
        )

    @cached_property
    def is_named_place(self) -> bool:
        """True where the form of address follows a place: «chợ Bà Đen», «Tạp hóa Cô Ba»."""
        is_place = self.at > 1 and self.before[0] in PLACES and not ends_sentence(self.words[self.at - 2])
        return is_place or PLACE.search(self.start_of(self.at - 1)) is not None

    @cached_property
    def has_label(self) -> bool:
        """True after words like «người gửi:»."""
        return LABEL.search(self.start) is not None

    @cached_property
    def has_post(self) -> bool:
        """True after a post, where three words and more are a whole name: «bác sĩ Tôn Thất Tùng»."""
        is_whole = len(self.capital) > 2 and not self.is_capitals
        return is_whole and (FOLDED_POST.search(self.start) or OFFICE_HOLDER.search(self.start)) is not None

    @cached_property
    def is_capitals(self) -> bool:
        """True where the name stands in a line of capitals, so that capitals tell nothing."""
        return is_capitals(self.text, self.capital)

    @cached_property
    def has_middle(self) -> bool:
        """True where the second word is «Văn» or «Thị», so that the words are the whole name of a person."""
        return len(self.lower) > 2 and (
            self.lower[1] in MIDDLES or (len(self.capital) > 2 and self.lower[1] in HMONG_MIDDLES)
        )

    @cached_property
    def is_placed(self) -> bool:
        """True after a word that makes the name that of a place."""
        if (
            self.is_polite
            or self.has_label
            or self.has_post
            or (len(self.capital) > 2 and OFFICE_HOLDER.search(self.start))
        ):
            return False
        is_beside = self.is_beside and not ends_sentence(self.words[self.at - 1])
        # «Duong nguyen van tuan» may be anybody's; «kenh tran hung» is a place.
        is_plain_place = self.is_plain and not self.has_middle and self.is_beside and self.before[-1] in PLAIN_PLACES
        return is_plain_place or (is_beside and self.before[-1] in PLACES) or PLACE.search(self.start) is not None

    @cached_property
    def is_whole(self) -> bool:
        """True for a surname that is hardly another word, even without its signs, and two given names."""
        is_surname = self.lower[0] in PLAIN_SURNAMES | CERTAIN
        return is_surname and len(self.lower) > 2 and {*self.lower[1:3]} <= FOLDED_GIVEN_NAMES

    @cached_property
    def is_plain(self) -> bool:
        """True for words without any sign."""
        return all(word.isascii() for word in self.lower[:4])

    @cached_property
    def is_everyday(self) -> bool:
        """True where words without signs are everyday ones: «cong trinh khoi cong», «gia dinh van hoa»."""
        if not self.is_plain:
            return False
        is_common = self.has_middle and " ".join(self.lower[:3]) in WORDS["common"]
        widest = pairwise([*map(fold, self.before[-1:]), *self.lower[:4]])
        if not is_common and not any(f"{first} {second}" in EVERYDAY for first, second in widest):
            # Most words end here, before anything is looked for in the text before them.
            return False
        if len(self.lower) > 2 and {*self.lower[1:3]} <= FOLDED_GIVEN_NAMES and self.has_label:
            return False
        gap = self.text[self.words[self.at - 1].end() : self.words[self.at].start()] if self.at else ""
        has_before = bool(gap) and gap.isspace() and not (self.is_polite or self.has_label)
        if is_common:
            return True
        owner = POSSESSOR.search(self.start)
        if self.has_middle and (self.is_polite or (owner and not owner["maybe"])):
            return False
        # A capital letter or a sure surname make a name of «Minh Hoa»; «van», «thi» of whatever follows them.
        is_addressed = self.is_polite and len(self.lower) > 2 and {*self.lower[1:3]} <= FOLDED_GIVEN_NAMES
        is_sure = self.has_middle or is_addressed or self.lower[0] in CERTAIN or len(self.capital) > 2
        is_sure = is_sure and not (self.has_middle and not self.capital and self.lower[0] in PLAIN_AMBIGUOUS)
        words = [
            *map(fold, self.before[-1:] if has_before else ()),
            *self.lower[: 2 if is_sure else 3 if self.is_polite or self.has_middle else 4],
        ]
        return any(f"{first} {second}" in EVERYDAY for first, second in pairwise(words))

    @cached_property
    def surname(self) -> bool:
        """True where the first word is a surname."""
        first, size = self.lower[0], len(self.capital)
        is_plain = all(token.isascii() for token in self.capital or self.lower[:3])
        if first in WORDS["everyday"] and size:
            # «Đồng Trũng» is a field, «Lâm Sản» timber: the last word must be a given name.
            is_sure = self.has_middle or self.is_polite or self.has_label or self.has_post
            if not is_sure:
                return size > 1 and self.lower[size - 1] in GIVEN_NAMES
        return first in SURNAMES or first in (FOLDED_SURNAMES if is_plain else CERTAIN)


def is_capitals(text: str, capital: list[str]) -> bool:
    """True where the name stands in a line of capitals, so that capitals tell nothing."""
    return all(token.isupper() and len(token) > 1 for token in capital) and _is_upper(text)


@lru_cache(1)
def _is_upper(text: str) -> bool:
    return text.upper() == text
