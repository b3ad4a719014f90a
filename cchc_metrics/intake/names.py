"""Which unit, and which group of a breakdown, a name in a table means."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import TypeVar

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.forms import Table
from cchc_metrics.catalog.models import Unit
from cchc_metrics.faults import Fault, FaultError, nearest, nearest_name
from cchc_metrics.intake.content import Open, Question
from cchc_metrics.text import formats
from cchc_metrics.text.letters import fold, same_name

Result = TypeVar("Result")
# A program has one plan open, a test a few.
CACHE_SIZE = 4


def once_per_plan(make: Callable[[Catalog], Result]) -> Callable[[Catalog], Result]:
    """The function, called once for each catalog (told apart by identity, at no cost); its result is kept."""
    entries: list[tuple[Catalog, Result]] = []

    @wraps(make)
    def of_plan(catalog: Catalog) -> Result:
        result = next((entry for plan, entry in entries if plan is catalog), None)
        if result is None:
            result = make(catalog)
            entries[:] = [(catalog, result), *entries[: CACHE_SIZE - 1]]
        return result

    return of_plan


# What stands before a name and may be left out, folded; the longer ones first.
KINDS = ("thi tran", "thanh pho", "dac khu", "phuong", "quan", "huyen", "tinh", "thi xa", "thon", "to", "xa")
SHORT_KINDS = {
    "x.": "xa ",
    "p.": "phuong ",
    "tt.": "thi tran ",
    "tp.": "thanh pho ",
    "t.p.": "thanh pho ",
    "h.": "huyen ",
    "t.": "tinh ",
}
OFFICES = ("ubnd", "uy ban nhan dan", "dang uy", "hdnd")
# «Xã Tiên Tiến mới» began on some day, «Xã Tiên Tiến cũ» ended.
BOUNDS = {"moi": "valid_from", "cu": "valid_to"}
CODE = re.compile(r"\d{1,6}")
ORDINAL = re.compile(r"^(\d+|(?!x[.)])[ivx]+)[.)]\s+")
# A name is written with a capital letter; «xã hội» is none.
COMMUNE = re.compile(
    r"(?:(?:\d+|[ivx]+)[.)]\s*)?(?:(?:ubnd|ủy ban nhân dân|uỷ ban nhân dân)\s+)?"
    r"(?:xã|phường|thị trấn|đặc khu)\s+(?!hội(?!\w))(?P<name>\w)",
    re.IGNORECASE,
)
EXAMPLES = 5
# «Điều chỉnh giảm do nhập trùng»; «Điều chỉnh quy hoạch» is work.
ADJUSTMENT = re.compile(
    r"(?:so )?(?:(?:dieu|hieu) chinh(?= (?:giam|tang|so|do|ky|lai|trong|tu)(?![a-z])|\W*$)"
    r"|giam tru|tru (?:di|trung|bot)|ho so (?:nhap )?trung)(?![a-z])"
)
# What stands before the sums of a list of units, folded: «Tổng cộng», «Tổng số toàn tỉnh». «Tống Trân» is a commune.
TOTAL_ROW = re.compile(r"(tong|cong|total)|(tong (so|cong|chung)|cong chung|tong toan)( .*)?")
# A number, a letter or a code before the name of a group, and a remark in brackets behind it.
MARK = re.compile(
    r"^\s*(?:[A-Za-z]{0,3}\d{1,4}(?:[.]\d{1,3})*(?:-[A-Z]{1,4}\d{1,3})?|[IVX]{1,4}|[A-Za-z])\s*[.):–-]\s*"
)
BEHIND = re.compile(r"\s*\([^()]*\)\s*$")


class UnitNames:
    """The units of a plan by every name that people write for them."""

    def __init__(self, catalog: Catalog) -> None:
        self._units = catalog.units
        self._kinds = {level.id: {*map(fold, level.kinds)} for level in catalog.levels.values()}
        self._codes: dict[int, list[Unit]] = defaultdict(list)
        self._full: dict[str, list[Unit]] = defaultdict(list)
        self._bare: dict[str, list[Unit]] = defaultdict(list)
        self._tight: dict[str, list[Unit]] = defaultdict(list)
        self._former: dict[str, list[Unit]] = defaultdict(list)
        for unit in catalog.units.values():
            if unit.code is not None and CODE.fullmatch(unit.code):
                self._codes[int(unit.code)].append(unit)
            if unit.successor is not None:
                self._former[unit.successor].append(unit)
            for name in dict.fromkeys(map(plain_name, (unit.name, *unit.also))):
                self._full[name].append(unit)
            for name in dict.fromkeys(without_kind(plain_name(name)) for name in (unit.name, *unit.also)):
                self._bare[name].append(unit)
            for name in dict.fromkeys(tight(name) for name in (unit.name, *unit.also)):
                self._tight[name].append(unit)

    def candidates(self, words: str) -> list[Unit]:
        """The units that a cell may mean, whenever they existed; none for words that name no unit."""
        text = words.strip()
        if text in self._units:
            return [self._units[text]]
        if CODE.fullmatch(text):
            return list(self._codes.get(int(text), ()))
        name = plain_name(text)
        units = self._full.get(name) or self._bare.get(name) or self._full.get(from_kind(name), [])
        units = units or [unit for unit in self._tight.get(tight(text), ()) if self._may_be_called(name, unit)]
        if not units and (limit := BOUNDS.get(name.rpartition(" ")[2])):
            bare = _outside(text).rpartition(" ")[0]
            return [unit for unit in self.candidates(bare) if getattr(unit, limit) is not None]
        exact = [unit for unit in units if _written_alike(text, unit)]
        return exact or list(units)

    def _may_be_called(self, name: str, unit: Unit) -> bool:
        """False for a folded name of a kind of another level: «Xã Hưng Yên» is no province, «Huyện X» no commune."""
        kind = next((kind for kind in KINDS if name.startswith(f"{kind} ")), None)
        kinds = self._kinds[unit.level]
        return kind is None or not kinds or kind in kinds

    def full(self, words: str) -> bool:
        """True for the whole name of a unit, with its kind."""
        name = plain_name(words)
        return name in self._full or from_kind(name) in self._full

    def is_unit(self, words: str) -> bool:
        """True for words that name a unit."""
        return bool(self.candidates(words))

    def of(self, place: str, words: str, day: dt.date) -> str:
        """The id of the unit that a cell means on the last day of a period: of two of one name the one that was there.

        An old name of a unit that was only renamed is that of its successor.
        Raises: FaultError when no unit, or more than one, is meant.
        """
        if words.strip() in self._units:
            return words.strip()
        result = self.candidates(words)
        alive = [unit for unit in result if _exists(unit, day)]
        if not alive:
            heirs = {heir for unit in result if (heir := self._heir(unit, day))}
            alive = [self._units[heir] for heir in sorted(heirs)]
        if len(alive) == 1:
            return alive[0].id
        raise FaultError([self._fault(place, words, result, alive)])

    def _heir(self, unit: Unit, day: dt.date) -> str | None:
        """The unit that a unit became by itself, alone, and that is there on a day; None for a part of another."""
        chain = {unit.id}
        while unit.successor is not None and unit.successor not in chain and len(self._former[unit.successor]) == 1:
            unit = self._units[unit.successor]
            chain.add(unit.id)
            if _exists(unit, day):
                return unit.id
        return None

    def _fault(self, place: str, words: str, units: Sequence[Unit], alive: Sequence[Unit]) -> Fault:
        if len(alive) > 1:
            return Fault(
                "unknown-unit",
                place,
                f"«{words}» có thể là {_choices(alive, self._units)}",
                "một đơn vị",
                "ghi mã của đơn vị thay cho tên",
            )
        if not units and TOTAL_ROW.fullmatch(fold(words).strip(" :.")):
            return Fault(
                "unknown-unit",
                place,
                f"«{words}» là dòng tổng, không phải một đơn vị",
                "mỗi dòng một đơn vị",
                "bỏ dòng này: số chung được cộng từ các đơn vị",
            )
        if not units:
            names = [unit.name for unit in self._units.values()]
            return Fault(
                "unknown-unit",
                place,
                f"không có đơn vị nào mã hoặc tên «{words}»{nearest(words, [*self._units, *names])}",
                "mã đơn vị, mã số hành chính hoặc tên có trong kế hoạch",
                "sửa ô này, hoặc thêm đơn vị vào kế hoạch",
            )
        unit = units[0]
        if unit.valid_to is None or unit.successor is None:
            since = f"có từ {formats.day(unit.valid_from)}" if unit.valid_from else ""
            until = f"chỉ có đến {formats.day(unit.valid_to)}" if unit.valid_to else ""
            span = ", ".join(filter(None, (since, until)))
            return Fault(
                "lifetime",
                place,
                f"{unit.name} {span}, không có suốt kỳ của số liệu",
                "đơn vị có trong kỳ",
                "xem lại kỳ hoặc đơn vị",
            )
        heir = self._units[unit.successor]
        parts = ", ".join(one.name for one in self._former[heir.id])
        return Fault(
            "lifetime",
            place,
            f"{unit.name} chỉ có đến {formats.day(unit.valid_to)}; từ đó là một phần của {heir.name} (gồm {parts})",
            f"một dòng của {heir.name}, đã cộng các đơn vị hợp thành",
            f"cộng số của các đơn vị cũ rồi ghi cho {heir.name}, hoặc ghi đúng kỳ",
        )


@once_per_plan
def unit_names(catalog: Catalog) -> UnitNames:
    """The names of the units of a plan."""
    return UnitNames(catalog)


def plain_name(words: str) -> str:
    """A name folded, without numbering, offices, abbreviations and what stands in brackets or after a comma.

    >>> plain_name("1. UBND xã Nhật Quang, tỉnh Hưng Yên"), plain_name("X. Nhật Quang")
    ('xa nhat quang', 'xa nhat quang')
    """
    name = ORDINAL.sub("", fold(_outside(words)))
    for office in OFFICES:
        name = name.removeprefix(f"{office} ")
    for short, kind in SHORT_KINDS.items():
        if name.startswith(short):
            name = kind + name.removeprefix(short).lstrip()
    return name


def tight(words: str) -> str:
    """A name without its kind, hyphens and spaces, which tables write in many ways.

    >>> tight("Tỉnh Bà Rịa – Vũng Tàu"), tight("TP. Hồ Chí Minh"), tight("Ho Chi Minh City")
    ('bariavungtau', 'hochiminh', 'hochiminh')
    """
    name = without_kind(plain_name(words)).removesuffix(" city").removesuffix(" province")
    return re.sub(r"[^a-z0-9]", "", name.removeprefix("tp ").removeprefix("tt "))


def without_kind(name: str) -> str:
    """A folded name without the kind of unit before it; a number alone, «Phường 1», keeps it."""
    for kind in KINDS:
        rest = name.removeprefix(f"{kind} ")
        if rest != name and not rest.isdecimal():
            return rest
    return name


def has_kind(words: str) -> bool:
    """True for words that begin as the name of a unit does, known or not: «Xã Phan Sào Nam»."""
    name = plain_name(words)
    return without_kind(name) != name


def is_commune(words: str) -> bool:
    """True for words that are written as the name of a commune, known or not.

    >>> is_commune("II. UBND xã Đoàn Đào"), is_commune("Xã hội"), is_commune("XÃ HỘI HÓA"), is_commune("Xã, phường")
    (True, False, False, False)
    """
    match = COMMUNE.match(words.strip())
    return match is not None and (match["name"].isupper() or match["name"].isdecimal())


def from_kind(name: str) -> str:
    """A folded name from the last kind of unit in it on: «trung tam hanh chinh cong xa tien tien» ends in a unit.

    >>> from_kind("trung tam hanh chinh cong xa tien tien")
    'xa tien tien'
    """
    return name[max(name.rfind(f" {kind} ") for kind in KINDS) + 1 :]


def _written_alike(text: str, unit: Unit) -> bool:
    """True when a text has the accents of a name of a unit, or none at all."""
    words = _outside(text).split()
    for name in map(_outside, (unit.name, *unit.also)):
        length = len(without_kind(plain_name(name)).split())
        if same_name(" ".join(words[-length:]), " ".join(name.split()[-length:])):
            return True
    return False


def _outside(words: str) -> str:
    """A name without what stands in brackets or after a comma."""
    return words.partition(" (")[0].partition(",")[0].strip(" .:;-–")


def _exists(unit: Unit, day: dt.date) -> bool:
    return (unit.valid_to is None or day <= unit.valid_to) and (unit.valid_from is None or unit.valid_from <= day)


def _choices(units: Sequence[Unit], units_by_id: Mapping[str, Unit]) -> str:
    """The units with where they belong and their ids, in words."""

    def one(unit: Unit) -> str:
        where = f", {units_by_id[unit.parent].name}" if unit.parent and unit.parent in units_by_id else ""
        return f"{unit.name}{where} (mã {unit.id})"

    more = f" … và {len(units) - EXAMPLES} đơn vị nữa" if len(units) > EXAMPLES else ""
    return "; hoặc ".join(map(one, units[:EXAMPLES])) + more


class Groups:
    """The groups of the breakdown of a table, by every name that the plan knows for them."""

    def __init__(
        self, catalog: Catalog, table: Table, breakdown_id: str, answers: Mapping[str, str] | None = None
    ) -> None:
        self._table, self._left_out = table, [fold(word) for word in table.left_out]
        self._breakdown = catalog.breakdowns[breakdown_id]
        groups = {group.id for group in self._breakdown.group}
        # Names of questions in surveys are remembered in the same list.
        self._answers = {fold(name): group for name, group in (answers or {}).items() if group in groups}
        pairs = [(name, group.id) for group in self._breakdown.group for name in (group.name, *group.also)]
        self._ids = {self._bare(name): group_id for name, group_id in pairs}
        self._spellings: dict[str, list[str]] = {}
        for name, _ in pairs:
            self._spellings.setdefault(self._bare(name), []).append(name)
        self.units = unit_names(catalog)
        self._not_groups = [fold(word) for word in table.not_groups]

    def group_of(self, name: str) -> str | None:
        """The group that the plan, or somebody who was asked, knows under this name; None when nobody does.

        A number or a code before it («1. Đất đai», «G01-Đất đai») and what stands in brackets behind it do not count.
        """
        result = self._group_as(name)
        if result is None:
            short = BEHIND.sub("", MARK.sub("", name)).strip()
            result = self._group_as(short) if short != name.strip() else None
        return result

    def _group_as(self, name: str) -> str | None:
        bare = self._bare(name)
        answers = self._answers.get(fold(name)) or self._answers.get(bare)
        if answers or bare not in self._ids:
            return answers
        # The last words of the name are those that were found; what stands before them does not count.
        words = name.split()[-len(bare.split()) :]
        spellings = self._spellings[bare]
        return self._ids[bare] if any(same_name(" ".join(words), each) for each in spellings) else None

    def of(self, place: str, name: str) -> str:
        """The group of a name.

        Raises: FaultError when it is that of a unit; Open with a question when nobody knows it.
        """
        group = self.group_of(name)
        if group is not None:
            return group
        bare = self._bare(name)
        groups = ", ".join(group.name for group in self._breakdown.group)
        if self.units.full(name) or any(bare == word or bare.startswith(f"{word} ") for word in self._not_groups):
            raise FaultError(
                [
                    Fault(
                        "misplaced-value",
                        place,
                        f"«{name}» là đơn vị, không phải nhóm của «{self._breakdown.name}»",
                        f"các nhóm: {groups}",
                        "xuất biểu chia theo lĩnh vực, của riêng đơn vị này",
                    )
                ]
            )
        if ADJUSTMENT.match(bare):
            problem = f"«{name}» là số điều chỉnh, không phải nhóm của «{self._breakdown.name}»"
            remedy = "cộng hoặc trừ vào đúng nhóm và hàng tổng, bỏ hàng này, rồi nộp lại"
            raise FaultError([Fault("misplaced-value", place, problem, f"các nhóm: {groups}", remedy)])
        near = nearest_name(bare, self._ids, likeness=0.75)
        guess = self._ids[near] if near else self._table.others or ""
        choices = tuple((group.id, group.name) for group in self._breakdown.group)
        raise Open([Question("group", name, place, name, choices, guess)])

    def among_others(self, place: str, name: str) -> Fault:
        """The caution that a name is counted among the others."""
        groups = ", ".join(group.name for group in self._breakdown.group)
        other = next(group.name for group in self._breakdown.group if group.id == self._table.others)
        return Fault(
            "group-assumption",
            place,
            f"«{name}» được tính vào nhóm «{other}»",
            f"các nhóm: {groups}",
            "không cần sửa, nếu đúng là như vậy",
        )

    def _bare(self, name: str) -> str:
        words = fold(name)
        for left_out in self._left_out:
            words = words.removeprefix(left_out).lstrip(" :-")
        return words
