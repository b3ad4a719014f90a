"""Which unit a table means, by its id, code or name as people write it."""

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence

from cchc_metrics.catalog import Catalog
from cchc_metrics.catalog.models import Unit
from cchc_metrics.faults import Fault, FaultsFound, nearest
from cchc_metrics.intake.accents import same_name
from cchc_metrics.intake.once import once_per_plan
from cchc_metrics.text import formats
from cchc_metrics.text.search import fold

# What stands before a name and may be left out, folded; the longer ones first.
KINDS = ("thi tran", "thanh pho", "dac khu", "phuong", "quan", "huyen", "tinh", "thi xa", "thon", "to", "xa")
SHORT_KINDS = {"x.": "xa ", "p.": "phuong ", "tt.": "thi tran ", "tp.": "thanh pho ", "h.": "huyen ", "t.": "tinh "}
OFFICES = ("ubnd", "uy ban nhan dan", "dang uy", "hdnd")
CODE = re.compile(r"\d{1,6}")
NUMBERED = re.compile(r"^(\d+|(?!x[.)])[ivx]+)[.)]\s+")
SHOWN = 5


class UnitNames:
    """The units of a plan by every name that people write for them."""

    def __init__(self, catalog: Catalog) -> None:
        self._units = catalog.units
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
        named = self._full.get(name) or self._bare.get(name) or self._full.get(from_kind(name), [])
        named = named or self._tight.get(tight(text), [])
        exact = [unit for unit in named if _written_alike(text, unit)]
        return exact or list(named)

    def full(self, words: str) -> bool:
        """True for the whole name of a unit, with its kind."""
        name = plain_name(words)
        return name in self._full or from_kind(name) in self._full

    def named(self, words: str) -> bool:
        """True for words that name a unit."""
        return bool(self.candidates(words))

    def of(self, place: str, words: str, day: dt.date) -> str:
        """The id of the unit that a cell means on the last day of a period: of two of one name the one that was there.

        An old name of a unit that was only renamed is that of its successor.
        Raises: FaultsFound when no unit, or more than one, is meant.
        """
        if words.strip() in self._units:
            return words.strip()
        found = self.candidates(words)
        alive = [unit for unit in found if _exists(unit, day)]
        if not alive:
            heirs = {heir for unit in found if (heir := self._heir(unit, day))}
            alive = [self._units[heir] for heir in sorted(heirs)]
        if len(alive) == 1:
            return alive[0].id
        raise FaultsFound([self._fault(place, words, found, alive)])

    def _heir(self, unit: Unit, day: dt.date) -> str | None:
        """The unit that a unit became by itself, alone, and that is there on a day; None for a part of another."""
        seen = {unit.id}
        while unit.successor is not None and unit.successor not in seen and len(self._former[unit.successor]) == 1:
            unit = self._units[unit.successor]
            seen.add(unit.id)
            if _exists(unit, day):
                return unit.id
        return None

    def _fault(self, place: str, words: str, found: Sequence[Unit], alive: Sequence[Unit]) -> Fault:
        if len(alive) > 1:
            return Fault(
                "unknown-unit",
                place,
                f"«{words}» có thể là {_listed(alive, self._units)}",
                "một đơn vị",
                "ghi mã của đơn vị thay cho tên",
            )
        if not found:
            names = [unit.name for unit in self._units.values()]
            return Fault(
                "unknown-unit",
                place,
                f"không có đơn vị nào mã hoặc tên «{words}»{nearest(words, [*self._units, *names])}",
                "mã đơn vị, mã số hành chính hoặc tên có trong kế hoạch",
                "sửa ô này, hoặc thêm đơn vị vào kế hoạch",
            )
        unit = found[0]
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
            f"một dòng của {heir.name}, đã cộng các xã hợp thành",
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
    name = NUMBERED.sub("", fold(_outside(words)))
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


def _listed(units: Sequence[Unit], known: Mapping[str, Unit]) -> str:
    """The units with where they belong and their ids, in words."""

    def one(unit: Unit) -> str:
        where = f", {known[unit.parent].name}" if unit.parent and unit.parent in known else ""
        return f"{unit.name}{where} (mã {unit.id})"

    more = f" … và {len(units) - SHOWN} đơn vị nữa" if len(units) > SHOWN else ""
    return "; hoặc ".join(map(one, units[:SHOWN])) + more
