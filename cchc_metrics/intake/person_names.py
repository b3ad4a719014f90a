"""Names of persons in a text: Vietnamese surnames, forms of address, labels, letters that a name is shortened to."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from cchc_metrics.intake.person_candidates import Candidate, is_capitals
from cchc_metrics.intake.person_words import (
    ADDRESSES,
    BEGINNINGS,
    CERTAIN,
    CLAN,
    CLAN_SIZE,
    COMMON_SURNAMES,
    COMPANY,
    EVERYDAY,
    FOLDED_GIVEN_NAMES,
    FOLDED_SURNAMES,
    GIVEN_NAMES,
    HERO_BEGINNINGS,
    HEROES,
    HIGHLAND,
    HOME,
    HOUSEHOLD,
    INITIALS,
    LISTED_PLACES,
    MIDDLES,
    NAME_LABEL,
    NAME_LEAD,
    NUMBER_BEHIND,
    OTHER_NAMES,
    OWN_NAME,
    PLACES,
    PLAIN_COMMON,
    PLAIN_GIVEN,
    PLAIN_HEROES,
    PLAIN_KIN,
    PLAIN_MIDDLES,
    PLAIN_PLACES,
    PLAIN_PREDICATES,
    PLAIN_SURNAMES,
    POSSESSOR,
    POST,
    PREDICATES,
    SENTENCE,
    SEPARATOR,
    SHORT_PERSON,
    SHORT_SURNAMES,
    STRETCH,
    SURNAMES,
    VILLAGES,
    WORD,
    WORDS,
    YOUNG_PREDICATES,
    letter,
)
from cchc_metrics.text.letters import fold


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where in a text the names of persons begin and end."""
    for match in (*INITIALS.finditer(text), *SHORT_PERSON.finditer(text), *OTHER_NAMES.finditer(text)):
        yield match.start(), match.end()
    for match in POST.finditer(text):
        if _is_colleague(match):
            yield match.start("first"), match.end("first")
    words = list(WORD.finditer(text))
    folded_text = "".join(map(letter, text))
    places = [match.span() for match in LISTED_PLACES.finditer(text)]
    at = street = 0
    while at < len(words):
        if any(start <= words[at].start() < end for start, end in places):
            at += 1
            continue
        if _is_glued(words[at].group()):
            yield words[at].span()
        is_listed = bool(street) and SEPARATOR.fullmatch(text, street, words[at].start()) is not None
        length = -_hero(words, at) if is_listed else 0
        if not length and _may_begin(words, at):
            length = _name_at(Candidate(text, folded_text, words, at))
        if length > 0:
            yield words[at].start(), words[at + length - 1].end()
        elif length < 0:
            street = words[at - length - 1].end()
        at += abs(length) or 1


def _may_begin(words: Sequence[re.Match[str]], at: int) -> bool:
    """True for a word that anything can begin with; most words can begin nothing, and are left at once."""
    word = words[at].group()
    if word[0].isupper() or word.rstrip(".").lower() in BEGINNINGS:
        return True
    return at > 0 and words[at - 1].group().lower().rstrip(".") in ADDRESSES


def _is_colleague(match: re.Match[str]) -> bool:
    """True where the word after a post is the given name of a person: «cán bộ Hải», and not «cán bộ Hải quan»."""
    post, first, second = (match["post"] or "").lower(), match["first"], match["second"] or ""
    if {f"{first} {second}".lower(), f"{post} {first}".lower()} & WORDS["nobody"]:
        return False
    if second[:1].isupper():
        # «trưởng thôn Hùng Cường» is that of a village.
        is_village = post.endswith((*VILLAGES, "khu"))
        return not is_village and first.istitle() and {first.lower(), second.lower()} <= GIVEN_NAMES
    if first.istitle():
        # «A. Công tác tuyên truyền» is a heading, «A. Công hỏi» somebody.
        is_heading = bool(match["letter"]) and second not in WORDS["doings"]
        is_called = post == "tên" and first.lower() not in WORDS["bodies"] | PLACES
        return post != "nhà" and not is_heading and (is_called or first.lower() in GIVEN_NAMES)
    return bool(post) and post not in ("nhà", "tên") and first.lower() in WORDS["small"]


def _is_glued(word: str) -> bool:
    """True for a surname, a middle and a given name without spaces: «NguyễnXuânHoa»."""
    starts = [at for at, sign in enumerate(word) if sign.isupper()]
    pieces = [word[start:end].lower() for start, end in pairwise([*starts, len(word)])]
    return len(pieces) > 2 and pieces[0] in SURNAMES and {*pieces[1:]} <= GIVEN_NAMES | MIDDLES


def _is_small_name(words: Sequence[str]) -> bool:
    """True for a name written small: «pham quang vinh», «nguyễn v tám»."""
    signs = all(word.isascii() for word in words)
    given_names, surnames = (FOLDED_GIVEN_NAMES, CERTAIN) if signs else (GIVEN_NAMES, COMMON_SURNAMES)
    if words[0] in surnames and (words[1] in ("v", "t") or {words[1], words[2]} <= given_names):
        return True
    # «đàm hồng thoa», «đoàn trọng huệ»: a rare surname is none of an everyday word unless a middle name follows.
    is_rare = words[0] in SURNAMES and (words[0] not in WORDS["everyday"] or words[1] in WORDS["middles"])
    return not signs and is_rare and {words[1], words[2]} <= GIVEN_NAMES


def _hero(words: Sequence[re.Match[str]], at: int) -> int:
    """How many words from `at` on are the name of somebody whom streets are called after."""
    if at >= len(words) or words[at].group().lower() not in HERO_BEGINNINGS:
        return 0
    names = [word.group().lower() for word in words[at : at + 4]]
    phrases = ((length, " ".join(names[:length])) for length in range(len(names), 1, -1))
    return next((length for length, phrase in phrases if phrase in HEROES or phrase in PLAIN_HEROES), 0)


def _name_at(one: Candidate) -> int:
    """How many words are the name of a person; 0 when they are none, below it for that of a place."""
    if _is_resident(one):
        return 1
    if one.is_everyday:
        return -max(len(one.capital), 1)
    if subject := _subject_at(one):
        return subject
    if not one.capital and not _hero(one.words, one.at) and not (_whole_name_at(one) or _addressed_at(one)):
        # No place has to be looked for where there is no name.
        return 0 if one.lower[0] not in WORDS["plain_roads"] else -(_place_at(one) or 0)
    size = _place_at(one)
    return _whole_name_at(one) or _addressed_at(one) if size is None else -size


def _subject_at(one: Candidate) -> int:
    """How many words at the beginning of a sentence are a whole name because of what its person does then.

    «Điêu Chính Ngâu đề nghị cấp nước», «dinh cong trang de nghi», «PHẠM NGŨ THƯ ĐỀ NGHỊ».
    """
    if one.start[-1:] not in ",.:;!?(–-" or _hero(one.words, one.at):
        return 0
    if len(one.words) == len(one.capital) in (3, 4) and not one.at and " ".join(one.lower[:2]) not in WORDS["common"]:
        return len(one.words) if one.lower[0] in SURNAMES and {*one.lower[1:]} <= GIVEN_NAMES else 0
    for size in (3, 4):
        if len(one.lower) <= size or fold(one.lower[size]) not in PLAIN_PREDICATES:
            continue
        first, *others = one.lower[:size]
        is_plain = all(word.isascii() for word in one.lower)
        is_common = " ".join(one.lower[:2]) in WORDS["common"] or "xá" in others
        if is_plain and size == 3 and first in PLAIN_SURNAMES and {*others} <= FOLDED_GIVEN_NAMES:
            return size
        if is_plain and size == 3 and first in FOLDED_SURNAMES and others[0] in PLAIN_MIDDLES:
            return size if others[1] in FOLDED_GIVEN_NAMES else 0
        is_whole = first in SURNAMES and {*others} <= GIVEN_NAMES and not is_plain
        # «ngô viết thắng đề nghị»: a middle name that is used for nothing else makes the last word a name too.
        is_whole = is_whole or (first in COMMON_SURNAMES and others[0] in WORDS["middles"] and not is_common)
        if is_whole and not (is_common and len(one.capital) < size):
            return size
        is_line = one.is_capitals and first in COMMON_SURNAMES
        # «Cứ Thứ Hai là hết số»: an everyday word wants a given name behind it.
        is_surname = first in SURNAMES and (first not in WORDS["everyday"] or bool({*others} & GIVEN_NAMES))
        if (is_line or (len(one.capital) == size and is_surname)) and not is_common:
            return size
    return 0


def _place_at(one: Candidate) -> int | None:
    """How many words are no person although they look like one; None when a person is to be looked for."""
    if one.is_plain and one.lower[0] in WORDS["plain_roads"] and (hero := _hero(one.words, one.at + 1)):
        return hero + 1
    if (hero := _hero(one.words, one.at)) and (
        one.is_placed
        or (hero == 2 and one.is_plain)
        or STRETCH.match(one.text, one.run[min(hero, len(one.run)) - 1].end())
        or not (one.is_polite or one.has_label or one.has_post or SENTENCE.search(one.start))
    ):
        return hero
    if one.is_polite and one.words[one.at - 1].group()[0].isupper():
        # «đường Bà Triệu», «Hai Bà Trưng»: the form of address is part of the name.
        for back in (1, 2):
            if one.at >= back and (hero := _hero(one.words, one.at - back)) > back:
                return hero - back
    size, pair = len(one.capital), " ".join(one.lower[:2])
    if clan := _clan_at(one):
        return clan
    if size == 2 and one.capital[1] == "Xá":
        return 2
    is_street = size and not (one.is_polite or one.has_label) and STRETCH.match(one.text, one.run[size - 1].end())
    if is_street or (one.is_placed and not (one.has_middle and one.before[-1] in VILLAGES)):
        # «đường Nguyễn Văn Linh» holds no «Văn Linh»; after «thôn Tân An» a name may follow at once.
        return size if one.lower[0] in SURNAMES or COMPANY.search(one.start) else 0
    if pair in WORDS["common"]:
        # «Vi Phạm Hành Chính» holds no «Phạm Hành Chính».
        return 2 if size > 1 else 0
    return 0 if " ".join([*one.before[-1:], one.lower[0]]) == "bác hồ" else None


def _clan_at(one: Candidate) -> int:
    """How many words are the name of a clan: a surname, a middle name in some; 0 before a sure given name."""
    if len(one.capital) > 2 or not one.surname:
        return 0
    size = 2 if one.has_middle else 1
    # «Ho nguyen dong nhat thon»: how many a clan has is told of no household.
    is_counted = one.before[-1:] in (["ho"], ["họ"]) and CLAN_SIZE.match(one.folded_text, one.run[size - 1].end())
    if not is_counted and not CLAN.search(one.start):
        return 0
    is_person = not is_counted and len(one.lower) > size and one.lower[size] in PLAIN_GIVEN | WORDS["small"]
    return 0 if is_person else size


def _whole_name_at(one: Candidate) -> int:
    """How many words are a surname and what follows it; 0 when they are not."""
    first, size = one.lower[0], len(one.capital)
    if HIGHLAND.fullmatch(one.run[0].group()) or (
        one.run[0].group() == "Y" and size > 1 and not is_capitals(one.text, one.capital[1:])
    ):
        return max(size, 1)
    if len(one.lower) > 2 and (not size or one.is_capitals) and (_is_small_name(one.lower[:3]) or _has_context(one)):
        return 3
    is_woman = size > 2 and one.capital[1].lower() == "thị" and first not in WORDS["towns"] | PLACES
    if is_woman and (one.lower[2] in GIVEN_NAMES or not one.at):
        # Whoever is called so is a woman, however rare her surname is: «Kim Thị Ngân».
        return size
    is_sure = first not in WORDS["ambiguous"] or size > 2 or one.is_polite or _has_given_name(one)
    if (one.surname or first in SHORT_SURNAMES) and one.has_middle and is_sure:
        return min(max(size, 3), 4)
    if first in COMMON_SURNAMES and size > 2 and set(one.lower[1:size]) <= GIVEN_NAMES:
        # Also in a line of capitals.
        return size
    if first in SURNAMES and size == 1 and _has_small_middle(one):
        return 3
    if one.surname and size >= 2 and not one.is_capitals:
        # Without its signs a word of two letters is any word: three capitals, or a form of address, make it a name.
        return size if not all(token.isascii() for token in one.capital) or size >= 3 or one.is_polite else 0
    # «Hoa Nguyen», as abroad and on social networks.
    is_turned = size in (2, 3) and one.lower[size - 1] in {*CERTAIN, "nguyễn"} and first not in PLACES | PLAIN_PLACES
    return size if is_turned else 0


def _has_given_name(one: Candidate) -> bool:
    """True for «Văn» or «Thị» between an everyday word and a given name: «hồ văn hương», «cao thị tuấn»."""
    given_names = FOLDED_GIVEN_NAMES if one.is_plain else GIVEN_NAMES
    is_thing = one.lower[0] in WORDS["towns"] or " ".join(one.lower[1:3]) in WORDS["common"]
    return one.has_middle and not is_thing and one.lower[2] in given_names


def _has_context(one: Candidate) -> bool:
    """True where what stands around three small words makes a name of them: «giấy của lý quang nga», «… sđt 09…»."""
    first, *others = one.lower[:3]
    surnames, given_names = (FOLDED_SURNAMES, FOLDED_GIVEN_NAMES) if one.is_plain else (SURNAMES, GIVEN_NAMES)
    if first not in surnames or not {*others} <= given_names or " ".join(one.lower[:2]) in WORDS["common"]:
        return False
    end = one.run[2].end()
    is_whole = len(one.words) == 3
    follower = fold(one.lower[3]) if len(one.lower) > 3 else ""
    is_end = not follower or follower in PLAIN_PREDICATES | {"thon", "xom"}
    owner = POSSESSOR.search(one.start)
    is_owner = owner is not None and (is_end or not owner["maybe"])
    return is_whole or is_owner or NUMBER_BEHIND.match(one.text, end) is not None


def _has_small_middle(one: Candidate) -> bool:
    """True where only the middle name is written small: «Chu trọng Tuấn»."""
    words = [word.group() for word in one.run[:3]]
    return len(words) == 3 and words[1] in GIVEN_NAMES and words[2].istitle() and words[2].lower() in GIVEN_NAMES


def _addressed_at(one: Candidate) -> int:
    """How many words are a name only because of the form of address or the label before them."""
    if not (one.capital or one.surname or one.is_polite) or not (one.is_polite or one.has_label):
        return 0
    pair = " ".join(one.lower[:2])
    is_kin = one.is_plain and not one.has_label and one.lower[0] in PLAIN_KIN
    is_kin = is_kin or one.lower[0] in WORDS["bodies" if one.has_label else "kin"]
    is_thing = is_kin and not NAME_LABEL.search(one.start)
    if one.capital and not is_thing and (one.surname or not one.is_capitals):
        return len(one.capital) if one.before and one.before[-1] != "nước" else 0
    if one.is_polite and _is_neighbour(one):
        return 1
    if not one.surname or len(one.lower) < 2:
        return 0
    if OWN_NAME.search(one.start) and fold(one.lower[1]) in FOLDED_GIVEN_NAMES:
        return min(len(one.lower), 3)
    if all(word.isascii() for word in one.lower):
        is_name = pair not in EVERYDAY and _is_plain_name(one)
    else:
        is_whole = len(one.lower) > 2 and {*one.lower[1:3]} <= GIVEN_NAMES
        is_name = is_whole or one.lower[0] not in WORDS["ambiguous"]
    return min(len(one.lower), 3) if is_name else 0


def _is_plain_name(one: Candidate) -> bool:
    """True for a surname and given names without signs, and behind them nothing or what somebody does.

    Any word without its signs may be one of them: «nguoi dan dang khat nuoc», «co quang duong hong», «chi can mot dau».
    """
    is_particle = one.before[-1] in WORDS["plain_particles"] and not one.has_label
    first, *others = one.lower[:3]
    if NAME_LEAD.search(one.start) or (
        HOME.match(one.folded_text, one.run[min(len(one.run), 3) - 1].end()) and one.has_label
    ):
        return first in PLAIN_SURNAMES | PLAIN_COMMON
    for size in (3, 2):
        given_names = others[: size - 1]
        follower = one.lower[size] if len(one.lower) > size else ""
        if len(given_names) < size - 1 or not {*given_names} <= FOLDED_GIVEN_NAMES:
            continue
        if follower and follower not in PLAIN_PREDICATES:
            continue
        is_common = any(f"{one} {two}" in EVERYDAY for one, two in pairwise([first, *given_names]))
        surnames = PLAIN_COMMON if size == 2 or is_particle else FOLDED_SURNAMES
        return first in CERTAIN or (first in surnames and not is_common)
    return False


def _is_neighbour(one: Candidate) -> bool:
    """True for a given name without a capital, or in a line of them, behind its form of address: «anh tuấn ở xóm 2»."""
    polite, given = one.before[-1], one.lower[0]
    if polite in WORDS["plain_neighbours"] and one.is_plain:
        return _is_plain_neighbour(one)
    if polite in ("em", "cháu"):
        # «Em đạt được» is no name, «em đức thôn Tân An» is one.
        return given in GIVEN_NAMES - WORDS["acts"] and len(one.lower) > 1 and one.lower[1] in YOUNG_PREDICATES
    if polite not in WORDS["neighbours"] or given in WORDS["kin"] | WORDS["acts"] or given not in GIVEN_NAMES:
        return False
    follower = one.lower[1] if len(one.lower) > 1 else ""
    is_nobody = bool({f"{polite} {given}", f"{given} {follower}"} & WORDS["nobody"])
    return not is_nobody and (not follower or follower in PREDICATES)


def _is_resident(one: Candidate) -> bool:
    """True for a given name without signs at the beginning, or behind a household, whose home is told.

    «Chi hung thon 4 do trom», «nha ong quyet o dau lang»; within a sentence «ba lan o xom 2» is «ba lần».
    """
    pair = " ".join([*one.before[-1:], one.lower[0]])
    return (
        one.lower[0] in FOLDED_GIVEN_NAMES
        and one.is_beside
        and one.before[-1] in WORDS["plain_homes"]
        and pair not in WORDS["plain_no_homes"]
        and HOME.match(one.folded_text, one.run[0].end()) is not None
        and HOUSEHOLD.search(one.start_of(one.at - 1)) is not None
    )


def _is_plain_neighbour(one: Candidate) -> bool:
    """True for a given name without signs behind its form of address: «ong hung lan chiem via he»."""
    words = [fold(word) for word in (*one.before, *one.lower[:2])]
    follower = one.lower[1] if len(one.lower) > 1 else ""
    is_name = one.lower[0] in PLAIN_GIVEN and (not follower or follower in PLAIN_PREDICATES)
    is_address = (
        one.before[-1] in WORDS["plain_homes"]
        and f"{one.before[-1]} {one.lower[0]}" not in WORDS["plain_no_homes"] | WORDS["plain_times"]
    )
    if not is_name and is_address and one.lower[0] in FOLDED_GIVEN_NAMES:
        is_name = HOME.match(one.folded_text, one.run[0].end()) is not None
    return is_name and not any(f"{first} {second}" in EVERYDAY for first, second in pairwise(words))
